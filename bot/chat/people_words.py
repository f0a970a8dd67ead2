"""What members read about their preferences and about what is kept of them, in their language. Decides nothing."""

from collections.abc import Sequence
from typing import Final

from bot.chat import labels
from bot.chat.labels import size_label, titled
from bot.chat.languages import Language, mark, own_name
from bot.chat.text import cut, shown
from bot.core.jobs import Job, JobState
from bot.core.people import Preferences, UnderWay
from bot.core.requests import DEFAULT_IMAGES, DEFAULT_SCALE, DEFAULT_SIZE

OPTION_LIMIT: Final = 100
"""Characters in an option of a menu, says Discord."""
PLACEHOLDER_LIMIT: Final = 150
PROMPT_LIMIT: Final = 50
"""Of a request that is named in a list."""

# --- preferences ------------------------------------------------------------------------------------------------------

SIZE: Final = mark("Shape and size")
SCALE: Final = mark("How closely to follow your words")
IMAGES: Final = mark("How many")
LANGUAGE: Final = mark("Language")
ONLY_ME: Final = mark("Let only me see my pictures")
EVERYBODY: Final = mark("Let everybody see my pictures")
RESET: Final = mark("Reset")
AS_DISCORD: Final = mark("As in your Discord")


def preferences(say: Language, now: Preferences) -> str:
    """The answer of /preferences, and what it becomes with each change."""
    seen = say("Only you see your pictures.") if now.private else say("Everybody here sees your pictures.")
    return "\n".join(
        [
            say("**Your preferences**: what {imagine} takes where you choose nothing.", imagine=say.command("imagine")),
            titled(say, say(SIZE), size(say, now)),
            titled(say, say(SCALE), scale(say, now)),
            titled(say, say(IMAGES), images(say, now)),
            titled(say, say(LANGUAGE), language(say, now)),
            seen,
            f"-# {say('They count in every server and in direct messages, and only for you.')}",
        ]
    )


def size(say: Language, now: Preferences) -> str:
    """The preferred size, or what is usual."""
    return size_label(now.size) if now.size else usual(say, size_label(DEFAULT_SIZE))


def scale(say: Language, now: Preferences) -> str:
    """The preferred scale, or what is usual."""
    if now.scale is None:
        return usual(say, say(labels.SCALE_LABELS[DEFAULT_SCALE]))
    label = labels.SCALE_LABELS.get(now.scale)
    return say(label) if label else f"{now.scale:g}"


def images(say: Language, now: Preferences) -> str:
    """One or a set, or what is usual."""
    return (
        say(labels.IMAGES_LABELS[now.images]) if now.images else usual(say, say(labels.IMAGES_LABELS[DEFAULT_IMAGES]))
    )


def language(say: Language, now: Preferences) -> str:
    """The preferred language, by its own name."""
    return own_name(now.locale) if now.locale else say(AS_DISCORD)


def usual(say: Language, what: str) -> str:
    """A choice that is there without a wish."""
    return cut(say("Usual ({choice})", choice=what), OPTION_LIMIT)


# --- privacy ----------------------------------------------------------------------------------------------------------

EXPORT: Final = mark("Export my data")
ERASE: Final = mark("Delete my data")
ERASE_TITLE: Final = mark("Delete your data?")


def privacy(say: Language, retention_days: int) -> str:
    """The answer of /privacy."""
    if retention_days:
        kept = say.many(
            "Words, links and addresses are erased {n} day after a request has ended.",
            "Words, links and addresses are erased {n} days after a request has ended.",
            retention_days,
        )
    else:
        kept = say("Words, links and addresses stay until you delete them.")
    requests = say(
        "Your requests, with your Discord id: the words, the choices, the times, how they ended, what they counted and"
        " cost, links to the pictures, their alt texts, and the addresses of their messages with Discord's keys to"
        " them."
    )
    return "\n".join(
        [
            f"**{say('What I keep about you')}**",
            f"- {requests} {kept}",
            f"- {say('Your preferences, until you reset them or delete your data.')}",
            f"- {say('Your words go to the studio (RunComfy), which makes the pictures and has rules of its own.')}",
            f"- {say('My log holds ids and times, never your words.')}",
            f"-# {say('Messages and pictures in Discord are kept by Discord: delete them there.')}",
        ]
    )


def erase_question(say: Language) -> str:
    """What is asked before the data are erased; says exactly what goes and what stays."""
    goes = say(
        "**What goes, in every server:** the words of your requests, the links to their pictures and their alt texts,"
        " the addresses of their messages, Discord's keys to them, and your preferences. It cannot be undone."
    )
    return f"{goes}\n{_what_stays(say)}\n{_elsewhere(say)}"


def _what_stays(say: Language) -> str:
    return say(
        "**What stays, for the accounts:** of each request its number, your Discord id, the server, the size and the"
        " other choices, the times, how it ended, what it counted and cost, and the studio's number for it. No words."
    )


def _elsewhere(say: Language) -> str:
    return say(
        "Messages and pictures in Discord stay, and the buttons under them stop working: delete first what you do not"
        " want to be seen. Backups of the bot's operator may hold older data until they are replaced."
    )


def erased(say: Language, jobs: int) -> str:
    """It is done."""
    done = say.many(
        "Done: the words of {n} request are erased, and your preferences.",
        "Done: the words of {n} requests are erased, and your preferences.",
        jobs,
    )
    return f"{done}\n{_what_stays(say)}"


def under_way(say: Language, found: UnderWay, links: Sequence[str | None]) -> str:
    """Why nothing was erased: which requests stand against it, and what to do about each."""
    lines = [
        say.many(
            "Not yet, and nothing was erased: {n} request of yours is not over.",
            "Not yet, and nothing was erased: {n} requests of yours are not over.",
            found.number,
        )
    ]
    for job, link in zip(found.jobs, links, strict=True):
        where = f" · {link}" if link else ""
        lines.append(f"- {shown(job.request.prompt, PROMPT_LIMIT)}{where} · {_what_to_do(say, job)}")
    if found.number > len(found.jobs):
        lines.append(f"- {say('… and others.')}")
    lines.append(say("Then press the button again."))
    return "\n".join(lines)


def _what_to_do(say: Language, job: Job) -> str:
    if job.state is JobState.KEPT:
        return say("its pictures wait for you: type {collect}", collect=say.command("collect"))
    if job.ended or job.state is JobState.READY:
        return say("it is just being finished: wait a moment")
    return say("wait for it, or press Cancel under it")


def exported(say: Language, jobs: int, left_out: int) -> str:
    """What comes with the file."""
    done = say.many(
        "Everything that I keep about you, with {n} request.",
        "Everything that I keep about you, with {n} requests.",
        jobs,
    )
    if not left_out:
        return done
    return say.many(
        "The newest {n} request and your preferences. {older} older ones are more than Discord takes in one file.",
        "The newest {n} requests and your preferences. {older} older ones are more than Discord takes in one file.",
        jobs,
        older=left_out,
    )


EXPORTING: Final = mark("Putting your data together …")
NOT_EXPORTED: Final = mark("I could not bring your file just now. Please try again in a moment.")
