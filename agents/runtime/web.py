"""HTTP for agents: routes as data, reading requests, writing answers. Framework glue stays in `fleet/web`."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar
from urllib.parse import quote, unquote_to_bytes

from aiohttp import web
from pydantic import ConfigDict

from agents.runtime.access import UNDECLARED, Access, check_student
from agents.runtime.problems import (
    NOT_JSON,
    PARTITION_AWAY,
    PROBLEM_JSON,
    TOO_LARGE,
    WRONG_MEDIA_TYPE,
    ProblemError,
    http_problem,
    invalid,
)
from schemas.base import Model
from schemas.canonical import JsonError, dumps, loads
from schemas.errors import InvalidError
from schemas.ids import check_student_id
from tables.reader import NotOwnedError

__all__ = [
    "REASON",
    "Forward",
    "Here",
    "NoQuery",
    "Query",
    "Route",
    "answer",
    "answers_of",
    "json_response",
    "read_json",
    "read_query",
    "student_id_of",
    "student_path",
]

log = logging.getLogger(__name__)

REASON = web.RequestKey("reason", str)
"""On a request whose body says why."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_OK = 200
_SERVER_ERROR = 500


class Query(Model):
    """Parameters of a URL: read from text, unknown ones are refused."""

    model_config = ConfigDict(strict=False, extra="forbid")


class NoQuery(Query):
    """No parameters."""


@dataclass(frozen=True)
class Route:
    """A view as data: its registration and its description come from here.

    Attributes:
        method: HEAD comes with GET.
        path: with `{names}` of the parts that vary; a part may be empty, so that the view can say what is wrong.
        handler: the view.
        summary: one sentence for people.
        query: the parameters it takes; None where they do not matter.
        body: what it reads, if anything.
        access: who may call it.
        answers: what it answers, where that is a model.
        texts: media types of what it answers, where that is no JSON.
        example: a body that is answered, for people who read about it.
        accepted: what it answers with 202, where it may leave the effect for later.
        agent: whose page it is; empty for those of the worker itself. Told by who puts the agents on the app.
    """

    method: Literal["GET", "POST", "DELETE"]
    path: str
    handler: Handler
    summary: str
    query: type[Query] | None = None
    body: type[Model] | None = None
    access: Access = UNDECLARED
    answers: type[Model] | None = None
    texts: Sequence[str] = ()
    example: Mapping[str, Any] | None = None
    accepted: type[Model] | None = None
    agent: str = ""


class Forward(Protocol):
    """Asks the worker that has a partition, on behalf of a client."""

    async def __call__(
        self,
        request: web.Request,
        partition: int,
        *,
        seconds: float,
        body: bytes | None = None,
        query: Mapping[str, str] | None = None,
    ) -> web.Response:
        """Hand the request on and return the answer.

        Args:
            request: as it came.
            partition: of the mastery table.
            seconds: how long to wait for the answer.
            body: sent instead of the request's own.
            query: sent instead of the request's own parameters.

        Raises:
            ProblemError: nobody has the partition at the moment, or who has it does not answer.
        """


AnyQuery = TypeVar("AnyQuery", bound=Query)
Here = Callable[[int], Awaitable[dict[str, Any]]]
"""This worker's answer for one of its partitions; raises `NotOwnedError` for others."""

AnyModel = TypeVar("AnyModel", bound=Model)


# -- reading -----------------------------------------------------------------------------------------------------------
def student_id_of(request: web.Request) -> str:
    """The path's student id.

    Raises:
        InvalidError: it breaks a rule.
    """
    try:
        unquote_to_bytes(request.rel_url.raw_path).decode()
    except UnicodeError:  # a lenient decoder would make two paths one student
        raise InvalidError.of("student_id", "must be UTF-8 once percent-decoded") from None
    return check_student_id(request.match_info["student_id"])


def student_path(student_id: str) -> str:
    """Where a student's progress is."""
    return f"/progress/{quote(student_id, safe='')}"


def read_query(request: web.Request, model: type[AnyQuery]) -> AnyQuery:
    """The URL's parameters.

    Raises:
        InvalidError: an unknown, repeated or bad one.
    """
    given = request.query
    repeated = next((name for name in given if len(given.getall(name)) > 1), None)
    if repeated is not None:
        known = {one.alias or name for name, one in model.model_fields.items()}
        name = repeated if repeated in known else "query"
        raise InvalidError.of(name, "must be given once")
    return model.read(dict(given))


async def read_json(request: web.Request, model: type[AnyModel], limit: int, *, closed: bool = False) -> AnyModel:
    """The body, which must be a JSON object. A student's may be about themself only.

    Args:
        request: not read yet.
        model: what it must be.
        limit: bytes of the largest body; the server must be told the same limit (`client_max_size`).
        closed: refuse fields that the model does not have: a misspelt one would be passed over.

    Raises:
        ProblemError: the body is too large, of another media type, no JSON, or about a student whom the caller may not
            ask for.
        InvalidError: names the fields and what they must be.
    """
    if request.content_length is not None and request.content_length > limit:
        raise _too_large(limit)
    if request.content_type != "application/json" and not request.content_type.endswith("+json"):
        raise ProblemError(WRONG_MEDIA_TYPE, "Content-Type: must be application/json", headers={"Accept-Post": _JSON})
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise _too_large(limit) from None
    try:
        value = loads(body)
    except (JsonError, RecursionError) as error:
        raise ProblemError(NOT_JSON, f"The body is not JSON: {str(error)[:200] or 'it is nested too deeply'}") from None
    if not isinstance(value, dict):
        raise InvalidError.of("body", "must be a JSON object")
    if closed and not value.keys() <= model.model_fields.keys():
        raise InvalidError.of("body", f"has an unknown field; those known are {', '.join(sorted(model.model_fields))}")
    read = model.read_json(body)
    if "student_id" in model.model_fields:  # of what the view will use, not of what another reader would find
        check_student(request, read.student_id)  # type: ignore[attr-defined]  # the line above
    if "reason" in model.model_fields:
        request[REASON] = read.reason  # type: ignore[attr-defined]  # the line above
    return read


def _too_large(limit: int) -> ProblemError:
    return ProblemError(TOO_LARGE, f"The body must have at most {limit} bytes")


_JSON = "application/json"


# -- asking all workers ------------------------------------------------------------------------------------------------
async def answers_of(
    request: web.Request, partitions: Iterable[int], here: Here, forward: Forward, seconds: float
) -> list[dict[str, Any]]:
    """The answer for each partition, from whoever has it.

    Args:
        request: as it came. Others are asked the same with the parameter `partition`.
        partitions: the ones wanted.
        here: answers for a partition of this worker.
        forward: asks another worker.
        seconds: how long to wait for it.

    Raises:
        ProblemError: a partition is on no worker at the moment.
    """

    async def ask(partition: int) -> dict[str, Any]:
        try:
            return await here(partition)
        except NotOwnedError:
            query = {**request.query, "partition": str(partition)}
            response = await forward(request, partition, seconds=seconds, query=query)
        if response.status != _OK or not isinstance(response.body, bytes):
            detail = f"The worker that has partition {partition} answered with {response.status}"
            raise ProblemError(PARTITION_AWAY, detail)
        return dict(loads(response.body))

    results = await asyncio.gather(*map(ask, partitions), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if not isinstance(result, BaseException)]


# -- answering ---------------------------------------------------------------------------------------------------------
def json_response(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """An answer in canonical JSON."""
    return web.Response(body=dumps(value), status=status, headers=headers, content_type=_JSON)


async def answer(handler: Handler, request: web.Request) -> web.StreamResponse:
    """Run a handler; whatever it raises becomes a problem document."""
    try:
        return await handler(request)
    except ProblemError as problem:
        return _problem(problem.document(request.rel_url.raw_path), problem.headers)
    except InvalidError as error:
        return _problem(invalid(error).document(request.rel_url.raw_path))
    except web.HTTPException as exc:
        if exc.status < 400:  # noqa: PLR2004 - below are the redirects, which are no errors
            raise
        kept = {name: value for name, value in exc.headers.items() if name in ("Allow", "Retry-After")}
        return _problem(http_problem(exc.status, request.rel_url.raw_path, _explain(request, exc)), kept)
    except Exception as error:  # noqa: BLE001 - told as a problem, and logged
        # The path names a student, and the error's text may quote what they wrote: route, class and place say enough.
        stack = "".join(traceback.format_tb(error.__traceback__))
        log.error("%s %s failed: %s\n%s", request.method, _route(request), type(error).__name__, stack)  # noqa: TRY400 - as above
        detail = "An error that nobody foresaw; it has been logged"
        return _problem(http_problem(_SERVER_ERROR, request.rel_url.raw_path, detail))


def _problem(document: dict[str, Any], headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(body=dumps(document), status=document["status"], headers=headers, content_type=PROBLEM_JSON)


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "(no route)"


def _explain(request: web.Request, exc: web.HTTPException) -> str:
    if isinstance(exc, web.HTTPNotFound):
        return "There is nothing at this path"
    if isinstance(exc, web.HTTPMethodNotAllowed):
        return f"{request.method[:20]} is not allowed here; allowed are {', '.join(sorted(exc.allowed_methods))}"
    return exc.reason
