"""Looks at Discord as the bot does, over its REST API alone: opens no gateway, registers nothing, writes nothing."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Final

import aiohttp
import discord
from discord import app_commands

from bot.chat.client import INTENTS
from bot.chat.refusals import in_short
from bot.chat.text import plain

_NEEDED: Final = {
    "view_channel": "View Channels", "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads", "embed_links": "Embed Links",
    "attach_files": "Attach Files", "read_message_history": "Read Message History",
}  # fmt: skip
"""What it takes to bring a picture after Discord's 15 minutes, with the names that Discord shows."""
INVITATION: Final = discord.Permissions(**dict.fromkeys(_NEEDED, True))
"""What the bot is invited with."""
_PRIVILEGED: Final = {"presences": "Presence", "members": "Server Members", "message_content": "Message Content"}
"""Intents that have to be switched on in the portal, as they are called there."""
_SERVERS_A_PAGE: Final = 200
SERVERS_LIMIT: Final = 2000
"""So many servers are looked at; Discord lets a bot in so many be no bot of one process anyway."""
RATE_LIMIT_WAIT_S: Final = 30.0
"""The least that discord.py lets one say; a check ends before."""


class TokenRefused(Exception):
    """Discord does not take the token."""


class NoAnswer(Exception):
    """Discord cannot be reached, or does not answer well; says why."""


@dataclass(frozen=True, slots=True)
class Application:
    """What the portal says. Intents by their names there: those that the bot needs and lacks, and has for nothing."""

    application_id: int
    name: str
    endpoint_set: bool
    needs_code_grant: bool
    intents_lacking: tuple[str, ...]
    intents_unneeded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServerSeen:
    """A server that the bot is in, and the rights of its invitation that it lacks there."""

    server_id: int
    name: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChannelSeen:
    """A channel, its server (None for a direct message), what the bot lacks there; `closed`: archived or locked."""

    name: str
    server_id: int | None
    lacks: tuple[str, ...]
    closed: bool = False


class DiscordCheckup:
    """A login without a gateway. Every method raises NoAnswer when there is none."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._tree = app_commands.CommandTree(client)  # an empty one, to ask through

    def application(self) -> Application:
        """What the login has told."""
        found = self._client.application
        assert found is not None  # noqa: S101 - a client that is logged in has one
        flags, wanted = found.flags, dict(INTENTS)
        on = {
            "presences": flags.gateway_presence or flags.gateway_presence_limited,
            "members": flags.gateway_guild_members or flags.gateway_guild_members_limited,
            "message_content": flags.gateway_message_content or flags.gateway_message_content_limited,
        }
        return Application(
            application_id=found.id,
            name=plain(found.name),
            endpoint_set=bool(found.interactions_endpoint_url),
            needs_code_grant=found.bot_require_code_grant,
            intents_lacking=tuple(name for key, name in _PRIVILEGED.items() if wanted[key] and not on[key]),
            intents_unneeded=tuple(name for key, name in _PRIVILEGED.items() if on[key] and not wanted[key]),
        )

    async def servers(self) -> list[ServerSeen]:
        """Those that the bot is in, with what it may do there where no channel says otherwise."""
        found: list[ServerSeen] = []
        with _answers():
            after: int | None = None
            while len(found) < SERVERS_LIMIT:
                page = await self._client.http.get_guilds(_SERVERS_A_PAGE, after=after, with_counts=False)
                for server in page:
                    may = discord.Permissions(int(server.get("permissions", "0")))
                    found.append(ServerSeen(int(server["id"]), plain(server["name"]), _lacking(may)))
                if len(page) < _SERVERS_A_PAGE:
                    break
                after = found[-1].server_id
        return found

    async def takes_commands(self, server_id: int) -> bool:
        """Whether the bot was invited with the scope that lets its commands be seen there."""
        try:
            with _answers():
                await self._tree.fetch_commands(guild=discord.Object(server_id))
        except _Forbidden:
            return False
        return True

    async def registered(self) -> set[str]:
        """The names of the commands that Discord has of this application."""
        with _answers():
            return {command.name for command in await self._tree.fetch_commands()}

    async def channel(self, channel_id: int) -> ChannelSeen | None:
        """A channel as the bot sees it; None when there is none for it."""
        try:
            with _answers():
                return await self._channel(channel_id)
        except _Forbidden:
            return ChannelSeen(str(channel_id), None, (_NEEDED["view_channel"],))
        except _NotFound:
            return None

    async def _channel(self, channel_id: int) -> ChannelSeen:
        channel = await self._client.fetch_channel(channel_id)
        if isinstance(channel, discord.abc.PrivateChannel):
            return ChannelSeen(str(channel_id), None, ())
        guild = await self._client.fetch_guild(channel.guild.id, with_counts=False)
        me = await guild.fetch_member(self._client.user.id if self._client.user else 0)
        in_thread = isinstance(channel, discord.Thread)
        place = await guild.fetch_channel(channel.parent_id if isinstance(channel, discord.Thread) else channel_id)
        lacks = _lacking(place.permissions_for(me), in_thread=in_thread)
        closed = isinstance(channel, discord.Thread) and (channel.archived or channel.locked)
        return ChannelSeen(plain(channel.name), guild.id, lacks, closed)


def _lacking(may: discord.Permissions, *, in_thread: bool = False) -> tuple[str, ...]:
    if may.administrator:
        return ()
    needed = _NEEDED.keys() - {"send_messages"} if in_thread else _NEEDED.keys()
    return tuple(shown for name, shown in _NEEDED.items() if name in needed and not getattr(may, name))


@asynccontextmanager
async def logged_in(token: str, trace: aiohttp.TraceConfig) -> AsyncGenerator[DiscordCheckup]:
    """A login that only reads; `trace` listens to every answer. Raises TokenRefused or NoAnswer."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    async with discord.Client(intents=INTENTS, http_trace=trace, max_ratelimit_timeout=RATE_LIMIT_WAIT_S) as client:
        try:
            with _answers():
                await client.login(token)
        except discord.LoginFailure as error:
            raise TokenRefused from error
        yield DiscordCheckup(client)


class _Forbidden(NoAnswer):
    """We may not see that."""


class _NotFound(NoAnswer):
    """There is nothing like that."""


@contextmanager
def _answers() -> Generator[None]:
    """Raises NoAnswer for whatever keeps Discord from answering."""
    try:
        yield
    except discord.Forbidden as error:
        raise _Forbidden(in_short(error)) from error
    except discord.NotFound as error:
        raise _NotFound(in_short(error)) from error
    except discord.HTTPException as error:
        raise NoAnswer(in_short(error)) from error
    except discord.RateLimited as error:
        raise NoAnswer(f"rate limited for {error.retry_after:.0f} s") from error
    except (aiohttp.ClientError, OSError) as error:
        raise NoAnswer(type(error).__name__) from error
