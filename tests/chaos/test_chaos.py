"""The real bot, killed again and again: it keeps its promises, and a bot that breaks one is found out."""

import re

import pytest

from tests.chaos.__main__ import main
from tests.chaos.plan import Planner
from tests.chaos.steps import POINTS

SEED = "410"
"""Its plan kills before the pictures are shown and before they are written down, after the payment, and while starting,
under weather of nine kinds. People use the buttons and decide meanwhile: nearly all that they can do is in it."""


def counters(line: str) -> dict[str, int]:
    """The numbers of a run's line."""
    return {name: int(number) for name, number in re.findall(r"(\w+) (\d+)", line)}


def test_a_bot_that_is_killed_loses_nothing_and_pays_nothing_twice(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--kills", "12", "--seed", SEED, "--jobs", "14"])
    said = capsys.readouterr()
    assert code == 0, f"{said.out}{said.err}"
    numbers = counters(said.out)
    assert numbers["kills"] == 12
    assert numbers["jobs"] >= 6
    assert numbers["delivered"] >= 2
    assert said.out.endswith("| lost 0 paid_twice 0 posted_twice 0 quota_drift 0 money_drift 0 undone 0 stuck 0\n")


IMPATIENT = ("--quiet-s", "4")
"""For those who leave jobs behind: it never gets quiet. With the others we wait for that as long as it takes."""


@pytest.mark.parametrize(
    ("mutant", "how", "found"),
    [
        ("pays_again", ("--aim", "after advance queued", "--weather", "submit_lost_after"), "paid_twice"),
        ("settles_early", ("--aim", "before last word: pictures"), "lost quota_drift"),
        ("forgets", (*IMPATIENT, "--aim", "after advance queued"), "stuck"),
        ("posts_anew", ("--aim", "after last word: pictures"), "posted_twice"),
        ("holds_money_late", ("--aim", "after accept"), "money_drift"),
        ("gives_doubt_back", ("--aim", "before advance queued"), "money_drift"),
        ("passes_budgets", ("--aim", "after advance queued", "--budget-usd", "0.02"), "money_drift"),
        ("grants_twice", ("--jobs", "4"), "quota_drift"),
        ("deletes_in_words", ("--jobs", "8"), "undone"),
        ("erases_in_words", ("--jobs", "8"), "undone"),
    ],
)
def test_a_bot_that_breaks_a_promise_is_found_out(
    mutant: str, how: tuple[str, ...], found: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["--kills", "1", "--mutant", mutant, *how])
    said = capsys.readouterr()
    numbers = counters(said.out)
    assert all(numbers[name] for name in found.split()), f"{said.out}{said.err}"
    assert code == 1


def test_the_same_seed_draws_the_same_plan_and_another_one_another() -> None:
    def drawn(seed: int) -> list[str]:
        return [str(each) for each in Planner(seed, 50, 50).rounds()]

    assert drawn(3) == drawn(3)
    assert drawn(3) != drawn(4)


def test_two_hundred_kills_aim_at_every_point() -> None:
    for seed in range(20):
        rounds = list(Planner(seed, 200, 200).rounds())
        assert {each.kill.point for each in rounds if each.kill.point} == set(POINTS)
        assert len(rounds) == 200
