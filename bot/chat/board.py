"""Puts pictures of an old result up again, in a message of its own. How it is brought there is ladder.py's."""

import discord

from bot.chat import history_words, labels, wording
from bot.chat.ladder import Ladder, Post
from bot.chat.languages import Language, Languages
from bot.chat.results import DeleteButton, result_view
from bot.core.alttexts import AltTexts
from bot.core.jobs import Job, ReplyAddress, UserId
from bot.core.updates import Picture


class DiscordBoard:
    """Implements core.reposting.Board."""

    def __init__(self, ladder: Ladder, languages: Languages, alt_texts: AltTexts) -> None:
        self._ladder = ladder
        self._languages = languages
        self._alt_texts = alt_texts

    async def post(self, job: Job, press: int, place: ReplyAddress, by: UserId, pictures: tuple[Picture, ...]) -> None:
        """See core.reposting.Board."""
        say, number = self._languages.of(place.locale), len(pictures)
        post = Post(
            text=history_words.posted_again(say, job, by, number),
            bare=history_words.posted_again(say, job, by, number, echo=False),
            buttons=_buttons_in_public(say, job),
            pictures=pictures,
            alt_texts=wording.alt_texts(say, job, pictures, await self._alt_texts.of(job)),
        )
        await self._ladder.post(job, place.channel_id, press, post)


def _buttons_in_public(say: Language, job: Job) -> discord.ui.View:
    if not job.reply.private:
        return result_view(say, job)
    view = discord.ui.View(timeout=None)  # only its person may ask for more of it, but that person may take it away
    view.add_item(DeleteButton(job.id, say(labels.DELETE)))
    return view
