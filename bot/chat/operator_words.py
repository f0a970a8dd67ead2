"""What an operator reads on the command line: plain text, in English. Decides nothing."""

from datetime import datetime
from typing import Final

from bot.chat.text import count, plain
from bot.core import errors
from bot.core.jobs import Job
from bot.core.requests import Images

UNEXPECTED: Final = "Something went wrong. The log says what."


def why_not_started(error: errors.ImagineError) -> str:
    """What is wrong at the start, and how to mend it; several lines for several settings."""
    match error:
        case errors.SettingsError(problems):
            return "\n".join(problems)
        case errors.StoreUnusable(why):
            return f"The database cannot be used: {why}. Check DATABASE_URL, its folder's rights and free space."
        case errors.SchemaTooNew(found, known):
            return (
                f"The database has schema {found}, this program knows {known}."
                " Start the newer version, or restore the backup made before the upgrade."
            )
        case _:
            return UNEXPECTED


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
            reason = why_not_started(error)
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
