"""The auditor on records made by hand: one broken promise at a time."""

import ast
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.auditor import Verdict, audit, details
from tests.chaos.records import Database, Entry, Json, Message, QuotaSaid, Records, Typed

JOB = 1001
PROMPT = "chaos 1-cafe a fox in the rain"
STARTED_MS = 1_700_000_000_000


def row(**changes: Any) -> Json:
    return {
        "id": JOB, "user_id": 7, "scope_id": 9, "state": "delivered", "told": 1, "prompt": PROMPT, "cost": 1,
        "channel_id": 5, "message_id": 50, "cancel_requested_by": None, "accepted_at": STARTED_MS,
        "ended_at": STARTED_MS + 3000, "failure": None, "token": "secret", "provider_id": None,
    } | changes  # fmt: skip


def charge(kind: str, **changes: Any) -> Json:
    return {"id": 1, "job_id": JOB, "user_id": 7, "scope_id": 9, "kind": kind, "images": 1} | changes


def request(**changes: Any) -> Json:
    return {"id": "r1", "state": "completed", "input": {"prompt": PROMPT}, "outputs": ["http://x/1.png"]} | changes


def message(number: str = "50", *, files: int = 0, button: bool = False, text: str = "") -> Message:
    now = {
        "id": number,
        "channel": "5",
        "at": 1.0,
        "content": f"`{PROMPT}`\n{text}",
        "attachments": [{"filename": f"imagine-{JOB}-{each}.png"} for each in range(1, files + 1)],
        "components": [{"components": [{"custom_id": f"imagine:cancel:{JOB}"}]}] if button else [],
        "loading": False,
    }
    return Message(now, [now])


def records(**changes: Any) -> Records:
    """A run in which everything went well; `jobs`, `charges` and every field of Records can be changed."""
    database = Database(
        changes.pop("jobs", {JOB: row()}), changes.pop("charges", [charge("held"), charge("spent")]), []
    )
    parts: dict[str, Any] = {
        "database": database,
        "requests": [request()],
        "typed": [Typed(PROMPT, "ada", str(JOB), 0.0)],
        "interactions": {str(JOB): {"state": "answered", "ephemeral": False, "message": "50"}},
        "messages": [message(files=1)],
        "quotas": [QuotaSaid(7, 9, "`██` 1 used · 0 in the making")],
    }
    return Records(**(parts | changes))


def failed(failure: str, text: str = "1 picture was given back.", **changes: Any) -> Records:
    ended = {JOB: row(state="failed", failure=failure)}
    parts: dict[str, Any] = {
        "jobs": ended,
        "charges": [charge("held"), charge("returned")],
        "messages": [message(text=text)],
        "quotas": [QuotaSaid(7, 9, "0 used · 0 in the making")],
    }
    return records(**(parts | changes))


def broken(verdict: Verdict) -> set[str]:
    return {counter for counter, number in verdict.counts().items() if number}


def test_a_run_in_which_everything_went_well_is_clean() -> None:
    verdict = audit(records())
    assert verdict.clean
    assert verdict.line(3) == (
        "kills 3 jobs 1 delivered 1 cancelled 0 failed 0 | lost 0 paid_twice 0 posted_twice 0 quota_drift 0 stuck 0"
    )


@pytest.mark.parametrize(
    ("what", "counters"),
    [
        (records(requests=[request(), request(id="r2")]), {"paid_twice"}),
        (records(messages=[message(files=1), message("51", files=1)]), {"posted_twice"}),
        (records(messages=[message(files=1), message("51"), message("52")]), {"posted_twice"}),
        (records(messages=[message()]), {"lost", "quota_drift"}),
        (records(messages=[message(files=1, button=True)]), {"stuck"}),
        (records(jobs={JOB: row(told=0)}), {"stuck"}),
        (records(jobs={JOB: row(state="kept")}), {"stuck", "quota_drift"}),
        (records(charges=[charge("held")]), {"quota_drift"}),
        (records(charges=[charge("held"), charge("spent", images=2)]), {"quota_drift"}),
        (records(charges=[charge("held"), charge("returned")]), {"quota_drift"}),
        (records(quotas=[QuotaSaid(7, 9, "2 used · 0 in the making")]), {"quota_drift"}),
        (records(quotas=[]), {"quota_drift"}),
        (records(quota_images=0), {"quota_drift"}),
        (records(jobs={}, charges=[], quotas=[]), {"lost"}),
        (records(troubles=["it ended by itself"]), {"stuck"}),
        (failed("provider_failed"), {"lost"}),
        (failed("blocked", "Rendering.", requests=[]), {"lost"}),
        (failed("outcome_unknown"), {"lost"}),
    ],
)
def test_each_broken_promise_has_its_counter(what: Records, counters: set[str]) -> None:
    assert broken(audit(what)) == counters


def test_a_thinking_message_is_stuck() -> None:
    thinking = message("51").now | {"loading": True, "content": ""}
    assert broken(audit(records(messages=[message(files=1), Message(thinking, [thinking])]))) == {"stuck"}


def test_a_cancelled_job_must_say_so_and_must_not_have_been_paid() -> None:
    cancelled: dict[str, Any] = {"jobs": {JOB: row(state="cancelled", cancel_requested_by=7)}}
    text = "Cancelled. 1 picture was given back."
    assert audit(failed("", text, requests=[request(state="cancelled", outputs=[])], **cancelled)).clean
    assert broken(audit(failed("", text, **cancelled))) == {"lost"}
    assert broken(audit(failed("", requests=[], **cancelled))) == {"lost"}
    unwanted: dict[str, Any] = {"jobs": {JOB: row(state="cancelled")}}
    assert broken(audit(failed("", text, requests=[], **unwanted))) == {"lost"}


def test_only_what_was_done_in_time_explains_an_unknown_outcome() -> None:
    inside, before = STARTED_MS / 1000 + 1, STARTED_MS / 1000 - 60
    assert audit(failed("outcome_unknown", diary=[Entry(inside, "kill")])).clean
    assert broken(audit(failed("outcome_unknown", diary=[Entry(before, "kill")]))) == {"lost"}
    known = {JOB: row(state="failed", failure="outcome_unknown", provider_id="r1")}
    assert broken(audit(failed("outcome_unknown", jobs=known, diary=[Entry(inside, "kill")]))) == {"lost"}
    struck = audit(failed("outcome_unknown", diary=[Entry(before, "weather", "submit_lost_after")]))
    assert struck.clean
    assert "weather submit_lost_after" in struck.excused[0].why


def test_weather_explains_no_more_than_it_can_strike() -> None:
    other = "chaos 2-beef a fox in the rain"
    second: Json = row(id=1002, prompt=other, state="failed", failure="outcome_unknown")
    what = failed(
        "outcome_unknown",
        jobs={JOB: row(state="failed", failure="outcome_unknown"), 1002: second},
        charges=[charge(kind, job_id=job) for job in (JOB, 1002) for kind in ("held", "returned")],
        requests=[request(), request(id="r2", input={"prompt": other})],
        diary=[Entry(STARTED_MS / 1000, "weather", "submit_lost_after")],
    )
    assert audit(what).counts()["lost"] == 1


def test_the_details_show_what_the_records_say_and_no_token() -> None:
    what = records(messages=[message()], log=[f"job moved job={JOB} state=delivered"])
    said = "\n".join(details(what, audit(what)))
    assert f"job {JOB}" in said
    assert "state=delivered" in said
    assert PROMPT in said
    assert "secret" not in said


def test_the_auditor_imports_nothing_of_the_bot() -> None:
    for name in ("auditor.py", "records.py"):
        tree = ast.parse((Path(__file__).parent / name).read_text())
        modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert not [module for module in modules if module and module.split(".")[0] in ("bot", "cogs")]
