"""When to ask again, when to edit again, how long it will take: pure functions of what has been seen. No clock here."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from bot.core.jobs import JobState

EDIT_GAP_S: Final = 2.0
"""Least time between two progress edits of one message; Discord takes about 5 in 2 s per interaction token."""

FIRST_LOOK_S: Final = 1.0
"""The first look after a submit; nothing is ever finished sooner."""
LOOK_GAP_MIN_S: Final = 0.8
LOOK_GAP_MAX_S: Final = 4.0
"""Bounds of the time between two looks; the longest one bounds how late a finished picture can be noticed."""
LOOK_SHARE_OF_WAIT: Final = 0.1
"""Without history: look again after this share of the time waited so far."""
USUAL_SPREAD: Final = 0.35
"""With history: from this share before the usual time on, look at the shortest gap."""

USUAL_NEEDS: Final = 3
"""So many finished jobs of a kind before we say what is usual."""

NOT_FOUND_PATIENCE_S: Final = 300.0
"""So long in a row "not found" is taken for a provider that has not caught up with itself."""
BUSY_PAUSE_MAX_S: Final = 60.0
"""The longest that a look waits because the provider asked for it."""
SAVE_PAUSE_S: Final = 2.0
"""Between two tries to save what exists nowhere else."""

SUBMIT_PATIENCE_S: Final = 180.0
"""So long a job keeps trying to be sent while the provider is busy or out of reach."""
ACCOUNT_PATIENCE_S: Final = 900.0
"""So long a job waits for the operator to mend an account that the provider refuses."""
LOOK_PATIENCE_S: Final = 86_400.0
"""So long a job is asked for while nobody answers: it may be finished and paid."""
PROBE_GAP_S: Final = 5.0
PROBE_GAP_MAX_S: Final = 30.0
"""While looks are not answered, one is let through this often."""
ACCOUNT_PROBE_GAP_MAX_S: Final = 60.0
"""While the account is refused or the provider out of reach, one submit is let through at least this often."""
SUBMIT_GAP_S: Final = 5.0
SUBMIT_GAP_MAX_S: Final = 30.0

FETCH_PATIENCE_S: Final = 1800.0
"""So long finished pictures are tried to be fetched before we give up."""
FETCH_SHOWN_AFTER_S: Final = 5.0
"""When fetching takes longer than this, the message says so."""
SHOW_PATIENCE_S: Final = 86_400.0
"""So long Discord may be in trouble before a picture that was paid for is given up."""
SHOW_GAP_MAX_S: Final = 300.0
REST_PATIENCE_S: Final = 30.0
"""So long the pictures of a set that are here wait for those that cannot be fetched."""
FETCH_GAP_S: Final = 3.0
FETCH_GAP_MAX_S: Final = 60.0

CANCEL_TRIES: Final = 3
"""Attempts to get an answer to a cancellation; asking twice is harmless."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait between tries, and when to stop trying; all in seconds."""

    gap_s: float
    gap_max_s: float
    total_s: float

    def pause(self, tries: int, spent_s: float, asked_s: float | None = None) -> float | None:
        """Wait this long before try number `tries` + 1, or None when patience is at its end.

        `asked_s` is what the other side asked for; it is honoured as long as the whole stays inside `total_s`.
        """
        pause = self.gap_before(tries + 1, asked_s)
        return pause if spent_s + pause <= self.total_s else None

    def gap_before(self, number: int, asked_s: float | None = None) -> float:
        """The wait before try `number`, from 2 on; never less than what the other side asked for."""
        gap = min(self.gap_max_s, self.gap_s * 2.0 ** (number - 2))
        return gap if asked_s is None else max(gap, asked_s)


SUBMITTING: Final = Patience(SUBMIT_GAP_S, SUBMIT_GAP_MAX_S, SUBMIT_PATIENCE_S)
SHOWING: Final = Patience(FETCH_GAP_S, SHOW_GAP_MAX_S, SHOW_PATIENCE_S)
FETCHING: Final = Patience(FETCH_GAP_S, FETCH_GAP_MAX_S, FETCH_PATIENCE_S)
FETCHING_THE_REST: Final = Patience(FETCH_GAP_S, FETCH_GAP_MAX_S, REST_PATIENCE_S)


def usual_seconds(history: Sequence[float]) -> float | None:
    """The middle of the times that jobs of this kind took, or None while there are too few."""
    return median(history) if len(history) >= USUAL_NEEDS else None


def next_look_s(state: JobState, waited_s: float, usual_s: float | None) -> float:
    """How long to wait before asking the provider again.

    `waited_s` counts from the submit. Sparse while finishing is unlikely, dense around the usual time.
    """
    waited_s = max(0.0, waited_s)  # a clock may be set back
    if waited_s < FIRST_LOOK_S:
        return FIRST_LOOK_S - waited_s
    gap = LOOK_SHARE_OF_WAIT * waited_s
    if usual_s is not None and state is JobState.RUNNING:
        dense_from_s, dense_to_s = usual_s * (1 - USUAL_SPREAD), usual_s * (1 + USUAL_SPREAD)
        if waited_s < dense_from_s:
            gap = dense_from_s - waited_s
        elif waited_s < dense_to_s:
            gap = LOOK_GAP_MIN_S
    return min(LOOK_GAP_MAX_S, max(LOOK_GAP_MIN_S, gap))
