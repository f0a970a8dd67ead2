"""What may be asked for."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ImagesUnsupported, PromptEmpty, PromptTooLong, ScaleOutOfRange, SizeUnsupported
from bot.core.requests import DEFAULT_SIZE, SIZES, Images, ImagineRequest

SEED_SIZES = [
    "1024x1024(1:1)", "2048x2048(1:1)", "2304x1728(4:3)", "2496x1664(3:2)", "2560x1440(16:9)", "3024x1296(21:9)",
    "4096x4096(1:1)", "4694x3520(4:3)", "4992x3328(3:2)", "5404x3040(16:9)", "6198x2656(21:9)",
]  # fmt: skip


def parse(prompt: str = "a fox", size: str | None = None, scale: float | None = None, images: str | None = None):
    return ImagineRequest.parse(prompt, size, scale, images)


def test_the_sizes_are_exactly_those_of_the_models_schema() -> None:
    assert [size.value for size in SIZES] == SEED_SIZES


@pytest.mark.parametrize("value", SEED_SIZES)
def test_every_size_of_the_schema_is_taken(value: str) -> None:
    assert parse(size=value).size.value == value


def test_what_is_not_chosen_has_the_models_defaults_but_one_picture() -> None:
    assert parse() == ImagineRequest("a fox", DEFAULT_SIZE, 0.5, Images.ONE)
    assert DEFAULT_SIZE.value == "2048x2048(1:1)"


@given(st.text(min_size=1))
def test_any_text_is_either_taken_as_it_is_or_refused_by_name(text: str) -> None:
    try:
        request = parse(text)
    except PromptEmpty:
        assert not any(ch.isprintable() and not ch.isspace() for ch in text)
    except PromptTooLong:
        assert len(text.strip()) > 800
    else:
        assert request.prompt == text.strip()
        request.prompt.encode("utf-8")


def test_half_a_surrogate_pair_becomes_something_that_can_be_sent() -> None:
    assert parse("fox \ud83e").prompt == "fox \ufffd"
    assert parse("fox \ud83e\udd8a").prompt == "fox 🦊"


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200b", "\u202e"])
def test_a_prompt_of_nothing_visible_is_refused(text: str) -> None:
    with pytest.raises(PromptEmpty):
        parse(text)


def test_the_limit_counts_code_points() -> None:
    assert len(parse("🦊" * 800).prompt) == 800
    with pytest.raises(PromptTooLong) as refusal:
        parse("🦊" * 801)
    assert (refusal.value.length, refusal.value.limit) == (801, 800)


@pytest.mark.parametrize("value", ["", "2048x2048", "2048×2048(1:1)", "512x512(1:1)", "2048X2048(1:1)"])
def test_a_size_that_the_schema_does_not_have_is_refused(value: str) -> None:
    with pytest.raises(SizeUnsupported):
        parse(size=value)


@pytest.mark.parametrize("value", [-0.01, 1.01, 999.0, math.nan, math.inf])
def test_a_scale_out_of_range_is_refused(value: float) -> None:
    with pytest.raises(ScaleOutOfRange):
        parse(scale=value)


@given(st.floats(0, 1))
def test_every_scale_in_range_is_taken(value: float) -> None:
    assert parse(scale=value).scale == value


def test_a_kind_of_images_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ImagesUnsupported):
        parse(images="many")
