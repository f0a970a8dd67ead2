"""/imagine-admin block, unblock, blocks: who may not ask here. Decides nothing itself."""

from datetime import timedelta

import discord
from discord import app_commands

from bot.chat import admin_words, labels
from bot.chat.addresses import guild_of, presser, rank_in_server
from bot.chat.answers import answer
from bot.chat.client import ImagineBot
from bot.core.jobs import UserId
from bot.core.ranks import Rank, demand
from bot.core.servers import REASON_LIMIT_CHARS

_TIMES = [app_commands.Choice(name=name, value=hours) for hours, name in labels.BLOCK_TIMES.items()]


@app_commands.command(name="block", description=labels.BLOCK)
@app_commands.describe(member=labels.MEMBER, reason=labels.BLOCK_REASON, hours=labels.BLOCK_FOR)
@app_commands.rename(hours="for")
@app_commands.choices(hours=_TIMES)
async def block(
    interaction: discord.Interaction[ImagineBot],
    member: discord.Member | discord.User,
    reason: app_commands.Range[str, 0, REASON_LIMIT_CHARS] = "",
    hours: int = 0,
) -> None:
    """Until then, or until somebody unblocks; what they have in the making goes on."""
    bot, who = interaction.client, presser(interaction)
    say = bot.languages.of(interaction.locale)
    demand(who, Rank.MODERATOR)
    if member.id == interaction.user.id or member.bot:
        await answer(interaction, say(admin_words.BLOCKS_NOT_THAT_ONE))
        return
    until = interaction.created_at + timedelta(hours=hours) if hours in labels.BLOCK_TIMES and hours else None
    await bot.configuration.block(who, UserId(member.id), rank_in_server(member), reason.strip(), until)
    await answer(interaction, admin_words.blocked(say, member.id, until))


@app_commands.command(name="unblock", description=labels.UNBLOCK)
@app_commands.describe(member=labels.MEMBER)
async def unblock(interaction: discord.Interaction[ImagineBot], member: discord.Member | discord.User) -> None:
    """Let them ask again."""
    bot = interaction.client
    was = await bot.configuration.unblock(presser(interaction), UserId(member.id))
    await answer(interaction, admin_words.unblocked(bot.languages.of(interaction.locale), member.id, was=was))


@app_commands.command(name="blocks", description=labels.BLOCKS)
async def blocks(interaction: discord.Interaction[ImagineBot]) -> None:
    """Who is blocked here, why and until when."""
    bot = interaction.client
    demand(presser(interaction), Rank.MODERATOR)
    configured = await bot.configuration.of(guild_of(interaction))
    now = interaction.created_at
    in_force = [one for one in configured.blocks.values() if one.until is None or one.until > now]
    await answer(interaction, admin_words.blocks(bot.languages.of(interaction.locale), in_force))


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    bot.add_admin(Rank.MODERATOR, block, unblock, blocks)
