"""The only SQL: keeps jobs and their charges. `open_store` is the way in."""

from bot.store.open import open_store

__all__ = ["open_store"]
