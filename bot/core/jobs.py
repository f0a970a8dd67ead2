"""Job, its states and TRANSITIONS: the state machine and nothing else. Knows nobody who drives it.

The table is the truth: `moved` and the store obey it, the diagram in docs/architecture.md is made from it.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any, Final, NewType

from bot.core.quotas import Period
from bot.core.requests import ImagineRequest

JobId = NewType("JobId", int)
"""Equal to the id of the interaction that asked for it, so the same interaction twice is the same job."""
UserId = NewType("UserId", int)
GuildId = NewType("GuildId", int)
ProviderId = NewType("ProviderId", str)
"""The provider's name for a paid request; opaque."""


class JobState(Enum):
    """Where a job stands."""

    ACCEPTED = "accepted"  # saved, quota held, nothing sent
    SUBMITTING = "submitting"  # about to send, or sent without a known answer
    QUEUED = "queued"  # the provider has it, waiting there
    RUNNING = "running"  # the provider works on it
    READY = "ready"  # pictures exist, not yet shown
    KEPT = "kept"  # pictures exist, no way to show them was left: they wait for the person
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Charge(Enum):
    """What becomes of the held pictures."""

    HELD = "held"
    SPENT = "spent"
    RETURNED = "returned"


class Failure(Enum):
    """Why a job failed; each has its words in the chat."""

    NOT_ACKNOWLEDGED = "not_acknowledged"  # the first reply was never confirmed: nobody saw us accept it
    BLOCKED = "blocked"  # the provider's content filter
    REJECTED = "rejected"  # the provider understood and declined
    PROVIDER_FAILED = "provider_failed"  # the provider tried and failed
    NOT_AVAILABLE = "not_available"  # key or balance: only the operator can mend it
    UNREACHABLE = "unreachable"  # the provider could not be reached; nothing was sent
    OUTCOME_UNKNOWN = "outcome_unknown"  # perhaps sent, perhaps paid; never sent again
    CANCELLED_THERE = "cancelled_there"  # cancelled at the provider, not by the member
    LOST_THERE = "lost_there"  # the provider no longer knows the request
    TIMED_OUT = "timed_out"  # the provider did not finish in time
    NO_PICTURES = "no_pictures"  # finished without a picture we may show
    UNDELIVERABLE = "undeliverable"  # the pictures exist, but could not be shown, or nobody came for them


POSSIBLY_PAID: Final = frozenset({Failure.OUTCOME_UNKNOWN, Failure.TIMED_OUT, Failure.LOST_THERE})
"""Ends after which the provider may have charged for something that nobody ever saw: the operator has to look."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed move, what becomes of the charge, and who causes it."""

    source: JobState
    target: JobState
    charge: Charge
    because: str


_S = JobState
TRANSITIONS: Final = (
    Transition(_S.ACCEPTED, _S.SUBMITTING, Charge.HELD, "its turn came"),
    Transition(_S.ACCEPTED, _S.CANCELLED, Charge.RETURNED, "cancelled before it was sent"),
    Transition(_S.ACCEPTED, _S.FAILED, Charge.RETURNED, "never acknowledged, or the provider is out of reach"),
    Transition(_S.SUBMITTING, _S.QUEUED, Charge.HELD, "the provider took it"),
    Transition(_S.SUBMITTING, _S.ACCEPTED, Charge.HELD, "provably not sent: it may try again"),
    Transition(_S.SUBMITTING, _S.FAILED, Charge.RETURNED, "declined, or the outcome is unknown"),
    Transition(_S.QUEUED, _S.RUNNING, Charge.HELD, "the provider began"),
    Transition(_S.QUEUED, _S.READY, Charge.HELD, "the provider finished between two looks"),
    Transition(_S.QUEUED, _S.CANCELLED, Charge.RETURNED, "the provider confirmed the cancellation"),
    Transition(_S.QUEUED, _S.FAILED, Charge.RETURNED, "the provider failed it, lost it or was too slow"),
    Transition(_S.RUNNING, _S.QUEUED, Charge.HELD, "the provider put it back into its queue"),
    Transition(_S.RUNNING, _S.READY, Charge.HELD, "the provider finished"),
    Transition(_S.RUNNING, _S.CANCELLED, Charge.RETURNED, "the provider confirmed the cancellation"),
    Transition(_S.RUNNING, _S.FAILED, Charge.RETURNED, "the provider failed it, lost it or was too slow"),
    Transition(_S.READY, _S.DELIVERED, Charge.SPENT, "the pictures are in the chat"),
    Transition(_S.READY, _S.KEPT, Charge.HELD, "no way to show them now: they wait for the person"),
    Transition(_S.READY, _S.FAILED, Charge.RETURNED, "there is no picture that can be shown"),
    Transition(_S.KEPT, _S.READY, Charge.HELD, "the person asks for them"),
    Transition(_S.KEPT, _S.FAILED, Charge.RETURNED, "nobody came for them in time"),
)

_BY_MOVE: Final = {(t.source, t.target): t for t in TRANSITIONS}
ENDS: Final = frozenset(state for state in JobState if not any(t.source is state for t in TRANSITIONS))
"""States that nothing leaves."""

AT_PROVIDER: Final = frozenset({JobState.SUBMITTING, JobState.QUEUED, JobState.RUNNING})
"""States in which a job takes one of the places at the provider."""


class IllegalMove(Exception):
    """A move that the table does not have: a mistake in this program, never of a person."""


def transition(source: JobState, target: JobState) -> Transition:
    """The row of the table for this move; raises IllegalMove if there is none."""
    try:
        return _BY_MOVE[source, target]
    except KeyError:
        raise IllegalMove(f"{source.name} → {target.name}") from None


@dataclass(frozen=True, slots=True)
class ReplyAddress:
    """Where a job is told about, and with which right.

    `message_id` is None until the first reply was confirmed. `token` is the interaction's (a secret) and dies at
    `token_expires_at`; every press of a button brings a fresh one for the same message. `upload_limit_bytes` is
    Discord's word for one file in that place. `private`: only its person sees that message, what was to stand in it is
    for nobody else, and nothing but a token can change it.
    """

    application_id: int
    channel_id: int
    message_id: int | None
    token: str = field(repr=False)
    token_expires_at: datetime
    upload_limit_bytes: int
    locale: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which rules of its server a job was taken; whoever changes those changes them for later jobs.

    `quota_images` per `quota_period` is what its member was allowed, None where nobody wrote it down. `weight` is how
    many turns its member has in each round of the line. `spoiler`: the pictures are shown covered.
    """

    quota_images: int | None = None
    quota_period: Period | None = None
    weight: int = 1
    spoiler: bool = False


@dataclass(frozen=True, slots=True)
class LeftMessage:
    """The message that a job was asked in, when its pictures were fetched to another place."""

    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Job:
    """One wish of one person and all that is known of it. Times are aware, UTC; None means: not yet.

    `guild_id` is None in a direct message. `version` and `epoch` guard against a second writer. `cost` is in pictures.
    `parent` is the job whose result it was asked for from. `cancel_requested_by` is a wish, not a state: the worker
    acts on it and the provider's answer decides.
    `elsewhere`: its message was closed to us, so its pictures go into another one, and never into that one as well.
    `left` is the message that it was asked in, if that one was left behind. `told`: its messages say how it ended, or
    there is no way left to say it. `sending_at` is when the intent to send was saved, `detail` what was seen from
    outside when it failed; both are for the operator. `erased`: its words, links and addresses are no more.
    """

    id: JobId
    user_id: UserId
    guild_id: GuildId | None
    request: ImagineRequest
    reply: ReplyAddress
    cost: int
    accepted_at: datetime
    state: JobState = JobState.ACCEPTED
    parent: JobId | None = None
    terms: Terms = Terms()
    version: int = 0
    epoch: int = 0
    cancel_requested_by: UserId | None = None
    elsewhere: bool = False
    left: LeftMessage | None = None
    provider_id: ProviderId | None = None
    sending_at: datetime | None = None
    submitted_at: datetime | None = None
    started_at: datetime | None = None
    ready_at: datetime | None = None
    ended_at: datetime | None = None
    outputs: tuple[str, ...] = ()
    cost_usd: float | None = None
    delivered: int = 0
    failure: Failure | None = None
    detail: str | None = None
    told: bool = False
    erased: bool = False

    @property
    def ended(self) -> bool:
        """Whether its state is final and its charge settled."""
        return self.state in ENDS

    @property
    def done(self) -> bool:
        """Whether nothing more will happen to it by itself: ended or kept, and the person was told or cannot be."""
        return self.told and (self.ended or self.state is JobState.KEPT)

    def left_for(self, reply: ReplyAddress) -> LeftMessage | None:
        """The message that is left behind when this job's pictures go to another address.

        None when it is the same, or one that only a token could change.
        """
        here = None if self.reply.private else self.reply.message_id  # by our own right it could never be told
        left = self.left or (LeftMessage(self.reply.channel_id, here) if here is not None else None)
        return None if left is None or left.message_id == reply.message_id else left

    def moved(self, target: JobState, **facts: Any) -> "Job":
        """This job in another state, with the facts learned by moving; raises IllegalMove."""
        transition(self.state, target)
        return replace(self, state=target, **facts)


def state_diagram() -> str:
    """The table as a Mermaid state diagram, for docs/architecture.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {JobState.ACCEPTED.name}: quota held"]
    for move in TRANSITIONS:
        charge = "" if move.charge is Charge.HELD else f" [{move.charge.value}]"
        lines.append(f"    {move.source.name} --> {move.target.name}: {move.because}{charge}")
    lines += [f"    {state.name} --> [*]" for state in JobState if state in ENDS]
    return "\n".join(lines)
