"""Reads out of an interaction where and for how long it can be answered. Answers nothing itself."""

from datetime import timedelta
from typing import Any, Final

import discord

from bot.core.imagine import Presser
from bot.core.jobs import GuildId, ReplyAddress, UserId

TOKEN_LIFE: Final = timedelta(minutes=14, seconds=30)
"""Discord takes an interaction's token for 15 minutes; the rest is for clocks that differ and slow uploads."""


def reply_address(interaction: discord.Interaction[Any]) -> ReplyAddress:
    """Where this interaction's message can be edited. A pressed button's message is known, a command's is not yet."""
    return ReplyAddress(
        application_id=interaction.application_id,
        channel_id=interaction.channel_id or 0,
        message_id=interaction.message.id if interaction.message else None,
        token=interaction.token,
        token_expires_at=interaction.created_at + TOKEN_LIFE,
        upload_limit_bytes=interaction.filesize_limit,
        locale=str(interaction.locale),
        private=interaction.message is not None and interaction.message.flags.ephemeral,
    )


def guild_of(interaction: discord.Interaction[Any]) -> GuildId | None:
    """The server, or None in a direct message."""
    return GuildId(interaction.guild_id) if interaction.guild_id else None


def presser(interaction: discord.Interaction[Any]) -> Presser:
    """Who pressed, with the rights that Discord says they have in this very channel."""
    return Presser(UserId(interaction.user.id), guild_of(interaction), interaction.permissions.manage_messages)
