"""Draws one sheet: JSON on standard input, a PNG on standard output. The only module that imports matplotlib.

Run as a process of its own (`python -m bot.charts.drawing`), so that the bot stays small and its loop free.
"""

import json
import sys
from datetime import date
from textwrap import fill
from typing import Any, Final

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import MaxNLocator

SIZE_IN: Final = (10.0, 10.4)
DPI: Final = 120
GROUND: Final = "#1e1f22"
PANEL: Final = "#2b2d31"
TEXT: Final = "#f2f3f5"
FAINT: Final = "#9aa0a8"
GRID: Final = "#3c3f45"
COLOURS: Final = ("#56b4e9", "#e69f00", "#d55e00", "#009e73")
"""Of Okabe and Ito's palette, which people with any colour vision can tell apart."""
NAME_LIMIT_CHARS: Final = 22
TICKS: Final = 6
SUBTITLE_CHARS: Final = 96


def draw(sheet: dict[str, Any], target: Any) -> None:
    """Write the sheet as a PNG."""
    figure = Figure(figsize=SIZE_IN, dpi=DPI, facecolor=GROUND, layout="constrained")
    FigureCanvasAgg(figure)
    engine: Any = figure.get_layout_engine()
    engine.set(rect=(0.01, 0.01, 0.98, 0.885), wspace=0.06, hspace=0.07)
    figure.text(0.022, 0.968, known(sheet["title"]), color=TEXT, fontsize=19, fontweight="bold", parse_math=False)
    subtitle = fill(known(sheet["subtitle"]), SUBTITLE_CHARS)
    figure.text(0.022, 0.955, subtitle, color=FAINT, fontsize=12, va="top", linespacing=1.35, parse_math=False)
    axes: Any = figure.subplots(3, 2)
    places = [axes[row][column] for row in range(3) for column in range(2)]
    days = [date.fromisoformat(day) for day in sheet["days"]]
    for place, panel in zip(places, [*sheet["panels"], *sheet["bars"]], strict=False):
        _frame(place, panel["title"])
        if "series" in panel:
            _days(place, days, panel)
        else:
            _bars(place, panel)
    figure.savefig(target, format="png", facecolor=GROUND)


def _frame(axes: Axes, title: str) -> None:
    axes.set_facecolor(PANEL)
    axes.set_title(known(title), loc="left", color=TEXT, fontsize=13, pad=8, parse_math=False)
    axes.tick_params(colors=FAINT, labelsize=10.5, length=0, pad=6)
    axes.grid(visible=True, axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _days(axes: Axes, days: list[date], panel: dict[str, Any]) -> None:
    places = list(range(len(days)))
    if panel["stacked"]:
        below = [0.0] * len(days)
        for (name, values), colour in zip(panel["series"], COLOURS, strict=False):
            heights = [value or 0.0 for value in values]
            axes.bar(places, heights, 0.78, bottom=below, color=colour, label=known(name))
            below = [low + height for low, height in zip(below, heights, strict=True)]
        axes.set_ylim(0, max([*below, 0.0]) * 1.18 or 1)
    else:
        most = 0.0
        for (name, values), colour in zip(panel["series"], COLOURS, strict=False):
            seen = [float("nan") if value is None else value for value in values]
            axes.plot(places, seen, color=colour, label=known(name), linewidth=2.2, marker="o", markersize=4)
            most = max([most, *(value for value in values if value is not None)])
        axes.set_ylim(0, most * 1.25 or 1)
    axes.set_xlim(-0.6, len(days) - 0.4)
    step = max(1, -(-len(days) // TICKS))
    shown = places[::step]
    axes.set_xticks(shown, [f"{days[place].day}.{days[place].month}." for place in shown])
    whole = panel["unit"] == ""
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=whole))
    axes.yaxis.set_major_formatter(lambda value, _: _with_unit(value, panel["unit"]))
    if len(panel["series"]) > 1:
        axes.legend(
            loc="upper left", ncols=3, fontsize=10, frameon=False, labelcolor=TEXT, borderpad=0.1, handlelength=1.1,
            columnspacing=1.1,
        )  # fmt: skip


def _with_unit(value: float, unit: str) -> str:
    """Dollars with cents, anything else as it is."""
    number = f"{value:.2f}" if unit.startswith("$") else f"{value:g}"
    return unit.replace("{}", number) or number


def _bars(axes: Axes, panel: dict[str, Any]) -> None:
    axes.grid(visible=False)
    axes.set_xticks([])
    if not panel["values"]:
        axes.set_yticks([])
        axes.text(0.5, 0.5, known(panel["nothing"]), color=FAINT, ha="center", va="center", fontsize=12,
                  transform=axes.transAxes, parse_math=False)  # fmt: skip
        return
    names = [known(name)[:NAME_LIMIT_CHARS] for name in panel["names"]]
    places = list(range(len(names)))
    values = panel["values"]
    axes.barh(places, values, 0.66, color=COLOURS[0])
    axes.set_yticks(places, names, color=TEXT, parse_math=False)
    axes.set_ylim(max(len(names), 5) - 0.4, -0.6)
    axes.set_xlim(0, max(values) * 1.16)
    for place, value in zip(places, values, strict=True):
        axes.text(value + max(values) * 0.015, place, f"{value:g}", color=FAINT, va="center", fontsize=10.5)


def known(text: str) -> str:
    """The text with an ellipsis in the place of what this font cannot draw."""
    fonts: Any = font_manager  # its functions are typed as partly unknown
    font = fonts.get_font(fonts.findfont(FontProperties()))
    characters = font.get_charmap()
    out = "".join(char if ord(char) in characters else "\N{HORIZONTAL ELLIPSIS}" for char in text)
    while "……" in out:
        out = out.replace("……", "…")
    return out


if __name__ == "__main__":
    draw(json.load(sys.stdin), sys.stdout.buffer)
