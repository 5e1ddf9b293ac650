"""The debug agent as data."""

from agents.debug.agent import debugger
from agents.runtime.spec import AgentSpec, Answering
from schemas.requests import DebugRequest
from schemas.topics import AGENT_RESPONSES, DEAD_LETTER_STATUS, DEAD_LETTERS, DEBUG_REQUESTS, LEARNING_SIGNALS

__all__ = ["SPEC"]

SPEC = AgentSpec(
    name="debug",
    title="Finds what is wrong with a student's code, where and why, and hints at what to try",
    writes=(AGENT_RESPONSES, DEAD_LETTERS, DEAD_LETTER_STATUS, LEARNING_SIGNALS),
    answers=(
        Answering(
            DebugRequest,
            debugger,
            topic=DEBUG_REQUESTS,
            path="/debug/analyze",
            summary="What is wrong with code, where, why, and what to try next.",
            example={"student_id": "stu-00123", "query": "Why?", "code": "for i in range(3)\n    print(i)\n"},
        ),
    ),
    cpu_modules=("agents.debug.warm",),
    runs_programs=True,
)
