"""The REST API as a whole: which routes there are, who may call them, what goes wrong on purpose, what is written down.

Knows nothing of what a route does. Named behaviours that take `on` know the routes by these names: `ack` (the callback
of an interaction), `edit`, `followup`, `delete` (with an interaction's token), `send`, `bot_edit`, `bot_delete`,
`typing` (with the bot's token), `dm` (opening a DM channel), `commands` (registering them), `login`, `read` (any other
GET), `any`.
"""

import asyncio
import math
import time
from typing import Any, Protocol

from aiohttp import web

from sandbox.discord import limits, routes_account, routes_channels, routes_interactions
from sandbox.discord.calls import Answer, Call, Context, Operation, json_response
from sandbox.discord.errors import Code, Dropped, InFront, OnPurpose, RateLimited, Refusal, refusal
from sandbox.discord.ledger import CallRecord, Ledger
from sandbox.discord.message_checks import pings

PREFIX = "/api/v10"
OPERATIONS = (
    *routes_account.OPERATIONS,
    *routes_channels.OPERATIONS,
    *routes_interactions.OPERATIONS,
)
_EXPECTED = frozenset({Code.ALREADY_ACKNOWLEDGED, Code.ARCHIVED_THREAD, Code.LOCKED_THREAD, Code.NO_HISTORY_FOR_REPLY})
"""Refusals with status 400 that are no mistake in what was sent."""
HELD_S = 600.0
"""The longest that a call is held."""


class Watcher(Protocol):
    """Holds requests and answers against a description of the API."""

    def request_problems(self, method: str, route: str, payload: Any) -> list[str]:
        """What differs in a request's body."""
        ...

    def answer_problems(self, method: str, route: str, status: int, body: Any) -> list[str]:
        """What differs in an answer's body."""
        ...


class Rest:
    """Serves the routes under `/api/v10`."""

    def __init__(self, context: Context, ledger: Ledger, watcher: Watcher | None = None) -> None:
        self._context = context
        self._ledger = ledger
        self._watcher = watcher

    def add_routes(self, app: web.Application) -> None:
        """Serve every operation, and Discord's own 404 for anything else."""
        for operation in OPERATIONS:
            app.router.add_route(operation.method, PREFIX + operation.route, self._serving(operation))
        unknown = Operation("unknown", "*", "/{path}", _unknown)
        app.router.add_route("*", PREFIX + "/{path:.*}", self._serving(unknown))

    def _serving(self, operation: Operation) -> Any:
        async def serve(request: web.Request) -> web.StreamResponse:
            return await self._serve(operation, request)

        return serve

    async def _serve(self, operation: Operation, request: web.Request) -> web.StreamResponse:
        if not await self._let_in(operation, request):
            return _lose(request)
        at, started = self._context.world.clock(), time.perf_counter()
        call = Call(self._context, request)
        faults = self._context.faults
        code: int | None = None
        headers: dict[str, str] = {}

        def note(status: int) -> None:
            elapsed_ms = round((time.perf_counter() - started) * 1000, 1)
            route, on, channel = operation.route, operation.on, call.where or None
            pinged = pings(call.body.payload)
            self._ledger.call(CallRecord(at, request.method, route, on, channel, status, code, elapsed_ms, pinged))
            self._context.world.changed.notify()

        try:
            self._admit(operation, call)
            answer = await operation.handler(call)
            if operation.on == "ack" and (struck := faults.strike("slow_ack")) is not None:
                await asyncio.sleep(struck["delay_s"])
        except Refusal as refused:
            answer, code = Answer(refused.body(), refused.status), refused.code
            headers = _refusal_headers(refused)
            self._note_refusal(at, operation, request, refused)
        except Dropped:
            note(0)
            return _lose(request)
        except InFront as refused:
            note(refused.status)
            return web.Response(status=refused.status, text=f"<html>{refused.status}</html>", content_type="text/html")
        lost = code is None and self._loses(operation, call)
        note(0 if lost else answer.status)
        self._hold_against_description(at, operation, call, answer)
        return _lose(request) if lost else _response(call, answer, headers)

    async def _let_in(self, operation: Operation, request: web.Request) -> bool:
        """Wait while calls like this one are held; False when the caller has gone meanwhile."""
        faults, where = self._context.faults, Call(self._context, request).where
        await faults.changed.wait_until(
            lambda: not faults.applies("discord_held", on=operation.on, channel=where), HELD_S
        )
        return request.transport is not None and not request.transport.is_closing()

    def _admit(self, operation: Operation, call: Call) -> None:
        """Everything that is decided before the route itself."""
        world = call.world
        if operation.on == "unknown":
            return
        if not operation.token:
            if call.request.headers.get("Authorization") != f"Bot {world.bot_token}":
                raise Refusal(401, Code.GENERAL, "401: Unauthorized")
            call.context.buckets.take("global", "", limits.GLOBAL_RATE, scope="global")
        struck = call.context.faults.strike("discord_status", on=operation.on, channel=call.where)
        if struck is not None:
            raise _on_purpose(struck)

    @staticmethod
    def _loses(operation: Operation, call: Call) -> bool:
        """Whether the answer to what was carried out is lost."""
        faults, where = call.context.faults, call.where
        if call.body.uploads and faults.strike("upload_lost_after", channel=where) is not None:
            return True
        return faults.strike("discord_lost_after", on=operation.on, channel=where) is not None

    def _note_refusal(self, at: float, operation: Operation, request: web.Request, refused: Refusal) -> None:
        """Write down what the bot should not have sent; what was switched on by name does not count."""
        mistake = refused.status in (400, 413) and refused.code not in _EXPECTED
        if isinstance(refused, OnPurpose) or not (mistake or operation.on == "unknown"):
            return
        where = f"{request.method} {request.path if operation.on == 'unknown' else operation.route}"
        detail = f" {refused.errors}" if refused.errors else ""
        self._ledger.violation(at, "refused", where, f"{refused.code} {refused.message}{detail}")

    def _hold_against_description(self, at: float, operation: Operation, call: Call, answer: Answer) -> None:
        if self._watcher is None or operation.on == "unknown":
            return
        route = f"{operation.method} {operation.route}"
        if call.body.payload is not None:
            found = self._watcher.request_problems(operation.method, operation.route, call.body.payload)
            for problem in found:
                self._ledger.violation(at, "request", route, problem)
        if answer.body is not None:
            found = self._watcher.answer_problems(operation.method, operation.route, answer.status, answer.body)
            for problem in found:
                self._ledger.violation(at, "answer", route, problem)


def _on_purpose(struck: dict[str, Any]) -> Refusal:
    status, code = int(struck["status"]), int(struck["code"])
    if status == 429:
        wait_s = struck["retry_after_s"]
        known = Code.TOO_MANY_OLD_EDITS if code == Code.TOO_MANY_OLD_EDITS else Code.GENERAL
        return RateLimited(1.0 if wait_s is None else float(wait_s), str(struck["scope"]), known)
    refused = OnPurpose(status, code, f"{status}: switched on by name", struck["errors"])
    refused.retry_after_s = struck["retry_after_s"]
    return refused


def _refusal_headers(refused: Refusal) -> dict[str, str]:
    if isinstance(refused, RateLimited):
        headers = {
            "Via": "1.1 sandbox",  # discord.py takes a 429 without it for a ban of the address
            "Retry-After": str(math.ceil(refused.retry_after_s)),
            "X-RateLimit-Scope": refused.scope,
            "X-RateLimit-Reset-After": f"{refused.retry_after_s:.3f}",
            "X-RateLimit-Remaining": "0",
        }
        return headers | ({"X-RateLimit-Global": "true"} if refused.scope == "global" else {})
    if isinstance(refused, OnPurpose) and refused.retry_after_s is not None:
        return {"Retry-After": str(refused.retry_after_s)}
    return {}


def _lose(request: web.Request) -> web.Response:
    """Break the connection; nothing of the answer arrives."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


def _response(call: Call, answer: Answer, headers: dict[str, str]) -> web.Response:
    if call.allowances:
        tightest = min(call.allowances, key=lambda allowance: allowance.remaining)
        headers = tightest.headers() | headers
    if answer.body is None:
        return web.Response(status=204, headers=headers)
    return json_response(answer.body, answer.status, headers)


async def _unknown(_: Call) -> Answer:
    raise refusal(Code.GENERAL)
