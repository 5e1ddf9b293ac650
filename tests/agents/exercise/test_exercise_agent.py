"""The agent with the real runner: from a request to an exercise, and from a solution to a verdict."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agents.curriculum.loading import curriculum
from agents.exercise.agent import ExerciseAgent
from agents.exercise.catalogue import families
from agents.exercise.making import Exercise, make
from agents.exercise.problems import (
    EXPIRED_EXERCISE,
    FOREIGN_EXERCISE,
    IMPOSSIBLE_CONSTRAINTS,
    UNKNOWN_EXERCISE,
    UNKNOWN_TOPIC,
)
from agents.exercise.requests import HintsRequest, VerifyRequest
from agents.exercise.tickets import Ticket
from agents.runtime.answering import Answer, RefusedError
from schemas.errors import InvalidError
from schemas.requests import ExerciseRequest
from schemas.responses import GeneratedExercise
from tables.practice import Outcome, Practice
from tests.agents.exercise.conftest import NOW, PRACTISED

pytestmark = pytest.mark.asyncio(loop_scope="module")

STUDENT = "stu-1"
AT = datetime.fromtimestamp(NOW, UTC)


@pytest.fixture
def practised() -> Iterator[dict[str, Practice]]:
    """What the student has practised, as it stands in the table."""
    yield PRACTISED
    PRACTISED.clear()


def request(topic: str, **more: Any) -> ExerciseRequest:
    return ExerciseRequest(student_id=STUDENT, query="an exercise please", topic=topic, timestamp=AT, **more)


async def verified(agent: ExerciseAgent, exercise_id: str, code: str, student: str = STUDENT) -> Answer:
    return await agent.verify(VerifyRequest(student_id=student, exercise_id=exercise_id, code=code), None)


def handed_out(agent: ExerciseAgent, name: str, seed: int = 7, rules: tuple[str, ...] = ()) -> tuple[str, Exercise]:
    family = families()[name]
    ticket = Ticket(name, family.version, seed, int(NOW), 0.0, rules)
    return agent.tickets.issue(ticket, STUDENT), make(family, seed)


def texts(value: Any) -> Iterator[str]:
    """Every text in an answer's data."""
    if isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)
    elif isinstance(value, str):
        yield value


# -- making ------------------------------------------------------------------------------------------------------------
async def test_a_replayed_request_gives_the_same_exercise(exercise_agent: ExerciseAgent) -> None:
    first = await exercise_agent.generate(request("loops"), None)
    again = await exercise_agent.generate(request("loops"), None)
    assert first == again
    other = await exercise_agent.generate(request("loops").model_copy(update={"query": "another"}), None)
    assert other.metadata["exercise_id"] != first.metadata["exercise_id"]
    assert GeneratedExercise.read_json(json.dumps({**first.metadata, "expires_at": None})).concept is not None


async def test_a_wished_difficulty_is_given_or_the_nearest_told(exercise_agent: ExerciseAgent) -> None:
    for level in ("easy", "medium", "hard"):
        made = await exercise_agent.generate(request("functions", difficulty=level), None)
        assert made.metadata["difficulty"] == level
    made = await exercise_agent.generate(request("recursion", difficulty="easy"), None)
    assert made.metadata["difficulty"] == "medium"
    assert made.content.startswith("There is no easy exercise")


async def test_nothing_hidden_is_told_with_an_exercise(exercise_agent: ExerciseAgent) -> None:
    made = await exercise_agent.generate(request("functions"), None)
    name, _, seed, *_ = made.metadata["exercise_id"].split(".")
    exercise = make(families()[name], int(seed, 36))
    told = "\n".join(texts(made.metadata)) + made.content
    assert exercise.visible[0].code in told
    assert exercise.reference not in told
    assert not [check.code for check in exercise.hidden if check.code in told]


async def test_constraints_are_in_the_statement_and_in_the_id(exercise_agent: ExerciseAgent) -> None:
    made = await exercise_agent.generate(request("recursion", constraints={"use recursion": True, "time": 12}), None)
    assert made.metadata["constraints"] == ["use_recursion"]
    assert made.metadata["estimated_time_minutes"] <= 12
    assert "Use recursion" in made.content
    assert exercise_agent.tickets.read(made.metadata["exercise_id"]).rules == ("use_recursion",)


@pytest.mark.parametrize("constraints", [{"use_recursion": True}, {"max_minutes": 1}])
async def test_impossible_constraints_are_refused_with_what_is_possible(
    exercise_agent: ExerciseAgent, constraints: dict[str, Any]
) -> None:
    with pytest.raises(RefusedError) as caught:
        await exercise_agent.generate(request("oop", constraints=constraints), None)
    assert caught.value.kind is IMPOSSIBLE_CONSTRAINTS
    assert "no_imports" in caught.value.members["possible"]
    assert caught.value.members["least_minutes"] > 1


async def test_an_unknown_topic_is_refused_with_the_nearest(exercise_agent: ExerciseAgent) -> None:
    with pytest.raises(RefusedError) as caught:
        await exercise_agent.generate(request("loopz"), None)
    assert caught.value.kind is UNKNOWN_TOPIC
    assert caught.value.members["nearest"]


async def test_outcomes_that_the_progress_agent_has_folded_decide_and_what_is_due_is_told(
    exercise_agent: ExerciseAgent, practised: dict[str, Practice]
) -> None:
    month = 30 * 86_400_000
    failed = [Outcome(int(NOW * 1000) - month + one, f"e{one}", f"i{one}", -1500, 200, 0) for one in range(5)]
    fresh = (await exercise_agent.generate(request("recursion"), None)).metadata["choice"]
    practised["recursion"] = Practice.of(failed)
    known = (await exercise_agent.generate(request("recursion"), None)).metadata["choice"]
    assert (fresh["basis"], fresh["due"]) == ("new", [])
    assert (known["basis"], known["due"]) == ("outcomes", ["recursion"])
    assert known["expected_success"] < fresh["expected_success"]


async def test_a_request_from_the_future_is_refused(exercise_agent: ExerciseAgent) -> None:
    late = request("loops").model_copy(update={"timestamp": AT + timedelta(hours=1)})
    with pytest.raises(InvalidError, match="timestamp"):
        await exercise_agent.generate(late, None)


# -- checking ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("module", curriculum().modules)
async def test_references_pass_in_the_runner_and_mutants_fail(exercise_agent: ExerciseAgent, module: str) -> None:
    # Also that real files behave as those in memory do, by which expected values were found.
    for name in [one.name for one in families().values() if one.concept in curriculum().modules[module].concepts]:
        exercise_id, exercise = handed_out(exercise_agent, name)
        answer = await verified(exercise_agent, exercise_id, exercise.reference)
        assert answer.metadata["passed"], (name, answer.metadata)
        assert [(one.kind, one.component) for one in answer.signals] == [("passed", families()[name].concept)]
        assert answer.progress[0].component == families()[name].concept
        told = answer.progress[0].metadata
        assert told is not None
        assert (told.concepts, told.item_level) == ([families()[name].concept], families()[name].item_level)
        assert told.passed
        assert told.item_id == exercise_id.rsplit(".", 2)[0]
        mutant = await verified(exercise_agent, exercise_id, exercise.mutants[0])
        assert not mutant.metadata["passed"], name
        assert mutant.progress[0].scores.quiz < answer.progress[0].scores.quiz
        assert [one.kind for one in mutant.signals][-1] == "failed_run"


async def test_a_failed_visible_test_is_told_and_a_hidden_one_is_not(exercise_agent: ExerciseAgent) -> None:
    exercise_id, exercise = handed_out(exercise_agent, "sum-of-multiples")
    spying = "seen = []\ndef sum_of_multiples(numbers):\n    seen.append(numbers)\n    print(seen)\n    return seen\n"
    answer = await verified(exercise_agent, exercise_id, spying)
    shown = answer.metadata["visible"]
    assert [one["input"] for one in shown] == [check.code for check in exercise.visible]
    assert all(one["expected"] and one["got"] and not one["passed"] for one in shown)
    told = "\n".join(texts(answer.metadata)) + answer.content + repr(answer.signals)
    hidden = [check.code.removeprefix("sum_of_multiples(").removesuffix(")") for check in exercise.hidden]
    assert not [one for one in hidden if len(one) > 5 and one in told]


async def test_the_name_of_an_exception_tells_nothing_hidden(exercise_agent: ExerciseAgent) -> None:
    exercise_id, exercise = handed_out(exercise_agent, "sum-of-multiples")
    spying = (
        "import re\ncount = 0\n"
        "def sum_of_multiples(numbers):\n"
        "    global count\n    count += 1\n"
        f"    if count <= {len(exercise.visible)}:\n        return 0\n"
        "    raise type('Seen_' + '_'.join(map(str, numbers)), (Exception,), {})\n"
    )
    answer = await verified(exercise_agent, exercise_id, spying)
    assert not answer.metadata["passed"]
    assert "Seen" not in "\n".join(texts(answer.metadata)) + answer.content + repr(answer.signals)


async def test_a_solution_that_only_knows_the_examples_fails(exercise_agent: ExerciseAgent) -> None:
    exercise_id, exercise = handed_out(exercise_agent, "sum-of-multiples")
    known = {check.code: check.expected.value for check in exercise.visible}
    table = ", ".join(f"{code.removeprefix('sum_of_multiples(')[:-1]!r}: {value}" for code, value in known.items())
    cheat = f"def sum_of_multiples(numbers):\n    return {{{table}}}.get(repr(numbers))\n"
    answer = await verified(exercise_agent, exercise_id, cheat)
    assert all(one["passed"] for one in answer.metadata["visible"])
    assert not answer.metadata["passed"]
    assert "hidden" in answer.content


async def test_an_exercise_counts_once_however_often_it_is_tried(exercise_agent: ExerciseAgent) -> None:
    exercise_id, exercise = handed_out(exercise_agent, "power-sum")
    wrong = [(await verified(exercise_agent, exercise_id, "x = 1")).progress[0].scores.quiz for _ in range(3)]
    right = (await verified(exercise_agent, exercise_id, exercise.reference)).progress[0].scores.quiz
    assert len(set(wrong)) == 1
    assert wrong[0] < 0.5 < right


@pytest.mark.parametrize(
    ("code", "error", "told"),
    [
        ("def power_sum(n)\n    return 1", "SyntaxError", "Line 1"),
        ("1 / 0", "ZeroDivisionError", "line 1"),
        ("def other(n):\n    return 1", "NameError", "raises NameError"),
        ("def power_sum(n):\n    while True: pass", "timeout", "no end within the time"),
        ("import os\nos._exit(0)", "exited", ""),
        ("x = " + "-" * 50_000 + "1", "SyntaxError", "cannot be compiled"),
        ("x = y" + ".a" * 40_000, "SyntaxError", "cannot be compiled"),
        ("x = '\\0'.join('a\\0')", "NameError", "NameError"),
        ("def power_sum(n): return " + "(" * 300 + ")" * 300, "SyntaxError", ""),
    ],
)
async def test_programs_that_do_not_work_are_told_why(
    exercise_agent: ExerciseAgent, code: str, error: str, told: str
) -> None:
    exercise_id, _ = handed_out(exercise_agent, "power-sum")
    answer = await verified(exercise_agent, exercise_id, code)
    assert not answer.metadata["passed"]
    assert answer.metadata["error"] == error
    assert told in answer.content
    assert [one.kind for one in answer.signals] == ["error", "failed_run"]


async def test_a_broken_constraint_fails_a_right_solution(exercise_agent: ExerciseAgent) -> None:
    exercise_id, exercise = handed_out(exercise_agent, "power-sum", rules=("no_loops", "use_recursion"))
    recursive, loop = exercise.reference, exercise.alternatives[0]
    assert (await verified(exercise_agent, exercise_id, recursive)).metadata["passed"]
    answer = await verified(exercise_agent, exercise_id, loop)
    assert not answer.metadata["passed"]
    assert answer.metadata["tests_passed"] == answer.metadata["tests"]
    assert [one["name"] for one in answer.metadata["broken_constraints"]] == ["no_loops", "use_recursion"]


async def test_exercises_of_others_old_ones_and_unknown_ones(exercise_agent: ExerciseAgent) -> None:
    exercise_id, exercise = handed_out(exercise_agent, "power-sum")
    old = exercise_agent.tickets.issue(Ticket("power-sum", 1, 7, int(NOW) - 168 * 3600, 0.0, ()), STUDENT)
    for given, student, kind in (
        (exercise_id, "stu-2", FOREIGN_EXERCISE),
        (old, STUDENT, EXPIRED_EXERCISE),
        ("nothing", STUDENT, UNKNOWN_EXERCISE),
        (exercise_id[:-1], STUDENT, UNKNOWN_EXERCISE),
    ):
        with pytest.raises(RefusedError) as caught:
            await verified(exercise_agent, given, exercise.reference, student)
        assert caught.value.kind is kind
        with pytest.raises(RefusedError) as caught:
            await exercise_agent.hints(HintsRequest(student_id=student, exercise_id=given), None)
        assert caught.value.kind is kind


async def test_hints_come_level_by_level(exercise_agent: ExerciseAgent) -> None:
    exercise_id, exercise = handed_out(exercise_agent, "power-sum")
    for level in (1, 2, 3):
        answer = await exercise_agent.hints(
            HintsRequest(student_id=STUDENT, exercise_id=exercise_id, level=level), None
        )
        assert answer.metadata["hints"] == list(exercise.hints[:level])
        assert answer.content == exercise.hints[level - 1]
