"""What members read about their own past: history, one result, posting again, cancelling, help. Decides nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.chat.error_words import sentence
from bot.chat.labels import EDIT_ALT_TEXT, REPORT, USE_PROMPT
from bot.chat.languages import Language, mark, mark_many
from bot.chat.text import cut, plain, shown, utf16_units
from bot.chat.wording import cancel_answer, seconds_of, timestamp, wish_facts
from bot.core.errors import ImagineError
from bot.core.history import WORDS_LIMIT_CHARS, Page
from bot.core.imagine import CancelAnswer
from bot.core.jobs import Job, UserId
from bot.core.quotas import Allowance, Period
from bot.core.reposting import Reposted

ENTRY_PROMPT_LIMIT: Final = 240
"""Of each result in the history; five of them and their facts stay far below the 4000 characters of a layout."""
WHOLE_PROMPT_LIMIT: Final = 1700
"""More than any prompt has in UTF-16 units."""
POSTED_PROMPT_LIMIT: Final = 1000
LIST_PROMPT_LIMIT: Final = 42
"""Where up to 25 requests are listed in one message of 2000 characters."""
SUGGESTION_LIMIT: Final = 100
"""The name of one choice, says Discord."""
SEARCH_LIMIT_UNITS: Final = 60
"""UTF-16 units of the words that are searched for: with the rest of a button's id they stay below its 100."""


def searched(words: str | None) -> str:
    """What somebody typed, as it is searched for and as a button's id can carry it."""
    text = plain(words or "")[:WORDS_LIMIT_CHARS]
    while utf16_units(text) > SEARCH_LIMIT_UNITS:
        text = text[:-1]
    return text.strip()


# --- the history ------------------------------------------------------------------------------------------------------


def heading(say: Language, page: Page) -> str:
    """What stands over a page."""
    if page.place.words:
        words = shown(page.place.words, SEARCH_LIMIT_UNITS + 2)
        return f"### {say('Your pictures here with {words}', words=words)}"
    return f"### {say('Your pictures here')}"


def nothing_found(say: Language, page: Page) -> str:
    """A history without results."""
    if page.place.words:
        return say(
            "No picture of yours here has these words in its prompt. {history} alone shows them all.",
            history=say.command("history"),
        )
    return say("You have no finished pictures here yet. {imagine} makes one.", imagine=say.command("imagine"))


def entry(say: Language, job: Job, link: str | None) -> str:
    """One result in the history."""
    return f"{shown(job.request.prompt, ENTRY_PROMPT_LIMIT)}\n{wish_facts(say, job)}\n-# {_when(say, job, link)}"


def _when(say: Language, job: Job, link: str | None) -> str:
    ago = timestamp(job.ended_at or job.accepted_at, "R")
    return ago if link is None else f"{ago} · [{say('Go to the message')}]({link})"


def detail(say: Language, job: Job, link: str | None) -> str:
    """All that there is to say of one result."""
    time = timestamp(job.ended_at or job.accepted_at, "f")
    took = seconds_of(say, ((job.ready_at or job.accepted_at) - job.accepted_at).total_seconds())
    counted = say.many("counted as {n} picture", "counted as {n} pictures", job.cost)
    lines = [shown(job.request.prompt, WHOLE_PROMPT_LIMIT), wish_facts(say, job)]
    if job.parent is None:
        lines[1] += f" · <@{job.user_id}>"
    lines += [f"-# {time} · {took} · {counted}", f"-# {_when(say, job, link)}"]
    return "\n".join(lines)


def not_all_shown(say: Language, shown_here: int, job: Job) -> str | None:
    """Under the pictures of a set that is larger than what is shown, or where no link can be shown; None otherwise."""
    missing = len(job.outputs) - shown_here
    if not missing:
        return None
    return "-# " + say.many("{n} more picture: press Original.", "{n} more pictures: press Original.", missing)


def remove_question(say: Language, job: Job) -> str:
    """What is asked before a result leaves the history."""
    stays = say("It is no longer found in your history. Its message in the chat stays; it has a button of its own.")
    return f"{shown(job.request.prompt, ENTRY_PROMPT_LIMIT)}\n{stays}"


REMOVED: Final = mark("Removed from your history. Its message in the chat stays until somebody deletes it.")


def suggestions(jobs: Sequence[Job]) -> list[tuple[str, str]]:
    """What is offered while somebody types: prompts and ids. Discord takes no two choices of the same name."""
    offered: dict[str, str] = {}
    for job in jobs:
        prompt = plain(job.request.prompt) or "…"
        name, number = cut(prompt, SUGGESTION_LIMIT), 1
        while name in offered:
            number += 1
            name = f"{cut(prompt, SUGGESTION_LIMIT - len(f' ({number})'))} ({number})"
        offered[name] = str(job.id)
    return list(offered.items())


# --- posting again ----------------------------------------------------------------------------------------------------

FETCHING_AGAIN: Final = mark("Fetching the pictures from the studio to post them here …")
REPOSTED: Final = {
    Reposted.POSTED: mark("Posted again. That is free."),
    Reposted.BUSY: mark("I am still posting another one for you. Please wait for it."),
    Reposted.GONE: mark("The studio no longer has these pictures, so I cannot post them again."),
    Reposted.AWAY: mark(
        "The studio does not hand out these pictures just now; old ones may be gone for good."
        " Please try again in a few minutes."
    ),
    Reposted.LATER: mark("Discord is in trouble, so I could not post them. Please try again in a few minutes."),
    Reposted.CLOSED: mark("I may not write in this channel, so I could not post them."),
    Reposted.TOO_LARGE: mark("These pictures cannot be made small enough for this chat."),
}


def posted_again(say: Language, job: Job, by: UserId, pictures: int, *, echo: bool = True) -> str:
    """The message in which pictures stand once more. Without `echo` the prompt is left out."""
    lines = [shown(job.request.prompt, POSTED_PROMPT_LIMIT)] if echo else []
    if by == job.user_id:
        who = say("Posted again by {member}", member=f"<@{by}>")
    else:
        who = say("Made by {maker}, posted again by {member}", maker=f"<@{job.user_id}>", member=f"<@{by}>")
    lines.append(f"-# {who} · {timestamp(job.ended_at or job.accepted_at, 'd')}")
    missing = len(job.outputs) - pictures
    if missing:
        more = say.many("{n} more picture is not shown here.", "{n} more pictures are not shown here.", missing)
        lines.append(f"-# {more}")
    return "\n".join(lines)


# --- cancelling -------------------------------------------------------------------------------------------------------

NOTHING_IN_THE_MAKING: Final = mark("You have nothing in the making here that could be cancelled.")


def cancel_question(say: Language, jobs: Sequence[Job]) -> str:
    """What is asked before requests are cancelled."""
    if len(jobs) == 1:
        return f"{say('This is in the making. Cancel it?')}\n- {_listed(jobs[0])}"
    several = say.many("You have {n} in the making here.", "You have {n} in the making here.", len(jobs))
    return "\n".join([several, *(f"- {_listed(job)}" for job in jobs)])


def cancelled_each(say: Language, answers: Iterable[tuple[Job | None, CancelAnswer | ImagineError]]) -> str:
    """What became of each request; None is one that we do not know, or that is somebody else's."""
    told: dict[str, list[Job]] = {}
    certain: list[Job] = []
    for job, answer in answers:
        if answer is CancelAnswer.CANCELLED and job is not None:
            certain.append(job)
            continue
        text = sentence(say, answer) if isinstance(answer, ImagineError) else cancel_answer(say, answer, 0)
        told.setdefault(text, []).extend([job] if job is not None else [])
    lines: list[str] = []
    if certain:
        lines.append(cancel_answer(say, CancelAnswer.CANCELLED, sum(job.cost for job in certain)))
        lines += [f"- {_listed(job)}" for job in certain]
    for text, jobs in told.items():
        lines += [text, *(f"- {_listed(job)}" for job in jobs)]
    return "\n".join(lines)


def _listed(job: Job) -> str:
    return shown(job.request.prompt, LIST_PROMPT_LIMIT)


# --- a message's menu -------------------------------------------------------------------------------------------------

NO_WORDS: Final = mark("I find no words in this message that I could draw. Try one with a text, or one of my pictures.")

# --- help -------------------------------------------------------------------------------------------------------------

EXAMPLES: Final = (
    mark("a lighthouse at dusk, waves, warm light in the window"),
    mark("an old map of a city that never existed, ink and watercolour"),
)
ALLOWED: Final = {
    Period.DAY: mark_many("You have {n} picture here each day.", "You have {n} pictures here each day."),
    Period.WEEK: mark_many("You have {n} picture here each week.", "You have {n} pictures here each week."),
    Period.MONTH: mark_many("You have {n} picture here each month.", "You have {n} pictures here each month."),
}


def help_text(say: Language, commands: Mapping[str, str], allowance: Allowance, *, in_server: bool) -> str:
    """The answer of /help; `commands` are names and what they do. Reports there are `in_server` only."""
    prompt = say.name("prompt")
    examples = [f"> {say.command('imagine')} `{prompt}: {say(example)}`" for example in EXAMPLES]
    listed = [f"- {say.command(name)} {say(does)}" for name, does in commands.items()]
    set_cost = say("A set counts as {cost}. What is cancelled or fails is given back.", cost=allowance.set_cost)
    menu = say("You like somebody's words? Open the menu of a message, then Apps, then “{use}”.", use=say(USE_PROMPT))
    describe = say(
        "“{edit}” in that menu lets you write what your picture shows, for people who cannot see it.",
        edit=say(EDIT_ALT_TEXT),
    )
    report = [say("“{report}” there shows a picture to the moderators.", report=say(REPORT))] if in_server else []
    return "\n".join(
        [
            say("**I turn words into pictures.** For example:"),
            *examples,
            "",
            *listed,
            "",
            say("Buttons under each picture bring it again, changed, larger or in another shape."),
            menu,
            describe,
            *report,
            f"{say.many(*ALLOWED[allowance.period], allowance.images)} {set_cost}",
        ]
    )
