"""The fleet's fold in dicts, as fast as Python does it. Nothing is kept: the ceiling, and the judge of the others."""

import json
from functools import lru_cache
from typing import Any

from benchmarks.peers.mastery import MAX_COMPONENTS, Winner, day_of, digest, iso_utc, printed, read

__all__ = ["InMemory"]

Entry = tuple[int, int, str]
"""Of a component in a public value: timestamp, weight in hundred-thousandths, its part of the JSON."""


class _Student:
    __slots__ = ("days", "keys", "last", "name", "won")

    def __init__(self, name: str) -> None:
        self.name = name
        self.keys: dict[str, int] = {}  # idempotency key -> hash of the content
        self.won: dict[str, dict[str, Winner]] = {}  # component -> day -> winner
        self.days: dict[str, dict[str, Entry]] = {}
        self.last = ""  # day


class InMemory:
    """Fold records, then `write` the JSON of what has changed; once a fetch will do."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}
        self.applied = self.duplicates = self.rejected = 0
        self._students: dict[str, _Student] = {}
        self._changed: set[tuple[_Student, str]] = set()
        self._watermarks: dict[int, int] = {}

    def fold(self, records: list[Any]) -> None:
        """Fold records of one partition."""
        partition = records[0].partition
        watermark = self._watermarks.get(partition, 0)
        students = self._students
        for record in records:
            if record.timestamp > watermark:  # noqa: PLR1730 - twice as fast as max()
                watermark = record.timestamp
            event = read(record.value, watermark)
            if event is None:
                self.rejected += 1
                continue
            name, component, winner, key, kind = event
            content = hash((component, winner[0], winner[2:], kind))
            student = students.get(name)
            if student is None:
                student = students[name] = _Student(name)
            known = student.keys.get(key)
            if known is not None:
                if known == content:
                    self.duplicates += 1
                else:
                    self.rejected += 1
            elif component not in student.won and len(student.won) >= MAX_COMPONENTS:
                self.rejected += 1
            else:
                student.keys[key] = content
                self.applied += 1
                self._apply(student, component, winner)
        self._watermarks[partition] = watermark

    def _apply(self, student: _Student, component: str, winner: Winner) -> None:
        day = day_of(winner[0])
        won = student.won.setdefault(component, {})
        known = won.get(day)
        if known is not None and known >= winner:
            return
        won[day] = winner
        timestamp, _, one, two, three, four = winner
        part = (
            f'{_quoted(component)}:{{"completion":{printed(one)},"consistency":{printed(four)},'
            f'"quality":{printed(three)},"quiz":{printed(two)}}}'
        )
        entry = (timestamp, 4 * one + 3 * two + 2 * three + four, part)
        days, last = student.days, student.last
        if day == last:
            days[day][component] = entry
        elif day > last:
            days[day] = {**days[last], component: entry} if last else {component: entry}
            student.last = day
        else:
            until = min((one for one in won if one > day), default="~")  # sorts after every day
            if day not in days:
                before = max((one for one in days if one < day), default=None)
                days[day] = {} if before is None else dict(days[before])
            for later, value in days.items():
                if day <= later < until:
                    value[component] = entry
                    self._changed.add((student, later))
            return
        self._changed.add((student, day))

    def write(self) -> None:
        """Bring the JSON of the public values up to date."""
        values = self.values
        for student, day in self._changed:
            raw = _json(student.name, student.days[day])
            values[f"student:{student.name}:mastery:{day}"] = raw
            if day == student.last:
                values[f"student:{student.name}:mastery:latest"] = raw
        self._changed.clear()

    def outcome(self) -> dict[str, Any]:
        """What is compared with others."""
        return {
            "applied": self.applied,
            "duplicates": self.duplicates,
            "rejected": self.rejected,
            **digest(self.values),
        }


def _json(student: str, components: dict[str, Entry]) -> bytes:
    last = total = 0
    parts = []
    names = sorted(components)
    for name in names:
        timestamp, weight, part = components[name]
        if timestamp > last:  # noqa: PLR1730 - as above
            last = timestamp
        total += weight
        parts.append(part)
    count = len(names)
    return (
        f'{{"components_tracked":[{",".join(map(_quoted, names))}],"last_updated":"{iso_utc(last)}",'
        f'"latest_scores":{{{",".join(parts)}}},"overall_mastery":{printed((total + 5 * count) // (10 * count))},'
        f'"student_id":{_quoted(student)}}}'
    ).encode()


@lru_cache(maxsize=200_000)
def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
