"""The log of a whole run: every line a record, jobs by their ids, and of what members typed not a word."""

import json
import secrets
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import SandboxProcess
from tests.e2e.desk import a_desk
from tests.e2e.sandbox import Json, World, full_disk, labels
from tests.e2e.test_history import show
from tests.e2e.test_menus import say, use
from tests.e2e.test_moderation import report
from tests.e2e.test_results import SMALL, asked, chosen, delivered, fields, form, number_of, send

pytestmark = pytest.mark.asyncio
LOG_LINES = 5000
WATCHED = frozenset({"info", "warning", "error", "critical"})


class Diary:
    """Prompts that are like no others, and the log in which none of them may be."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._word = secrets.token_hex(4)
        self.secret = f"saxifrage {self._word}"

    @property
    def prompt(self) -> str:
        """A wish of which no part belongs into a log."""
        return f"a {self.secret} under glass, seen from the side of the sea"

    async def records(self) -> list[Json]:
        """The whole log."""
        lines: list[str] = await self._world.call("GET", "/bot/log", lines=LOG_LINES)
        return [json.loads(line) for line in lines]

    async def slips(self) -> list[Json]:
        """Records of level INFO and above with any of those words."""
        watched = [record for record in await self.records() if record["level"] in WATCHED]
        assert watched
        return [record for record in watched if self._word in json.dumps(record)]


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Generator[SandboxProcess]:
    settings = {"LOG_LEVEL": "DEBUG", "LOG_FORMAT": "json"}
    with SandboxProcess(data=tmp_path_factory.mktemp("sandbox"), settings=settings) as process:
        yield process


@pytest.fixture
def diary(world: World) -> Diary:
    return Diary(world)


async def test_a_story_can_be_read_by_its_job_and_not_one_word_of_its_wish(world: World, diary: Diary) -> None:
    who = await world.member("diarist")
    told = await world.type(who, prompt=diary.prompt, aspect_ratio=SMALL)
    await world.until_pictures(who, told.message)

    async def ended() -> bool:
        story = [record for record in await diary.records() if record.get("job") == int(told.interaction)]
        return [record["state"] for record in story if record["event"] == "job moved"][-1:] == ["delivered"]

    await world.wait_for(ended)
    assert await diary.slips() == []


async def test_members_words_stay_out_of_the_log_wherever_they_type_them(world: World, diary: Diary) -> None:
    who = await world.member("diarist")
    made = await delivered(world, who, diary.prompt, private=True)
    made = await delivered(world, who, diary.prompt)
    await world.type(who, "history", words=diary.secret)
    await world.call(
        "POST", "/commands/show/complete",
        {"as": who, "channel": "pictures", "options": {"id": diary.secret}, "focused": "id"},
    )  # fmt: skip
    await show(world, who, number_of(made))
    again = await world.press(who, made["id"], "Edit prompt")
    await world.until_pictures(who, (await send(world, who, again, prompt=f"{diary.prompt}, once more")).message)
    opened = await use(world, who, await say(world, who, diary.prompt))
    await world.until_pictures(who, (await send(world, who, opened, size=[SMALL])).message)
    await world.type(who, "privacy")
    await world.type(who, prompt=diary.prompt * 20, unchecked=True)
    await world.type(who, prompt=[diary.prompt], unchecked=True)
    await world.type(who, prompt=diary.prompt, aspect_ratio="no such size", unchecked=True)
    assert await diary.slips() == []


REPEATED: Json = {"content": {"_errors": [{"code": "BASE_TYPE_CHOICES", "message": "Value ('{prompt}') is odd."}]}}
"""A field that Discord refuses, in a sentence which repeats what stands in it."""
BAD_NEWS: list[tuple[str, dict[str, Any]]] = [
    ("moderated", {"error": "Post Text Risk Not Pass: {prompt}"}),
    ("fails", {"error": "cannot draw '{prompt}'"}),
    ("fails_on_status", {"error": "{start}"}),
    ("submit_status", {"status": 422}),
    ("submit_lost_after", {}),
    ("submit_unreadable", {}),
    ("automod", {"text": "{prompt}"}),
    ("discord_status", {"status": 400, "code": 50035, "on": "edit", "errors": REPEATED}),
    ("discord_status", {"status": 500, "on": "edit"}),
    ("discord_lost_after", {"on": "edit"}),
    ("file_wrong_type", {}),
]


def filled(arguments: Any, diary: Diary) -> Any:
    """The arguments with the diary's words in them."""
    text = json.dumps(arguments).replace("{prompt}", diary.prompt).replace("{start}", diary.prompt[:40])
    return json.loads(text)


@pytest.mark.parametrize(
    ("fault", "arguments"), BAD_NEWS, ids=[f"{name} {more.get('on', more)}" for name, more in BAD_NEWS]
)
async def test_whatever_goes_wrong_with_a_wish_its_words_stay_out_of_the_log(
    world: World, diary: Diary, fault: str, arguments: dict[str, Any]
) -> None:
    await world.fault(fault, times=1, **filled(arguments, diary))
    who = await world.member("diarist")
    told = await world.type(who, prompt=diary.prompt, aspect_ratio=SMALL)
    await world.until(who, told.message, lambda seen: "Cancel" not in labels(seen))
    assert await diary.slips() == []


async def test_a_process_that_was_killed_and_one_without_a_disk_tell_nothing_either(world: World, diary: Diary) -> None:
    await world.provider(render_s=600)
    who = await world.member("diarist")
    told = await world.type(who, prompt=diary.prompt, aspect_ratio=SMALL)
    await world.until_says(who, told.message, "Rendering")
    await world.bot("kill")
    await world.bot("start")
    with full_disk((await world.call("GET", "/bot"))["pid"]):
        await world.type(who, prompt=diary.prompt, aspect_ratio=SMALL)
        await world.provider(render_s=0.1)

        async def noticed() -> bool:
            return any("cannot be read or written" in record["event"] for record in await diary.records())

        await world.wait_for(noticed)
    await world.until_pictures(who, told.message)
    assert await diary.slips() == []


def files_with(folder: Path, words: str) -> list[Path]:
    """What is on the bot's disk with these words in it."""
    return [path for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


async def test_a_prompt_that_is_refused_goes_back_to_its_member_and_nowhere_else(
    world: World, diary: Diary, process: SandboxProcess
) -> None:
    assert process.data is not None
    desk = await a_desk(world)
    await desk.decide(blocked_words="saxifrage")
    who = await desk.person()
    told = await desk.ask(who, prompt=diary.prompt, scale=0.25, images="set")
    assert diary.prompt in await world.words(who, told)
    await world.bot("kill")
    await world.bot("start")
    opened = await world.press(who, told.message or "", "Edit prompt")
    shown = fields(await form(world, opened))
    assert shown["prompt"]["value"] == diary.prompt
    assert [chosen(shown[name]) for name in ("size", "scale", "images")] == [SMALL, "0.25", "set"]
    again = await send(world, who, opened, prompt=f"{diary.prompt}\n```@everyone `x`")
    seen = await world.see(who, again.message or "")
    assert again.ephemeral
    assert seen["content"].endswith(f"\n```\n{diary.prompt}\nˋˋˋ@everyone `x`\n```")
    opened = await world.press(who, seen["id"], "Edit prompt")
    assert fields(await form(world, opened))["prompt"]["value"] == f"{diary.prompt}\nˋˋˋ@everyone `x`"
    sent = await send(world, who, opened, prompt="a shy fox", images=["one"])
    assert not sent.ephemeral
    await world.until_pictures(who, sent.message)
    assert (await asked(world))[-1]["scale"] == 0.25
    assert diary.secret not in json.dumps(await diary.records())
    assert files_with(process.data, "a shy fox")
    assert files_with(process.data, diary.secret) == []


async def test_the_longest_prompt_fits_into_its_refusal_and_stays_private(world: World, diary: Diary) -> None:
    desk = await a_desk(world)
    await desk.decide(blocked_words="fox")
    who = await desk.person()
    prompt = "fox " + "🦊" * 796
    told = await desk.ask(who, prompt=prompt, private=True)
    seen = await world.see(who, told.message or "")
    assert f"```\n{prompt}\n```" in seen["content"]
    opened = await world.press(who, seen["id"], "Edit prompt")
    assert (await send(world, who, opened, prompt="a badger")).ephemeral


async def test_where_the_chat_refuses_the_refusal_too_it_comes_without_the_words(world: World, diary: Diary) -> None:
    desk = await a_desk(world)
    await desk.decide(blocked_words="saxifrage")
    who = await desk.person()
    await world.fault("automod", text="saxifrage")
    told = await desk.ask(who, prompt=diary.prompt)
    assert await world.words(who, told) == (
        "This server does not want some of these words in pictures. Say it in other words; nothing was charged."
    )
    opened = await world.press(who, told.message or "", "Edit prompt")
    assert not fields(await form(world, opened))["prompt"].get("value")
    await world.until_pictures(who, (await send(world, who, opened, prompt="a fox")).message)
    assert await diary.slips() == []


async def test_an_answer_that_discord_refuses_unexpectedly_is_told_without_its_words(
    world: World, diary: Diary
) -> None:
    desk = await a_desk(world)
    picture = await desk.picture(await desk.person())
    await report(desk, await desk.person(), picture["id"], diary.secret)
    errors = filled(REPEATED, diary)
    await world.fault("discord_status", times=1, status=400, code=50035, on="ack", errors=errors)
    await desk.admin("reports")

    async def told() -> bool:
        failed = [record["exception"] for record in await diary.records() if record["event"] == "command failed"]
        return any(one.endswith("HTTP 400, code 50035: content BASE_TYPE_CHOICES") for one in failed)

    await world.wait_for(told)
    assert await diary.slips() == []
