"""Reads out of an interaction where and for how long it can be answered. Answers nothing itself."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import discord

from bot.core.admission import Asker
from bot.core.jobs import GuildId, ReplyAddress, UserId
from bot.core.ranks import Presser, Rank

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
        private=seen_by_one(interaction),
    )


def seen_by_one(interaction: discord.Interaction[Any]) -> bool:
    """Whether the message that was pressed is an answer which only its member sees."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def new_reply_address(interaction: discord.Interaction[Any], *, private: bool) -> ReplyAddress:
    """Where the first answer to this interaction will stand; its message is not there yet."""
    return replace(reply_address(interaction), message_id=None, private=private)


def guild_of(interaction: discord.Interaction[Any]) -> GuildId | None:
    """The server, or None in a direct message."""
    return GuildId(interaction.guild_id) if interaction.guild_id else None


def asker(interaction: discord.Interaction[Any]) -> Asker:
    """Who asks and where, with what a server's rules look at."""
    user, channel = interaction.user, interaction.channel
    roles = frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset[int]()
    restricted = isinstance(channel, discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread)
    return Asker(
        user_id=UserId(user.id),
        guild_id=guild_of(interaction),
        roles=roles,
        channel_id=interaction.channel_id or 0,
        parent_id=channel.parent_id if isinstance(channel, discord.Thread) else None,
        age_restricted=restricted and channel.is_nsfw(),
    )


def asker_about(interaction: discord.Interaction[Any], member: discord.Member | discord.User) -> Asker:
    """Another member as if they asked in this place; who has left has no roles."""
    roles = frozenset(role.id for role in member.roles) if isinstance(member, discord.Member) else frozenset[int]()
    return replace(asker(interaction), user_id=UserId(member.id), roles=roles)


def presser(interaction: discord.Interaction[Any]) -> Presser:
    """Who pressed, with the rights that Discord says they have in this very channel, and in the whole server."""
    here, everywhere = interaction.permissions, _everywhere(interaction.user)
    return Presser(
        UserId(interaction.user.id),
        guild_of(interaction),
        moderates=here.manage_messages,
        manages=everywhere.manage_guild,
        moderates_everywhere=everywhere.manage_messages,
    )


def rank_in_server(member: discord.Member | discord.User) -> Rank:
    """What this member may do in the whole server; who has left may do nothing."""
    may = _everywhere(member)
    return Rank.MANAGER if may.manage_guild else Rank.MODERATOR if may.manage_messages else Rank.MEMBER


def _everywhere(member: discord.Member | discord.User) -> discord.Permissions:
    """By their roles, without what single channels add or take.

    Nothing in the moment after a start in which Discord has not yet told us the roles of that server.
    """
    return member.guild_permissions if isinstance(member, discord.Member) else discord.Permissions.none()
