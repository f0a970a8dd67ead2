"""Whether the charts of `/imagine-admin stats` can be drawn in every language of the bot. Draws none."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.charts.charts import Charts
from bot.chat import doctor_words as words
from bot.chat.languages import Languages, own_name, spoken
from bot.chat.stats_words import NOT_DRAWN, NOTHING
from bot.core.errors import NotDrawn
from bot.doctoring.report import Finding, Level, ok, wrong


async def check_letters(fonts: Sequence[Path] | None = None) -> list[Finding]:
    """By two sentences of each language. It is well without: who reads a language that lacks letters gets English."""
    languages = Languages()
    samples = {locale: languages.of(locale)(NOTHING) + languages.of(locale)(NOT_DRAWN) for locale in spoken()}
    try:
        with tempfile.TemporaryDirectory() as folder:
            lacking = await Charts(Path(folder), fonts).undrawable(*samples.values())
    except OSError:
        return []  # there is no room for anything, as the look at the spool says
    except NotDrawn as error:
        return [wrong("letters", words.charts_fail(error.why))]
    in_english = [own_name(locale) for locale, letters in zip(samples, lacking, strict=True) if letters]
    if in_english:
        return [Finding("letters", Level.OK, *words.letters_lacking(in_english))]
    return [ok("letters", words.LETTERS_THERE)]
