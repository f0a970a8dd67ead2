"""Letters are looked for in the fonts themselves; a name that cannot be drawn is still another than the next."""

from pathlib import Path

from bot.charts.drawing import called
from bot.charts.fonts import Fonts
from tests.charts.font import font_with


def test_the_font_with_most_of_what_is_lacking_is_taken_and_others_for_the_rest(tmp_path: Path) -> None:
    files = [
        font_with("日", tmp_path / "a.ttf", "One"),
        font_with("日本", tmp_path / "b.ttf", "Two"),
        font_with("金", tmp_path / "c.ttf", "Korean"),
        font_with("x", tmp_path / "d.ttf", "Useless"),
    ]
    (tmp_path / "broken.ttf").write_text("no font")
    fonts = Fonts([str(tmp_path / "broken.ttf"), str(tmp_path / "none.ttf"), *map(str, files)])
    assert fonts.lacking("日 本 x") == {"日", "本"}
    fonts.take("日本x金木")
    assert fonts.families == ["DejaVu Sans", "Two", "Korean"]
    assert fonts.lacking("日本x金木") == {"木"}
    assert fonts.own("abc")
    assert not fonts.own("日本")


def test_of_two_fonts_with_the_same_letters_the_plain_one_is_taken(tmp_path: Path) -> None:
    files = [font_with("日", tmp_path / f"{name}.ttf", name) for name in ("A Serif", "B Sans", "C Mono", "Last Resort")]
    fonts = Fonts([*map(str, files)])
    fonts.take("日")
    assert fonts.families == ["DejaVu Sans", "B Sans"]


def test_of_a_name_is_shown_what_can_be_drawn_and_the_spare_where_that_says_nothing() -> None:
    names = (
        "ada", "🦊 ada 🦊", "𝓑𝓮𝓪", "ﾊ日本", "🦊🦊", "(笑)", "日A", "本A", "", "a\nb\tc", "\u202elive", "ada",
        "日本 fox",
    )  # fmt: skip
    said = called(Fonts([]), [{"text": name, "spare": f"member {number}"} for number, name in enumerate(names)])
    assert said == [
        "ada", "member 1", "𝓑𝓮𝓪" if not Fonts([]).lacking("𝓑𝓮𝓪") else "Bea", "member 3", "member 4", "member 5",
        "member 6", "member 7", "member 8", "a b c", "live", "ada", "fox",
    ]  # fmt: skip
    assert called(Fonts([]), [{"text": "others", "spare": ""}]) == ["others"]
