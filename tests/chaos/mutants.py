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


MUTANTS: Final[dict[str, Callable[[], None]]] = {
    "pays_again": pays_again,
    "settles_early": settles_early,
    "forgets": forgets,
    "posts_anew": posts_anew,
}


def run() -> int:
    """The mutated bot; its exit code."""
    # The reaper goes around what the mutant does, so it must come later; but it has to be the first to import
    # bot.chat.answers, which no mutant touches.
    MUTANTS[os.environ[MUTANT]]()
    return launcher.run()


if __name__ == "__main__":
    sys.exit(run())
