"""The only HTTP client: RunComfy's Model API and its file host."""
