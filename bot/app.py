"""The composition root: builds and owns everything, in one stack; start order, stop order, signals. Holds no rule."""

import asyncio
import gc
import logging
import platform
import shutil
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import aiohttp
import discord

from bot import VERSION
from bot.charts.charts import Charts
from bot.chat.board import DiscordBoard
from bot.chat.captions import Captions
from bot.chat.client import ImagineBot
from bot.chat.ladder import Ladder
from bot.chat.messenger import DiscordMessenger
from bot.chat.notices import DiscordNotices
from bot.chat.refusals import without_words
from bot.clock import SystemClock
from bot.core.admission import Admission
from bot.core.alttexts import AltTexts
from bot.core.cases import Cases
from bot.core.configuration import Configuration
from bot.core.errors import SettingsError
from bot.core.exports import Exports
from bot.core.granting import Granting
from bot.core.history import History
from bot.core.imagine import Imagine
from bot.core.money import Prices
from bot.core.people import People
from bot.core.ports import Tools
from bot.core.reports import Reports
from bot.core.reposting import Reposting
from bot.core.retention import Retention
from bot.core.spending import Spending
from bot.core.stats import Statistics
from bot.core.worker import Worker
from bot.health import Health, serve_health
from bot.lag import sampled_lag
from bot.metrics import Watched, exposition
from bot.pictures.tools import open_pictures
from bot.runcomfy.client import open_runcomfy
from bot.runcomfy.prices import PriceWatch
from bot.settings import Settings
from bot.store import open_store

log = logging.getLogger(__name__)

COGS: Final = (
    "cogs.imagine", "cogs.collect", "cogs.quota", "cogs.preferences", "cogs.privacy",
    "cogs.history", "cogs.menus", "cogs.cancel", "cogs.help", "cogs.price",
    "cogs.admin.settings", "cogs.admin.quotas", "cogs.admin.blocks", "cogs.admin.budget",
    "cogs.admin.filter", "cogs.admin.moderation", "cogs.admin.stats",
)  # fmt: skip
CANCEL_TRIES: Final = 5
CANCEL_TRY_S: Final = 1.0
HEARTBEAT_LATE_S: Final = 90.0
"""Discord's heartbeat comes every 41 s; two that are missing mean a dead connection."""


_T = TypeVar("_T")


class ConnectionEnded(Exception):
    """The connection to Discord is over for good; the message says why."""


async def run(settings: Settings) -> None:
    """Run until SIGINT or SIGTERM. Raises ImagineError for what is wrong at the start, ConnectionEnded later."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signal_number, stop.set)
    async with AsyncExitStack() as stack:
        parts = await _unless_stopped(_start(settings, stack), stop)
        if parts is None:
            return
        for task in (
            asyncio.create_task(parts.price_watch.keep_looking(), name="prices"),
            asyncio.create_task(parts.worker.keep_beating(), name="heartbeat"),
            asyncio.create_task(parts.retention.keep_purging(), name="retention"),
        ):
            stack.callback(task.cancel)
        await _unless_stopped(_stay_connected(parts.bot), stop, first=parts.worker.stop)


async def _start(settings: Settings, stack: AsyncExitStack) -> "Built":
    """Everything up to the moment in which Discord may send the first command."""
    parts = await stack.enter_async_context(_built(settings))
    await _log_in(parts.bot, settings)
    jobs = await parts.worker.recover()
    # What is here now stays: the collector need not walk through it again and again while the loop stands still.
    gc.collect()
    gc.freeze()
    log.info("logged in", extra={"bot": str(parts.bot.user), "unfinished_jobs": len(jobs)})
    return parts


@dataclass(frozen=True, slots=True)
class Built:
    """What the rest of the start and the stop need to know."""

    bot: ImagineBot
    worker: Worker
    price_watch: PriceWatch
    retention: Retention


@asynccontextmanager
async def _built(settings: Settings) -> AsyncGenerator[Built]:
    """Everything in its order; the stop runs in the exact reverse."""
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(settings.database_url))
        api = await stack.enter_async_context(
            open_runcomfy(settings.runcomfy_base_url, settings.runcomfy_api_key, settings.runcomfy_file_hosts)
        )
        pictures = await stack.enter_async_context(open_pictures())
        bot = await stack.enter_async_context(ImagineBot(COGS))
        ladder = Ladder(bot)
        clock = SystemClock()
        bot.configuration = Configuration(store.servers, clock, settings.retention_days)
        bot.alt_texts = AltTexts(store.alt_texts, bot.configuration, clock)
        messenger = DiscordMessenger(ladder, bot.languages, bot.alt_texts, bot.figures)
        spool = await asyncio.to_thread(_prepared_spool, settings.spool_dir)
        tools = Tools(store, api, pictures, messenger, clock, settings.allowance, spool, settings.job_timeout)
        worker = Worker(tools, settings.parallel_jobs)
        stack.push_async_callback(worker.hand_over)
        stack.push_async_callback(messenger.close)
        stack.push_async_callback(worker.stop)
        prices = Prices()
        bot.usual = settings.usual
        admission = Admission(bot.configuration, prices, clock, settings.allowance, settings.operator_limits)
        bot.granting, bot.spending = Granting(store.grants, clock), Spending(store.spending, admission, clock)
        bot.reports = Reports(store.reports, store.cases, clock)
        bot.cases = Cases(store.cases, store.audit, clock)
        bot.statistics = Statistics(store.stats, clock, settings.quota_timezone)
        bot.charts = Charts(spool)
        bot.notices = notices = DiscordNotices(bot)
        stack.push_async_callback(notices.close)
        bot.imagine = Imagine(store, worker, clock, admission, notices)
        bot.captions = Captions(ladder, bot.languages, bot.alt_texts)
        board = DiscordBoard(ladder, bot.languages, bot.alt_texts)
        bot.history = History(store.history, clock, Reposting(api, pictures, board, spool))
        bot.people = People(store.people, clock)
        bot.exports = Exports(store.people, clock, spool)

        async def look() -> Health:
            problems = _problems_with_discord(bot) + worker.problems() + await store.problems()
            return Health(problems, _facts(worker))

        lag = stack.enter_context(sampled_lag())
        watched = Watched(worker.figures, store.figures.read, api.calls, bot.figures, lag, _build())
        watching = serve_health(settings.health_host, settings.health_port, look, partial(exposition, watched))
        await stack.enter_async_context(watching)
        price_watch = PriceWatch(api, prices, clock, settings.price_usd)
        yield Built(bot, worker, price_watch, Retention(store.people, clock, settings.retention_days))


def _problems_with_discord(bot: ImagineBot) -> list[str]:
    if not bot.is_ready():
        return ["not connected to Discord"]
    found = ["not connected to Discord"] if bot.is_closed() else []
    return found if bot.latency < HEARTBEAT_LATE_S else [*found, "Discord's heartbeat is late"]


def _facts(worker: Worker) -> dict[str, Any]:
    """What is no problem of this process, and yet worth knowing where somebody asks how it is."""
    figures = worker.figures()
    held_back = figures.held_back
    return {
        "provider": {"answers": not held_back[worker.reads.name], "takes": not held_back[worker.submits.name]},
        "jobs": {
            "unfinished": sum(figures.driven.values()),
            "oldest_s": figures.oldest_s,
            "oldest_waiting_s": figures.oldest_waiting_s,
        },
    }


def _build() -> dict[str, str]:
    return {"version": VERSION, "python": platform.python_version(), "discord_py": discord.__version__}


def _prepared_spool(folder: Path) -> Path:
    """A folder of our own below this one, empty: files of a process that was killed are of no use.

    Raises SettingsError when it cannot be written: better now than after the first picture is paid.
    """
    own = folder / "imagine-bot-spool"
    try:
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir(parents=True, exist_ok=True)
        (own / "probe").write_bytes(b"x")
        (own / "probe").unlink()
    except OSError as error:
        raise SettingsError((f"SPOOL_DIR cannot be written: {error}. Choose a folder that can.",)) from error
    return own


async def _log_in(bot: ImagineBot, settings: Settings) -> None:
    try:
        await bot.login(settings.discord_token.get_secret_value())
    except discord.LoginFailure as error:
        raise SettingsError(
            ("DISCORD_TOKEN is refused by Discord. Reset it on the portal's Bot page and put the new one into .env.",)
        ) from error
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
        why = without_words(error) or f"{type(error).__name__}: {error}"
        raise ConnectionEnded(f"Discord cannot be reached: {why}") from error


async def _stay_connected(bot: ImagineBot) -> None:
    """Never returns; raises ConnectionEnded when discord.py gives up, for only a new start can help then."""
    try:
        await bot.connect()
    except discord.DiscordException as error:
        raise ConnectionEnded(f"the connection to Discord ended: {without_words(error) or error}") from error
    raise ConnectionEnded("the connection to Discord ended")


async def _unless_stopped(
    call: Coroutine[Any, Any, _T], stop: asyncio.Event, first: Callable[[], Awaitable[None]] | None = None
) -> _T | None:
    """What the call returns, or None when a stop is asked for before. Raises what the call raises.

    `first` is done before the call is cancelled: the worker stops while commands still get an answer.
    """
    running = asyncio.create_task(call)
    stopping = asyncio.create_task(stop.wait(), name="stop signal")
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            return running.result()
        log.info("stopping")
        if first is not None:
            await first()
        return None
    finally:
        stopping.cancel()
        await _cancel_for_certain(running)


async def _cancel_for_certain(task: asyncio.Task[Any]) -> None:
    """discord.py can lose a cancellation that comes in the moment in which the connection breaks: then say it again."""
    for _ in range(CANCEL_TRIES):
        task.cancel()
        if (await asyncio.wait({task}, timeout=CANCEL_TRY_S))[0]:
            return
    log.error("the gateway task does not stop; going on without it")
