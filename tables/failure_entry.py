"""What is known of one dead letter: an entry of the failures table, and how it is folded. Pure.

An entry is folded from two topics, `dead-letter.queue` and `dead-letter.status`, whose records may come in any order
and more than once: attempts and changes are sets, and all else is drawn from them. The payload is not here: it is read
from the queue when it is needed, so that a student's data is kept once and no longer than there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

from schemas.canonical import JsonError, dumps, loads
from schemas.dead_letters import MAX_RETRIES, DeadLetterStatus, ErrorEvent
from schemas.ids import is_student_id, origin_id
from schemas.topics import CATALOGUE
from tables.errors import CorruptTableError
from tables.retry_schedule import RetrySchedule

__all__ = [
    "CLOSED",
    "About",
    "Attempt",
    "Change",
    "Entry",
    "EntryState",
    "Place",
    "origin_place",
    "student_of",
    "with_failure",
    "with_status",
]

EntryState = Literal["waiting", "retrying", "resolved", "superseded", "permanent", "discarded"]
"""`waiting` for its time, `retrying` while a copy is on its way; the others are those of `DeadLetterStatus`."""

CLOSED: Final[tuple[EntryState, ...]] = ("resolved", "superseded", "discarded")
"""States that an entry never leaves. When several were said of it, the first of these holds."""

_KEPT_ATTEMPTS = 20
"""The latest attempts that are kept, beside the first: five retries, then replays by hand. 20 of 1.3 KB at most."""

_LATEST_MS = 9_999_999_999_999
"""In the year 2286: up to here times have 13 digits, by which keys are in their order."""

_MESSAGE_CHARS = 300
_REASON_CHARS = 300
_NAME_CHARS = 100
"""Longest texts of an entry, in characters; the dead letter itself has all of the message."""

_FREE_TEXT = frozenset(topic.name for topic in CATALOGUE if topic.free_text)


class Place(NamedTuple):
    """A record in the log."""

    topic: str
    partition: int
    offset: int


def origin_place(entry_id: str) -> Place:
    """Topic, partition and offset of an entry's id.

    Raises:
        ValueError: it is none.
    """
    topic, partition, offset = entry_id.split(":")
    place = Place(topic, int(partition), int(offset))
    if entry_id != origin_id(*place) or place.partition < 0 or place.offset < 0 or not topic:
        raise ValueError("no topic:partition:offset")
    return place


class Attempt(NamedTuple):
    """One copy that failed. Two of one number are one attempt: the earlier counts."""

    number: int  # 0: the record itself
    failed_at: int  # ms since 1970
    code: str
    message: str
    permanent: bool
    letter: Place  # its dead letter


class Change(NamedTuple):
    """One change of state that was said on `dead-letter.status`."""

    at: int  # ms since 1970
    state: str
    attempt: int | None
    actor: str | None
    reason: str | None


class About(NamedTuple):
    """What the last failed copy says of the record."""

    agent: str | None = None
    event_id: str | None = None
    event_type: str | None = None
    student_id: str | None = None
    schema_id: int | None = None
    exception_class: str | None = None
    size: int | None = None  # bytes of the value
    whole: bool = True  # whether the dead letter has all of them
    append_ms: int | None = None


@dataclass(frozen=True)
class Entry:
    """A dead letter and all that happened to it. Immutable: folding makes a new one, and what is drawn from it is kept.

    `attempts` are by number, `changes` by time. An entry of which only changes are known has no attempt (yet).
    `listed_due` is where it was stored in the timer's index, in milliseconds since 1970.
    """

    id: str
    about: About = field(default_factory=About)
    attempts: tuple[Attempt, ...] = ()
    changes: tuple[Change, ...] = ()
    listed_due: int | None = field(default=None, compare=False)

    @property
    def origin(self) -> Place:
        """Where the record first stood."""
        return origin_place(self.id)

    @property
    def last(self) -> Attempt | None:
        """The latest copy that failed."""
        return self.attempts[-1] if self.attempts else None

    @cached_property
    def sent(self) -> int:
        """Number of the latest copy that was sent, 0 where none was."""
        return max((one.attempt or 0 for one in self.changes if one.state == "retrying"), default=0)

    @property
    def next_attempt(self) -> int:
        """Number of the copy that is to be sent next, by the timer or by hand."""
        return self.attempts[-1].number + 1 if self.attempts else max(self.sent, 1)

    @property
    def retry_count(self) -> int:
        """Copies that failed beside the record itself, 0 to 5 (the spec's)."""
        return min(self.attempts[-1].number, MAX_RETRIES) if self.attempts else 0

    @cached_property
    def state(self) -> EntryState:
        """What it is now."""
        said = {one.state for one in self.changes}
        for state in CLOSED:
            if state in said:
                return state
        last = self.last
        failed = last.number if last is not None else -1
        if self.sent > failed:
            return "retrying"
        given_up = max((one.attempt or 0 for one in self.changes if one.state == "permanent"), default=-1)
        if given_up >= failed or (last is not None and (last.permanent or last.number >= MAX_RETRIES)):
            return "permanent"
        return "waiting"

    @cached_property
    def closed_at(self) -> int | None:
        """When it was closed, in milliseconds since 1970; None while it is open."""
        state = self.state
        return min(one.at for one in self.changes if one.state == state) if state in CLOSED else None

    @property
    def payload(self) -> Place | None:
        """Where the original bytes are: in the latest dead letter, or at the origin where that has no text of students.

        None where no dead letter is known.
        """
        if self.origin.topic in _FREE_TEXT:
            return self.origin
        return self.attempts[-1].letter if self.attempts else None

    def due_at(self, schedule: RetrySchedule) -> int | None:
        """When the timer has to send `next_attempt`, in milliseconds since 1970; None where it has not to."""
        state, last = self.state, self.last
        if last is None:
            return None
        if state == "waiting":
            return last.failed_at + schedule.delay_ms(self.id, last.number + 1)
        if state == "retrying":
            sent = self.sent
            latest = max(one.at for one in self.changes if one.state == "retrying" and one.attempt == sent)
            return latest + schedule.lost_ms
        return None

    def dump(self, schedule: RetrySchedule) -> bytes:
        """The stored bytes: what was folded, and beside it what is drawn from it, for readers that do not fold."""
        last, payload = self.last, self.payload
        return dumps(
            {
                "id": self.id,
                "state": self.state,
                "due_at": self.due_at(schedule),
                "closed_at": self.closed_at,
                "retry_count": self.retry_count,
                "first_failed_at": min((one.failed_at for one in self.attempts), default=None),
                "failed_at": last.failed_at if last is not None else None,
                "error_type": last.code if last is not None else None,
                "error_message": last.message if last is not None else None,
                "permanent": last.permanent if last is not None else False,
                "payload": list(payload) if payload is not None else None,
                **self.about._asdict(),
                "attempts": [[*one[:-1], *one.letter] for one in self.attempts],
                "history": [list(one) for one in self.changes],
            }
        )

    @classmethod
    def load(cls, raw: bytes) -> "Entry":
        """Read stored bytes.

        Raises:
            CorruptTableError: they are not an entry.
        """
        try:
            value: Any = loads(raw)
            return cls(
                value["id"],
                About(**{name: value[name] for name in About._fields}),
                tuple(_attempt(*one) for one in value["attempts"]),
                tuple(Change(*one) for one in value["history"]),
                value["due_at"],
            )
        except (JsonError, ValueError, KeyError, TypeError) as exc:
            raise CorruptTableError(f"unreadable entry {raw[:80]!r}") from exc


def _attempt(number: int, failed_at: int, code: str, message: str, permanent: bool, *letter: Any) -> Attempt:  # noqa: FBT001 - one of the stored columns
    return Attempt(number, failed_at, code, message, permanent, Place(*letter))


# -- folding -----------------------------------------------------------------------------------------------------------
def with_failure(entry: Entry | None, event: ErrorEvent, letter: Place) -> Entry:
    """The entry after one more failed copy; the same for one that is known.

    Args:
        entry: as it was, None for the first that is heard of it.
        event: the dead letter, with its origin.
        letter: where it stands in the queue.
    """
    entry_id = event.origin
    if entry_id is None:
        raise ValueError("the dead letter does not say where its record stood")
    known = entry if entry is not None else Entry(entry_id)
    failed = Attempt(
        event.retry_count if event.attempt is None else event.attempt,
        _ms(event.failed_at),
        event.error_type[:_NAME_CHARS],
        event.error_message[:_MESSAGE_CHARS],
        event.permanent,
        letter,
    )
    by_number = {one.number: one for one in known.attempts}
    earlier = by_number.get(failed.number)
    if earlier is not None and (earlier.failed_at, earlier.letter) <= (failed.failed_at, failed.letter):
        return known
    by_number[failed.number] = failed
    kept = _kept(by_number)
    latest = failed.number == max(by_number)
    return replace(
        known,
        attempts=tuple(by_number[number] for number in kept),
        about=_about(event) if latest else known.about,
    )


def with_status(entry: Entry | None, status: DeadLetterStatus) -> Entry:
    """The entry after a change; the same for one that is known."""
    known = entry if entry is not None else Entry(status.entry_id)
    about_a_copy = status.attempt is None and status.status not in CLOSED
    change = Change(
        _ms(status.changed_at),
        status.status,
        status.retry_count if about_a_copy else status.attempt,
        status.actor[:_NAME_CHARS] if status.actor is not None else None,
        status.reason[:_REASON_CHARS] if status.reason is not None else None,
    )
    said = {(one.state, one.attempt): one for one in known.changes}
    place = change.state, change.attempt
    before = said.get(place)
    # A copy is awaited from when it was last sent; everything else became so when it was first said.
    choose = max if change.state == "retrying" else min
    said[place] = change if before is None else choose(before, change, key=_order)
    numbers = frozenset(_kept({one.attempt: one for one in said.values() if one.attempt is not None}))
    changes = (one for one in said.values() if one.attempt is None or one.attempt in numbers or one.state in CLOSED)
    return replace(known, changes=tuple(sorted(changes, key=_order)))


def _kept(by_number: Mapping[int, object]) -> list[int]:
    numbers = sorted(by_number)
    return numbers if len(numbers) <= _KEPT_ATTEMPTS else [numbers[0], *numbers[-_KEPT_ATTEMPTS:]]


def _about(event: ErrorEvent) -> About:
    value, size = event.original_value, event.original_size
    return About(
        event.consumer_agent,
        event.event_id[:_NAME_CHARS],
        event.original_event_type[:_NAME_CHARS],
        student_of(event),
        event.schema_id,
        event.exception_class[:_NAME_CHARS] if event.exception_class is not None else None,
        size,
        event.original_topic in _FREE_TEXT or size is None or len(value or b"") == size,
        event.original_timestamp,
    )


def student_of(event: ErrorEvent) -> str | None:
    """Whom the record is about, as far as that can be told."""
    key = (event.original_key or b"").decode(errors="replace")
    for name in (event.original_payload.get("student_id"), key):
        if is_student_id(name):
            return str(name)
    return None


def _order(change: Change) -> tuple[object, ...]:
    return change.at, change.state, change.attempt or 0, change.actor or "", change.reason or ""


def _ms(moment: datetime) -> int:
    return min(max(0, round(moment.timestamp() * 1000)), _LATEST_MS)
