"""The named steps at which the bot may be killed, and what makes it pass each of them. Knows no process.

They are the moments of a job's life at which something becomes durable, or is said to the outside. Each can be met
twice: just before it is done, and just after. `launcher.py` finds them in the bot; `plan.py` aims at them.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Provoked(Enum):
    """What has to happen in the chat for a step to be reached."""

    BY_IMAGINE = "a plain /imagine"
    BY_RENDERING = "an /imagine that renders for a while"
    BY_BUSY = "an /imagine while the provider is busy"
    BY_FAILING = "an /imagine that the provider fails"
    BY_CANCEL = "an /imagine that waits for long and is cancelled"
    BY_WALLS = "an /imagine whose pictures cannot be shown anywhere"
    BY_COLLECT = "a /collect of pictures that could not be shown"


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `name` is what the launcher calls it."""

    name: str
    provoked: Provoked


STEPS: Final = (
    Step("accept", Provoked.BY_IMAGINE),
    Step("first reply", Provoked.BY_IMAGINE),
    Step("confirm_reply", Provoked.BY_IMAGINE),
    Step("advance submitting", Provoked.BY_IMAGINE),
    Step("submit", Provoked.BY_IMAGINE),
    Step("advance accepted", Provoked.BY_BUSY),
    Step("advance queued", Provoked.BY_IMAGINE),
    Step("advance running", Provoked.BY_RENDERING),
    Step("advance ready", Provoked.BY_IMAGINE),
    Step("last word: pictures", Provoked.BY_IMAGINE),
    Step("advance delivered", Provoked.BY_IMAGINE),
    Step("acknowledge", Provoked.BY_CANCEL),
    Step("refresh_reply", Provoked.BY_CANCEL),
    Step("request_cancel", Provoked.BY_CANCEL),
    Step("advance cancelled", Provoked.BY_CANCEL),
    Step("advance failed", Provoked.BY_FAILING),
    Step("last word: no pictures", Provoked.BY_FAILING),
    Step("mark_told", Provoked.BY_FAILING),
    Step("advance kept", Provoked.BY_WALLS),
    Step("reopen", Provoked.BY_COLLECT),
)

BEFORE: Final = "before"
AFTER: Final = "after"
POINTS: Final = {f"{when} {step.name}": step for step in STEPS for when in (BEFORE, AFTER)}
"""Every point at which a kill can be aimed."""

DIE_AT: Final = "CHAOS_DIE_AT"
"""The setting that names the point for one process: `after advance queued#2` is its second passage; empty is none."""
ROUND: Final = "CHAOS_ROUND"
"""The setting that numbers one process."""
ROUND_LINE: Final = "[chaos] round"
"""The first line of each process in the bot's log begins so; its number follows."""
MUTANT: Final = "CHAOS_MUTANT"
"""The setting that names a mutant of `mutants.py`."""
