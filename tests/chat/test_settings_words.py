"""Every declared setting has its words and its line in the documentation; forms and labels keep to Discord's limits."""

import pytest

from bot.chat import case_words, labels, settings_words, stats_words
from bot.chat.languages import Languages, spoken
from bot.chat.settings_files import FILE_LIMIT_BYTES, export_file
from bot.chat.settings_views import setting_form
from bot.core.audit import Action
from bot.core.configuration import Configured
from bot.core.jobs import Failure, JobState
from bot.core.reports import Decision
from bot.core.servers import ROLE_IMAGES, ROLE_JOBS_AT_ONCE, SETTINGS, WEIGHT, Group, ServerSettings, Setting
from bot.core.setting_values import parse, settings_from, to_json, unset
from bot.core.wordfilter.filtering import ENTRIES_LIMIT, ENTRY_LIMIT_CHARS
from tests.chat.settings_page import PAGE, page

SAMPLES = {
    "quota_images": 12, "quota_period": "week", "jobs_at_once": 4, "set_cost": 3, "server_jobs": 40, "largest": "2K",
    "roles": [{"role": "5", "images": 50, "weight": 3}], "budget_day": 2.5, "budget_month": 30.0,
    "channels": ["7", "8"],
    "age_restricted_only": True, "log_channel": "9", "spoiler": True, "language": "it", "retention_days": 30,
    "blocked_words": ["dragon", "naked lady"], "allowed_words": ["dragon fruit"], "paused": "tea",
}  # fmt: skip


def test_every_setting_has_a_title_a_meaning_and_a_field() -> None:
    names = {one.name for one in SETTINGS}
    assert names == set(settings_words.TITLES) == set(settings_words.MEANINGS) == set(SAMPLES)
    assert names == set(ServerSettings.__dataclass_fields__) - {"filter"}
    assert set(settings_words.GROUPS) == set(Group)


def test_everything_that_can_be_refused_has_a_name_that_people_read() -> None:
    assert {one.name for one in (*SETTINGS, ROLE_IMAGES, ROLE_JOBS_AT_ONCE, WEIGHT)} == set(settings_words.NAMES)


def test_the_page_of_the_documentation_is_made_from_the_declarations() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "make docs-settings"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.name)
def test_a_value_comes_back_from_json_as_it_was(setting: Setting) -> None:
    value = parse(setting.name, SAMPLES[setting.name])
    assert value != unset(setting.name)
    assert to_json(setting.name, value) == SAMPLES[setting.name]
    assert getattr(settings_from({setting.name: SAMPLES[setting.name]}), setting.name) == value
    assert to_json(setting.name, unset(setting.name)) is None


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.name)
@pytest.mark.parametrize("locale", spoken())
def test_forms_fit_into_discords_limits_in_every_language(setting: Setting, locale: str) -> None:
    say = Languages().of(locale)
    form = setting_form(say, setting, Configured(settings_from(SAMPLES))).to_dict()
    assert 1 <= len(form["title"]) <= 45
    assert len(form["custom_id"]) <= 100
    assert 1 <= len(form["components"]) <= 5
    for label in form["components"]:
        assert 1 <= len(label["label"]) <= 45, label["label"]
        assert len(label.get("description") or "") <= 100, label["description"]


def test_the_longest_lists_that_can_be_exported_can_be_imported() -> None:
    words = [chr(0x20000 + number) * ENTRY_LIMIT_CHARS for number in range(ENTRIES_LIMIT)]
    file = export_file(Configured(settings_from(SAMPLES | {"blocked_words": words, "allowed_words": words})))
    assert len(file.fp.read()) <= FILE_LIMIT_BYTES


@pytest.mark.parametrize("group", Group, ids=lambda one: one.value)
@pytest.mark.parametrize("locale", spoken())
def test_the_view_fits_into_a_message_in_every_language(group: Group, locale: str) -> None:
    say = Languages().of(locale)
    text = settings_words.view(say, Configured(settings_from(SAMPLES)), group, {"quota_images": 10}, "Saved.")
    assert len(text) <= 2000
    assert "…" not in text[-1:], "nothing was cut off"


def test_everything_that_is_told_has_its_words() -> None:
    assert set(case_words.ACTIONS) == set(labels.ACTIONS) == set(Action)
    assert set(case_words.STATES) == set(JobState)
    assert set(case_words.DECIDED) == set(Decision)
    assert set(stats_words.FAILURES) == set(Failure)


@pytest.mark.parametrize("locale", spoken())
def test_buttons_titles_and_choices_keep_to_discords_limits_in_every_language(locale: str) -> None:
    say = Languages().of(locale)
    for button in (
        case_words.DELETE_IT,
        case_words.BLOCK_THEM,
        case_words.KEEP_IT,
        settings_words.IMPORT,
        labels.NEWEST,
    ):
        assert 1 <= len(say(button)) <= 80
    for title in (case_words.REPORT_TITLE, case_words.BLOCK_TITLE, case_words.REPORT_WHY, case_words.FOR_HOW_LONG):
        assert 1 <= len(say(title)) <= 45
    for name in (labels.REPORT, labels.EDIT_ALT_TEXT, labels.USE_PROMPT):
        assert 1 <= len(say(name)) <= 32
