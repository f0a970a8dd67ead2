"""The gateway: sessions over websockets, what they missed, and who is told what. Knows nothing of REST."""

import asyncio
import json
import secrets
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.discord import payloads
from sandbox.discord.entities import Server
from sandbox.discord.jsons import Json, as_object, is_integer
from sandbox.discord.news import Dispatch, dispatches
from sandbox.discord.world import Happening, World

HEARTBEAT_MS = 41_250
"""How often the client is to say that it lives; Discord's usual value."""
ANSWER_S = HEARTBEAT_MS / 1000 * 2
"""A client that is silent for this long is gone."""
REPLAY_EVENTS = 2000
"""Events that a session keeps for a client that comes back."""
ACK_AFTER_S = 0.1
"""A network's time to us and back. discord.py notes when it sent a heartbeat only after the sending: an answer that is
there at once counts as the answer to the heartbeat before, and looks a whole interval late."""
KEEP_SESSION_S = 300.0
"""How long a session without a connection can be resumed."""
SENDS = (120, 60.0)
"""Messages a client may send per seconds (Gateway, Rate limiting)."""
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
"""Members, presences, message content: not enabled for this application."""
ALL_INTENTS = (1 << 26) - 1

HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = 1, 2, 3, 4, 6, 7, 8, 9, 10, 11


@dataclass(eq=False)
class Connection:
    """One websocket; what is sent is queued, so that news can be told without waiting."""

    request: web.Request
    socket: web.WebSocketResponse
    compress: bool
    outbox: asyncio.Queue[Json] = field(default_factory=asyncio.Queue[Json])
    received: deque[float] = field(default_factory=deque[float])
    acks: deque[asyncio.TimerHandle] = field(default_factory=lambda: deque[asyncio.TimerHandle](maxlen=SENDS[0]))
    session: "Session | None" = None

    def send(self, op: int, data: Any = None, seq: int | None = None, name: str | None = None) -> None:
        """Queue one message."""
        self.outbox.put_nowait({"op": op, "d": data, "s": seq, "t": name})

    def acknowledge(self) -> None:
        """Answer a heartbeat when a network would."""
        self.acks.append(asyncio.get_running_loop().call_later(ACK_AFTER_S, self.send, ACK))

    async def write(self) -> None:
        """Send what is queued, for ever."""
        stream = zlib.compressobj()
        while True:
            text = json.dumps(await self.outbox.get())
            if self.compress:
                packed = stream.compress(text.encode()) + stream.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)
            else:
                await self.socket.send_str(text)

    def forget_acks(self) -> None:
        """Answer no more heartbeats."""
        for ack in self.acks:
            ack.cancel()

    def cut(self) -> None:
        """Break the connection without a word."""
        if self.request.transport is not None:
            self.request.transport.close()


@dataclass(eq=False)
class Session:
    """What a client identified as, with the events it may have missed."""

    id: str
    intents: int
    sequence: int = 0
    sent: deque[tuple[int, Dispatch]] = field(default_factory=lambda: deque[tuple[int, Dispatch]](maxlen=REPLAY_EVENTS))
    connection: Connection | None = None
    lost_at: float = 0.0

    def dispatch(self, event: Dispatch) -> None:
        """Tell the client, now or when it comes back."""
        if event.intent and not event.intent & self.intents:
            return
        self.sequence += 1
        self.sent.append((self.sequence, event))
        if self.connection is not None:
            self.connection.send(0, event.data, self.sequence, event.name)


class Gateway:
    """Serves `/gateway` and tells every session what happens in the world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()
        self.readies = 0
        world.subscribe(self._tell)

    @property
    def connected(self) -> bool:
        """Whether an identified client is there."""
        return any(session.connection is not None for session in self._sessions.values())

    def add_routes(self, app: web.Application) -> None:
        """Serve the gateway."""
        app.router.add_get("/gateway", self._serve)
        app.router.add_get("/gateway/", self._serve)

    async def close(self) -> None:
        """Say goodbye to every client."""
        for connection in tuple(self._connections):
            await connection.socket.close(code=1001)

    # --- what a test or a person can do to it --------------------------------------------------------------

    async def drop(self, *, resumable: bool, how: str = "break") -> None:
        """Break every connection; `how` is "break", "reconnect" (op 7), "invalidate" (op 9), "refuse" (close 4004)."""
        for connection in tuple(self._connections):
            if not resumable and connection.session is not None:
                self._sessions.pop(connection.session.id, None)
            if how == "reconnect":
                connection.send(RECONNECT)
            elif how == "invalidate":
                connection.send(INVALID, resumable)
            elif how == "refuse":
                await connection.socket.close(code=4004)
            else:
                self._lose(connection)
                connection.cut()

    def _tell(self, happening: Happening) -> None:
        oldest = self._world.clock() - KEEP_SESSION_S
        gone = [key for key, one in self._sessions.items() if not one.connection and one.lost_at < oldest]
        for key in gone:
            del self._sessions[key]
        for event in dispatches(self._world, happening):
            for session in self._sessions.values():
                session.dispatch(event)

    # --- one connection -------------------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=4096)
        await socket.prepare(request)
        connection = Connection(request, socket, request.query.get("compress") == "zlib-stream")
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write())
        connection.send(HELLO, {"heartbeat_interval": HEARTBEAT_MS})
        try:
            code = await self._listen(connection)
            if code is not None:
                await socket.close(code=code)
        finally:
            self._connections.discard(connection)
            self._lose(connection)
            connection.forget_acks()
            writer.cancel()
            # Whatever the writer died of (a broken connection, mostly) ends with the connection.
            await asyncio.gather(writer, return_exceptions=True)
            self._world.changed.notify()
        return socket

    def _lose(self, connection: Connection) -> None:
        session = connection.session
        if session is not None and session.connection is connection:
            session.connection = None
            session.lost_at = self._world.clock()

    async def _listen(self, connection: Connection) -> int | None:
        """Read until the end; the close code if it is for us to close."""
        while True:
            try:
                message = await connection.socket.receive(timeout=ANSWER_S)
            except TimeoutError:
                return 4009
            if message.type is not WSMsgType.TEXT:
                return 4002 if message.type is WSMsgType.BINARY else None
            try:
                parsed = as_object(json.loads(message.data))
            except ValueError:
                parsed = None
            if parsed is None or not is_integer(parsed.get("op")):
                return 4002
            code = self._handle(connection, parsed["op"], parsed.get("d"))
            if code is not None:
                return code

    def _handle(self, connection: Connection, op: int, data: Any) -> int | None:
        now = self._world.clock()
        connection.received.append(now)
        while connection.received[0] < now - SENDS[1]:
            connection.received.popleft()
        if len(connection.received) > SENDS[0]:
            return 4008
        match op:
            case 1:  # heartbeat
                connection.acknowledge()
                return None
            case 2:  # identify
                return 4005 if connection.session else self._identify(connection, as_object(data) or {})
            case 6:  # resume
                return 4005 if connection.session else self._resume(connection, as_object(data) or {})
            case 3 | 4 | 8:
                return None if connection.session else 4003
            case _:
                return 4001

    def _identify(self, connection: Connection, data: Json) -> int | None:
        intents = data.get("intents")
        if data.get("token") != self._world.bot_token:
            return 4004
        if not is_integer(intents) or intents is None or not 0 <= intents <= ALL_INTENTS:
            return 4013
        if intents & PRIVILEGED:
            return 4014
        session = Session(secrets.token_hex(16), intents, connection=connection)
        connection.session = session
        self._sessions[session.id] = session
        session.dispatch(Dispatch("READY", self._ready(session, data)))
        for server in self._world.servers.values():
            session.dispatch(Dispatch("GUILD_CREATE", payloads.server(self._world, server), 1))
        self.readies += 1
        self._world.changed.notify()
        return None

    def _ready(self, session: Session, data: Json) -> Json:
        body: Json = {
            "v": 10,
            "user": payloads.own_user(self._world),
            "guilds": [_unavailable(server) for server in self._world.servers.values()],
            "session_id": session.id,
            "resume_gateway_url": self._world.origin.replace("http", "ws", 1) + "/gateway",
            "application": {"id": self._world.bot.id, "flags": 0},
        }
        return body | ({"shard": data["shard"]} if "shard" in data else {})

    def _resume(self, connection: Connection, data: Json) -> int | None:
        if data.get("token") != self._world.bot_token:
            return 4004
        session = self._sessions.get(str(data.get("session_id")))
        seen = data.get("seq")
        if session is None or not is_integer(seen) or seen is None or seen > session.sequence:
            connection.send(INVALID, data=False)
            return None
        if session.connection is not None:
            session.connection.cut()
        connection.session = session
        session.connection = connection
        for sequence, event in session.sent:
            if sequence > seen:
                connection.send(0, event.data, sequence, event.name)
        session.dispatch(Dispatch("RESUMED", {"_trace": []}))
        self._world.changed.notify()
        return None


def _unavailable(server: Server) -> Json:
    return {"id": server.id, "unavailable": True}
