"""What members read about their quota: what is left, where it comes from, what keeps them from using it.

Decides nothing.
"""

from collections.abc import Sequence
from typing import Final

from bot.chat.error_words import sentence
from bot.chat.languages import Language, mark_many
from bot.chat.text import shown, utf16_units
from bot.chat.wording import MESSAGE_LIMIT, timestamp
from bot.core.jobs import Job
from bot.core.quotas import Period, QuotaReport

BAR_CELLS: Final = 12
RUNNING_NAMED: Final = 5
RUNNING_PROMPT_CHARS: Final = 60
LEFT: Final = {
    Period.DAY: mark_many("{left} of {n} picture left today", "{left} of {n} pictures left today"),
    Period.WEEK: mark_many("{left} of {n} picture left this week", "{left} of {n} pictures left this week"),
    Period.MONTH: mark_many("{left} of {n} picture left this month", "{left} of {n} pictures left this month"),
}


def _bar(used: int, held: int, limit: int) -> str:
    """Used cells full, held cells shaded; something used is never shown as nothing."""
    if limit <= 0:
        return "█" * BAR_CELLS
    full = min(BAR_CELLS, -(-used * BAR_CELLS // limit))
    shaded = min(BAR_CELLS - full, -(-held * BAR_CELLS // limit))
    return "█" * full + "▒" * shaded + "░" * (BAR_CELLS - full - shaded)


def quota(
    say: Language, report: QuotaReport, under_way: Sequence[tuple[Job, str | None]] = (), head: Sequence[str] = ()
) -> str:
    """The answer of /quota; `under_way` are the member's own requests in the making, with their links.

    `head` is said before it to others than that member.
    """
    allowance, usage = report.allowance, report.usage
    left = say.many(*LEFT[allowance.period], report.limit, left=report.left)
    if usage.kept_jobs:
        counts = say("{used} used · {held} held", used=usage.used, held=usage.held)
    else:
        counts = say("{used} used · {held} in the making", used=usage.used, held=usage.held)
    reset = {"relative": timestamp(report.resets_at, "R"), "time": timestamp(report.resets_at, "f")}
    at_once = say.many(
        "{running} of {n} request at once in the making.",
        "{running} of {n} requests at once in the making.",
        allowance.jobs_at_once,
        running=usage.unfinished_jobs,
    )
    if (role := report.given_by.jobs_at_once) is not None:
        through = say("You have {n} at once through {role}.", n=allowance.jobs_at_once, role=f"<@&{role}>")
        at_once = f"{at_once} {through}"
    set_cost = say("A set counts as {cost}. What is cancelled or fails is given back.", cost=allowance.set_cost)
    lines = [
        *head,
        *(sentence(say, why) for why in report.closed),
        f"**{left}**",
        *_to_be_collected(say, usage.kept_jobs),
        f"`{_bar(usage.used, usage.held, report.limit)}` {counts}",
        say("Starts anew {relative} ({time}).", **reset),
        *_why_so_many(say, report),
        f"-# {at_once}",
        f"-# {set_cost}",
    ]
    if report.largest is not None:
        lines.append(say("-# Pictures here can be up to {largest}.", largest=report.largest.value))
    for job, link in under_way[:RUNNING_NAMED]:
        with_it = [*lines, _running(say, job, link)]
        if utf16_units("\n".join(with_it)) > MESSAGE_LIMIT:
            break  # what keeps from asking can be long, too
        lines = with_it
    return "\n".join(lines)


def _to_be_collected(say: Language, kept_jobs: int) -> list[str]:
    if not kept_jobs:
        return []
    return [
        say.many(
            "{n} finished request waits for you: type {collect}.",
            "{n} finished requests wait for you: type {collect}.",
            kept_jobs,
            collect=say.command("collect"),
        )
    ]


def _why_so_many(say: Language, report: QuotaReport) -> list[str]:
    """Where a member's numbers come from, when they are not simply what everybody has."""
    lines: list[str] = []
    if (role := report.given_by.images) is not None:
        lines.append(say("-# You have this many through {role}.", role=f"<@&{role}>"))
    if report.usage.granted:
        granted = f"{report.usage.granted:+,d}"
        lines.append(say("-# Moderators changed it by {granted} for this time.", granted=granted))
    if report.weight > 1:
        lines.append(
            say.many(
                "-# You have {n} turn in each round of the line, through {role}.",
                "-# You have {n} turns in each round of the line, through {role}.",
                report.weight,
                role=f"<@&{report.given_by.weight}>",
            )
        )
    return lines


def _running(say: Language, job: Job, link: str | None) -> str:
    words = shown(job.request.prompt, RUNNING_PROMPT_CHARS)
    return f"-# {words} {link}" if link else f"-# {words}"
