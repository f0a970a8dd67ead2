"""The word filter: tricks are seen through, words inside words are left alone, nothing a member types breaks it."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Final, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import RuleProblem, RuleRefused
from bot.core.wordfilter.filtering import ENTRIES_LIMIT, ENTRY_LIMIT_CHARS, Hit, WordFilter
from bot.core.wordfilter.folding import EXPANSION_MOST_CHARS, fold, words_of
from bot.core.wordfilter.patterns import pattern
from tests.core.wordfilter.disguises import LANGUAGES, disguised_prompts, hidden_words
from tests.core.wordfilter.ordinary import AWKWARD, clean_prompts
from tests.corpora import LIMIT, NAUGHTY

BLOCKED: Final = (
    "dragon", "penis", "sex", "cunt", "ass", "tit", "cock", "cum", "anal", "rape", "nude", "hentai", "gore", "kill",
    "blood", "slave", "whore", "porn", "fetish", "bondage", "naked", "corpse", "suicide", "torture", "vampire",
    "zombie", "cannabis", "heroin", "cocaine", "weapon", "grenade", "swastika", "nipple", "orgy", "incest", "lolita",
    "snuff", "strip club", "meth lab", "dead body",
)  # fmt: skip
DISGUISES: Final = 4_000
CLEAN: Final = 3_300
Record: TypeAlias = Callable[[str, object], None]


def a_filter(*allowed: str) -> WordFilter:
    return WordFilter(BLOCKED, allowed)


# --- figures ----------------------------------------------------------------------------------------------------------


def test_at_least_nineteen_of_twenty_disguises_are_seen_through(record_property: Record) -> None:
    words = WordFilter(hidden_words(), [])
    tries = disguised_prompts(DISGUISES, seed=7)
    missed = [one for one in tries if words.first_hit(one[2]) is None]
    record_property("caught", f"{DISGUISES - len(missed)} of {DISGUISES}")
    assert len(missed) <= 0.05 * DISGUISES, (len(missed), missed[:10])


def test_the_words_without_their_disguise_are_caught_and_what_stands_around_them_is_not() -> None:
    """Else the figure above would say nothing."""
    words = WordFilter(hidden_words(), [])
    assert all(words.first_hit(word) for word in hidden_words())
    assert not any(words.first_hit(around) for _, _, around in LANGUAGES.values())


def test_hardly_any_clean_prompt_is_stopped(record_property: Record) -> None:
    words = WordFilter(AWKWARD, [])
    prompts = clean_prompts(CLEAN, seed=8)
    stopped = [(language, hit) for language, prompt in prompts if (hit := words.first_hit(prompt))]
    record_property("stopped", f"{len(stopped)} of {CLEAN}")
    assert len(stopped) <= 0.005 * CLEAN, (len(stopped), stopped[:10])


# --- what is no hit ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "prompt"),
    [
        # signs between ordinary words
        ("hell", "he'll be there"), ("hell", "he’ll be there"), ("shell", "she'll paint"), ("ill", "I'll paint"),
        ("well", "we'll see"), ("whore", "who're they"), ("heroin", "a hero—in full armour"),
        ("heroin", "a hero – in armour"), ("heroin", "a hero,in armour"), ("heroin", "hero/in"),
        ("heroin", "a hero: in armour"),
        ("heroin", "a hero...in armour"), ("heroin", "“hero”in"), ("lano", "l'ano scorso"),
        ("dor", "d'or et d'argent"),
        ("known", "wellknown"), ("ell", "well-known"), ("anal", "¡Ana! ¡Hola!"), ("anal", "Ana! Maria!"),
        # a script is not another one
        ("pot", "рот крупным планом"), ("pot", "рот крупным планом, cinematic lighting, 8k"), ("hoc", "нос"),
        ("kot pot", "кот рот"), ("ail day", "all day"), ("ail day", "all day, 4k"),
        ("pot", "рот, нос, 4k"), ("pot", "РОТ крупным планом"), ("kot", "кот и пёс"), ("рот", "a pot on the stove"),
        ("кот", "a kot is a cat in Polish"), ("tom", "тот дом"), ("vepo", "νερό και ψωμί"), ("top", "το παιδί, τορ"),
        # marks that make another letter
        ("мои", "мой дом"), ("иод", "йод"), ("はか", "ばか"), ("はか", "ﾊﾞｶ"), ("ハカ", "バカ"),
        ("ano", "feliz año nuevo"),
        ("coño", "un cono de helado"), ("หม", "หมี"), ("มา", "ม้า"), ("कल", "कला"), ("कल", "कुल"), ("ген", "гёны"),
        ("কল", "কলা"), ("רע", "ערב"), ("سول", "سؤل"),
        # katakana is written in words
        ("セックス", "エセックスの海"), ("セックス", "サセックス"), ("セックス", "セックステット"),
        ("バカ", "アルバカーキ"),
        ("エロ", "ピエロと風船"), ("はか", "今日はかわいい"), ("ばか", "咲いたばかりの桜"), ("バー", "バード"),
        # letters of two kinds of scripts
        ("AV女優", "JAV女優"), ("Tシャツ", "MTシャツ"), ("Tシャツ", "Tシャツー"), ("cat", "catsを描く"),
    ],
)  # fmt: skip
def test_what_only_looks_like_an_entry_is_no_hit(rule: str, prompt: str) -> None:
    assert WordFilter([rule], []).first_hit(prompt) is None


@pytest.mark.parametrize(
    ("rule", "prompt"),
    [
        # broken and spelled out
        ("dragon", "dra.gon"), ("dragon", "d-r-a-g-o-n"), ("dragon", "dra**gon**"), ("dragon", "d r a g o n"),
        ("dragon", "a d r a g o n flies"), ("dragon", "d,r,a,g,o,n"), ("dragon", "dra/gon"), ("dragon", "dra🐉gon"),
        ("dragon", "d🐉r🐉a🐉g🐉o🐉n"), ("dragon", "the dragon's tail"), ("dragon", "dragon-like"),
        ("ass", "ass-umption"),
        ("naked lady", "a nаked lady"), ("naked lady", "n4ked l4dy"), ("naked lady", "a naked lаdy"),
        ("naked lady", "a n.a.k.e.d lady"), ("naked lady", "n a k e d lady"), ("asshole", "aaassshhhooollleee"),
        ("kill", "k1l1 them"), ("kill", "ki||"), ("dragon", "d!r!a!g!o!n"),
        # other letters
        ("pot", "a bag of рот on the table"), ("pot", "a bag of роt"), ("pot", "pοт крупным планом"),
        ("cock", "a big СОСК"),
        ("meth", "ΜΕΤΗ on a table"), ("кот", "рыжий koт"), ("хуй", "большой xyй"), ("хер", "большой xep"),
        ("порно", "п0рн0"),
        ("член", "большой 4лен"), ("dragon", "🇩🇷🇦🇬🇴🇳"), ("dragon", "🅳🆁🅰🅶🅾🅽"), ("dragon", "ᴅʀᴀɢᴏɴ"),
        ("dragon", "d็r็a็g็o็n"),
        ("dragon", "dгаgоп"), ("кровь", "кро́вь"), ("penis", "p3ñ1s"),
        # scripts without spaces, and with
        ("セックス", "ｾｯｸｽの絵"), ("セックス", "激しいセックスを"), ("セックス", "セ ッ ク ス"), ("バカ", "ﾊﾞｶ野郎"),
        ("裸の 女", "裸の女"), ("裸の女", "裸の女が"), ("裸の 女", "裸の　女"), ("AV女優", "人気av女優の"),
        ("sex", "かわいいsexを描いて"),
        ("ばか", "ばか!"), ("*セックス*", "エセックス"), ("ควย", "ภาพควยใหญ่"), ("ابيض", "مُهْرٌ أبيضُ"),
        ("كبير", "كـــبـير"),
        ("ابيض", "ابیض"), ("नंगा", "एक नंगा आदमी"), ("섹스", "섹스"),
        # accents that only decorate
        ("café", "a cafe"), ("cafe", "un café"), ("γυμνός", "ΓΥΜΝΟΣ"), ("ёж", "Еж"),
    ],
)  # fmt: skip
def test_what_is_meant_is_a_hit(rule: str, prompt: str) -> None:
    assert WordFilter([rule], []).first_hit(prompt) is not None


@pytest.mark.parametrize(
    "prompt",
    [
        "Scunthorpe in the rain", "a classic cocktail in Sussex", "an assassin's compass", "grapes and a therapist",
        "a heroine with a sextant", "a peacock on a skillet", "the constitution of a titan",
        "Pendragon and a dragonfly", "I, a B and a C", "A. A. Milne's bear", "e = m c 2",
        "4K, 8K, 1970s, f/1.4, 35 mm",
        "10,000 $ in cash!",
        "mass, grass & glass", "uncut diamonds", "wow!!! yes!!!", "ein Pass über die Alpen",
    ],
)  # fmt: skip
def test_words_inside_words_and_signs_are_left_alone(prompt: str) -> None:
    assert a_filter().first_hit(prompt) is None


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("an angry dr4g0n.", "dr4g0n"), ("D.R.A.G.O.N", "D.R.A.G.O.N"), ("(dragon)", "dragon"), ("see: s3x", "s3x"),
        ("draaaagon", "draaaagon"), ("drаgοn", "drаgοn"), ("ＤＲＡＧＯＮ", "ＤＲＡＧＯＮ"),
        ("a d r a g o n flies", "d r a g o n"), ("a ｄ́ragoń!", "ｄ́ragoń"),
        ("the strip   club at night", "strip   club"), ("cat!dragon", "cat!dragon"), ("dr\u200bagon", "dr\u200bagon"),
    ],
)  # fmt: skip
def test_what_was_found_is_quoted_as_it_was_written(prompt: str, found: str) -> None:
    hit = a_filter().first_hit(prompt)
    assert hit is not None
    assert hit.found == found


# --- entries ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "prompt", "stopped"),
    [
        ("dragon*", "many dragonflies", True), ("dragon*", "a pendragon", False), ("*dragon", "a pendragon", True),
        ("*rago*", "a pendragons", True), ("naked lady", "a NAKED  lady", True),
        ("naked lady", "a lady, naked", False),
        ("/gor[ey]{1,2}/", "so gorey", True), ("/gor[ey]{1,2}/", "a gorge", False), ("/cat|dog/", "hotdogs", True),
        ("龙", "一条金龙在飞", True), ("มังกร", "ภาพมังกรสีแดง", True), ("дракон", "красный ДРАКОН", True),
        ("дракон", "драконий", False), ("Straße", "die STRASSE", True), ("café", "a cafe", True),
    ],
)  # fmt: skip
def test_entries_mean_what_their_form_says(rule: str, prompt: str, stopped: bool) -> None:
    assert (WordFilter([rule], []).first_hit(prompt) is not None) is stopped


def test_what_is_allowed_covers_what_is_blocked_inside_it_and_nothing_else() -> None:
    words = a_filter("sex education", "cock*")
    assert words.first_hit("a poster about sex education") is None
    hit = words.first_hit("a poster about sex education and sex")
    assert hit is not None
    assert (hit.rule, hit.found) == ("sex", "sex")
    assert words.first_hit("a cock") is None


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("", RuleProblem.NO_WORD), ("   ", RuleProblem.NO_WORD), ("*", RuleProblem.NO_WORD),
        ("…", RuleProblem.NO_WORD),
        ("a*", RuleProblem.TOO_BROAD), ("*ab", RuleProblem.TOO_BROAD), ("f*ck", RuleProblem.STAR_INSIDE),
        ("x" * (ENTRY_LIMIT_CHARS + 1), RuleProblem.TOO_LONG), ("/./", RuleProblem.TOO_BROAD),
        ("/(a+)+b/", RuleProblem.PATTERN_TOO_RICH), ("/a*/", RuleProblem.PATTERN_TOO_RICH),
        ("/a{1,99}/", RuleProblem.PATTERN_TOO_RICH), ("/[a-/", RuleProblem.PATTERN_TOO_RICH),
        ("/a{0,5}b{0,5}c{0,5}d{0,5}/", RuleProblem.PATTERN_TOO_RICH), ("/a?/", RuleProblem.TOO_BROAD),
        ("/(?=a)b/", RuleProblem.PATTERN_TOO_RICH), (r"/\1a/", RuleProblem.PATTERN_TOO_RICH),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_one_is_refused_with_the_reason(rule: str, why: RuleProblem) -> None:
    for blocked, allowed in (([rule], []), ([], [rule])):
        with pytest.raises(RuleRefused) as refusal:
            WordFilter(blocked, allowed)
        assert refusal.value.why is why


# --- anything may be typed --------------------------------------------------------------------------------------------

anything = st.text(st.characters(), max_size=200)


@given(anything)
def test_no_prompt_raises_and_what_is_found_stands_in_it(prompt: str) -> None:
    hit = a_filter("sex education").first_hit(prompt)
    assert hit is None or hit.found in prompt


@pytest.mark.parametrize("prompt", NAUGHTY)
def test_naughty_strings_are_read(prompt: str) -> None:
    a_filter().first_hit(prompt)


@given(anything)
def test_folding_twice_is_folding_once_and_places_lie_in_the_text(text: str) -> None:
    folded = fold(text)
    assert fold(folded.text).text == folded.text
    assert len(folded.text) == len(folded.starts) == len(folded.ends) <= EXPANSION_MOST_CHARS * len(text)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= word.start < word.end <= len(text) for word in words_of(folded))


@given(anything, st.text(min_size=1, max_size=ENTRY_LIMIT_CHARS))
def test_any_entry_is_refused_or_works(prompt: str, rule: str) -> None:
    try:
        words = WordFilter([rule], [])
    except RuleRefused:
        return
    words.first_hit(prompt)


# --- how much work it is ----------------------------------------------------------------------------------------------

WORST_PROMPTS: Final = {
    "words": "quiet bright red golden morning evening fox ", "letters": "a b ", "broken": "a.b-c_d*e ", "one word": "a",
    "figures": "1!0a$", "drawn out": "aaabbbcccdddeee ", "ligatures": "\ufdfa", "katakana": "セック",
    "two scripts": "аbсdе ημν ",
}  # fmt: skip
ENTRIES: Final = ("word{}", "a b {} c", "wor{}d*", "*wor{}d", "*aaa{}*", "龙{}龙", "セッ{}ク", "1!{}$", "/wo{}rd/")
"""Of each kind of entry one that no prompt has; some begin as prompts do."""


def entries(number: int, first: int) -> list[str]:
    return [ENTRIES[n % len(ENTRIES)].format(first + n) for n in range(number)]


def steps(words: WordFilter, prompt: str) -> int:
    """How many instructions of Python's machine are run for this prompt: no clock, no luck.

    What one instruction does inside (a look-up, a slice of at most an entry's length) does not grow with the entries;
    how long a pattern may take has a test of its own.
    """
    count = 0

    def trace(frame: FrameType, event: str, _argument: object) -> object:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # pyright: ignore[reportArgumentType]
    try:
        assert words.first_hit(prompt) is None
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("unit", WORST_PROMPTS.values(), ids=WORST_PROMPTS)
def test_a_thousand_entries_are_hardly_more_work_than_eighteen(unit: str) -> None:
    prompt = (unit * LIMIT)[:LIMIT]
    few, many = (WordFilter(entries(size, 1000), entries(size, 5000)) for size in (9, ENTRIES_LIMIT))
    assert few.first_hit(prompt) is None  # what is remembered of letters from prompt to prompt is remembered now
    least, most = steps(few, prompt), steps(many, prompt)
    each_pattern = 30
    assert most - least <= each_pattern * 4 * ENTRIES_LIMIT / len(ENTRIES), (least, most)
    assert most <= 2_000 * LIMIT, most


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("dragon", 6), ("gor[ey]{1,2}", 5), ("cat|dog", 6), ("a{1,10}a{1,10}a{1,10}b", 2_110), ("ab?c", 4),
        (r"\bno\b", 4),
    ],
)  # fmt: skip
def test_the_longest_way_through_a_pattern_is_known_before_it_is_used(text: str, most: int) -> None:
    assert pattern("", text).steps == most


def test_a_pattern_that_finds_nothing_at_a_place_is_no_hit() -> None:
    words = WordFilter([r"/\b|zz/"], [])
    assert words.first_hit("a cat") is None
    assert words.first_hit("") is None
    assert words.first_hit("a buzz") == Hit(r"/\b|zz/", "zz")


def test_a_list_takes_no_more_patterns_than_can_be_tried_in_time() -> None:
    rich = "/[ab]{1,10}[ab]{1,10}[ab]{1,10}c/"
    WordFilter([rich] * 4, [rich] * 4)
    WordFilter([f"/{'a' * 20}/"] * ENTRIES_LIMIT, [])
    with pytest.raises(RuleRefused) as refusal:
        WordFilter([rich] * 5, [])
    assert refusal.value.why is RuleProblem.PATTERN_TOO_RICH
