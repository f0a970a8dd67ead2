"""Draws one sheet: JSON on standard input, a PNG on standard output. Knows which letters there are from fonts.py.

Run as a process of its own (`python -m bot.charts.drawing`), so that the bot stays small and its loop free. It imports
matplotlib, as beside it only fonts.py does.
"""

import json
import math
import sys
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from textwrap import wrap
from typing import Any, Final

import matplotlib as mpl

mpl.use("Agg")

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import MaxNLocator

from bot.charts.fonts import Fonts

# All lengths are inches, counted from the upper left corner.
WIDTH: Final = 7.6
"""On a phone as wide as the screen, so that SMALL is read there without magnifying."""
DPI: Final = 160
EDGE: Final = 0.2
GAP: Final = 0.16
INSET: Final = 0.18
DAYS_HIGH: Final = 2.2
BAR_HIGH: Final = 0.29
SPREAD: Final = 1.3
"""So much farther apart are bars in a card that has room."""
TITLE_HIGH: Final = 0.52
LEGEND_HIGH: Final = 0.26
LABEL_GAP: Final = 0.09
TICK_HIGH: Final = 0.22
LINE_HIGH: Final = 0.27
LARGE: Final = 22
MIDDLE: Final = 14
SMALL: Final = 12
"""Points."""
GROUND: Final = "#1e1f22"
PANEL: Final = "#2b2d31"
TEXT: Final = "#f2f3f5"
FAINT: Final = "#b5bac1"
GRID: Final = "#43464d"
COLOURS: Final = ("#56b4e9", "#f0e442", "#d55e00")
"""Of Okabe and Ito's palette, which people with any colour vision can tell apart; these differ in brightness, too."""
SQUARE: Final = "\N{BLACK SQUARE}"
NAME_WIDE: Final = 16
"""Of a bar; a wide letter (Chinese, Japanese, Korean) counts twice."""
NAME_LINES: Final = 2
NUMBERED_DAYS: Final = 8
"""So few days have their number written on their bar."""
MANY_DAYS: Final = 45
"""More have bars too thin for a seam."""


def draw(sheets: Sequence[dict[str, Any]], files: Sequence[str] | None, target: Any) -> None:
    """Write the first sheet whose words can be drawn as a PNG, or the last."""
    fonts = Fonts(files)
    for sheet in sheets:
        fonts.take(words(sheet))
    sheet = next((each for each in sheets if not fonts.lacking(words(each))), sheets[-1])
    fonts.take("".join(name["text"] for name in _names(sheet)))
    mpl.rcParams["font.family"] = fonts.families
    _Page(fonts, sheet).save(target)


def words(sheet: dict[str, Any]) -> str:
    """Every letter of ours on it; none of what people chose."""
    said = [sheet["subtitle"], sheet["nothing"], *sheet["days"]]
    for panel in sheet["panels"]:
        said += [panel["title"], panel["unit"], *(name for name, _ in panel["series"])]
    said += [bars["title"] for bars in sheet["bars"]]
    said += [name["spare"] or name["text"] for name in _names(sheet)]
    return "".join(said)


def _names(sheet: dict[str, Any]) -> list[dict[str, str]]:
    return [sheet["title"], *(name for bars in sheet["bars"] for name in bars["names"])]


def called(fonts: Fonts, names: Sequence[dict[str, str]]) -> list[str]:
    """What can be drawn of each name; its spare where that is no word, or the same as of another."""
    drawn = [fonts.drawable(name["text"]) for name in names]
    often = Counter(drawn)
    return [
        name["spare"] if name["spare"] and _lost(name["text"], some, often[some]) else some
        for name, some in zip(names, drawn, strict=True)
    ]


def _lost(text: str, drawn: str, times: int) -> bool:
    whole = drawn == " ".join(text.split())
    return not drawn or (not whole and (times > 1 or not any(map(str.isalnum, drawn))))


class _Page:
    """One sheet on its way to a picture: cards in two columns, which end together."""

    def __init__(self, fonts: Fonts, sheet: dict[str, Any]) -> None:
        self._fonts = fonts
        self._sheet = sheet
        self._figure = Figure(figsize=(WIDTH, WIDTH), dpi=DPI, facecolor=GROUND)
        self._canvas = FigureCanvasAgg(self._figure)

    def save(self, target: Any) -> None:
        """Draw it."""
        subtitle = self._lines(self._sheet["subtitle"].split(" · "), MIDDLE, WIDTH - 2 * EDGE)
        top = 0.85 + LINE_HIGH * len(subtitle)
        columns = _columns([*self._sheet["panels"], *self._sheet["bars"]])
        longest = max(_all_high(column) for column in columns)
        self._figure.set_size_inches(WIDTH, top + longest + EDGE)
        title = self._cut(called(self._fonts, [self._sheet["title"]])[0], LARGE, WIDTH - 2 * EDGE)
        self._text(EDGE, 0.4, title, LARGE)
        for number, line in enumerate(subtitle):
            self._text(EDGE, 0.82 + LINE_HIGH * number, line, MIDDLE, color=FAINT, weight="normal")
        wide = (WIDTH - 2 * EDGE - GAP) / 2
        for place, column in enumerate(columns):
            lower = top
            for panel in column:
                high = _high(panel) if panel is not column[-1] else top + longest - lower
                self._card(panel, EDGE + place * (wide + GAP), lower, wide, high)
                lower += high + GAP
        self._figure.savefig(target, format="png", facecolor=GROUND)

    def _card(self, panel: dict[str, Any], left: float, top: float, wide: float, high: float) -> None:
        corners = f"round,pad=0,rounding_size={0.08 / WIDTH}"
        page = self._figure.get_figheight()
        box = FancyBboxPatch(
            (left / WIDTH, 1 - (top + high) / page), wide / WIDTH, high / page, boxstyle=corners,
            mutation_aspect=WIDTH / page, facecolor=PANEL, edgecolor="none", transform=self._figure.transFigure,
            zorder=-1,
        )  # fmt: skip
        self._figure.add_artist(box)
        title = self._cut(panel["title"], MIDDLE, wide - 2 * INSET)
        self._text(left + INSET, top + TITLE_HIGH / 2 + 0.02, title, MIDDLE)
        inner = (left + INSET, top + TITLE_HIGH, wide - 2 * INSET, high - TITLE_HIGH - INSET)
        if not any(value for values in _values(panel) for value in values):
            nothing = self._sheet["nothing"]
            self._text(left + wide / 2, top + high / 2 + 0.1, nothing, SMALL, color=FAINT, ha="center")
        elif "series" in panel:
            self._days(panel, *inner)
        else:
            self._bars(panel, *inner)

    # --- panels -------------------------------------------------------------------------------------------------------

    def _days(self, panel: dict[str, Any], left: float, top: float, wide: float, high: float) -> None:
        days, series = self._sheet["days"], panel["series"]
        if len(series) > 1:
            lower = self._legend(series, left, top, wide)
            top, high = top + lower, high - lower
        below = [0.0] * len(days)
        for _, values in series:
            below = [low + (value or 0.0) for low, value in zip(below, values, strict=True)]
        most = max(below)
        numbered = len(days) <= NUMBERED_DAYS and len(series) == 1
        ticks = MaxNLocator(4, integer=panel["unit"] == "", steps=[1, 2, 5, 10]).tick_values(0, most)
        end = most * (1.2 if numbered else 1.08)
        ticks = [tick for tick in ticks if 0 <= tick <= end]
        labels = [_with_unit(tick, panel["unit"]) for tick in ticks]
        margin = self._widest(labels) + LABEL_GAP
        # The last day's name stands in the middle under its bar, and may be wider than that.
        wide -= max(0.0, self._widest(days) / 2 - (wide - margin) / len(days) / 2 - INSET / 2)
        axes = self._axes(left + margin, top, wide - margin, high - TICK_HIGH)
        axes.tick_params(axis="x", pad=7)
        axes.set_ylim(0, end)
        axes.set_yticks(ticks, labels, va="center_baseline")
        axes.set_xlim(-0.6, max(len(days), 3) - 0.4)
        axes.grid(visible=True, axis="y", color=GRID, linewidth=0.8)
        thick, seam = (0.76, 0.6) if len(days) <= MANY_DAYS else (0.9, 0.0)
        below = [0.0] * len(days)
        for (_, values), colour in zip(series, COLOURS, strict=False):
            heights = [value or 0.0 for value in values]
            axes.bar(range(len(days)), heights, thick, bottom=below, color=colour, edgecolor=PANEL, linewidth=seam)
            below = [low + height for low, height in zip(below, heights, strict=True)]
        if numbered:
            self._numbers(axes, below, panel["unit"], (wide - margin) / len(days))
        self._name_days(axes, days, wide - margin)

    def _numbers(self, axes: Axes, tops: Sequence[float], unit: str, step: float) -> None:
        numbers = {place: _with_unit(top, unit) for place, top in enumerate(tops) if top}
        nearest = min((after - before for before, after in pairwise(numbers)), default=len(tops))
        if self._widest([*numbers.values()]) > nearest * step + 0.04:
            return
        for place, number in numbers.items():
            axes.annotate(number, (place, tops[place]), (0, 3), textcoords="offset points", ha="center", color=TEXT,
                          fontsize=SMALL, parse_math=False)  # fmt: skip

    def _name_days(self, axes: Axes, days: Sequence[str], wide: float) -> None:
        """As many as there is room for; the last day, which is today, is always one of them."""
        step = math.ceil((self._widest(days) + 0.12) / (wide / len(days)))
        shown = [place for place in range(len(days)) if (len(days) - 1 - place) % step == 0]
        axes.set_xticks(shown, [days[place] for place in shown], parse_math=False)

    def _legend(self, series: Sequence[Any], left: float, top: float, wide: float) -> float:
        """What each colour is that is seen. Returns how high it is."""
        at, row = 0.0, 0
        for (name, values), colour in zip(series, COLOURS, strict=False):
            if not any(values):
                continue
            length = 0.2 + self._wide(name, SMALL)
            if at and at + length > wide:
                at, row = 0.0, row + 1
            middle = top + LEGEND_HIGH * (row + 0.35)
            self._text(left + at, middle, SQUARE, MIDDLE, color=colour)
            self._text(left + at + 0.2, middle, name, SMALL)
            at += length + 0.2
        return LEGEND_HIGH * (row + 1) + 0.06

    def _bars(self, panel: dict[str, Any], left: float, top: float, wide: float, high: float) -> None:
        values = panel["values"]
        shown = called(self._fonts, panel["names"])
        names = ["\n".join(_folded(text, name)) for text, name in zip(shown, panel["names"], strict=True)]
        numbers = [f"{value:g}" for value in values]
        margin = self._widest(names) + LABEL_GAP
        room = wide - margin - self._widest(numbers) - LABEL_GAP
        axes = self._axes(left + margin, top, wide - margin, high)
        most = max(values) * (wide - margin) / room
        axes.set_xlim(0, most)
        axes.set_xticks([])
        axes.set_ylim(high / min(_pitch(panel) * SPREAD, high / len(names)) - 0.5, -0.5)
        axes.barh(range(len(names)), values, 0.66, color=COLOURS[0])
        axes.set_yticks(range(len(names)), names, color=TEXT, parse_math=False, linespacing=1.0, va="center_baseline")
        for place, (value, number) in enumerate(zip(values, numbers, strict=True)):
            axes.text(value + most * LABEL_GAP / (wide - margin), place, number, color=TEXT, va="center_baseline",
                      fontsize=SMALL)  # fmt: skip

    # --- what is measured ---------------------------------------------------------------------------------------------

    def _axes(self, left: float, top: float, wide: float, high: float) -> Axes:
        page = self._figure.get_figheight()
        axes = self._figure.add_axes((left / WIDTH, 1 - (top + high) / page, wide / WIDTH, high / page))
        axes.set_facecolor(PANEL)
        axes.tick_params(colors=FAINT, labelsize=SMALL, length=0, pad=LABEL_GAP * 72 * 0.7)
        axes.set_axisbelow(True)
        for spine in axes.spines.values():
            spine.set_visible(False)
        return axes

    def _text(self, left: float, top: float, text: str, size: float, **how: Any) -> Any:
        y = 1 - top / self._figure.get_figheight()
        how = {"color": TEXT, "va": "center_baseline", "weight": self._weight(text, size), **how}
        return self._figure.text(left / WIDTH, y, text, fontsize=size, parse_math=False, **how)

    def _weight(self, text: str, size: float) -> str:
        """Titles are bold where all their letters can be: half a bold word looks like a mistake."""
        return "bold" if size > SMALL and self._fonts.own(text) else "normal"

    def _wide(self, text: str, size: float) -> float:
        artist = self._text(0, 0, text, size)
        wide: float = artist.get_window_extent(self._canvas.get_renderer()).width / DPI
        artist.remove()
        return wide

    def _widest(self, texts: Sequence[str]) -> float:
        return max(self._wide(text, SMALL) for text in {*texts})

    def _cut(self, text: str, size: float, wide: float) -> str:
        if self._wide(text, size) <= wide:
            return text
        return next((cut for end in range(min(len(text), 80), 0, -1)
                     if self._wide(cut := f"{text[:end].rstrip()}…", size) <= wide), "…")  # fmt: skip

    def _lines(self, parts: Sequence[str], size: float, wide: float) -> list[str]:
        lines: list[str] = []
        for part in parts:
            longer = f"{lines[-1]} · {part}" if lines else part
            if lines and self._wide(longer, size) <= wide:
                lines[-1] = longer
            else:
                lines.append(self._cut(part, size, wide))
        return lines


def _values(panel: dict[str, Any]) -> list[list[float | None]]:
    return [values for _, values in panel["series"]] if "series" in panel else [panel["values"]]


def _columns(panels: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Each panel comes into the shorter one."""
    left: list[dict[str, Any]] = []
    right: list[dict[str, Any]] = []
    for panel in panels:
        (left if _all_high(left) <= _all_high(right) else right).append(panel)
    return left, right


def _all_high(column: Sequence[dict[str, Any]]) -> float:
    return sum(_high(panel) for panel in column) + GAP * max(0, len(column) - 1)


def _high(panel: dict[str, Any]) -> float:
    if "series" in panel:
        return DAYS_HIGH + (LEGEND_HIGH if len(panel["series"]) > 1 else 0)
    return TITLE_HIGH + _pitch(panel) * max(1, len(panel["values"])) + INSET * 0.8


def _pitch(panel: dict[str, Any]) -> float:
    """From one bar to the next; more where a name needs two lines."""
    return BAR_HIGH if all(len(_folded(name["text"], name)) == 1 for name in panel["names"]) else BAR_HIGH * 1.5


def _with_unit(value: float, unit: str) -> str:
    """Dollars with cents and what else says something, anything else as it is."""
    number = f"{value:g}"
    if unit.startswith("$"):
        whole, _, part = f"{value:.4f}".rstrip("0").partition(".")
        number = f"{whole}.{part:0<2}"
    return unit.replace("{}", number) or number


def _folded(text: str, name: dict[str, str]) -> list[str]:
    """Words of ours on two lines where they need them, a name that people chose on one; what is longer is cut."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text) > len(text) / 2
    room = NAME_WIDE // 2 if wide else NAME_WIDE
    if name["spare"]:
        return [text if len(text) <= room else f"{text[: room - 1].rstrip()}…"]
    return wrap(text, room, max_lines=NAME_LINES, placeholder="…") or [""]


if __name__ == "__main__":
    given = json.load(sys.stdin)
    draw(given["what"], given["fonts"], sys.stdout.buffer)
