"""What the bot's parts keep of themselves, in the words of Prometheus. Asked at each scrape; counts nothing itself."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.core.figures import Again, Calls, ChatFigures, Edits, Histogram, JobFigures, LedgerFigures, Step
from bot.core.jobs import ENDS, Charge, JobState
from bot.core.money import MICROS_PER_USD, Micros
from bot.core.worker import Figures

_DRIVEN: Final = tuple(state for state in JobState if state not in ENDS | {JobState.KEPT})
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Watched:
    """Where the figures are. `build` names what is running."""

    worker: Callable[[], Figures]
    ledger: Callable[[], Awaitable[LedgerFigures]]
    provider: Calls
    chat: ChatFigures
    lag: Histogram
    build: Mapping[str, str]


async def exposition(watched: Watched) -> tuple[bytes, str]:
    """The figures of now and their content type."""
    registry = CollectorRegistry()
    registry.register(_Figures(watched, await watched.ledger()))
    ProcessCollector(registry=registry)
    return generate_latest(registry), CONTENT_TYPE


class _Figures(Collector):
    def __init__(self, watched: Watched, ledger: LedgerFigures) -> None:
        self._watched = watched
        self._ledger = ledger

    def collect(self) -> Iterator[Metric]:
        watched, figures = self._watched, self._watched.worker()
        yield from _of_worker(figures)
        yield from _of_jobs(figures.jobs)
        yield from _of_ledger(self._ledger)
        yield from _of_calls("provider", "the provider; each try is one", watched.provider)
        yield _counter(
            "imagine_provider_repeats",
            "Calls to the provider that were a repetition of one that had failed.",
            ("kind",),
            (((kind,), number) for kind, number in sorted(watched.provider.repeated.items())),
        )
        yield from _of_calls("discord", "Discord's REST API", watched.chat.calls)
        yield from _of_chat(watched.chat)
        lag = "By how much the event loop was late, sampled twice a second."
        yield _histogram("imagine_event_loop_lag_seconds", lag, (), [((), watched.lag)])
        yield InfoMetricFamily("imagine_build", "What is running.", dict(watched.build))


def _of_worker(figures: Figures) -> Iterator[Metric]:
    states = [((state.value,), figures.driven.get(state, 0)) for state in _DRIVEN]
    yield _gauge("imagine_jobs", "Jobs being driven, by state.", ("state",), states)
    yield _gauge("imagine_jobs_in_line", "Jobs that wait for their turn.", (), [((), figures.in_line)])
    ages = [(("unfinished",), figures.oldest_s), (("waiting",), figures.oldest_waiting_s)]
    yield _gauge(
        "imagine_oldest_job_age_seconds",
        "Since the oldest job was accepted: of those not finished, and of those of which nothing was sent; 0 is none.",
        ("which",),
        [(which, age_s or 0) for which, age_s in ages],
    )
    yield _counter(
        "imagine_jobs_ended",
        "Jobs brought to an end or put aside since the start.",
        ("state", "failure"),
        sorted(figures.ended.items()),
    )
    yield _gauge(
        "imagine_circuit_open",
        "1 while calls of this kind to the provider are held back.",
        ("circuit",),
        [((circuit,), is_open) for circuit, is_open in figures.held_back.items()],
    )


def _of_jobs(jobs: JobFigures) -> Iterator[Metric]:
    yield _histogram(
        "imagine_step_seconds",
        "How long jobs spent with each step on their way.",
        ("step",),
        [((step.value,), jobs.seconds[step]) for step in Step],
    )
    tried = [((what.value,), jobs.again[what]) for what in Again]
    yield _counter("imagine_retries", "What was tried once more for a job, by what it was.", ("what",), tried)


def _of_ledger(ledger: LedgerFigures) -> Iterator[Metric]:
    yield _counter(
        "imagine_pictures",
        "Pictures held when they were asked for, and then spent or returned; since the database was made.",
        ("charge",),
        [((charge.value,), ledger.pictures[charge]) for charge in Charge],
    )
    for name, about, amount in (
        ("held", "Dollars held for requests before they were sent; since the database was made.", ledger.held),
        ("paid", "Dollars paid for requests; since the database was made.", ledger.paid),
    ):
        yield _counter(f"imagine_dollars_{name}", about, (), [((), _usd(amount))])
    about = "Dollars held for requests of which it is not known yet what they cost."
    yield _gauge("imagine_dollars_open", about, (), [((), _usd(ledger.open))])


def _of_calls(whom: str, words: str, calls: Calls) -> Iterator[Metric]:
    ended = sorted(calls.ended.items())
    yield _counter(f"imagine_{whom}_calls", f"Calls to {words}, by kind and outcome.", ("kind", "outcome"), ended)
    seconds = [((kind,), histogram) for kind, histogram in sorted(calls.seconds.items())]
    yield _histogram(f"imagine_{whom}_call_seconds", f"How long calls to {words} took.", ("kind",), seconds)


def _of_chat(chat: ChatFigures) -> Iterator[Metric]:
    yield _counter(
        "imagine_acknowledgements",
        "First answers to interactions, by whether Discord confirmed them.",
        ("kind", "outcome"),
        sorted(chat.answers.ended.items()),
    )
    yield _histogram(
        "imagine_acknowledgement_seconds",
        "From the moment that Discord gave an interaction until its first answer was through; Discord waits for 3.",
        ("kind",),
        [((kind,), histogram) for kind, histogram in sorted(chat.answers.seconds.items())],
    )
    results = [((edit.value,), chat.news[edit]) for edit in Edits]
    about = "Edits that brought news of a job into its message, tries that failed, and news that needed no edit."
    yield _counter("imagine_edits", about, ("result",), results)


_Values = Iterable[tuple[tuple[str, ...], float]]


def _gauge(name: str, about: str, labels: tuple[str, ...], values: _Values) -> Metric:
    family = GaugeMetricFamily(name, about, labels=labels)
    for value in values:
        family.add_metric(*value)
    return family


def _counter(name: str, about: str, labels: tuple[str, ...], values: _Values) -> Metric:
    family = CounterMetricFamily(name, about, labels=labels)
    for value in values:
        family.add_metric(*value)
    return family


def _histogram(
    name: str, about: str, labels: tuple[str, ...], values: Iterable[tuple[tuple[str, ...], Histogram]]
) -> Metric:
    family = HistogramMetricFamily(name, about, labels=labels)
    for label_values, histogram in values:
        buckets = [("+Inf" if bound is None else str(bound), number) for bound, number in histogram.buckets()]
        family.add_metric(label_values, buckets, histogram.total)
    return family


def _usd(amount: Micros) -> float:
    return amount / MICROS_PER_USD
