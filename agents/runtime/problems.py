"""What can go wrong with an HTTP request, as a typed catalogue, and the problem documents that tell it (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from schemas.errors import InvalidError

__all__ = [
    "BUSY",
    "CATALOGUE",
    "FORBIDDEN",
    "INVALID",
    "KEYS_AWAY",
    "NOT_JSON",
    "NOT_PAUSED",
    "NOT_READY",
    "OWNER_SILENT",
    "PARTITION_AWAY",
    "PROBLEM_JSON",
    "REFUSED",
    "TOO_LARGE",
    "TOO_OFTEN",
    "TRY_AGAIN",
    "UNANSWERABLE",
    "UNAUTHENTICATED",
    "UNCONFIRMED",
    "UNKNOWN_STUDENT",
    "UNSUPPORTED_LANGUAGE",
    "WRONG_MEDIA_TYPE",
    "ProblemError",
    "ProblemType",
    "http_problem",
    "invalid",
]

PROBLEM_JSON = "application/problem+json"

RETRY_AFTER_S = 3
"""Seconds after which to ask again: a worker restarted under its instance id has its partitions back in about 3 s."""


@dataclass(frozen=True)
class ProblemType:
    """A kind of problem.

    Attributes:
        code: last part of its `type`, stable.
        status: the HTTP status it comes with.
        title: what it is, the same at every occurrence.
        advice: what the client can do.
    """

    code: str
    status: int
    title: str
    advice: str

    @property
    def uri(self) -> str:
        """The document's `type`: a path of this server, which describes it."""
        return f"/problems/{self.code}"


UNAUTHENTICATED = ProblemType(
    "unauthenticated",
    401,
    "The request has no token that is good here",
    "Send `Authorization: Bearer TOKEN` with a token that is good; the detail says what is wrong.",
)
FORBIDDEN = ProblemType(
    "forbidden",
    403,
    "The token does not allow this",
    "A student may ask for themself only; everything else depends on the token's roles: `/docs` names them.",
)
KEYS_AWAY = ProblemType(
    "keys-away",
    503,
    "Tokens cannot be checked at the moment",
    "Ask again after the seconds of `Retry-After`: the issuer's keys have not been had yet.",
)
UNKNOWN_STUDENT = ProblemType(
    "unknown-student",
    404,
    "Nothing is known of this student",
    "Check the id; a student is known from their first accepted event on.",
)
INVALID = ProblemType(
    "invalid", 422, "The request breaks a rule", "`errors` names each field and what it must be: correct them."
)
UNSUPPORTED_LANGUAGE = ProblemType(
    "unsupported-language",
    422,
    "The agent does not know this programming language",
    "Send Python code, with `language` python or left out; `supported` names what it may be.",
)
NOT_JSON = ProblemType("not-json", 400, "The body is not JSON", "Send one JSON object in UTF-8.")
WRONG_MEDIA_TYPE = ProblemType(
    "wrong-media-type", 415, "The body has the wrong media type", "Send `Content-Type: application/json`."
)
TOO_LARGE = ProblemType("too-large", 413, "The body is too large", "Send less; the detail names the limit.")
PARTITION_AWAY = ProblemType(
    "partition-away",
    503,
    "The student's partition is being taken over",
    "Ask again after the seconds of `Retry-After`: a rebalance or a restore is going on.",
)
OWNER_SILENT = ProblemType(
    "owner-silent", 504, "The worker that has the student does not answer", "Ask again after a few seconds."
)
UNCONFIRMED = ProblemType(
    "unconfirmed",
    503,
    "The broker has not confirmed the event",
    "It may have arrived or not: send it again with the fields of `repeat_with`, so that it counts once.",
)
REFUSED = ProblemType(
    "refused",
    422,
    "The progress agent refused the event",
    "`code` says why; it is a dead letter now. Correct it and send it as a new event.",
)
UNANSWERABLE = ProblemType(
    "unanswerable",
    422,
    "The agent cannot answer this request",
    "`code` and the detail say why; the same request gives the same.",
)
BUSY = ProblemType(
    "busy",
    429,
    "More is asked than can be done at the moment",
    "Nothing was done; ask again after the seconds of `Retry-After`.",
)
TRY_AGAIN = ProblemType(
    "try-again",
    503,
    "The agent cannot answer at the moment",
    "`code` says why; ask again after the seconds of `Retry-After`.",
)
TOO_OFTEN = ProblemType(
    "too-often",
    429,
    "You ask more often than you may",
    "Ask again after the seconds of `Retry-After`.",
)
NOT_READY = ProblemType("not-ready", 503, "The worker is not ready", "`reasons` says why; it ends by itself.")
NOT_PAUSED = ProblemType(
    "not-paused",
    409,
    "The source partition is not paused",
    "Nothing has to be done; `/health/ready` of each worker names the partitions that are.",
)

CATALOGUE: tuple[ProblemType, ...] = (
    UNAUTHENTICATED,
    FORBIDDEN,
    KEYS_AWAY,
    UNKNOWN_STUDENT,
    INVALID,
    UNSUPPORTED_LANGUAGE,
    NOT_JSON,
    WRONG_MEDIA_TYPE,
    TOO_LARGE,
    PARTITION_AWAY,
    OWNER_SILENT,
    UNCONFIRMED,
    REFUSED,
    UNANSWERABLE,
    TRY_AGAIN,
    BUSY,
    TOO_OFTEN,
    NOT_READY,
    NOT_PAUSED,
)
"""Every problem type beside the plain HTTP ones, whose type is `about:blank`."""


class ProblemError(Exception):
    """Ends a request with a problem document. Raised by views; the middleware writes the answer."""

    def __init__(
        self, kind: ProblemType, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = members
        if kind.status == HTTPStatus.SERVICE_UNAVAILABLE:
            self.headers.setdefault("Retry-After", str(RETRY_AFTER_S))

    def document(self, instance: str) -> dict[str, Any]:
        """The problem document.

        Args:
            instance: the path that was asked for.
        """
        return {
            **self.members,
            "type": self.kind.uri,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            "instance": instance,
        }


def invalid(error: InvalidError) -> ProblemError:
    """The problem of a request that breaks the schema's rules."""
    errors = [{"field": one.field, "reason": one.reason} for one in error.problems]
    return ProblemError(INVALID, str(error), errors=errors)


def http_problem(status: int, instance: str, detail: str) -> dict[str, Any]:
    """The problem document of a plain HTTP error, such as an unknown path."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
    }
