"""A family and a seed make an exercise: always the same one. Pure."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from string import Template

from agents.exercise.family import Family, Parameters
from agents.exercise.harness import case_code, run_trusted
from agents.exercise.outcomes import Outcome

__all__ = ["Check", "Exercise", "make"]

_INDENT = "    "


@dataclass(frozen=True)
class Check:
    """One test: lines of code whose last one is the expression looked at, and what the reference gives for it."""

    code: str
    expected: Outcome


@dataclass(frozen=True)
class Exercise:
    """An exercise of a family.

    Attributes:
        family: name of its family.
        seed: what it was made from.
        statement: what is to be done, with examples, in Markdown.
        hints: from vague to nearly there.
        reference: a solution.
        alternatives: other solutions.
        mutants: wrong solutions.
        visible: tests that the student is shown.
        hidden: tests that nobody is shown.
    """

    family: str
    seed: int
    statement: str
    hints: tuple[str, ...]
    reference: str
    alternatives: tuple[str, ...]
    mutants: tuple[str, ...]
    visible: tuple[Check, ...]
    hidden: tuple[Check, ...]

    @property
    def tests(self) -> tuple[Check, ...]:
        """All tests, visible ones first."""
        return self.visible + self.hidden


def make(family: Family, seed: int) -> Exercise:
    """Make the exercise; some milliseconds, most of them for the reference's run."""
    random = Random(f"{family.name}:{family.version}:{seed}")  # noqa: S311 - a replay has to draw the same
    parameters = {"function": family.function, **family.draw(random)}
    reference = _fill(family.reference, parameters)
    cases = family.cases(random, parameters)
    codes = list(dict.fromkeys(case_code(case, family.function) for case in cases))  # chance may draw one twice
    tests = tuple(map(Check, codes, run_trusted(reference, codes)))
    visible = tests[: family.visible]
    return Exercise(
        family=family.name,
        seed=seed,
        statement=f"{_fill(family.statement, parameters)}\n\nFor example:\n\n{_examples(visible)}",
        hints=tuple(_fill(hint, parameters) for hint in family.hints),
        reference=reference,
        alternatives=tuple(_fill(one, parameters) for one in family.alternatives),
        mutants=tuple(_mutated(family, parameters)),
        visible=visible,
        hidden=tests[family.visible :],
    )


def _fill(text: str, parameters: Parameters) -> str:
    return Template(textwrap.dedent(text).strip()).substitute(parameters)


def _mutated(family: Family, parameters: Parameters) -> list[str]:
    mutants = []
    for part, becomes in family.mutants:
        if part not in family.reference:
            raise ValueError(f"{family.name}: the reference does not hold {part!r}")
        mutants.append(_fill(family.reference.replace(part, becomes), parameters))
    return mutants


def _examples(tests: Sequence[Check]) -> str:
    """Tests as a session with the interpreter."""
    lines = ["```python"]
    for test in tests:
        lines += [
            f">>> {line}" if not line.startswith((" ", "\t")) else f"... {line}" for line in test.code.splitlines()
        ]
        if test.expected.error is not None:
            lines += ["Traceback (most recent call last):", f"{_INDENT}...", test.expected.error]
        elif test.expected.value != "None":
            lines.append(str(test.expected.value))
    return "\n".join([*lines, "```"])
