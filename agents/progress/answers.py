"""What people and other agents are told of a student's progress. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from schemas.mastery import StudentProgressState, level
from schemas.progress import SCALE
from tables.mastery import Mastery, Winner

__all__ = ["component_masteries", "describe", "progress_state", "progress_view"]

_WEIGHT_SCALE = 10 * SCALE


def component_masteries(mastery: Mastery) -> dict[str, float]:
    """Mastery of each component, sorted by name; exact to 5 decimals."""
    return {name: mastery.components[name].weight / _WEIGHT_SCALE for name in sorted(mastery.components)}


def progress_view(student_id: str, mastery: Mastery, public: Mapping[str, Any]) -> dict[str, Any]:
    """The public value with each component's mastery and its level in words.

    Args:
        student_id: whose.
        mastery: decoded.
        public: the stored `MasteryScores`.
    """
    masteries = component_masteries(mastery)
    return {
        **public,
        "student_id": student_id,
        "level": level(mastery.overall()),
        "mastery": masteries,
        "levels": {name: level(value) for name, value in masteries.items()},
    }


def describe(student_id: str, mastery: Mastery | None, component: str | None = None) -> str:
    """The answer in a sentence or two."""
    if mastery is None:
        return f"Nothing is known of {student_id} yet."
    masteries = component_masteries(mastery)
    if component is not None:
        if component not in masteries:
            return f"{student_id} has no progress in {component} yet."
        value = masteries[component]
        return f"{student_id} has a mastery of {value:.3f} in {component} ({level(value)})."
    weakest = min(masteries, key=lambda name: masteries[name])
    overall = mastery.overall()
    return (
        f"{student_id} has an overall mastery of {overall:.4f} ({level(overall)}) over {len(masteries)} components. "
        f"The weakest is {weakest} with {masteries[weakest]:.3f}."
    )


def progress_state(
    student_id: str, winners: Iterable[tuple[str, str, Winner]], trend: Iterable[float]
) -> StudentProgressState:
    """The spec's internal state, drawn from the stored winners.

    Args:
        student_id: whose.
        winners: component, day and winning event, at least one.
        trend: overall mastery by day, oldest first.
    """
    history: dict[str, list[dict[str, float]]] = {}
    last: Winner | None = None
    for component, _, winner in sorted(winners):
        history.setdefault(component, []).append(winner.entry().scores)
        last = winner if last is None else max(last, winner)
    return StudentProgressState(
        student_id=student_id,
        component_history=history,
        mastery_trend=list(trend),
        last_event_id=last.event_id if last is not None else "",
    )
