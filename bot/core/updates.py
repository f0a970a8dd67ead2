"""What a member can be told about a job: facts only, one type per kind of news. Knows no sentences and no Discord."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from bot.core.jobs import Failure, UserId


class CancelWish(Enum):
    """What has become of a wish to cancel; three outcomes have three names."""

    NONE = "none"
    ASKED = "asked"  # on its way, no answer yet
    TOO_LATE = "too_late"  # the provider renders already: the picture will come and counts
    UNCONFIRMED = "unconfirmed"  # asked several times, no answer to rely on


@dataclass(frozen=True, slots=True)
class InLine:
    """Waiting for its turn with us; `place` counts from 1, which is next, and 0 is no wait at all.

    `people`: so many others have turns before this one's.
    """

    place: int
    people: int = 0


@dataclass(frozen=True, slots=True)
class Sending:
    """On its way to the provider."""


@dataclass(frozen=True, slots=True)
class KeepsTrying:
    """The provider is out of reach or busy; we try again without being charged."""


@dataclass(frozen=True, slots=True)
class WaitingThere:
    """In the provider's queue; `position` is theirs, as they count."""

    position: int | None
    cancel: CancelWish = CancelWish.NONE


@dataclass(frozen=True, slots=True)
class Rendering:
    """The provider works on it; `usual_s` is the middle of our own history from submit to pictures, if there is any."""

    since: datetime
    usual_s: float | None
    cancel: CancelWish = CancelWish.NONE


@dataclass(frozen=True, slots=True)
class Fetching:
    """The pictures exist, but the file host keeps us waiting."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture in our spool, ready to be shown.

    `shrunk` says that it was re-encoded to fit, and is no longer what the provider made; `original_url` always is.
    """

    path: Path
    extension: str
    width_px: int
    height_px: int
    size_bytes: int
    shrunk: bool
    original_url: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """The good end: pictures to show, those beyond what one message holds, those that could not be fetched."""

    shown: tuple[Picture, ...]
    more_urls: tuple[str, ...]
    missing: int
    took_s: float
    quota_left: int


@dataclass(frozen=True, slots=True)
class Collected:
    """In the message that a job was asked in: its pictures were fetched to another place."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Cancelled for certain; `returned` pictures went back to the quota."""

    by: UserId | None
    returned: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Finished, but there is no way to show the pictures now; the person can fetch them `until` then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """The bad end; `returned` pictures went back to the quota. `urls` are what exists all the same."""

    why: Failure
    returned: int
    urls: tuple[str, ...] = ()


Progress = InLine | Sending | KeepsTrying | WaitingThere | Rendering | Fetching
Ending = Pictures | Kept | Collected | Cancelled | Failed
Update = Progress | Ending
