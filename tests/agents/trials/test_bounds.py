"""Right functions are asked with a student's examples, and only with such as they answer at once."""

import pickle
from typing import Any

import pytest

from agents.trials import functions
from agents.trials.bounds import LARGEST, Bounds, bounds_of
from agents.trials.catalogue.numbers import factorial
from agents.trials.catalogue.series import queens
from agents.trials.task import Task, each, known
from agents.trials.trial import plan

NESTED: list[Any] = [[1, 2], [3, "four"]]


@pytest.mark.parametrize(
    ("values", "held"),
    [
        ([1, -9_999, 2.5, True, None], True),
        ([10_001], False),
        ([-10_001], False),
        ([float("inf")], False),
        ([float("nan")], False),
        ([1j], False),
        ([list(range(50))], True),
        ([list(range(51))], False),
        ([[list(range(30))], (0,) * 30], False),
        ([{"a": [1] * 48}], True),
        ([{"a": [1] * 50}], False),
        ([{"a": 10_001}], False),
        (["a" * 200, NESTED], True),
        (["a" * 201], False),
        ([["a" * 201]], False),
    ],
)
def test_bounds_hold_what_is_small(values: list[Any], *, held: bool) -> None:
    assert LARGEST.hold(values) is held


def test_where_work_grows_steeply_little_more_than_its_own_inputs_is_asked() -> None:
    assert bounds_of(factorial) == LARGEST
    assert bounds_of(queens) == Bounds(8, 6, 6)


@pytest.mark.parametrize("example", ["double(400_000) == 1", "double(n=400_000) == 1"])
def test_what_is_too_much_is_never_asked(monkeypatch: pytest.MonkeyPatch, example: str) -> None:
    asked: list[Any] = []

    def double(n: Any) -> Any:
        asked.append(n)
        return 2 * n

    task: Task = known("doubles", "double", each(1, 2))(double)
    monkeypatch.setattr(functions, "_by_name", lambda: {"double": [task]})
    functions._tasks.cache_clear()
    planned = plan(f"def double(n):\n    '''Count.\n\n    {example}\n    double(3) == 6\n    '''\n    return 2 * n\n")
    functions._tasks.cache_clear()
    assert planned is not None
    assert set(asked) <= {3}


def test_a_plan_is_made_once_and_can_be_sent_to_another_process() -> None:
    planned = plan("def is_even(n):\n    '''True for even ones: is_even(4) == True'''\n    return n % 2 == 0\n")
    assert planned is not None
    sent = pickle.loads(pickle.dumps(planned))
    assert [one.calls for one in sent.probes] == [one.calls for one in planned.probes]
    assert any("_tried(is_even, " in call for one in planned.probes for call in one.calls)
