"""`FleetClient`: every agent and every student's progress over HTTP, typed."""

import ssl
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Literal, Self, TypeVar
from urllib.parse import quote
from uuid import uuid4

import aiohttp
from yarl import URL

from agents.concepts.requests import PathRequest
from agents.exercise.requests import HintsRequest, VerifyRequest
from agents.triage.requests import TriageRequest
from fleet.client.errors import UnexpectedAnswerError, UnreachableError, problem_error
from fleet.client.retrying import NotSentError, Retries, again
from schemas import canonical
from schemas.answers import AppliedProgress, DueConcepts, HistoryView, ProgressReceipt, ProgressView, joined
from schemas.base import Model
from schemas.errors import InvalidError
from schemas.metadata import GivenMetadata
from schemas.requests import AgentRequest, DebugRequest, ExerciseRequest, GivenScores, ProgressUpdate, ReviewRequest
from schemas.responses import AgentResponse

__all__ = ["FleetClient", "Token"]

Token = str | Callable[[], str | Awaitable[str]]
"""A bearer token, or what gives one for each request, so that it can be renewed."""

_TIMEOUT_S: Final = 30.0
"""Of one attempt: an answer takes up to FLEET_ANSWER_DEADLINE, 10 s by default, and may have to be forwarded."""

_PAGE: Final = 366
"""Days of a page of history: the most that the fleet gives."""

_OK: Final = 200
_NOT_OK: Final = 300

AnyModel = TypeVar("AnyModel", bound=Model)


class FleetClient:
    """Asks a worker, or a load balancer before several: whoever is asked forwards to whoever knows.

    An async context manager that keeps its connections. May be used by many tasks at once.

    Args:
        url: of the fleet, such as `https://fleet.example`.
        token: bearer token, or a function that gives one.
        tls: by which a worker's certificate is checked; the system's authorities without.
        timeout: seconds for one attempt.
        retries: what is done when the fleet is busy, away or not reached.
        clock: the present, in seconds since 1970.
        new_id: makes event ids.
    """

    def __init__(
        self,
        url: str,
        *,
        token: Token | None = None,
        tls: ssl.SSLContext | None = None,
        timeout: float = _TIMEOUT_S,
        retries: Retries | None = None,
        clock: Callable[[], float] = time.time,
        new_id: Callable[[], str] = lambda: str(uuid4()),
    ) -> None:
        self._url = url.rstrip("/")
        self._token = token
        self._tls = tls
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._retries = retries or Retries()
        self._clock = clock
        self._new_id = new_id
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections. May be called twice."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    # -- progress ------------------------------------------------------------------------------------------------------
    async def progress(self, student_id: str) -> ProgressView:
        """A student's current mastery.

        Raises:
            NotFoundError: nothing is known of the student yet.
            FleetError: see there; so do all methods.
        """
        return _shaped(ProgressView, await self.request("GET", "progress", student_id))

    async def history(self, student_id: str, *, days: int = 30, component: str | None = None) -> HistoryView:
        """A student's mastery by day, newest first, all pages joined.

        Args:
            student_id: whose.
            days: how many days back, today included.
            component: only this one.
        """
        query: dict[str, Any] = {"days": days, "component": component, "limit": min(days, _PAGE)}
        pages = [await self.request("GET", "progress", student_id, "history", query=query)]
        while pages[-1]["next"] is not None:
            page = {**query, "cursor": pages[-1]["next"]}
            pages.append(await self.request("GET", "progress", student_id, "history", query=page))
        return _shaped(HistoryView, {**pages[-1], **joined(pages)})

    async def due(self, student_id: str, *, days: int = 7, limit: int = 20) -> DueConcepts:
        """What a student should practise again, the least remembered first.

        Args:
            student_id: whose.
            days: what comes due within so many days; 0 for what is due now.
            limit: most concepts.
        """
        query = {"days": days, "limit": limit}
        return _shaped(DueConcepts, await self.request("GET", "progress", student_id, "due", query=query))

    async def report(
        self,
        student_id: str,
        component: str,
        scores: Mapping[str, float],
        *,
        wait: bool = False,
        event_id: str | None = None,
        idempotency_key: str | None = None,
        timestamp: int | None = None,
        metadata: GivenMetadata | None = None,
    ) -> ProgressReceipt:
        """Report progress. However often it has to be sent, it counts once.

        Args:
            student_id: whose.
            component: what was learnt.
            scores: completion, quiz, quality and consistency, each 0 to 1.
            wait: whether to wait for the effect. The answer is an `AppliedProgress`, with the mastery after it, unless
                that takes too long.
            event_id: the platform's own; made here without.
            idempotency_key: the same for every report of one thing, also after a restart of the platform; the event id
                without.
            timestamp: milliseconds since 1970 at which it happened; now without.
            metadata: what stands behind the scores, such as an exercise and whether it was solved.
        """
        name = event_id or self._new_id()
        update = ProgressUpdate(
            component=component,
            scores=GivenScores.read(scores),
            event_id=name,
            idempotency_key=idempotency_key or name,
            timestamp=int(self._clock() * 1000) if timestamp is None else timestamp,
            metadata=metadata,
        )
        body = update.model_dump(exclude_none=True)
        query = {"wait": "applied" if wait else None}
        found = await self.request("POST", "progress", student_id, query=query, body=body, repeatable=True)
        return _shaped(AppliedProgress if "latest_scores" in found else ProgressReceipt, found)

    # -- agents --------------------------------------------------------------------------------------------------------
    async def debug(self, request: DebugRequest) -> AgentResponse:
        """What is wrong with code. `DebugReport.read(answer.metadata)` is the answer's data."""
        return await self._ask(request, "debug", "analyze")

    async def review(self, request: ReviewRequest) -> AgentResponse:
        """How good code is. `CodeReview.read(answer.metadata)` is the answer's data."""
        return await self._ask(request, "review", "assess")

    async def explain(self, request: AgentRequest) -> AgentResponse:
        """What a question is about. `ConceptExplanation.read(answer.metadata)` is the answer's data."""
        return await self._ask(request, "concepts", "explain")

    async def path(self, request: PathRequest) -> AgentResponse:
        """The way to a goal."""
        return await self._ask(request, "concepts", "path")

    async def exercise(self, request: ExerciseRequest) -> AgentResponse:
        """An exercise that fits. `GeneratedExercise.read(answer.metadata)` is the answer's data."""
        return await self._ask(request, "exercise", "generate")

    async def verify(self, request: VerifyRequest) -> AgentResponse:
        """Whether a solution is right. One that is counts as progress."""
        return await self._ask(request, "exercise", "verify")

    async def hints(self, request: HintsRequest) -> AgentResponse:
        """Hints for an exercise."""
        return await self._ask(request, "exercise", "hints")

    async def triage(self, request: TriageRequest) -> AgentResponse:
        """The answer of whichever agent a message is for, or a question back."""
        return await self._ask(request, "triage")

    async def _ask(self, request: AgentRequest, *path: str) -> AgentResponse:
        # What the caller left open is left open: the fleet has its own defaults, and an older one knows fewer fields.
        body = request.model_dump(mode="json", exclude_unset=True)
        return _shaped(AgentResponse, await self.request("POST", *path, body=body))

    # -- everything else -----------------------------------------------------------------------------------------------
    async def request(
        self,
        method: Literal["GET", "POST", "DELETE"],
        *path: str,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        repeatable: bool | None = None,
    ) -> dict[str, Any]:
        """Any page of the fleet that answers a JSON object.

        Args:
            method: of HTTP.
            path: its parts, which may hold any character.
            query: parameters; those that are None are left out.
            body: sent as JSON.
            repeatable: whether the request can be sent again although it may have arrived; by default if it is a GET.

        Raises:
            ProblemError: the fleet refuses, also after the retries where they could help.
            UnreachableError: nobody answers, or it is no worker.
        """
        url = self._page(path)
        given = {name: str(value) for name, value in (query or {}).items() if value is not None}
        data = None if body is None else canonical.dumps(dict(body))

        async def attempt() -> dict[str, Any]:
            return _read(self._url, *await self._once(method, url.with_query(given), data))

        return await again(attempt, self._retries, repeatable=method == "GET" if repeatable is None else repeatable)

    async def text(self, *path: str) -> str:
        """A page that is no JSON, such as `/metrics`, asked for once.

        Raises:
            ProblemError: the fleet refuses.
            UnreachableError: nobody answers.
        """
        status, content, retry_after = await self._once("GET", self._page(path), None)
        if status != _OK:
            raise problem_error(status, {}, retry_after)
        return content.decode()

    def _page(self, path: Sequence[str]) -> URL:
        return URL("/".join([self._url, *(quote(part, safe="") for part in path)]), encoded=True)

    async def _once(self, method: str, url: URL, data: bytes | None) -> tuple[int, bytes, str | None]:
        """Status, body and `Retry-After`."""
        headers = {"Accept": "application/json, application/problem+json"}
        if data is not None:
            headers["Content-Type"] = "application/json"
        if self._token is not None:
            headers["Authorization"] = f"Bearer {await _token(self._token)}"
        if self._session is None:
            checked = aiohttp.TCPConnector(ssl=self._tls if self._tls is not None else True)
            self._session = aiohttp.ClientSession(timeout=self._timeout, connector=checked)
        try:
            async with self._session.request(method, url, data=data, headers=headers) as response:
                return response.status, await response.read(), response.headers.get("Retry-After")
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            raise NotSentError(f"nobody answers at {self._url}: {error}") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise UnreachableError(f"no answer came from {self._url}: {type(error).__name__}") from error


def _read(url: str, status: int, content: bytes, retry_after: str | None) -> dict[str, Any]:
    try:
        answer = canonical.loads(content)
    except canonical.JsonError:
        answer = None
    if not _OK <= status < _NOT_OK:
        raise problem_error(status, answer if isinstance(answer, dict) else {}, retry_after)
    if not isinstance(answer, dict):
        raise UnreachableError(f"what answers at {url} is no worker of the fleet")
    return answer


def _shaped(kind: type[AnyModel], answer: Mapping[str, Any]) -> AnyModel:
    try:
        return kind.read_json(canonical.dumps(answer))
    except InvalidError as error:
        raise UnexpectedAnswerError(f"the fleet's answer is no {kind.__name__}: {error}") from error


async def _token(token: Token) -> str:
    if isinstance(token, str):
        return token
    given = token()
    return given if isinstance(given, str) else await given
