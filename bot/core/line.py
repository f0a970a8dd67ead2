"""The line in which jobs wait for their turn: round robin between people, by weight. Knows neither states nor time."""

from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.core.jobs import JobId, UserId


@dataclass(frozen=True, slots=True)
class Place:
    """Where a job stands: `number` counts from 1, which is next, 0 is not in line; `people` others come first."""

    number: int = 0
    people: int = 0


@dataclass
class _Person:
    """What one person has waiting. `taken`: so many turns of this round are over; only who is in front can have any."""

    jobs: deque[JobId] = field(default_factory=deque[JobId])
    weight: int = 1
    taken: int = 0

    def turns(self, rounds: int) -> slice:
        """Which of the waiting jobs have their turn in that round, from 0 on."""
        return slice(max(0, rounds * self.weight - self.taken), (rounds + 1) * self.weight - self.taken)


class FairLine:
    """Everybody's first waiting jobs before anybody's next ones; `weight` is how many of them have turns in a round.

    People keep their place in the round while they have something waiting; within one person first come, first served.
    """

    def __init__(self) -> None:
        self._waiting: OrderedDict[UserId, _Person] = OrderedDict()

    def __len__(self) -> int:
        return sum(len(person.jobs) for person in self._waiting.values())

    def join(self, user: UserId, job: JobId, weight: int = 1) -> None:
        """Add a job at its person's end; joining twice changes nothing. The newest weight of a person counts."""
        person = self._waiting.setdefault(user, _Person())
        if job not in person.jobs:
            person.jobs.append(job)
            person.weight = max(weight, person.taken + 1)  # whoever is in the middle of their turns keeps this one

    def leave(self, user: UserId, job: JobId) -> bool:
        """Take a job out; whether it was waiting."""
        person = self._waiting.get(user)
        if person is None or job not in person.jobs:
            return False
        person.jobs.remove(job)
        if not person.jobs:
            del self._waiting[user]
        return True

    def next(self) -> JobId | None:
        """Take out the job whose turn it is; after the last turn of its round its person goes to the end."""
        if not self._waiting:
            return None
        user, person = next(iter(self._waiting.items()))
        job = person.jobs.popleft()
        person.taken += 1
        if not person.jobs:
            del self._waiting[user]
        elif person.taken >= person.weight:
            person.taken = 0
            self._waiting.move_to_end(user)
        return job

    def order(self) -> list[JobId]:
        """All waiting jobs in the order in which their turns would come if nobody else joined."""
        return [job for _, job in self._turns()]

    def places(self) -> dict[JobId, Place]:
        """Where each waiting job stands, in that order."""
        seen: set[UserId] = set()
        found: dict[JobId, Place] = {}
        for number, (user, job) in enumerate(self._turns(), 1):
            found[job] = Place(number, len(seen) - (user in seen))
            seen.add(user)
        return found

    def place_if_joined(self, user: UserId, weight: int = 1) -> Place:
        """The place that one more job of this person would have."""
        me = self._waiting.get(user, _Person())
        mine = len(me.jobs)
        my_weight = max(weight, me.taken + 1)
        my_round = (mine + me.taken) // my_weight
        ahead, people, before_me = mine, 0, True
        for other, person in self._waiting.items():
            if other == user:
                before_me = False
                continue
            theirs = max(0, min(len(person.jobs), person.turns(my_round if before_me else my_round - 1).stop))
            ahead += theirs
            people += theirs > 0
        return Place(ahead + 1, people)

    def _turns(self) -> Iterator[tuple[UserId, JobId]]:
        everybody = [(user, person, list(person.jobs)) for user, person in self._waiting.items()]
        rounds = 0
        while everybody:
            for user, person, jobs in everybody:
                for job in jobs[person.turns(rounds)]:
                    yield user, job
            rounds += 1
            everybody = [one for one in everybody if one[1].turns(rounds).start < len(one[2])]
