"""The components about oneself: their ids are found again, and only what is offered is taken."""

from dataclasses import replace
from typing import Any

import pytest

from bot.chat import people_words
from bot.chat.languages import ENGLISH, Languages, spoken, translated
from bot.chat.people_views import ITEMS, USUAL, parsed, preferences_view, privacy_view
from bot.chat.text import utf16_units
from bot.core.errors import ImagesUnsupported, LanguageUnsupported, ScaleOutOfRange, SizeUnsupported
from bot.core.jobs import JobState
from bot.core.people import SHOWN_UNDER_WAY, Preferences, UnderWay
from bot.core.requests import SCALE_CHOICES, SIZES, Images, ImagineRequest
from tests.makers import NOON, a_job

EVERY_LANGUAGE = pytest.mark.parametrize(
    "say", [Languages().of(locale) for locale in (ENGLISH, *sorted(translated()))], ids=lambda say: say.locale
)
EVERY_LOCALE = pytest.mark.parametrize("locale", [ENGLISH, *sorted(translated())])
EVERYTHING = Preferences(SIZES[-1], 1.0, Images.SET, private=True, locale="pt-BR")
MESSAGE_LIMIT = 2000


def test_every_component_is_found_again_by_its_id_and_by_no_other() -> None:
    say = Languages().of(ENGLISH)
    views = (preferences_view(say, Preferences()), preferences_view(say, EVERYTHING), privacy_view(say))
    for item in (item for view in views for item in view.children):
        custom_id: str = getattr(item, "custom_id", "")
        finds = [kind for kind in ITEMS if kind.__discord_ui_compiled_template__.fullmatch(custom_id)]
        assert finds == [type(item)]
    for kind in ITEMS:
        for forged in (
            "imagine:preferences:",
            "imagine:preferences:sizes",
            "imagine:privacy:exports",
            "imagine:again:1",
        ):
            assert not kind.__discord_ui_compiled_template__.fullmatch(forged)


@pytest.mark.parametrize(
    ("what", "value", "error"),
    [
        ("size", "9x9", SizeUnsupported),
        ("scale", "warm", ScaleOutOfRange),
        ("scale", "nan", ScaleOutOfRange),
        ("scale", "0.3", ScaleOutOfRange),
        ("images", "hundred", ImagesUnsupported),
        ("locale", "tlh", LanguageUnsupported),
        ("locale", "../../etc/passwd", LanguageUnsupported),
    ],
)
def test_what_is_in_no_menu_is_refused(what: str, value: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        parsed(what, value)


def test_what_is_in_a_menu_is_taken_and_the_usual_is_no_wish() -> None:
    values: dict[str, list[Any]] = {
        "size": [size.value for size in SIZES],
        "scale": [f"{scale:g}" for scale in SCALE_CHOICES],
        "images": [images.value for images in Images],
        "locale": list(spoken()),
    }
    for what, offered in values.items():
        assert parsed(what, USUAL) is None
        assert len({parsed(what, value) for value in offered}) == len(offered)


@EVERY_LANGUAGE
@pytest.mark.parametrize("now", [Preferences(), EVERYTHING, Preferences(scale=0.3)])
def test_menus_and_answers_are_within_discords_limits(say: Any, now: Preferences) -> None:
    view = preferences_view(say, now)
    rows: list[Any] = view.to_components()
    assert len(rows) <= 5
    for one in (component for row in rows for component in row["components"]):
        assert len(one.get("placeholder") or "") <= 150
        assert len(one.get("label") or "") <= 80
        for option in one.get("options", ()):
            assert 1 <= len(option["label"]) <= 100
        assert len({option["value"] for option in one.get("options", ())}) == len(one.get("options", ()))
    assert utf16_units(people_words.preferences(say, now)) <= MESSAGE_LIMIT


@pytest.mark.parametrize("state", [JobState.ACCEPTED, JobState.KEPT, JobState.DELIVERED])
@EVERY_LOCALE
def test_what_is_said_about_privacy_fits_into_a_message(locale: str, state: JobState) -> None:
    languages = Languages()
    languages.learn_commands([("collect", 2**62), ("privacy", 2**62)])
    say = languages.of(locale)
    longest = replace(a_job(2**62, request=ImagineRequest("🦊" * 800), accepted_at=NOON), state=state)
    link = f"https://discord.com/channels/{2**62}/{2**62}/{2**62}"
    under_way = UnderWay((longest,) * SHOWN_UNDER_WAY, 12_345)
    for text in (
        people_words.privacy(say, 365, in_server=True),
        people_words.privacy(say, 1, in_server=False),
        people_words.privacy(say, 0, in_server=True),
        people_words.privacy(say, 0, in_server=False),
        people_words.erase_question(say),
        people_words.erased(say, 1),
        people_words.under_way(say, under_way, [link] * SHOWN_UNDER_WAY),
        people_words.exported(say, 99_999, 0, 0),
        people_words.exported(say, 1, 99_999, 99_999),
    ):
        assert text
        assert utf16_units(text) <= MESSAGE_LIMIT
    assert len(say(people_words.ERASE_TITLE)) <= 45
