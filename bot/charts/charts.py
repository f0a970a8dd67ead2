"""Has sheets drawn in a process of its own, one at a time and bounded in time. Imports no plotting library."""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import bot
from bot.core.errors import NotDrawn
from bot.core.sheets import Sheet

log = logging.getLogger(__name__)

DRAW_WITHIN_S: Final = 60.0
"""On a busy small machine; some 2 s on an idle one."""
PASSED_ON: Final = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""Of the environment; the bot's secrets are in the rest."""


class Charts:
    """Implements core.sheets.Drawer. `folder` is where the plotting library may keep its caches; `fonts` are the files
    that it may take letters from beside its own, where that is not every font of this machine."""

    def __init__(self, folder: Path, fonts: Sequence[Path] | None = None) -> None:
        self._folder = folder
        self._fonts = None if fonts is None else [str(font) for font in fonts]
        self._turn = asyncio.Lock()

    async def draw(self, *sheets: Sheet) -> bytes:
        """See core.sheets.Drawer."""
        async with self._turn:
            return await self._child("bot.charts.drawing", [asdict(sheet) for sheet in sheets])

    async def undrawable(self, *texts: str) -> list[str]:
        """For each text the letters that no font here has, as one word. Raises NotDrawn."""
        async with self._turn:
            return json.loads(await self._child("bot.charts.fonts", texts))

    async def _child(self, module: str, what: Sequence[object]) -> bytes:
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        environment |= {"PYTHONPATH": str(Path(bot.__file__).parents[1]), "MPLCONFIGDIR": str(self._folder)}
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
        )
        try:
            async with asyncio.timeout(DRAW_WITHIN_S):
                given = json.dumps({"what": what, "fonts": self._fonts})
                drawn, complaint = await child.communicate(given.encode())
        except TimeoutError:
            raise NotDrawn("it took too long") from None
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode != 0:
            log.error("a chart was not drawn", extra={"why": complaint.decode(errors="replace")[-300:]})
            raise NotDrawn(f"exit code {child.returncode}")
        return drawn
