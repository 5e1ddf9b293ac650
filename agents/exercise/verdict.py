"""What came of a student's solution: its run beside the tests and the constraints. Pure."""

from dataclasses import dataclass

from agents.exercise.examination import Examined
from agents.exercise.harness import expression, program
from agents.exercise.making import Check, Exercise
from agents.exercise.outcomes import Outcome, same
from agents.runner.program import CallResult, Limits, Program, Run

__all__ = ["Shown", "Verdict", "judge", "program_of"]


_LIMITS = Limits(wall_seconds=2.0, cpu_seconds=2)
"""All tests of a right solution take some hundredths of a second; who waits for an endless loop waits no longer."""


_ENDED = {
    "timeout": "no end within the time allowed",
    "memory": "more memory than is allowed",
    "output_limit": "more output than is allowed",
    "exited": "an end of the whole program",
    "not_run": "nothing, as an earlier test ended the program",
}
"""How a run ended, for people; other ways are rare and shown by their names."""


@dataclass(frozen=True)
class Shown:
    """A test that the student may see, and how it went."""

    input: str
    expected: str
    got: str
    passed: bool


@dataclass(frozen=True)
class Verdict:
    """How a solution did. Nothing in it tells what a hidden test asks or expects.

    Attributes:
        shown: the visible tests.
        hidden_passed: how many hidden tests passed.
        hidden: how many there are.
        broken: names of the constraints that the code breaks.
        problem: what kept the program from being asked at all, in one sentence; empty if nothing did.
        error: name of the first exception of a visible test, or of what ended the run; None if there was none.
    """

    shown: tuple[Shown, ...]
    hidden_passed: int
    hidden: int
    broken: tuple[str, ...] = ()
    problem: str = ""
    error: str | None = None

    @property
    def passed(self) -> bool:
        """Whether the exercise is solved: every test passes and every constraint is kept."""
        return not self.broken and self.tests_passed == self.tests

    @property
    def tests(self) -> int:
        """How many tests there are."""
        return len(self.shown) + self.hidden

    @property
    def tests_passed(self) -> int:
        """How many tests passed."""
        return sum(one.passed for one in self.shown) + self.hidden_passed


def program_of(exercise: Exercise, code: str) -> Program:
    """The program to be run: the solution, asked the visible tests first."""
    return Program(program(code), calls=[expression(check.code) for check in exercise.tests], limits=_LIMITS)


def judge(exercise: Exercise, examined: Examined, run: Run | None) -> Verdict:
    """The verdict.

    Args:
        exercise: with its tests.
        examined: the student's code.
        run: of `program_of`; None if the code cannot be compiled.
    """
    kept = examined.broken
    if run is None:
        return _nothing(exercise, examined.problem, "SyntaxError", kept)
    if run.error is not None:
        where = f" in line {run.error.line}" if run.error.line is not None else ""
        problem = f"The program raises {run.error.type}{where}, before any test."
        return _nothing(exercise, problem, run.error.type, kept)
    if not run.calls or run.calls[0].status == "not_run":
        return _nothing(exercise, run.detail or "The program did not run to its end.", run.status, kept)
    got = [_outcome(one) for one in run.calls]
    passed = [same(check.expected, one) for check, one in zip(exercise.tests, got, strict=True)]
    count = len(exercise.visible)
    shown = tuple(
        Shown(check.code, check.expected.shown(), _ENDED.get(one.error or "", one.shown()), fits)
        for check, one, fits in zip(exercise.visible, got[:count], passed[:count], strict=True)
    )
    # Of visible tests only: the name of an exception is the student's to choose, and could hold a hidden test.
    failures = [one.error for one, fits in zip(got[:count], passed[:count], strict=True) if not fits and one.error]
    return Verdict(
        shown=shown,
        hidden_passed=sum(passed[count:]),
        hidden=len(exercise.hidden),
        broken=kept,
        error=failures[0] if failures else None,
    )


def _outcome(call: CallResult) -> Outcome:
    if call.status not in ("ok", "error"):
        return Outcome(error=call.status)
    if call.error is not None:
        return Outcome(error=call.error.type)
    if call.value is None:
        return Outcome(error=call.status)
    return Outcome(value=repr(call.value.data) if call.value.has_data else call.value.repr)


def _nothing(exercise: Exercise, problem: str, error: str, kept: tuple[str, ...] = ()) -> Verdict:
    shown = tuple(_unanswered(check) for check in exercise.visible)
    return Verdict(shown, 0, len(exercise.hidden), kept, problem, error)


def _unanswered(check: Check) -> Shown:
    return Shown(check.code, check.expected.shown(), "nothing", passed=False)
