"""How long to wait between tries of every kind, and how patient to be. No clock; looks at a rendering: rhythm.py."""

from dataclasses import dataclass
from typing import Final

EDIT_GAP_S: Final = 2.0
"""Least time between two progress edits of one message; Discord takes about 5 in 2 s per interaction token."""

FIRST_LOOK_S: Final = 1.0
QUEUE_GAP_MAX_S: Final = 3.0
QUEUE_SHARE: Final = 0.1
"""While a job waits in the provider's queue: look again after this share of the time waited, within these bounds."""
LOOKS_PER_S: Final = 600.0
"""So many looks in a second are enough for 750 jobs of 15 s at a time. Of more jobs each is looked at less often: the
provider is not stormed, not even after a restart, and the event loop has time for members."""
JITTER_SHARE: Final = 0.1
"""Gaps between looks are up to so much longer from job to job, so that jobs of one moment do not ask together. Never
shorter: who comes before the moment that the rhythm chose comes again at it."""
CANCEL_GAP_S: Final = 0.8
"""Between two attempts to cancel."""

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


def queue_look_s(waited_s: float) -> float:
    """How long to wait before asking again about a job in the provider's queue; `waited_s` counts from the submit."""
    waited_s = max(0.0, waited_s)  # a clock may be set back
    if waited_s < FIRST_LOOK_S:
        return FIRST_LOOK_S - waited_s
    return min(QUEUE_GAP_MAX_S, max(FIRST_LOOK_S, QUEUE_SHARE * waited_s))


def jitter(number: int) -> float:
    """A factor from 1 to 1 + JITTER_SHARE for this number, the same every time."""
    return 1 + JITTER_SHARE * (number * 2654435761 % 1001 / 1000)  # Knuth's multiplier spreads what lies together
