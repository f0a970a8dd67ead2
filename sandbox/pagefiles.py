"""Serving the chat page with headers that let it load nothing from elsewhere. Knows nothing of what is on the page."""

import mimetypes
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "page"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def add_page(app: web.Application) -> None:
    """Serve the page at `/` and what lies beside it."""
    app.router.add_get("/", _serve)
    app.router.add_get(r"/{name:([a-z]+/)?[a-z0-9_-]+\.[a-z0-9]+}", _serve)


async def _serve(request: web.Request) -> web.Response:
    path = FOLDER / request.match_info.get("name", "index.html")
    if not path.is_file():
        raise web.HTTPNotFound
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    return web.Response(body=path.read_bytes(), headers={**HEADERS, "Content-Type": kind})
