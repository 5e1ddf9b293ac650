"""The responder: what is asked is checked before any work, and the work is done in another process."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from agents.review.agent import UNKNOWN_CRITERION, responder
from agents.runtime.answering import RefusedError, Respond
from agents.runtime.cpu import CpuOptions, CpuPool
from agents.runtime.problems import UNSUPPORTED_LANGUAGE
from schemas.errors import InvalidError
from schemas.mastery import MasteryScores
from schemas.requests import ReviewRequest
from schemas.responses import CodeReview

CODE = "def mean(numbers):\n    total = sum(numbers)\n    return total / len(numbers)\n"


@pytest.fixture
async def respond() -> AsyncIterator[Respond]:
    pool = CpuPool(CpuOptions(processes=1))
    services: Any = SimpleNamespace(cpu=pool)
    yield responder(services)
    await pool.stop()


def request(**fields: Any) -> ReviewRequest:
    return ReviewRequest(student_id="stu-1", query="how is it?", **{"code": CODE, **fields})


def mastery(value: float) -> MasteryScores:
    return MasteryScores(
        student_id="stu-1",
        latest_scores={},
        overall_mastery=value,
        last_updated="2026-01-13T10:30:00Z",
        components_tracked=[],
    )


async def test_an_answer_holds_the_review_and_what_was_read(respond: Respond) -> None:
    answer = await respond(request(), mastery(0.95))
    review = CodeReview.model_validate(answer.metadata)
    assert review.level == "mastered"
    assert set(review.criteria_scores) == {"readability", "efficiency", "style"}
    assert f"{review.overall_score:.2f}" in answer.content
    assert answer.read == f"how is it?\n{CODE}"


async def test_who_is_new_is_taken_for_a_beginner(respond: Respond) -> None:
    assert (await respond(request(), None)).metadata["level"] == "beginner"
    assert (await respond(request(), mastery(0.5))).metadata["level"] == "learning"


async def test_criteria_are_judged_once_and_in_one_order(respond: Respond) -> None:
    answer = await respond(request(criteria=["style", "correctness", "style"]), None)
    assert list(answer.metadata["criteria_scores"]) == ["style", "correctness"]


async def test_an_unknown_criterion_names_the_known(respond: Respond) -> None:
    with pytest.raises(RefusedError, match="readability, efficiency, style, correctness") as refused:
        await respond(request(criteria=["style", "beauty"]), None)
    assert refused.value.kind is UNKNOWN_CRITERION
    assert "beauty" not in refused.value.detail


@pytest.mark.parametrize("language", ["python", "Python", " python3 "])
async def test_python_has_several_names(respond: Respond, language: str) -> None:
    assert (await respond(request(language=language), None)).metadata["compiles"]


async def test_another_language_is_refused(respond: Respond) -> None:
    with pytest.raises(RefusedError) as refused:
        await respond(request(language="java"), None)
    assert refused.value.kind is UNSUPPORTED_LANGUAGE


async def test_errors_come_through_from_the_other_process(respond: Respond) -> None:
    with pytest.raises(InvalidError, match="code: must not hold a null byte"):
        await respond(request(code="x = 1\0"), None)
