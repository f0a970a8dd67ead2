"""Where Discord's OpenAPI description lies beside this repository; it is not part of it, and tests do without."""

from pathlib import Path

OPENAPI = Path(__file__).parents[2] / "shared/facts/discord-openapi.json"
WHY_SKIPPED = "Discord's OpenAPI description is not at hand"
