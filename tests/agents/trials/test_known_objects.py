"""What is known of containers and of functions of nodes holds together by itself."""

from typing import Any

import pytest

from agents.trials.containers import CONTAINERS
from agents.trials.node_tasks import LIST_TASKS, TREE_TASKS, NodeTask


def test_every_scene_can_be_played_by_some_class() -> None:
    for container in CONTAINERS:
        for group in (container.known.scenes, container.certain, *container.groups):
            for steps, _ in group:
                assert {name for name, *_ in steps} <= container.known.members.keys()


def shapes_of(task: NodeTask) -> list[Any]:
    return [right(*shapes, *more) for right in task.answers for shapes, more in task.tries]


@pytest.mark.parametrize("task", [*TREE_TASKS, *LIST_TASKS], ids=lambda one: one.does)
def test_a_task_of_nodes_tells_programs_apart(task: NodeTask) -> None:
    assert len({repr(one) for one in shapes_of(task)}) > 1, "a constant would be right"
    assert len({len(shapes) + len(more) for shapes, more in task.tries}) == 1
    assert all(name.isalnum() and name == name.lower() for name in task.names)
    assert not any(
        name in other.names and other.parameters == task.parameters
        for tasks in (TREE_TASKS, LIST_TASKS)
        if task in tasks
        for other in tasks
        if other is not task
        for name in task.names
    )
