"""What is said of pictures to people who cannot see them, in its member's own words. Knows no message and no sentence.

Without such words a picture's text is made from its prompt; that is the chat's to say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from bot.core.audit import Action, Entry
from bot.core.configuration import Configuration
from bot.core.delivery import PICTURES_PER_MESSAGE
from bot.core.errors import AltTextTooLong, MemberBlocked, NoSuchJob, NotYourJob, WordsRefused
from bot.core.jobs import Job, JobId, JobState
from bot.core.plaintext import plain, utf16_units
from bot.core.ports import Clock
from bot.core.ranks import Presser
from bot.core.updates import Picture

ALT_TEXT_LIMIT_UNITS: Final = 1024
"""What Discord takes for one picture (Message Attachment Object), in UTF-16 units."""

Texts = Mapping[int, str]
"""By the number of a picture among those of its job, from 1; a picture that is not in it has no text of its own."""


@dataclass(frozen=True, slots=True)
class Described:
    """A result with the texts that were written for it."""

    job: Job
    texts: Texts

    @property
    def pictures(self) -> int:
        """How many of its pictures can be described: those that one message holds."""
        return min(len(self.job.outputs), PICTURES_PER_MESSAGE)


class AltTextStore(Protocol):
    """What is asked of the database; every verb is one transaction and may raise StoreTrouble."""

    async def job(self, job_id: JobId) -> Job:
        """Any job whose words were not erased. Raises NoSuchJob."""
        ...

    async def of(self, jobs: Sequence[JobId]) -> Mapping[JobId, Texts]:
        """What was written for each of these jobs."""
        ...

    async def describe(self, job_id: JobId, texts: Texts, entry: Entry | None) -> Texts:
        """Write these texts, take away those that are empty, and return all that there are then.

        The entry goes into the audit log with `written` and `cleared`, unless nothing is other than before.
        Raises NoSuchJob when the job's words were erased; then nothing was written.
        """
        ...


class AltTexts:
    """Who may write them, and what may be written."""

    def __init__(self, store: AltTextStore, configuration: Configuration, clock: Clock) -> None:
        self._store = store
        self._configuration = configuration
        self._clock = clock

    async def of(self, job: Job) -> Texts:
        """What was written for this job. Raises StoreTrouble."""
        return (await self.of_all([job]))[job.id]

    async def of_all(self, jobs: Sequence[Job]) -> Mapping[JobId, Texts]:
        """What was written for each of them. Raises StoreTrouble."""
        found = await self._store.of([job.id for job in jobs])
        return {job.id: found.get(job.id, {}) for job in jobs}

    async def open(self, job_id: JobId, presser: Presser) -> Described:
        """A result that this person may describe: their own, or as a moderator one of this very server.

        Raises NoSuchJob where they may not even see it, or it has no pictures in the chat; NotYourJob.
        """
        job = await self._store.job(job_id)
        if not _sees(job, presser) or job.state is not JobState.DELIVERED:
            raise NoSuchJob
        if not may_describe(job, presser):
            raise NotYourJob
        return Described(job, await self.of(job))

    async def describe(self, job_id: JobId, presser: Presser, texts: Texts) -> Described:
        """Write these; an empty one takes away what was written. Numbers that the job has no picture for are left out.

        Raises as `open` does, AltTextTooLong, WordsRefused (the server's word filter) or MemberBlocked; then nothing
        was changed.
        """
        before = await self.open(job_id, presser)
        wanted = {number: parse_alt_text(text) for number, text in texts.items() if 1 <= number <= before.pictures}
        await self._check_rules(before.job, presser, wanted)
        after = await self._store.describe(job_id, wanted, self._entry(before.job, presser))
        return Described(before.job, after)

    async def _check_rules(self, job: Job, presser: Presser, texts: Texts) -> None:
        """Those of the server in which the pictures stand."""
        configured = await self._configuration.of(job.guild_id)
        for text in texts.values():
            if (hit := configured.settings.filter.first_hit(text)) is not None:
                raise WordsRefused(hit.rule, hit.found)
        if not _moderates(presser):
            block = configured.block_of(presser.user_id, self._clock.now())
            if block is not None:
                raise MemberBlocked(block.reason, block.until)

    def _entry(self, job: Job, presser: Presser) -> Entry | None:
        if job.guild_id is None:
            return None  # nobody runs a direct message
        return Entry(job.guild_id, self._clock.now(), presser.user_id, Action.DESCRIBED, job.user_id, job.id)


def may_describe(job: Job, presser: Presser) -> bool:
    """Whether this person, who sees the result, may also say what is in it."""
    own = presser.user_id == job.user_id
    return own or (presser.guild_id == job.guild_id and _moderates(presser))


def _moderates(presser: Presser) -> bool:
    """In that very place, for it is about a message there; or they manage the server."""
    return presser.guild_id is not None and (presser.moderates or presser.manages)


def parse_alt_text(text: str) -> str:
    """What somebody typed, as plain text on one line: Discord follows no markup there. Raises AltTextTooLong."""
    words = plain(text)
    if (length := utf16_units(words)) > ALT_TEXT_LIMIT_UNITS:
        raise AltTextTooLong(length, ALT_TEXT_LIMIT_UNITS)
    return words


def numbered(job: Job, pictures: Sequence[Picture]) -> list[int]:
    """Which of the job's pictures these are: a message may lack one that could not be fetched."""
    left = dict(enumerate(job.outputs, 1))
    numbers: list[int] = []
    for place, picture in enumerate(pictures, 1):
        number = next((number for number, url in left.items() if url == picture.original_url), place)
        left.pop(number, None)
        numbers.append(number)
    return numbers


def _sees(job: Job, presser: Presser) -> bool:
    """As with every result: in its own server; in direct messages all of one's own, for some are brought there."""
    own = presser.user_id == job.user_id
    here = own if presser.guild_id is None else presser.guild_id == job.guild_id
    return here and (own or not job.reply.private)
