"""Makes result files fit, outside the event loop: codecs run in a spawned child process. Knows no chat, no provider."""

import asyncio
import logging
import multiprocessing
from collections.abc import AsyncGenerator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from bot.core.errors import BadFile, CannotFit
from bot.core.updates import Picture
from bot.pictures import encode

log = logging.getLogger(__name__)

ENCODERS: Final = 1
"""Child processes; one keeps the other core for the event loop on the smallest machines."""


class Pictures:
    """Implements core.ports.PictureTools. Build it with `open_pictures`."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def fit(self, path: Path, url: str, limit_bytes: int) -> Picture:
        """See core.ports.PictureTools. A file that fits is handed on byte for byte."""
        try:
            looked = await asyncio.to_thread(encode.look, path)
            size_bytes = (await asyncio.to_thread(path.stat)).st_size
            if size_bytes <= limit_bytes:
                return Picture(path, looked.extension, looked.width_px, looked.height_px, size_bytes, False, url)
            small = await self._shrink(path, path.with_suffix(".jpg"), limit_bytes)
        except encode.NoPicture as error:
            raise BadFile(str(error)) from error
        except (encode.NoVersionFits, BrokenProcessPool) as error:
            raise CannotFit(str(error)) from error
        return Picture(small.path, "jpg", small.width_px, small.height_px, small.size_bytes, True, url)

    async def _shrink(self, path: Path, target: Path, limit_bytes: int) -> encode.Encoded:
        """In the child; when it dies, perhaps over somebody else's picture, this one is tried again in a new one."""
        try:
            return await self._in_child(path, target, limit_bytes)
        except BrokenProcessPool:
            log.warning("the encoder died; trying in a new one")
            return await self._in_child(path, target, limit_bytes)

    async def _in_child(self, path: Path, target: Path, limit_bytes: int) -> encode.Encoded:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(ENCODERS, mp_context=context, initializer=encode.prepare_child)
        pool, loop = self._pool, asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(pool, encode.shrink, path, target, limit_bytes)
        except BrokenProcessPool:
            if self._pool is pool:  # the first to notice; others may have a new one already
                self._pool = None
            raise

    def close(self) -> None:
        """End the child process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


@asynccontextmanager
async def open_pictures() -> AsyncGenerator[Pictures]:
    """The tools; the child process starts with the first picture that needs it."""
    pictures = Pictures()
    try:
        yield pictures
    finally:
        pictures.close()
