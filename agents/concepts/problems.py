"""What can go wrong with a request to the concepts agent."""

from agents.runtime.problems import ProblemType

__all__ = ["UNKNOWN_CONCEPT"]

UNKNOWN_CONCEPT = ProblemType(
    "unknown-concept",
    404,
    "The course has no such concept",
    "`nearest` names the concepts that look most like it; `GET /concepts` lists all.",
)
