"""The bot with one guarantee broken, to prove that the auditor sees it. Started like launcher.py, in its place.

Each mutant patches the bot's classes in its own process; nothing of it is in the bot.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tests.chaos import launcher
from tests.chaos.steps import MUTANT

if TYPE_CHECKING:
    from datetime import datetime

    import discord

    from bot.chat.ladder import Ladder, Post
    from bot.core.jobs import Job, ProviderId
    from bot.core.requests import ImagineRequest
    from bot.runcomfy.client import RunComfy
    from bot.store.grants import SqliteGrants
    from bot.store.sqlite import SqliteStore


def pays_again() -> None:
    """The POST that pays is repeated when its answer was lost."""
    from bot.core.errors import OutcomeUnknown
    from bot.runcomfy.client import RunComfy

    once = RunComfy.submit

    async def submit(self: "RunComfy", request: "ImagineRequest") -> "ProviderId":
        try:
            return await once(self, request)
        except OutcomeUnknown:
            return await once(self, request)

    RunComfy.submit = submit


def settles_early() -> None:
    """The charge is spent, and the job over, as soon as there are pictures: before anybody has seen one."""
    from bot.core.jobs import JobState
    from bot.store.sqlite import SqliteStore

    honest = SqliteStore.advance

    async def advance(self: "SqliteStore", before: "Job", after: "Job", now: "datetime") -> "Job":
        if after.state is JobState.DELIVERED:
            return after  # that was written long ago
        saved = await honest(self, before, after, now)
        if saved.state is JobState.READY:
            over = saved.moved(JobState.DELIVERED, delivered=len(saved.outputs), told=True)
            await honest(self, saved, replace(over, ended_at=now), now)
        return saved

    SqliteStore.advance = advance


def forgets() -> None:
    """A new process takes over nothing of what the one before has left."""
    from bot.store.sqlite import SqliteStore

    async def claim(self: "SqliteStore", now: "datetime") -> list[Any]:
        return []

    SqliteStore.claim = claim


def posts_anew() -> None:
    """Pictures come as a new message each time, instead of by an edit of the one that is there."""
    from bot.chat.ladder import Ladder

    by_edit = Ladder.edit

    async def edit(self: "Ladder", job: "Job", post: "Post") -> None:
        if not post.pictures:
            await by_edit(self, job, post)
            return
        client: discord.Client = vars(self)["_bot"]
        channel = client.get_partial_messageable(job.reply.channel_id)
        await channel.send(post.text, files=post.files(job))
        await by_edit(self, job, replace(post, text="See below.", pictures=(), alt_texts=()))

    Ladder.edit = edit


def holds_money_late() -> None:
    """What a job can cost is held a moment after it was taken, in a transaction of its own."""
    import asyncio

    from bot.store import sqlite
    from bot.store.money import hold
    from bot.store.sqlite import NO_LIMITS, SqliteStore

    once, later = SqliteStore.accept, set[asyncio.Task[None]]()

    def nothing(*_: Any) -> tuple[()]:
        return ()

    async def accept(self: "SqliteStore", job: "Job", allowance: Any, limits: Any = NO_LIMITS) -> Any:
        taken = await once(self, job, allowance, limits)

        async def hold_it() -> None:
            await asyncio.sleep(0.5)
            await self.database.run(lambda tx: hold(tx, job, limits))

        if taken.fresh:
            later.add(asyncio.create_task(hold_it()))
        return taken

    sqlite.hold = nothing
    SqliteStore.accept = accept


def gives_doubt_back() -> None:
    """What failed did cost nothing, whether anybody can know that or not."""
    from bot.core import money
    from bot.core.jobs import JobState
    from bot.store import money as ledger

    honest = money.payment

    def payment(job: "Job", held: Any) -> Any:
        return money.NOTHING if job.state is JobState.FAILED else honest(job, held)

    ledger.payment = payment


def passes_budgets() -> None:
    """No budget is looked at."""
    from bot.store import money

    def afford(*_: Any) -> None:
        return None

    money.afford = afford


def grants_twice() -> None:
    """What a moderator gives is written down twice."""
    from bot.store.grants import SqliteGrants

    once = SqliteGrants.grant

    async def grant(self: "SqliteGrants", guild: Any, grant: Any, entry: Any) -> None:
        await once(self, guild, grant, entry)
        await once(self, guild, replace(grant, id=grant.id + 1), entry)

    SqliteGrants.grant = grant


def deletes_in_words() -> None:
    """Deleted, it says; and nothing is."""
    import discord

    async def stay(self: "discord.Interaction[Any]") -> None:
        return None

    discord.Interaction.delete_original_response = stay


def erases_in_words() -> None:
    """Erased, it says; and nothing is."""
    from bot.core.people import Batch
    from bot.store.people import SqlitePeople

    async def erase_jobs_of(self: SqlitePeople, user: Any, after: Any, limit: int, now: "datetime") -> Batch:
        return Batch(1, None)

    SqlitePeople.erase_jobs_of = erase_jobs_of


MUTANTS: Final[dict[str, Callable[[], None]]] = {
    "pays_again": pays_again,
    "settles_early": settles_early,
    "forgets": forgets,
    "posts_anew": posts_anew,
    "holds_money_late": holds_money_late,
    "gives_doubt_back": gives_doubt_back,
    "passes_budgets": passes_budgets,
    "grants_twice": grants_twice,
    "deletes_in_words": deletes_in_words,
    "erases_in_words": erases_in_words,
}


def run() -> int:
    """The mutated bot; its exit code."""
    # The reaper goes around what the mutant does, so it must come later; but it has to be the first to import
    # bot.chat.answers, which no mutant touches.
    MUTANTS[os.environ[MUTANT]]()
    return launcher.run()


if __name__ == "__main__":
    sys.exit(run())
