"""Answers to an interaction: the first one inside Discord's 3 seconds, and honest about whether it arrived."""

import asyncio
import logging
from collections.abc import Awaitable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import aiohttp
import discord

log = logging.getLogger(__name__)

ANSWER_WITHIN: Final = timedelta(seconds=2.7)
"""Discord voids an interaction that was not answered 3 s after it was sent."""
LEAST_TRY_S: Final = 0.5
"""Our clock may be ahead of Discord's; so much time is always given to the call."""
FOLLOW_UP_TIMEOUT_S: Final = 10.0
FILE_TIMEOUT_S: Final = 120.0

WORDS_REFUSED: Final = frozenset({200000, 240000})
"""Discord's codes for AutoMod and the harmful-link filter; they look at edits too."""

_T = TypeVar("_T")


async def answer(
    interaction: discord.Interaction[Any],
    text: str,
    *,
    bare: str | None = None,
    view: discord.ui.View | None = None,
    file: discord.File | None = None,
    private: bool = True,
) -> int | None:
    """Answer first with a message; returns its id, or None when it is not certain that anybody sees it.

    Never repeated, but in one case that is certain: where the chat's filter refuses the words, `bare` is said.
    """
    buttons = discord.utils.MISSING if view is None else view
    attached = discord.utils.MISSING if file is None else file

    async def say(words: str) -> int | None:
        try:
            said = await interaction.response.send_message(words, ephemeral=private, view=buttons, file=attached)
        except discord.HTTPException as error:
            if error.code not in WORDS_REFUSED or bare is None or words == bare:
                raise
            return await say(bare)
        return said.message_id

    return await _in_time(interaction, say(text))


async def acknowledge(interaction: discord.Interaction[Any]) -> bool:
    """Take a button's press, so that its token is good for the message under it; whether Discord confirmed that."""
    return await _in_time(interaction, interaction.response.defer()) is not None


async def show_form(interaction: discord.Interaction[Any], form: discord.ui.Modal) -> bool:
    """Answer first with a form; whether Discord confirmed that."""
    return await _in_time(interaction, interaction.response.send_modal(form)) is not None


async def show_layout(interaction: discord.Interaction[Any], layout: discord.ui.LayoutView) -> bool:
    """Answer first with a layout that only the presser sees; whether Discord confirmed that."""
    return await _in_time(interaction, interaction.response.send_message(view=layout, ephemeral=True)) is not None


async def redraw(interaction: discord.Interaction[Any], layout: discord.ui.LayoutView) -> bool:
    """Answer first by letting the layout that was pressed become another; whether Discord confirmed that."""
    return await _in_time(interaction, interaction.response.edit_message(view=layout)) is not None


async def renew(interaction: discord.Interaction[Any], text: str, view: discord.ui.View) -> bool:
    """Answer first by letting the message that was pressed say something else; whether Discord confirmed that."""
    return await _in_time(interaction, interaction.response.edit_message(content=text, view=view)) is not None


async def bring_file(interaction: discord.Interaction[Any], text: str, path: Path, name: str) -> bool:
    """After `answer`: the same message with other words and a file; whether it arrived. Nothing in it was paid."""
    try:
        file = await asyncio.to_thread(discord.File, path, name)
    except OSError as error:
        log.warning("a file was not brought", extra={"interaction": interaction.id, "error": type(error).__name__})
        return False
    return await bring_files(interaction, text, [file])


async def bring_files(interaction: discord.Interaction[Any], text: str, files: list[discord.File]) -> bool:
    """As `bring_file`, with files that are open already."""
    try:
        async with asyncio.timeout(FILE_TIMEOUT_S):
            await interaction.edit_original_response(content=text, attachments=files)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("a file was not brought", extra={"interaction": interaction.id, "error": type(error).__name__})
        return False
    return True


async def amend(interaction: discord.Interaction[Any], text: str, view: discord.ui.View | None = None) -> None:
    """Let the first answer, or the message that was pressed, say only this, without buttons but those in `view`.

    Worth one try; it carries nothing that was paid.
    """
    try:
        async with asyncio.timeout(FOLLOW_UP_TIMEOUT_S):
            await interaction.edit_original_response(content=text, view=view)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("answer not amended", extra={"interaction": interaction.id, "error": type(error).__name__})


async def tell_privately(interaction: discord.Interaction[Any], text: str) -> None:
    """After `acknowledge`: a message that only the presser sees. Worth one try; it carries nothing that was paid."""
    try:
        async with asyncio.timeout(FOLLOW_UP_TIMEOUT_S):
            await interaction.followup.send(text, ephemeral=True)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("presser not told", extra={"interaction": interaction.id, "error": type(error).__name__})


async def _in_time(interaction: discord.Interaction[Any], call: Awaitable[_T]) -> _T | None:
    age = discord.utils.utcnow() - interaction.created_at
    try:
        async with asyncio.timeout(max(LEAST_TRY_S, (ANSWER_WITHIN - age).total_seconds())):
            answered = await call
    except (discord.HTTPException, discord.InteractionResponded, aiohttp.ClientError, TimeoutError, OSError) as error:
        facts = {"interaction": interaction.id, "error": type(error).__name__, "age_s": age.total_seconds()}
        if isinstance(error, discord.HTTPException):
            facts["code"] = error.code
        log.warning("first answer not confirmed", extra=facts)
        _count(interaction, "not_confirmed")
        return None
    _count(interaction, "confirmed")
    return answered


def _count(interaction: discord.Interaction[Any], outcome: str) -> None:
    """Into the client's figures: how old the interaction is by now, as far as our clock and Discord's agree."""
    age = discord.utils.utcnow() - interaction.created_at
    interaction.client.figures.answers.count(interaction.type.name, outcome, age.total_seconds())
