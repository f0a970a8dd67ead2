"""The one writer of each job's message: newest news wins, nothing is written twice, the last word comes for certain.

Implements core.ports.Messenger. Knows no job states; what to say is wording.py's, how to bring it ladder.py's.
"""

import asyncio
import logging
from dataclasses import dataclass, field

from bot.chat import wording
from bot.chat.buttons import cancel_view
from bot.chat.ladder import Ladder, Post, jump_link
from bot.core.errors import DeliveryError, ReplyForbidden, ReplyGone
from bot.core.jobs import Job, JobId
from bot.core.pacing import EDIT_GAP_S
from bot.core.updates import CancelWish, Ending, Pictures, Progress, Rendering, Update, WaitingThere

log = logging.getLogger(__name__)


@dataclass
class _Wanted:
    """What one message shall say next, and who is at it. `last_word`: nothing may be written after it."""

    job: Job
    news: Progress
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    task: asyncio.Task[None] | None = None
    written: str = ""
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
                await asyncio.sleep(
                    EDIT_GAP_S
                )  # before the edit: the first reply was just written, news gather meanwhile
                post = _post(wanted.job, wanted.news)
                if post.text == wanted.written:
                    return
                async with wanted.lock:
                    if not wanted.last_word:
                        await self._write(wanted, post)
        finally:
            wanted.task = None

    async def _write(self, wanted: _Wanted, post: Post) -> None:
        wanted.written = post.text
        try:
            await self._ladder.edit(wanted.job, post)
        except DeliveryError as error:
            log.warning("progress not shown", extra={"job": wanted.job.id, "why": str(error)})

    @staticmethod
    async def _stop(wanted: _Wanted) -> None:
        if wanted.task is not None:
            wanted.task.cancel()
            await asyncio.wait([wanted.task])


def _post(job: Job, update: Update) -> Post:
    pictures = update.shown if isinstance(update, Pictures) else ()
    over = isinstance(update, Ending) or (
        isinstance(update, WaitingThere | Rendering) and update.cancel is CancelWish.TOO_LATE
    )
    return Post(
        text=wording.message(job, update),
        bare=wording.message(job, update, echo=False),
        buttons=None if over else cancel_view(job.id),
        pictures=pictures,
        alt_texts=tuple(wording.alt_text(job, number, len(pictures)) for number in range(1, len(pictures) + 1)),
    )
