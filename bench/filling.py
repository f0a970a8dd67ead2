"""A database as it is after a long life: very many ended jobs, some unfinished ones. Writes it with the bot's own code.

The bot must not run meanwhile. The unfinished ones are at the provider of provider.py, and known there by their ids.
"""

import asyncio
import math
import random
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bench.provider import NUMBER, request_id
from bench.world import SIZE
from bot.core.jobs import GuildId, Job, JobId, JobState, ProviderId, ReplyAddress, UserId
from bot.core.requests import ImagineRequest, parse_size
from bot.store import open_store
from bot.store.rows import job_values

LEARNED_FROM: Final = 200
DONE_IN_S: Final = 3600.0
FIRST_UNFINISHED: Final = 10_000_000
_ALIKE: Final = """
WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :number)
"""


async def fill(
    path: Path, *, ended: int = 0, unfinished: int = 0, median_s: float = 15.0, sigma: float = 0.2, channel: int = 1
) -> None:
    """Make the file. The last `LEARNED_FROM` ended jobs took as long as the provider's script says, others the middle.

    Unfinished ones have been rendered for some seconds, each for another time, and are done `DONE_IN_S` from now.
    """
    async with open_store(f"sqlite:///{path}"):
        pass
    await asyncio.to_thread(_write, path, ended, unfinished, median_s, sigma, channel)


def _write(path: Path, ended: int, unfinished: int, median_s: float, sigma: float, channel: int) -> None:
    now_s = time.time()
    draw = random.Random(1)  # noqa: S311
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("PRAGMA synchronous = OFF")  # nothing is lost here that could not be made again
        for number in range(1, min(ended, LEARNED_FROM) + 1):
            took_s = median_s * math.exp(sigma * draw.gauss(0, 1))
            _insert(file, "jobs", _ended(number, now_s - number, took_s))
            _charge(file, number, settled=True)
        if ended > LEARNED_FROM:
            _copy(file, 1, LEARNED_FROM + 1, ended - LEARNED_FROM)
        for job_id in range(FIRST_UNFINISHED, FIRST_UNFINISHED + unfinished):
            age_s = draw.uniform(0.0, median_s)
            values = _job(job_id, now_s - age_s, JobState.RUNNING, f"{NUMBER}{job_id}", channel)
            values["provider_id"] = request_id(now_s - age_s, now_s + DONE_IN_S, job_id)
            values["started_at"] = values["submitted_at"]
            _insert(file, "jobs", values)
            _charge(file, job_id, settled=False)


def _job(job_id: int, accepted_s: float, state: JobState, prompt: str, channel: int) -> dict[str, Any]:
    accepted = datetime.fromtimestamp(accepted_s, UTC)
    reply = ReplyAddress(1, channel, 1, "", accepted + timedelta(minutes=15), 10 * 1024 * 1024, "en-US")
    job = Job(
        JobId(job_id),
        UserId(job_id),
        GuildId(1),
        ImagineRequest(prompt, parse_size(SIZE)),
        reply,
        1,
        accepted,
        state,
        provider_id=ProviderId("-"),
        submitted_at=accepted,
    )
    return job_values(job)


def _ended(job_id: int, ready_s: float, took_s: float) -> dict[str, Any]:
    values = _job(job_id, ready_s - took_s, JobState.DELIVERED, "a fox", 1)
    ready_ms = round(ready_s * 1000)
    times = {"started_at": values["submitted_at"], "ready_at": ready_ms, "ended_at": ready_ms}
    return values | times | {"told": 1, "delivered": 1}


def _insert(file: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    file.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608 - names from our code


def _charge(file: sqlite3.Connection, job_id: int, *, settled: bool) -> None:
    for kind in ("held", "spent") if settled else ("held",):
        file.execute(
            "INSERT INTO charges (job_id, user_id, scope_id, kind, images, held_at, at)"
            " SELECT id, user_id, scope_id, ?, cost, accepted_at, accepted_at FROM jobs WHERE id = ?",
            (kind, job_id),
        )


def _copy(file: sqlite3.Connection, job_id: int, first: int, number: int) -> None:
    """Jobs like one that is there, each a second older than the one before and of another person, and their charges."""
    names: list[str] = [row[1] for row in file.execute("PRAGMA table_info(jobs)")]
    others: dict[str, str] = {
        "id": ":first + n - 1",
        "user_id": ":first + n % 1000",
        **{name: f"{name} - (:first + n) * 1000" for name in ("accepted_at", "submitted_at", "started_at", "ready_at")},
    }
    chosen = ", ".join(others.get(name, name) for name in names)
    values = {"first": first, "number": number, "job": job_id}
    file.execute(
        f"{_ALIKE} INSERT INTO jobs ({', '.join(names)}) SELECT {chosen} FROM counted, jobs WHERE id = :job",  # noqa: S608 - names of columns
        values,
    )
    for kind in ("held", "spent"):
        file.execute(
            "INSERT INTO charges (job_id, user_id, scope_id, kind, images, held_at, at)"
            " SELECT id, user_id, scope_id, :kind, cost, accepted_at, accepted_at FROM jobs"
            " WHERE id >= :first AND id < :first + :number",
            values | {"kind": kind},
        )
