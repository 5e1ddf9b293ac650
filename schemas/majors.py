"""Major versions by the names of their records: `fleet.StudentProgress`, `fleet.v2.StudentProgress`, and so on. Pure.

A major version breaks its readers, so it is another record: with a name of its own, and in the registry with a subject
of its own, `{topic}-{name}` (Confluent's naming by topic and record). Within a subject nothing ever breaks.
"""

import re
from collections.abc import Collection

__all__ = ["entity_of", "is_another_major", "major_of"]

_NAME = re.compile(r"(?P<space>[\w.]*?)(?:\.v(?P<major>[2-9]|[1-9]\d))?\.(?P<record>\w+)")


def entity_of(name: str) -> str:
    """The name of the first major version of a record."""
    found = _NAME.fullmatch(name)
    return name if found is None else f"{found['space']}.{found['record']}"


def major_of(name: str) -> int:
    """The major version that a record's full name says."""
    found = _NAME.fullmatch(name)
    return 1 if found is None or found["major"] is None else int(found["major"])


def is_another_major(name: str, expected: Collection[str]) -> bool:
    """Whether a record is one of those that are expected, in a major version that is not."""
    return name not in expected and entity_of(name) in {entity_of(one) for one in expected}
