"""How fast /imagine is acknowledged when many members press at the same instant: the real bot, in the sandbox.

Prints one JSON line; exits 1 if anybody was not answered or not served. Times are this machine's.
"""

import argparse
import asyncio
import json
import statistics
import sys
from typing import Any

from sandbox.client import Api, SandboxProcess

SIZE = "1024x1024(1:1)"
SERVED_WITHIN_S = 120.0
LOOK_EVERY_S = 0.2


async def press_together(api: Api, members: int) -> dict[str, Any]:
    """All press once; what they saw."""
    await api.call("PATCH", "/provider", {"queue_s": 1, "render_s": 3, "slots": members})
    people = [(await api.call("POST", "/members", {"name": f"member {number}"}))["id"] for number in range(members)]
    answers = await asyncio.gather(*(_press(api, who) for who in people))
    served = await asyncio.gather(
        *(_served(api, who, answer["message"]) for who, answer in zip(people, answers, strict=True))
    )
    provider = await api.call("GET", "/provider")
    times_ms = sorted(answer["answer_ms"] for answer in answers if answer["state"] == "answered")
    return {
        "members": members,
        "answered": len(times_ms),
        "served": sum(served),
        "paid_requests": len(provider["requests"]),
        "ack_ms_p50": round(statistics.median(times_ms), 1),
        "ack_ms_p99": round(times_ms[min(len(times_ms) - 1, int(len(times_ms) * 0.99))], 1),
        "ack_ms_max": round(times_ms[-1], 1),
        "violations": len(await api.call("GET", "/violations")),
    }


async def _press(api: Api, who: str) -> dict[str, Any]:
    options = {"prompt": "a crowd", "aspect_ratio": SIZE}
    begun = await api.call("POST", "/commands/imagine", {"as": who, "channel": "pictures", "options": options})
    return await api.answered(begun["interaction"])


async def _served(api: Api, who: str, message: str | None) -> bool:
    if message is None:
        return False
    async with asyncio.timeout(SERVED_WITHIN_S):
        while not (await api.call("GET", f"/messages/{message}", None, **{"as": who}))["attachments"]:
            await asyncio.sleep(LOOK_EVERY_S)
    return True


async def _run(members: int) -> int:
    with SandboxProcess(settings={"PARALLEL_JOBS": str(members)}) as process:
        async with Api(process.addresses) as api:
            figures = await press_together(api, members)
    print(json.dumps(figures))
    return 0 if figures["answered"] == figures["served"] == figures["paid_requests"] == members else 1


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.crowd", description=__doc__)
    parser.add_argument("--members", type=int, default=50)
    return asyncio.run(_run(parser.parse_args().members))


if __name__ == "__main__":
    sys.exit(main())
