"""A worker's HTTP pages as commands see them: the platform's client, which asks once and answers what came."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self

from fleet.client.errors import FleetError, UnreachableError
from fleet.client.http import FleetClient
from fleet.client.retrying import Retries
from fleet.settings import Settings
from fleet.web.tls import client_context
from schemas.topics import LEARNING_EVENTS
from tables.checkpoint import Ledger

__all__ = ["WebClient", "web_url"]

_POLL_SECONDS: Final = 0.1


class WebClient:
    """Asks one worker; it forwards what another one owns. An async context manager.

    Its methods raise UnreachableError when no worker answers, and ProblemError when it answers with a problem.

    Args:
        url: the worker's, without a slash at the end.
        token: sent with every request.
        ca: file with the authorities that its certificate is checked by; the system's without.
    """

    def __init__(self, url: str, token: str | None = None, ca: Path | None = None) -> None:
        self.url = url.rstrip("/")
        tls = client_context(ca) if self.url.startswith("https:") else None
        self._client = FleetClient(self.url, token=token, tls=tls, retries=Retries(attempts=1))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.close()

    async def get(self, *path: str, **query: str | int | None) -> dict[str, Any]:
        """The JSON object under a path, whose parts may hold any character."""
        return await self._ask("GET", path, query)

    async def post(self, *path: str, body: Mapping[str, Any], **query: str | int | None) -> dict[str, Any]:
        """What a worker answers to a JSON object."""
        return await self._ask("POST", path, query, body)

    async def delete(self, *path: str, **query: str | int | None) -> dict[str, Any]:
        """What a worker answers to a deletion."""
        return await self._ask("DELETE", path, query)

    async def text(self, *path: str) -> str:
        """A page that is no JSON, such as `/metrics`."""
        return await self._client.text(*path)

    async def _ask(
        self,
        method: Literal["GET", "POST", "DELETE"],
        path: tuple[str, ...],
        query: Mapping[str, str | int | None],
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        try:
            return await self._client.request(method, *path, query=query, body=body)
        except UnreachableError as exc:
            advice = "start a worker with `python -m fleet dev`, or correct FLEET_WEB_HOST and FLEET_WEB_PORT"
            raise UnreachableError(f"{exc}: {advice}") from None

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
            UnreachableError: it has not within `seconds`; with its own reasons.
        """
        deadline = time.monotonic() + seconds
        while True:
            try:
                await self.get("health", "ready")
            except FleetError as exc:
                if time.monotonic() > deadline:
                    raise UnreachableError(f"{self.url} is not ready after {seconds:g} s: {exc}") from None
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
