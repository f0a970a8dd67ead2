"""Filling in a modal, as Discord's client lets one: the `data` of its submission. Knows no HTTP."""

from typing import Any

from sandbox.clicks import chosen_values
from sandbox.discord.component_checks import GROUPS, SELECTS, Kind, walk
from sandbox.discord.entities import Interaction
from sandbox.discord.jsons import Json, as_object, objects
from sandbox.discord.limits import TEXT_INPUT
from sandbox.resolving import Resolved
from sandbox.web import ApiError


def submitted(interaction: Interaction, fields: Any, found: Resolved) -> Json:
    """What sending the modal sends that answered `interaction`; `fields` are values by custom id."""
    modal, values = interaction.modal, as_object(fields)
    if modal is None:
        raise ApiError(400, "the bot has answered this interaction with no modal")
    if values is None:
        raise ApiError(400, "'fields' must be an object")
    known = {child["custom_id"] for child in walk(modal.get("components")) if "custom_id" in child}
    unknown = sorted(set(values) - known)
    if unknown:
        raise ApiError(400, f"the modal has no field {unknown[0]!r}")
    items = [_filled(item, values, found) for item in objects(modal.get("components"))]
    return found.into({"custom_id": modal["custom_id"], "components": items})


def forged(custom_id: str, components: Any) -> Json:
    """What somebody sends who claims that there is such a form."""
    return {"custom_id": custom_id, "components": objects(components)}


def _filled(item: Json, values: Json, found: Resolved) -> Json:
    """A row, a label or a field of the modal with the values in it."""
    made: Json = {key: item[key] for key in ("type", "id", "custom_id") if key in item}
    inner = as_object(item.get("component"))
    if inner is not None:
        return made | {"component": _filled(inner, values, found)}
    if item["type"] == Kind.ROW:
        return made | {"components": [_filled(child, values, found) for child in objects(item.get("components"))]}
    if "custom_id" not in item:
        return made
    given, value = item["custom_id"] in values, values.get(item["custom_id"])
    if item["type"] == Kind.TEXT_INPUT:
        return made | {"value": _text(item, value if given else item.get("value") or "")}
    if item["type"] == Kind.RADIO_GROUP:
        return made | {"value": _one(item, value if given else next(iter(_preset(item)), None))}
    if item["type"] == Kind.CHECKBOX:
        return made | {"value": _ticked(item, value if given else bool(item.get("default")))}
    if item["type"] in SELECTS | GROUPS:
        wanted = value if given else _preset(item)
        least = 1 if _required(item) else 0
        if wanted == [] and not least:  # a field that may be left out may be left out whatever its `min_values`
            return made | {"values": []}
        return made | {"values": chosen_values(item, wanted, found, least)}
    raise ApiError(400, f"fields of type {item['type']} are not modelled")


def _required(item: Json) -> bool:
    return item.get("required") is not False


def _preset(item: Json) -> list[str]:
    """What the bot has filled in: ids of people, roles and channels, or the texts that it marked."""
    if item.get("default_values"):
        return [str(value["id"]) for value in objects(item["default_values"])]
    return [option["value"] for option in objects(item.get("options")) if option.get("default")]


def _text(item: Json, value: Any) -> str:
    if not value and _required(item):
        raise ApiError(400, f"field {item['custom_id']!r} is required")
    least, most = item.get("min_length") or 0, item.get("max_length") or TEXT_INPUT
    if not isinstance(value, str) or len(value) > most or (value and len(value) < least):
        raise ApiError(400, f"field {item['custom_id']!r} takes {least} to {most} characters")
    return value


def _one(item: Json, value: Any) -> str | None:
    offered = [option["value"] for option in objects(item.get("options"))]
    if value is None and not _required(item):
        return None
    if value not in offered:
        raise ApiError(400, f"field {item['custom_id']!r} takes one of {offered}")
    return str(value)


def _ticked(item: Json, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ApiError(400, f"field {item['custom_id']!r} takes true or false")
    return value
