"""A whole world on 127.0.0.1 to try the real bot in; see README.md. Never imported by bot/ or cogs/."""
