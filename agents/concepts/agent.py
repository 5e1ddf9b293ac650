"""The concepts agent's responders: what is decided stands in the modules beside this one."""

from functools import cache

from agents.concepts.answers import explain, explain_path, explanation_words, not_found_words, path_words
from agents.concepts.finding import Finder, Found
from agents.concepts.problems import UNKNOWN_CONCEPT
from agents.concepts.requests import PathRequest
from agents.curriculum.loading import curriculum
from agents.curriculum.model import Curriculum
from agents.curriculum.names import Names
from agents.curriculum.standing import Standing, standing_of
from agents.curriculum.stuck import says_stuck
from agents.runtime.answering import Answer, RefusedError, Respond, Signal
from agents.runtime.services import Services
from schemas.errors import InvalidError
from schemas.mastery import MasteryScores
from schemas.requests import AgentRequest

__all__ = ["ConceptsAgent", "concepts_agent", "explainer", "path_finder"]


class ConceptsAgent:
    """Answers by the course. It takes a millisecond or two, so it works in the event loop."""

    def __init__(self, course: Curriculum) -> None:
        self.course = course
        self.names = Names(course)
        self._finder = Finder(course)

    async def explain(self, request: AgentRequest, mastery: MasteryScores | None) -> Answer:
        """Explain what a question is about. See `agents.runtime.answering.Respond`.

        `context` may name the concept: `{"concept": "for-loops"}`.

        Raises:
            RefusedError: the context names a concept that the course does not have.
            InvalidError: the context's concept is no name at all.
        """
        found = self._found(request)
        stuck = says_stuck(request.query)
        signals = (Signal("stuck", component=found.concept, detail=stuck),) if stuck is not None else ()
        if found.concept is None:
            words = not_found_words(self.course, found.nearest)
            return Answer(words, {"concept": None, "nearest": list(found.nearest)}, request.query, signals)
        concept = self.course.concepts[found.concept]
        explained = explain(self.course, self._standing(mastery), concept, request.query, found)
        metadata = {**explained.model_dump(), "nearest": list(found.nearest)}
        read = "\n".join([request.query, *concept.explanation.values(), *(one.code for one in concept.examples)])
        return Answer(explanation_words(self.course, explained), metadata, read, signals)

    async def path(self, request: PathRequest, mastery: MasteryScores | None) -> Answer:
        """Show the way to a goal. See `agents.runtime.answering.Respond`.

        Raises:
            RefusedError: the goal is not in the course.
        """
        path = explain_path(self.course, self._standing(mastery), self._goals(request))
        known = mastery.model_dump_json() if mastery is not None else ""
        read = "\n".join([request.query, known, *(step["title"] for step in path["steps"])])
        return Answer(path_words(self.course, path), path, read)

    def _found(self, request: AgentRequest) -> Found:
        given = (request.context or {}).get("concept")
        if given is None:
            return self._finder.find(request.query)
        if not isinstance(given, str):
            raise InvalidError.of("context.concept", "must be the name of a concept")
        concept = self.names.concept(given)
        if concept is None:
            raise self.unknown(given)
        return Found(concept, 1.0, ())

    def _goals(self, request: PathRequest) -> tuple[str, ...]:
        if request.goal is not None:
            goals = self.names.concepts(request.goal)
            if not goals:
                raise self.unknown(request.goal)
            return goals
        found = self._finder.find(request.query)
        if found.concept is None:
            detail = "The question names no goal of the course: give `goal`"
            raise RefusedError(UNKNOWN_CONCEPT, detail, nearest=list(found.nearest))
        return (found.concept,)

    def unknown(self, name: str) -> RefusedError:
        """The error for a name that no concept has."""
        nearest = self.names.nearest(name)
        return RefusedError(UNKNOWN_CONCEPT, f"Nearest are {', '.join(nearest)}", nearest=nearest)

    def _standing(self, mastery: MasteryScores | None) -> Standing:
        return standing_of(self.course, self.names, mastery)


@cache  # one for a process: it is the same for all, and takes a moment to make
def concepts_agent() -> ConceptsAgent:
    """The agent over the course of this repository."""
    return ConceptsAgent(curriculum())


def explainer(_: Services) -> Respond:
    """Make what answers questions."""
    return concepts_agent().explain


def path_finder(_: Services) -> Respond:
    """Make what answers requests for a path."""
    return concepts_agent().path
