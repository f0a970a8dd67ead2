"""Opening and upgrading a database file."""

import asyncio
from pathlib import Path

import aiosqlite
import pytest

from bot.core.errors import SchemaTooNew, StoreUnusable
from bot.store import open_store
from bot.store.database import Database
from bot.store.migrate import FILE_NAME, migrate, migrations, statements

pytestmark = pytest.mark.asyncio
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


async def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(StoreUnusable):
        async with open_store("postgresql://localhost/x"):
            pass


async def test_a_second_process_waits_until_the_first_lets_go(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    url, order = f"sqlite:///{tmp_path / 'x.db'}", list[str]()
    inside, leave = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with open_store(url):
            inside.set()
            await leave.wait()
            order.append("first ends")

    async def second() -> None:
        async with open_store(url):
            order.append("second begins")

    one = asyncio.create_task(first())
    await inside.wait()
    two = asyncio.create_task(second())
    async with asyncio.timeout(10):
        while "another process owns the database" not in caplog.text:
            await asyncio.sleep(0.01)
        leave.set()
        await asyncio.gather(one, two)
    assert order == ["first ends", "second begins"]
