"""Calls to the provider are counted each try for itself, by what came of them in the names of core's errors."""

import asyncio

import pytest

from bot.core.errors import ImageApiError, NotFound, OutcomeUnknown
from bot.core.figures import Calls
from bot.core.jobs import ProviderId
from bot.core.requests import ImagineRequest
from bot.runcomfy.counting import GIVEN_UP, counted
from tests.runcomfy.conftest import Studio

pytestmark = pytest.mark.asyncio
ONE = ImagineRequest("a fox")


async def test_what_works_and_what_fails_are_told_apart_by_kind(studio: Studio) -> None:
    provider_id = await studio.client.submit(ONE)
    await studio.client.status(provider_id)
    studio.faults.switch_on("submit_lost_after")
    with pytest.raises(OutcomeUnknown):
        await studio.client.submit(ONE)
    with pytest.raises(NotFound):
        await studio.client.result(ProviderId("nobody"))
    assert studio.client.calls.ended == {
        ("submit", "ok"): 1, ("submit", "outcome_unknown"): 1, ("status", "ok"): 1, ("result", "not_found"): 1,
    }  # fmt: skip
    assert {kind: seen.count for kind, seen in studio.client.calls.seconds.items()} == {
        "submit": 2, "status": 1, "result": 1,
    }  # fmt: skip
    assert studio.client.calls.repeated.total() == 0


async def test_each_repetition_of_a_read_is_a_call_and_a_repetition(studio: Studio) -> None:
    studio.faults.switch_on("read_status", 2, status=503, on="catalog")
    await studio.client.catalogue()
    assert studio.client.calls.ended == {("catalogue", "unreachable"): 2, ("catalogue", "ok"): 1}
    assert studio.client.calls.repeated["catalogue"] == 2


async def test_every_error_has_a_name_of_its_own_in_the_figures() -> None:
    calls, kinds = Calls(), ImageApiError.__subclasses__()
    for kind in kinds:
        with pytest.raises(kind), counted(calls, "status"):
            raise kind.__new__(kind)
    assert len(calls.ended) == len(kinds)
    assert ("status", "account_problem") in calls.ended


async def test_an_answer_that_nobody_waited_for_is_counted_too() -> None:
    calls = Calls()
    with pytest.raises(asyncio.CancelledError), counted(calls, "status"):
        raise asyncio.CancelledError
    assert calls.ended == {("status", GIVEN_UP): 1}
