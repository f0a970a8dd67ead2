"""What the bot called, and what was wrong with it. Knows nothing of how calls are carried out."""

from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass

from sandbox.discord.jsons import Json

KEPT = 20_000
"""Entries of each kind; older ones are forgotten."""


@dataclass(frozen=True)
class CallRecord:
    """One REST call of the bot; `channel` is the id of the one it goes to, if any.

    `pings` is whom the text in it may notify: kinds and ids; None for a call without a text.
    """

    at: float
    method: str
    route: str
    on: str
    channel: str | None
    status: int
    code: int | None
    ms: float
    pings: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Violation:
    """Something that Discord would refuse, or that differs from its OpenAPI description.

    `kind` is "refused", "request" (the bot's body differs) or "answer" (our body differs).
    """

    at: float
    kind: str
    route: str
    message: str


class Ledger:
    """Every call and every violation, oldest first."""

    def __init__(self) -> None:
        self._calls: deque[CallRecord] = deque(maxlen=KEPT)
        self._violations: deque[Violation] = deque(maxlen=KEPT)
        self._listeners: list[Callable[[Json], None]] = []

    def subscribe(self, listener: Callable[[Json], None]) -> None:
        """Tell `listener` of every violation from now on."""
        self._listeners.append(listener)

    def call(self, record: CallRecord) -> None:
        """Note a call."""
        self._calls.append(record)

    def violation(self, at: float, kind: str, route: str, message: str) -> None:
        """Note a violation."""
        found = Violation(at, kind, route, message)
        self._violations.append(found)
        for listener in self._listeners:
            listener(asdict(found))

    def calls(self) -> list[Json]:
        """Every call, as JSON."""
        return [asdict(record) for record in self._calls]

    def violations(self) -> list[Json]:
        """Every violation, as JSON."""
        return [asdict(violation) for violation in self._violations]
