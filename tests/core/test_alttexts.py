"""Who may say what a picture shows, what may be said, and which picture of a job it is about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.core.alttexts import ALT_TEXT_LIMIT_UNITS, AltTexts, numbered, parse_alt_text
from bot.core.audit import Action, Entry
from bot.core.configuration import Block, Saved
from bot.core.errors import AltTextTooLong, MemberBlocked, NoSuchJob, NotYourJob, WordsRefused
from bot.core.jobs import GuildId, Job, JobId, JobState
from bot.core.ranks import Presser
from bot.core.updates import Picture
from tests.makers import ADA, BRUNO, GUILD, NOON, NoServers, Written, a_job, a_reply, the_alt_texts

pytestmark = pytest.mark.asyncio
OTHER = GuildId(78)
MINE = Presser(ADA, GUILD, moderates=False)
MEMBER = Presser(BRUNO, GUILD, moderates=False)
MODERATOR = Presser(BRUNO, GUILD, moderates=True)
MANAGER = Presser(BRUNO, GUILD, moderates=False, manages=True)
AT_HOME = Presser(ADA, None, moderates=False)
ABROAD = Presser(BRUNO, OTHER, moderates=True, manages=True)


def shown(many: int = 1, **changes: Any) -> Job:
    urls = tuple(f"https://files.runcomfy.net/{number}.png" for number in range(1, many + 1))
    return a_job(7, state=JobState.DELIVERED, outputs=urls, **changes)


def about(job: Job, servers: NoServers | None = None) -> tuple[AltTexts, Written]:
    store = Written(job)
    return the_alt_texts(store, SystemClock(), servers), store


SHOWN = shown()
PRIVATE = shown(reply=a_reply(private=True))
DIRECT = shown(guild_id=None)


@pytest.mark.parametrize(
    ("job", "who", "refusal"),
    [
        (SHOWN, MINE, None),
        (SHOWN, AT_HOME, None),
        (SHOWN, MODERATOR, None),
        (SHOWN, MANAGER, None),
        (SHOWN, MEMBER, NotYourJob),
        (SHOWN, ABROAD, NoSuchJob),
        (SHOWN, Presser(ADA, OTHER, moderates=True), NoSuchJob),
        (SHOWN, Presser(BRUNO, None, moderates=True), NoSuchJob),
        (PRIVATE, MINE, None),
        (PRIVATE, MODERATOR, NoSuchJob),
        (PRIVATE, MANAGER, NoSuchJob),
        (DIRECT, AT_HOME, None),
        (DIRECT, MINE, NoSuchJob),
        (DIRECT, MODERATOR, NoSuchJob),
        *((replace(SHOWN, state=state), MINE, NoSuchJob) for state in JobState if state is not JobState.DELIVERED),
    ],
)
async def test_a_result_is_described_by_its_member_and_by_moderators_of_its_server(
    job: Job, who: Presser, refusal: type[Exception] | None
) -> None:
    texts, store = about(job)
    if refusal is None:
        assert (await texts.describe(job.id, who, {1: "A fox"})).texts == {1: "A fox"}
        return
    with pytest.raises(refusal):
        await texts.open(job.id, who)
    with pytest.raises(refusal):
        await texts.describe(job.id, who, {1: "A fox"})
    assert (store.texts, store.entries) == ({}, [])


async def test_a_job_that_nobody_knows_is_described_by_nobody() -> None:
    texts, _ = about(SHOWN)
    with pytest.raises(NoSuchJob):
        await texts.describe(JobId(8), MINE, {1: "A fox"})


async def test_each_picture_has_its_own_and_an_empty_one_takes_it_away() -> None:
    job = shown(3)
    texts, _ = about(job)
    await texts.describe(job.id, MINE, {1: "One", 3: "Three"})
    assert (await texts.describe(job.id, MINE, {1: "", 2: " \n "})).texts == {3: "Three"}
    assert await texts.of(job) == {3: "Three"}
    assert await texts.of_all([job, a_job(9)]) == {job.id: {3: "Three"}, JobId(9): {}}


async def test_numbers_without_a_picture_in_the_message_are_left_out() -> None:
    job = shown(15)
    texts, store = about(job)
    await texts.describe(job.id, MINE, {-1: "x", 0: "x", 10: "Ten", 11: "x", 15: "x"})
    assert store.texts == {job.id: {10: "Ten"}}


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("A fox\nasleep\r\n\tin the snow", "A fox asleep in the snow"),
        ("a\x00b\x1b[31mc\x07\u202ed\u2066\u200b\ufeff", "ab[31mcd"),
        ("**bold** <@1> `x` @everyone", "**bold** <@1> `x` @everyone"),
        ("\u2028\u2029 \u200b", ""),
        ("👩\u200d👩\u200d👧 می\u200cخواهم", "👩\u200d👩\u200d👧 می\u200cخواهم"),
        ("half \ud83d", "half"),
        (f"{'x' * ALT_TEXT_LIMIT_UNITS}   ", "x" * ALT_TEXT_LIMIT_UNITS),
    ],
)
async def test_what_is_written_is_plain_text_on_one_line(typed: str, text: str) -> None:
    texts, store = about(SHOWN)
    await texts.describe(SHOWN.id, MINE, {1: typed})
    assert store.texts.get(SHOWN.id, {}).get(1, "") == text == parse_alt_text(typed)


@pytest.mark.parametrize(("text", "length"), [("x" * 1025, 1025), ("🦊" * 513, 1026)])
async def test_what_is_longer_than_discord_takes_is_refused_whole(text: str, length: int) -> None:
    job = shown(2)
    texts, store = about(job)
    with pytest.raises(AltTextTooLong) as refused:
        await texts.describe(job.id, MINE, {1: "short", 2: text})
    assert (refused.value.length, refused.value.limit) == (length, 1024)
    assert store.texts == {}


async def test_each_change_says_who_did_it_to_whose_result() -> None:
    texts, store = about(SHOWN)
    await texts.describe(SHOWN.id, MINE, {1: "A fox"})
    await texts.describe(SHOWN.id, MINE, {1: "A fox"})
    await texts.describe(SHOWN.id, MODERATOR, {1: ""})
    assert [(entry.actor, entry.user, entry.guild_id, entry.action) for entry in store.entries] == [
        (ADA, ADA, GUILD, Action.DESCRIBED),
        (BRUNO, ADA, GUILD, Action.DESCRIBED),
    ]
    assert "fox" not in repr(store.entries)


async def test_in_direct_messages_nobody_keeps_a_log() -> None:
    texts, store = about(DIRECT)
    await texts.describe(DIRECT.id, AT_HOME, {1: "A fox"})
    assert store.entries == []


class Strict(NoServers):
    """A server that filters a word, and keeps Ada from asking until then."""

    def __init__(self, until: Any) -> None:
        self.until = until

    async def saved(self, guild: GuildId) -> Saved:
        values: Mapping[str, Any] = {"blocked_words": ["badger"]}
        return Saved(values, {}, (Block(ADA, "enough", BRUNO, NOON, self.until),))

    async def block(self, guild: GuildId, block: Block, entry: Entry) -> None:
        raise NotImplementedError


async def test_the_words_that_a_server_filters_are_filtered_here_for_everybody() -> None:
    texts, store = about(SHOWN, Strict(NOON))
    for who in (MINE, MODERATOR):
        with pytest.raises(WordsRefused):
            await texts.describe(SHOWN.id, who, {1: "a badger"})
    assert store.texts == {}
    await texts.describe(SHOWN.id, MINE, {1: "a fox"})


async def test_who_may_not_ask_for_pictures_may_not_describe_them_either_until_it_is_over() -> None:
    texts, _ = about(SHOWN, Strict(None))
    with pytest.raises(MemberBlocked):
        await texts.describe(SHOWN.id, MINE, {1: "a fox"})
    await texts.describe(SHOWN.id, MODERATOR, {1: "a fox"})
    texts, _ = about(SHOWN, Strict(NOON + timedelta(days=1)))
    await texts.describe(SHOWN.id, MINE, {1: "a fox"})


async def test_a_picture_is_known_by_its_address_whatever_is_missing_beside_it() -> None:
    job = shown(4)

    def picture(url: str) -> Picture:
        return Picture(Path("x"), "png", 1, 1, 1, False, url)

    assert numbered(job, [picture(job.outputs[2]), picture(job.outputs[3])]) == [3, 4]
    twice = replace(job, outputs=(job.outputs[0],) * 3)
    assert numbered(twice, [picture(job.outputs[0])] * 3) == [1, 2, 3]
    assert numbered(job, [picture("https://example.com/x.png")]) == [1]
