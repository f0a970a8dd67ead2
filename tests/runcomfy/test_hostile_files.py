"""Files that lie, swell, stall or pretend: each is refused by name, soon, and without filling memory or disk."""

import asyncio
import gzip
import io
import random
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import stamina
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydantic import SecretStr

from bot.core.errors import BadFile, CannotFit, Unintelligible, Unreachable
from bot.core.jobs import ProviderId
from bot.pictures import encode
from bot.pictures.tools import open_pictures
from bot.runcomfy import files
from bot.runcomfy.client import RunComfy, Timeouts, open_runcomfy
from tests.runcomfy.conftest import KEY

Speaker = Callable[[asyncio.StreamWriter], Awaitable[None]]
PIECE = bytes(64 * 1024)
ALLOWED_MEMORY_BYTES = 8 * 1024 * 1024
HURRIED = Timeouts(submit_s=1, read_s=2, file_s=1, file_silence_s=0.5)


@asynccontextmanager
async def host(speak: Speaker) -> AsyncGenerator[tuple[RunComfy, str]]:
    """A file host that answers every request with these bytes and no others; our client of it, and a link."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await speak(writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the reader has had enough
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, open_runcomfy(origin, SecretStr(KEY), origin, HURRIED) as client:
        yield client, f"{origin}/x.png"


def head(*headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", "Connection: close", *headers, "", ""]).encode()


def says(*parts: bytes) -> Speaker:
    async def speak(writer: asyncio.StreamWriter) -> None:
        writer.writelines(parts)

    return speak


@cache
def picture(kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.frombytes("RGB", (64, 48), random.Random(7).randbytes(64 * 48 * 3)).save(made, kind)
    return made.getvalue()


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


# --- on the wire ------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_the_server_of_these_tests_can_serve_a_picture(tmp_path: Path) -> None:
    answer = head("Content-Type: image/png", f"Content-Length: {len(picture())}")
    async with host(says(answer, picture())) as (client, link):
        await client.download(link, tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == picture()


LENGTH = f"Content-Length: {len(picture())}"
REFUSED: dict[str, tuple[type[Exception], str | None, tuple[bytes, ...]]] = {
    "gzip": (BadFile, "encoded", (head("Content-Encoding: gzip"), gzip.compress(picture()))),
    "brotli": (BadFile, "encoded", (head("Content-Encoding: br"), picture())),
    "two encodings": (BadFile, "encoded", (head("Content-Encoding: identity, gzip"), picture())),
    "a terabyte": (BadFile, "1099511627776 bytes", (head("Content-Length: 1099511627776"), picture())),
    "less than it says": (Unreachable, None, (head(f"Content-Length: {len(picture()) + 1}"), picture())),
    "two lengths": (Unreachable, None, (head(LENGTH, "Content-Length: 7"), picture())),
    "length and chunks": (Unreachable, None, (head(LENGTH, "Transfer-Encoding: chunked"), picture())),
    "negative length": (Unreachable, None, (head("Content-Length: -1"), picture())),
    "length in words": (Unreachable, None, (head("Content-Length: many"), picture())),
    "broken chunks": (Unreachable, None, (head("Transfer-Encoding: chunked"), b"ffff\r\n", picture())),
    "a chunk of 2^64": (Unreachable, None, (head("Transfer-Encoding: chunked"), b"ffffffffffffffff\r\n", picture())),
    "without an end": (Unreachable, "broke off", (head("Content-Type: image/png"), picture()[:-20])),
    "HTML": (BadFile, "text/html", (head("Content-Type: text/html"), picture())),
    "SVG": (BadFile, "neither", (head("Content-Type: image/svg+xml"), b"<svg onload='alert(1)'/>" * 9)),
    "HTML that says it is a picture": (BadFile, "neither", (head("Content-Type: image/png"), b"<html>" * 9)),
    "GIF": (BadFile, "neither", (head("Content-Type: image/gif"), b"GIF89a" + bytes(50))),
    "ZIP": (BadFile, "neither", (head("Content-Type: application/octet-stream"), b"PK\x03\x04" + bytes(50))),
    "RIFF that is no WebP": (BadFile, "neither", (head(), b"RIFF\x10\x00\x00\x00WAVEfmt " + bytes(50))),
    "nothing": (BadFile, "neither", (head("Content-Length: 0"),)),
    "three bytes": (BadFile, "neither", (head("Content-Length: 3"), b"\x89PN")),
    "a part": (BadFile, "HTTP 206", (head(LENGTH, status="206 Partial Content"), picture())),
    "not modified": (BadFile, "HTTP 304", (head(status="304 Not Modified"),)),
    "no HTTP": (Unreachable, None, (b"SSH-2.0-OpenSSH_9.9\r\n",)),
    "a header of a megabyte": (Unreachable, None, (head(f"X-Long: {'x' * 1_000_000}"), picture())),
    "ten thousand headers": (Unreachable, None, (head(*(f"X-{n}: {'x' * 900}" for n in range(10_000))), picture())),
    "a header with a line break in it": (Unreachable, None, (head("X: a\r b\nX\x00: c"), picture())),
    "switching protocols": (BadFile, "HTTP 101", (head(status="101 Switching Protocols"),)),
}  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize("name", REFUSED)
async def test_answers_that_are_no_plain_whole_picture_are_refused(name: str, tmp_path: Path) -> None:
    kind, why, parts = REFUSED[name]
    async with host(says(*parts)) as (client, link):
        with pytest.raises(kind, match=why):
            await client.download(link, tmp_path / "x")


@pytest.mark.asyncio
async def test_more_than_the_length_says_is_not_read(tmp_path: Path) -> None:
    kept_alive = head(LENGTH).replace(b"Connection: close\r\n", b"")
    async with host(says(kept_alive, picture(), b"HTTP/1.1 200 OK\r\n\r\n<script>")) as (client, link):
        await client.download(link, tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == picture()


async def one_byte_at_a_time(writer: asyncio.StreamWriter) -> None:
    """Never silent for long, never at the end."""
    writer.write(head(LENGTH))
    for byte in picture():
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.1)


async def headers_without_end(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X: y\r\n")
        await writer.drain()
        await asyncio.sleep(0.1)


async def continues_without_end(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.asyncio
@pytest.mark.parametrize("speak", [one_byte_at_a_time, headers_without_end, continues_without_end])
async def test_a_host_that_keeps_one_waiting_is_given_up_at_the_total_bound(speak: Speaker, tmp_path: Path) -> None:
    async with host(speak) as (client, link), asyncio.timeout(HURRIED.file_s + 5):
        with stamina.set_testing(True, attempts=1), pytest.raises(Unreachable, match="TimeoutError"):
            await client.download(link, tmp_path / "x")


async def body_without_end(writer: asyncio.StreamWriter) -> None:
    writer.write(head("Content-Type: image/png") + picture())
    while True:
        writer.write(PIECE)
        await writer.drain()


@pytest.mark.asyncio
async def test_a_file_that_never_ends_is_cut_off_at_the_limit_of_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "FILE_LIMIT_BYTES", 4 * 1024 * 1024)  # the real one takes seconds on a slow disk
    target = tmp_path / "x"
    async with host(body_without_end) as (client, link):
        with pytest.raises(BadFile, match="more than 4194304 bytes"):
            await client.download(link, target)
    assert target.stat().st_size <= 4 * 1024 * 1024


@pytest.mark.asyncio
async def test_zeros_packed_a_thousandfold_are_never_unpacked(tmp_path: Path) -> None:
    """As a file they are refused by their header; as an answer of the API they stop at its limit of bytes."""
    bomb = gzip.compress(bytes(256 * 1024 * 1024))
    parts = (head("Content-Type: application/json", "Content-Encoding: gzip", f"Content-Length: {len(bomb)}"), bomb)
    async with host(says(*parts)) as (client, link):
        tracemalloc.start()
        try:
            with pytest.raises(BadFile):
                await client.download(link, tmp_path / "x")
            with pytest.raises((Unintelligible, Unreachable)):
                await client.status(ProviderId("x"))
            assert tracemalloc.get_traced_memory()[1] < ALLOWED_MEMORY_BYTES
        finally:
            tracemalloc.stop()


# --- on the disk: what came through the wire whole, and is still no picture that we show ------------------------------


async def fetched(content: bytes, folder: Path) -> Path:
    """Downloaded with a correct length, so that only the content is in question."""
    async with host(says(head(f"Content-Length: {len(content)}"), content)) as (client, link):
        await client.download(link, folder / "0.original")
    return folder / "0.original"


TOO_LARGE_PX = [(13_300, 13_300), (2**31 - 1, 1), (40_000_001, 1), (0, 5), (2**31, 2**31)]


@pytest.mark.asyncio
@pytest.mark.parametrize("limit_bytes", [10, 10_000_000], ids=["to be re-encoded", "to be handed on"])
@pytest.mark.parametrize(
    ("width", "height"), [(13_300, 13_300), (2**31 - 1, 1), (40_000_001, 1), (0, 5), (2**31, 2**31)]
)
async def test_a_picture_of_too_many_pixels_is_refused_by_its_header(
    tmp_path: Path, width: int, height: int, limit_bytes: int
) -> None:
    path = await fetched(png(width, height, bytes(1000)), tmp_path)
    async with open_pictures() as pictures:
        with pytest.raises(BadFile):
            await pictures.fit(path, "https://files.example/x", limit_bytes)


def in_two_languages() -> dict[str, bytes]:
    """Files that are a picture to one reader and something else to another."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("index.html", "<script>alert(1)</script>")
    return {
        "PNG and ZIP": picture() + archive.getvalue(),
        "PNG and HTML": picture() + b"<html><script>alert(1)</script></html>",
        "JPEG and JavaScript": picture("JPEG") + b"*/=alert(1);/*",
        "WebP and PDF": picture("WEBP") + b"%PDF-1.7 1 0 obj",
        "PNG and JPEG": picture() + picture("JPEG"),
    }


@pytest.mark.asyncio
@pytest.mark.parametrize("name", in_two_languages())
async def test_a_file_in_two_languages_is_called_by_the_one_that_it_begins_with(name: str, tmp_path: Path) -> None:
    path = await fetched(in_two_languages()[name], tmp_path)
    async with open_pictures() as pictures:
        shown = await pictures.fit(path, "https://files.example/x.html", 10_000_000)
        assert shown.extension == {"PNG": "png", "JPEG": "jpg", "WebP": "webp"}[name.split(maxsplit=1)[0]]
        assert (shown.width_px, shown.height_px) == (64, 48)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A PNG, JPEG or WebP that was cut off, or in which a few bytes were changed, doubled or lost."""
    content = bytearray(picture(draw(st.sampled_from(["PNG", "JPEG", "WEBP"]))))
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(content) - 1))
        match draw(st.sampled_from(["cut", "flip", "set", "lose", "double", "swell"])):
            case "cut":
                content = content[: place + 1]
            case "flip":
                content[place] ^= 1 << draw(st.integers(0, 7))
            case "set":
                content[place] = draw(st.sampled_from([0, 0x7F, 0x80, 0xFF]))
            case "lose":
                del content[place : place + draw(st.integers(1, 40))]
            case "double":
                content[place:place] = content[place : place + draw(st.integers(1, 40))]
            case _:
                content[place : place + 4] = b"\xff\xff\xff\xff"
        content = content or bytearray(b"\x00")
    return bytes(content)


MOST_CPU_S = 2.0
"""What one damaged picture may cost of the processor's time: what else the machine does is not the codec's doing."""


@settings(max_examples=800, deadline=None)
@given(damaged())
def test_a_damaged_picture_is_shown_or_refused_and_nothing_else_happens(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "0.original"
        path.write_bytes(content)
        began_s = time.process_time()
        try:
            looked = encode.look(path)
            assert looked.width_px * looked.height_px <= encode.PIXEL_LIMIT
            encoded = encode.shrink(path, path.with_suffix(".jpg"), 2000)
        except (encode.NoPicture, encode.NoVersionFits):
            return
        finally:
            assert time.process_time() - began_s <= MOST_CPU_S
        assert encoded.size_bytes <= 2000
        with Image.open(encoded.path) as shown:
            assert shown.format == "JPEG"


@settings(max_examples=300)
@given(damaged())
def test_whether_a_damaged_file_is_whole_is_never_an_error(content: bytes) -> None:
    start, end = content[: files.HEAD_BYTES], content[-files.TAIL_BYTES :]
    assert files.is_whole(start, end, len(content)) in (True, False)


@pytest.mark.asyncio
async def test_damaged_pictures_leave_the_encoder_of_the_bot_alive(tmp_path: Path) -> None:
    chance = random.Random(11)
    path = tmp_path / "0.original"
    async with open_pictures() as pictures:
        for kind in ("PNG", "JPEG", "WEBP"):
            for _ in range(10):
                content = bytearray(picture(kind))
                for _ in range(3):
                    content[chance.randrange(12, len(content))] = chance.randrange(256)
                path.write_bytes(content)
                try:
                    await pictures.fit(path, "https://files.example/x", 1500)
                except (BadFile, CannotFit):
                    continue
        path.write_bytes(picture())
        assert (await pictures.fit(path, "https://files.example/x", 1500)).shrunk
