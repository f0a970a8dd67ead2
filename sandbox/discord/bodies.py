"""Reading what a request carries: JSON, or a form with files. Knows nothing of what the fields mean."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from sandbox.discord import limits
from sandbox.discord.errors import Code, refusal

_FILE_FIELD = re.compile(r"^files?\[(\d+)\]$")
_CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True)
class Upload:
    """One file of a form; `number` is the n of `files[n]`."""

    number: int | None
    filename: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Body:
    """What a request carries."""

    payload: Any = None
    uploads: tuple[Upload, ...] = ()


async def read_body(request: web.Request, file_limit_bytes: int) -> Body:
    """The whole body; refuses files that are too large, after having read them to their end."""
    if request.content_type == "multipart/form-data":
        return await _read_form(request, file_limit_bytes)
    raw = await request.read()
    return Body(_parse(raw)) if raw else Body()


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise refusal(Code.NOT_JSON) from None


async def _read_form(request: web.Request, file_limit_bytes: int) -> Body:
    payload: Any = {}
    uploads: list[Upload] = []
    total = largest = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        size, data = await _read_part(part, file_limit_bytes)
        total += size
        if part.name == "payload_json":
            payload = _parse(data)
        else:
            largest = max(largest, size)
            uploads.append(Upload(_number(part.name), part.filename or "unknown.bin", data))
    if largest > file_limit_bytes or total > max(limits.REQUEST_BYTES, file_limit_bytes + limits.MIB):
        raise refusal(Code.REQUEST_TOO_LARGE)
    if len(uploads) > limits.FILES:
        raise refusal(Code.TOO_MANY_ATTACHMENTS)
    return Body(payload, tuple(uploads))


async def _read_part(part: BodyPartReader, keep_bytes: int) -> tuple[int, bytes]:
    """How large the part is, and its content unless it is too large to be kept."""
    size = 0
    chunks: list[bytes] = []
    while chunk := await part.read_chunk(_CHUNK_BYTES):
        size += len(chunk)
        if size <= keep_bytes:
            chunks.append(chunk)
    return size, b"".join(chunks)


def _number(name: str | None) -> int | None:
    found = _FILE_FIELD.match(name or "")
    return int(found[1]) if found else None
