"""Writes docs/settings.md from the declarations of a server's settings. Run by `make docs-settings`."""

import sys
from pathlib import Path
from typing import Final

from bot.chat.languages import ENGLISH, Languages
from bot.chat.settings_words import GROUPS, MEANINGS, TITLES
from bot.core.servers import SETTINGS, Group, Kind, Setting

PAGE: Final = Path(__file__).parents[2] / "docs/settings.md"
_TAKES: Final = {
    Kind.SWITCH: "yes or no",
    Kind.CHANNEL: "a channel",
    Kind.LANGUAGE: "one of the bot's languages",
    Kind.TEXT: "a text of up to {high} characters",
    Kind.CHANNELS: "up to {high} channels",
    Kind.ROLES: "up to {high} roles, each with pictures, requests at once, turns (1 to 10)",
    Kind.WORDS: "up to {high} entries",
}
HEAD: Final = """# What a server decides

Made from the declarations in `bot/core/servers.py` by `make docs-settings`; do not change it by hand. Managers
change all of this with `/imagine-admin settings`. What is not set is as the bot's operator has it. *In the file*: it
is part of what `/imagine-admin export` gives and `import` takes.
"""


def page() -> str:
    """The whole page."""
    say = Languages().of(ENGLISH)
    lines = [HEAD]
    for group in Group:
        lines += [f"## {say(GROUPS[group])}", "", "| setting | name in the file | takes | unset | in the file | |"]
        lines.append("|---|---|---|---|---|---|")
        for one in (setting for setting in SETTINGS if setting.group is group):
            unset = f"`{one.default}`" if one.default else "–"
            portable = "yes" if one.portable else "no"
            cells = (say(TITLES[one.name]), f"`{one.name}`", takes(one), unset, portable, say(MEANINGS[one.name]))
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def takes(one: Setting) -> str:
    """What can be put in."""
    if one.kind is Kind.CHOICE:
        return ", ".join(one.choices)
    if one.kind in (Kind.NUMBER, Kind.DOLLARS):
        money = "$" if one.kind is Kind.DOLLARS else ""
        return f"{money}{one.low:g} to {money}{one.high:,.0f}"
    return _TAKES[one.kind].format(high=int(one.high or 0))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write("settings.md: written\n")
