"""Finished pictures on their way into the chat: fetch, make fit, show. Moves no state; knows no Discord, no codec."""

import asyncio
import logging
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.core import pacing
from bot.core.errors import BadFile, DiscordTrouble, ReplyForbidden, ReplyGone, TooLarge, Unreachable
from bot.core.jobs import Failure, Job
from bot.core.ports import Tools
from bot.core.quotas import QuotaReport, current_window
from bot.core.updates import Fetching, Picture, Pictures

log = logging.getLogger(__name__)

PICTURES_PER_MESSAGE: Final = 10
"""Discord takes at most 10 files in one message (error 30015 beyond)."""
MESSAGE_LIMIT_BYTES: Final = 24 * 1024 * 1024
"""All files of one message together; Discord's documentation still says 25 MiB for a request."""
FIT_TRIES: Final = 3
"""So often pictures are made smaller because Discord refused them as too large."""


@dataclass(frozen=True, slots=True)
class _Fetched:
    url: str
    path: Path


class Delivery:
    """One attempt to bring a READY job's pictures to its message; `failure` says why when none was shown."""

    def __init__(self, job: Job, tools: Tools) -> None:
        self._job = job
        self._tools = tools
        self._folder = tools.spool / str(job.id)
        self.failure = Failure.NO_PICTURES

    async def carry_out(self) -> int:
        """Show the pictures; returns how many were shown, 0 when it cannot be done (see `failure`)."""
        if not self._job.outputs:
            return 0
        fetched, unreachable = await self._fetch_patiently(self._job.outputs[:PICTURES_PER_MESSAGE])
        if not fetched:
            self.failure = Failure.UNDELIVERABLE if unreachable else Failure.NO_PICTURES
            return 0
        return await self._show_patiently(fetched, unreachable)

    def clean_up(self) -> None:
        """Remove what was fetched."""
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _fetch_patiently(self, urls: tuple[str, ...]) -> tuple[list[_Fetched], tuple[str, ...]]:
        """Fetch what can be had: the files in their order, and the addresses that stayed out of reach."""
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        files: dict[str, Path] = {}
        pending: list[str] = list(urls)
        tries, began = 0, self._now()
        while pending:
            outcomes = await asyncio.gather(*(self._fetch(url, urls.index(url)) for url in pending))
            files |= {url: path for url, path in zip(pending, outcomes, strict=True) if isinstance(path, Path)}
            pending = [url for url, path in zip(pending, outcomes, strict=True) if path is None]
            tries += 1
            patience = pacing.FETCHING_THE_REST if files else pacing.FETCHING
            pause_s = patience.pause(tries, (self._now() - began).total_seconds())
            if not pending or pause_s is None:
                break
            self._tools.messenger.show(self._job, Fetching())
            await self._tools.clock.wait(asyncio.Event(), pause_s)
        return [_Fetched(url, files[url]) for url in urls if url in files], tuple(pending)

    async def _fetch(self, url: str, number: int) -> Path | BadFile | None:
        """The file; BadFile when there is none to be had; None when it may work later."""
        path = self._folder / f"{number}.original"
        try:
            await self._tools.api.download(url, path)
        except BadFile as error:
            log.error("a result is no picture", extra={"job": self._job.id, "why": error.why})
            return error
        except Unreachable as error:
            log.warning("a result cannot be fetched yet", extra={"job": self._job.id, "why": error.why})
            return None
        return path

    async def _show_patiently(self, fetched: list[_Fetched], unreachable: tuple[str, ...]) -> int:
        limit_bytes = min(self._job.reply.upload_limit_bytes, MESSAGE_LIMIT_BYTES // len(fetched))
        began, tries, shrinks = self._now(), 0, 0
        while True:
            pictures = await self._fit(fetched, limit_bytes)
            if not pictures:
                return 0
            try:
                await self._tools.messenger.finish(self._job, await self._ending(pictures, unreachable))
            except TooLarge as error:
                shrinks += 1
                limit_bytes = min(error.limit_bytes, limit_bytes // 2)
                log.warning("refused as too large", extra={"job": self._job.id, "limit_bytes": limit_bytes})
                if shrinks > FIT_TRIES:
                    self.failure = Failure.UNDELIVERABLE
                    return 0
            except (ReplyGone, ReplyForbidden) as error:
                log.error("no way left to show the pictures", extra={"job": self._job.id, "why": str(error)})
                self.failure = Failure.UNDELIVERABLE
                return 0
            except DiscordTrouble as error:
                tries += 1
                pause_s = pacing.FETCHING.pause(tries, (self._now() - began).total_seconds())
                log.warning("showing failed", extra={"job": self._job.id, "why": error.why, "again_in_s": pause_s})
                if pause_s is None:
                    self.failure = Failure.UNDELIVERABLE
                    return 0
                await self._tools.clock.wait(asyncio.Event(), pause_s)
            else:
                return len(pictures)

    async def _fit(self, fetched: list[_Fetched], limit_bytes: int) -> tuple[Picture, ...]:
        pictures: list[Picture] = []
        for file in fetched:
            try:
                pictures.append(await self._tools.pictures.fit(file.path, file.url, limit_bytes))
            except BadFile as error:
                log.error("a result is no picture we may show", extra={"job": self._job.id, "why": error.why})
        return tuple(pictures)

    async def _ending(self, pictures: tuple[Picture, ...], unreachable: tuple[str, ...]) -> Pictures:
        job = self._job
        window = current_window(self._tools.allowance, self._now())
        usage = await self._tools.store.usage(job.user_id, job.guild_id, window)
        more = (*unreachable, *job.outputs[PICTURES_PER_MESSAGE:])
        return Pictures(
            shown=pictures,
            more_urls=more,
            missing=len(job.outputs) - len(pictures) - len(more),
            took_s=((job.ready_at or self._now()) - job.accepted_at).total_seconds(),
            quota_left=QuotaReport(self._tools.allowance, usage, window.ends_at).left,
        )

    def _now(self) -> datetime:
        return self._tools.clock.now()
