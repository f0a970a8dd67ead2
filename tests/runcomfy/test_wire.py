"""Shapes of answers, without a wire."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import errors
from bot.core.ports import GaveUp, Succeeded
from bot.runcomfy import wire
from tests.corpora import NAUGHTY

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
KEYS = ["status", "output", "image", "images", "error", "error_code", "code", "detail", "message", "outcome", "cost",
        "queue_position", "request_id", "input_schema", "base_price_usd"]  # fmt: skip
bodies = st.dictionaries(st.sampled_from(KEYS) | st.text(), anything, max_size=8)


@given(bodies, st.integers(200, 599))
def test_no_answer_however_odd_raises_anything(body: dict[str, Any], status: int) -> None:
    wire.read_provider_id(body)
    wire.read_status(body)
    wire.read_verdict(body)
    wire.read_cancel(body)
    wire.read_catalogue(body)
    wire.has_error(body)
    assert isinstance(wire.read_error(status, body), errors.ImageApiError)


@given(anything)
def test_outputs_are_text_each_once_and_not_too_many(output: Any) -> None:
    urls = wire.read_outputs(output)
    assert all(isinstance(url, str) and url for url in urls)
    assert len(set(urls)) == len(urls) <= wire.OUTPUTS_LIMIT


@pytest.mark.parametrize(
    ("body", "is_error"),
    [
        ({"error_code": 400004}, True),
        ({"status": "error", "error_code": 400004}, True),
        ({"status": "failed", "error_code": 404001}, True),
        ({"status": "failed", "error_code": 50412, "error": "x"}, False),
        ({"status": "in_queue", "error_code": 0}, False),
        ({"status": "in_queue"}, False),
    ],
)
def test_an_error_code_beside_a_state_is_part_of_the_verdict_unless_it_is_about_us(
    body: dict[str, Any], is_error: bool
) -> None:
    assert wire.has_error(body) is is_error


@pytest.mark.parametrize(
    "body",
    [
        {"status": "failed", "error": "Post Img Risk Not Pass"},
        {"status": "failed", "error": {"code": 50412, "message": "Text Risk Not Pass"}},
        {"status": "failed", "error_code": 50511, "error": "x"},
        {"status": "failed", "detail": [{"loc": ["prompt"], "msg": "sensitive content"}]},
    ],
)
def test_the_content_filter_is_recognised_however_it_speaks(body: dict[str, Any]) -> None:
    verdict = wire.read_verdict(body)
    assert isinstance(verdict, GaveUp)
    assert verdict.blocked


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, {"error": "Content policy violation"}, errors.Blocked),
        (403, {"error": "Forbidden"}, errors.AccountProblem),
        (400, {"error_code": 400002, "error": "sensitive"}, errors.AccountProblem),
        (400, {"error_code": 403001}, errors.NotFound),
        (422, {"detail": [{"loc": ["body"], "msg": "bad", "input": "a secret prompt"}]}, errors.Rejected),
        (400, None, errors.Unintelligible),
        (400, {}, errors.Unintelligible),
    ],
)
def test_errors_are_named_after_what_can_be_done(
    status: int, body: dict[str, Any] | None, kind: type[errors.ImageApiError]
) -> None:
    error = wire.read_error(status, body)
    assert type(error) is kind
    assert "a secret prompt" not in str(error)


@pytest.mark.parametrize("naughty", NAUGHTY, ids=[ascii(naughty)[:50] for naughty in NAUGHTY])
def test_their_words_are_one_short_line_that_can_be_saved(naughty: str) -> None:
    for body in ({"error": naughty}, {"error": {"x": naughty}}, {"detail": [{"loc": [naughty], "msg": naughty}]}):
        detail = wire.describe_error(body)
        assert len(detail.encode()) <= 4 * wire.DETAIL_LIMIT_CHARS
        assert "\n" not in detail
    assert wire.read_provider_id({"request_id": naughty}) in (None, naughty)


def test_a_video_beside_the_picture_is_not_taken_for_one() -> None:
    body = {"status": "succeeded", "output": {"image": "https://a/1.png", "videos": ["https://a/2.mp4"]}}
    assert wire.read_verdict(body) == Succeeded(("https://a/1.png",), None)
