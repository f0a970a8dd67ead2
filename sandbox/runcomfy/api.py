"""The Model API over HTTP: submit, status, result, cancel, catalogue, balance; knows nothing of drawing."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import hdrs, web

from sandbox.runcomfy import answers, breakage
from sandbox.runcomfy.inputs import MODEL_ID, InvalidInputError, check, problem
from sandbox.runcomfy.provider import Provider
from sandbox.runcomfy.requests import Request

BODY_LIMIT_BYTES = 1024 * 1024
"""A larger request body answers 413; two published clients cap theirs at the same size."""
HELD_S = 600.0
"""The longest that an answer is held."""

Read = Callable[[web.Request, Request], dict[str, Any]]


def build_api(provider: Provider) -> web.Application:
    """The API of `provider`, ready to be served on a host of its own."""
    api = Api(provider)
    app = web.Application(client_max_size=BODY_LIMIT_BYTES)
    app.router.add_post("/v1/models/{model:.+}", api.submit)
    app.router.add_get("/v1/models/{model:.+}", api.catalog)
    app.router.add_get("/prod/v2/balance", api.balance)
    app.router.add_get("/v1/requests/{id}/status", api.status)
    app.router.add_get("/v1/requests/{id}/result", api.result)
    app.router.add_post("/v1/requests/{id}/cancel", api.cancel)

    async def let_go(_: web.Application) -> None:
        provider.closing.set()

    app.on_shutdown.append(let_go)
    return app


class Api:
    """The handlers; each asks the named behaviours at the places where one could strike."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._faults = provider.faults

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """POST /v1/models/{model}: accept a request, unless a behaviour stands before it."""
        self._provider.calls["submit"] += 1
        if refusal := self._refused(request, "submit") or self._refused_submit(request):
            return refusal
        if request.match_info["model"] != MODEL_ID:
            return self._no_such_model(request)
        try:
            ask = check(await _json_of(request))
        except InvalidInputError as invalid:
            return web.json_response({"detail": invalid.detail}, status=422)
        accepted = self._provider.submit(ask)
        answer = answers.submitted(accepted, _origin(request))
        if self._faults.strike("submit_lost_after") is not None:
            return breakage.lose(request)
        if self._faults.strike("submit_hangs") is not None:
            return await breakage.hang(request, self._provider.closing)
        await self._faults.changed.wait_until(lambda: not self._faults.applies("submit_held"), HELD_S)
        if self._faults.strike("submit_unreadable") is not None:
            return breakage.unreadable()
        if self._faults.strike("submit_no_id") is not None:
            del answer["request_id"]
        return web.json_response(answer)

    async def status(self, request: web.Request) -> web.StreamResponse:
        """GET …/status."""
        return await self._read(request, "status", lambda found: answers.status(found, _origin(request)))

    async def result(self, request: web.Request) -> web.StreamResponse:
        """GET …/result, with `?include_cost=true` also the cost."""
        with_cost = request.query.get("include_cost") == "true"
        return await self._read(
            request, "result", lambda found: answers.result(self._provider, found, with_cost=with_cost)
        )

    async def cancel(self, request: web.Request) -> web.StreamResponse:
        """POST …/cancel: 202 with the outcome, also when it is too late."""

        def carry_out(found: Request) -> dict[str, Any]:
            return answers.cancelled(found, done=self._provider.cancel(found))

        return await self._read(request, "cancel", carry_out, http_status=202)

    async def catalog(self, request: web.Request) -> web.StreamResponse:
        """GET /v1/models/{model}: inputs and price."""
        self._provider.calls["catalog"] += 1
        if refusal := self._refused(request, "catalog"):
            return refusal
        if request.match_info["model"] != MODEL_ID:
            return self._no_such_model(request)

        async def entry() -> web.StreamResponse:
            return web.json_response(answers.catalog_entry(self._faults, self._provider.settings.price_usd))

        return await self._faulty(request, "catalog", entry)

    async def balance(self, request: web.Request) -> web.StreamResponse:
        """GET /prod/v2/balance, which the real one has on another host: what is left on the account."""
        self._provider.calls["balance"] += 1
        if refusal := self._refused(request, "balance"):
            return refusal

        async def wallet() -> web.StreamResponse:
            return web.json_response(answers.wallet(self._provider))

        return await self._faulty(request, "balance", wallet)

    async def _read(
        self,
        request: web.Request,
        name: str,
        answer: Callable[[Request], dict[str, Any]],
        http_status: int = 200,
    ) -> web.StreamResponse:
        self._provider.calls[name] += 1
        if refusal := self._refused(request, name):
            return refusal
        found = self._provider.find(request.match_info["id"])
        if found is not None:
            self._provider.count(found, name)
            if found.script.hidden_looks > 0:
                found.script.hidden_looks -= 1
                found = None
        if found is None:
            return web.json_response(answers.error(404001, "no such request"), status=404)
        known = found

        async def read() -> web.StreamResponse:
            return web.json_response(answer(known), status=http_status)

        return await self._faulty(request, name, read)

    async def _faulty(
        self, request: web.Request, name: str, answer: Callable[[], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Answer, unless a behaviour stands between; only an HTTP status keeps it from being carried out."""
        if struck := self._faults.strike("read_status", on=name):
            return breakage.refuse(struck)
        response = await answer()
        if self._faults.strike("read_lost", on=name) is not None:
            return breakage.lose(request)
        if self._faults.strike("read_hangs", on=name) is not None:
            return await breakage.hang(request, self._provider.closing)
        if self._faults.strike("read_unreadable", on=name) is not None:
            return breakage.unreadable()
        return response

    def _refused(self, request: web.Request, name: str) -> web.Response | None:
        struck = self._faults.strike("bad_key", on=name)
        if struck is None and request.headers.get(hdrs.AUTHORIZATION) == f"Bearer {self._provider.api_key}":
            return None
        style = "http" if struck is None else struck["style"]
        return _account_error(style, 401, 400004, "the API key is missing, wrong or revoked")

    def _refused_submit(self, request: web.Request) -> web.Response | None:
        struck = self._faults.strike("no_balance")
        if struck is not None or answers.balance_usd(self._provider) <= 0:
            style = "http" if struck is None else struck["style"]
            return _account_error(style, 402, 400002, "the account has no balance left")
        if self._faults.strike("submit_lost_before") is not None:
            return breakage.lose(request)
        if struck := self._faults.strike("submit_status"):
            return breakage.refuse(struck)
        if struck := self._faults.strike("error_in_200"):
            return web.json_response(answers.error(int(struck["error_code"]), "refused by the sandbox"))
        return None

    def _no_such_model(self, request: web.Request) -> web.Response:
        says = f"no model is called {request.match_info['model']}"
        return web.json_response(answers.error(400001, says), status=400)


def _account_error(style: str, http_status: int, code: int, says: str) -> web.Response:
    if style == "code":
        return web.json_response(answers.error(code, says), status=400)
    return web.json_response(answers.error(None, says), status=http_status)


async def _json_of(request: web.Request) -> object:
    if request.content_type != "application/json":
        raise InvalidInputError([problem("model_type", [], "Content-Type should be application/json")])
    body = await request.read()
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or nested without end
        raise InvalidInputError([problem("json_invalid", [], "JSON decode error")]) from error


def _origin(request: web.Request) -> str:
    return f"{request.scheme}://{request.host}"
