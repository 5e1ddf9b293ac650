"""What a call can end with beside an answer, named by what the caller can do. Pure.

A worker answers errors as problem documents (RFC 9457); each becomes an error of the class of its status, with
everything that the document says.
"""

from collections.abc import Mapping
from typing import Any, Final

__all__ = [
    "BusyError",
    "ConflictError",
    "FleetError",
    "ForbiddenError",
    "InvalidRequestError",
    "NotFoundError",
    "ProblemError",
    "ServerError",
    "TooLargeError",
    "UnauthorizedError",
    "UnavailableError",
    "UnexpectedAnswerError",
    "UnreachableError",
    "problem_error",
]


class FleetError(Exception):
    """A call did not end with an answer."""


class UnreachableError(FleetError):
    """Nobody answers in time at the address, or it is no worker of the fleet. The request may have arrived or not."""


class UnexpectedAnswerError(FleetError):
    """The fleet's answer has another shape than this version of the client knows. Bring them to one version."""


class ProblemError(FleetError):
    """The fleet refuses, and says why.

    Attributes:
        status: of HTTP.
        code: the kind of problem, stable, such as `unknown-student`; empty for plain HTTP errors.
        title: the kind in words.
        detail: what is wrong this time.
        errors: pairs of a field and what it must be, where fields are to blame.
        retry_after: seconds after which to ask again, where the fleet says so.
        problem: the whole document.
    """

    def __init__(self, status: int, problem: Mapping[str, Any], retry_after: float | None = None) -> None:
        self.status = status
        self.problem = problem
        self.code = str(problem.get("type", "")).rpartition("/problems/")[2].replace("about:blank", "")
        self.title = str(problem.get("title", "the request was refused"))
        self.detail = str(problem.get("detail", ""))
        self.errors = [(str(one["field"]), str(one["reason"])) for one in problem.get("errors", ())]
        self.retry_after = retry_after
        super().__init__(f"{self.title} (HTTP {status}){f': {self.detail}' if self.detail else ''}")


class InvalidRequestError(ProblemError):
    """The request breaks a rule, or an agent cannot answer it: the same request gives the same. Correct it."""


class UnauthorizedError(ProblemError):
    """The token is missing, has expired or is not accepted. Give another."""


class ForbiddenError(ProblemError):
    """The token's role may not do this."""


class NotFoundError(ProblemError):
    """There is no such page, or nothing is known of the student or thing yet, or any more."""


class ConflictError(ProblemError):
    """It cannot be done as things stand; the detail says what does."""


class TooLargeError(ProblemError):
    """The body is too large. Send less."""


class BusyError(ProblemError):
    """More is asked than can be done, also after the client has tried again. Nothing was done."""


class UnavailableError(ProblemError):
    """It cannot be answered at the moment, also after the client has tried again. It may work later."""


class ServerError(ProblemError):
    """An error of the fleet's own. It has logged it."""


_BY_STATUS: Final[Mapping[int, type[ProblemError]]] = {
    400: InvalidRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    405: NotFoundError,
    409: ConflictError,
    410: NotFoundError,
    413: TooLargeError,
    415: InvalidRequestError,
    422: InvalidRequestError,
    429: BusyError,
    502: UnavailableError,
    503: UnavailableError,
    504: UnavailableError,
}

_OWN_TROUBLE: Final = 500


def problem_error(status: int, problem: Mapping[str, Any], retry_after: str | None) -> ProblemError:
    """The error of a problem document.

    Args:
        status: of HTTP.
        problem: the document.
        retry_after: the header, which the fleet writes as seconds.
    """
    kind = _BY_STATUS.get(status, ServerError if status >= _OWN_TROUBLE else ProblemError)
    seconds = float(retry_after) if retry_after is not None and retry_after.isdecimal() else None
    return kind(status, problem, seconds)
