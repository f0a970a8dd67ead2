"""The first answer to an interaction: inside Discord's 3 seconds, and honest about whether it arrived."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import aiohttp
import discord

log = logging.getLogger(__name__)

ANSWER_WITHIN: Final = timedelta(seconds=2.7)
"""Discord voids an interaction that was not answered 3 s after it was sent."""
LEAST_TRY_S: Final = 0.5
"""Our clock may be ahead of Discord's; so much time is always given to the call."""


async def answer(
    interaction: discord.Interaction[Any], text: str, *, view: discord.ui.View | None = None, private: bool = True
) -> int | None:
    """Answer with a message; returns its id, or None when it is not certain that anybody sees it.

    Never repeated: discord.py alone would try again for longer than the 3 seconds.
    """
    age = datetime.now(UTC) - interaction.created_at
    timeout_s = max(LEAST_TRY_S, (ANSWER_WITHIN - age).total_seconds())
    try:
        async with asyncio.timeout(timeout_s):
            if view is None:
                said = await interaction.response.send_message(text, ephemeral=private)
            else:
                said = await interaction.response.send_message(text, view=view, ephemeral=private)
    except (discord.HTTPException, discord.InteractionResponded, aiohttp.ClientError, TimeoutError, OSError) as error:
        code = error.code if isinstance(error, discord.HTTPException) else None
        log.warning(
            "first answer not confirmed",
            extra={
                "interaction": interaction.id,
                "error": type(error).__name__,
                "code": code,
                "after_s": age.total_seconds(),
            },
        )
        return None
    return said.message_id
