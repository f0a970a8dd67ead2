"""Every way in which something does not work out, named after what the caller can do next. Knows no sentences.

ImagineError
├── RequestRefused            the person can change something
│   ├── PromptEmpty
│   ├── PromptTooLong         length, limit
│   ├── SizeUnsupported       value
│   ├── ScaleOutOfRange       value, low, high
│   └── ImagesUnsupported     value
├── QuotaExceeded             cost, used, held, limit, resets_at
├── TooManyAtOnce             running, limit
├── NotAvailable              the provider refuses our account; later
├── Stopping                  this process is about to end; in a moment
├── NotYourJob
├── NoSuchJob
├── TooLate                   the job has ended already
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


class NotAvailable(ImagineError):
    """No job is taken just now, because the provider refuses our account."""


class Stopping(ImagineError):
    """No job is taken any more by this process; the next one will."""


class NotYourJob(ImagineError):
    """Only the requester or a moderator may do that."""


class NoSuchJob(ImagineError):
    """We do not know this id."""


class TooLate(ImagineError):
    """The job has ended already."""


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
