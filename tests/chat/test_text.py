"""Foreign text is shown and does nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.text import block, count, cut, in_block, ordinal, plain, shown, utf16_units

NAUGHTY = [
    "**bold**", "__u__", "~~s~~", "||spoiler||", "`code`", "```block```", "``two``", "> quote", ">>> all", "# head",
    "-# small", "- list", "1. list", "[x](https://x.example)", "<https://x.example>", "https://x.example", "@everyone",
    "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "</imagine:1>", "<id:customize>", "<t:0:R>", "<:e:1>", "<a:e:1>",
    "\u202eevil", "\u2066x\u2069", "\u200b@everyone", "\ufeff", "a\u0000b", "a\x1b[31mb", "a\r\nb", "a\u2028b",
    "\U000e0041\U000e007f", "\u180e", "\u061c", "{{7*7}}", "%s%n", "\\` \\", "null", "<script>x()</script>",
    "﷽" * 10, "Z̷a̷l̷g̷o̷", "👩‍👩‍👧‍👦", "می‌خواهم", "\u200b", "`" * 50, "`\u200b`", "\u02cb",
]  # fmt: skip


def check(text: str) -> None:
    span = shown(text, 2000)
    assert span.startswith("`")
    assert span.endswith("`")
    assert "`" not in span[1:-1], "nothing inside can end the span"
    assert "\n" not in span
    bad = [
        ch
        for ch in span
        if unicodedata.category(ch) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") and ch not in "\u200c\u200d"
    ]
    assert bad == []


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_strings_stay_inside_one_code_span(text: str) -> None:
    check(text)


@given(st.text())
def test_any_text_stays_inside_one_code_span(text: str) -> None:
    check(text)


@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1))
def test_visible_text_is_shown_as_typed_but_for_the_backtick(text: str) -> None:
    assert shown(text, 2000)[1:-1] == text.replace("`", "\u02cb")


@given(st.text(), st.integers(10, 50))
def test_a_long_text_is_cut_inside_its_span(text: str, limit: int) -> None:
    span = shown(text, limit)
    assert utf16_units(span) <= limit
    assert (span[0], span[-1]) == ("`", "`")
    assert span == shown(text, 2000) or span.endswith("…`")


def test_emoji_families_and_joined_letters_stay_whole() -> None:
    assert plain("👩‍👩‍👧‍👦 می‌خواهم") == "👩‍👩‍👧‍👦 می‌خواهم"


def test_line_breaks_become_spaces() -> None:
    assert plain("one\r\ntwo\u2028three\tfour") == "one two three four"


@given(st.text(), st.integers(1, 50))
def test_a_cut_text_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short) <= limit
    assert short == text or short.endswith("…")


def test_numbers_read_as_people_say_them() -> None:
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th",
    ]  # fmt: skip
    assert (count(1, "picture", "pictures"), count(0, "picture", "pictures")) == ("1 picture", "0 pictures")


@pytest.mark.parametrize("text", [*NAUGHTY, "`" * 2, "a\n```", "```\n@everyone\n```", "\n\n", "one\n`two`\n\nthree"])
def test_naughty_strings_stay_inside_one_code_block(text: str) -> None:
    check_block(text, 2000)


@given(st.text(), st.integers(20, 60))
def test_a_code_block_keeps_everything_inside_and_its_length(text: str, limit: int) -> None:
    check_block(text, limit)


def check_block(text: str, limit: int) -> None:
    whole = block(text, limit)
    assert utf16_units(whole) <= limit
    inside = in_block(f"Words before `x`.\n{whole}")
    assert whole == f"```\n{inside}\n```"
    assert whole.count("```") == 2, "nothing inside can end the block"
    assert all(line == plain(line) for line in (inside or "").split("\n") if line.strip())


def test_a_code_block_gives_back_what_was_typed() -> None:
    assert in_block(block("a fox\n`by` the  sea", 100)) == "a fox\n`by` the sea"
    assert block("x" * 100, 30) == f"```\n{'x' * 21}…\n```"
    assert in_block("no block") is None
