"""Starts the real bot so that it dies at one named step. Knows which method of the bot is which step, nothing else.

The bot itself knows nothing of this: its methods are wrapped here, in its own process, before it begins. Picture
encoders import this module again under another name; nothing may happen then.
"""

import functools
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar

from sandbox import redirect
from tests.chaos.steps import AFTER, BEFORE, DIE_AT, ROUND, ROUND_LINE

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Reaper:
    """Ends this process, without any goodbye, at one passage of one point."""

    def __init__(self, die_at: str) -> None:
        self._point, _, number = die_at.partition("#")
        self._left = int(number or "1")

    def passes(self, point: str) -> None:
        """The bot is at this point now."""
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                os.write(1, f"[chaos] dies {point}\n".encode())
                os.kill(os.getpid(), signal.SIGKILL)

    def at(self, call: Callable[_P, Awaitable[_T]], name: Callable[..., str | None]) -> Callable[_P, Awaitable[_T]]:
        """The same call, between two points named after what it is given; None is no step."""

        @functools.wraps(call)
        async def between(*args: _P.args, **kwargs: _P.kwargs) -> _T:
            step = name(*args, **kwargs)
            self.passes(f"{BEFORE} {step}")
            try:
                return await call(*args, **kwargs)
            finally:
                self.passes(f"{AFTER} {step}")

        return between


def wrap_the_bot(reaper: Reaper) -> None:
    """Put the reaper beside every step."""
    from bot.chat import answers

    def first_reply(*_: Any, private: bool = True, **__: Any) -> str | None:
        return None if private else "first reply"

    def named(step: str) -> Callable[..., str]:
        return lambda *_, **__: step

    answers.answer = reaper.at(answers.answer, first_reply)
    answers.acknowledge = reaper.at(answers.acknowledge, named("acknowledge"))

    from bot.chat.messenger import DiscordMessenger
    from bot.core.updates import Pictures
    from bot.runcomfy.client import RunComfy
    from bot.store.sqlite import SqliteStore

    def last_word(_: object, __: object, ending: object) -> str:
        return "last word: pictures" if isinstance(ending, Pictures) else "last word: no pictures"

    def advance(_: object, __: object, after: Any, *___: object) -> str:
        return f"advance {after.state.value}"

    def wrap(owner: type, method: str, name: Callable[..., str | None]) -> None:
        setattr(owner, method, reaper.at(getattr(owner, method), name))

    for verb in ("accept", "confirm_reply", "refresh_reply", "request_cancel", "mark_told", "reopen"):
        wrap(SqliteStore, verb, named(verb))
    wrap(SqliteStore, "advance", advance)
    wrap(RunComfy, "submit", named("submit"))
    wrap(DiscordMessenger, "finish", last_word)


def run() -> int:
    """The bot's own entry, with the reaper beside it; its exit code."""
    sys.stdout.write(f"{ROUND_LINE} {os.environ.get(ROUND, '')}\n")
    sys.stdout.flush()
    wrap_the_bot(Reaper(os.environ.get(DIE_AT, "")))
    return redirect.run()


if __name__ == "__main__":
    sys.exit(run())
