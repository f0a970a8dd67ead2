"""What stands in a message's menu: use its words, say what its pictures show, report them. Holds nothing."""

import discord
from discord import app_commands

from bot.chat import history_words, labels
from bot.chat.addresses import presser
from bot.chat.alttext_words import NO_PICTURES
from bot.chat.answers import answer, show_form
from bot.chat.client import ImagineBot
from bot.chat.describing import show_alt_text_form
from bot.chat.history_views import job_of
from bot.chat.report_views import offer_report
from bot.chat.wish_forms import edit_form, wish_form
from bot.core.errors import NoSuchJob, PromptEmpty
from bot.core.jobs import JobId, JobState, UserId
from bot.core.people import Typed, wished
from bot.core.requests import PROMPT_LIMIT_CHARS


@app_commands.context_menu(name=labels.USE_PROMPT)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
async def use_prompt(interaction: discord.Interaction[ImagineBot], message: discord.Message) -> None:
    """A form with the wish of this message, to be changed; a sentence when there is none in it."""
    bot = interaction.client
    say = bot.languages.of(interaction.locale)
    try:
        if message.author.id == interaction.application_id:
            job = await bot.history.told_in(message.id, job_of(message), presser(interaction))
            if job.state is JobState.DELIVERED:
                form = edit_form(say, job)
            else:
                form = wish_form(say, job.request, private=job.reply.private)
        else:
            typed = Typed(message.clean_content.strip()[:PROMPT_LIMIT_CHARS], None, None, None, None)
            wish = wished(typed, await bot.people.preferences(UserId(interaction.user.id)))
            form = wish_form(say, wish.request, private=wish.private)
    except (NoSuchJob, PromptEmpty):
        await answer(interaction, say(history_words.NO_WORDS))
        return
    await show_form(interaction, form)


@app_commands.context_menu(name=labels.REPORT)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
async def report_picture(interaction: discord.Interaction[ImagineBot], message: discord.Message) -> None:
    """A form that asks what is wrong with the picture of this message."""
    await offer_report(interaction, message)


@app_commands.context_menu(name=labels.EDIT_ALT_TEXT)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
async def edit_alt_text(interaction: discord.Interaction[ImagineBot], message: discord.Message) -> None:
    """A form with the alt texts of these pictures, to be changed; a sentence when they are none of ours."""
    bot = interaction.client
    say = bot.languages.of(interaction.locale)
    named = job_of(message) if message.author.id == interaction.application_id else None
    try:
        described = await bot.alt_texts.open(named or JobId(0), presser(interaction))
    except NoSuchJob:
        await answer(interaction, say(NO_PICTURES))
        return
    await show_alt_text_form(interaction, bot, say, described, message=message)


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    bot.tree.add_command(use_prompt)
    bot.tree.add_command(report_picture)
    bot.tree.add_command(edit_alt_text)
