"""The menus of /imagine-admin budget: saying whether possibly paid requests were charged. Decides nothing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import discord

from bot.chat import admin_words
from bot.chat.addresses import presser
from bot.chat.answers import renew
from bot.chat.history_views import chosen_jobs, job_options
from bot.chat.languages import Language
from bot.chat.pressing import Item
from bot.core.errors import NoSuchJob
from bot.core.jobs import Job
from bot.core.spending import Report

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

_Select = discord.ui.Select[discord.ui.View]


def _menu(custom_id: str, placeholder: str, jobs: Sequence[Job]) -> _Select:
    return _Select(placeholder=placeholder, options=job_options(jobs, for_others=True), custom_id=custom_id)


class _ClearSelect(Item):
    charged: bool

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        chosen = chosen_jobs(interaction)
        if not chosen:
            raise NoSuchJob
        await bot.spending.clear(presser(interaction), chosen[0], charged=self.charged)
        report = await bot.spending.report(presser(interaction))
        await renew(interaction, admin_words.budget(say, report), budget_view(say, report))


class ChargedSelect(_ClearSelect, discord.ui.DynamicItem[_Select], template="imagine:money:charged"):
    """A possibly paid request was charged: what is held for it is paid."""

    charged = True

    def __init__(self, placeholder: str = admin_words.IT_WAS_CHARGED, jobs: Sequence[Job] = ()) -> None:
        discord.ui.DynamicItem.__init__(self, _menu("imagine:money:charged", placeholder, jobs))


class FreeSelect(_ClearSelect, discord.ui.DynamicItem[_Select], template="imagine:money:free"):
    """It was not: what is held for it can be spent again."""

    charged = False

    def __init__(self, placeholder: str = admin_words.IT_WAS_FREE, jobs: Sequence[Job] = ()) -> None:
        discord.ui.DynamicItem.__init__(self, _menu("imagine:money:free", placeholder, jobs))


ITEMS: Final = (ChargedSelect, FreeSelect)


def budget_view(say: Language, report: Report) -> discord.ui.View:
    """Nothing but the two menus, where there is something to be cleared; only dynamic items, see cancel_view."""
    view = discord.ui.View(timeout=None)
    if report.uncertain:
        jobs = [one.job for one in report.uncertain]
        view.add_item(cast("Any", ChargedSelect(say(admin_words.IT_WAS_CHARGED), jobs)))
        view.add_item(cast("Any", FreeSelect(say(admin_words.IT_WAS_FREE), jobs)))
    return view
