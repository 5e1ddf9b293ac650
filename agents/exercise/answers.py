"""What the exercise agent says, in words and as data. Pure."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from agents.exercise.choice import Standing
from agents.exercise.constraints import RULES
from agents.exercise.family import Family
from agents.exercise.making import Check, Exercise
from agents.exercise.rating import chance
from agents.exercise.requests import HintsRequest, VerifyRequest
from agents.exercise.verdict import Verdict
from agents.runtime.answering import Answer, Progress, Signal
from schemas.requests import Difficulty, ExerciseRequest
from schemas.responses import GeneratedExercise
from schemas.times import iso_utc

__all__ = ["exercise_answer", "exercise_page", "hints_answer", "made_public", "verdict_answer"]


def made_public(
    exercise: Exercise, family: Family, *, topic: str, rules: tuple[str, ...], exercise_id: str, expires: int
) -> GeneratedExercise:
    """An exercise as its student sees it: without the reference and the hidden tests."""
    return GeneratedExercise(
        problem=_statement(exercise, rules),
        topic=topic,
        difficulty=family.difficulty,
        hints=list(exercise.hints),
        test_cases=[_case(check) for check in exercise.visible],
        estimated_time_minutes=family.minutes,
        exercise_id=exercise_id,
        concept=family.concept,
        constraints=list(rules),
        hidden_tests=len(exercise.hidden),
        expires_at=datetime.fromtimestamp(expires, UTC),
    )


def _statement(exercise: Exercise, rules: tuple[str, ...]) -> str:
    if not rules:
        return exercise.statement
    listed = "\n".join(f"- {RULES[name].text}" for name in rules)
    return f"{exercise.statement}\n\nYour solution has to keep these rules:\n\n{listed}"


def _case(check: Check) -> dict[str, Any]:
    return {"input": check.code, "expected": check.expected.shown()}


def exercise_answer(
    request: ExerciseRequest,
    public: GeneratedExercise,
    family: Family,
    at: Standing,
    wished: Difficulty | None,
    *,
    due: list[str],
    beside: bool,
) -> Answer:
    """The answer to a request for an exercise.

    Args:
        request: what was asked for.
        public: the exercise.
        family: of it.
        at: where the student stands with its concept.
        wished: the difficulty that was asked for.
        due: concepts that the student should practise again.
        beside: whether it practises not the topic itself but what is next to it.
    """
    expected = round(chance(at.rating, family.item_level), 3)
    why = {"basis": at.basis, "expected_success": expected, "wished_difficulty": wished, "due": due}
    note = f"There is no exercise on this itself; here is one on {family.concept}.\n\n" if beside else ""
    if wished is not None and wished != family.difficulty:
        note += f"There is no {wished} exercise for this; here is a {family.difficulty} one.\n\n"
    data = {**public.model_dump(mode="json"), "choice": why}
    item = {"exercise_id": public.exercise_id, "family": family.name, "difficulty": family.difficulty}
    started = Signal("started", family.concept, family.difficulty, item)
    read = f"{request.query}\n{request.topic}\n{public.problem}"
    return Answer(f"{note}{public.problem}", data, read, (started,))


def verdict_answer(
    request: VerifyRequest, exercise: Exercise, family: Family, verdict: Verdict, progress: Progress
) -> Answer:
    """The answer to a solution; what is noticed and the progress it makes go with it."""
    data = {
        "exercise_id": request.exercise_id,
        "concept": family.concept,
        "difficulty": family.difficulty,
        "passed": verdict.passed,
        "tests": verdict.tests,
        "tests_passed": verdict.tests_passed,
        "visible": [asdict(one) for one in verdict.shown],
        "hidden": {"tests": verdict.hidden, "passed": verdict.hidden_passed},
        "broken_constraints": [{"name": name, "rule": RULES[name].text} for name in verdict.broken],
        "problem": verdict.problem or None,
        "error": verdict.error,
        "scores": progress.scores.model_dump(),
    }
    read = f"{exercise.statement}\n{request.code}\n" + "\n".join(check.code for check in exercise.tests)
    return Answer(_verdict_words(verdict), data, read, _noticed(request, family, verdict), (progress,))


def _verdict_words(verdict: Verdict) -> str:
    if verdict.passed:
        return f"Solved: all {verdict.tests} tests pass."
    lines = []
    if verdict.problem:
        lines.append(verdict.problem)
    else:
        lines.append(f"{verdict.tests_passed} of {verdict.tests} tests pass.")
        lines += [
            f"For `{one.input}` the result should be {one.expected}; yours is {one.got}."
            for one in verdict.shown
            if not one.passed
        ]
        missing = verdict.hidden - verdict.hidden_passed
        if missing:
            lines.append(f"Of the {verdict.hidden} hidden tests {missing} fail: think of unusual input.")
    lines += [f"A rule is broken: {RULES[name].text}" for name in verdict.broken]
    return "\n".join(lines)


def _noticed(request: VerifyRequest, family: Family, verdict: Verdict) -> tuple[Signal, ...]:
    """A solved exercise, or a failed run and the error behind it if there is one."""
    item = {"exercise_id": request.exercise_id, "family": family.name, "difficulty": family.difficulty}
    if verdict.passed:
        return (Signal("passed", family.concept, None, item),)
    failed = Signal("failed_run", family.concept, verdict.error or "tests", item)
    if verdict.error is None:
        return (failed,)
    return (Signal("error", family.concept, verdict.error, item), failed)


def hints_answer(request: HintsRequest, exercise: Exercise, family: Family) -> Answer:
    """The answer to a request for hints."""
    told = list(exercise.hints[: request.level])
    data = {
        "exercise_id": request.exercise_id,
        "concept": family.concept,
        "level": request.level,
        "levels": len(exercise.hints),
        "hints": told,
    }
    return Answer(told[-1], data, read=exercise.statement)


def exercise_page(public: GeneratedExercise, made: int, reference: str | None) -> dict[str, Any]:
    """What `GET /exercise/{exercise_id}` shows; the reference only to those who may see it."""
    page = {**public.model_dump(mode="json"), "made_at": iso_utc(made * 1000)}
    return page if reference is None else {**page, "reference_solution": reference}
