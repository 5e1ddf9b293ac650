"""What is known of containers and of functions of linked lists holds together by itself."""

from typing import Any

import pytest

from agents.trials.structures.containers import CONTAINERS
from agents.trials.structures.linked_tasks import TASKS, LinkedTask


def test_every_scene_can_be_played_by_some_class() -> None:
    for container in CONTAINERS:
        for group in (container.known.scenes, *container.groups):
            for steps, _ in group:
                assert {name for name, *_ in steps} <= container.known.members.keys()


def shapes_of(task: LinkedTask) -> list[Any]:
    return [right(*shapes, *more) for right in task.answers for shapes, more in task.tries]


@pytest.mark.parametrize("task", TASKS, ids=lambda one: one.does)
def test_a_task_of_nodes_tells_programs_apart(task: LinkedTask) -> None:
    assert len({repr(one) for one in shapes_of(task)}) > 1, "a constant would be right"
    assert len({len(shapes) + len(more) for shapes, more in task.tries}) == 1
    assert all(name.isalnum() and name == name.lower() for name in task.names)
    others = [one for one in TASKS if one is not task and one.parameters == task.parameters]
    assert not any(task.names & one.names for one in others)
