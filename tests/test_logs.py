"""One line per record, in both formats, and never a secret in one."""

import json
import logging
from collections.abc import Generator

import pytest

from bot import logs

SECRET = "MTA.very.secret"


@pytest.fixture
def root_as_before() -> Generator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)


@pytest.mark.usefixtures("root_as_before")
@pytest.mark.parametrize("as_json", [True, False])
def test_facts_are_in_the_line_and_secrets_are_not(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", as_json=as_json, secrets=(SECRET, ""))
    log = logging.getLogger("bot.test")
    log.info("job moved", extra={"job": 42, "state": "queued"})
    log.warning("odd: %s", f"Authorization: Bearer {SECRET}")
    log.error("404 for https://discord.com/api/v10/webhooks/1/aW50ZXJhY3Rpb24/messages/@original")
    log.debug("not shown")
    out = capsys.readouterr()
    lines = out.err.splitlines()
    assert out.out == ""
    assert len(lines) == 3
    assert "job moved" in lines[0]
    assert "42" in lines[0]
    assert SECRET not in out.err
    assert "aW50ZXJhY3Rpb24" not in out.err
    assert out.err.count(logs.HIDDEN) == 2
    if as_json:
        assert json.loads(lines[0])["state"] == "queued"


@pytest.mark.usefixtures("root_as_before")
def test_a_traceback_is_one_json_line_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", as_json=True, secrets=(SECRET,))
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("bot.test").exception("it broke")
    (line,) = capsys.readouterr().err.splitlines()
    assert "ValueError" in json.loads(line)["exception"]
    assert SECRET not in line


@pytest.mark.usefixtures("root_as_before")
def test_libraries_stay_at_info_even_where_we_debug(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("DEBUG", as_json=False)
    logging.getLogger("discord.http").debug("an address with a token")
    logging.getLogger("PIL.PngImagePlugin").debug("STREAM")
    logging.getLogger("bot.test").debug("ours")
    assert [line.split("]")[1].split()[0] for line in capsys.readouterr().err.splitlines()] == ["ours"]


@pytest.mark.usefixtures("root_as_before")
def test_errors_are_retold_wherever_a_traceback_meets_them(capsys: pytest.CaptureFixture[str]) -> None:
    words = "what a member typed"

    def retell(error: BaseException) -> str | None:
        return "retold" if isinstance(error, LookupError) else None

    errors = ExceptionGroup("both", [KeyError(words), ValueError("as it is")])
    errors.__cause__ = LookupError(words)
    logs.set_up("INFO", as_json=True, retell=retell)
    logging.getLogger("bot.test").error("it broke", exc_info=errors)
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)["exception"]
    assert words not in line
    assert "LookupError: retold" in told
    assert "KeyError: 'retold'" in told
    assert "ValueError: as it is" in told
