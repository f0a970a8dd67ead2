"""The world's time: the machine's, moved on by whoever plays. Knows nothing of what happens in the world.

The bot is another process and must live in the same time, so how far we are ahead lies in a file of eight bytes that
both have mapped into memory.
"""

import mmap
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

_SECONDS = struct.Struct("<d")
LONGEST_STEP_S = 366 * 86_400.0
"""The largest move at once."""


class WorldClock:
    """A clock that goes with the machine's and never back; the bot's process and later worlds find it at `path`."""

    def __init__(self, path: Path) -> None:
        if not path.exists() or path.stat().st_size != _SECONDS.size:
            path.write_bytes(_SECONDS.pack(0.0))
        self.path = path
        self._memory = _mapped(path, mmap.ACCESS_WRITE)
        self._ahead_s = float(_SECONDS.unpack_from(self._memory)[0])

    @property
    def ahead_s(self) -> float:
        """By how many seconds the world is ahead of the machine."""
        return self._ahead_s

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead_s

    def monotonic(self) -> float:
        """Seconds since some moment; differences tell how much of the world's time has gone by."""
        return time.monotonic() + self._ahead_s

    def forward(self, step_s: float) -> None:
        """Move on; raises ValueError for a step back or a very long one."""
        if not 0 <= step_s <= LONGEST_STEP_S:
            raise ValueError(f"the clock goes forward by 0 to {LONGEST_STEP_S:.0f} seconds")
        self._ahead_s += step_s
        _SECONDS.pack_into(self._memory, 0, self._ahead_s)

    def until_next_day(self, zone: ZoneInfo) -> float:
        """Seconds to the next midnight there."""
        here = datetime.fromtimestamp(self.now(), UTC).astimezone(zone)
        tomorrow = (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return tomorrow.timestamp() - here.timestamp()

    def close(self) -> None:
        """Let go of the file."""
        self._memory.close()


def ahead_in(path: Path) -> Callable[[], timedelta]:
    """Reads, as often as it is asked, how far the clock at `path` is ahead."""
    memory = _mapped(path, mmap.ACCESS_READ)
    return lambda: timedelta(seconds=_SECONDS.unpack_from(memory)[0])


def _mapped(path: Path, access: int) -> mmap.mmap:
    with path.open("r+b" if access == mmap.ACCESS_WRITE else "rb") as file:
        return mmap.mmap(file.fileno(), _SECONDS.size, access=access)
