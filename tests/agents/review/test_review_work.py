"""The estimate of work orders versions of one program; fixed steps outside loops are free; it is bounded."""

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.review.program import Program
from agents.review.work import MOST, SIZE, penalty, steps

FOLDER = Path(__file__).parent
ONE_PASS = "def total(numbers):\n    result = 0\n    for n in numbers:\n        result += n\n    return result\n"
LESS_AND_MORE = {
    name: rest.split("\n---\n")
    for name, _, rest in (part.partition("\n") for part in (FOLDER / "less_and_more.txt").read_text().split("=== ")[1:])
}


def estimate(text: str) -> float:
    return steps(Program(text, ast.parse(text)))


@pytest.mark.parametrize("name", LESS_AND_MORE)
def test_less_work_is_estimated_lower(name: str) -> None:
    less, more = map(estimate, LESS_AND_MORE[name])
    assert less < more


def test_a_pass_is_as_long_as_the_input() -> None:
    assert estimate(ONE_PASS) == SIZE


@pytest.mark.parametrize(
    "text",
    [
        "x = int('3')\nprint(x + 1)\n",
        "for day in ['Mon', 'Tue']:\n    print(day)\n",
        "marks = [3, 5, 4]\nfor mark in marks:\n    print(mark)\n",
        "print('a' in 'abc', max(1, 2), sum([1, 2]))\n",
    ],
)
def test_a_few_fixed_steps_are_free(text: str) -> None:
    program = Program(text, ast.parse(text))
    assert (steps(program), penalty(program)) == (0.0, 0.0)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 18))
def test_it_is_bounded(depth: int) -> None:
    loops = "".join(f"{' ' * at}for v{at} in data:\n" for at in range(depth)) + " " * depth + "print(1)\n"
    assert estimate(loops) <= MOST
    assert estimate(loops) >= min(MOST, SIZE**depth)


def test_functions_that_call_each_other_end() -> None:
    text = "def even(n):\n    return n == 0 or odd(n - 1)\n\ndef odd(n):\n    return n != 0 and even(n - 1)\n"
    assert estimate(text) >= 0
