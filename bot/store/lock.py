"""Whose file it is: one process at a time owns a SQLite database. Opens no database."""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from filelock import AsyncFileLock, Timeout

from bot.core.errors import StoreUnusable

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 0.5


@asynccontextmanager
async def owned(database: Path) -> AsyncGenerator[None]:
    """Own the file; waits, and says so, while another process does. Raises StoreUnusable where locks do not work.

    The operating system lets go of the lock however its process ends, so none is ever left behind.
    """
    lock = AsyncFileLock(f"{database}.lock")
    try:
        try:
            await lock.acquire(timeout=0)
        except Timeout:
            log.warning("another process owns the database; waiting until it ends", extra={"file": str(database)})
            await lock.acquire(poll_interval=LOOK_EVERY_S)
            log.warning("the database is ours now", extra={"file": str(database)})
    except (OSError, NotImplementedError) as error:
        raise StoreUnusable(f"{database}.lock: {error}") from error
    try:
        yield
    finally:
        await lock.release()
