"""Other forms of the mistakes than the examples of the rules, and what is right and looks like them."""

import ast
from pathlib import Path

import pytest

from agents.review.checks import bounds, equality, failing, formulas, meant, objects, slips, steps, turns, walks
from agents.review.program import Program

MODULES = (objects, equality, failing, meant, steps, bounds, formulas, walks, turns, slips)
TEXT = (Path(__file__).parent / "mistakes.txt").read_text()
CASES = [tuple(one.split("\n", 1)) for one in TEXT.split("=== ")[1:]]


def found(text: str) -> set[str]:
    program = Program(text, ast.parse(text))
    return {one.rule.code for module in MODULES for one in module.CHECKS if list(one.find(program))}


@pytest.mark.parametrize(("code", "text"), [one for one in CASES if one[0] != "right"])
def test_other_forms_of_a_mistake_are_seen(code: str, text: str) -> None:
    assert code in found(text)


@pytest.mark.parametrize("text", [text for code, text in CASES if code == "right"])
def test_what_is_right_is_left_alone(text: str) -> None:
    assert found(text) == set()
