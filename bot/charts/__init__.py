"""Charts: drawn by matplotlib in a child process of its own. Knows no chat, no store and no job."""
