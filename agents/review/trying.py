"""Correctness by trial: the program is run, and asked what its names and examples promise, where programs may run."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from agents.review.rules import Place, Rule, Told
from agents.runtime.errors import TransientError
from agents.runtime.programs import Runs
from agents.trials.probe import Found, Kind
from agents.trials.trial import Plan

__all__ = ["BY_TRIAL", "NOTHING_TRIED", "Tried", "try_out"]

BY_TRIAL: Final[Mapping[Kind, Rule]] = {
    "wrong": Rule(
        code="wrong-answer",
        title="`{name}` gives a wrong answer",
        weights={"correctness": 0.8},
        level="beginner",
        why="Whoever calls it trusts its name.",
        do="Follow this call line by line on paper, and see where it first goes another way than you meant.",
        example="def is_even(n):\n    return n % 2 == 1\n",
        better="def is_even(n):\n    return n % 2 == 0\n",
    ),
    "example": Rule(
        code="own-example-fails",
        title="The example of `{name}` does not hold",
        weights={"correctness": 0.8},
        level="beginner",
        why="Either the code or the example is wrong, and readers believe both.",
        do="Work the example out by hand, and mend whichever is wrong.",
        example="def double(n):\n    return n * n\n\n\nprint(double(3))  # 6\n",
        better="def double(n):\n    return n * 2\n\n\nprint(double(3))  # 6\n",
    ),
    "stops": Rule(
        code="stops-with-an-error",
        title="The program stops with an error",
        weights={"correctness": 0.8},
        level="beginner",
        why="Nothing after this line is done.",
        do="Read the error from its last line upwards; the debug agent (POST /debug/analyze) explains it.",
        example="ages = {'Ada': 36}\nprint(ages['Alan'])\n",
        better="ages = {'Ada': 36}\nprint(ages['Ada'])\n",
    ),
}
"""Rules that are found by a run, not by reading."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What trials showed.

    Attributes:
        found: what is wrong, and what is right, in the order of lines.
        left_out: sentences that say what could not be tried.
    """

    found: tuple[Found, ...] = ()
    left_out: tuple[str, ...] = ()

    def places(self, tested: Collection[str] = ()) -> Mapping[Rule, list[Place]]:
        """Where the rules of `BY_TRIAL` are broken.

        Args:
            tested: names of functions that tests decide about, whatever their names mean elsewhere.
        """
        places: dict[Rule, list[Place]] = {}
        for one in self.found:
            if one.kind is not None and not (one.kind == "wrong" and one.name in tested):
                rule = BY_TRIAL[one.kind]
                place = Place(one.line, one.name, told=Told(_sentence(one.message), rule.why, rule.do))
                places.setdefault(rule, []).append(place)
        return places

    def right(self) -> Iterator[str]:
        """Names of what gave nothing but right answers."""
        wrong = {one.name for one in self.found if one.kind is not None}
        return iter(dict.fromkeys(one.name for one in self.found if one.name not in wrong))


NOTHING_TRIED: Final = Tried()


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


async def try_out(programs: Runs, planned: Plan | None) -> Tried:
    """Run what was planned. A review does not fail because nothing can be run: it says what was left out.

    Args:
        programs: run them.
        planned: by `plan`; None where the code has nothing that can be tried.
    """
    if planned is None:
        return NOTHING_TRIED
    try:
        for program in planned.programs():
            run = await programs.run(program)
            if (found := planned.judge(program, run)) is not None:
                return Tried(tuple(found))
    except TransientError as error:
        return Tried(left_out=(f"the program was not tried ({error})",))
    return NOTHING_TRIED
