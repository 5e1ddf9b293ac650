"""What a teacher is told: reasons in words, and alerts as JSON. Pure."""

from typing import Any

from agents.struggle.rules import Found
from agents.struggle.standing import Alert, Noted
from schemas.times import iso_utc

__all__ = ["alert_view", "reason"]

_SECOND_MS = 1000
_MINUTE_MS = 60_000


def reason(found: Found) -> str:
    """Why a rule holds, in one sentence."""
    signals = found.signals
    count, span = len(signals), _span(signals[-1].at - signals[0].at)
    match found.rule:
        case "repeated_error":
            return f"The same error, {found.subject}, {count} times within {span}."
        case "slow_exercise":
            attempts = sum(one.kind == "failed_run" for one in signals)
            tried = (
                "no attempt yet"
                if not attempts
                else "one failed attempt"
                if attempts == 1
                else f"{attempts} failed attempts"
            )
            return f"{_span(found.since - signals[0].at).capitalize()} on one exercise without solving it, {tried}."
        case "low_quiz":
            score = f" ({signals[-1].detail})" if signals[-1].detail else ""
            return f"A quiz score under the mark{score}{_where(signals[-1])}."
        case "stuck":
            said = f'"{signals[-1].detail}"' if signals[-1].detail else "that they are stuck"
            return f"The student says {said}{_where(signals[-1])}."
        case "failed_runs":
            return f"{count} failed runs in a row within {span}."


def _where(one: Noted) -> str:
    return f" in {one.component}" if one.component is not None else ""


def _span(ms: int) -> str:
    if ms < 2 * _MINUTE_MS:
        seconds = max(1, round(ms / _SECOND_MS))
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    return f"{ms // _MINUTE_MS} minutes"


def alert_view(student_id: str, alert: Alert) -> dict[str, Any]:
    """An alert as lists show it."""
    shown: dict[str, Any] = {
        "alert_id": alert.id,
        "student_id": student_id,
        "state": "open" if alert.closed_at is None else "closed",
        "rule": alert.rule,
        "subject": alert.subject or None,
        "component": alert.component,
        "reason": alert.reason,
        "raised_at": iso_utc(alert.raised_at),
        "signal_count": alert.count,
        "kinds": sorted({one.kind for one in alert.evidence}),
        "evidence": [
            {
                "timestamp": iso_utc(one.at),
                "kind": one.kind,
                "component": one.component,
                "detail": one.detail,
                "exercise_id": one.exercise,
            }
            for one in alert.evidence
        ],
    }
    if alert.closed_at is not None:
        shown |= {"closed_at": iso_utc(alert.closed_at), "closed_by": alert.closed_by}
    return shown
