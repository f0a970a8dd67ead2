"""From a request body to what a message says: limits, replacement rules, files. Knows nothing of channels."""

import io
import mimetypes
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from sandbox.discord import limits
from sandbox.discord.bodies import Upload
from sandbox.discord.component_checks import check_components, walk
from sandbox.discord.entities import Attachment, Flag, MessageState
from sandbox.discord.errors import Code, refusal
from sandbox.discord.forms import Form
from sandbox.discord.jsons import Json, as_list, as_object, is_integer, objects
from sandbox.discord.message_checks import check_message
from sandbox.discord.snowflakes import Snowflakes

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")
_SETTABLE = Flag.EPHEMERAL | Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2
_EDITABLE = Flag.SUPPRESS_EMBEDS | Flag.COMPONENTS_V2


@dataclass(frozen=True)
class Sent:
    """A message body with its files; `path` is where it stands in the request (`data.` in a callback)."""

    payload: Json
    uploads: Sequence[Upload] = ()
    path: str = ""


def new_state(ids: Snowflakes, at: float, sent: Sent) -> MessageState:
    """What a new message says; raises Refusal."""
    flags = flags_in(sent.payload) & _SETTABLE
    empty = MessageState(at, "", (), (), (), flags)
    return _build(ids, empty, sent, flags, edited_at=None, at=at)


def edited_state(ids: Snowflakes, at: float, before: MessageState, sent: Sent) -> MessageState:
    """What a message says after an edit; fields that are not sent stay as they are. Raises Refusal."""
    flags = before.flags & ~Flag.LOADING
    if sent.payload.get("flags") is not None:
        wanted = flags_in(sent.payload)
        if Flag.COMPONENTS_V2 in before.flags and Flag.COMPONENTS_V2 not in wanted:
            wanted |= Flag.COMPONENTS_V2
        flags = (flags & ~_EDITABLE) | (wanted & _EDITABLE)
    return _build(ids, before, sent, flags, edited_at=at, at=at)


def flags_in(payload: Json) -> Flag:
    """The flags that were sent; what is no number is noted elsewhere."""
    flags = payload.get("flags")
    return Flag(flags & 0xFFFFFF) if is_integer(flags) and flags is not None else Flag(0)


def _build(
    ids: Snowflakes, before: MessageState, sent: Sent, flags: Flag, *, edited_at: float | None, at: float
) -> MessageState:
    payload = sent.payload
    form = Form()
    check_message(payload, form, sent.path)
    layout = Flag.COMPONENTS_V2 in flags
    check_components(payload.get("components"), form, f"{sent.path}components", layout=layout)
    attachments = _attachments(ids, before.attachments, sent, form)
    form.raise_if_any()
    state = MessageState(
        at=at,
        content=str(payload["content"] or "") if "content" in payload else before.content,
        embeds=tuple(objects(payload["embeds"])) if "embeds" in payload else before.embeds,
        components=_numbered(payload["components"]) if "components" in payload else before.components,
        attachments=attachments,
        flags=flags,
        edited_at=edited_at,
    )
    _check_whole(state, form, sent.path)
    return state


def _check_whole(state: MessageState, form: Form, path: str) -> None:
    if len(state.attachments) > limits.FILES:
        raise refusal(Code.TOO_MANY_ATTACHMENTS)
    if Flag.COMPONENTS_V2 in state.flags:
        for name, used in (("content", state.content), ("embeds", state.embeds)):
            if used:
                form.add(
                    f"{path}{name}",
                    "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
                )
    form.raise_if_any()
    if not (state.content.strip() or state.embeds or state.components or state.attachments):
        raise refusal(Code.EMPTY_MESSAGE)


def _numbered(components: Any) -> tuple[Json, ...]:
    """A copy of the components in which each one has its `id`, as Discord gives them back."""
    count = 0

    def copy(component: Json) -> Json:
        nonlocal count
        count += 1
        made: Json = {**component, "id": component.get("id") or count}
        if as_list(component.get("components")) is not None:
            made["components"] = [copy(child) for child in objects(component["components"])]
        for single in ("accessory", "component"):
            child = as_object(component.get(single))
            if child is not None:
                made[single] = copy(child)
        if as_object(component.get("media")) is not None:
            made |= _shown(component, count)
        if as_list(component.get("items")) is not None:
            made["items"] = [_shown(item, count) for item in objects(component["items"])]
        return made

    return tuple(copy(component) for component in objects(components))


def _shown(item: Json, number: int) -> Json:
    """A thumbnail or one picture of a gallery, with what Discord adds to it."""
    media = as_object(item.get("media")) or {}
    whole = {"id": str(number), "proxy_url": media.get("url"), **media}
    return {"description": None, "spoiler": False, **item, "media": whole}


def _attachments(ids: Snowflakes, kept: Sequence[Attachment], sent: Sent, form: Form) -> tuple[Attachment, ...]:
    """The replacement rule: a list names everything that is to stand there; no list keeps what there is."""
    numbered = {str(upload.number): upload for upload in sent.uploads if upload.number is not None}
    loose = [upload for upload in sent.uploads if upload.number is None]
    known = {attachment.id: attachment for attachment in kept}
    listed = as_list(sent.payload.get("attachments"))
    result: list[Attachment] = list(kept) if listed is None and "attachments" not in sent.payload else []
    for index, entry in enumerate(objects(listed)):
        where = f"{sent.path}attachments.{index}"
        description = form.text(f"{where}.description", entry.get("description"), limits.ALT_TEXT)
        key = str(entry.get("id"))
        if key in numbered:
            upload = numbered.pop(key)
            result.append(attachment(ids, upload, str(entry.get("filename") or upload.filename), description))
        elif key in known:
            old = known[key]
            result.append(
                Attachment(
                    old.id,
                    old.filename,
                    old.content_type,
                    old.data,
                    old.width,
                    old.height,
                    description if "description" in entry else old.description,
                )
            )
        else:
            form.add(where, "ATTACHMENT_NOT_FOUND", "Attachment data not found")
    result += [attachment(ids, upload, upload.filename) for upload in (*numbered.values(), *loose)]
    return tuple(result)


def attachment(
    ids: Snowflakes, upload: Upload, filename: str, description: str | None = None, content_type: str | None = None
) -> Attachment:
    """A file as Discord keeps it: with a safe name, a kind (by the name, unless it is told) and a picture's pixels."""
    name = _UNSAFE.sub("_", filename) or "unknown"
    width, height = _pixels(upload.data)
    kind = content_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Attachment(ids.next(), name, kind, upload.data, width, height, description)


def _pixels(data: bytes) -> tuple[int | None, int | None]:
    """Width and height if the header is that of a picture; nothing is decoded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data)) as picture:
                return picture.size
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return None, None


def texts_of(state: MessageState) -> list[str]:
    """Everything a person could read in it."""
    texts = [state.content]
    for embed in state.embeds:
        texts += [str(value) for key, value in embed.items() if key in ("title", "description")]
        texts += [str(field.get("value", "")) for field in objects(embed.get("fields"))]
    texts += [str(component.get("content", "")) for component in walk(list(state.components))]
    return texts
