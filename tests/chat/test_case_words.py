"""What moderators read about single requests."""

from datetime import timedelta

from bot.chat import case_words
from bot.chat.languages import Languages
from bot.core.cases import Whole
from bot.core.jobs import JobState
from tests.makers import NOON, a_job

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
