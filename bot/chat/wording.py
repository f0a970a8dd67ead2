"""Every sentence that a member reads, in their language. Short, warm, exact; never a lie about what was charged.

Decides nothing. Names of commands and choices are in labels.py, what operators read is in operator_words.py.
"""

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final, assert_never

from bot.chat.labels import size_label
from bot.chat.languages import Language, mark, mark_many
from bot.chat.text import cut, ordinal, plain, shown
from bot.core.alttexts import ALT_TEXT_LIMIT_UNITS, Texts, numbered
from bot.core.imagine import CancelAnswer
from bot.core.jobs import Failure, Job
from bot.core.quotas import Period, QuotaReport
from bot.core.requests import Images
from bot.core.updates import (
    Cancelled,
    CancelWish,
    Collected,
    Failed,
    Fetching,
    InLine,
    KeepsTrying,
    Kept,
    Picture,
    Pictures,
    Rendering,
    Sending,
    Update,
    WaitingThere,
)

MESSAGE_LIMIT: Final = 2000
"""Characters in one message, says Discord."""
NO_TEXTS: Final[Texts] = MappingProxyType[int, str]({})
BAR_CELLS: Final = 12
LINKS_LIMIT: Final = 3
"""Links of pictures beyond the message; more would leave no room for a long prompt."""
ORIGINALS_LIMIT: Final = 6
"""The same where nothing but links is said."""
LINK_LIMIT_CHARS: Final = 250
FILE_KIND_LIMIT_CHARS: Final = 4
DELETE_PROMPT_LIMIT: Final = 300
RUNNING_NAMED: Final = 5
RUNNING_PROMPT_CHARS: Final = 60
"""Of the channels that a server allows, in one answer."""

# --- the message of a job ---------------------------------------------------------------------------------------------


def message(say: Language, job: Job, update: Update, *, echo: bool = True) -> str:
    """The whole text of a job's message. Without `echo` the prompt is left out, for chats that refuse its words."""
    news = _news(say, job, update)
    if job.reply.private and isinstance(update, InLine | Sending | KeepsTrying | WaitingThere | Rendering):
        news = f"{news}\n-# {_private_note(say)}"
    if not echo:
        return news
    return f"{shown(job.request.prompt, MESSAGE_LIMIT - len(news) - 1)}\n{news}"


def _news(say: Language, job: Job, update: Update) -> str:
    facts = wish_facts(say, job)
    match update:
        case InLine(place=0) | Sending():
            return f"{say('On its way to the studio.')}\n{facts}"
        case InLine(place=1):
            return f"{say('You are next.')}\n{facts}"
        case InLine(place, people):
            return f"{_in_line(say, place, people)}\n{facts}"
        case KeepsTrying():
            trying = say("The studio takes no requests just now. I keep trying; nothing is charged yet.")
            return f"{trying}\n{facts}"
        case WaitingThere() | Rendering():
            return f"{_at_the_studio(say, update)}{_cancel_note(say, update.cancel)}\n{facts}"
        case Fetching():
            return f"{say('Finished! Fetching takes longer than usual, please stay with me.')}\n{facts}"
        case Pictures():
            return _result(say, job, update)
        case Kept(until):
            kept = say(
                "Your picture is finished, but I cannot bring it here just now."
                " I keep it for you until {until}: type {collect} to get it.",
                until=timestamp(until, "f"),
                collect=say.command("collect"),
            )
            return f"{kept}\n{facts}"
        case Collected():
            return f"{say('Finished, and fetched with {collect}.', collect=say.command('collect'))}\n{facts}"
        case Cancelled():
            return _cancelled(say, job, update)
        case Failed():
            return _failed(say, update)
        case _:
            assert_never(update)


def _in_line(say: Language, place: int, people: int) -> str:
    waiting = {"ordinal": ordinal(place), "place": place}
    if not people:  # what comes first is their own
        return say("Waiting for its turn: {ordinal} in line.", **waiting)
    return say.many(
        "Waiting for its turn: {ordinal} in line, {n} person before you.",
        "Waiting for its turn: {ordinal} in line, {n} people before you.",
        people,
        **waiting,
    )


def _private_note(say: Language) -> str:
    return say(
        "Only you see this. If it takes longer than 15 minutes, the picture comes as a direct message,"
        " or {collect} brings it.",
        collect=say.command("collect"),
    )


def wish_facts(say: Language, job: Job) -> str:
    """A small line: what was asked for beside the words, and by whom where nobody can see it."""
    request = job.request
    scale = say("scale {scale}", scale=f"{request.scale:g}")
    images = f" · {say('a set')}" if request.images is Images.SET else ""
    member = f" · <@{job.user_id}>" if job.parent is not None else ""  # Discord names only who typed a command
    return f"-# {size_label(request.size)} · {scale}{images}{member}"


def _at_the_studio(say: Language, update: WaitingThere | Rendering) -> str:
    if isinstance(update, Rendering):
        since = timestamp(update.since, "R")
        if update.usual_s is None:
            return say("Rendering, started {since}.", since=since)
        usual = seconds_of(say, update.usual_s)
        return say("Rendering, started {since}, usually about {usual}.", since=since, usual=usual)
    if update.position is None:
        return say("Waiting in the studio's queue.")
    if update.position == 0:
        return say("Next in the studio's queue.")
    return say.many("In the studio's queue, {n} ahead.", "In the studio's queue, {n} ahead.", update.position)


def _cancel_note(say: Language, cancel: CancelWish) -> str:
    match cancel:
        case CancelWish.NONE:
            return ""
        case CancelWish.ASKED:
            return " " + say("Cancelling …")
        case CancelWish.TOO_LATE:
            return " " + say("Too late to cancel; if it comes, it counts.")
        case CancelWish.UNCONFIRMED:
            return " " + say("I asked to cancel and got no clear answer; if it comes, it counts.")


def _result(say: Language, job: Job, pictures: Pictures) -> str:
    left = say.many("{n} picture left", "{n} pictures left", pictures.quota_left)
    lines = [f"{wish_facts(say, job)} · {seconds_of(say, pictures.took_s)} · {left}"]
    shrunk = [picture for picture in pictures.shown if picture.shrunk]
    if shrunk:
        links = _links(say, [picture.original_url for picture in shrunk])
        lines.append(f"-# {_shrunk(say, len(shrunk), len(pictures.shown))}{links}")
    if pictures.more_urls:
        more = say.many(
            "{n} more picture does not fit here.", "{n} more pictures do not fit here.", len(pictures.more_urls)
        )
        lines.append(f"-# {more}{_links(say, pictures.more_urls)}")
    if pictures.missing > 0:
        missing = say.many(
            "{n} picture of the set could not be used.", "{n} pictures of the set could not be used.", pictures.missing
        )
        lines.append(f"-# {missing}")
    return "\n".join(lines)


def _shrunk(say: Language, number: int, of: int) -> str:
    if of == 1:
        return say("Too large for this chat, so this is a smaller copy.")
    return say.many(
        "Too large for this chat, so {n} of them is a smaller copy.",
        "Too large for this chat, so {n} of them are smaller copies.",
        number,
    )


def _links(say: Language, urls: list[str] | tuple[str, ...], most: int = LINKS_LIMIT) -> str:
    short = [url for url in urls if len(url) <= LINK_LIMIT_CHARS][:most]
    if not short:
        return ""
    numbers = [""] if len(urls) == 1 else [f" {number}" for number in range(1, len(short) + 1)]
    original = say("Original")
    return " " + " · ".join(f"[{original}{number}](<{url}>)" for number, url in zip(numbers, short, strict=True))


def _cancelled(say: Language, job: Job, update: Cancelled) -> str:
    if update.by in (None, job.user_id):
        ended = say("Cancelled.")
    else:
        ended = say("Cancelled by {member}.", member=f"<@{update.by}>")
    return f"{ended} {_given_back(say, update.returned)}\n{wish_facts(say, job)}"


def _given_back(say: Language, returned: int) -> str:
    return say.many("{n} picture was given back.", "{n} pictures were given back.", returned)


FAILURES: Final = {
    Failure.NOT_ACKNOWLEDGED: mark("I could not answer in time, so I did not start. Please ask again."),
    Failure.BLOCKED: mark("The studio's content filter stopped this one. Try other words."),
    Failure.REJECTED: mark("The studio did not accept this request. Try another size or other words."),
    Failure.PROVIDER_FAILED: mark("The studio could not make this one. Asking again often helps."),
    Failure.NOT_AVAILABLE: mark("Pictures are not available right now. The bot's operator knows."),
    Failure.UNREACHABLE: mark("The studio could not be reached. Please try again in a few minutes."),
    Failure.OUTCOME_UNKNOWN: mark(
        "I lost contact while sending, so I cannot tell what became of it. Please ask again."
    ),
    Failure.CANCELLED_THERE: mark("This request was cancelled at the studio. Please ask again."),
    Failure.LOST_THERE: mark("The studio no longer knows this request. Please ask again."),
    Failure.TIMED_OUT: mark("The studio did not finish in time. Please ask again later."),
    Failure.NO_PICTURES: mark(
        "The studio finished, but there was no picture that I can show. Asking again often helps."
    ),
    Failure.UNDELIVERABLE: mark("The picture was made, but it could not be shown."),
}


def _failed(say: Language, update: Failed) -> str:
    links = _links(say, update.urls) if update.why is Failure.UNDELIVERABLE else ""
    return f"{say(FAILURES[update.why])}{links} {_given_back(say, update.returned)}"


def alt_text(say: Language, job: Job, number: int, of: int, texts: Texts = NO_TEXTS) -> str:
    """What a screen reader says of a picture: what was written about it, else what it was made from."""
    if number in texts:
        return texts[number]
    words = plain(job.request.prompt)
    if of == 1:
        text = say("Picture made from the words: {words}", words=words)
    else:
        text = say("Picture {number} of {of} made from the words: {words}", number=number, of=of, words=words)
    return cut(text, ALT_TEXT_LIMIT_UNITS)


def alt_texts(say: Language, job: Job, pictures: Sequence[Picture], texts: Texts) -> tuple[str, ...]:
    """The same for pictures of this job that are brought into a message."""
    of = max(len(job.outputs), len(pictures))
    return tuple(alt_text(say, job, number, of, texts) for number in numbered(job, pictures))


def originals(say: Language, job: Job) -> str:
    """Where the files of the studio lie."""
    kinds = sorted({url.rsplit("?")[0].rsplit(".")[-1].upper() for url in job.outputs})
    kind = kinds[0] if len(kinds) == 1 and len(kinds[0]) <= FILE_KIND_LIMIT_CHARS else ""
    size = f"{job.request.size.width_px}×{job.request.size.height_px}{f' · {kind}' if kind else ''}"
    links = _links(say, job.outputs, ORIGINALS_LIMIT)
    what = say.many("As the studio made it, {size}:", "As the studio made them, {size}:", len(job.outputs), size=size)
    return f"{what}{links}\n-# {say('The studio does not say how long it keeps them. Download what you want to keep.')}"


def delete_question(say: Language, job: Job) -> str:
    """What is asked before a result is deleted."""
    prompt = shown(job.request.prompt, DELETE_PROMPT_LIMIT)
    gone = say("The message with its pictures goes away for everybody and does not come back. It stays counted.")
    return f"{prompt}\n{gone}"


DELETED: Final = mark("Deleted.")
NOT_DELETED: Final = mark("I could not delete it just now. Please try again in a moment.")


def moved_here(say: Language, job: Job, old_link: str | None) -> str:
    """A line for a result that could not go into its own message."""
    ready = say("{member}, your picture is ready.", member=f"<@{job.user_id}>")
    return f"{ready} {say('Your request was here: {link}', link=old_link)}" if old_link else ready


def shown_elsewhere(say: Language, job: Job, link: str | None) -> str:
    """What the old message says when its result went to a new one, or directly to the person when `link` is None."""
    if link is None:
        moved = say("Finished, but I could not show it right here, so I sent it as a direct message.")
    else:
        moved = say("Finished, but I could not show it right here, so it is here: {link}.", link=link)
    return f"{moved}\n{wish_facts(say, job)}"


# --- answers that only one person sees --------------------------------------------------------------------------------


def cancel_answer(say: Language, answer: CancelAnswer, job_cost: int) -> str:
    """What the presser of Cancel is told."""
    match answer:
        case CancelAnswer.CANCELLED:
            return f"{say('Cancelled.')} {_given_back(say, job_cost)}"
        case CancelAnswer.TOO_LATE:
            return say("Too late to cancel: the studio is at work on it. If it comes, it counts.")
        case CancelAnswer.ASKED:
            return say("I asked to cancel. The message will say how it ended.")


def quota(say: Language, report: QuotaReport, under_way: Sequence[tuple[Job, str | None]] = ()) -> str:
    """The answer of /quota; `under_way` are the member's own requests in the making, with their links."""
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
    set_cost = say("A set counts as {cost}. What is cancelled or fails is given back.", cost=allowance.set_cost)
    lines = [
        f"**{left}**",
        f"`{_bar(usage.used, usage.held, report.limit)}` {counts}",
        say("Starts anew {relative} ({time}).", **reset),
        f"-# {at_once}",
        f"-# {set_cost}",
    ]
    if usage.kept_jobs:
        waits = say.many(
            "{n} finished request waits for you: type {collect}.",
            "{n} finished requests wait for you: type {collect}.",
            usage.kept_jobs,
            collect=say.command("collect"),
        )
        lines.insert(1, waits)
    lines[-2:-2] = _why_so_many(say, report)
    lines += [_running(say, job, link) for job, link in under_way[:RUNNING_NAMED]]
    return "\n".join(lines)


def _why_so_many(say: Language, report: QuotaReport) -> list[str]:
    """Where a member's number comes from, when it is not simply what everybody has."""
    lines: list[str] = []
    if report.role_id is not None:
        lines.append(say("-# You have this many through {role}.", role=f"<@&{report.role_id}>"))
    if report.usage.granted:
        granted = f"{report.usage.granted:+d}"
        lines.append(say("-# Those who run this server changed it by {granted} for this time.", granted=granted))
    if report.weight > 1:
        lines.append(
            say.many(
                "-# You have {n} turn in each round of the line.",
                "-# You have {n} turns in each round of the line.",
                report.weight,
            )
        )
    return lines


def _running(say: Language, job: Job, link: str | None) -> str:
    words = shown(job.request.prompt, RUNNING_PROMPT_CHARS)
    return f"-# {words} {link}" if link else f"-# {words}"


def collecting(say: Language, waiting: int) -> str:
    """The first answer of /collect; the oldest of the requests that wait replaces it."""
    if waiting == 0:
        return say("Nothing waits for you: every picture that was finished has been shown.")
    fetching = say("Fetching your picture …")
    if waiting == 1:
        return fetching
    more = say.many(
        "{n} more waits: type {collect} again afterwards.",
        "{n} more wait: type {collect} again afterwards.",
        waiting - 1,
        collect=say.command("collect"),
    )
    return f"{fetching} {more}"


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


def timestamp(time: datetime, style: str) -> str:
    """Discord shows it in each reader's own language and time zone, and keeps the relative one running."""
    return f"<t:{int(time.timestamp())}:{style}>"


def seconds_of(say: Language, seconds: float) -> str:
    """How long something took."""
    whole = max(1, round(seconds))
    if whole < 120:
        return say("{seconds} s", seconds=whole)
    return say("{minutes} min {seconds} s", minutes=whole // 60, seconds=whole % 60)
