"""Correctness by trial: functions with well-known names are run with small inputs, where students' programs may run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from agents.known_tasks.trial import Judged, Miss, Plan, judge, program_of
from agents.review.rules import Place, Rule, Told
from agents.runtime.errors import TransientError
from agents.runtime.programs import Runs

__all__ = ["NOTHING_TRIED", "WRONG_ANSWER", "Tried", "try_known"]

WRONG_ANSWER: Final = Rule(
    code="wrong-answer",
    title="`{name}` gives a wrong answer",
    weights={"correctness": 0.8},
    level="beginner",
    why="Whoever calls it trusts its name.",
    do="Follow this call line by line on paper, and see where it first goes another way than you meant.",
    example="def is_even(n):\n    return n % 2 == 1\n",
    better="def is_even(n):\n    return n % 2 == 0\n",
)
"""Found by a run, not by reading: the only rule that is."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What trials showed.

    Attributes:
        misses: functions that gave a wrong answer.
        right: names of functions whose every answer was right.
        left_out: sentences that say what could not be tried.
    """

    misses: tuple[Miss, ...] = ()
    right: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def places(self) -> Sequence[Place]:
        """Where `WRONG_ANSWER` is broken, in the order of lines."""
        return [Place(one.line, one.function, told=_told(one)) for one in sorted(self.misses, key=lambda one: one.line)]


NOTHING_TRIED: Final = Tried()


def _told(miss: Miss) -> Told:
    message = f"`{miss.call}` gives {miss.got}; a function that {miss.does} gives {miss.expected}"
    return Told(message, WRONG_ANSWER.why, WRONG_ANSWER.do)


async def try_known(programs: Runs, planned: Plan | None) -> Tried:
    """Run what was planned. A review does not fail because nothing can be run: it says what was left out.

    Args:
        programs: run them.
        planned: by `plan`; None where the code has nothing that can be tried.
    """
    if planned is None:
        return NOTHING_TRIED
    try:
        run = await programs.run(program_of(planned))
    except TransientError as error:
        return Tried(left_out=(f"functions with well-known names were not tried ({error})",))
    judged: Judged = judge(planned, run)
    return Tried(judged.misses, judged.right)
