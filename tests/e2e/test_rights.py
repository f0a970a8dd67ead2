"""Who may do what: every command and every component, by everybody who could try, in their own server and in another.

The table is compared with what the bot really registers and answers to: a command or a button without a row fails. What
is refused must change nothing, which is read out of the database itself.
"""

import base64
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio

from bot.app import COGS
from bot.chat.buttons import BUTTONS, FORMS
from bot.chat.client import ImagineBot
from bot.core.ranks import Rank
from sandbox.client import SandboxProcess
from tests.e2e.desk import a_desk
from tests.e2e.sandbox import Json, Told, World, buttons
from tests.e2e.test_results import forge_press, number_of

pytestmark = pytest.mark.asyncio


class Who(Enum):
    """Everybody who could try."""

    OWNER = "owner"  # of the job; an ordinary member
    MEMBER = "member"
    LOCAL = "moderator of that one channel"
    MODERATOR = "moderator"
    MANAGER = "manager"
    STRANGER = "stranger"  # manages another server, and is not in this one


EVERYBODY: Final = frozenset(Who)
HERE: Final = EVERYBODY - {Who.STRANGER}
MODERATORS: Final = frozenset({Who.MODERATOR, Who.MANAGER})
LOCALS: Final = frozenset({Who.LOCAL})
"""What stands in their channel they may take away; that is all."""
MANAGERS: Final = frozenset({Who.MANAGER})
OWNER: Final = frozenset({Who.OWNER})
STRANGER: Final = frozenset({Who.STRANGER})
NOBODY: Final = frozenset[Who]()

SETTINGS_FILE: Final = {
    "filename": "settings.json",
    "content_base64": base64.b64encode(b'{"set_cost": 5}').decode(),
}
REFUSALS: Final = (
    "Only people who may manage this server can do that.",
    "Only moderators of this server can do that.",
    "Only the person who asked for it, or a moderator, can do that.",
    "I do not know this request any more.",
    "Too late: this one has already finished.",
)
WRITTEN: Final = (
    "server_settings", "grants", "quota_resets", "blocks", "audit", "reports", "alt_texts", "preferences",
    "charges WHERE kind = 'held'", "spendings WHERE kind = 'held'",
)  # fmt: skip
"""What nobody may change by something that is refused; jobs of before go on meanwhile, and are settled."""


@dataclass(frozen=True)
class Scene:
    """A finished picture in one server and one of the stranger's own in another, and everybody who could try."""

    world: World
    people: dict[Who, str]
    result: Json
    elsewhere: Json
    database: Path

    @property
    def job(self) -> str:
        return number_of(self.result)

    def place(self, who: Who) -> str:
        return self.elsewhere["channel"] if who is Who.STRANGER else self.result["channel"]

    def here(self, contents: dict[str, list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
        """The rows of the first server among them: its id stands in each."""
        return [row for rows in contents.values() for row in rows if self.server in row]

    @property
    def server(self) -> int:
        with closing(sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True)) as file:
            return file.execute("SELECT scope_id FROM jobs WHERE id = ?", (int(self.job),)).fetchone()[0]

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows that somebody could have changed; jobs without what the bot does to them by itself."""
        with closing(sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True)) as file:
            found = {name: sorted(file.execute(f"SELECT * FROM {name}"), key=repr) for name in WRITTEN}
            found["jobs"] = file.execute("SELECT id, removed_at, cancel_requested_by, prompt FROM jobs").fetchall()
        return found


@pytest.fixture(scope="module")
def stage() -> list[Any]:
    """What the first test of this file sets up, for all of them: people and two pictures."""
    return []


@pytest_asyncio.fixture
async def scene(world: World, process: SandboxProcess, stage: list[Any]) -> Scene:
    assert process.data is not None
    if not stage:
        stage.extend(await set_up(world))
    people, result, elsewhere = stage
    return Scene(world, people, result, elsewhere, process.data / "imagine.db")


async def set_up(world: World) -> tuple[dict[Who, str], Json, Json]:
    """Two servers of their own, for what is decided here would be met by other tests."""
    desk, elsewhere = await a_desk(world), await a_desk(world)
    people = {
        Who.OWNER: await desk.person("owner"),
        Who.MEMBER: await desk.person("member"),
        Who.LOCAL: await desk.person("local"),
        Who.MODERATOR: await desk.person("moderator", "manage_messages"),
        Who.MANAGER: desk.who,
        Who.STRANGER: elsewhere.who,
    }
    await world.call("PATCH", f"/channels/{desk.channel}", {"members_may": {people[Who.LOCAL]: ["manage_messages"]}})
    return people, await desk.picture(people[Who.OWNER]), await elsewhere.picture(elsewhere.who)


# --- commands ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """Who may use a command; `options` are what it is typed with, about the owner and their job."""

    may: frozenset[Who]
    options: Callable[[Scene], dict[str, Any]] = lambda scene: {}


COMMANDS: Final[dict[str, Row]] = {
    "imagine": Row(EVERYBODY, lambda scene: {"prompt": "a fox", "aspect_ratio": "1024x1024(1:1)"}),
    "collect": Row(EVERYBODY),
    "quota": Row(EVERYBODY),
    "preferences": Row(EVERYBODY),
    "privacy": Row(EVERYBODY),
    "history": Row(EVERYBODY),
    "show": Row(HERE, lambda scene: {"id": scene.job}),
    "cancel": Row(EVERYBODY),
    "help": Row(EVERYBODY),
    "price": Row(EVERYBODY),
    "imagine-admin settings": Row(MANAGERS | STRANGER),
    "imagine-admin pause": Row(MANAGERS | STRANGER),
    "imagine-admin resume": Row(MANAGERS | STRANGER),
    "imagine-admin export": Row(MANAGERS | STRANGER),
    "imagine-admin import": Row(MANAGERS | STRANGER, lambda scene: {"file": SETTINGS_FILE}),
    "imagine-admin quota show": Row(MODERATORS | STRANGER, lambda scene: {"member": scene.people[Who.OWNER]}),
    "imagine-admin quota grant": Row(
        MANAGERS | STRANGER, lambda scene: {"member": scene.people[Who.OWNER], "images": 1}
    ),
    "imagine-admin quota reset": Row(MANAGERS | STRANGER, lambda scene: {"member": scene.people[Who.OWNER]}),
    "imagine-admin block": Row(MODERATORS | STRANGER, lambda scene: {"member": scene.people[Who.OWNER]}),
    "imagine-admin unblock": Row(MODERATORS | STRANGER, lambda scene: {"member": scene.people[Who.OWNER]}),
    "imagine-admin blocks": Row(MODERATORS | STRANGER),
    "imagine-admin budget": Row(MODERATORS | STRANGER),
    "imagine-admin filter list": Row(MODERATORS | STRANGER),
    "imagine-admin filter block": Row(MANAGERS | STRANGER, lambda scene: {"entries": "gargoyle"}),
    "imagine-admin filter allow": Row(MANAGERS | STRANGER, lambda scene: {"entries": "gargoyle"}),
    "imagine-admin filter remove": Row(MANAGERS | STRANGER, lambda scene: {"entry": "gargoyle"}),
    "imagine-admin filter test": Row(MODERATORS | STRANGER, lambda scene: {"prompt": "a fox"}),
    "imagine-admin reports": Row(MODERATORS | STRANGER),
    "imagine-admin audit": Row(MODERATORS | STRANGER),
    "imagine-admin job": Row(MODERATORS, lambda scene: {"id": scene.job}),
    "imagine-admin stats": Row(MODERATORS | STRANGER),
}
"""The stranger may do all of that in their own server, and nothing about this one; that is compared below."""


def leaves(commands: list[Json], before: str = "") -> list[str]:
    """The whole names of everything that can be typed."""
    found: list[str] = []
    for command in commands:
        name = f"{before}{command['name']}"
        below = [one for one in command.get("options") or () if one["type"] in (1, 2)]
        found += leaves(below, f"{name} ") if below else [name]
    return found


async def registered(world: World, kind: int) -> list[Json]:
    return [one for one in await world.call("GET", "/commands") if one.get("type", 1) == kind]


async def test_every_command_has_its_row(world: World) -> None:
    assert set(leaves(await registered(world, 1))) == set(COMMANDS)


async def test_the_documentation_and_the_help_say_the_same_of_what_owners_and_moderators_type() -> None:
    async with ImagineBot(COGS) as bot:
        await bot.registration()
        said = dict(bot.admin_commands())
    may = {Rank.MODERATOR: MODERATORS, Rank.MANAGER: MANAGERS}
    assert {name: may[rank] for name, rank in said.items()} == {
        name: row.may - STRANGER for name, row in COMMANDS.items() if name.startswith("imagine-admin")
    }


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_command_does_what_it_does_for_those_who_may_and_nothing_for_others(scene: Scene, command: str) -> None:
    row = COMMANDS[command]
    for who in Who:
        before = scene.contents()
        options = row.options(scene) | {"unchecked": True}
        told = await scene.world.type(scene.people[who], command, channel=scene.place(who), **options)
        await judge(scene, who, told, row.may, before)


async def judge(scene: Scene, who: Who, told: Told, may: frozenset[Who], before: dict[str, Any]) -> None:
    """Answered in any case; refused in words, privately and without a trace, where they may not."""
    assert told.state == "answered", who
    words = await said(scene, who, told)
    if who in may:
        assert not words.startswith(REFUSALS), (who, words)
    else:
        assert words.startswith(REFUSALS), (who, words)
        assert scene.contents() == before, who
    if who is Who.STRANGER:
        assert scene.here(scene.contents()) == scene.here(before), "whatever they do is done in their own server"


async def said(scene: Scene, who: Who, told: Told) -> str:
    """The text of an answer; nothing where it is a form or a layout."""
    if told.kind == "modal" or told.message is None:
        return ""
    if told.kind == "update" and told.ephemeral is False:
        return await follow_up(scene, who, told)
    return (await scene.world.see(scene.people[who], told.message))["content"]


async def follow_up(scene: Scene, who: Who, told: Told) -> str:
    return await scene.world.words(scene.people[who], told)


# --- components under a result ----------------------------------------------------------------------------------------

Press = Callable[[Scene, Who], Awaitable[Told]]


def button(what: str) -> Press:
    """The button of a result; the stranger forges it under a message of their own server."""

    async def press(scene: Scene, who: Who) -> Told:
        message = scene.elsewhere if who is Who.STRANGER else scene.result
        return await forge_press(scene.world, scene.people[who], message, f"imagine:{what}:{scene.job}")

    return press


async def choose_size(scene: Scene, who: Who) -> Told:
    custom_id = f"imagine:size:{scene.job}"
    if who is Who.STRANGER:
        return await forge_press(scene.world, scene.people[who], scene.elsewhere, custom_id)
    body = {"as": scene.people[who], "custom_id": custom_id, "values": ["2048x2048(1:1)"]}
    return await scene.world.told(await scene.world.call("POST", f"/messages/{scene.result['id']}/select", body))


@dataclass(frozen=True)
class Part:
    """Who may use a component, and how it is used; None where it lives in an answer that only its member sees."""

    may: frozenset[Who]
    use: Press | None = None


PARTS: Final[dict[str, Part]] = {
    "AgainButton": Part(HERE, button("again")),
    "EditButton": Part(HERE, button("edit")),
    "LargestButton": Part(HERE, button("largest")),
    "OriginalButton": Part(HERE, button("original")),
    "DeleteButton": Part(OWNER | LOCALS | MODERATORS, button("delete")),
    "SizeSelect": Part(HERE, choose_size),
    "CancelButton": Part(NOBODY, button("cancel")),  # of a job that has ended; test_cancel.py has the others
    # In private answers: what they carry is tried by forged presses below, and about nobody but the presser.
    "PageButton": Part(EVERYBODY),
    "OpenSelect": Part(EVERYBODY),
    "PostAgainButton": Part(HERE),
    "RemoveButton": Part(OWNER),
    "AltTextButton": Part(OWNER | LOCALS | MODERATORS),
    "StopButton": Part(OWNER),
    "StopSelect": Part(OWNER),
    "StopAllButton": Part(EVERYBODY),
    "PreferenceMenu": Part(EVERYBODY),
    "PreferenceButton": Part(EVERYBODY),
    "ExportButton": Part(EVERYBODY),
    "EraseButton": Part(EVERYBODY),
    "RewordButton": Part(EVERYBODY),
    # Of answers that moderators and managers get, and of the log channel: test_settings.py and test_moderation.py press
    # them as everybody.
    "GroupSelect": Part(MANAGERS),
    "SettingSelect": Part(MANAGERS),
    "ImportButton": Part(MANAGERS),
    "ChargedSelect": Part(MANAGERS),
    "FreeSelect": Part(MANAGERS),
    "AuditButton": Part(MODERATORS),
    "ReportButton": Part(MODERATORS),
}


async def test_every_component_has_its_row() -> None:
    assert {one.__name__ for one in BUTTONS} == set(PARTS)


@pytest.mark.parametrize("part", [name for name, part in PARTS.items() if part.use is not None])
async def test_a_component_does_what_it_does_for_those_who_may_and_nothing_for_others(scene: Scene, part: str) -> None:
    row = PARTS[part]
    assert row.use is not None
    for who in Who:
        before = scene.contents()
        await judge(scene, who, await row.use(scene, who), row.may, before)


# --- forms ------------------------------------------------------------------------------------------------------------


def text_field(name: str, value: str) -> Json:
    return {"type": 18, "component": {"type": 4, "custom_id": name, "value": value}}


FORM_ROWS: Final[dict[str, tuple[frozenset[Who], list[Json]]]] = {
    "edited": (HERE, [text_field("prompt", "a red fox")]),
    "wished": (EVERYBODY, [text_field("prompt", "a red fox")]),
    "deleted": (OWNER | LOCALS | MODERATORS, []),
    "removed": (OWNER, []),
    "erased": (EVERYBODY, []),
    "described": (OWNER | LOCALS | MODERATORS, [text_field("alt-1", "a fox in the snow")]),
    "set": (MANAGERS | STRANGER, [text_field("value", "7")]),
    "reported": (HERE, [text_field("reason", "odd")]),
    "blockreported": (MODERATORS, [text_field("reason", "odd")]),
}

ABOUT_NOBODY: Final = frozenset({"wished", "erased"})
"""Forms whose number says nothing about a job."""


async def test_every_form_has_its_row() -> None:
    assert set(FORMS) == set(FORM_ROWS)


@pytest.mark.parametrize("name", sorted(set(FORM_ROWS) - ABOUT_NOBODY))
async def test_a_form_that_is_sent_by_hand_does_nothing_for_those_who_may_not(scene: Scene, name: str) -> None:
    may, components = FORM_ROWS[name]
    for who in (one for one in Who if one not in may):
        opened = await open_any_form(scene, who)
        before = scene.contents()
        body = {
            "as": scene.people[who],
            "custom_id": f"imagine:{name}:{scene.job}",
            "components": components,
            "unchecked": True,
        }
        path = f"/modals/{opened.interaction}/submit"
        await judge(scene, who, await scene.world.told(await scene.world.call("POST", path, body)), may, before)


async def open_any_form(scene: Scene, who: Who) -> Told:
    """A form of one's own, to send another one in its place."""
    message = scene.elsewhere if who is Who.STRANGER else scene.result
    (edit,) = [one for one in buttons(message) if one.get("label") == "Edit prompt"]
    return await forge_press(scene.world, scene.people[who], message, edit["custom_id"])
