"""Finished pictures on their way into the chat: fetch, make fit, show. Moves no state; knows no Discord, no codec."""

import asyncio
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.core import pacing
from bot.core.case import Case
from bot.core.errors import BadFile, CannotFit, DiscordTrouble, ReplyForbidden, ReplyGone, TooLarge, Unreachable
from bot.core.figures import Again, Step
from bot.core.jobs import Failure
from bot.core.quotas import QuotaReport, current_window
from bot.core.updates import Fetching, Picture, Pictures

log = logging.getLogger(__name__)

PICTURES_PER_MESSAGE: Final = 10
"""Discord takes at most 10 files in one message (error 30015 beyond)."""
MESSAGE_LIMIT_BYTES: Final = 24 * 1024 * 1024
"""All files of one message together; Discord's documentation still says 25 MiB for a request."""
SHRINKS_LIMIT: Final = 3
"""So often pictures are made smaller because Discord refused them as too large."""


@dataclass(frozen=True, slots=True)
class _Fetched:
    """A result's file, and what can be shown of it: None when it cannot be made to fit, so that it is only linked."""

    url: str
    path: Path
    picture: Picture | None


class Delivery:
    """One attempt to bring a READY job's pictures to its message.

    `failure` says why there is nothing to show and never will be; None when it may work another time.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._tools = case.tools
        self._folder = case.tools.spool / str(case.job.id)
        self.failure: Failure | None = None

    async def carry_out(self) -> int:
        """Show the pictures; returns how many were shown, 0 when it cannot be done now (see `failure`)."""
        urls, began = self._case.job.outputs[:PICTURES_PER_MESSAGE], self._case.now()
        slowly = asyncio.create_task(self._say_when_slow())
        try:
            files, unreachable = await self._fetch_patiently(urls)
        finally:
            slowly.cancel()
        if 0 < len(files) < len(urls):  # fewer share the message, so each may be larger
            files = await self._fit_all(files, self._share_bytes(len(files)))
        if not files:
            self.failure = None if unreachable else Failure.NO_PICTURES
            return 0
        self._tools.figures.took(Step.FETCH, self._case.seconds_since(began))
        return await self._show_patiently(files, unreachable)

    def clean_up(self) -> None:
        """Remove what was fetched."""
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _say_when_slow(self) -> None:
        await self._tools.clock.wait(asyncio.Event(), pacing.FETCH_SHOWN_AFTER_S)
        self._case.show(Fetching())

    def _share_bytes(self, number: int) -> int:
        """How large each of so many pictures in one message may be."""
        return min(self._case.job.reply.upload_limit_bytes, MESSAGE_LIMIT_BYTES // number)

    async def _fetch_patiently(self, urls: tuple[str, ...]) -> tuple[list[_Fetched], tuple[str, ...]]:
        """Fetch what can be had, and make it fit: the files in their order, and the addresses out of reach."""
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        limit_bytes = self._share_bytes(max(1, len(urls)))
        files: dict[str, _Fetched] = {}
        pending: list[str] = list(urls)
        tries, began = 0, self._case.now()
        while pending:
            outcomes = await asyncio.gather(*(self._fetch(url, urls.index(url), limit_bytes) for url in pending))
            files |= {file.url: file for file in outcomes if isinstance(file, _Fetched)}
            pending = [url for url, file in zip(pending, outcomes, strict=True) if file is None]
            tries += 1
            patience = pacing.FETCHING_THE_REST if files else pacing.FETCHING
            pause_s = patience.pause(tries, self._case.seconds_since(began))
            if not pending or pause_s is None:
                break
            self._case.again(Again.FETCH)
            await self._tools.clock.wait(asyncio.Event(), pause_s)
        return [files[url] for url in urls if url in files], tuple(pending)

    async def _fetch(self, url: str, number: int, limit_bytes: int) -> _Fetched | BadFile | None:
        """The file, made to fit while others are still on their way; BadFile when there is no picture to be had; None
        when it may work later."""
        path = self._folder / f"{number}.original"
        try:
            await self._tools.api.download(url, path)
        except BadFile as error:
            log.error("a result is no picture", extra=self._case.facts(why=error.why))
            return error
        except Unreachable as error:
            log.warning("a result cannot be fetched yet", extra=self._case.facts(why=error.why))
            return None
        return await self._fit(url, path, limit_bytes)

    async def _fit(self, url: str, path: Path, limit_bytes: int) -> _Fetched | BadFile:
        try:
            return _Fetched(url, path, await self._tools.pictures.fit(path, url, limit_bytes))
        except CannotFit as error:
            log.error("a picture cannot be made to fit", extra=self._case.facts(why=error.why))
            return _Fetched(url, path, None)
        except BadFile as error:
            log.error("a result is no picture we may show", extra=self._case.facts(why=error.why))
            return error

    async def _fit_all(self, files: list[_Fetched], limit_bytes: int) -> list[_Fetched]:
        again = await asyncio.gather(*(self._fit(file.url, file.path, limit_bytes) for file in files))
        return [file for file in again if isinstance(file, _Fetched)]

    async def _show_patiently(self, files: list[_Fetched], unreachable: tuple[str, ...]) -> int:
        case, figures = self._case, self._tools.figures
        limit_bytes = self._share_bytes(len(files))
        began, tries, shrinks = case.now(), 0, 0
        while True:
            pictures = tuple(file.picture for file in files if file.picture is not None)
            if not pictures:
                self.failure = self._why_none_fits(files, unreachable)
                return 0
            try:
                await self._tools.messenger.finish(case.job, await self._ending(files, pictures, unreachable))
                figures.took(Step.SHOW, case.seconds_since(began))
                return len(pictures)
            except TooLarge as error:
                shrinks += 1
                limit_bytes = min(error.limit_bytes, limit_bytes // 2)
                log.warning("refused as too large", extra=case.facts(limit_bytes=limit_bytes))
                pause_s = 0.0 if shrinks <= SHRINKS_LIMIT else None
                files = await self._fit_all(files, limit_bytes)
            except DiscordTrouble as error:
                tries += 1
                pause_s = pacing.SHOWING.pause(tries, case.seconds_since(began), error.retry_after_s)
                log.warning("showing failed", extra=case.facts(why=error.why, again_in_s=pause_s))
            except (ReplyGone, ReplyForbidden) as error:
                pause_s = await self._try_elsewhere(error)
            if pause_s is None:
                return 0
            case.again(Again.SHOW)
            await self._tools.clock.wait(asyncio.Event(), pause_s)

    async def _try_elsewhere(self, error: ReplyGone | ReplyForbidden) -> float | None:
        """From its own message to another one, once. Saved first: that message may be open again after a restart."""
        case = self._case
        if case.job.elsewhere:
            log.error("no way left to show the pictures", extra=case.facts(why=str(error), **case.place()))
            return None
        log.warning("result goes elsewhere", extra=case.facts(why=str(error), **case.place()))
        await case.go_elsewhere()
        return 0.0

    @staticmethod
    def _why_none_fits(files: list[_Fetched], unreachable: tuple[str, ...]) -> Failure | None:
        if unreachable:
            return None  # those may still come
        return Failure.UNDELIVERABLE if files else Failure.NO_PICTURES

    async def _ending(
        self, files: list[_Fetched], pictures: tuple[Picture, ...], unreachable: tuple[str, ...]
    ) -> Pictures:
        job, tools = self._case.job, self._tools
        allowance = tools.allowance.under(job.terms.quota_images, job.terms.quota_period)
        window = current_window(allowance, self._case.now())
        usage = await tools.store.usage(job.user_id, job.guild_id, window)
        links = tuple(file.url for file in files if file.picture is None)
        beyond = tuple(filter(tools.api.trusts, job.outputs[PICTURES_PER_MESSAGE:]))
        more = (*links, *unreachable, *beyond)
        return Pictures(
            shown=pictures,
            more_urls=more,
            missing=len(job.outputs) - len(pictures) - len(more),
            took_s=((job.ready_at or self._case.now()) - job.accepted_at).total_seconds(),
            quota_left=QuotaReport(allowance, usage, window.ends_at).left,
        )
