"""What the API says about a request, a model or an error: plain JSON values; knows nothing of HTTP."""

from datetime import UTC, datetime
from typing import Any

from sandbox.faults import Faults
from sandbox.runcomfy.inputs import INPUT_SCHEMA, MODEL_ID, SIZE_KEY
from sandbox.runcomfy.provider import Provider
from sandbox.runcomfy.requests import Request

ERROR_NAMES = {
    400001: "InvalidResourceIdentifier",
    400002: "InsufficientResources",
    400004: "UserAccountError",
    403001: "PermissionDeniedError",
    404001: "ResourceNotFound",
}
"""The documented error codes."""


def error(code: int | None, says: str) -> dict[str, Any]:
    """An error body."""
    if code is None:
        return {"message": says}
    name = ERROR_NAMES.get(code)
    return {"error_code": code, "message": f"{name}: {says}" if name else says}


def submitted(request: Request, origin: str) -> dict[str, Any]:
    """The answer to a submit."""
    return {
        "request_id": request.id,
        **_links(request, origin),
        "cancel_url": _address(request, origin, "cancel"),
    }


def status(request: Request, origin: str) -> dict[str, Any]:
    """Where the request is: `completed` also when it failed, unless the script says otherwise."""
    word: str = request.state
    if request.state in ("in_queue", "in_progress"):
        word = request.script.running_word or request.state
    if request.state == "completed" and request.script.failed_on_status:
        word = "failed"
    answer: dict[str, Any] = {"request_id": request.id, "status": word, **_links(request, origin)}
    if request.state == "in_queue":
        answer["queue_position"] = request.position
    if word == "failed":
        answer["error"] = request.script.error
    return answer


def result(provider: Provider, request: Request, *, with_cost: bool) -> dict[str, Any]:
    """The verdict, or the present state while there is none."""
    script = request.script
    if request.state in ("in_queue", "in_progress"):
        return {"request_id": request.id, "status": script.running_word or request.state}
    if request.state == "completed" and script.late_looks > 0:
        script.late_looks -= 1
        return {"request_id": request.id, "status": "in_progress"}
    answer: dict[str, Any] = {
        "request_id": request.id,
        "model_id": MODEL_ID,
        "input": request.ask.sent,  # the real one echoes it too: addresses count only inside `output`
        "created_at": _stamp(provider.wall_s(request.submitted_at)),
        "finished_at": _stamp(provider.wall_s(request.finished_at)),
    }
    if request.state == "cancelled":
        return {**answer, "status": "cancelled"}
    if with_cost and provider.faults.strike("cost_missing") is None:
        answer["cost"] = request.cost_usd
    if script.error is not None:
        return {**answer, "status": "failed", "error": script.error}
    addresses = provider.outputs(request)
    if struck := provider.faults.strike("foreign_link"):
        addresses = [str(struck["url"])] * len(addresses)
    return {**answer, "status": script.success_word, "output": _output(request, addresses)}


def cancelled(request: Request, *, done: bool) -> dict[str, Any]:
    """The answer to a cancel; `status: completed` beside a success is the documentation's own example."""
    if done:
        return {"request_id": request.id, "status": "completed", "outcome": "cancelled"}
    return {"request_id": request.id, "status": request.state, "outcome": "not_cancellable"}


def catalog_entry(faults: Faults, price_usd: float) -> dict[str, Any]:
    """The model's entry in the catalogue."""
    schema: dict[str, Any] = INPUT_SCHEMA
    if faults.strike("schema_drift") is not None:
        schema = _drifted(schema)
    price = {} if faults.strike("price_missing") is not None else {"base_price_usd": price_usd, "price_unit": "output"}
    return {
        "model_id": MODEL_ID,
        "display_name": "Dreamina 4.0 Text to Image",
        "description": "Pictures from text.",
        "kind": "model",
        "categories": ["text-to-image"],
        "input_schema": schema,
        **price,
        "pricing_note": f"${price_usd:g} for each picture",
        "model_url": f"https://www.runcomfy.com/models/{MODEL_ID}",
    }


def balance_usd(provider: Provider) -> float:
    """What is left on the account; nothing while it is empty by name."""
    empty = provider.faults.peek("no_balance") is not None
    return 0.0 if empty else round(provider.settings.deposit_usd - provider.paid_usd, 6)


def wallet(provider: Provider) -> dict[str, Any]:
    """The balance as the provider's own command line reads it."""
    left_usd = balance_usd(provider)
    return {"balance_usd": left_usd, "balance_microdollars": round(left_usd * 1e6), "currency": "USD"}


def _output(request: Request, addresses: list[str]) -> Any:
    match request.script.shape:
        case "empty":
            return {}
        case "bare":
            return addresses[0]
        case "bare_list":
            return addresses
        case "both":
            return {"image": addresses[0], "images": addresses}
        case "single_in_images":
            return {"images": addresses}
        case "object":
            return {"image": addresses[0]} if request.ask.single else {"images": addresses}


def _drifted(schema: dict[str, Any]) -> dict[str, Any]:
    properties = {key: dict(value) for key, value in schema["properties"].items()}
    properties["prompt"]["maxLength"] = 500
    properties[SIZE_KEY]["enum"] = [*properties[SIZE_KEY]["enum"][:-1], "1728x2304(3:4)"]
    properties["seed"] = {"title": "Seed", "type": "integer", "default": -1}
    return {**schema, "properties": properties}


def _links(request: Request, origin: str) -> dict[str, str]:
    return {f"{name}_url": _address(request, origin, name) for name in ("status", "result")}


def _address(request: Request, origin: str, name: str) -> str:
    return f"{origin}/v1/requests/{request.id}/{name}"


def _stamp(wall_s: float | None) -> str | None:
    return None if wall_s is None else datetime.fromtimestamp(wall_s, UTC).isoformat().replace("+00:00", "Z")
