"""Who is let in with which wish, and under which terms."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core import errors
from bot.core.admission import Admission, Asker, OperatorLimits
from bot.core.audit import Wanted
from bot.core.configuration import Configuration
from bot.core.granting import GrantId, Granting
from bot.core.jobs import GuildId
from bot.core.money import Payer, Prices, micros
from bot.core.quotas import Period
from bot.core.ranks import Presser, Rank
from bot.core.requests import SIZES, Images, ImagineRequest, Tier
from bot.store import open_store
from bot.store.sqlite import SqliteStore
from tests.makers import ADA, BRUNO, GUILD, NOON, an_allowance

pytestmark = pytest.mark.asyncio
OLGA = Presser(BRUNO, GUILD, moderates=True, manages=True)
REQUEST = ImagineRequest("a fox")
HERE = Asker(ADA, GUILD, channel_id=5)


class StoppedClock:
    """Time that a test sets."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> Any:
        return self.time

    async def wait(self, event: Any, timeout_s: float) -> bool:
        raise NotImplementedError


class Town:
    """A server's rules on a real file."""

    def __init__(self, store: SqliteStore, **operator: Any) -> None:
        self.store, self.clock, self.prices = store, StoppedClock(), Prices(micros(0.03))
        self.configuration = Configuration(store.servers, self.clock)
        self.door = Admission(self.configuration, self.prices, self.clock, an_allowance(), OperatorLimits(**operator))

    async def decide(self, **settings: Any) -> None:
        for name, raw in settings.items():
            await self.configuration.set(OLGA, name, raw)


async def test_a_server_that_decided_nothing_has_the_operators_rules(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        admitted = await Town(store, server_jobs=200, bot_jobs=900).door.admit(HERE, REQUEST)
        assert admitted.allowance == an_allowance()
        assert (admitted.limits.most, admitted.limits.budgets) == (micros(0.03), ())
        assert (admitted.limits.server_jobs, admitted.limits.bot_jobs) == (200, 900)
        assert (admitted.terms.weight, admitted.terms.spoiler, admitted.terms.quota_images) == (1, False, 10)


async def test_of_a_members_roles_the_highest_counts_in_each_respect(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        town = Town(store)
        await town.decide(
            quota_images=5,
            roles=[
                {"role": "100", "images": 3, "weight": 4},
                {"role": "200", "images": 50, "jobs_at_once": 7},
                {"role": "300", "images": 900},
            ],
        )
        plain = await town.door.standing(HERE)
        assert (plain.allowance.images, plain.role_id, plain.weight) == (5, None, 1)
        both = await town.door.standing(replace(HERE, roles=frozenset({100, 200})))
        assert (both.allowance.images, both.allowance.jobs_at_once, both.role_id, both.weight) == (50, 7, 200, 4)
        lower = await town.door.standing(replace(HERE, roles=frozenset({100})))
        assert lower.allowance.images == 3, "what a role says counts, also when it is less"


@pytest.mark.parametrize(
    ("settings", "asker", "wish", "refusal"),
    [
        ({"channels": ["6", "7"]}, HERE, REQUEST, errors.ChannelClosed),
        ({"age_restricted_only": True}, HERE, REQUEST, errors.AgeRestrictedOnly),
        ({"largest": "2K"}, HERE, replace(REQUEST, size=SIZES[-1]), errors.SizeNotAllowed),
        ({"paused": "tea"}, HERE, REQUEST, errors.Paused),
        ({"blocked_words": ["fox"]}, HERE, REQUEST, errors.WordsRefused),
    ],
)
async def test_what_a_server_does_not_want_is_refused(
    tmp_path: Path, settings: dict[str, Any], asker: Asker, wish: ImagineRequest, refusal: type[Exception]
) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        town = Town(store)
        await town.door.admit(asker, wish)
        await town.decide(**settings)
        with pytest.raises(refusal):
            await town.door.admit(asker, wish)
        await town.door.admit(replace(asker, guild_id=GuildId(88)), wish)  # another server has its own rules
        await town.door.admit(replace(asker, guild_id=None), wish)


async def test_what_a_server_wants_is_let_in(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        town = Town(store)
        await town.decide(channels=["6"], age_restricted_only=True, largest=Tier.TWO_K.value, spoiler=True)
        thread = Asker(ADA, GUILD, channel_id=5, parent_id=6, age_restricted=True)
        assert (await town.door.admit(thread, REQUEST)).terms.spoiler


async def test_a_block_ends_by_itself_or_when_it_is_taken_away(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        town = Town(store)
        await town.configuration.block(OLGA, ADA, Rank.MEMBER, "spam", NOON + timedelta(hours=1))
        with pytest.raises(errors.MemberBlocked) as refusal:
            await town.door.admit(HERE, REQUEST)
        assert (refusal.value.reason, refusal.value.until) == ("spam", NOON + timedelta(hours=1))
        town.clock.time = NOON + timedelta(hours=1)
        await town.door.admit(HERE, REQUEST)
        await town.configuration.block(OLGA, ADA, Rank.MEMBER, "", None)
        with pytest.raises(errors.MemberBlocked):
            await town.door.admit(HERE, REQUEST)
        assert await town.configuration.unblock(OLGA, ADA)
        assert not await town.configuration.unblock(OLGA, ADA)
        await town.door.admit(HERE, REQUEST)
        actions = [entry.action.value for entry in await store.audit.entries(GUILD, Wanted(), None, 10)]
        assert actions == ["unblocked", "blocked", "blocked"]


async def test_every_budget_is_handed_on_with_its_window(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        town = Town(store, budget_month=micros(100))
        await town.decide(budget_day="2.50", server_jobs=3)
        limits = (await town.door.admit(HERE, replace(REQUEST, images=Images.SET))).limits
        assert limits.most == micros(0.45)
        assert [(one.payer, one.period, one.limit) for one in limits.budgets] == [
            (Payer.SERVER, Period.DAY, micros(2.5)),
            (Payer.BOT, Period.MONTH, micros(100)),
        ]
        assert limits.server_jobs == 3


async def test_only_managers_decide_and_only_about_their_own_server(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        town = Town(store)
        moderator = Presser(BRUNO, GUILD, moderates=True, moderates_everywhere=True)
        for presser in (moderator, Presser(BRUNO, GUILD, moderates=False), Presser(BRUNO, None, True, True)):
            with pytest.raises(errors.NotAllowed):
                await town.configuration.set(presser, "quota_images", 5)
        await town.configuration.set(Presser(BRUNO, GuildId(88), moderates=True, manages=True), "quota_images", 5)
        assert (await town.configuration.of(GUILD)).settings.quota_images is None
        with pytest.raises(errors.NotAllowed):
            await town.configuration.block(Presser(BRUNO, GUILD, moderates=True), ADA, Rank.MEMBER, "", None)


async def test_a_change_that_somebody_else_has_not_seen_is_not_overwritten(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        town = Town(store)
        seen = (await town.configuration.of(GUILD)).version("quota_images")
        await town.configuration.set(OLGA, "quota_images", 5, seen)
        with pytest.raises(errors.SettingChanged):
            await town.configuration.set(OLGA, "quota_images", 9, seen)
        assert (await town.configuration.of(GUILD)).settings.quota_images == 5
        now = (await town.configuration.of(GUILD)).version("quota_images")
        assert (await town.configuration.set(OLGA, "quota_images", None, now)).settings.quota_images is None


async def test_a_block_is_for_equals_and_below_and_a_grant_is_the_managers(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        town = Town(store)
        here = Presser(BRUNO, GUILD, moderates=True)
        moderator = Presser(BRUNO, GUILD, moderates=True, moderates_everywhere=True)
        with pytest.raises(errors.NotAllowed):
            await town.configuration.block(here, ADA, Rank.MEMBER, "", None)
        with pytest.raises(errors.Outranked):
            await town.configuration.block(moderator, ADA, Rank.MANAGER, "", None)
        assert not (await town.configuration.of(GUILD)).blocks
        for presser, theirs in ((moderator, Rank.MODERATOR), (OLGA, Rank.MANAGER)):
            await town.configuration.block(presser, ADA, theirs, "", None)
        granting = Granting(store.grants, town.clock)
        with pytest.raises(errors.NotAllowed):
            await granting.grant(GrantId(1), moderator, BRUNO, 5)
        with pytest.raises(errors.NotAllowed):
            await granting.reset(moderator, BRUNO)
        with pytest.raises(errors.GrantRefused):
            await granting.grant(GrantId(1), OLGA, BRUNO, 0)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("quota_images", -1), ("quota_images", "1000001"), ("quota_images", "ten"), ("quota_images", "nan"),
        ("budget_day", "-0.01"), ("budget_day", "1e400"), ("budget_day", "a lot"), ("quota_period", "fortnight"),
        ("largest", "8K"), ("spoiler", "maybe"), ("channels", ["x"]), ("channels", [str(n) for n in range(1, 27)]),
        ("log_channel", "99999999999999999999"), ("roles", [{"role": "1", "weight": 11}]), ("roles", [{"images": 1}]),
        ("roles", [{"role": "1"}, {"role": "1"}]), ("roles", "all"), ("blocked_words", ["x" * 101]),
        ("blocked_words", 7), ("paused", "x" * 201), ("language", "a language"), ("no_such_setting", 1),
    ],
)  # fmt: skip
async def test_values_that_cannot_be_are_refused_and_nothing_changes(tmp_path: Path, name: str, raw: Any) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        town = Town(store)
        with pytest.raises(errors.SettingRefused) as refusal:
            await town.configuration.set(OLGA, name, raw)
        assert refusal.value.setting in (name, "role_weight")
        assert not (await town.configuration.of(GUILD)).versions
        assert await store.audit.entries(GUILD, Wanted(), None, 10) == []
