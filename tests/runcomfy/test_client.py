"""What becomes of every answer that the provider can give; each leaf of ImageApiError is reached."""

import asyncio
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr

from bot.core import errors
from bot.core.jobs import ProviderId
from bot.core.ports import AtWork, CancelOutcome, GaveUp, Over, Succeeded, Unfinished, Waiting, WasCancelled
from bot.core.requests import SIZES, Images, ImagineRequest
from bot.runcomfy.client import READ_ATTEMPTS, open_runcomfy
from tests.runcomfy.conftest import KEY, Studio

pytestmark = pytest.mark.asyncio
ONE = ImagineRequest("a red bicycle in the rain")
SET = ImagineRequest("a red bicycle in the rain", images=Images.SET)
NOBODY = ProviderId("00000000-0000-0000-0000-000000000000")


# --- submitting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.value)
async def test_every_size_is_taken_and_sent_word_for_word(studio: Studio, size: Any) -> None:
    await studio.client.submit(ImagineRequest("🦊 “fox”", size, 0.25))
    (request,) = studio.provider.describe()["requests"]
    assert request["input"] == {
        "prompt": "🦊 “fox”",
        "width×height": size.value,
        "scale": 0.25,
        "force_single": True,
    }


@dataclass(frozen=True)
class Case:
    """A behaviour of the provider, the error that it means, and how many requests it has accepted."""

    fault: str
    error: type[errors.ImageApiError]
    accepted: int
    arguments: tuple[tuple[str, Any], ...] = ()


SUBMITS = [
    Case("submit_lost_before", errors.OutcomeUnknown, 0),
    Case("submit_lost_after", errors.OutcomeUnknown, 1),
    Case("submit_hangs", errors.OutcomeUnknown, 1),
    Case("submit_unreadable", errors.OutcomeUnknown, 1),
    Case("submit_no_id", errors.OutcomeUnknown, 1),
    *(Case("submit_status", errors.OutcomeUnknown, 0, (("status", status),)) for status in (408, 500, 502, 503, 504)),
    Case("submit_status", errors.Rejected, 0, (("status", 422),)),
    Case("submit_status", errors.Rejected, 0, (("status", 400),)),
    Case("submit_status", errors.Busy, 0, (("status", 429), ("retry_after_s", 7))),
    Case("submit_status", errors.AccountProblem, 0, (("status", 402),)),
    Case("submit_status", errors.AccountProblem, 0, (("status", 403),)),
    Case("error_in_200", errors.Rejected, 0),
    Case("error_in_200", errors.AccountProblem, 0, (("error_code", 400002),)),
    *(Case(fault, errors.AccountProblem, 0, (("style", style),)) for fault in ("bad_key", "no_balance")
      for style in ("http", "code")),
]  # fmt: skip


@pytest.mark.parametrize("case", SUBMITS, ids=str)
async def test_a_submit_is_sent_once_and_its_answer_understood(studio: Studio, case: Case) -> None:
    studio.faults.switch_on(case.fault, **dict(case.arguments))
    with pytest.raises(case.error):
        await studio.client.submit(ONE)
    seen = studio.provider.describe()
    assert seen["calls"]["submit"] == 1
    assert len(seen["requests"]) == case.accepted


async def test_busy_carries_what_the_provider_asks_for(studio: Studio) -> None:
    studio.faults.switch_on("submit_status", status=429, retry_after_s=7)
    with pytest.raises(errors.Busy) as refusal:
        await studio.client.submit(ONE)
    assert refusal.value.retry_after_s == 7


async def test_a_prompt_that_the_filter_declines_at_once_is_told_apart(studio: Studio) -> None:
    studio.faults.switch_on("error_in_200", error_code=50413)
    with pytest.raises((errors.Blocked, errors.Rejected)) as refusal:
        await studio.client.submit(ONE)
    assert isinstance(refusal.value, errors.Blocked) or "50413" in refusal.value.detail


async def test_where_nobody_listens_nothing_was_sent(unused_tcp_port: int) -> None:
    async with open_runcomfy(f"http://127.0.0.1:{unused_tcp_port}", SecretStr(KEY), "runcomfy.net") as client:
        with pytest.raises(errors.NotSent):
            await client.submit(ONE)


async def test_a_name_that_does_not_resolve_means_nothing_was_sent() -> None:
    async with open_runcomfy("http://nobody.invalid", SecretStr(KEY), "runcomfy.net") as client:
        with pytest.raises(errors.NotSent):
            await client.submit(ONE)


async def test_a_server_without_tls_where_tls_is_due_means_nothing_was_sent(studio: Studio) -> None:
    async with open_runcomfy(studio.api_origin.replace("http:", "https:"), SecretStr(KEY), "runcomfy.net") as client:
        with pytest.raises(errors.NotSent):
            await client.submit(ONE)


async def test_a_connection_that_breaks_after_the_first_byte_is_unknown() -> None:
    """Not the sandbox: a bare socket that reads the request and closes without a word."""

    async def read_and_close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.close()

    server = await asyncio.start_server(read_and_close, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with server, open_runcomfy(f"http://{host}:{port}", SecretStr(KEY), "runcomfy.net") as client:
        with pytest.raises(errors.OutcomeUnknown):
            await client.submit(ONE)


@pytest.fixture
def unused_tcp_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


# --- the life of a request --------------------------------------------------------------------------------------------


async def test_a_waiting_request_says_its_position_and_a_running_one_that_it_runs(studio: Studio) -> None:
    studio.provider.configure({"queue_s": 600})
    waiting = await studio.client.submit(ONE)
    assert isinstance(await studio.client.status(waiting), Waiting)
    studio.provider.configure({"queue_s": 0, "render_s": 600})
    assert await studio.client.status(waiting) == AtWork()
    assert await studio.client.result(waiting) == Unfinished(AtWork())


async def test_success_carries_the_link_untouched_and_the_cost(studio: Studio) -> None:
    provider_id = await studio.client.submit(ONE)
    assert await studio.client.status(provider_id) == Over()
    verdict = await studio.client.result(provider_id)
    assert isinstance(verdict, Succeeded)
    assert len(verdict.urls) == 1
    assert "%3D" in verdict.urls[0]
    assert verdict.cost_usd == pytest.approx(0.03)


SHAPES: list[tuple[str, dict[str, Any], ImagineRequest, int]] = [
    ("bare_output", {}, ONE, 1), ("bare_output", {"many": True}, SET, 4), ("image_and_images", {}, ONE, 1),
    ("single_in_images", {}, ONE, 1), ("several_images", {"count": 12}, SET, 12), ("completed_word", {}, ONE, 1),
    ("no_pictures", {}, ONE, 0), ("cost_missing", {}, ONE, 1),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "arguments", "request_", "pictures"), SHAPES)
async def test_every_shape_of_output_is_read(
    studio: Studio, fault: str, arguments: dict[str, Any], request_: ImagineRequest, pictures: int
) -> None:
    studio.faults.switch_on(fault, **arguments)
    verdict = await studio.client.result(await studio.client.submit(request_))
    assert isinstance(verdict, Succeeded)
    assert len(set(verdict.urls)) == len(verdict.urls) == pictures


async def test_a_link_to_a_foreign_host_is_read_but_neither_trusted_nor_fetched(studio: Studio, tmp_path: Path) -> None:
    studio.faults.switch_on("foreign_link")
    verdict = await studio.client.result(await studio.client.submit(ONE))
    assert isinstance(verdict, Succeeded)
    (url,) = verdict.urls
    assert not studio.client.trusts(url)
    with pytest.raises(errors.BadFile, match=r"evil\.example"):
        await studio.client.download(url, tmp_path / "x")


@pytest.mark.parametrize("fault", ["fails", "fails_on_status"])
async def test_a_failed_job_is_over_and_its_result_says_why(studio: Studio, fault: str) -> None:
    studio.faults.switch_on(fault)
    provider_id = await studio.client.submit(ONE)
    assert await studio.client.status(provider_id) == Over()
    assert await studio.client.result(provider_id) == GaveUp(blocked=False, detail="internal error", cost_usd=0.0)


async def test_a_moderated_job_is_told_apart_from_a_failed_one(studio: Studio) -> None:
    studio.faults.switch_on("moderated")
    verdict = await studio.client.result(await studio.client.submit(ONE))
    assert isinstance(verdict, GaveUp)
    assert verdict.blocked


async def test_words_that_nobody_documented_count_as_still_running(studio: Studio) -> None:
    studio.faults.switch_on("unknown_words")
    studio.provider.configure({"render_s": 600})
    provider_id = await studio.client.submit(ONE)
    assert await studio.client.status(provider_id) == AtWork()
    assert await studio.client.result(provider_id) == Unfinished(AtWork())


async def test_status_and_result_may_disagree(studio: Studio) -> None:
    studio.faults.switch_on("disagrees", looks=1)
    provider_id = await studio.client.submit(ONE)
    assert await studio.client.status(provider_id) == Over()
    assert await studio.client.result(provider_id) == Unfinished(AtWork())
    assert isinstance(await studio.client.result(provider_id), Succeeded)


# --- cancelling -------------------------------------------------------------------------------------------------------


async def test_a_waiting_request_is_cancelled_for_certain(studio: Studio) -> None:
    studio.provider.configure({"queue_s": 600})
    provider_id = await studio.client.submit(ONE)
    assert await studio.client.cancel(provider_id) is CancelOutcome.CANCELLED
    assert await studio.client.result(provider_id) == WasCancelled()


@pytest.mark.parametrize("render_s", [0, 600])
async def test_a_running_or_finished_request_cannot_be_cancelled(studio: Studio, render_s: int) -> None:
    studio.provider.configure({"render_s": render_s})
    provider_id = await studio.client.submit(ONE)
    assert await studio.client.cancel(provider_id) is CancelOutcome.TOO_LATE


# --- reading in bad weather -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "arguments"),
    [("read_status", {"status": status}) for status in (408, 425, 429, 500, 502, 503, 504)]
    + [("read_lost", {}), ("read_unreadable", {}), ("read_hangs", {})],
)
async def test_one_bad_answer_to_a_read_is_not_noticed(studio: Studio, fault: str, arguments: dict[str, Any]) -> None:
    provider_id = await studio.client.submit(ONE)
    studio.faults.switch_on(fault, times=1, on="status", **arguments)
    assert await studio.client.status(provider_id) == Over()


READS = [
    Case("read_status", errors.Unreachable, 1, (("status", 503),)),
    Case("read_status", errors.Busy, 1, (("status", 429), ("retry_after_s", 0))),
    Case("read_status", errors.Busy, 1, (("status", 429), ("retry_after_s", 600))),
    Case("read_status", errors.NotFound, 1, (("status", 404),)),
    Case("read_status", errors.AccountProblem, 1, (("status", 401),)),
    Case("read_status", errors.Unintelligible, 1, (("status", 418),)),
    Case("read_unreadable", errors.Unintelligible, 1),
    Case("read_hangs", errors.Unreachable, 1),
    Case("read_lost", errors.Unreachable, 1),
    Case("bad_key", errors.AccountProblem, 1),
]


@pytest.mark.parametrize("case", READS, ids=str)
async def test_bad_answers_to_reads_have_a_bound_and_a_name(studio: Studio, case: Case) -> None:
    provider_id = await studio.client.submit(ONE)
    studio.faults.switch_on(case.fault, **dict(case.arguments))
    with pytest.raises(case.error):
        await studio.client.result(provider_id)
    # Four tries of ours; aiohttp repeats a GET once by itself when a kept-alive connection breaks under it.
    assert studio.provider.calls["result"] <= 2 * READ_ATTEMPTS


async def test_an_unknown_request_is_not_found(studio: Studio) -> None:
    with pytest.raises(errors.NotFound):
        await studio.client.status(NOBODY)


# --- the catalogue ----------------------------------------------------------------------------------------------------


async def test_the_catalogue_tells_the_price_and_no_drift(studio: Studio) -> None:
    catalogue = await studio.client.catalogue()
    assert (catalogue.price_usd, catalogue.price_unit, catalogue.drift) == (0.03, "output", ())


async def test_a_changed_model_is_noticed(studio: Studio) -> None:
    studio.faults.switch_on("schema_drift")
    assert (await studio.client.catalogue()).drift


# --- files ------------------------------------------------------------------------------------------------------------


async def link(studio: Studio, request: ImagineRequest = ONE) -> str:
    verdict = await studio.client.result(await studio.client.submit(request))
    assert isinstance(verdict, Succeeded)
    return verdict.urls[0]


async def test_a_picture_arrives_whole_and_the_key_stays_at_home(studio: Studio, tmp_path: Path) -> None:
    target = tmp_path / "picture"
    await studio.client.download(await link(studio, ImagineRequest("a fox", SIZES[0])), target)
    with Image.open(target) as picture:
        assert picture.size == (1024, 1024)
        picture.load()
    assert studio.provider.token_leaks == 0


@pytest.mark.parametrize(
    ("fault", "arguments", "error"),
    [
        ("file_status", {"status": 404}, errors.Unreachable),
        ("file_status", {"status": 503}, errors.Unreachable),
        ("file_status", {"status": 410}, errors.BadFile),
        ("file_truncated", {}, errors.Unreachable),
        ("file_wrong_type", {}, errors.BadFile),
        ("file_redirect", {}, errors.BadFile),
        ("file_endless", {}, (errors.BadFile, errors.Unreachable)),
    ],
)
async def test_files_that_are_none_are_refused_by_name(
    studio: Studio, tmp_path: Path, fault: str, arguments: dict[str, Any], error: Any
) -> None:
    address = await link(studio, ImagineRequest("a fox", SIZES[0]))
    studio.faults.switch_on(fault, **arguments)
    with pytest.raises(error):
        await studio.client.download(address, tmp_path / "picture")


async def test_a_download_that_broke_off_once_is_fetched_again(studio: Studio, tmp_path: Path) -> None:
    address = await link(studio, ImagineRequest("a fox", SIZES[0]))
    studio.faults.switch_on("file_truncated", times=1)
    await studio.client.download(address, tmp_path / "picture")
    with Image.open(tmp_path / "picture") as picture:
        picture.load()


async def test_every_leaf_of_the_error_tree_is_reached_here() -> None:
    def leaves(kind: type[errors.ImageApiError]) -> set[type[errors.ImageApiError]]:
        below = kind.__subclasses__()
        return {leaf for child in below for leaf in leaves(child)} if below else {kind}

    reached = {case.error for case in SUBMITS + READS} | {errors.NotSent, errors.Blocked, errors.BadFile}
    assert leaves(errors.ImageApiError) == reached
