"""The files of the page. They are read once; whoever has them asks for them again only when one has changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

from aiohttp import web

from agents.runtime.access import PUBLIC
from agents.runtime.web import Route

__all__ = ["FOLDER", "POLICY", "File", "PageViews", "load"]

FOLDER: Final = Path(__file__).parent.parent / "static"

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the browser lets the page do: its own files and this server, nothing inline, no frames, no forms elsewhere."""

_INDEX: Final = "index.html"

_VERSION: Final = "{{version}}"
"""In the index, stands for the digest of all files: it is part of their path, so that they can be kept for ever."""

_TYPES: Final = {".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml"}

_GUARDED: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class File:
    """A file's content and its media type."""

    body: bytes
    media: str


def load(folder: Path = FOLDER) -> tuple[str, Mapping[str, File]]:
    """The digest of all files, and each by its name, the index with the digest in it."""
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in _TYPES}
    digest = blake2b(digest_size=8)
    for name, body in files.items():
        digest.update(b"%b\x00%d\x00%b" % (name.encode(), len(body), body))
    version = digest.hexdigest()
    files[_INDEX] = files[_INDEX].replace(_VERSION.encode(), version.encode())
    return version, {name: File(body, _TYPES[Path(name).suffix]) for name, body in files.items()}


class PageViews:
    """Serves the page to everybody: it holds no data. What it shows it asks for, with the rights of who looks at it."""

    def __init__(self) -> None:
        self._version, self._files = load()

    def routes(self) -> tuple[Route, ...]:
        """The views as data."""
        return (
            Route("GET", "/", self.index, "The page for teachers and operators.", access=PUBLIC),
            Route("GET", "/static/{version}/{name}", self.file, "A file of the page.", access=PUBLIC),
        )

    async def index(self, request: web.Request) -> web.Response:
        """`GET /`."""
        headers = {**_GUARDED, "Cache-Control": "no-cache", "ETag": f'"{self._version}"'}
        if any(one.value in (self._version, "*") for one in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        return self._answer(self._files[_INDEX], headers)

    async def file(self, request: web.Request) -> web.Response:
        """`GET /static/{version}/{name}`."""
        file = self._files.get(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound
        # Another version is asked of this worker while workers are replaced one by one: what there is, but not kept.
        same = request.match_info["version"] == self._version
        kept = "public, max-age=31536000, immutable" if same else "no-store"
        return self._answer(file, {**_GUARDED, "Cache-Control": kept})

    @staticmethod
    def _answer(file: File, headers: Mapping[str, str]) -> web.Response:
        answer = web.Response(body=file.body, content_type=file.media, charset="utf-8", headers=headers)
        answer.enable_compression()
        return answer
