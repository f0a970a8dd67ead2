"""Every way in which something does not work out, named after what the caller can do next. Knows no sentences.

ImagineError
├── RequestRefused            the person can change something
│   ├── PromptEmpty
│   ├── PromptTooLong         length, limit
│   ├── SizeUnsupported       value
│   ├── ScaleOutOfRange       value, low, high
│   ├── ImagesUnsupported     value
│   ├── LanguageUnsupported   value
│   ├── AltTextTooLong        length, limit
│   ├── SizeNotAllowed        largest                        → a smaller one
│   ├── SettingRefused        setting, problem, low?, high?  → another value
│   ├── GrantRefused          limit                          → another number
│   ├── RuleRefused           rule, why                      → another entry of a filter
│   └── WordsRefused          rule, found                    → other words
├── QuotaExceeded             cost, used, held, limit, resets_at
├── TooManyAtOnce             running, limit
├── ServerBusy                running, limit, whole_bot
├── BudgetExceeded            whole_bot, most, left, limit, resets_at
├── PriceUnknown              a budget cannot be kept without a price
├── Paused                    reason
├── MemberBlocked             reason, until?
├── ChannelClosed             channels                       → ask there
├── AgeRestrictedOnly         not in this channel
├── SettingChanged            somebody else was faster       → look again
├── NotAvailable              the provider refuses our account; later
├── Stopping                  this process is about to end; in a moment
├── NotAllowed                manager
├── Outranked                 by the member it is about
├── NotYourJob
├── NoSuchJob
├── TooLate                   the job has ended already
├── StillBringing             its pictures are on their way to their message; in a moment
├── AlreadyReported           by this member
├── TooManyReports            limit
├── AlreadyDecided            another moderator was faster
├── StillExporting            this person's earlier export is not finished yet
├── ImageApiError
│   ├── NotSent               provably never reached them      → may be sent again
│   ├── OutcomeUnknown        may have been accepted           → must never be sent again
│   ├── Rejected              understood and declined          → tell the person, do not repeat
│   ├── Blocked               declined for what the prompt says → tell the person, do not repeat
│   ├── Busy                  overloaded; retry_after_s?       → wait
│   ├── Unreachable           a repeatable call failed to the end of its patience
│   ├── NotFound              they do not know this id
│   ├── AccountProblem        key or balance                   → stop submitting, tell the operator once
│   ├── Unintelligible        an answer we cannot read
│   └── BadFile               what they made is no picture we may show
├── NotDrawn                  a chart that could not be made; carries why
├── CannotFit                 a picture that no re-encoding makes small enough, or that kills the encoder
├── DeliveryError
│   ├── ReplyGone             the message or its channel is no more
│   ├── ReplyForbidden        we may not write there
│   ├── TooLarge              limit_bytes
│   └── DiscordTrouble        it may work later; retry_after_s?
├── StoreError
│   ├── StaleJob              someone else moved it first
│   ├── StoreTrouble          it may work later; carries why
│   ├── StoreUnusable         only the operator can mend it; carries why
│   └── SchemaTooNew          found, known
└── SettingsError             problems, one per line
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class ImagineError(Exception):
    """The root: whatever this program raises on purpose."""

    def __str__(self) -> str:
        facts = {name: value for name, value in vars(self).items() if value is not None}
        if not facts:
            return type(self).__name__
        if "why" in facts:
            return f"{type(self).__name__}: {facts['why']}"
        return f"{type(self).__name__}: {', '.join(f'{name} {value}' for name, value in facts.items())}"


class RequestRefused(ImagineError):
    """The person asked for something we do not take, and can change it."""


class PromptEmpty(RequestRefused):
    """Nothing in it that could be drawn."""


@dataclass(eq=False)
class PromptTooLong(RequestRefused):
    """Longer than the model takes; both numbers in code points."""

    length: int
    limit: int


@dataclass(eq=False)
class SizeUnsupported(RequestRefused):
    """Not one of the model's sizes."""

    value: str


@dataclass(eq=False)
class ScaleOutOfRange(RequestRefused):
    """Not between the inclusive bounds."""

    value: float
    low: float
    high: float


@dataclass(eq=False)
class ImagesUnsupported(RequestRefused):
    """Neither one picture nor a set."""

    value: str


@dataclass(eq=False)
class LanguageUnsupported(RequestRefused):
    """Not one of the languages that we speak."""

    value: str


@dataclass(eq=False)
class AltTextTooLong(RequestRefused):
    """Longer than the chat takes; both numbers in UTF-16 units."""

    length: int
    limit: int


@dataclass(eq=False)
class SizeNotAllowed(RequestRefused):
    """Larger than this server allows; `largest` is the word for what it does allow, e.g. 2K."""

    largest: str


class SettingProblem(Enum):
    """Why a setting cannot have a value."""

    VALUE = "value"  # none of those that it can have
    RANGE = "range"  # a number, but not between its bounds
    NOT_WHOLE = "not_whole"  # no whole number
    NO_AMOUNT = "no_amount"  # no amount of dollars and cents
    AMBIGUOUS = "ambiguous"  # 1.000 is one or a thousand, depending on who writes it
    UNKNOWN = "unknown"  # there is no such setting
    OF_ONE_SERVER = "of_one_server"  # it is not taken from a file


@dataclass(eq=False)
class SettingRefused(RequestRefused):
    """A value that this setting cannot have; the bounds are inclusive, None where it has none.

    `setting` is its name (see core.servers.Setting); `in_file`: whoever reads this sees that name before them.
    `typed` is what was typed, where that can be understood in two ways.
    """

    setting: str
    problem: SettingProblem = SettingProblem.VALUE
    low: float | None = None
    high: float | None = None
    typed: str | None = None
    in_file: bool = False


@dataclass(eq=False)
class GrantRefused(RequestRefused):
    """So many pictures, more or fewer, cannot be granted at once; `limit` can."""

    limit: int


class RuleProblem(Enum):
    """Why an entry of a word filter cannot be one."""

    NO_WORD = "no_word"  # nothing in it but signs
    TOO_LONG = "too_long"
    TOO_BROAD = "too_broad"  # it would be found in nearly everything
    STAR_INSIDE = "star_inside"  # a star stands at an end only
    PATTERN_TOO_RICH = "pattern_too_rich"  # more than classes, letters, alternatives and few, short repeats


@dataclass(eq=False)
class RuleRefused(RequestRefused):
    """This cannot be an entry of a word filter."""

    rule: str
    why: RuleProblem


@dataclass(eq=False)
class WordsRefused(RequestRefused):
    """This server's filter stops these words; `rule` is its entry, for those who keep the list."""

    rule: str
    found: str


@dataclass(eq=False)
class QuotaExceeded(ImagineError):
    """This person's pictures of this period are used up or held; all counts are pictures."""

    cost: int
    used: int
    held: int
    limit: int
    resets_at: datetime


@dataclass(eq=False)
class TooManyAtOnce(ImagineError):
    """This person has as many unfinished jobs as allowed."""

    running: int
    limit: int


@dataclass(eq=False)
class ServerBusy(ImagineError):
    """As many requests are unfinished as this server, or with `whole_bot` the operator, allows."""

    running: int
    limit: int
    whole_bot: bool


@dataclass(eq=False)
class BudgetExceeded(ImagineError):
    """What a server, or with `whole_bot` the operator, wants to spend is spent or held; millionths of a dollar."""

    whole_bot: bool
    most: int
    left: int
    limit: int
    resets_at: datetime


class PriceUnknown(ImagineError):
    """There is a budget, and nobody knows what a picture costs just now."""


@dataclass(eq=False)
class Paused(ImagineError):
    """This server's managers let nobody ask for pictures at the moment; `reason` is theirs, perhaps empty."""

    reason: str


@dataclass(eq=False)
class MemberBlocked(ImagineError):
    """This member may not ask for pictures here, until then or until somebody changes it."""

    reason: str
    until: datetime | None


@dataclass(eq=False)
class ChannelClosed(ImagineError):
    """Pictures are asked for in these channels only; ids."""

    channels: tuple[int, ...]


class AgeRestrictedOnly(ImagineError):
    """Pictures are asked for in age-restricted channels only, and this is none."""


class SettingChanged(ImagineError):
    """Somebody else changed it since it was looked at; nothing was overwritten."""


class NotAvailable(ImagineError):
    """No job is taken just now, because the provider refuses our account."""


class Stopping(ImagineError):
    """No job is taken any more by this process; the next one will."""


@dataclass(eq=False)
class NotAllowed(ImagineError):
    """Only the server's moderators may do that; with `manager`, only those who may manage the server."""

    manager: bool


class Outranked(ImagineError):
    """The member it is about may do more in this server than who wants to do it."""


class NotYourJob(ImagineError):
    """Only the requester or a moderator may do that."""


class NoSuchJob(ImagineError):
    """We do not know this id."""


class TooLate(ImagineError):
    """The job has ended already."""


class StillBringing(ImagineError):
    """The pictures may stand there, but nobody knows yet: where their message goes, they would come in another one."""


class AlreadyReported(ImagineError):
    """This member has reported this picture before."""


@dataclass(eq=False)
class TooManyReports(ImagineError):
    """So many reports of this member wait for a decision already."""

    limit: int


class AlreadyDecided(ImagineError):
    """Another moderator has decided about this report."""


class StillExporting(ImagineError):
    """One export of a person at a time; theirs is under way."""


class ImageApiError(ImagineError):
    """A call to the provider did not give what it should."""


@dataclass(eq=False)
class NotSent(ImageApiError):
    """The request provably never reached them."""

    why: str


@dataclass(eq=False)
class OutcomeUnknown(ImageApiError):
    """The request may have been accepted and paid; it must never be sent again."""

    why: str


@dataclass(eq=False)
class Rejected(ImageApiError):
    """They understood and declined."""

    status: int
    detail: str


@dataclass(eq=False)
class Blocked(ImageApiError):
    """They declined because of what the prompt says or the picture shows."""

    detail: str


@dataclass(eq=False)
class Busy(ImageApiError):
    """They ask us to come back later."""

    retry_after_s: float | None = None


@dataclass(eq=False)
class Unreachable(ImageApiError):
    """A call that may be repeated failed to the end of its patience."""

    why: str


class NotFound(ImageApiError):
    """They do not know this request, or no longer."""


@dataclass(eq=False)
class AccountProblem(ImageApiError):
    """Our key is refused or the account is empty; only the operator can mend it."""

    why: str


@dataclass(eq=False)
class Unintelligible(ImageApiError):
    """An answer that we cannot read; `shape` describes it without its content."""

    shape: str


@dataclass(eq=False)
class BadFile(ImageApiError):
    """A result file that is missing, from a foreign host, too large, or no picture."""

    why: str


@dataclass(eq=False)
class CannotFit(ImagineError):
    """A picture that cannot be shown, though it is one: too large in every version, or its encoder died."""

    why: str


@dataclass(eq=False)
class NotDrawn(ImagineError):
    """There is no chart: what draws it failed or took too long."""

    why: str


class DeliveryError(ImagineError):
    """A message could not be written."""


class ReplyGone(DeliveryError):
    """The message or its channel is no more."""


class ReplyForbidden(DeliveryError):
    """We may not write there."""


@dataclass(eq=False)
class TooLarge(DeliveryError):
    """The files are over what the chat takes; `limit_bytes` is a guess at what would pass."""

    limit_bytes: int


@dataclass(eq=False)
class DiscordTrouble(DeliveryError):
    """The chat is in trouble; the same call may work later, but not before `retry_after_s` where that is known."""

    why: str
    retry_after_s: float | None = None


class StoreError(ImagineError):
    """The database did not do what it should."""


class StaleJob(StoreError):
    """Someone else moved this job first; drop the work."""


@dataclass(eq=False)
class StoreTrouble(StoreError):
    """The database cannot be read or written just now; nothing of this call was written, and it may work later."""

    why: str


@dataclass(eq=False)
class StoreUnusable(StoreError):
    """The database, or a copy of it, cannot be used as it is; only the operator can mend that."""

    why: str


@dataclass(eq=False)
class SchemaTooNew(StoreError):
    """The database was made by a newer version of this program."""

    found: int
    known: int


@dataclass(eq=False)
class SettingsError(ImagineError):
    """All that is wrong with the settings, one sentence each."""

    problems: tuple[str, ...]
