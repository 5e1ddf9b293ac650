"""A class of 200 students with known struggles, as a script in real time: what is sent when, and who must be noticed.

Each student plays one part, some with a bait beside it that must not be taken: one signal too few, a success between,
copies of one signal. Parts are drawn from a seed, so that a failure can be played again.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

STUDENTS = 200
EXERCISE_S = 12.0
"""Seconds on an exercise that are too long: the setting of the workers under test."""

LENGTH_S = 30.0


@dataclass(frozen=True)
class Cue:
    """Something to send: a signal, or the quiz score of a progress event."""

    at: float  # seconds from the beginning
    student: str
    kind: str
    component: str | None = None
    detail: str | None = None
    exercise: str | None = None
    copies: int = 1


@dataclass
class Part:
    """What a student does, and what must be noticed: rule, subject, and whether it is closed in the end."""

    cues: list[Cue] = field(default_factory=list)
    wanted: set[tuple[str, str, bool]] = field(default_factory=set)


@dataclass
class Acting:
    """Writes one student's cues."""

    student: str
    draw: random.Random
    part: Part = field(default_factory=Part)
    now: float = 0.0

    def say(self, kind: str, *, after: float = 0.3, **more: Any) -> None:
        self.now += after
        self.part.cues.append(Cue(self.now, self.student, kind, **more))

    def errors(self, count: int, detail: str = "NameError", component: str = "loops") -> None:
        for _ in range(count):
            self.say("error", detail=detail, component=component)

    def failed(self, count: int) -> None:
        for _ in range(count):
            self.say("failed_run", component="loops", detail="1 of 3 tests")

    def wants(self, rule: str, subject: str = "", *, closed: bool = False) -> None:
        self.part.wanted.add((rule, subject, closed))


def content(one: Acting) -> None:
    one.errors(2)
    one.failed(2)
    one.say("passed", component="loops")
    one.errors(1)


def repeated(one: Acting) -> None:
    error = one.draw.choice(["NameError", "TypeError", "SyntaxError"])
    one.errors(one.draw.randint(3, 6), error)
    one.wants("repeated_error", error)


def repeated_until_it_works(one: Acting) -> None:
    one.errors(4, "IndexError")
    one.say("passed", component="loops", after=2.0)
    one.wants("repeated_error", "IndexError", closed=True)


def many_kinds_of_errors(one: Acting) -> None:
    for error in ("NameError", "TypeError", "KeyError", "IndexError", "ValueError", "NameError", "TypeError"):
        one.errors(1, error)


def copies(one: Acting) -> None:
    one.say("error", detail="NameError", component="loops", copies=4)
    one.say("failed_run", component="loops", detail="tests", copies=6)


def five_in_a_row(one: Acting) -> None:
    one.failed(one.draw.randint(5, 8))
    one.wants("failed_runs")


def four_and_four(one: Acting) -> None:
    one.failed(4)
    one.say("passed", component="files")
    one.failed(4)


def stuck(one: Acting) -> None:
    for _ in range(one.draw.randint(1, 3)):
        one.say("stuck", component="recursion", detail="I don't understand")
    one.wants("stuck", "recursion")


def stuck_until_it_works(one: Acting) -> None:
    one.say("stuck", component="recursion", detail="I'm stuck")
    one.say("passed", component="recursion", exercise=f"{one.student}-ex", after=3.0)
    one.say("stuck", component="recursion", detail="I'm stuck", after=3.0)  # within the cool-down
    one.wants("stuck", "recursion", closed=True)


def slow(one: Acting) -> None:
    one.say("started", component="loops", exercise=f"{one.student}-ex")
    one.say("failed_run", component="loops", exercise=f"{one.student}-ex", after=2.0)
    one.wants("slow_exercise", f"{one.student}-ex")


def slow_and_silent(one: Acting) -> None:
    one.say("started", component="loops", exercise=f"{one.student}-ex")
    one.wants("slow_exercise", f"{one.student}-ex")


def slow_but_solved(one: Acting) -> None:
    one.say("started", component="loops", exercise=f"{one.student}-ex")
    one.say("passed", component="loops", exercise=f"{one.student}-ex", after=EXERCISE_S + 8.0)
    one.wants("slow_exercise", f"{one.student}-ex", closed=True)


def quick(one: Acting) -> None:
    for number in range(3):
        one.say("started", component="loops", exercise=f"{one.student}-{number}")
        one.say("failed_run", component="loops", exercise=f"{one.student}-{number}", after=2.0)
        one.say("passed", component="loops", exercise=f"{one.student}-{number}", after=2.0)


def low_quiz(one: Acting) -> None:
    one.say("quiz", component="files", detail=f"{one.draw.uniform(0.0, 0.49):.2f}")
    one.say("quiz", component="oop", detail="0.50")
    one.wants("low_quiz", "files")


def low_quiz_until_a_better_one(one: Acting) -> None:
    one.say("quiz", component="files", detail="0.31")
    one.say("quiz", component="files", detail="0.80", after=2.0)
    one.wants("low_quiz", "files", closed=True)


def everything(one: Acting) -> None:
    one.errors(3, "TypeError")
    one.failed(5)
    one.say("stuck", component="loops", detail="help")
    one.say("quiz", component="loops", detail="0.10")
    one.say("started", component="files", exercise=f"{one.student}-ex")
    one.wants("repeated_error", "TypeError")
    one.wants("failed_runs")
    one.wants("stuck", "loops")
    one.wants("low_quiz", "loops")
    one.wants("slow_exercise", f"{one.student}-ex")


PARTS: tuple[Callable[[Acting], None], ...] = (
    content,
    repeated,
    repeated_until_it_works,
    many_kinds_of_errors,
    copies,
    five_in_a_row,
    four_and_four,
    stuck,
    stuck_until_it_works,
    slow,
    slow_and_silent,
    slow_but_solved,
    quick,
    low_quiz,
    low_quiz_until_a_better_one,
    everything,
)


def script(seed: int) -> tuple[list[Cue], dict[str, set[tuple[str, str, bool]]]]:
    """All cues in order of time, and by student what must be noticed.

    Everybody begins within the first seconds, so that the longest part ends before `LENGTH_S`.
    """
    cues: list[Cue] = []
    wanted: dict[str, set[tuple[str, str, bool]]] = {}
    for number, part in zip(range(STUDENTS), _parts(), strict=False):
        student = f"stu-{number}"
        draw = random.Random(f"{seed}:{number}")
        acting = Acting(student, draw, now=draw.uniform(0.0, 6.0))
        part(acting)
        cues += acting.part.cues
        wanted[student] = acting.part.wanted
    return sorted(cues, key=lambda one: one.at), wanted


def _parts() -> Iterator[Callable[[Acting], None]]:
    while True:
        yield from PARTS
