"""Holding requests and answers against Discord's OpenAPI description. Knows nothing of what they mean.

Weak points of the description are mended here: ids are typed as strings while the API takes numbers too; unknown keys
pass, so that a request is also compared with the keys its schema knows; and a few keys are missing in it.
"""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sandbox.discord.jsons import Json, as_list, as_object, is_integer, objects

if TYPE_CHECKING:
    from jsonschema import ValidationError

MISSING_KEYS = re.compile(
    r"\.nsfw$|^(\.data)?\.tts$|\.embeds\[\d+\]\.flags$"
    r"|\.attachments\[\d+\]\.(proxy_url|size|url|spoiler|height|width|content_type)$"  # of those that are kept
)
"""Keys that discord.py always sends, that Discord takes, and that the description does not have."""
LONGEST_MESSAGE = 400
"""Characters of one problem."""
_PARAMETER = re.compile(r"\{[^}]*\}")


class Description:
    """The description, with a validator for each body that was asked about."""

    def __init__(self, spec: Json) -> None:
        self._spec = spec
        self._paths: dict[str, Json] = {_shape(path): item for path, item in spec["paths"].items()}
        self._validators: dict[tuple[str, str, str], Any] = {}

    @staticmethod
    def load(path: Path) -> "Description":
        """Read the description from a file."""
        return Description(json.loads(path.read_text("utf-8")))

    def request_problems(self, method: str, route: str, payload: Any) -> list[str]:
        """What differs in a request's body."""
        operation = self._operation(method, route)
        schema = _json_schema(operation.get("requestBody"))
        if schema is None:
            return [f"{method} {route} takes no body"] if operation else []
        mended = _with_text_ids(payload)
        problems = self._differences((method, route, "request"), schema, mended)
        return problems + self._unknown_keys(mended, [schema], "")

    def answer_problems(self, method: str, route: str, status: int, body: Any) -> list[str]:
        """What differs in an answer's body."""
        operation = self._operation(method, route)
        if not operation:
            return []
        responses: Json = operation["responses"]
        found = responses.get(str(status)) or responses.get(f"{status // 100}XX")
        if found is None:
            return [] if status >= 500 else [f"status {status} is not described"]
        schema = _json_schema(self._resolved(found))
        if schema is None:
            return [f"status {status} is described without a body"]
        return self._differences((method, route, str(status)), schema, body)

    def _operation(self, method: str, route: str) -> Json:
        found = as_object(self._paths.get(_shape(route), {}).get(method.lower()))
        return found or {}

    def _differences(self, key: tuple[str, str, str], schema: Json, body: Any) -> list[str]:
        from jsonschema import Draft202012Validator, exceptions  # noqa: PLC0415 (a development dependency, needed only here)

        validator = self._validators.get(key)
        if validator is None:
            whole = {**schema, "components": self._spec["components"]}
            validator = self._validators[key] = Draft202012Validator(whole)
        error = cast(
            "ValidationError | None", exceptions.best_match(validator.iter_errors(body))
        )  # typed as unknown there
        if error is None:
            return []
        return [f"{error.json_path}: {error.message}"[:LONGEST_MESSAGE]]

    # --- unknown keys ---------------------------------------------------------------------------------------

    def _resolved(self, schema: Json) -> Json:
        """The schema itself, or what it refers to."""
        while "$ref" in schema:
            found: Any = self._spec
            for step in str(schema["$ref"]).removeprefix("#/").split("/"):
                found = found[step]
            schema = found
        return schema

    def _branches(self, schema: Json, value: Any) -> list[Json]:
        """Every object or array schema that could be meant, picked by `type` where there is one."""
        schema = self._resolved(schema)
        found = [schema] if "properties" in schema or "additionalProperties" in schema or "items" in schema else []
        for word in ("oneOf", "anyOf", "allOf"):
            for branch in objects(schema.get(word)):
                found += self._branches(branch, value)
        kind = (as_object(value) or {}).get("type")
        return [one for one in found if self._may_be(one, kind)]

    def _may_be(self, schema: Json, kind: Any) -> bool:
        described = as_object((as_object(schema.get("properties")) or {}).get("type"))
        allowed = as_list(self._resolved(described).get("enum")) if described else None
        return kind is None or allowed is None or kind in allowed

    def _unknown_keys(self, value: Any, schemas: list[Json], path: str) -> list[str]:
        branches = [branch for schema in schemas for branch in self._branches(schema, value)]
        fields, elements = as_object(value), as_list(value)
        problems: list[str] = []
        if elements is not None:
            inner = [branch["items"] for branch in branches if "items" in branch]
            for index, element in enumerate(elements):
                problems += self._unknown_keys(element, inner, f"{path}[{index}]")
        if fields is None or any(branch.get("additionalProperties") for branch in branches):
            return problems
        for name, child in fields.items():
            known = [branch["properties"][name] for branch in branches if name in branch.get("properties", {})]
            if known:
                problems += self._unknown_keys(child, known, f"{path}.{name}")
            elif branches and not MISSING_KEYS.search(f"{path}.{name}"):
                problems.append(f"${path}.{name}: no such key is described")
        return problems


def _shape(path: str) -> str:
    """A path with nameless parameters, so that ours and theirs can be compared."""
    return _PARAMETER.sub("{}", path)


def _json_schema(described: Any) -> Json | None:
    content = as_object((as_object(described) or {}).get("content")) or {}
    return as_object((as_object(content.get("application/json")) or {}).get("schema"))


_NUMBERED = frozenset({"attachments", "default_values"})
"""Lists whose ids discord.py sends as numbers, which Discord takes."""


def _with_text_ids(value: Any, name: str = "") -> Any:
    """A copy in which references, mentions and the ids in some lists are texts, as the description wants them."""
    fields, elements = as_object(value), as_list(value)
    if elements is not None:
        mentions = name in ("users", "roles")
        return [
            str(element) if mentions and is_integer(element) else _with_text_ids(element, name) for element in elements
        ]
    if fields is None:
        return value
    return {
        key: str(child)
        if is_integer(child) and (key.endswith("_id") or (key == "id" and name in _NUMBERED))
        else _with_text_ids(child, key)
        for key, child in fields.items()
    }
