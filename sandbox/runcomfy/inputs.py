"""What the model takes: its input schema and the check of a body; knows nothing of HTTP or of queues."""

import re
from dataclasses import dataclass
from typing import Any, cast

MODEL_ID = "bytedance/dreamina-4-0/text-to-image"
SIZE_KEY = "width×height"
"""The multiplication sign is U+00D7; a request that spells it with an ASCII x has an unknown key."""
PROMPT_LIMIT_POINTS = 800
"""Unicode code points (`maxLength` of the published schema)."""
SIZES = (
    "1024x1024(1:1)",
    "2048x2048(1:1)",
    "2304x1728(4:3)",
    "2496x1664(3:2)",
    "2560x1440(16:9)",
    "3024x1296(21:9)",
    "4096x4096(1:1)",
    "4694x3520(4:3)",
    "4992x3328(3:2)",
    "5404x3040(16:9)",
    "6198x2656(21:9)",
)
DEFAULT_SIZE = "2048x2048(1:1)"
DEFAULT_SCALE = 0.5

INPUT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Input schema",
    "required": ["prompt"],
    "properties": {
        "prompt": {
            "title": "Prompt",
            "description": "",
            "type": "string",
            "maxLength": PROMPT_LIMIT_POINTS,
            "default": "A beautiful girl is walking on the street",
        },
        SIZE_KEY: {
            "title": "Aspect Ratio (W:H)",
            "description": "",
            "type": "string",
            "enum": list(SIZES),
            "default": DEFAULT_SIZE,
        },
        "scale": {
            "title": "Scale",
            "description": "How strongly the text prompt influences the result relative to input images.",
            "type": "float",  # sic: no JSON Schema type, but what the catalogue says
            "minimum": 0,
            "maximum": 1,
            "default": DEFAULT_SCALE,
        },
        "force_single": {
            "title": "Force Single Image",
            "description": "Whether to force generation of a single image.",
            "type": "boolean",
            "default": False,
        },
    },
}


@dataclass(frozen=True)
class Ask:
    """One valid request for pictures, with the defaults filled in."""

    prompt: str
    width: int
    height: int
    single: bool
    sent: dict[str, Any]
    """What the client sent, as it sent it."""


class InvalidInputError(ValueError):
    """The body does not match the schema; `detail` lists every place where it does not."""

    def __init__(self, detail: list[dict[str, Any]]) -> None:
        super().__init__("; ".join(f"{item['loc'][-1]}: {item['msg']}" for item in detail))
        self.detail = detail


def check(body: object) -> Ask:
    """The request in `body`; raises InvalidInputError."""
    if not isinstance(body, dict):
        raise InvalidInputError([problem("model_type", [], "Input should be a valid object")])
    sent = cast("dict[str, Any]", body)
    detail = [
        *_prompt_problems(sent),
        *_size_problems(sent),
        *_scale_problems(sent),
        *(
            [problem("bool_type", ["force_single"], "Input should be a valid boolean")]
            if not isinstance(sent.get("force_single", False), bool)
            else []
        ),
        *(
            problem("extra_forbidden", [key], "Extra inputs are not permitted")
            for key in sent
            if key not in INPUT_SCHEMA["properties"]
        ),
    ]
    if detail:
        raise InvalidInputError(detail)
    width, height = pixels(sent.get(SIZE_KEY, DEFAULT_SIZE))
    return Ask(sent["prompt"], width, height, bool(sent.get("force_single", False)), sent)


def pixels(size: str) -> tuple[int, int]:
    """Width and height that an enum value stands for."""
    width, height = re.findall(r"\d+", size)[:2]
    return int(width), int(height)


def problem(kind: str, where: list[str], says: str) -> dict[str, Any]:
    """One entry of `detail`."""
    return {"type": kind, "loc": ["body", *where], "msg": says}


def _prompt_problems(sent: dict[str, Any]) -> list[dict[str, Any]]:
    if "prompt" not in sent:
        return [problem("missing", ["prompt"], "Field required")]
    prompt = sent["prompt"]
    if not isinstance(prompt, str):
        return [problem("string_type", ["prompt"], "Input should be a valid string")]
    if not prompt:
        return [problem("string_too_short", ["prompt"], "String should have at least 1 character")]
    if len(prompt) > PROMPT_LIMIT_POINTS:
        says = f"String should have at most {PROMPT_LIMIT_POINTS} characters"
        return [problem("string_too_long", ["prompt"], says)]
    if any("\ud800" <= point <= "\udfff" for point in prompt):
        return [problem("string_unicode", ["prompt"], "Input should be a valid string, without lone surrogates")]
    return []


def _size_problems(sent: dict[str, Any]) -> list[dict[str, Any]]:
    if sent.get(SIZE_KEY, DEFAULT_SIZE) in SIZES:
        return []
    return [problem("enum", [SIZE_KEY], "Input should be one of " + ", ".join(SIZES))]


def _scale_problems(sent: dict[str, Any]) -> list[dict[str, Any]]:
    scale = sent.get("scale", DEFAULT_SCALE)
    if isinstance(scale, bool) or not isinstance(scale, int | float):
        return [problem("float_type", ["scale"], "Input should be a valid number")]
    if not 0 <= scale <= 1:
        return [problem("range", ["scale"], "Input should be greater than or equal to 0 and at most 1")]
    return []
