"""The ways to bring one text, with or without files, to a person: each a rung, tried in order. Knows no job states.

Interaction token while it is young → the same message with the bot's token → a new message there → a direct message.
What Discord refused once is remembered where asking again would only be refused again: its bans count refusals.
"""

import asyncio
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, TypeVar, cast

import aiohttp
import discord

from bot.chat.answers import WORDS_REFUSED
from bot.chat.refusals import refused_fields
from bot.chat.waits import asked_wait_s, waits_are_told
from bot.core.alttexts import Texts, numbered
from bot.core.errors import DiscordTrouble, ReplyForbidden, ReplyGone, TooLarge
from bot.core.jobs import Job, JobId, ReplyAddress
from bot.core.updates import Picture

log = logging.getLogger(__name__)

EDIT_TIMEOUT_S: Final = 20.0
UPLOAD_TIMEOUT_S: Final = 120.0
"""discord.py itself would wait any time for an answer."""
DEFAULT_UPLOAD_LIMIT_BYTES: Final = 10 * 1024 * 1024
"""What Discord takes per file without boosts and Nitro; the bot's token does not get the member's Nitro."""
CONTENT_LIMIT_CHARS: Final = 2000
"""What one message may say."""

CHANNEL_EDIT_GAP_S: Final = 2.0
"""Between two progress edits in one channel by the bot's own right: Discord takes about 5 edits per 5 s and channel
from all jobs together, and half of that is left to those that bring results."""
OLD_EDIT_GAP_S: Final = 15.0
"""The same for messages older than `OLD_AGE`, of which Discord takes about 3 edits per 6 s (error 30046)."""
OLD_AGE: Final = timedelta(minutes=59)
LOOK_BACK_MESSAGES: Final = 1000
"""So many messages after the pictures were ready are looked through for a result that was sent already."""
NOTES_LIMIT: Final = 1000
"""Jobs about which something is remembered; far more than are ever under way."""

_ORIGINAL: Final = cast("int", "@original")
"""Which message an interaction's token edits, where discord.py asks for an id."""
COVERED: Final = "SPOILER_"
"""How the name of a file begins that Discord covers."""
TOKEN_DEAD: Final = frozenset({50027, 10015, 10062})
GONE: Final = frozenset({10003, 10004, 10008})
FORBIDDEN: Final = frozenset({50001, 50007, 50013, 50083, 50278, 160005, 400001})
TOO_LARGE: Final = frozenset({40005, 50045})


class TokenDead(DiscordTrouble):
    """The interaction's token is no longer taken; to a call by the bot's own right it is trouble like any other."""


class ChatRefusesWords(ReplyForbidden):
    """This chat does not take these words."""


@dataclass(frozen=True, slots=True)
class Post:
    """What a message shall be. `bare` lacks the member's words; `buttons` None removes those that are there.

    `clears`: pictures that stand in the message go, for they are elsewhere now.
    """

    text: str
    bare: str
    buttons: discord.ui.View | None = None
    clears: bool = False
    pictures: tuple[Picture, ...] = ()
    alt_texts: tuple[str, ...] = ()

    def without_words(self) -> "Post":
        """The same without anything that the member typed."""
        return replace(self, text=self.bare, alt_texts=tuple("" for _ in self.alt_texts))

    def introduced(self, introduction: str) -> "Post":
        """The same as a message of its own: with a first line."""
        text, bare = f"{introduction}\n{self.text}", f"{introduction}\n{self.bare}"[:CONTENT_LIMIT_CHARS]
        return replace(self, text=text if len(text) <= CONTENT_LIMIT_CHARS else bare, bare=bare)

    def files(self, job: Job) -> list[discord.File]:
        """New file objects for one try: a call consumes them, even when it fails."""
        covered, numbers = job.terms.spoiler, numbered(job, self.pictures)
        return [
            discord.File(
                picture.path,
                f"{_file_stem(job)}-{number}.{picture.extension}",
                description=alt or None,
                spoiler=covered,
            )
            for number, picture, alt in zip(numbers, self.pictures, self.alt_texts, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A post went not into the job's message: into the one at `link`, or directly to the person when that is None.

    `old_stands`: the job's message is still there, as far as is known.
    """

    link: str | None
    old_stands: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a new message can be sent; `direct`, to the person."""

    open: Callable[[], Awaitable[discord.abc.Messageable]]
    direct: bool = False


@dataclass(slots=True)
class _Notes:
    """What was learned about one job's message, so that Discord is not asked again for what it refuses.

    `address` is the message and the epoch that they are about. `gone`: that message is no more. `not_before` is
    monotonic.
    """

    job: JobId
    address: tuple[int | None, int]
    dead_token: str = ""
    words_refused: bool = False
    gone: bool = False
    not_before: float = 0.0

    def wait_s(self) -> float:
        """For how long Discord wants to hear nothing about this job."""
        return max(0.0, self.not_before - time.monotonic())


def _file_stem(job: Job) -> str:
    """How the names of a job's pictures begin; they also tell its result among other messages."""
    return f"imagine-{job.id}"


def picture_number(job: Job, filename: str) -> int | None:
    """Which of this job's pictures a file of a message is; None when it is none of them."""
    found = re.fullmatch(rf"(?:{COVERED})?{_file_stem(job)}-([0-9]{{1,2}})\.[a-z0-9]+", filename)
    return int(found[1]) if found else None


def _described(job: Job, message: discord.Message, texts: Texts) -> list[discord.Attachment]:
    """The attachments of a message with these texts for this job's pictures among them, and the others as they are.

    Raises ReplyGone where there is no such picture.
    """
    numbers = [picture_number(job, attachment.filename) for attachment in message.attachments]
    if not set(numbers) & set(texts):
        raise ReplyGone
    for number, attachment in zip(numbers, message.attachments, strict=True):
        if number is not None and number in texts:
            attachment.description = texts[number]
    return message.attachments


_T = TypeVar("_T")
Call = Callable[[Post], Awaitable[_T]]
"""Brings one version of a post to its place."""


class Ladder:
    """Writes posts with one bot's rights."""

    def __init__(self, bot: discord.Client) -> None:
        self._bot = bot
        self._notes: OrderedDict[JobId, _Notes] = OrderedDict()
        self._turns: dict[int, float] = {}
        """By channel: when the next progress edit by the bot's own right may go out; monotonic."""

    async def edit(self, job: Job, post: Post) -> None:
        """Edit the job's message by token, or else with the bot's rights.

        Raises ReplyGone, ReplyForbidden, TooLarge or DiscordTrouble.
        """
        notes, reply = self._notes_of(job), job.reply
        if self._token_is_good(job):
            try:
                await self._here(notes, lambda version: self._edit_by_token(job, version), post)
                return
            except TokenDead:
                notes.dead_token = reply.token
                log.info("the token is dead", extra={"job": job.id})
            except (ReplyGone, ReplyForbidden) as error:
                log.info("not by token", extra={"job": job.id, "why": type(error).__name__})
        if reply.message_id is None or reply.private:  # to the bot's own right, what one person sees does not exist
            raise ReplyGone
        message_id = reply.message_id
        try:
            await self._here(notes, lambda version: self._edit_by_bot(job, message_id, version), post)
        except ReplyGone:
            notes.gone = True
            raise

    def pause_s(self, job: Job, least_s: float) -> float:
        """How long the next progress edit of this job should wait, at least so long; takes a turn in its channel."""
        now, wait_s = time.monotonic(), max(least_s, self._notes_of(job).wait_s())
        if self._token_is_good(job):
            return wait_s
        self._turns = {channel: turn for channel, turn in self._turns.items() if turn > now}
        turn = max(now + wait_s, self._turns.get(job.reply.channel_id, now))
        self._turns[job.reply.channel_id] = turn + (OLD_EDIT_GAP_S if _is_old(job.reply) else CHANNEL_EDIT_GAP_S)
        return turn - now

    def gone(self, job: Job) -> bool:
        """Whether the job's message is known to be no more."""
        return self._notes_of(job).gone

    async def send_anew(self, job: Job, post: Post) -> Elsewhere:
        """A new message where the job was asked for, else one directly to the person. Raises as `edit` does.

        Before anything is sent, both places are looked through: what an earlier process sent directly must not be sent
        into a channel that has opened meanwhile.
        """
        notes, places = self._notes_of(job), self._places_for_anew(job)
        refused: ReplyGone | ReplyForbidden = ReplyGone()
        for bring in (self._found, self._sent):
            for place in tuple(places):
                try:
                    message = await bring(job, place, notes, post)
                except (ReplyGone, ReplyForbidden) as error:
                    refused = error
                    places.remove(place)
                    why = {"job": job.id, "direct": place.direct, "why": type(error).__name__}
                    log.warning(
                        "no new message there", extra=why | {"server": job.guild_id, "channel": job.reply.channel_id}
                    )
                    continue
                if message is not None:
                    link = None if place.direct else jump_link(job, message.id)
                    return Elsewhere(link, old_stands=not notes.gone)
        raise refused

    async def tell_directly(self, job: Job, post: Post) -> None:
        """A new message directly to the person, which carries no pictures. Raises as `edit` does."""

        async def send(version: Post) -> None:
            channel = await self._bot.create_dm(discord.Object(job.user_id, type=discord.User))
            await channel.send(version.text, nonce=str(job.id))

        await self._with_words(self._notes_of(job), send, post)

    async def post(self, job: Job, channel_id: int, nonce: int, post: Post) -> None:
        """A new message of its own in any channel, with a job's pictures; the same `nonce` twice is one message.

        Raises as `edit` does.
        """
        channel = self._bot.get_partial_messageable(channel_id)

        async def send(version: Post) -> None:
            view = discord.utils.MISSING if version.buttons is None else version.buttons
            await channel.send(version.text, nonce=str(nonce), files=version.files(job), view=view)

        await self._with_words(_Notes(job.id, (None, job.epoch)), send, post)

    async def describe(self, job: Job, place: ReplyAddress, texts: Texts) -> None:
        """Let pictures of this job that stand in the message at `place` have these alt texts; all else stays as it is.

        Raises ReplyGone when none of them stands there (any more), ChatRefusesWords, ReplyForbidden or DiscordTrouble.
        """
        notes, nothing_else = _Notes(job.id, (place.message_id, job.epoch)), Post("", "")

        async def by_token(_: Post) -> None:
            webhook = discord.Webhook.partial(place.application_id, place.token, client=self._bot)
            message = await webhook.fetch_message(_ORIGINAL)
            await webhook.edit_message(_ORIGINAL, attachments=_described(job, message, texts))

        async def by_bot(_: Post) -> None:
            channel = self._bot.get_partial_messageable(place.channel_id)
            message = await channel.fetch_message(place.message_id or 0)
            if self._bot.user is None or message.author.id != self._bot.user.id:
                raise ReplyGone
            await message.edit(attachments=_described(job, message, texts))

        if discord.utils.utcnow() < place.token_expires_at:
            try:
                await self._translated(notes, by_token, nothing_else)
                return
            except ChatRefusesWords:  # neither does it from another hand
                raise
            except (TokenDead, ReplyGone, ReplyForbidden) as error:
                log.info("not described by token", extra={"job": job.id, "why": type(error).__name__})
        if place.message_id is None or place.private:
            raise ReplyGone
        await self._translated(notes, by_bot, nothing_else)

    async def _here(self, notes: _Notes, call: Call[_T], post: Post) -> _T:
        """Where the job was asked for: words that were refused once are not shown to the filter again."""
        return await self._with_words(notes, call, post.without_words() if notes.words_refused else post)

    async def _with_words(self, notes: _Notes, call: Call[_T], post: Post) -> _T:
        """Try with the member's words; where the chat refuses them, without."""
        try:
            return await self._translated(notes, call, post)
        except ChatRefusesWords:
            log.info("words refused by the chat; showing the message without them", extra={"job": notes.job})
            notes.words_refused = True
            try:
                return await self._translated(notes, call, post.without_words())
            except ChatRefusesWords as error:
                raise ReplyForbidden from error

    async def _translated(self, notes: _Notes, call: Call[_T], post: Post) -> _T:
        if (wait_s := notes.wait_s()) > 0:
            raise DiscordTrouble("asked to wait", wait_s)
        try:
            with waits_are_told():
                async with asyncio.timeout(UPLOAD_TIMEOUT_S if post.pictures else EDIT_TIMEOUT_S):
                    return await call(post)
        except discord.HTTPException as error:
            meaning = _meaning(error, post, notes.job)
            if isinstance(meaning, DiscordTrouble):
                notes.not_before = time.monotonic() + (meaning.retry_after_s or 0.0)
            raise meaning from error
        except discord.RateLimited as error:
            notes.not_before = time.monotonic() + error.retry_after
            raise DiscordTrouble("rate limited", error.retry_after) from error
        except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DiscordTrouble(type(error).__name__) from error

    async def _edit_by_token(self, job: Job, post: Post) -> None:
        webhook = discord.Webhook.partial(job.reply.application_id, job.reply.token, client=self._bot)
        # To the command's token this is the first reply, to a pressed button's token the message under which it stood;
        # and it works where the first reply was never confirmed, so that its id is not known.
        await webhook.edit_message(_ORIGINAL, **self._edit_fields(job, post))

    async def _edit_by_bot(self, job: Job, message_id: int, post: Post) -> None:
        message = self._bot.get_partial_messageable(job.reply.channel_id).get_partial_message(message_id)
        await message.edit(**self._edit_fields(job, post))

    def _places_for_anew(self, job: Job) -> list[_Place]:
        async def channel() -> discord.abc.Messageable:
            return self._bot.get_partial_messageable(job.reply.channel_id)

        async def dm() -> discord.abc.Messageable:
            return await self._bot.create_dm(discord.Object(job.user_id, type=discord.User))

        if job.guild_id is None:  # that is the direct message
            return [_Place(channel)]
        if job.reply.private:  # what was for one pair of eyes is not posted for everybody
            return [_Place(dm, direct=True)]
        return [_Place(channel), _Place(dm, direct=True)]

    async def _found(self, job: Job, place: _Place, notes: _Notes, post: Post) -> discord.Message | None:
        """This job's result as an earlier process may have sent it, longer ago than Discord remembers a nonce."""

        async def look(_: Post) -> discord.Message | None:
            channel = await place.open()
            async for message in channel.history(limit=LOOK_BACK_MESSAGES, after=job.ready_at, oldest_first=True):
                ours = self._bot.user is not None and message.author.id == self._bot.user.id
                if ours and any(picture_number(job, attachment.filename) for attachment in message.attachments):
                    return message
            return None

        return await self._translated(notes, look, post)

    async def _sent(self, job: Job, place: _Place, notes: _Notes, post: Post) -> discord.Message:
        # Its person is named; nobody else is, whatever the prompt says.
        mentions = discord.AllowedMentions(
            everyone=False, roles=False, replied_user=False, users=[discord.Object(job.user_id)]
        )

        async def send(version: Post) -> discord.Message:
            buttons = discord.utils.MISSING if version.buttons is None else version.buttons
            # The nonce is the job's: for some minutes Discord hands back the first message instead of a second one.
            channel = await place.open()
            return await channel.send(
                version.text, nonce=str(job.id), files=version.files(job), allowed_mentions=mentions, view=buttons
            )

        return await (self._with_words if place.direct else self._here)(notes, send, post)

    @staticmethod
    def _edit_fields(job: Job, post: Post) -> dict[str, Any]:
        fields: dict[str, Any] = {"content": post.text, "view": post.buttons}
        if post.pictures or post.clears:
            fields["attachments"] = post.files(job)
        return fields

    def _token_is_good(self, job: Job) -> bool:
        young = discord.utils.utcnow() < job.reply.token_expires_at
        return young and job.reply.token != self._notes_of(job).dead_token

    def _notes_of(self, job: Job) -> _Notes:
        notes, address = self._notes.get(job.id), (job.reply.message_id, job.epoch)
        if notes is None or notes.address != address:  # the job was asked for anew, here or elsewhere
            notes = self._notes[job.id] = _Notes(job.id, address)
        self._notes.move_to_end(job.id)
        if len(self._notes) > NOTES_LIMIT:
            self._notes.popitem(last=False)
        return notes


def _is_old(reply: ReplyAddress) -> bool:
    return reply.message_id is not None and (
        discord.utils.utcnow() - discord.utils.snowflake_time(reply.message_id) > OLD_AGE
    )


def _meaning(error: discord.HTTPException, post: Post, job_id: JobId) -> Exception:
    """What Discord's refusal means for us."""
    code = error.code
    if code in TOKEN_DEAD or (error.status == 401):
        return TokenDead(f"HTTP {error.status}, code {code}")
    if code in WORDS_REFUSED:
        return ChatRefusesWords()
    if code in TOO_LARGE or error.status == 413:
        largest = max((picture.size_bytes for picture in post.pictures), default=DEFAULT_UPLOAD_LIMIT_BYTES)
        return TooLarge(min(DEFAULT_UPLOAD_LIMIT_BYTES, largest * 3 // 4))
    if code in GONE or (error.status == 404 and code):
        return ReplyGone()
    if code in FORBIDDEN or (error.status == 403 and code):
        return ReplyForbidden()
    if error.status == 400:
        facts = {"job": job_id, "status": error.status, "code": code, "fields": refused_fields(error)}
        log.error("Discord refused a message of ours", extra=facts)
        return ReplyForbidden()
    # Without a code it was not Discord that answered but whoever stands in front of it.
    return DiscordTrouble(f"HTTP {error.status}, code {code}", asked_wait_s(error.response))


def jump_link(job: Job, message_id: int) -> str:
    """The address of a message in the job's channel, for one that stands elsewhere."""
    return f"https://discord.com/channels/{job.guild_id or '@me'}/{job.reply.channel_id}/{message_id}"
