"""What moderators read about single jobs: reports, the audit log, a job's whole story. Decides nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.chat.admin_words import dollars
from bot.chat.labels import size_label
from bot.chat.languages import Language, mark
from bot.chat.settings_words import TITLES
from bot.chat.text import cut, shown
from bot.chat.wording import FAILURES, MESSAGE_LIMIT, seconds_of, timestamp
from bot.core.audit import Action, Entry, Fact
from bot.core.cases import Whole
from bot.core.jobs import Charge, Job, JobState
from bot.core.reports import Decision, Report
from bot.core.requests import Images

REASON_SHOWN_CHARS: Final = 300
PROMPT_SHOWN_CHARS: Final = 300
FACT_SHOWN_CHARS: Final = 120

# --- reports ----------------------------------------------------------------------------------------------------------

REPORT_TITLE: Final = mark("Report this picture")
REPORT_WHY: Final = mark("What is wrong with it?")
DELETE_IT: Final = mark("Delete it")
BLOCK_THEM: Final = mark("Block the member")
KEEP_IT: Final = mark("Keep it")
BLOCK_TITLE: Final = mark("Block this member?")
FOR_HOW_LONG: Final = mark("For how long")
REPORTED: Final = mark("Thank you. The moderators have it in front of them now.")
REPORTED_QUIETLY: Final = mark("Thank you. It is kept for the moderators, who look through the reports.")
NOT_REPORTABLE: Final = mark("This is no picture of mine that could be reported.")
NO_REPORTS: Final = mark("No report waits for a decision.")
NO_SUCH_ACTION: Final = mark("I write down nothing of that kind. Please choose it from the list.")
STILL_THERE: Final = mark("It could not be deleted just now, or I may not. Please delete the message yourself.")
DECIDED: Final = {
    Decision.DELETED: mark("Deleted by {member}."),
    Decision.BLOCKED: mark("The member was blocked by {member}."),
    Decision.KEPT: mark("Kept by {member}."),
}


def report(say: Language, report: Report, job: Job, link: str) -> str:
    """A report as moderators read it, in the log channel or among the open ones."""
    lines = [
        say("**Report** by {member} {when}", member=f"<@{report.reporter}>", when=timestamp(report.at, "R")),
        f"> {shown(report.reason, REASON_SHOWN_CHARS)}",
        say("Picture of {member}: {words}", member=f"<@{job.user_id}>", words=_words(say, job)),
        link,
    ]
    if report.decision is not None:
        lines.append(f"**{say(DECIDED[report.decision], member=f'<@{report.decided_by}>')}**")
    return "\n".join(lines)


def waiting(say: Language, number: int) -> str:
    """Above the open reports."""
    return say.many("{n} report waits for a decision.", "{n} reports wait for a decision.", number)


def _words(say: Language, job: Job) -> str:
    if job.erased:
        return say("(its words were erased)")
    return say("(private)") if job.reply.private else shown(job.request.prompt, PROMPT_SHOWN_CHARS)


# --- the audit log ----------------------------------------------------------------------------------------------------

NOTHING_LOGGED: Final = mark("Nothing like this stands in the audit log.")
ACTIONS: Final = {
    Action.SET: mark("{actor} changed {setting} from {before} to {after}"),
    Action.IMPORTED: mark("{actor} took over a settings file: {settings} settings changed"),
    Action.PAUSED: mark("{actor} paused this server: {reason}"),
    Action.RESUMED: mark("{actor} let people ask again"),
    Action.GRANTED: mark("{actor} changed the quota of {user} by {images}"),
    Action.RESET: mark("{actor} let the quota of {user} start anew"),
    Action.BLOCKED: mark("{actor} blocked {user}: {reason}"),
    Action.UNBLOCKED: mark("{actor} unblocked {user}"),
    Action.CANCELLED: mark("{actor} cancelled a request of {user}"),
    Action.DELETED: mark("{actor} deleted a picture of {user}"),
    Action.REPORTED: mark("{actor} reported a picture of {user}: {reason}"),
    Action.DECIDED: mark("{actor} decided about a report on a picture of {user}: {decision}"),
    Action.CLEARED: mark("{actor} looked after a possibly paid request; charged: {paid}"),
    Action.DESCRIBED: mark("{actor} changed the description of a picture of {user}"),
}


def audit(say: Language, entries: Sequence[Entry]) -> str:
    """A page of the audit log, newest first."""
    return cut("\n".join(logged(say, entry) for entry in entries) or say(NOTHING_LOGGED), MESSAGE_LIMIT)


def logged(say: Language, entry: Entry) -> str:
    """One entry as a sentence."""
    facts: dict[str, object] = {name: _fact(say, name, value) for name, value in entry.facts.items()}
    known = {"reason": "—", "settings": "?", "images": "?", "paid": "?", "decision": "?", "setting": "?"}
    known |= {"before": "—", "after": "—"}
    user = f"<@{entry.user}>" if entry.user else "—"
    text = say(ACTIONS[entry.action], **(known | facts), actor=f"<@{entry.actor}>", user=user)
    job = f" · `{entry.job}`" if entry.job else ""
    return f"- {timestamp(entry.at, 'f')} · {text}{job}"


def _fact(say: Language, name: str, value: Fact) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if name == "setting" and str(value) in TITLES:
        return say(TITLES[str(value)])
    if name == "images" and isinstance(value, int):
        return f"{value:+d}"
    return shown(str(value), FACT_SHOWN_CHARS) if isinstance(value, str) else f"{value:g}"


# --- one job ----------------------------------------------------------------------------------------------------------

EXACT_BELOW_S: Final = 10.0
"""Steps are told in tenths of a second below, so that they add up."""
STEPS: Final = {
    "accepted_at": mark("accepted"),
    "sending_at": mark("its turn came"),
    "submitted_at": mark("taken by the studio"),
    "started_at": mark("rendering began"),
    "ready_at": mark("finished there"),
    "ended_at": mark("ended"),
}
STATES: Final = {
    JobState.ACCEPTED: mark("waits for its turn"),
    JobState.SUBMITTING: mark("is being sent"),
    JobState.QUEUED: mark("waits in the studio's queue"),
    JobState.RUNNING: mark("is being rendered"),
    JobState.READY: mark("is being brought"),
    JobState.KEPT: mark("is kept for its member: it could not be shown"),
    JobState.DELIVERED: mark("was delivered"),
    JobState.CANCELLED: mark("was cancelled"),
    JobState.FAILED: mark("failed"),
}


def story(say: Language, whole: Whole, link: str | None) -> str:
    """Everything about one job, for moderators."""
    job = whole.job
    lines = [
        f"**{job.id}** · <@{job.user_id}> · {say(STATES[job.state])}",
        f"{_words(say, job)}{f' · {link}' if link else ''}",
        f"-# {_wish(say, job)}",
        *_steps(say, job),
        *_ending(say, job),
        *_accounts(say, whole),
    ]
    if job.parent:
        lines.append(say("-# Asked for from {job}.", job=f"`{job.parent}`"))
    if whole.children:
        lines.append(say("-# From it were asked for: {jobs}", jobs=" ".join(f"`{child}`" for child in whole.children)))
    if whole.reports:
        lines.append(say.many("-# {n} report about it.", "-# {n} reports about it.", whole.reports))
    lines += [logged(say, entry) for entry in whole.entries]
    return cut("\n".join(lines), MESSAGE_LIMIT)


def _wish(say: Language, job: Job) -> str:
    request, terms = job.request, job.terms
    parts = [size_label(request.size), say("scale {scale}", scale=f"{request.scale:g}")]
    if request.images is Images.SET:
        parts.append(say("a set"))
    if terms.quota_images is not None:
        parts.append(say("quota {n}", n=terms.quota_images))
    if terms.weight > 1:
        parts.append(say.many("{n} turn", "{n} turns", terms.weight))
    return " · ".join(parts)


def _steps(say: Language, job: Job) -> list[str]:
    """When each step was taken, and how long after the one before."""
    lines: list[str] = []
    before: datetime | None = None
    for name, step in STEPS.items():
        at: datetime | None = getattr(job, name)
        if at is None:
            continue
        after = "" if before is None else f" · +{_passed(say, (at - before).total_seconds())}"
        lines.append(f"- {timestamp(at, 'T')} {say(step)}{after}")
        before = at
    return lines


def _passed(say: Language, seconds: float) -> str:
    return seconds_of(say, seconds) if seconds >= EXACT_BELOW_S else say("{seconds} s", seconds=f"{seconds:.1f}")


def _ending(say: Language, job: Job) -> list[str]:
    lines: list[str] = []
    if job.failure is not None:
        hidden = job.reply.private  # what the studio said may repeat the words
        detail = f" {shown(job.detail, FACT_SHOWN_CHARS)}" if job.detail and not hidden else ""
        lines.append(f"{say('Why:')} {say(FAILURES[job.failure])}{detail}")
    if job.cancel_requested_by is not None:
        lines.append(say("Cancel was pressed by {member}.", member=f"<@{job.cancel_requested_by}>"))
    if job.provider_id is not None:
        lines.append(say("-# The studio's number: {number}", number=f"`{job.provider_id}`"))
    return lines


def _accounts(say: Language, whole: Whole) -> list[str]:
    counted = {
        None: say.many("{n} picture is held.", "{n} pictures are held.", whole.job.cost),
        Charge.SPENT: say.many("{n} picture was counted.", "{n} pictures were counted.", whole.job.cost),
        Charge.RETURNED: say.many("{n} picture was given back.", "{n} pictures were given back.", whole.job.cost),
    }
    lines = [counted.get(whole.settled, "")]
    if whole.paid is not None:
        lines.append(say("{paid} was paid.", paid=dollars(whole.paid)))
    elif whole.held is not None:
        lines.append(say("{held} is held: what it costs is open, or nobody knows.", held=dollars(whole.held)))
    return [" ".join(filter(None, lines))]


# --- the filter -------------------------------------------------------------------------------------------------------


def filter_list(say: Language, blocked: Sequence[str], allowed: Sequence[str]) -> str:
    """Both lists."""
    lines: list[str] = []
    for head, words in ((say("Stopped"), blocked), (say("Never stopped"), allowed)):
        entries = " ".join(shown(word, FACT_SHOWN_CHARS) for word in words)
        lines.append(f"**{head}** ({len(words)}): {entries or '—'}")
    return cut("\n".join(lines), MESSAGE_LIMIT)


def filter_changed(say: Language, number: int, total: int) -> str:
    """What was added or taken away."""
    if number == 0:
        return say("Nothing has changed.")
    done = say.many("{n} entry more.", "{n} entries more.", number)
    return f"{done} {say.many('The list has {n} entry.', 'The list has {n} entries.', total)}"


def filter_removed(say: Language, *, was: bool) -> str:
    """An entry was taken out of its list."""
    return say("Taken out.") if was else say("There is no such entry.")


def filter_tested(say: Language, rule: str | None, found: str | None) -> str:
    """What would become of a prompt."""
    if rule is None or found is None:
        passes = say("This prompt would pass. Nothing was sent or charged.")
        return (
            f"{passes}\n-# {say('The studio has a filter of its own, which only answers when a picture is asked for.')}"
        )
    return say(
        "This prompt would be stopped: {found} is what the entry {rule} means.",
        found=shown(found, FACT_SHOWN_CHARS),
        rule=shown(rule, FACT_SHOWN_CHARS),
    )
