"""A server of one's own and somebody who manages it: what tests about owners and moderators say in one line each."""

import secrets
from typing import Any, cast

from tests.e2e.sandbox import Json, Told, World
from tests.e2e.test_results import form

MANAGES = ("manage_messages", "manage_guild")
SMALL = "1024x1024(1:1)"


class Desk:
    """Settings are a server's: on a server of its own a test meets nobody else's."""

    def __init__(self, world: World, server: str, channel: str, who: str) -> None:
        self.world, self.server, self.channel, self.who = world, server, channel, who

    async def person(self, name: str = "member", *permissions: str, **more: Any) -> str:
        """A member of this server alone."""
        return await self.world.member(name, *permissions, server=self.server, **more)

    async def place(self, name: str, **more: Any) -> str:
        """Another channel of this server, or a thread."""
        where = {} if "parent" in more else {"server": self.server}
        return await self.world.channel(name, **where, **more)

    async def admin(self, command: str, who: str | None = None, **options: Any) -> Told:
        """Type a command below /imagine-admin, whether Discord's client would offer it or not."""
        return await self.world.type(
            who or self.who, f"imagine-admin {command}", channel=self.channel, unchecked=True, **options
        )

    async def says(self, command: str, who: str | None = None, **options: Any) -> str:
        """The words of the answer."""
        return await self.world.words(who or self.who, await self.admin(command, who, **options))

    async def ask(self, who: str, prompt: str = "a fox", **options: Any) -> Told:
        """/imagine."""
        where = options.pop("channel", self.channel)
        return await self.world.type(who, channel=where, **{"prompt": prompt, "aspect_ratio": SMALL, **options})

    async def refused(self, who: str, **options: Any) -> str:
        """Why /imagine is not taken."""
        told = await self.ask(who, **options)
        assert told.ephemeral
        return await self.world.words(who, told)

    async def picture(self, who: str, **options: Any) -> Json:
        """A finished picture of theirs."""
        return await self.world.until_pictures(who, (await self.ask(who, **options)).message)

    async def settings(self, who: str | None = None) -> "View":
        """The settings view."""
        told = await self.admin("settings", who)
        assert told.message is not None
        return View(self, who or self.who, told.message)

    async def decide(self, **values: Any) -> str:
        """Change settings through their forms; what the last one answered."""
        view, said = await self.settings(), ""
        for name, value in values.items():
            said = await view.change(name, value)
        return said


class View:
    """The settings view of one person."""

    def __init__(self, desk: Desk, who: str, message: str) -> None:
        self.desk, self.world, self.who, self.message = desk, desk.world, who, message

    async def text(self) -> str:
        return (await self.world.see(self.who, self.message))["content"]

    async def choose(self, custom_id: str, value: str) -> Told:
        body = {"as": self.who, "custom_id": custom_id, "values": [value]}
        return await self.world.told(await self.world.call("POST", f"/messages/{self.message}/select", body))

    async def group(self, name: str) -> str:
        """Look at another group."""
        await self.choose("imagine:settings:group", name)
        return await self.text()

    async def open(self, setting: str) -> Told:
        """Open a setting's form, whatever group is looked at."""
        for group in ("limits", "money", "places", "pictures", "moderation"):
            seen = await self.world.see(self.who, self.message)
            offered = [
                one["value"] for row in seen["components"] for menu in row["components"] for one in menu["options"]
            ]
            if setting in offered:
                break
            await self.choose("imagine:settings:group", group)
        told = await self.choose("imagine:settings:change", setting)
        await form(self.world, told)
        return told

    async def send(self, opened: Told, **fields: Any) -> Told:
        """Send a form that was opened."""
        path = f"/modals/{opened.interaction}/submit"
        return await self.world.told(await self.world.call("POST", path, {"as": self.who, "fields": fields}))

    async def change(self, setting: str, value: Any) -> str:
        """Change a setting through its form: the view's text afterwards, or why it was refused."""
        fields = cast("dict[str, Any]", value) if isinstance(value, dict) else {"value": value}
        told = await self.send(await self.open(setting), **fields)
        if told.ephemeral and told.message != self.message:
            return await self.world.words(self.who, told)
        return await self.text()


async def a_desk(world: World) -> Desk:
    """A new server with a channel and a manager."""
    name = f"Workshop {secrets.token_hex(3)}"
    server = (await world.call("POST", "/servers", {"name": name}))["id"]
    channel = await world.channel("work", server=server)
    return Desk(world, server, channel, await world.member("manager", *MANAGES, server=server))
