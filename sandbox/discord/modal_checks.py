"""What Discord refuses in a modal. Knows nothing of who shows it and of what is filled in."""

from sandbox.discord import limits
from sandbox.discord.component_checks import GROUPS, SELECTS, Kind, check_choices, check_select, walk
from sandbox.discord.forms import Form
from sandbox.discord.jsons import Json, objects


def check_modal(modal: Json, form: Form, path: str) -> None:
    """Note everything that is wrong with a modal."""
    form.text(f"{path}title", modal.get("title"), limits.MODAL_TITLE, least=1)
    form.text(f"{path}custom_id", modal.get("custom_id"), limits.CUSTOM_ID, least=1)
    items = objects(modal.get("components"))
    form.count(f"{path}components", len(items), limits.MODAL_ITEMS, least=1)
    for index, item in enumerate(items):
        where = f"{path}components.{index}"
        if item.get("type") == Kind.LABEL:
            form.text(f"{where}.label", item.get("label"), limits.MODAL_LABEL, least=1)
            form.text(f"{where}.description", item.get("description"), limits.MODAL_DESCRIPTION)
        for child in walk([item]):
            if child.get("type") == Kind.TEXT_INPUT:
                _check_text_input(child, form, where)
            elif child.get("type") in SELECTS:
                check_select(child, form, where)
            elif child.get("type") in GROUPS:
                least = 2 if child["type"] == Kind.RADIO_GROUP else 1
                check_choices(child, form, where, limits.GROUP_OPTIONS, least)


def _check_text_input(field: Json, form: Form, path: str) -> None:
    form.text(f"{path}.custom_id", field.get("custom_id"), limits.CUSTOM_ID, least=1)
    form.text(f"{path}.label", field.get("label"), limits.MODAL_LABEL)
    form.text(f"{path}.placeholder", field.get("placeholder"), limits.SELECT_TEXT)
    form.text(f"{path}.value", field.get("value"), limits.TEXT_INPUT)
    form.integer(f"{path}.min_length", field.get("min_length"), 0, limits.TEXT_INPUT)
    form.integer(f"{path}.max_length", field.get("max_length"), 1, limits.TEXT_INPUT)
