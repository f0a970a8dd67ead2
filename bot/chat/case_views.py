"""Turning the pages of the audit log. Decides nothing; what is looked for travels in the ids of the buttons."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Self

import discord

from bot.chat import case_words, labels
from bot.chat.addresses import presser
from bot.chat.answers import renew
from bot.chat.languages import Language
from bot.chat.pressing import JOB_ID, Item
from bot.core.audit import PAGE_ENTRIES, Action, Entry, Wanted
from bot.core.jobs import UserId

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

_Button = discord.ui.Button[discord.ui.View]


class AuditButton(
    Item,
    discord.ui.DynamicItem[_Button],
    template=rf"imagine:audit:(?P<action>[a-z]*):(?P<member>[0-9]{{0,19}}):{JOB_ID}",
):
    """Older entries than this one; 0 is the newest page."""

    def __init__(self, wanted: Wanted, before: int, label: str = labels.OLDER_ENTRIES) -> None:
        action = wanted.action.value if wanted.action else ""
        custom_id = f"imagine:audit:{action}:{wanted.member or ''}:{before}"
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id=custom_id))
        self.wanted, self.before = wanted, before

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """See Item."""
        action = next((one for one in Action if one.value == match["action"]), None)
        member = UserId(int(match["member"])) if match["member"] else None
        return cls(Wanted(member, action), int(match["job"]))

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        entries = await bot.cases.log(presser(interaction), self.wanted, self.before or None, PAGE_ENTRIES + 1)
        view = audit_view(say, self.wanted, entries, first=not self.before)
        await renew(interaction, case_words.audit(say, entries[:PAGE_ENTRIES]), view)


ITEMS: Final = (AuditButton,)


def audit_view(say: Language, wanted: Wanted, entries: Sequence[Entry], *, first: bool) -> discord.ui.View:
    """Older ones where there are any, and back to the newest; only dynamic items, see cancel_view."""
    view = discord.ui.View(timeout=None)
    if len(entries) > PAGE_ENTRIES:
        view.add_item(AuditButton(wanted, entries[PAGE_ENTRIES - 1].id, say(labels.OLDER_ENTRIES)))
    if not first:
        view.add_item(AuditButton(wanted, 0, say(labels.NEWEST)))
    return view
