"""Who did what: written once, read by its own server alone."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.audit import Action, Entry, Wanted
from bot.core.jobs import GuildId, JobId
from bot.store import open_store
from tests.makers import ADA, BRUNO, GUILD, NOON

pytestmark = pytest.mark.asyncio
HARBOUR = GuildId(88)


async def test_entries_come_back_newest_first_and_only_to_their_own_server(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        granted = Entry(GUILD, NOON, ADA, Action.GRANTED, user=BRUNO, facts={"images": 5})
        deleted = Entry(GUILD, NOON + timedelta(minutes=1), BRUNO, Action.DELETED, user=ADA, job=JobId(9))
        elsewhere = Entry(HARBOUR, NOON, ADA, Action.PAUSED, facts={"reason": "“tea”"})
        for entry in (granted, deleted, elsewhere):
            await store.audit.record(entry)
        found = await store.audit.entries(GUILD, Wanted(), None, 10)
        assert [(one.action, one.actor, one.user, one.job, dict(one.facts)) for one in found] == [
            (Action.DELETED, BRUNO, ADA, 9, {}),
            (Action.GRANTED, ADA, BRUNO, None, {"images": 5}),
        ]
        assert [one.at for one in found] == [deleted.at, granted.at]
        older = await store.audit.entries(GUILD, Wanted(), found[0].id, 10)
        assert [one.action for one in older] == [Action.GRANTED]
        assert [dict(one.facts) for one in await store.audit.entries(HARBOUR, Wanted(), None, 10)] == [
            {"reason": "“tea”"}
        ]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(member=ADA), [Action.DELETED, Action.GRANTED]),  # what she did, and what was done about her
        (Wanted(action=Action.GRANTED), [Action.GRANTED]),
        (Wanted(job=JobId(9)), [Action.DELETED]),
        (Wanted(member=BRUNO, action=Action.SET), []),
    ],
)
async def test_entries_are_filtered(tmp_path: Path, wanted: Wanted, found: list[Action]) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        await store.audit.record(Entry(GUILD, NOON, ADA, Action.GRANTED, user=BRUNO))
        await store.audit.record(Entry(GUILD, NOON, BRUNO, Action.DELETED, user=ADA, job=JobId(9)))
        assert [one.action for one in await store.audit.entries(GUILD, wanted, None, 10)] == found
