"""Runs the real bot in another world. Knows two addresses and a clock, nothing else of the sandbox or the bot.

This is the only place where discord.py is pointed elsewhere and the bot's time is moved. The bot starts child
processes that import this module again under another name; nothing may happen then.
"""

import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from sandbox.worldclock import ahead_in

STOP_S = 20.0
"""Seconds to stop in when nobody is left who could kill this process."""


def redirect(api: str, gateway: str) -> None:
    """Let discord.py speak to these addresses from now on."""
    import discord.gateway  # noqa: PLC0415 (the bot's child processes import this module and need none of it)
    import discord.http  # noqa: PLC0415
    from yarl import URL  # noqa: PLC0415

    discord.http.Route.BASE = api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)


def live_in(clock: Path) -> None:
    """Let discord.py and the bot have the time of this clock from now on."""
    import discord.utils  # noqa: PLC0415 (as above)

    from bot.clock import SystemClock  # noqa: PLC0415

    ahead = ahead_in(clock)

    def now() -> datetime:
        return datetime.now(UTC) + ahead()

    discord.utils.utcnow = now
    SystemClock.now = lambda self: now()  # pyright: ignore[reportUnknownLambdaType]


def _end_with_parent() -> None:
    """Stop when standard input ends: whoever started this process is gone, however it went."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_S)
    os.kill(os.getpid(), signal.SIGKILL)


def enter() -> None:
    """Let this process live in the sandbox that started it, and end with it."""
    redirect(os.environ["SANDBOX_DISCORD_API"], os.environ["SANDBOX_GATEWAY"])
    if clock := os.environ.get("SANDBOX_CLOCK"):  # without one the machine's time is the world's
        live_in(Path(clock))
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()


def run() -> int:
    """The bot's own entry, redirected; its exit code."""
    enter()
    from bot.__main__ import main  # noqa: PLC0415 (after the addresses are set)

    return main()


if __name__ == "__main__":
    sys.exit(run())
