"""What can go wrong with a request to the exercise agent."""

from agents.runtime.problems import ProblemType

__all__ = [
    "EXPIRED_EXERCISE",
    "FOREIGN_EXERCISE",
    "IMPOSSIBLE_CONSTRAINTS",
    "PROBLEMS",
    "REVISED_EXERCISE",
    "UNKNOWN_EXERCISE",
    "UNKNOWN_TOPIC",
]

UNKNOWN_TOPIC = ProblemType(
    "unknown-topic", 422, "There are no exercises on this topic", "`nearest` names topics that have some: ask for one."
)
IMPOSSIBLE_CONSTRAINTS = ProblemType(
    "impossible-constraints",
    422,
    "No exercise on this topic can be solved under these constraints",
    "`possible` names what each can be asked for, `least_minutes` the shortest exercise: ask for less.",
)
UNKNOWN_EXERCISE = ProblemType(
    "unknown-exercise", 404, "There is no such exercise", "Send the `exercise_id` exactly as it was given."
)
FOREIGN_EXERCISE = ProblemType(
    "foreign-exercise", 403, "The exercise was made for another student", "Ask for an exercise of your own."
)
EXPIRED_EXERCISE = ProblemType("expired-exercise", 410, "The exercise has expired", "Ask for a new one.")
REVISED_EXERCISE = ProblemType(
    "revised-exercise", 410, "The exercise has been revised since it was handed out", "Ask for a new one."
)

PROBLEMS = (
    UNKNOWN_TOPIC,
    IMPOSSIBLE_CONSTRAINTS,
    UNKNOWN_EXERCISE,
    FOREIGN_EXERCISE,
    EXPIRED_EXERCISE,
    REVISED_EXERCISE,
)
