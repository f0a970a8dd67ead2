"""Which characters are taken for which: tables and nothing else. Knows no words and no rules.

Each says of a small, decomposed letter what it stands for; folding.py and disguises.py say when.
"""

import unicodedata
from typing import Final


def _pairs(text: str) -> dict[str, str]:
    """`ab cd` reads: a stands for b, c for d."""
    return {pair[0]: pair[1:] for pair in text.split()}


SAME_LETTER: Final = (
    _pairs(
        "ıi ȷj øo đd ðd łl ħh ŧt æae œoe ɑa ɡg ɩi ɪi ʀr ꜱs ɴn ʏy ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ᴊj ᴋk ʟl ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw "
        "ᴢz ɛe ʋv ƒf ɾr ʃs ƨs ɯw ɐa ǝe ɔc ᗪd ɓb ɗd ɠg ɦh ƙk ɱm ɲn ƥp ƭt ƴy ƶz ɨi ʉu ɵo ƀb ȼc ɇe ǥg ɉj ꝁk ƚl ꝑp ɍr ⱦt ɏy"
    )
    # Arabic as keyboards of other languages type it
    | _pairs("یي کك")
    # apostrophes that count as letters
    | dict.fromkeys("ʹʺʻʼʽˈˊˋː", "'")
    | {
        chr(first + place): chr(ord("a") + place)
        for first in (0x1F1E6, 0x1F150, 0x1F170)  # regional indicators, letters in discs and squares
        for place in range(26)
    }
)
"""Letters of one script in another shape; always taken for the plain one."""

LETTERS_WITH_MARKS: Final = frozenset("йўїѓќñؤئۀۂۓ")
"""What is another letter without its mark, and not the same one with an accent: «й» is not «и», nor is ñ n."""

TWINS: Final[dict[str, dict[str, str]]] = {
    "CYRILLIC": _pairs("аa вb гr еe ёe ѕs иu іi їi јj кk мm нh оo пn рp сc тt уy хx ԁd ԛq ԝw һh ӏi"),
    "GREEK": _pairs("αa βb γy εe ζz ηn ιi κk μu νv οo ρp τt υu χx"),
    "LATIN": _pairs("aa bb cc ee hh ii jj kk mm oo pp nn rr ss tt uu xx yy"),
    "COPTIC": _pairs("ⲟo ⲣp ⲥc ⲧt ⲭx ⲕk ⲓi ⲉe ⲁa"),
    "CHEROKEE": _pairs("Ꭰd Ꭱr Ꭲt Ꭵi Ꭺa Ꭻj Ꭼe Ꮋh Ꮮl Ꮇm Ꮲp Ꮪs Ꭹy Ꮓz Ꮯc Ꮃw Ꮩv Ꮶk Ᏼb Ꮐg Ꮷd"),
    "LISU": _pairs("ꓐb ꓑp ꓓd ꓔt ꓖg ꓗk ꓙj ꓚc ꓜz ꓝf ꓟm ꓠn ꓡl ꓢs ꓣr ꓦv ꓧh ꓪw ꓫx ꓬy ꓮa ꓰe ꓲi ꓳo ꓴu"),
}
"""By script, the letters that nobody can tell from another script's. A word of nothing else may be either."""

SMALL: Final = {
    **{letter: twin for twins in TWINS.values() for letter, twin in twins.items()},
    **_pairs(
        "йu ьb зe єe ғf ҝk ўy ѓr ќk цu шw щw яr дa чy фo эe қk ңh ұy үy ҳx ҹy ӡe δd σo ωw ϲc ϳj ϱp λa πn θo φo "
        "ξe ψw ñn օo ոn սu հh ցg զq"
    ),
}
"""The Latin letter that a letter of another script is mistaken for in the middle of Latin ones."""
EITHER: Final = {"η": "nh", "ν": "vn", "μ": "um", "υ": "uy", "σ": "oe", "з": "eз", "и": "un", "6": "gb"}
"""What is mistaken for two: mostly the small letter for one and the capital for another."""

FIGURES: Final = _pairs("0o 1l 2z 3e 4a 5s 6g 7t 8b 9g @a $s !l |l €e ¡l ¢c £l ¥y §s")
"""What figures and signs stand for inside words; one and i and l are one letter there: see disguises.py."""
FIGURES_IN_CYRILLIC: Final = _pairs("0о 3з 4ч 6б")
SIGNS: Final = "".join(sign for sign in FIGURES if not sign.isalnum())

LETTER_SCRIPTS: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "COPTIC", "CHEROKEE", "LISU"})
"""Scripts, as Unicode's names call them, whose letters are mistaken for each other."""
MARKS_LEFT_OUT: Final = frozenset({"HEBREW", "ARABIC", "SYRIAC"})
"""Scripts whose vowel signs are seldom written: words are the same with and without."""

UNSPACED: Final = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF),
)  # fmt: skip
"""Blocks of scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese (but not Korean)."""
KATAKANA: Final = ((0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF))
HIRAGANA: Final = ((0x3041, 0x309F), (0x30FC, 0x30FC))
"""Both with the sign that makes a vowel long."""

BLANK: Final = frozenset("\u115f\u1160\u3164\uffa0\u17b4\u17b5\u0640")
"""Letters by their category that show nothing, or only make a word longer (the Arabic tatweel)."""

BETWEEN_WORDS: Final = frozenset("'’‘‚‛`´\"“”„‟«»‹›–—―−,;:!?¿…()[]{}<>&%、。・「」『』【】《》〈〉،؛؟।/\\")
"""Signs that stand between ordinary words, also where nobody puts a space beside them."""
MARKUP: Final = frozenset("*_~|")
"""Signs of Discord's Markdown; as `**` or `||` they break a word as one of them does."""


def script(char: str) -> str:
    """The script of a letter or mark as Unicode's names begin: `CYRILLIC`, `THAI`; empty for what has no name."""
    return unicodedata.name(char, "").partition(" ")[0]
