"""From a database address to a store that is ready to use. Knows which backends exist."""

import secrets
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.core.errors import StoreUnusable
from bot.store.address import sqlite_path
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.sqlite import SqliteStore


@asynccontextmanager
async def open_store(url: str) -> AsyncGenerator[SqliteStore]:
    """A migrated store, closed at the end. Raises StoreUnusable or SchemaTooNew."""
    path = sqlite_path(url)
    database = await Database.open(path)
    try:
        try:
            await migrate(database)
        except sqlite3.Error as error:
            raise StoreUnusable(f"{path}: {error}") from error
        yield SqliteStore(database, owner=secrets.token_hex(8))
    finally:
        await database.close()
