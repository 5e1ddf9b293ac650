"""The responders of the concepts agent, as the runtime calls them."""

from typing import Any

import pytest

from agents.concepts.agent import concepts_agent
from agents.concepts.requests import PathRequest
from agents.runtime.answering import RefusedError
from schemas.canonical import dumps
from schemas.errors import InvalidError
from schemas.mastery import MasteryData, MasteryScores
from schemas.requests import AgentRequest
from schemas.responses import ConceptExplanation

AGENT = concepts_agent()


def mastery(**values: float) -> MasteryScores:
    latest = {
        name.replace("_", "-"): MasteryData(completion=value, quiz=value, quality=value, consistency=value)
        for name, value in values.items()
    }
    return MasteryScores(
        student_id="stu-1",
        latest_scores=latest,
        overall_mastery=sum(values.values()) / len(values),
        last_updated="2026-01-13T10:30:00Z",
        components_tracked=sorted(latest),
    )


def question(text: str, **context: Any) -> AgentRequest:
    return AgentRequest(student_id="stu-1", query=text, context=context or None)


async def test_an_explanation_is_the_specs_and_reads_as_text() -> None:
    answer = await AGENT.explain(question("how does a for loop work"), None)
    explained = ConceptExplanation.model_validate(answer.metadata)
    assert (explained.concept, explained.level, explained.module) == ("for-loops", "beginner", "control-flow")
    assert explained.prerequisites == ["print-function"]
    assert explained.missing_prerequisites == ["values-and-types", "variables", "strings", "print-function"]
    assert explained.exercise == {"topic": "for-loops"}
    assert len(explained.examples) == len(explained.example_outputs) >= 2
    assert explained.explanation in answer.content
    assert explained.examples[0].rstrip() in answer.content
    assert "It stands on what you have not mastered yet: Values and types" in answer.content
    dumps(answer.metadata)


async def test_it_follows_the_student() -> None:
    loops = question("how does a for loop work")
    course = AGENT.course.concepts["for-loops"].explanation
    for known, depth in ((mastery(basics=0.9), "learning"), (mastery(control_flow=0.8, basics=0.9), "proficient")):
        answer = await AGENT.explain(loops, known)
        assert (answer.metadata["level"], answer.metadata["missing_prerequisites"]) == (depth, [])
        assert answer.content.startswith(f"For loops\n\n{course[depth]}")
        assert "not mastered" not in answer.content


async def test_the_same_question_gives_the_same_answer() -> None:
    assert await AGENT.explain(question("what is a set"), None) == await AGENT.explain(question("what is a set"), None)


async def test_what_it_does_not_teach_it_does_not_explain() -> None:
    answer = await AGENT.explain(question("who painted the mona lisa"), None)
    assert answer.metadata["concept"] is None
    assert "I know these subjects: Basics, Control flow" in answer.content


async def test_being_stuck_is_a_signal() -> None:
    answer = await AGENT.explain(question("I don't understand recursion at all"), None)
    assert [(one.kind, one.component, one.detail) for one in answer.signals] == [
        ("stuck", "recursion", "I don't understand")
    ]
    assert not (await AGENT.explain(question("what is recursion"), None)).signals


async def test_the_context_may_name_the_concept() -> None:
    answer = await AGENT.explain(question("tell me", concept="Dict"), None)
    assert answer.metadata["concept"] == "dictionaries"
    with pytest.raises(RefusedError) as refused:
        await AGENT.explain(question("tell me", concept="lisst"), None)
    assert refused.value.code == "unknown-concept"
    assert "lists" in refused.value.members["nearest"]
    with pytest.raises(InvalidError, match=r"context\.concept"):
        await AGENT.explain(question("tell me", concept=3), None)


async def test_a_path_by_goal_by_module_or_by_question() -> None:
    known = mastery(basics=0.9, loops=0.9)
    answer = await AGENT.path(PathRequest(student_id="stu-1", goal="recursion"), known)
    assert answer.metadata["goal"] == ["recursion"]
    titles = [step["title"] for step in answer.metadata["steps"]]
    assert titles[-1] == "Recursion"
    assert "Variables" not in titles
    assert answer.content.startswith("The way to Recursion:\n1. ")
    module = await AGENT.path(PathRequest(student_id="stu-1", goal="Files"), known)
    assert set(AGENT.course.modules["files"].concepts) <= {step["concept"] for step in module.metadata["steps"]}
    asked = await AGENT.path(PathRequest(student_id="stu-1", query="what do I need before decorators?"), None)
    assert asked.metadata["goal"] == ["decorators"]
    there = await AGENT.path(PathRequest(student_id="stu-1", goal="for-loops"), known)
    assert there.content == "You know For loops already, and all that it stands on."


async def test_an_unknown_goal_is_refused_with_the_nearest() -> None:
    with pytest.raises(RefusedError) as refused:
        await AGENT.path(PathRequest(student_id="stu-1", goal="dekorators"), None)
    assert "decorators" in refused.value.members["nearest"]
    with pytest.raises(RefusedError, match="goal"):
        await AGENT.path(PathRequest(student_id="stu-1", query="the weather"), None)
