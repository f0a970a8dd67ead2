"""The calls to RunComfy: what may be repeated and what may not, how long each may take. Reads no JSON itself (wire.py).

Two rules: the POST that pays is sent once, on a connection of its own; the key never travels to the file host.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import aiohttp
import stamina
from aiohttp.abc import AbstractResolver
from pydantic import SecretStr
from yarl import URL

from bot.core.errors import Busy, NotSent, OutcomeUnknown, Unintelligible, Unreachable
from bot.core.figures import Calls
from bot.core.jobs import ProviderId
from bot.core.ports import CancelOutcome, Status, Verdict
from bot.core.requests import ImagineRequest
from bot.runcomfy import wire
from bot.runcomfy.answers import answered, json_of, retry_after_s, submitted
from bot.runcomfy.counting import counted
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

KEEPALIVE_S: Final = 75.0
FILES_KEEPALIVE_S: Final = 15.0
"""Less than a download may stand still: aiohttp can count the idle time of a kept connection as silence."""
DNS_CACHE_S: Final = 300
USER_AGENT: Final = "imagine-bot"

_T = TypeVar("_T")


class RunComfy:
    """Implements core.ports.ImageApi. Build it with `open_runcomfy`. `calls` counts each try, for those who watch."""

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
        self.calls = Calls()

    async def submit(self, request: ImagineRequest) -> ProviderId:
        """See core.ports.ImageApi. Never repeated in here."""
        url = self._base_url / "v1/models" / wire.MODEL_ID
        with counted(self.calls, "submit"):
            try:
                async with self._submits.post(
                    url, json=wire.submit_body(request), timeout=self._submit_timeout, allow_redirects=False
                ) as response:
                    body = await json_of(response)
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
                raise NotSent(type(error).__name__) from error
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise OutcomeUnknown(type(error).__name__) from error
            return submitted(response.status, body, retry_after_s(response))

    async def status(self, provider_id: ProviderId) -> Status:
        """See core.ports.ImageApi."""
        return wire.read_status(await self._read("status", "GET", f"{provider_id}/status"))

    async def result(self, provider_id: ProviderId) -> Verdict:
        """See core.ports.ImageApi."""
        return wire.read_verdict(await self._read("result", "GET", f"{provider_id}/result?include_cost=true"))

    async def cancel(self, provider_id: ProviderId) -> CancelOutcome:
        """See core.ports.ImageApi."""
        return wire.read_cancel(await self._read("cancel", "POST", f"{provider_id}/cancel"))

    async def balance(self, url: str) -> float:
        """What is left on the account, in US dollars; free. `url` is where that is told. Raises as `status` does."""
        return wire.read_balance(await self._repeat("balance", "GET", URL(url)))

    async def catalogue(self) -> wire.Catalogue:
        """The model's catalogue entry; free, and a check of the key. Raises as `status` does."""
        return wire.read_catalogue(await self._repeat("catalogue", "GET", self._base_url / "v1/models" / wire.MODEL_ID))

    def trusts(self, url: str) -> bool:
        """See core.ports.ImageApi."""
        return self._trusted.trusts(url)

    async def download(self, url: str, target: Path) -> None:
        """See core.ports.ImageApi."""
        address = self._trusted.check(url)
        session = self._named_files if self._trusted.names(address) else self._files

        async def once() -> None:
            with counted(self.calls, "download"):
                await fetch(session, address, target, self._file_timeout)

        await self._patiently("download", once)

    async def _read(self, kind: str, method: str, path: str) -> wire.Json:
        return await self._repeat(kind, method, URL(f"{self._base_url}/v1/requests/{path}"))

    async def _repeat(self, kind: str, method: str, url: URL) -> wire.Json:
        """A call that may be repeated, repeated inside bounds."""

        async def once() -> wire.Json:
            with counted(self.calls, kind):
                try:
                    async with self._reads.request(
                        method, url, timeout=self._read_timeout, allow_redirects=False
                    ) as response:
                        body = await json_of(response)
                except (aiohttp.ClientError, TimeoutError, OSError) as error:
                    raise Unreachable(type(error).__name__) from error
                return answered(response.status, body, retry_after_s(response))

        return await self._patiently(kind, once)

    async def _patiently(self, kind: str, call: Callable[[], Awaitable[_T]]) -> _T:
        self.calls.repeated[kind] += 0  # who watches wants to see a zero, not nothing
        try:
            return await call()
        except Exception as error:
            if not _again(error):
                raise
            failed = error
        # Only now: what stamina makes for each call is freed by the garbage collector alone, and of looks there are
        # hundreds in a second. To it, the call that failed is the first attempt.
        async for attempt in stamina.retry_context(
            on=_again, attempts=READ_ATTEMPTS, timeout=READ_PATIENCE_S, wait_initial=0.2, wait_max=4.0, wait_jitter=0.3
        ):
            with attempt:
                if attempt.num == 1:
                    raise failed
                self.calls.repeated[kind] += 1
                return await call()
        raise AssertionError("retry_context either returns or raises")


@asynccontextmanager
async def open_runcomfy(
    base_url: str,
    api_key: SecretStr,
    file_hosts: str,
    timeouts: Timeouts | None = None,
    resolver: AbstractResolver | None = None,
    trace: aiohttp.TraceConfig | None = None,
) -> AsyncGenerator[RunComfy]:
    """The client with its sessions: one that pays, one that reads, and two without the key for files.

    Of these, one dials public addresses only; the other is for origins that the operator named, which may be anywhere.
    `resolver` turns names into addresses; the system's by default. The caller closes the one that it gives. `trace`
    listens to what is read with the key.
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
        traces = [] if trace is None else [trace]
        return aiohttp.ClientSession(
            connector=connector, headers=headers, cookie_jar=aiohttp.DummyCookieJar(), trace_configs=traces
        )

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


def _again(error: Exception) -> bool | float:
    """Whether a read is worth repeating, or after how many seconds."""
    if isinstance(error, Busy):
        asked_s = error.retry_after_s
        return True if asked_s is None else (asked_s if asked_s <= RETRY_AFTER_LIMIT_S else False)
    return isinstance(error, Unreachable | Unintelligible)
