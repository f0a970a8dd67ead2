"""Server-sent events: the news that one member may see. Knows only the chat's news; other kinds pass through."""

import asyncio
import contextlib
import json

from aiohttp import web

from sandbox import screen
from sandbox.discord.entities import Interaction, Member, Message
from sandbox.discord.server import Chat
from sandbox.discord.world import Happening, What
from sandbox.events import Event, Events
from sandbox.web import the_member

STILL_HERE_S = 15.0
"""Seconds of silence after which a comment is sent, so that a reader who has gone is noticed."""


class Stream:
    """Publishes what happens in the chat, and serves all news as a stream."""

    def __init__(self, chat: Chat, events: Events) -> None:
        self._world = chat.world
        self._events = events
        self._readers: set[asyncio.Task[None]] = set()
        chat.world.subscribe(self._publish)
        chat.ledger.subscribe(lambda violation: events.publish("violation", violation))

    def add_routes(self, app: web.Application) -> None:
        """Serve the stream until `app` shuts down."""
        app.router.add_get("/sandbox/events", self._serve)
        app.on_shutdown.append(self._shutdown)

    async def _shutdown(self, _: web.Application) -> None:
        for reader in self._readers:
            reader.cancel()

    def _publish(self, happening: Happening) -> None:
        subject = happening.subject
        if isinstance(subject, Message):
            only_for = subject.visible_to.id if subject.visible_to else None
            if happening.what is What.MESSAGE_DELETED:
                gone = {"id": subject.id, "channel": subject.channel.id}
                self._events.publish("message_deleted", gone, only_for)
            elif not subject.dismissed:
                self._events.publish("message", screen.message(self._world, subject), only_for)
        elif isinstance(subject, Interaction) and happening.what is not What.INTERACTION_AGAIN:
            self._events.publish("interaction", screen.interaction(subject), subject.member.id)
        elif not isinstance(subject, Interaction):
            self._events.publish("world", {})

    def _may_see(self, member: Member, event: Event) -> bool:
        if event.only_for is not None:
            return event.only_for == member.id
        if event.kind in ("message", "message_deleted"):
            channel = self._world.channels.get(event.data["channel"])
            return channel is not None and self._world.sees_channel(member, channel)
        return True

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        member = the_member(self._world, request.query.get("as"))
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        queue: asyncio.Queue[Event] = asyncio.Queue()
        pump = asyncio.create_task(self._pump(queue))
        await asyncio.sleep(0)  # the pump is watching before the reader is told that it is
        writer = asyncio.create_task(self._write(request, response, member, queue))
        self._readers.add(writer)
        try:
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await writer
        finally:
            self._readers.discard(writer)
            for task in (pump, writer):
                task.cancel()
            await asyncio.gather(pump, writer, return_exceptions=True)
        return response

    async def _pump(self, queue: asyncio.Queue[Event]) -> None:
        async for event in self._events.watch():
            queue.put_nowait(event)

    async def _write(
        self, request: web.Request, response: web.StreamResponse, member: Member, queue: asyncio.Queue[Event]
    ) -> None:
        await response.prepare(request)
        await response.write(b": here\n\n")
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), STILL_HERE_S)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if self._may_see(member, event):
                await response.write(f"event: {event.kind}\ndata: {json.dumps(event.data)}\n\n".encode())
