"""Discord: the token, the portal, the commands, the bot's rights in its servers. Asks through bot/chat/checkup.py."""

import asyncio
from collections.abc import Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

from bot.chat import doctor_discord_words as words
from bot.chat.checkup import INVITATION, DiscordCheckup, NoAnswer, ServerSeen, TokenRefused, logged_in
from bot.chat.doctor_words import not_asked
from bot.doctoring.clocks import Dates
from bot.doctoring.report import CHECK_S, Finding, ok, warn, within, wrong

SERVERS_NAMED: Final = 20
"""So many servers in which something is missing are told one by one."""
SERVERS_ASKED: Final = 10
"""In so many servers it is asked whether commands are seen, one call each."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall be looked at: a server, a channel, or all; `commands` are the names that this program has."""

    commands: Collection[str]
    server: int | None = None
    channel: int | None = None


async def check_discord(token: str | None, wanted: Wanted, dates: Dates) -> list[Finding]:
    """All of it, one after the other; nothing without a token."""
    if token is None:
        return [warn("discord.token", not_asked("Discord", "DISCORD_TOKEN"))]
    async with AsyncExitStack() as stack:
        try:
            async with asyncio.timeout(CHECK_S):
                discord = await stack.enter_async_context(logged_in(token, dates.trace))
        except TokenRefused:
            return [wrong("discord.token", words.TOKEN_REFUSED)]
        except (NoAnswer, TimeoutError) as error:
            why = str(error) or f"nothing came within {CHECK_S:g} s"
            return [wrong("discord.token", words.discord_silent(why))]
        findings = _portal(discord)
        findings += await within("discord.commands", _commands(discord, wanted))
        findings += await within("discord.servers", _servers(discord, wanted))
        if wanted.channel is not None:
            findings += await within("discord.channel", _channel(discord, wanted.channel, wanted.server))
        return findings


def _portal(discord: DiscordCheckup) -> list[Finding]:
    found = discord.application()
    findings = [ok("discord.token", words.token_taken(found.name))]
    if found.endpoint_set:
        findings.append(wrong("discord.endpoint", words.ENDPOINT_SET))
    else:
        findings.append(ok("discord.endpoint", words.ENDPOINT_EMPTY))
    if found.intents_lacking:
        findings.append(wrong("discord.intents", words.intents_lacking(found.intents_lacking)))
    elif found.intents_unneeded:
        findings.append(warn("discord.intents", words.intents_unneeded(found.intents_unneeded)))
    else:
        findings.append(ok("discord.intents", words.INTENTS_RIGHT))
    if found.needs_code_grant:
        findings.append(warn("discord.invitation", words.CODE_GRANT))
    return findings


async def _commands(discord: DiscordCheckup, wanted: Wanted) -> list[Finding]:
    try:
        there = await discord.registered()
    except NoAnswer as error:
        return [wrong("discord.commands", words.commands_unreadable(str(error)))]
    missing, strange = set(wanted.commands) - there, there - set(wanted.commands)
    if missing or strange:
        return [warn("discord.commands", words.commands_differ(sorted(missing), sorted(strange)))]
    return [ok("discord.commands", words.commands_registered(len(there)))]


async def _servers(discord: DiscordCheckup, wanted: Wanted) -> list[Finding]:
    try:
        servers = await discord.servers()
    except NoAnswer as error:
        return [wrong("discord.servers", words.servers_unreadable(str(error)))]
    invitation = words.invitation(discord.application().application_id, INVITATION.value)
    if wanted.server is not None:
        servers = [server for server in servers if server.server_id == wanted.server]
        if not servers:
            return [wrong("discord.server", words.server_unknown(wanted.server, invitation))]
    if not servers:
        return [warn("discord.servers", words.no_servers(invitation))]
    findings = [
        wrong("discord.server", words.server_lacks(server.name, server.server_id, server.lacks, invitation))
        for server in servers
        if server.lacks
    ]
    findings += await _scopes(discord, servers, invitation)
    if len(servers) > SERVERS_ASKED:
        findings.append(ok("discord.server", words.scopes_not_asked(len(servers) - SERVERS_ASKED)))
    well = len(servers) - len([server for server in servers if server.lacks])
    shown, more = findings[:SERVERS_NAMED], findings[SERVERS_NAMED:]
    told = [wrong("discord.servers", words.more_servers(len(more)))] if more else []
    return ([ok("discord.servers", words.servers_well(well))] if well else []) + shown + told


async def _scopes(discord: DiscordCheckup, servers: list[ServerSeen], invitation: str) -> list[Finding]:
    """Servers in which nobody sees a command, because the invitation lacked the scope for them."""
    try:
        return [
            wrong("discord.server", words.server_without_commands(server.name, server.server_id, invitation))
            for server in servers[:SERVERS_ASKED]
            if not await discord.takes_commands(server.server_id)
        ]
    except NoAnswer as error:
        return [warn("discord.server", words.scope_unreadable(str(error)))]


async def _channel(discord: DiscordCheckup, channel_id: int, server_id: int | None) -> list[Finding]:
    try:
        channel = await discord.channel(channel_id)
    except NoAnswer as error:
        return [wrong("discord.channel", words.channel_unreadable(channel_id, str(error)))]
    if channel is None:
        return [wrong("discord.channel", words.channel_unknown(channel_id))]
    if server_id is not None and channel.server_id not in (None, server_id):
        return [wrong("discord.channel", words.channel_elsewhere(channel.name, channel_id))]
    if channel.lacks:
        return [wrong("discord.channel", words.channel_lacks(channel.name, channel_id, channel.lacks))]
    if channel.closed:
        return [warn("discord.channel", words.channel_closed(channel.name, channel_id))]
    return [ok("discord.channel", words.channel_well(channel.name))]
