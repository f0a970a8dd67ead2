"""One job's way to its end, in every weather; long waits take no time here."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.admission import Asker
from bot.core.errors import (
    AccountProblem,
    BadFile,
    Blocked,
    Busy,
    CannotFit,
    DiscordTrouble,
    ImageApiError,
    NoSuchJob,
    NotAvailable,
    NotFound,
    NotSent,
    NotYourJob,
    OutcomeUnknown,
    Rejected,
    ReplyForbidden,
    ReplyGone,
    Stopping,
    TooLarge,
    TooLate,
    Unintelligible,
    Unreachable,
)
from bot.core.imagine import CancelAnswer
from bot.core.jobs import Failure, GuildId, Job, JobId, JobState, ProviderId, UserId
from bot.core.ports import AtWork, CancelOutcome, GaveUp, Over, Succeeded, Unfinished, Waiting, WasCancelled
from bot.core.quotas import Usage
from bot.core.ranks import Presser
from bot.core.requests import ImagineRequest
from bot.core.updates import (
    Cancelled,
    CancelWish,
    Collected,
    Failed,
    InLine,
    KeepsTrying,
    Kept,
    Picture,
    Pictures,
    Rendering,
    WaitingThere,
)
from tests.core.world import URL, CoreWorld, core_world
from tests.makers import ADA, BRUNO, GUILD, a_reply

pytestmark = pytest.mark.asyncio
OWNER = Presser(ADA, GUILD, moderates=False)


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncGenerator[CoreWorld]:
    async with core_world(tmp_path) as made:
        yield made


async def test_from_the_wish_to_the_pictures(world: CoreWorld) -> None:
    world.api.says("status", Waiting(3), Waiting(1), AtWork(), Over())
    await world.ask()
    job = await world.done()
    assert (job.state, job.delivered, job.cost_usd, job.outputs) == (JobState.DELIVERED, 1, 0.03, (URL,))
    kinds = [type(update) for update in world.messenger.heard[job.id]]
    assert [kind for kind in (WaitingThere, Rendering, Pictures) if kind in kinds] == [
        WaitingThere,
        Rendering,
        Pictures,
    ]
    assert isinstance(world.last(), Pictures)
    assert await world.left() == 9
    assert not list(world.tools.spool.iterdir())


# --- sending ----------------------------------------------------------------------------------------------------------

ENDED_BY_SUBMIT = [
    (OutcomeUnknown("reset"), Failure.OUTCOME_UNKNOWN),
    (Rejected(422, "no"), Failure.REJECTED),
    (Blocked("no"), Failure.BLOCKED),
]


@pytest.mark.parametrize(("error", "failure"), ENDED_BY_SUBMIT, ids=lambda value: type(value).__name__)
async def test_a_submit_that_may_not_be_repeated_is_not_and_the_charge_goes_back(
    world: CoreWorld, error: ImageApiError, failure: Failure
) -> None:
    world.api.says("submit", error, ProviderId("a second one"))
    await world.ask()
    job = await world.done()
    assert (job.state, job.failure) == (JobState.FAILED, failure)
    assert world.api.calls["submit"] == 1
    assert world.last() == Failed(failure, 1)
    assert await world.left() == 10


@pytest.mark.parametrize("error", [NotSent("refused"), Busy(), Busy(20.0)], ids=repr)
async def test_what_provably_was_not_taken_is_sent_again(world: CoreWorld, error: ImageApiError) -> None:
    world.api.says("submit", error, error, error, ProviderId("p-1"))
    world.api.says("status", Over())
    await world.ask()
    assert (await world.done()).state is JobState.DELIVERED
    assert world.api.calls["submit"] == 4
    assert KeepsTrying() in world.messenger.heard[JobId(1)]


async def test_a_provider_that_asks_to_come_back_later_is_sent_nothing_sooner(world: CoreWorld) -> None:
    asked_at: list[datetime] = []

    async def busy_first() -> Busy | ProviderId:
        asked_at.append(world.clock.now())
        return Busy(20.0) if len(asked_at) == 1 else ProviderId("p-1")

    world.api.says("submit", busy_first)
    world.api.says("status", Over())
    await world.ask()
    assert (await world.done()).state is JobState.DELIVERED
    assert [(later - asked_at[0]).total_seconds() >= 20.0 for later in asked_at] == [False, True]


@pytest.mark.parametrize("error", [NotSent("refused"), Busy(), Busy(100_000.0)], ids=repr)
async def test_patience_with_sending_has_an_end(world: CoreWorld, error: ImageApiError) -> None:
    world.api.says("submit", error)
    await world.ask()
    job = await world.done()
    assert job.failure is Failure.UNREACHABLE
    assert 1 <= world.api.calls["submit"] < 30
    assert await world.left() == 10


async def test_a_refused_account_pauses_sending_and_everything_goes_on_by_itself_once_it_is_well(
    world: CoreWorld, caplog: pytest.LogCaptureFixture
) -> None:
    refused = asyncio.Event()

    async def refuse() -> AccountProblem:
        refused.set()
        return AccountProblem("402")

    world.api.says("submit", refuse, *[AccountProblem("402")] * 5, ProviderId("p-1"))
    world.api.says("status", Over())
    await world.ask(1)
    await world.ask(2, BRUNO)
    await refused.wait()
    await world.until(1, lambda _: world.worker.account_refused)
    with pytest.raises(NotAvailable):
        await world.ask(3)
    assert (await world.done(1)).state is JobState.DELIVERED
    assert (await world.done(2)).state is JobState.DELIVERED
    assert KeepsTrying() in world.messenger.heard[JobId(1)]
    assert caplog.text.count("provider account refused") == 1
    assert caplog.text.count("provider account is well again") == 1
    await world.ask(4)


async def test_patience_with_a_refused_account_has_an_end_and_later_requests_find_out_whether_it_is_well(
    world: CoreWorld,
) -> None:
    world.api.says("submit", AccountProblem("402"))
    await world.ask(1)
    job = await world.done(1)
    assert job.failure is Failure.NOT_AVAILABLE
    assert timedelta(minutes=10) < world.clock.time - job.accepted_at <= timedelta(minutes=15)
    assert world.api.calls["submit"] < 25
    assert await world.left() == 10
    world.clock.time += timedelta(minutes=2)
    world.api.says("submit", ProviderId("p-2"))
    world.api.says("status", Over())
    await world.ask(2)
    assert (await world.done(2)).state is JobState.DELIVERED


async def test_while_the_provider_is_out_of_reach_one_submit_at_a_time_is_tried(world: CoreWorld) -> None:
    world.api.says("submit", *[NotSent("refused")] * 7, ProviderId("p-1"))
    world.api.says("status", Over())
    for number in range(1, 4):
        await world.ask(number)
    for number in range(1, 4):
        assert (await world.done(number)).state is JobState.DELIVERED
    assert world.api.calls["submit"] == 10


async def test_lost_answers_in_a_row_hold_the_next_requests_back_for_each_may_have_cost_money(
    world: CoreWorld,
) -> None:
    world.api.says("submit", OutcomeUnknown("HTTP 503"), OutcomeUnknown("HTTP 503"), ProviderId("p-1"))
    world.api.says("status", Over())
    for number in (1, 2):
        await world.ask(number)
        assert (await world.done(number)).failure is Failure.OUTCOME_UNKNOWN
    assert world.worker.figures().held_back["submits"]
    await world.ask(3)
    assert (await world.done(3)).state is JobState.DELIVERED
    assert KeepsTrying() in world.messenger.heard[JobId(3)]
    assert not world.worker.figures().held_back["submits"]


# --- at the provider --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble", [Unreachable("503"), Busy(), Unintelligible("html"), NotFound(), AccountProblem("401")], ids=repr
)
async def test_trouble_with_looking_never_ends_a_paid_job(world: CoreWorld, trouble: ImageApiError) -> None:
    world.api.says("status", *[trouble] * 5, Over())
    await world.ask()
    assert (await world.done()).state is JobState.DELIVERED


async def test_a_request_that_stays_unknown_is_given_up_after_its_grace(world: CoreWorld) -> None:
    world.api.says("status", NotFound())
    await world.ask()
    job = await world.done()
    assert job.failure is Failure.LOST_THERE
    assert world.clock.time - job.accepted_at >= timedelta(seconds=60)


async def test_not_found_for_a_while_in_the_middle_of_a_job_is_no_reason_to_give_up(world: CoreWorld) -> None:
    world.api.says("status", *[AtWork()] * 60, *[NotFound()] * 5, AtWork(), *[NotFound()] * 5, Over())
    await world.ask()
    assert (await world.done()).state is JobState.DELIVERED


async def test_while_the_provider_asks_for_patience_it_is_left_in_peace(world: CoreWorld) -> None:
    world.api.says("status", Busy(45.0), Over())
    await world.ask()
    job = await world.done()
    assert job.ready_at is not None
    assert job.ready_at - job.accepted_at >= timedelta(seconds=45)


async def test_the_id_of_a_paid_request_is_held_on_to_while_the_disk_is_full(
    world: CoreWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    advance, troubles = world.store.advance, [OSError("disk full")] * 3

    async def sometimes(before: Job, after: Job, now: datetime) -> Job:
        if after.state is JobState.QUEUED and troubles:
            raise troubles.pop()
        return await advance(before, after, now)

    monkeypatch.setattr(world.store, "advance", sometimes)
    world.api.says("status", Over())
    await world.ask()
    assert (await world.done()).state is JobState.DELIVERED
    assert world.api.calls["submit"] == 1


async def test_completed_on_status_is_not_believed_before_the_result_says_so(world: CoreWorld) -> None:
    world.api.says("status", Over())
    world.api.says("result", Unfinished(AtWork()), Unfinished(AtWork()), GaveUp(blocked=True, detail="risk"))
    await world.ask()
    assert (await world.done()).failure is Failure.BLOCKED


@pytest.mark.parametrize(
    ("verdict", "failure"),
    [
        (GaveUp(blocked=False, detail="x"), Failure.PROVIDER_FAILED),
        (GaveUp(blocked=True, detail="x"), Failure.BLOCKED),
        (WasCancelled(), Failure.CANCELLED_THERE),
        (Succeeded((), None), Failure.NO_PICTURES),
    ],
)
async def test_a_bad_end_there_is_told_and_given_back(world: CoreWorld, verdict: object, failure: Failure) -> None:
    world.api.says("status", Over())
    world.api.says("result", verdict)
    await world.ask()
    assert (await world.done()).failure is failure
    assert isinstance(world.last(), Failed)
    assert await world.left() == 10


async def test_a_job_that_never_ends_there_is_given_up_after_the_time_limit(world: CoreWorld) -> None:
    world.api.says("status", AtWork())
    await world.ask()
    job = await world.done()
    assert job.failure is Failure.TIMED_OUT
    assert timedelta(hours=1) <= world.clock.time - job.accepted_at < timedelta(hours=1, minutes=1)
    assert world.api.calls["cancel"] == 1, "if it still waited there, nobody would have to pay for it"


async def test_a_provider_that_is_away_past_the_time_limit_costs_nobody_a_finished_picture(world: CoreWorld) -> None:
    world.api.says("status", *[Unreachable("503")] * 300, Over())
    await world.ask()
    job = await world.done()
    assert job.state is JobState.DELIVERED
    assert world.clock.time - job.accepted_at > timedelta(hours=2)


async def test_a_provider_that_is_away_for_good_is_given_up_after_a_day(world: CoreWorld) -> None:
    world.api.says("status", Unreachable("503"))
    await world.ask()
    job = await world.done()
    assert (job.failure, job.detail) == (Failure.TIMED_OUT, "Unreachable: 503")
    assert timedelta(hours=24) <= world.clock.time - job.accepted_at < timedelta(hours=25)


async def test_after_a_long_outage_of_ours_a_job_is_asked_for_before_it_is_given_up(world: CoreWorld) -> None:
    world.api.says("status", Waiting(1))
    await world.ask()
    await world.until(1, lambda job: job.state is JobState.QUEUED)
    await world.worker.stop()
    world.clock.time += timedelta(hours=5)
    world.api.says("status", Over())
    await world.restart()
    assert (await world.done()).state is JobState.DELIVERED


async def test_looks_that_our_account_is_refused_are_told_to_the_operator_once(
    world: CoreWorld, caplog: pytest.LogCaptureFixture
) -> None:
    world.api.says("status", *[AccountProblem("401")] * 12, Over())
    for number in range(1, 4):
        await world.ask(number)
    for number in range(1, 4):
        assert (await world.done(number)).state is JobState.DELIVERED
    assert caplog.text.count("provider account refused") == 1


async def test_looks_that_fail_in_a_row_hold_all_looks_back_until_one_works(
    world: CoreWorld, caplog: pytest.LogCaptureFixture
) -> None:
    world.api.says("status", *[Unreachable("503")] * 12, Over())
    for number in range(1, 4):
        await world.ask(number)
    await world.until(1, lambda _: world.worker.figures().held_back["reads"])
    for number in range(1, 4):
        assert (await world.done(number)).state is JobState.DELIVERED
    assert not world.worker.figures().held_back["reads"]
    assert caplog.text.count("calls are held back") == caplog.text.count("calls go through again") == 1


async def test_what_is_usual_is_told_once_there_is_history(world: CoreWorld) -> None:
    world.api.says("status", AtWork(), Over())
    for number in range(1, 4):
        await world.ask(number)
        await world.done(number)
    world.api.says("status", AtWork(), AtWork(), Over())
    await world.ask(4)
    await world.done(4)
    told = [update for update in world.messenger.heard[JobId(4)] if isinstance(update, Rendering)]
    assert told
    assert all(update.usual_s is not None for update in told)


# --- cancelling -------------------------------------------------------------------------------------------------------


async def test_cancelled_in_our_line_nothing_was_ever_sent(tmp_path: Path) -> None:
    async with core_world(tmp_path, places=1) as world:
        world.api.says("status", AtWork())
        await world.ask(1)
        await world.until(1, lambda job: job.state is JobState.RUNNING)
        await world.ask(2, BRUNO)
        answer = await world.imagine.cancel(JobId(2), Presser(BRUNO, GUILD, moderates=False), None)
        job = await world.done(2)
        assert job.state is JobState.CANCELLED
        assert answer.answer in (CancelAnswer.CANCELLED, CancelAnswer.ASKED)
        assert world.api.calls["submit"] == 1
        assert world.last(2) == Cancelled(BRUNO, 1)


async def test_cancelled_in_their_queue_only_their_result_proves_it(world: CoreWorld) -> None:
    cancelled = asyncio.Event()

    async def cancel() -> CancelOutcome:
        cancelled.set()
        world.api.says("status", Waiting(1), Over())
        world.api.says("result", WasCancelled())
        return CancelOutcome.CANCELLED

    world.api.says("cancel", cancel)
    await world.ask()
    await world.until(1, lambda job: job.state is JobState.QUEUED)
    await world.imagine.cancel(JobId(1), OWNER, a_reply(token="fresh", message_id=501))
    job = await world.done()
    assert cancelled.is_set()
    assert job.state is JobState.CANCELLED
    assert job.reply.token == "fresh"
    assert await world.left() == 10


async def test_too_late_is_told_and_the_picture_comes_and_counts(world: CoreWorld) -> None:
    finished = asyncio.Event()
    world.api.says("status", AtWork())
    world.api.says("cancel", CancelOutcome.TOO_LATE)
    await world.ask()
    await world.until(1, lambda job: job.state is JobState.RUNNING)
    answer = await world.imagine.cancel(JobId(1), OWNER, None)
    finished.set()
    world.api.says("status", Over())
    assert answer.answer is CancelAnswer.TOO_LATE
    assert (await world.done()).state is JobState.DELIVERED
    wishes = {update.cancel for update in world.messenger.heard[JobId(1)] if isinstance(update, Rendering)}
    assert CancelWish.TOO_LATE in wishes
    assert await world.left() == 9
    assert world.api.calls["cancel"] == 1


@pytest.mark.parametrize("outcome", [Unreachable("504"), CancelOutcome.UNCONFIRMED], ids=repr)
async def test_a_cancellation_without_a_clear_answer_is_tried_a_few_times_and_called_unconfirmed(
    world: CoreWorld, outcome: object
) -> None:
    world.api.says("status", Waiting(1))
    world.api.says("cancel", outcome)
    await world.ask()
    await world.until(1, lambda job: job.state is JobState.QUEUED)
    answer = await world.imagine.cancel(JobId(1), OWNER, None)
    await world.until(1, lambda _: world.api.calls["cancel"] == 3)
    world.api.says("status", Over())
    assert answer.answer is CancelAnswer.ASKED
    assert (await world.done()).state is JobState.DELIVERED
    assert world.api.calls["cancel"] == 3


async def test_a_cancellation_without_a_clear_answer_can_be_pressed_again(world: CoreWorld) -> None:
    pressed_again = asyncio.Event()

    async def status() -> Waiting | Over:
        if world.api.calls["cancel"] == 3:
            await pressed_again.wait()
        return Over() if world.api.calls["cancel"] > 3 else Waiting(1)

    world.api.says("status", status)
    world.api.says("cancel", CancelOutcome.UNCONFIRMED)
    world.api.says("result", WasCancelled())
    await world.ask()
    await world.until(1, lambda job: job.state is JobState.QUEUED)
    await world.imagine.cancel(JobId(1), OWNER, None)
    await world.until(1, lambda _: world.api.calls["cancel"] == 3)
    pressing = asyncio.create_task(world.imagine.cancel(JobId(1), OWNER, None))
    pressed_again.set()
    await world.done()
    assert (await pressing).answer is CancelAnswer.CANCELLED
    assert world.api.calls["cancel"] == 4
    assert world.last() == Cancelled(ADA, 1)


async def test_who_may_cancel_and_when(world: CoreWorld) -> None:
    world.api.says("status", Waiting(1))
    await world.ask()
    elsewhere = GuildId(GUILD + 1)
    for presser in (Presser(BRUNO, GUILD, moderates=False), Presser(BRUNO, elsewhere, moderates=True),
                    Presser(BRUNO, None, moderates=True)):  # fmt: skip
        with pytest.raises(NotYourJob):
            await world.imagine.cancel(JobId(1), presser, None)
    assert (await world.store.get(JobId(1))).cancel_requested_by is None
    with pytest.raises(NoSuchJob):
        await world.imagine.cancel(JobId(404), OWNER, None)
    world.api.says("status", Over())
    await world.done()
    for presser in (OWNER, Presser(BRUNO, GUILD, moderates=True)):
        with pytest.raises(TooLate):
            await world.imagine.cancel(JobId(1), presser, None)


async def test_a_moderator_of_the_same_server_may_cancel(world: CoreWorld) -> None:
    world.api.says("status", Waiting(1))
    await world.ask()
    await world.until(1, lambda job: job.state is JobState.QUEUED)
    world.api.says("result", WasCancelled())
    await world.imagine.cancel(JobId(1), Presser(BRUNO, GUILD, moderates=True), None)
    world.api.says("status", Over())
    await world.done()
    assert world.last() == Cancelled(BRUNO, 1)


# --- delivering -------------------------------------------------------------------------------------------------------


async def test_a_file_host_that_is_down_for_minutes_costs_nobody_the_picture(world: CoreWorld) -> None:
    world.api.says("status", Over())
    world.api.says("download", *[Unreachable("503")] * 12, None)
    await world.ask()
    assert (await world.done()).state is JobState.DELIVERED
    assert world.clock.time - (await world.store.get(JobId(1))).accepted_at > timedelta(minutes=5)


async def test_of_a_set_what_can_be_had_is_shown_and_the_rest_linked_or_counted(world: CoreWorld) -> None:
    urls = tuple(f"https://files.runcomfy.net/{number}.png" for number in range(3))
    world.api.says("status", Over())
    world.api.says("result", Succeeded(urls, None))
    world.api.says("download", None, BadFile("html"), Unreachable("503"))
    await world.ask()
    job = await world.done()
    ending = world.last()
    assert isinstance(ending, Pictures)
    assert (len(ending.shown), ending.more_urls, ending.missing) == (1, (urls[2],), 1)
    assert job.delivered == 1


async def test_a_picture_of_a_set_is_made_to_fit_while_the_others_are_on_their_way(
    world: CoreWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = tuple(f"https://files.runcomfy.net/{number}.png" for number in range(2))
    fit, first_fits = world.pictures.fit, asyncio.Event()

    async def noticed(path: Path, url: str, limit_bytes: int) -> Picture:
        first_fits.set()
        return await fit(path, url, limit_bytes)

    monkeypatch.setattr(world.pictures, "fit", noticed)
    world.api.says("status", Over())
    world.api.says("result", Succeeded(urls, None))
    world.api.says("download", None, first_fits.wait)  # the second comes only when the first was looked at
    await world.ask()
    assert (await world.done()).delivered == 2


async def test_where_one_of_a_set_is_missing_the_others_may_be_larger(world: CoreWorld) -> None:
    urls = tuple(f"https://files.runcomfy.net/{number}.png" for number in range(3))
    world.api.says("status", Over())
    world.api.says("result", Succeeded(urls, None))
    world.api.says("download", None, None, BadFile("html"))
    await world.ask()
    await world.done()
    assert world.pictures.limits == [8 << 20, 8 << 20, 10 << 20, 10 << 20]


async def test_files_that_are_no_pictures_end_the_job_and_give_back(world: CoreWorld) -> None:
    world.api.says("status", Over())
    world.api.says("download", BadFile("html"))
    await world.ask()
    assert (await world.done()).failure is Failure.NO_PICTURES
    assert await world.left() == 10


async def test_refused_as_too_large_it_is_made_smaller_and_tried_again(world: CoreWorld) -> None:
    world.api.says("status", Over())
    world.messenger.trouble.extend([TooLarge(1_000_000), TooLarge(900_000)])
    await world.ask()
    assert (await world.done()).state is JobState.DELIVERED
    assert world.pictures.limits == [10 * 1024 * 1024, 1_000_000, 500_000]


async def test_discord_in_trouble_for_long_delays_the_picture_and_loses_nothing(world: CoreWorld) -> None:
    world.api.says("status", Over())
    world.messenger.trouble.extend([DiscordTrouble("500")] * 10)
    await world.ask()
    assert (await world.done()).state is JobState.DELIVERED
    assert await world.left() == 9


async def test_discord_away_for_hours_still_brings_the_picture(world: CoreWorld) -> None:
    world.api.says("status", Over())
    world.messenger.trouble.extend([DiscordTrouble("503")] * 60)
    await world.ask()
    job = await world.done()
    assert job.state is JobState.DELIVERED
    assert world.clock.time - job.accepted_at > timedelta(hours=4)


async def test_a_delivery_that_never_stops_being_interrupted_is_put_aside_for_its_person(
    world: CoreWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def mistake(*_: object) -> Picture:
        raise KeyError("a mistake of ours")

    monkeypatch.setattr(world.pictures, "fit", mistake)
    world.api.says("status", Over())
    await world.ask()
    job = await world.done()
    assert job.state is JobState.KEPT
    assert isinstance(world.last(), Kept)
    assert await world.left() == 9


async def test_a_picture_that_cannot_be_made_to_fit_is_linked(
    world: CoreWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> Picture:
        raise CannotFit("too large")

    monkeypatch.setattr(world.pictures, "fit", never)
    world.api.says("status", Over())
    await world.ask()
    await world.done()
    assert world.last() == Failed(Failure.UNDELIVERABLE, 1, (URL,))


async def test_links_to_foreign_hosts_are_saved_and_never_shown(
    world: CoreWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = "https://evil.example/x.png"
    world.api.says("status", Over())
    world.api.says("result", Succeeded((foreign, *[URL] * 1), None))

    async def never(*_: object) -> Picture:
        raise CannotFit("too large")

    monkeypatch.setattr(world.pictures, "fit", never)
    world.api.says("download", BadFile("foreign"), None)
    await world.ask()
    job = await world.done()
    assert job.outputs == (foreign, URL)
    assert world.last() == Failed(Failure.UNDELIVERABLE, 1, (URL,))


async def test_a_delivered_picture_is_not_taken_back_because_the_disk_was_full_then(
    world: CoreWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    advance, troubles = world.store.advance, [OSError("disk full")] * 3

    async def sometimes(before: Job, after: Job, now: datetime) -> Job:
        if after.state is JobState.DELIVERED and troubles:
            raise troubles.pop()
        return await advance(before, after, now)

    monkeypatch.setattr(world.store, "advance", sometimes)
    world.api.says("status", Over())
    world.api.says("download", None, BadFile("gone"))
    await world.ask()
    assert (await world.done()).state is JobState.DELIVERED
    assert world.api.calls["download"] == 1


@pytest.mark.parametrize("error", [ReplyGone(), ReplyForbidden()], ids=repr)
async def test_where_no_way_to_show_it_is_left_the_picture_is_kept_and_comes_when_it_is_asked_for(
    world: CoreWorld, error: ReplyGone | ReplyForbidden
) -> None:
    world.api.says("status", Over())
    world.messenger.trouble.extend([error, error])
    await world.ask()
    job = await world.done()
    assert job.state is JobState.KEPT
    report = await world.imagine.quota(Asker(ADA, GUILD))
    assert (report.left, report.usage.held, report.usage.unfinished_jobs, report.usage.kept_jobs) == (9, 1, 0, 1)

    (kept,) = await world.imagine.kept(ADA)
    assert not await world.imagine.kept(BRUNO)
    elsewhere = a_reply(token="of /collect", message_id=900, channel_id=7)
    await world.imagine.collect(kept, elsewhere)
    job = await world.until(1, lambda job: job.state is JobState.DELIVERED)
    assert job.reply == elsewhere
    await world.done()
    assert [type(update) for update in world.messenger.heard[JobId(1)]][-2:] == [Pictures, Collected]
    assert (world.messenger.where[-1].channel_id, world.messenger.where[-1].message_id) == (2, 501)
    assert (await world.imagine.quota(Asker(ADA, GUILD))).usage == Usage(1, 0, 0, 0)
    with pytest.raises(TooLate):
        await world.imagine.collect(kept, elsewhere)


async def test_a_button_pressed_under_a_message_that_was_closed_brings_the_picture_there(world: CoreWorld) -> None:
    world.api.says("status", Over())
    world.messenger.trouble.extend([ReplyForbidden(), ReplyForbidden()])
    await world.ask()
    await world.done()
    with pytest.raises(TooLate):
        await world.imagine.cancel(JobId(1), Presser(BRUNO, GUILD, moderates=True), a_reply(message_id=501))
    assert (await world.store.get(JobId(1))).state is JobState.KEPT
    with pytest.raises(TooLate):
        await world.imagine.cancel(JobId(1), OWNER, a_reply(message_id=501))
    await world.until(1, lambda job: job.state is JobState.DELIVERED and job.told)
    assert isinstance(world.last(), Pictures)


async def test_pictures_that_go_elsewhere_go_there_also_after_a_restart(world: CoreWorld) -> None:
    world.api.says("status", Over())
    world.messenger.trouble.extend([ReplyForbidden(), *[DiscordTrouble("503")] * 1000])
    await world.ask()
    await world.until(1, lambda job: job.elsewhere)
    await world.worker.stop()
    world.messenger.trouble.clear()
    await world.restart()
    job = await world.done()
    assert (job.state, job.elsewhere) == (JobState.DELIVERED, True)


async def test_a_file_host_that_is_down_for_good_leaves_the_picture_to_be_fetched_later(world: CoreWorld) -> None:
    world.api.says("status", Over())
    world.api.says("download", Unreachable("503"))
    await world.ask()
    job = await world.done()
    assert job.state is JobState.KEPT
    assert job.ready_at is not None
    assert world.last() == Kept(job.ready_at + timedelta(days=7))


async def test_a_kept_picture_that_is_asked_for_while_its_message_is_still_being_told_comes_once(
    world: CoreWorld,
) -> None:
    world.api.says("status", Over())
    world.messenger.trouble.extend([ReplyGone(), ReplyGone(), *[DiscordTrouble("500")] * 3])
    await world.ask()
    await world.until(1, lambda job: job.state is JobState.KEPT)
    (kept,) = await world.imagine.kept(ADA)
    world.messenger.trouble.clear()
    await world.imagine.collect(kept, a_reply(token="of /collect", message_id=900))
    assert (await world.until(1, lambda job: job.state is JobState.DELIVERED)).reply.message_id == 900
    assert [type(update) for update in world.messenger.heard[JobId(1)]].count(Pictures) == 1


async def test_pictures_that_nobody_comes_for_are_given_up_and_given_back_after_a_week(world: CoreWorld) -> None:
    world.api.says("status", Over())
    world.messenger.trouble.extend([ReplyGone(), ReplyGone()])
    await world.ask()
    await world.done()
    world.clock.time += timedelta(days=7, seconds=1)
    await world.worker.recover()
    job = await world.until(1, lambda job: job.ended and job.told)
    assert job.failure is Failure.UNDELIVERABLE
    assert (await world.imagine.quota(Asker(ADA, GUILD))).usage.held == 0
    assert not await world.imagine.kept(ADA)


async def test_a_bad_end_is_told_even_when_discord_was_in_trouble_at_first(world: CoreWorld) -> None:
    world.api.says("submit", Blocked("x"))
    world.messenger.trouble.extend([DiscordTrouble("500")] * 4)
    await world.ask()
    await world.done()
    assert world.last() == Failed(Failure.BLOCKED, 1)


# --- a new process ----------------------------------------------------------------------------------------------------

PATHS: dict[JobState, tuple[JobState, ...]] = {
    JobState.ACCEPTED: (),
    JobState.SUBMITTING: (JobState.SUBMITTING,),
    JobState.QUEUED: (JobState.SUBMITTING, JobState.QUEUED),
    JobState.RUNNING: (JobState.SUBMITTING, JobState.QUEUED, JobState.RUNNING),
    JobState.READY: (JobState.SUBMITTING, JobState.QUEUED, JobState.READY),
}


@pytest.mark.parametrize("state", PATHS, ids=lambda state: state.name)
async def test_a_new_process_takes_every_job_on_from_its_saved_state(world: CoreWorld, state: JobState) -> None:
    taken = await world.imagine.submit(JobId(1), Asker(ADA, GUILD), ImagineRequest("a fox"), a_reply())
    job = await world.store.confirm_reply(taken.job.id, 501)
    for step in PATHS[state]:
        facts: dict[str, object] = {}
        if step is JobState.QUEUED:
            facts = {"provider_id": ProviderId("p-1"), "submitted_at": world.clock.now()}
        if step is JobState.READY:
            facts = {"outputs": (URL,), "ready_at": world.clock.now()}
        job = await world.store.advance(job, job.moved(step, **facts), world.clock.now())
    world.api.says("status", Over())
    await world.restart()
    job = await world.done()
    if state is JobState.SUBMITTING:
        assert job.failure is Failure.OUTCOME_UNKNOWN
        assert await world.left() == 10
    else:
        assert job.state is JobState.DELIVERED
        assert await world.left() == 9
    assert world.api.calls["submit"] == (1 if state is JobState.ACCEPTED else 0)


async def test_a_job_whose_first_reply_was_never_confirmed_is_given_back_and_never_sent(world: CoreWorld) -> None:
    await world.imagine.submit(JobId(1), Asker(ADA, GUILD), ImagineRequest("a fox"), a_reply())
    await world.restart()
    assert (await world.done()).failure is Failure.NOT_ACKNOWLEDGED
    assert world.api.calls["submit"] == 0
    assert await world.left() == 10


async def test_an_ending_that_was_not_told_is_told_by_the_next_process(world: CoreWorld) -> None:
    taken = await world.imagine.submit(JobId(1), Asker(ADA, GUILD), ImagineRequest("a fox"), a_reply())
    job = await world.store.confirm_reply(taken.job.id, 501)
    await world.store.advance(job, job.moved(JobState.CANCELLED), world.clock.now())
    await world.restart()
    await world.done()
    assert world.last() == Cancelled(None, 1)


async def test_an_orderly_stop_waits_for_the_answer_to_a_submit_and_saves_it(world: CoreWorld) -> None:
    sent, answer = asyncio.Event(), asyncio.Event()

    async def slowly() -> ProviderId:
        sent.set()
        await answer.wait()
        return ProviderId("p-1")

    world.api.says("submit", slowly)
    await world.ask()
    await sent.wait()
    stopping = asyncio.create_task(world.worker.stop())
    await asyncio.sleep(0)
    answer.set()
    await stopping
    job = await world.store.get(JobId(1))
    assert (job.state, job.provider_id) == (JobState.QUEUED, "p-1")
    with pytest.raises(Stopping):
        await world.ask(2)


async def test_while_it_stops_nothing_more_is_sent_and_what_waits_is_left_to_the_next_process(tmp_path: Path) -> None:
    async with core_world(tmp_path, places=1, jobs_at_once=9) as world:
        sent, answer = asyncio.Event(), asyncio.Event()

        async def slowly() -> Rejected:
            sent.set()
            await answer.wait()
            return Rejected(422, "no")

        world.api.says("submit", slowly, ProviderId("p-2"))
        await world.ask(1)
        await world.ask(2)
        await sent.wait()
        stopping = asyncio.create_task(world.worker.stop())
        await asyncio.sleep(0)
        answer.set()
        await stopping
        assert world.api.calls["submit"] == 1
        assert (await world.store.get(JobId(1))).failure is Failure.REJECTED
        assert (await world.store.get(JobId(2))).state is JobState.ACCEPTED


@pytest.mark.parametrize("error", [Rejected(422, "no"), OutcomeUnknown("reset")], ids=repr)
async def test_a_job_that_fails_while_cancel_is_pressed_is_never_called_too_late_to_cancel(
    world: CoreWorld, error: ImageApiError, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, answer = asyncio.Event(), asyncio.Event()

    async def slowly() -> ImageApiError:
        sent.set()
        await answer.wait()
        return error

    request_cancel = world.store.request_cancel

    async def then_the_answer_comes(job_id: JobId, by: UserId, now: datetime) -> Job:
        job = await request_cancel(job_id, by, now)
        answer.set()
        return job

    monkeypatch.setattr(world.store, "request_cancel", then_the_answer_comes)
    world.api.says("submit", slowly)
    await world.ask()
    await sent.wait()
    with pytest.raises(TooLate):
        await world.imagine.cancel(JobId(1), OWNER, None)
    await world.done()
    assert await world.left() == 10


async def test_a_refused_look_does_not_close_the_shop_for_others(world: CoreWorld) -> None:
    world.api.says("status", AccountProblem("403"), AccountProblem("403"), Over())
    await world.ask(1)
    await world.until(1, lambda job: job.state is JobState.QUEUED)
    await world.ask(2, BRUNO)
    await world.done(1)
    assert (await world.done(2)).state is JobState.DELIVERED


async def test_an_error_that_nobody_foresaw_costs_a_pause_and_not_the_job(
    world: CoreWorld, caplog: pytest.LogCaptureFixture
) -> None:
    world.api.says("status", ZeroDivisionError("a mistake of ours"), Over())
    await world.ask()
    assert (await world.done()).state is JobState.DELIVERED
    assert "job interrupted" in caplog.text


async def test_turns_go_round_between_people_when_places_are_few(tmp_path: Path) -> None:
    async with core_world(tmp_path, places=1, jobs_at_once=9) as world:
        world.api.says("status", Waiting(1))
        await world.ask(1)
        for number, user in ((2, ADA), (3, ADA), (4, BRUNO)):
            await world.ask(number, user)
        await world.until(4, lambda _: InLine(3, 1) in world.messenger.heard[JobId(3)])
        assert InLine(2, 1) in world.messenger.heard[JobId(4)]
        world.api.says("status", Over())
        ended = [await world.done(number) for number in (1, 2, 3, 4)]
        order = sorted(ended, key=lambda job: job.submitted_at or job.accepted_at)
        assert [job.id for job in order] == [1, 2, 4, 3]
