"""The form with alt texts, what a screen reader says without it, and the order in which texts reach a message."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from bot.chat import alttext_words, error_words, labels, wording
from bot.chat.alttext_words import BECAME, Became
from bot.chat.captions import Captions
from bot.chat.describing import FIELDS, alt_text_buttons, alt_text_form
from bot.chat.ladder import ChatRefusesWords, Ladder
from bot.chat.languages import ENGLISH, Language, Languages, translated
from bot.chat.text import utf16_units
from bot.clock import SystemClock
from bot.core.alttexts import ALT_TEXT_LIMIT_UNITS, Described, Texts
from bot.core.errors import AltTextTooLong, DiscordTrouble, ReplyForbidden, ReplyGone
from bot.core.jobs import Job, JobState, ReplyAddress
from bot.core.requests import ImagineRequest
from bot.core.updates import Picture
from tests.makers import Written, a_job, a_reply, the_alt_texts

SAY = Languages().of(ENGLISH)
EVERY_LANGUAGE = pytest.mark.parametrize(
    "say", [Languages().of(locale) for locale in (ENGLISH, *sorted(translated()))], ids=lambda say: say.locale
)
MANY = tuple(f"https://files.runcomfy.net/{number}.png" for number in range(15))


def shown(many: int, **changes: Any) -> Job:
    return a_job(2**62, state=JobState.DELIVERED, outputs=MANY[:many], **changes)


@EVERY_LANGUAGE
@pytest.mark.parametrize("many", [1, 3, 15])
def test_the_form_and_its_buttons_fit_into_discords_limits(say: Language, many: int) -> None:
    described = Described(shown(many), {})
    numbers = range(1, min(many, FIELDS) + 1)
    longest = dict.fromkeys(numbers, "🦊" * (ALT_TEXT_LIMIT_UNITS // 2))
    form = alt_text_form(say, described, longest, 2**62).to_dict()
    assert utf16_units(form["title"]) <= 45
    assert len(form["custom_id"]) <= 100
    assert len(form["components"]) == len(numbers)
    for item in cast("list[Any]", form["components"]):
        assert 1 <= utf16_units(item["label"]) <= 45
        assert 1 <= utf16_units(item["description"]) <= 100
        assert utf16_units(item["component"]["value"]) <= item["component"]["max_length"] == 1024
    found = alt_text_buttons(say, described)
    assert [button.first for button in found] == ([1, 6] if many > FIELDS else [1])
    assert all(utf16_units(button.item.label or "") <= 80 for button in found)
    assert utf16_units(say(labels.EDIT_ALT_TEXT)) <= 32, "as the name in a message's menu"


@EVERY_LANGUAGE
def test_everything_that_can_become_of_it_has_a_sentence(say: Language) -> None:
    assert set(BECAME) == set(Became)
    sentences = [say(BECAME[one]) for one in Became]
    assert len(set(sentences)) == len(Became)
    assert error_words.sentence(say, AltTextTooLong(1030, 1024)).count("1030") == 1
    assert say(alttext_words.SAVED) not in sentences


@EVERY_LANGUAGE
def test_a_text_made_from_the_prompt_fits_and_says_which_picture(say: Language) -> None:
    job = shown(15, request=ImagineRequest("🦊" * 800))
    assert utf16_units(wording.alt_text(say, job, 15, 15)) <= ALT_TEXT_LIMIT_UNITS
    assert wording.alt_text(say, job, 2, 15, {2: "A fox"}) == "A fox"
    assert "3" in wording.alt_text(say, job, 3, 15, {2: "A fox"})


def test_a_picture_of_a_set_keeps_its_text_when_another_one_is_missing() -> None:
    job = shown(3)
    pictures = [Picture(Path("x"), "png", 1, 1, 1, False, url) for url in job.outputs[1:]]
    assert wording.alt_texts(SAY, job, pictures, {1: "gone", 3: "The third"}) == (
        "Picture 2 of 3 made from the words: a fox",
        "The third",
    )


# --- into the messages ------------------------------------------------------------------------------------------------


class Wall:
    """What a ladder would write: the texts of each call, by message, and what comes in its way."""

    def __init__(self) -> None:
        self.written: list[tuple[int | None, dict[int, str]]] = []
        self.trouble: dict[int | None, Exception] = {}
        self.held = asyncio.Event()
        """The first call waits for it."""
        self.calls = 0

    async def describe(self, job: Job, place: ReplyAddress, texts: Texts) -> None:
        """See Ladder."""
        self.calls += 1
        if self.calls == 1:
            await self.held.wait()
        if place.message_id in self.trouble:
            raise self.trouble[place.message_id]
        self.written.append((place.message_id, dict(texts)))


def places(*numbers: int) -> Sequence[ReplyAddress]:
    return [replace(a_reply(), message_id=number) for number in numbers]


def captions(wall: Wall, texts: Mapping[int, str]) -> tuple[Captions, Written]:
    written = Written()
    written.texts[shown(1).id] = dict(texts)
    return Captions(cast("Ladder", wall), Languages(), the_alt_texts(written, SystemClock())), written


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("trouble", "became"),
    [
        (None, Became.CHANGED),
        (ReplyGone(), Became.GONE),
        (ReplyForbidden(), Became.GONE),
        (ChatRefusesWords(), Became.REFUSED),
        (DiscordTrouble("HTTP 500"), Became.TROUBLE),
    ],
)
async def test_what_is_told_is_what_became_of_the_first_message_and_the_others_are_tried(
    trouble: Exception | None, became: Became
) -> None:
    wall, job = Wall(), shown(2)
    wall.held.set()
    writing, _ = captions(wall, {1: "A fox"})
    wall.trouble = {} if trouble is None else {5: trouble}
    assert await writing.renew(job, places(5, 6), [1, 2]) is became
    assert wall.written[-1] == (6, {1: "A fox", 2: "Picture 2 of 2 made from the words: a fox"})
    wall.trouble = {6: ReplyGone()}
    assert await writing.renew(job, places(5, 6), [1]) is Became.CHANGED
    assert await writing.renew(job, [], [1]) is Became.GONE, "no message is known"


@pytest.mark.asyncio
async def test_of_two_forms_that_are_sent_at_once_the_one_that_was_saved_last_stands_there() -> None:
    wall, job = Wall(), shown(1)
    writing, written = captions(wall, {1: "first"})
    slow = asyncio.ensure_future(writing.renew(job, places(5), [1]))
    while not wall.calls:
        await asyncio.sleep(0)
    written.texts[job.id] = {1: "second"}
    other = asyncio.ensure_future(writing.renew(job, places(5), [1]))
    await asyncio.wait([other], timeout=0)
    wall.held.set()
    await asyncio.gather(slow, other)
    assert [texts[1] for _, texts in wall.written] == ["first", "second"]
