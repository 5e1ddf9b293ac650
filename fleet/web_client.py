"""A worker's HTTP pages as a client sees them."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

import aiohttp
from yarl import URL

from fleet.settings import Settings
from fleet.web.tls import client_context
from schemas.topics import LEARNING_EVENTS
from tables.checkpoint import Ledger

__all__ = ["ProblemAnswer", "WebClient", "WebError", "web_url"]

_TIMEOUT_SECONDS: Final = 30.0
_POLL_SECONDS: Final = 0.1
_OK: Final = 200
_NOT_OK: Final = 300


class WebError(Exception):
    """No worker answers, or not as one would. The message says what to do."""


class ProblemAnswer(WebError):  # noqa: N818 - it is an answer
    """A problem document (RFC 9457). `status` is HTTP's."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        title, detail = problem.get("title", "the request was refused"), problem.get("detail")
        super().__init__(f"{title} (HTTP {status}){f': {detail}' if detail else ''}")
        self.status = status
        self.problem = problem


class WebClient:
    """Asks one worker; it forwards what another one owns. An async context manager.

    Args:
        url: the worker's, without a slash at the end.
        token: sent with every request.
        ca: file with the authorities that its certificate is checked by; the system's without.
    """

    def __init__(self, url: str, token: str | None = None, ca: Path | None = None) -> None:
        self.url = url.rstrip("/")
        self._token = token
        self._ca = ca
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token is not None else {}
        checked = client_context(self._ca) if self.url.startswith("https:") else True
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=_TIMEOUT_SECONDS),
            headers=headers,
            connector=aiohttp.TCPConnector(ssl=checked),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def get(self, *path: str, **query: str | int | None) -> dict[str, Any]:
        """The JSON object under a path, whose parts may hold any character.

        Raises:
            ProblemAnswer: the worker answers with a problem.
            WebError: nobody answers, or it is no worker.
        """
        return await self._ask("GET", path, query)

    async def post(self, *path: str, body: Mapping[str, Any], **query: str | int | None) -> dict[str, Any]:
        """What a worker answers to a JSON object.

        Raises:
            ProblemAnswer: with a problem.
            WebError: nobody answers, or it is no worker.
        """
        return await self._ask("POST", path, query, json.dumps(body).encode())

    async def delete(self, *path: str, **query: str | int | None) -> dict[str, Any]:
        """What a worker answers to a deletion.

        Raises:
            ProblemAnswer: with a problem.
            WebError: nobody answers, or it is no worker.
        """
        return await self._ask("DELETE", path, query)

    async def text(self, *path: str) -> str:
        """A page that is no JSON, such as `/metrics`.

        Raises:
            WebError: nobody answers, or not with that page.
        """
        status, content = await self._send("GET", path, {})
        if status != _OK:
            raise WebError(f"{self.url}/{'/'.join(path)} is answered with HTTP {status}")
        return content.decode()

    async def _ask(
        self, method: str, path: Sequence[str], query: Mapping[str, str | int | None], body: bytes | None = None
    ) -> dict[str, Any]:
        status, content = await self._send(method, path, query, body)
        try:
            answer = json.loads(content)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise WebError(f"what answers at {self.url} is not a worker of the fleet: correct FLEET_WEB_PORT")
        if not _OK <= status < _NOT_OK:
            raise ProblemAnswer(status, answer)
        return answer

    async def _send(
        self, method: str, path: Sequence[str], query: Mapping[str, str | int | None], body: bytes | None = None
    ) -> tuple[int, bytes]:
        assert self._session is not None  # noqa: S101 - used as a context manager
        url = "/".join([self.url, *(quote(part, safe="") for part in path)])
        asked = {name: str(value) for name, value in query.items() if value is not None}
        target = URL(url, encoded=True).with_query(asked)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        try:
            async with self._session.request(method, target, data=body, headers=headers) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError, ValueError):
            raise WebError(
                f"no worker answers at {self.url}: start one with `python -m fleet dev`, or set FLEET_WEB_HOST "
                "and FLEET_WEB_PORT to where one runs"
            ) from None

    async def progress(self, student_id: str) -> dict[str, Any]:
        """`GET /progress/{student_id}`."""
        return await self.get("progress", student_id)

    async def history(
        self, student_id: str, *, days: int, component: str | None = None, page: int = 366
    ) -> dict[str, Any]:
        """`GET /progress/{student_id}/history`, all pages joined, newest day first."""
        whole: dict[str, Any] | None = None
        before: str | None = None
        while True:
            part = await self.get(
                "progress", student_id, "history", days=days, component=component, limit=page, before=before
            )
            if whole is None:
                whole = part
            else:
                whole["history"] += part["history"]
            before = part["next"]
            if before is None:
                return whole

    async def ledger(self) -> Ledger:
        """What became of the records of `learning.events` on the partitions that this worker owns."""
        return ledger_of(await self.get("health", "ready"))

    async def wait_until_ready(self, seconds: float) -> None:
        """Wait until the worker has taken over its partitions.

        Raises:
            WebError: it has not within `seconds`; with its own reasons.
        """
        deadline = time.monotonic() + seconds
        while True:
            try:
                await self.get("health", "ready")
            except WebError as exc:
                if time.monotonic() > deadline:
                    raise WebError(f"the worker at {self.url} is not ready after {seconds:g} s: {exc}") from None
                await asyncio.sleep(_POLL_SECONDS)
            else:
                return


def ledger_of(ready: Mapping[str, Any]) -> Ledger:
    """The sum of the ledgers on a readiness page."""
    total = Ledger()
    for checkpoint in ready.get("checkpoints", {}).get(LEARNING_EVENTS.name, {}).values():
        total = total.plus(Ledger(**checkpoint["ledger"]))
    return total


def web_url(settings: Settings) -> str:
    """Where a worker with these settings serves HTTP, as its clients see it."""
    host = "127.0.0.1" if settings.web_host in {"0.0.0.0", "::"} else settings.web_host  # noqa: S104 - compared only
    scheme = "http" if settings.web_tls_cert is None else "https"
    return settings.advertised_url or f"{scheme}://{host}:{settings.web_port}"
