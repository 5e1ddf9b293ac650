"""Rules and steps: against an oracle that was written apart, and what each rule is for, one by one."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.runtime.struggle_limits import StruggleLimits
from agents.struggle.detection import advance, notice
from agents.struggle.standing import Alert, Noted, Standing
from tests.agents.struggle.oracle import Bounds, S, expected

MINUTE = 60_000
NOON = 1_768_305_600_000  # 2026-01-13T12:00:00Z
LIMITS = StruggleLimits()
STUDENT = "stu-1"


def kept(number: int, s: S) -> Noted:
    return Noted(s.at, f"{number:016x}", s.kind, s.component, s.detail, s.exercise)  # type: ignore[arg-type]  # the oracle's kinds are plain text


class Played:
    """One student whose signals arrive, with a timer that is in time or never comes."""

    def __init__(self, limits: StruggleLimits = LIMITS, *, timer: bool = True) -> None:
        self.standing, self.limits, self.timer = Standing(), limits, timer
        self.alerts: dict[str, Alert] = {}
        self.records: list[tuple[str, str | None]] = []

    def tick(self, until: int) -> None:
        while self.standing.due is not None and self.standing.due < until:
            self._took(advance(STUDENT, self.standing, self.standing.due, self.limits))

    def take(self, one: Noted) -> bool:
        if self.timer:
            self.tick(one.at)
        return self._took(notice(STUDENT, self.standing, one, self.limits))

    def _took(self, step: object) -> bool:
        if step is None:
            return False
        self.standing = Standing.load(step.standing.dump())  # type: ignore[attr-defined]  # a Step
        for alert in step.changed:  # type: ignore[attr-defined]  # as above
            self.records.append((alert.id, alert.closed_by))
            self.alerts[alert.id] = alert
        return True


def play(signals: Iterable[S], until: int, limits: StruggleLimits = LIMITS, *, timer: bool = True) -> Played:
    played = Played(limits, timer=timer)
    for number, s in enumerate(signals):
        assert played.take(kept(number, s))
    played.tick(until + 1)
    return played


def told(alerts: Iterable[Alert]) -> list[tuple[object, ...]]:
    return sorted(
        (one.raised_at, one.rule, one.subject, one.component or "", one.closed_at or 0, one.closed_by or "")
        for one in alerts
    )


components = st.sampled_from([None, "loops", "functions"])
kinds = st.one_of(
    st.builds(
        lambda c, d, x: ("error", c, d, x),
        components,
        st.sampled_from(["NameError", "TypeError"]),
        st.sampled_from([None, "ex-1", "ex-2"]),
    ),
    st.builds(lambda c, x: ("failed_run", c, "tests", x), components, st.sampled_from([None, "ex-1", "ex-2"])),
    st.builds(lambda c: ("low_quiz", c, "0.3", None), components),
    st.builds(lambda c: ("quiz_passed", c, "0.8", None), components),
    st.builds(lambda c: ("stuck", c, "i'm stuck", None), components),
    st.builds(lambda x: ("started", "loops", "easy", x), st.sampled_from(["ex-1", "ex-2"])),
    st.builds(lambda c, x: ("passed", c, None, x), components, st.sampled_from([None, "ex-1", "ex-2"])),
)
gaps = st.one_of(
    st.integers(1, 3 * MINUTE), st.integers(1, 20 * MINUTE), st.integers(1, 40 * MINUTE), st.just(6 * 24 * 60 * MINUTE)
)


@st.composite
def sessions(draw: st.DrawFn) -> list[S]:
    at, signals = NOON, []
    for kind, component, detail, exercise in draw(st.lists(kinds, max_size=25)):
        at += draw(gaps)
        signals.append(S(at, kind, component, detail, exercise))
    return signals


@given(sessions(), st.booleans())
def test_the_alerts_are_those_of_the_oracle_whether_or_not_the_timer_is_in_time(signals: list[S], timer: bool) -> None:  # noqa: FBT001 - drawn
    until = (signals[-1].at if signals else NOON) + 8 * 24 * 60 * MINUTE
    played = play(signals, until, replace(LIMITS, signals=1000, alerts=500), timer=timer)
    wanted = sorted(
        (one.raised, one.rule, one.subject, one.component or "", one.closed or 0, one.how or "")
        for one in expected(signals, until, Bounds())
    )
    assert told(played.alerts.values()) == wanted
    raised = [one for one, how in played.records if how is None]
    closed = [one for one, how in played.records if how is not None]
    assert len(set(raised)) == len(raised)
    assert len(set(closed)) == len(closed)
    assert not played.standing.open, "nobody struggles for ever"


@given(sessions(), st.data())
def test_copies_change_nothing_and_all_is_forgotten_in_the_end(signals: list[S], data: st.DataObject) -> None:
    played = Played()
    for number, s in enumerate(signals):
        played.take(kept(number, s))
        again = data.draw(st.integers(0, number))
        before = played.standing
        assert not played.take(kept(again, signals[again]))
        assert played.standing == before
        assert len(before.signals) <= LIMITS.signals
    played.tick(10**14)
    assert played.standing.is_empty
    assert played.standing.due is None


@given(st.permutations(range(8)))
def test_what_came_in_another_order_counts_the_same(order: list[int]) -> None:
    mixed = [S(NOON + number * MINUTE, "failed_run", "loops") for number in range(5)]
    mixed += [S(NOON + number * MINUTE + 1, "error", "loops", "NameError") for number in range(3)]
    played = Played()
    for number in order:
        played.take(kept(number, mixed[number]))
    assert {(one.rule, one.subject) for one in played.standing.open} == {
        ("failed_runs", ""),
        ("repeated_error", "NameError"),
    }


def every(minutes: float, *signals: tuple[object, ...]) -> list[S]:
    return [S(NOON + round(number * minutes * MINUTE), *one) for number, one in enumerate(signals)]  # type: ignore[arg-type]  # written out below


NAME = ("error", "loops", "NameError")
FAILED = ("failed_run", "loops", "tests")


@pytest.mark.parametrize(
    ("signals", "wanted"),
    [
        (every(1, NAME, NAME), set()),
        (every(1, NAME, NAME, NAME), {("repeated_error", "NameError")}),
        (every(1, NAME, NAME, ("error", "loops", "TypeError")), set()),
        (every(31, NAME, NAME, NAME), set()),
        (every(1, NAME, NAME, ("passed", "loops"), NAME), set()),
        (every(1, NAME, NAME, ("passed", "files"), NAME), {("repeated_error", "NameError")}),
        (every(1, *[FAILED] * 4), set()),
        (every(1, *[FAILED] * 5), {("failed_runs", "")}),
        (every(1, *[FAILED] * 4, ("passed", "files"), FAILED), set()),
        (every(1, ("stuck", "loops", "help")), {("stuck", "loops")}),
        (every(1, ("stuck", "loops", "help"), ("quiz_passed", "loops", "0.9")), set()),
        (every(1, ("low_quiz", "loops", "0.4")), {("low_quiz", "loops")}),
        (every(1, ("low_quiz", "loops", "0.4"), ("passed", "files", None, "ex-2")), {("low_quiz", "loops")}),
        (every(1, ("low_quiz", "loops", "0.4"), ("quiz_passed", "loops", "0.5")), set()),
        (every(1, ("started", "loops", "easy", "ex-1")), {("slow_exercise", "ex-1")}),
        (every(9, ("started", "loops", "easy", "ex-1"), ("passed", "loops", None, "ex-1")), set()),
        (
            every(9, ("started", "loops", "easy", "ex-1"), ("started", "files", "easy", "ex-2")),
            {("slow_exercise", "ex-2")},
        ),
    ],
)
def test_who_struggles_and_who_does_not(signals: list[S], wanted: set[tuple[str, str]]) -> None:
    played = play(signals, signals[-1].at + 11 * MINUTE)
    assert {(one.rule, one.subject) for one in played.standing.open} == wanted


def test_ten_minutes_are_noticed_at_ten_minutes_with_what_was_tried() -> None:
    started = S(NOON, "started", "loops", "easy", "ex-1")
    tried = S(NOON + 4 * MINUTE, "failed_run", "loops", "tests", "ex-1")
    played = play([started, tried], NOON + 10 * MINUTE)
    (alert,) = played.standing.open
    assert (alert.raised_at, alert.count) == (NOON + 10 * MINUTE, 2)
    assert alert.reason == "10 minutes on one exercise without solving it, one failed attempt."
    assert played.take(kept(9, S(NOON + 12 * MINUTE, "passed", "loops", None, "ex-1")))
    assert played.records == [(alert.id, None), (alert.id, "solved")]
    assert [(one.closed_at, one.closed_by) for one in played.standing.closed] == [(NOON + 12 * MINUTE, "solved")]


def test_an_alert_is_not_raised_again_before_the_cool_down_ends_and_then_it_is() -> None:
    stuck, solved = ("stuck", "loops", "help"), ("passed", "loops")
    signals = [S(NOON, *stuck), S(NOON + MINUTE, *solved), S(NOON + 2 * MINUTE, *stuck)]
    played = play(signals, NOON + 29 * MINUTE)
    assert len(played.alerts) == 1
    assert not played.standing.open
    played.tick(NOON + 31 * MINUTE)
    assert [one.raised_at for one in played.alerts.values()] == [NOON, NOON + 30 * MINUTE]


def test_what_is_kept_of_a_student_is_bounded_and_what_was_dropped_stays_known() -> None:
    limits = replace(LIMITS, signals=10, alerts=5)
    signals = [S(NOON + number, "stuck", f"component-{number}", "help") for number in range(40)]
    played = play(signals, NOON + 100, limits)
    assert (len(played.standing.signals), len(played.standing.open)) == (10, 5)
    before = played.standing
    assert not played.take(kept(0, signals[0]))
    assert played.standing == before
