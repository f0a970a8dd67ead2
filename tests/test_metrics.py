"""/metrics: what the parts keep of themselves, in the words of Prometheus."""

import asyncio
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import generate_latest

from bot.chat.calls import kind_of
from bot.core.figures import Histogram
from bot.lag import sampled_lag
from bot.metrics import CONTENT_TYPE, exposition
from tests.watching import a_watched, families

ROOT = Path(__file__).parents[1]
BOUND_S = 10.0


def shown() -> str:
    """What a watcher gets."""
    text, content_type = asyncio.run(exposition(a_watched()))
    assert content_type == CONTENT_TYPE
    return text.decode()


@pytest.mark.parametrize(
    "line",
    [
        'imagine_jobs{state="running"} 2.0',
        'imagine_jobs{state="ready"} 0.0',
        "imagine_jobs_in_line 1.0",
        'imagine_oldest_job_age_seconds{which="unfinished"} 12.5',
        'imagine_oldest_job_age_seconds{which="waiting"} 0.0',
        'imagine_jobs_ended_total{failure="blocked",state="failed"} 1.0',
        'imagine_circuit_open{circuit="submits"} 0.0',
        'imagine_step_seconds_bucket{le="1.0",step="render"} 0.0',
        'imagine_step_seconds_bucket{le="2.5",step="render"} 1.0',
        'imagine_step_seconds_bucket{le="+Inf",step="show"} 1.0',
        'imagine_step_seconds_count{step="fetch"} 1.0',
        'imagine_step_seconds_sum{step="line"} 1.5',
        'imagine_retries_total{what="show"} 2.0',
        'imagine_retries_total{what="save"} 0.0',
        'imagine_pictures_total{charge="held"} 9.0',
        "imagine_dollars_held_total 1.5",
        "imagine_dollars_paid_total 0.25",
        "imagine_dollars_open 0.75",
        'imagine_provider_calls_total{kind="submit",outcome="outcome_unknown"} 1.0',
        'imagine_provider_call_seconds_count{kind="submit"} 1.0',
        'imagine_provider_repeats_total{kind="status"} 1.0',
        'imagine_discord_calls_total{kind="edit",outcome="ok"} 1.0',
        'imagine_discord_call_seconds_bucket{kind="edit",le="0.1"} 1.0',
        'imagine_acknowledgements_total{kind="component",outcome="confirmed"} 1.0',
        'imagine_acknowledgement_seconds_bucket{kind="component",le="3.0"} 1.0',
        'imagine_edits_total{result="suppressed"} 4.0',
        'imagine_edits_total{result="written"} 0.0',
        "imagine_event_loop_lag_seconds_count 1.0",
        'imagine_build_info{discord_py="2",python="3",version="1"} 1.0',
    ],
)
def test_each_figure_is_shown(line: str) -> None:
    assert line in shown().splitlines()


def test_the_process_shows_itself_and_every_family_says_what_it_is() -> None:
    found = families(shown())
    assert {"process_cpu_seconds", "process_resident_memory_bytes", "process_open_fds"} <= set(found)
    assert all(family.documentation.endswith(".") for name, family in found.items() if name.startswith("imagine_"))


def test_what_is_shown_reads_back_as_the_same_text() -> None:
    class Registry:
        """What has been parsed, as a registry."""

        def collect(self) -> list[object]:
            return [family for name, family in families(shown()).items() if name.startswith("imagine_")]

    ours = [line for line in shown().splitlines() if "imagine_" in line]
    assert generate_latest(Registry()).decode().splitlines() == ours  # pyright: ignore[reportArgumentType]


def test_the_operators_page_names_every_figure_and_no_other() -> None:
    named = set(re.findall(r"\bimagine_[a-z_]+\b", (ROOT / "docs/operations.md").read_text()))
    ours = {name: family.type for name, family in families(shown()).items() if name.startswith("imagine_")}
    suffix = {"counter": "_total", "info": "_info"}
    assert named == {name + suffix.get(kind, "") for name, kind in ours.items()}


# --- histograms -------------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-10, 100)), st.sets(st.floats(0, 50), min_size=1))
def test_a_histogram_counts_each_value_at_every_bound_from_its_own_on(values: list[float], bounds: set[float]) -> None:
    histogram = Histogram(tuple(sorted(bounds)))
    for value in values:
        histogram.observe(value)
    kept = [max(0.0, value) for value in values]
    for bound, number in histogram.buckets():
        assert number == sum(bound is None or value <= bound for value in kept)
    assert histogram.count == len(values)
    assert histogram.total == pytest.approx(sum(kept))


@pytest.mark.asyncio
async def test_the_lag_of_the_loop_is_sampled_until_the_end_of_the_block() -> None:
    with sampled_lag(every_s=0.0) as lag:
        async with asyncio.timeout(BOUND_S):
            while lag.count < 3:
                await asyncio.sleep(0)
    seen = lag.count
    await asyncio.sleep(0)
    assert lag.count == seen


# --- kinds of calls ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/api/v10/interactions/1/token-x/callback", "ack"),
        ("PATCH", "/api/v10/webhooks/1/token-x/messages/@original", "edit"),
        ("DELETE", "/api/v10/webhooks/1/token-x/messages/@original", "delete"),
        ("POST", "/api/v10/webhooks/1/token-x", "followup"),
        ("POST", "/api/v10/channels/1/messages", "send"),
        ("PATCH", "/api/v10/channels/1/messages/2", "bot_edit"),
        ("GET", "/api/v10/channels/1/messages", "read"),
        ("POST", "/api/v10/users/@me/channels", "dm"),
        ("PUT", "/api/v10/applications/1/commands", "commands"),
        ("GET", "/api/v10/users/@me", "login"),
        ("GET", "/api/v10/oauth2/applications/@me", "login"),
        ("GET", "/api/v10/gateway/bot", "gateway"),
        ("GET", "/", "gateway"),
        ("GET", "/gateway", "gateway"),
        ("PUT", "/api/v10/guilds/1/members/2", "other"),
    ],
)
def test_a_call_to_discord_is_known_by_what_it_is_for(method: str, path: str, kind: str) -> None:
    assert kind_of(method, path) == kind
