"""One /imagine without a browser: types it, prints what ada sees, keeps the pictures. Knows only the HTTP API."""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from sandbox.client import Api, Refused, SandboxProcess
from sandbox.discord.component_checks import Kind, walk
from sandbox.discord.jsons import Json, objects
from sandbox.discord.snowflakes import time_of
from sandbox.moments import spelt_out

LONGEST_S = 120.0
"""Seconds for everything, from the start of the bot to the picture."""
LOOK_S = 0.1
"""Seconds between two looks at the message."""
SETTLED_S = 2.0
"""Seconds without change after which a message with nothing to cancel is the last word."""
WHO, WHERE = "ada", "pictures"
FIRST_PROMPT = "a lighthouse at dusk, waves, warm light in the window"
IMAGES = ("one", "set")
INDENT = " " * 9


class DemoError(Exception):
    """No pictures came; says why."""


def main(arguments: list[str] | None = None) -> int:
    """Run the demo; 0 when pictures were delivered."""
    options, out = asked_for(arguments, os.environ)
    try:
        asyncio.run(_demo(options, out))
    except (DemoError, Refused) as error:
        print(f"No pictures: {error}", file=sys.stderr)
        return 1
    except TimeoutError:
        print(f"No pictures: nothing more happened within {LONGEST_S:g} s", file=sys.stderr)
        return 1
    return 0


def asked_for(arguments: list[str] | None, environment: Mapping[str, str]) -> tuple[Json, Path]:
    """The options of the command, and the folder. What the arguments leave open, DEMO_PROMPT and so on may say.

    That is how `make demo` hands text over: in a shell's command line, quotes and dollar signs would be lost.
    """

    def said(name: str) -> str | None:
        return environment.get(f"DEMO_{name}") or None

    parser = argparse.ArgumentParser("python -m sandbox.demo", description="One /imagine without a browser.")
    parser.add_argument("--prompt", default=said("PROMPT") or FIRST_PROMPT)
    parser.add_argument("--ratio", default=said("RATIO"), help="a value that the command offers for aspect_ratio")
    parser.add_argument("--scale", type=float, default=said("SCALE"))
    parser.add_argument("--images", choices=IMAGES, default=said("IMAGES"))
    parser.add_argument("--out", type=Path, default=Path("demo-out"))
    parsed = parser.parse_args(arguments)
    if parsed.images not in (None, *IMAGES):  # argparse holds only what was typed against the choices
        parser.error(f"argument --images: {parsed.images!r} is none of {', '.join(IMAGES)}")
    given = {
        "prompt": parsed.prompt,
        "aspect_ratio": parsed.ratio,
        "scale": parsed.scale,
        "images": parsed.images,
    }
    return {name: value for name, value in given.items() if value is not None}, parsed.out


async def _demo(options: Json, out: Path) -> None:
    with SandboxProcess() as process:
        async with asyncio.timeout(LONGEST_S), Api(process.addresses) as api:
            await _imagine(_Visitor(api), options, out)


async def _imagine(visitor: "_Visitor", options: Json, out: Path) -> None:
    delivered = await visitor.imagine(options)
    await visitor.keep(delivered, out)


class _Visitor:
    """A member at the keyboard, printing the screen."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._started_at = 0.0
        self._printed = 0

    async def imagine(self, options: Json) -> Json:
        """Type the command and watch until pictures are there; the message that carries them."""
        typed = " ".join(f"{name}: {value}" for name, value in options.items())
        body = {"as": WHO, "channel": WHERE, "options": options}
        begun = (await self._api.call("POST", "/commands/imagine", body))["interaction"]
        self._started_at = time_of(begun)
        self._say(self._started_at, f"{WHO} in #{WHERE}: /imagine {typed}")
        answer = await self._api.answered(begun)
        if answer["state"] != "answered" or answer["message"] is None:
            raise DemoError("the application did not respond")
        return await self._watch(str(answer["message"]))

    async def _watch(self, message: str) -> Json:
        looks_unchanged = 0
        while True:
            versions: list[Json] = await self._api.call("GET", f"/messages/{message}/versions?as={WHO}")
            looks_unchanged = looks_unchanged + 1 if len(versions) == self._printed else 0
            for version in versions[self._printed :]:
                self._print(version)
            self._printed = len(versions)
            newest = versions[-1]
            if newest["attachments"]:
                return newest
            if not _goes_on(newest) and looks_unchanged * LOOK_S > SETTLED_S:
                raise DemoError(newest["content"] or "the last message says nothing")
            await asyncio.sleep(LOOK_S)

    async def keep(self, message: Json, out: Path) -> None:
        """Save the attachments as the chat received them."""
        out.mkdir(parents=True, exist_ok=True)
        for attachment in objects(message["attachments"]):
            data = await self._api.download(attachment["url"])
            path = out / str(attachment["filename"])
            path.write_bytes(data)
            print(f"{path}  {len(data)} bytes")

    def _print(self, version: Json) -> None:
        who = "only for you: " if version["ephemeral"] else ""
        lines = _lines(version)
        self._say(float(version["at"]), who + lines[0])
        for line in lines[1:]:
            print(f"{INDENT}{line}")

    def _say(self, at: float, line: str) -> None:
        since = f"+{at - self._started_at:.1f}s"
        print(f"{since:<{len(INDENT)}}" + f"\n{INDENT}".join(line.splitlines()), flush=True)


def _lines(version: Json) -> list[str]:
    """What stands in a message, as plain lines."""
    lines = [str(line) for line in str(version["content"]).splitlines() if line.strip()]
    for embed in objects(version["embeds"]):
        for text in (embed.get("title"), embed.get("description")):
            lines += str(text).splitlines() if text else []
        lines += [f"{field.get('name')}: {field.get('value')}" for field in objects(embed.get("fields"))]
    for attachment in objects(version["attachments"]):
        pixels = f"{attachment['width']}×{attachment['height']}, " if attachment["width"] else ""
        lines.append(f"📎 {attachment['filename']} ({pixels}{attachment['size'] / 1024:.0f} KiB)")
    buttons = " ".join(f"[{button.get('label') or '…'}]" for button in _buttons(version))
    lines += [buttons] if buttons else []
    lines = [spelt_out(line, float(version["at"])) for line in lines]
    return lines or (["imagine is thinking…"] if version["loading"] else ["(nothing)"])


def _buttons(version: Json) -> list[Json]:
    return [found for found in walk(version["components"]) if found.get("type") == Kind.BUTTON]


def _goes_on(version: Json) -> bool:
    """Whether the bot is still at it: the message is waiting to be filled, or there is something to cancel."""
    cancellable = any("cancel" in str(button.get("custom_id")).lower() for button in _buttons(version))
    return bool(version["loading"]) or cancellable


if __name__ == "__main__":
    sys.exit(main())
