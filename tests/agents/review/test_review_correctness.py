"""Other forms of the mistakes than the examples of the rules, and what is right and looks like them."""

import ast
from pathlib import Path

import pytest

from agents.review.catalogue import CHECKS
from agents.review.checks.deciding import edges
from agents.review.program import Program
from tests.agents.forms import forms

CASES = forms(Path(__file__).parent / "mistakes.txt")


def found(text: str) -> set[str]:
    program = Program(text, ast.parse(text))
    habits = {id(one) for one in edges.CHECKS}  # what is not asked for at the edge may be known not to happen
    mistakes = [one for one in CHECKS if one.rule.criterion == "correctness" and id(one) not in habits]
    return {one.rule.code for one in mistakes if list(one.find(program))}


@pytest.mark.parametrize(("code", "text"), [one for one in CASES if one[0] != "right"])
def test_other_forms_of_a_mistake_are_seen(code: str, text: str) -> None:
    assert code in found(text)


@pytest.mark.parametrize("text", [text for code, text in CASES if code == "right"])
def test_what_is_right_is_left_alone(text: str) -> None:
    assert found(text) == set()
