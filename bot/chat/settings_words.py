"""What a server's settings are called, what they mean and how their values read. Decides nothing.

A new setting needs a title and a meaning here, and nothing else; a test compares them with core's declarations.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from typing import Any, Final, cast

from bot.chat.admin_words import dollars
from bot.chat.languages import Language, mark, own_name
from bot.chat.text import cut, shown
from bot.core.configuration import Configured
from bot.core.quotas import Period
from bot.core.servers import SETTINGS, Group, Kind, RoleRule, Setting
from bot.core.setting_values import unset

TITLES: Final = {
    "quota_images": mark("Pictures per member"),
    "quota_period": mark("Quota starts anew"),
    "jobs_at_once": mark("At once, per member"),
    "set_cost": mark("A set counts as"),
    "server_jobs": mark("At once, whole server"),
    "largest": mark("Largest size"),
    "roles": mark("By role"),
    "budget_day": mark("Budget per day"),
    "budget_month": mark("Budget per month"),
    "channels": mark("Channels"),
    "age_restricted_only": mark("Age-restricted channels only"),
    "log_channel": mark("Log channel"),
    "spoiler": mark("Pictures covered as spoilers"),
    "language": mark("Language for everybody"),
    "retention_days": mark("Words are kept for"),
    "blocked_words": mark("Words that are stopped"),
    "allowed_words": mark("Words that never are"),
    "paused": mark("Paused"),
}
MEANINGS: Final = {
    "quota_images": mark("How many pictures a member may have in each period."),
    "quota_period": mark("When quotas start anew: each day, week or month."),
    "jobs_at_once": mark("Unfinished requests that one member may have."),
    "set_cost": mark("How many pictures of the quota a set takes, however many come."),
    "server_jobs": mark("Unfinished requests of all members together."),
    "largest": mark("No larger pictures can be asked for."),
    "roles": mark("What those with a role may have instead; of several roles the highest number counts."),
    "budget_day": mark("Dollars that this server spends in a day at most. What may be spent is held before."),
    "budget_month": mark("The same in a month."),
    "channels": mark("Pictures are made in these channels and their threads only."),
    "age_restricted_only": mark("Pictures are made in age-restricted channels only."),
    "log_channel": mark("Where reports and warnings about budgets go."),
    "spoiler": mark("Every picture is covered until somebody presses it."),
    "language": mark("The language of what everybody reads. Private answers keep each member's own."),
    "retention_days": mark("After so many days the words and links of ended requests are erased."),
    "blocked_words": mark("Prompts with one of these are stopped. One to a line: words, phrases, word*, /pattern/."),
    "allowed_words": mark("What stands in one of these is never stopped."),
    "paused": mark("Nobody can ask for pictures; members read the reason."),
}
GROUPS: Final = {
    Group.LIMITS: mark("Limits"),
    Group.MONEY: mark("Money"),
    Group.PLACES: mark("Places"),
    Group.PICTURES: mark("Pictures"),
    Group.MODERATION: mark("Moderation"),
}
PERIODS: Final = {Period.DAY: mark("each day"), Period.WEEK: mark("each week"), Period.MONTH: mark("each month")}
YES: Final = mark("yes")
NO: Final = mark("no")
NOT_SET: Final = mark("no bound")
NOTHING: Final = mark("not set")
LOG_GONE: Final = mark("a channel that is gone, so nothing is told. Please choose another one")
CHANNEL_GONE: Final = mark("(a channel that is gone)")
ROLE_GONE: Final = mark("(a role that is gone)")
CHOOSE_GROUP: Final = mark("Which settings?")
CHANGE_WHICH: Final = mark("Change …")
VALUE: Final = mark("Value")
BACK_TO_USUAL: Final = mark("Leave it empty for what is usual.")
ROLE: Final = mark("Role")
ROLE_IMAGES: Final = mark("Pictures per period")
ROLE_AT_ONCE: Final = mark("Requests at once")
ROLE_WEIGHT: Final = mark("Turns in each round of the line")
NAMES: Final = TITLES | {
    "role_images": ROLE_IMAGES,
    "role_jobs_at_once": ROLE_AT_ONCE,
    "role_weight": ROLE_WEIGHT,
}
"""Everything that can be refused, by the name that core gives it."""
VIEW_LIMIT_CHARS: Final = 1900
NAMED_MOST: Final = 12
TEXT_SHOWN_CHARS: Final = 100


def view(
    say: Language,
    configured: Configured,
    group: Group,
    usual: Mapping[str, Any],
    news: str | None = None,
    gone: Collection[int] = (),
) -> str:
    """The settings of one group with their values; `usual` are the operator's, by name."""
    lines = [f"**{say('Settings of this server')} · {say(GROUPS[group])}**"]
    if news:
        lines.insert(0, news)
    for setting in SETTINGS:
        if setting.group is group:
            value = value_text(say, setting, getattr(configured.settings, setting.name), usual, gone)
            lines.append(f"{say(TITLES[setting.name])}: {value}\n-# {say(MEANINGS[setting.name])}")
    return cut("\n".join(lines), VIEW_LIMIT_CHARS)


def value_text(
    say: Language, setting: Setting, value: Any, usual: Mapping[str, Any], gone: Collection[int] = ()
) -> str:
    """A value as people read it, and where it comes from if nobody here decided it.

    `gone` are ids of channels and roles that are no more: Discord shows nothing that could be read for them.
    """
    if value != unset(setting.name):
        return f"**{_text(say, setting, value, gone)}**"
    if (default := usual.get(setting.name)) is not None:
        return say("{value} (as the bot's operator has it)", value=_text(say, setting, default))
    return {
        Kind.SWITCH: say(NO),
        Kind.DOLLARS: say(NOT_SET),
        Kind.NUMBER: say(NOT_SET),
        Kind.CHOICE: say(NOT_SET),
        Kind.CHANNELS: say("everywhere"),
        Kind.LANGUAGE: say("each member's own"),
        Kind.TEXT: say(NO),
    }.get(setting.kind, say(NOTHING))


def _text(say: Language, setting: Setting, value: Any, gone: Collection[int] = ()) -> str:
    match setting.kind:
        case Kind.DOLLARS:
            return dollars(value)
        case Kind.SWITCH:
            return say(YES) if value else say(NO)
        case Kind.CHOICE:
            return say(PERIODS[value]) if isinstance(value, Period) else str(cast("Enum", value).value)
        case Kind.CHANNEL:
            return say(LOG_GONE) if value in gone else f"<#{value}>"
        case Kind.CHANNELS:
            return _some([say(CHANNEL_GONE) if one in gone else f"<#{one}>" for one in value])
        case Kind.ROLES:
            return " · ".join(_rule(say, rule, gone) for rule in value[:NAMED_MOST])
        case Kind.WORDS:
            return say.many("{n} entry", "{n} entries", len(value))
        case Kind.LANGUAGE:
            return own_name(value)
        case Kind.TEXT:
            return shown(value, TEXT_SHOWN_CHARS) if value else say(YES)
        case Kind.NUMBER if setting.name == "retention_days":
            return say.many("{n} day", "{n} days", value)
        case _:
            return f"{value:,}"


def _rule(say: Language, rule: RoleRule, gone: Collection[int]) -> str:
    parts: list[str] = []
    if rule.images is not None:
        parts.append(say.many("{n} picture", "{n} pictures", rule.images))
    if rule.jobs_at_once is not None:
        parts.append(say("{n} at once", n=rule.jobs_at_once))
    if rule.weight is not None:
        parts.append(say.many("{n} turn", "{n} turns", rule.weight))
    role = say(ROLE_GONE) if rule.role_id in gone else f"<@&{rule.role_id}>"
    return f"{role} {', '.join(parts) or say(NOTHING)}"


def _some(names: list[str]) -> str:
    return " ".join(names[:NAMED_MOST]) + (" …" if len(names) > NAMED_MOST else "")


def bounds(say: Language, setting: Setting) -> str:
    """What can be put in, for the label of a form's field."""
    if setting.kind in (Kind.NUMBER, Kind.DOLLARS) and setting.low is not None and setting.high is not None:
        return say("{low} to {high}", low=f"{setting.low:g}", high=f"{setting.high:,.0f}")
    if setting.kind is Kind.WORDS:
        return say("One to a line; words, phrases, word*, /pattern/")
    return say(BACK_TO_USUAL)


# --- what was done ----------------------------------------------------------------------------------------------------

SAVED: Final = mark("Saved.")
PAUSED: Final = mark("Paused: nobody can ask for pictures until somebody types {resume}. What is under way goes on.")
RESUMED: Final = mark("Pictures can be asked for again.")
EXPORTED: Final = mark("The settings of this server that another one can take over. Roles and channels are not in it.")
NOT_A_FILE: Final = mark("This is no settings file: it must be JSON as the export makes it, up to 512 KiB.")
NOTHING_NEW: Final = mark("This file says what is set already.")
IMPORT: Final = mark("Take it over")


def too_long_for_a_form(say: Language, setting: Setting) -> str:
    """How else a long list is changed."""
    add = "imagine-admin filter allow" if setting.name == "allowed_words" else "imagine-admin filter block"
    return say(
        "This list is longer than a form can hold. Add entries with {add} and take them out with {remove}. Or take"
        " all settings out as a file with {take}, change the list in it, and bring it back with {bring}.",
        add=say.command(add),
        remove=say.command("imagine-admin filter remove"),
        take=say.command("imagine-admin export"),
        bring=say.command("imagine-admin import"),
    )


RIGHTS: Final = {"view_channel": mark("View Channel"), "send_messages": mark("Send Messages")}
"""What writing in a channel takes, as Discord calls it."""


def saved_but_closed(say: Language, channel: int, rights: Sequence[str]) -> str:
    """A log channel was saved in which we may not write."""
    return say(
        "Saved, but I cannot write in {channel} yet. There I still need: {rights}.",
        channel=f"<#{channel}>",
        rights=", ".join(say(RIGHTS[one]) for one in rights),
    )


def imported(say: Language, number: int) -> str:
    """It is done."""
    return say.many("{n} setting was changed.", "{n} settings were changed.", number)


def import_question(say: Language, changes: Mapping[str, tuple[str, str]]) -> str:
    """What a file would change, from and to."""
    lines = [say.many("This file changes {n} setting:", "This file changes {n} settings:", len(changes))]
    lines += [f"- {say(TITLES[name])}: {before} → {after}" for name, (before, after) in changes.items()]
    return cut("\n".join(lines), VIEW_LIMIT_CHARS)
