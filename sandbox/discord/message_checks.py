"""What Discord refuses in a message's text, embeds and mentions. Knows nothing of components, files or state."""

from typing import Any

from sandbox.discord import limits
from sandbox.discord.forms import Form
from sandbox.discord.jsons import Json, as_list, as_object, objects

_HTTP_OR_ATTACHMENT = ("http://", "https://", "attachment://")


def check_message(payload: Json, form: Form, path: str = "") -> None:
    """Note everything that is wrong with the message's own fields; `path` ends in a dot unless empty."""
    form.text(f"{path}content", payload.get("content"), limits.CONTENT)
    form.integer(f"{path}flags", payload.get("flags"), 0, limits.SAFE_INTEGER)
    for name in ("embeds", "components", "attachments"):
        if payload.get(name) is not None and as_list(payload[name]) is None:
            form.add(f"{path}{name}", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    _check_embeds(as_list(payload.get("embeds")) or [], form, f"{path}embeds")
    _check_nonce(payload.get("nonce"), form, f"{path}nonce")
    _check_mentions(payload.get("allowed_mentions"), form, f"{path}allowed_mentions")


def pings(payload: Any) -> tuple[str, ...] | None:
    """Whom the text of a message body may notify: kinds and ids; None where there is no text.

    Without `allowed_mentions` Discord notifies everybody whom the text names.
    """
    body = as_object(payload) or {}
    body = as_object(body.get("data")) or body  # the answer to an interaction has its message inside
    if not body.get("content"):
        return None
    mentions = as_object(body.get("allowed_mentions"))
    if mentions is None:
        return ("everyone", "roles", "users")
    return tuple(str(who) for kind in ("parse", "roles", "users") for who in as_list(mentions.get(kind)) or [])


def _check_nonce(nonce: Any, form: Form, path: str) -> None:
    if isinstance(nonce, str):
        form.text(path, nonce, limits.NONCE)
    elif nonce is not None and not isinstance(nonce, int):
        form.add(path, "NONCE_TYPE_TOO_LONG", "Nonce must be a string or an integer.")


def _check_mentions(mentions: Any, form: Form, path: str) -> None:
    if mentions is None:
        return
    fields = as_object(mentions)
    if fields is None:
        form.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return
    for kind in as_list(fields.get("parse")) or []:
        if kind not in ("users", "roles", "everyone"):
            form.one_of(f"{path}.parse", "('users', 'roles', 'everyone')")


def _check_embeds(embeds: list[Any], form: Form, path: str) -> None:
    form.count(path, len(embeds), limits.EMBEDS)
    for index, item in enumerate(embeds):
        embed = as_object(item)
        if embed is None:
            form.add(f"{path}.{index}", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        else:
            _check_embed(embed, form, f"{path}.{index}")
    if sum(_embed_text(embed) for embed in objects(embeds)) > limits.EMBED_TEXT:
        form.add(path, "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {limits.EMBED_TEXT}")


def _check_embed(embed: Json, form: Form, path: str) -> None:
    form.text(f"{path}.title", embed.get("title"), limits.EMBED_TITLE)
    form.text(f"{path}.description", embed.get("description"), limits.EMBED_DESCRIPTION)
    form.text(f"{path}.footer.text", (as_object(embed.get("footer")) or {}).get("text"), limits.EMBED_FOOTER)
    form.text(f"{path}.author.name", (as_object(embed.get("author")) or {}).get("name"), limits.EMBED_AUTHOR)
    form.integer(f"{path}.color", embed.get("color"), 0, 0xFFFFFF)
    fields = objects(embed.get("fields"))
    form.count(f"{path}.fields", len(fields), limits.EMBED_FIELDS)
    for index, field in enumerate(fields):
        where = f"{path}.fields.{index}"
        form.text(f"{where}.name", field.get("name"), limits.EMBED_FIELD_NAME, least=1)
        form.text(f"{where}.value", field.get("value"), limits.EMBED_FIELD_VALUE, least=1)
    for name in ("image", "thumbnail"):
        picture = as_object(embed.get(name))
        if picture is not None and not str(picture.get("url", "")).startswith(_HTTP_OR_ATTACHMENT):
            form.add(f"{path}.{name}.url", "URL_TYPE_INVALID_URL", "Not a well formed URL.")


def _embed_text(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts.append((as_object(embed.get("footer")) or {}).get("text"))
    texts.append((as_object(embed.get("author")) or {}).get("name"))
    for field in objects(embed.get("fields")):
        texts += [field.get("name"), field.get("value")]
    return sum(len(text) for text in texts if isinstance(text, str))
