"""From a wish to a job: the first reply is given, and once Discord has confirmed it the job goes on. Holds nothing.

The one way into the bot for every wish: the command, the buttons under a result, a form, the history.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import discord

from bot.chat import wording
from bot.chat.addresses import asker, guild_of, new_reply_address
from bot.chat.answers import answer
from bot.chat.cancelling import cancel_view
from bot.chat.languages import spoken
from bot.chat.rewording import offer_other_words
from bot.core.errors import WordsRefused
from bot.core.jobs import JobId
from bot.core.requests import ImagineRequest
from bot.core.updates import InLine

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot


async def ask(
    interaction: discord.Interaction[Any],
    request: ImagineRequest,
    *,
    parent: JobId | None = None,
    private: bool = False,
) -> None:
    """Take the wish as the presser's own, answer, and let it go on once the answer is confirmed.

    `parent` is the job that it came from, if any; `private` when nobody else shall see it, which in a direct message is
    so anyway. Words that the server does not want are answered here; for all else that is refused it raises
    ImagineError, and then nobody was answered. Nothing is charged in either case.
    """
    bot = cast("ImagineBot", interaction.client)
    private = private and interaction.guild_id is not None  # an ordinary message can be edited at any time
    reply = new_reply_address(interaction, private=private)
    if not private and (language := await _language_of(interaction, bot)) is not None:
        reply = replace(reply, locale=language)
    try:
        taken = await bot.imagine.submit(JobId(interaction.id), asker(interaction), request, reply, parent)
    except WordsRefused as error:
        say = bot.languages.of(interaction.locale)
        await offer_other_words(interaction, say, error, request, private=private)
        return
    if not taken.fresh:
        return  # Discord delivered the same interaction again
    say, news = bot.languages.of(reply.locale), InLine(taken.place.number, taken.place.people)
    text, bare = wording.message(say, taken.job, news), wording.message(say, taken.job, news, echo=False)
    confirmed = False
    try:
        message_id = await answer(interaction, text, bare=bare, view=cancel_view(say, taken.job.id), private=private)
        if message_id is not None:
            await bot.imagine.confirm(taken.job, message_id)
            confirmed = True
    finally:
        if not confirmed:  # whatever went wrong: without a reply that we know of, nothing is sent or charged
            bot.imagine.abandon(taken.job)


async def _language_of(interaction: discord.Interaction[Any], bot: "ImagineBot") -> str | None:
    """What everybody reads is in the server's language, if it chose one that we speak."""
    language = (await bot.configuration.of(guild_of(interaction))).settings.language
    return language if language in spoken() else None
