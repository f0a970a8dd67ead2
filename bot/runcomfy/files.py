"""Streams one result file to disk, within limits, and looks whether it is a picture and whole. Knows no key."""

import asyncio
import socket
from pathlib import Path
from typing import Any, Final

import aiohttp
from yarl import URL

from bot.core.errors import BadFile, Unreachable
from bot.runcomfy.hosts import is_public

FILE_LIMIT_BYTES: Final = 128 * 1024 * 1024
"""A 4K picture has 50 MB raw; nothing honest is larger than this."""
CHUNK_BYTES: Final = 256 * 1024
HEAD_BYTES: Final = 16
TAIL_BYTES: Final = 16

_PNG_HEAD, _PNG_TAIL = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB\x60\x82"
_JPEG_HEAD, _JPEG_TAIL = b"\xff\xd8\xff", b"\xff\xd9"


AddressInfo = tuple[int, int, int, str, tuple[Any, ...]]
"""As `socket.getaddrinfo` lists them: family, kind, protocol, canonical name, address."""


class NotPublic(OSError):
    """A name led to an address that is not on the public internet; nothing was sent there."""

    def __init__(self) -> None:
        # Always the same words: of several equal errors aiohttp hands on the first, of different ones a summary.
        super().__init__("an address that is not public")


def public_socket(address: AddressInfo) -> socket.socket:
    """For a connector: the socket to dial this very address with. Raises NotPublic for one that is not public.

    aiohttp asks for each address that it tries, after the name was resolved and right before it connects, so no answer
    of a name server comes in between.
    """
    family, kind, protocol, _, target = address
    if not is_public(str(target[0])):
        raise NotPublic
    return socket.socket(family=family, type=kind, proto=protocol)


async def fetch(session: aiohttp.ClientSession, url: URL, target: Path, timeout: aiohttp.ClientTimeout) -> None:
    """Put the file at `target`. Raises BadFile for good, Unreachable when it may work later."""
    try:
        async with session.get(url, timeout=timeout, allow_redirects=False) as response:
            _check_answer(response)
            await _store(response.content, target, length_known=response.content_length is not None)
    except aiohttp.ClientConnectorError as error:
        # Not BadFile: nothing was sent, and a name server that is blocked, captured or poisoned now may be well later.
        why = f"{url.host} is at {error.os_error}" if isinstance(error.os_error, NotPublic) else type(error).__name__
        raise Unreachable(why) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unreachable(type(error).__name__) from error


def _check_answer(response: aiohttp.ClientResponse) -> None:
    status = response.status
    if status in (403, 404, 408, 425, 429) or status >= 500:
        raise Unreachable(f"HTTP {status} from the file host")
    if status != 200:
        raise BadFile(f"HTTP {status} from the file host")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind and not kind.startswith("image/") and kind not in ("application/octet-stream", "binary/octet-stream"):
        raise BadFile(f"a file of type {kind[:40]!r}")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise BadFile("an encoded file")
    if (response.content_length or 0) > FILE_LIMIT_BYTES:
        raise BadFile(f"a file of {response.content_length} bytes")


async def _store(content: aiohttp.StreamReader, target: Path, *, length_known: bool) -> None:
    size, head, tail = 0, b"", b""
    file = await asyncio.to_thread(target.open, "wb")
    try:
        async for chunk in content.iter_chunked(CHUNK_BYTES):
            size += len(chunk)
            if size > FILE_LIMIT_BYTES:
                raise BadFile(f"a file of more than {FILE_LIMIT_BYTES} bytes")
            if len(head) < HEAD_BYTES:
                head = (head + chunk)[:HEAD_BYTES]
                if len(head) == HEAD_BYTES:
                    _check_head(head)
            tail = (tail + chunk)[-TAIL_BYTES:]
            await asyncio.to_thread(file.write, chunk)
    finally:
        await asyncio.to_thread(file.close)
    _check_head(head)
    # With a length, aiohttp has seen to it; without one, only the file itself can tell.
    if not length_known and not is_whole(head, tail, size):
        raise Unreachable("the file broke off")


def _check_head(head: bytes) -> None:
    if not (head.startswith((_PNG_HEAD, _JPEG_HEAD)) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")):
        raise BadFile("a file that is neither PNG nor JPEG nor WebP")


def is_whole(head: bytes, tail: bytes, size_bytes: int) -> bool:
    """Whether a PNG, JPEG or WebP file with this beginning and end is complete."""
    if head.startswith(_PNG_HEAD):
        return tail.endswith(_PNG_TAIL)
    if head.startswith(_JPEG_HEAD):
        return tail.rstrip(b"\x00").endswith(_JPEG_TAIL)
    return size_bytes >= int.from_bytes(head[4:8], "little") + 8
