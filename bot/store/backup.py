"""Copies of a database: made while the bot works, checked, and put in its place. Knows no statement about jobs."""

import asyncio
import os
import secrets
import sqlite3
import tempfile
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.core.errors import SchemaTooNew, StoreTrouble, StoreUnusable
from bot.core.jobs import Failure, JobState
from bot.store.connection import trouble_named
from bot.store.database import Database
from bot.store.lock import owned
from bot.store.migrate import migrate, migrations, schema_of
from bot.store.sqlite import SqliteStore

READ_ONLY: Final = "ro"
READ_WRITE: Final = "rw"
BUSY_TIMEOUT_S: Final = 5.0
"""So long a command waits for the bot's transaction."""
RESTORED: Final = "restored from a backup"
"""The detail of a job of which nobody knows what happened to it after the backup."""

_BESIDE: Final = ("-wal", "-shm", "-journal")
"""What SQLite may keep beside a database; belongs to it and to no other."""
_PERHAPS_SENT: Final = frozenset({JobState.ACCEPTED, JobState.SUBMITTING})
_GO_ON: Final = frozenset({JobState.QUEUED, JobState.RUNNING, JobState.READY})


@dataclass(frozen=True, slots=True)
class Copy:
    """A healthy database in one file."""

    size_bytes: int
    schema: int
    jobs: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place; `aside` is where the database before it lies, if there was one."""

    copy: Copy
    given_back: int
    going_on: int
    aside: Path | None


@contextmanager
def opened(database: Path, mode: str, *, untouched: bool = False) -> Generator[sqlite3.Connection]:
    """A connection of a command beside the bot's own; creates no file. Raises StoreUnusable or StoreTrouble.

    `untouched` leaves nothing beside the file either, for one who only reads and may be another user than the bot.
    """
    if not database.is_file():
        raise StoreUnusable(f"there is no file {database}")
    try:
        with trouble_named(), closing(_connected(database, mode, untouched)) as connection:
            connection.row_factory = sqlite3.Row
            yield connection
    except sqlite3.Error as error:  # a file with tables like ours that is none of ours
        raise StoreUnusable(f"{database}: {error}") from error


def _connected(database: Path, mode: str, untouched: bool) -> sqlite3.Connection:
    # SQLite wants to write beside a database even to read it. Where it cannot, as on a disk that went read-only, it has
    # to be told that nobody else writes there; a log that still lies there says that this may not be so.
    quiet = untouched or not os.access(database.parent, os.W_OK)
    alone = mode == READ_ONLY and quiet and not Path(f"{database}-wal").exists()
    address = f"{database.resolve().as_uri()}?mode={mode}{'&immutable=1' if alone else ''}"
    return sqlite3.connect(address, timeout=BUSY_TIMEOUT_S, uri=True, isolation_level=None)


def back_up(database: Path, target: Path) -> Copy:
    """Copy the database into a new file, whether the bot runs or not, and check the copy.

    Raises StoreUnusable or StoreTrouble; then there is no such file.
    """
    _refuse_existing(target)
    with _scratch(target) as part:
        copy = _copy(database, part)
        _refuse_existing(target)
        part.rename(target)
        _sync(target.parent)
    return copy


async def restore(source: Path, database: Path, now: datetime) -> Restored:
    """Put a copy of `source` in the place of the database, which is moved aside.

    What was sent or might have been sent after the backup is never sent again: those jobs fail, are given back and
    are listed as unresolved. Raises StoreUnusable (also while a bot runs), SchemaTooNew or StoreTrouble; then the
    database is as it was.
    """
    if database.exists() and source.exists() and source.samefile(database):  # noqa: ASYNC240 - nothing else runs here
        raise StoreUnusable(f"{source} is the database itself")
    async with owned(database, wait=False):
        place = database.resolve()  # noqa: ASYNC240 - a link may lead to another disk
        with _scratch(place) as part:
            copy = await asyncio.to_thread(_copy, source, part)
            known = migrations()[-1].number
            if copy.schema > known:
                raise SchemaTooNew(found=copy.schema, known=known)
            given_back, going_on = await _settled(part, now)
            aside = await asyncio.to_thread(_put_in_place, part, place, now)
    return Restored(copy, given_back, going_on, aside)


async def _settled(part: Path, now: datetime) -> tuple[int, int]:
    """Bring a copy up to date; how many jobs were given back, how many go on by themselves."""
    database = await Database.open(part)
    try:
        await migrate(database)
        store = SqliteStore(database, owner=secrets.token_hex(8))
        await store.take_all_leases()
        jobs = await store.claim(now)
        perhaps_sent = [job for job in jobs if job.state in _PERHAPS_SENT]
        for job in perhaps_sent:
            failed = job.moved(JobState.FAILED, failure=Failure.OUTCOME_UNKNOWN, detail=RESTORED, ended_at=now)
            await store.advance(job, failed, now)
        await store.release()
    finally:
        await database.close()
    if Path(f"{part}-wal").exists():  # noqa: ASYNC240 - nothing else runs here
        raise StoreTrouble("what was changed could not be brought into the file")  # and without it jobs would be sent
    return len(perhaps_sent), sum(job.state in _GO_ON for job in jobs)


def _refuse_existing(target: Path) -> None:
    if os.path.lexists(target):
        raise StoreUnusable(f"{target} exists already, and nothing is overwritten")


@contextmanager
def _scratch(target: Path) -> Generator[Path]:
    """An empty file beside the target, for its owner only; whatever is left of it at the end goes."""
    part: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".part", dir=target.parent)
        os.close(descriptor)
        part = Path(name)
        yield part
    except OSError as error:
        raise StoreUnusable(f"{target}: {error.strerror or error}") from error
    finally:
        if part is not None:
            for suffix in ("", *_BESIDE):
                Path(f"{part}{suffix}").unlink(missing_ok=True)


def _copy(source: Path, part: Path) -> Copy:
    """One consistent moment of the source, in one healthy file. The source's writers are not held up by it."""
    with opened(source, READ_ONLY) as old, opened(part, READ_WRITE) as new:
        try:
            schema_of(old)  # before anything else: it may be no database at all
            old.backup(new)
        except StoreUnusable as error:
            raise StoreUnusable(f"{source}: {error.why}") from error
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_NOTADB:
                raise
            raise StoreUnusable(f"{source} is no database") from error
        new.execute("PRAGMA journal_mode = DELETE")  # a copy of a write-ahead log's file would want one beside it
        schema = _checked(new, source)
        jobs = new.execute("SELECT count(*) FROM jobs").fetchone()[0]
    with part.open("rb") as written:
        os.fsync(written.fileno())
    return Copy(part.stat().st_size, schema, jobs)


def _checked(copy: sqlite3.Connection, source: Path) -> int:
    """The schema of a healthy copy; raises StoreUnusable for any other."""
    found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise StoreUnusable(f"{source} is damaged: {found}")
    if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise StoreUnusable(f"{source} is damaged: it has rows without what they belong to")
    return schema_of(copy)


def _put_in_place(part: Path, database: Path, now: datetime) -> Path | None:
    """Move the database aside as it is, and the copy to its name; there is always one of the two under that name."""
    aside, existed = Path(f"{database}.before-restore-{now:%Y%m%dT%H%M%SZ}"), database.exists()
    if existed:
        os.link(database, aside)
    for suffix in _BESIDE:  # a log of the old file must never be read into the new one
        with suppress(FileNotFoundError):
            Path(f"{database}{suffix}").rename(f"{aside}{suffix}")
    part.replace(database)
    _sync(database.parent)
    return aside if existed else None


def _sync(folder: Path) -> None:
    """Let the names of a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
