"""What members read about their past fits everywhere, in every language, and their words do nothing in it."""

from dataclasses import replace

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import history_words
from bot.chat.buttons import BUTTONS
from bot.chat.history_views import PageButton, job_options
from bot.chat.languages import ENGLISH, Language, Languages, translated
from bot.chat.stopping import stop_view
from bot.chat.text import utf16_units
from bot.core.errors import NoSuchJob, NotYourJob, StoreTrouble, TooLate
from bot.core.history import PAGE_JOBS, UNFINISHED_LIMIT, Page, Place, Way
from bot.core.imagine import CancelAnswer
from bot.core.jobs import JobId, JobState
from bot.core.reposting import Reposted
from bot.core.requests import Images, ImagineRequest
from tests.makers import ADA, BRUNO, NOON, a_job

LAYOUT_LIMIT = 4000
SAY = Languages().of(ENGLISH)
EVERY_LANGUAGE = pytest.mark.parametrize(
    "say", [Languages().of(locale) for locale in (ENGLISH, *sorted(translated()))], ids=lambda say: say.locale
)
LONGEST = a_job(
    2**62,
    request=ImagineRequest("🦊" * 800, images=Images.SET),
    state=JobState.DELIVERED,
    outputs=("https://files.runcomfy.net/x.png",) * 15,
    ended_at=NOON,
    ready_at=NOON,
    parent=JobId(1),
)
LINK = f"https://discord.com/channels/{2**62}/{2**62}/{2**62}"


@EVERY_LANGUAGE
def test_layouts_hold_what_is_said_in_them(say: Language) -> None:
    for place in (Place(), Place("🦊" * 30)):
        page = Page(place, (LONGEST,) * PAGE_JOBS, newer=True, older=True)
        whole = history_words.heading(say, page) + history_words.entry(say, LONGEST, LINK) * PAGE_JOBS
        assert utf16_units(whole) <= LAYOUT_LIMIT
        assert history_words.nothing_found(say, page)
    more = history_words.not_all_shown(say, 4, LONGEST)
    assert more is not None
    assert "11" in more
    detail = history_words.detail(say, LONGEST, LINK)
    assert detail.count("🦊") == 800, "whole"
    assert utf16_units(detail + more) <= LAYOUT_LIMIT


@EVERY_LANGUAGE
@pytest.mark.parametrize("echo", [True, False])
def test_messages_hold_what_is_said_in_them(say: Language, *, echo: bool) -> None:
    posted = history_words.posted_again(say, LONGEST, BRUNO, 10, echo=echo)
    assert utf16_units(posted) <= 2000
    assert ("🦊" in posted) == echo
    assert utf16_units(history_words.cancel_question(say, [LONGEST] * UNFINISHED_LIMIT)) <= 2000
    answers = [*CancelAnswer, TooLate(), NoSuchJob(), NotYourJob(), StoreTrouble("x")]
    each = [(LONGEST, answers[number % len(answers)]) for number in range(UNFINISHED_LIMIT)]
    assert utf16_units(history_words.cancelled_each(say, each)) <= 2000
    for number in range(UNFINISHED_LIMIT):  # some were chosen, the rest can be
        rest = history_words.cancel_question(say, [LONGEST] * (UNFINISHED_LIMIT - number))
        assert utf16_units(f"{history_words.cancelled_each(say, each[:number])}\n{rest}") <= 2000


def test_whatever_becomes_of_posting_again_has_a_sentence() -> None:
    assert set(history_words.REPOSTED) == set(Reposted)


def test_cancelling_says_for_each_what_became_of_it() -> None:
    one, two, three = (a_job(number, request=ImagineRequest(f"fox {number}")) for number in (1, 2, 3))
    answers = [(one, CancelAnswer.CANCELLED), (two, TooLate()), (replace(three, cost=4), CancelAnswer.CANCELLED)]
    assert history_words.cancelled_each(SAY, [*answers, (None, NoSuchJob())]) == (
        "Cancelled. 5 pictures were given back.\n- `fox 1`\n- `fox 3`\n"
        "Too late: this one has already finished.\n- `fox 2`\n"
        "I do not know this request any more."
    )


def test_who_made_and_who_posted_are_named_once() -> None:
    assert "Made by" not in history_words.posted_again(SAY, LONGEST, ADA, 10)
    assert f"Made by <@{ADA}>, posted again by <@{BRUNO}>" in history_words.posted_again(SAY, LONGEST, BRUNO, 10)
    assert "5 more pictures are not shown here" in history_words.posted_again(SAY, LONGEST, ADA, 10)


@given(st.text(max_size=200), st.sampled_from(Way), st.integers(0, 2**63 - 1).filter(lambda n: n < 9 * 10**18))
def test_any_words_travel_in_the_id_of_a_button_and_come_back(typed: str, way: Way, job: int) -> None:
    words = history_words.searched(typed)
    assert history_words.searched(words) == words
    button = PageButton(Place(words, way, JobId(job)))
    assert utf16_units(button.custom_id) <= 100
    found = PageButton.__discord_ui_compiled_template__.fullmatch(button.custom_id)
    assert found is not None
    assert (found["way"], int(found["job"]), found["words"]) == (way.value, job, words)
    others = [one for one in BUTTONS if one.__discord_ui_compiled_template__.fullmatch(button.custom_id)]
    assert others == [PageButton]


@given(st.lists(st.text(min_size=1, max_size=300), max_size=25))
def test_suggestions_and_options_are_what_discord_takes(prompts: list[str]) -> None:
    prompts = [*prompts[:22], "a", "a", "a (2)"]
    jobs = [a_job(number, request=ImagineRequest(prompt)) for number, prompt in enumerate(prompts, 1)]
    names = [name for name, _ in history_words.suggestions(jobs)]
    assert len(set(names)) == len(jobs)
    assert all(1 <= utf16_units(name) <= 100 for name in names)
    assert all(1 <= utf16_units(option.label) <= 100 for option in job_options(jobs))


@EVERY_LANGUAGE
def test_everything_that_can_be_cancelled_fits_under_one_message(say: Language) -> None:
    jobs = [a_job(number) for number in range(1, UNFINISHED_LIMIT + 1)]
    view = stop_view(say, jobs)
    assert isinstance(view, discord.ui.View)
    menu = view.to_components()[0]["components"][0]
    assert (len(menu["options"]), menu["max_values"]) == (25, 25)
