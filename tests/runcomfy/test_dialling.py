"""What really leaves the machine: whom a download connects to, looked at where the connection would arrive."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.abc import AbstractResolver, ResolveResult
from pydantic import SecretStr

from bot.core.errors import BadFile, Unreachable
from bot.runcomfy.client import Timeouts, open_runcomfy
from bot.runcomfy.files import NotPublic, public_socket
from tests.runcomfy.conftest import KEY
from tests.runcomfy.test_hosts import BAD

pytestmark = pytest.mark.asyncio
HURRIED = Timeouts(submit_s=1, read_s=1, file_s=1, file_silence_s=1)


class Names(AbstractResolver):
    """A name server in the hands of an attacker: every name is at these addresses, at a port of his choice."""

    def __init__(self, addresses: tuple[str, ...], port: int) -> None:
        self.addresses = addresses
        self.port = port
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The same answer to every question."""
        self.asked.append(host)
        flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=self.port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=flags,
            )
            for address in self.addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Inside:
    """A server of this machine's own network, and everybody who came to it."""

    port: int
    visits: list[str] = field(default_factory=list[str])


@pytest_asyncio.fixture
async def inside() -> AsyncGenerator[Inside]:
    visits: list[str] = []

    async def note(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(str(writer.get_extra_info("peername")))
        writer.close()

    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(await asyncio.start_server(note, "127.0.0.1", 0))
        port: int = server.sockets[0].getsockname()[1]
        with contextlib.suppress(OSError):  # a machine without IPv6
            await stack.enter_async_context(await asyncio.start_server(note, "::1", port))
        yield Inside(port, visits)


REBOUND = [
    ("127.0.0.1",), ("127.0.0.1", "127.0.0.2"), ("::1",), ("::1", "127.0.0.1"), ("::ffff:127.0.0.1",),
    ("127.0.0.1", "::1", "::ffff:127.0.0.1", "127.3.2.1"), ("0.0.0.0",), ("::",), ("10.0.0.1", "127.0.0.1"),  # noqa: S104 - only dialled
    ("64:ff9b::127.0.0.1", "127.0.0.1"), ("localhost",),
]  # fmt: skip


@pytest.mark.parametrize("addresses", REBOUND, ids=" ".join)
async def test_a_trusted_name_that_leads_inside_is_not_followed(
    inside: Inside, tmp_path: Path, addresses: tuple[str, ...]
) -> None:
    names = Names(addresses, inside.port)
    async with open_runcomfy("https://api.example", SecretStr(KEY), "files.example", HURRIED, names) as client:
        with pytest.raises(Unreachable, match=r"files\.example is at an address that is not public"):
            await client.download("https://files.example/x.png", tmp_path / "x")
    assert set(names.asked) == {"files.example"}
    assert inside.visits == []
    assert not (tmp_path / "x").exists()


async def test_an_origin_that_the_operator_wrote_down_may_be_inside(inside: Inside, tmp_path: Path) -> None:
    """The counterpart of the test above: here the same server does see a visitor."""
    names = Names(("127.0.0.1",), inside.port)
    hosts = "runcomfy.net,https://files.example"
    async with open_runcomfy("https://api.example", SecretStr(KEY), hosts, HURRIED, names) as client:
        with pytest.raises(Unreachable):
            await client.download("https://files.example/x.png", tmp_path / "x")
        assert inside.visits
        inside.visits.clear()
        with pytest.raises(Unreachable, match="not public"):
            await client.download("https://files.runcomfy.net/x.png", tmp_path / "x")
    assert inside.visits == []


async def test_of_a_names_addresses_only_the_public_ones_are_dialled(inside: Inside) -> None:
    """Both are tried at the same time, so the one inside must be refused by itself, not with the name."""
    dialled = [
        (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("1.1.1.1", 443)),
        (socket.AF_INET6, socket.SOCK_STREAM, 0, "", ("2606:4700::1111", 443, 0, 0)),
    ]
    for address in dialled:
        with public_socket(address) as made:
            assert made.family == address[0]
    with pytest.raises(NotPublic):
        public_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", inside.port)))


async def test_no_hostile_link_makes_anybody_ask_for_a_name_or_connect(inside: Inside, tmp_path: Path) -> None:
    names = Names(("127.0.0.1",), inside.port)
    hosts = f"runcomfy.net,http://127.0.0.1:{inside.port}"
    async with open_runcomfy("https://api.example", SecretStr(KEY), hosts, HURRIED, names) as client:
        for url in (url for urls in BAD.values() for url in urls):
            with pytest.raises(BadFile):
                await client.download(url, tmp_path / "x")
    assert names.asked == []
    assert inside.visits == []


REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/admin\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_nobody_is_sent_inside_by_a_redirect(inside: Inside, tmp_path: Path, status: int) -> None:
    async def redirect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(REDIRECT.replace(b"302", str(status).encode()) % inside.port)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(redirect, "127.0.0.1", 0)
    origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, open_runcomfy("https://api.example", SecretStr(KEY), origin, HURRIED) as client:
        with pytest.raises(BadFile, match=f"HTTP {status}"):
            await client.download(f"{origin}/x.png", tmp_path / "x")
    assert inside.visits == []
