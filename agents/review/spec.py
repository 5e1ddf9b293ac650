"""The review agent as data: answers `review.requests` and `POST /review/assess`."""

from agents.review.agent import UNKNOWN_CRITERION, responder
from agents.runtime.spec import AgentSpec, Answering
from schemas.requests import ReviewRequest
from schemas.topics import AGENT_RESPONSES, DEAD_LETTER_STATUS, DEAD_LETTERS, LEARNING_SIGNALS, REVIEW_REQUESTS

__all__ = ["SPEC"]

SPEC = AgentSpec(
    name="review",
    title="Reviews code for readability, efficiency and style, and tries its functions for correctness",
    writes=(AGENT_RESPONSES, DEAD_LETTERS, DEAD_LETTER_STATUS, LEARNING_SIGNALS),
    answers=(
        Answering(
            ReviewRequest,
            responder,
            REVIEW_REQUESTS,
            "/review/assess",
            "Scores code, with what would make it better and why.",
            example={
                "student_id": "stu-00123",
                "query": "Is it good?",
                "code": "total=0\nfor i in [1,2]:\n  total+=i\n",
            },
        ),
    ),
    cpu_modules=("agents.review.assessment", "agents.trials.trial"),
    runs_programs=True,
    problems=(UNKNOWN_CRITERION,),
)
