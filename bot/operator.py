"""What an operator does beside running the bot: back up, restore, look after what is unresolved. Knows no SQL."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bot.chat import operator_words as words
from bot.chat.ladder import jump_link
from bot.core.errors import StoreError
from bot.core.jobs import Job, JobId
from bot.store.address import sqlite_path
from bot.store.backup import back_up, restore
from bot.store.unresolved import clear, unresolved

DONE: Final = 0
NOT_DONE: Final = 1


def operate(parsed: argparse.Namespace, url: str) -> int:
    """Do what the command line says to the database with this address; returns the exit code."""
    os.umask(0o077)  # copies of the database are as private as itself
    database = sqlite_path(url)
    try:
        match parsed.command:
            case "backup":
                return _back_up(database, parsed.file)
            case "restore":
                return _restore(database, parsed.file)
            case _ if parsed.clear:
                return _clear(database, parsed.clear, charged=parsed.charged)
            case _:
                return _list(database, as_json=parsed.json)
    except StoreError as error:
        sys.stderr.write(f"imagine-bot: {words.not_done(parsed.command, error)}\n")
        return NOT_DONE


def _back_up(database: Path, target: Path) -> int:
    copy = back_up(database, target)
    _say(words.backed_up(str(target), copy.size_bytes, copy.schema, copy.jobs))
    return DONE


def _restore(database: Path, source: Path) -> int:
    done = asyncio.run(restore(source, database, datetime.now(UTC)))
    aside = None if done.aside is None else str(done.aside)
    _say(words.restored(str(source), done.copy.jobs, done.given_back, done.going_on, aside))
    return DONE


def _list(database: Path, *, as_json: bool) -> int:
    jobs = unresolved(database)
    if as_json:
        _say(json.dumps([_facts(job) for job in jobs], indent=2))
    else:
        _say("\n\n".join([*(words.unresolved(job, _link(job)) for job in jobs), words.unresolved_close(len(jobs))]))
    return DONE


def _clear(database: Path, jobs: Sequence[JobId], *, charged: bool) -> int:
    cleared = clear(database, jobs, datetime.now(UTC), charged=charged)
    for job in jobs:
        _say(words.cleared(job) if job in cleared else words.not_unresolved(job))
    return DONE if cleared.issuperset(jobs) else NOT_DONE


def _facts(job: Job) -> dict[str, Any]:
    """For machines. Ids are strings, because JavaScript would round them; the reply's token is nobody's business."""
    return {
        "job": str(job.id),
        "sending_at": _time(job.sending_at),
        "accepted_at": _time(job.accepted_at),
        "ended_at": _time(job.ended_at),
        "user": str(job.user_id),
        "server": str(job.guild_id) if job.guild_id else None,
        "channel": str(job.reply.channel_id),
        "message": _link(job),
        "prompt": job.request.prompt,
        "size": job.request.size.value,
        "scale": job.request.scale,
        "images": job.request.images.value,
        "provider_id": job.provider_id,
        "failure": job.failure.value if job.failure else None,
        "detail": job.detail,
    }


def _time(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat(timespec="seconds")


def _link(job: Job) -> str | None:
    return None if job.reply.message_id is None else jump_link(job, job.reply.message_id)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
