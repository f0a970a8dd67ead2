"""Whose file it is: one process at a time owns a SQLite database. Opens no database."""

import asyncio
import errno
import logging
import os
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from filelock import AsyncFileLock, Timeout, lock_descriptor

from bot.core.errors import StoreUnusable

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 0.5
SAY_EVERY_S: Final = 60.0
"""While waiting, so often it is said for whom."""
LOCAL_DISK: Final = (
    "two processes could take each other's jobs; keep the database on a local disk, not on a network share"
)
_NO_LOCKS: Final = frozenset({errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP})
"""What a file system says that has no locks."""
NOTE_LIMIT_BYTES: Final = 300
"""What the owner writes about itself into the lock file is shorter."""


@asynccontextmanager
async def owned(database: Path, *, wait: bool = True, say_every_s: float = SAY_EVERY_S) -> AsyncGenerator[None]:
    """Own the file; while another process does, wait and say so, or without `wait` raise StoreUnusable.

    Raises StoreUnusable also where locks do not work. The operating system lets go of the lock however its process
    ends, so none is ever left behind.
    """
    file = Path(f"{database}.lock")
    # Where the system has no locks, filelock would by default leave a mere file behind, and so would a crash.
    lock = AsyncFileLock(file, fallback_to_soft=False, on_acquired=_sign)
    try:
        await _acquire(lock, file, wait=wait, say_every_s=say_every_s)
    except (OSError, NotImplementedError) as error:
        raise StoreUnusable(f"{file}: {_why(error)}") from error
    try:
        await asyncio.to_thread(_prove, file)
        yield
    finally:
        await lock.release()


def owner_of(database: Path) -> str | None:
    """Who owns the file now, or None. Creates nothing, and takes the lock for no longer than it takes to try it.

    Raises StoreUnusable when that cannot be told.
    """
    file = Path(f"{database}.lock")
    try:
        descriptor = os.open(file, os.O_RDONLY)
    except FileNotFoundError:  # nobody has ever owned it
        return None
    except OSError as error:
        raise StoreUnusable(f"{file}: {_why(error)}") from error
    try:
        return None if lock_descriptor(descriptor, blocking=False) else _owner(file)
    except OSError as error:
        raise StoreUnusable(f"{file}: {_why(error)}") from error
    finally:
        os.close(descriptor)  # which lets go of it


async def _acquire(lock: AsyncFileLock, file: Path, *, wait: bool, say_every_s: float) -> None:
    patience_s, waited = 0.0, False
    while True:
        try:
            await lock.acquire(timeout=patience_s, poll_interval=LOOK_EVERY_S)
        except Timeout:
            owner = await asyncio.to_thread(_owner, file)
            if not wait:
                raise StoreUnusable(f"the database belongs to {owner}; stop that one first") from None
            facts = {"owner": owner, "file": str(file)}
            log.warning("another process owns the database; waiting until it ends", extra=facts)
            patience_s, waited = say_every_s, True
        else:
            break
    if waited:
        log.warning("the database is ours now", extra={"file": str(file)})


def _sign(descriptor: int) -> None:
    """Say in the lock file who we are. A courtesy to those who wait: on a full disk it stays unsaid."""
    note = f"process {os.getpid()} on {socket.gethostname()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n"
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, note.encode())


def _owner(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            note = opened.read(NOTE_LIMIT_BYTES).decode(errors="replace").strip()
    except OSError:
        note = ""
    return note or "another process"


def _prove(file: Path) -> None:
    """Raises StoreUnusable when a second one could take the lock too, as on some network file systems."""
    try:
        descriptor = os.open(file, os.O_RDWR)
        try:
            excludes = not lock_descriptor(descriptor, blocking=False)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise StoreUnusable(f"{file}: {_why(error)}") from error
    if not excludes:
        raise StoreUnusable(f"{file}: locks exclude nobody there, so {LOCAL_DISK}")


def _why(error: OSError | NotImplementedError) -> str:
    if not isinstance(error, OSError):
        return f"files cannot be locked here, so {LOCAL_DISK}"
    words = error.strerror or str(error)
    return f"{words}, so {LOCAL_DISK}" if error.errno in _NO_LOCKS else words
