"""The settings of all servers as they are now, and how their managers change them. Knows no SQL and no sentence."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from bot.core.audit import Action, Entry
from bot.core.errors import SettingProblem, SettingRefused
from bot.core.jobs import GuildId, UserId
from bot.core.ports import Clock
from bot.core.ranks import Presser, Rank, demand, demand_over
from bot.core.servers import SETTING, SETTINGS, Kind, ServerSettings
from bot.core.setting_values import parse, settings_from, to_json

REMEMBERED_SERVERS: Final = 2_000
"""So many servers' settings stay in memory; a few kilobytes each."""
AUDIT_VALUE_LIMIT_CHARS: Final = 300
"""A longer value (a list of words) is not written into the audit log whole."""


@dataclass(frozen=True, slots=True)
class Block:
    """Somebody may not ask for pictures in a server, until then or until it is taken away."""

    user: UserId
    reason: str
    by: UserId
    at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Saved:
    """What the database holds about a server: settings as JSON values with their versions, and who is blocked."""

    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    versions: Mapping[str, int] = field(default_factory=dict[str, int])
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Configured:
    """A server's settings, the version of each that was ever changed, and who is blocked there."""

    settings: ServerSettings = field(default_factory=ServerSettings)
    versions: Mapping[str, int] = field(default_factory=dict[str, int])
    blocks: Mapping[UserId, Block] = field(default_factory=dict[UserId, Block])

    def version(self, name: str) -> int:
        """To be given back with a change, so that nobody else's is overwritten unseen; 0: never changed."""
        return self.versions.get(name, 0)

    def block_of(self, user: UserId, now: datetime) -> Block | None:
        """What keeps this member from asking here, unless it is over."""
        block = self.blocks.get(user)
        over = block is not None and block.until is not None and block.until <= now
        return None if over else block


class ConfigurationStore(Protocol):
    """What is asked of the database; every verb is one transaction and may raise StoreTrouble."""

    async def saved(self, guild: GuildId) -> Saved:
        """What a server decided."""
        ...

    async def change(
        self, guild: GuildId, values: Mapping[str, Any], seen: Mapping[str, int], entries: tuple[Entry, ...]
    ) -> None:
        """Save JSON values by name, with what goes into the audit log.

        Raises SettingChanged when one of them no longer has the version in `seen`; then nothing was changed. A name
        that is not in `seen` is changed whatever it was.
        """
        ...

    async def block(self, guild: GuildId, block: Block, entry: Entry) -> None:
        """Block somebody, or change why and until when."""
        ...

    async def unblock(self, guild: GuildId, user: UserId, entry: Entry) -> bool:
        """Take a block away; whether there was one."""
        ...


class Configuration:
    """One process owns the database, so what is remembered here is what is saved there."""

    def __init__(self, store: ConfigurationStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: OrderedDict[GuildId, Configured] = OrderedDict()
        self._changing = asyncio.Lock()

    async def of(self, guild: GuildId | None) -> Configured:
        """How this server is set up; a direct message is set up by nobody. Raises StoreTrouble."""
        if guild is None:
            return Configured()
        if (known := self._known.get(guild)) is not None:
            self._known.move_to_end(guild)
            return known
        async with self._changing:
            return await self._read(guild)

    async def set(self, presser: Presser, name: str, raw: Any, seen: int | None = None) -> Configured:
        """Let a manager decide one thing; `raw` is JSON or what was typed, None takes the decision back.

        `seen` is the version that they had before them. Raises NotAllowed, SettingRefused, RuleRefused,
        SettingChanged or StoreTrouble; then nothing was changed.
        """
        demand(presser, Rank.MANAGER)
        value = to_json(name, parse(name, raw))
        return await self._change(presser, {name: value}, {} if seen is None else {name: seen})

    async def pause(self, presser: Presser, reason: str) -> Configured:
        """Let nobody ask for pictures here; what is under way goes on. Raises as `set` does."""
        demand(presser, Rank.MANAGER)
        value = to_json("paused", parse("paused", reason))
        return await self._change(presser, {"paused": value}, {}, Action.PAUSED, {"reason": value})

    async def resume(self, presser: Presser) -> Configured:
        """Let people ask again. Raises as `set` does."""
        demand(presser, Rank.MANAGER)
        return await self._change(presser, {"paused": None}, {}, Action.RESUMED)

    async def load(self, presser: Presser, values: Mapping[str, Any]) -> int:
        """Take over a settings file; how many settings are other than before. All or nothing; raises as `set` does."""
        demand(presser, Rank.MANAGER)
        planned_changes = planned(await self.of(presser.guild_id), values)
        changes = {name: to_json(name, after) for name, (_, after) in planned_changes.items()}
        if changes:
            await self._change(presser, changes, {}, Action.IMPORTED, {"settings": len(changes)})
        return len(changes)

    async def block(self, presser: Presser, user: UserId, theirs: Rank, reason: str, until: datetime | None) -> None:
        """Let a moderator keep a member of that rank from asking here. Raises NotAllowed, Outranked or StoreTrouble."""
        demand(presser, Rank.MODERATOR)
        demand_over(presser, theirs)
        now = self._clock.now()
        block = Block(user, reason, presser.user_id, now, until)
        facts = {"reason": reason, "until": until.isoformat(timespec="seconds") if until else None}
        async with self._changing:
            guild = _guild(presser)
            await self._store.block(guild, block, Entry(guild, now, presser.user_id, Action.BLOCKED, user, facts=facts))
            await self._read(guild)

    async def unblock(self, presser: Presser, user: UserId) -> bool:
        """Let a member ask again; whether they were blocked. Raises NotAllowed or StoreTrouble."""
        demand(presser, Rank.MODERATOR)
        async with self._changing:
            guild = _guild(presser)
            entry = Entry(guild, self._clock.now(), presser.user_id, Action.UNBLOCKED, user)
            was = await self._store.unblock(guild, user, entry)
            await self._read(guild)
        return was

    async def _change(
        self,
        presser: Presser,
        values: Mapping[str, Any],
        seen: Mapping[str, int],
        action: Action = Action.SET,
        facts: Mapping[str, Any] | None = None,
    ) -> Configured:
        guild, now = _guild(presser), self._clock.now()
        async with self._changing:
            before = self._known.get(guild) or await self._read(guild)
            changed = before.settings
            for name, value in values.items():
                changed = changed.with_value(name, parse(name, value))  # raises before anything is saved
            if action is Action.SET:
                entries = tuple(
                    Entry(guild, now, presser.user_id, action, facts=_difference(name, before.settings, value))
                    for name, value in values.items()
                )
            else:
                entries = (Entry(guild, now, presser.user_id, action, facts=facts or {}),)
            await self._store.change(guild, values, seen, entries)
            return await self._read(guild)

    async def _read(self, guild: GuildId) -> Configured:
        saved = await self._store.saved(guild)
        blocks = {block.user: block for block in saved.blocks}
        found = self._known[guild] = Configured(settings_from(saved.values), dict(saved.versions), blocks)
        while len(self._known) > REMEMBERED_SERVERS:
            self._known.popitem(last=False)
        return found


def export(configured: Configured) -> dict[str, Any]:
    """The settings file: what may be taken to another server, as JSON values."""
    return {one.name: to_json(one.name, getattr(configured.settings, one.name)) for one in SETTINGS if one.portable}


def planned(configured: Configured, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What a settings file would change, by name: the value now and the one in the file.

    Raises SettingRefused or RuleRefused for what cannot be in one.
    """
    try:
        return _planned(configured, values)
    except SettingRefused as refused:
        refused.in_file = True
        raise


def _planned(configured: Configured, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    changes: dict[str, tuple[Any, Any]] = {}
    for name, raw in values.items():
        if name in SETTING and not SETTING[name].portable:
            raise SettingRefused(name, SettingProblem.OF_ONE_SERVER)
        after = parse(name, raw)
        before = getattr(configured.settings, name)
        if before != after:
            changes[name] = (before, after)
    return changes


def _guild(presser: Presser) -> GuildId:
    assert presser.guild_id is not None  # noqa: S101 - nobody has a rank elsewhere
    return presser.guild_id


def _difference(name: str, before: ServerSettings, value: Any) -> dict[str, Any]:
    return {"setting": name, "before": _short(name, to_json(name, getattr(before, name))), "after": _short(name, value)}


def _short(name: str, value: Any) -> str | int | float | bool | None:
    """A value for the audit log: lists as text, and not without end; a word that is filtered need not be read there."""
    if SETTING[name].kind is Kind.WORDS:
        return None if value is None else f"{len(value)}"
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return json.dumps(value)[:AUDIT_VALUE_LIMIT_CHARS]
