"""Rows of the jobs table <-> core's Job. Knows no statement."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.jobs import Failure, GuildId, Job, JobId, JobState, LeftMessage, ProviderId, ReplyAddress, Terms, UserId
from bot.core.quotas import Period
from bot.core.requests import Images, ImagineRequest, parse_size

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(time: datetime) -> int:
    """Milliseconds since 1970; a time without a zone is an error."""
    if time.tzinfo is None:
        raise ValueError("a time without a zone")
    return (time - _EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """The aware UTC time of these milliseconds since 1970."""
    return _EPOCH + ms * _MILLISECOND


def scope_of(guild: GuildId | None) -> int:
    """The server's id, or 0 for a direct message."""
    return guild or 0


def job_values(job: Job) -> dict[str, Any]:
    """Column values of a job, but for owner, which the store adds."""
    return {
        "id": job.id,
        "user_id": job.user_id,
        "scope_id": scope_of(job.guild_id),
        "state": job.state.value,
        "told": int(job.told),
        "version": job.version,
        "epoch": job.epoch,
        "prompt": job.request.prompt,
        "size": job.request.size.value,
        "tier": job.request.size.tier.value,
        "scale": job.request.scale,
        "images": job.request.images.value,
        "cost": job.cost,
        "parent_id": job.parent,
        "quota_images": job.terms.quota_images,
        "quota_period": job.terms.quota_period.value if job.terms.quota_period else None,
        "weight": job.terms.weight,
        "spoiler": int(job.terms.spoiler),
        **reply_values(job.reply),
        "cancel_requested_by": job.cancel_requested_by,
        "provider_id": job.provider_id,
        "accepted_at": to_ms(job.accepted_at),
        "sending_at": _ms_or_none(job.sending_at),
        "submitted_at": _ms_or_none(job.submitted_at),
        "started_at": _ms_or_none(job.started_at),
        "ready_at": _ms_or_none(job.ready_at),
        "ended_at": _ms_or_none(job.ended_at),
        "outputs": json.dumps(job.outputs),
        "cost_usd": job.cost_usd,
        "delivered": job.delivered,
        "failure": job.failure.value if job.failure else None,
        "detail": job.detail,
    }


def reply_values(reply: ReplyAddress) -> dict[str, Any]:
    """Column values of a reply address."""
    return {
        "application_id": reply.application_id,
        "channel_id": reply.channel_id,
        "message_id": reply.message_id,
        "token": reply.token,
        "token_expires_at": to_ms(reply.token_expires_at),
        "upload_limit_bytes": reply.upload_limit_bytes,
        "locale": reply.locale,
        "private": int(reply.private),
    }


def job_from(row: sqlite3.Row) -> Job:
    """The job that a row holds."""
    return Job(
        id=JobId(row["id"]),
        user_id=UserId(row["user_id"]),
        guild_id=GuildId(row["scope_id"]) if row["scope_id"] else None,
        request=ImagineRequest(row["prompt"], parse_size(row["size"]), row["scale"], Images(row["images"])),
        reply=ReplyAddress(
            application_id=row["application_id"],
            channel_id=row["channel_id"],
            message_id=row["message_id"],
            token=row["token"],
            token_expires_at=from_ms(row["token_expires_at"]),
            upload_limit_bytes=row["upload_limit_bytes"],
            locale=row["locale"],
            private=bool(row["private"]),
        ),
        cost=row["cost"],
        accepted_at=from_ms(row["accepted_at"]),
        state=JobState(row["state"]),
        parent=JobId(row["parent_id"]) if row["parent_id"] else None,
        terms=Terms(
            row["quota_images"],
            Period(row["quota_period"]) if row["quota_period"] else None,
            row["weight"],
            bool(row["spoiler"]),
        ),
        version=row["version"],
        epoch=row["epoch"],
        cancel_requested_by=UserId(row["cancel_requested_by"]) if row["cancel_requested_by"] else None,
        elsewhere=bool(row["elsewhere"]),
        left=LeftMessage(row["left_channel_id"], row["left_message_id"]) if row["left_message_id"] else None,
        provider_id=ProviderId(row["provider_id"]) if row["provider_id"] else None,
        sending_at=_time_or_none(row["sending_at"]),
        submitted_at=_time_or_none(row["submitted_at"]),
        started_at=_time_or_none(row["started_at"]),
        ready_at=_time_or_none(row["ready_at"]),
        ended_at=_time_or_none(row["ended_at"]),
        outputs=tuple(json.loads(row["outputs"])),
        cost_usd=row["cost_usd"],
        delivered=row["delivered"],
        failure=Failure(row["failure"]) if row["failure"] else None,
        detail=row["detail"],
        told=bool(row["told"]),
        erased=row["erased_at"] is not None,
    )


def _ms_or_none(time: datetime | None) -> int | None:
    return None if time is None else to_ms(time)


def _time_or_none(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
