"""The catalogue of well-known tasks: every entry holds together by itself."""

import ast
import re
from copy import deepcopy

import pytest

from agents.trials.catalogue import TASKS
from agents.trials.catalogue.sentences import tasks_by_sentence
from agents.trials.catalogue.sequences import SIGNS
from agents.trials.catalogue.signs import Sign
from agents.trials.functions import function_probes
from agents.trials.probe import same
from agents.trials.structures.known import KNOWN
from agents.trials.task import Task, first_sentence, names_of


@pytest.mark.parametrize("task", TASKS, ids=[f"{number}-{task.does}" for number, task in enumerate(TASKS)])
def test_a_task_is_complete(task: Task) -> None:
    assert task.names
    assert all(name.isalnum() and name == name.lower() for name in task.names)
    assert task.does[0].islower()
    assert not task.does.endswith(".")
    assert len({len(arguments) for arguments in task.tries}) == 1
    assert len(task.tries) >= 2
    for right in task.answers:
        given = [right(*deepcopy(arguments)) for arguments in task.tries]
        assert any(one is not None for one in given)
    expected = [task.answers[0](*deepcopy(arguments)) for arguments in task.tries]
    assert any(not same(expected[0], one) for one in expected), "a constant would be right"


def test_every_task_can_be_found() -> None:
    for task in TASKS:
        parameters = ", ".join(f"p{number}" for number in range(len(task.tries[0])))
        for name in task.names:
            if not name[0].isdigit():
                tree = ast.parse(f"def {name}({parameters}):\n    return p0\n")
                assert list(function_probes(tree)), name


@pytest.mark.parametrize(
    ("function", "names"),
    [
        ("is_even", [("iseven", True)]),
        ("checkEvenNumber", [("checkevennumber", True), ("evennumber", True), ("even", True)]),
        ("average_age_of_pupils", [("averageageofpupils", True), ("averageagepupils", True), ("average", False)]),
        ("count_pairs", [("countpairs", True)]),
        ("max3", [("max3", True), ("max", False)]),
        ("HTTPSum", [("httpsum", True)]),
    ],
)
def test_names_are_looked_up_from_the_nearest_on(function: str, names: list[tuple[str, bool]]) -> None:
    assert list(names_of(function)) == names


@pytest.mark.parametrize(
    ("docstring", "does"),
    [
        ("Return the shortest word of the text.", "gives the shortest word"),
        ("Count how often each word occurs in the text.", "counts each word"),
        ("Remove all punctuation from the text.", "removes the punctuation marks"),
        ("Return True if the sentence is a pangram.", "tells whether every letter of the alphabet comes"),
        ("Sort a list of numbers in ascending order.", "sorts a list"),
        ("Return the difference between the largest and the smallest number.", "gives the difference"),
        ("Return the elements that occur in both lists.", "gives what two lists share"),
        ("Return the number with its digits reversed.", "gives a number with its digits reversed"),
        ("Convert a decimal number to binary.", "writes a number in binary"),
        ("Convert Celsius to Fahrenheit.", "converts degrees Celsius to Fahrenheit"),
        ("Return the sums of the columns of the matrix.", "adds up each column"),
        ("Swap the keys and values of a dictionary.", "swaps the keys and values"),
        ("Return the average of the readings.", "gives the mean of a list"),
        ("Return the mean of all values so far after each value.", "gives the mean of all values so far"),
        ("Average of the quizzes without the lowest one.", "leaves out the lowest mark"),
        ("Return the longest run of wins.", "gives the length of the longest run of wins"),
        ("Return how many minutes two meetings overlap.", "gives the length of what two stretches share"),
        ("Turn '08:40 PM' into '20:40'.", "writes a time of 12 hours in 24 hours"),
        ("Return the total amount per customer.", "adds up what has the same key"),
        ("Length of the longest increasing subsequence of the readings.", "gives the length of the longest increasing"),
        ("Most money without robbing two neighbouring houses.", "gives the greatest sum of values of which no two"),
        ("Least sum of a path right and down through the grid.", "gives the least sum on the way through a grid"),
        ("The number of ways to climb n stairs with 1 or 2 steps.", "counts the ways up some stairs"),
        ("Can the text be built from the words?", "tells whether a text can be cut into words"),
        ("All combinations of k items, order does not matter.", "lists the choices of so many things"),
        ("All texts of n pairs of balanced parentheses.", "lists the balanced"),
    ],
)
def test_the_first_sentence_of_a_docstring_tells_a_task(docstring: str, does: str) -> None:
    (task,) = tasks_by_sentence(first_sentence(docstring))
    assert task.does.startswith(does)


@pytest.mark.parametrize(
    "docstring",
    [
        "",
        "Return the shortest word of the text that has an e.",
        "Sort a list of numbers in ascending order and return the swaps.",
        "Return the sum of the first n natural numbers that are even.",
        "Return True if the text is a palindrome, ignoring case.",
        "Convert a decimal number to binary digits in a list.",
    ],
)
def test_a_sentence_that_says_more_is_another_task(docstring: str) -> None:
    assert tasks_by_sentence(first_sentence(docstring)) == []


def test_scenes_use_members_that_are_known() -> None:
    for known in KNOWN:
        for steps, _ in known.scenes:
            assert {name for name, *_ in steps} <= set(known.members)


@pytest.mark.parametrize("sign", SIGNS, ids=[f"{number}-{one.task.does}" for number, one in enumerate(SIGNS)])
def test_a_sign_has_a_task_that_is_complete(sign: Sign) -> None:
    task = sign.task
    assert task.does[0].islower()
    assert not task.does.endswith(".")
    assert len({len(arguments) for arguments in task.tries}) == 1
    for right in task.answers:
        assert any(right(*deepcopy(arguments)) is not None for arguments in task.tries)
    expected = [task.answers[0](*deepcopy(arguments)) for arguments in task.tries]
    assert any(not same(expected[0], one) for one in expected), "a constant would be right"


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("def convert(n):\n    return 'Pling' if n % 3 == 0 else str(n)\n", "says what 3, 5 and 7 divide"),
        (
            (
                "class Luhn:\n    def __init__(self, card):\n        self.card = card\n\n    def valid(self):\n"
                "        return self.card.isdigit()\n"
            ),
            "tells whether a number passes the Luhn test",
        ),
        (
            (
                "NAMES = ['black', 'brown', 'red', 'orange', 'yellow', 'green']\n\n\ndef value(bands):\n"
                "    return NAMES.index(bands[0])\n"
            ),
            "gives the value of colours on a resistor",
        ),
        (
            (
                "def steps(n):\n    count = 0\n    while n > 1:\n        n = n // 2 if n % 2 == 0 else 3 * n + 1\n"
                "        count += 1\n    return count\n"
            ),
            "follows the Collatz sequence",
        ),
        (
            "def distance(strand_a, strand_b):\n    return len(strand_a)\n",
            "counts the places in which two strands differ",
        ),
    ],
)
def test_code_and_the_tables_it_uses_tell_a_task(text: str, does: str) -> None:
    (probe,) = function_probes(ast.parse(text))
    assert does in {SIGNS[at].task.does for at in probe.signs}


@pytest.mark.parametrize(
    "text",
    [
        "NAMES = ['black', 'brown', 'red', 'orange', 'yellow', 'green']\n\n\ndef dark(bands):\n    return len(NAMES)\n",
        (
            "def longest(n):\n    for one in range(n):\n        while one > 1:\n"
            "            one = one // 2 if one % 2 == 0 else 3 * one + 1\n    return n\n"
        ),
    ],
)
def test_a_table_or_a_step_alone_tells_no_task(text: str) -> None:
    told = {SIGNS[at].task.does for probe in function_probes(ast.parse(text)) for at in probe.signs}
    assert not told & {"gives the value of colours on a resistor", "follows the Collatz sequence"}


def test_words_in_any_order_are_looked_for_from_the_beginning_alone() -> None:
    for sign in SIGNS:
        for pattern in (sign.says.pattern, sign.shows.pattern):
            assert not re.match(r"(?:\(\?s\)|\(\?s:)?\(\?[=!]\.\*", pattern), f"{sign.task.does}: begin with \\A"
