"""What triage is asked."""

from pydantic import Field

from schemas.base import NonEmpty
from schemas.requests import AgentRequest

__all__ = ["TriageRequest"]


class TriageRequest(AgentRequest):
    """A student's message, which goes to the agent that it is for.

    Attributes:
        query: the message; it may contain code.
        code: code beside it, which then counts in place of that in the message.
        language: of the code.
        exercise_id: the exercise that the student is working on, if any; it may stand in `context` instead.
    """

    code: NonEmpty | None = None
    language: str = Field("python", min_length=1, max_length=50)
    exercise_id: NonEmpty | None = None

    @property
    def exercise(self) -> str | None:
        """The exercise at hand; None without one."""
        given = self.exercise_id or (self.context or {}).get("exercise_id")
        return given if isinstance(given, str) and given else None
