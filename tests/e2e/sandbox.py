"""A member's hands in the sandbox: what the end-to-end tests say in one line each."""

import asyncio
import resource
import secrets
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from sandbox.client import Api, Refused

SEEN_WITHIN_S = 45.0
LOOK_EVERY_S = 0.05

Json = dict[str, Any]


@dataclass
class Told:
    """How the bot answered an interaction."""

    interaction: str
    state: str
    answer_ms: float
    ephemeral: bool
    message: str | None
    kind: str | None


class World(Api):
    """A session with the sandbox, and what a test wants to say in one line."""

    async def fresh(self) -> None:
        """Fair weather and a running bot, whatever an earlier test did."""
        await self.fair()
        await self.provider(queue_s=0, render_s=0.2, set_size=2, slots=60)
        if not (await self.call("GET", "/bot"))["running"]:
            await self.bot("start")

    async def provider(self, **settings: float) -> Json:
        """Set the provider's speed; answers what it has seen."""
        if settings:
            await self.call("PATCH", "/provider", cast("Json", settings))
        return await self.call("GET", "/provider")

    async def fault(self, name: str, **arguments: Any) -> None:
        """Switch a named behaviour on."""
        await self.call("POST", "/faults", {"name": name, **arguments})

    async def bot(self, action: str, **settings: str) -> Json:
        """Start, stop or kill the bot."""
        return await self.call("POST", "/bot", {"action": action, **({"settings": settings} if settings else {})})

    async def log(self, lines: int = 2000) -> str:
        """What the bot logged lately."""
        return "\n".join(await self.call("GET", "/bot/log", lines=lines))

    async def member(self, name: str, *permissions: str, **more: Any) -> str:
        """A new member of Lantern Street; their id. Nobody else is called the same."""
        unique = f"{name} {secrets.token_hex(3)}"
        answer = await self.call("POST", "/members", {"name": unique, "permissions": list(permissions), **more})
        return answer["id"]

    async def channel(self, name: str, **more: Any) -> str:
        """A new channel of Lantern Street, or a thread under `parent`; its id. No other one is called the same."""
        answer = await self.call("POST", "/channels", {"name": f"{name}-{secrets.token_hex(3)}", **more})
        return answer["id"]

    async def fair(self) -> None:
        """No named behaviour is on."""
        await self.call("DELETE", "/faults")

    async def messages(self, who: str, channel: str) -> list[Json]:
        """What this member sees there; nothing where there is no such channel any more."""
        try:
            return await self.call("GET", f"/channels/{channel}/messages", None, **{"as": who})
        except Refused:
            return []

    async def type(self, who: str, command: str = "imagine", *, channel: str = "pictures", **options: Any) -> Told:
        """Type a command and wait for the bot's answer. `unchecked=True` sends what Discord's client would not."""
        unchecked = options.pop("unchecked", False)
        body = {"as": who, "channel": channel, "options": options, "unchecked": unchecked}
        return await self.told(await self.call("POST", f"/commands/{command}", body))

    async def press(self, who: str, message: str, label: str = "Cancel") -> Told:
        """Press a button of a message that this member sees."""
        seen = await self.see(who, message)
        ids = [button["custom_id"] for button in buttons(seen) if button.get("label") == label]
        assert ids, f"no button {label!r} in {seen}"
        body = {"as": who, "custom_id": ids[0]}
        return await self.told(await self.call("POST", f"/messages/{message}/press", body))

    async def see(self, who: str, message: str) -> Json:
        """A message as this member sees it now."""
        return await self.call("GET", f"/messages/{message}", None, **{"as": who})

    async def versions(self, who: str, message: str) -> list[Json]:
        """Every state that the message was in."""
        return await self.call("GET", f"/messages/{message}/versions", None, **{"as": who})

    async def until(self, who: str, message: str | None, fits: Callable[[Json], bool]) -> Json:
        """Wait until the message fits, with a bound; the message."""
        assert message is not None
        seen: Json = {}
        try:
            async with asyncio.timeout(SEEN_WITHIN_S):
                while not fits(seen := await self.see(who, message)):
                    await asyncio.sleep(LOOK_EVERY_S)  # the sandbox is another process: looking is how one waits for it
        except TimeoutError:
            raise AssertionError(f"still {seen.get('content')!r}; bot log:\n{(await self.log())[-2500:]}") from None
        return seen

    async def until_says(self, who: str, message: str | None, text: str) -> Json:
        """Wait until the message's text contains this."""
        return await self.until(who, message, lambda seen: text in seen["content"])

    async def until_pictures(self, who: str, message: str | None) -> Json:
        """Wait until the message carries pictures."""
        return await self.until(who, message, lambda seen: bool(seen["attachments"]))

    async def wait_for(self, fits: Callable[[], Awaitable[bool]]) -> None:
        """Wait until this is so, with a bound."""
        async with asyncio.timeout(SEEN_WITHIN_S):
            while not await fits():
                await asyncio.sleep(LOOK_EVERY_S)

    async def until_provider(self, fits: Callable[[Json], bool]) -> Json:
        """Wait until what the provider has seen fits, with a bound."""
        async with asyncio.timeout(SEEN_WITHIN_S):
            while not fits(seen := await self.provider()):
                await asyncio.sleep(LOOK_EVERY_S)
        return seen

    async def read_quota(self, who: str, channel: str = "pictures") -> str:
        """What /quota tells this member."""
        told = await self.type(who, "quota", channel=channel)
        assert told.message is not None
        assert told.ephemeral
        return (await self.see(who, told.message))["content"]

    async def words(self, who: str, told: Told) -> str:
        """The text of an answer, of which it is checked that only this member sees it."""
        assert told.state == "answered"
        if told.kind == "update":
            return (await self._follow_up(who, told))["content"]
        assert told.ephemeral
        assert told.message is not None
        return (await self.see(who, told.message))["content"]

    async def _follow_up(self, who: str, told: Told) -> Json:
        """A button's press is acknowledged without words; they follow as a message of their own."""
        assert told.message is not None
        channel = (await self.see(who, told.message))["channel"]
        found: list[Json] = []

        async def look() -> bool:
            messages = await self.call("GET", f"/channels/{channel}/messages", None, **{"as": who})
            found.extend(one for one in messages if one["ephemeral"] and int(one["id"]) > int(told.interaction))
            return bool(found)

        await self.wait_for(look)
        return found[0]

    async def told(self, begun: Json) -> Told:
        seen = await self.answered(begun["interaction"])
        return Told(
            begun["interaction"], seen["state"], seen["answer_ms"], seen["ephemeral"], seen["message"], seen["kind"]
        )


def buttons(message: Json) -> list[Json]:
    """All buttons under a message."""
    return [button for row in message["components"] for button in row.get("components", ())]


RESULT_BUTTONS = ["Again", "Edit prompt", "In 4K", "Original", "Delete"]
"""What stands under pictures that everybody sees and that could be larger."""
ONCE_MORE = ["Again", "Edit prompt"]
"""What stands under words that tell of a failure, where asking again may help."""


def labels(message: Json) -> list[str]:
    """What the buttons under a message say; menus are left out."""
    return [button["label"] for button in buttons(message) if "label" in button]


@contextmanager
def full_disk(pid: int) -> Generator[None]:
    """Every write of this process into a file fails until the end."""
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
