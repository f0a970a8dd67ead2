"""Every fact has its sentence, and every sentence fits."""

import dataclasses
import inspect
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.chat import error_words, labels, operator_words, settings_words, wording
from bot.chat.languages import ENGLISH, Language, Languages, translated
from bot.chat.text import utf16_units
from bot.core import errors
from bot.core.imagine import CancelAnswer
from bot.core.jobs import Failure
from bot.core.quotas import Period, QuotaReport, Usage
from bot.core.requests import SCALE_CHOICES, Images, ImagineRequest
from bot.core.updates import (
    Cancelled,
    CancelWish,
    Collected,
    Failed,
    Fetching,
    InLine,
    KeepsTrying,
    Kept,
    Picture,
    Pictures,
    Rendering,
    Sending,
    Update,
    WaitingThere,
)
from tests.makers import BRUNO, NOON, a_job, a_reply, an_allowance

LONGEST = a_job(2**62, request=ImagineRequest("🦊" * 800, images=Images.SET))
PICTURE = Picture(Path("x"), "png", 6198, 2656, 1, True, "https://files.runcomfy.net/" + "x" * 220)

SAY = Languages().of(ENGLISH)
EVERY_LANGUAGE = pytest.mark.parametrize(
    "say", [Languages().of(locale) for locale in (ENGLISH, *sorted(translated()))], ids=lambda say: say.locale
)
AT_THE_START = {errors.StaleJob, errors.StoreUnusable, errors.SchemaTooNew, errors.SettingsError}
"""Errors that no member meets; operator_words.py has the sentences of all but the first, which nobody meets."""

UPDATES: list[Update] = [
    *(InLine(place) for place in (0, 1, 2, 103)), Sending(), KeepsTrying(), Fetching(),
    *(WaitingThere(position, cancel) for position in (None, 0, 7) for cancel in CancelWish),
    *(Rendering(NOON, usual, cancel) for usual in (None, 25.0, 190.0) for cancel in CancelWish),
    Pictures((PICTURE,), (), 0, 12.3, 9), Pictures((PICTURE,) * 10, (PICTURE.original_url,) * 6, 3, 3600, 0),
    Kept(NOON), Collected(), Cancelled(BRUNO, 4), Cancelled(None, 1),
    *(Failed(why, 4, (PICTURE.original_url,) * 15) for why in Failure),
]  # fmt: skip


def leaves(kind: type[errors.ImagineError]) -> list[type[errors.ImagineError]]:
    below = kind.__subclasses__()
    return [leaf for child in below for leaf in leaves(child)] if below else [kind]


SAMPLES: dict[str, Any] = {
    "status": 400, "length": 801, "limit": 800, "cost": 4, "used": 3, "held": 3, "running": 3, "low": 0.0, "high": 1.0,
    "retry_after_s": 5.0, "limit_bytes": 10, "found": 3, "known": 2, "resets_at": NOON, "problems": ("A is bad",),
}  # fmt: skip


SAMPLES_OF: dict[type[errors.ImagineError], dict[str, Any]] = {
    errors.RuleRefused: {"why": errors.RuleProblem.STAR_INSIDE},
    errors.WordsRefused: {"found": "these words"},
    errors.SettingRefused: {"problem": errors.SettingProblem.RANGE},
    errors.MemberBlocked: {"until": NOON},
    errors.ChannelClosed: {"channels": (5, 6)},
    errors.BudgetExceeded: {"whole_bot": False, "most": 30_000, "left": 0},
    errors.ServerBusy: {"whole_bot": True},
}


def made(kind: type[errors.ImagineError]) -> errors.ImagineError:
    if not dataclasses.is_dataclass(kind):
        return kind()
    samples = SAMPLES | SAMPLES_OF.get(kind, {})
    return kind(**{fact.name: samples.get(fact.name, "something") for fact in dataclasses.fields(kind)})


@pytest.mark.parametrize("kind", leaves(errors.ImagineError), ids=lambda kind: kind.__name__)
def test_every_leaf_of_the_error_tree_has_a_sentence_of_its_own_kind(kind: type[errors.ImagineError]) -> None:
    sentence = error_words.sentence(SAY, made(kind))
    assert sentence
    assert (sentence == error_words.UNEXPECTED) == (kind in AT_THE_START)
    if kind in AT_THE_START:
        told = operator_words.why_not_started(made(kind))
        assert (told == operator_words.UNEXPECTED) == (kind is errors.StaleJob)


def test_every_problem_of_an_entry_has_its_words() -> None:
    assert set(error_words.RULE_PROBLEMS) == set(errors.RuleProblem)


@pytest.mark.parametrize("problem", errors.SettingProblem)
@EVERY_LANGUAGE
def test_every_problem_of_a_setting_has_its_words(say: Language, problem: errors.SettingProblem) -> None:
    told = error_words.sentence(say, errors.SettingRefused("budget_day", problem, 0, 1_000_000, "1.000"))
    assert f"**{say(settings_words.TITLES['budget_day'])}**" in told
    told = error_words.sentence(say, errors.SettingRefused("budget_day", problem, 0, 1_000_000, "1.000", in_file=True))
    assert "`budget_day`" in told


def test_an_error_without_wording_would_be_noticed() -> None:
    class Forgotten(errors.ImagineError):
        pass

    assert error_words.sentence(SAY, Forgotten()) == error_words.UNEXPECTED


def test_every_failure_has_a_sentence_and_every_kind_of_update_an_example_here() -> None:
    assert set(wording.FAILURES) == set(Failure)
    kinds = {arm for member in get_args(Update) for arm in (get_args(member) or (member,))}
    assert {type(update) for update in UPDATES} == kinds


@EVERY_LANGUAGE
@pytest.mark.parametrize("update", UPDATES, ids=lambda update: type(update).__name__)
def test_every_message_fits_into_discords_limit_even_with_the_longest_prompt(update: Update, say: Language) -> None:
    assert utf16_units(wording.message(say, LONGEST, update)) <= wording.MESSAGE_LIMIT
    assert "🦊" not in wording.message(say, LONGEST, update, echo=False)
    private = dataclasses.replace(LONGEST, reply=dataclasses.replace(LONGEST.reply, private=True))
    assert utf16_units(wording.message(say, private, update)) <= wording.MESSAGE_LIMIT


def test_a_private_message_says_while_it_waits_where_the_picture_comes_later() -> None:
    private = a_job(reply=a_reply(private=True))
    for update in UPDATES:
        waits = isinstance(update, InLine | Sending | KeepsTrying | WaitingThere | Rendering)
        assert ("Only you see this." in wording.message(SAY, private, update)) == waits
        assert "Only you see this." not in wording.message(SAY, a_job(), update)


@pytest.mark.parametrize("why", Failure)
def test_a_failure_always_says_what_was_given_back(why: Failure) -> None:
    assert "4 pictures were given back" in wording.message(SAY, LONGEST, Failed(why, 4))


@EVERY_LANGUAGE
def test_alt_texts_fit_and_say_which_picture(say: Language) -> None:
    assert len(wording.alt_text(say, LONGEST, 10, 10)) <= 1024
    assert "2" in wording.alt_text(say, a_job(), 2, 3)
    assert wording.alt_text(SAY, a_job(), 2, 3) == "Picture 2 of 3 made from the words: a fox"


@EVERY_LANGUAGE
def test_labels_fit_into_discords_limits_and_stand_for_every_choice(say: Language) -> None:
    texts = [text for name, text in inspect.getmembers(labels) if name.isupper() and isinstance(text, str)]
    assert len(texts) > 5
    choices = [*labels.SCALE_LABELS.values(), *labels.IMAGES_LABELS.values()]
    assert all(1 <= utf16_units(say(text)) <= 100 for text in (*texts, *choices))
    assert utf16_units(say(labels.CANCEL)) <= 80
    form = [text for name, text in inspect.getmembers(labels) if name.startswith("FORM_")]
    assert all(utf16_units(say(text)) <= 45 for text in (*form, labels.EDIT, labels.DELETE_TITLE))
    assert set(labels.SCALE_LABELS) == set(SCALE_CHOICES)
    assert set(labels.IMAGES_LABELS) == set(Images)


@pytest.mark.parametrize("period", Period)
def test_the_quota_answer_names_its_period_and_its_bar_has_one_length(period: Period) -> None:
    lengths: set[int] = set()
    for used, held, limit in (
        (0, 0, 10),
        (1, 0, 1000),
        (1, 4, 10),
        (10, 0, 10),
        (12, 3, 10),
        (0, 0, 0),
        (3, 900, 1000),
    ):
        report = QuotaReport(an_allowance(images=limit, period=period), Usage(used, held, 1), NOON + timedelta(days=1))
        text = wording.quota(SAY, report)
        assert text.split("**")[1].endswith({"day": "today"}.get(period.value, f"this {period.value}"))
        lengths.add(len(text.split("`")[1]))
        assert ("█" in text) == (used > 0 or limit == 0)
    assert lengths == {wording.BAR_CELLS}


@pytest.mark.parametrize("answer", CancelAnswer)
def test_every_answer_to_cancel_is_true_about_the_charge(answer: CancelAnswer) -> None:
    text = wording.cancel_answer(SAY, answer, 4)
    assert ("given back" in text) == (answer is CancelAnswer.CANCELLED)
    assert ("counts" in text) == (answer is CancelAnswer.TOO_LATE)
