"""Time that jumps and threads that are none, so that days pass in milliseconds and every run is the same run.

Knows nothing of the bot but its clock.
"""

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from bot.clock import SystemClock
from tests.makers import NOON

SOCKETS_GRACE_S: Final = 0.0002
"""Where sockets are open, time jumps only after so much real silence on them."""
LONG_JUMP_S: Final = 5.0
LONG_JUMP_GRACE_S: Final = 0.004
"""A jump at least so long may be a call's whole patience: what is on its way through the machine gets more time."""
TURN_S: Final = 1e-6
"""A turn of the loop takes so long; with none at all, a timer that is due right now could stay so for ever."""

_T = TypeVar("_T")


def loop_s() -> float:
    """The running loop's time, as nobody's clock shows it."""
    return asyncio.get_running_loop().time()


class _JumpingSelector(selectors.SelectSelector):
    """When nothing is ready, time jumps to the next timer instead of passing."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if len(self.get_map()) > 1:  # more than the loop's own pipe
            grace_s = LONG_JUMP_GRACE_S if timeout is None or timeout >= LONG_JUMP_S else SOCKETS_GRACE_S
            if events := super().select(grace_s if timeout is None else min(timeout, grace_s)):
                return events
        if timeout is None:
            raise RuntimeError("everybody waits, and nothing will ever happen")
        self.now_s += timeout + TURN_S
        return []


class _Inline(ThreadPoolExecutor):
    """Does at once what it is given: with threads, no two runs would be the same."""

    def submit(self, fn: Callable[..., _T], /, *args: Any, **kwargs: Any) -> "Future[_T]":
        done: Future[_T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - the caller gets it, as from a thread
            done.set_exception(error)
        return done


class VirtualLoop(asyncio.SelectorEventLoop):
    """Every run of the same story is the same run, and days pass in milliseconds."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)
        self.set_default_executor(_Inline(1))

    def time(self) -> float:
        return self._jumping.now_s

    def rewind(self) -> None:
        """Begin anew at zero; nobody may be waiting."""
        self._jumping.now_s = 0.0


class VirtualClock(SystemClock):
    """The bot's own clock, but that it reads the loop's time; `skew` is what somebody did to the wall clock."""

    def __init__(self, began_s: float = 0.0) -> None:
        self._began_s = began_s
        self.skew = timedelta()

    def now(self) -> datetime:
        return NOON + timedelta(seconds=loop_s() - self._began_s) + self.skew
