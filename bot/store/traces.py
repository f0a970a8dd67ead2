"""What is kept of people beside their requests, and how its words go, as parts of transactions on SQLite."""

from collections.abc import Sequence
from typing import Any, Final

from bot.core.granting import Grant, GrantId
from bot.core.jobs import GuildId, UserId
from bot.core.people import Traces
from bot.store.audit import entry_from
from bot.store.database import Transaction
from bot.store.reports import report_from
from bot.store.rows import from_ms
from bot.store.servers import block_from

_WORDS: Final = "json_extract(facts, '$.reason') <> ''"
"""As in the indexes: no other fact of an entry holds words."""

REPORTS: Final = "SELECT * FROM reports WHERE reporter_id = :user ORDER BY id DESC"
REPORTED: Final = """
SELECT reports.* FROM jobs JOIN reports ON reports.job_id = jobs.id WHERE jobs.user_id = :user ORDER BY reports.id DESC
"""
BLOCKS: Final = "SELECT * FROM blocks WHERE user_id = :user OR by_id = :user ORDER BY at DESC"
GRANTS: Final = "SELECT * FROM grants WHERE user_id = :user ORDER BY id DESC"
RESETS: Final = "SELECT * FROM quota_resets WHERE user_id = :user ORDER BY at DESC"
ENTRIES: Final = "SELECT * FROM audit WHERE actor_id = :user OR user_id = :user ORDER BY id DESC"

ERASE_REPORTS_OF: Final = """
UPDATE reports SET reason = ''
WHERE id IN (SELECT id FROM reports WHERE reporter_id = :user AND reason <> '' LIMIT :limit)
"""
ERASE_ENTRIES_OF: Final = f"""
UPDATE audit SET facts = json_set(facts, '$.reason', '')
WHERE id IN (SELECT id FROM audit WHERE actor_id = :user AND {_WORDS} LIMIT :limit)
"""  # noqa: S608 - words from our code
FORGET_BLOCKS_OF: Final = "DELETE FROM blocks WHERE (user_id = :user OR by_id = :user) AND until <= :now"

ERASE_REPORTS: Final = """
UPDATE reports SET reason = '' WHERE id IN (
    SELECT id FROM reports
    WHERE at < :before AND reason <> '' AND decision IS NOT NULL AND (:guild IS NULL OR scope_id = :guild) LIMIT :limit
)
"""
ERASE_ENTRIES: Final = f"""
UPDATE audit SET facts = json_set(facts, '$.reason', '') WHERE id IN (
    SELECT id FROM audit WHERE at < :before AND {_WORDS} AND (:guild IS NULL OR scope_id = :guild) LIMIT :limit
)
"""  # noqa: S608
FORGET_BLOCKS: Final = """
DELETE FROM blocks WHERE until IS NOT NULL AND until < :before AND (:guild IS NULL OR scope_id = :guild)
"""
FORGET_ENTRIES: Final = "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < :before LIMIT :limit)"


def traces_of(tx: Transaction, user: UserId, limit: int) -> Traces:
    """See core.people.PeopleStore.traces."""
    left_out = 0

    def newest(statement: str) -> Sequence[Any]:
        nonlocal left_out
        found = tx.rows(f"{statement} LIMIT :limit", {"user": user, "limit": limit})
        if len(found) == limit:
            every = tx.row(f"SELECT count(*) AS number FROM ({statement})", {"user": user})  # noqa: S608 - ours
            left_out += 0 if every is None else every["number"] - limit
        return found

    return Traces(
        reports=[report_from(row) for row in newest(REPORTS)],
        reported=[report_from(row) for row in newest(REPORTED)],
        blocks=[(GuildId(row["scope_id"]), block_from(row)) for row in newest(BLOCKS)],
        grants=[
            (GuildId(row["scope_id"]), Grant(GrantId(row["id"]), user, row["images"], from_ms(row["at"])))
            for row in newest(GRANTS)
        ],
        resets=[(GuildId(row["scope_id"]), from_ms(row["at"])) for row in newest(RESETS)],
        entries=[entry_from(row) for row in newest(ENTRIES)],
        left_out=left_out,
    )


def erase_words_of(tx: Transaction, user: UserId, limit: int, now_ms: int) -> int:
    """See core.people.PeopleStore."""
    values = {"user": user, "limit": limit, "now": now_ms}
    tx.run(FORGET_BLOCKS_OF, values)
    return tx.run(ERASE_REPORTS_OF, values) + tx.run(ERASE_ENTRIES_OF, values)


def erase_words(tx: Transaction, before_ms: int, limit: int, guild: GuildId | None) -> int:
    """See core.people.PeopleStore."""
    values = {"before": before_ms, "limit": limit, "guild": guild}
    tx.run(FORGET_BLOCKS, values)
    return tx.run(ERASE_REPORTS, values) + tx.run(ERASE_ENTRIES, values)


def forget_entries(tx: Transaction, before_ms: int, limit: int) -> int:
    """See core.people.PeopleStore."""
    return tx.run(FORGET_ENTRIES, {"before": before_ms, "limit": limit})
