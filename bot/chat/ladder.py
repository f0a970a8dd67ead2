"""The ways to bring one text, with or without files, to a person: each a rung, tried in order. Knows no job states.

Interaction token while it is young → the same message with the bot's token → a new message there → a direct message.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, cast

import aiohttp
import discord

from bot.chat.answers import WORDS_REFUSED
from bot.core.errors import DiscordTrouble, ReplyForbidden, ReplyGone, TooLarge
from bot.core.jobs import Job, ReplyAddress
from bot.core.updates import Picture

log = logging.getLogger(__name__)

EDIT_TIMEOUT_S: Final = 20.0
UPLOAD_TIMEOUT_S: Final = 120.0
"""discord.py itself would wait any time that a 429 asks for."""
DEFAULT_UPLOAD_LIMIT_BYTES: Final = 10 * 1024 * 1024
"""What Discord takes per file without boosts and Nitro; the bot's token does not get the member's Nitro."""

TOKEN_DEAD: Final = frozenset({50027, 10015, 10062})
GONE: Final = frozenset({10003, 10004, 10008})
FORBIDDEN: Final = frozenset({50001, 50007, 50013, 50083, 50278, 160005})
TOO_LARGE: Final = frozenset({40005, 50045})


class TokenDead(DiscordTrouble):
    """The interaction's token is no longer taken; to a call by the bot's own right it is trouble like any other."""


class _WordsRefused(Exception):
    """This chat does not take these words."""


@dataclass(frozen=True, slots=True)
class Post:
    """What a message shall be. `bare` lacks the member's words; `buttons` None removes those that are there."""

    text: str
    bare: str
    buttons: discord.ui.View | None
    pictures: tuple[Picture, ...] = ()
    alt_texts: tuple[str, ...] = ()

    def without_words(self) -> "Post":
        """The same without anything that the member typed."""
        return replace(self, text=self.bare, alt_texts=tuple("" for _ in self.alt_texts))

    def files(self, job: Job) -> list[discord.File]:
        """New file objects for one try: a call consumes them, even when it fails."""
        return [
            discord.File(picture.path, f"imagine-{job.id}-{number}.{picture.extension}", description=alt or None)
            for number, (picture, alt) in enumerate(zip(self.pictures, self.alt_texts, strict=True), 1)
        ]


Call = Callable[[Post], Awaitable[None]]
"""Brings one version of a post to its place."""


class Ladder:
    """Writes posts with one bot's rights."""

    def __init__(self, bot: discord.Client) -> None:
        self._bot = bot

    async def edit(self, job: Job, post: Post) -> None:
        """Edit the job's message by token, or else with the bot's rights.

        Raises ReplyGone, ReplyForbidden, TooLarge or DiscordTrouble.
        """
        reply = job.reply
        if datetime.now(UTC) < reply.token_expires_at:
            try:
                await self._with_words(lambda version: self._edit_by_token(job, version), post)
                return
            except (TokenDead, ReplyGone, ReplyForbidden) as error:
                log.info("not by token", extra={"job": job.id, "why": type(error).__name__})
        if reply.message_id is None:
            raise ReplyGone
        message_id = reply.message_id
        await self._with_words(lambda version: self._edit_by_bot(job, message_id, version), post)

    async def send_anew(self, job: Job, post: Post, introduction: str) -> None:
        """A new message where the old one was, else a direct message. Raises as `edit` does."""
        anew = replace(post, text=f"{introduction}\n{post.text}", bare=f"{introduction}\n{post.bare}", buttons=None)
        channel = self._bot.get_partial_messageable(job.reply.channel_id)
        try:
            await self._with_words(lambda version: self._send(channel, job, version), anew)
        except (ReplyGone, ReplyForbidden) as error:
            log.warning("no new message in the channel", extra={"job": job.id, "why": str(error)})
            await self._with_words(lambda version: self._send_dm(job, version), anew)

    async def _with_words(self, call: Call, post: Post) -> None:
        """Try with the member's words; where the chat refuses them, without."""
        try:
            await self._translated(call, post)
        except _WordsRefused:
            log.info("words refused by the chat; showing the message without them")
            try:
                await self._translated(call, post.without_words())
            except _WordsRefused as error:
                raise ReplyForbidden from error

    async def _translated(self, call: Call, post: Post) -> None:
        try:
            async with asyncio.timeout(UPLOAD_TIMEOUT_S if post.pictures else EDIT_TIMEOUT_S):
                await call(post)
        except discord.HTTPException as error:
            raise _meaning(error, post) from error
        except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DiscordTrouble(type(error).__name__) from error

    async def _edit_by_token(self, job: Job, post: Post) -> None:
        webhook = discord.Webhook.partial(job.reply.application_id, job.reply.token, client=self._bot)
        # To the command's token this is the first reply, to a pressed button's token the message under which it stood;
        # and it works where the first reply was never confirmed, so that its id is not known.
        original = cast("int", "@original")
        await webhook.edit_message(original, **self._edit_fields(job, post))

    async def _edit_by_bot(self, job: Job, message_id: int, post: Post) -> None:
        message = self._bot.get_partial_messageable(job.reply.channel_id).get_partial_message(message_id)
        await message.edit(**self._edit_fields(job, post))

    async def _send_dm(self, job: Job, post: Post) -> None:
        user = await self._bot.fetch_user(job.user_id)
        await self._send(await user.create_dm(), job, post)

    async def _send(self, channel: discord.abc.Messageable, job: Job, post: Post) -> None:
        # The nonce is the job's: Discord hands back the first message instead of posting a second one.
        await channel.send(post.text, nonce=str(job.id), files=post.files(job))

    @staticmethod
    def _edit_fields(job: Job, post: Post) -> dict[str, Any]:
        fields: dict[str, Any] = {"content": post.text, "view": post.buttons}
        if post.pictures:
            fields["attachments"] = post.files(job)
        return fields


def _meaning(error: discord.HTTPException, post: Post) -> Exception:
    """What Discord's refusal means for us."""
    code = error.code
    if code in TOKEN_DEAD or (error.status == 401):
        return TokenDead(f"HTTP {error.status}, code {code}")
    if code in WORDS_REFUSED:
        return _WordsRefused()
    if code in TOO_LARGE or error.status == 413:
        largest = max((picture.size_bytes for picture in post.pictures), default=DEFAULT_UPLOAD_LIMIT_BYTES)
        return TooLarge(min(DEFAULT_UPLOAD_LIMIT_BYTES, largest * 3 // 4))
    if code in GONE or error.status == 404:
        return ReplyGone()
    if code in FORBIDDEN or error.status == 403:
        return ReplyForbidden()
    if error.status == 400:
        log.error("Discord refused a message of ours", extra={"code": code, "answer": error.text})
        return ReplyForbidden()
    return DiscordTrouble(f"HTTP {error.status}, code {code}")


def jump_link(reply: ReplyAddress, guild_id: int | None) -> str | None:
    """The address of the job's message, for a message that stands elsewhere."""
    if reply.message_id is None:
        return None
    return f"https://discord.com/channels/{guild_id or '@me'}/{reply.channel_id}/{reply.message_id}"
