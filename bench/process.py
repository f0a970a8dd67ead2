"""What the system says about one process: processor time, memory, and what is read from the bot's own /metrics."""

import os
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

from prometheus_client.parser import text_string_to_metric_families

_TICKS_PER_S: Final = os.sysconf("SC_CLK_TCK")


class Process:
    """One process of this machine, by its id; Linux only, like the figures it reads."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._proc = Path(f"/proc/{pid}")

    def cpu_s(self) -> float:
        """Processor time so far, of all its threads, in seconds."""
        return (int(self._stat(11)) + int(self._stat(12))) / _TICKS_PER_S

    def parent(self) -> "Process":
        """Who started it."""
        return Process(int(self._stat(1)))

    def memory_mib(self) -> float:
        """Resident memory now."""
        return self._status("VmRSS")

    def memory_peak_mib(self) -> float:
        """The most resident memory since `forget_peak`, or since its start."""
        return self._status("VmHWM")

    def forget_peak(self) -> None:
        """From now on."""
        (self._proc / "clear_refs").write_text("5")

    def started_s(self) -> float:
        """When it began, in seconds since 1970."""
        up_s = float(Path("/proc/uptime").read_text().split()[0])  # btime in /proc/stat is off by up to a second
        return time.time() - up_s + int(self._stat(19)) / _TICKS_PER_S

    def _stat(self, place: int) -> str:
        """A field of proc_pid_stat(5), counted from the state, which stands behind the name."""
        return (self._proc / "stat").read_text().rpartition(")")[2].split()[place]

    def _status(self, name: str) -> float:
        line = next(line for line in (self._proc / "status").read_text().splitlines() if line.startswith(name))
        return int(line.split()[1]) / 1024


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


class Histogram:
    """How often each bound was not passed, as the bot's metrics say it."""

    def __init__(self, counts: Mapping[float, float]) -> None:
        self._counts = counts

    @classmethod
    def read(cls, exposition: str, name: str) -> Self:
        """The histogram of that name in the text of /metrics."""
        samples = [sample for family in text_string_to_metric_families(exposition) for sample in family.samples]
        return cls({float(one.labels["le"]): one.value for one in samples if one.name == f"{name}_bucket"})

    def since(self, before: Self) -> "Histogram":
        """What came after an earlier reading."""
        return Histogram({bound: count - before._counts.get(bound, 0) for bound, count in self._counts.items()})

    def quantile(self, share: float) -> float:
        """The bound that this share of what was seen does not pass; 0.0 when nothing was."""
        total = self._counts.get(float("inf"), 0.0)
        return next((bound for bound, count in sorted(self._counts.items()) if count >= share * total), 0.0)
