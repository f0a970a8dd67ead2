"""From an HTTP answer of the provider's to a body, or to the error that it means. Makes no call."""

import json
from typing import Final, cast

import aiohttp

from bot.core.errors import AccountProblem, Busy, NotFound, OutcomeUnknown, Rejected, Unintelligible, Unreachable
from bot.core.jobs import ProviderId
from bot.runcomfy import wire

ANSWER_LIMIT_BYTES: Final = 1024 * 1024


def submitted(status: int, body: wire.Json | None, retry_after_s: float | None) -> ProviderId:
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


def answered(status: int, body: wire.Json | None, retry_after_s: float | None) -> wire.Json:
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


async def json_of(response: aiohttp.ClientResponse) -> wire.Json | None:
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


def retry_after_s(response: aiohttp.ClientResponse) -> float | None:
    """`Retry-After` in seconds; its date form is not used by this provider."""
    try:
        return max(0.0, float(response.headers["Retry-After"]))
    except (KeyError, ValueError):
        return None
