"""What the worker does, in the words of Prometheus. Asked for at each scrape; counts nothing itself."""

from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.core.jobs import ENDS, JobState
from bot.core.worker import Figures, Worker

_DRIVEN: Final = tuple(state for state in JobState if state not in ENDS | {JobState.KEPT})
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class _Figures(Collector):
    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        driven = GaugeMetricFamily("imagine_jobs", "Jobs being driven, by state.", labels=["state"])
        for state in _DRIVEN:
            driven.add_metric([state.value], self._figures.driven.get(state, 0))
        yield driven
        yield GaugeMetricFamily("imagine_jobs_in_line", "Jobs that wait for their turn.", self._figures.in_line)
        ended = CounterMetricFamily(
            "imagine_jobs_ended", "Jobs brought to an end or put aside since the start.", labels=["state", "failure"]
        )
        for (state, failure), number in sorted(self._figures.ended.items()):
            ended.add_metric([state, failure], number)
        yield ended
        held_back = GaugeMetricFamily(
            "imagine_circuit_open", "1 while calls of this kind to the provider are held back.", labels=["circuit"]
        )
        for circuit, is_open in self._figures.held_back.items():
            held_back.add_metric([circuit], is_open)
        yield held_back


def exposition(worker: Worker) -> tuple[bytes, str]:
    """The figures of now and their content type."""
    registry = CollectorRegistry()
    registry.register(_Figures(worker.figures()))
    return generate_latest(registry), CONTENT_TYPE
