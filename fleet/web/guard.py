"""Lets requests in, or not: who calls, what the route allows, and whom the request is about."""

import math
import time
from collections.abc import Callable
from typing import Final

from aiohttp import web

from agents.runtime.access import CALLER, ONLY_STUDENT, Caller, Role, check_student, forbidden
from agents.runtime.problems import KEYS_AWAY, TOO_OFTEN, UNAUTHENTICATED, ProblemError
from agents.runtime.web import Route
from fleet.access.authenticator import Authenticator
from fleet.access.errors import KeysAwayError, NoTokenError, TokenError
from fleet.access.limits import Kind, Throttle

__all__ = ["OPEN", "Guard", "kind_of"]

_NOBODY_ASKED: Final = Caller("anybody", frozenset(Role), verified=False)
"""Whoever calls where no token is asked for."""

_CHALLENGE: Final = 'Bearer realm="agent-fleet"'


class Guard:
    """Asked before every view.

    Args:
        authenticator: checks tokens; None asks for none.
        throttle: says who asks too often.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        authenticator: Authenticator | None,
        throttle: Throttle | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._authenticator = authenticator
        self._throttle = throttle
        self._clock = clock

    async def admit(self, request: web.Request, route: Route) -> None:
        """Let a request in, and note on it who calls.

        A body is looked at when it is read (`agents.runtime.web.read_json`): what counts is what the view will use.

        Raises:
            ProblemError: 401, 403, 429, or 503 while tokens cannot be checked.
        """
        if route.access.public:
            return
        if self._authenticator is None:
            request[CALLER] = _NOBODY_ASKED
            return
        caller = await _caller(self._authenticator, request)
        request[CALLER] = caller
        if caller.roles.isdisjoint(route.access.roles):
            wanted = ", ".join(sorted(route.access.roles)) or "nobody"
            raise forbidden(f"This is for: {wanted}", route.access.roles)
        self._not_too_often(caller, route)
        if caller.only_student(route.access) and caller.student_id is not None:
            request[ONLY_STUDENT] = caller.student_id
            named = request.match_info.get("student_id")
            check_student(request, *([] if named is None else [named]), *request.query.getall("student_id", []))

    def _not_too_often(self, caller: Caller, route: Route) -> None:
        if self._throttle is None:
            return
        seconds = self._throttle.wait(caller.subject, caller.roles & route.access.roles, kind_of(route), self._clock())
        if seconds > 0:
            again = {"Retry-After": str(math.ceil(seconds))}
            raise ProblemError(TOO_OFTEN, f"Ask again in {math.ceil(seconds)} s", headers=again)


def kind_of(route: Route) -> Kind:
    """What a request costs, and whom."""
    if route.method == "GET":
        return "read"
    return "report" if Role.SERVICE in route.access.roles else "ask"


async def _caller(authenticator: Authenticator, request: web.Request) -> Caller:
    try:
        return await authenticator.caller(request.headers.getall("Authorization", []))
    except NoTokenError as error:
        raise ProblemError(UNAUTHENTICATED, str(error), headers={"WWW-Authenticate": _CHALLENGE}) from None
    except TokenError as error:
        why = str(error).replace("\\", " ").replace('"', "'")
        challenge = f'{_CHALLENGE}, error="invalid_token", error_description="{why}"'
        raise ProblemError(
            UNAUTHENTICATED, f"The token is refused: {error}", headers={"WWW-Authenticate": challenge}
        ) from None
    except KeysAwayError:
        raise ProblemError(KEYS_AWAY, "The issuer's keys have not been had yet") from None


OPEN: Final = Guard(None)
"""Asks nobody for anything."""
