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
    """

    code: NonEmpty | None = None
    language: str = Field("python", min_length=1, max_length=50)
