"""Bounds that only show where several people meet: turns in the line, requests at once, the operator's budget."""

from collections.abc import Generator

import pytest

from sandbox.client import SandboxProcess
from tests.e2e.desk import Desk, a_desk
from tests.e2e.sandbox import Told, World

pytestmark = pytest.mark.asyncio
BOT_JOBS = 5
SET_AND_LITTLE_MORE = "0.46"
"""A set is held at $0.45; a picture costs $0.03."""


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Generator[SandboxProcess]:
    settings = {
        "PARALLEL_JOBS": "1",
        "BOT_JOBS": str(BOT_JOBS),
        "BUDGET_DAY_USD": SET_AND_LITTLE_MORE,
        "JOBS_AT_ONCE": "10",
    }
    with SandboxProcess(data=tmp_path_factory.mktemp("sandbox"), settings=settings) as process:
        yield process


async def let_go(world: World, who: str, waiting: list[Told]) -> None:
    """The studio goes on; until all of these have come."""
    await world.provider(queue_s=0, render_s=0.1)
    for one in waiting:
        await world.until_pictures(who, one.message)


async def one_in_the_studio(world: World, desk: Desk) -> Told:
    """Whoever comes next stands in line."""
    await world.provider(queue_s=0, render_s=60)
    before = len((await world.provider())["requests"])
    first = await desk.ask(await desk.person("first"))
    await world.until_provider(lambda seen: len(seen["requests"]) > before)
    return first


async def test_a_role_has_its_turns_in_each_round_of_the_line(world: World) -> None:
    desk = await a_desk(world)
    plain, patron = await desk.person("plain"), await desk.person("patron", roles=["patron"])
    await (await desk.settings()).change("roles", {"role": ["patron"], "weight": "2"})
    waiting = [await one_in_the_studio(world, desk)]
    for who, prompt in ((plain, "plain 1"), (plain, "plain 2"), (patron, "patron 1"), (patron, "patron 2")):
        waiting.append(await desk.ask(who, prompt=prompt))
    await let_go(world, desk.who, waiting)
    sent = [one["input"]["prompt"] for one in (await world.provider())["requests"]]
    assert sent[-4:] == ["plain 1", "patron 1", "patron 2", "plain 2"]


async def test_a_servers_bound_and_the_operators_let_the_next_ones_wait_until_one_ends(world: World) -> None:
    desk, elsewhere = await a_desk(world), await a_desk(world)
    await desk.decide(server_jobs="2")
    who, other = await desk.person(), await desk.person()
    waiting = [await one_in_the_studio(world, desk), await desk.ask(who)]
    busy = "This server has 2 requests in the making, and no more are taken at once."
    assert busy in await desk.refused(other)
    there = await elsewhere.person()
    waiting += [await elsewhere.ask(there) for _ in range(BOT_JOBS - 2)]
    full = f"I have {BOT_JOBS} requests in the making, and take no more just now."
    assert full in await elsewhere.refused(there)
    assert (await world.press(who, waiting[1].message or "")).state == "answered"
    await world.until_says(who, waiting[1].message, "Cancelled.")
    waiting[1] = await desk.ask(other)
    assert not waiting[1].ephemeral
    assert full in await elsewhere.refused(there)
    for one in waiting:
        assert one.message is not None
    await let_go(world, desk.who, waiting[:2])
    await let_go(world, there, waiting[2:])


async def test_the_operators_budget_bounds_all_servers_together_and_what_is_given_back_is_free_again(
    world: World,
) -> None:
    await world.call("POST", "/clock", {"to": "next_day"})
    desk, elsewhere = await a_desk(world), await a_desk(world)
    who, there = await desk.person(), await elsewhere.person()
    await world.provider(queue_s=600)
    held = await desk.ask(who, images="set")
    refused = await elsewhere.refused(there)
    assert refused.startswith("The bot's operator has no budget left for this. Nothing was charged. It starts anew <t:")
    price = await world.words(there, await world.type(there, "price", channel=elsewhere.channel))
    assert "There is no budget left for it just now." in price
    assert "The bot's operator has a budget for all servers together, too." in await elsewhere.says("budget")
    await world.until_says(who, held.message, "studio's queue")
    await world.press(who, held.message or "")
    await world.until_says(who, held.message, "Cancelled.")
    await world.provider(queue_s=0)
    assert (await elsewhere.picture(there))["attachments"]
