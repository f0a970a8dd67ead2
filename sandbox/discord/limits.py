"""Discord's limits, each with its unit. Knows nothing of who keeps them.

Source, where no other is named: Discord's developer documentation, 2026.
"""

MIB = 1024 * 1024
"""Bytes."""

# --- interactions ---------------------------------------------------------------------------------------
ACKNOWLEDGE_S = 3.0
"""Seconds until the first answer must be there (Receiving and responding)."""
TOKEN_LIFE_S = 15 * 60.0
"""Seconds for which an interaction's token is good (Receiving and responding)."""
AUTOCOMPLETE_CHOICES = 25

SERVERS_PER_PAGE = 200
"""Get Current User Guilds."""

# --- files ----------------------------------------------------------------------------------------------
UPLOAD_BYTES = 10 * MIB
"""One file, where nobody has bought more (API reference, Uploading files)."""
TIER_2_UPLOAD_BYTES = 50 * MIB
"""One file in a server of boost tier 2."""
NITRO_UPLOAD_BYTES = 500 * MIB
"""One file in answer to a member with Nitro."""
REQUEST_BYTES = 25 * MIB
"""One request with all its files; a single file that may be larger raises it (Create Message)."""
FILES = 10
"""Attachments of one message."""
ALT_TEXT = 1024
"""Characters."""

# --- messages -------------------------------------------------------------------------------------------
CONTENT = 2000
"""Characters."""
NONCE = 25
"""Characters."""
NONCE_LIFE_S = 300.0
"""Seconds for which an enforced nonce is remembered; Discord says "the past few minutes"."""
EMBEDS = 10
EMBED_TEXT = 6000
"""Characters over all embeds of a message."""
EMBED_TITLE = 256
EMBED_DESCRIPTION = 4096
EMBED_FIELDS = 25
EMBED_FIELD_NAME = 256
EMBED_FIELD_VALUE = 1024
EMBED_FOOTER = 2048
EMBED_AUTHOR = 256

# --- components -----------------------------------------------------------------------------------------
ROWS = 5
"""Action rows of one message without the components flag."""
BUTTONS_PER_ROW = 5
LABEL = 80
"""Characters on a button."""
CUSTOM_ID = 100
"""Characters."""
BUTTON_URL = 512
"""Characters."""
SELECT_OPTIONS = 25
GROUP_OPTIONS = 10
"""Options of a radio group or a group of checkboxes in a modal."""
SELECT_TEXT = 100
"""Characters of an option's label, value or description."""
PLACEHOLDER = 150
"""Characters."""
LAYOUT_COMPONENTS = 40
"""Components of one message with the components flag, nested ones too."""
LAYOUT_TEXT = 4000
"""Characters over all its text displays (discord.py and unofficial documentation)."""
GALLERY_ITEMS = 10
MODAL_TITLE = 45
MODAL_ITEMS = 5
MODAL_LABEL = 45
MODAL_DESCRIPTION = 100
TEXT_INPUT = 4000
"""Characters."""

# --- commands -------------------------------------------------------------------------------------------
COMMANDS = 100
COMMAND_NAME = 32
COMMAND_DESCRIPTION = 100
COMMAND_OPTIONS = 25
COMMAND_CHOICES = 25
CHOICE_TEXT = 100
"""Characters of a choice's name or string value."""
COMMAND_TEXT = 8000
"""Characters of one command: names, descriptions and values of everything in it."""
OPTION_LENGTH = 6000
"""The largest minimum or maximum length of a string option."""
SAFE_INTEGER = 2**53
"""Numbers beyond this lose digits in JavaScript; integers stop one before it."""

# --- rates ----------------------------------------------------------------------------------------------
GLOBAL_RATE = (50, 1.0)
"""Requests of the bot per seconds; interactions do not count (Rate limits)."""
TOKEN_RATE = (5, 2.0)
"""Requests per seconds with one interaction token (reported by users; Discord says: read the headers)."""
CHANNEL_RATE = (5, 5.0)
"""Sends, and separately edits, per seconds in one channel (reported by users)."""
OLD_EDIT_RATE = (3, 6.0)
"""Edits of messages older than an hour per seconds in one channel (unofficial documentation)."""
OLD_MESSAGE_S = 3600.0
"""Seconds after which a message counts as old."""
