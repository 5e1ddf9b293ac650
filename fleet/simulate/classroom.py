"""A classroom: when students practise, and the `StudentProgress` events (1.0, or 1.1 with metadata) that this gives.

Students come in sessions at their own hour of the day; within a session events are minutes apart. Nothing here reads a
clock or a global random generator: the same seed and times give the same events.
"""

import random
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any
from uuid import UUID

from fleet.simulate.students import MS_PER_HOUR, Practice, Student

__all__ = ["MAX_DAYS", "Classroom"]

MAX_DAYS = 6.0
"""Longest history: the fleet takes events up to 7 days old, and the log moves on while a run is being sent."""

_MS_PER_DAY = 24 * MS_PER_HOUR
_SESSION_BREAK_MS = 30 * 60_000  # a longer pause ends a session
_MEAN_GAP_MS = 4 * 60_000  # between two events of one session
_MAX_GAP_MS = 20 * 60_000
_MEAN_SESSION = 5  # events
_ROOM = 10  # milliseconds of history for each event, so that different times are found at once
_ITEM_LEVELS = (-1.5, 0.0, 1.5)  # logits: easy, medium, hard
_LIVE_SESSIONS = 25  # sessions that go on at the same time in a live classroom


class Classroom:
    """Students who keep their skills from one call to the next. Not safe for use by two threads."""

    def __init__(self, rng: random.Random, students: int, exercises: float = 0.0) -> None:
        if students < 1:
            raise ValueError(f"a classroom needs at least one student, not {students}")
        self._rng = rng
        self._size = students
        self._exercises = exercises
        self._students: list[Student] = []
        self._made = 0
        self._enrolled_ms = 0
        self._token = rng.getrandbits(64).to_bytes(8, "big")  # two seeds never give equal ids

    def history(self, count: int, now_ms: int, days: float = 5.0) -> Iterator[dict[str, Any]]:
        """Exactly `count` events of the `days` before `now_ms`, by rising timestamp.

        Every student has at least one event when `count` is at least the number of students; busy students have
        more. A student's timestamps never repeat.

        Raises:
            ValueError: `days` is not in (0, 6], or too short for so many events.
        """
        if not 0 < days <= MAX_DAYS:
            raise ValueError(f"days must be above 0 and at most {MAX_DAYS:g}, not {days:g}")
        start_ms = now_ms - int(days * _MS_PER_DAY)
        if count * _ROOM > now_ms - start_ms:
            raise ValueError(f"{count} events do not fit into {days:g} days: take more days or fewer events")
        self._enrol(start_ms)
        timetable = [
            (at_ms, index)
            for index, share in enumerate(self._shares(count))
            for at_ms in self._times(self._students[index], share, start_ms, now_ms)
        ]
        timetable.sort()
        return (self._event(self._students[index], at_ms) for at_ms, index in timetable)

    def now(self, now_ms: int) -> dict[str, Any]:
        """One event that happens now: one of the students in session practises."""
        self._enrol(now_ms)
        in_session = min(_LIVE_SESSIONS, self._size)
        # The students in session are those at the front of the list; a session that ends swaps one of them out.
        place = self._rng.randrange(in_session)
        if self._rng.random() < 1 / _MEAN_SESSION:
            other = self._rng.randrange(self._size)
            students = self._students
            students[place], students[other] = students[other], students[place]
            students[place].focus = None
        student = self._students[place]
        return self._event(student, max(now_ms, student.last_ms + 1))

    def _enrol(self, at_ms: int) -> None:
        if not self._students:
            self._enrolled_ms = at_ms
            numbers = range(1, self._size + 1)
            self._students = [Student.enrol(f"stu-{number:05d}", self._rng, at_ms) for number in numbers]

    def _shares(self, count: int) -> list[int]:
        """How many of `count` events each student gets."""
        shares = [0] * self._size
        if count < self._size:
            for index in self._rng.sample(range(self._size), count):
                shares[index] = 1
            return shares
        weights = [student.activity for student in self._students]
        shares = [1] * self._size
        for index in self._rng.choices(range(self._size), weights, k=count - self._size):
            shares[index] += 1
        return shares

    def _times(self, student: Student, count: int, start_ms: int, end_ms: int) -> set[int]:
        """`count` different milliseconds in (start, end], in sessions around the student's hour."""
        rng = self._rng
        times: set[int] = set()
        while len(times) < count:
            size = min(count - len(times), 1 + int(rng.expovariate(1 / (_MEAN_SESSION - 1))))
            gaps = [min(_MAX_GAP_MS, int(rng.expovariate(1 / _MEAN_GAP_MS))) for _ in range(size)]
            latest_start = end_ms - sum(gaps)
            if latest_start <= start_ms:  # a history shorter than a session: spread evenly
                times.add(rng.randint(start_ms + 1, end_ms))
                continue
            midnight = rng.randint(start_ms // _MS_PER_DAY, end_ms // _MS_PER_DAY) * _MS_PER_DAY
            at_ms = midnight + int((rng.gauss(student.habit_hour, 1.5) % 24) * MS_PER_HOUR)
            if not start_ms < at_ms <= latest_start:
                at_ms = rng.randint(start_ms + 1, latest_start)
            for gap in gaps:
                at_ms += gap
                times.add(at_ms)
        return times

    def _event(self, student: Student, at_ms: int) -> dict[str, Any]:
        if at_ms - student.last_ms > _SESSION_BREAK_MS:
            student.start_session(at_ms, self._rng)
        practice = student.practise(at_ms, self._rng)
        self._made += 1
        # With the time of enrolment: a second run of one seed at another time makes new events, not conflicts.
        text = f"{self._enrolled_ms}/{self._made}/{student.student_id}"
        digest = blake2b(text.encode(), digest_size=24, key=self._token).digest()
        event = {
            "event_id": str(UUID(bytes=digest[:16], version=4)),
            "event_type": "student.progress.update",
            "timestamp": at_ms,
            "version": "1.0",
            "student_id": student.student_id,
            "component": practice.component,
            "scores": practice.scores,
            "mastery": practice.mastery,
            "idempotency_key": f"key-{digest[16:].hex()}-{self._made}",
        }
        # Drawn only where it is asked for: a seed gives the same events as before without.
        if self._exercises and self._rng.random() < self._exercises:
            event |= {"version": "1.1", "metadata": exercise_of(practice, self._made, self._rng)}
        return event


def exercise_of(practice: Practice, number: int, rng: random.Random) -> dict[str, Any]:
    """The metadata of an event that comes from an exercise, which is solved as often as the quiz score says."""
    return {
        "item_id": f"simulated-{number}",
        "concepts": [practice.component],
        "item_level": rng.choice(_ITEM_LEVELS),
        "rating": None,
        "passed": rng.random() < practice.scores["quiz"],
        "seconds": round(rng.lognormvariate(5.5, 0.6), 1),  # some four minutes
        "hints": rng.choice((0, 0, 0, 1, 2)),
    }
