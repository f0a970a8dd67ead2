"""From a database address to a store that is ready to use. Knows which backends exist."""

import asyncio
import secrets
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.core.errors import StoreTrouble, StoreUnusable
from bot.store.address import sqlite_path
from bot.store.database import Database
from bot.store.lock import owned
from bot.store.migrate import migrate
from bot.store.sqlite import SqliteStore


@asynccontextmanager
async def open_store(url: str) -> AsyncGenerator[SqliteStore]:
    """A migrated store, owned by this process alone and closed at the end. Raises StoreUnusable or SchemaTooNew."""
    path = sqlite_path(url)
    try:
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnusable(f"{path}: {error}") from error
    async with owned(path):
        database = await Database.open(path)
        try:
            store = SqliteStore(database, owner=secrets.token_hex(8))
            try:
                await migrate(database)
                await store.take_all_leases()
            except StoreTrouble as error:  # at the start there is nobody to try it again later but the operator
                raise StoreUnusable(f"{path}: {error.why}") from error
            except sqlite3.Error as error:
                raise StoreUnusable(f"{path}: {error}") from error
            yield store
        finally:
            await database.close()
