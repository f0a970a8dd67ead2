"""The command line: `python -m tests.chaos`. Knows nothing of how a run is carried out or judged."""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Final

from sandbox.client import Api, SandboxProcess
from tests.chaos.auditor import Verdict, audit, details
from tests.chaos.gathering import gather
from tests.chaos.mutants import MUTANTS
from tests.chaos.plan import Planner
from tests.chaos.records import Deed, Records
from tests.chaos.run import QUIET_S, SETTINGS, Run
from tests.chaos.steps import MUTANT, POINTS
from tests.chaos.weathers import WEATHERS

AIMED_PATIENCE_S: Final = 10.0
"""Who aims at one point wants it to be reached; a whole run has other points to go to."""


async def chaos(
    planner: Planner, data: Path, *, mutant: str = "", verbose: bool = False, quiet_s: float = QUIET_S
) -> tuple[Verdict, Run]:
    """One run from its start to its verdict; prints its line, and on standard error what is behind it."""
    module = "tests.chaos.mutants" if mutant else "tests.chaos.launcher"
    with SandboxProcess(data=data, settings=SETTINGS, bot=False, bot_module=module) as process:
        async with Api(process.addresses) as api:
            run = Run(api, data, {MUTANT: mutant} if mutant else {}, verbose, quiet_s, planner.bot_budgets_usd())
            await run.prepare()
            began = time.monotonic()
            await run.carry_out(planner.rounds())
            killing_s = time.monotonic() - began
            await run.settle(planner.closing())
            records = await gather(run)
    verdict = audit(records)
    sys.stdout.write(f"{verdict.line(run.kills)}\n")
    sys.stdout.flush()
    sys.stderr.writelines(f"{line}\n" for line in details(records, verdict))
    _say_the_rest(planner, run, records, verdict, killing_s, time.monotonic() - began - killing_s)
    return verdict, run


def _mixed(run: Run, records: Records) -> str:
    """What people did beside /imagine, how much of it was answered, and how many requests a budget refused."""
    did, told = Counter(deed.what for deed in run.desk.deeds), Counter(filter(None, map(_told, run.desk.deeds)))
    deeds = ", ".join(f"{what} {told[what]}/{number}" for what, number in sorted(did.items()))
    refused = sum("no budget left" in str(message.now["content"]) for message in records.messages)
    asked_again = sum(row["parent_id"] is not None for row in records.database.jobs.values())
    spent = sum(row["micros"] for row in records.database.spendings if row["kind"] == "paid") / 1_000_000
    return f"answered/did: {deeds}; {asked_again} jobs by buttons, {refused} refused by budgets, {spent:.2f} $ paid"


def _told(deed: Deed) -> str | None:
    return deed.what if deed.answered else None


def _say_the_rest(
    planner: Planner, run: Run, records: Records, verdict: Verdict, killing_s: float, settling_s: float
) -> None:
    say = [f"{killing_s / max(1, run.kills):.2f} s per kill, {settling_s:.1f} s until all was quiet and gathered"]
    say += [_mixed(run, records)]
    say += [f"excused: {found.subject} {found.why}" for found in verdict.excused]
    say += [f"violation: {violation}" for violation in run.violations]
    never = [point for point in planner.points if point not in run.reached]
    if never:
        say.append(f"never reached: {', '.join(never)}")
    sys.stderr.writelines(f"{line}\n" for line in say)


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code: 1 when a promise was broken."""
    parser = argparse.ArgumentParser("python -m tests.chaos", description="Kill the real bot again and again.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=0, help="/imagine in all (as many as kills)")
    parser.add_argument(
        "--aim", action="append", metavar="POINT", choices=POINTS, help="kill only here, in fair weather"
    )
    parser.add_argument(
        "--weather", action="append", metavar="NAME", choices=sorted({weather.name for weather in WEATHERS}),
        help="each round begins with the next of these (a draw from all)",
    )  # fmt: skip
    parser.add_argument("--quiet-s", type=float, default=QUIET_S, help="patience after the last kill (%(default)g)")
    parser.add_argument("--mutant", default="", choices=("", *MUTANTS), help="break one guarantee on purpose")
    parser.add_argument("--budget-usd", type=float, help="what all servers may spend in a day (by the plan)")
    parser.add_argument("--verbose", action="store_true", help="print the plan of each round")
    parser.add_argument("--data", type=Path, help="keep the database and the bot's log here")
    parsed = parser.parse_args(arguments)
    planner = Planner(parsed.seed, parsed.kills, parsed.jobs or parsed.kills, budget_usd=parsed.budget_usd)
    if parsed.aim:
        planner.points, planner.aimed_share, planner.aim_patience_s = parsed.aim, 1.0, AIMED_PATIENCE_S
        planner.mixed = False
        planner.weathers = []
    if parsed.weather:
        planner.weathers = [weather for weather in WEATHERS if weather.name in parsed.weather]
    with tempfile.TemporaryDirectory(prefix="imagine-chaos-") as folder:
        data = parsed.data or Path(folder)
        run = chaos(planner, data, mutant=parsed.mutant, verbose=parsed.verbose, quiet_s=parsed.quiet_s)
        verdict, _ = asyncio.run(run)
    return 0 if verdict.clean else 1


if __name__ == "__main__":
    sys.exit(main())
