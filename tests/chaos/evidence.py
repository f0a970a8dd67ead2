"""Which request and which message belongs to which job, by the records alone. Finds nothing good or bad."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from tests.chaos.records import Json, Message, Records

_FILE: Final = re.compile(r"imagine-(\d+)-(\d+)\.\w+")
SLACK_S: Final = 0.05
"""The bot's clock counts whole milliseconds, and ours is read a moment after the deed."""


@dataclass(frozen=True)
class Finding:
    """One broken promise to one job (or to one member, or of the whole)."""

    counter: str
    subject: str
    why: str


@dataclass
class Evidence:
    """The same wish may be asked for again, and its words may be erased: so prompts alone say little."""

    records: Records
    requests: dict[int, list[Json]] = field(default_factory=lambda: defaultdict[int, list[Json]](list))
    strays: dict[str, list[Json]] = field(default_factory=lambda: defaultdict[str, list[Json]](list))
    """Requests with words that no job has, by these words."""
    pictures: dict[int, list[Message]] = field(default_factory=lambda: defaultdict[int, list[Message]](list))
    about: dict[int, list[Message]] = field(default_factory=lambda: defaultdict[int, list[Message]](list))

    def __post_init__(self) -> None:
        jobs = self.records.database.jobs
        typed = {typed.interaction: typed.prompt for typed in self.records.typed}
        self.prompts: dict[int, str] = {job: typed.get(str(job), str(row["prompt"])) for job, row in jobs.items()}
        self._alike: dict[str, list[int]] = defaultdict(list)
        for job, prompt in self.prompts.items():
            self._alike[prompt].append(job)
        self._give_out_requests()
        for message in self.records.messages:
            self._give_out(message)

    def _give_out_requests(self) -> None:
        """By the id that the bot wrote down; the others by their words and the time in which they were sent."""
        known = {row["provider_id"]: job for job, row in self.records.database.jobs.items() if row["provider_id"]}
        for request in sorted(self.records.requests, key=lambda one: one.get("submitted_at", 0.0)):
            prompt = str(request["input"].get("prompt"))
            job = known.get(request["id"])
            if job is None and self._alike[prompt]:
                job = min(self._alike[prompt], key=lambda one: self._unlikely(one, request))
            (self.strays[prompt] if job is None else self.requests[job]).append(request)

    def _unlikely(self, job: int, request: Json) -> tuple[bool, bool, float]:
        """The less, the likelier is the request this job's."""
        row = self.records.database.jobs[job]
        sent_at = seconds(row.get("sending_at") or row["accepted_at"])
        at = request.get("submitted_at", sent_at)
        return row["provider_id"] is not None or bool(self.requests[job]), at < sent_at - SLACK_S, abs(at - sent_at)

    def _give_out(self, message: Message) -> None:
        jobs = self.records.database.jobs
        showing = {job for version in message.versions for job, _ in files(version)}
        for job in showing:
            self.pictures[job].append(message)
        about = showing & set(jobs)
        about |= {int(id_) for id_ in (message.interaction,) if id_ and int(id_) in jobs}
        about |= {job for job in jobs if self._cancels(message, job)}
        if not about and not message.interaction:  # sent without an interaction, because of a job
            about |= {
                alike[0] for prompt, alike in self._alike.items() if len(alike) == 1 and ever_says(message, prompt)
            }
        for job in about:
            self.about[job].append(message)

    @staticmethod
    def _cancels(message: Message, job: int) -> bool:
        return any(f"imagine:cancel:{job}" in buttons(version) for version in message.versions)

    def shown(self, job: int) -> bool:
        """Whether a message carries the pictures, at last or until it was deleted."""
        return any(shows(message.now, job) for message in self.pictures[job])


def files(version: Json) -> list[tuple[int, str]]:
    """The job's id and the number of each picture."""
    found = (_FILE.fullmatch(str(one["filename"])) for one in version["attachments"])
    return [(int(match[1]), match[2]) for match in found if match]


def shows(version: Json, job: int) -> bool:
    """Whether pictures of this job stand in it."""
    return any(about == job for about, _ in files(version))


def buttons(version: Json) -> Iterator[str]:
    """The ids of everything under a message."""
    rows: Iterable[Any] = version["components"]
    for row in rows:
        for component in row.get("components", ()):
            yield str(component.get("custom_id", ""))


def ever_says(message: Message, prompt: str) -> bool:
    """Whether these words stood in it."""
    return any(prompt in version["content"] for version in message.versions)


def succeeded(request: Json) -> bool:
    """Whether it brought pictures, and so was paid."""
    return request["state"] == "completed" and bool(request["outputs"])


def seconds(ms: int | None) -> float:
    """The database counts in milliseconds."""
    return (ms or 0) / 1000
