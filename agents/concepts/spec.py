"""The concepts agent as data: explains what a student asks about, and shows the way to what they want to learn."""

from agents.concepts.agent import concepts_agent, explainer, path_finder
from agents.concepts.problems import UNKNOWN_CONCEPT
from agents.concepts.requests import PathRequest
from agents.concepts.views import ConceptPages
from agents.runtime.spec import AgentSpec, Answering
from schemas.requests import AgentRequest
from schemas.topics import AGENT_RESPONSES, CONCEPTS_REQUESTS, DEAD_LETTER_STATUS, DEAD_LETTERS, LEARNING_SIGNALS

__all__ = ["SPEC"]

SPEC = AgentSpec(
    name="concepts",
    title="Explains concepts of the course at the student's level",
    writes=(AGENT_RESPONSES, LEARNING_SIGNALS, DEAD_LETTERS, DEAD_LETTER_STATUS),
    answers=(
        Answering(
            AgentRequest,
            explainer,
            topic=CONCEPTS_REQUESTS,
            path="/concepts/explain",
            summary="Explain what a question is about.",
            example={"student_id": "stu-00123", "query": "How do I repeat something with a for loop?"},
        ),
        Answering(
            PathRequest,
            path_finder,
            path="/concepts/path",
            summary="The way to a concept, module or topic.",
            example={"student_id": "stu-00123", "goal": "recursion"},
        ),
    ),
    routes=lambda _: ConceptPages(concepts_agent()).routes(),
    problems=(UNKNOWN_CONCEPT,),
)
