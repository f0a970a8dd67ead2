"""Settings: from a mapping, all problems at once, secrets never shown."""

from pathlib import Path
from typing import Final

import pytest

from bot.core.errors import SettingsError
from bot.core.quotas import Period
from bot.settings import Settings, env_example

ROOT = Path(__file__).parents[1]
TOKEN: Final = "MTA.made.up"
NEEDED: Final = {"DISCORD_TOKEN": TOKEN, "RUNCOMFY_API_KEY": "made-up-key"}


def test_the_example_file_is_what_the_settings_say() -> None:
    assert (ROOT / ".env.example").read_text() == env_example()


def test_the_example_file_filled_in_is_taken(tmp_path: Path) -> None:
    lines = env_example().replace("DISCORD_TOKEN=", f"DISCORD_TOKEN={TOKEN}")
    lines = lines.replace("RUNCOMFY_API_KEY=", "RUNCOMFY_API_KEY=made-up-key").replace("# ", "")
    pairs = dict(line.split("=", 1) for line in lines.splitlines() if line.partition("=")[0].isupper() and "=" in line)
    assert set(pairs) == {name.upper() for name in Settings.model_fields}
    assert Settings.parse(pairs) == Settings.parse(NEEDED)


def test_the_two_needed_ones_are_enough() -> None:
    settings = Settings.parse(NEEDED)
    assert (settings.quota_images, settings.quota_period) == (10, Period.DAY)
    assert settings.allowance.set_cost == 4


def test_all_problems_are_reported_at_once_each_with_its_name() -> None:
    bad = {
        "DISCORD_TOKEN": "not a token",
        "QUOTA_IMAGES": "-1",
        "QUOTA_PERIOD": "fortnight",
        "QUOTA_TIMEZONE": "Mars/Olympus",
        "JOBS_AT_ONCE": "many",
        "DATABASE_URL": "mysql://x",
        "RUNCOMFY_BASE_URL": "http://example.com",
        "RUNCOMFY_FILE_HOSTS": "https://x/y",
        "LOG_LEVEL": "loud",
        "HEALTH_PORT": "70000",
    }
    with pytest.raises(SettingsError) as refusal:
        Settings.parse(bad)
    named = {problem.split()[0] for problem in refusal.value.problems}
    assert named == {*bad, "RUNCOMFY_API_KEY"}


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_value_counts_as_missing(value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.parse({**NEEDED, "RUNCOMFY_API_KEY": value})
    assert refusal.value.problems[0].startswith("RUNCOMFY_API_KEY")


def test_a_wrong_secret_is_not_repeated_in_the_complaint() -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.parse({"DISCORD_TOKEN": "hunter2 hunter2", "RUNCOMFY_API_KEY": "hunter2 hunter2"})
    assert "hunter2" not in str(refusal.value)


def test_secrets_have_no_repr() -> None:
    assert TOKEN not in repr(Settings.parse(NEEDED))
    assert "made-up-key" not in str(Settings.parse(NEEDED))


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings.parse(NEEDED).quota_images = 1000  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("address", ["localhost", "0.0.0.0:8080", "10.0.0", "http://127.0.0.1"])
def test_what_health_listens_on_must_be_an_address(address: str) -> None:
    with pytest.raises(SettingsError, match="HEALTH_HOST must be an address of this machine"):
        Settings.parse({**NEEDED, "HEALTH_HOST": address})
