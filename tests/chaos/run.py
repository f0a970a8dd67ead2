"""Carries a plan out on the real bot in a sandbox, waits until all is quiet. Judges nothing."""

import asyncio
import sqlite3
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sandbox.client import Api, Refused
from tests.chaos.acts import (
    Act,
    Afford,
    Bin,
    Blow,
    Cancel,
    Clear,
    Collect,
    Delete,
    Drop,
    Erase,
    Expire,
    More,
    Order,
    Redeliver,
    Report,
    Type,
    Walls,
)
from tests.chaos.desk import Desk
from tests.chaos.plan import MEMBERS, MODERATOR, SIZE, WALLED, Round
from tests.chaos.records import Entry, Json, Typed
from tests.chaos.steps import DIE_AT, ROUND, ROUND_LINE

QUOTA_IMAGES: Final = 30
"""Enough for everybody but the greedy one."""
SETTINGS: Final[Mapping[str, str]] = {
    "QUOTA_IMAGES": str(QUOTA_IMAGES),
    "QUOTA_PERIOD": "month",
    "JOBS_AT_ONCE": "500",
    "PARALLEL_JOBS": "6",
    "LOG_LEVEL": "INFO",
}
"""The bot's settings for a run."""
PROVIDER: Final[Json] = {"set_size": 2, "slots": 60}

LOOK_S: Final = 0.04
QUIET_S: Final = 180.0
"""So long after the last kill everything may take to come to its end."""
STILL_S: Final = 2.6
"""So long nothing may be written any more before we call it quiet: longer than the bot's pause between two edits."""
ANSWER_S: Final = 4.0
RECENT: Final = 12
"""Cancel is pressed, and a message deleted, among the last so many jobs."""
ROUND_LOG_LINES: Final = 1500
KILLED: Final = -9
DATABASE: Final = "imagine.db"
LOG: Final = "bot.log"


@dataclass
class Run:
    """One run. `data` is the sandbox's data folder; `extra` are settings for each start."""

    api: Api
    data: Path
    extra: Mapping[str, str] = field(default_factory=dict[str, str])
    verbose: bool = False
    quiet_s: float = QUIET_S
    bot_budgets_usd: Mapping[str, float] = field(default_factory=dict[str, float])
    """What all servers together may spend in a day and in a month."""
    kills: int = 0
    reached: set[str] = field(default_factory=set[str])
    typed: list[Typed] = field(default_factory=list[Typed])
    diary: list[Entry] = field(default_factory=list[Entry])
    log: list[str] = field(default_factory=list[str])
    troubles: list[str] = field(default_factory=list[str])
    violations: list[Json] = field(default_factory=list[Json])
    """What the bot sent that Discord would refuse."""
    members: dict[str, str] = field(default_factory=dict[str, str])
    channels: dict[str, str] = field(default_factory=dict[str, str])
    servers: dict[str, str] = field(default_factory=dict[str, str])
    deleted: dict[str, tuple[str, Json]] = field(default_factory=dict[str, tuple[str, Json]])
    _pressed: set[str] = field(default_factory=set[str])
    _permissions: list[str] = field(default_factory=list[str])
    _walled: bool = False

    def __post_init__(self) -> None:
        self.desk = Desk(self.api, self.typed)

    # --- the rounds ---------------------------------------------------------------------------------------------

    async def prepare(self) -> None:
        """The members, and a provider that is quick."""
        await self.api.call("PATCH", "/provider", PROVIDER)
        there = {each["name"] for server in (await self._world())["servers"] for each in server["members"]}
        for name in MEMBERS:
            if name not in there:
                await self.api.call("POST", "/members", {"name": name})
        for server in (await self._world())["servers"]:
            self.members |= {each["name"]: each["id"] for each in server["members"]}
            self.channels |= {channel["name"]: channel["id"] for channel in server["channels"]}
            self.servers |= {channel["name"]: server["id"] for channel in server["channels"]}
            for channel in server["channels"]:
                if channel["name"] == WALLED:
                    self._permissions = channel["bot_permissions"]
        await self._start("", 0)  # commands must be known before the first one is typed
        await self._kill()

    async def carry_out(self, rounds: Iterable[Round]) -> None:
        """One life of the bot after the other."""
        for each in rounds:
            self._say(str(each))
            began = time.monotonic()
            how = await self._round(each)
            self._say(f"  died {how} after {time.monotonic() - began:.2f} s")

    async def _round(self, each: Round) -> str:
        kill = each.kill
        await self.api.call("PATCH", "/provider", dict(each.provider))
        for act in each.before:
            await self._do(act)
        starting = asyncio.create_task(self._start(kill.die_at, each.number))
        if kill.starting:
            await asyncio.sleep(kill.at_s)  # the random instant itself, not a wait for something
            return await self._end(each, starting, "while starting")
        if (await starting)["running"]:
            acting = asyncio.create_task(self._act_out(each))
            try:
                await self._wait_for_death(kill.at_s)
            finally:
                acting.cancel()
                await asyncio.gather(acting, return_exceptions=True)
        return await self._end(each, starting, "at a random instant")

    async def _end(self, each: Round, starting: asyncio.Task[Json], how: str) -> str:
        bot = await self.api.call("GET", "/bot")
        while not bot["running"] and not starting.done():  # it is not even there yet
            await asyncio.sleep(LOOK_S / 4)
            bot = await self.api.call("GET", "/bot")
        if bot["running"]:
            bot = await self._kill()
        elif bot["exit_code"] == KILLED and each.kill.point:
            self.reached.add(each.kill.point)
            how = each.kill.point
            self._note("kill", how)
        else:
            self.troubles.append(f"round {each.number}: the bot ended by itself with exit code {bot['exit_code']}")
        self.kills += bot["exit_code"] == KILLED
        await starting
        await self.keep_log(each.number)
        return how

    async def _start(self, die_at: str, number: int) -> Json:
        budgets = {f"BUDGET_{period.upper()}_USD": str(usd) for period, usd in self.bot_budgets_usd.items()}
        settings = {DIE_AT: die_at, ROUND: str(number), **budgets, **self.extra}
        return await self.api.call("POST", "/bot", {"action": "start", "settings": settings})

    async def _kill(self) -> Json:
        self._note("kill")
        return await self.api.call("POST", "/bot", {"action": "kill"})

    async def _wait_for_death(self, patience_s: float) -> None:
        until = time.monotonic() + patience_s
        while time.monotonic() < until and (await self.api.call("GET", "/bot"))["running"]:
            await asyncio.sleep(min(LOOK_S, max(0.0, until - time.monotonic())))

    async def _act_out(self, each: Round) -> None:
        began = time.monotonic()
        async with asyncio.TaskGroup() as acts:
            for at_s, act in each.acts:
                await asyncio.sleep(max(0.0, began + at_s - time.monotonic()))
                acts.create_task(self._do(act))

    async def keep_log(self, number: int) -> None:
        lines: list[str] = await self.api.call("GET", "/bot/log", lines=ROUND_LOG_LINES)
        starts = [index for index, line in enumerate(lines) if line.startswith(ROUND_LINE)]
        self.log += lines[starts[-1] :] if starts else [f"{ROUND_LINE} {number}: nothing was said"]

    def _say(self, text: str) -> None:
        if self.verbose:
            sys.stderr.write(f"{text}\n")

    def _note(self, what: str, detail: str = "", times: int = 1) -> None:
        self.diary.append(Entry(time.time(), what, detail, times))

    # --- what members and the weather do ------------------------------------------------------------------------

    async def _do(self, act: Act) -> None:
        with suppress(Refused):  # a button that is gone, a place that is closed: as in real life
            match act:
                case Type():
                    await self._type(act)
                case Cancel(pick, by_moderator):
                    await self._cancel(pick, by_moderator=by_moderator)
                case Blow(weather, times):
                    self._note("weather", weather.name, times)
                    fault = {"name": weather.name, "times": times, **dict(weather.arguments)}
                    await self.api.call("POST", "/faults", fault)
                case Expire():
                    self._note("expire")
                    await self.api.call("POST", "/tokens/expire")
                case Drop(resumable):
                    await self.api.call("POST", "/gateway/drop", {"resumable": resumable})
                case Redeliver(pick):
                    which = [*self.typed, *self.desk.deeds]
                    if which:
                        again = which[int(pick * len(which))].interaction
                        await self.api.call("POST", f"/interactions/{again}/redeliver")
                case Delete(pick):
                    await self._delete(pick)
                case Walls(up):
                    await self._walls(up=up)
                case Collect():
                    await self._collect()
                case More():
                    await self.desk.more(act)
                case Bin():
                    await self.desk.bin(act)
                case Report():
                    await self.desk.report(act)
                case Order():
                    await self.desk.order(act)
                case Afford():
                    await self.desk.afford(act)
                case Clear():
                    await self.desk.clear(act)
                case Erase():
                    await self.desk.erase(act)

    async def _type(self, act: Type) -> None:
        options = {"prompt": act.prompt, "aspect_ratio": SIZE, "images": act.images}
        body = {"as": act.who, "channel": act.where, "options": options}
        begun = await self.api.call("POST", "/commands/imagine", body)
        self.typed.append(Typed(act.prompt, act.who, begun["interaction"], time.time()))
        if act.cancel:
            answer = await self.api.answered(begun["interaction"], ANSWER_S)
            if answer["message"] is not None and not answer["ephemeral"]:
                await self._press(act.who, answer["message"], begun["interaction"])

    async def _cancel(self, pick: float, *, by_moderator: bool) -> None:
        found = await self._recent(pick)
        if found is not None:
            typed, message = found
            await self._press(MODERATOR if by_moderator else typed.member, message, typed.interaction)

    async def _delete(self, pick: float) -> None:
        found = await self._recent(pick)
        if found is not None:
            typed, message = found
            seen = await self.api.call("GET", f"/messages/{message}", None, **{"as": typed.member})
            if not seen["attachments"]:
                await self.api.call("DELETE", f"/messages/{message}")
                self.deleted[message] = (typed.member, seen)
                self._note("message deleted", message)

    async def _recent(self, pick: float) -> tuple[Typed, str] | None:
        """One of the last jobs that nobody has cancelled yet, and its message."""
        recent = [typed for typed in self.typed if typed.interaction not in self._pressed][-RECENT:]
        if not recent:
            return None
        typed = recent[int(pick * len(recent))]
        answer = await self.api.answered(typed.interaction, 0)
        return None if answer["message"] is None or answer["ephemeral"] else (typed, answer["message"])

    async def _press(self, who: str, message: str, job: str) -> None:
        self._pressed.add(job)
        body = {"as": who, "custom_id": f"imagine:cancel:{job}"}
        await self.api.call("POST", f"/messages/{message}/press", body)

    async def _walls(self, *, up: bool) -> None:
        channel = self.channels[WALLED]
        if up:
            self._note("walls up", channel)
            self._walled = True
            await self.api.call("POST", "/faults", {"name": "dm_closed"})
            await self.api.call("PATCH", f"/channels/{channel}", {"bot_permissions": []})
            await self.api.call("POST", "/tokens/expire")
        elif self._walled:
            self._walled = False
            await self.api.call("DELETE", "/faults/dm_closed")
            await self.api.call("PATCH", f"/channels/{channel}", {"bot_permissions": self._permissions})
            self._note("walls down", channel)

    async def _collect(self) -> bool:
        """Type /collect as everybody whose pictures are kept; whether anybody's are."""
        if not any(command["name"] == "collect" for command in await self.api.call("GET", "/commands")):
            return False
        kept = self.rows("SELECT user_id FROM jobs WHERE state = 'kept' AND told = 1")
        for member in {str(row[0]) for row in kept}:
            self._note("collect", member)
            begun = await self.api.call("POST", "/commands/collect", {"as": member, "channel": "pictures"})
            await self.api.answered(begun["interaction"], ANSWER_S)
        return bool(kept)

    # --- the end ------------------------------------------------------------------------------------------------

    async def settle(self, closing: tuple[Sequence[Act], Sequence[Act]] = ((), ())) -> None:
        """Fair weather, and a bot that lives: wait until nothing happens any more, with a bound.

        `closing` is what people do at the beginning and once everything is over.
        """
        await self._walls(up=False)
        await self.api.call("DELETE", "/faults")
        if not (await self._start("", self.kills + 1))["running"]:
            self.troubles.append("the bot does not start in fair weather")
        for act in closing[0]:
            await self._do(act)
        until = time.monotonic() + self.quiet_s
        await self._until_quiet(until)
        for act in closing[1]:
            await self._do(act)
            await self._until_quiet(until)
        while time.monotonic() < until and await self._collect():
            await self._until_quiet(until)
        self._say(f"rows still open: {self._open()}")

    async def _until_quiet(self, until: float) -> None:
        seen, since = -1, time.monotonic()
        while time.monotonic() < until:
            count = len(await self.api.call("GET", "/calls"))
            if count != seen or self._open() or await self._rendering():
                seen, since = count, time.monotonic()
            elif time.monotonic() - since >= STILL_S:
                return
            await asyncio.sleep(LOOK_S * 5)

    def _open(self) -> int:
        return int(self.rows("SELECT count(*) FROM jobs WHERE told = 0")[0][0])

    async def _rendering(self) -> bool:
        requests = (await self.api.call("GET", "/provider"))["requests"]
        return any(request["state"] not in ("completed", "cancelled") for request in requests)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(f"file:{self.data / DATABASE}?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        except sqlite3.OperationalError:  # the bot died before there was a table
            return [(0,)]
        finally:
            connection.close()

    async def _world(self) -> Json:
        return await self.api.call("GET", "/world")
