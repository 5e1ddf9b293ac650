"""From the body of a POST to the event that is sent, and what is answered. Pure, but for remembered time stamps."""

from dataclasses import dataclass
from typing import Any, Literal

from agents.runtime.options import AgentOptions
from agents.runtime.publisher import Published
from agents.runtime.web import Query
from schemas.canonical import dumps
from schemas.errors import InvalidError
from schemas.progress import Normalised
from schemas.requests import ProgressUpdate
from tables.cache import LruCache

__all__ = ["Stamps", "Update", "UpdateQuery", "check_present", "receipt"]

_REMEMBERED = 10_000
"""Time stamps remembered: a client repeats a request within seconds, and one entry takes about 200 bytes."""


class UpdateQuery(Query):
    """Parameters of a POST.

    Attributes:
        wait: `applied` to be answered with the new mastery.
    """

    wait: Literal["applied"] | None = None


class Stamps:
    """The time stamps given to events that came with a key but without a time.

    The time is part of what an event says. Without this, the repetition of a request would say something else under
    the same key and be refused.
    """

    def __init__(self, max_lateness_ms: int) -> None:
        self._max_lateness_ms = max_lateness_ms
        self._given: LruCache[int] = LruCache(_REMEMBERED)

    def stamp(self, student_id: str, update: ProgressUpdate, now_ms: int) -> int:
        """The event's time in milliseconds since 1970."""
        if update.timestamp is not None:
            return update.timestamp
        key = update.idempotency_key or update.event_id
        if key is None:
            return now_ms
        known = self._given.get(f"{student_id}:{key}")
        if known is not None and now_ms - known <= self._max_lateness_ms:
            return known
        self._given.update({f"{student_id}:{key}": now_ms})
        return now_ms


@dataclass(frozen=True)
class Update:
    """A request for a change, with nothing left open: sent twice, it counts once."""

    body: ProgressUpdate
    event: Normalised

    @classmethod
    def make(
        cls, student_id: str, given: ProgressUpdate, *, new_id: str, timestamp_ms: int, options: AgentOptions
    ) -> "Update":
        """Fill in what the client left open.

        Raises:
            InvalidError: names the fields and what they must be.
        """
        event = given.to_event(student_id, new_id=new_id, now_ms=timestamp_ms, policy=options.score_policy)
        named = {
            "event_id": event.event.event_id,
            "idempotency_key": event.event.idempotency_key,
            "timestamp": event.event.timestamp,
        }
        return cls(given.model_copy(update=named), event)

    @property
    def repeat_with(self) -> dict[str, Any]:
        """The fields under which a repetition counts as the same event."""
        return self.body.model_dump(include={"event_id", "idempotency_key", "timestamp"})

    def json(self) -> bytes:
        """The request's body with nothing left open."""
        return dumps(self.body.model_dump())


def check_present(timestamp_ms: int, now_ms: int, options: AgentOptions) -> None:
    """Refuse what the progress agent would refuse a moment later, while the client can still be told.

    Raises:
        InvalidError: the time is too far from the present.
    """
    if timestamp_ms > now_ms + options.max_ahead_ms:
        seconds = options.max_ahead_ms // 1000
        raise InvalidError.of("timestamp", f"must be at most {seconds} s after the present (ms since 1970)")
    if timestamp_ms < now_ms - options.max_lateness_ms:
        days = options.max_lateness_ms // 86_400_000
        raise InvalidError.of("timestamp", f"must be at most {days} d before the present (ms since 1970)")


def receipt(update: Update, place: Published) -> dict[str, Any]:
    """What the client is told of its event."""
    return {
        **update.repeat_with,
        "topic": place.topic,
        "partition": place.partition,
        "offset": place.offset,
        "clamped": update.event.clamped,
    }
