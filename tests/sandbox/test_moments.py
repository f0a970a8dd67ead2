"""Times in messages, as the demo prints them."""

import time
from datetime import datetime

import pytest

from sandbox.moments import spelt_out

NOW = 1_795_339_680.4


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-0.4, "now"),
        (-3.4, "3 seconds ago"),
        (-1, "1 second ago"),
        (59, "in 59 seconds"),
        (-90, "2 minutes ago"),
        (3600, "in 1 hour"),
        (-86400 * 3, "3 days ago"),
        (-86400 * 800, "2 years ago"),
    ],
)
def test_relative_times_are_relative_to_the_version(seconds: float, words: str) -> None:
    assert spelt_out(f"Queued <t:{round(NOW + seconds)}:R>, two ahead", round(NOW)) == f"Queued {words}, two ahead"


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kolkata"])
def test_other_styles_are_local_dates_and_times(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        local = datetime.fromtimestamp(1_795_339_677).astimezone()
        day, clock = local.strftime("%d %B %Y").lstrip("0"), local.strftime("%H:%M")
        assert spelt_out("at <t:1795339677:f>!", NOW) == f"at {day} {clock}!"
        assert spelt_out("<t:1795339677>", NOW) == f"{day} {clock}"
        assert spelt_out("<t:1795339677:F>", NOW) == f"{local:%A}, {day} {clock}"
        assert spelt_out("<t:1795339677:t> <t:1795339677:T>", NOW) == f"{clock} {clock}:57"
        assert spelt_out("<t:1795339677:D>", NOW) == day
        assert spelt_out("<t:1795339677:d>", NOW) == local.strftime("%Y-%m-%d")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_what_is_no_time_stays_as_it_is() -> None:
    for text in ("<t:soon:R>", "<t:1:Q>", "a < b", "<t:9999999999999:f>"):
        assert spelt_out(text, NOW) == text
