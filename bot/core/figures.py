"""Figures: counts and times that whoever does the work keeps of it, to be read by whoever watches. Knows no watcher.

Nothing here is told to anybody: who watches comes and reads. Why so: docs/decisions/0020.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final

from bot.core.jobs import Charge, Job, JobState
from bot.core.money import NOTHING, Micros

STEP_BOUNDS_S: Final = (
    0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0, 600.0, 1800.0, 3600.0,
)  # fmt: skip
"""From an upload on a good day to the usual time limit of a job."""
CALL_BOUNDS_S: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0)
"""One call over the net, up to the longest timeout of an upload."""
ANSWER_BOUNDS_S: Final = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0)
"""Discord voids an interaction that is not answered within 3 s."""


class Histogram:
    """How many of the observed values were at most as large as each bound, and their sum."""

    __slots__ = ("_counts", "bounds", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.total = 0.0
        self._counts = [0] * (len(bounds) + 1)

    def observe(self, value: float) -> None:
        """One more; what is below zero, because a clock was set back, counts as zero."""
        value = max(0.0, value)
        self._counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    @property
    def count(self) -> int:
        """How many were observed."""
        return sum(self._counts)

    def buckets(self) -> list[tuple[float | None, int]]:
        """Each bound with the number of values up to it; None stands for no bound."""
        found: list[tuple[float | None, int]] = []
        upto = 0
        for bound, number in zip((*self.bounds, None), self._counts, strict=True):
            upto += number
            found.append((bound, upto))
        return found


class Calls:
    """Calls to somebody outside: how many of each kind ended how, how long they took, how many were repetitions.

    Kinds and outcomes are few and fixed.
    """

    def __init__(self, bounds_s: tuple[float, ...] = CALL_BOUNDS_S) -> None:
        self.ended: Counter[tuple[str, str]] = Counter()
        self.repeated: Counter[str] = Counter()
        self.seconds: dict[str, Histogram] = {}
        self._bounds_s = bounds_s

    def count(self, kind: str, outcome: str, seconds: float) -> None:
        """One more."""
        self.ended[kind, outcome] += 1
        histogram = self.seconds.get(kind)
        if histogram is None:
            histogram = self.seconds[kind] = Histogram(self._bounds_s)
        histogram.observe(seconds)


class Step(Enum):
    """What a job spends its time with."""

    LINE = "line"  # from the command to its turn, tries that were not sent included
    SUBMIT = "submit"  # from the intent to the provider's answer
    QUEUE = "queue"  # waiting at the provider
    RENDER = "render"
    FETCH = "fetch"  # files fetched and made to fit
    SHOW = "show"  # until the pictures are in the chat


class Again(Enum):
    """What is tried once more after it did not work out."""

    SUBMIT = "submit"
    LOOK = "look"
    CANCEL = "cancel"
    FETCH = "fetch"
    SHOW = "show"
    TELL = "tell"  # how it ended
    SAVE = "save"
    JOURNEY = "journey"  # a whole job, from its saved state


class JobFigures:
    """What happened to jobs since this process began."""

    def __init__(self) -> None:
        self.seconds: Mapping[Step, Histogram] = {step: Histogram(STEP_BOUNDS_S) for step in Step}
        self.again: Counter[Again] = Counter()

    def took(self, step: Step, seconds: float) -> None:
        """A step of some job is behind it."""
        self.seconds[step].observe(seconds)

    def moved(self, before: Job, after: Job) -> None:
        """A job has moved: the steps that this has ended are as long as the job's own times say."""
        submitted_at = after.submitted_at or after.accepted_at
        match before.state, after.state:
            case JobState.SUBMITTING, JobState.QUEUED:
                sending_at = after.sending_at or submitted_at
                self.took(Step.LINE, _seconds(after.accepted_at, sending_at))
                self.took(Step.SUBMIT, _seconds(sending_at, submitted_at))
            case JobState.QUEUED, (JobState.RUNNING | JobState.READY) if before.started_at is None:
                self.took(Step.QUEUE, _seconds(submitted_at, after.started_at or after.ready_at or submitted_at))
            case JobState.RUNNING, JobState.READY:
                began_at = after.started_at or submitted_at
                self.took(Step.RENDER, _seconds(began_at, after.ready_at or began_at))
            case _:
                pass


def _seconds(since: datetime, until: datetime) -> float:
    return (until - since).total_seconds()


@dataclass(frozen=True, slots=True)
class LedgerFigures:
    """Sums over the ledgers since the database was made: pictures by what became of them, dollars held and paid.

    `open` is what is held and neither paid nor known to cost nothing.
    """

    pictures: Mapping[Charge, int] = field(default_factory=lambda: dict.fromkeys(Charge, 0))
    held: Micros = NOTHING
    paid: Micros = NOTHING
    open: Micros = NOTHING


class Edits(Enum):
    """What became of the news for messages."""

    WRITTEN = "written"
    FAILED = "failed"  # one try
    SUPPRESSED = "suppressed"  # newer news came first, or the message says it already


class ChatFigures:
    """What was said since this process began: first answers to interactions, news written into messages, calls."""

    def __init__(self) -> None:
        self.answers = Calls(ANSWER_BOUNDS_S)
        self.news: Counter[Edits] = Counter()
        self.calls = Calls()
