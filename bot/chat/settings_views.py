"""The settings view: a group at a time, and a form for each setting made from its declaration. Decides nothing.

What stands in the view is read anew at every press; a form carries the version of the value that it shows, so that
nobody overwrites what they have not seen.
"""

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

import discord

from bot.chat import error_words, settings_words
from bot.chat.addresses import guild_of, presser
from bot.chat.answers import answer, renew, show_form
from bot.chat.languages import Language, own_name, spoken
from bot.chat.pressing import Item, field_lists
from bot.core.configuration import Configured
from bot.core.errors import SettingChanged, SettingProblem, SettingRefused
from bot.core.jobs import JobId
from bot.core.quotas import Period
from bot.core.ranks import Rank, demand
from bot.core.requests import Tier
from bot.core.servers import CHANNELS_LIMIT, SETTING, SETTINGS, Group, Kind, Setting
from bot.core.setting_values import to_json

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

KEPT_S: Final = 900.0
FORM_TEXT_LIMIT_CHARS: Final = 4000
"""What a field of a form holds, says Discord."""
TITLE_LIMIT_CHARS: Final = 45

_Select = discord.ui.Select[discord.ui.View]
_Field = discord.ui.Item[Any]
_CHANNEL: Final = discord.SelectDefaultValueType.channel
_WRITTEN_IN: Final = [discord.ChannelType.text, discord.ChannelType.news]
_ASKED_IN: Final = [*_WRITTEN_IN, discord.ChannelType.forum]
"""Also in the posts of a forum, which is no place for a message by itself."""


class GroupSelect(Item, discord.ui.DynamicItem[_Select], template="imagine:settings:group"):
    """Which settings are looked at."""

    def __init__(self, say: Language | None = None, now: Group | None = None) -> None:
        options = [
            discord.SelectOption(
                label=say(settings_words.GROUPS[group]) if say else group.value, value=group.value, default=group is now
            )
            for group in Group
        ]
        placeholder = say(settings_words.CHOOSE_GROUP) if say else None
        menu = _Select(placeholder=placeholder, options=options, custom_id="imagine:settings:group")
        discord.ui.DynamicItem.__init__(self, menu)

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        demand(presser(interaction), Rank.MANAGER)
        await show_group(interaction, bot, say, group_of(chosen(interaction)))


class SettingSelect(Item, discord.ui.DynamicItem[_Select], template="imagine:settings:change"):
    """Which setting is changed; opens its form."""

    def __init__(self, say: Language | None = None, group: Group = Group.LIMITS) -> None:
        options = [
            discord.SelectOption(label=say(settings_words.TITLES[one.name]) if say else one.name, value=one.name)
            for one in SETTINGS
            if one.group is group
        ]
        placeholder = say(settings_words.CHANGE_WHICH) if say else None
        menu = _Select(placeholder=placeholder, options=options, custom_id="imagine:settings:change")
        discord.ui.DynamicItem.__init__(self, menu)

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        demand(presser(interaction), Rank.MANAGER)
        setting = SETTING.get(chosen(interaction) or "")
        if setting is None:
            raise SettingRefused(chosen(interaction) or "", SettingProblem.UNKNOWN)
        configured = await bot.configuration.of(guild_of(interaction))
        if fits_into_a_form(setting, configured):
            await show_form(interaction, setting_form(say, setting, configured, gone(bot, interaction, configured)))
        else:
            await answer(interaction, settings_words.too_long_for_a_form(say, setting))


ITEMS: Final = (GroupSelect, SettingSelect)
"""Everything that stands under the settings view."""


def chosen(interaction: discord.Interaction[Any]) -> str | None:
    """What was chosen in a menu."""
    values = cast("dict[str, Any]", interaction.data or {}).get("values") or [None]
    return None if values[0] is None else str(values[0])


def group_of(word: str | None) -> Group:
    """The group of this name; the first one where there is none."""
    return next((group for group in Group if group.value == word), Group.LIMITS)


def settings_view(say: Language, group: Group) -> discord.ui.View:
    """What can be done about a group; only dynamic items, see cancel_view."""
    view = discord.ui.View(timeout=None)
    view.add_item(GroupSelect(say, group))
    view.add_item(SettingSelect(say, group))
    return view


async def show_group(
    interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language, group: Group, news: str | None = None
) -> None:
    """Let the view that was pressed show this group as it is now."""
    configured = await bot.configuration.of(guild_of(interaction))
    text = settings_words.view(say, configured, group, bot.usual, news, gone(bot, interaction, configured))
    await renew(interaction, text, settings_view(say, group))


def gone(bot: "ImagineBot", interaction: discord.Interaction[Any], configured: Configured) -> frozenset[int]:
    """Channels and roles that are set and are no more; nothing while Discord has not told us what there is."""
    guild = bot.get_guild(interaction.guild_id or 0)
    if guild is None or guild.unavailable:
        return frozenset()
    now = configured.settings
    places = {*now.channels, *(() if now.log_channel is None else (now.log_channel,))}
    return frozenset(
        [
            *(one for one in places if guild.get_channel_or_thread(one) is None),
            *(rule.role_id for rule in now.roles if guild.get_role(rule.role_id) is None),
        ]
    )


# --- forms ------------------------------------------------------------------------------------------------------------


def fits_into_a_form(setting: Setting, configured: Configured) -> bool:
    """Whether the form of this setting can show its value; it could not be sent back otherwise."""
    value = getattr(configured.settings, setting.name)
    return setting.kind is not Kind.WORDS or len(_as_typed(to_json(setting.name, value))) <= FORM_TEXT_LIMIT_CHARS


def setting_form(
    say: Language, setting: Setting, configured: Configured, gone: Collection[int] = ()
) -> discord.ui.Modal:
    """The form of one setting, filled in with its value, which must fit into it; without channels that are `gone`."""
    form = discord.ui.Modal(
        title=say(settings_words.TITLES[setting.name])[:TITLE_LIMIT_CHARS],
        custom_id=f"imagine:set:{configured.version(setting.name)}:{setting.name}",
        timeout=KEPT_S,
    )
    value = getattr(configured.settings, setting.name)
    if setting.kind is Kind.ROLES:
        fields = _role_fields(say)
    else:
        fields = [(settings_words.VALUE, settings_words.bounds(say, setting), _field(say, setting, value, gone))]
    for label, description, field in fields:
        form.add_item(discord.ui.Label(text=say(label), description=description, component=field))
    return form


def _field(say: Language, setting: Setting, value: Any, gone: Collection[int]) -> _Field:
    match setting.kind:
        case Kind.CHOICE:
            words = {Period(one): say(text) for one, text in settings_words.PERIODS.items()}
            names = {one.value: words[one] for one in Period} if setting.name == "quota_period" else {}
            names = names or {one.value: one.value for one in Tier}
            return _menu(names, None if value is None else value.value)
        case Kind.SWITCH:
            return _menu({"yes": say(settings_words.YES), "no": say(settings_words.NO)}, "yes" if value else "no")
        case Kind.LANGUAGE:
            return _menu({locale: own_name(locale) for locale in spoken()}, value)
        case Kind.CHANNEL | Kind.CHANNELS:
            ids = cast("tuple[int, ...]", value if isinstance(value, tuple) else () if value is None else (value,))
            return discord.ui.ChannelSelect[Any](
                custom_id="value",
                channel_types=_ASKED_IN if setting.kind is Kind.CHANNELS else _WRITTEN_IN,
                default_values=[discord.SelectDefaultValue(id=one, type=_CHANNEL) for one in ids if one not in gone],
                min_values=0,
                max_values=CHANNELS_LIMIT if setting.kind is Kind.CHANNELS else 1,
                required=False,
            )
        case _:
            return _text_input(setting, value)


def _menu(names: Mapping[str, str], now: str | None) -> _Field:
    options = [discord.SelectOption(label=name, value=value, default=value == now) for value, name in names.items()]
    return discord.ui.Select[Any](custom_id="value", options=options, min_values=0, max_values=1, required=False)


def _text_input(setting: Setting, value: Any) -> _Field:
    text = _as_typed(to_json(setting.name, value))
    style = discord.TextStyle.paragraph if setting.kind is Kind.WORDS else discord.TextStyle.short
    limit = FORM_TEXT_LIMIT_CHARS if setting.kind is Kind.WORDS else int(setting.high or 20)
    return discord.ui.TextInput[Any](
        style=style,
        custom_id="value",
        default=text or None,
        required=False,
        max_length=limit if setting.kind in (Kind.WORDS, Kind.TEXT) else 20,
    )


def _as_typed(raw: Any) -> str:
    """A JSON value as somebody would type it."""
    if isinstance(raw, list):
        return "\n".join(cast("list[str]", raw))
    return "" if raw is None else f"{raw:.10g}" if isinstance(raw, int | float) else str(raw)


def _role_fields(say: Language) -> list[tuple[str, str | None, _Field]]:
    role = discord.ui.RoleSelect[Any](custom_id="role", min_values=1, max_values=1)
    bounds = {name: settings_words.bounds(say, SETTING[name]) for name in ("quota_images", "jobs_at_once")}
    return [
        (settings_words.ROLE, say("All three empty: this role changes nothing any more."), role),
        (settings_words.ROLE_IMAGES, bounds["quota_images"], _short_input("images")),
        (settings_words.ROLE_AT_ONCE, bounds["jobs_at_once"], _short_input("jobs_at_once")),
        (settings_words.ROLE_WEIGHT, say("{low} to {high}", low=1, high=10), _short_input("weight")),
    ]


def _short_input(name: str) -> _Field:
    return discord.ui.TextInput[Any](style=discord.TextStyle.short, custom_id=name, required=False, max_length=10)


async def save(interaction: discord.Interaction[Any], seen: JobId, bot: "ImagineBot", say: Language) -> None:
    """A setting's form was sent; `seen` is the version of what it showed."""
    name = str(cast("dict[str, Any]", interaction.data or {}).get("custom_id", "")).rpartition(":")[2]
    demand(presser(interaction), Rank.MANAGER)
    setting = SETTING.get(name)
    if setting is None:
        raise SettingRefused(name, SettingProblem.UNKNOWN)
    fields = field_lists(interaction)
    news = say(settings_words.SAVED)
    try:
        if setting.kind is Kind.ROLES:
            raw = await _roles_with(interaction, bot, fields)
        else:
            raw = _raw(setting, fields.get("value") or [])
        await bot.configuration.set(presser(interaction), name, raw, int(seen))
        if setting.kind is Kind.CHANNEL and raw is not None and (lacking := bot.notices.lacking(int(raw))):
            news = settings_words.saved_but_closed(say, int(raw), lacking)
    except SettingChanged as error:
        news = error_words.sentence(say, error)
    await show_group(interaction, bot, say, setting.group, news)


def _raw(setting: Setting, values: list[str]) -> Any:
    if setting.kind is Kind.CHANNELS:
        return values
    if not values:
        return None
    if setting.kind is Kind.SWITCH:
        return {"yes": True, "no": False}.get(values[0], values[0])
    return values[0]


async def _roles_with(interaction: discord.Interaction[Any], bot: "ImagineBot", fields: dict[str, list[str]]) -> Any:
    """All rules, with the one of the role in the form in the place of its earlier one; gone where it says nothing.

    Rules of roles that are no more go with it: nobody could choose them in the form.
    """
    configured = await bot.configuration.of(guild_of(interaction))
    no_more = gone(bot, interaction, configured)
    rules = tuple(rule for rule in configured.settings.roles if rule.role_id not in no_more)
    role = next(iter(fields.get("role") or []), "")
    says = {key: values[0] for key in ("images", "jobs_at_once", "weight") if (values := fields.get(key))}
    others = [one for one in json.loads(json.dumps(to_json("roles", rules) or [])) if one["role"] != role]
    return [*others, {"role": role, **says}] if says else others


def settings_command(
    say: Language, bot: "ImagineBot", interaction: discord.Interaction[Any], configured: Configured
) -> tuple[str, discord.ui.View]:
    """The first look: text and components."""
    group, no_more = Group.LIMITS, gone(bot, interaction, configured)
    return settings_words.view(say, configured, group, bot.usual, gone=no_more), settings_view(say, group)
