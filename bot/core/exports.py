"""One person's data as a JSON file of bounded size, newest first. Knows no SQL and no Discord; exports no token."""

import asyncio
import json
import tempfile
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final

from bot.core.audit import Action, Entry
from bot.core.configuration import Block
from bot.core.errors import StillExporting, StoreTrouble
from bot.core.jobs import GuildId, JobId, UserId
from bot.core.people import PeopleStore, Preferences, Record, Traces
from bot.core.ports import Clock

PAGE_JOBS: Final = 200
"""Jobs that are read in one transaction; a few milliseconds, in which nobody else writes."""
TRACES_MOST: Final = 1_000
"""Of reports, grants, entries of the audit log each; with the longest words some 4 MB, and Discord takes 10."""
TAIL_BYTES: Final = 200
"""Room for what stands after the jobs."""
_INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class Export:
    """A file that is ready. `left_out` older jobs did not fit into it, nor `traces_out` of what is beside them."""

    path: Path
    jobs: int
    left_out: int
    traces_out: int = 0


class Exports:
    """Puts files together in `folder`: one at a time, and one of each person."""

    def __init__(self, store: PeopleStore, clock: Clock, folder: Path) -> None:
        self._store = store
        self._clock = clock
        self._folder = folder
        self._at_it: set[UserId] = set()
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def of(self, user: UserId, limit_bytes: int) -> AsyncGenerator[Export]:
        """Everything about this person in a file of at most `limit_bytes`, which is gone afterwards.

        Raises StillExporting, or StoreTrouble when it cannot be read or written.
        """
        if user in self._at_it:
            raise StillExporting
        self._at_it.add(user)
        path: Path | None = None
        try:
            async with self._turn:
                path = await self._file(user)
                export = await self._written(user, path, limit_bytes)
            yield export
        finally:
            self._at_it.discard(user)
            if path is not None:
                path.unlink(missing_ok=True)

    async def _file(self, user: UserId) -> Path:
        try:
            return await asyncio.to_thread(_new_file, self._folder, f"export-{user}-")
        except OSError as error:
            raise StoreTrouble(f"the export cannot be written: {error.strerror}") from error

    async def _written(self, user: UserId, path: Path, limit_bytes: int) -> Export:
        number = await self._store.number_of_jobs(user)
        preferences = await self._store.preferences(user)
        traces = await self._store.traces(user, TRACES_MOST)
        head = await asyncio.to_thread(_head, user, self._clock.now(), preferences, traces)
        try:
            with await asyncio.to_thread(path.open, "w", encoding="utf-8", newline="\n") as file:
                written = await self._write_jobs(file, user, head, limit_bytes - TAIL_BYTES)
                left_out = max(0, number - written)
                await asyncio.to_thread(_close, file, _tail(written, left_out, traces.left_out))
        except OSError as error:
            raise StoreTrouble(f"the export cannot be written: {error.strerror}") from error
        return Export(path, written, left_out, traces.left_out)

    async def _write_jobs(self, file: TextIOWrapper, user: UserId, head: str, limit_bytes: int) -> int:
        """Page by page until there is no more, or no more room; returns how many were written."""
        room, written, before = limit_bytes - await asyncio.to_thread(_write, file, head), 0, None
        while True:
            page = await self._store.records(user, before, PAGE_JOBS)
            fitted, used = await asyncio.to_thread(_write_page, file, page, room, first=written == 0)
            written, room = written + fitted, room - used
            if len(page) < PAGE_JOBS or fitted < len(page):
                return written
            before = JobId(page[-1].job.id)


def _new_file(folder: Path, prefix: str) -> Path:
    with tempfile.NamedTemporaryFile(prefix=prefix, suffix=".json", dir=folder, delete=False) as file:
        return Path(file.name)


def _write(file: TextIOWrapper, text: str) -> int:
    file.write(text)
    return len(text.encode())


def _write_page(file: TextIOWrapper, page: Sequence[Record], room: int, *, first: bool) -> tuple[int, int]:
    """As many of these as there is room for; how many, and their bytes."""
    written = used = 0
    for record in page:
        text = f"{'' if first and not written else ','}\n{_INDENT}{json.dumps(entry(record), ensure_ascii=False)}"
        size = len(text.encode("utf-8", "replace"))
        if used + size > room:
            break
        file.write(text)
        written, used = written + 1, used + size
    return written, used


def _close(file: TextIOWrapper, tail: str) -> None:
    file.write(tail)
    file.flush()


def _head(user: UserId, now: datetime, preferences: Preferences, traces: Traces) -> str:
    facts = {
        "user": str(user),
        "exported_at": _time(now),
        "preferences": _preferences(preferences),
        **_traces(user, traces),
    }
    return f'{json.dumps(facts, indent=2, ensure_ascii=False)[:-2]},\n  "requests": ['


def _tail(written: int, left_out: int, traces_out: int) -> str:
    close = "\n  ]" if written else "]"
    complete = json.dumps(not left_out and not traces_out)
    counts = f'"older_requests_left_out": {left_out},\n  "older_others_left_out": {traces_out}'
    return f'{close},\n  "complete": {complete},\n  {counts}\n}}\n'


def _traces(user: UserId, traces: Traces) -> dict[str, Any]:
    """What stands beside the requests. Names nobody else: not who reported, blocked or granted, nor about whom."""
    return {
        "reports_by_you": [
            {
                "id": str(one.id),
                "server": str(one.guild_id),
                "request": str(one.job_id),
                "channel": str(one.channel_id),
                "message": str(one.message_id),
                "reason": one.reason,
                "at": _time(one.at),
                "decision": one.decision.value if one.decision else None,
            }
            for one in traces.reports
        ],
        "reports_of_your_pictures": [
            {
                "server": str(one.guild_id),
                "request": str(one.job_id),
                "at": _time(one.at),
                "decision": one.decision.value if one.decision else None,
            }
            for one in traces.reported
        ],
        "blocks": [_block(user, guild, block) for guild, block in traces.blocks],
        "quota_grants": [
            {"server": str(guild), "pictures": grant.images, "at": _time(grant.at)} for guild, grant in traces.grants
        ],
        "quota_resets": [{"server": str(guild), "at": _time(at)} for guild, at in traces.resets],
        "audit_log": [_entry(user, one) for one in traces.entries],
    }


def _block(user: UserId, guild: GuildId, block: Block) -> dict[str, Any]:
    return {
        "server": str(guild),
        "of_you": block.user == user,
        "by_you": block.by == user,
        "reason": block.reason,
        "at": _time(block.at),
        "until": _time(block.until),
    }


def _entry(user: UserId, one: Entry) -> dict[str, Any]:
    """The words of who reported could tell who it was."""
    hidden = one.action is Action.REPORTED and one.actor != user
    return {
        "server": str(one.guild_id),
        "at": _time(one.at),
        "action": one.action.value,
        "by_you": one.actor == user,
        "about_you": one.user == user,
        "request": str(one.job) if one.job else None,
        "facts": {name: value for name, value in one.facts.items() if not (hidden and name == "reason")},
    }


def _preferences(preferences: Preferences) -> dict[str, Any]:
    return {
        "size": preferences.size.value if preferences.size else None,
        "scale": preferences.scale,
        "images": preferences.images.value if preferences.images else None,
        "private": preferences.private,
        "language": preferences.locale,
    }


def entry(record: Record) -> dict[str, Any]:
    """A job as its member may read it. Ids are strings, because JavaScript would round them; the token is a secret."""
    job = record.job
    request, reply = job.request, job.reply
    return {
        "id": str(job.id),
        "server": str(job.guild_id) if job.guild_id else None,
        "channel": str(reply.channel_id) if reply.channel_id else None,
        "message": str(reply.message_id) if reply.message_id else None,
        "private": reply.private,
        "language": reply.locale or None,
        "from_request": str(job.parent) if job.parent else None,
        "prompt": None if job.erased else request.prompt,
        "erased": job.erased,
        "size": request.size.value,
        "scale": request.scale,
        "images": request.images.value,
        "state": job.state.value,
        "failure": job.failure.value if job.failure else None,
        "detail": job.detail,
        "cancelled_by_you": job.cancel_requested_by == job.user_id,
        "studio_request": job.provider_id,
        "pictures": list(job.outputs),
        "alt_texts": {str(number): text for number, text in record.alt_texts.items()},
        "accepted_at": _time(job.accepted_at),
        "sending_at": _time(job.sending_at),
        "submitted_at": _time(job.submitted_at),
        "started_at": _time(job.started_at),
        "ready_at": _time(job.ready_at),
        "ended_at": _time(job.ended_at),
        "charge": {
            "pictures": job.cost,
            "became": record.settled.value if record.settled else "held",
            "settled_at": _time(record.settled_at),
        },
        "cost_usd": job.cost_usd,
    }


def _time(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat(timespec="seconds")
