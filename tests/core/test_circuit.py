"""When calls are held back, who may try, and that the clock may jump."""

from datetime import timedelta

import pytest

from bot.core.circuit import COSTLY, TRIPS_AFTER, Circuit
from tests.makers import NOON


def a_circuit(*, failures: int = 0) -> Circuit:
    circuit = Circuit("reads", probe_gap_s=5, probe_gap_max_s=30)
    for _ in range(failures):
        circuit.failed(NOON, "503")
    return circuit


def test_it_takes_failures_in_a_row_to_open() -> None:
    circuit = a_circuit(failures=TRIPS_AFTER - 1)
    assert not circuit.open
    assert not circuit.worked(NOON)
    circuit.failed(NOON, "503")
    assert not circuit.open
    assert circuit.wait_s(NOON) == 0


def test_a_failure_that_leaves_no_doubt_opens_at_once() -> None:
    circuit = a_circuit()
    assert circuit.failed(NOON, "402", TRIPS_AFTER)
    assert circuit.open
    assert not circuit.failed(NOON, "402", TRIPS_AFTER), "it was open already"


def test_of_failures_that_may_have_cost_money_the_second_one_opens() -> None:
    circuit = a_circuit()
    assert not circuit.failed(NOON, "503", COSTLY)
    assert circuit.failed(NOON, "503", COSTLY)


def test_open_it_lets_one_caller_through_at_a_time_at_growing_gaps() -> None:
    circuit, now, tried_after = a_circuit(failures=TRIPS_AFTER), NOON, list[float]()
    for _ in range(6):
        waited = circuit.wait_s(now)
        assert waited > 0
        now += timedelta(seconds=waited)
        tried_after.append(waited)
        assert circuit.due(now)
        assert circuit.wait_s(now) == 0, "the first to ask may try"
        assert circuit.wait_s(now) > 0, "the second waits for what comes of it"
        circuit.failed(now, "503")
    assert tried_after == [5, 10, 20, 30, 30, 30]


def test_one_success_closes_it_and_it_begins_anew(caplog: pytest.LogCaptureFixture) -> None:
    circuit = a_circuit(failures=TRIPS_AFTER + 3)
    assert circuit.worked(NOON)
    assert not circuit.open
    assert circuit.wait_s(NOON) == 0
    assert [record.message for record in caplog.records] == ["calls are held back", "calls go through again"]
    for _ in range(TRIPS_AFTER):
        circuit.failed(NOON, "503")
    assert circuit.wait_s(NOON) == 5


def test_a_clock_that_is_set_back_holds_nothing_back_for_longer() -> None:
    circuit = a_circuit(failures=TRIPS_AFTER)
    assert circuit.wait_s(NOON - timedelta(hours=1)) == 0
