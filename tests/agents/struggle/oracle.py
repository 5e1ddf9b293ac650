"""Which alerts a student's signals mean, worked out apart from the agent: by looking at the whole past at each moment.

Nothing is folded here, and nothing is forgotten: a moment is looked at with all that was noticed before it. Signals are
plain tuples in order of time. It is slow, and short enough to be believed.
"""

from dataclasses import dataclass
from typing import NamedTuple


class S(NamedTuple):
    at: int
    kind: str
    component: str | None = None
    detail: str | None = None
    exercise: str | None = None


@dataclass(frozen=True)
class Bounds:
    errors: int = 3
    row: int = 5
    exercise_ms: int = 600_000
    window_ms: int = 3_600_000
    cooldown_ms: int = 1_800_000
    kept_ms: int = 604_800_000


@dataclass
class Expected:
    rule: str
    subject: str
    component: str | None
    raised: int
    last: int
    closed: int | None = None
    how: str | None = None


def same(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def played_with(s: S, past: list[S], bounds: Bounds) -> bool:
    """Whether a signal is about an exercise that was solved a while before."""
    return s.kind != "passed" and any(
        p.kind == "passed" and p.exercise == s.exercise and 0 <= s.at - p.at < bounds.window_ms for p in past
    )


def standing(past: list[S], now: int, bounds: Bounds) -> dict[tuple[str, str], list[S]]:
    """What is wrong at a moment: rule and subject, with the signals behind it."""
    recent = [s for s in past if now - s.at < bounds.window_ms]
    passes = [s for s in recent if s.kind == "passed"]
    successes = [s for s in recent if s.kind in ("passed", "quiz_passed")]
    wrong: dict[tuple[str, str], list[S]] = {}
    for kind in {s.detail for s in recent if s.kind == "error"}:
        left = [
            s
            for s in recent
            if s.kind == "error"
            and s.detail == kind
            and not [p for p in passes if p.at >= s.at and same(p.component, s.component)]
        ]
        if kind and len(left) >= bounds.errors:
            wrong["repeated_error", kind] = left
    last_pass = max((p.at for p in passes), default=-1)
    row = [s for s in recent if s.kind == "failed_run" and s.at > last_pass]
    if len(row) >= bounds.row:
        wrong["failed_runs", ""] = row
    for component in {s.component for s in recent}:
        low = [s for s in recent if s.kind == "low_quiz" and s.component == component]
        better = max((p.at for p in successes if p.component == component), default=-1)
        if [s for s in low if s.at > better]:
            wrong["low_quiz", component or ""] = [s for s in low if s.at > better]
        lost = [s for s in recent if s.kind == "stuck" and s.component == component]
        better = max((p.at for p in successes if same(p.component, component)), default=-1)
        if [s for s in lost if s.at > better]:
            wrong["stuck", component or ""] = [s for s in lost if s.at > better]
    about = [s for s in recent if s.exercise and not played_with(s, past, bounds)]
    if about:
        name = about[-1].exercise
        others = [number for number, s in enumerate(about) if s.exercise != name]
        stretch = about[others[-1] + 1 :] if others else about
        solved = [p for p in passes if p.exercise == name]
        if not solved and now - stretch[0].at >= bounds.exercise_ms:
            wrong["slow_exercise", name or ""] = stretch
    return wrong


def ends(alert: Expected, s: S) -> str | None:
    """How a signal ends an alert, if it does."""
    if s.kind not in ("passed", "quiz_passed") or s.at < alert.last:
        return None
    passed = s.kind == "passed"
    ended = {
        "repeated_error": passed and same(s.component, alert.component),
        "failed_runs": passed,
        "low_quiz": s.component == alert.component,
        "stuck": same(s.component, alert.component),
        "slow_exercise": passed
        and s.exercise is not None
        and (s.exercise == alert.subject or (alert.component is not None and s.component == alert.component)),
    }[alert.rule]
    if not ended:
        return None
    return "quiz" if not passed else "passed" if s.exercise is None else "solved"


def expected(signals: list[S], until: int, bounds: Bounds | None = None) -> list[Expected]:
    """Every alert up to a time.

    Args:
        signals: of one student, no two at the same time, in order.
        until: the time.
        bounds: of the rules.
    """
    bounds = bounds or Bounds()
    alerts: list[Expected] = []
    moments = {s.at for s in signals} | {s.at + bounds.exercise_ms for s in signals}
    looked: set[int] = set()
    while moments - looked:
        now = min(moments - looked)
        looked.add(now)
        if now > until:
            break
        past = [s for s in signals if s.at <= now]
        for alert in alerts:
            if alert.closed is None:
                for s in past:
                    how = ends(alert, s)
                    if how is not None and alert.closed is None:
                        alert.closed, alert.how = max(s.at, alert.raised), how
                if alert.closed is None and now - alert.raised >= bounds.kept_ms:
                    alert.closed, alert.how = alert.raised + bounds.kept_ms, "expired"
        for (rule, subject), found in standing(past, now, bounds).items():
            earlier = [one for one in alerts if (one.rule, one.subject) == (rule, subject)]
            if earlier and (earlier[-1].closed is None or now - earlier[-1].raised < bounds.cooldown_ms):
                continue
            component = next((s.component for s in reversed(found) if s.component is not None), None)
            alerts.append(Expected(rule, subject, component, now, found[-1].at))
            moments |= {now + bounds.cooldown_ms, now + bounds.kept_ms}
    return alerts
