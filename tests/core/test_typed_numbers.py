"""What people type for numbers and dollars is what is saved, or it is refused."""

from decimal import Decimal

import pytest

from bot.core import errors
from bot.core.errors import SettingProblem
from bot.core.setting_values import parse
from bot.core.typed_numbers import Ambiguous, NoNumber, dollars_and_cents, whole_number

THOUSAND = ("1000", "1,000", "1 000", "1\u00a0000", "1\u202f000", "1'000", "1\u2019000", " 1000 ", "１０００", "01000")


@pytest.mark.parametrize("typed", THOUSAND)
def test_a_thousand_is_a_thousand_however_it_is_grouped(typed: str) -> None:
    assert whole_number(typed) == 1000
    assert dollars_and_cents(typed) == 1000
    assert dollars_and_cents(f"${typed}") == dollars_and_cents(f"{typed} $") == 1000


@pytest.mark.parametrize(
    ("typed", "value"), [("1,000,000", 1_000_000), ("1.000.000", 1_000_000), ("-5", -5), ("\u22125", -5)]
)
def test_whole_numbers(typed: str, value: int) -> None:
    assert whole_number(typed) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12.5", "12.5"), ("12,5", "12.5"), ("12,50", "12.5"), ("$12.50", "12.5"), ("12,50 $", "12.5"),
        ("$ 0.05", "0.05"),
        ("1,000.50", "1000.5"), ("1.000,50", "1000.5"), ("1 000,5", "1000.5"), ("1'000.50", "1000.5"), ("＄１２", "12"),
        ("1,000,000.01", "1000000.01"), ("1.000.000,01", "1000000.01"), ("-0.01", "-0.01"), ("0", "0"),
    ],
)  # fmt: skip
def test_dollars_and_cents(typed: str, value: str) -> None:
    assert dollars_and_cents(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["1.000", "12.345", "-1.000", " 999.999 "])
def test_one_point_and_three_digits_are_not_guessed_at(typed: str) -> None:
    for read in (whole_number, dollars_and_cents):
        with pytest.raises(Ambiguous):
            read(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "", "-", "$", "abc", "1e3", "1E3", "0.001", "0,001", "1,00,000", "1,000,50", "1.000.50", "1,0000", "1 00",
        "1_000", "0x10", "1/2", "١٠٠٠", "$$5", "5-", "+5", ".5", "5.", "1,000.500", "nan", "inf", "9" * 40, "1\n2",
    ],
)  # fmt: skip
def test_whatever_else_is_no_number(typed: str) -> None:
    for read in (whole_number, dollars_and_cents):
        with pytest.raises(NoNumber):
            read(typed)


@pytest.mark.parametrize("typed", ["5.5", "5,5", "1,000.50"])
def test_parts_are_for_dollars_alone(typed: str) -> None:
    with pytest.raises(NoNumber):
        whole_number(typed)


@pytest.mark.parametrize(
    ("name", "raw", "problem"),
    [
        ("quota_images", "abc", SettingProblem.NOT_WHOLE), ("quota_images", "5.5", SettingProblem.NOT_WHOLE),
        ("quota_images", "1e3", SettingProblem.NOT_WHOLE), ("quota_images", "1.000", SettingProblem.AMBIGUOUS),
        ("quota_images", 5.5, SettingProblem.NOT_WHOLE), ("quota_images", True, SettingProblem.NOT_WHOLE),
        ("quota_images", "1,000,001", SettingProblem.RANGE), ("quota_images", -1, SettingProblem.RANGE),
        ("budget_day", "1e3", SettingProblem.NO_AMOUNT), ("budget_day", "0.001", SettingProblem.NO_AMOUNT),
        ("budget_day", "1.000", SettingProblem.AMBIGUOUS), ("budget_day", "-5", SettingProblem.RANGE),
        ("budget_day", 10**400, SettingProblem.RANGE), ("budget_day", float("nan"), SettingProblem.NO_AMOUNT),
        ("budget_day", float("inf"), SettingProblem.NO_AMOUNT), ("budget_day", True, SettingProblem.NO_AMOUNT),
        ("a", 1, SettingProblem.UNKNOWN), ("spoiler", "perhaps", SettingProblem.VALUE),
        ("roles", [{"role": "1", "weight": "1e1"}], SettingProblem.NOT_WHOLE),
    ],
)  # fmt: skip
def test_a_refusal_says_why(name: str, raw: object, problem: SettingProblem) -> None:
    with pytest.raises(errors.SettingRefused) as refusal:
        parse(name, raw)
    assert refusal.value.problem is problem


def test_what_an_earlier_version_saved_still_bounds() -> None:
    assert parse("budget_day", 0.001) == 1000
