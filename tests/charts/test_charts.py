"""The chart itself: a real PNG of bounded size, whatever the numbers and the names are; nothing of it stays behind."""

import asyncio
import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.charts import charts as charts_module
from bot.charts.charts import Charts
from bot.core.errors import NotDrawn
from bot.core.sheets import Bars, Days, Name
from tests.charts.font import font_with
from tests.charts.sample import lively, quiet, sample

pytestmark = pytest.mark.asyncio
HOSTILE = ("$x^2$ \\frac{1}{0}", "日本語の名前", "a\nb\tc", "\u202eevil", "🦊🦊", "x" * 500, "", "%s %d {0}")
BARE: tuple[Path, ...] = ()


async def test_a_chart_is_a_png_of_the_promised_width(tmp_path: Path) -> None:
    for stats in (lively(), lively(90), quiet()):
        drawn = await Charts(tmp_path, BARE).draw(sample(stats))
        assert len(drawn) < 1024 * 1024
        picture = Image.open(io.BytesIO(drawn))
        assert (picture.format, picture.width) == ("PNG", 1216)
        assert picture.height < 2 * picture.width
        colours = picture.convert("RGB").resize((200, 200)).getcolors(maxcolors=40_000)
        assert colours is not None
        assert len(colours) > 50, "something stands on it"


async def test_names_of_any_kind_and_nothing_at_all_can_be_drawn(tmp_path: Path) -> None:
    whole = sample(lively(7))
    nothing = tuple(Days(panel.title, panel.unit, ()) for panel in whole.panels)
    empty = replace(whole, panels=nothing, bars=(Bars("t", (), ()),) * 3, title=Name(""), subtitle="")
    names = tuple(Name(name, f"member {number}") for number, name in enumerate(HOSTILE))
    bars = Bars("names", names, tuple(float(number) for number in range(len(HOSTILE))))
    hostile = replace(
        sample(lively(90)), bars=(bars,) * 3, title=Name(HOSTILE[0] + HOSTILE[1]), subtitle=HOSTILE[4] * 50
    )
    for sheet in (empty, hostile):
        assert (await Charts(tmp_path, BARE).draw(sheet)).startswith(b"\x89PNG")


async def test_a_language_without_a_font_for_its_letters_is_drawn_in_the_next(tmp_path: Path) -> None:
    japanese, english = sample(locale="ja"), sample()
    bare = Charts(tmp_path, BARE)
    plainly = await bare.draw(english)
    assert await bare.draw(japanese, english) == plainly
    letters = "".join(await bare.undrawable(repr(japanese)))
    assert {"画", "ド"} <= {*letters}
    able = Charts(tmp_path, [font_with(letters, tmp_path / "letters.ttf")])
    assert await able.draw(japanese, english) not in (plainly, await able.draw(english))
    assert await able.undrawable(repr(japanese)) == [""]
    nearly = Charts(tmp_path, [font_with(letters.replace("画", ""), tmp_path / "nearly.ttf", "Nearly")])
    assert await nearly.draw(japanese, english) == plainly
    assert await nearly.undrawable(repr(japanese)) == ["画"]


async def test_two_charts_at_once_are_drawn_one_after_the_other(tmp_path: Path) -> None:
    charts = Charts(tmp_path)
    one, other = await asyncio.gather(charts.draw(sample(lively(7))), charts.draw(sample(lively(30))))
    assert one != other


async def test_a_chart_that_takes_too_long_or_fails_is_said_to_be_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts_module, "DRAW_WITHIN_S", 0.01)
    with pytest.raises(NotDrawn, match="too long"):
        await Charts(tmp_path).draw(sample())
    monkeypatch.undo()
    with pytest.raises(NotDrawn, match="exit code"):
        await Charts(tmp_path).draw(replace(sample(), days=()))


async def test_the_bot_itself_never_loads_the_plotting_library(tmp_path: Path) -> None:
    script = "import sys, bot.app; sys.exit('matplotlib' in sys.modules)"
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", script)
    assert await child.wait() == 0
