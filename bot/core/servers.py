"""What a server decides for itself: each setting is declared here, once. Knows no store, no chat and no sentence.

The settings view, docs/settings.md, the export and the import follow from SETTINGS; how a value is read and written is
in setting_values.py beside this.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final

from bot.core.money import Micros
from bot.core.quotas import Allowance, Period
from bot.core.requests import Tier
from bot.core.wordfilter.filtering import ENTRIES_LIMIT, WordFilter

CHANNELS_LIMIT: Final = 25
"""Discord's menus take no more."""
ROLES_LIMIT: Final = 25
WEIGHT_MAX: Final = 10
REASON_LIMIT_CHARS: Final = 200
DOLLARS_MAX: Final = 1_000_000


class Kind(Enum):
    """How a setting is asked for, written and shown."""

    NUMBER = "number"
    DOLLARS = "dollars"
    CHOICE = "choice"
    SWITCH = "switch"
    CHANNEL = "channel"
    CHANNELS = "channels"
    ROLES = "roles"
    WORDS = "words"
    TEXT = "text"
    LANGUAGE = "language"


class Group(Enum):
    """Settings that are looked at together."""

    LIMITS = "limits"
    MONEY = "money"
    PLACES = "places"
    PICTURES = "pictures"
    MODERATION = "moderation"


@dataclass(frozen=True, slots=True)
class RoleRule:
    """What those who have a role may have instead; None where it changes nothing. The highest of a member's counts.

    `weight`: turns in each round of the line.
    """

    role_id: int
    images: int | None = None
    jobs_at_once: int | None = None
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """One declaration. `low` and `high` are inclusive: of the number, or how many there may be in a list.

    `default` says where what is not set comes from: a setting of the operator (its environment name), or nothing.
    `portable`: belongs into the settings file.
    """

    name: str
    kind: Kind
    group: Group
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    default: str | None = None
    portable: bool = True


SETTINGS: Final = (
    Setting("quota_images", Kind.NUMBER, Group.LIMITS, 0, 1_000_000, default="QUOTA_IMAGES"),
    Setting(
        "quota_period", Kind.CHOICE, Group.LIMITS, choices=tuple(one.value for one in Period), default="QUOTA_PERIOD"
    ),
    Setting("jobs_at_once", Kind.NUMBER, Group.LIMITS, 1, 1_000, default="JOBS_AT_ONCE"),
    Setting("set_cost", Kind.NUMBER, Group.LIMITS, 1, 100, default="SET_COST"),
    Setting("server_jobs", Kind.NUMBER, Group.LIMITS, 1, 10_000, default="SERVER_JOBS"),
    Setting("largest", Kind.CHOICE, Group.LIMITS, choices=tuple(one.value for one in Tier)),
    Setting("roles", Kind.ROLES, Group.LIMITS, 0, ROLES_LIMIT, portable=False),
    Setting("budget_day", Kind.DOLLARS, Group.MONEY, 0, DOLLARS_MAX),
    Setting("budget_month", Kind.DOLLARS, Group.MONEY, 0, DOLLARS_MAX),
    Setting("channels", Kind.CHANNELS, Group.PLACES, 0, CHANNELS_LIMIT, portable=False),
    Setting("age_restricted_only", Kind.SWITCH, Group.PLACES),
    Setting("log_channel", Kind.CHANNEL, Group.PLACES, portable=False),
    Setting("spoiler", Kind.SWITCH, Group.PICTURES),
    Setting("language", Kind.LANGUAGE, Group.PICTURES),
    Setting("retention_days", Kind.NUMBER, Group.PICTURES, 1, 36_500, default="RETENTION_DAYS"),
    Setting("blocked_words", Kind.WORDS, Group.MODERATION, 0, ENTRIES_LIMIT),
    Setting("allowed_words", Kind.WORDS, Group.MODERATION, 0, ENTRIES_LIMIT),
    Setting("paused", Kind.TEXT, Group.MODERATION, 0, REASON_LIMIT_CHARS, portable=False),
)
"""All of them, in the order in which they are shown. What is not portable names roles or channels of one server."""
SETTING: Final = {one.name: one for one in SETTINGS}
ROLE_IMAGES: Final = replace(SETTING["quota_images"], name="role_images")
ROLE_JOBS_AT_ONCE: Final = replace(SETTING["jobs_at_once"], name="role_jobs_at_once")
WEIGHT: Final = Setting("role_weight", Kind.NUMBER, Group.LIMITS, 1, WEIGHT_MAX)
"""The parts of a role's rule, declared as settings are."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What a server decided; None, nothing or False where it decided nothing. A field for each of SETTINGS.

    `paused` is the reason, perhaps empty, while nobody may ask for pictures.
    """

    quota_images: int | None = None
    quota_period: Period | None = None
    jobs_at_once: int | None = None
    set_cost: int | None = None
    server_jobs: int | None = None
    largest: Tier | None = None
    roles: tuple[RoleRule, ...] = ()
    budget_day: Micros | None = None
    budget_month: Micros | None = None
    channels: tuple[int, ...] = ()
    age_restricted_only: bool = False
    log_channel: int | None = None
    spoiler: bool = False
    language: str | None = None
    retention_days: int | None = None
    blocked_words: tuple[str, ...] = ()
    allowed_words: tuple[str, ...] = ()
    paused: str | None = None
    filter: WordFilter = field(default_factory=lambda: WordFilter((), ()), compare=False, repr=False)

    def with_value(self, name: str, value: Any) -> "ServerSettings":
        """These with one of them set to a value that `parse` made. Raises RuleRefused when the words do not fit."""
        changed = replace(self, **{name: value})
        if name in ("blocked_words", "allowed_words"):
            changed = replace(changed, filter=WordFilter(changed.blocked_words, changed.allowed_words))
        return changed

    def role_rules(self, roles: Iterable[int]) -> tuple[RoleRule, ...]:
        """The rules for a member who has these roles."""
        has = frozenset(roles)
        return tuple(rule for rule in self.roles if rule.role_id in has)

    def allowance(self, usual: Allowance, roles: Iterable[int] = ()) -> Allowance:
        """What a member with these roles may have here; `usual` is what the operator allows."""
        rules = self.role_rules(roles)
        images = _highest((rule.images for rule in rules), self.quota_images, usual.images)
        at_once = _highest((rule.jobs_at_once for rule in rules), self.jobs_at_once, usual.jobs_at_once)
        return replace(
            usual,
            images=images,
            period=self.quota_period or usual.period,
            jobs_at_once=at_once,
            set_cost=self.set_cost or usual.set_cost,
        )

    def weight(self, roles: Iterable[int] = ()) -> int:
        """Turns in each round of the line."""
        return max((rule.weight for rule in self.role_rules(roles) if rule.weight is not None), default=1)


def _highest(of_roles: Iterable[int | None], here: int | None, usual: int) -> int:
    """The highest that a role gives counts, if any gives one; else what the server says, else the operator."""
    given = [one for one in of_roles if one is not None]
    if given:
        return max(given)
    return usual if here is None else here
