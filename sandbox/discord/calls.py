"""What a REST call, its answer and its description are made of. Knows no route."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.discord import limits
from sandbox.discord.bodies import Body, read_body
from sandbox.discord.buckets import Allowance, Buckets
from sandbox.discord.drafts import Sent
from sandbox.discord.entities import Channel
from sandbox.discord.errors import Code, Dropped, InFront, on_purpose
from sandbox.discord.forms import Form
from sandbox.discord.jsons import Json, as_object
from sandbox.discord.world import World
from sandbox.faults import Faults

_PLAIN_TOO_LARGE = 413
"""As a code of `upload_too_large`: the refusal is no JSON of Discord's."""


@dataclass(frozen=True)
class Answer:
    """What is sent back; no body is 204."""

    body: Any = None
    status: int = 200


@dataclass(frozen=True)
class Context:
    """What every route needs."""

    world: World
    faults: Faults
    buckets: Buckets


@dataclass
class Call:
    """One request on its way through."""

    context: Context
    request: web.Request
    body: Body = field(default_factory=Body)
    allowances: list[Allowance] = field(default_factory=list[Allowance])

    @property
    def world(self) -> World:
        """The world."""
        return self.context.world

    @property
    def query(self) -> Mapping[str, str]:
        """The query string."""
        return self.request.query

    def param(self, name: str) -> str:
        """A part of the path."""
        return self.request.match_info[name]

    @property
    def channel(self) -> Channel | None:
        """Where this call goes, by its path or its interaction, if it goes to a channel at all."""
        where = self.request.match_info
        if "channel" in where:
            return self.world.channels.get(where["channel"])
        interaction = self.world.tokens.get(where.get("token", ""))
        return interaction.channel if interaction else None

    @property
    def where(self) -> str:
        """The channel's id, or nothing: what named behaviours compare with their `channel`."""
        return self.channel.id if self.channel else ""

    def take(self, name: str, key: str, rate: tuple[int, float], code: Code = Code.GENERAL) -> None:
        """Count this call in a bucket; raises RateLimited."""
        self.allowances.append(self.context.buckets.take(name, key, rate, code=code))

    async def read(self, file_limit_bytes: int = limits.UPLOAD_BYTES) -> Any:
        """Read the body and give its JSON."""
        faults = self.context.faults
        if self._is_form and faults.strike("upload_dropped", channel=self.where) is not None:
            await self.request.content.readany()
            raise Dropped
        self.body = await read_body(self.request, file_limit_bytes)
        if self.body.uploads:
            self._refuse_uploads_on_purpose(faults)
        return self.body.payload

    @property
    def _is_form(self) -> bool:
        return self.request.content_type == "multipart/form-data"

    def _refuse_uploads_on_purpose(self, faults: Faults) -> None:
        limit = faults.peek("upload_too_large")
        if limit is not None and max(len(upload.data) for upload in self.body.uploads) > limit["over_bytes"]:
            faults.strike("upload_too_large")
            if limit["code"] == _PLAIN_TOO_LARGE:
                raise InFront(_PLAIN_TOO_LARGE)
            raise on_purpose(Code(limit["code"]))
        if self.channel and self.channel.server and faults.strike("uploads_limited") is not None:
            raise on_purpose(Code.UPLOADS_LIMITED)

    async def read_object(self, file_limit_bytes: int = limits.UPLOAD_BYTES) -> Json:
        """Read the body, which must be a JSON object."""
        found = as_object(await self.read(file_limit_bytes))
        if found is None:
            form = Form()
            form.add("", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
            raise form.refusal()
        return found

    async def read_message(self, file_limit_bytes: int = limits.UPLOAD_BYTES) -> Sent:
        """Read the body, which must be a message."""
        return Sent(await self.read_object(file_limit_bytes), self.body.uploads)


@dataclass(frozen=True)
class Operation:
    """One route: `on` is the name that faults and records know it by.

    `token` says that the path carries an interaction's token instead of an Authorization header.
    """

    on: str
    method: str
    route: str
    handler: Callable[[Call], Awaitable[Answer]]
    token: bool = False


def json_response(body: Any, status: int, headers: Mapping[str, str] | None = None) -> web.Response:
    """JSON with the bare content type that Discord sends and discord.py insists on."""
    return web.Response(
        body=json.dumps(body).encode(),
        status=status,
        headers={**(headers or {}), "Content-Type": "application/json"},
    )
