"""What members read about their quota: every limit that applies, where it comes from, and no more than fits."""

from datetime import timedelta

import pytest

from bot.chat import admin_words, quota_words
from bot.chat.languages import ENGLISH, Language, Languages, spoken
from bot.chat.text import utf16_units
from bot.chat.wording import MESSAGE_LIMIT
from bot.core import errors
from bot.core.quotas import GivenBy, Period, QuotaReport, Usage
from bot.core.requests import ImagineRequest, Tier
from bot.core.servers import CHANNELS_LIMIT, REASON_LIMIT_CHARS
from tests.makers import NOON, a_job, an_allowance

SAY = Languages().of(ENGLISH)
EVERY_LANGUAGE = pytest.mark.parametrize(
    "say", [Languages().of(locale) for locale in spoken()], ids=lambda say: say.locale
)
LONG_ID = 2**63 - 1
WHY = "🦊" * (REASON_LIMIT_CHARS // 2)
CLOSED = (
    errors.Paused(WHY),
    errors.MemberBlocked(WHY, NOON),
    errors.ChannelClosed((LONG_ID,) * CHANNELS_LIMIT),
    errors.AgeRestrictedOnly(),
)
LINK = f"https://discord.com/channels/{LONG_ID}/{LONG_ID}/{LONG_ID}"


@pytest.mark.parametrize("period", Period)
def test_the_quota_answer_names_its_period_and_its_bar_has_one_length(period: Period) -> None:
    lengths: set[int] = set()
    for used, held, limit in (
        (0, 0, 10),
        (1, 0, 1000),
        (1, 4, 10),
        (10, 0, 10),
        (12, 3, 10),
        (0, 0, 0),
        (3, 900, 1000),
    ):
        report = QuotaReport(an_allowance(images=limit, period=period), Usage(used, held, 1), NOON + timedelta(days=1))
        text = quota_words.quota(SAY, report)
        assert text.split("**")[1].endswith({"day": "today"}.get(period.value, f"this {period.value}"))
        lengths.add(len(text.split("`")[1]))
        assert ("█" in text) == (used > 0 or limit == 0)
    assert lengths == {quota_words.BAR_CELLS}


def test_what_keeps_a_member_from_asking_comes_first_and_each_number_names_its_role() -> None:
    allowance = an_allowance(images=50, jobs_at_once=7)
    report = QuotaReport(allowance, Usage(1, 0, 2), NOON, GivenBy(100, 200, 300), 4, Tier.TWO_K, CLOSED[1:3])
    lines = quota_words.quota(SAY, report).splitlines()
    assert lines[0].startswith("You cannot ask for pictures in this server until <t:")
    assert WHY in lines[0]
    assert lines[1].startswith("In this server I make pictures in these channels only: <#")
    assert lines[2] == "**49 of 50 pictures left today**"
    assert lines[-5:] == [
        "-# You have this many through <@&100>.",
        "-# You have 4 turns in each round of the line, through <@&300>.",
        "-# 2 of 7 requests at once in the making. You have 7 at once through <@&200>.",
        "-# A set counts as 4. What is cancelled or fails is given back.",
        "-# Pictures here can be up to 2K.",
    ]


def test_what_does_not_apply_is_not_said() -> None:
    assert quota_words.quota(SAY, QuotaReport(an_allowance(), Usage(0, 0, 0), NOON)).count("\n") == 4


@EVERY_LANGUAGE
@pytest.mark.parametrize("period", Period)
def test_the_longest_answer_fits_into_one_message(say: Language, period: Period) -> None:
    allowance = an_allowance(images=1_000_000, period=period, jobs_at_once=1_000, set_cost=100)
    usage = Usage(900_000, 90_000, 1_000, kept_jobs=900, granted=-1_000_000)
    report = QuotaReport(allowance, usage, NOON, GivenBy(LONG_ID, LONG_ID, LONG_ID), 10, Tier.TWO_K, CLOSED)
    jobs = [(a_job(number, request=ImagineRequest("🦊" * 800)), LINK) for number in range(25)]
    about = admin_words.was_reset(say, LONG_ID, report)
    text = quota_words.quota(say, report, jobs, about)
    assert utf16_units(text) <= MESSAGE_LIMIT
    assert all(line in text for line in about)
    assert text.count("discord.com") > 1
