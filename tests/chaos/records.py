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


@dataclass
class Deed:
    """Something that somebody did beside asking for pictures, at `at` (before it was sent, or just after).

    `about` is a member's name, a job's id, or a period; `amount` are pictures or millionths of a dollar. `words` are
    what the one who did it was told, `answered` whether there was an answer at all.
    """

    what: str
    by: str
    interaction: str
    at: float
    about: str = ""
    amount: int = 0
    message: str = ""
    words: str = ""
    answered: bool = False
    answered_at: float = 0.0


@dataclass(frozen=True)
class Message:
    """A message of the bot with every state it was in, oldest first."""

    now: Json
    versions: Sequence[Json]
    deleted: bool = False
    """By us, as a moderator would, or by its member's button."""

    @property
    def interaction(self) -> str:
        """The interaction that it answers; empty for none."""
        origin = self.now.get("interaction")
        return str(origin["id"]) if origin else ""


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
    spendings: list[Json] = field(default_factory=list[Json])
    grants: list[Json] = field(default_factory=list[Json])
    resets: list[Json] = field(default_factory=list[Json])
    reports: list[Json] = field(default_factory=list[Json])
    audit: list[Json] = field(default_factory=list[Json])

    @classmethod
    def read(cls, path: Path) -> "Database":
        """Everything, in one transaction."""
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("BEGIN")
            jobs = {row["id"]: dict(row) for row in connection.execute("SELECT * FROM jobs ORDER BY id")}
            charges = [dict(row) for row in connection.execute("SELECT * FROM charges ORDER BY id")]
            others = {
                table: [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY {order}")]
                for table, order in (
                    ("spendings", "id"), ("grants", "id"), ("quota_resets", "at"), ("reports", "id"), ("audit", "id")
                )
            }  # fmt: skip
            integrity = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
            broken = [str(tuple(row)) for row in connection.execute("PRAGMA foreign_key_check")]
        finally:
            connection.close()
        problems = [line for line in integrity if line != "ok"] + broken
        return cls(jobs, charges, problems, *others.values())


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
    deeds: list[Deed] = field(default_factory=list[Deed])
    people: dict[str, int] = field(default_factory=dict[str, int])
    """Members' ids by their names."""
    server: int = 0
    """The server in which everything is decided."""
    bot_budgets: dict[str, int] = field(default_factory=dict[str, int])
    """What all servers together may spend in a day and in a month, in millionths of a dollar."""
    diary: list[Entry] = field(default_factory=list[Entry])
    log: list[str] = field(default_factory=list[str])
    troubles: list[str] = field(default_factory=list[str])
    """What went wrong with the bot's process itself, e.g. that it ended by itself."""

    def between(self, after: float, until: float, *whats: str) -> list[Entry]:
        """The diary's entries of these kinds in this time."""
        return [entry for entry in self.diary if entry.what in whats and after <= entry.at <= until]
