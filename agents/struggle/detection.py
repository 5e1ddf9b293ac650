"""One step of a student's standing: a signal arrives, or time has passed; alerts are raised and closed. Pure.

Time is the signals' own. The worker's clock has no part in it: the same signals give the same alerts, whenever they are
read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agents.runtime.struggle_limits import StruggleLimits
from agents.struggle.rules import Found, due_exercise, holding, success_after, without_solved
from agents.struggle.standing import Alert, Noted, Standing, digest
from agents.struggle.words import reason

__all__ = ["Step", "advance", "notice"]

_EVIDENCE = 10
"""Signals that an alert keeps: the latest. More would tell no teacher more."""


@dataclass(frozen=True)
class Step:
    """What came of it.

    Attributes:
        standing: after it.
        changed: alerts that were closed or raised, in this order.
    """

    standing: Standing
    changed: tuple[Alert, ...] = ()

    def then(self, following: "Step") -> "Step":
        """Both steps, one after the other."""
        return Step(following.standing, (*self.changed, *following.changed))


def notice(student_id: str, before: Standing, one: Noted, limits: StruggleLimits) -> Step | None:
    """The step that a signal makes; None for one that is known, or too old to count.

    Args:
        student_id: whose; ids of alerts are drawn from it.
        before: the student's standing.
        one: the signal, of any kind but `tick`.
        limits: of the rules.
    """
    now = max(before.now, one.at)
    horizon = max(before.horizon, now - limits.window_ms)
    if one.at <= horizon or any(known.id == one.id for known in before.signals):
        return None
    past = _until(student_id, before, one.at, limits)
    signals = sorted((*past.standing.signals, one), key=lambda known: known.order)
    if len(signals) > limits.signals:  # what is dropped must not be taken for new when it comes again
        horizon = max(horizon, signals[-limits.signals - 1].at)
    standing = replace(past.standing, signals=tuple(signals), now=now, horizon=horizon)
    return past.then(_step(student_id, standing, limits))


def _until(student_id: str, before: Standing, at: int, limits: StruggleLimits) -> Step:
    """What time alone did before a signal, whether or not the timer has said so already."""
    done = Step(before)
    while done.standing.due is not None and done.standing.due < at:
        following = advance(student_id, done.standing, done.standing.due, limits)
        if following is None:
            break
        done = done.then(following)
    return done


def advance(student_id: str, before: Standing, at: int, limits: StruggleLimits) -> Step | None:
    """The step that time makes; None where nothing happens.

    Args:
        student_id: whose.
        before: the student's standing.
        at: the time, in milliseconds since 1970.
        limits: of the rules.
    """
    if before.due is None or at < before.due:
        return None
    now = max(before.now, at)
    horizon = max(before.horizon, now - limits.window_ms)
    return _step(student_id, replace(before, now=now, horizon=horizon), limits)


def _step(student_id: str, standing: Standing, limits: StruggleLimits) -> Step:
    now = standing.now
    gone = [one for one in standing.signals if one.at <= standing.horizon]
    # What was solved stays so when the success itself is forgotten.
    signals = tuple(without_solved(standing.signals[len(gone) :], gone, limits))
    still, ended = _closing(standing.open, signals, now, limits)
    closed = [one for one in (*standing.closed, *ended) if now - (one.closed_at or 0) < limits.kept_ms]
    found = holding(signals, now, limits)
    known = {(one.rule, one.subject): one for one in (*closed, *still)}
    fresh = [one for one in found if _may_raise(known.get((one.rule, one.subject)), now, limits)]
    room = max(0, limits.alerts - len(still))
    raised = [_alert(student_id, one, known.get((one.rule, one.subject)), limits) for one in fresh[:room]]
    after = Standing(
        signals,
        standing.horizon,
        now,
        (*still, *raised),
        tuple(closed[-limits.alerts :]),
    )
    return Step(replace(after, due=_due(after, found, limits)), (*ended, *raised))


def _closing(
    alerts: Iterable[Alert], signals: tuple[Noted, ...], now: int, limits: StruggleLimits
) -> tuple[list[Alert], list[Alert]]:
    still: list[Alert] = []
    ended: list[Alert] = []
    for alert in alerts:
        success = success_after(alert, signals)
        if success is not None:
            how = "quiz" if success.kind == "quiz_passed" else "solved" if success.exercise is not None else "passed"
            ended.append(replace(alert, closed_at=max(success.at, alert.raised_at), closed_by=how))
        elif now - alert.raised_at >= limits.kept_ms:
            ended.append(replace(alert, closed_at=alert.raised_at + limits.kept_ms, closed_by="expired"))
        else:
            still.append(alert)
    return still, ended


def _may_raise(last: Alert | None, now: int, limits: StruggleLimits) -> bool:
    """Whether a rule that holds makes an alert, given the last one for the same reason."""
    if last is None:
        return True
    return last.closed_at is not None and now - last.raised_at >= limits.cooldown_ms


def _alert(student_id: str, found: Found, last: Alert | None, limits: StruggleLimits) -> Alert:
    """The alert, dated by when the rule held and not by when that was seen: late signals change nothing."""
    raised_at = found.since if last is None else max(found.since, last.raised_at + limits.cooldown_ms)
    return Alert(
        id=digest(f"{student_id}:{found.rule}:{found.subject}:{raised_at}"),
        rule=found.rule,
        subject=found.subject,
        component=next((one.component for one in reversed(found.signals) if one.component is not None), None),
        raised_at=raised_at,
        evidence=found.signals[-_EVIDENCE:],
        count=len(found.signals),
        reason=reason(found),
    )


def _due(after: Standing, found: Iterable[Found], limits: StruggleLimits) -> int | None:
    """When something would happen although nothing is noticed, at the earliest."""
    if after.is_empty:
        return None
    now = after.now
    times = [one.raised_at + limits.kept_ms for one in after.open]
    last = {(one.rule, one.subject): one for one in after.closed}
    exercise = due_exercise(after.signals, limits)
    if exercise is not None and exercise[0] > now:
        times.append(exercise[0])
    times += [
        alert.raised_at + limits.cooldown_ms
        for one in found
        if (alert := last.get((one.rule, one.subject))) is not None
    ]
    ends = [one.at + limits.window_ms for one in after.signals]
    ends += [(one.closed_at or 0) + limits.kept_ms for one in after.closed]
    if ends:
        times.append(max(ends))  # when all of it can be forgotten at once
    return min(time for time in times if time > now)
