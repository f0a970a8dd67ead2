"""What will happen to one request, decided when it is submitted; knows nothing of time, queues or HTTP."""

from dataclasses import dataclass
from typing import Any, Literal

from sandbox.faults import Faults

Shape = Literal["object", "bare", "bare_list", "both", "single_in_images", "empty"]
"""How `output` is written; "object" is what the documentation shows."""


@dataclass
class Script:
    """The life of one request; the two counters fall while it is read."""

    pictures: int
    shape: Shape = "object"
    queue_s: float | None = None
    """None: what the settings say now."""
    render_s: float | None = None
    position: int | None = None
    error: Any = None
    """Any JSON value; None when the request succeeds."""
    failed_on_status: bool = False
    cancelled_there: bool = False
    never_cancels: bool = False
    success_word: str = "succeeded"
    running_word: str | None = None
    huge: bool = False
    hidden_looks: int = 0
    """How often it is still not found."""
    late_looks: int = 0
    """How often result still says in_progress after status said completed."""


def decide(faults: Faults, set_size: int, *, single: bool) -> Script:
    """Write the script of a request from the behaviours that are on now."""
    script = Script(pictures=1 if single else set_size)
    _decide_times(faults, script)
    _decide_end(faults, script)
    _decide_output(faults, script, single=single)
    if struck := faults.strike("unknown_words"):
        script.running_word = str(struck["word"])
    if struck := faults.strike("disagrees"):
        script.late_looks = int(struck["looks"])
    if struck := faults.strike("early_404"):
        script.hidden_looks = int(struck["looks"])
    return script


def _decide_times(faults: Faults, script: Script) -> None:
    if struck := faults.strike("slow"):
        script.render_s = float(struck["render_s"])
    if struck := faults.strike("long_queue"):
        script.queue_s = float(struck["queue_s"])
        script.position = int(struck["position"])


def _decide_end(faults: Faults, script: Script) -> None:
    if struck := faults.strike("fails"):
        script.error = struck["error"]
    if struck := faults.strike("moderated"):
        script.error = struck["error"]
    if struck := faults.strike("fails_on_status"):
        script.error = struck["error"]
        script.failed_on_status = True
    script.cancelled_there = faults.strike("cancelled_there") is not None
    script.never_cancels = faults.strike("never_cancels") is not None
    if faults.strike("completed_word") is not None:
        script.success_word = "completed"


def _decide_output(faults: Faults, script: Script, *, single: bool) -> None:
    if not single and (struck := faults.strike("several_images")):
        script.pictures = int(struck["count"])
    if single and faults.strike("single_in_images") is not None:
        script.shape = "single_in_images"
    if faults.strike("image_and_images") is not None:
        script.shape = "both"
    if struck := faults.strike("bare_output"):
        script.shape = "bare_list" if struck["many"] else "bare"
    if faults.strike("no_pictures") is not None:
        script.shape = "empty"
        script.pictures = 0
    script.huge = faults.strike("huge_image") is not None
