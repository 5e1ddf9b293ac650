"""Agents without a table, over HTTP: the view of `POST {path}`, the same for every agent.

The worker that has the student's partition answers, as the student's mastery is at hand only there; others forward to
it. While nobody has it, whoever was asked answers without: late help is worse than help that knows less.
"""

import math
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from agents.runtime.access import LEARNERS
from agents.runtime.answering import Answered, Answerer, Known, RefusedError
from agents.runtime.errors import PoisonError, TransientError
from agents.runtime.guard import Guard
from agents.runtime.patience import BusyError
from agents.runtime.problems import BUSY, OWNER_SILENT, PARTITION_AWAY, TRY_AGAIN, UNANSWERABLE, ProblemError
from agents.runtime.request_agent import emits_of
from agents.runtime.services import Services
from agents.runtime.spec import Answering
from agents.runtime.web import NoQuery, Route, json_response, read_json, read_query
from schemas.requests import AgentRequest
from schemas.responses import AgentResponse
from tables.reader import NotOwnedError

__all__ = ["SIGNALS_S", "Answers", "AnswersRequests", "RequestView"]

SIGNALS_S = 1.0
"""Seconds for which an answer waits for its signals to be confirmed, which takes some 5 ms: the student comes first."""

_WAY_S = 2.0
"""Seconds that forwarding may take on top of the answer itself."""


class AnswersRequests(Protocol):
    """What answers requests: an agent's `Answerer`, or triage, which asks those."""

    @property
    def deadline(self) -> float:
        """Seconds that an answer may take."""

    async def answer(self, request: AgentRequest, known: Known | None, response_id: str) -> Answered:
        """See `agents.runtime.answering.Answerer.answer`."""


@dataclass(frozen=True)
class Answers:
    """Answers requests over HTTP: with the student's mastery, wherever that is, and with what was noticed sent.

    Attributes:
        answerer: asks the agent.
        guard: what all agents share, for this agent.
        services: everything else.
        uses_mastery: whether the answer depends on the student's mastery.
    """

    answerer: AnswersRequests
    guard: Guard
    services: Services
    uses_mastery: bool = True

    async def respond(self, request: web.Request, asked: AgentRequest) -> web.Response:
        """Answer a request that has been read.

        Args:
            request: as it came, should another worker have to answer.
            asked: of the agent's model.
        """
        if not self.uses_mastery:
            return await self._answer(asked, None)
        try:
            scores = self.services.reader.student(asked.student_id).scores()
        except NotOwnedError as away:
            return await self._elsewhere(request, asked, away.partition)
        return await self._answer(asked, Known("new") if scores is None else Known("known", scores))

    async def _elsewhere(self, request: web.Request, asked: AgentRequest, partition: int) -> web.Response:
        try:
            body = await request.read()  # kept since it was read
            return await self.services.forward(request, partition, seconds=self.answerer.deadline + _WAY_S, body=body)
        except ProblemError as problem:
            if problem.kind not in (PARTITION_AWAY, OWNER_SILENT):
                raise
        return await self._answer(asked, Known("unavailable"))

    async def _answer(self, asked: AgentRequest, known: Known | None) -> web.Response:
        response_id = f"{self.guard.agent}-{self.services.new_id()}"
        try:
            answered = await self.answerer.answer(asked, known, response_id)
        except RefusedError as error:
            raise ProblemError(error.kind, error.detail, **error.members) from error
        except BusyError as error:
            again = {"Retry-After": str(math.ceil(error.retry_after))}
            raise ProblemError(BUSY, str(error), headers=again) from error
        except PoisonError as error:
            raise ProblemError(UNANSWERABLE, str(error), code=error.code) from error
        except TransientError as error:
            raise ProblemError(TRY_AGAIN, str(error), code=error.code) from error
        await self.services.outbox.post(emits_of(self.guard, answered, response=False), SIGNALS_S)
        return json_response(answered.response.model_dump(mode="json"))


@dataclass(frozen=True)
class RequestView:
    """The view of one kind of request.

    Attributes:
        answering: the model and the path.
        answerer: asks the agent.
        guard: what all agents share, for this agent.
        services: everything else.
    """

    answering: Answering
    answerer: Answerer
    guard: Guard
    services: Services

    def route(self) -> Route:
        """The view as data."""
        one = self.answering
        return Route(
            "POST",
            one.path or "",
            self.post,
            one.summary,
            query=NoQuery,
            body=one.model,
            access=LEARNERS,
            answers=AgentResponse,
            example=one.example,
        )

    async def post(self, request: web.Request) -> web.Response:
        """Read, answer, send what was noticed."""
        read_query(request, NoQuery)
        asked = await read_json(request, self.answering.model, self.services.options.max_record_bytes, closed=True)
        answers = Answers(self.answerer, self.guard, self.services, self.answering.uses_mastery)
        return await answers.respond(request, asked)
