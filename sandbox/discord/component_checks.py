"""What Discord refuses in a message's components. Knows nothing of the rest of the message and of modals.

Two kinds of messages exist: five rows of buttons and selects, or a layout (the components flag) of many kinds.
"""

from enum import IntEnum
from typing import Any

from sandbox.discord import limits
from sandbox.discord.forms import Form
from sandbox.discord.jsons import Json, as_list, as_object, objects


class Kind(IntEnum):
    """Component types."""

    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = frozenset(
    {
        Kind.STRING_SELECT,
        Kind.USER_SELECT,
        Kind.ROLE_SELECT,
        Kind.MENTIONABLE_SELECT,
        Kind.CHANNEL_SELECT,
    }
)
GROUPS = frozenset({Kind.CHECKBOX_GROUP, Kind.RADIO_GROUP})
_LAYOUT = frozenset({Kind.ROW, Kind.SECTION, Kind.TEXT, Kind.GALLERY, Kind.FILE, Kind.SEPARATOR, Kind.CONTAINER})
_PRESETS: dict[int, tuple[str, ...]] = {
    Kind.USER_SELECT: ("user",),
    Kind.ROLE_SELECT: ("role",),
    Kind.MENTIONABLE_SELECT: ("user", "role"),
    Kind.CHANNEL_SELECT: ("channel",),
}
_SNOWFLAKE_DIGITS = 20
_LAST_CHANNEL_TYPE = 16
_LINK_STYLE = 5
_PREMIUM_STYLE = 6
_STYLES = range(1, 7)


def walk(components: Any) -> list[Json]:
    """Every component in a tree, parents before children."""
    found: list[Json] = []
    for component in objects(components):
        found.append(component)
        found += walk(component.get("components"))
        for single in ("component", "accessory"):
            child = as_object(component.get(single))
            if child is not None:
                found += walk([child])
    return found


def check_components(components: Any, form: Form, path: str, *, layout: bool) -> None:
    """Note everything that is wrong with a message's components."""
    top = as_list(components) or []
    if layout:
        _check_layout(top, form, path)
    else:
        form.count(path, len(top), limits.ROWS)
    allowed = _LAYOUT if layout else frozenset({Kind.ROW})
    for index, item in enumerate(top):
        component = as_object(item) or {}
        if component.get("type") not in allowed:
            form.one_of(f"{path}.{index}.type", f"({', '.join(str(int(kind)) for kind in sorted(allowed))})")
        else:
            _check_one(component, form, f"{path}.{index}")
    _check_unique(top, form, path)


def _check_unique(top: list[Any], form: Form, path: str) -> None:
    seen: set[str] = set()
    for component in walk(top):
        custom_id = component.get("custom_id")
        if isinstance(custom_id, str):
            if custom_id in seen:
                form.add(path, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
            seen.add(custom_id)


def _check_layout(top: list[Any], form: Form, path: str) -> None:
    every = walk(top)
    if len(every) > limits.LAYOUT_COMPONENTS:
        form.add(path, "COMPONENT_MAX_TOTAL_COMPONENTS", f"No more than {limits.LAYOUT_COMPONENTS} components")
    texts = (str(item.get("content", "")) for item in every if item.get("type") == Kind.TEXT)
    if sum(map(len, texts)) > limits.LAYOUT_TEXT:
        form.add(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "Components displayable text size exceeded")


def _check_one(component: Json, form: Form, path: str) -> None:
    match component.get("type"):
        case Kind.ROW:
            _check_row(component, form, path)
        case Kind.BUTTON:
            _check_button(component, form, path)
        case Kind.SECTION:
            _check_section(component, form, path)
        case Kind.CONTAINER:
            _check_children(component, form, path, limits.LAYOUT_COMPONENTS)
        case Kind.TEXT:
            form.text(f"{path}.content", component.get("content"), limits.LAYOUT_TEXT, least=1)
        case Kind.GALLERY:
            _check_gallery(component, form, path)
        case kind if kind in SELECTS:
            check_select(component, form, path)
        case _:
            pass


def _check_children(component: Json, form: Form, path: str, most: int) -> list[Json]:
    children = objects(component.get("components"))
    form.count(f"{path}.components", len(children), most, least=1)
    for index, child in enumerate(children):
        _check_one(child, form, f"{path}.components.{index}")
    return children


def _check_row(row: Json, form: Form, path: str) -> None:
    children = _check_children(row, form, path, limits.BUTTONS_PER_ROW)
    selects = [child for child in children if child.get("type") in SELECTS]
    if selects and len(children) > 1:
        form.add(
            f"{path}.components",
            "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            "The specified component exceeds the maximum width",
        )
    for index, child in enumerate(children):
        if child.get("type") not in SELECTS | {Kind.BUTTON}:
            form.one_of(f"{path}.components.{index}.type", "(2, 3, 5, 6, 7, 8)")


def _check_section(section: Json, form: Form, path: str) -> None:
    _check_children(section, form, path, 3)
    accessory = as_object(section.get("accessory"))
    if accessory is None:
        form.required(f"{path}.accessory")
    else:
        _check_one(accessory, form, f"{path}.accessory")


def _check_gallery(gallery: Json, form: Form, path: str) -> None:
    items = objects(gallery.get("items"))
    form.count(f"{path}.items", len(items), limits.GALLERY_ITEMS, least=1)
    for index, item in enumerate(items):
        form.text(f"{path}.items.{index}.description", item.get("description"), limits.ALT_TEXT)


def _check_button(button: Json, form: Form, path: str) -> None:
    style = button.get("style")
    if style not in _STYLES:
        form.one_of(f"{path}.style", "(1, 2, 3, 4, 5, 6)")
        return
    form.text(f"{path}.label", button.get("label"), limits.LABEL)
    if style == _LINK_STYLE:
        form.text(f"{path}.url", button.get("url"), limits.BUTTON_URL, least=1)
        if button.get("custom_id") is not None:
            form.add(
                path,
                "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                "A custom id and url cannot both be specified",
            )
    elif style != _PREMIUM_STYLE:
        form.text(f"{path}.custom_id", button.get("custom_id"), limits.CUSTOM_ID, least=1)
    if style != _PREMIUM_STYLE and not button.get("label") and not button.get("emoji"):
        form.add(path, "BUTTON_COMPONENT_INVALID_LABEL_EMOJI", "A button must have a label or an emoji")


def check_select(select: Json, form: Form, path: str) -> None:
    """Note everything that is wrong with a select menu, of a message or of a modal."""
    form.text(f"{path}.custom_id", select.get("custom_id"), limits.CUSTOM_ID, least=1)
    form.text(f"{path}.placeholder", select.get("placeholder"), limits.PLACEHOLDER)
    form.integer(f"{path}.min_values", select.get("min_values"), 0, limits.SELECT_OPTIONS)
    form.integer(f"{path}.max_values", select.get("max_values"), 1, limits.SELECT_OPTIONS)
    if select.get("type") == Kind.STRING_SELECT:
        check_choices(select, form, path, limits.SELECT_OPTIONS, least=1)
    else:
        _check_presets(select, form, path)


def _check_presets(select: Json, form: Form, path: str) -> None:
    """What a menu of people, roles or channels begins with, and the types of channels that it offers."""
    presets = objects(select.get("default_values"))
    allowed = _PRESETS.get(select.get("type", 0), ())
    for index, preset in enumerate(presets):
        if preset.get("type") not in allowed:
            form.one_of(f"{path}.default_values.{index}.type", allowed)
        form.text(f"{path}.default_values.{index}.id", str(preset.get("id") or ""), _SNOWFLAKE_DIGITS, least=1)
    most = select.get("max_values")
    form.count(f"{path}.default_values", len(presets), 1 if most is None else most)
    if select.get("type") == Kind.CHANNEL_SELECT:
        for index, kind in enumerate(as_list(select.get("channel_types")) or []):
            form.integer(f"{path}.channel_types.{index}", kind, 0, _LAST_CHANNEL_TYPE)


def check_choices(item: Json, form: Form, path: str, most: int, least: int) -> None:
    """Note everything that is wrong with the options of a select menu or a group."""
    options = objects(item.get("options"))
    form.count(f"{path}.options", len(options), most, least=least)
    seen: set[str] = set()
    for index, option in enumerate(options):
        where = f"{path}.options.{index}"
        form.text(f"{where}.label", option.get("label"), limits.SELECT_TEXT, least=1)
        value = form.text(f"{where}.value", option.get("value"), limits.SELECT_TEXT, least=1)
        form.text(f"{where}.description", option.get("description"), limits.SELECT_TEXT)
        if value is not None and value in seen:
            form.add(f"{where}.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The value is used twice")
        seen.add(value or "")
