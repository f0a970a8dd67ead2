"""Clicking and choosing, as Discord's client lets one: the `data` of interactions. Knows no HTTP."""

from collections.abc import Callable
from typing import Any

from sandbox.discord.component_checks import SELECTS, Kind, walk
from sandbox.discord.entities import Message
from sandbox.discord.jsons import Json, as_list, objects
from sandbox.resolving import Resolved
from sandbox.web import ApiError

_LINK_STYLE = 5


def component(message: Message, custom_id: str) -> Json:
    """The component of a message, which must not be greyed out."""
    for found in walk(list(message.now.components)):
        if found.get("custom_id") == custom_id:
            if found.get("disabled"):
                raise ApiError(400, f"{custom_id!r} is disabled")
            return found
    raise ApiError(404, f"the message has no component {custom_id!r}")


def pressed(message: Message, custom_id: str) -> Json:
    """What a click on a button sends."""
    button = component(message, custom_id)
    if button["type"] != Kind.BUTTON or button.get("style") == _LINK_STYLE:
        raise ApiError(400, f"{custom_id!r} is no button")
    return {"custom_id": custom_id, "component_type": int(Kind.BUTTON), "id": button["id"]}


def forged(custom_id: str) -> Json:
    """What somebody sends who claims that there is such a button."""
    return {"custom_id": custom_id, "component_type": int(Kind.BUTTON), "id": 1}


def selected(message: Message, custom_id: str, values: Any, found: Resolved) -> Json:
    """What a choice in a select menu sends."""
    select = component(message, custom_id)
    if select["type"] not in SELECTS:
        raise ApiError(400, f"{custom_id!r} is no select menu")
    chosen = chosen_values(select, values, found, least=1)
    data: Json = {"custom_id": custom_id, "component_type": select["type"], "id": select["id"], "values": chosen}
    return found.into(data)


def chosen_values(item: Json, values: Any, found: Resolved, least: int) -> list[str]:
    """What was chosen in a select menu or a group of checkboxes; `least` is how many it takes where it says nothing."""
    chosen = as_list(values)
    if chosen is None:
        raise ApiError(400, f"{item['custom_id']!r} takes a list of values")
    finders: dict[int, Callable[[str], str]] = {
        Kind.USER_SELECT: found.user,
        Kind.ROLE_SELECT: found.role,
        Kind.MENTIONABLE_SELECT: found.mentionable,
        Kind.CHANNEL_SELECT: lambda key: found.channel(key, as_list(item.get("channel_types"))),
    }
    if item["type"] in finders:
        ids = [finders[item["type"]](str(value)) for value in chosen]
    else:
        ids = [str(value) for value in chosen]
        offered = [option["value"] for option in objects(item.get("options"))]
        if any(value not in offered for value in ids):
            raise ApiError(400, f"{item['custom_id']!r} takes values out of {offered}")
    fewest, most = item.get("min_values"), item.get("max_values")
    fewest = least if fewest is None else fewest
    most = (len(ids) if item["type"] == Kind.CHECKBOX_GROUP else 1) if most is None else most
    if not fewest <= len(set(ids)) <= most:
        raise ApiError(400, f"{item['custom_id']!r} takes {fewest} to {most} values, not {len(set(ids))}")
    return ids
