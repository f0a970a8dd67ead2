"""Discord's refusals: codes, HTTP statuses and sentences. Knows nothing of when they are due."""

from enum import IntEnum

from sandbox.discord.jsons import Json


class Code(IntEnum):
    """Discord's JSON error codes that this model answers (API reference, JSON Error Codes)."""

    GENERAL = 0
    UNKNOWN_CHANNEL = 10003
    UNKNOWN_SERVER = 10004
    UNKNOWN_MEMBER = 10007
    UNKNOWN_MESSAGE = 10008
    UNKNOWN_USER = 10013
    UNKNOWN_WEBHOOK = 10015
    UNKNOWN_INTERACTION = 10062
    UNKNOWN_COMMAND = 10063
    TOO_MANY_ATTACHMENTS = 30015
    TOO_MANY_COMMANDS = 30032
    TOO_MANY_OLD_EDITS = 30046
    REQUEST_TOO_LARGE = 40005
    ALREADY_ACKNOWLEDGED = 40060
    MISSING_ACCESS = 50001
    NOT_YOUR_MESSAGE = 50005
    EMPTY_MESSAGE = 50006
    CANNOT_SEND_TO_USER = 50007
    MISSING_PERMISSIONS = 50013
    DEAD_WEBHOOK_TOKEN = 50027
    INVALID_FORM = 50035
    FILE_TOO_LARGE = 50045
    ARCHIVED_THREAD = 50083
    NOT_JSON = 50109
    NO_MUTUAL_SERVER = 50278
    NO_HISTORY_FOR_REPLY = 160002
    LOCKED_THREAD = 160005
    AUTOMOD = 200000
    HARMFUL_LINK = 240000
    UPLOADS_LIMITED = 400001


ANSWERS: dict[Code, tuple[int, str]] = {
    Code.GENERAL: (404, "404: Not Found"),
    Code.UNKNOWN_CHANNEL: (404, "Unknown Channel"),
    Code.UNKNOWN_SERVER: (404, "Unknown Guild"),
    Code.UNKNOWN_MEMBER: (404, "Unknown Member"),
    Code.UNKNOWN_MESSAGE: (404, "Unknown Message"),
    Code.UNKNOWN_USER: (404, "Unknown User"),
    Code.UNKNOWN_WEBHOOK: (404, "Unknown Webhook"),
    Code.UNKNOWN_INTERACTION: (404, "Unknown interaction"),
    Code.UNKNOWN_COMMAND: (404, "Unknown application command"),
    Code.TOO_MANY_ATTACHMENTS: (400, "Maximum number of attachments in a message reached (10)"),
    Code.TOO_MANY_COMMANDS: (400, "Maximum number of application commands reached (100)."),
    Code.TOO_MANY_OLD_EDITS: (
        429,
        "Maximum number of edits to messages older than 1 hour reached. Try again later",
    ),
    Code.REQUEST_TOO_LARGE: (413, "Request entity too large"),
    Code.ALREADY_ACKNOWLEDGED: (400, "Interaction has already been acknowledged."),
    Code.MISSING_ACCESS: (403, "Missing Access"),
    Code.NOT_YOUR_MESSAGE: (403, "Cannot edit a message authored by another user"),
    Code.EMPTY_MESSAGE: (400, "Cannot send an empty message"),
    Code.CANNOT_SEND_TO_USER: (403, "Cannot send messages to this user"),
    Code.MISSING_PERMISSIONS: (403, "Missing Permissions"),
    Code.DEAD_WEBHOOK_TOKEN: (401, "Invalid Webhook Token"),
    Code.INVALID_FORM: (400, "Invalid Form Body"),
    Code.FILE_TOO_LARGE: (400, "File uploaded exceeds the maximum size"),
    Code.ARCHIVED_THREAD: (400, "Thread is archived"),
    Code.NOT_JSON: (400, "The request body contains invalid JSON."),
    Code.NO_MUTUAL_SERVER: (403, "Cannot send messages to this user due to having no mutual guilds"),
    Code.NO_HISTORY_FOR_REPLY: (400, "Cannot reply without permission to read message history"),
    Code.LOCKED_THREAD: (400, "Thread is locked"),
    Code.AUTOMOD: (400, "Message was blocked by automatic moderation"),
    Code.HARMFUL_LINK: (400, "Message blocked by harmful links filter"),
    Code.UPLOADS_LIMITED: (400, "File uploads are currently limited for this guild"),
}


class Refusal(Exception):
    """A request that Discord would not carry out, as it would say so."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> Json:
        """The JSON of the answer."""
        body: Json = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


class RateLimited(Refusal):
    """Too many requests; `retry_after_s` says how long to wait."""

    def __init__(self, retry_after_s: float, scope: str, code: Code = Code.GENERAL) -> None:
        message = ANSWERS[code][1] if code else "You are being rate limited."
        super().__init__(429, code, message)
        self.retry_after_s = retry_after_s
        self.scope = scope

    def body(self) -> Json:
        """The JSON of the answer."""
        wait = {"retry_after": round(self.retry_after_s, 3), "global": self.scope == "global"}
        return {**super().body(), **wait}


class OnPurpose(Refusal):
    """A refusal that was switched on by name; nothing the bot did wrong."""

    retry_after_s: float | None = None


class Dropped(Exception):
    """The connection breaks before anything was carried out; switched on by name."""


class InFront(Exception):
    """Not Discord answers but whoever stands in front of it, with a web page; switched on by name."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status} from whoever stands in front")
        self.status = status


def on_purpose(code: Code) -> OnPurpose:
    """The refusal with this code, switched on by name."""
    status, message = ANSWERS[code]
    return OnPurpose(status, code, message)


def refusal(code: Code) -> Refusal:
    """The refusal with this code, to be raised."""
    status, message = ANSWERS[code]
    return Refusal(status, code, message)
