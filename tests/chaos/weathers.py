"""Which weather there is in a run: behaviours of the sandbox, and how often each may strike at once."""

from typing import Any, Final

from tests.chaos.acts import Weather


def _on(*places: str) -> tuple[tuple[tuple[str, Any], ...], ...]:
    return tuple((("on", place),) for place in places)


WEATHERS: Final = (
    Weather("submit_lost_before"),
    Weather("submit_lost_after"),
    Weather("submit_unreadable"),
    Weather("submit_no_id"),
    Weather("submit_status", 2, (("status", 429), ("retry_after_s", 1))),
    Weather("submit_status", 1, (("status", 422),)),
    Weather("fails"),
    Weather("fails_on_status"),
    Weather("moderated"),
    Weather("cancelled_there"),
    Weather("no_pictures"),
    Weather("bare_output"),
    Weather("image_and_images"),
    Weather("several_images"),
    Weather("unknown_words"),
    Weather("disagrees"),
    Weather("early_404"),
    Weather("never_cancels"),
    *(Weather("read_status", 3, on) for on in _on("status", "result", "cancel")),
    *(Weather("read_lost", 2, on) for on in _on("status", "result", "cancel")),
    Weather("read_unreadable", 2),
    Weather("file_status", 3),
    Weather("file_truncated", 2),
    Weather("file_no_length", 3),
    Weather("file_wrong_type"),
    Weather("upload_too_large"),
    Weather("slow_ack"),
    *(Weather("discord_status", 2, on) for on in _on("edit", "bot_edit", "ack", "followup")),
    *(Weather("discord_status", 1, (("status", 429), ("retry_after_s", 0.5), *on)) for on in _on("edit", "bot_edit")),
    *(Weather("discord_lost_after", 2, on) for on in _on("ack", "edit", "bot_edit", "send")),
)
