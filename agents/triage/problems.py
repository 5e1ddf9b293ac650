"""What can go wrong with a message to triage."""

from agents.runtime.problems import ProblemType

__all__ = ["AGENT_ABSENT"]

AGENT_ABSENT = ProblemType(
    "agent-absent",
    503,
    "The agent that the message is for is not part of this fleet",
    "`agent` names it; start workers that run it.",
)
