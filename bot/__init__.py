"""imagine-bot: /imagine on Discord, pictures from RunComfy."""

from typing import Final

VERSION: Final = "0.1.0"
"""As in pyproject.toml, which is not where the bot runs."""
