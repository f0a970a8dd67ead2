"""One paid request and its output addresses; knows nothing of the queue around it or of HTTP."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from sandbox.runcomfy.inputs import Ask
from sandbox.runcomfy.script import Script

State = Literal["in_queue", "in_progress", "completed", "cancelled"]


@dataclass(frozen=True)
class Picture:
    """What one file of the file host shows."""

    prompt: str
    index: int
    width: int
    height: int
    huge: bool


@dataclass
class Request:
    """One request; times are monotonic seconds."""

    id: str
    ask: Ask
    script: Script
    price_usd: float
    """Per picture, as it was when the request was submitted."""
    submitted_at: float
    drawn_before: int = 0
    """Pictures that were drawn for these words already: asking again gives another one, as at the real place."""
    state: State = "in_queue"
    started_at: float | None = None
    finished_at: float | None = None
    position: int = 0
    cost_usd: float = 0.0
    calls: Counter[str] = field(default_factory=Counter[str])

    def paths(self) -> list[str]:
        """The raw paths of its files; `%3D` must reach the file host as it is."""
        first = hashlib.sha256(f"{self.id}/bucket".encode()).hexdigest()[:22]
        second = hashlib.sha256(f"{self.id}/folder".encode()).hexdigest()[:22]
        return [f"/{first}%3D/{second}/output/{self.id}_{n}.png" for n in range(self.script.pictures)]

    def picture(self, index: int) -> Picture:
        """What its file number `index` shows."""
        number = self.drawn_before + index
        return Picture(self.ask.prompt, number, self.ask.width, self.ask.height, self.script.huge)
