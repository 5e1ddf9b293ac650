"""Triage over HTTP: the answer in one round trip, or with `?async=1` on `agent.responses`."""

from typing import Annotated

from aiohttp import web
from pydantic import Field

from agents.runtime.access import LEARNERS
from agents.runtime.guard import Guard
from agents.runtime.problems import UNCONFIRMED, ProblemError
from agents.runtime.publisher import UnconfirmedError
from agents.runtime.request_views import SIGNALS_S, Answers
from agents.runtime.services import Services
from agents.runtime.web import Query, Route, json_response, read_json, read_query
from agents.triage.agent import NAME, Routed, TriageAgent
from agents.triage.requests import TriageRequest
from agents.triage.routing import TOPICS, AskBack, Errand, explain_verdict
from schemas.answers import ComingAnswer
from schemas.ids import origin_id
from schemas.mastery import MasteryScores
from schemas.requests import AgentRequest
from schemas.responses import AgentResponse
from schemas.signals import LearningSignal
from schemas.topics import AGENT_RESPONSES, LEARNING_SIGNALS, PARTITIONS
from tables.ownership import Emit
from tables.reader import NotOwnedError

__all__ = ["TriagePages", "TriageQuery"]


class TriageQuery(Query):
    """Parameters of `POST /triage`.

    Attributes:
        later: `async=1`: publish the request and answer at once with where its answer will be.
    """

    later: Annotated[bool, Field(alias="async")] = False


class TriagePages:
    """The page of triage."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._agent = TriageAgent(services)
        self._guard = Guard(
            agent=NAME,
            codec=services.codec,
            partitions=PARTITIONS,
            broker_dated=False,
            max_record_bytes=services.options.max_record_bytes,
        )
        self._answers = Answers(self._agent, self._guard, services)

    def routes(self) -> tuple[Route, ...]:
        """The page as data."""
        summary = "Let the right agent answer a message."
        return (
            Route(
                "POST",
                "/triage",
                self.post,
                summary,
                query=TriageQuery,
                body=TriageRequest,
                access=LEARNERS,
                answers=AgentResponse,
                accepted=ComingAnswer,
                example={"student_id": "stu-00123", "query": "What is a dictionary?"},
            ),
        )

    async def post(self, request: web.Request) -> web.Response:
        """`POST /triage`."""
        query = read_query(request, TriageQuery)
        asked = await read_json(request, TriageRequest, self._services.options.max_record_bytes, closed=True)
        if not query.later:
            return await self._answers.respond(request, asked)
        routed = self._agent.route(asked, self._mastery(asked.student_id))
        if isinstance(routed.request, AskBack | Errand):  # there is nothing to publish, or no topic that takes it
            return await self._answers.respond(request, asked)
        return await self._publish(asked, routed, routed.request)

    async def _publish(self, asked: TriageRequest, routed: Routed, request: AgentRequest) -> web.Response:
        services, agent = self._services, routed.verdict.best
        topic = TOPICS[agent]
        value = services.codec.encode(topic.subject, request.to_avro())
        home = self._guard.home(asked.student_id)
        try:
            place = await services.publisher.publish(topic.name, asked.student_id.encode(), value, home)
        except UnconfirmedError as error:
            raise ProblemError(UNCONFIRMED, f"The request may not have arrived: {error}") from error
        response_id = f"{agent}-{origin_id(place.topic, place.partition, place.offset)}"
        if agent == "progress":  # the others notice it themselves
            await self._signal(self._agent.stuck(asked, routed, response_id))
        body = {
            "response_id": response_id,
            "topic": AGENT_RESPONSES.name,
            "agent_type": agent,
            "student_id": asked.student_id,
            NAME: explain_verdict(routed.verdict),
        }
        return json_response(body, 202)

    async def _signal(self, signals: list[LearningSignal]) -> None:
        codec = self._services.codec
        emits = [
            Emit(
                LEARNING_SIGNALS.name,
                one.student_id.encode(),
                codec.encode(LEARNING_SIGNALS.subject, one.to_avro()),
                self._guard.home(one.student_id),
            )
            for one in signals
        ]
        await self._services.outbox.post(emits, SIGNALS_S)

    def _mastery(self, student_id: str) -> MasteryScores | None:
        """The student's, where it is at hand: it only helps to choose what to practise."""
        try:
            return self._services.reader.student(student_id).scores()
        except NotOwnedError:
            return None
