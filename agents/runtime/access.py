"""Who may call what: roles, what a route declares, and who is calling. The web server finds out and decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from aiohttp import web

from agents.runtime.problems import FORBIDDEN, ProblemError

__all__ = [
    "ADMINS",
    "ANYBODY",
    "CALLER",
    "LEARNERS",
    "ONLY_STUDENT",
    "PRODUCERS",
    "PUBLIC",
    "TEACHERS",
    "UNDECLARED",
    "Access",
    "Caller",
    "Role",
    "actor_of",
    "caller_of",
    "check_student",
    "forbidden",
]


class Role(StrEnum):
    """What somebody is to the fleet."""

    STUDENT = "student"
    """Sees and asks for one student: themself."""
    TEACHER = "teacher"
    """Reads about all students and asks agents for any of them, but does not report progress."""
    SERVICE = "service"
    """A platform that reports its students' progress."""
    ADMIN = "admin"
    """Everything, dead letters among it."""


@dataclass(frozen=True)
class Access:
    """Who may call a route, declared with it. What is not allowed is forbidden.

    Attributes:
        roles: who may. A student may only as far as the request is about themself.
        public: everybody may, without a token.
    """

    roles: frozenset[Role] = frozenset()
    public: bool = False


UNDECLARED: Final = Access()
"""Nobody: somebody has forgotten to say. A test finds it."""

PUBLIC: Final = Access(public=True)
ADMINS: Final = Access(frozenset({Role.ADMIN}))
TEACHERS: Final = Access(frozenset({Role.TEACHER, Role.ADMIN}))
LEARNERS: Final = Access(frozenset({Role.STUDENT, Role.TEACHER, Role.ADMIN}))
"""Whoever learns, for themself, and those who teach."""
PRODUCERS: Final = Access(frozenset({Role.SERVICE, Role.ADMIN}))
"""Those who report progress: no student and no teacher, as mastery is made of it."""
ANYBODY: Final = Access(frozenset(Role))
"""Whoever has a token."""


@dataclass(frozen=True)
class Caller:
    """Who is calling.

    Attributes:
        subject: how the token's issuer names them; stands beside what they do.
        roles: at least one.
        student_id: whom a student's token is about.
        verified: whether a token says so; false where the fleet was told to ask for none.
    """

    subject: str
    roles: frozenset[Role]
    student_id: str | None = None
    verified: bool = True

    def has(self, *roles: Role) -> bool:
        """Whether they have one of these roles."""
        return not self.roles.isdisjoint(roles)

    def only_student(self, access: Access) -> bool:
        """Whether nothing but being a student lets them in."""
        return self.roles & access.roles == {Role.STUDENT}


CALLER: Final = web.RequestKey("caller", Caller)
"""On a request whose caller is known."""

ONLY_STUDENT: Final = web.RequestKey("only_student", str)
"""On a request that may be about this student alone."""


def caller_of(request: web.Request) -> Caller | None:
    """Who is calling; None on a public route."""
    return request.get(CALLER)


def actor_of(request: web.Request, claimed: str) -> str:
    """Who does what is ordered: whom the token names, or who they say they are where none was asked for."""
    caller = caller_of(request)
    return caller.subject if caller is not None and caller.verified else claimed


def check_student(request: web.Request, *student_ids: str) -> None:
    """Refuse a student who asks for somebody else.

    Args:
        request: that was let in.
        student_ids: whom it is about.

    Raises:
        ProblemError: one of them is not who calls.
    """
    only = request.get(ONLY_STUDENT)
    if only is not None and any(one != only for one in student_ids):
        raise forbidden("A student may ask for themself only")


def forbidden(detail: str, roles: Iterable[Role] = ()) -> ProblemError:
    """A refusal of somebody who is known (RFC 6750, section 3.1); `roles` might."""
    named = " ".join(sorted(roles))
    scope = f', scope="{named}"' if named else ""
    challenge = f'Bearer realm="agent-fleet", error="insufficient_scope"{scope}'
    return ProblemError(FORBIDDEN, detail, headers={"WWW-Authenticate": challenge})
