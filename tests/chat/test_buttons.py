"""Which ids of buttons are taken for ours; what they may do, the core says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.buttons import BUTTONS
from bot.chat.cancelling import CancelButton, cancel_view
from bot.chat.languages import ENGLISH, Languages
from bot.core.jobs import JobId

LARGEST_IN_SQLITE = 2**63 - 1
CANCEL = CancelButton.__discord_ui_compiled_template__


def job_in(custom_id: str) -> int | None:
    found = CANCEL.fullmatch(custom_id)
    return int(found["job"]) if found else None


@pytest.mark.parametrize("job_id", [1, 175928847299117063, 1574024791050944512, 8_999_999_999_999_999_999])
def test_the_button_of_a_job_is_found_again_by_its_id(job_id: int) -> None:
    (button,) = cancel_view(Languages().of(ENGLISH), JobId(job_id)).children
    assert isinstance(button, CancelButton)
    assert job_in(button.custom_id) == job_id


@pytest.mark.parametrize(
    "custom_id",
    ["9223372036854775808", "9999999999999999999", "18446744073709551616", "9" * 80, "-1", "+1", "1e3", "1_0", "0x1",
     "", " 1", "1 ", "1\n", "1;", "٣٤٥", "１２３", "²", "1:1"],
)  # fmt: skip
def test_numbers_that_are_no_id_are_no_button(custom_id: str) -> None:
    assert job_in(f"imagine:cancel:{custom_id}") is None


@given(st.integers(0, 10**21).map(str) | st.from_regex(r"\d{1,25}", fullmatch=True))
def test_whatever_is_taken_can_be_looked_up(number: str) -> None:
    job = job_in(f"imagine:cancel:{number}")
    assert job is None or 0 <= job <= LARGEST_IN_SQLITE
    assert job is not None or len(number) > 18 or not number.isascii()


@given(st.text(max_size=100))
def test_no_other_text_is_taken_for_a_button(custom_id: str) -> None:
    forms = [button.__discord_ui_compiled_template__ for button in BUTTONS]
    if any(form.fullmatch(custom_id) for form in forms):
        assert re.fullmatch(r"imagine:[a-z]+(:[0-9]{1,19}(:[^\n]*)?|:[a-z]+)?", custom_id)
