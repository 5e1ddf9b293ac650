"""The catalogue of well-known tasks: every entry holds together by itself."""

import ast
from copy import deepcopy

import pytest

from agents.trials.catalogue import TASKS
from agents.trials.functions import function_probes
from agents.trials.known_classes import KNOWN
from agents.trials.probe import same
from agents.trials.task import Task, names_of


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


def test_scenes_use_members_that_are_known() -> None:
    for known in KNOWN:
        for steps, _ in known.scenes:
            assert {name for name, *_ in steps} <= set(known.members)
