"""What agents are given, gathered by the composition root: an agent opens nothing itself."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from agents.runtime.alarms import Alarms
from agents.runtime.answering import Answerer
from agents.runtime.cpu import CpuPool
from agents.runtime.measures import Measures
from agents.runtime.options import AgentOptions
from agents.runtime.outbox import Outbox
from agents.runtime.programs import Programs
from agents.runtime.publisher import Publisher
from agents.runtime.web import Forward
from schemas.codec import Codec
from schemas.requests import AgentRequest
from tables.owned import OwnedTable
from tables.ownership import Emit
from tables.projections.postgres.past import PastReader
from tables.reader import MasteryReader
from tables.tracing import OFF, Tracer

__all__ = ["DryRun", "Offered", "Services"]


DryRun = Callable[[Emit], Awaitable[dict[str, Any]]]
"""Says what would become of a record; see `agents.runtime.trial`."""


@dataclass(frozen=True)
class Offered:
    """One kind of request that an agent of this worker takes over HTTP.

    Attributes:
        model: of the request.
        answerer: asks the agent.
        uses_mastery: whether the answer depends on the student's mastery.
    """

    model: type[AgentRequest]
    answerer: Answerer
    uses_mastery: bool


@dataclass(frozen=True)
class Services:
    """Everything that responders and views stand on.

    Attributes:
        codec: for records.
        options: settings that decisions depend on.
        reader: of this worker's share of the mastery table.
        tables: this worker's share of every table, by name.
        publisher: sends records that come over HTTP.
        cpu: does CPU work in other processes.
        programs: runs students' programs where they can do no harm.
        outbox: sends what a request causes, until the broker has it.
        forward: asks the worker that has a partition.
        alarms: told of what a person has to look at.
        point_reader: makes a consumer, not started, that reads single records wherever they stand.
        past: reads the audit trail; None where no PostgreSQL is given.
        clock: the present, in seconds since 1970.
        new_id: makes ids of events and responses.
        answerers: every agent that answers, by its name; complete once all agents are built.
        offered: what agents take over HTTP, by path; complete once all agents are built.
        closing: called when the worker ends.
        trials: dry runs, by source topic; complete once all agents are built.
        measures: what agents count for the metrics.
        tracer: told of what can be followed.
    """

    codec: Codec
    options: AgentOptions
    reader: MasteryReader
    tables: Mapping[str, OwnedTable]
    publisher: Publisher
    outbox: Outbox
    cpu: CpuPool
    programs: Programs
    forward: Forward
    alarms: Alarms
    point_reader: Callable[[], Any]
    past: PastReader | None = None
    clock: Callable[[], float] = time.time
    new_id: Callable[[], str] = lambda: str(uuid4())
    answerers: dict[str, Answerer] = field(default_factory=dict)
    offered: dict[str, Offered] = field(default_factory=dict)
    closing: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    trials: dict[str, DryRun] = field(default_factory=dict)
    measures: Measures = field(default_factory=Measures)
    tracer: Tracer = OFF

    def owns(self, partition: int) -> bool:
        """Whether this worker has a partition (of every table)."""
        return all(table.ownership(partition) is not None for table in self.tables.values())
