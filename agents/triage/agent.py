"""Triage as an agent: decides, lets the chosen agent answer, and adds why."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from agents.curriculum.stuck import says_stuck
from agents.runtime.answering import Answered, Known, RefusedError
from agents.runtime.services import Services
from agents.runtime.tokens import token_efficiency
from agents.triage.loading import subjects, triage
from agents.triage.problems import AGENT_ABSENT
from agents.triage.requests import TriageRequest
from agents.triage.routing import (
    AskBack,
    Errand,
    ask_back,
    errand_for,
    explain_errand,
    explain_verdict,
    request_for,
)
from agents.triage.scoring import Verdict
from schemas.mastery import MasteryScores
from schemas.requests import AgentRequest
from schemas.responses import AgentResponse
from schemas.signals import LearningSignal

__all__ = ["NAME", "Routed", "TriageAgent", "question"]

NAME: Final = "triage"


@dataclass(frozen=True)
class Routed:
    """A message with its destination: a request for the verdict's agent, an errand, or a question back."""

    verdict: Verdict
    request: AgentRequest | AskBack | Errand


@dataclass(frozen=True)
class TriageAgent:
    """Answers messages through the other agents of the worker. It stands where other agents have an `Answerer`.

    Attributes:
        services: its `answerers` are asked.
    """

    services: Services

    @property
    def deadline(self) -> float:
        """Seconds that an answer may take: the chosen agent's, which are the same for all."""
        return self.services.options.answer_deadline

    def route(self, asked: TriageRequest, mastery: MasteryScores | None) -> Routed:
        """Decide who answers and what they are asked."""
        verdict = triage().decide(asked.query, asked.code or "")
        errand = errand_for(verdict, asked)
        if errand is not None:
            return Routed(verdict, errand)
        if verdict.agent is None:
            return Routed(verdict, ask_back(verdict))
        return Routed(verdict, request_for(verdict, asked, subjects(), mastery))

    async def answer(self, request: AgentRequest, known: Known | None, response_id: str) -> Answered:
        """Let the right agent answer. See `agents.runtime.answering.Answerer`.

        The response is that agent's own, with `triage` in its metadata; a question back is triage's.

        Raises:
            RefusedError: the agent is not part of this fleet.
            RecordError, InvalidError: the agent's own.
        """
        asked = TriageRequest.model_validate(request, from_attributes=True)
        routed = self.route(asked, known.scores if known is not None else None)
        if isinstance(routed.request, AskBack):
            answered = Answered(question(asked, routed.verdict, routed.request, response_id), ())
        else:
            answered = await self._ask(routed, routed.request, known, response_id)
        if any(one.kind == "stuck" for one in answered.signals):  # the agent has noticed it, and knows more about it
            return answered
        return replace(answered, signals=(*answered.signals, *self.stuck(asked, routed, response_id)))

    async def _ask(
        self, routed: Routed, request: AgentRequest | Errand, known: Known | None, response_id: str
    ) -> Answered:
        if isinstance(request, Errand):
            answered = await self._run(request, known, response_id)
            told = explain_errand(routed.verdict, request)
        else:
            answerer = self.services.answerers.get(routed.verdict.best)
            if answerer is None:
                raise RefusedError(AGENT_ABSENT, "No worker here runs it", agent=routed.verdict.best)
            answered = await answerer.answer(request, known, response_id)
            told = explain_verdict(routed.verdict)
        metadata = {**answered.response.metadata, NAME: told}
        return replace(answered, response=answered.response.model_copy(update={"metadata": metadata}))

    async def _run(self, errand: Errand, known: Known | None, response_id: str) -> Answered:
        offered = self.services.offered.get(errand.path)
        if offered is None:
            raise RefusedError(AGENT_ABSENT, "No worker here runs it", agent="exercise")
        request = offered.model.read(errand.body)
        return await offered.answerer.answer(request, known if offered.uses_mastery else None, response_id)

    def stuck(self, asked: TriageRequest, routed: Routed, response_id: str) -> list[LearningSignal]:
        """The signal that a student says they are stuck, if they do."""
        words = says_stuck(routed.verdict.message.prose)
        if words is None:
            return []
        concepts = routed.verdict.concepts
        return [
            LearningSignal(
                signal_id=f"{response_id}:{NAME}",
                student_id=asked.student_id,
                timestamp=datetime.now(UTC),
                kind="stuck",
                source=NAME,
                component=concepts[0] if concepts else None,
                detail=words,
            )
        ]


def question(asked: TriageRequest, verdict: Verdict, back: AskBack, response_id: str) -> AgentResponse:
    """The answer that asks back."""
    return AgentResponse(
        response_id=response_id,
        agent_type=NAME,
        student_id=asked.student_id,
        timestamp=datetime.now(UTC),
        content=back.words,
        metadata={NAME: explain_verdict(verdict, back.needs)},
        token_efficiency=token_efficiency(asked.query + (asked.code or ""), back.words),
        processing_time_ms=0.0,
    )
