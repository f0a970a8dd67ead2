"""The line in which jobs wait for their turn: round robin between people. Knows neither jobs' states nor time."""

from collections import OrderedDict, deque

from bot.core.jobs import JobId, UserId


class FairLine:
    """Everybody's first waiting job before anybody's second one.

    People keep their place in the round while they have something waiting; within one person first come, first served.
    """

    def __init__(self) -> None:
        self._waiting: OrderedDict[UserId, deque[JobId]] = OrderedDict()

    def __len__(self) -> int:
        return sum(len(jobs) for jobs in self._waiting.values())

    def join(self, user: UserId, job: JobId) -> None:
        """Add a job at its person's end; joining twice changes nothing."""
        jobs = self._waiting.setdefault(user, deque())
        if job not in jobs:
            jobs.append(job)

    def leave(self, user: UserId, job: JobId) -> bool:
        """Take a job out; whether it was waiting."""
        jobs = self._waiting.get(user)
        if jobs is None or job not in jobs:
            return False
        jobs.remove(job)
        if not jobs:
            del self._waiting[user]
        return True

    def next(self) -> JobId | None:
        """Take out the job whose turn it is; its person goes to the end of the round."""
        if not self._waiting:
            return None
        user, jobs = next(iter(self._waiting.items()))
        job = jobs.popleft()
        if jobs:
            self._waiting.move_to_end(user)
        else:
            del self._waiting[user]
        return job

    def order(self) -> list[JobId]:
        """All waiting jobs in the order in which their turns would come if nobody else joined."""
        rounds = [list(jobs) for jobs in self._waiting.values()]
        return [jobs[turn] for turn in range(max(map(len, rounds), default=0)) for jobs in rounds if turn < len(jobs)]

    def place_if_joined(self, user: UserId) -> int:
        """The place, counted from 1, that one more job of this person would have."""
        mine = len(self._waiting.get(user, ()))
        ahead, before_me = mine, True
        for person, jobs in self._waiting.items():
            if person == user:
                before_me = False
            else:
                ahead += min(len(jobs), mine + before_me)
        return ahead + 1
