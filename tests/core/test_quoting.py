"""What others say about a prompt, without the prompt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.quoting import HIDDEN, QUOTED_CHARS, unquoted

PROMPT = "a lighthouse at dusk, seen from the sea"


@pytest.mark.parametrize(
    ("says", "becomes"),
    [
        (f"cannot draw '{PROMPT}'", "cannot draw '[prompt]'"),
        (f"{PROMPT} is refused: {PROMPT}", "[prompt] is refused: [prompt]"),
        ("Refused: A LIGHTHOUSE AT DUSK …", "Refused: [prompt] …"),
        ("the words “dusk, seen from” are sensitive", "the words “[prompt]” are sensitive"),
        ("HTTP 503", "HTTP 503"),
        ("at dusk nobody works", "at dusk nobody works"),
        ("", ""),
    ],
)
def test_what_repeats_the_prompt_is_taken_out_and_the_rest_stays(says: str, becomes: str) -> None:
    assert unquoted(says, PROMPT) == becomes


@pytest.mark.parametrize(
    ("prompt", "says", "becomes"),
    [
        ("a fox", "no picture of 'A fox'", "no picture of '[prompt]'"),
        ("fox", "a foxtrot for a fox", "a foxtrot for a [prompt]"),
        ("a", "a fatal error", "a fatal error"),
        ("  a\n lighthouse   at dusk ", "about a lighthouse at dusk", "about [prompt]"),
        ("İstanbul at night, from above", "İSTANBUL AT NIGHT", "[prompt]"),
        ("", "anything", "anything"),
    ],
)
def test_short_and_odd_prompts(prompt: str, says: str, becomes: str) -> None:
    assert unquoted(says, prompt) == becomes


@given(st.text(max_size=60), st.text(min_size=QUOTED_CHARS, max_size=60), st.text(max_size=60))
def test_a_long_prompt_never_survives_in_the_middle_of_anything(before: str, prompt: str, after: str) -> None:
    words = " ".join(prompt.split())
    said = unquoted(f"{before}{words}{after}", prompt)
    if len(words) >= QUOTED_CHARS:
        assert words not in said.replace(HIDDEN, "\x00")
