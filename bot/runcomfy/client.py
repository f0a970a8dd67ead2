"""The calls to RunComfy: what may be repeated and what may not, how long each may take. Reads no JSON itself (wire.py).

Two rules: the POST that pays is sent once, on a connection of its own; the key never travels to the file host.
"""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar, cast

import aiohttp
import stamina
from aiohttp.abc import AbstractResolver
from pydantic import SecretStr
from yarl import URL

from bot.core.errors import (
    AccountProblem,
    Busy,
    NotFound,
    NotSent,
    OutcomeUnknown,
    Rejected,
    Unintelligible,
    Unreachable,
)
from bot.core.jobs import ProviderId
from bot.core.ports import CancelOutcome, Status, Verdict
from bot.core.requests import ImagineRequest
from bot.runcomfy import wire
from bot.runcomfy.files import fetch, public_socket
from bot.runcomfy.hosts import TrustedHosts

CONNECT_TIMEOUT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long one call may take as a whole, in seconds; connecting has CONNECT_TIMEOUT_S of it.

    `submit_s` is as patient as the provider's own client: an answer that we did not wait for is a payment that we know
    nothing of. `file_silence_s` is how long a download may stand still.
    """

    submit_s: float = 100.0
    read_s: float = 15.0
    file_s: float = 300.0
    file_silence_s: float = 30.0


READ_ATTEMPTS: Final = 4
READ_PATIENCE_S: Final = 20.0
"""Reads are repeated so often and so long inside one call; the worker asks again later anyway."""
RETRY_AFTER_LIMIT_S: Final = 10.0
"""A longer `Retry-After` is handed to the worker, who has other things to do meanwhile."""

ANSWER_LIMIT_BYTES: Final = 1024 * 1024
KEEPALIVE_S: Final = 75.0
FILES_KEEPALIVE_S: Final = 15.0
"""Less than a download may stand still: aiohttp can count the idle time of a kept connection as silence."""
DNS_CACHE_S: Final = 300
USER_AGENT: Final = "imagine-bot"

_T = TypeVar("_T")


class RunComfy:
    """Implements core.ports.ImageApi. Build it with `open_runcomfy`."""

    def __init__(
        self,
        base_url: URL,
        trusted: TrustedHosts,
        submits: aiohttp.ClientSession,
        reads: aiohttp.ClientSession,
        files: aiohttp.ClientSession,
        named_files: aiohttp.ClientSession,
        timeouts: Timeouts,
    ) -> None:
        self._base_url = base_url
        self._trusted = trusted
        self._submits = submits
        self._reads = reads
        self._files = files
        self._named_files = named_files
        self._submit_timeout = aiohttp.ClientTimeout(total=timeouts.submit_s, sock_connect=CONNECT_TIMEOUT_S)
        self._read_timeout = aiohttp.ClientTimeout(total=timeouts.read_s, sock_connect=CONNECT_TIMEOUT_S)
        self._file_timeout = aiohttp.ClientTimeout(
            total=timeouts.file_s, sock_connect=CONNECT_TIMEOUT_S, sock_read=timeouts.file_silence_s
        )

    async def submit(self, request: ImagineRequest) -> ProviderId:
        """See core.ports.ImageApi. Never repeated in here."""
        url = self._base_url / "v1/models" / wire.MODEL_ID
        try:
            async with self._submits.post(
                url, json=wire.submit_body(request), timeout=self._submit_timeout, allow_redirects=False
            ) as response:
                body = await _json(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise OutcomeUnknown(type(error).__name__) from error
        return _submitted(response.status, body, _retry_after_s(response))

    async def status(self, provider_id: ProviderId) -> Status:
        """See core.ports.ImageApi."""
        return wire.read_status(await self._read("GET", f"{provider_id}/status"))

    async def result(self, provider_id: ProviderId) -> Verdict:
        """See core.ports.ImageApi."""
        return wire.read_verdict(await self._read("GET", f"{provider_id}/result?include_cost=true"))

    async def cancel(self, provider_id: ProviderId) -> CancelOutcome:
        """See core.ports.ImageApi."""
        return wire.read_cancel(await self._read("POST", f"{provider_id}/cancel"))

    async def catalogue(self) -> wire.Catalogue:
        """The model's catalogue entry; free, and a check of the key. Raises as `status` does."""
        return wire.read_catalogue(await self._repeat("GET", self._base_url / "v1/models" / wire.MODEL_ID))

    def trusts(self, url: str) -> bool:
        """See core.ports.ImageApi."""
        return self._trusted.trusts(url)

    async def download(self, url: str, target: Path) -> None:
        """See core.ports.ImageApi."""
        address = self._trusted.check(url)
        session = self._named_files if self._trusted.names(address) else self._files

        async def once() -> None:
            await fetch(session, address, target, self._file_timeout)

        await _patiently(once)

    async def _read(self, method: str, path: str) -> wire.Json:
        return await self._repeat(method, URL(f"{self._base_url}/v1/requests/{path}"))

    async def _repeat(self, method: str, url: URL) -> wire.Json:
        """A call that may be repeated, repeated inside bounds."""

        async def once() -> wire.Json:
            try:
                async with self._reads.request(
                    method, url, timeout=self._read_timeout, allow_redirects=False
                ) as response:
                    body = await _json(response)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise Unreachable(type(error).__name__) from error
            return _answer(response.status, body, _retry_after_s(response))

        return await _patiently(once)


@asynccontextmanager
async def open_runcomfy(
    base_url: str,
    api_key: SecretStr,
    file_hosts: str,
    timeouts: Timeouts | None = None,
    resolver: AbstractResolver | None = None,
) -> AsyncGenerator[RunComfy]:
    """The client with its sessions: one that pays, one that reads, and two without the key for files.

    Of these, one dials public addresses only; the other is for origins that the operator named, which may be anywhere.
    `resolver` turns names into addresses; the system's by default. The caller closes the one that it gives.
    """
    headers = {
        "Authorization": f"Bearer {api_key.get_secret_value()}",
        "Accept": "application/json",
        "User-Agent": USER_AGENT,
    }
    plain = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}

    def connector(
        *, force_close: bool = False, keepalive_s: float | None = None, public_only: bool = False
    ) -> aiohttp.TCPConnector:
        return aiohttp.TCPConnector(
            force_close=force_close,
            keepalive_timeout=keepalive_s,
            ttl_dns_cache=DNS_CACHE_S,
            resolver=resolver,
            socket_factory=public_socket if public_only else None,
        )

    def keyed(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(connector=connector, headers=headers, cookie_jar=aiohttp.DummyCookieJar())

    def bare(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector, headers=plain, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
        )

    async with (
        # A kept-alive connection may be dead without our knowing; on it, a POST that never arrived looks like one that
        # did.
        keyed(connector(force_close=True)) as submits,
        keyed(connector(keepalive_s=KEEPALIVE_S)) as reads,
        bare(connector(keepalive_s=FILES_KEEPALIVE_S, public_only=True)) as files,
        bare(connector(keepalive_s=FILES_KEEPALIVE_S)) as named_files,
    ):
        trusted = TrustedHosts.parse(file_hosts)
        yield RunComfy(URL(base_url.rstrip("/")), trusted, submits, reads, files, named_files, timeouts or Timeouts())


def _submitted(status: int, body: wire.Json | None, retry_after_s: float | None) -> ProviderId:
    """The id of the accepted request; raises what the answer means otherwise."""
    if 200 <= status < 300:
        provider_id = wire.read_provider_id(body or {})
        if provider_id is not None:
            return provider_id
        if not wire.error_code(body):
            raise OutcomeUnknown(f"HTTP {status} without a request id")
    if status >= 500 or 300 <= status < 400 or status in (408, 425):
        raise OutcomeUnknown(f"HTTP {status}")
    error = wire.read_error(status, body, retry_after_s)
    if isinstance(error, Unintelligible):
        raise OutcomeUnknown(error.shape)
    if isinstance(error, NotFound):  # the model itself is not there
        raise Rejected(status, wire.describe_error(body or {}))
    raise error


def _answer(status: int, body: wire.Json | None, retry_after_s: float | None) -> wire.Json:
    """The body of a good answer to a read; raises what the answer means otherwise."""
    if 200 <= status < 300:
        if body is None:
            raise Unintelligible(f"HTTP {status}, no JSON object")
        if not wire.has_error(body):
            return body
    if status >= 500 or status in (408, 425):
        raise Unreachable(f"HTTP {status}")
    error = wire.read_error(status, body, retry_after_s)
    if isinstance(error, AccountProblem | NotFound | Busy):
        raise error
    raise Unintelligible(str(error))


async def _patiently(call: Callable[[], Awaitable[_T]]) -> _T:
    async for attempt in stamina.retry_context(
        on=_again, attempts=READ_ATTEMPTS, timeout=READ_PATIENCE_S, wait_initial=0.2, wait_max=4.0, wait_jitter=0.3
    ):
        with attempt:
            return await call()
    raise AssertionError("retry_context either returns or raises")


def _again(error: Exception) -> bool | float:
    """Whether a read is worth repeating, or after how many seconds."""
    if isinstance(error, Busy):
        asked_s = error.retry_after_s
        return True if asked_s is None else (asked_s if asked_s <= RETRY_AFTER_LIMIT_S else False)
    return isinstance(error, Unreachable | Unintelligible)


async def _json(response: aiohttp.ClientResponse) -> wire.Json | None:
    """The JSON object of an answer, whatever it calls itself, or None; never more than a limit."""
    raw = bytearray()
    async for chunk in response.content.iter_any():
        raw += chunk
        if len(raw) > ANSWER_LIMIT_BYTES:
            return None
    try:
        body = json.loads(raw)
    except ValueError:
        return None
    return cast("wire.Json", body) if isinstance(body, dict) else None


def _retry_after_s(response: aiohttp.ClientResponse) -> float | None:
    """`Retry-After` in seconds; its date form is not used by this provider."""
    try:
        return max(0.0, float(response.headers["Retry-After"]))
    except (KeyError, ValueError):
        return None
