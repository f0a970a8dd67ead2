"""Ready-made values for tests; each test names only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.jobs import Failure, GuildId, Job, JobId, JobState, ProviderId, ReplyAddress, UserId
from bot.core.quotas import Allowance, Period
from bot.core.requests import ImagineRequest

NOON = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
GUILD = GuildId(77)
ADA = UserId(1001)
BRUNO = UserId(1002)


def an_allowance(**changes: Any) -> Allowance:
    """Ten pictures a day, UTC, three jobs at once, a set counts as four."""
    return replace(Allowance(10, Period.DAY, ZoneInfo("UTC"), jobs_at_once=3, set_cost=4), **changes)


def a_reply(**changes: Any) -> ReplyAddress:
    """A young reply in a channel."""
    reply = ReplyAddress(1, 2, None, "token", NOON + timedelta(minutes=14), 10 * 1024 * 1024, "en-US")
    return replace(reply, **changes)


def a_job(job_id: int = 1, *, token: str = "token", message_id: int | None = None, **changes: Any) -> Job:
    """Ada's job in a server, accepted at noon; what its state needs is filled in."""
    job = Job(JobId(job_id), ADA, GUILD, ImagineRequest("a fox"), a_reply(token=token, message_id=message_id), 1, NOON)
    state = changes.get("state", JobState.ACCEPTED)
    if state not in (JobState.ACCEPTED, JobState.SUBMITTING, JobState.CANCELLED, JobState.FAILED):
        job = replace(job, provider_id=ProviderId(f"p-{job_id}"), submitted_at=NOON)
    if state is JobState.FAILED:
        job = replace(job, failure=Failure.PROVIDER_FAILED)
    return replace(job, **changes)
