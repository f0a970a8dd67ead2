"""The components of the history and of one result out of it. Decides nothing.

Whose things are listed is told by who presses, never by what a button carries.
"""

import logging
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Self, cast

import discord

from bot.chat import error_words, history_words, labels, wording
from bot.chat.addresses import guild_of, new_reply_address, presser
from bot.chat.answers import amend, answer, redraw, show_form, show_layout
from bot.chat.describing import alt_text_buttons
from bot.chat.forms import remove_form
from bot.chat.ladder import jump_link
from bot.chat.languages import Language
from bot.chat.pressing import JOB_ID, Item, JobItem
from bot.chat.results import AgainButton, EditButton, OriginalButton
from bot.chat.text import cut, plain
from bot.core.alttexts import Described, may_describe
from bot.core.history import Page, Place, Way
from bot.core.jobs import Job, JobId, UserId

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

log = logging.getLogger(__name__)

GALLERY_PICTURES: Final = 4
"""Of one result; the rest is behind Original."""
OPTION_LIMIT_CHARS: Final = 100
"""One option of a menu, says Discord."""

_NAMES_JOB: Final = re.compile(rf"(imagine:[a-z]+:|(SPOILER_)?imagine-){JOB_ID}(-[0-9]+\.[a-z]+)?")
"""The id of a component that belongs to a job, or the name of one of its pictures."""

_Button = discord.ui.Button[Any]
_Select = discord.ui.Select[Any]
_Layout = discord.ui.LayoutView


# --- the history ------------------------------------------------------------------------------------------------------


class PageButton(
    Item, discord.ui.DynamicItem[_Button], template=rf"imagine:(?P<way>older|newer):{JOB_ID}:(?P<words>[^\n]*)"
):
    """Another page of the presser's own history."""

    def __init__(self, place: Place, label: str = labels.OLDER, *, disabled: bool = False) -> None:
        custom_id = f"imagine:{place.way.value}:{place.beside or 0}:{place.words}"
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id=custom_id, disabled=disabled))
        self.place = place

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """See Item."""
        return cls(Place(history_words.searched(match["words"]), Way(match["way"]), JobId(int(match["job"]))))

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        page = await bot.history.page(UserId(interaction.user.id), guild_of(interaction), self.place)
        await redraw(interaction, await page_layout(bot, say, page))


class OpenSelect(Item, discord.ui.DynamicItem[_Select], template="imagine:open"):
    """One result out of a page, to be seen with everything that belongs to it."""

    def __init__(self, placeholder: str = labels.OPEN_ONE, jobs: Sequence[Job] = ()) -> None:
        options = job_options(jobs)
        menu = _Select(placeholder=placeholder, options=options, custom_id="imagine:open")
        discord.ui.DynamicItem.__init__(self, menu)

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        job = await bot.history.open(next(iter(chosen_jobs(interaction)), JobId(0)), presser(interaction))
        await show_layout(interaction, await detail_layout(bot, interaction, job))


async def page_layout(bot: "ImagineBot", say: Language, page: Page) -> _Layout:
    """A page of somebody's history; only dynamic items can be pressed in it, see cancel_view. Raises StoreTrouble."""
    layout = _Layout(timeout=None)
    if not page.jobs:
        layout.add_item(discord.ui.TextDisplay(history_words.nothing_found(say, page)))
        return layout
    layout.add_item(discord.ui.TextDisplay(history_words.heading(say, page)))
    texts = await bot.alt_texts.of_all(page.jobs)
    for job in page.jobs:
        text = history_words.entry(say, job, link_of(job))
        urls = bot.history.links(job)
        if urls:
            alt = wording.alt_text(say, job, job.outputs.index(urls[0]) + 1, 1, texts[job.id])
            thumbnail = discord.ui.Thumbnail[_Layout](urls[0], description=alt, spoiler=job.terms.spoiler)
            layout.add_item(discord.ui.Section[_Layout](text, accessory=thumbnail))
        else:
            layout.add_item(discord.ui.TextDisplay(text))
    layout.add_item(discord.ui.ActionRow[Any](OpenSelect(say(labels.OPEN_ONE), page.jobs)))
    if page.newer or page.older:
        newer = Place(page.place.words, Way.NEWER, page.jobs[0].id)
        older = Place(page.place.words, Way.OLDER, page.jobs[-1].id)
        layout.add_item(
            discord.ui.ActionRow[Any](
                PageButton(newer, say(labels.NEWER), disabled=not page.newer),
                PageButton(older, say(labels.OLDER), disabled=not page.older),
            )
        )
    return layout


def link_of(job: Job) -> str | None:
    """The address of the message in which a result stands; None where it was moved or only its person can see it."""
    moved = job.elsewhere or job.left is not None or job.reply.private
    return None if moved or job.reply.message_id is None else jump_link(job, job.reply.message_id)


def job_of(message: discord.Message) -> JobId | None:
    """The job that a message of the bot's names: in a component, or where it was moved in the name of a picture."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    ids = [str(getattr(item, "custom_id", "")) for row in rows for item in row.children]
    names = [attachment.filename for attachment in message.attachments]
    found = [match for text in (*ids, *names) if (match := _NAMES_JOB.fullmatch(text))]
    return JobId(int(found[0]["job"])) if found else None


# --- one result -------------------------------------------------------------------------------------------------------


class PostAgainButton(JobItem, discord.ui.DynamicItem[_Button], template=f"imagine:repost:{JOB_ID}"):
    """The pictures once more, for everybody in this channel."""

    def __init__(self, job_id: JobId, label: str = labels.POST_AGAIN) -> None:
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id=f"imagine:repost:{job_id}"))
        self.job_id = job_id

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See JobItem."""
        job = await bot.history.open(self.job_id, presser(interaction))
        if await answer(interaction, say(history_words.FETCHING_AGAIN)) is None:
            return
        try:
            place = new_reply_address(interaction, private=False)
            became = await bot.history.post_again(job, UserId(interaction.user.id), interaction.id, place)
            text = say(history_words.REPOSTED[became])
        except Exception:  # the presser was promised pictures and must hear how it ended
            log.exception("posting again failed", extra={"job": job.id})
            text = say(error_words.UNEXPECTED)
        await amend(interaction, text)


class RemoveButton(JobItem, discord.ui.DynamicItem[_Button], template=f"imagine:remove:{JOB_ID}"):
    """Takes a result out of its person's history, after asking once."""

    def __init__(self, job_id: JobId, label: str = labels.REMOVE) -> None:
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id=f"imagine:remove:{job_id}"))
        self.job_id = job_id

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See JobItem."""
        job = await bot.history.own(self.job_id, presser(interaction))
        await show_form(interaction, remove_form(say, job))


async def detail_layout(bot: "ImagineBot", interaction: discord.Interaction[Any], job: Job) -> _Layout:
    """Everything about one result, for whoever asked; only dynamic items can be pressed in it, see cancel_view.

    Raises StoreTrouble.
    """
    say = bot.languages.of(interaction.locale)
    layout = _Layout(timeout=None)
    layout.add_item(discord.ui.TextDisplay(history_words.detail(say, job, link_of(job))))
    described = Described(job, await bot.alt_texts.of(job))
    urls = bot.history.links(job)[:GALLERY_PICTURES]
    if urls:
        layout.add_item(_gallery(say, described, urls))
    if (more := history_words.not_all_shown(say, len(urls), job)) is not None:
        layout.add_item(discord.ui.TextDisplay(more))
    row = discord.ui.ActionRow[Any](
        AgainButton(job.id, say(labels.AGAIN)),
        EditButton(job.id, say(labels.EDIT)),
        OriginalButton(job.id, say(labels.ORIGINAL)),
        PostAgainButton(job.id, say(labels.POST_AGAIN)),
    )
    if job.user_id == interaction.user.id:
        row.add_item(RemoveButton(job.id, say(labels.REMOVE)))
    layout.add_item(row)
    if may_describe(job, presser(interaction)):
        layout.add_item(discord.ui.ActionRow[Any](*alt_text_buttons(say, described)))
    return layout


def _gallery(say: Language, described: Described, urls: Sequence[str]) -> discord.ui.MediaGallery[_Layout]:
    job, gallery = described.job, discord.ui.MediaGallery[_Layout]()
    for url in urls:
        text = wording.alt_text(say, job, job.outputs.index(url) + 1, len(job.outputs), described.texts)
        gallery.add_item(media=url, description=text, spoiler=job.terms.spoiler)
    return gallery


def job_options(jobs: Sequence[Job], *, for_others: bool = False) -> list[discord.SelectOption]:
    """What a menu of jobs offers; `for_others`: without the words of private ones."""
    return [
        discord.SelectOption(
            label="…"
            if for_others and job.reply.private
            else cut(plain(job.request.prompt) or "…", OPTION_LIMIT_CHARS),
            value=str(job.id),
            description=labels.size_label(job.request.size),
        )
        for job in jobs
    ]


def chosen_jobs(interaction: discord.Interaction[Any]) -> list[JobId]:
    """The jobs that were chosen in a menu; what is no id names none."""
    values = cast("dict[str, Any]", interaction.data or {}).get("values") or ()
    return [JobId(int(value)) for value in map(str, values) if re.fullmatch(JOB_ID, value)]


ITEMS: Final = (PageButton, OpenSelect, PostAgainButton, RemoveButton)
"""Everything that stands in these answers, but for what results have too."""
