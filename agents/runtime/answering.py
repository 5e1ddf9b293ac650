"""What an agent without a table makes: an answer, the same whichever way the question came.

An agent writes one function, its *responder* (`Respond`). What stands around it is here and is the same for all: the
`AgentResponse` with its measured time and computed token efficiency, the learning signals, and how long it may take.
`request_agent.py` asks it for records of a request topic, `request_views.py` for HTTP requests.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from agents.curriculum.stuck import says_stuck
from agents.runtime.dead_letters import error_code
from agents.runtime.errors import PoisonError, TransientError
from agents.runtime.measures import AgentMeasures
from agents.runtime.patience import within
from agents.runtime.problems import ProblemType
from agents.runtime.tokens import token_efficiency
from schemas.mastery import MasteryScores
from schemas.metadata import ProgressMetadata
from schemas.progress import ComponentScores, StudentProgress, mastery_of, version_of
from schemas.requests import AgentRequest
from schemas.responses import AgentResponse
from schemas.signals import LearningSignal, SignalKind

if TYPE_CHECKING:
    from schemas.responses import AgentType

__all__ = ["BASIS", "Answer", "Answered", "Answerer", "Known", "Progress", "RefusedError", "Respond", "Signal"]

BASIS = "mastery_basis"
"""Name in an answer's metadata that tells what was known of the student."""

Basis = Literal["known", "new", "unavailable"]
"""The student's mastery; nothing as they are new; nothing as no worker has their partition at the moment."""


@dataclass(frozen=True)
class Signal:
    """Something that an agent noticed about the student; it becomes a `LearningSignal` of `learning.signals`."""

    kind: SignalKind
    component: str | None = None
    detail: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """What an answer says about the student's progress in a component; it becomes an event of `learning.events`."""

    component: str
    scores: ComponentScores
    metadata: ProgressMetadata | None = None


@dataclass(frozen=True)
class Answer:
    """What an agent decided.

    Attributes:
        content: the answer in plain words.
        metadata: the agent's full model, as JSON values.
        read: the text that a language model would have to read for the same task (see `tokens.py`).
        signals: what was noticed about the student.
        progress: what the student has shown, as scores drawn from their mastery. It is left out where that was not at
            hand: scores drawn from nothing would take the place of what they have reached.
    """

    content: str
    metadata: dict[str, Any]
    read: str
    signals: tuple[Signal, ...] = ()
    progress: tuple[Progress, ...] = ()


Respond = Callable[[Any, MasteryScores | None], Awaitable[Answer]]
"""An agent's responder: a validated request of the agent's model, and the student's mastery if it is known.

It changes nothing, so that it can be asked again for the same request; the same request gives the same metadata. CPU
work belongs into `Services.cpu`, never into the event loop.

Raises:
    RefusedError: the request is well formed and cannot be answered, such as an unknown concept.
    InvalidError: a field breaks a rule that the model does not know.
    TransientError: it may work later, such as a runner that is not there.
"""


class RefusedError(PoisonError):
    """A well-formed request that the agent cannot answer: a problem document over HTTP, a dead letter over Kafka.

    Attributes:
        kind: of the problem; the agent's own kinds stand in its `AgentSpec.problems`.
        detail: what is wrong with this request and what to do. It carries nothing of what the student wrote.
        members: more for programs, such as the nearest known names.
    """

    def __init__(self, kind: ProblemType, detail: str, **members: Any) -> None:
        super().__init__(kind.code, detail)
        self.kind = kind
        self.detail = detail
        self.members = members

    def __reduce__(self) -> tuple[Any, ...]:
        return _refused, (type(self), self.kind, self.detail, self.members)


def _refused(kind_of: type[RefusedError], kind: ProblemType, detail: str, members: Mapping[str, Any]) -> RefusedError:
    return kind_of(kind, detail, **members)


@dataclass(frozen=True)
class Known:
    """What is known of a student when they ask."""

    basis: Basis
    scores: MasteryScores | None = None


@dataclass(frozen=True)
class Answered:
    """An answer as it is sent."""

    response: AgentResponse
    signals: tuple[LearningSignal, ...]
    events: tuple[StudentProgress, ...] = ()


@dataclass(frozen=True)
class Answerer:
    """One agent's responder with what surrounds it.

    Attributes:
        agent: who answers: an `AgentType`.
        respond: see `Respond`.
        deadline: seconds that an answer may take.
        measures: of the agent.
    """

    agent: str
    respond: Respond
    deadline: float
    measures: AgentMeasures = field(default_factory=AgentMeasures)

    async def answer(
        self, request: AgentRequest, known: Known | None, response_id: str, *, waits: bool = False
    ) -> Answered:
        """Ask the agent.

        Args:
            request: of the agent's model.
            known: of the student; None for an agent that does not ask for it.
            response_id: the same for every copy of this answer.
            waits: whether it waits for room where there is none (see `patience.py`).

        Raises:
            TransientError: it took too long.
            RecordError, InvalidError: see `Respond`.
        """
        started = time.perf_counter()
        ended = "cancelled"
        try:
            answer = await self._within_deadline(request, known, waits=waits)
            ended = "answered"
        except Exception as error:
            ended = error_code(error)
            raise
        finally:
            self.measures.ended[ended] += 1
            self.measures.answers.observe(time.perf_counter() - started)
        metadata = answer.metadata if known is None else {**answer.metadata, BASIS: known.basis}
        now = datetime.now(UTC)
        response = AgentResponse(
            response_id=response_id,
            agent_type=cast("AgentType", self.agent),
            student_id=request.student_id,
            timestamp=now,
            content=answer.content,
            metadata=metadata,
            token_efficiency=token_efficiency(answer.read, answer.content),
            processing_time_ms=round((time.perf_counter() - started) * 1000, 3),
        )
        progress = answer.progress if known is not None and known.basis != "unavailable" else ()
        return Answered(
            response,
            tuple(self._signals(request, response_id, now, with_stuck(request.query, answer.signals))),
            tuple(_event(request, f"{response_id}:{number}", now, one) for number, one in enumerate(progress)),
        )

    async def _within_deadline(self, request: AgentRequest, known: Known | None, *, waits: bool) -> Answer:
        try:
            async with within(self.deadline, waits=waits):
                return await self.respond(request, known.scores if known is not None else None)
        except TimeoutError:
            raise TransientError("timeout", f"no answer within {self.deadline:g} s") from None

    def _signals(
        self, request: AgentRequest, response_id: str, now: datetime, noticed: tuple[Signal, ...]
    ) -> list[LearningSignal]:
        return [
            LearningSignal(
                signal_id=f"{response_id}:{number}",
                student_id=request.student_id,
                timestamp=now,
                kind=one.kind,
                source=self.agent,
                component=one.component,
                detail=one.detail,
                metadata=one.metadata,
            )
            for number, one in enumerate(noticed)
        ]


def with_stuck(query: str, signals: tuple[Signal, ...]) -> tuple[Signal, ...]:
    """What was noticed, and that the student says they are stuck, if they do and the agent has not noticed it itself.

    Whichever agent is asked: it is said in the component that the agent's own signals name.
    """
    words = says_stuck(query)
    if words is None or any(one.kind == "stuck" for one in signals):
        return signals
    component = next((one.component for one in signals if one.component is not None), None)
    return (*signals, Signal("stuck", component, words))


def _event(request: AgentRequest, event_id: str, now: datetime, progress: Progress) -> StudentProgress:
    return StudentProgress(
        version=version_of(progress.metadata),
        event_id=event_id,
        timestamp=int(now.timestamp() * 1000),
        student_id=request.student_id,
        component=progress.component,
        scores=progress.scores,
        mastery=mastery_of(progress.scores),
        idempotency_key=event_id,
        metadata=progress.metadata,
    )
