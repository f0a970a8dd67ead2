"""Finished pictures on their way into the chat: fetch, make fit, show. Moves no state; knows no Discord, no codec."""

import asyncio
import logging
import shutil
from dataclasses import dataclass
from datetime import datetime
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
    url: str
    path: Path


@dataclass(frozen=True, slots=True)
class _Fitted:
    """What can be shown, and the addresses of pictures that can only be linked."""

    pictures: tuple[Picture, ...]
    links: tuple[str, ...]


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
        outputs, began = self._case.job.outputs, self._case.now()
        slowly = asyncio.create_task(self._say_when_slow())
        try:
            fetched, unreachable = await self._fetch_patiently(outputs[:PICTURES_PER_MESSAGE])
        finally:
            slowly.cancel()
        if fetched:
            return await self._show_patiently(fetched, unreachable, began)
        self.failure = None if unreachable else Failure.NO_PICTURES
        return 0

    def clean_up(self) -> None:
        """Remove what was fetched."""
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _say_when_slow(self) -> None:
        await self._tools.clock.wait(asyncio.Event(), pacing.FETCH_SHOWN_AFTER_S)
        self._case.show(Fetching())

    async def _fetch_patiently(self, urls: tuple[str, ...]) -> tuple[list[_Fetched], tuple[str, ...]]:
        """Fetch what can be had: the files in their order, and the addresses that stayed out of reach."""
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        files: dict[str, Path] = {}
        pending: list[str] = list(urls)
        tries, began = 0, self._case.now()
        while pending:
            outcomes = await asyncio.gather(*(self._fetch(url, urls.index(url)) for url in pending))
            files |= {url: path for url, path in zip(pending, outcomes, strict=True) if isinstance(path, Path)}
            pending = [url for url, path in zip(pending, outcomes, strict=True) if path is None]
            tries += 1
            patience = pacing.FETCHING_THE_REST if files else pacing.FETCHING
            pause_s = patience.pause(tries, self._case.seconds_since(began))
            if not pending or pause_s is None:
                break
            self._case.again(Again.FETCH)
            await self._tools.clock.wait(asyncio.Event(), pause_s)
        return [_Fetched(url, files[url]) for url in urls if url in files], tuple(pending)

    async def _fetch(self, url: str, number: int) -> Path | BadFile | None:
        """The file; BadFile when there is none to be had; None when it may work later."""
        path = self._folder / f"{number}.original"
        try:
            await self._tools.api.download(url, path)
        except BadFile as error:
            log.error("a result is no picture", extra=self._case.facts(why=error.why))
            return error
        except Unreachable as error:
            log.warning("a result cannot be fetched yet", extra=self._case.facts(why=error.why))
            return None
        return path

    async def _show_patiently(
        self, fetched: list[_Fetched], unreachable: tuple[str, ...], fetching_since: datetime
    ) -> int:
        case, figures = self._case, self._tools.figures
        limit_bytes = min(case.job.reply.upload_limit_bytes, MESSAGE_LIMIT_BYTES // len(fetched))
        began, tries, shrinks = case.now(), 0, 0
        fitted = await self._fit(fetched, limit_bytes)
        figures.took(Step.FETCH, case.seconds_since(fetching_since))
        while True:
            if not fitted.pictures:
                self.failure = self._why_none_fits(fitted, unreachable)
                return 0
            try:
                await self._tools.messenger.finish(case.job, await self._ending(fitted, unreachable))
                figures.took(Step.SHOW, case.seconds_since(began))
                return len(fitted.pictures)
            except TooLarge as error:
                shrinks += 1
                limit_bytes = min(error.limit_bytes, limit_bytes // 2)
                log.warning("refused as too large", extra=case.facts(limit_bytes=limit_bytes))
                pause_s = 0.0 if shrinks <= SHRINKS_LIMIT else None
                fitted = await self._fit(fetched, limit_bytes)
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
    def _why_none_fits(fitted: _Fitted, unreachable: tuple[str, ...]) -> Failure | None:
        if unreachable:
            return None  # those may still come
        return Failure.UNDELIVERABLE if fitted.links else Failure.NO_PICTURES

    async def _fit(self, fetched: list[_Fetched], limit_bytes: int) -> _Fitted:
        pictures: list[Picture] = []
        links: list[str] = []
        for file in fetched:
            try:
                pictures.append(await self._tools.pictures.fit(file.path, file.url, limit_bytes))
            except CannotFit as error:
                log.error("a picture cannot be made to fit", extra=self._case.facts(why=error.why))
                links.append(file.url)
            except BadFile as error:
                log.error("a result is no picture we may show", extra=self._case.facts(why=error.why))
        return _Fitted(tuple(pictures), tuple(links))

    async def _ending(self, fitted: _Fitted, unreachable: tuple[str, ...]) -> Pictures:
        job, tools = self._case.job, self._tools
        allowance = tools.allowance.under(job.terms.quota_images, job.terms.quota_period)
        window = current_window(allowance, self._case.now())
        usage = await tools.store.usage(job.user_id, job.guild_id, window)
        beyond = tuple(filter(tools.api.trusts, job.outputs[PICTURES_PER_MESSAGE:]))
        more = (*fitted.links, *unreachable, *beyond)
        return Pictures(
            shown=fitted.pictures,
            more_urls=more,
            missing=len(job.outputs) - len(fitted.pictures) - len(more),
            took_s=((job.ready_at or self._case.now()) - job.accepted_at).total_seconds(),
            quota_left=QuotaReport(allowance, usage, window.ends_at).left,
        )
