"""Every language is complete, keeps what the bot fills in, fits Discord's limits, and is really used by the bot."""

import re
from collections import Counter
from typing import Any, Final

import discord
import pytest
from discord import app_commands

from bot.app import COGS
from bot.chat import labels
from bot.chat.client import CommandTranslator, ImagineBot
from bot.chat.languages import ENGLISH, NAME, Languages, translated
from tests.chat.texts import TEMPLATE, read, template, write

LOCALES: Final = sorted(translated())
WANTED: Final = {"it", "de", "fr", "es-ES", "pt-BR", "ja"}
EACH = pytest.mark.parametrize("locale", LOCALES)
FACT = re.compile(r"\{(\w+)\}")
MARKUP = re.compile(r"\*\*|`|\n")
COMMAND_NAME = re.compile(r"^[-_'\w]{1,32}$")
"""Discord's rule for names (Application Commands, Naming); they must be lower-case where their script has cases."""


def forms(entry: Any) -> list[str]:
    """What a translator wrote, one text or one for each plural form."""
    return list(entry.string) if entry.pluralizable else [entry.string]


def sources(entry: Any) -> list[str]:
    """What stands in the code."""
    return list(entry.id) if entry.pluralizable else [entry.id]


def test_the_languages_of_the_largest_communities_are_there() -> None:
    assert set(LOCALES) >= WANTED
    known = {locale.value for locale in discord.Locale}
    assert known.issuperset(LOCALES), "not one of Discord's locales"


def test_the_template_for_translators_is_the_code_s_own(tmp_path: Any) -> None:
    write(template(), tmp_path / "imagine.pot")
    assert TEMPLATE.read_text() == (tmp_path / "imagine.pot").read_text(), "run: make texts"


@EACH
def test_every_text_is_translated_and_nothing_else(locale: str) -> None:
    catalogue, wanted = read(locale), template()
    entries = {(entry.id, entry.context): entry for entry in catalogue if entry.id}
    assert set(entries) == {(entry.id, entry.context) for entry in wanted if entry.id}, "run: make texts"
    missing = [entry.id for entry in entries.values() if not all(forms(entry)) or entry.fuzzy]
    assert missing == []


@EACH
def test_what_the_bot_fills_in_and_marks_up_is_kept(locale: str) -> None:
    for entry in read(locale):
        if not entry.id:
            continue
        allowed = set(FACT.findall("".join(sources(entry))))
        allowed |= {"place"} if "ordinal" in allowed else set()
        for text in forms(entry):
            assert set(FACT.findall(text)) <= allowed, text
            assert "{" not in FACT.sub("", text), text
            needed = allowed if not entry.pluralizable else set(FACT.findall(sources(entry)[1])) - {"n"}
            optional = {"ordinal", "place"}  # one of the two says it
            assert needed - optional <= set(FACT.findall(text)), text
            assert not (needed & optional) or optional & set(FACT.findall(text)), text
            assert Counter(MARKUP.findall(text)) == Counter(MARKUP.findall(sources(entry)[-1])), text


@EACH
def test_every_number_has_its_form(locale: str) -> None:
    say = Languages().of(locale)
    for number in (0, 1, 2, 5, 21, 101):
        assert str(number) in say.many("{n} picture left", "{n} pictures left", number)


@EACH
def test_names_follow_discords_rule(locale: str) -> None:
    names = [entry.string for entry in read(locale) if entry.context == NAME]
    assert len(names) == len(set(labels.NAMES))
    assert [name for name in names if not COMMAND_NAME.match(name) or name != name.lower()] == []


def test_an_unknown_locale_is_english_and_a_near_one_the_nearest() -> None:
    languages = Languages()
    assert languages.of("tlh")(labels.IMAGINE) == labels.IMAGINE == languages.of(ENGLISH)(labels.IMAGINE)
    assert languages.of("es-419")(labels.IMAGINE) == languages.of("es-ES")(labels.IMAGINE) != labels.IMAGINE


def test_a_members_words_are_never_taken_for_something_to_fill_in() -> None:
    say = Languages().of("it")
    assert "{words} {0} {" in say("Picture made from the words: {words}", words="{words} {0} {")


def test_commands_can_be_pressed_once_discord_has_told_their_ids() -> None:
    languages = Languages()
    say = languages.of("de")
    assert say.command("collect") == "/collect"
    languages.learn_commands([("collect", 42)])
    assert say.command("collect") == "</collect:42>"
    assert say.command("quota") == "/quota"


@pytest.mark.asyncio
async def test_discord_is_told_every_name_description_and_choice_in_every_language() -> None:
    async with ImagineBot(()) as bot:
        for extension in COGS:
            await bot.load_extension(extension)
        translator = CommandTranslator(bot.languages)
        names: set[str] = set()
        for command in bot.tree.get_commands():
            if isinstance(command, app_commands.ContextMenu):  # its name may be any words, so it is a text like others
                menu: Any = await command.get_translated_payload(bot.tree, translator)
                told = {str(locale): name for locale, name in menu.get("name_localizations", {}).items()}
                assert told == {
                    one: said for one in LOCALES if (said := Languages().of(one)(command.name)) != command.name
                }
                continue
            payload: Any = await command.get_translated_payload(bot.tree, translator)
            things = everything_in(payload)
            names |= {thing["name"] for thing in things}
            for thing in things:
                told = {str(locale): name for locale, name in thing.get("name_localizations", {}).items()}
                assert told == {one: name for one in LOCALES if (name := _name(one, thing)) != thing["name"]}
            for thing in (*things, *(choice for one in things for choice in one.get("choices", ()))):
                key = "description_localizations" if "description" in thing else "name_localizations"
                if "×" not in thing["name"]:  # sizes are the same in every language
                    assert {str(locale) for locale in thing.get(key, ())} == set(LOCALES), thing["name"]
        assert names == set(labels.NAMES)


def everything_in(command: dict[str, Any]) -> list[dict[str, Any]]:
    """A command with its groups, subcommands and options."""
    below: list[dict[str, Any]] = command.get("options") or []
    return [command, *(one for option in below for one in everything_in(option))]


def _name(locale: str, thing: dict[str, Any]) -> str:
    return Languages().of(locale).name(thing["name"])
