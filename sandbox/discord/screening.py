"""AutoMod and the filter of links: refusing messages that carry a text. Knows nothing of where they were going."""

from sandbox.discord.drafts import texts_of
from sandbox.discord.entities import MessageState
from sandbox.discord.errors import Code, on_purpose
from sandbox.faults import Faults


def screen(faults: Faults, state: MessageState) -> MessageState:
    """The state, unless the `automod` behaviour is on and its text is in it."""
    wanted = faults.peek("automod")
    if wanted is not None and any(str(wanted["text"]) in text for text in texts_of(state)):
        faults.strike("automod")
        raise on_purpose(Code(wanted["code"]))
    return state
