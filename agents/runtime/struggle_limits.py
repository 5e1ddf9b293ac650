"""When a student counts as struggling: the numbers, from the settings of the same names."""

from dataclasses import dataclass

__all__ = ["StruggleLimits"]


@dataclass(frozen=True)
class StruggleLimits:
    """Bounds of the rules (docs/struggle.md). Times are milliseconds.

    Attributes:
        errors: errors of one type that make an alert.
        failed_runs: failed runs in a row that make one.
        exercise_ms: on one exercise, without solving it.
        quiz: a score below it is a low quiz, 0 to 1.
        window_ms: a signal counts for as long.
        cooldown_ms: between two alerts of one student for the same reason.
        kept_ms: after so long an open alert is closed, and a closed one forgotten.
        signals: of one student that are kept at most.
        alerts: of one student that may be open at most, and closed ones that are kept.
    """

    errors: int = 3
    failed_runs: int = 5
    exercise_ms: int = 600_000
    quiz: float = 0.5
    window_ms: int = 3_600_000
    cooldown_ms: int = 1_800_000
    kept_ms: int = 604_800_000
    signals: int = 64
    alerts: int = 20
