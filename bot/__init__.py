"""imagine-bot: /imagine on Discord, pictures from RunComfy."""
