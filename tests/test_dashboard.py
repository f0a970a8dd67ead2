"""docs/grafana/imagine-bot.json asks for what the bot really shows, and for all of it."""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.metrics import exposition
from tests.watching import a_watched, families, series

DASHBOARD = Path(__file__).parents[1] / "docs/grafana/imagine-bot.json"
Json = dict[str, Any]
BY_SCRAPER = {"instance", "job"}
"""Labels that the scraper adds."""
FILLED = {"state", "which", "circuit", "step", "what", "charge", "result"}
"""Labels of which every value is shown from the start."""
COLUMNS = 24


@dataclass(frozen=True)
class Query:
    """What a PromQL expression asks for."""

    metrics: frozenset[str]
    selected: tuple[tuple[str, str, str], ...]  # metric, label, value or expression
    grouped: frozenset[str]


def parsed(expression: str) -> Query:
    """Take an expression apart; everything that is no function, keyword, label, number or range is a metric's name."""
    selected: list[tuple[str, str, str]] = []
    grouped: set[str] = set()

    def select(match: re.Match[str]) -> str:
        for label, value in re.findall(r'(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"', match[2]):
            selected.append((match[1], label, value))
        return match[1]

    def group(match: re.Match[str]) -> str:
        grouped.update(part.strip() for part in match[1].split(",") if part.strip())
        return " "

    rest = re.sub(r"([A-Za-z_:][\w:]*)\s*\{([^}]*)\}", select, expression)
    rest = re.sub(r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)", group, rest)
    rest = re.sub(r"\[[^\]]*\]", "", rest)
    names = re.findall(r"\b[A-Za-z_:][\w:]*\b(?!\s*\()", rest)
    return Query(frozenset(names) - {"and", "or", "unless", "bool"}, tuple(selected), frozenset(grouped))


def shown() -> str:
    return asyncio.run(exposition(a_watched()))[0].decode()


SHOWN = shown()
SERIES = series(SHOWN)
BOARD: Json = json.loads(DASHBOARD.read_text())
PANELS: list[Json] = [panel for panel in BOARD["panels"] if panel["type"] != "row"]


def expressions(board: Json) -> Iterator[tuple[str, str]]:
    """Each expression with the name under which it is drawn."""
    for panel in board["panels"]:
        for target in panel.get("targets", ()):
            yield target["expr"], target["legendFormat"]
    for note in board["annotations"]["list"]:
        if "expr" in note:
            yield note["expr"], ""
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            match = re.fullmatch(r"label_values\((\w+), (\w+)\)", variable["query"]["query"])
            assert match
            assert match[2] in BY_SCRAPER
            yield match[1], ""


def mistakes(board: Json) -> list[str]:
    """What is asked for and not shown: names, labels, values, words of a legend."""
    values: dict[str, set[str]] = {}
    for family in families(SHOWN).values():
        for sample in family.samples:
            for label, value in sample.labels.items():
                values.setdefault(label, set()).add(value)
    found: list[str] = []
    for expression, legend in expressions(board):
        query = parsed(expression)
        found += [f"nobody shows {name}" for name in query.metrics - SERIES.keys()]
        labels = BY_SCRAPER.union(*(SERIES.get(name, set()) for name in query.metrics))
        found += [f"no label {label} in {expression}" for label in query.grouped - labels]
        named = set(re.findall(r"\{\{(\w+)\}\}", legend))
        found += [f"no label {label} for {legend}" for label in named - (query.grouped or labels)]
        for metric, label, value in query.selected:
            if label not in SERIES.get(metric, set()) | BY_SCRAPER:
                found.append(f"{metric} has no label {label}")
            elif label in FILLED and value not in values[label]:
                found.append(f"{label} is never {value}")
    return found


def test_every_query_asks_for_what_the_bot_shows() -> None:
    assert mistakes(BOARD) == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("imagine_jobs_in_line", "imagine_jobs_in_queue"),
        ("imagine_edits_total", "imagine_edits"),
        ("sum by (state)", "sum by (status)"),
        ("le, step", "le, steps"),
        ("{{failure}}", "{{reason}}"),
        ('circuit=\\"reads\\"', 'circuit=\\"looks\\"'),
        ('which=\\"waiting\\"', 'what=\\"waiting\\"'),
        ("label_values(imagine_build_info", "label_values(imagine_build"),
    ],
)
def test_each_mistake_in_a_query_would_be_seen(was: str, becomes: str) -> None:
    text = DASHBOARD.read_text()
    assert was in text
    assert mistakes(json.loads(text.replace(was, becomes))) != []


def test_every_figure_of_the_bot_has_a_panel() -> None:
    asked = {name for expression, _ in expressions(BOARD) for name in parsed(expression).metrics}
    drawn = {re.sub(r"_(bucket|count|sum|total)$", "", name) for name in asked}
    ours = {name for name in families(SHOWN) if name.startswith("imagine_")}
    assert ours - drawn - {"imagine_build"} == set()
    assert "imagine_build_info" in asked
    assert {"process_resident_memory_bytes", "process_cpu_seconds", "process_open_fds"} <= drawn


def test_every_panel_says_what_it_shows_and_asks_the_chosen_source() -> None:
    source = {"type": "prometheus", "uid": "${datasource}"}
    variables = {variable["name"]: variable for variable in BOARD["templating"]["list"]}
    assert variables["datasource"]["type"] == "datasource"
    assert variables["datasource"]["query"] == "prometheus"
    for panel in PANELS:
        assert len(panel["description"]) > 20
        assert panel["datasource"] == source
        assert panel["targets"]
        assert all(target["datasource"] == source for target in panel["targets"])
        assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])
        assert all('instance=~"$instance"' in target["expr"] for target in panel["targets"])
    assert not re.search(r'"uid": "(?!\$\{datasource\}|imagine-bot|-- Grafana --)', DASHBOARD.read_text())


def test_panels_have_numbers_of_their_own_and_do_not_lie_on_one_another() -> None:
    numbers = [panel["id"] for panel in BOARD["panels"]]
    assert len(set(numbers)) == len(numbers)
    taken: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert max(x for x, _ in cells) < COLUMNS
        assert not cells & taken
        taken |= cells


def test_the_file_is_one_that_grafana_takes() -> None:
    assert BOARD["schemaVersion"] >= 39
    assert BOARD["id"] is None  # a number would be that of another dashboard
    assert {panel["type"] for panel in BOARD["panels"]} <= {"row", "stat", "timeseries"}
    assert {key for panel in PANELS for key in ("fieldConfig", "options", "gridPos") if key not in panel} == set()
    assert BOARD["title"] == BOARD["uid"] == "imagine-bot"
