"""What moderators give to single members, on a real file: an interaction that comes twice counts once."""

from pathlib import Path

import pytest

from bot.core.audit import Action, Entry, Wanted
from bot.core.granting import Grant, GrantId
from bot.core.quotas import current_window
from bot.store import open_store
from tests.makers import ADA, BRUNO, GUILD, NOON, an_allowance

pytestmark = pytest.mark.asyncio


async def test_a_grant_counts_once_however_often_its_interaction_comes(tmp_path: Path) -> None:
    entry = Entry(GUILD, NOON, BRUNO, Action.GRANTED, ADA, facts={"images": 5})
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        for number in (901, 901, 902):
            await store.grants.grant(GUILD, Grant(GrantId(number), ADA, 5, NOON), entry)
        usage = await store.usage(ADA, GUILD, current_window(an_allowance(), NOON))
        assert usage.granted == 10
        assert len(await store.audit.entries(GUILD, Wanted(), None, 50)) == 2, (
            "the audit log tells no grant twice either"
        )
