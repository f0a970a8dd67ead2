"""How log lines look and what never gets into one. Knows no other part of the bot."""

import logging
import re
import sys
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Final, cast
from urllib.parse import quote

import stamina.instrumentation
import structlog
from structlog.typing import EventDict, WrappedLogger

log = logging.getLogger(__name__)

HIDDEN: Final = "[hidden]"
TRACEBACK_MARGIN: Final = "  | "
"""Stands before each further line of a record, so that none of them can pass for a record of its own."""
_INTERACTION_TOKEN: Final = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/\s?'\"]+")
"""discord.py puts addresses into messages of its errors; the token in them acts in the bot's name for 15 minutes."""
_TOKEN_FIELD: Final = re.compile(r"""(\btoken\\?["']?\s*[:=]\s*\\?["'])[^"'\\]+""")
"""The same token as a field of an interaction or a row, in JSON or in a repr."""


class Redactor:
    """Takes secrets and interaction tokens out of a finished line: the last door before it is written."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = [_in_any_dress(secret) for secret in secrets if secret]

    def __call__(self, line: str) -> str:
        """The line without what must not be in it."""
        for secret in self._secrets:
            line = secret.sub(HIDDEN, line)
        for token in (_INTERACTION_TOKEN, _TOKEN_FIELD):
            line = token.sub(rf"\1{HIDDEN}", line)
        return line


def _in_any_dress(secret: str) -> re.Pattern[str]:
    """The secret as it is, inside JSON or a repr (however often one was put into the other), inside an address."""
    quoted = "".join(r"\\+" if ch == "\\" else rf"\\*{ch}" if ch in "\"'" else re.escape(ch) for ch in secret)
    return re.compile(f"{quoted}|{re.escape(quote(secret, safe=''))}")


class _Console:
    """Lines for people. What libraries, the provider and members write into one stays text, on one line."""

    def __init__(self) -> None:
        self._renderer = structlog.dev.ConsoleRenderer(colors=False)

    def __call__(self, logger: WrappedLogger, name: str, event: EventDict) -> str:
        further = [str(event.pop(key)) for key in ("exception", "stack") if event.get(key)]
        first = _visible(str(self._renderer(logger, name, event)).rstrip())
        lines = [TRACEBACK_MARGIN + _visible(line) for text in further for line in text.split("\n")]
        return "\n".join([first, *lines])


def _visible(text: str) -> str:
    """Line breaks, terminal escapes, directions and whatever else is not seen, spelt out as in Python."""
    return "".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode() for ch in text)


Retell = Callable[[BaseException], str | None]
"""What an error says in the log instead of its own text; None where that may be said."""


class _Formatter(structlog.stdlib.ProcessorFormatter):
    redact: Redactor
    retell: Retell

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info and record.exc_info[1] is not None:
            for error in _with_causes(record.exc_info[1]):
                words = self.retell(error)
                if words is not None:
                    error.args = (words,)  # what a traceback prints; whoever logs an error does nothing else with it
        return self.redact(super().format(record))


def _with_causes(error: BaseException) -> list[BaseException]:
    """The error and all others that its traceback tells about."""
    found: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop()
        if one is not None and not any(one is known for known in found):
            found.append(one)
            todo += [one.__cause__, one.__context__]
            todo += cast("BaseExceptionGroup[Any]", one).exceptions if isinstance(one, BaseExceptionGroup) else ()
    return found


def _as_it_is(_: BaseException) -> None:
    return None


def set_up(level: str, *, as_json: bool, secrets: Iterable[str] = (), retell: Retell = _as_it_is) -> None:
    """Send every record of the process to standard error, one line each.

    In console format tracebacks take more lines, each behind TRACEBACK_MARGIN. `retell` keeps words of members out of
    them, which the errors of libraries may repeat.
    """
    renderer = structlog.processors.JSONRenderer() if as_json else _Console()
    formatter = _Formatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
    formatter.redact, formatter.retell = Redactor(secrets), retell
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    # At DEBUG libraries print whole events and addresses with interaction tokens; LOG_LEVEL is for our own lines.
    root.setLevel(max(logging.INFO, getattr(logging, level)))
    logging.getLogger("bot").setLevel(level)
    # Its own lines name neither the job nor the call; whoever gave up says what went wrong.
    stamina.instrumentation.set_on_retry_hooks(())


def catch_crashes() -> None:
    """Let what nobody caught, in whatever thread, end up in the log: Python itself would print it with its secrets."""

    def crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            log.critical("crashed", exc_info=(kind, error, trace))

    def thread_crashed(what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None:
            crashed(what.exc_type, what.exc_value, what.exc_traceback)

    def unraisable(what: "sys.UnraisableHookArgs") -> None:
        if what.exc_value is not None:
            log.error("an error where none can be raised", exc_info=what.exc_value)

    sys.excepthook = crashed
    threading.excepthook = thread_crashed
    sys.unraisablehook = unraisable
