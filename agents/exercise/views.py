"""The page of one exercise."""

from aiohttp import web

from agents.exercise.agent import ExerciseAgent
from agents.exercise.answers import exercise_page, made_public
from agents.exercise.catalogue import families
from agents.runtime.access import LEARNERS, ONLY_STUDENT, Role, caller_of
from agents.runtime.answering import RefusedError
from agents.runtime.problems import ProblemError
from agents.runtime.web import NoQuery, Route, json_response, read_query

__all__ = ["ExercisePages", "may_see_solutions"]


def may_see_solutions(request: web.Request) -> bool:
    """Whether who asks is a teacher or an admin."""
    caller = caller_of(request)
    return caller is not None and caller.has(Role.TEACHER, Role.ADMIN)


class ExercisePages:
    """The pages."""

    def __init__(self, agent: ExerciseAgent) -> None:
        self._agent = agent

    def routes(self) -> tuple[Route, ...]:
        """The pages as data."""
        path = "/exercise/{exercise_id}"
        return (Route("GET", path, self.get, "An exercise that was handed out.", query=NoQuery, access=LEARNERS),)

    async def get(self, request: web.Request) -> web.Response:
        """`GET /exercise/{exercise_id}`: also when it has expired. A student sees their own."""
        read_query(request, NoQuery)
        exercise_id = request.match_info["exercise_id"]
        try:
            ticket = self._agent.tickets.read(exercise_id, request.get(ONLY_STUDENT))
        except RefusedError as error:
            raise ProblemError(error.kind, error.detail, **error.members) from error
        family = families()[ticket.family]
        exercise = await self._agent.exercise(ticket.family, ticket.seed)
        public = made_public(
            exercise,
            family,
            topic=family.concept,
            rules=ticket.rules,
            exercise_id=exercise_id,
            expires=self._agent.tickets.expires(ticket),
        )
        reference = exercise.reference if may_see_solutions(request) else None
        return json_response(exercise_page(public, ticket.made, reference))
