"""Whether the money ledger tells what the provider charged, and no budget was ever passed, by the records alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.chaos.evidence import Evidence, Finding, seconds
from tests.chaos.records import Json, Records

PRICE: Final = 30_000
"""What a picture costs, in millionths of a dollar."""
SET_HELD_AT: Final = 15 * PRICE
NOBODY_KNOWS: Final = ("outcome_unknown", "timed_out", "lost_there")
SETTLING_S: Final = 5.0
"""A change of a budget may take so long from the form to the ledger, where weather delays it."""


def look_at_money(evidence: Evidence) -> Iterator[Finding]:
    """Each job's two rows, then every hold against every budget of its moment, then the whole."""
    records = evidence.records
    ledger: dict[int, list[Json]] = {}
    for row in records.database.spendings:
        ledger.setdefault(row["job_id"], []).append(row)
    for job, rows in ledger.items():
        if job not in records.database.jobs:
            yield Finding("money_drift", f"job {job}", f"money without a job: {rows}")
    for job, row in records.database.jobs.items():
        for why in _wrong_with(row, ledger.get(job, []), evidence.requests[job]):
            yield Finding("money_drift", f"job {job}", why)
    yield from _budgets_passed(records)


def _wrong_with(row: Json, ledger: list[Json], requests: list[Json]) -> Iterator[str]:
    held = [one["micros"] for one in ledger if one["kind"] == "held"]
    paid = [one["micros"] for one in ledger if one["kind"] == "paid"]
    most = PRICE if row["images"] == "one" else SET_HELD_AT
    charged = sum(round((request.get("cost_usd") or 0) * 1_000_000) for request in requests)
    if held != [most]:
        yield f"{held} held, and it could cost {most}"
    if row["failure"] in NOBODY_KNOWS:
        allowed: list[list[int]] = [[0], [most]] if row["cleared_at"] is not None else [[]]
        if paid not in allowed:
            yield f"nobody can know what it cost, and the ledger says {paid} (cleared at {row['cleared_at']})"
        return
    if paid != [charged]:
        yield f"the provider charged {charged}, and the ledger says {paid}"


@dataclass(frozen=True)
class _Limit:
    """What may be spent in a period, all that it can have been at one moment; None is no bound."""

    scope: int | None
    period: str
    possible: tuple[int | None, ...]


def _budgets_passed(records: Records) -> Iterator[Finding]:
    """Replays the ledger in the order in which its rows were written; a run lies within one day and one month."""
    open_: dict[int, tuple[int, int]] = {}
    for row in records.database.spendings:
        open_[row["job_id"]] = (row["scope_id"], row["micros"])
        if row["kind"] != "held":
            continue
        for limit in _limits_at(records, seconds(row["at"])):
            if limit.scope not in (None, row["scope_id"]):
                continue
            total = sum(micros for scope, micros in open_.values() if limit.scope in (None, scope))
            if None not in limit.possible and total > max(one for one in limit.possible if one is not None):
                whose = "the bot" if limit.scope is None else f"server {limit.scope}"
                why = f"with job {row['job_id']} {total} of {limit.possible} are spent or held in a {limit.period}"
                yield Finding("money_drift", f"budget of {whose}", why)


def _limits_at(records: Records, at: float) -> Iterator[_Limit]:
    for period, micros in records.bot_budgets.items():
        yield _Limit(None, period, (micros,))
    for period in ("day", "month"):
        yield _Limit(records.server, period, tuple(_possible(records, period, at)))


def _possible(records: Records, period: str, at: float) -> list[int | None]:
    """What was set last for certain, and whatever somebody was about to set."""
    possible: list[int | None] = [None]
    for deed in records.deeds:
        if deed.what != "afford" or deed.about != period or deed.at > at + 0.1:
            continue
        written = [
            entry
            for entry in records.database.audit
            if deed.at - 0.1 <= seconds(entry["at"]) <= deed.at + SETTLING_S and f"budget_{period}" in entry["facts"]
        ]
        certain = bool(written) and seconds(written[0]["at"]) + SETTLING_S < at
        possible = [deed.amount] if certain else [*possible, deed.amount]
    return possible
