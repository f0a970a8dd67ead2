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
ENV_FILE: Final = Path(".env")


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code."""
    parsed = _parser().parse_args(arguments)
    command: str = parsed.command or "run"
    if command == "env-example":
        from bot.settings import env_example  # noqa: PLC0415

        sys.stdout.write(env_example())
        return EXIT_STOPPED
    if command == "commands":
        return _print_commands()
    if command == "doctor":
        return _examine(parsed)
    if command in ("backup", "restore", "unresolved"):
        return _operate(parsed)
    return _with_settings(command)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="imagine-bot. Without a command: run the bot.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("run", help="run the bot until it is stopped")
    commands.add_parser("health", help="ask a running bot whether it is well")
    doctor = commands.add_parser("doctor", help="look at everything that the bot needs, and say how to mend it")
    doctor.add_argument("--server", type=int, metavar="ID", help="look at the bot's rights in this server only")
    doctor.add_argument("--channel", type=int, metavar="ID", help="look at the bot's rights in this channel, too")
    doctor.add_argument("--json", action="store_true", help="for machines")
    commands.add_parser("env-example", help="print .env.example")
    commands.add_parser("commands", help="print the commands as Discord is sent them, as JSON")
    backup = commands.add_parser("backup", help="copy the database to a new file, while the bot runs or not")
    backup.add_argument("file", type=Path, metavar="FILE", help="must not exist yet")
    restore = commands.add_parser("restore", help="put a backup in the place of the database; stop the bot first")
    restore.add_argument("file", type=Path, metavar="FILE", help="what `backup` made")
    unresolved = commands.add_parser("unresolved", help="list requests that may have been paid without a picture")
    one_of = unresolved.add_mutually_exclusive_group()
    one_of.add_argument("--json", action="store_true", help="for machines")
    one_of.add_argument("--clear", type=int, nargs="+", metavar="ID", help="somebody has looked after these")
    unresolved.add_argument("--charged", action="store_true", help="with --clear: RunComfy did charge for them")
    return parser


def _print_commands() -> int:
    import asyncio  # noqa: PLC0415
    import json  # noqa: PLC0415

    from bot.app import COGS  # noqa: PLC0415
    from bot.chat.client import ImagineBot  # noqa: PLC0415

    async def registration() -> object:
        async with ImagineBot(COGS) as bot:
            return await bot.registration()

    text = json.dumps(asyncio.run(registration()), indent=2, ensure_ascii=False)
    sys.stdout.buffer.write(f"{text}\n".encode())  # whatever the terminal's encoding: it has every language in it
    return EXIT_STOPPED


def _examine(parsed: argparse.Namespace) -> int:
    """The doctor: what is wrong with the settings is for it to say, and no obstacle."""
    from bot.core.errors import SettingsError  # noqa: PLC0415
    from bot.doctor import doctor  # noqa: PLC0415
    from bot.doctoring.environment import Environment  # noqa: PLC0415

    try:
        in_file = _env_file()
    except SettingsError as error:
        return doctor(parsed, Environment(os.environ, error.problems), ENV_FILE)
    return doctor(parsed, Environment({**in_file, **os.environ}, in_file=frozenset(in_file)), ENV_FILE)


def _operate(parsed: argparse.Namespace) -> int:
    """What needs the database only; a setting of the running bot that is missing or wrong is no obstacle."""
    from bot.chat.operator_words import why_not_started  # noqa: PLC0415
    from bot.core.errors import SettingsError  # noqa: PLC0415
    from bot.operator import operate  # noqa: PLC0415
    from bot.settings import database_url  # noqa: PLC0415

    try:
        return operate(parsed, database_url(_environment()))
    except SettingsError as error:
        _complain(why_not_started(error))
        return EXIT_MISCONFIGURED


def _with_settings(command: str) -> int:
    from bot import logs  # noqa: PLC0415
    from bot.chat.operator_words import why_not_started  # noqa: PLC0415
    from bot.core.errors import SettingsError  # noqa: PLC0415
    from bot.settings import LogFormat, Settings  # noqa: PLC0415

    try:
        settings = Settings.parse(_environment())
    except SettingsError as error:
        _complain(why_not_started(error))
        return EXIT_MISCONFIGURED
    if command == "health":
        from bot.health import ask  # noqa: PLC0415

        problem = ask(settings.health_host, settings.health_port)
        if problem is not None:
            _complain(problem)
        return EXIT_STOPPED if problem is None else EXIT_FAILED
    from bot.chat.refusals import without_words  # noqa: PLC0415

    os.umask(0o077)  # the database holds people's words and tokens of the last minutes
    as_json = settings.log_format is LogFormat.JSON
    logs.set_up(settings.log_level.value, as_json=as_json, secrets=settings.secrets, retell=without_words)
    logs.catch_crashes()
    import asyncio  # noqa: PLC0415

    return asyncio.run(_run(settings))


async def _run(settings: "Settings") -> int:
    from bot.app import ConnectionEnded, run  # noqa: PLC0415
    from bot.chat.operator_words import why_not_started  # noqa: PLC0415
    from bot.core.errors import ImagineError, SettingsError, StoreError, StoreTrouble, StoreUnusable  # noqa: PLC0415

    try:
        await run(settings)
    except StoreTrouble as error:  # its own sentence is for members
        _complain(why_not_started(StoreUnusable(error.why)))
        return EXIT_MISCONFIGURED
    except (SettingsError, StoreError) as error:
        _complain(why_not_started(error))
        return EXIT_MISCONFIGURED
    except ImagineError as error:
        _complain(why_not_started(error))
        return EXIT_FAILED
    except ConnectionEnded as error:
        _complain(str(error))
        return EXIT_FAILED
    return EXIT_STOPPED


def _environment() -> Mapping[str, str]:
    """.env beside us, under the real environment: what was set for this process wins."""
    return {**_env_file(), **os.environ}


def _env_file() -> dict[str, str]:
    """What .env says; nothing where there is none. Raises SettingsError."""
    from dotenv import dotenv_values  # noqa: PLC0415

    from bot.core.errors import SettingsError  # noqa: PLC0415

    try:
        found = dotenv_values(ENV_FILE)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError((f".env cannot be read: {error}. It must be a text file in UTF-8.",)) from error
    return {name: value for name, value in found.items() if value is not None}


def _complain(text: str) -> None:
    for line in text.splitlines():
        sys.stderr.write(f"imagine-bot: {line}\n")


if __name__ == "__main__":
    sys.exit(main())
