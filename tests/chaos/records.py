"""What is left of a run: the records of the two servers, the bot's database, and the diary of what was done to it.

Knows neither the bot nor how its rows come about: the database is read with plain SQL.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """One line of the diary: at `at` (seconds since 1970) `what` was done; `detail` names the place or the kind.

    Weather strikes `times` times, whenever a call comes that it fits.
    """

    at: float
    what: str
    detail: str = ""
    times: int = 1


@dataclass(frozen=True)
class Typed:
    """One /imagine that a member typed."""

    prompt: str
    member: str
    interaction: str
    at: float


@dataclass(frozen=True)
class Message:
    """A message of the bot with every state it was in, oldest first."""

    now: Json
    versions: Sequence[Json]
    deleted: bool = False
    """By us, as a moderator would."""


@dataclass(frozen=True)
class QuotaSaid:
    """What /quota told a member; `scope` is the server's id, or 0."""

    member: int
    scope: int
    text: str


@dataclass(frozen=True)
class Database:
    """The bot's rows, and what SQLite itself finds wrong with the file."""

    jobs: dict[int, Json]
    charges: list[Json]
    problems: list[str]

    @classmethod
    def read(cls, path: Path) -> "Database":
        """Everything, in one transaction."""
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("BEGIN")
            jobs = {row["id"]: dict(row) for row in connection.execute("SELECT * FROM jobs ORDER BY id")}
            charges = [dict(row) for row in connection.execute("SELECT * FROM charges ORDER BY id")]
            integrity = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
            broken = [str(tuple(row)) for row in connection.execute("PRAGMA foreign_key_check")]
        finally:
            connection.close()
        return cls(jobs, charges, [line for line in integrity if line != "ok"] + broken)


@dataclass
class Records:
    """Everything the auditor looks at."""

    database: Database
    requests: list[Json]
    """The provider's, as in GET /sandbox/provider."""
    typed: list[Typed] = field(default_factory=list[Typed])
    interactions: dict[str, Json] = field(default_factory=dict[str, Json])
    messages: list[Message] = field(default_factory=list[Message])
    quotas: list[QuotaSaid] = field(default_factory=list[QuotaSaid])
    quota_images: int = 1_000_000
    diary: list[Entry] = field(default_factory=list[Entry])
    log: list[str] = field(default_factory=list[str])
    troubles: list[str] = field(default_factory=list[str])
    """What went wrong with the bot's process itself, e.g. that it ended by itself."""

    def between(self, after: float, until: float, *whats: str) -> list[Entry]:
        """The diary's entries of these kinds in this time."""
        return [entry for entry in self.diary if entry.what in whats and after <= entry.at <= until]
