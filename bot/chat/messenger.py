"""The one writer of each job's message: newest news wins, nothing is written twice, the last word comes for certain.

Implements core.ports.Messenger. Knows no job states; what to say is wording.py's, how to bring it ladder.py's.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Final

import discord

from bot.chat import wording
from bot.chat.cancelling import cancel_view
from bot.chat.ladder import Elsewhere, Ladder, Post, jump_link
from bot.chat.languages import Language, Languages
from bot.chat.results import failed_view, result_view
from bot.core.alttexts import AltTexts, Texts
from bot.core.errors import DeliveryError, DiscordTrouble, ReplyForbidden, ReplyGone
from bot.core.figures import ChatFigures, Edits
from bot.core.jobs import Job, JobId, ReplyAddress
from bot.core.pacing import EDIT_GAP_S
from bot.core.updates import (
    CancelWish,
    Collected,
    Ending,
    Failed,
    Fetching,
    Kept,
    Pictures,
    Progress,
    Rendering,
    Update,
    WaitingThere,
)

log = logging.getLogger(__name__)

FAILED_EDIT_GAP_MAX_S: Final = 60.0
"""While Discord is in trouble, the pause before the same news is tried again grows up to this."""
MANY_FAILURES: Final = 10
"""From here on more of them change no pause."""


@dataclass
class _Wanted:
    """What one message shall say next, and who is at it. `last_word`: nothing may be written after it.

    `untold` counts the news that no edit has been made for. `closed`: the address at which Discord does not let us
    write. Only a new one (a press of Cancel brings one) is worth another try; refusals repeated for each piece of news
    would add up to a ban.
    """

    job: Job
    news: Progress
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    task: asyncio.Task[None] | None = None
    written: str = ""
    failures: int = 0
    last_word: bool = False
    untold: int = 0
    closed: ReplyAddress | None = None

    def lacks(self, post: Post) -> bool:
        """Whether this is to be written: it is new, and there is a way to write it."""
        return not (self.last_word or self.closed == self.job.reply or post.text == self.written)


class DiscordMessenger:
    """Writers live from a job's first news to its last word."""

    def __init__(self, ladder: Ladder, languages: Languages, alt_texts: AltTexts, figures: ChatFigures) -> None:
        self._ladder = ladder
        self._languages = languages
        self._alt_texts = alt_texts
        self._figures = figures
        self._wanted: dict[JobId, _Wanted] = {}

    def show(self, job: Job, progress: Progress) -> None:
        """See core.ports.Messenger."""
        wanted = self._wanted.get(job.id)
        if wanted is None:
            wanted = self._wanted[job.id] = _Wanted(job, progress)
        wanted.job, wanted.news = job, progress
        wanted.untold += 1
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
            self._skip_untold(wanted)
        await self._last_word(job, ending)

    async def close(self) -> None:
        """Write nothing more."""
        for wanted in list(self._wanted.values()):
            wanted.last_word = True
            await self._stop(wanted)
        self._wanted.clear()

    async def _last_word(self, job: Job, ending: Ending) -> None:
        texts = await self._alt_texts.of(job) if isinstance(ending, Pictures) else wording.NO_TEXTS
        post = self._compose(job, ending, texts)
        if not (job.elsewhere and isinstance(ending, Pictures)):
            await self._edit_or_tell_directly(job, ending, post)
            return
        message_id = None if self._ladder.gone(job) or job.reply.private else job.reply.message_id
        old_link = None if message_id is None else jump_link(job, message_id)
        elsewhere = await self._ladder.send_anew(
            job, post.introduced(wording.moved_here(self._say(job), job, old_link))
        )
        if elsewhere.old_stands:  # before the job is called delivered: a process that dies in between does it again
            await self._put_up_signpost(job, elsewhere)

    async def _edit_or_tell_directly(self, job: Job, ending: Ending, post: Post) -> None:
        """A failure behind a closed private message would never be heard of: nobody else can see that it hangs."""
        try:
            await self._ladder.edit(job, post)
        except (ReplyGone, ReplyForbidden):
            if not (job.reply.private and isinstance(ending, Failed)):
                raise
            await self._ladder.tell_directly(job, post)

    async def _put_up_signpost(self, job: Job, elsewhere: Elsewhere) -> None:
        """Let the old message say where its result went, and lose its button; worth one try."""
        words = wording.shown_elsewhere(self._say(job), job, elsewhere.link)
        try:
            await self._ladder.edit(job, Post(words, words, clears=True))
        except DeliveryError as error:
            log.info("the old message stays as it is", extra={"job": job.id, "why": type(error).__name__})

    async def _keep_writing(self, wanted: _Wanted) -> None:
        """Write the newest news, then rest; ends when there is nothing new, and starts again with the next `show`."""
        try:
            while wanted.lacks(self._compose(wanted.job, wanted.news)):
                # Before the edit: the first reply was just written, and news gather meanwhile.
                gap_s = min(FAILED_EDIT_GAP_MAX_S, EDIT_GAP_S * 2.0 ** min(wanted.failures, MANY_FAILURES))
                await asyncio.sleep(self._ladder.pause_s(wanted.job, gap_s))
                async with wanted.lock:
                    post = self._compose(wanted.job, wanted.news)
                    if wanted.lacks(post):
                        await self._write(wanted, post)
        except Exception:  # nobody awaits this task, and the next news start another one
            log.exception("writing progress failed", extra={"job": wanted.job.id})
        finally:
            wanted.task = None
        self._skip_untold(wanted)

    async def _write(self, wanted: _Wanted, post: Post) -> None:
        job, untold = wanted.job, wanted.untold
        wanted.untold = 0  # what comes from now on is not in this post
        try:
            await self._ladder.edit(job, post)
        except DiscordTrouble as error:  # may work later: as long as the news stay the same they are tried again
            log.warning("progress not shown yet", extra={"job": wanted.job.id, "why": error.why})
            wanted.failures += 1
            wanted.untold += untold
            self._figures.news[Edits.FAILED] += 1
            return
        except DeliveryError as error:
            log.warning("progress not shown", extra={"job": wanted.job.id, "why": str(error)})
            wanted.closed = job.reply
            self._figures.news[Edits.FAILED] += 1
        else:
            self._figures.news[Edits.WRITTEN] += 1
        self._figures.news[Edits.SUPPRESSED] += max(0, untold - 1)
        wanted.written, wanted.failures = post.text, 0

    def _skip_untold(self, wanted: _Wanted) -> None:
        """Count the news that nobody will be told: the message says them already, or its last word comes first."""
        self._figures.news[Edits.SUPPRESSED] += wanted.untold
        wanted.untold = 0

    @staticmethod
    async def _stop(wanted: _Wanted) -> None:
        if wanted.task is not None:
            wanted.task.cancel()
            await asyncio.wait([wanted.task])

    def _say(self, job: Job) -> Language:
        """In the language of who asked for it."""
        return self._languages.of(job.reply.locale)

    def _compose(self, job: Job, update: Update, texts: Texts = wording.NO_TEXTS) -> Post:
        say = self._say(job)
        pictures = update.shown if isinstance(update, Pictures) else ()
        return Post(
            text=wording.message(say, job, update),
            bare=wording.message(say, job, update, echo=False),
            buttons=_buttons(say, job, update),
            clears=isinstance(update, Kept | Collected),
            pictures=pictures,
            alt_texts=wording.alt_texts(say, job, pictures, texts),
        )


def _buttons(say: Language, job: Job, update: Update) -> discord.ui.View | None:
    if isinstance(update, Pictures):
        return result_view(say, job)
    if isinstance(update, Failed):
        return failed_view(say, job, update.why)
    too_late = isinstance(update, WaitingThere | Rendering) and update.cancel is CancelWish.TOO_LATE
    return None if too_late or isinstance(update, Ending | Fetching) else cancel_view(say, job.id)
