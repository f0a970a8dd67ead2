"""Sums over both ledgers, read a piece at a time: what was read once is never read again. Writes nothing.

The rows never change and their numbers only grow, so the sum so far and the number of its last row are all that has to
be known. Whoever else writes into the file, as an operator's command does, is in the sums as well.
"""

import sqlite3
from collections import Counter
from contextlib import suppress
from typing import Final

from bot.core.errors import StoreTrouble
from bot.core.figures import LedgerFigures
from bot.core.jobs import Charge
from bot.core.money import Micros
from bot.store.database import Database, Transaction

PIECE_ENTRIES: Final = 10_000
"""So many are summed in one transaction; for more of them members would have to wait."""

_CHARGES: Final = """
SELECT kind, sum(images) AS amount, 0 AS settled, max(id) AS last, count(*) AS entries
FROM (SELECT id, kind, images FROM charges WHERE id > :last ORDER BY id LIMIT :most) GROUP BY kind
"""
_SPENDINGS: Final = """
SELECT kind, sum(micros) AS amount, sum(settled) AS settled, max(id) AS last, count(*) AS entries
FROM (SELECT id, kind, micros, CASE WHEN kind = 'paid' THEN
             (SELECT micros FROM spendings AS held WHERE held.job_id = entry.job_id AND held.kind = 'held')
             ELSE 0 END AS settled
      FROM spendings AS entry WHERE id > :last ORDER BY id LIMIT :most) GROUP BY kind
"""
_SETTLED: Final = "settled"
"""What was held for entries that are paid."""


class _Sums:
    """One ledger: the sum of each kind of entry up to the last one that was read."""

    def __init__(self, entries: str) -> None:
        self._entries = entries
        self._last = 0
        self.of: Counter[str] = Counter()

    def piece(self, tx: Transaction) -> list[sqlite3.Row]:
        """As a transaction: what has come since."""
        return tx.rows(self._entries, {"last": self._last, "most": PIECE_ENTRIES})

    def add(self, rows: list[sqlite3.Row]) -> bool:
        """Count that in; whether there may be more."""
        for row in rows:
            self.of[row["kind"]] += row["amount"]
            self.of[_SETTLED] += row["settled"]
            self._last = max(self._last, row["last"])
        return sum(row["entries"] for row in rows) == PIECE_ENTRIES


class SqliteFigures:
    """The sums as far as they were read."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._pictures = _Sums(_CHARGES)
        self._micros = _Sums(_SPENDINGS)

    async def read(self) -> LedgerFigures:
        """The sums of now; while the file cannot be read, those of before."""
        with suppress(StoreTrouble):  # the store itself logs that
            for sums in (self._pictures, self._micros):
                more = True
                while more:
                    more = sums.add(await self.database.run(sums.piece))
        micros = self._micros.of
        return LedgerFigures(
            pictures={charge: self._pictures.of[charge.value] for charge in Charge},
            held=Micros(micros["held"]),
            paid=Micros(micros["paid"]),
            open=Micros(micros["held"] - micros[_SETTLED]),
        )
