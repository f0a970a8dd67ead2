"""What moderators read about single requests."""

from datetime import timedelta
from typing import Any

import pytest

from bot.chat import case_words
from bot.chat.languages import Languages, spoken
from bot.core.audit import Action, Entry
from bot.core.cases import Whole
from bot.core.jobs import JobState
from bot.core.reports import Decision
from bot.core.servers import SETTINGS
from tests.makers import ADA, BRUNO, GUILD, NOON, a_job

SAY = Languages().of("en-US")


def test_the_steps_of_a_request_add_up_to_how_long_it_took() -> None:
    waited, rendered = timedelta(seconds=0.24), timedelta(seconds=12.6)
    job = a_job(
        state=JobState.DELIVERED,
        submitted_at=NOON + waited,
        started_at=NOON + waited,
        ready_at=NOON + waited + rendered,
        ended_at=NOON + waited + rendered + timedelta(minutes=3),
    )
    story = case_words.story(SAY, Whole(job, None, None, None, None), None)
    after = [line.partition(" · +")[2] for line in story.splitlines() if line.startswith("- ")]
    assert after == ["", "0.2 s", "0.0 s", "13 s", "3 min 0 s"]


def logged(facts: dict[str, Any], action: Action = Action.SET, locale: str = "en-US") -> str:
    """What the audit log says, without the time."""
    line = case_words.logged(Languages().of(locale), Entry(GUILD, NOON, ADA, action, BRUNO, facts=facts))
    return line.split(" · ", 1)[1]


@pytest.mark.parametrize(
    ("setting", "before", "after", "said"),
    [
        ("channels", '["1575", "1576"]', None, "**Channels** from <#1575> <#1576> to everywhere"),
        ("log_channel", None, "1575", "**Log channel** from not set to <#1575>"),
        ("roles", None, '[{"role": "5", "images": 50}]', "**By role** from not set to <@&5> 50 pictures"),
        ("language", None, "fr", "**Language for everybody** from each member's own to Français"),
        ("budget_day", None, 0.45, "**Budget per day** from no bound to $0.45"),
        ("quota_period", None, "week", "**Quota starts anew** from what the bot's operator has to each week"),
        ("quota_images", 12, 1000, "**Pictures per member** from 12 to 1,000"),
        ("retention_days", 30, 7, "**Words are kept for** from 30 days to 7 days"),
        ("spoiler", None, True, "**Pictures covered as spoilers** from no to yes"),
        ("blocked_words", None, "3", "**Words that are stopped** from not set to 3 entries"),
        ("channels", '["1575", "15', None, '**Channels** from `["1575", "15` to everywhere'),  # cut by an older version
        ("largest", "8K", None, "**Largest size** from `8K` to no bound"),  # of another version
    ],
)
def test_a_change_is_told_as_the_settings_view_tells_its_values(
    setting: str, before: Any, after: Any, said: str
) -> None:
    assert logged({"setting": setting, "before": before, "after": after}) == f"<@{ADA}> changed {said}"


def test_decisions_are_told_in_the_readers_language() -> None:
    found = {logged({"decision": one.value}, Action.DECIDED, "it").rpartition(": ")[2] for one in Decision}
    assert found == {"è stata eliminata", "il membro è stato bloccato", "è stata tenuta"}


@pytest.mark.parametrize("locale", spoken())
def test_the_name_of_every_setting_stands_out_in_its_sentence(locale: str) -> None:
    say = Languages().of(locale)
    for setting in SETTINGS:
        said = logged({"setting": setting.name, "before": None, "after": None}, locale=locale)
        assert f"**{say(case_words.TITLES[setting.name])}**" in said
