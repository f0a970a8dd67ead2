"""What members read when something does not work out: every error of core's in a sentence. Decides nothing."""

from typing import Final

from bot.chat import settings_words
from bot.chat.languages import Language, mark, mark_many
from bot.chat.text import block, shown, utf16_units
from bot.chat.wording import MESSAGE_LIMIT, NOT_DELETED, timestamp
from bot.core import errors

REASON_LIMIT_CHARS: Final = 300
RULE_LIMIT_CHARS: Final = 100
CHANNELS_NAMED: Final = 10
SETTING_LIMIT_CHARS: Final = 60

UNEXPECTED: Final = mark("Something went wrong on my side. Nothing was charged; please try again.")
OUTDATED: Final = mark("This command has changed. Please restart Discord (Ctrl+R) and try again.")
OTHER_WORDS: Final = mark("Say it in other words; nothing was charged.")


def words_refused(say: Language, error: errors.WordsRefused, prompt: str) -> tuple[str, str]:
    """What a member is told whose words this server does not want, with their prompt to be changed.

    And the same without any word of theirs, for chats that refuse it too.
    """
    told = f"{sentence(say, error)}\n{say('Your prompt, to be copied or changed:')}\n"
    bare = f"{say('This server does not want some of these words in pictures.')} {say(OTHER_WORDS)}"
    return told + block(prompt, MESSAGE_LIMIT - utf16_units(told)), bare


def sentence(say: Language, error: errors.ImagineError) -> str:
    """What a member is told about an error."""
    match error:
        case errors.PromptTooLong(length, limit):
            return say(
                "Your prompt has {length} characters; {limit} are possible. Please shorten it by {excess}.",
                length=length,
                limit=limit,
                excess=length - limit,
            )
        case errors.AltTextTooLong(length, limit):
            return say(
                "This text has {length} characters; {limit} are possible for a picture. Please shorten it by {excess}.",
                length=length,
                limit=limit,
                excess=length - limit,
            )
        case errors.ScaleOutOfRange(_, low, high):
            return say("The scale must be between {low} and {high}.", low=f"{low:g}", high=f"{high:g}")
        case errors.QuotaExceeded():
            return _quota_exceeded(say, error)
        case errors.ServerBusy() | errors.BudgetExceeded() | errors.MemberBlocked() | errors.ChannelClosed():
            return _closed(say, error)
        case errors.Paused(reason) if reason:
            why = shown(reason, REASON_LIMIT_CHARS)
            return f"{say('Pictures are paused in this server.')} {why}"
        case errors.SizeNotAllowed(largest):
            return say("This server allows pictures up to {largest}. Please choose a smaller size.", largest=largest)
        case errors.SettingRefused():
            return _setting_refused(say, error)
        case errors.GrantRefused(limit):
            return say(
                "You can grant 1 to {limit} pictures at once, or take them back with a minus: -1 to -{limit}.",
                limit=f"{limit:,}",
            )
        case errors.RuleRefused(rule, why):
            return f"{shown(rule, RULE_LIMIT_CHARS)} {say(RULE_PROBLEMS[why], example='{1,10}')}"
        case errors.WordsRefused(_, found):
            stopped = say(
                "This server does not want these words in pictures: {words}.", words=shown(found, RULE_LIMIT_CHARS)
            )
            return f"{stopped} {say(OTHER_WORDS)}"
        case errors.TooManyAtOnce(running, limit):
            return say.many(
                "You have {n} request in the making, and no more than {limit} at once. Wait for one or cancel one.",
                "You have {n} requests in the making, and no more than {limit} at once. Wait for one or cancel one.",
                running,
                limit=limit,
            )
        case _:
            return say(_plain_sentence(error))


def _plain_sentence(error: errors.ImagineError) -> str:
    """Of errors whose facts are not for members. Those that can only happen at the start are not among them."""
    match error:
        case errors.PromptEmpty():
            return mark("Tell me what should be in the picture: the prompt is empty.")
        case errors.SizeUnsupported():
            return mark("I do not know this size. Please choose one from the list.")
        case errors.ImagesUnsupported():
            return mark("Please choose one picture or a set from the list.")
        case errors.LanguageUnsupported():
            return mark("I do not speak this language yet. Please choose one from the list.")
        case errors.AlreadyReported():
            return mark("You have reported this picture already. The moderators know.")
        case errors.TooManyReports():
            return mark("Several of your reports still wait for the moderators. Please wait for them.")
        case errors.AlreadyDecided():
            return mark("Another moderator has decided about this already.")
        case errors.StillExporting():
            return mark("I am still putting your data together. Please wait for it.")
        case errors.NotAvailable():
            return mark("Pictures are not available right now. Please try again later; nothing was charged.")
        case errors.Stopping():
            return mark("I am restarting. Please try again in a moment.")
        case errors.Paused():
            return mark("Pictures are paused in this server.")
        case errors.AgeRestrictedOnly():
            return mark("In this server I make pictures in age-restricted channels only.")
        case errors.PriceUnknown():
            return mark(
                "I cannot find out what a picture costs just now, and this server has a budget."
                " Please try again in a few minutes; nothing was charged."
            )
        case errors.SettingChanged():
            return mark("Somebody else has changed this meanwhile. Nothing was overwritten: look at it again.")
        case errors.NotAllowed(manager=True):
            return mark("Only people who may manage this server can do that.")
        case errors.NotAllowed():
            return mark("Only moderators of this server can do that.")
        case errors.Outranked():
            return mark("You cannot do that to somebody who may do more in this server than you.")
        case errors.NotYourJob():
            return mark("Only the person who asked for it, or a moderator, can do that.")
        case errors.NoSuchJob():
            return mark("I do not know this request any more.")
        case errors.TooLate():
            return mark("Too late: this one has already finished.")
        case errors.StillBringing():
            return NOT_DELETED
        case errors.ImageApiError():
            return mark("The studio is in trouble. Please try again in a few minutes.")
        case errors.NotDrawn():
            return mark("I could not draw that just now. Please try again in a moment.")
        case errors.CannotFit():
            return mark("This picture cannot be made small enough for this chat.")
        case errors.DeliveryError():
            return mark("I cannot write here just now. Please try again in a moment.")
        case errors.StoreTrouble():
            return mark(
                "I cannot write anything down just now, so nothing was started, cancelled or charged."
                " Please try again in a few minutes."
            )
        case _:
            return UNEXPECTED


def _quota_exceeded(say: Language, error: errors.QuotaExceeded) -> str:
    left = error.limit - error.used - error.held
    if error.cost > error.limit:
        return say.many(
            "This needs {n} picture, more than a whole quota of {limit}. A single picture needs 1.",
            "This needs {n} pictures, more than a whole quota of {limit}. A single picture needs 1.",
            error.cost,
            limit=error.limit,
        )
    used = say.many("{used} of {n} picture used", "{used} of {n} pictures used", error.limit, used=error.used)
    if error.held:
        used = say("{used} and {held} more in the making", used=used, held=error.held)
    if left > 0:
        why = say("This needs {cost}, and you have {left} left: {used}.", cost=error.cost, left=left, used=used)
    else:
        why = say("Your quota is used up: {used}.", used=used)
    again = say(
        "It starts anew {relative} ({time}).",
        relative=timestamp(error.resets_at, "R"),
        time=timestamp(error.resets_at, "f"),
    )
    return f"{why} {again}"


def _closed(say: Language, error: errors.ImagineError) -> str:
    """Of what a member cannot change here and now."""
    match error:
        case errors.ServerBusy(running, _, whole_bot):
            if whole_bot:
                return say.many(*BOT_BUSY, running)
            return say.many(*SERVER_BUSY, running)
        case errors.BudgetExceeded(whole_bot=whole_bot, resets_at=resets_at):
            when = {"relative": timestamp(resets_at, "R"), "time": timestamp(resets_at, "f")}
            if whole_bot:
                spent = say("The bot's operator has no budget left for this. Nothing was charged.")
            else:
                spent = say("This server has no budget left for this. Nothing was charged.")
            return f"{spent} {say('It starts anew {relative} ({time}).', **when)}"
        case errors.MemberBlocked(reason, until):
            blocked = say("You cannot ask for pictures in this server.")
            if until is not None:
                blocked = say("You cannot ask for pictures in this server until {time}.", time=timestamp(until, "f"))
            return f"{blocked} {shown(reason, REASON_LIMIT_CHARS)}" if reason else blocked
        case errors.ChannelClosed(channels):
            here = " ".join(f"<#{channel}>" for channel in channels[:CHANNELS_NAMED])
            return say("In this server I make pictures in these channels only: {channels}", channels=here)
        case _:
            return say(UNEXPECTED)


def _setting_refused(say: Language, error: errors.SettingRefused) -> str:
    name = settings_words.NAMES.get(error.setting)
    title = shown(error.setting, SETTING_LIMIT_CHARS) if error.in_file or name is None else f"**{say(name)}**"
    bounds = {"low": f"{error.low or 0:,.0f}", "high": f"{error.high or 0:,.0f}"}
    match error.problem:
        case errors.SettingProblem.RANGE:
            return say("{setting} must be between {low} and {high}.", setting=title, **bounds)
        case errors.SettingProblem.NOT_WHOLE:
            return say("{setting} must be a whole number, {low} to {high}.", setting=title, **bounds)
        case errors.SettingProblem.NO_AMOUNT:
            return say(
                "{setting} must be an amount in dollars, {low} to {high}, with two decimals at most: such as 12.50.",
                setting=title,
                **bounds,
            )
        case errors.SettingProblem.AMBIGUOUS:
            typed = error.typed or ""
            return say(
                "{setting}: I cannot tell how {typed} is meant. Please write {large} for the large number"
                " or {small} for the small one.",
                setting=title,
                typed=shown(typed, SETTING_LIMIT_CHARS),
                large=f"`{typed.replace('.', '')}`",
                small=f"`{typed.partition('.')[0]}`",
            )
        case errors.SettingProblem.UNKNOWN:
            return say("There is no setting called {setting}.", setting=title)
        case errors.SettingProblem.OF_ONE_SERVER:
            return say("{setting} belongs to one server and is not taken from a file.", setting=title)
        case errors.SettingProblem.VALUE:
            return say("This is not a value that {setting} can have.", setting=title)


RULE_PROBLEMS: Final = {
    errors.RuleProblem.NO_WORD: mark("has no letters that could be looked for."),
    errors.RuleProblem.TOO_LONG: mark("is too long: up to 100 characters."),
    errors.RuleProblem.TOO_BROAD: mark("would be found in nearly everything: at least 3 letters beside a star."),
    errors.RuleProblem.STAR_INSIDE: mark("has a star inside: one can stand at the start or the end only."),
    errors.RuleProblem.PATTERN_TOO_RICH: mark(
        "is too rich a pattern: letters, classes like [a-z], | and up to three repeats like {example} are possible."
    ),
}
SERVER_BUSY: Final = mark_many(
    "This server has {n} request in the making, and no more are taken at once. Wait for one to finish.",
    "This server has {n} requests in the making, and no more are taken at once. Wait for one to finish.",
)
BOT_BUSY: Final = mark_many(
    "I have {n} request in the making, and take no more just now. Please try again in a few minutes.",
    "I have {n} requests in the making, and take no more just now. Please try again in a few minutes.",
)
