"""What is known of a student: recent signals, open alerts, and closed ones for a while. Immutable."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final, Literal, NamedTuple

from schemas.canonical import JsonError, dumps, loads
from schemas.signals import LearningSignal, SignalKind
from tables.errors import CorruptTableError

__all__ = ["RULES", "Alert", "Noted", "Rule", "Standing", "noted"]

Rule = Literal["repeated_error", "slow_exercise", "low_quiz", "stuck", "failed_runs"]
"""Why an alert was raised."""

RULES: Final[tuple[Rule, ...]] = ("repeated_error", "slow_exercise", "low_quiz", "stuck", "failed_runs")

_DETAIL_CHARS = 100
"""Of a signal's detail that are kept: an error's type, or the words by which somebody said that they are stuck."""

_EXERCISE_CHARS = 300
"""Of an exercise's id, which has some 80."""


class Noted(NamedTuple):
    """A signal as it is kept."""

    at: int  # ms since 1970
    id: str  # digest of the signal's id
    kind: SignalKind
    component: str | None
    detail: str | None
    exercise: str | None

    @property
    def is_success(self) -> bool:
        """Whether the student succeeded in something."""
        return self.kind in ("passed", "quiz_passed")

    @property
    def order(self) -> tuple[int, bool, str]:
        """Those of a student are in order of time; of one millisecond, a success is the last word."""
        return self.at, self.is_success, self.id


def noted(signal: LearningSignal) -> Noted:
    """What is kept of a signal."""
    exercise = signal.metadata.get("exercise_id")
    return Noted(
        round(signal.timestamp.timestamp() * 1000),
        digest(signal.signal_id),
        signal.kind,
        signal.component,
        signal.detail[:_DETAIL_CHARS] if signal.detail is not None else None,
        exercise if isinstance(exercise, str) and 0 < len(exercise) <= _EXERCISE_CHARS else None,
    )


def digest(text: str) -> str:
    """16 hexadecimal characters that stand for a longer id."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Alert:
    """One alert. `closed_at` and `closed_by` are None while it is open. Times are milliseconds since 1970.

    Attributes:
        id: drawn from student, rule, subject and time: the same however often it is worked out.
        rule: why it was raised.
        subject: of the rule, such as the type of the error: there is one open alert of a rule and a subject.
        component: where in the course.
        raised_at: when the rule held.
        evidence: the signals behind it, oldest first, the latest few.
        count: of signals behind it.
        reason: in words.
        closed_at: when.
        closed_by: `solved`, `passed`, `quiz` (the student succeeded) or `expired`.
    """

    id: str
    rule: Rule
    subject: str
    component: str | None
    raised_at: int
    evidence: tuple[Noted, ...]
    count: int
    reason: str
    closed_at: int | None = None
    closed_by: str | None = None

    @property
    def last_at(self) -> int:
        """Time of the latest signal behind it."""
        return self.evidence[-1].at


@dataclass(frozen=True)
class Standing:
    """One student.

    Attributes:
        signals: recent ones, in order.
        horizon: signals of that time or before are too old to count; ms since 1970.
        now: the latest time that was heard of, which is the student's present; ms since 1970.
        open: alerts, in the order in which they were raised.
        closed: alerts, in the order in which they were closed.
        due: when to look again although nothing is noticed; None: never.
    """

    signals: tuple[Noted, ...] = ()
    horizon: int = 0
    now: int = 0
    open: tuple[Alert, ...] = ()
    closed: tuple[Alert, ...] = ()
    due: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is worth keeping."""
        return not (self.signals or self.open or self.closed)

    def dump(self) -> bytes:
        """The stored bytes."""
        return dumps(
            {
                "signals": self.signals,
                "horizon": self.horizon,
                "now": self.now,
                "open": [_alert_row(one) for one in self.open],
                "closed": [_alert_row(one) for one in self.closed],
                "due": self.due,
            }
        )

    @classmethod
    def load(cls, raw: bytes) -> "Standing":
        """Read stored bytes.

        Raises:
            CorruptTableError: they are not a standing.
        """
        try:
            value: Any = loads(raw)
            return cls(
                tuple(Noted(*one) for one in value["signals"]),
                value["horizon"],
                value["now"],
                tuple(_alert(*one) for one in value["open"]),
                tuple(_alert(*one) for one in value["closed"]),
                value["due"],
            )
        except (JsonError, KeyError, TypeError, ValueError) as exc:
            raise CorruptTableError(f"unreadable standing {raw[:80]!r}") from exc


def _alert_row(alert: Alert) -> list[Any]:
    return [
        alert.id,
        alert.rule,
        alert.subject,
        alert.component,
        alert.raised_at,
        alert.evidence,
        alert.count,
        alert.reason,
        alert.closed_at,
        alert.closed_by,
    ]


def _alert(*row: Any) -> Alert:
    alert_id, rule, subject, component, raised_at, evidence, *rest = row
    return Alert(alert_id, rule, subject, component, raised_at, tuple(Noted(*one) for one in evidence), *rest)
