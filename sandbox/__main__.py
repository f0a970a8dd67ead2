"""The command line: `python -m sandbox`. Knows nothing of what the sandbox is made of."""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
import webbrowser
from pathlib import Path

from sandbox.app import Options, SandboxError, open_sandbox

DEFAULT_PORT = 8600
LARGEST_PORT = 65_533  # two more follow


def main(arguments: list[str] | None = None) -> int:
    """Run until SIGINT or SIGTERM; 1 when the sandbox or the bot in it does not start."""
    parser = _parser()
    parsed = parser.parse_args(arguments)
    settings: dict[str, str] = {}
    for pair in parsed.set:
        name, separator, value = pair.partition("=")
        if not separator or not name:
            parser.error(f"--set takes NAME=VALUE, not {pair!r}")
        settings[name] = value
    options = Options(parsed.port, parsed.bot, parsed.data, parsed.openapi, settings, parsed.bot_module)
    try:
        asyncio.run(_run(options, browser=parsed.browser))
    except SandboxError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _port(text: str) -> int:
    port = int(text) if text.isdecimal() else -1
    if not 0 <= port <= LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number in 0–{LARGEST_PORT}, not {text!r}")
    return port


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m sandbox", description="A whole world for the bot on 127.0.0.1.")
    parser.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="of the chat; 0 takes free ports (%(default)s)"
    )
    parser.add_argument("--no-browser", dest="browser", action="store_false", help="open no browser")
    parser.add_argument("--no-bot", dest="bot", action="store_false", help="start only the servers")
    parser.add_argument("--data", type=Path, help="keep the bot's database here (a temporary folder otherwise)")
    parser.add_argument("--openapi", type=Path, help="Discord's OpenAPI description, to hold everything against")
    parser.add_argument(
        "--bot-module",
        default=Options.bot_module,
        metavar="NAME",
        help="start the bot with `python -m NAME` (%(default)s)",
    )
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting for the bot")
    return parser


async def _run(options: Options, *, browser: bool) -> None:
    """Serve until a signal comes, also while things are still starting."""
    serving = asyncio.create_task(_serve(options, browser=browser))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, serving.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def _serve(options: Options, *, browser: bool) -> None:
    async with open_sandbox(options) as sandbox:
        print(json.dumps(sandbox.addresses()), flush=True)
        if browser:
            print(f"The chat is at {sandbox.origin}/ (Ctrl+C ends it)", file=sys.stderr)
            await asyncio.to_thread(webbrowser.open, f"{sandbox.origin}/")
        await asyncio.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
