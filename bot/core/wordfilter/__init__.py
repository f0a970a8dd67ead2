"""The word filter: what a server's moderators do not want in prompts. The way in is `filtering.WordFilter`."""
