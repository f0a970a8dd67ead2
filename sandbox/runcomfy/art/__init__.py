"""The brushes, palettes, places and things of the drawn pictures; knows nothing of requests, files or HTTP."""
