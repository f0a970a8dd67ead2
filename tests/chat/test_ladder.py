"""Every rung with the unmodified discord.py over sockets: what is tried, what not again, who must wait."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import discord.http
import pytest
import pytest_asyncio

from bot.chat import ladder as ladder_module
from bot.chat.ladder import OLD_EDIT_GAP_S, ChatRefusesWords, Elsewhere, Ladder, Post
from bot.chat.languages import Languages
from bot.chat.messenger import DiscordMessenger
from bot.chat.waits import tell_waits
from bot.clock import SystemClock
from bot.core.errors import DiscordTrouble, ReplyForbidden, ReplyGone, TooLarge
from bot.core.figures import ChatFigures, Edits
from bot.core.jobs import GuildId, Job, JobId, ReplyAddress, UserId
from bot.core.updates import Cancelled, Picture, Pictures, WaitingThere
from sandbox.discord.entities import Interaction, Message
from tests.makers import Written, a_job, the_alt_texts
from tests.sandbox import BOUND_S, Room, a_picture, a_room

pytestmark = pytest.mark.asyncio
WORDS = Post("`a fox`\nwords", "words")


@dataclass
class Street:
    """A room with a ladder in it, and jobs whose first reply stands in a channel."""

    room: Room
    ladder: Ladder
    spool: Path
    jobs: dict[JobId, Interaction]

    async def job(self, channel: str = "pictures", age: timedelta = timedelta(0)) -> Job:
        """Ada's job; its token was handed out so long ago."""
        interaction = await self.room.paint("ada", channel)
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Cancel", "custom_id": "c"}]}
        await self.room.rest("POST", path, {"type": 4, "data": {"content": "`a fox`\nyoung", "components": [row]}})
        assert interaction.original is not None
        reply = ReplyAddress(
            application_id=int(self.room.chat.world.bot.id),
            channel_id=int(interaction.channel.id),
            message_id=int(interaction.original.id),
            token=interaction.token,
            token_expires_at=datetime.now(UTC) + timedelta(minutes=15) - age,
            upload_limit_bytes=10_000_000,
            locale="en-US",
        )
        server = interaction.channel.server
        job_id = JobId(int(interaction.id))
        self.jobs[job_id] = interaction
        guild = GuildId(int(server.id)) if server else None
        return replace(a_job(job_id), user_id=UserId(int(interaction.member.id)), guild_id=guild, reply=reply)

    def message(self, job: Job) -> Message:
        """The job's message."""
        message = self.jobs[job.id].original
        assert message is not None
        return message

    def picture(self) -> Post:
        """A result."""
        path = self.spool / "x.png"
        path.write_bytes(a_picture())
        picture = Picture(path, "png", 8, 6, path.stat().st_size, False, "https://example.com/x.png")
        return Post("`a fox`\ndone", "done", pictures=(picture,), alt_texts=("a fox",))

    def calls(self) -> list[tuple[str, int]]:
        """What was called since the jobs began: the name of the call and how it ended."""
        return [(one["on"], one["code"] or one["status"]) for one in self.room.chat.ledger.calls() if one["on"] in LOUD]

    def says(self, channel: str = "pictures") -> list[Message]:
        """What stands in a channel."""
        ada = self.room.chat.world.member("ada")
        found = self.room.chat.world.channel(channel, ada)
        assert found is not None
        return self.room.chat.world.messages_in(found)


async def bring(street: Street, job: Job, post: Post, introduction: str) -> Elsewhere | None:
    """As the core does: into the job's message, and where that is closed, elsewhere."""
    try:
        await street.ladder.edit(job, post)
    except (ReplyGone, ReplyForbidden):
        return await street.ladder.send_anew(job, post.introduced(introduction))
    return None


LOUD = ("edit", "bot_edit", "send", "dm")


@pytest_asyncio.fixture
async def street(tmp_path: Path) -> AsyncGenerator[Street]:
    async with a_room() as room:
        await room.register()
        base = discord.http.Route.BASE
        discord.http.Route.BASE = f"{room.chat.world.origin}/api/v10"
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        try:
            async with discord.Client(intents=discord.Intents(guilds=True), http_trace=tell_waits()) as client:
                await client.login(room.chat.world.bot_token)
                yield Street(room, Ladder(client), tmp_path, {})
        finally:
            discord.http.Route.BASE = base


async def test_a_token_that_died_early_is_tried_once_and_never_again(street: Street) -> None:
    job = await street.job()
    await street.room.call("POST", "/tokens/expire")
    for text in ("one", "two", "three"):
        await street.ladder.edit(job, Post(text, text))
    assert street.calls() == [("edit", 50027), ("bot_edit", 200), ("bot_edit", 200), ("bot_edit", 200)]
    fresh = await street.job()
    pressed = replace(job, reply=replace(job.reply, token=fresh.reply.token))
    street.jobs[fresh.id].original = street.message(job)
    await street.ladder.edit(pressed, Post("four", "four"))
    assert street.calls()[-1] == ("edit", 200)
    assert street.message(job).now.content == "four"


async def test_a_token_known_to_be_old_is_not_tried(street: Street) -> None:
    await street.ladder.edit(await street.job(age=timedelta(minutes=15)), WORDS)
    assert street.calls() == [("bot_edit", 200)]


@pytest.mark.parametrize("code", [200000, 240000])
async def test_words_that_were_refused_once_are_not_shown_to_the_filter_again(street: Street, code: int) -> None:
    job = await street.job()
    street.room.chat.faults.switch_on("automod", text="fox", code=code)
    await street.ladder.edit(job, WORDS)
    await street.ladder.edit(job, Post("`a fox`\nmore", "more"))
    assert street.calls() == [("edit", code), ("edit", 200), ("edit", 200)]
    assert street.message(job).now.content == "more"


async def test_a_filter_that_refuses_whatever_is_said_closes_one_way_and_not_the_next(street: Street) -> None:
    job = await street.job()
    street.room.chat.faults.switch_on(
        "discord_status", status=400, code=200000, on=["edit", "bot_edit", "send"], channel=str(job.reply.channel_id)
    )
    elsewhere = await bring(street, job, street.picture(), "hello")
    assert elsewhere is not None
    assert street.says("dm")[-1].now.attachments


async def test_alt_texts_are_words_too(street: Street) -> None:
    job = await street.job()
    street.room.chat.faults.switch_on("automod", text="`a fox`")
    assert await bring(street, job, street.picture(), "hello") is None
    (attachment,) = street.message(job).now.attachments
    assert attachment.description is None


async def described(street: Street, job: Job, post: Post, **texts: str) -> list[str | None]:
    """What the pictures of a result are said to show, once it was delivered and then described."""
    await street.ladder.edit(job, post)
    await street.ladder.describe(job, job.reply, {int(name[1:]): text for name, text in texts.items()})
    return [attachment.description for attachment in street.message(job).now.attachments]


@pytest.mark.parametrize(("age_min", "call"), [(0, "edit"), (15, "bot_edit")])
async def test_pictures_are_described_where_they_stand_and_all_else_stays(
    street: Street, age_min: int, call: str
) -> None:
    job = await street.job(age=timedelta(minutes=age_min))
    await street.room.call("POST", "/tokens/expire") if age_min else None
    post = street.picture()
    two = replace(post, pictures=post.pictures * 2, alt_texts=("one", "two"), buttons=discord.ui.View(timeout=None))
    assert await described(street, job, two, _2="Two foxes", _9="nobody") == ["one", "Two foxes"]
    delivered, after = street.message(job).states[-2:]
    assert (after.content, after.components) == (delivered.content, delivered.components)
    assert [one.id for one in after.attachments] == [one.id for one in delivered.attachments]
    assert street.calls()[-1] == (call, 200)


async def test_a_dead_token_that_looks_young_leaves_the_bots_own_right(street: Street) -> None:
    job = await street.job()
    await street.ladder.edit(job, street.picture())
    await street.room.call("POST", "/tokens/expire")
    await street.ladder.describe(job, job.reply, {1: "A fox"})
    (attachment,) = street.message(job).now.attachments
    assert attachment.description == "A fox"


async def test_covered_pictures_are_described_like_others_and_no_other_file_is(street: Street) -> None:
    job = await street.job(age=timedelta(minutes=15))
    path = f"/channels/{job.reply.channel_id}/messages/{job.reply.message_id}"
    names = (f"SPOILER_imagine-{job.id}-1.png", f"imagine-{job.id}0-1.png", f"imagine-{job.id}-1.png.txt", "x.png")
    await street.room.rest("PATCH", path, {}, files=tuple((name, b"x") for name in names))
    await street.ladder.describe(job, job.reply, {1: "A fox"})
    assert [one.description for one in street.message(job).now.attachments] == ["A fox", None, None, None]


@pytest.mark.parametrize("age_min", [0, 15])
async def test_where_none_of_the_pictures_stands_nothing_is_described(street: Street, age_min: int) -> None:
    job, other = await street.job(age=timedelta(minutes=age_min)), await street.job("bots")
    await street.ladder.edit(other, street.picture())
    for place in (job.reply, other.reply):
        with pytest.raises(ReplyGone):
            await street.ladder.describe(job, place, {1: "A fox"})
    (attachment,) = street.message(other).now.attachments
    assert attachment.description == "a fox"


async def test_words_of_members_are_no_message_of_ours_whatever_their_files_are_called(street: Street) -> None:
    job = await street.job("dm", age=timedelta(minutes=15))
    await street.ladder.edit(job, street.picture())
    files = street.message(job).now.attachments
    said = await street.room.call("POST", "/channels/dm/messages", {"as": "ada", "content": "hello"})
    message = street.room.chat.world.messages[said["id"]]
    message.states[-1] = replace(message.now, attachments=files)
    made = len(street.calls())
    with pytest.raises(ReplyGone):
        await street.ladder.describe(job, replace(job.reply, message_id=int(said["id"])), {1: "A fox"})
    assert len(street.calls()) == made


async def test_words_that_the_chat_refuses_are_told_apart_from_a_message_that_is_closed(street: Street) -> None:
    job = await street.job()
    await street.ladder.edit(job, street.picture())
    street.room.chat.faults.switch_on("discord_status", 1, status=400, code=200000, on="edit")
    with pytest.raises(ChatRefusesWords):
        await street.ladder.describe(job, job.reply, {1: "A fox"})
    await street.room.call("POST", "/tokens/expire")
    await street.room.call("PATCH", "/channels/pictures", {"bot_permissions": []})
    with pytest.raises(ReplyForbidden) as closed:
        await street.ladder.describe(job, job.reply, {1: "A fox"})
    assert not isinstance(closed.value, ChatRefusesWords)


async def test_files_are_called_after_the_number_of_their_picture_whatever_is_missing(street: Street) -> None:
    job = replace(await street.job(), outputs=("https://example.com/gone.png", "https://example.com/x.png"))
    await street.ladder.edit(job, street.picture())
    (attachment,) = street.message(job).now.attachments
    assert attachment.filename == f"imagine-{job.id}-2.png"


@pytest.mark.parametrize("scope", ["user", "global"])
@pytest.mark.parametrize("age_min", [0, 15])
async def test_a_long_wait_is_told_and_kept_by_everything_for_this_job(
    street: Street, age_min: int, scope: str
) -> None:
    job, other = await street.job(age=timedelta(minutes=age_min)), await street.job(age=timedelta(minutes=age_min))
    street.room.chat.faults.switch_on("discord_status", 1, status=429, retry_after_s=600, scope=scope)
    with pytest.raises(DiscordTrouble) as told:
        await asyncio.wait_for(street.ladder.edit(job, WORDS), BOUND_S)
    assert told.value.retry_after_s == 600
    made = len(street.calls())
    for attempt in (street.ladder.edit(job, WORDS), bring(street, job, street.picture(), "hello")):
        with pytest.raises(DiscordTrouble) as told:
            await attempt
        assert 590 < (told.value.retry_after_s or 0) <= 600
    assert street.ladder.pause_s(job, 2.0) > 590
    assert len(street.calls()) == made
    await asyncio.wait_for(street.ladder.edit(other, WORDS), BOUND_S)  # nobody else stands behind a shut gate
    assert street.message(other).now.content == WORDS.text


async def test_a_short_wait_is_simply_waited_for(street: Street) -> None:
    job = await street.job()
    street.room.chat.faults.switch_on("discord_status", 1, status=429, retry_after_s=0.05, on="edit")
    await street.ladder.edit(job, WORDS)
    assert [result for _, result in street.calls()] == [429, 200]


async def test_a_refusal_by_whoever_stands_in_front_of_discord_is_trouble_and_no_verdict(street: Street) -> None:
    job = await street.job()
    for status in (403, 404):
        street.room.chat.faults.switch_on("discord_status", 1, status=status)
        with pytest.raises(DiscordTrouble):
            await street.ladder.edit(job, WORDS)
    street.room.chat.faults.switch_on("upload_too_large", 1, code=413)
    with pytest.raises(TooLarge):
        await street.ladder.edit(job, street.picture())


async def test_of_a_refused_form_the_log_gets_the_fields_and_never_what_was_in_them(
    street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    job = await street.job()
    odd = {"code": "BASE_TYPE_CHOICES", "message": "Value ('a fox') is odd.\nIn a fox: a fox"}
    long = {"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 1024 or fewer in length: a fox"}
    made_up = {"code": "a fox", "message": "a fox"}
    errors = {
        "content": {"_errors": [odd, made_up]},
        "attachments": {"0": {"description": {"_errors": [long]}}},
        "a fox": {"_errors": [odd]},
    }
    street.room.chat.faults.switch_on("discord_status", status=400, code=50035, on=["edit", "bot_edit"], errors=errors)
    with pytest.raises(ReplyForbidden):
        await street.ladder.edit(job, WORDS)
    told = [vars(record) for record in caplog.records if record.levelname == "ERROR"]
    assert [one["fields"] for one in told] == [
        ["content BASE_TYPE_CHOICES", "attachments.0.description BASE_TYPE_MAX_LENGTH"]
    ] * 2
    assert [(one["status"], one["code"]) for one in told] == [(400, 50035)] * 2
    assert not [record for record in caplog.records if "fox" in str(vars(record))]


async def test_a_result_whose_new_message_got_no_answer_is_not_posted_twice(street: Street) -> None:
    """Where Discord's memory of the nonce ends, the channel itself is looked at; see also tests/e2e/test_kept.py."""
    job = await street.job("night-shots")
    await street.room.call("PATCH", "/channels/night-shots", {"archived": True})
    street.room.chat.faults.switch_on("discord_lost_after", 1, on="send")
    with pytest.raises(DiscordTrouble):
        await bring(street, job, street.picture(), "hello")
    elsewhere = await street.ladder.send_anew(job, street.picture().introduced("hello"))
    assert len([message for message in street.says("night-shots") if message.now.attachments]) == 1
    assert elsewhere.link is not None
    assert elsewhere.link.endswith(f"/{street.says('night-shots')[-1].id}")


async def test_a_result_that_stands_below_much_talk_is_found_again(
    street: Street,
) -> None:
    job = replace(await street.job(), ready_at=datetime.now(UTC) - timedelta(seconds=1))
    for number in range(3):
        await street.ladder.send_anew(replace(job, id=type(job.id)(job.id + 1 + number)), Post("talk", "talk"))
    await street.room.call("DELETE", f"/messages/{job.reply.message_id}")
    await bring(street, job, street.picture(), "hello")
    for message in street.says():
        message.nonce = None  # Discord remembers one for some minutes only
    await bring(street, job, street.picture(), "hello")
    assert len([message for message in street.says() if message.now.attachments]) == 1


async def test_the_person_and_nobody_else_is_notified_of_a_new_message(street: Street) -> None:
    job = await street.job()
    await street.room.call("DELETE", f"/messages/{job.reply.message_id}")
    bodies: list[Any] = []
    watcher = _Watcher(bodies)
    street.room.chat._rest._watcher = watcher  # pyright: ignore[reportPrivateUsage]
    await bring(street, job, street.picture(), f"<@{job.user_id}>, it is ready")
    (body,) = [body for body in bodies if body and "nonce" in body]
    assert body["allowed_mentions"] == {"parse": [], "users": [job.user_id]}


@dataclass
class _Watcher:
    """Writes down what was sent."""

    bodies: list[Any]

    def request_problems(self, method: str, route: str, payload: Any) -> list[str]:
        self.bodies.append(payload)
        return []

    def answer_problems(self, method: str, route: str, status: int, body: Any) -> list[str]:
        return []


async def test_an_introduction_never_makes_a_message_too_long(street: Street) -> None:
    job = await street.job()
    await street.room.call("DELETE", f"/messages/{job.reply.message_id}")
    long = replace(street.picture(), text="x" * 2000, bare="y" * 1995)
    await bring(street, job, long, "your picture is ready")
    content = street.says()[-1].now.content
    assert len(content) == 2000
    assert content.startswith("your picture is ready\nyyy")


async def test_a_job_in_a_direct_message_has_no_other_direct_message_to_go_to(street: Street) -> None:
    job = await street.job("dm", age=timedelta(minutes=15))
    await street.room.call("DELETE", f"/messages/{job.reply.message_id}")
    street.room.chat.faults.switch_on("dm_closed")
    with pytest.raises(ReplyForbidden):
        await bring(street, job, street.picture(), "hello")
    assert street.calls() == [("bot_edit", 10008), ("send", 50007)]


async def test_a_server_that_takes_no_uploads_leaves_the_direct_message(street: Street) -> None:
    job = await street.job()
    street.room.chat.faults.switch_on("uploads_limited")
    elsewhere = await bring(street, job, street.picture(), "hello")
    assert elsewhere is not None
    assert elsewhere.link is None
    assert street.says("dm")[-1].now.attachments


async def test_an_address_that_changed_begins_anew_with_the_first_rung(street: Street) -> None:
    job = await street.job(age=timedelta(minutes=15))
    await street.room.call("DELETE", f"/messages/{job.reply.message_id}")
    street.room.chat.faults.switch_on("discord_status", status=403, code=50013, on=["send", "dm"])
    with pytest.raises(ReplyForbidden):
        await bring(street, job, street.picture(), "hello")
    collected = await street.job()
    moved = replace(job, reply=collected.reply)
    assert await bring(street, moved, street.picture(), "hello") is None
    assert street.message(collected).now.attachments


async def test_progress_by_the_bots_own_right_shares_one_budget_per_channel(street: Street) -> None:
    old = timedelta(minutes=15)
    here = [await street.job(age=old) for _ in range(3)]
    there, young = await street.job("bots", age=old), await street.job()
    pauses = [street.ladder.pause_s(job, 2.0) for job in (*here, there, young)]
    assert pauses == pytest.approx([2, 4, 6, 2, 2], abs=0.2)


async def test_progress_in_messages_older_than_an_hour_is_rare(street: Street) -> None:
    job = await street.job(age=timedelta(minutes=15))
    long_ago = discord.utils.time_snowflake(datetime.now(UTC) - timedelta(hours=1))
    aged = replace(job, reply=replace(job.reply, message_id=long_ago))
    assert street.ladder.pause_s(aged, 2.0) == pytest.approx(2, abs=0.2)
    assert street.ladder.pause_s(aged, 2.0) == pytest.approx(2 + OLD_EDIT_GAP_S, abs=0.2)


class TestMessenger:
    """What becomes of progress and last words."""

    @pytest_asyncio.fixture
    async def messenger(self, street: Street, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[DiscordMessenger]:
        monkeypatch.setattr("bot.chat.messenger.EDIT_GAP_S", 0.01)
        monkeypatch.setattr(ladder_module, "CHANNEL_EDIT_GAP_S", 0.01)
        alt_texts = the_alt_texts(Written(), SystemClock())
        messenger = DiscordMessenger(street.ladder, Languages(), alt_texts, self.figures)
        yield messenger
        await messenger.close()

    async def _until_counted(self, what: Edits, number: int) -> None:
        async with asyncio.timeout(BOUND_S):
            while self.figures.news[what] != number:
                await asyncio.sleep(0)

    @pytest.fixture(autouse=True)
    def figures_of_its_own(self) -> None:
        self.figures = ChatFigures()

    async def test_news_are_counted_as_written_or_as_needing_no_edit(
        self, street: Street, messenger: DiscordMessenger
    ) -> None:
        job = await street.job()
        for position in (9, 8, 7):  # in one turn of the loop: the last of them is written
            messenger.show(job, WaitingThere(position))
        await street.room.until(lambda: "7 ahead" in street.message(job).now.content)
        await self._until_counted(Edits.WRITTEN, 1)
        messenger.show(job, WaitingThere(7))  # says what stands there
        await self._until_counted(Edits.SUPPRESSED, 3)
        messenger.show(job, WaitingThere(6))
        await messenger.finish(job, Cancelled(None, 1))
        assert self.figures.news == {Edits.WRITTEN: 1, Edits.SUPPRESSED: 4}

    async def test_a_try_that_failed_is_counted_and_its_news_are_written_later(
        self, street: Street, messenger: DiscordMessenger
    ) -> None:
        job = await street.job()
        street.room.chat.faults.switch_on("discord_status", 1, status=403, code=50027)
        street.room.chat.faults.switch_on("discord_lost_after", 1, on="bot_edit")
        messenger.show(job, WaitingThere(9))
        await self._until_counted(Edits.WRITTEN, 1)
        assert self.figures.news == {Edits.WRITTEN: 1, Edits.FAILED: 1, Edits.SUPPRESSED: 0}

    async def test_where_it_may_not_write_progress_is_tried_once_until_a_fresh_token_comes(
        self, street: Street, messenger: DiscordMessenger
    ) -> None:
        job = await street.job(age=timedelta(minutes=15))
        other = await street.job("bots")
        await street.room.call("PATCH", "/channels/pictures", {"bot_permissions": []})
        messenger.show(job, WaitingThere(9))
        await street.room.until(lambda: ("bot_edit", 50001) in street.calls())
        for position in (8, 7, 6):
            messenger.show(job, WaitingThere(position))
            messenger.show(other, WaitingThere(position))
            await street.room.until(lambda now=position: f"{now} ahead" in street.message(other).now.content)
        assert [call for call in street.calls() if call[1] != 200] == [("bot_edit", 50001)]
        pressed = replace(job, reply=replace(job.reply, token_expires_at=datetime.now(UTC) + timedelta(minutes=14)))
        messenger.show(pressed, WaitingThere(5))
        await street.room.until(lambda: "5 ahead" in street.message(job).now.content)

    async def test_a_last_word_is_tried_where_progress_was_refused(
        self, street: Street, messenger: DiscordMessenger
    ) -> None:
        job = await street.job(age=timedelta(minutes=15))
        await street.room.call("PATCH", "/channels/pictures", {"bot_permissions": []})
        messenger.show(job, WaitingThere(9))
        await street.room.until(lambda: ("bot_edit", 50001) in street.calls())
        await street.room.call("PATCH", "/channels/pictures", {"bot_permissions": ["view_channel"]})
        await messenger.finish(job, Cancelled(None, 1))
        assert "Cancelled." in street.message(job).now.content
        assert street.message(job).now.components == ()

    async def test_the_last_word_waits_as_long_as_progress_was_asked_to(
        self, street: Street, messenger: DiscordMessenger
    ) -> None:
        job = await street.job()
        street.room.chat.faults.switch_on("discord_status", 1, status=429, retry_after_s=600)
        messenger.show(job, WaitingThere(9))
        await street.room.until(lambda: ("edit", 429) in street.calls())
        async with asyncio.timeout(BOUND_S):
            while not street.ladder.pause_s(job, 0):  # until the answer has arrived here, too
                await asyncio.sleep(0)
        with pytest.raises(DiscordTrouble) as told:
            await messenger.finish(job, Cancelled(None, 1))
        assert (told.value.retry_after_s or 0) > 590
        assert street.calls() == [("edit", 429)]

    async def test_the_old_message_says_where_its_result_went_and_loses_its_button(
        self, street: Street, messenger: DiscordMessenger
    ) -> None:
        job = await street.job("night-shots")
        await street.room.call("PATCH", "/channels/night-shots", {"archived": True})
        with pytest.raises(ReplyForbidden):
            await messenger.finish(job, self._pictures(street))
        await messenger.finish(replace(job, elsewhere=True), self._pictures(street))
        old, new = street.says("night-shots")
        assert new.now.attachments
        await street.room.until(lambda: "could not show it right here" in old.now.content)
        assert old.now.content.count(f"/{new.id}") == 1
        assert (old.now.components, old.now.attachments) == ((), ())

    async def test_a_message_that_is_gone_for_good_ends_the_words_and_not_the_picture(
        self, street: Street, messenger: DiscordMessenger
    ) -> None:
        job = await street.job()
        await street.room.call("DELETE", f"/messages/{job.reply.message_id}")
        with pytest.raises(ReplyGone):
            await messenger.finish(job, Cancelled(None, 1))
        await messenger.finish(replace(job, elsewhere=True), self._pictures(street))
        (message,) = street.says()
        assert message.now.attachments

    async def test_a_last_word_brings_what_was_written_about_its_pictures(self, street: Street) -> None:
        job = replace(await street.job(), outputs=("https://example.com/x.png",))
        written = Written()
        written.texts[job.id] = {1: "A fox asleep"}
        messenger = DiscordMessenger(street.ladder, Languages(), the_alt_texts(written, SystemClock()), ChatFigures())
        await messenger.finish(job, self._pictures(street))
        (attachment,) = street.message(job).now.attachments
        assert attachment.description == "A fox asleep"

    @staticmethod
    def _pictures(street: Street) -> Pictures:
        return Pictures(street.picture().pictures, (), 0, 1.0, 9)
