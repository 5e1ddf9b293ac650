"""Problem documents of the debug agent's own."""

from agents.runtime.problems import ProblemType

__all__ = ["UNSUPPORTED_LANGUAGE"]

UNSUPPORTED_LANGUAGE = ProblemType(
    "unsupported-language",
    422,
    "The agent does not know this programming language",
    "Only Python is analysed; `supported` names what `language` may be.",
)
