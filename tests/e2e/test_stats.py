"""/imagine-admin stats: a picture and a file of this server, for its moderators."""

import csv
import io

import pytest
from PIL import Image

from tests.e2e.desk import a_desk
from tests.e2e.sandbox import World

pytestmark = pytest.mark.asyncio


SIZES = "Requests by size: 1:1 · 1024×1024 2"


async def test_moderators_get_a_chart_and_a_file_of_their_own_server(world: World) -> None:
    desk, elsewhere = await a_desk(world), await a_desk(world)
    who, moderator = await desk.person("painter"), await desk.person("moderator", "manage_messages")
    assert "Nobody has asked" in await desk.says("stats", moderator)
    await elsewhere.picture(await elsewhere.person())
    for _ in range(2):
        await desk.picture(who)
    told = await desk.admin("stats", moderator, days=30)
    assert told.ephemeral
    seen = await world.until(moderator, told.message, lambda one: len(one["attachments"]) == 2)
    assert "the last 30 days · 2 requests · 2 pictures shown · $0.06 paid" in seen["content"]
    chart, table = seen["attachments"]
    said = chart["description"].splitlines()
    assert said[0] == seen["content"]
    name = said[3].removeprefix("Requests by member: ").removesuffix(" 2")
    assert name.startswith("Painter")
    today = said[1].removeprefix("Pictures each day: most on ").removesuffix(", 2")
    assert [line for line in said[1:] if today not in line] == [f"Requests by member: {name} 2", SIZES]
    assert said[2] == f"Dollars each day: most on {today}, $0.06"
    assert Image.open(io.BytesIO(await world.download(chart["url"]))).width == 1216
    rows = list(csv.DictReader(io.StringIO((await world.download(table["url"])).decode())))
    assert [(row["member"], row["state"], row["paid_usd"]) for row in rows] == [(who, "delivered", "0.030000")] * 2
    assert "Only moderators" in await desk.says("stats", who)


async def test_who_reads_japanese_gets_their_words_whatever_fonts_are_there(world: World) -> None:
    desk = await a_desk(world)
    await desk.picture(await desk.person("painter"))
    moderator = await desk.person("moderator", "manage_messages", locale="ja")
    told = await desk.admin("stats", moderator)
    seen = await world.until(moderator, told.message, lambda one: len(one["attachments"]) == 2)
    assert "リクエスト 1 件" in seen["content"]
    assert "1 日の画像：最多は" in seen["attachments"][0]["description"]
    assert Image.open(io.BytesIO(await world.download(seen["attachments"][0]["url"]))).width == 1216
