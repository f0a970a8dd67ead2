"""What somebody with bad intentions can send to the real bot, and what the bot must never tell anybody."""

import asyncio
import base64
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio

from bot.chat.text import utf16_units
from tests.corpora import WORST
from tests.e2e.sandbox import Told, World, buttons, labels

pytestmark = pytest.mark.asyncio
SMALL = "1024x1024(1:1)"
LOG_LINES = 5000


async def ask(world: World, who: str, **more: Any) -> tuple[Told, str]:
    told = await world.type(who, aspect_ratio=SMALL, **{"prompt": "a fox", **more})
    assert told.message is not None
    return told, told.message


async def forge(world: World, who: str, message: str, custom_id: str) -> Told:
    """Press a button that the message does not have."""
    body = {"as": who, "custom_id": custom_id, "unchecked": True}
    begun = await world.call("POST", f"/messages/{message}/press", body)
    seen = await world.answered(begun["interaction"])
    return Told(begun["interaction"], *(seen[key] for key in ("state", "answer_ms", "ephemeral", "message", "kind")))


async def log_since(world: World, before: str) -> str:
    """What the bot has logged since; the log before is its beginning, unless so much came that it was cut."""
    return "\n".join(await world.call("GET", "/bot/log", lines=LOG_LINES)).removeprefix(before)


async def whole_log(world: World) -> str:
    return await log_since(world, "")


# --- prompts ----------------------------------------------------------------------------------------------------------


async def test_the_worst_prompts_reach_the_studio_as_typed_and_wake_nobody(world: World) -> None:
    before = len(await world.call("GET", "/calls"))
    people = [await world.member(f"prankster {number}") for number in range(len(WORST))]
    asked = [await ask(world, who, prompt=prompt) for who, prompt in zip(people, WORST, strict=True)]
    finished = await asyncio.gather(
        *(world.until_pictures(who, message) for who, (_, message) in zip(people, asked, strict=True))
    )
    drawn = {request["input"]["prompt"] for request in (await world.provider())["requests"]}
    assert {prompt.strip() for prompt in WORST} <= drawn
    for who, (_, message), last in zip(people, asked, finished, strict=True):
        for version in await world.versions(who, message):
            span, _, news = version["content"].partition("\n")
            assert (span[0], span[-1], span.count("`")) == ("`", "`", 2)
            assert not set(span) & set("\u202e\u2066\u2069\u200b\U000e0041\x1b\x00\r")
            assert news.startswith(
                ("-# 1:1", "Finished!", "On its way", "Rendering", "Waiting", "Next", "In the studio", "You are")
            )
            assert utf16_units(version["content"]) <= 2000
        assert last["attachments"][0]["description"].isprintable() or "\u200d" in last["attachments"][0]["description"]
    texts = [call["pings"] for call in (await world.call("GET", "/calls"))[before:] if call["pings"] is not None]
    assert len(texts) >= 2 * len(WORST)
    assert [pinged for pinged in texts if pinged] == []


async def test_a_prompt_with_half_a_character_is_taken_without_it(world: World) -> None:
    who = await world.member("half")
    _, message = await ask(world, who, prompt="a fox \ud83d at `dusk`", unchecked=True)
    await world.until_pictures(who, message)
    assert (await world.provider())["requests"][-1]["input"]["prompt"] == "a fox \ufffd at `dusk`"


async def test_a_providers_words_cannot_stop_a_job_or_forge_a_line(world: World) -> None:
    before = await whole_log(world)
    for fault in ("fails", "fails_on_status", "moderated"):
        error = "Post Img Risk Not Pass \ud800\n2026-01-01T00:00:00Z [error    ] forged\x1b[2J @everyone `"
        await world.fault(fault, times=1, error=error)
        who = await world.member("unlucky")
        _, message = await ask(world, who)
        seen = await world.until_says(who, message, "1 picture was given back.")
        assert "forged" not in seen["content"]
    said = await log_since(world, before)
    assert "forged" in said
    assert "Traceback" not in said
    assert not [line for line in said.splitlines() if line.startswith("2026-01-01")]
    assert "\x1b" not in said


# --- buttons ----------------------------------------------------------------------------------------------------------

FORGED = [
    "imagine:cancel:0", "imagine:cancel:1", "imagine:cancel:9223372036854775807", "imagine:cancel:9223372036854775808",
    "imagine:cancel:9999999999999999999", "imagine:cancel:18446744073709551616", f"imagine:cancel:{'9' * 80}",
    "imagine:cancel:-1", "imagine:cancel:+1", "imagine:cancel:1e3", "imagine:cancel:1_0", "imagine:cancel:0x1",
    "imagine:cancel:", "imagine:cancel", "imagine:cancel:٣٤٥", "imagine:cancel:１２３", "imagine:cancel:{own} ",
    "imagine:cancel:{own}\n", " imagine:cancel:{own}", "imagine:cancel:{own};DROP TABLE jobs", "IMAGINE:CANCEL:{own}",
    "imagine:cancel:{own}:{own}", "imagine:cancel:{own}", "imagine:cancel:0{own}", "imagine:cancel:{theirs}",
    "imagine:again:{own}", "imagine:delete:{theirs}", "admin:grant:1", "'; DROP TABLE jobs; --", "__proto__", "../../x",
    "\x00", "\n", "@everyone", "%s{0}", "\u202eimagine:cancel:1", "🦊" * 50, "x" * 100,
]  # fmt: skip


async def test_ids_made_up_by_hand_are_answered_privately_and_change_nothing(world: World) -> None:
    """Even one's own job cannot be cancelled through a message that has no such button."""
    await world.provider(queue_s=600)
    owner, forger = await world.member("owner"), await world.member("forger")
    theirs, their_message = await ask(world, owner)
    own, _ = await ask(world, forger, channel="general")
    await world.until_says(owner, their_message, "studio's queue")
    cancels = (await world.provider())["calls"].get("cancel", 0)
    log = await whole_log(world)
    for form in FORGED:
        custom_id = form.replace("{own}", own.interaction).replace("{theirs}", theirs.interaction)
        if custom_id == f"imagine:cancel:{theirs.interaction}":
            continue  # that button is under this very message: a foreign press, and no forged one
        words = await world.words(forger, await forge(world, forger, their_message, custom_id))
        assert words in ("I do not know this request any more.", "Too late: this one has already finished."), custom_id
    pressed = await world.press(forger, their_message)
    assert "Only the person who asked for it" in await world.words(forger, pressed)
    said = await log_since(world, log)
    assert "unknown button pressed" in said
    assert "cancel refused" in said
    assert "[error" not in said
    assert "Traceback" not in said
    assert (await world.provider())["calls"].get("cancel", 0) == cancels
    assert "1 in the making" in await world.read_quota(owner)
    assert "1 in the making" in await world.read_quota(forger)
    assert buttons(await world.see(owner, their_message))


async def test_a_moderator_of_another_server_moderates_nothing_here(world: World) -> None:
    await world.provider(queue_s=600)
    owner = await world.member("owner")
    elsewhere = await world.member("elsewhere", "manage_messages", server="Harbour")
    theirs, their_message = await ask(world, owner)
    _, own_message = await ask(world, elsewhere, channel="quay")
    await world.until_says(owner, their_message, "studio's queue")
    await world.until_says(elsewhere, own_message, "studio's queue")
    told = await forge(world, elsewhere, own_message, f"imagine:cancel:{theirs.interaction}")
    await world.words(elsewhere, told)
    assert "1 in the making" in await world.read_quota(owner)
    assert buttons(await world.see(owner, their_message))


async def test_a_press_that_arrives_twice_is_one_press(world: World) -> None:
    await world.provider(queue_s=600)
    who = await world.member("echo")
    _, message = await ask(world, who)
    await world.until_says(who, message, "studio's queue")
    pressed = await world.press(who, message)
    await world.call("POST", f"/interactions/{pressed.interaction}/redeliver")
    await world.until_says(who, message, "Cancelled.")
    await world.call("POST", f"/interactions/{pressed.interaction}/redeliver")
    forged = await forge(world, who, message, "imagine:vanish:1")
    await world.call("POST", f"/interactions/{forged.interaction}/redeliver")
    assert "10 of 10" in await world.read_quota(who)
    told = [seen["content"] for seen in await world.messages(who, "pictures") if seen["ephemeral"]]
    assert told.count("Cancelled. 1 picture was given back.") == 1
    assert sum(words.startswith("I do not know") for words in told) == 1


async def test_a_look_at_the_quota_that_arrives_twice_is_answered_once(world: World) -> None:
    who = await world.member("echo")
    told = await world.type(who, "quota")
    await world.call("POST", f"/interactions/{told.interaction}/redeliver")
    log = await whole_log(world)
    await world.read_quota(who)  # by the time this is answered, so would be the one before
    answers = [seen for seen in await world.messages(who, "pictures") if seen["ephemeral"]]
    assert len(answers) == 2
    assert "Traceback" not in await log_since(world, log)


# --- secrets ----------------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture(params=["console", "json"])
async def chatty(world: World, request: pytest.FixtureRequest) -> AsyncGenerator[World]:
    """A bot that logs as much as it can, in each format."""
    await world.bot("stop")
    await world.bot("start", LOG_FORMAT=request.param, LOG_LEVEL="DEBUG")
    yield world
    await world.fair()
    await world.bot("stop")
    await world.bot("start", LOG_FORMAT="console")


BAD_DAYS: tuple[dict[str, dict[str, Any]], ...] = (
    {"discord_status": {"status": 429, "retry_after_s": 0.2, "on": "edit"}, "read_lost": {"on": "result"}},
    {"discord_status": {"status": 500, "on": "edit"}, "read_unreadable": {"on": "status"}, "file_truncated": {}},
    {"discord_status": {"status": 400, "code": 50035, "on": "edit"}, "submit_status": {"status": 422}},
    {"discord_lost_after": {"on": "edit"}, "submit_lost_after": {}},
)


async def weather(world: World) -> None:
    """Everything that makes libraries put addresses, headers and whole answers into their errors."""
    who = await world.member("private")
    _, message = await ask(world, who, prompt="a secret wish that nobody logs")
    await world.until_pictures(who, message)
    for day in BAD_DAYS:
        for name, arguments in day.items():
            await world.fault(name, times=2, **arguments)
        member = await world.member("in bad weather")
        _, message = await ask(world, member, prompt="a secret wish that nobody logs")
        await world.until(member, message, lambda seen: "Cancel" not in labels(seen))
        await world.fair()
    for on in ("ack", "followup"):
        await world.fault("discord_status", times=1, status=500, on=on)
        await world.type(await world.member("unanswered"), "quota")
        await world.fair()
    await world.provider(queue_s=600)
    _, message = await ask(world, who)
    await world.until_says(who, message, "studio's queue")
    await world.call("POST", "/tokens/expire")
    await world.press(who, message)
    await world.until_says(who, message, "Cancelled.")
    await world.call("POST", "/gateway/drop", {"resumable": True})


async def test_nothing_secret_is_in_the_log_however_bad_the_day(chatty: World) -> None:
    began = await whole_log(chatty)
    await weather(chatty)
    # What Discord never sends: the bot has no answer to it but an error and its traceback.
    confused = await chatty.type(await chatty.member("confused"), unchecked=True, prompt=["a secret wish"])
    assert confused.state in ("answered", "failed")
    log = await log_since(chatty, began)
    assert "Traceback (most recent call last)" in log
    assert "job moved" in log
    assert "a secret wish" not in log
    secrets: list[str] = await chatty.call("GET", "/secrets")
    assert len(secrets) >= 3
    everything = await whole_log(chatty)
    for secret in secrets:
        in_base64 = base64.b64encode(secret.encode()).decode().rstrip("=")
        for form in (secret, secret[24:], quote(secret, safe=""), in_base64[:-2], repr(secret.encode())):
            assert form not in everything


async def test_the_command_line_of_the_bot_tells_no_secret(world: World) -> None:
    pid = (await world.call("GET", "/bot"))["pid"]
    secrets: list[str] = await world.call("GET", "/secrets")
    told = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    assert "python" in told
    assert not [secret for secret in secrets if secret in told]


# --- the whole session ------------------------------------------------------------------------------------------------


async def test_no_message_of_this_whole_session_could_notify_anybody_but_the_one_it_is_brought_to(world: World) -> None:
    """All calls since the sandbox started, whatever the tests before this one were about.

    A result that comes as a message of its own names the one person who waits for it.
    """
    who = await world.member("last")
    _, message = await ask(world, who)
    await world.until_pictures(who, message)
    texts = [call for call in await world.call("GET", "/calls") if call["pings"] is not None]
    assert {"ack", "edit"} <= {call["on"] for call in texts}
    brought = [
        call for call in texts if call["on"] == "send" and len(call["pings"]) == 1 and call["pings"][0].isdigit()
    ]
    assert [call for call in texts if call["pings"] and call not in brought] == []
