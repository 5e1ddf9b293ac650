"""What the exercise agent is asked beyond `ExerciseRequest`."""

from pydantic import Field

from schemas.requests import AgentRequest

__all__ = ["HintsRequest", "VerifyRequest"]

_ID_MAX = 300  # characters: an id of ours has some 80
_CODE_MAX = 100_000  # characters: solutions have some hundred; the runner would take more
_LEVELS = 3  # of hints


class VerifyRequest(AgentRequest):
    """A solution to be checked.

    Attributes:
        exercise_id: as it was given with the exercise.
        code: the whole solution.
        hints_taken: how many hints the student has looked at, if whoever asks knows.
    """

    query: str = Field("verify", min_length=1, max_length=1000)
    exercise_id: str = Field(min_length=1, max_length=_ID_MAX)
    code: str = Field(min_length=1, max_length=_CODE_MAX)
    hints_taken: int | None = Field(None, ge=0, le=_LEVELS)


class HintsRequest(AgentRequest):
    """A request for hints.

    Attributes:
        exercise_id: as it was given with the exercise.
        level: how much may be told: 1 is where to look, 2 how to go about it, 3 nearly there.
    """

    query: str = Field("hints", min_length=1, max_length=1000)
    exercise_id: str = Field(min_length=1, max_length=_ID_MAX)
    level: int = Field(1, ge=1, le=_LEVELS)
