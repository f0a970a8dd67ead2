"""Opening and upgrading a database file."""

import asyncio
import json
import signal
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import aiosqlite
import pytest

from bot.core.errors import SchemaTooNew, StoreUnusable
from bot.core.jobs import ENDS, Charge, Failure, JobState
from bot.core.quotas import current_window
from bot.store import open_store
from bot.store.connection import connected
from bot.store.database import Database
from bot.store.migrate import FILE_NAME, Migration, migrate, migrations, statements
from bot.store.rows import to_ms
from sandbox.client import ROOT
from tests.makers import ADA, GUILD, NOON, an_allowance

pytestmark = pytest.mark.asyncio
NEWEST = migrations()[-1].number
EARLIER = range(1, NEWEST)
FIRST_SCHEMA = {JobState.KEPT: 2}
"""States that came later than the first schema."""
ODD = "🦊 at `dusk`\n\u202e'; DROP TABLE jobs; --\x00\u0000é\u0301"
TABLES = ("jobs", "charges")
FOLDER = Path(__file__).parents[2] / "bot/store/migrations/sqlite"


async def test_every_migration_file_is_named_and_numbered_in_a_row() -> None:
    names = sorted(file.name for file in FOLDER.iterdir())
    assert all(FILE_NAME.fullmatch(name) for name in names)
    assert [migration.number for migration in migrations()] == list(range(1, len(names) + 1))


async def test_statements_with_semicolons_inside_triggers_stay_whole() -> None:
    parts = statements(migrations()[0].sql)
    assert any("charges_never_change" in part and part.rstrip().endswith("END;") for part in parts)


async def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "x.db")
    try:
        assert await migrate(database) == len(migrations())
        assert await migrate(database) == 0
    finally:
        await database.close()


async def test_a_database_of_a_newer_program_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    async with open_store(f"sqlite:///{path}"):
        pass
    async with aiosqlite.connect(path) as raw:
        await raw.execute("INSERT INTO schema_migrations (number, name) VALUES (999, 'later')")
        await raw.commit()
    with pytest.raises(SchemaTooNew) as refusal:
        async with open_store(f"sqlite:///{path}"):
            pass
    assert refusal.value.found == 999


async def test_a_file_that_is_no_database_and_a_folder_that_cannot_be_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("this is a shopping list, and a long one at that" * 100)
    (tmp_path / "file").write_text("")
    for address in ("text.db", "file/below/x.db", "."):
        with pytest.raises(StoreUnusable):
            async with open_store(f"sqlite:///{tmp_path / address}"):
                pass


async def test_the_thread_of_a_file_that_cannot_be_opened_ends_before_its_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", lost.append)

    def opened_often() -> None:
        for _ in range(200):  # without the wait about one in ten is lost
            with pytest.raises(sqlite3.OperationalError):
                asyncio.run(connected(tmp_path / "nowhere" / "x.db"))

    await asyncio.to_thread(opened_often)
    assert not lost


async def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(StoreUnusable):
        async with open_store("postgresql://localhost/x"):
            pass


# --- upgrading a database that has something in it --------------------------------------------------------------------


async def make_old(path: Path, schema: int) -> dict[str, list[dict[str, Any]]]:
    """A database as the program of that schema left it, with jobs in every state; what is in its tables."""
    database = await Database.open(path)
    await migrate(database, migrations()[:schema])
    await database.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.row_factory = sqlite3.Row
        for number, state in enumerate(states_of(schema), 1):
            insert(raw, "jobs", job_row(number, state))
            for charge in charge_rows(number, state):
                insert(raw, "charges", charge)
        return contents(raw)


def states_of(schema: int) -> list[JobState]:
    return [state for state in JobState if FIRST_SCHEMA.get(state, 1) <= schema]


def job_row(number: int, state: JobState) -> dict[str, Any]:
    """Columns of the first schema; those that came later have defaults."""
    sent = state not in (JobState.ACCEPTED, JobState.SUBMITTING, JobState.CANCELLED, JobState.FAILED)
    return {
        "id": 2**62 + number, "user_id": ADA, "scope_id": GUILD if number % 2 else 0, "state": state.value,
        "told": int(state in ENDS and number % 2), "version": number, "owner": "old", "epoch": number,
        "prompt": f"{ODD}{number}", "size": "6198x2656(21:9)", "tier": "4K", "scale": 0.25, "images": "set", "cost": 4,
        "application_id": 2**63 - 1, "channel_id": 2, "message_id": 500 + number if number > 1 else None,
        "token": "aW50\u00e9", "token_expires_at": to_ms(NOON), "upload_limit_bytes": 10_485_760, "locale": "it",
        "cancel_requested_by": ADA if state is JobState.CANCELLED else None,
        "provider_id": f"p-{number}" if sent else None, "accepted_at": to_ms(NOON), "submitted_at": to_ms(NOON),
        "outputs": json.dumps([f"https://files.runcomfy.net/{ODD}.png"]), "cost_usd": 0.03, "delivered": 0,
        "failure": Failure.OUTCOME_UNKNOWN.value if state is JobState.FAILED else None,
    }  # fmt: skip


def charge_rows(number: int, state: JobState) -> list[dict[str, Any]]:
    job = job_row(number, state)
    settled = Charge.SPENT if state is JobState.DELIVERED else Charge.RETURNED
    kinds = [Charge.HELD, settled] if state in ENDS else [Charge.HELD]
    same = {"job_id": job["id"], "user_id": ADA, "scope_id": job["scope_id"], "images": 4, "held_at": to_ms(NOON)}
    return [{**same, "kind": kind.value, "at": to_ms(NOON)} for kind in kinds]


def insert(raw: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    raw.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in row)})", row)


def contents(raw: sqlite3.Connection) -> dict[str, list[dict[str, Any]]]:
    return {table: [dict(row) for row in raw.execute(f"SELECT * FROM {table} ORDER BY id")] for table in TABLES}


def look(path: Path) -> tuple[list[int], dict[str, list[dict[str, Any]]]]:
    """The migrations a file has seen, and what is in its tables."""
    with closing(sqlite3.connect(path)) as raw:
        raw.row_factory = sqlite3.Row
        seen = [row["number"] for row in raw.execute("SELECT number FROM schema_migrations ORDER BY number")]
        return seen, contents(raw)


def without_what_is_new(new: dict[str, list[dict[str, Any]]], old: dict[str, list[dict[str, Any]]]) -> object:
    return {
        table: [{name: row[name] for name in before} for row, before in zip(new[table], old[table], strict=True)]
        for table in TABLES
    }


@pytest.fixture(params=EARLIER, ids=lambda schema: f"schema {schema}")
def schema(request: pytest.FixtureRequest) -> int:
    """Every schema before this program's."""
    return request.param


async def test_an_upgrade_keeps_every_job_and_every_charge(tmp_path: Path, schema: int) -> None:
    path = tmp_path / "x.db"
    old = await make_old(path, schema)
    assert len(old["jobs"]) >= 8
    async with open_store(f"sqlite:///{path}") as store:
        for row in old["jobs"]:
            job = await store.get(row["id"])
            assert (job.request.prompt, job.state.value, job.version) == (row["prompt"], row["state"], row["version"])
            assert job.outputs == (f"https://files.runcomfy.net/{ODD}.png",)
        usage = await store.usage(ADA, GUILD, current_window(an_allowance(), NOON))
    seen, new = look(path)
    assert seen == list(range(1, NEWEST + 1))
    assert without_what_is_new(new, old) == old
    held = [row for row in old["jobs"] if row["scope_id"] == GUILD and row["state"] not in {s.value for s in ENDS}]
    assert usage.held == 4 * len(held) > 0


async def test_an_upgraded_database_is_as_strict_as_a_new_one(tmp_path: Path, schema: int) -> None:
    path = tmp_path / "x.db"
    old = await make_old(path, schema)
    async with open_store(f"sqlite:///{path}"), open_store(f"sqlite:///{tmp_path / 'new.db'}"):
        pass
    definitions = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    with closing(sqlite3.connect(path)) as upgraded, closing(sqlite3.connect(tmp_path / "new.db")) as new:
        assert upgraded.execute(definitions).fetchall() == new.execute(definitions).fetchall()
        assert upgraded.execute("PRAGMA foreign_key_check").fetchall() == []
        assert upgraded.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        upgraded.execute("PRAGMA foreign_keys = ON")
        running = next(row["id"] for row in old["jobs"] if row["state"] == "running")
        for forbidden in (
            "UPDATE charges SET images = 1",
            "DELETE FROM charges",
            f"INSERT INTO charges VALUES (999, {running}, {ADA}, 0, 'held', 4, 0, 0)",  # a second hold
            f"INSERT INTO charges VALUES (999, {running}, {ADA}, 0, 'spent', 3, 0, 0)",  # of more than is held
            "INSERT INTO charges VALUES (999, 5, 1, 0, 'held', 4, 0, 0)",  # of no job
            f"UPDATE jobs SET state = 'lost' WHERE id = {running}",
            f"UPDATE jobs SET provider_id = NULL WHERE id = {running}",
            f"UPDATE jobs SET failure = 'blocked' WHERE id = {running}",
            f"DELETE FROM jobs WHERE id = {running}",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                upgraded.execute(forbidden)


async def test_foreign_keys_are_on_again_after_an_upgrade(tmp_path: Path, schema: int) -> None:
    await make_old(tmp_path / "x.db", schema)
    database = await Database.open(tmp_path / "x.db")
    try:
        await migrate(database)
        row = await database.run(lambda tx: tx.row("PRAGMA foreign_keys"))
        assert row is not None
        assert row[0] == 1
    finally:
        await database.close()


async def test_unfinished_jobs_of_an_earlier_schema_are_claimed_after_the_upgrade(tmp_path: Path, schema: int) -> None:
    old = await make_old(tmp_path / "x.db", schema)
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        claimed = [job.id for job in await store.claim(NOON)]
    assert claimed == [row["id"] for row in old["jobs"] if not row["told"]]


# --- an upgrade that does not come to its end -------------------------------------------------------------------------


def dying(migration: Migration, last_words: str) -> list[Migration]:
    """The migrations up to this one, which ends badly after everything it does."""
    known = [one for one in migrations() if one.number < migration.number]
    return [*known, Migration(migration.number, migration.name, f"{migration.sql}\n{last_words};\n")]


async def test_a_migration_with_an_error_changes_nothing_and_can_be_tried_again(tmp_path: Path, schema: int) -> None:
    path = tmp_path / "x.db"
    await make_old(path, schema)
    before = look(path)
    database = await Database.open(path)
    try:
        with pytest.raises(sqlite3.OperationalError):
            await migrate(database, dying(migrations()[schema], "INSERT INTO nowhere VALUES (1)"))
    finally:
        await database.close()
    assert look(path) == before
    async with open_store(f"sqlite:///{path}"):
        pass
    assert look(path)[0][-1] == NEWEST


async def test_a_migration_that_would_orphan_rows_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    await make_old(path, NEWEST)
    before = look(path)
    database = await Database.open(path)
    try:
        with pytest.raises(StoreUnusable, match="rows without what they belong to"):
            await migrate(database, [*migrations(), Migration(NEWEST + 1, "later.sql", "DELETE FROM jobs;\n")])
    finally:
        await database.close()
    assert look(path) == before


DIE = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.store.connection import connected
from bot.store.database import Database
from bot.store.migrate import migrate
from tests.store.test_migrate import dying, migrations

async def die():
    connection = await connected(Path(sys.argv[1]))
    await connection.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
    await connection.execute("PRAGMA cache_size = 1")  # so that changes reach the file before they are committed
    await migrate(Database(connection), dying(migrations()[int(sys.argv[2])], "SELECT die()"))

asyncio.run(die())
"""


async def test_a_process_that_is_killed_in_the_middle_leaves_the_old_schema_whole(tmp_path: Path, schema: int) -> None:
    path = tmp_path / "x.db"
    await make_old(path, schema)
    before = look(path)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", DIE, str(path), str(schema), cwd=ROOT)
    assert await asyncio.wait_for(process.wait(), 30) == -signal.SIGKILL
    assert look(path) == before
    async with open_store(f"sqlite:///{path}"):
        pass
    assert look(path)[0][-1] == NEWEST
