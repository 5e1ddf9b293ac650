"""Following a record's way through the fleet, as W3C Trace Context: the header `traceparent` names trace and span.

This is only what is told, and to whom: `fleet/tracing.py` listens, if anybody asks for it. Without it nothing is done.
"""

import contextlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

__all__ = ["OFF", "TRACEPARENT", "Headers", "Tracer", "continued", "parents_of"]

TRACEPARENT: Final = "traceparent"

_SAMPLED: Final = b"-01"
"""End of a header whose trace is recorded (https://www.w3.org/TR/trace-context/, "trace-flags")."""

_LINKS: Final = 128
"""Records of a batch that its span names: as many as OpenTelemetry keeps."""

Headers = Sequence[tuple[str, bytes | None]]


class Tracer(Protocol):
    """Who listens."""

    @property
    def on(self) -> bool:
        """Whether anybody does: nothing has to be gathered if not."""

    def follow(
        self, name: str, parents: Sequence[bytes], facts: Mapping[str, str | int]
    ) -> AbstractContextManager[bytes | None]:
        """Work that is caused by records: one span, which continues the first one's trace and is linked to all.

        Args:
            name: of the span.
            parents: `traceparent` of records whose traces are recorded. Without any there is no span.
            facts: what is told of it; nothing of a student.

        Returns:
            A block of work; gives the span's own `traceparent`, or None.
        """

    def step(self, name: str) -> AbstractContextManager[object]:
        """A part of the work that is being followed; nothing outside of any."""

    def current(self) -> bytes | None:
        """The `traceparent` of what is being followed, for what it causes; None outside of any."""


class _Off:
    """Nobody listens."""

    on = False

    def follow(
        self, name: str, parents: Sequence[bytes], facts: Mapping[str, str | int]
    ) -> AbstractContextManager[bytes | None]:
        """See `Tracer`."""
        del name, parents, facts
        return contextlib.nullcontext()

    def step(self, name: str) -> AbstractContextManager[object]:
        """See `Tracer`."""
        del name
        return contextlib.nullcontext()

    def current(self) -> bytes | None:
        """See `Tracer`."""
        return None


OFF: Final[Tracer] = _Off()


def parents_of(records: Sequence[Any]) -> list[bytes]:
    """`traceparent` of those of a batch's records whose traces are recorded, at most so many."""
    found: list[bytes] = []
    for record in records:
        if record.headers:
            mark = next((value for name, value in record.headers if name == TRACEPARENT), None)
            if mark is not None and mark.endswith(_SAMPLED):
                found.append(mark)
                if len(found) == _LINKS:
                    break
    return found


def continued(headers: Headers, mark: bytes | None) -> Headers:
    """Headers of a record that is caused by what is being followed. A copy of a record stays in its own trace."""
    if mark is None or any(name == TRACEPARENT for name, _ in headers):
        return headers
    return [*headers, (TRACEPARENT, mark)]
