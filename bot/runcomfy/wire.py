"""RunComfy's JSON <-> core's types: what we send, and every shape of answer that we can read. Does no I/O.

The provider's sources disagree with one another; each tolerance below has a behaviour in the sandbox that shows it.
"""

import re
from dataclasses import dataclass
from typing import Any, Final, cast

from bot.core.errors import AccountProblem, Blocked, Busy, ImageApiError, NotFound, Rejected, Unintelligible
from bot.core.jobs import ProviderId
from bot.core.ports import (
    AtWork,
    CancelOutcome,
    GaveUp,
    Over,
    Status,
    Succeeded,
    Unfinished,
    Verdict,
    Waiting,
    WasCancelled,
)
from bot.core.requests import PROMPT_LIMIT_CHARS, SIZES, Images, ImagineRequest

MODEL_ID: Final = "bytedance/dreamina-4-0/text-to-image"
SIZE_KEY: Final = "width×height"
"""With U+00D7, as the model's schema spells it; the values use an ASCII x."""

OUTPUTS_LIMIT: Final = 16
"""A set has at most 15 pictures, says the model's maker; more is not believed."""
DETAIL_LIMIT_CHARS: Final = 300
COST_LIMIT_USD: Final = 10_000.0
"""No request costs more; such a number is a mistake of theirs."""

_PROVIDER_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")
_WAITING: Final = frozenset({"in_queue", "queued", "pending", "waiting"})
_DONE: Final = frozenset({"completed", "succeeded"})
_DEAD: Final = frozenset({"failed", "error"})
_CANCELLED: Final = frozenset({"cancelled", "canceled"})
_KNOWN: Final = _WAITING | _DONE | _DEAD | _CANCELLED

_ACCOUNT_CODES: Final = frozenset({"400002", "400004", "401001", "10001"})
_ACCOUNT_STATUSES: Final = frozenset({401, 402, 403})
_NOT_FOUND_CODES: Final = frozenset({"404001", "403001"})
_BLOCKED: Final = re.compile(
    r"risk not pass|sensitive|moderat|content (filter|policy|safety)|polic(y|ies)|inappropriate"
    r"|\b50(412|413|511|512|519)\b",
    re.IGNORECASE,
)
"""Words and upstream codes with which a content filter speaks."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the provider's catalogue says of the model; `drift` lists where it differs from what we send."""

    price_usd: float | None
    price_unit: str | None
    drift: tuple[str, ...]


def submit_body(request: ImagineRequest) -> Json:
    """The model's input; all four fields are sent, so that no default of theirs decides what is paid."""
    return {
        "prompt": request.prompt,
        SIZE_KEY: request.size.value,
        "scale": request.scale,
        "force_single": request.images is Images.ONE,
    }


def read_provider_id(body: Json) -> ProviderId | None:
    """The name of the accepted request, or None when there is none that could be put into an address."""
    found = body.get("request_id")
    return ProviderId(found) if isinstance(found, str) and _PROVIDER_ID.fullmatch(found) else None


def read_status(body: Json) -> Status:
    """Where it stands; a word that nobody has documented counts as being at work."""
    word = _word(body, "status")
    if word in _WAITING:
        position = body.get("queue_position")
        plausible = isinstance(position, int) and not isinstance(position, bool) and position >= 0
        return Waiting(cast("int", position) if plausible else None)
    return Over() if word in _DONE | _DEAD | _CANCELLED else AtWork()


def read_verdict(body: Json) -> Verdict:
    """How it ended; the vocabularies of status and result are both understood."""
    word = _word(body, "status")
    if word in _DONE:
        return Succeeded(read_outputs(body.get("output")), _cost(body))
    if word in _DEAD:
        detail = describe_error(body)
        return GaveUp(_speaks_of_content(error_code(body), detail), detail, _cost(body))
    if word in _CANCELLED:
        return WasCancelled()
    return Unfinished(read_status(body))


def read_outputs(output: Any) -> tuple[str, ...]:
    """The picture addresses in `output` (object, list or bare string), in order, each once, untouched."""
    found: list[str] = []
    if isinstance(output, dict):
        fields = cast("Json", output)
        found += _strings(fields.get("images")) + _strings(fields.get("image"))
    else:
        found += _strings(output)
    return tuple(dict.fromkeys(found))[:OUTPUTS_LIMIT]


def read_cancel(body: Json) -> CancelOutcome:
    """What became of the wish: `outcome` counts first, `status` only when it speaks of cancellation itself."""
    outcome = _word(body, "outcome")
    if outcome == "not_cancellable":
        return CancelOutcome.TOO_LATE
    if outcome in _CANCELLED or _word(body, "status") in _CANCELLED:
        return CancelOutcome.CANCELLED
    return CancelOutcome.UNCONFIRMED


def read_catalogue(body: Json) -> Catalogue:
    """Price and the differences between the model's published inputs and ours."""
    price, unit = body.get("base_price_usd"), body.get("price_unit")
    usable = isinstance(price, int | float) and not isinstance(price, bool) and 0 <= price <= COST_LIMIT_USD
    return Catalogue(
        price_usd=float(cast("float", price)) if usable else None,
        price_unit=unit if isinstance(unit, str) else None,
        drift=tuple(_drift(body.get("input_schema"))),
    )


def read_balance(body: Json) -> float:
    """Dollars on the account. Raises Unintelligible."""
    for key, share in (("balance_usd", 1.0), ("balance_microdollars", 1e-6)):
        value = body.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value * share
    raise Unintelligible("a balance without an amount")


def has_error(body: Json) -> bool:
    """Whether a 2xx answer to a read is an error all the same.

    A job that failed may say its own error code beside its state: that is a verdict, unless the code is about our
    account or about a request that they do not know.
    """
    code = error_code(body)
    return bool(code) and (_word(body, "status") not in _KNOWN or code in _ACCOUNT_CODES | _NOT_FOUND_CODES)


def read_error(status: int, body: Json | None, retry_after_s: float | None = None) -> ImageApiError:
    """The error that an answer means. `body` is None when it is no JSON object."""
    code = error_code(body)
    detail = describe_error(body or {})
    if status == 429:
        return Busy(retry_after_s)
    if code in _NOT_FOUND_CODES or (status == 404 and code not in _ACCOUNT_CODES):
        return NotFound()
    if code not in _ACCOUNT_CODES and _speaks_of_content(code, detail):
        return Blocked(detail)
    if code in _ACCOUNT_CODES or status in _ACCOUNT_STATUSES:
        return AccountProblem(f"HTTP {status}, code {code or 'none'}: {detail}")
    if body is None or not (code or detail):
        return Unintelligible(f"HTTP {status} without a readable error")
    return Rejected(status, f"code {code or 'none'}: {detail}")


def describe_error(body: Json) -> str:
    """Their words for what went wrong, cut to a line for our log; never for members."""
    for key in ("error_message", "message", "error", "detail", "name"):
        value = body.get(key)
        if isinstance(value, list):  # a validation error; each entry may echo the prompt beside its message
            items = [cast("Json", item) for item in cast("list[Any]", value) if isinstance(item, dict)]
            value = "; ".join(f"{item.get('loc')}: {item.get('msg')}" for item in items)
        if value not in (None, "", {}):
            whole = str(value).encode(errors="replace").decode()  # half a surrogate pair could not be saved
            return " ".join(whole.split())[:DETAIL_LIMIT_CHARS]
    return ""


def error_code(body: Json | None) -> str:
    """The provider's own code for what went wrong, or nothing."""
    for key in ("error_code", "code"):
        value = (body or {}).get(key)
        if isinstance(value, int | str) and not isinstance(value, bool) and value not in (0, "", "0"):
            return str(value)
    return ""


def _speaks_of_content(code: str, detail: str) -> bool:
    return bool(_BLOCKED.search(f"{code} {detail}"))


def _word(body: Json, key: str) -> str:
    value = body.get(key)
    return value.strip().lower() if isinstance(value, str) else ""


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, list):
        return [item for item in cast("list[Any]", value) if isinstance(item, str) and item]
    return []


def _cost(body: Json) -> float | None:
    cost = body.get("cost")
    plausible = isinstance(cost, int | float) and not isinstance(cost, bool) and 0 <= cost <= COST_LIMIT_USD
    return float(cast("float", cost)) if plausible else None


def _drift(schema: Any) -> list[str]:
    properties = cast("Json", schema).get("properties") if isinstance(schema, dict) else None
    if not isinstance(properties, dict):
        return []
    fields = {name: cast("Json", spec) for name, spec in cast("Json", properties).items() if isinstance(spec, dict)}
    ours = set(submit_body(ImagineRequest("x")))
    drift = [f"unknown input {name!r}" for name in sorted(set(fields) - ours)]
    drift += [f"input {name!r} is gone" for name in sorted(ours - set(fields))]
    sizes = _strings(fields.get(SIZE_KEY, {}).get("enum"))
    if sizes and set(sizes) != {size.value for size in SIZES}:
        drift.append(f"sizes are now {sizes}")
    if (limit := fields.get("prompt", {}).get("maxLength")) not in (None, PROMPT_LIMIT_CHARS):
        drift.append(f"prompts may now have {limit} characters")
    return drift
