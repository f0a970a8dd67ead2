"""What the doctor says of this machine: what is so, and how to mend it. Plain text, in English. Decides nothing.

Of Discord and RunComfy it speaks in doctor_discord_words.py and doctor_runcomfy_words.py beside this.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.chat.text import count

Said = tuple[str, str]
"""What is so, and how to mend it."""

_MIB: Final = 1024 * 1024


def line(level: str, what: str, mend: str) -> str:
    """One finding on one line."""
    return f"{level:<5}  {what}{f' {mend}' if mend else ''}"


def summary(wrong: int, warn: int, well: int) -> str:
    """The last line."""
    if not wrong and not warn:
        return f"All is well: {count(well, 'thing', 'things')} looked at."
    parts = [f"{wrong} wrong"] if wrong else []
    parts += [f"{warn} worth a look"] if warn else []
    return f"{', '.join(parts)}, {well} well."


def no_answer(check: str, bound_s: float) -> Said:
    """A check did not come to an end."""
    return (f"{check}: no answer within {bound_s:g} s.", "Look whether the network or the disk hangs, and try again.")


def check_failed(check: str, error: str) -> Said:
    """A mistake of ours."""
    return (f"{check}: this check itself failed ({error}).", "Please report the lines above it.")


def not_asked(whom: str, setting: str) -> Said:
    """Without this setting there was nothing to ask with."""
    return (f"{whom} was not asked, for {setting} cannot be used.", "Mend that first.")


# --- settings ---------------------------------------------------------------------------------------------------------


def settings_right(number: int) -> str:
    """No problem with any."""
    return f"All {number} settings are right."


def setting_wrong(problem: str) -> Said:
    """One of them; the problem is a sentence that names it."""
    return (problem if problem.endswith((".", "!", "?")) else f"{problem}.", "Mend it in .env or the environment.")


def setting_misspelt(name: str, near: str) -> Said:
    """A name in .env that looks like a setting's."""
    return (f"There is no setting {name}, and nothing reads it.", f"If {near} is meant, write that.")


def env_file_open(file: str) -> Said:
    """The file with the secrets."""
    return (f"Others on this machine can read {file}, which holds the token and the key.", f"chmod 600 {file}")


# --- this machine -----------------------------------------------------------------------------------------------------


def versions(bot: str, names: Mapping[str, str]) -> str:
    """What runs here."""
    return f"imagine-bot {bot} on {', '.join(f'{name} {version}' for name, version in names.items())}; all new enough."


def _dotted(version: Sequence[int]) -> str:
    return ".".join(map(str, version))


def python_old(found: str, least: Sequence[int]) -> Said:
    """This Python will not do."""
    return (f"Python {found} is older than {_dotted(least)}.", "Install a newer one.")


def sqlite_old(found: str, least: Sequence[int]) -> Said:
    """Nobody has tried this SQLite."""
    return (f"SQLite {found} is older than {_dotted(least)}, the oldest that is tried.", "Use a newer Python.")


def library_missing(name: str) -> Said:
    """Not installed."""
    return (f"{name} is not installed.", "pip install --require-hashes -r requirements.lock")


def library_old(name: str, found: str, least: str) -> Said:
    """Too old."""
    return (f"{name} {found} is older than {least}.", "pip install --require-hashes -r requirements.lock")


def spool_writable(folder: str, *, there: bool) -> str:
    """Pictures can rest there."""
    return f"SPOOL_DIR {folder} can be written." if there else f"SPOOL_DIR {folder} will be made, and can be written."


def spool_not_writable(folder: str, why: str) -> Said:
    """No picture gets through."""
    return (f"SPOOL_DIR {folder} cannot be written: {why}.", "Choose a folder that can, or make room on its disk.")


def disk_free(setting: str, free_bytes: int) -> str:
    """There is room."""
    return f"{setting} has {free_bytes // _MIB} MiB of free disk."


def disk_low(setting: str, place: str, free_bytes: int, wanted_bytes: int) -> Said:
    """There is little room."""
    return (
        f"{setting} has only {free_bytes // _MIB} MiB of free disk at {place}.",
        f"Make room: {wanted_bytes // _MIB} MiB are little enough.",
    )


LETTERS_THERE: Final = "Charts can be drawn in every language of the bot."


def letters_lacking(languages: Sequence[str]) -> Said:
    """Nothing is broken: a hint."""
    return (
        f"Charts are in English for who reads {', '.join(languages)}: no font here has all letters.",
        "Install one to have them, such as Debian's fonts-wqy-microhei or fonts-noto-cjk.",
    )


def charts_fail(why: str) -> Said:
    """There are only files instead of charts."""
    return (f"Charts cannot be drawn: {why}.", "pip install --require-hashes -r requirements.lock")


def clock_agrees(whose: str) -> str:
    """No difference that could be seen."""
    return f"This machine's clock agrees with {whose}."


def clock_differs(whose: str, ahead_s: float) -> Said:
    """Ahead, or behind where that is negative."""
    way = "ahead of" if ahead_s > 0 else "behind"
    return (
        f"This machine's clock is {abs(ahead_s):.0f} s {way} {whose}.",
        "Let it be set over the network (NTP): Discord's 3 s for an answer and the days of quotas are counted by it.",
    )


# --- the database, and a bot on it ------------------------------------------------------------------------------------


def database_new(file: str) -> Said:
    """Nothing is there yet."""
    return (
        f"There is no database {file} yet.",
        "The bot makes it at its first start; if there should be one, see DATABASE_URL.",
    )


def database_cannot_be_made(file: str, folder: str) -> Said:
    """Nothing is there, and nothing can be."""
    return (
        f"There is no database {file}, and none can be made in {folder}.",
        "Give the bot's user the right to write there.",
    )


def database_read_only(file: str) -> Said:
    """The bot could not write."""
    return (
        f"The database {file} or its folder is read-only.",
        "Give the bot's user the right to write both, or mend the disk.",
    )


def database_of_another(file: str, owner: int, us: int) -> Said:
    """What this user may is not what the bot may."""
    return (
        f"The database {file} belongs to user {owner}, and this is user {us}.",
        "Run the doctor as the bot runs, or what it says of rights means nothing.",
    )


def database_unusable(file: str, why: str) -> Said:
    """The store's own reason."""
    where = "" if file in why else f" {file}"
    return (f"The database{where} cannot be read: {why}.", "Look at DATABASE_URL, or restore a backup.")


def database_damaged(how: str) -> Said:
    """SQLite found it."""
    return (f"The database is damaged: {how}.", "Stop the bot and restore a backup (python -m bot restore FILE).")


def database_well(size_bytes: int, schema: int, *, complete: bool) -> str:
    """It is whole, or what was seen of it is."""
    whole = "is whole" if complete else "is whole as far as there was time to look"
    return f"The database {whole}: schema {schema}, {size_bytes / _MIB:.1f} MiB."


def schema_too_new(found: int, known: int) -> Said:
    """A newer program has been here."""
    return (
        f"The database has schema {found}, this program knows {known}.",
        "Start the newer version, or restore the backup made before the upgrade.",
    )


def schema_old(found: int, known: int) -> Said:
    """It will be upgraded."""
    return (f"The database has schema {found}; the next start brings it to {known}.", "Make a backup before.")


def log_large(size_bytes: int) -> Said:
    """Something keeps SQLite from tidying up."""
    return (
        f"{size_bytes // _MIB} MiB wait beside the database to be brought into it.",
        "Look for a program that has read it for hours; restarting the bot helps.",
    )


def unresolved(number: int) -> Said:
    """Somebody has to look."""
    return (
        f"{count(number, 'request was', 'requests were')} perhaps paid without a picture for anybody.",
        "python -m bot unresolved",
    )


NO_BOT_RUNS: Final = "No bot runs on this database."
HEALTH_OFF: Final = "It was not asked how it is, for HEALTH_PORT is 0."


def lock_unreadable(why: str) -> Said:
    """Not to be told."""
    return (f"It cannot be told whether a bot runs: {why}.", "Run the doctor as the bot runs.")


def bot_runs(owner: str) -> str:
    """Somebody owns the database."""
    return f"A bot runs: {owner}."


def bot_well(owner: str) -> str:
    """It says so itself."""
    return f"A bot runs and is well: {owner}."


def bot_not_well(owner: str, problem: str) -> Said:
    """What it says of itself."""
    return (f"A bot runs and is not well ({owner}): {problem}.", "docs/operations.md says what to do.")
