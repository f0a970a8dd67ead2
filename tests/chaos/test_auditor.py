"""The auditor on records made by hand: one broken promise at a time."""

import ast
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.auditor import Verdict, audit, details
from tests.chaos.records import Database, Deed, Entry, Json, Message, QuotaSaid, Records, Typed

JOB = 1001
PROMPT = "chaos 1-cafe a fox in the rain"
STARTED_MS = 1_700_000_000_000


def row(**changes: Any) -> Json:
    return {
        "id": JOB, "user_id": 7, "scope_id": 9, "state": "delivered", "told": 1, "prompt": PROMPT, "cost": 1,
        "channel_id": 5, "message_id": 50, "cancel_requested_by": None, "accepted_at": STARTED_MS,
        "ended_at": STARTED_MS + 3000, "failure": None, "token": "secret", "provider_id": None, "images": "one",
        "cleared_at": None, "erased_at": None,
    } | changes  # fmt: skip


def charge(kind: str, **changes: Any) -> Json:
    return {"id": 1, "job_id": JOB, "user_id": 7, "scope_id": 9, "kind": kind, "images": 1} | changes


def request(**changes: Any) -> Json:
    return {
        "id": "r1",
        "state": "completed",
        "input": {"prompt": PROMPT},
        "outputs": ["http://x/1.png"],
        "cost_usd": 0.03,
    } | changes


def spendings(jobs: dict[int, Json], requests: list[Json]) -> list[Json]:
    """What the money ledger should say: the price is held, and paid where anybody can know what it cost."""
    rows: list[Json] = []
    for job, one in jobs.items():
        charged = sum(each["cost_usd"] for each in requests if each["input"]["prompt"] == one["prompt"])
        mine = [("held", 30_000)]
        mine += [] if one["failure"] == "outcome_unknown" else [("paid", round(charged * 1_000_000))]
        rows += [money(job, kind, micros) for kind, micros in mine]
    return rows


def money(job: int, kind: str, micros: int) -> Json:
    return {"job_id": job, "scope_id": 9, "kind": kind, "micros": micros, "at": STARTED_MS}


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
    jobs: dict[int, Json] = changes.pop("jobs", {JOB: row()})
    ledger: list[Json] = changes.pop("spendings", None) or spendings(jobs, changes.get("requests", [request()]))
    more = {name: changes.pop(name) for name in ("grants", "resets", "reports", "audit") if name in changes}
    database = Database(jobs, changes.pop("charges", [charge("held"), charge("spent")]), [], ledger, **more)
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
        "kills 3 jobs 1 delivered 1 cancelled 0 failed 0 | lost 0 paid_twice 0 posted_twice 0 quota_drift 0"
        " money_drift 0 undone 0 stuck 0"
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


PEOPLE = {"ada": 7, "mira": 8}


def deed(what: str, words: str, **facts: Any) -> Deed:
    return Deed(what, "mira", "2002", STARTED_MS / 1000 + 5, words=words, answered=True, **facts)


def judged(one: Deed, **changes: Any) -> set[str]:
    return broken(audit(records(people=PEOPLE, server=9, deeds=[one], **changes)))


def test_money_is_held_once_and_paid_at_what_it_cost() -> None:
    held, paid = money(JOB, "held", 30_000), money(JOB, "paid", 30_000)
    assert not broken(audit(records(spendings=[held, paid])))
    for wrong in ([held], [paid], [held, held, paid], [held, paid, paid], [held, money(JOB, "paid", 0)]):
        assert broken(audit(records(spendings=wrong))) == {"money_drift"}


def test_what_nobody_can_know_stays_held_until_it_is_cleared() -> None:
    why: dict[str, Any] = {"diary": [Entry(STARTED_MS / 1000 + 1, "kill")]}
    ledger = [money(JOB, "held", 30_000), money(JOB, "paid", 0)]
    assert broken(audit(failed("outcome_unknown", spendings=ledger, **why))) == {"money_drift"}
    cleared = {JOB: row(state="failed", failure="outcome_unknown", cleared_at=STARTED_MS + 9)}
    assert audit(failed("outcome_unknown", spendings=ledger, jobs=cleared, **why)).clean
    assert broken(audit(failed("outcome_unknown", jobs=cleared, **why))) == {"money_drift"}


def test_no_hold_may_pass_a_budget_of_its_moment() -> None:
    assert not broken(audit(records(bot_budgets={"day": 30_000})))
    assert broken(audit(records(bot_budgets={"day": 29_999}))) == {"money_drift"}
    early = Deed("afford", "olga", "1", STARTED_MS / 1000 - 60, about="day", amount=20_000)
    audit_log = [{"at": STARTED_MS - 59_900, "facts": '{"name": "budget_day"}'}]
    assert broken(audit(records(server=9, deeds=[early], audit=audit_log))) == {"money_drift"}
    assert not broken(audit(records(server=9, deeds=[early]))), "it never came to the bot"
    late = Deed("afford", "olga", "2", STARTED_MS / 1000 - 1, about="day", amount=40_000)
    assert not broken(audit(records(server=9, deeds=[early, late], audit=audit_log))), "it may have been raised"


def test_a_grant_counts_once_or_not_at_all_where_nobody_confirmed_it() -> None:
    grants = [{"user_id": 7, "scope_id": 9, "images": 3}]
    done = deed("quota grant", "0 used · 0 in the making", about="ada", amount=3)
    unsaid = deed("quota grant", "", about="ada", amount=3)
    assert not judged(done, grants=grants)
    assert judged(done) == {"quota_drift"}
    assert judged(done, grants=grants * 2) == {"quota_drift"}
    assert not judged(unsaid)
    assert not judged(unsaid, grants=grants)
    assert judged(unsaid, grants=grants * 2) == {"quota_drift"}


def test_what_was_confirmed_was_done() -> None:
    deleted = deed("delete", "Deleted.", about=str(JOB))
    assert judged(deleted) == {"undone"}
    gone = message(files=1)
    assert not judged(deleted, messages=[Message(gone.now, gone.versions, deleted=True)])
    erased = deed("erase", "Done: the words of 1 request are erased", about="ada")
    assert judged(erased) == {"undone"}
    without = {JOB: row(prompt="", erased_at=STARTED_MS + 6000, message_id=None)}
    ledger = [money(JOB, "held", 30_000), money(JOB, "paid", 30_000)]
    assert not judged(erased, jobs=without, spendings=ledger)
    reported = deed("report", "Thank you. It is kept.", about=str(JOB))
    assert judged(reported) == {"undone"}
    assert not judged(reported, reports=[{"job_id": JOB, "reporter_id": 8}])
    blocked = Deed("block", "mira", "2002", STARTED_MS / 1000 - 9, about="ada", words="cannot ask for pictures here")
    assert judged(blocked) == {"undone"}


def test_the_same_words_twice_are_two_requests_where_two_asked() -> None:
    both = {JOB: row(), 1002: row(id=1002, message_id=51, accepted_at=STARTED_MS + 100)}
    second = message("51")
    file = [{"filename": "imagine-1002-1.png"}]
    now = second.now | {"attachments": file, "interaction": {"id": "1002"}}
    what: dict[str, Any] = {
        "jobs": both,
        "charges": [charge(kind, job_id=job) for job in both for kind in ("held", "spent")],
        "spendings": [money(job, kind, 30_000) for job in both for kind in ("held", "paid")],
        "messages": [message(files=1), Message(now, [now])],
        "quotas": [QuotaSaid(7, 9, "2 used · 0 in the making")],
    }
    assert audit(records(requests=[request(), request(id="r2")], **what)).clean
    thrice = [request(), request(id="r2"), request(id="r3")]
    assert "paid_twice" in broken(audit(records(requests=thrice, **what)))


def test_a_thinking_message_is_stuck() -> None:
    thinking = message("51").now | {"loading": True, "content": ""}
    assert broken(audit(records(messages=[message(files=1), Message(thinking, [thinking])]))) == {"stuck"}


def test_a_cancelled_job_must_say_so_and_must_not_have_been_paid() -> None:
    cancelled: dict[str, Any] = {"jobs": {JOB: row(state="cancelled", cancel_requested_by=7)}}
    text = "Cancelled. 1 picture was given back."
    assert audit(failed("", text, requests=[request(state="cancelled", outputs=[], cost_usd=0)], **cancelled)).clean
    assert broken(audit(failed("", text, **cancelled))) == {"lost"}
    assert broken(audit(failed("", requests=[], **cancelled))) == {"lost"}
    unwanted: dict[str, Any] = {"jobs": {JOB: row(state="cancelled")}}
    assert broken(audit(failed("", text, requests=[], **unwanted))) == {"lost"}
    ended_at = STARTED_MS / 1000 + 3
    before, after = (Deed("erase", "mod", "88", at, about="mod") for at in (ended_at - 1, ended_at + 1))
    assert broken(audit(failed("", text, requests=[], deeds=[before], **unwanted))) == {"lost"}
    assert audit(failed("", text, requests=[], deeds=[after], **unwanted)).clean


def test_pictures_that_stood_elsewhere_unknown_to_the_bot_must_be_gone_from_there() -> None:
    left = Message(message("51").now, [message("51", files=1).now, message("51").now])
    where = [message(files=1), left]
    assert broken(audit(records(messages=where))) == {"posted_twice"}
    assert audit(records(messages=where, diary=[Entry(1.5, "kill")])).clean
    assert broken(audit(records(messages=where, diary=[Entry(3.0, "kill")]))) == {"posted_twice"}
    lost = [Entry(0.5, "weather", "discord_lost_after")]
    assert audit(records(messages=where, diary=lost)).clean
    both = [message(files=1), message("51", files=1)]
    assert broken(audit(records(messages=both, diary=lost))) == {"posted_twice"}


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
    for name in ("auditor.py", "deeds.py", "evidence.py", "money.py", "records.py"):
        tree = ast.parse((Path(__file__).parent / name).read_text())
        modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert not [module for module in modules if module and module.split(".")[0] in ("bot", "cogs")]
