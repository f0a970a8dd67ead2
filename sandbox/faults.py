"""The named behaviours that can be switched on: which exist, which are on, how often they still strike.

Knows nothing of how they are carried out; the two servers ask `strike` at the places where one could happen.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, cast

from sandbox.discord.signals import Signal


@dataclass(frozen=True)
class Kind:
    """What a behaviour is called, what it does, and which arguments it takes with their defaults."""

    name: str
    says: str
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        # --- the provider: submitting ---------------------------------------------------------------------
        Kind("submit_lost_before", "the connection breaks before the request is accepted; nothing is paid"),
        Kind("submit_lost_after", "the request is accepted and paid, then the connection breaks"),
        Kind("submit_status", "submit is refused with an HTTP status",
             {"status": 422, "retry_after_s": None}),
        Kind("submit_unreadable", "submit is accepted, but the answer is no JSON"),
        Kind("submit_no_id", "submit is accepted, but the answer carries no request_id"),
        Kind("submit_hangs", "submit is accepted and never answered"),
        Kind("submit_held", "submit is accepted, and the answer comes once this is switched off"),
        Kind("error_in_200", "submit answers 200 with an error_code in the body", {"error_code": 400001}),
        Kind("bad_key", "the API key is refused",
             {"style": "http", "on": "any"}),  # "http": 401 · "code": 400 with 400004; on: as in read_status, "submit"
        Kind("no_balance", "the account is empty",
             {"style": "http"}),  # "http": 402 · "code": 400 with 400002
        # --- the provider: a job's life (decided when it is submitted) ------------------------------------
        Kind("slow", "rendering takes long", {"render_s": 600.0}),
        Kind("long_queue", "the queue is long", {"queue_s": 600.0, "position": 40}),
        Kind("fails", "the job fails; status says completed, result says failed",
             {"error": "internal error"}),
        Kind("fails_on_status", "the job fails, and status says so too", {"error": "internal error"}),
        Kind("moderated", "the content filter stops the job", {"error": "Post Img Risk Not Pass"}),
        Kind("cancelled_there", "somebody cancels the job on the provider's own page"),
        Kind("no_pictures", "the job succeeds without a picture"),
        Kind("bare_output", "output is a bare address instead of an object", {"many": False}),
        Kind("image_and_images", "output carries image and images with the same picture twice"),
        Kind("single_in_images", "one picture arrives as a list of one"),
        Kind("several_images", "a set has this many pictures", {"count": 6}),
        Kind("completed_word", "result says completed instead of succeeded"),
        Kind("unknown_words", "status and result use words nobody has documented", {"word": "warming_up"}),
        Kind("disagrees", "status says completed while result still says in_progress", {"looks": 2}),
        Kind("never_cancels", "cancel answers not_cancellable even in the queue"),
        Kind("huge_image", "the picture is far over the upload limit"),
        Kind("early_404", "a new request is not found for its first looks", {"looks": 2}),
        # --- the provider: reading ------------------------------------------------------------------------
        Kind("read_status", "status, result or cancel answer with an HTTP status",
             # on: "status", "result", "cancel", "catalog", "balance", "any"
             {"status": 503, "on": "any", "retry_after_s": None}),
        Kind("read_hangs", "status, result or cancel never answer (a cancel is carried out)", {"on": "any"}),
        Kind("read_lost", "the connection breaks before the answer (a cancel is carried out)", {"on": "any"}),
        Kind("read_unreadable", "the answer is no JSON (a cancel is carried out)", {"on": "any"}),
        Kind("cost_missing", "result carries no cost"),
        Kind("price_missing", "the catalogue names no price"),
        Kind("schema_drift", "the catalogue describes other inputs than we know"),
        # --- the provider: files --------------------------------------------------------------------------
        Kind("file_status", "the file host answers with an HTTP status", {"status": 503}),
        Kind("file_truncated", "the download breaks off in the middle"),
        Kind("file_wrong_type", "the file is a web page"),
        Kind("file_bomb", "the file is a tiny PNG that says it has 400 megapixels"),
        Kind("file_endless", "the file never ends"),
        Kind("file_no_length", "the download comes in chunks and does not say its length"),
        Kind("file_hangs", "the download never begins"),
        Kind("file_redirect", "the file host sends the reader elsewhere", {"to": "http://127.0.0.1:9/"}),
        Kind("foreign_link", "the result points to a host that is not the provider's",
             {"url": "https://evil.example/x.png"}),
        # --- Discord --------------------------------------------------------------------------------------------
        Kind("discord_status", "a REST call is refused with an HTTP status and Discord error code",
             # on: see sandbox/discord/rest.py, may be a list like channel; scope of a 429: "user" · "shared" · "global"
             {"status": 500, "code": 0, "on": "any", "channel": "any", "per_channel": None, "retry_after_s": None,
              "scope": "user", "errors": None}),
        Kind("discord_lost_after", "a REST call is carried out, then the connection breaks",
             {"on": "any", "channel": "any", "per_channel": None}),
        Kind("discord_held", "a REST call waits, and is looked at once this is switched off",
             {"on": "any", "channel": "any"}),
        Kind("slow_ack", "the acknowledgement takes this long to be answered", {"delay_s": 3.5}),
        Kind("upload_too_large", "uploads with a file over so many bytes are refused as too large",
             {"code": 40005, "over_bytes": 0}),  # 40005 · 50045 · 413, which is a web page of whoever stands in front
        Kind("upload_dropped", "the connection breaks in the middle of an upload, and nothing changes",
             {"channel": "any", "per_channel": None}),
        Kind("upload_lost_after", "an upload is carried out, then the connection breaks",
             {"channel": "any", "per_channel": None}),
        Kind("uploads_limited", "servers take no uploads for a while; direct messages do"),
        Kind("automod", "every message that carries this text is refused",
             {"text": "", "code": 200000}),  # 200000: AutoMod · 240000: the filter of harmful links
        Kind("dm_closed", "members do not take direct messages from the bot"),
    )
}  # fmt: skip


@dataclass
class Active:
    """A behaviour that is on; `left` is how often it still strikes, None for always; `struck` counts by channel."""

    name: str
    left: int | None
    arguments: dict[str, Any]
    struck: Counter[str] = field(default_factory=Counter[str])


class Faults:
    """The behaviours that are on now; `changed` tells when one was switched on or off."""

    def __init__(self) -> None:
        self._active: dict[str, Active] = {}
        self.changed = Signal()

    def switch_on(self, name: str, times: int | None = None, **arguments: Any) -> None:
        """Switch a behaviour on; raises ValueError for a name or an argument that does not exist."""
        kind = KINDS.get(name)
        if kind is None:
            raise ValueError(f"no behaviour is called {name!r}; GET /sandbox/faults lists them")
        unknown = set(arguments) - set(kind.arguments)
        if unknown:
            raise ValueError(f"{name} takes {sorted(kind.arguments)}, not {sorted(unknown)}")
        self._active[name] = Active(name, times, {**kind.arguments, **arguments})
        self.changed.notify()

    def switch_off(self, name: str | None = None) -> None:
        """Switch one behaviour off, or all."""
        if name is None:
            self._active.clear()
        else:
            self._active.pop(name, None)
        self.changed.notify()

    def peek(self, name: str) -> dict[str, Any] | None:
        """The behaviour's arguments if it is on, without counting it."""
        active = self._active.get(name)
        return None if active is None else active.arguments

    def strike(self, name: str, **where: str) -> dict[str, Any] | None:
        """The behaviour's arguments if it is on here and now, and count it; None otherwise.

        `where` is compared with the argument of the same name: one value, a list of them, or "any" for everything.
        """
        if not self.applies(name, **where):
            return None
        active = self._active[name]
        active.struck[where.get("channel", "")] += 1
        if active.left is not None:
            active.left -= 1
            if active.left <= 0:
                del self._active[name]
        return active.arguments

    def applies(self, name: str, **where: str) -> bool:
        """Whether the behaviour is on here and now, without counting it; `where` as for `strike`."""
        active = self._active.get(name)
        if active is None or not all(_fits(active.arguments.get(key, "any"), here) for key, here in where.items()):
            return False
        most = active.arguments.get("per_channel")
        return most is None or active.struck[where.get("channel", "")] < most

    def listing(self) -> list[dict[str, Any]]:
        """Every behaviour, with what is on."""
        return [
            {
                "name": kind.name,
                "says": kind.says,
                "arguments": kind.arguments,
                "on": kind.name in self._active,
                "left": self._active[kind.name].left if kind.name in self._active else None,
            }
            for kind in KINDS.values()
        ]


def _fits(wanted: Any, here: str) -> bool:
    return wanted == "any" or here in (cast("list[Any]", wanted) if isinstance(wanted, list) else [wanted])
