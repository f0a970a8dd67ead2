"""Every sentence that a person reads. Short, warm, exact; never a lie about what was charged. Decides nothing."""

from datetime import datetime
from typing import Final, assert_never

from bot.chat.text import count, cut, ordinal, plain, shown
from bot.core import errors
from bot.core.imagine import CancelAnswer
from bot.core.jobs import Failure, Job
from bot.core.quotas import Period, QuotaReport
from bot.core.requests import Images, ImagineRequest, Size
from bot.core.updates import (
    Cancelled,
    CancelWish,
    Collected,
    Failed,
    Fetching,
    InLine,
    KeepsTrying,
    Kept,
    Pictures,
    Rendering,
    Sending,
    Update,
    WaitingThere,
)

MESSAGE_LIMIT: Final = 2000
"""Characters in one message, says Discord."""
ALT_TEXT_LIMIT_CHARS: Final = 1024
BAR_CELLS: Final = 12
LINKS_LIMIT: Final = 3
"""Links of pictures beyond the message; more would leave no room for a long prompt."""
LINK_LIMIT_CHARS: Final = 250

# --- what the commands say of themselves ------------------------------------------------------------------------------

IMAGINE: Final = "Turn your words into a picture"
PROMPT: Final = "What should be in the picture? Up to 800 characters"
ASPECT_RATIO: Final = "Shape and size of the picture (1:1 · 2K if you choose nothing)"
SCALE: Final = "How closely to follow your words (balanced if you choose nothing)"
IMAGES: Final = "One picture, or a set of several (one if you choose nothing)"
QUOTA: Final = "See how many pictures you have left, and when your quota starts anew"
COLLECT: Final = "Get finished pictures that I could not bring to you"
CANCEL: Final = "Cancel"

SCALE_LABELS: Final = {
    0.0: "0 · free: your words are only a hint",
    0.25: "0.25 · loose",
    0.5: "0.5 · balanced",
    0.75: "0.75 · close to your words",
    1.0: "1 · strict: as close to your words as it can",
}
IMAGES_LABELS: Final = {
    Images.ONE: "One picture",
    Images.SET: "A set: several pictures on one theme (counts as several)",
}


def size_label(size: Size) -> str:
    """`16:9 · 2K (2560×1440)`."""
    return f"{size.ratio} · {size.tier.value} ({size.width_px}×{size.height_px})"


# --- the message of a job ---------------------------------------------------------------------------------------------


def message(job: Job, update: Update, *, echo: bool = True) -> str:
    """The whole text of a job's message. Without `echo` the prompt is left out, for chats that refuse its words."""
    news = _news(job, update)
    if not echo:
        return news
    return f"{shown(job.request.prompt, MESSAGE_LIMIT - len(news) - 1)}\n{news}"


def _news(job: Job, update: Update) -> str:
    match update:
        case InLine(place=0) | Sending():
            return f"On its way to the studio.\n{_facts(job.request)}"
        case InLine(place=1):
            return f"You are next.\n{_facts(job.request)}"
        case InLine(place):
            return f"Waiting for its turn: {ordinal(place)} in line.\n{_facts(job.request)}"
        case KeepsTrying():
            return (
                f"The studio takes no requests just now. I keep trying; nothing is charged yet.\n{_facts(job.request)}"
            )
        case WaitingThere() | Rendering():
            return f"{_at_the_studio(update)}{_cancel_note(update.cancel)}\n{_facts(job.request)}"
        case Fetching():
            return f"Finished! Fetching takes longer than usual, please stay with me.\n{_facts(job.request)}"
        case Pictures():
            return _result(job, update)
        case Kept(until):
            return (
                "Your picture is finished, but I cannot bring it here just now. I keep it for you until"
                f" {_timestamp(until, 'f')}: type /collect to get it.\n{_facts(job.request)}"
            )
        case Collected():
            return f"Finished, and fetched with /collect.\n{_facts(job.request)}"
        case Cancelled():
            return _cancelled(job, update)
        case Failed():
            return _failed(update)
        case _:
            assert_never(update)


def _facts(request: ImagineRequest) -> str:
    images = " · a set" if request.images is Images.SET else ""
    return f"-# {size_label(request.size)} · scale {request.scale:g}{images}"


def _at_the_studio(update: WaitingThere | Rendering) -> str:
    if isinstance(update, Rendering):
        usual = f", usually about {_seconds(update.usual_s)}" if update.usual_s is not None else ""
        return f"Rendering, started {_timestamp(update.since, 'R')}{usual}."
    if update.position is None:
        return "Waiting in the studio's queue."
    return f"In the studio's queue, {update.position} ahead." if update.position else "Next in the studio's queue."


def _cancel_note(cancel: CancelWish) -> str:
    match cancel:
        case CancelWish.NONE:
            return ""
        case CancelWish.ASKED:
            return " Cancelling …"
        case CancelWish.TOO_LATE:
            return " Too late to cancel; if it comes, it counts."
        case CancelWish.UNCONFIRMED:
            return " I asked to cancel and got no clear answer; if it comes, it counts."


def _result(job: Job, pictures: Pictures) -> str:
    took = f" · {_seconds(pictures.took_s)}"
    left = f" · {count(pictures.quota_left, 'picture', 'pictures')} left"
    lines = [_facts(job.request) + took + left]
    shrunk = [picture for picture in pictures.shown if picture.shrunk]
    if shrunk:
        what = "this is a smaller copy" if len(pictures.shown) == 1 else f"{len(shrunk)} of them are smaller copies"
        lines.append(f"-# Too large for this chat, so {what}.{_links([picture.original_url for picture in shrunk])}")
    if pictures.more_urls:
        more = count(len(pictures.more_urls), "more picture does", "more pictures do")
        lines.append(f"-# {more} not fit here.{_links(pictures.more_urls)}")
    if pictures.missing > 0:
        lines.append(f"-# {count(pictures.missing, 'picture', 'pictures')} of the set could not be used.")
    return "\n".join(lines)


def _links(urls: list[str] | tuple[str, ...]) -> str:
    short = [url for url in urls if len(url) <= LINK_LIMIT_CHARS][:LINKS_LIMIT]
    if not short:
        return ""
    numbers = [""] if len(urls) == 1 else [f" {number}" for number in range(1, len(short) + 1)]
    return " " + " · ".join(f"[Original{number}](<{url}>)" for number, url in zip(numbers, short, strict=True))


def _cancelled(job: Job, update: Cancelled) -> str:
    by = "" if update.by in (None, job.user_id) else f" by <@{update.by}>"
    return f"Cancelled{by}. {_given_back(update.returned)}\n{_facts(job.request)}"


def _given_back(returned: int) -> str:
    return f"{count(returned, 'picture was', 'pictures were')} given back."


FAILURES: Final = {
    Failure.NOT_ACKNOWLEDGED: "I could not answer in time, so I did not start. Please ask again.",
    Failure.BLOCKED: "The studio's content filter stopped this one. Try other words.",
    Failure.REJECTED: "The studio did not accept this request. Try another size or other words.",
    Failure.PROVIDER_FAILED: "The studio could not make this one. Asking again often helps.",
    Failure.NOT_AVAILABLE: "Pictures are not available right now. The bot's operator knows.",
    Failure.UNREACHABLE: "The studio could not be reached. Please try again in a few minutes.",
    Failure.OUTCOME_UNKNOWN: "I lost contact while sending, so I cannot tell what became of it. Please ask again.",
    Failure.CANCELLED_THERE: "This request was cancelled at the studio. Please ask again.",
    Failure.LOST_THERE: "The studio no longer knows this request. Please ask again.",
    Failure.TIMED_OUT: "The studio did not finish in time. Please ask again later.",
    Failure.NO_PICTURES: "The studio finished, but there was no picture that I can show. Asking again often helps.",
    Failure.UNDELIVERABLE: "The picture was made, but it could not be shown.",
}


def _failed(update: Failed) -> str:
    links = _links(update.urls) if update.why is Failure.UNDELIVERABLE else ""
    return f"{FAILURES[update.why]}{links} {_given_back(update.returned)}"


def alt_text(job: Job, number: int, of: int) -> str:
    """What a screen reader says of a picture."""
    which = "Picture" if of == 1 else f"Picture {number} of {of}"
    return cut(f"{which} made from the words: {plain(job.request.prompt)}", ALT_TEXT_LIMIT_CHARS)


def moved_here(job: Job, old_link: str | None) -> str:
    """A line for a result that could not go into its own message."""
    where = f" Your request was here: {old_link}" if old_link else ""
    return f"<@{job.user_id}>, your picture is ready.{where}"


def shown_elsewhere(job: Job, link: str | None) -> str:
    """What the old message says when its result went to a new one, or directly to the person when `link` is None."""
    where = f"it is here: {link}" if link else "I sent it as a direct message"
    return f"Finished, but I could not show it right here, so {where}.\n{_facts(job.request)}"


# --- answers that only one person sees --------------------------------------------------------------------------------


def cancel_answer(answer: CancelAnswer, job_cost: int) -> str:
    """What the presser of Cancel is told."""
    match answer:
        case CancelAnswer.CANCELLED:
            return f"Cancelled. {_given_back(job_cost)}"
        case CancelAnswer.TOO_LATE:
            return "Too late to cancel: the studio is at work on it. If it comes, it counts."
        case CancelAnswer.ASKED:
            return "I asked to cancel. The message will say how it ended."


def quota(report: QuotaReport) -> str:
    """The answer of /quota."""
    allowance, usage = report.allowance, report.usage
    held = "held" if usage.kept_jobs else "in the making"
    lines = [
        f"**{report.left} of {count(allowance.images, 'picture', 'pictures')} left {PERIODS[allowance.period]}**",
        f"`{_bar(usage.used, usage.held, allowance.images)}` {usage.used} used · {usage.held} {held}",
        f"Starts anew {_timestamp(report.resets_at, 'R')} ({_timestamp(report.resets_at, 'f')}).",
        f"-# {usage.unfinished_jobs} of {count(allowance.jobs_at_once, 'request', 'requests')} at once in the making.",
        f"-# A set counts as {allowance.set_cost}. What is cancelled or fails is given back.",
    ]
    if usage.kept_jobs:
        one = usage.kept_jobs == 1
        what = "1 finished request waits" if one else f"{usage.kept_jobs} finished requests wait"
        lines.insert(1, f"{what} for you: type /collect.")
    return "\n".join(lines)


def collecting(waiting: int) -> str:
    """The first answer of /collect; the oldest of the requests that wait replaces it."""
    if waiting == 0:
        return "Nothing waits for you: every picture that was finished has been shown."
    more = f" {count(waiting - 1, 'more waits', 'more wait')}: type /collect again afterwards." if waiting > 1 else ""
    return f"Fetching your picture …{more}"


PERIODS: Final = {Period.DAY: "today", Period.WEEK: "this week", Period.MONTH: "this month"}


def _bar(used: int, held: int, limit: int) -> str:
    """Used cells full, held cells shaded; something used is never shown as nothing."""
    if limit <= 0:
        return "█" * BAR_CELLS
    full = min(BAR_CELLS, -(-used * BAR_CELLS // limit))
    shaded = min(BAR_CELLS - full, -(-held * BAR_CELLS // limit))
    return "█" * full + "▒" * shaded + "░" * (BAR_CELLS - full - shaded)


UNEXPECTED: Final = "Something went wrong on my side. Nothing was charged; please try again."
OUTDATED: Final = "This command has changed. Please restart Discord (Ctrl+R) and try again."
STOPPING: Final = "I am restarting. Please try again in a moment."
NOTHING_WRITTEN: Final = (
    "I cannot write anything down just now, so nothing was started, cancelled or charged."
    " Please try again in a few minutes."
)


def sentence(error: errors.ImagineError) -> str:
    """What a person is told about an error; those of start-up are for the operator."""
    match error:
        case errors.PromptEmpty():
            return "Tell me what should be in the picture: the prompt is empty."
        case errors.PromptTooLong(length, limit):
            return f"Your prompt has {length} characters; {limit} are possible. Please shorten it by {length - limit}."
        case errors.SizeUnsupported():
            return "I do not know this size. Please choose one from the list."
        case errors.ScaleOutOfRange(_, low, high):
            return f"The scale must be between {low:g} and {high:g}."
        case errors.ImagesUnsupported():
            return "Please choose one picture or a set from the list."
        case errors.QuotaExceeded():
            return _quota_exceeded(error)
        case errors.TooManyAtOnce(running, limit):
            return (
                f"You have {count(running, 'request', 'requests')} in the making, and no more than {limit} at once."
                " Wait for one or cancel one."
            )
        case errors.NotAvailable():
            return "Pictures are not available right now. Please try again later; nothing was charged."
        case errors.Stopping():
            return STOPPING
        case errors.NotYourJob():
            return "Only the person who asked for it, or a moderator, can do that."
        case errors.NoSuchJob():
            return "I do not know this request any more."
        case errors.TooLate():
            return "Too late: this one has already finished."
        case errors.ImageApiError():
            return "The studio is in trouble. Please try again in a few minutes."
        case errors.CannotFit():
            return "This picture cannot be made small enough for this chat."
        case errors.DeliveryError():
            return "I cannot write here just now. Please try again in a moment."
        case errors.StoreTrouble():
            return NOTHING_WRITTEN
        case errors.StoreUnusable(why):
            return f"The database cannot be used: {why}. Check DATABASE_URL, its folder's rights and free space."
        case errors.SchemaTooNew(found, known):
            return (
                f"The database has schema {found}, this program knows {known}."
                " Start the newer version, or restore the backup made before the upgrade."
            )
        case errors.StoreError():
            return UNEXPECTED
        case errors.SettingsError(problems):
            return "\n".join(problems)
        case _:
            return UNEXPECTED


def _quota_exceeded(error: errors.QuotaExceeded) -> str:
    left = error.limit - error.used - error.held
    if error.cost > error.limit:
        return (
            f"This needs {count(error.cost, 'picture', 'pictures')}, more than a whole quota of {error.limit}."
            " A single picture needs 1."
        )
    held = f" and {error.held} more in the making" if error.held else ""
    used = f"{error.used} of {count(error.limit, 'picture', 'pictures')} used{held}"
    why = f"This needs {error.cost}, and you have {left} left" if left > 0 else "Your quota is used up"
    reset = f"{_timestamp(error.resets_at, 'R')} ({_timestamp(error.resets_at, 'f')})"
    return f"{why}: {used}. It starts anew {reset}."


# --- what an operator reads on the command line -----------------------------------------------------------------------

_NOT_DONE: Final = {"backup": "Nothing was backed up", "restore": "Nothing was restored"}


def not_done(command: str, error: errors.StoreError) -> str:
    """Why a command of the operator's was not carried out."""
    match error:
        case errors.StoreTrouble(why):
            reason = f"the database: {why}."
        case errors.StoreUnusable(why):
            reason = f"{why}."
        case errors.SchemaTooNew(found, known):
            reason = f"it has schema {found}, this program knows {known}. Use the newer program."
        case _:
            reason = sentence(error)
    return f"{_NOT_DONE.get(command, 'That did not work')}: {reason}"


def backed_up(file: str, size_bytes: int, schema: int, jobs: int) -> str:
    """One line about a backup."""
    return f"{file}: {size_bytes} bytes, schema {schema}, {count(jobs, 'job', 'jobs')}"


def restored(file: str, jobs: int, given_back: int, going_on: int, aside: str | None) -> str:
    """What became of the jobs of a backup, and where the database before it lies."""
    lines = [f"Restored {file}: {count(jobs, 'job', 'jobs')}."]
    if given_back:
        lines.append(
            f"{count(given_back, 'job was', 'jobs were')} given back, because nobody knows whether they were sent after"
            " the backup. Look after them: python -m bot unresolved"
        )
    if going_on:
        lines.append(f"{count(going_on, 'job goes', 'jobs go')} on when the bot starts.")
    if aside is not None:
        lines.append(f"The database before it: {aside}")
    return "\n".join(lines)


def unresolved(job: Job, link: str | None) -> str:
    """All that helps to find one request at the provider. What members typed cannot steer the terminal."""
    request, where = job.request, f"server {job.guild_id}" if job.guild_id else "direct message"
    sent = f"sent {_utc(job.sending_at)}" if job.sending_at else f"asked for {_utc(job.accepted_at)}, sent at or after"
    images = "a set" if request.images is Images.SET else "one picture"
    why = f"{job.failure.value if job.failure else ''}{f' ({plain(job.detail)})' if job.detail else ''}"
    return (
        f"{job.id}  {sent}\n"
        f"  who       member {job.user_id}, {where}, channel {job.reply.channel_id}\n"
        f"  message   {link or 'none'}\n"
        f"  prompt    {plain(request.prompt)}\n"
        f"  request   {request.size.value}, scale {request.scale:g}, {images}\n"
        f"  RunComfy  {plain(job.provider_id) if job.provider_id else 'no request id came back'}\n"
        f"  why       {why}"
    )


def unresolved_close(number: int) -> str:
    """The last line of the list: what to do."""
    if number == 0:
        return "Nothing is unresolved: no request that may have been paid waits for you."
    return (
        f"{count(number, 'request', 'requests')} may have been paid without a picture for anybody, and the member got"
        " it back. Look at RunComfy's page for a request at that time; when you are done:"
        " python -m bot unresolved --clear ID"
    )


def cleared(job_id: int) -> str:
    """Somebody has looked after this one."""
    return f"{job_id} is cleared."


def not_unresolved(job_id: int) -> str:
    """There was nothing to clear."""
    return f"{job_id} is not in the list: it was cleared already, or it never was."


def _utc(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"


def _timestamp(time: datetime, style: str) -> str:
    """Discord shows it in each reader's own time zone, and keeps the relative one running."""
    return f"<t:{int(time.timestamp())}:{style}>"


def _seconds(seconds: float) -> str:
    whole = max(1, round(seconds))
    return f"{whole} s" if whole < 120 else f"{whole // 60} min {whole % 60} s"
