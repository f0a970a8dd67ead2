"""Whether what was confirmed to somebody did happen, once, and what was not happened once at most; by the records."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from tests.chaos.evidence import SLACK_S, Evidence, Finding, seconds, shows
from tests.chaos.records import Deed, Records

DONE: Final = {
    "quota grant": "used ·",
    "quota reset": "used ·",
    "delete": "Deleted.",
    "erase": "Done: the words of",
    "report": "Thank you.",
    "block": "cannot ask for pictures here",
    "pause": "Paused: nobody can ask",
}
"""The words with which each deed is confirmed."""
UNDONE_BY: Final = {"block": "unblock", "pause": "resume"}


def confirmed(deed: Deed) -> bool:
    """Whether the one who did it was told that it is done."""
    return deed.what in DONE and DONE[deed.what] in deed.words


def look_at_deeds(evidence: Evidence) -> Iterator[Finding]:
    """Every deed by its kind."""
    records = evidence.records
    yield from _grants(records)
    for deed in records.deeds:
        subject = f"{deed.what} {deed.interaction} by {deed.by}"
        if confirmed(deed):
            yield from (Finding("undone", subject, why) for why in _not_done(evidence, deed))


def _grants(records: Records) -> Iterator[Finding]:
    """Every number is granted once in a run, so rows can be told apart."""
    rows = Counter((row["user_id"], row["images"]) for row in records.database.grants)
    for deed in (one for one in records.deeds if one.what == "quota grant"):
        number = rows.pop((records.people[deed.about], deed.amount), 0)
        if number > 1 or (number == 0 and confirmed(deed)):
            why = f"{deed.amount} pictures for {deed.about} stand in the ledger {number} times"
            yield Finding("quota_drift", f"grant {deed.interaction}", f"{why}, confirmed: {confirmed(deed)}")
    for (user, images), number in rows.items():
        yield Finding("quota_drift", f"member {user}", f"{images} granted {number} times, and nobody did")


def _not_done(evidence: Evidence, deed: Deed) -> Iterator[str]:
    records, jobs = evidence.records, evidence.records.database.jobs
    match deed.what:
        case "delete":
            job = int(deed.about)
            for message in evidence.pictures[job]:
                if not message.deleted and shows(message.now, job):
                    yield f"the pictures of job {job} still stand in message {message.now['id']}"
        case "erase":
            for row in jobs.values():
                over = row["ended_at"] is not None and seconds(row["ended_at"]) < deed.at - SLACK_S
                if row["user_id"] == records.people[deed.about] and over and (row["prompt"] or not row["erased_at"]):
                    yield f"job {row['id']} still has its words"
        case "report":
            mine = (int(deed.about), records.people[deed.by])
            number = [(row["job_id"], row["reporter_id"]) for row in records.database.reports].count(mine)
            if number != 1:
                yield f"there are {number} such reports"
        case "quota reset":
            if not any(row["user_id"] == records.people[deed.about] for row in records.database.resets):
                yield f"nothing of {deed.about} was reset"
        case "block" | "pause":
            until = _until(records, deed)
            for row in jobs.values():
                theirs = not deed.about or row["user_id"] == records.people[deed.about]
                inside = deed.answered_at + SLACK_S < seconds(row["accepted_at"]) < until
                if theirs and inside and row["scope_id"] == records.server:
                    yield f"job {row['id']} was taken all the same"
        case _:
            pass


def _until(records: Records, deed: Deed) -> float:
    """When it may have been taken back."""
    back = UNDONE_BY[deed.what]
    later = [one.at for one in records.deeds if (one.what, one.about) == (back, deed.about) and one.at > deed.at]
    return min(later, default=float("inf")) - SLACK_S
