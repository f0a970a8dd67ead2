"""A RunComfy-compatible Model API and its file host; knows nothing of Discord or of the bot."""
