"""Words made hard to read for a filter, as people do it. Its tables are its own: it knows nothing of how one reads."""

import random
from collections.abc import Callable, Mapping
from typing import Final

CYRILLIC: Final = {
    "a": "аА", "b": "В", "c": "сС", "e": "еЕё", "h": "һН", "i": "іІї", "j": "ј", "k": "кК", "m": "мМ", "n": "п",
    "o": "оО",
    "p": "рР", "r": "г", "s": "ѕЅ", "t": "тТ", "u": "и", "x": "хХ", "y": "уУ", "d": "ԁ", "w": "ԝ",
}  # fmt: skip
GREEK: Final = {
    "a": "αΑ", "b": "βΒ", "e": "εΕ", "h": "Η", "i": "ιΙ", "k": "κΚ", "m": "Μ", "n": "ηΝ", "o": "οΟσ", "p": "ρΡ",
    "t": "τΤ",
    "u": "υμ", "v": "ν", "w": "ω", "x": "χΧ", "y": "γΥ", "z": "Ζ",
}  # fmt: skip
LEET: Final = {
    "a": "4@", "b": "8", "e": "3", "g": "69", "i": "1!|", "l": "1|", "o": "0", "s": "5$", "t": "7", "z": "2",
}  # fmt: skip
LATIN_IN_RUSSIAN: Final = {
    "а": "aA", "в": "B", "е": "eE", "к": "kK", "м": "M", "н": "H", "о": "oO", "р": "pP", "с": "cC", "т": "T",
    "у": "yY",
    "х": "xX", "и": "u", "п": "n",
}  # fmt: skip
RUSSIAN_FIGURES: Final = {"о": "0", "з": "3", "ч": "4", "б": "6"}
HALFWIDTH: Final = {
    "セ": "ｾ", "ッ": "ｯ", "ク": "ｸ", "ス": "ｽ", "デ": "ﾃﾞ", "ブ": "ﾌﾞ", "バ": "ﾊﾞ", "カ": "ｶ", "ヌ": "ﾇ", "ー": "ｰ",
    "ド": "ﾄﾞ",
}  # fmt: skip
UNSEEN: Final = "\u200b\u200c\u200d\u00ad\u2060\ufeff\u202e\u2063\ufe0f\u034f"
ACCENTS: Final = "\u0300\u0301\u0302\u0304\u0307\u0308\u030a\u030c\u0323\u0327\u0331\u0334\u0336\u0338\u033f\u0489"
"""Graves, carons, cedillas, strokes through the letter: what the generators of such text on the web use."""
ALPHABETS: Final = (
    (0x1D41A, 0x1D400), (0x1D482, 0x1D468), (0x1D4EA, 0x1D4D0), (0x1D51E, 0x1D51E), (0x1D586, 0x1D56C),
    (0x1D5BA, 0x1D5A0),
    (0x1D5EE, 0x1D5D4), (0x1D622, 0x1D608), (0x1D68A, 0x1D670), (0x24D0, 0x24B6), (0xFF41, 0xFF21),
)  # fmt: skip
"""The first small and the first capital letter of Unicode's other Latin alphabets: bold, script, circled, wide …"""
ALWAYS_CAPITAL: Final = (0x1F1E6, 0x1F130, 0x1F150, 0x1F170)
"""Regional indicators, and letters in squares and discs."""

Trick = Callable[[str, random.Random], str]


def swapped(word: str, table: Mapping[str, str], dice: random.Random) -> str:
    """With some of the letters that have a double replaced, or all of them; at least one."""
    places = [place for place, char in enumerate(word) if char in table]
    if not places:
        return word
    chosen = set(places if dice.random() < 0.3 else dice.sample(places, dice.randint(1, len(places))))
    return "".join(dice.choice(table[char]) if place in chosen else char for place, char in enumerate(word))


def cyrillic(word: str, dice: random.Random) -> str:
    return swapped(word, CYRILLIC, dice)


def greek(word: str, dice: random.Random) -> str:
    return swapped(word, GREEK, dice)


def leet(word: str, dice: random.Random) -> str:
    """Not at the end with an exclamation mark: that is one."""
    found = swapped(word, LEET, dice)
    return f"{found[:-1]}1" if found[-1] in "!|" else found


def unseen(word: str, dice: random.Random) -> str:
    return dice.choice(UNSEEN).join(word)


def stacked(word: str, dice: random.Random) -> str:
    return "".join(char + "".join(dice.choices(ACCENTS, k=dice.randint(1, 4))) for char in word)


def spaced_out(word: str, dice: random.Random) -> str:
    return dice.choice([" ", "  ", "   ", ". ", " - ", "\u3000", "\u00a0", ", "]).join(word)


def dotted(word: str, dice: random.Random) -> str:
    return dice.choice(".-_*~|+·•").join(word)


def broken(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word))
    return f"{word[:place]}{dice.choice(['.', '-', '_', '*', '**', '~', '||', '·'])}{word[place:]}"


def other_alphabet(word: str, dice: random.Random) -> str:
    small, capital = dice.choice(ALPHABETS)
    return "".join(chr((capital if dice.random() < 0.3 else small) + ord(char) - ord("a")) for char in word)


def in_boxes(word: str, dice: random.Random) -> str:
    first, gap = dice.choice(ALWAYS_CAPITAL), dice.choice(["", " ", "\u200b"])
    return gap.join(chr(first + ord(char) - ord("a")) for char in word)


def drawn_out(word: str, dice: random.Random) -> str:
    """One run of letters, or each: never a letter alone, where two of the same stand together."""
    runs: list[str] = []
    for char in word:
        if runs and runs[-1][0] == char:
            runs[-1] += char
        else:
            runs.append(char)
    chosen = range(len(runs)) if dice.random() < 0.2 else [dice.randrange(len(runs))]
    for place in chosen:
        runs[place] += runs[place][0] * dice.randint(2, 6)
    return "".join(runs)


def capitals(word: str, dice: random.Random) -> str:
    return "".join(char.upper() if dice.random() < 0.5 and len(char.upper()) == 1 else char for char in word)


def both(first: Trick, second: Trick) -> Trick:
    return lambda word, dice: second(first(word, dice), dice)


def latin_in_russian(word: str, dice: random.Random) -> str:
    return swapped(word, LATIN_IN_RUSSIAN, dice)


def figures_in_russian(word: str, dice: random.Random) -> str:
    return swapped(word, RUSSIAN_FIGURES, dice)


def halfwidth(word: str, dice: random.Random) -> str:
    """Katakana as old terminals write it: a letter and its two strokes are two characters."""
    return "".join(HALFWIDTH.get(char, char) for char in word)


ANY_SCRIPT: Final = (unseen, spaced_out, dotted, broken, drawn_out, stacked)
LATIN: Final = (
    *ANY_SCRIPT, cyrillic, greek, leet, other_alphabet, in_boxes, both(cyrillic, leet), both(leet, dotted),
    both(greek, unseen), both(leet, drawn_out), both(cyrillic, spaced_out), both(other_alphabet, dotted), capitals,
)  # fmt: skip
RUSSIAN: Final = (*ANY_SCRIPT, latin_in_russian, figures_in_russian, both(latin_in_russian, dotted), capitals)
GREEK_WORDS: Final = (*ANY_SCRIPT, capitals)
KATAKANA: Final = (unseen, spaced_out, halfwidth)

ENGLISH: Final = (
    "dragon penis cunt ass tit cock anal rape nude hentai gore blood slave whore porn fetish naked corpse torture "
    "suicide heroin cocaine swastika nipple orgy incest asshole hell kill pussy boobs butt"
)
LANGUAGES: Final[Mapping[str, tuple[tuple[Trick, ...], str, str]]] = {
    "English": (
        LATIN,
        ENGLISH,
        "a quiet street with yellow lanterns and one fox under the bridge, soft light of the morning",
    ),
    "Italian": (
        LATIN,
        "cazzo figa troia stronzo puttana culo droga nudo sangue morto",
        "una strada di notte con la luna",
    ),
    "German": (LATIN, "hure fotze arschloch nackt blut leiche schwanz nutte drogen", "ein Haus am See mit viel Licht"),
    "French": (LATIN, "pute salope bite couilles sang viol drogue cadavre", "une rue sous la pluie avec des lampes"),
    "Spanish": (LATIN, "puta mierda polla pendejo sangre droga desnudo cadera", "una calle vieja con flores y la luna"),
    "Portuguese": (LATIN, "caralho buceta merda porra sangue pelado bunda", "uma rua com flores e a lua grande"),
    "Russian": (RUSSIAN, "дракон кровь сука порно голый труп жопа кот блядь нож", "тихая улица с фонарями под дождём"),
    "Greek": (GREEK_WORDS, "αίμα γυμνός πόρνη σκατά μαλάκας δράκος", "ένας ήσυχος δρόμος με φώτα τη νύχτα"),
    "Japanese": (KATAKANA, "セックス デブ バカ ヌード", "静かな 通り と 赤い 狐"),
}
"""The tricks for its words, words that are not wanted, and what stands around them."""


def disguised_prompts(number: int, seed: int) -> list[tuple[str, str, str]]:
    """Language, the word that is hidden, and the prompt that hides it; two of three are in Latin letters."""
    dice, found = random.Random(seed), list[tuple[str, str, str]]()
    names = list(LANGUAGES)
    for _ in range(number):
        name = dice.choices(names, weights=[8, 2, 2, 2, 2, 2, 4, 2, 1])[0]
        tricks, words, around = LANGUAGES[name]
        word = dice.choice(words.split())
        hidden = dice.choice(tricks)(word, dice)
        if dice.random() < 0.3:
            hidden = capitals(hidden, dice)
        before, after = (dice.sample(around.split(), 3) for _ in range(2))
        found.append((name, word, " ".join([*before, hidden, *after])))
    return found


def hidden_words() -> list[str]:
    """All that `disguised_prompts` may hide."""
    return [word for _, words, _ in LANGUAGES.values() for word in words.split()]
