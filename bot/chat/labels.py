"""What commands, options, choices and buttons are called. Says nothing by itself; knows no job.

Discord's limits: 32 characters for a name, 100 for a description or a choice, 80 for a button, 45 for the title and the
labels of a form.
"""

from typing import Final

from bot.chat.languages import Language, mark, mark_name
from bot.core.audit import Action
from bot.core.requests import Images, Size

NAMES: Final = (
    mark_name("imagine"),
    mark_name("prompt"),
    mark_name("aspect_ratio"),
    mark_name("scale"),
    mark_name("images"),
    mark_name("private"),
    mark_name("quota"),
    mark_name("collect"),
    mark_name("preferences"),
    mark_name("privacy"),
    mark_name("history"),
    mark_name("words"),
    mark_name("show"),
    mark_name("id"),
    mark_name("cancel"),
    mark_name("help"),
    mark_name("imagine-admin"),
    mark_name("settings"),
    mark_name("pause"),
    mark_name("reason"),
    mark_name("resume"),
    mark_name("export"),
    mark_name("import"),
    mark_name("file"),
    mark_name("grant"),
    mark_name("reset"),
    mark_name("member"),
    mark_name("block"),
    mark_name("for"),
    mark_name("unblock"),
    mark_name("blocks"),
    mark_name("budget"),
    mark_name("price"),
    mark_name("reports"),
    mark_name("audit"),
    mark_name("action"),
    mark_name("job"),
    mark_name("filter"),
    mark_name("list"),
    mark_name("allow"),
    mark_name("remove"),
    mark_name("test"),
    mark_name("entries"),
    mark_name("stats"),
    mark_name("days"),
    mark_name("entry"),
)
"""Of every command and option, for translators; a test compares them with the commands."""
IMAGINE: Final = mark("Turn your words into a picture")
PROMPT: Final = mark("What should be in the picture? Up to 800 characters")
ASPECT_RATIO: Final = mark("Shape and size of the picture (from your /preferences, else 1:1 · 2K)")
SCALE: Final = mark("How closely to follow your words (from your /preferences, else balanced)")
IMAGES: Final = mark("One picture, or a set of several (from your /preferences, else one)")
PRIVATE: Final = mark("Let only me see it (from your /preferences, else no)")
PREFERENCES: Final = mark("Choose what /imagine takes where you say nothing, and your language")
PRIVACY: Final = mark("See what I keep about you, get all of it, or delete it")
QUOTA: Final = mark("See how many pictures you have left, and when your quota starts anew")
COLLECT: Final = mark("Get finished pictures that I could not bring to you")
HISTORY: Final = mark("See your finished pictures again")
WORDS: Final = mark("Only pictures whose prompt has these words in it")
SHOW: Final = mark("Open one finished picture with everything that belongs to it")
RESULT_ID: Final = mark("Which one: type some words of its prompt and choose")
CANCEL_COMMAND: Final = mark("Cancel what you have in the making")
ADMIN: Final = mark("For those who run this server: limits, money, moderation")
SETTINGS: Final = mark("See and change everything that this server decides")
PAUSE: Final = mark("Let nobody ask for pictures for now")
PAUSE_REASON: Final = mark("What members read")
RESUME: Final = mark("Let people ask for pictures again")
EXPORT_SETTINGS: Final = mark("Get the settings of this server as a file")
IMPORT_SETTINGS: Final = mark("Take over the settings of another server")
IMPORT_FILE: Final = mark("What the export made")
QUOTA_ADMIN: Final = mark("Quotas of single members")
QUOTA_SHOW: Final = mark("See a member's quota and where it comes from")
QUOTA_GRANT: Final = mark("Give a member more pictures for this period, or fewer")
QUOTA_RESET: Final = mark("Let a member's quota start anew now")
MEMBER: Final = mark("Whom it is about")
GRANT_IMAGES: Final = mark("How many more; with a minus, how many fewer")
BLOCK: Final = mark("Let a member ask for no pictures here")
BLOCK_REASON: Final = mark("The member reads it, too")
BLOCK_FOR: Final = mark("How long")
UNBLOCK: Final = mark("Let a blocked member ask again")
BLOCKS: Final = mark("See who is blocked")
BLOCK_TIMES: Final = {
    1: mark("1 hour"),
    24: mark("1 day"),
    168: mark("1 week"),
    720: mark("30 days"),
    0: mark("Until somebody unblocks"),
}
"""By hours; 0 has no end."""
REPORT: Final = mark("Report picture")
REPORTS: Final = mark("See the reports that wait for a decision")
AUDIT: Final = mark("See who changed, cancelled, deleted or granted what")
AUDIT_MEMBER: Final = mark("Only what this member did, or what was done about them")
AUDIT_ACTION: Final = mark("Only this kind of thing")
JOB: Final = mark("See the whole story of one request, with what it cost")
JOB_WHICH: Final = mark("Type words of its prompt and choose, or paste the address of its message")
FILTER: Final = mark("Words that are not wanted in prompts")
FILTER_LIST: Final = mark("See both lists")
FILTER_BLOCK: Final = mark("Stop prompts with these words from now on")
FILTER_ALLOW: Final = mark("Never stop what stands in these words")
FILTER_REMOVE: Final = mark("Take an entry out of its list")
FILTER_TEST: Final = mark("Try whether a prompt would be stopped, for nothing")
FILTER_ENTRIES: Final = mark("Words, phrases, word*, /pattern/; several with commas between them")
FILTER_ENTRY: Final = mark("Which one")
FILTER_PROMPT: Final = mark("What somebody may type")
NEWEST: Final = mark("Newest")
ACTIONS: Final = {
    Action.SET: mark("A setting was changed"),
    Action.IMPORTED: mark("A settings file was taken over"),
    Action.PAUSED: mark("Paused"),
    Action.RESUMED: mark("Resumed"),
    Action.GRANTED: mark("A quota was changed"),
    Action.RESET: mark("A quota started anew"),
    Action.BLOCKED: mark("Blocked"),
    Action.UNBLOCKED: mark("Unblocked"),
    Action.CANCELLED: mark("Cancelled for somebody"),
    Action.DELETED: mark("A picture was deleted"),
    Action.REPORTED: mark("A picture was reported"),
    Action.DECIDED: mark("A report was decided"),
    Action.CLEARED: mark("A possibly paid request was cleared"),
    Action.DESCRIBED: mark("A picture was described"),
}
STATS: Final = mark("See this server's last days as a picture and as a file")
STATS_HOW_LONG: Final = mark("How far back")
STATS_DAYS: Final = {7: mark("7 days"), 30: mark("30 days"), 90: mark("90 days")}
BUDGET: Final = mark("See what was spent, what is held, and what was possibly paid for nothing")
PRICE: Final = mark("See what a picture would cost before you ask for it")
HELP: Final = mark("What I can do, with examples")
USE_PROMPT: Final = mark("Use this prompt")
EDIT_ALT_TEXT: Final = mark("Edit alt text")
FORM_ALT_TEXT: Final = mark("What the picture shows")
ALT_TEXT_HINT: Final = mark("For people who cannot see it. Empty: made from the prompt again.")
CANCEL: Final = mark("Cancel")
AGAIN: Final = mark("Again")
EDIT: Final = mark("Edit prompt")
LARGEST: Final = mark("In 4K")
ORIGINAL: Final = mark("Original")
DELETE: Final = mark("Delete")
OTHER_SIZE: Final = mark("Other shape or size …")
NEWER: Final = mark("Newer")
OLDER: Final = mark("Older")
OPEN_ONE: Final = mark("Open one …")
POST_AGAIN: Final = mark("Post again")
REMOVE: Final = mark("Remove from history")
REMOVE_TITLE: Final = mark("Remove this from your history?")
CANCEL_IT: Final = mark("Cancel it")
CANCEL_WHICH: Final = mark("Cancel which?")
CANCEL_ALL: Final = mark("Cancel all of mine")
DELETE_TITLE: Final = mark("Delete this for everybody?")
FORM_PROMPT: Final = mark("What should be in the picture?")
FORM_SIZE: Final = mark("Shape and size")
FORM_SCALE: Final = mark("How closely to follow your words")
FORM_IMAGES: Final = mark("How many")

SCALE_LABELS: Final = {
    0.0: mark("0 · free: your words are only a hint"),
    0.25: mark("0.25 · loose"),
    0.5: mark("0.5 · balanced"),
    0.75: mark("0.75 · close to your words"),
    1.0: mark("1 · strict: as close to your words as it can"),
}
IMAGES_LABELS: Final = {
    Images.ONE: mark("One picture"),
    Images.SET: mark("A set: several pictures on one theme (counts as several)"),
}


def size_label(size: Size) -> str:
    """`16:9 · 2K (2560×1440)`, the same in every language."""
    return f"{size.ratio} · {size.tier.value} ({size.width_px}×{size.height_px})"


def titled(say: Language, title: str, value: str) -> str:
    """A value and what it is called: `Size: 2K`. Not every language sets the colon as English does."""
    return say("{title}: {value}", title=title, value=value)
