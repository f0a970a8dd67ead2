"""Whether calls of one kind are worth making now, as all jobs have learned it together. Makes no call, knows no job."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

log = logging.getLogger(__name__)

TRIPS_AFTER: Final = 5
"""So many failures in a row, of whatever jobs, open the circuit."""
COSTLY: Final = 3
"""What a failure counts as that may have cost money: the second one in a row opens the circuit."""


@dataclass
class Circuit:
    """Closed while calls work; open after failures in a row. Open, it lets one call through from time to time.

    The first pause between two such probes is `probe_gap_s`, each further one twice as long, up to `probe_gap_max_s`.
    Opening and closing are logged once each, under `name`.
    """

    name: str
    probe_gap_s: float
    probe_gap_max_s: float
    _failures: int = 0
    _probes: int = 0
    _opened_at: datetime | None = None
    _probe_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether calls are held back."""
        return self._opened_at is not None

    def wait_s(self, now: datetime) -> float:
        """How long to wait before a call; 0 is go ahead, and while open only one caller is told so at a time."""
        wait_s = self._until_probe_s(now)
        if wait_s == 0 and self.open:
            self._probe_at = now + timedelta(seconds=self._gap_s())
        return wait_s

    def due(self, now: datetime) -> bool:
        """Whether a call would be let through now; takes nobody's turn."""
        return self._until_probe_s(now) == 0

    def failed(self, now: datetime, why: str, weight: int = 1) -> bool:
        """A call failed, and counts as so many failures; returns whether this opened the circuit."""
        self._failures += weight
        if self._opened_at is not None:
            self._probes += 1
        elif self._failures >= TRIPS_AFTER:
            self._opened_at = now
            log.warning("calls are held back", extra={"circuit": self.name, "why": why})
        else:
            return False
        self._probe_at = now + timedelta(seconds=self._gap_s())
        return self._opened_at == now and self._probes == 0

    def worked(self, now: datetime) -> bool:
        """A call worked; returns whether this closed the circuit."""
        self._failures = self._probes = 0
        opened_at, self._opened_at, self._probe_at = self._opened_at, None, None
        if opened_at is None:
            return False
        log.warning(
            "calls go through again", extra={"circuit": self.name, "after_s": round((now - opened_at).total_seconds())}
        )
        return True

    def _until_probe_s(self, now: datetime) -> float:
        if self._probe_at is None:
            return 0.0
        wait_s = (self._probe_at - now).total_seconds()
        return wait_s if 0 < wait_s <= self._gap_s() else 0.0  # more than the gap: the clock was set back

    def _gap_s(self) -> float:
        return min(self.probe_gap_max_s, self.probe_gap_s * 2.0 ** min(self._probes, 10))
