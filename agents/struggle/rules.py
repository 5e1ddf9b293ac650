"""The five rules: from a student's recent signals to what holds of them now. Pure; the order of arrival does not count.

A success makes what came before it in its component count no longer. Where a success or a signal does not say its
component, it may be any.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from agents.runtime.struggle_limits import StruggleLimits
from agents.struggle.standing import Alert, Noted, Rule

__all__ = ["Found", "due_exercise", "holding", "success_after", "without_solved"]


@dataclass(frozen=True)
class Found:
    """A rule that holds of a student.

    Attributes:
        rule: which.
        subject: of it; see `Alert`.
        signals: behind it, in order, at least one.
        since: when it began to hold, in milliseconds since 1970.
    """

    rule: Rule
    subject: str
    signals: tuple[Noted, ...]
    since: int

    @classmethod
    def by(cls, rule: Rule, subject: str, signals: Sequence[Noted]) -> Self:
        """Of a rule that holds since the last of the signals behind it."""
        return cls(rule, subject, tuple(signals), signals[-1].at)


def holding(signals: Sequence[Noted], now: int, limits: StruggleLimits) -> list[Found]:
    """Every rule that holds.

    Args:
        signals: recent ones of one student, in order.
        now: the student's present, in milliseconds since 1970.
        limits: of the rules.
    """
    return [
        *_repeated_errors(signals, limits),
        *_slow_exercise(signals, now, limits),
        *_low_quizzes(signals),
        *_stuck(signals),
        *_failed_runs(signals, limits),
    ]


def success_after(alert: Alert, signals: Sequence[Noted]) -> Noted | None:
    """The first success that closes an alert; None while there is none."""
    return next((one for one in signals if one.at >= alert.last_at and _closes(one, alert)), None)


def _closes(one: Noted, alert: Alert) -> bool:
    match alert.rule:
        case "slow_exercise":
            same = alert.component is not None and one.component == alert.component
            return one.kind == "passed" and one.exercise is not None and (one.exercise == alert.subject or same)
        case "low_quiz":
            return one.is_success and one.component == alert.component
        case "stuck":
            return one.is_success and _may_be(one, alert.component)
        case "failed_runs":
            return one.kind == "passed"
        case "repeated_error":
            return one.kind == "passed" and _may_be(one, alert.component)


def due_exercise(signals: Sequence[Noted], limits: StruggleLimits) -> tuple[int, tuple[Noted, ...]] | None:
    """The exercise that the student works on: when it will have taken too long, and the signals about it.

    It is the one that was spoken of last, unless it is solved, and its time runs from when they turned to it: whoever
    goes to another one and comes back begins anew.
    """
    spoken = [one for one in without_solved(signals, signals, limits) if one.exercise is not None]
    if not spoken or any(one.kind == "passed" and one.exercise == spoken[-1].exercise for one in signals):
        return None
    about: list[Noted] = []
    for one in reversed(spoken):
        if one.exercise != spoken[-1].exercise:
            break
        about.append(one)
    about.reverse()
    return about[0].at + limits.exercise_ms, tuple(about)


def without_solved(signals: Iterable[Noted], successes: Iterable[Noted], limits: StruggleLimits) -> list[Noted]:
    """The signals, those about an exercise that was solved a while before as if about none: it is played with."""
    solved: dict[str, list[int]] = {}
    for one in successes:
        if one.kind == "passed" and one.exercise is not None:
            solved.setdefault(one.exercise, []).append(one.at)
    return [
        one._replace(exercise=None)
        if one.exercise is not None
        and one.kind != "passed"
        and any(0 <= one.at - at < limits.window_ms for at in solved.get(one.exercise, ()))
        else one
        for one in signals
    ]


def _slow_exercise(signals: Sequence[Noted], now: int, limits: StruggleLimits) -> Iterator[Found]:
    found = due_exercise(signals, limits)
    if found is not None and now >= found[0]:
        about = found[1]
        yield Found("slow_exercise", about[-1].exercise or "", about, found[0])


def _repeated_errors(signals: Sequence[Noted], limits: StruggleLimits) -> Iterator[Found]:
    by_type: dict[str, list[Noted]] = {}
    for one in signals:
        if one.kind == "error" and one.detail and not _passed_since(one, signals):
            by_type.setdefault(one.detail, []).append(one)
    for error, found in by_type.items():
        if len(found) >= limits.errors:
            yield Found.by("repeated_error", error, found)


def _failed_runs(signals: Sequence[Noted], limits: StruggleLimits) -> Iterator[Found]:
    """Whatever component: a run that passes ends the row."""
    row: list[Noted] = []
    for one in signals:
        if one.kind == "failed_run":
            row.append(one)
        elif one.kind == "passed":
            row.clear()
    if len(row) >= limits.failed_runs:
        yield Found.by("failed_runs", "", row)


def _low_quizzes(signals: Sequence[Noted]) -> Iterator[Found]:
    by_component: dict[str | None, list[Noted]] = {}
    for one in signals:
        if one.kind == "low_quiz":
            by_component.setdefault(one.component, []).append(one)
        elif one.is_success:
            by_component.pop(one.component, None)
    for component, found in by_component.items():
        yield Found.by("low_quiz", component or "", found)


def _stuck(signals: Sequence[Noted]) -> Iterator[Found]:
    by_component: dict[str | None, list[Noted]] = {}
    for one in signals:
        if one.kind == "stuck":
            by_component.setdefault(one.component, []).append(one)
        elif one.is_success:
            for component in [name for name in by_component if _may_be(one, name)]:
                del by_component[component]
    for component, found in by_component.items():
        yield Found.by("stuck", component or "", found)


def _passed_since(error: Noted, signals: Sequence[Noted]) -> bool:
    return any(one.kind == "passed" and one.at >= error.at and _may_be(one, error.component) for one in signals)


def _may_be(one: Noted, component: str | None) -> bool:
    """Whether a success may have been in a component."""
    return one.component is None or component is None or one.component == component
