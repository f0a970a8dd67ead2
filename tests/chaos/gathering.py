"""What is left of a run, from the two servers and the bot's file, once nothing happens any more. Judges nothing."""

from tests.chaos.desk import ANSWER_S, PLACE
from tests.chaos.plan import PLACES
from tests.chaos.records import Database, Message, QuotaSaid, Records
from tests.chaos.run import DATABASE, LOG, QUOTA_IMAGES, Run


async def gather(run: Run) -> Records:
    """Everything that the servers and the database know, and what /quota tells each member."""
    await run.keep_log(run.kills + 1)
    (run.data / LOG).write_text("\n".join(run.log))
    run.violations = await run.api.call("GET", "/violations")
    quotas = await _ask_quotas(run)
    messages = await _messages(run)
    await _hear(run, messages)
    interactions = {
        typed.interaction: await run.api.call("GET", f"/interactions/{typed.interaction}") for typed in run.typed
    }
    return Records(
        database=Database.read(run.data / DATABASE),
        requests=(await run.api.call("GET", "/provider"))["requests"],
        typed=run.typed,
        interactions=interactions,
        messages=messages,
        quotas=quotas,
        quota_images=QUOTA_IMAGES,
        deeds=run.desk.deeds,
        people={name: int(number) for name, number in run.members.items()},
        server=int(run.servers[PLACE]),
        bot_budgets={period: round(usd * 1_000_000) for period, usd in run.bot_budgets_usd.items()},
        diary=run.diary,
        log=run.log,
        troubles=run.troubles,
    )


async def _ask_quotas(run: Run) -> list[QuotaSaid]:
    said: list[QuotaSaid] = []
    places = {int(server): place for place, server in run.servers.items() if place in PLACES} | {0: "dm"}
    for member, scope in run.rows("SELECT DISTINCT user_id, scope_id FROM jobs"):
        who = str(member)
        begun = await run.api.call("POST", "/commands/quota", {"as": who, "channel": places[scope]})
        answer = await run.api.answered(begun["interaction"], ANSWER_S)
        if answer["message"] is not None:
            message = await run.api.call("GET", f"/messages/{answer['message']}", None, **{"as": who})
            said.append(QuotaSaid(member, scope, message["content"]))
    return said


async def _hear(run: Run, messages: list[Message]) -> None:
    """What everybody was told about what they did."""
    words: dict[str, list[str]] = {}
    for message in messages:
        words.setdefault(message.interaction, []).extend(str(version["content"]) for version in message.versions)
    for deed in run.desk.deeds:
        answer = await run.api.call("GET", f"/interactions/{deed.interaction}")
        deed.answered = answer["state"] == "answered"
        deed.answered_at = deed.at + (answer["answer_ms"] or 0) / 1000
        deed.words = "\n".join(words.get(deed.interaction, ()))


async def _messages(run: Run) -> list[Message]:
    found = dict(run.deleted)
    for who in run.members.values():
        for place in (*run.channels.values(), "dm"):
            for message in await run.api.call("GET", f"/channels/{place}/messages", None, **{"as": who}):
                found.setdefault(message["id"], (who, message))
    binned = {number: seen for number, seen in run.desk.gone.items() if number not in found}
    messages: list[Message] = []
    for number, (who, seen) in (found | binned).items():
        versions = await run.api.call("GET", f"/messages/{number}/versions", None, **{"as": who})
        deleted = number in run.deleted or number in binned
        messages.append(Message(versions[-1] if deleted else seen, versions, deleted))
    return messages
