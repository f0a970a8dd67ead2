"""Clicking, choosing and filling in, as Discord's client lets one: the `data` of interactions. Knows no HTTP."""

from typing import Any

from sandbox.discord.component_checks import Kind, walk
from sandbox.discord.entities import Interaction, Message
from sandbox.discord.jsons import Json, as_list, as_object, objects
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


def selected(message: Message, custom_id: str, values: Any) -> Json:
    """What a choice in a select menu sends."""
    select = component(message, custom_id)
    if select["type"] != Kind.STRING_SELECT:
        raise ApiError(400, f"{custom_id!r} is no select menu of texts")
    chosen = as_list(values)
    offered = [option["value"] for option in objects(select.get("options"))]
    if chosen is None or any(value not in offered for value in chosen):
        raise ApiError(400, f"'values' must be a list out of {offered}")
    least, most = select.get("min_values"), select.get("max_values")
    if not (1 if least is None else least) <= len(set(chosen)) <= (1 if most is None else most):
        raise ApiError(400, "too many or too few values")
    kind = int(Kind.STRING_SELECT)
    return {"custom_id": custom_id, "component_type": kind, "id": select["id"], "values": chosen}


def submitted(interaction: Interaction, fields: Any) -> Json:
    """What sending a modal sends."""
    modal = interaction.modal
    texts = as_object(fields)
    if modal is None:
        raise ApiError(400, "the bot has answered this interaction with no modal")
    if texts is None:
        raise ApiError(400, "'fields' must be an object")
    known = {child["custom_id"] for child in walk(modal.get("components")) if "custom_id" in child}
    unknown = sorted(set(texts) - known)
    if unknown:
        raise ApiError(400, f"the modal has no field {unknown[0]!r}")
    items = [_filled(item, texts) for item in objects(modal.get("components"))]
    return {"custom_id": modal["custom_id"], "components": items}


def _filled(item: Json, texts: Json) -> Json:
    """A row or label of the modal with the values in it."""
    made: Json = {"type": item["type"]}
    if "id" in item:
        made["id"] = item["id"]
    if as_object(item.get("component")) is not None:
        return made | {"component": _filled(item["component"], texts)}
    if item["type"] == Kind.ROW:
        return made | {"components": [_filled(child, texts) for child in objects(item.get("components"))]}
    if "custom_id" not in item:
        return made
    value = texts.get(item["custom_id"], item.get("value") or "")
    made["custom_id"] = item["custom_id"]
    if item["type"] != Kind.TEXT_INPUT:
        chosen = as_list(value)
        return made | {"values": [value] if chosen is None and value != "" else chosen or []}
    required = item.get("required")
    if not value and (True if required is None else required):
        raise ApiError(400, f"field {item['custom_id']!r} is required")
    least, most = item.get("min_length") or 0, item.get("max_length") or 4000
    if not isinstance(value, str) or len(value) > most or (value and len(value) < least):
        raise ApiError(400, f"field {item['custom_id']!r} takes {least} to {most} characters")
    return made | {"value": value}
