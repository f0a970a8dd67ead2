"""What a disk can do to a database, for tests of whoever uses one."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.store.database import Database


@asynccontextmanager
async def only_readable(database: Database) -> AsyncGenerator[None]:
    """The disk takes nothing until the end."""
    connection = database._connection  # pyright: ignore[reportPrivateUsage]
    await connection.call(lambda raw: raw.execute("PRAGMA query_only = ON"))
    yield
    await connection.call(lambda raw: raw.execute("PRAGMA query_only = OFF"))
