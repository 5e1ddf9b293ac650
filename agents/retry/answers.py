"""What operators are told of dead letters. Pure."""

import base64
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from agents.retry.filters import is_open
from schemas.canonical import JsonError, dumps, loads
from schemas.times import iso_utc
from schemas.topics import CATALOGUE, DEAD_LETTERS
from tables.failure_entry import Entry, Place
from tables.failures_reader import Summary

__all__ = ["Counts", "listed", "replayable_until", "shown", "shown_bytes", "timeline", "total"]

_FREE_TEXT = frozenset(topic.name for topic in CATALOGUE if topic.free_text)

_SHOWN_BYTES = 65_536
"""Bytes of a value that cannot be decoded that are shown: more is no help to people; the queue has it all."""


def replayable_until(
    payload: Place | None, failed_at: int | None, append_ms: int | None, request_retention_ms: int
) -> int | None:
    """When the original bytes will be gone, in milliseconds since 1970; None where that is not known.

    Args:
        payload: where they are.
        failed_at: when the last copy failed, which is when its dead letter was written.
        append_ms: when the record was first written.
        request_retention_ms: for how long request topics keep records.
    """
    if payload is None:
        return None
    if payload.topic in _FREE_TEXT:
        return append_ms + request_retention_ms if append_ms is not None else None
    return failed_at + (DEAD_LETTERS.retention_ms or 0) if failed_at is not None else None


def listed(entry: Summary, request_retention_ms: int) -> dict[str, Any]:
    """An entry in a list; `request_retention_ms` as for `replayable_until`."""
    payload = Place(*entry.payload) if entry.payload is not None else None
    return {
        "id": entry.id,
        "state": entry.state,
        "agent": entry.agent,
        "error_type": entry.error_type,
        "error_message": entry.error_message,
        "student_id": entry.student_id,
        "event_id": entry.event_id,
        "event_type": entry.event_type,
        "retry_count": entry.retry_count,
        "first_failed_at": _iso(entry.first_failed_at),
        "failed_at": _iso(entry.failed_at),
        "due_at": _iso(entry.due_at),
        "closed_at": _iso(entry.closed_at),
        "replayable_until": _iso(replayable_until(payload, entry.failed_at, entry.append_ms, request_retention_ms)),
    }


def shown(entry: Entry, payload: Mapping[str, Any], now_ms: int, request_retention_ms: int) -> dict[str, Any]:
    """Everything that is known of an entry.

    Args:
        entry: of the table.
        payload: the original record, see `shown_bytes`, or why it is not here.
        now_ms: the present, in milliseconds since 1970.
        request_retention_ms: as for `replayable_until`.
    """
    last = entry.last
    failed_at = last.failed_at if last is not None else None
    until = replayable_until(entry.payload, failed_at, entry.about.append_ms, request_retention_ms)
    about = entry.about._asdict()
    return {
        "id": entry.id,
        "state": entry.state,
        "origin": entry.origin._asdict(),
        **{name: value for name, value in about.items() if name != "append_ms"},
        "appended_at": _iso(entry.about.append_ms),
        "error_type": last.code if last is not None else None,
        "error_message": last.message if last is not None else None,
        "retry_count": entry.retry_count,
        "due_at": _iso(entry.listed_due),
        "closed_at": _iso(entry.closed_at),
        "replayable_until": _iso(until),
        "replayable_seconds": max(0, (until - now_ms) // 1000) if until is not None else None,
        "history": timeline(entry),
        "payload": dict(payload),
    }


def timeline(entry: Entry) -> list[dict[str, Any]]:
    """Failures and changes, in the order of time."""
    failures = [
        (
            one.failed_at,
            {
                "at": _iso(one.failed_at),
                "what": "failed",
                "attempt": one.number,
                "error_type": one.code,
                "error_message": one.message,
                "dead_letter": ":".join(map(str, one.letter)),
            },
        )
        for one in entry.attempts
    ]
    changes = [
        (
            one.at,
            {
                "at": _iso(one.at),
                "what": one.state,
                "attempt": one.attempt,
                "actor": one.actor,
                "reason": one.reason,
            },
        )
        for one in entry.changes
    ]
    return [told for _, told in sorted([*failures, *changes], key=lambda pair: pair[0])]


def shown_bytes(
    key: bytes | None, value: bytes, headers: Iterable[tuple[str, bytes | None]], fields: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The original record for people.

    Args:
        key: of it.
        value: of it.
        headers: of it.
        fields: the decoded value, None where it cannot be decoded: then the bytes are shown.
    """
    found: dict[str, Any] = {
        "available": True,
        "bytes": len(value),
        "key": _text(key),
        "headers": [[name, _text(one)] for name, one in headers],
    }
    try:
        found["decoded"] = loads(dumps(fields)) if fields is not None else None
    except (JsonError, TypeError, ValueError):  # something that JSON cannot hold, such as a lone surrogate
        found["decoded"] = None
    if found["decoded"] is None:
        head = value[:_SHOWN_BYTES]
        found |= {"hex": head.hex(), "base64": base64.b64encode(head).decode(), "cut": len(head) < len(value)}
    return found


class Counts:
    """Counts of entries, one after the other."""

    def __init__(self) -> None:
        self._open: Counter[tuple[str | None, str | None, str]] = Counter()
        self._closed: Counter[str] = Counter()
        self._oldest: int | None = None

    def add(self, entry: Summary) -> None:
        """Count an entry."""
        if not is_open(entry.state):
            self._closed[entry.state] += 1
            return
        self._open[entry.agent, entry.error_type, entry.state] += 1
        failed = entry.first_failed_at
        if failed is not None and (self._oldest is None or failed < self._oldest):
            self._oldest = failed

    def as_json(self) -> dict[str, Any]:
        """For `total`."""
        return {
            "open": [[*key, count] for key, count in self._open.items()],
            "closed": dict(self._closed),
            "oldest_ms": self._oldest,
        }


def total(counts: Iterable[Mapping[str, Any]], now_ms: int) -> dict[str, Any]:
    """The sum of counts: depth, oldest age, and open entries by state, by agent and by cause.

    Args:
        counts: of `Counts`, each of a partition.
        now_ms: the present, in milliseconds since 1970.
    """
    counts = list(counts)
    states: Counter[str] = Counter()
    agents: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    for agent, code, state, count in (row for one in counts for row in one["open"]):
        states[state] += count
        agents[agent or "unknown"] += count
        causes[code or "unknown"] += count
    depth = sum(states.values())
    for one in counts:
        states.update(one["closed"])
    oldest = min((one["oldest_ms"] for one in counts if one["oldest_ms"] is not None), default=None)
    return {
        "open": depth,
        "oldest_failed_at": _iso(oldest),
        "oldest_age_seconds": max(0, (now_ms - oldest) // 1000) if oldest is not None else None,
        "by_state": dict(states.most_common()),
        "open_by_agent": dict(agents.most_common()),
        "open_by_error_type": dict(causes.most_common()),
    }


def _iso(ms: int | None) -> str | None:
    return iso_utc(ms) if ms is not None else None


def _text(raw: bytes | None) -> str | None:
    """Bytes that are text as text, others in hex."""
    if raw is None:
        return None
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return f"0x{raw.hex()}"
