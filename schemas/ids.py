"""The rules for identifiers: bounded by the database's columns, printable, and never a person's name or address.

What is refused of a student id because it looks like a person's is told in docs/privacy.md.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from schemas.errors import InvalidError

__all__ = [
    "ComponentName",
    "EventId",
    "EventType",
    "IdempotencyKey",
    "ItemId",
    "StudentId",
    "check_pseudonym",
    "check_student_id",
    "is_name",
    "is_student_id",
    "is_text",
    "origin_id",
]

STUDENT_ID_MAX = 50  # students_progress.student_id VARCHAR(50)
COMPONENT_MAX = 50  # events_log.component VARCHAR(50)
EVENT_ID_MAX = 100  # events_log.event_id VARCHAR(100)
EVENT_TYPE_MAX = 50  # events_log.event_type VARCHAR(50)
IDEMPOTENCY_KEY_MAX = 200  # room for an event id and a prefix; only a hash of it is stored
ITEM_ID_MAX = 200  # likewise: an exercise id of ours has some 80


def _text_problem(value: str, longest: int) -> str | None:
    if not value:
        return "must not be empty"
    if len(value) > longest:
        return f"must have at most {longest} characters"
    if not value.isprintable():  # control and format characters, line separators, lone surrogates
        return "must have no control or invisible characters"
    if value[0] == " " or value[-1] == " ":  # the only white space that counts as printable
        return "must not begin or end with a space"
    return None


def _name_problem(value: str, longest: int) -> str | None:
    problem = _text_problem(value, longest)
    if problem is not None:
        return problem
    if ":" in value:  # it separates the parts of a state key
        return "must not contain ':'"
    if "@" in value:
        return "must be a pseudonym, not an e-mail address: it must not contain '@'"
    return None


_DIGITS = re.compile(r"[\d+().,/_-]{7,}")
"""Digits and what people write between them: a telephone number, a date of birth, an IP address."""

_PERSON = re.compile(
    r"[^\W\d_]+(?:[.,'\u2019][^\W\d_]+)+"
    r"|[A-Z\u00c0-\u00de][^\W\d_]+(?:[-_][A-Z\u00c0-\u00de][^\W\d_]+)+"
)
"""Letters joined as in `ada.lovelace`, `Lovelace,Ada` or `Ada_Lovelace`, and no digit anywhere."""

_FEW_DIGITS = 7  # in a telephone number there are more; a shorter one is somebody's counter


def _personal_problem(value: str) -> str | None:
    """What in a student id looks like a person's name or address."""
    if " " in value:
        return "must be a pseudonym, not a name or an address: it must have no blanks"
    if _DIGITS.fullmatch(value) and not value.isdigit() and sum(map(str.isdigit, value)) >= _FEW_DIGITS:
        return "must be a pseudonym, not a telephone number, a date or a network address"
    if _PERSON.fullmatch(value):
        return "must be a pseudonym, not a person's name"
    return None


def _student_problem(value: str, longest: int) -> str | None:
    problem = _name_problem(value, longest)
    return problem if problem is not None else _personal_problem(value)


def is_text(value: object, longest: int) -> bool:
    """Whether a value is a `str` that keeps the rules of event ids, event types and idempotency keys.

    As `_text_problem`, in one expression: it is asked several times per event.
    """
    return type(value) is str and 0 < len(value) <= longest and value.isprintable() and " " not in (value[0], value[-1])


def is_name(value: object, longest: int) -> bool:
    """Whether a value is a `str` that keeps the rules of components: as `_name_problem`."""
    return (
        type(value) is str
        and 0 < len(value) <= longest
        and value.isprintable()
        and ":" not in value
        and "@" not in value
        and " " not in (value[0], value[-1])
    )


def is_student_id(value: object) -> bool:
    """Whether a value is a `str` that keeps the rules of student ids: as `_student_problem`."""
    return is_name(value, STUDENT_ID_MAX) and isinstance(value, str) and _personal_problem(value) is None


def _rule(kind: str, problem_of: Callable[[str, int], str | None], longest: int) -> tuple[AfterValidator, Any]:
    def check(value: str) -> str:
        problem = problem_of(value, longest)
        if problem is not None:
            raise PydanticCustomError(kind, "{reason}", {"reason": problem})
        return value

    return AfterValidator(check), Field(json_schema_extra={"minLength": 1, "maxLength": longest})


StudentId = Annotated[str, *_rule("student_id", _student_problem, STUDENT_ID_MAX)]
"""1 to 50 printable characters without `:`, `@` and blanks, and nothing that looks like a name or an address."""
ComponentName = Annotated[str, *_rule("component", _name_problem, COMPONENT_MAX)]
"""1 to 50 printable characters without `:` and `@`."""
EventId = Annotated[str, *_rule("event_id", _text_problem, EVENT_ID_MAX)]
"""1 to 100 printable characters."""
EventType = Annotated[str, *_rule("event_type", _text_problem, EVENT_TYPE_MAX)]
"""1 to 50 printable characters."""
IdempotencyKey = Annotated[str, *_rule("idempotency_key", _text_problem, IDEMPOTENCY_KEY_MAX)]
"""1 to 200 printable characters."""
ItemId = Annotated[str, *_rule("item_id", _text_problem, ITEM_ID_MAX)]
"""1 to 200 printable characters."""


def check_student_id(value: str) -> str:
    """Return a student id that may be known, for paths of URLs and arguments of commands.

    Ids of which the fleet heard before it looked for names and addresses can be asked about, exported and erased.

    Raises:
        InvalidError: its field is `student_id`.
    """
    return _checked(value, _name_problem(value, STUDENT_ID_MAX))


def check_pseudonym(value: str) -> str:
    """Return a student id that keeps all the rules, for new students.

    Raises:
        InvalidError: its field is `student_id`.
    """
    return _checked(value, _student_problem(value, STUDENT_ID_MAX))


def _checked(value: str, problem: str | None) -> str:
    if problem is not None:
        raise InvalidError.of("student_id", problem)
    return value


def origin_id(topic: str, partition: int, offset: int) -> str:
    """Name a record by where it first stood in the log: `{topic}:{partition}:{offset}`, the same at every replay."""
    return f"{topic}:{partition}:{offset}"
