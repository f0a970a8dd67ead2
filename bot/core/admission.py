"""Whether a wish may become a job here and now, and under which terms: a server's rules over the operator's.

Saves nothing: what can only be decided beside other wishes (quota, budget, how many at once) goes on to the store.
"""

from dataclasses import dataclass

from bot.core.configuration import Configuration, Configured
from bot.core.errors import (
    AgeRestrictedOnly,
    ChannelClosed,
    ImagineError,
    MemberBlocked,
    Paused,
    SizeNotAllowed,
    WordsRefused,
)
from bot.core.jobs import GuildId, Terms, UserId
from bot.core.money import Budget, Limits, Micros, Payer, Prices
from bot.core.ports import Clock
from bot.core.quotas import Allowance, GivenBy, Period, Window, window_of
from bot.core.requests import ImagineRequest, Tier
from bot.core.servers import ServerSettings

_TIERS = tuple(Tier)
"""From small to large."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where. `roles` are ids; `parent_id` is the channel of a thread; `age_restricted`: that place is."""

    user_id: UserId
    guild_id: GuildId | None
    roles: frozenset[int] = frozenset()
    channel_id: int = 0
    parent_id: int | None = None
    age_restricted: bool = False


@dataclass(frozen=True, slots=True)
class OperatorLimits:
    """What the operator allows every server, and all of them together; None and no dollars are no bound."""

    server_jobs: int | None = None
    bot_jobs: int | None = None
    budget_day: Micros | None = None
    budget_month: Micros | None = None


@dataclass(frozen=True, slots=True)
class Admitted:
    """A wish may be tried: what its member may have, what bounds it beside that, under which terms it is kept."""

    allowance: Allowance
    limits: Limits
    terms: Terms


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member may have in a server, through which of their roles, and what keeps them from it here and now.

    `largest` None is no bound.
    """

    allowance: Allowance
    given_by: GivenBy
    weight: int
    largest: Tier | None
    closed: tuple[ImagineError, ...]


class Admission:
    """The door. `usual` is what a member may have where no server says otherwise."""

    def __init__(
        self, configuration: Configuration, prices: Prices, clock: Clock, usual: Allowance, operator: OperatorLimits
    ) -> None:
        self._configuration = configuration
        self.prices = prices
        self._clock = clock
        self._usual = usual
        self._operator = operator

    async def standing(self, asker: Asker) -> Standing:
        """What this member may have here. Raises StoreTrouble."""
        configured = await self._configuration.of(asker.guild_id)
        settings = configured.settings
        return Standing(
            settings.allowance(self._usual, asker.roles),
            settings.given_by(asker.roles),
            settings.weight(asker.roles),
            None if settings.largest is _TIERS[-1] else settings.largest,
            self._closed(configured, asker),
        )

    async def admit(self, asker: Asker, request: ImagineRequest) -> Admitted:
        """Return what the wish is bound by, or raise why it may not be one here.

        Raises Paused, MemberBlocked, ChannelClosed, AgeRestrictedOnly, SizeNotAllowed, WordsRefused or StoreTrouble.
        """
        configured = await self._configuration.of(asker.guild_id)
        settings = configured.settings
        for why in self._closed(configured, asker):
            raise why
        if settings.largest is not None and _TIERS.index(request.size.tier) > _TIERS.index(settings.largest):
            raise SizeNotAllowed(settings.largest.value)
        if (hit := settings.filter.first_hit(request.prompt)) is not None:
            raise WordsRefused(hit.rule, hit.found)
        allowance = settings.allowance(self._usual, asker.roles)
        terms = Terms(allowance.images, allowance.period, settings.weight(asker.roles), settings.spoiler)
        return Admitted(allowance, self._limits(settings, request), terms)

    def _closed(self, configured: Configured, asker: Asker) -> tuple[ImagineError, ...]:
        """Whatever keeps this member from any wish here and now, the first being what a wish is refused with."""
        settings, found = configured.settings, list[ImagineError]()
        if settings.paused is not None:
            found.append(Paused(settings.paused))
        if (block := configured.block_of(asker.user_id, self._clock.now())) is not None:
            found.append(MemberBlocked(block.reason, block.until))
        if settings.channels and not {asker.channel_id, asker.parent_id} & set(settings.channels):
            found.append(ChannelClosed(settings.channels))
        if settings.age_restricted_only and not asker.age_restricted:
            found.append(AgeRestrictedOnly())
        return tuple(found)

    def _limits(self, settings: ServerSettings, request: ImagineRequest) -> Limits:
        own, all_servers = settings.server_jobs, self._operator.server_jobs
        server_jobs = min((one for one in (own, all_servers) if one is not None), default=None)
        budgets = self._budgets(settings)
        return Limits(self.prices.most(request.images), budgets, server_jobs, self._operator.bot_jobs)

    async def budgets_of(self, guild: GuildId | None) -> tuple[Budget, ...]:
        """Every budget that is to be kept now in this server, its own first. Raises StoreTrouble."""
        return self._budgets((await self._configuration.of(guild)).settings)

    def window(self, period: Period) -> Window:
        """The period of this kind that is running now."""
        return window_of(period, self._usual.timezone, self._clock.now())

    def _budgets(self, settings: ServerSettings) -> tuple[Budget, ...]:
        wanted = (
            (Payer.SERVER, Period.DAY, settings.budget_day),
            (Payer.SERVER, Period.MONTH, settings.budget_month),
            (Payer.BOT, Period.DAY, self._operator.budget_day),
            (Payer.BOT, Period.MONTH, self._operator.budget_month),
        )
        return tuple(
            Budget(payer, period, limit, self.window(period)) for payer, period, limit in wanted if limit is not None
        )
