"""A family is accepted if its reference passes, its mutants fail, and it practises what it says.

`EXERCISE_SEEDS=50` tries the mutants on as many seeds too; by default they are tried on a few, as a loop that a mutant
makes longer takes most of the time.
"""

import ast
import doctest
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest

from agents.curriculum.loading import curriculum
from agents.exercise.catalogue import each_family, families
from agents.exercise.evidence import EVIDENCE
from agents.exercise.family import Family
from agents.exercise.harness import run_trusted
from agents.exercise.making import Check, Exercise, make
from agents.exercise.memory_files import MemoryFiles
from agents.exercise.outcomes import Outcome, same

SEEDS = range(50)
MUTANT_SEEDS = range(int(os.environ.get("EXERCISE_SEEDS", "4")))
LEAST_MUTANTS = 3
LEAST_HIDDEN = 3
LEAST_OF_A_LEVEL = 3
LONGEST_HINT_SHARE = 0.7  # of the reference's lines that a hint may hold

FAMILIES = list(families().values())


class EndlessError(BaseException):
    """A mutant that never ends, not to be taken for what it raises."""


@contextmanager
def bounded(seconds: float = 1.0) -> Iterator[None]:
    def ring(*_: object) -> None:
        raise EndlessError

    old = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


@cache
def made(family_name: str, seed: int) -> Exercise:
    return make(families()[family_name], seed)


def codes(exercise: Exercise) -> list[str]:
    return [test.code for test in exercise.tests]


def passes(source: str, tests: tuple[Check, ...]) -> bool:
    try:
        with bounded():
            got = run_trusted(source, [test.code for test in tests])
    except (EndlessError, Exception):  # noqa: BLE001 - whatever a mutant does, it has failed
        return False
    return all(same(test.expected, one) for test, one in zip(tests, got, strict=True))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_every_seed_makes_an_exercise_that_its_own_solutions_pass(family: Family) -> None:
    for seed in SEEDS:
        exercise = made(family.name, seed)
        assert len(exercise.visible) == family.visible
        assert len(exercise.hidden) >= LEAST_HIDDEN
        assert passes(exercise.reference, exercise.tests)
        for alternative in exercise.alternatives:
            assert passes(alternative, exercise.tests), alternative
        assert EVIDENCE[family.concept](ast.parse(exercise.reference)), f"no {family.concept} in the reference"
        assert "$" not in exercise.statement.replace("$$", ""), "a parameter was left open"


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_a_replay_gives_the_same_exercise(family: Family) -> None:
    for seed in MUTANT_SEEDS:
        assert make(family, seed) == made(family.name, seed)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_mutants_fail(family: Family) -> None:
    assert len(family.mutants) >= LEAST_MUTANTS
    for seed in MUTANT_SEEDS:
        exercise = made(family.name, seed)
        alive = [mutant for mutant in exercise.mutants if passes(mutant, exercise.tests)]
        assert not alive, f"seed {seed}: the tests do not notice\n{alive[0]}"


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_tests_do_not_depend_on_each_other(family: Family) -> None:
    for seed in MUTANT_SEEDS:
        exercise = made(family.name, seed)
        for test in exercise.tests:
            assert run_trusted(exercise.reference, [test.code]) == [test.expected], test.code


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_values_are_literals_that_can_be_compared(family: Family) -> None:
    for test in made(family.name, 0).tests:
        assert test.expected.value is None or same(test.expected, Outcome(repr(ast.literal_eval(test.expected.value))))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_examples_of_the_statement_are_the_references_outputs(family: Family) -> None:
    for seed in SEEDS:
        exercise = made(family.name, seed)
        scope: dict[str, object] = {"open": MemoryFiles().open}
        exec(exercise.reference, scope)
        session = doctest.DocTestParser().get_doctest(
            exercise.statement.replace("```", ""), scope, family.name, None, 0
        )
        assert len(session.examples) >= family.visible
        report: list[str] = []
        runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
        runner.run(session, out=report.append)
        assert not report, "".join(report)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_no_hint_is_the_solution(family: Family) -> None:
    exercise = made(family.name, 0)
    lines = [line.strip() for line in exercise.reference.splitlines() if line.strip()]
    for hint in exercise.hints:
        told = sum(1 for line in lines[1:] if line in hint)
        assert told <= LONGEST_HINT_SHARE * len(lines), hint
        assert exercise.reference not in hint


def test_every_module_and_level_has_its_families() -> None:
    course = curriculum()
    count = Counter((course.concepts[one.concept].module, one.difficulty) for one in FAMILIES)
    for module in course.modules:
        for level in ("easy", "medium", "hard"):
            assert count[module, level] >= LEAST_OF_A_LEVEL, f"{module}, {level}"


def test_names_are_unique_and_offsets_keep_levels_apart() -> None:
    assert sum(1 for _ in each_family()) == len(FAMILIES), "two families have one name"
    assert len({one.function for one in FAMILIES}) == len(FAMILIES)
    assert all(abs(one.offset) <= 0.75 for one in FAMILIES)


def test_another_seed_gives_another_exercise() -> None:
    for family in FAMILIES:
        different = {tuple(codes(made(family.name, seed))) for seed in range(5)}
        assert len(different) > 1, family.name
