"""Whether a run kept the bot's promises, by the records alone. Knows nothing of the bot but its database's columns.

Imports nothing of the bot: what it checks is said here a second time, in other words.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.chaos.deeds import look_at_deeds
from tests.chaos.evidence import SLACK_S, Evidence, Finding, buttons, files, seconds, shows, succeeded
from tests.chaos.money import look_at_money
from tests.chaos.records import Entry, Json, Message, Records

ENDS: Final = frozenset({"delivered", "cancelled", "failed"})
COUNTERS: Final = ("lost", "paid_twice", "posted_twice", "quota_drift", "money_drift", "undone", "stuck")
GIVEN_BACK: Final = "given back"
"""The words with which every message says that nothing was charged."""
_QUOTA: Final = re.compile(r"(\d+) used · (\d+) in the making")
_CANCEL: Final = "imagine:cancel:"
TELLING_S: Final = 3.0
"""The last word comes up to so long after the end that it tells."""
LEARNING_S: Final = 1.0
"""Who is killed so soon after pictures were shown may not have written that down."""

SUBMIT_WEATHER: Final = ("submit_lost_before", "submit_lost_after", "submit_unreadable", "submit_no_id")
NO_PICTURES_WEATHER: Final = ("file_wrong_type", "no_pictures")
LOG_LINES: Final = 30
DIARY_ENTRIES: Final = 10
"""So many from the beginning and from the end of a job's life are shown."""


@dataclass
class Verdict:
    """What the audit found. `excused` are bad ends that the weather explains, each with its name."""

    findings: list[Finding] = field(default_factory=list[Finding])
    excused: list[Finding] = field(default_factory=list[Finding])
    states: dict[str, int] = field(default_factory=dict[str, int])

    def counts(self) -> dict[str, int]:
        """How many subjects each counter has."""
        return {
            counter: len({found.subject for found in self.findings if found.counter == counter}) for counter in COUNTERS
        }

    @property
    def clean(self) -> bool:
        """Whether every counter is 0."""
        return not self.findings

    def line(self, kills: int) -> str:
        """The one line of a run."""
        jobs = sum(self.states.values())
        ends = " ".join(f"{state} {self.states.get(state, 0)}" for state in ("delivered", "cancelled", "failed"))
        return f"kills {kills} jobs {jobs} {ends} | " + " ".join(f"{name} {n}" for name, n in self.counts().items())


def audit(records: Records) -> Verdict:
    """Look at everything."""
    return _Audit(records).carry_out()


class _Audit:
    def __init__(self, records: Records) -> None:
        self._records = records
        self._verdict = Verdict()
        self._explains: Counter[Entry] = Counter()
        self._evidence = Evidence(records)
        self._requests = self._evidence.requests
        self._pictures, self._about = self._evidence.pictures, self._evidence.about

    def carry_out(self) -> Verdict:
        jobs = self._records.database.jobs
        for job, row in jobs.items():
            self._verdict.states[row["state"]] = self._verdict.states.get(row["state"], 0) + 1
            self._look_at_pay(job, row)
            self._look_at_posts(job, row)
            self._look_at_end(job, row)
            self._look_at_what_was_paid(job, row)
            self._look_at_charges(job, row)
        self._look_at_orphans()
        self._look_at_quotas()
        for found in (*look_at_money(self._evidence), *look_at_deeds(self._evidence)):
            self._add(found)
        for message in self._records.messages:
            if message.now["loading"] and not message.deleted:
                self._find("stuck", f"message {message.now['id']}", "still thinking")
        for problem in self._records.database.problems:
            self._find("quota_drift", "database", problem)
        for trouble in self._records.troubles:
            self._find("stuck", "bot", trouble)
        return self._verdict

    # --- one job ------------------------------------------------------------------------------------------------

    def _look_at_pay(self, job: int, row: Json) -> None:
        requests = self._requests[job]
        if len(requests) > 1:
            self._find("paid_twice", job, f"{len(requests)} requests: {', '.join(one['id'] for one in requests)}")

    def _look_at_posts(self, job: int, row: Json) -> None:
        showing = self._pictures[job]
        standing = [message for message in showing if shows(message.now, job)]
        if len(standing) > 1:
            self._find("posted_twice", job, f"its pictures are in the messages {_ids(standing)}")
        for message in showing:
            if len(showing) > 1 and message not in standing:
                why = f"its pictures were in message {message.now['id']} as well, and were taken out"
                self._blame("posted_twice", job, why, self._why_not_learned(job, message))
        for message in showing:
            for version in message.versions:
                numbers = [number for about, number in files(version) if about == job]
                if len(numbers) != len(set(numbers)):
                    self._find("posted_twice", job, f"a picture stands twice in message {message.now['id']}")
        bare = [message for message in self._about[job] if message not in showing and not message.deleted]
        if len(bare) > 1:
            self._find("posted_twice", job, f"it is announced in the messages {_ids(bare)}")

    def _look_at_end(self, job: int, row: Json) -> None:
        if row["state"] not in ENDS:
            self._find("stuck", job, f"its row says {row['state']}")
            return
        if not row["told"]:
            self._find("stuck", job, "its row says that nobody was told")
        self._look_at_buttons(job, row)
        if row["state"] == "cancelled" and row["cancel_requested_by"] is None and row["erased_at"] is None:
            since = seconds(row["ended_at"]) - SLACK_S
            erased = next((deed for deed in self._records.deeds if deed.what == "erase" and deed.at >= since), None)
            cause = None if erased is None else f"who wanted it may be {erased.by}, who had their traces erased"
            self._blame("lost", job, "cancelled, though nobody wanted that", cause)
        if row["state"] == "delivered":
            if not self._shown(job):
                self._find("lost", job, "its row says delivered, but no message carries its pictures")
        elif self._member_saw(job) and not self._told(job, row):
            why = f"its row says {row['state']} {row['failure'] or ''}, but its message does not"
            self._blame("lost", job, why, self._why_not_told(row, str(row["channel_id"])))

    def _look_at_buttons(self, job: int, row: Json) -> None:
        for message in self._about[job] + self._pictures[job]:
            if message.deleted or not any(f"{_CANCEL}{job}" == custom_id for custom_id in buttons(message.now)):
                continue
            why = f"the row says {row['state']}, but message {message.now['id']} still has its button"
            self._blame("stuck", job, why, self._why_not_told(row, str(message.now["channel"])))

    def _look_at_what_was_paid(self, job: int, row: Json) -> None:
        if not any(succeeded(request) for request in self._requests[job]):
            return
        if row["state"] == "cancelled":
            self._find("lost", job, "paid for and cancelled")
        elif row["state"] == "failed" and not self._shown(job):
            self._blame("lost", job, f"paid for and failed: {row['failure']}", self._why_failed(row))

    def _look_at_charges(self, job: int, row: Json) -> None:
        rows = [charge for charge in self._records.database.charges if charge["job_id"] == job]
        held = [charge for charge in rows if charge["kind"] == "held"]
        settled = [charge for charge in rows if charge["kind"] != "held"]
        if len(held) != 1:
            self._find("quota_drift", job, f"{len(held)} holds")
        if len(settled) != (1 if row["state"] in ENDS else 0):
            self._find("quota_drift", job, f"{len(settled)} settlements of a job that is {row['state']}")
        for charge in rows:
            same = (charge["images"], charge["user_id"], charge["scope_id"])
            if same != (row["cost"], row["user_id"], row["scope_id"]):
                self._find(
                    "quota_drift", job, f"charge {charge['id']} is not for what the job costs, or not its member's"
                )
        spent = any(charge["kind"] == "spent" for charge in settled)
        if spent and not self._shown(job):
            self._find("quota_drift", job, "spent, but no message carries its pictures")
        if settled and not spent and self._shown(job):
            self._find("quota_drift", job, "given back, but its pictures are in the chat")

    # --- all of them --------------------------------------------------------------------------------------------

    def _look_at_orphans(self) -> None:
        jobs = self._records.database.jobs
        for prompt, requests in self._evidence.strays.items():
            if any(succeeded(request) for request in requests):
                self._find("lost", prompt, "paid for, and no row knows of it")
            if len(requests) > 1:
                self._find("paid_twice", prompt, f"{len(requests)} requests, and no row knows of them")
        for typed in self._records.typed:
            if self._said_to_be_taken(typed.interaction) and int(typed.interaction) not in jobs:
                self._find("lost", typed.prompt, "the member was told that it was taken, and no row knows of it")

    def _look_at_quotas(self) -> None:
        said: set[tuple[int, int]] = set()
        for quota in self._records.quotas:
            said.add((quota.member, quota.scope))
            spent, held = self._sums(quota.member, quota.scope)
            numbers = _QUOTA.search(quota.text)
            who = f"member {quota.member} in {quota.scope}"
            if numbers is None:
                self._find("quota_drift", who, f"/quota said: {quota.text}")
            elif (int(numbers[1]), int(numbers[2])) != (spent, held):
                self._find("quota_drift", who, f"/quota said {numbers[0]}, and it is {spent} and {held}")
            most = self._records.quota_images + sum(
                row["images"]
                for row in self._records.database.grants
                if (row["user_id"], row["scope_id"]) == (quota.member, quota.scope) and row["images"] > 0
            )
            if spent + held > most:
                self._find("quota_drift", who, f"{spent} + {held} of {most} pictures")
        for row in self._records.database.jobs.values():
            if (row["user_id"], row["scope_id"]) not in said:
                self._find("quota_drift", f"member {row['user_id']} in {row['scope_id']}", "/quota did not answer")

    def _sums(self, member: int, scope: int) -> tuple[int, int]:
        """What is spent and what is held since the last reset, by the rows of the ledger."""
        who = (member, scope)
        resets = [row["at"] for row in self._records.database.resets if (row["user_id"], row["scope_id"]) == who]
        since = max(resets, default=0)
        mine = [
            charge
            for charge in self._records.database.charges
            if (charge["user_id"], charge["scope_id"]) == who and charge.get("held_at", since) >= since
        ]
        sums = {
            kind: sum(row["images"] for row in mine if row["kind"] == kind) for kind in ("held", "spent", "returned")
        }
        return sums["spent"], sums["held"] - sums["spent"] - sums["returned"]

    # --- what was seen ------------------------------------------------------------------------------------------

    def _shown(self, job: int) -> bool:
        """Whether a message carries the pictures, at last or until we deleted it."""
        return self._evidence.shown(job)

    def _accepted_in_chat(self, interaction: str) -> bool:
        answer = self._records.interactions.get(interaction)
        return answer is not None and answer["state"] == "answered" and not answer["ephemeral"]

    def _said_to_be_taken(self, interaction: str) -> bool:
        """A refusal is for one alone, and what is asked for by a button may be answered without a message."""
        answer = self._records.interactions.get(interaction)
        return self._accepted_in_chat(interaction) and answer is not None and answer["message"] is not None

    def _member_saw(self, job: int) -> bool:
        return self._accepted_in_chat(str(job))

    def _told(self, job: int, row: Json) -> bool:
        texts = [str(message.now["content"]) for message in self._about[job]]
        return any(GIVEN_BACK in text and (row["state"] != "cancelled" or "Cancelled" in text) for text in texts)

    # --- what explains it ---------------------------------------------------------------------------------------

    def _why_failed(self, row: Json) -> str | None:
        """What we did that explains a failure after a payment."""
        sent_at = row.get("sending_at") or row["accepted_at"]
        since, until = seconds(sent_at) - SLACK_S, seconds(row["ended_at"]) + SLACK_S
        records = self._records
        match row["failure"]:
            case "outcome_unknown" if row["provider_id"] is None:
                causes = records.between(since, until, "kill") or self._struck(until, SUBMIT_WEATHER)
            case "no_pictures":
                causes = self._struck(until, NO_PICTURES_WEATHER)
            case "undeliverable":
                causes = records.between(0.0, until, "walls up")
            case _:
                causes = []
        return _named(causes)

    def _why_not_told(self, row: Json, channel: str) -> str | None:
        """What we did that leaves a message in this channel as it is."""
        since, until = seconds(row["accepted_at"]) - SLACK_S, seconds(row["ended_at"]) + SLACK_S
        if any(message.deleted for message in self._about[row["id"]]):
            return "message deleted"
        walls = self._records.between(0.0, until + TELLING_S, "walls up", "walls down")
        here = [entry for entry in walls if entry.detail == channel]
        at_its_end = [entry.what for entry in here if entry.at <= until][-1:]
        if at_its_end == ["walls up"] or any(entry.at > until and entry.what == "walls up" for entry in here):
            return _named(here)  # between its end and its last word nothing could be written there
        if row["message_id"] is None:  # only the token reached it, and the token is dead
            return _named(self._records.between(since, until, "expire", "walls up"))
        return None

    def _why_not_learned(self, job: int, message: Message) -> str | None:
        """What we did that kept the bot from learning that the pictures stood there."""
        at = max(version["at"] for version in message.versions if shows(version, job))
        kills = self._records.between(at - SLACK_S, at + LEARNING_S, "kill")
        return _named(kills or self._struck(at, ("discord_lost_after",)))

    def _struck(self, until: float, names: Sequence[str]) -> list[Entry]:
        """Weather lies in wait for the next call it fits, perhaps for long; it explains as much as it can strike."""
        for entry in self._records.between(0.0, until, "weather"):
            if entry.detail in names and self._explains[entry] < entry.times:
                self._explains[entry] += 1
                return [entry]
        return []

    def _blame(self, counter: str, job: int, why: str, cause: str | None) -> None:
        if cause is None:
            self._find(counter, job, why)
        else:
            self._verdict.excused.append(Finding(counter, f"job {job}", f"{why} ({cause})"))

    def _find(self, counter: str, subject: int | str, why: str) -> None:
        name = f"job {subject}" if isinstance(subject, int) else subject
        self._add(Finding(counter, name, why))

    def _add(self, found: Finding) -> None:
        if found not in self._verdict.findings:
            self._verdict.findings.append(found)


def details(records: Records, verdict: Verdict) -> Iterator[str]:
    """For each subject of a finding: what was found, and everything that the records say about it."""
    evidence = Evidence(records)
    subjects = list(dict.fromkeys(found.subject for found in verdict.findings))
    for subject in subjects:
        yield f"--- {subject}"
        yield from (f"{found.counter}: {found.why}" for found in verdict.findings if found.subject == subject)
        name, _, number = subject.partition(" ")
        row = records.database.jobs.get(int(number)) if name == "job" and number.isdecimal() else None
        if row is not None:
            yield from _about_job(evidence, row)


def _about_job(evidence: Evidence, row: Json) -> Iterator[str]:
    records = evidence.records
    yield f"row: {_without_token(row)}"
    for charge in records.database.charges:
        if charge["job_id"] == row["id"]:
            yield f"charge: {charge}"
    yield from (f"money: {one}" for one in records.database.spendings if one["job_id"] == row["id"])
    yield from (f"request: {request}" for request in evidence.requests[row["id"]])
    yield f"interaction: {records.interactions.get(str(row['id']))}"
    for message in evidence.about[row["id"]]:
        yield f"message {message.now['id']}{' (deleted)' if message.deleted else ''}:"
        yield from (f"  {version['at']:.2f} {_short(version)}" for version in message.versions)
    until = seconds(row["ended_at"] or row["accepted_at"] + 60_000) + 1
    diary = [entry for entry in records.diary if seconds(row["accepted_at"]) - 1 <= entry.at <= until]
    if len(diary) > 2 * DIARY_ENTRIES:
        diary = [*diary[:DIARY_ENTRIES], Entry(diary[DIARY_ENTRIES].at, "…"), *diary[-DIARY_ENTRIES:]]
    yield from (f"diary: {entry.at:.2f} {entry.what} {entry.detail}" for entry in diary)
    lines = [line for line in records.log if str(row["id"]) in line]
    yield from (f"log: {line}" for line in lines[-LOG_LINES:])


def _without_token(row: Json) -> Json:
    return {name: value for name, value in row.items() if name not in ("token", "size", "tier", "locale")}


def _short(version: Json) -> str:
    names = ", ".join(str(one["filename"]) for one in version["attachments"])
    under = ", ".join(buttons(version))
    return f"{version['content']!r}" + (f" [{names}]" if names else "") + (f" <{under}>" if under else "")


def _ids(messages: Iterable[Message]) -> str:
    return ", ".join(f"{message.now['id']} in {message.now['channel']}" for message in messages)


def _named(causes: Sequence[Entry]) -> str | None:
    return f"{causes[-1].what} {causes[-1].detail}".strip() if causes else None
