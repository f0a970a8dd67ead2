"""What Discord refuses when commands are registered. Knows nothing of what is registered already."""

import re
from typing import Any

from sandbox.discord import limits
from sandbox.discord.forms import Form
from sandbox.discord.jsons import Json, as_object, is_integer, is_number, objects

CHAT_INPUT, ON_MEMBER, ON_MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)
_NESTING = (SUBCOMMAND, GROUP)
_WITH_CHOICES = (STRING, INTEGER, NUMBER)
_NAME = re.compile(rf"^[-_'\w]{{1,{limits.COMMAND_NAME}}}$")


def check_commands(commands: list[Json], form: Form) -> None:
    """Note everything that is wrong with a whole list of commands."""
    seen: set[tuple[Any, Any]] = set()
    for index, command in enumerate(commands):
        check_command(command, form, f"{index}.")
        key = (command.get("type") or CHAT_INPUT, command.get("name"))
        if key in seen:
            form.add(
                f"{index}.name",
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            )
        seen.add(key)


def check_command(command: Json, form: Form, path: str = "") -> None:
    """Note everything that is wrong with one command; `path` ends in a dot unless empty."""
    if (command.get("type") or CHAT_INPUT) != CHAT_INPUT:
        form.text(f"{path}name", command.get("name"), limits.COMMAND_NAME, least=1)
        form.text(f"{path}description", command.get("description"), 0)  # context-menu commands have none
        return
    _check_names(command, form, path)
    _check_options(command, form, path)
    size = _text_size(command)
    if size > limits.COMMAND_TEXT:
        form.add(
            path.rstrip("."),
            "APPLICATION_COMMAND_TOO_LARGE",
            f"Command exceeds maximum size ({limits.COMMAND_TEXT})",
        )


def _check_names(thing: Json, form: Form, path: str) -> None:
    name = form.text(f"{path}name", thing.get("name"), limits.COMMAND_NAME, least=1)
    if name:
        _check_name(name, form, f"{path}name")
    form.text(f"{path}description", thing.get("description"), limits.COMMAND_DESCRIPTION, least=1)
    for locale, text in (as_object(thing.get("name_localizations")) or {}).items():
        if isinstance(text, str):
            _check_name(text, form, f"{path}name_localizations.{locale}")
    for locale, text in (as_object(thing.get("description_localizations")) or {}).items():
        form.text(f"{path}description_localizations.{locale}", text, limits.COMMAND_DESCRIPTION, least=1)


def _check_name(name: str, form: Form, path: str) -> None:
    if not _NAME.match(name) or name != name.lower():
        form.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _check_options(parent: Json, form: Form, path: str) -> None:
    options = objects(parent.get("options"))
    form.count(f"{path}options", len(options), limits.COMMAND_OPTIONS)
    optional_seen = False
    names: set[Any] = set()
    for index, option in enumerate(options):
        where = f"{path}options.{index}."
        _check_names(option, form, where)
        _check_option(option, form, where)
        if option.get("name") in names:
            form.add(f"{where}name", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique")
        names.add(option.get("name"))
        if option.get("required") and optional_seen:
            form.add(
                f"{where}required",
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional_seen = optional_seen or not option.get("required")


def _check_option(option: Json, form: Form, path: str) -> None:
    kind = option.get("type")
    if not is_integer(kind) or not SUBCOMMAND <= (kind or 0) <= ATTACHMENT:
        form.one_of(f"{path}type", f"{tuple(range(SUBCOMMAND, ATTACHMENT + 1))}")
        return
    if kind in _NESTING:
        _check_options(option, form, path)
        return
    choices = objects(option.get("choices"))
    if choices and option.get("autocomplete"):
        form.add(
            f"{path}autocomplete",
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID",
            "Autocomplete and choices are mutually exclusive",
        )
    if choices and kind not in _WITH_CHOICES:
        form.add(
            f"{path}choices",
            "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID",
            "This type of option takes no choices",
        )
    check_choices(choices, form, f"{path}choices", kind)
    form.integer(f"{path}min_length", option.get("min_length"), 0, limits.OPTION_LENGTH)
    form.integer(f"{path}max_length", option.get("max_length"), 1, limits.OPTION_LENGTH)
    for name in ("min_value", "max_value"):
        if option.get(name) is not None:
            _check_number(option[name], form, f"{path}{name}", kind)


def check_choices(choices: list[Json], form: Form, path: str, kind: Any) -> None:
    """Note everything that is wrong with choices, of an option or of an autocompletion."""
    form.count(path, len(choices), limits.COMMAND_CHOICES)
    names: set[Any] = set()
    for index, choice in enumerate(choices):
        where = f"{path}.{index}"
        form.text(f"{where}.name", choice.get("name"), limits.CHOICE_TEXT, least=1)
        if choice.get("name") in names:
            form.add(
                path,
                "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_DUPLICATE",
                "Option choice names must be unique",
            )
        names.add(choice.get("name"))
        if kind == STRING:
            form.text(f"{where}.value", choice.get("value"), limits.CHOICE_TEXT, least=1)
        else:
            _check_number(choice.get("value"), form, f"{where}.value", kind)


def _check_number(value: Any, form: Form, path: str, kind: Any) -> None:
    most = limits.SAFE_INTEGER - (1 if kind == INTEGER else 0)
    if not is_number(value) or (kind == INTEGER and not is_integer(value)):
        form.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not {"int" if kind == INTEGER else "float"}.')
    elif not -most <= value <= most:
        form.add(path, "NUMBER_TYPE_MAX", f"value should be between -{most} and {most}.")


def _text_size(thing: Json) -> int:
    """How Discord counts: for each text the longest of its localisations."""
    size = 0
    for name in ("name", "description"):
        texts = [thing.get(name), *(as_object(thing.get(f"{name}_localizations")) or {}).values()]
        size += max((len(text) for text in texts if isinstance(text, str)), default=0)
    if isinstance(thing.get("value"), str):
        size += len(thing["value"])
    return size + sum(_text_size(child) for name in ("options", "choices") for child in objects(thing.get(name)))
