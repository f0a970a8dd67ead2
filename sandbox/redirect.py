"""Runs the real bot against a Discord that is not Discord's. Knows two addresses, nothing of the sandbox or the bot.

This is the only place where discord.py is pointed elsewhere. The bot starts child processes that import this module
again under another name; nothing may happen then.
"""

import os
import signal
import sys
import threading
import time

STOP_S = 20.0
"""Seconds to stop in when nobody is left who could kill this process."""


def redirect(api: str, gateway: str) -> None:
    """Let discord.py speak to these addresses from now on."""
    import discord.gateway  # noqa: PLC0415 (the bot's child processes import this module and need none of it)
    import discord.http  # noqa: PLC0415
    from yarl import URL  # noqa: PLC0415

    discord.http.Route.BASE = api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)


def _end_with_parent() -> None:
    """Stop when standard input ends: whoever started this process is gone, however it went."""
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_S)
    os.kill(os.getpid(), signal.SIGKILL)


def run() -> int:
    """The bot's own entry, redirected; its exit code."""
    redirect(os.environ["SANDBOX_DISCORD_API"], os.environ["SANDBOX_GATEWAY"])
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()
    from bot.__main__ import main  # noqa: PLC0415 (after the addresses are set)

    return main()


if __name__ == "__main__":
    sys.exit(run())
