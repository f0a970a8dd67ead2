"""Counts calls to the provider by what came of them, in the names of core's errors. Makes no call."""

import re
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from bot.core.errors import ImageApiError
from bot.core.figures import Calls

GIVEN_UP: Final = "given_up"
"""We did not wait for the answer: the process stops, or a mistake of ours."""
_WORD: Final = re.compile(r"(?<!^)(?=[A-Z])")


@contextmanager
def counted(calls: Calls, kind: str) -> Generator[None]:
    """One call, from here to the end of the block; what it raises is what came of it."""
    began_s = time.monotonic()
    outcome = GIVEN_UP
    try:
        yield
        outcome = "ok"
    except ImageApiError as error:
        outcome = _WORD.sub("_", type(error).__name__).lower()  # NotSent: not_sent
        raise
    finally:
        calls.count(kind, outcome, time.monotonic() - began_s)
