"""What the concepts agent is asked beyond the requests of all agents."""

from pydantic import Field

from schemas.requests import AgentRequest

__all__ = ["PathRequest"]

_GOAL_MAX = 200  # characters: the longest name of a concept has some 60


class PathRequest(AgentRequest):
    """A request for the way to a goal.

    Attributes:
        query: the goal in words, if `goal` is not given.
        goal: a concept, module or topic: its id, title or another name of it.
    """

    query: str = Field("path", min_length=1, max_length=1000)
    goal: str | None = Field(None, min_length=1, max_length=_GOAL_MAX)
