"""The exercise agent as data: makes exercises for a student, checks solutions, gives hints."""

from agents.exercise.agent import ExerciseAgent
from agents.exercise.problems import PROBLEMS
from agents.exercise.requests import HintsRequest, VerifyRequest
from agents.exercise.views import ExercisePages
from agents.runtime.spec import AgentSpec, Answering
from schemas.requests import ExerciseRequest
from schemas.topics import (
    AGENT_RESPONSES,
    DEAD_LETTER_STATUS,
    DEAD_LETTERS,
    EXERCISE_REQUESTS,
    LEARNING_EVENTS,
    LEARNING_SIGNALS,
)

__all__ = ["SPEC"]

SPEC = AgentSpec(
    name="exercise",
    title="Makes exercises that fit the student, checks solutions, gives hints",
    writes=(AGENT_RESPONSES, LEARNING_SIGNALS, LEARNING_EVENTS, DEAD_LETTERS, DEAD_LETTER_STATUS),
    answers=(
        Answering(
            ExerciseRequest,
            lambda services: ExerciseAgent(services).generate,
            topic=EXERCISE_REQUESTS,
            path="/exercise/generate",
            summary="Make an exercise that fits the student.",
            example={
                "student_id": "stu-00123",
                "query": "Something to practise",
                "topic": "loops",
                "difficulty": "easy",
            },
        ),
        Answering(
            VerifyRequest,
            lambda services: ExerciseAgent(services).verify,
            path="/exercise/verify",
            summary="Check a solution of an exercise.",
        ),
        Answering(
            HintsRequest,
            lambda services: ExerciseAgent(services).hints,
            path="/exercise/hints",
            summary="Give hints for an exercise.",
            uses_mastery=False,
        ),
    ),
    routes=lambda services: ExercisePages(ExerciseAgent(services)).routes(),
    problems=PROBLEMS,
    cpu_modules=("agents.exercise.agent",),
    runs_programs=True,
)
