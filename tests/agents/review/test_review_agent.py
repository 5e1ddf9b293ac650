"""The responder: what is asked is checked before any work, and the work is done in another process."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from agents.review.agent import UNKNOWN_CRITERION, responder
from agents.review.spec import SPEC
from agents.runner.config import RunnerConfig
from agents.runner.pool import Runner
from agents.runner.program import Program, Run
from agents.runtime.answering import RefusedError, Respond
from agents.runtime.cpu import CpuOptions, CpuPool
from agents.runtime.errors import TransientError
from agents.runtime.problems import UNSUPPORTED_LANGUAGE
from schemas.errors import InvalidError
from schemas.mastery import MasteryScores
from schemas.requests import ReviewRequest
from schemas.responses import CodeReview

CODE = "def mean(numbers):\n    total = sum(numbers)\n    return total / len(numbers)\n"


@pytest.fixture
async def respond() -> AsyncIterator[Respond]:
    pool, runner = CpuPool(CpuOptions(processes=1), SPEC.cpu_modules), Runner(RunnerConfig(parallel=1, prepared=1))
    await runner.start()
    services: Any = SimpleNamespace(cpu=pool, programs=runner)
    yield responder(services)
    await runner.stop()
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


async def test_correctness_is_tried(respond: Respond) -> None:
    wrong = "def is_even(n):\n    return n % 2 == 1\n"
    answer = await respond(request(code=wrong, criteria=["correctness"]), None)
    (issue,) = answer.metadata["issues_found"]
    assert issue["rule"] == "wrong-answer"
    assert issue["message"] == ("`is_even(0)` gives False; a function that tells whether a number is even gives True")
    assert issue["message"] in answer.content
    right = await respond(request(code=wrong.replace("== 1", "== 0"), criteria=["correctness"]), None)
    assert right.metadata["issues_found"] == []
    assert "`is_even`" in right.metadata["best_practices"][0]


async def test_tests_that_come_with_the_code_decide(respond: Respond) -> None:
    code = "def total(prices):\n    result = 0\n    for price in prices:\n        result += price\n    return result\n"
    tests = {"tests": ["total([1, 2]) == 3", {"call": "total([])", "expected": 1}, {"call": "total(5)", "expected": 5}]}
    answer = await respond(request(code=code, criteria=["correctness"], context=tests), None)
    review = CodeReview.model_validate(answer.metadata)
    assert [(one["call"], one["passed"], one["got"]) for one in review.tests] == [
        ("total([1, 2])", True, "3"),
        ("total([])", False, "0"),
        ("total(5)", False, "TypeError: 'int' object is not iterable"),
    ]
    told = [one for one in review.issues_found if one["rule"] == "test-fails"]
    assert [one["line"] for one in told] == ["1", "3"]
    assert told[0]["message"] == "`total([])` gives 0, but 1 was expected"
    assert told[1]["message"].startswith("`total(5)`: ")
    assert review.criteria_scores["correctness"] < 0.5
    assert "expected" in answer.read


async def test_tests_that_pass_are_praised_and_outweigh_what_a_name_means(respond: Respond) -> None:
    code = "def is_even(n):\n    return n % 2 == 1\n"  # somebody counts from one
    tests = {"tests": [{"call": "is_even(1)", "expected": True}, "assert is_even(2) == False"]}
    answer = await respond(request(code=code, criteria=["correctness"], context=tests), None)
    assert answer.metadata["criteria_scores"] == {"correctness": 1.0}
    assert answer.metadata["best_practices"][0] == "Tests: all 2 that came with the code pass."
    assert "only running it" not in answer.content
    without = await respond(request(code=code, criteria=["correctness"]), None)
    assert without.metadata["criteria_scores"]["correctness"] < 1.0


async def test_what_a_program_prints_is_tested(respond: Respond) -> None:
    tests = {"tests": [{"stdin": "4\n", "expected_output": "16\n"}, {"stdin": "3\n", "expected_output": "9\n"}]}
    answer = await respond(
        request(code="n = int(input())\nprint(4 * n)\n", criteria=["correctness"], context=tests), None
    )
    (issue,) = answer.metadata["issues_found"]
    assert (issue["rule"], issue["line"]) == ("test-fails", "2")
    assert issue["message"] == "The program prints '12\\n', but '9\\n' was expected"


async def test_tests_concern_correctness_alone(respond: Respond) -> None:
    answer = await respond(request(context={"tests": ["mean([1]) == 7"]}), None)
    assert answer.metadata["tests"] == []
    assert answer.read == f"how is it?\n{CODE}"


async def test_tests_of_code_that_does_not_compile_wait(respond: Respond) -> None:
    answer = await respond(request(code="def f(:\n", criteria=["correctness"], context={"tests": ["f() == 1"]}), None)
    assert answer.metadata["compiles"] is False
    assert answer.metadata["tests"] == []


async def test_nothing_is_run_where_the_request_says_so(respond: Respond) -> None:
    context = {"run": False, "tests": ["is_even(1) == True"]}
    answer = await respond(
        request(code="def is_even(n):\n    return n % 2 == 1\n", criteria=["correctness"], context=context), None
    )
    assert (answer.metadata["tests"], answer.metadata["issues_found"]) == ([], [])


async def test_a_test_that_cannot_be_read_is_named(respond: Respond) -> None:
    with pytest.raises(InvalidError, match=r"context\.tests\.0"):
        await respond(request(criteria=["correctness"], context={"tests": [{"call": "mean([1])"}]}), None)


async def test_nothing_is_run_unless_correctness_is_asked_for() -> None:
    pool = CpuPool(CpuOptions(processes=1), SPEC.cpu_modules)
    services: Any = SimpleNamespace(cpu=pool, programs=None)
    assert (await responder(services)(request(code="def is_even(n):\n    return n % 2 == 1\n"), None)).metadata[
        "compiles"
    ]
    await pool.stop()


async def test_a_review_says_that_nothing_could_be_run() -> None:
    class Away:
        async def run(self, _: Program) -> Run:
            raise TransientError("no_runner", "the kernel has no seccomp")

    pool = CpuPool(CpuOptions(processes=1), SPEC.cpu_modules)
    services: Any = SimpleNamespace(cpu=pool, programs=Away())
    answer = await responder(services)(request(code="print(1 / 0)\n", criteria=["correctness"]), None)
    assert answer.metadata["left_out"] == ["the program was not tried (the kernel has no seccomp)"]
    await pool.stop()


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
