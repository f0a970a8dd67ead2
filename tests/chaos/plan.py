"""What happens in a run, drawn from one seed: who types what, which weather there is, where the bot is killed.

Pure: the same seed gives the same plan. Knows neither the sandbox nor the bot.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from tests.chaos.acts import (
    Act,
    Afford,
    Bin,
    Blow,
    Cancel,
    Clear,
    Collect,
    Delete,
    Drop,
    Erase,
    Expire,
    More,
    Order,
    Redeliver,
    Report,
    Type,
    Walls,
    Weather,
)
from tests.chaos.steps import POINTS, Provoked
from tests.chaos.weathers import WEATHERS

MEMBERS: Final = ("ada", "bruno", "mira", "olga", "dora", "emil", "greta")
GREEDY: Final = "greta"
"""This member wants more than the quota has."""
MODERATOR: Final = "mira"
PLACES: Final = ("pictures", "general", "night-shots", "quay", "dm")
WALLED: Final = "quay"
"""The only place where the bot may lose its rights."""
SIZE: Final = "1024x1024(1:1)"

AIMED_SHARE: Final = 0.65
"""Of all kills; of the others every second one comes while the bot is starting."""
STARTING_S: Final = 0.75
"""A start takes about this long; kills during it are spread over that time."""
UP_S: Final = 1.2
"""Kills at random instants come at most this long after the bot was ready."""
AIM_PATIENCE_S: Final = 2.2
"""A step that was not reached so long after the bot was ready is given up: the kill comes anyway."""
WALLS_PATIENCE_S: Final = 3.5
"""So long for what needs pictures that find no way into the chat: they try several ways."""
SPREAD_S: Final = 0.6
"""What members do is spread over so long after the bot was ready."""

QUICK_SHARE: Final = 0.5
QUICK_QUEUE_S: Final = 0.3
QUICK_RENDER_S: Final = 0.5
SLOW_S: Final = 1.5
"""The longest queue and rendering, in seconds; together the quick ones are over at the bot's first look."""

DOWN_SHARE: Final = 0.08
"""Of all /imagine: typed while the bot is down."""
CANCEL_SHARE: Final = 0.15
WEATHER_SHARE: Final = 0.45
SET_SHARE: Final = 0.2
GREEDY_SHARE: Final = 0.2
MORE_SHARE: Final = 0.5
"""Of the rounds: in which somebody uses what stands under pictures."""
RULE_SHARE: Final = 0.5
"""Of the rounds: in which somebody who may decides about people or money."""
EARLY_S: Final = 0.3
"""What takes several steps begins so soon, or it would never come to its last one."""
RULES: Final = ("grant", "grant", "grant", "reset", "block", "pause", "afford", "afford", "clear", "erase")
GRANT_MOST: Final = 10_000
"""The most that one grant may be; no round of a plan comes to that."""
PICTURE_USD: Final = 0.03
SET_USD: Final = 15 * PICTURE_USD
"""A set is held at that; a budget below it refuses every one."""
WALLS_ROUNDS: Final = 3
"""Walls fall again after so many rounds."""


@dataclass(frozen=True, slots=True)
class Kill:
    """Where the bot dies: at a point's passage, or `at_s` after its start was asked for or it was ready."""

    point: str | None
    passage: int
    starting: bool
    at_s: float

    @property
    def die_at(self) -> str:
        """For the launcher; empty for none."""
        return "" if self.point is None else f"{self.point}#{self.passage}"


@dataclass(frozen=True, slots=True)
class Round:
    """One life of the bot. `acts` are done at their seconds after it was ready, `before` while it is down."""

    number: int
    kill: Kill
    before: tuple[Act, ...] = ()
    acts: tuple[tuple[float, Act], ...] = ()
    provider: tuple[tuple[str, float], ...] = ()
    """How quick the provider is from now on."""

    def __str__(self) -> str:
        kill = self.kill
        where = f"at {kill.die_at}, else" if kill.point else "while starting," if kill.starting else "while up,"
        speed = " ".join(f"{name}={value:.2f}" for name, value in self.provider)
        lines = [f"round {self.number}: kill {where} after {kill.at_s:.2f} s; {speed}"]
        lines += [f"  down    {_words(act)}" for act in self.before]
        lines += [f"  {at_s:4.2f} s  {_words(act)}" for at_s, act in self.acts]
        return "\n".join(lines)


def _words(act: Act) -> str:
    return act.weather.words + f" times={act.times}" if isinstance(act, Blow) else str(act)


@dataclass
class Planner:
    """Draws the rounds one after the other. `points` are aimed at in turn; `jobs` /imagine are typed in all.

    `weathers` None leaves the weather to chance; otherwise each round begins with the next of these, if there are any.
    """

    seed: int
    kills: int
    jobs: int
    points: Sequence[str] = tuple(POINTS)
    aimed_share: float = AIMED_SHARE
    aim_patience_s: float = AIM_PATIENCE_S
    weathers: Sequence[Weather] | None = None
    mixed: bool = True
    """Whether people do more than to type /imagine and to press Cancel."""
    budget_usd: float | None = None
    """What all servers may spend in a day, where that is not left to the plan."""
    _random: Random = field(init=False)
    _typed: int = field(init=False, default=0)
    _granted: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    def rounds(self) -> Iterator[Round]:
        """As many as there are kills."""
        random, aims = self._random, self._aims()
        walls_until: int | None = None
        for number in range(1, self.kills + 1):
            kill = self._kill(aims)
            acts: list[tuple[float, Act]] = []
            before: list[Act] = []
            step = POINTS[kill.point] if kill.point else None
            if walls_until is not None and number >= walls_until:
                before.append(Walls(up=False))
                walls_until = None
            if step is not None:
                if step.provoked is Provoked.BY_WALLS and walls_until is None:
                    walls_until = number + WALLS_ROUNDS
                for _ in range(kill.passage):
                    acts += self._provoke(step.provoked)
            if not kill.starting:
                acts += self._weather(number)
            while self._typed < self.jobs * number / self.kills:
                if random.random() < DOWN_SHARE:
                    before.append(self._type())
                elif kill.starting:
                    break  # nobody could be heard; the next round makes up for it
                else:
                    acts.append((random.uniform(0, SPREAD_S), self._type(cancel=random.random() < CANCEL_SHARE / 2)))
            if random.random() < CANCEL_SHARE and not kill.starting:
                acts.append((random.uniform(0, SPREAD_S), Cancel(random.random(), random.random() < 0.2)))
            if not kill.starting and self.mixed:
                acts += self._more() + self._rule()
            acts.sort(key=lambda act: act[0])
            yield Round(number, kill, tuple(before), tuple(acts), self._speed(kill))

    def bot_budgets_usd(self) -> dict[str, float]:
        """What all servers together may spend; some must be refused, and only at the end most of them."""
        if self.budget_usd is not None:
            return {"day": self.budget_usd}
        if not self.mixed:
            return {}
        usual = self.jobs * PICTURE_USD
        return {"day": round(1.4 * usual + 2 * SET_USD, 2), "month": round(1.3 * usual + 3 * SET_USD, 2)}

    def closing(self) -> tuple[list[Act], list[Act]]:
        """What people do once nobody is killed any more, and what when every request is over: all of it is answered."""
        if not self.mixed:
            return [], []
        random = self._random
        open_again: list[Act] = [
            Order("resume"),
            *(Order("unblock", member) for member in MEMBERS),
            Afford("day", 1000),
        ]
        uses: list[Act] = [
            Order("quota grant", GREEDY, GRANT_MOST),
            Afford("month", 1000),
            Clear(charged=True),
            Clear(charged=False),
        ]
        uses += [More(random.random(), MODERATOR, how, self._prompt()) for how in ("again", "edit", "largest", "size")]
        uses += [Bin(random.random(), sure=True), Report(random.random(), MODERATOR)]
        return open_again + uses, [Bin(random.random(), sure=True), *(Erase(member) for member in MEMBERS[:3])]

    def _aims(self) -> Iterator[str]:
        """Every point in turn, in an order of the seed."""
        while True:
            order = list(self.points)
            self._random.shuffle(order)
            yield from order

    def _kill(self, aims: Iterator[str]) -> Kill:
        random = self._random
        if random.random() < self.aimed_share:
            point = next(aims)
            walls = POINTS[point].provoked is Provoked.BY_WALLS
            at_s = max(WALLS_PATIENCE_S, self.aim_patience_s) if walls else self.aim_patience_s
            often = POINTS[point].provoked is Provoked.BY_IMAGINE
            return Kill(point, random.choice((1, 1, 1, 2)) if often else 1, starting=False, at_s=at_s)
        if random.random() < 0.5:
            return Kill(None, 0, starting=True, at_s=random.uniform(0, STARTING_S))
        return Kill(None, 0, starting=False, at_s=random.uniform(0, UP_S))

    def _speed(self, kill: Kill) -> tuple[tuple[str, float], ...]:
        """Mostly such that a first look finds pictures: a step that comes late is to be reached in time."""
        quick = kill.point is not None or self._random.random() < QUICK_SHARE
        queue_s, render_s = (QUICK_QUEUE_S, QUICK_RENDER_S) if quick else (SLOW_S, SLOW_S)
        return ("queue_s", self._random.uniform(0, queue_s)), ("render_s", self._random.uniform(0.1, render_s))

    def _provoke(self, provoked: Provoked) -> list[tuple[float, Act]]:
        """What makes a step likely to be reached soon."""

        def blow(name: str, **arguments: Any) -> tuple[float, Act]:
            return (0.0, Blow(Weather(name, 1, tuple(arguments.items())), 1))

        match provoked:
            case Provoked.BY_IMAGINE:
                return [(0.02, self._type())]
            case Provoked.BY_RENDERING:
                return [blow("slow", render_s=2.5), (0.02, self._type())]
            case Provoked.BY_BUSY:
                return [blow("submit_status", status=429, retry_after_s=1), (0.02, self._type())]
            case Provoked.BY_FAILING:
                return [blow("fails_on_status"), (0.02, self._type())]
            case Provoked.BY_CANCEL:
                return [blow("long_queue", queue_s=4.0, position=3), (0.02, self._type(cancel=True))]
            case Provoked.BY_WALLS:
                return [(0.0, self._type(where=WALLED)), (0.4, Walls(up=True))]
            case Provoked.BY_COLLECT:
                return [(0.0, Walls(up=False)), (0.05, Collect())]

    def _weather(self, number: int) -> list[tuple[float, Act]]:
        random = self._random
        if self.weathers is not None:
            if not self.weathers:
                return []
            weather = self.weathers[(number - 1) % len(self.weathers)]
            return [(0.0, Blow(weather, weather.most))]
        if random.random() >= WEATHER_SHARE:
            return []
        at_s = random.uniform(0, SPREAD_S / 2)
        kind = random.random()
        if kind < 0.08:
            return [(at_s, Expire())]
        if kind < 0.16:
            return [(at_s, Drop(resumable=random.random() < 0.5))]
        if kind < 0.26:
            return [(at_s, Redeliver(random.random()))]
        if kind < 0.3:
            return [(at_s, Delete(random.random()))]
        weather = random.choice(WEATHERS)
        return [(at_s, Blow(weather, random.randint(1, weather.most)))]

    def _more(self) -> list[tuple[float, Act]]:
        """Somebody uses what stands under pictures."""
        random = self._random
        if random.random() >= MORE_SHARE:
            return []
        at_s, pick, who = random.uniform(0, EARLY_S), random.random(), random.choice(MEMBERS)
        match random.choice(("again", "again", "edit", "largest", "size", "bin", "bin", "report")):
            case "bin":
                return [(at_s, Bin(pick, sure=random.random() < 0.8))]
            case "report":
                return [(at_s, Report(pick, who))]
            case how:
                return [(at_s, More(pick, who, how, self._prompt() if how == "edit" else ""))]

    def _rule(self) -> list[tuple[float, Act]]:
        """Somebody decides; what keeps others out is taken back in the same round, or in one of the next."""
        random = self._random
        if random.random() >= RULE_SHARE:
            return []
        at_s, member = random.uniform(0, EARLY_S), random.choice(MEMBERS)
        match random.choice(RULES):
            case "grant":
                self._granted += 1  # each number once, so that a grant can be told from every other one
                return [(at_s, Order("quota grant", member, self._granted * random.choice((1, 1, -1))))]
            case "block":
                return [(at_s, Order("block", member)), (at_s + random.uniform(0.3, 0.8), Order("unblock", member))]
            case "pause":
                return [(at_s, Order("pause")), (at_s + random.uniform(0.3, 0.8), Order("resume"))]
            case "afford":
                return [(at_s, self._afford())]
            case "clear":
                return [(at_s, Clear(charged=random.random() < 0.5))]
            case "erase":
                return [(at_s, Erase(member))]
            case what:
                return [(at_s, Order(f"quota {what}", member))]

    def _afford(self) -> Afford:
        """Sometimes too little for a set, sometimes for anything; it follows what was spent so far."""
        share = self._random.uniform(0.3, 1.0)
        usd = share * self._typed * PICTURE_USD + self._random.choice((0, SET_USD, SET_USD, 2 * SET_USD, 3 * SET_USD))
        return Afford(self._random.choice(("day", "day", "month")), round(usd, 2))

    def _prompt(self) -> str:
        self._typed += 1
        return f"chaos {self._typed}-{self._random.getrandbits(32):08x} a fox in the rain"

    def _type(self, *, cancel: bool = False, where: str | None = None) -> Type:
        random = self._random
        greedy = random.random() < GREEDY_SHARE
        who = GREEDY if greedy else random.choice(MEMBERS[:-1])
        images = "set" if greedy or random.random() < SET_SHARE else "one"
        place = where or ("pictures" if greedy else random.choice(PLACES))
        prompt = self._prompt()
        return Type(self._typed, who, place, images, prompt, cancel)
