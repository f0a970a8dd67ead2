"""/imagine-admin settings, pause, resume, export, import: what a server decides. Views are settings_views.py's."""

import discord
from discord import app_commands

from bot.chat import labels, settings_words
from bot.chat.addresses import guild_of, presser
from bot.chat.answers import answer
from bot.chat.client import ImagineBot
from bot.chat.settings_files import ask_to_import, export_file, read_file
from bot.chat.settings_views import settings_command
from bot.core.ranks import Rank, demand
from bot.core.servers import REASON_LIMIT_CHARS


@app_commands.command(name="settings", description=labels.SETTINGS)
async def settings(interaction: discord.Interaction[ImagineBot]) -> None:
    """Everything that this server decides, a group at a time."""
    demand(presser(interaction), Rank.MANAGER)
    bot, say = interaction.client, interaction.client.languages.of(interaction.locale)
    text, view = settings_command(say, bot, interaction, await bot.configuration.of(guild_of(interaction)))
    await answer(interaction, text, view=view)


@app_commands.command(name="pause", description=labels.PAUSE)
@app_commands.describe(reason=labels.PAUSE_REASON)
async def pause(
    interaction: discord.Interaction[ImagineBot], reason: app_commands.Range[str, 0, REASON_LIMIT_CHARS] = ""
) -> None:
    """Nobody can ask for pictures; what is under way goes on."""
    bot, say = interaction.client, interaction.client.languages.of(interaction.locale)
    await bot.configuration.pause(presser(interaction), reason)
    await answer(interaction, say(settings_words.PAUSED, resume=say.command("imagine-admin resume")))


@app_commands.command(name="resume", description=labels.RESUME)
async def resume(interaction: discord.Interaction[ImagineBot]) -> None:
    """People can ask again."""
    bot, say = interaction.client, interaction.client.languages.of(interaction.locale)
    await bot.configuration.resume(presser(interaction))
    await answer(interaction, say(settings_words.RESUMED))


@app_commands.command(name="export", description=labels.EXPORT_SETTINGS)
async def export_settings(interaction: discord.Interaction[ImagineBot]) -> None:
    """The settings as a file."""
    demand(presser(interaction), Rank.MANAGER)
    configured = await interaction.client.configuration.of(guild_of(interaction))
    say = interaction.client.languages.of(interaction.locale)
    await answer(interaction, say(settings_words.EXPORTED), file=export_file(configured))


@app_commands.command(name="import", description=labels.IMPORT_SETTINGS)
@app_commands.describe(file=labels.IMPORT_FILE)
async def import_settings(interaction: discord.Interaction[ImagineBot], file: discord.Attachment) -> None:
    """Look at a file, say what it would change, and ask."""
    demand(presser(interaction), Rank.MANAGER)
    bot, say = interaction.client, interaction.client.languages.of(interaction.locale)
    values = await read_file(file)
    if values is None:
        await answer(interaction, say(settings_words.NOT_A_FILE))
        return
    await ask_to_import(interaction, bot, say, values)


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    bot.add_admin(Rank.MANAGER, settings, pause, resume, export_settings, import_settings)
