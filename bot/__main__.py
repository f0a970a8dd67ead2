"""`python -m bot`: .env, settings, logging, run; a start-up error is a line or two and an exit code, never a traceback.

Imports the bot only inside functions: picture encoders are spawned from this module and need none of it.
"""

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.settings import Settings

EXIT_STOPPED: Final = 0
EXIT_FAILED: Final = 1
EXIT_MISCONFIGURED: Final = 2


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code."""
    parsed = _parser().parse_args(arguments)
    command: str = parsed.command or "run"
    if command == "env-example":
        from bot.settings import env_example  # noqa: PLC0415

        sys.stdout.write(env_example())
        return EXIT_STOPPED
    if command in ("backup", "restore", "unresolved"):
        return _operate(parsed)
    return _with_settings(command)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="imagine-bot. Without a command: run the bot.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("run", help="run the bot until it is stopped")
    commands.add_parser("health", help="ask a running bot whether it is well")
    commands.add_parser("env-example", help="print .env.example")
    backup = commands.add_parser("backup", help="copy the database to a new file, while the bot runs or not")
    backup.add_argument("file", type=Path, metavar="FILE", help="must not exist yet")
    restore = commands.add_parser("restore", help="put a backup in the place of the database; stop the bot first")
    restore.add_argument("file", type=Path, metavar="FILE", help="what `backup` made")
    unresolved = commands.add_parser("unresolved", help="list requests that may have been paid without a picture")
    one_of = unresolved.add_mutually_exclusive_group()
    one_of.add_argument("--json", action="store_true", help="for machines")
    one_of.add_argument("--clear", type=int, nargs="+", metavar="ID", help="somebody has looked after these")
    return parser


def _operate(parsed: argparse.Namespace) -> int:
    """What needs the database only; a setting of the running bot that is missing or wrong is no obstacle."""
    from bot.chat.wording import sentence  # noqa: PLC0415
    from bot.core.errors import SettingsError  # noqa: PLC0415
    from bot.operator import operate  # noqa: PLC0415
    from bot.settings import database_url  # noqa: PLC0415

    try:
        return operate(parsed, database_url(_environment()))
    except SettingsError as error:
        _complain(sentence(error))
        return EXIT_MISCONFIGURED


def _with_settings(command: str) -> int:
    from bot import logs  # noqa: PLC0415
    from bot.chat.wording import sentence  # noqa: PLC0415
    from bot.core.errors import SettingsError  # noqa: PLC0415
    from bot.settings import LogFormat, Settings  # noqa: PLC0415

    try:
        settings = Settings.parse(_environment())
    except SettingsError as error:
        _complain(sentence(error))
        return EXIT_MISCONFIGURED
    if command == "health":
        from bot.health import ask  # noqa: PLC0415

        problem = ask(settings.health_port)
        if problem is not None:
            _complain(problem)
        return EXIT_STOPPED if problem is None else EXIT_FAILED
    os.umask(0o077)  # the database holds people's words and tokens of the last minutes
    logs.set_up(settings.log_level.value, as_json=settings.log_format is LogFormat.JSON, secrets=settings.secrets)
    logs.catch_crashes()
    import asyncio  # noqa: PLC0415

    return asyncio.run(_run(settings))


async def _run(settings: "Settings") -> int:
    from bot.app import ConnectionEnded, run  # noqa: PLC0415
    from bot.chat.wording import sentence  # noqa: PLC0415
    from bot.core.errors import ImagineError, SettingsError, StoreError, StoreTrouble, StoreUnusable  # noqa: PLC0415

    try:
        await run(settings)
    except StoreTrouble as error:  # its own sentence is for members
        _complain(sentence(StoreUnusable(error.why)))
        return EXIT_MISCONFIGURED
    except (SettingsError, StoreError) as error:
        _complain(sentence(error))
        return EXIT_MISCONFIGURED
    except ImagineError as error:
        _complain(sentence(error))
        return EXIT_FAILED
    except ConnectionEnded as error:
        _complain(str(error))
        return EXIT_FAILED
    return EXIT_STOPPED


def _environment() -> Mapping[str, str]:
    """.env beside us, under the real environment: what was set for this process wins."""
    from dotenv import dotenv_values  # noqa: PLC0415

    from bot.core.errors import SettingsError  # noqa: PLC0415

    try:
        found = dotenv_values(".env")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError((f".env cannot be read: {error}. It must be a text file in UTF-8.",)) from error
    return {**{name: value for name, value in found.items() if value is not None}, **os.environ}


def _complain(text: str) -> None:
    for line in text.splitlines():
        sys.stderr.write(f"imagine-bot: {line}\n")


if __name__ == "__main__":
    sys.exit(main())
