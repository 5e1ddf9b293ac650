"""From a verdict to the request that an agent takes."""

from typing import Any

import pytest

from agents.triage.loading import subjects, triage
from agents.triage.requests import TriageRequest
from agents.triage.routing import AskBack, errand_for, explain_verdict, request_for
from schemas.mastery import MasteryData, MasteryScores
from schemas.requests import AgentRequest, DebugRequest, ExerciseRequest, ProgressRequest, ReviewRequest

CODE = "def f(x):\n    return x"


def mastery(*components: str, value: float = 0.9) -> MasteryScores:
    data = MasteryData(completion=value, quiz=value, quality=value, consistency=value)
    return MasteryScores(
        student_id="stu-1",
        latest_scores=dict.fromkeys(components, data),
        overall_mastery=value,
        last_updated="2026-01-13T10:30:00Z",
        components_tracked=sorted(components),
    )


def routed(query: str, known: MasteryScores | None = None, **fields: Any) -> AgentRequest | AskBack:
    asked = TriageRequest(student_id="stu-1", query=query, **fields)
    verdict = triage().decide(asked.query, asked.code or "")
    assert verdict.agent is not None
    return request_for(verdict, asked, subjects(), known)


def test_each_agent_gets_its_own_request() -> None:
    debug = routed(f"why does this crash with a TypeError?\n{CODE}", context={"run": False})
    assert isinstance(debug, DebugRequest)
    assert (debug.code, debug.context, debug.student_id) == (CODE, {"run": False}, "stu-1")
    review = routed("please review my code", code=CODE)
    assert isinstance(review, ReviewRequest)
    assert review.code == CODE
    assert type(routed("what is a list comprehension?")) is AgentRequest
    explain = routed("can you explain what this does", code=CODE)
    assert isinstance(explain, AgentRequest)
    assert CODE in explain.query


def test_progress_is_of_the_component_that_the_student_has() -> None:
    in_loops = routed("what is my progress in loops", mastery("loops"))
    assert isinstance(in_loops, ProgressRequest)
    assert in_loops.component == "loops"
    by_module = routed("how am i doing in control flow", mastery("control-flow", "basics"))
    assert isinstance(by_module, ProgressRequest)
    assert by_module.component == "control-flow"
    overall = routed("how am i doing?", mastery("loops"))
    assert isinstance(overall, ProgressRequest)
    assert overall.component is None


@pytest.mark.parametrize(
    ("query", "topic", "difficulty"),
    [
        ("give me an easy exercise about dictionaries", "dictionaries", "easy"),
        ("a hard exercise on error handling please", "try-except", "hard"),
        ("i want to practice oop", "oop", None),
        ("give me an exercise on loops", "loops", None),
        ("a medium task on data structures", "data-structures", "medium"),
    ],
)
def test_an_exercise_is_about_what_was_named(query: str, topic: str, difficulty: str | None) -> None:
    request = routed(query)
    assert isinstance(request, ExerciseRequest)
    assert (request.topic, request.difficulty) == (topic, difficulty)


def test_without_a_subject_the_next_unknown_concept_is_practised() -> None:
    first = routed("give me another exercise")
    assert isinstance(first, ExerciseRequest)
    assert first.topic == "values-and-types", "the first concept"
    later = routed("give me another exercise", mastery("basics"))
    assert isinstance(later, ExerciseRequest)
    assert later.topic == "if-statements"


def test_what_is_missing_is_asked_for() -> None:
    for query, needs in (
        ("my program crashes, please fix it", "code"),
        ("please review my code", "code"),
        ("give me a hint for my exercise", "exercise_id"),
        (f"here is my solution to the exercise\n{CODE}", "exercise_id"),
    ):
        back = routed(query)
        assert isinstance(back, AskBack), query
        assert back.needs == needs


@pytest.mark.parametrize(
    ("query", "path", "level"),
    [
        ("give me a hint", "/exercise/hints", 1),
        ("another hint please", "/exercise/hints", 2),
        ("i need the last hint, i'm stuck", "/exercise/hints", 3),
        ("any tips?", "/exercise/hints", 1),
        (f"here is my solution\n{CODE}", "/exercise/verify", None),
        (f"is this right?\n{CODE}", "/exercise/verify", None),
        (f"done!\n{CODE}", "/exercise/verify", None),
        ("explain recursion", None, None),
        ("give me another exercise on loops", None, None),
        (f"why does it crash? the answer should be 3\n{CODE}", None, None),
    ],
)
def test_with_an_exercise_at_hand_hints_and_solutions_are_about_it(
    query: str, path: str | None, level: int | None
) -> None:
    verdict = triage().decide(query)
    for asked in (
        TriageRequest(student_id="stu-1", query=query, exercise_id="ex-1"),
        TriageRequest(student_id="stu-1", query=query, context={"exercise_id": "ex-1"}),
    ):
        errand = errand_for(verdict, asked)
        assert (errand.path if errand else None) == path
        if errand is not None:
            assert errand.body["exercise_id"] == "ex-1"
            assert errand.body.get("level") == level
            assert ("code" in errand.body) == (path == "/exercise/verify")
    assert errand_for(verdict, TriageRequest(student_id="stu-1", query=query)) is None


def test_the_explanation_is_plain_data() -> None:
    told = explain_verdict(triage().decide("what is a set?"))
    assert told["agent"] == "concepts"
    assert 0 < told["confidence"] <= 1
    assert set(told["scores"]) == {"concepts", "debug", "exercise", "progress", "review"}
    assert told["reasons"]
