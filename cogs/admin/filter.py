"""/imagine-admin filter …: the words that a server does not want. Judges nothing itself."""

import re

import discord
from discord import app_commands

from bot.chat import case_words, labels
from bot.chat.addresses import guild_of, presser
from bot.chat.answers import answer
from bot.chat.client import ImagineBot
from bot.core.ranks import Rank, demand, rank_of
from bot.core.requests import PROMPT_LIMIT_CHARS
from bot.core.wordfilter.filtering import ENTRY_LIMIT_CHARS

ENTRIES_LIMIT_CHARS = 1000
"""Of several entries in one command."""
_LISTS = ("blocked_words", "allowed_words")


@app_commands.command(name="list", description=labels.FILTER_LIST)
async def show(interaction: discord.Interaction[ImagineBot]) -> None:
    """Both lists."""
    demand(presser(interaction), Rank.MODERATOR)
    bot = interaction.client
    now = (await bot.configuration.of(guild_of(interaction))).settings
    say = bot.languages.of(interaction.locale)
    await answer(interaction, case_words.filter_list(say, now.blocked_words, now.allowed_words))


@app_commands.command(name="block", description=labels.FILTER_BLOCK)
@app_commands.describe(entries=labels.FILTER_ENTRIES)
async def block(
    interaction: discord.Interaction[ImagineBot], entries: app_commands.Range[str, 1, ENTRIES_LIMIT_CHARS]
) -> None:
    """Prompts with one of these are stopped from now on."""
    await _add(interaction, "blocked_words", entries)


@app_commands.command(name="allow", description=labels.FILTER_ALLOW)
@app_commands.describe(entries=labels.FILTER_ENTRIES)
async def allow(
    interaction: discord.Interaction[ImagineBot], entries: app_commands.Range[str, 1, ENTRIES_LIMIT_CHARS]
) -> None:
    """What stands in one of these is never stopped."""
    await _add(interaction, "allowed_words", entries)


@app_commands.command(name="remove", description=labels.FILTER_REMOVE)
@app_commands.describe(entry=labels.FILTER_ENTRY)
async def remove(
    interaction: discord.Interaction[ImagineBot], entry: app_commands.Range[str, 1, ENTRY_LIMIT_CHARS]
) -> None:
    """Take an entry out of whichever list it stands in."""
    bot, who = interaction.client, presser(interaction)
    demand(who, Rank.MANAGER)
    configured = await bot.configuration.of(guild_of(interaction))
    was = False
    for name in _LISTS:
        words: tuple[str, ...] = getattr(configured.settings, name)
        if entry in words:
            left = [word for word in words if word != entry]
            await bot.configuration.set(who, name, left or None, configured.version(name))
            was = True
    await answer(interaction, case_words.filter_removed(bot.languages.of(interaction.locale), was=was))


@remove.autocomplete("entry")
async def suggest(interaction: discord.Interaction[ImagineBot], current: str) -> list[app_commands.Choice[str]]:
    """Entries with these letters; none for those who may not change them."""
    if rank_of(presser(interaction)) < Rank.MANAGER:
        return []
    now = (await interaction.client.configuration.of(guild_of(interaction))).settings
    fitting = [word for word in (*now.blocked_words, *now.allowed_words) if current.casefold() in word.casefold()]
    return [app_commands.Choice(name=word, value=word) for word in dict.fromkeys(fitting)][:25]


@app_commands.command(name="test", description=labels.FILTER_TEST)
@app_commands.describe(prompt=labels.FILTER_PROMPT)
async def test(
    interaction: discord.Interaction[ImagineBot], prompt: app_commands.Range[str, 1, PROMPT_LIMIT_CHARS]
) -> None:
    """Whether a prompt would be stopped, and by which entry; nothing is sent or charged."""
    demand(presser(interaction), Rank.MODERATOR)
    bot = interaction.client
    hit = (await bot.configuration.of(guild_of(interaction))).settings.filter.first_hit(prompt)
    say = bot.languages.of(interaction.locale)
    await answer(interaction, case_words.filter_tested(say, hit and hit.rule, hit and hit.found))


async def _add(interaction: discord.Interaction[ImagineBot], name: str, entries: str) -> None:
    bot, who = interaction.client, presser(interaction)
    demand(who, Rank.MANAGER)
    configured = await bot.configuration.of(guild_of(interaction))
    before: tuple[str, ...] = getattr(configured.settings, name)
    typed = [one.strip() for one in re.split(r"[,\n]", entries)]
    now = list(dict.fromkeys([*before, *(one for one in typed if one)]))
    if len(now) > len(before):
        await bot.configuration.set(who, name, now, configured.version(name))
    say = bot.languages.of(interaction.locale)
    await answer(interaction, case_words.filter_changed(say, len(now) - len(before), len(now)))


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    group = app_commands.Group(name="filter", description=labels.FILTER)
    bot.add_admin(Rank.MODERATOR, show, test, group=group)
    bot.add_admin(Rank.MANAGER, block, allow, remove, group=group)
