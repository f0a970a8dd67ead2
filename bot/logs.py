"""How log lines look and what never gets into one. Knows no other part of the bot."""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Final

import stamina.instrumentation
import structlog

HIDDEN: Final = "[hidden]"
_INTERACTION_TOKEN: Final = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/\s?'\"]+")
"""discord.py puts addresses into messages of its errors; the token in them acts in the bot's name for 15 minutes."""


class Redactor:
    """Takes secrets and interaction tokens out of a finished line: the last door before it is written."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = [secret for secret in secrets if secret]

    def __call__(self, line: str) -> str:
        """The line without what must not be in it."""
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return _INTERACTION_TOKEN.sub(rf"\1{HIDDEN}", line)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    redact: Redactor

    def format(self, record: logging.LogRecord) -> str:
        return self.redact(super().format(record))


def set_up(level: str, *, as_json: bool, secrets: Iterable[str] = ()) -> None:
    """Send every record of the process to standard error, one line each (tracebacks in console format take more)."""

    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    formatter = _Formatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *([structlog.processors.format_exc_info] if as_json else []),
            renderer,
        ],
    )
    formatter.redact = Redactor(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    # At DEBUG libraries print whole events and addresses with interaction tokens; LOG_LEVEL is for our own lines.
    root.setLevel(max(logging.INFO, getattr(logging, level)))
    logging.getLogger("bot").setLevel(level)
    # Its own lines name neither the job nor the call; whoever gave up says what went wrong.
    stamina.instrumentation.set_on_retry_hooks(())
