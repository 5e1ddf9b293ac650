"""How deep an explanation goes."""

import pytest

from agents.concepts.depth import choose_depth
from agents.curriculum.loading import curriculum
from agents.curriculum.standing import Estimate, Standing

COURSE = curriculum()
FOR_LOOPS = COURSE.concepts["for-loops"]  # stands on print-function alone
QUESTION = "how do for loops work"


def standing(**mastery: float) -> Standing:
    return Standing({name.replace("_", "-"): Estimate(value, "concept") for name, value in mastery.items()})


@pytest.mark.parametrize(
    ("known", "depth"),
    [
        (standing(), "beginner"),
        (standing(for_loops=0.40), "beginner"),
        (standing(for_loops=0.41), "learning"),
        (standing(for_loops=0.71), "proficient"),
        (standing(for_loops=0.95), "proficient"),
        (standing(print_function=0.71), "learning"),
        (standing(print_function=0.70), "beginner"),
        (standing(for_loops=0.95, print_function=0.2), "learning"),
        (standing(for_loops=0.2, print_function=0.2), "beginner"),
    ],
)
def test_follows_the_mastery_of_the_concept_and_of_what_it_stands_on(known: Standing, depth: str) -> None:
    choice = choose_depth(FOR_LOOPS, known, QUESTION)
    assert choice.depth == depth
    assert choice.reason.endswith(".")


def test_nothing_stands_before_the_first_concept() -> None:
    assert choose_depth(COURSE.concepts["values-and-types"], standing(), "what is a value").depth == "beginner"


def test_the_student_may_ask_for_a_depth() -> None:
    master = standing(for_loops=1.0)
    assert choose_depth(FOR_LOOPS, master, "explain for loops like I'm five").depth == "beginner"
    assert choose_depth(FOR_LOOPS, standing(), "explain for loops in depth").depth == "proficient"
