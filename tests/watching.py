"""Everything that can be watched, each figure of it seen at least once; for tests of /metrics and of the dashboard."""

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot.core.circuit import Circuit
from bot.core.figures import Again, Calls, ChatFigures, Edits, Histogram, JobFigures, LedgerFigures, Step
from bot.core.jobs import Charge, JobState
from bot.core.money import micros
from bot.core.worker import Figures
from bot.lag import LAG_BOUNDS_S
from bot.metrics import Watched


def a_watched() -> Watched:
    """A bot that has seen something of everything."""
    jobs, provider, chat, lag = JobFigures(), Calls(), ChatFigures(), Histogram(LAG_BOUNDS_S)
    for step in Step:
        jobs.took(step, 1.5)
    jobs.again[Again.SHOW] += 2
    provider.count("submit", "outcome_unknown", 0.3)
    provider.repeated["status"] += 1
    chat.calls.count("edit", "ok", 0.1)
    chat.answers.count("component", "confirmed", 0.2)
    chat.news[Edits.SUPPRESSED] += 4
    lag.observe(0.002)

    def worker() -> Figures:
        ended = {("failed", "blocked"): 1, ("delivered", ""): 3}
        held_back = {circuit.name: circuit.open for circuit in (Circuit("submits", 1, 2), Circuit("reads", 1, 2))}
        return Figures({JobState.RUNNING: 2}, 1, ended, held_back, 12.5, None, jobs)

    async def ledger() -> LedgerFigures:
        pictures = {Charge.HELD: 9, Charge.SPENT: 4, Charge.RETURNED: 2}
        return LedgerFigures(pictures, micros(1.5), micros(0.25), micros(0.75))

    return Watched(worker, ledger, provider, chat, lag, {"version": "1", "python": "3", "discord_py": "2"})


def families(text: str) -> dict[str, Metric]:
    """What an exposition says, by the names of its families."""
    return {family.name: family for family in text_string_to_metric_families(text)}


def series(text: str) -> dict[str, set[str]]:
    """The names that can be asked for, each with its labels."""
    found: dict[str, set[str]] = {}
    for family in families(text).values():
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found
