"""Starts the real bot with another rule for when to look at a job: each so many seconds, as other bots do.

Everything else is the same program. `BENCH_LOOK_EVERY_S` says how many seconds.
"""

import os
import sys
from collections.abc import Sequence
from typing import Final

from sandbox import redirect

EVERY: Final = "BENCH_LOOK_EVERY_S"


def fix(every_s: float) -> None:
    """Let the bot look each so many seconds from now on, whatever it could learn."""
    from bot.core import rhythms  # noqa: PLC0415 (as in sandbox.redirect)
    from bot.core.rhythm import Rhythm  # noqa: PLC0415

    class Fixed(Rhythm):
        """The same gap at every age."""

        def next_s(self, age_s: float, jitter: float = 1.0) -> float:
            return every_s

    def learned(durations_s: Sequence[float], price_factor: float = 1.0) -> Rhythm:
        return Fixed()

    rhythms.learned = learned


def run() -> int:
    """The bot's own entry, with that rule; its exit code."""
    fix(float(os.environ[EVERY]))
    return redirect.run()


if __name__ == "__main__":
    sys.exit(run())
