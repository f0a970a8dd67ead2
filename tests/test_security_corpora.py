"""Every naughty string through every place that it can reach: the request, the chat, the log, the database."""

import json
import logging
import re
import subprocess
import sys
import unicodedata
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import logs
from bot.chat import operator_words, text, wording
from bot.chat.text import plain, shown, utf16_units
from bot.core.alttexts import ALT_TEXT_LIMIT_UNITS
from bot.core.errors import PromptEmpty, PromptTooLong
from bot.core.jobs import JobId, JobState, ProviderId
from bot.core.requests import PROMPT_LIMIT_CHARS, ImagineRequest
from bot.store import open_store
from tests.chat.test_wording import SAY, UPDATES
from tests.corpora import GROUPS, HALVES, NAUGHTY, TOO_LONG
from tests.makers import NOON, a_job, an_allowance

every_string = pytest.mark.parametrize("naughty", NAUGHTY, ids=[ascii(naughty)[:50] for naughty in NAUGHTY])
SECRET = 'a-"secret"\\with/odd=signs'


def whole_characters(naughty: str) -> str:
    """What is left of it once halves of pairs are gone: joined where they meet, U+FFFD where they do not."""
    return re.sub(
        "[\ud800-\udfff]", "\ufffd", re.sub("[\ud800-\udbff][\udc00-\udfff]", lambda pair: joined(pair[0]), naughty)
    )


def joined(pair: str) -> str:
    return chr(0x10000 + ((ord(pair[0]) - 0xD800) << 10) + (ord(pair[1]) - 0xDC00))


def forbidden(shown_text: str) -> list[str]:
    """Characters that can turn, hide or break what stands around them."""
    joiners = "\u200c\u200d"
    kinds = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
    return [ch for ch in shown_text if unicodedata.category(ch) in kinds and ch not in joiners]


def test_the_corpus_is_as_large_and_as_wide_as_it_claims() -> None:
    assert len(NAUGHTY) > 450
    assert all(group for group in GROUPS.values())
    assert max(len(naughty) for naughty in NAUGHTY) > 5000


# --- the request ------------------------------------------------------------------------------------------------------


@every_string
def test_a_prompt_is_kept_as_typed_or_refused_for_what_it_is(naughty: str) -> None:
    wanted = whole_characters(naughty).strip()
    visible = any(ch.isprintable() and not ch.isspace() for ch in wanted)
    try:
        request = ImagineRequest.parse(naughty, None, None, None)
    except PromptEmpty:
        assert not visible
    except PromptTooLong:
        assert len(wanted) > PROMPT_LIMIT_CHARS
    else:
        assert visible
        assert request.prompt == wanted
        assert len(wanted) <= PROMPT_LIMIT_CHARS
        request.prompt.encode()


def test_only_what_is_too_long_is_called_too_long_and_emoji_count_once() -> None:
    for naughty in TOO_LONG:
        with pytest.raises(PromptTooLong):
            ImagineRequest.parse(naughty, None, None, None)
    assert len(ImagineRequest.parse("🦊" * 800, None, None, None).prompt) == 800


# --- the chat ---------------------------------------------------------------------------------------------------------


@every_string
def test_it_is_shown_in_one_code_span_that_it_cannot_leave(naughty: str) -> None:
    assert not any(ch.isspace() and ch != " " for ch in plain(naughty))
    for limit in (3, 4, 17, 500, 2000):
        span = shown(naughty, limit)
        assert span[0] == span[-1] == "`"
        assert "`" not in span[1:-1]
        assert span[1:-1], "two backticks alone would be no span"
        assert forbidden(span) == []
        assert utf16_units(span) <= limit


@given(st.text(st.characters() | st.sampled_from("`\\\n\u202e\ud800@<>*_~|")), st.integers(3, 100))
def test_any_text_at_all_is_shown_in_one_code_span(naughty: str, limit: int) -> None:
    span = shown(naughty, limit)
    assert (span[0], span[-1], span.count("`")) == ("`", "`", 2)
    assert forbidden(span) == []
    assert utf16_units(span) <= limit


@every_string
def test_around_the_span_every_message_is_ours_alone_and_fits(naughty: str) -> None:
    job = replace(a_job(), request=replace(a_job().request, prompt=naughty))
    for update in UPDATES:
        message = wording.message(SAY, job, update)
        span, _, news = message.partition("\n")
        assert (span[0], span[-1], span.count("`")) == ("`", "`", 2)
        assert (
            news == wording.message(SAY, job, update, echo=False) == wording.message(SAY, a_job(), update, echo=False)
        )
        assert utf16_units(message) <= wording.MESSAGE_LIMIT


@every_string
def test_a_screen_reader_gets_one_short_line(naughty: str) -> None:
    job = replace(a_job(), request=replace(a_job().request, prompt=naughty))
    alt_text = wording.alt_text(SAY, job, 10, 10)
    assert forbidden(alt_text) == []
    assert utf16_units(alt_text) <= ALT_TEXT_LIMIT_UNITS
    assert alt_text.startswith("Picture 10 of 10 made from the words:")


def test_a_cut_never_divides_a_pair() -> None:
    for limit in range(1, 12):
        short = text.cut("🦊" * 6, limit)
        assert utf16_units(short) <= limit
        assert short.strip("🦊") in ("", "…")


@every_string
def test_what_an_operator_looks_at_cannot_steer_the_terminal(naughty: str) -> None:
    job = replace(a_job(state=JobState.FAILED), detail=naughty, provider_id=ProviderId(naughty))
    listed = operator_words.unresolved(replace(job, request=replace(job.request, prompt=naughty)), None).split("\n")
    assert len(listed) == len(operator_words.unresolved(job, None).split("\n"))
    assert [forbidden(line) for line in listed if forbidden(line)] == []


# --- the log ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def root_as_before() -> Generator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)


def fail(error: Exception) -> None:
    raise error


def log_in_every_way(naughty: str) -> int:
    """Write it into every part of a record; how many records that makes."""
    log = logging.getLogger("bot.test")
    log.info(naughty.replace("%", "%%"), extra={"why": naughty})
    log.warning("foreign: %s", naughty, extra={"list": [naughty], "error": ValueError(naughty)})
    try:
        fail(ValueError(naughty))
    except ValueError:
        log.exception("it broke", extra={"why": naughty})
    return 3


@every_string
@pytest.mark.usefixtures("root_as_before")
def test_it_cannot_forge_a_line_or_command_a_terminal(naughty: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", as_json=False)
    records = log_in_every_way(naughty)
    written = capsys.readouterr().err
    assert written.endswith("\n")
    lines = written.removesuffix("\n").split("\n")
    first = [line for line in lines if not line.startswith(logs.TRACEBACK_MARGIN)]
    assert len(first) == records
    assert all(re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z \[(info|warning|error) ", line) for line in first)
    assert all(line.isprintable() for line in lines)


@every_string
@pytest.mark.usefixtures("root_as_before")
def test_as_json_it_stays_a_value(naughty: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", as_json=True)
    records = log_in_every_way(naughty)
    written = capsys.readouterr().err
    assert written.isascii()
    lines = written.removesuffix("\n").split("\n")
    assert len(lines) == records
    read = [json.loads(line) for line in lines]
    assert [line["level"] for line in read] == ["info", "warning", "error"]
    unhidden = read[0]["why"].replace(logs.HIDDEN, "forged")  # some look like tokens
    assert unhidden == json.loads(json.dumps(naughty))


@pytest.mark.usefixtures("root_as_before")
@pytest.mark.parametrize("as_json", [True, False], ids=["json", "console"])
def test_a_secret_is_hidden_in_every_dress(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", as_json=as_json, secrets=(SECRET,))
    log = logging.getLogger("bot.test")
    log.info(SECRET, extra={"a": SECRET, "b": [SECRET], "c": {"d": SECRET}, "e": ValueError(SECRET)})
    log.info("https://x.example/a%%2D%s", "?key=a-%22secret%22%5Cwith%2Fodd%3Dsigns")
    log.info(json.dumps({"token": "aW50ZXJhY3Rpb24"}), extra={"body": {"token": "aW50ZXJhY3Rpb24"}})
    log.info("Row(id=1, token='aW50ZXJhY3Rpb24', expires=2)")
    try:
        fail(RuntimeError({"Authorization": f"Bearer {SECRET}"}))
    except RuntimeError:
        log.exception("it broke with %r", SECRET)
    written = capsys.readouterr().err
    assert "with/odd" not in written
    assert "with%2Fodd" not in written
    assert "aW50ZXJhY3Rpb24" not in written
    assert written.count(logs.HIDDEN) >= 10


CRASHES = {
    "the program": "raise ValueError({text!r})",
    "a thread": "import threading\nt = threading.Thread(target=lambda: int({text!r}))\nt.start(); t.join()",
    "a finalizer": "class C:\n    def __del__(self): int({text!r})\nC()",
    "a task": "import asyncio\nasync def f(): int({text!r})\nasync def g():\n    t = asyncio.create_task(f())\n"
    "    await asyncio.wait([t])\nasyncio.run(g())\nimport gc; gc.collect()",
}


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "console"])
@pytest.mark.parametrize("where", CRASHES)
def test_what_nobody_caught_is_logged_without_secrets_and_on_its_own_lines(where: str, as_json: bool) -> None:
    program = (
        f"from bot import logs\nlogs.set_up('INFO', as_json={as_json}, secrets=({SECRET!r},))\nlogs.catch_crashes()\n"
        + CRASHES[where].format(text=f"{SECRET}\n2026-01-01T00:00:00Z [info     ] forged\x1b[2J")
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode != 0) == (where == "the program")
    assert "ValueError" in done.stderr
    assert logs.HIDDEN in done.stderr
    assert "with/odd" not in done.stderr
    assert "\x1b" not in done.stderr
    records = [line for line in done.stderr.splitlines() if not line.startswith(logs.TRACEBACK_MARGIN)]
    assert len(records) == 1


# --- the database -----------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_whatever_is_accepted_comes_back_from_the_database_as_it_went_in(tmp_path: Path) -> None:
    accepted: dict[int, str] = {}
    rich = an_allowance(images=10_000, jobs_at_once=10_000)
    async with open_store(f"sqlite:///{tmp_path / 'imagine.db'}") as store:
        for number, naughty in enumerate(NAUGHTY, 1):
            try:
                request = ImagineRequest.parse(naughty, None, None, None)
            except (PromptEmpty, PromptTooLong):
                continue
            accepted[number] = request.prompt
            await store.accept(a_job(number, request=request), rich)
        kept = {number: (await store.get(JobId(number))).request.prompt for number in accepted}
    assert kept == accepted
    assert len(kept) > 350


@pytest.mark.asyncio
async def test_a_providers_words_come_back_from_the_database_too(tmp_path: Path) -> None:
    """Links are looked at before they are used, not before they are saved: half a pair must not stop a job."""
    async with open_store(f"sqlite:///{tmp_path / 'imagine.db'}") as store:
        for number, outputs in enumerate((NAUGHTY, HALVES), 1):
            job = (await store.accept(a_job(number), an_allowance())).job
            job = await store.advance(job, job.moved(JobState.SUBMITTING), NOON)
            queued = job.moved(JobState.QUEUED, provider_id=ProviderId("p"), submitted_at=NOON)
            job = await store.advance(job, queued, NOON)
            await store.advance(job, job.moved(JobState.READY, outputs=outputs, ready_at=NOON), NOON)
            assert (await store.get(job.id)).outputs == tuple(json.loads(json.dumps(outputs)))
