"""What can happen in a run, as values: what members and moderators do, what the weather does. Does none of it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Weather:
    """One behaviour of the sandbox that may be switched on, and how often it strikes at most."""

    name: str
    most: int = 1
    arguments: tuple[tuple[str, Any], ...] = ()

    @property
    def words(self) -> str:
        """For people."""
        return " ".join([self.name, *(f"{name}={value}" for name, value in self.arguments)])


# --- about jobs that are being made -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Type:
    """A member types /imagine; `cancel` presses Cancel as soon as there is an answer."""

    number: int
    who: str
    where: str
    images: str
    prompt: str
    cancel: bool = False


@dataclass(frozen=True, slots=True)
class Cancel:
    """Cancel is pressed under one of the open jobs, by its member or the moderator; `pick` in 0–1 says which."""

    pick: float
    by_moderator: bool


@dataclass(frozen=True, slots=True)
class Delete:
    """A moderator deletes the message of one of the open jobs; `pick` in 0–1 says which."""

    pick: float


@dataclass(frozen=True, slots=True)
class Collect:
    """Everybody whose pictures are kept asks for them."""


# --- about pictures that are there ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class More:
    """What stands under pictures is used by `who`: again, largest, size or edit; `prompt` is what is typed for edit."""

    pick: float
    who: str
    how: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Bin:
    """Delete is pressed under pictures by their member, who means it unless `sure` is False."""

    pick: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Report:
    """Pictures are reported to the moderators."""

    pick: float
    who: str


# --- about people and servers -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Order:
    """Somebody who may types /imagine-admin `what` about `member` (empty: about all); `images` is the grant."""

    what: str
    member: str = ""
    images: int = 0


@dataclass(frozen=True, slots=True)
class Afford:
    """The manager changes what the server may spend in a `period`, day or month; US dollars."""

    period: str
    usd: float


@dataclass(frozen=True, slots=True)
class Clear:
    """The manager says of the oldest possibly paid job whether it was charged."""

    charged: bool


@dataclass(frozen=True, slots=True)
class Erase:
    """A member deletes everything that is kept about them."""

    who: str


# --- the weather ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Blow:
    """Weather comes up."""

    weather: Weather
    times: int


@dataclass(frozen=True, slots=True)
class Expire:
    """Every interaction token so far is dead."""


@dataclass(frozen=True, slots=True)
class Drop:
    """The gateway connection breaks."""

    resumable: bool


@dataclass(frozen=True, slots=True)
class Redeliver:
    """Discord delivers one of the interactions once more; `pick` in 0–1 says which."""

    pick: float


@dataclass(frozen=True, slots=True)
class Walls:
    """The bot may do nothing in one place, every token is dead, nobody takes direct messages; or no longer so."""

    up: bool


Job = Type | Cancel | Delete | Collect | More | Bin | Report
Rule = Order | Afford | Clear | Erase
Act = Job | Rule | Blow | Expire | Drop | Redeliver | Walls
