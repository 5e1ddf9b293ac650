"""Files in memory, for references that are run inside the worker: nothing of an exercise ever touches its disk."""

import io
from typing import IO, Any

__all__ = ["MemoryFiles"]


class MemoryFiles:
    """A folder of text files, with an `open` that behaves as the built-in one does for them."""

    def __init__(self) -> None:
        self._content: dict[str, bytes] = {}

    def open(
        self,
        name: Any,
        mode: str = "r",
        *,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
    ) -> IO[Any]:
        """See the built-in `open`; paths are taken as names, UTF-8 is the default.

        Raises:
            FileNotFoundError: read before it was written.
            FileExistsError: made anew although it is there.
        """
        path = str(name)
        if "x" in mode and path in self._content:
            raise FileExistsError(f"[Errno 17] File exists: {path!r}")
        if "r" in mode and path not in self._content:
            raise FileNotFoundError(f"[Errno 2] No such file or directory: {path!r}")
        raw = _Kept(self._content, path, b"" if "w" in mode or "x" in mode else self._content.get(path, b""))
        raw.seek(0, io.SEEK_END if "a" in mode else io.SEEK_SET)
        return raw if "b" in mode else io.TextIOWrapper(raw, encoding or "utf-8", errors, newline)


class _Kept(io.BytesIO):
    """Bytes that are put back when they are closed."""

    def __init__(self, content: dict[str, bytes], path: str, first: bytes) -> None:
        super().__init__(first)
        self._content, self._path = content, path
        content.setdefault(path, first)

    def close(self) -> None:
        """Keep what was written; closing twice changes nothing."""
        if not self.closed:
            self._content[self._path] = self.getvalue()
        super().close()
