"""What is done when a form about a wish or a result is sent; the forms about results. Decides nothing itself.

A form that was opened before a restart is sent after it: so what comes back is read here from the interaction, and not
by the object that asked.
"""

import logging
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.chat import history_words, labels, wording
from bot.chat.addresses import presser, stays_private
from bot.chat.answers import acknowledge, redraw, tell_privately
from bot.chat.asking import ask
from bot.chat.languages import Language
from bot.chat.pressing import field_lists
from bot.chat.wish_forms import KEPT_S
from bot.core.jobs import Job, JobId, UserId
from bot.core.requests import DEFAULT_SCALE, ImagineRequest

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

log = logging.getLogger(__name__)


def delete_form(say: Language, job: Job) -> discord.ui.Modal:
    """The question whether it is meant."""
    form = discord.ui.Modal(title=say(labels.DELETE_TITLE), custom_id=f"imagine:deleted:{job.id}", timeout=KEPT_S)
    form.add_item(discord.ui.TextDisplay(wording.delete_question(say, job)))
    return form


def remove_form(say: Language, job: Job) -> discord.ui.Modal:
    """The question whether a result shall leave the history."""
    form = discord.ui.Modal(title=say(labels.REMOVE_TITLE), custom_id=f"imagine:removed:{job.id}", timeout=KEPT_S)
    form.add_item(discord.ui.TextDisplay(history_words.remove_question(say, job)))
    return form


async def edit(interaction: discord.Interaction[Any], job_id: JobId, bot: "ImagineBot", say: Language) -> None:
    """The wish of a job, changed: asked for by whoever sent the form."""
    job = await bot.imagine.result(job_id, presser(interaction))
    request = _request(interaction, job.request.scale)  # a scale that is no choice stays as it was
    await ask(interaction, request, parent=job.id, private=stays_private(interaction, job))


async def wish(interaction: discord.Interaction[Any], private: JobId, bot: "ImagineBot", say: Language) -> None:
    """A wish that belongs to no job; whether it is for its member alone stands in the place of the job's number."""
    await ask(interaction, _request(interaction, DEFAULT_SCALE), private=bool(private))


async def remove(interaction: discord.Interaction[Any], job_id: JobId, bot: "ImagineBot", say: Language) -> None:
    """Out of its person's history."""
    await bot.history.remove(job_id, presser(interaction))
    log.info("result removed from the history", extra={"job": job_id})
    layout = discord.ui.LayoutView(timeout=None)
    layout.add_item(discord.ui.TextDisplay(say(history_words.REMOVED)))
    await redraw(interaction, layout)


async def delete(interaction: discord.Interaction[Any], job_id: JobId, bot: "ImagineBot", say: Language) -> None:
    """The message under which the form was opened goes, for everybody."""
    job = await bot.imagine.may_delete(job_id, presser(interaction))
    if not await acknowledge(interaction):
        return
    try:
        await interaction.delete_original_response()
    except discord.NotFound:
        pass  # somebody was faster
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("a result was not deleted", extra={"job": job_id, "error": type(error).__name__})
        await tell_privately(interaction, say(wording.NOT_DELETED))
        return
    log.info("result deleted", extra={"job": job_id, "by": interaction.user.id})
    await bot.cases.deleted(job, UserId(interaction.user.id))
    await tell_privately(interaction, say(wording.DELETED))


def _request(interaction: discord.Interaction[Any], scale: float) -> ImagineRequest:
    """The wish in a form that was sent; the scale where none was chosen. Raises as ImagineRequest.parse does."""
    values = {name: values[0] for name, values in field_lists(interaction).items()}
    chosen = _number(values["scale"]) if values.get("scale") else scale
    return ImagineRequest.parse(values.get("prompt") or "", values.get("size"), chosen, values.get("images"))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")  # refused as any other scale that cannot be
