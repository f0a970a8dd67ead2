"""Findings in three levels, and a bound on the time of each check. Knows no check and no sentence of one."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeVar

from bot.chat import doctor_words as words
from bot.chat.doctor_words import Said

log = logging.getLogger(__name__)

CHECK_S: Final = 20.0
"""So long one check may take; what has no answer until then has none."""

_T = TypeVar("_T")


class Level(Enum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"  # worth a look; the bot works
    WRONG = "wrong"  # something does not work, or will not


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found by which check, and how to mend it; that is empty where nothing has to be done."""

    check: str
    level: Level
    what: str
    mend: str = ""


def ok(check: str, what: str) -> Finding:
    """All is well there."""
    return Finding(check, Level.OK, what)


def warn(check: str, said: Said) -> Finding:
    """Worth a look."""
    return Finding(check, Level.WARN, *said)


def wrong(check: str, said: Said) -> Finding:
    """That does not work."""
    return Finding(check, Level.WRONG, *said)


async def within(check: str, looking: Awaitable[list[Finding]], bound_s: float = CHECK_S) -> list[Finding]:
    """What a check finds, within its time; whatever happens to it, the others go on."""
    try:
        async with asyncio.timeout(bound_s):
            return await looking
    except TimeoutError:
        return [wrong(check, words.no_answer(check, bound_s))]
    except Exception as error:  # a mistake of the doctor's must not hide what the other checks find
        log.exception("a check failed", extra={"check": check})
        return [wrong(check, words.check_failed(check, type(error).__name__))]


async def aside(call: Callable[[], _T]) -> _T:
    """Do something that may hang in a thread of its own, which nobody waits for at the end."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    results: list[_T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:  # noqa: BLE001 - handed on to whoever waits
            errors.append(error)
        loop.call_soon_threadsafe(done.set)

    threading.Thread(target=run, name="doctor", daemon=True).start()
    await done.wait()
    if errors:
        raise errors[0]
    return results[0]
