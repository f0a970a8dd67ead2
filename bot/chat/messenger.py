"""The one writer of each job's message: newest news wins, nothing is written twice, the last word comes for certain.

Implements core.ports.Messenger. Knows no job states; what to say is wording.py's, how to bring it ladder.py's.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Final

from bot.chat import wording
from bot.chat.buttons import cancel_view
from bot.chat.ladder import Ladder, Post, jump_link
from bot.core.errors import DeliveryError, DiscordTrouble, ReplyForbidden, ReplyGone
from bot.core.jobs import Job, JobId
from bot.core.pacing import EDIT_GAP_S
from bot.core.updates import CancelWish, Ending, Fetching, Pictures, Progress, Rendering, Update, WaitingThere

log = logging.getLogger(__name__)

FAILED_EDIT_GAP_MAX_S: Final = 60.0
"""While Discord is in trouble, the pause before the same news is tried again grows up to this."""


@dataclass
class _Wanted:
    """What one message shall say next, and who is at it. `last_word`: nothing may be written after it."""

    job: Job
    news: Progress
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    task: asyncio.Task[None] | None = None
    written: str = ""
    failures: int = 0
    last_word: bool = False


class DiscordMessenger:
    """Writers live from a job's first news to its last word."""

    def __init__(self, ladder: Ladder) -> None:
        self._ladder = ladder
        self._wanted: dict[JobId, _Wanted] = {}

    def show(self, job: Job, progress: Progress) -> None:
        """See core.ports.Messenger."""
        wanted = self._wanted.get(job.id)
        if wanted is None:
            wanted = self._wanted[job.id] = _Wanted(job, progress)
        wanted.job, wanted.news = job, progress
        if wanted.task is None and not wanted.last_word:
            wanted.task = asyncio.create_task(self._keep_writing(wanted), name=f"message {job.id}")

    async def finish(self, job: Job, ending: Ending) -> None:
        """See core.ports.Messenger."""
        wanted = self._wanted.get(job.id)
        if wanted is not None:
            wanted.last_word = True
            async with wanted.lock:  # an edit on its way would overwrite the last word
                await self._stop(wanted)
            self._wanted.pop(job.id, None)
        await self._last_word(job, ending)

    async def close(self) -> None:
        """Write nothing more."""
        for wanted in list(self._wanted.values()):
            wanted.last_word = True
            await self._stop(wanted)
        self._wanted.clear()

    async def _last_word(self, job: Job, ending: Ending) -> None:
        post = _post(job, ending)
        try:
            await self._ladder.edit(job, post)
        except (ReplyGone, ReplyForbidden) as error:
            if not isinstance(ending, Pictures):
                raise
            log.warning("result goes elsewhere: its message cannot be edited", extra={"job": job.id, "why": str(error)})
            link = jump_link(job.reply, job.guild_id)
            await self._ladder.send_anew(job, post, wording.moved_here(job, link))

    async def _keep_writing(self, wanted: _Wanted) -> None:
        """Write the newest news, then rest; ends when there is nothing new, and starts again with the next `show`."""
        try:
            while not wanted.last_word:
                # Before the edit: the first reply was just written, and news gather meanwhile.
                await asyncio.sleep(min(FAILED_EDIT_GAP_MAX_S, EDIT_GAP_S * 2**wanted.failures))
                post = _post(wanted.job, wanted.news)
                if post.text == wanted.written:
                    return
                async with wanted.lock:
                    if not wanted.last_word:
                        await self._write(wanted, post)
        except Exception:  # nobody awaits this task, and the next news start another one
            log.exception("writing progress failed", extra={"job": wanted.job.id})
        finally:
            wanted.task = None

    async def _write(self, wanted: _Wanted, post: Post) -> None:
        try:
            await self._ladder.edit(wanted.job, post)
        except DiscordTrouble as error:  # may work later: as long as the news stay the same they are tried again
            log.warning("progress not shown yet", extra={"job": wanted.job.id, "why": error.why})
            wanted.failures += 1
            return
        except DeliveryError as error:
            log.warning("progress not shown", extra={"job": wanted.job.id, "why": str(error)})
        wanted.written, wanted.failures = post.text, 0

    @staticmethod
    async def _stop(wanted: _Wanted) -> None:
        if wanted.task is not None:
            wanted.task.cancel()
            await asyncio.wait([wanted.task])


def _post(job: Job, update: Update) -> Post:
    pictures = update.shown if isinstance(update, Pictures) else ()
    over = isinstance(update, Ending | Fetching) or (
        isinstance(update, WaitingThere | Rendering) and update.cancel is CancelWish.TOO_LATE
    )
    return Post(
        text=wording.message(job, update),
        bare=wording.message(job, update, echo=False),
        buttons=None if over else cancel_view(job.id),
        pictures=pictures,
        alt_texts=tuple(wording.alt_text(job, number, len(pictures)) for number in range(1, len(pictures) + 1)),
    )
