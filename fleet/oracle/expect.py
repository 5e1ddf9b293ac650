"""From a source topic's records to what the fleet must hold: first who is accepted, then what that amounts to."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import groupby

from fleet.oracle.avro import read_event
from fleet.oracle.model import DeadLetter, Event, Expectation, Ledger, Rules, SourceRecord
from fleet.oracle.practice import practice_values
from fleet.oracle.rules import SCORES, WEIGHTS, RejectedError, home_partition, is_erasure, validate

__all__ = ["expected", "mastery_value"]

_MS_PER_DAY = 86_400_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_REROUTED_FROM = "fleet-rerouted-from"
_FIRST_APPEND = "fleet-first-append"


def expected(records: Iterable[SourceRecord], rules: Rules | None = None) -> Expectation:
    """What the fleet must have made of these records, given in any order of partitions.

    Within a partition the records are taken in the order of their offsets.
    """
    rules = rules or Rules()
    result = Expectation(ledger={partition: Ledger() for partition in range(rules.partitions)})
    accepted: dict[str, list[Event]] = defaultdict(list)
    in_order = sorted(records, key=lambda record: (record.partition, record.offset))
    for number, of_partition in groupby(in_order, key=lambda record: record.partition):
        partition = _Partition(rules, result.ledger.setdefault(number, Ledger()))
        for record in of_partition:
            if is_erasure(record, rules):
                accepted.pop(partition.erase(record), None)
                continue
            try:
                event = partition.judge(record)
            except RejectedError as rejected:
                partition.ledger.dead_letters += 1
                result.dead_letters.append(DeadLetter(number, record.offset, rejected.code))
                continue
            if event is not None:
                accepted[event.student_id].append(event)
    for student_id, events in accepted.items():
        result.students.add(student_id)
        result.practice |= practice_values(student_id, events)
        result.values[f"student:{student_id}:mastery:latest"] = mastery_value(student_id, events)
        for day in {event.timestamp // _MS_PER_DAY for event in events}:
            until_then = [event for event in events if event.timestamp // _MS_PER_DAY <= day]
            date = (_EPOCH + timedelta(days=day)).date().isoformat()
            result.values[f"student:{student_id}:mastery:{date}"] = mastery_value(student_id, until_then)
    return result


class _Partition:
    """One partition's past, as far as it decides what becomes of the next record."""

    def __init__(self, rules: Rules, ledger: Ledger) -> None:
        self._rules = rules
        self.ledger = ledger
        self._watermark_ms = 0
        self._known: dict[tuple[str, str], tuple[int, Event]] = {}
        self._erased_ms: dict[str, int] = {}

    def erase(self, record: SourceRecord) -> str:
        """An order to erase a student; whose it is."""
        student_id = (record.key or b"").decode()
        self._watermark_ms = max(self._watermark_ms, record.append_ms)
        self._erased_ms[student_id] = record.append_ms
        self._known = {key: known for key, known in self._known.items() if key[0] != student_id}
        self.ledger.applied += 1
        return student_id

    def judge(self, record: SourceRecord) -> Event | None:
        """The event if it is accepted, None for a duplicate and for a record that was rerouted.

        Raises:
            RejectedError: the record is a dead letter.
        """
        self._watermark_ms = max(self._watermark_ms, record.append_ms)
        headers = dict(record.headers)
        event = validate(read_event(record.value), self._rules)
        if home_partition(event.student_id, self._rules.partitions) != record.partition:
            if _REROUTED_FROM in headers:
                raise RejectedError("misrouted", "it was rerouted before and is wrong again")
            self.ledger.rerouted += 1
            return None
        first_append = headers.get(_FIRST_APPEND, b"")
        if first_append.isdigit() and int(first_append) <= self._erased_ms.get(event.student_id, -1):
            self.ledger.duplicates += 1  # a copy of what was said before the student was erased
            return None
        self._check_time(event, headers)
        if self._is_duplicate(event):
            self.ledger.duplicates += 1
            return None
        self.ledger.applied += 1
        return event

    def _check_time(self, event: Event, headers: Mapping[str, bytes]) -> None:
        first_append = headers.get(_FIRST_APPEND, b"")
        # A copy is judged as its original would have been where it belonged: by the time it first came in.
        now_ms = int(first_append) if first_append.isdigit() else self._watermark_ms
        if event.timestamp > now_ms + self._rules.max_ahead_seconds * 1000:
            raise RejectedError("ahead", "its timestamp is too far after the watermark")
        if event.timestamp < now_ms - self._rules.max_lateness_days * _MS_PER_DAY:
            raise RejectedError("late", "its timestamp is too far before the watermark")

    def _is_duplicate(self, event: Event) -> bool:
        key = (event.student_id, event.idempotency_key)
        known_at_ms, known = self._known.get(key, (0, None))
        if known is None or self._watermark_ms > known_at_ms + (self._rules.max_lateness_days + 1) * _MS_PER_DAY:
            self._known[key] = (self._watermark_ms, event)
            return False
        # An event that says nothing of what is behind its scores does not contradict one that does.
        both_tell = known.metadata is not None and event.metadata is not None
        if known.content != event.content or (both_tell and known.metadata != event.metadata):
            raise RejectedError("idempotency_conflict", "its idempotency key is known with other content")
        return True


def mastery_value(student_id: str, events: list[Event]) -> bytes:
    """The JSON bytes of a student's mastery after these events (at least one), in whatever order they came."""
    latest: dict[str, Event] = {}
    for event in sorted(events, key=lambda event: (event.timestamp, event.event_id, event.scores)):
        latest[event.component] = event
    # Scores are whole 1/10,000 and weights whole 1/10, so a component's mastery is a whole number of 1/100,000.
    masteries = [
        sum(weight * score for weight, score in zip(WEIGHTS, event.scores, strict=True)) for event in latest.values()
    ]
    newest = _EPOCH + timedelta(milliseconds=max(event.timestamp for event in events))
    value = {
        "student_id": student_id,
        "latest_scores": {
            component: {name: score / 10_000 for name, score in zip(SCORES, event.scores, strict=True)}
            for component, event in latest.items()
        },
        "overall_mastery": _mean_e4(masteries) / 10_000,
        "last_updated": newest.strftime("%Y-%m-%dT%H:%M:%S.") + f"{newest.microsecond // 1000:03d}Z",
        "components_tracked": sorted(latest),
    }
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _mean_e4(masteries_e5: list[int]) -> int:
    """The mean of masteries in 1/100,000, as whole 1/10,000, halves rounded up: floor(mean / 10 + 1/2)."""
    return (sum(masteries_e5) + 5 * len(masteries_e5)) // (10 * len(masteries_e5))
