"""What an agent is, as data: from it come the Faust registration, the topics, the pages, the diagram and the tests."""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from agents.runtime.alarms import Alarms
from agents.runtime.answering import Respond
from agents.runtime.measures import Measures
from agents.runtime.options import AgentOptions
from agents.runtime.problems import ProblemType
from agents.runtime.records import SourceRecord
from agents.runtime.services import Services
from agents.runtime.web import Route
from schemas.codec import Codec
from schemas.requests import AgentRequest
from schemas.topics import Topic
from tables.checkpoint import Checkpoint
from tables.ownership import BatchChanges, Ownership
from tables.spec import TableSpec
from tables.tracing import OFF, Tracer

__all__ = ["AgentContext", "AgentOptions", "AgentSpec", "Answering", "Job", "Judge", "Source", "table_specs"]


@dataclass(frozen=True)
class AgentContext:
    """What handlers are made from."""

    codec: Codec
    options: AgentOptions
    alarms: Alarms = field(default_factory=Alarms)
    measures: Measures = field(default_factory=Measures)
    tracer: Tracer = OFF


class Judge(Protocol):
    """Steps 2 to 4 of the commit order: `agents.runtime.guard.Guard` is one."""

    def fold(self, records: Sequence[SourceRecord], handler: Any, checkpoint: Checkpoint, now_ms: int) -> BatchChanges:
        """See `Guard.fold`."""


@dataclass(frozen=True)
class Source:
    """A topic that an agent with a table reads, and what it does with a batch of it.

    Attributes:
        topic: co-partitioned with the table.
        handler: made anew for every batch: a `Handler`, or what the judge takes.
        judge: folds batches; None stands for the guard of all agents.
        rest_s: seconds for which a partition gathers records after a batch, before the next one: where nobody waits for
            a record, few large transactions leave more of the broker and the worker for others.
    """

    topic: Topic
    handler: Callable[[AgentContext, Ownership], Any]
    judge: Judge | None = None
    rest_s: float = 0.0


Job = Callable[[], Coroutine[Any, Any, None]]
"""Runs beside the streams, from the start of the app to its end. Nothing may leave it."""


@dataclass(frozen=True)
class Answering:
    """A kind of request that an agent without a table answers.

    Attributes:
        model: of the request, the same over Kafka and HTTP.
        responder: makes what answers it, once for a worker.
        topic: on which requests come; None where only HTTP is offered.
        path: under which they are posted; None where only Kafka is. Without both, other agents alone may ask.
        summary: one sentence for people.
        example: a body that is answered, for people who read about it; the conformance tests send it. Empty where a
            request is about something that has to be made first.
        uses_mastery: whether the answer depends on the student's mastery: then the worker that has it is asked.
    """

    model: type[AgentRequest]
    responder: Callable[[Services], Respond]
    topic: Topic | None = None
    path: str | None = None
    summary: str = ""
    example: Mapping[str, Any] = field(default_factory=dict)
    uses_mastery: bool = True


def _no_routes(_: Services) -> Iterable[Route]:
    return ()


def _no_jobs(_: Services) -> Iterable[Job]:
    return ()


@dataclass(frozen=True)
class AgentSpec:
    """One agent: with a table, fed by its sources, or without one, answering requests.

    Attributes:
        name: of its folder, of its dead letters and of its answers.
        title: one sentence for people.
        writes: topics.
        table: whose partitions it owns; all `sources` feed it.
        sources: topics of an agent with a table.
        answers: requests of an agent without one; one with a table may have some without a topic. The first is what
            other agents mean by asking this one.
        routes: further pages.
        jobs: what runs beside its streams.
        problems: kinds of problem documents that are this agent's own.
        cpu_modules: what its CPU work needs: the processes import it before they take a job.
        runs_programs: whether it runs students' programs.
    """

    name: str
    title: str
    writes: tuple[Topic, ...]
    table: TableSpec | None = None
    sources: tuple[Source, ...] = ()
    answers: tuple[Answering, ...] = ()
    routes: Callable[[Services], Iterable[Route]] = _no_routes
    jobs: Callable[[Services], Iterable[Job]] = _no_jobs
    problems: tuple[ProblemType, ...] = ()
    cpu_modules: tuple[str, ...] = ()
    runs_programs: bool = False

    @property
    def reads(self) -> tuple[Topic, ...]:
        """Every topic that it reads."""
        asked = tuple(one.topic for one in self.answers if one.topic is not None)
        return (*(source.topic for source in self.sources), *asked)


def table_specs(agents: Iterable[AgentSpec]) -> tuple[TableSpec, ...]:
    """Every table, in the order of the agents."""
    return tuple(spec.table for spec in agents if spec.table is not None)
