"""Brings alt texts into messages that stand already. Who may write what is core's; by which right, ladder.py's."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from weakref import WeakValueDictionary

from bot.chat import wording
from bot.chat.alttext_words import Became
from bot.chat.ladder import ChatRefusesWords, Ladder
from bot.chat.languages import Languages
from bot.core.alttexts import AltTexts, Texts
from bot.core.errors import DiscordTrouble, ReplyForbidden, ReplyGone
from bot.core.jobs import Job, JobId, ReplyAddress

log = logging.getLogger(__name__)


class Captions:
    """One at a time for each job, with what is saved at that moment: whatever comes last is what stands there."""

    def __init__(self, ladder: Ladder, languages: Languages, alt_texts: AltTexts) -> None:
        self._ladder = ladder
        self._languages = languages
        self._alt_texts = alt_texts
        self._turns: WeakValueDictionary[JobId, asyncio.Lock] = WeakValueDictionary()

    def texts(self, job: Job, written: Texts, numbers: Collection[int]) -> dict[int, str]:
        """What is said of these pictures in the messages, in the language in which they were made."""
        say = self._languages.of(job.reply.locale)
        return {number: wording.alt_text(say, job, number, len(job.outputs), written) for number in numbers}

    async def renew(self, job: Job, places: Sequence[ReplyAddress], numbers: Collection[int]) -> Became:
        """Let these pictures carry their texts in all these messages; what became of the first one of them.

        Raises StoreTrouble.
        """
        turn = self._turns.setdefault(job.id, asyncio.Lock())
        async with turn:
            texts = self.texts(job, await self._alt_texts.of(job), numbers)
            became = [await self._renew(job, place, texts) for place in places]
        return next(iter(became), Became.GONE)

    async def _renew(self, job: Job, place: ReplyAddress, texts: Texts) -> Became:
        try:
            await self._ladder.describe(job, place, texts)
        except ChatRefusesWords:
            became = Became.REFUSED
        except (ReplyGone, ReplyForbidden):
            became = Became.GONE
        except DiscordTrouble as error:
            log.warning("not described", extra={"job": job.id, "why": error.why})
            return Became.TROUBLE
        else:
            became = Became.CHANGED
        log.info("described", extra={"job": job.id, "channel": place.channel_id, "became": became.value})
        return became
