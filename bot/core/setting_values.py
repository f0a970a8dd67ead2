"""Values of a server's settings <-> JSON and what people type. Knows the kinds of values, and no setting's use."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, Final, TypeVar, cast

from bot.core.errors import RuleRefused, SettingProblem, SettingRefused
from bot.core.money import MICROS_PER_USD, Micros, micros
from bot.core.quotas import Period
from bot.core.requests import Tier
from bot.core.servers import (
    ROLE_IMAGES,
    ROLE_JOBS_AT_ONCE,
    SETTING,
    SETTINGS,
    WEIGHT,
    Kind,
    RoleRule,
    ServerSettings,
    Setting,
)
from bot.core.typed_numbers import Ambiguous, NoNumber, dollars_and_cents, whole_number
from bot.core.wordfilter.filtering import ENTRY_LIMIT_CHARS, WordFilter

LOCALE_LIMIT_CHARS: Final = 10
_SNOWFLAKE_MAX: Final = 2**63 - 1
_Number = TypeVar("_Number", int, Decimal)


def parse(name: str, raw: Any) -> Any:
    """A value of this setting from JSON, or from what a person typed; None takes the decision back.

    Raises SettingRefused (also for a setting that there is not) or RuleRefused.
    """
    setting = SETTING.get(name)
    if setting is None:
        raise SettingRefused(name, SettingProblem.UNKNOWN)
    if raw is None or (raw == "" and setting.kind is not Kind.TEXT):
        return _UNSET[setting.kind]
    return _PARSERS[setting.kind](setting, raw)


def unset(name: str) -> Any:
    """The value of a setting about which nothing was decided."""
    return _UNSET[SETTING[name].kind]


def to_json(name: str, value: Any) -> Any:
    """What `parse` reads back; None where nothing is decided."""
    setting = SETTING[name]
    if value is None or value == _UNSET[setting.kind]:
        return None
    match setting.kind:
        case Kind.CHOICE:
            return cast("Enum", value).value
        case Kind.DOLLARS:
            return cast("int", value) / MICROS_PER_USD
        case Kind.CHANNEL:
            return str(value)  # ids are strings, because JavaScript would round them
        case Kind.CHANNELS:
            return [str(one) for one in value]
        case Kind.ROLES:
            return [_rule_json(rule) for rule in value]
        case Kind.WORDS:
            return list(value)
        case _:
            return value


def settings_from(values: Mapping[str, Any]) -> ServerSettings:
    """From saved JSON values by name. What another version wrote and this one refuses counts as unset."""
    found = ServerSettings()
    for setting in SETTINGS:
        try:
            found = found.with_value(setting.name, parse(setting.name, values.get(setting.name)))
        except (SettingRefused, RuleRefused):
            continue
    return found


def _number(setting: Setting, raw: Any) -> int:
    """A number of JSON is meant as it is; what is typed may be written in many ways."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return _within(setting, raw)
    number = _typed(setting, raw, whole_number, SettingProblem.NOT_WHOLE)
    return _within(setting, number)


def _dollars(setting: Setting, raw: Any) -> Micros:
    """As `_number`. Cents are enough for people; what an earlier version saved may be finer, and still bounds."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        usd = Decimal(str(raw))
        if not usd.is_finite():
            raise _refused(setting, SettingProblem.NO_AMOUNT)
    else:
        usd = _typed(setting, raw, dollars_and_cents, SettingProblem.NO_AMOUNT)
    if not (setting.low or 0) <= usd <= (setting.high or 0):
        raise _refused(setting, SettingProblem.RANGE)
    return micros(usd)


def _typed(setting: Setting, raw: Any, read: Callable[[str], _Number], problem: SettingProblem) -> _Number:
    try:
        return read(raw if isinstance(raw, str) else "")
    except Ambiguous:
        raise _refused(setting, SettingProblem.AMBIGUOUS, raw.strip()) from None
    except NoNumber:
        raise _refused(setting, problem) from None


def _choice(setting: Setting, raw: Any) -> Enum:
    kind = Tier if setting.name == "largest" else Period
    try:
        return kind(raw)
    except ValueError:
        raise _refused(setting) from None


def _switch(setting: Setting, raw: Any) -> bool:
    if raw in (True, False):
        return bool(raw)
    raise _refused(setting)


def _channel(setting: Setting, raw: Any) -> int:
    return _snowflake(setting, raw)


def _channels(setting: Setting, raw: Any) -> tuple[int, ...]:
    return _listed(setting, raw, lambda one: _snowflake(setting, one))


def _roles(setting: Setting, raw: Any) -> tuple[RoleRule, ...]:
    rules = _listed(setting, raw, lambda one: _rule(setting, one))
    if len({rule.role_id for rule in rules}) < len(rules):
        raise _refused(setting)
    return rules


def _rule(setting: Setting, raw: Any) -> RoleRule:
    if not isinstance(raw, dict):
        raise _refused(setting)
    rule = cast("dict[str, Any]", raw)

    def of(part: Setting, key: str) -> int | None:
        return None if rule.get(key) is None else _number(part, rule[key])

    role_id = _snowflake(setting, rule.get("role"))
    return RoleRule(role_id, of(ROLE_IMAGES, "images"), of(ROLE_JOBS_AT_ONCE, "jobs_at_once"), of(WEIGHT, "weight"))


def _rule_json(rule: RoleRule) -> dict[str, Any]:
    values = {
        "role": str(rule.role_id),
        "images": rule.images,
        "jobs_at_once": rule.jobs_at_once,
        "weight": rule.weight,
    }
    return {key: value for key, value in values.items() if value is not None}


def _words(setting: Setting, raw: Any) -> tuple[str, ...]:
    lines = raw.splitlines() if isinstance(raw, str) else raw
    words = _listed(setting, lines, lambda one: _word(setting, one))
    once = tuple(dict.fromkeys(word for word in words if word))
    WordFilter(once, ())  # raises RuleRefused for an entry that cannot be one
    return once


def _word(setting: Setting, raw: Any) -> str:
    if not isinstance(raw, str) or len(raw) > ENTRY_LIMIT_CHARS:
        raise _refused(setting)
    return " ".join(raw.split())


def _text(setting: Setting, raw: Any) -> str:
    if not isinstance(raw, str) or len(raw) > (setting.high or 0):
        raise _refused(setting)
    return raw.strip()


def _language(setting: Setting, raw: Any) -> str:
    """Which of them are spoken, the chat knows; here it is only a word."""
    if not isinstance(raw, str) or len(raw) > LOCALE_LIMIT_CHARS or not raw.replace("-", "").isalnum():
        raise _refused(setting)
    return raw


def _snowflake(setting: Setting, raw: Any) -> int:
    text = str(raw)
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= _SNOWFLAKE_MAX:
        raise _refused(setting)
    return int(text)


def _listed(setting: Setting, raw: Any, read: Callable[[Any], Any]) -> tuple[Any, ...]:
    if not isinstance(raw, list | tuple) or len(cast("list[Any]", raw)) > (setting.high or 0):
        raise _refused(setting)
    return tuple(read(one) for one in cast("list[Any]", raw))


def _within(setting: Setting, number: int) -> int:
    if not (setting.low or 0) <= number <= (setting.high or 0):
        raise _refused(setting, SettingProblem.RANGE)
    return number


def _refused(
    setting: Setting, problem: SettingProblem = SettingProblem.VALUE, typed: str | None = None
) -> SettingRefused:
    return SettingRefused(setting.name, problem, setting.low, setting.high, typed)


_PARSERS: Final[Mapping[Kind, Callable[[Setting, Any], Any]]] = {
    Kind.NUMBER: _number,
    Kind.DOLLARS: _dollars,
    Kind.CHOICE: _choice,
    Kind.SWITCH: _switch,
    Kind.CHANNEL: _channel,
    Kind.CHANNELS: _channels,
    Kind.ROLES: _roles,
    Kind.WORDS: _words,
    Kind.TEXT: _text,
    Kind.LANGUAGE: _language,
}
_UNSET: Final[Mapping[Kind, Any]] = {
    kind: False if kind is Kind.SWITCH else () if kind in (Kind.CHANNELS, Kind.ROLES, Kind.WORDS) else None
    for kind in Kind
}
