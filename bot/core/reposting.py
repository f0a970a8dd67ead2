"""Pictures of an old result once more, in a new message: fetched again, made to fit, shown. Costs and saves nothing."""

import asyncio
import logging
import shutil
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Protocol

from bot.core.delivery import MESSAGE_LIMIT_BYTES, PICTURES_PER_MESSAGE, SHRINKS_LIMIT
from bot.core.errors import BadFile, CannotFit, DiscordTrouble, ImageApiError, ReplyForbidden, ReplyGone, TooLarge
from bot.core.jobs import Job, ReplyAddress, UserId
from bot.core.ports import ImageApi, PictureTools
from bot.core.updates import Picture

log = logging.getLogger(__name__)


class Reposted(Enum):
    """What became of it."""

    POSTED = "posted"
    BUSY = "busy"  # another one of this person is on its way
    GONE = "gone"  # what lies at the studio's addresses is no picture of ours any more
    AWAY = "away"  # the studio does not hand them out, now or for ever
    LATER = "later"  # the chat is in trouble
    CLOSED = "closed"  # we may not write there
    TOO_LARGE = "too_large"  # none of them can be made small enough for this chat


class Board(Protocol):
    """Where pictures are put up again."""

    async def post(self, job: Job, press: int, place: ReplyAddress, by: UserId, pictures: tuple[Picture, ...]) -> None:
        """One new message in that channel for everybody, saying who put it up; the same `press` twice is one message.

        Raises ReplyGone, ReplyForbidden, TooLarge, DiscordTrouble or StoreTrouble.
        """
        ...


class Reposting:
    """One at a time for each person."""

    def __init__(self, api: ImageApi, tools: PictureTools, board: Board, spool: Path) -> None:
        self._api = api
        self._tools = tools
        self._board = board
        self._spool = spool
        self._under_way: set[UserId] = set()

    def links(self, job: Job) -> list[str]:
        """Addresses of its pictures that lead to the studio, in their order."""
        return [url for url in job.outputs if self._api.trusts(url)]

    async def post_again(self, job: Job, by: UserId, press: int, place: ReplyAddress) -> Reposted:
        """Fetch, fit and post. `press` is the interaction that asked for it, `place` where it shall stand."""
        if by in self._under_way:
            return Reposted.BUSY
        self._under_way.add(by)
        folder = self._spool / f"again-{press}"
        try:
            await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
            return await self._bring(job, by, press, place, folder)
        finally:
            self._under_way.discard(by)
            shutil.rmtree(folder, ignore_errors=True)

    async def _bring(self, job: Job, by: UserId, press: int, place: ReplyAddress, folder: Path) -> Reposted:
        fetched, why = await self._fetch(job, folder)
        if not fetched:
            return why
        limit_bytes = min(place.upload_limit_bytes, MESSAGE_LIMIT_BYTES // len(fetched))
        for _ in range(SHRINKS_LIMIT + 1):
            pictures = await self._fit(job, fetched, limit_bytes)
            if not pictures:
                break
            try:
                await self._board.post(job, press, place, by, tuple(pictures))
                return Reposted.POSTED
            except TooLarge as error:
                limit_bytes = min(error.limit_bytes, limit_bytes // 2)
            except (ReplyGone, ReplyForbidden):
                return Reposted.CLOSED
            except DiscordTrouble as error:
                log.warning("not posted again", extra={"job": job.id, "why": error.why})
                return Reposted.LATER
        return Reposted.TOO_LARGE

    async def _fetch(self, job: Job, folder: Path) -> tuple[list[tuple[str, Path]], Reposted]:
        """What can be had, and why it is not all. The first file that is out of reach ends it: somebody is waiting."""
        fetched: list[tuple[str, Path]] = []
        for number, url in enumerate(job.outputs[:PICTURES_PER_MESSAGE], 1):
            path = folder / f"{number}.original"
            try:
                await self._api.download(url, path)
                fetched.append((url, path))
            except BadFile as error:
                log.info("not to be posted again", extra={"job": job.id, "why": error.why})
            except ImageApiError as error:
                log.warning("cannot be fetched to be posted again", extra={"job": job.id, "why": str(error)})
                return fetched, Reposted.AWAY
        return fetched, Reposted.GONE

    async def _fit(self, job: Job, fetched: Sequence[tuple[str, Path]], limit_bytes: int) -> list[Picture]:
        fitted: list[Picture] = []
        for url, path in fetched:
            try:
                fitted.append(await self._tools.fit(path, url, limit_bytes))
            except (BadFile, CannotFit) as error:
                log.warning("a picture is left out", extra={"job": job.id, "why": error.why})
        return fitted
