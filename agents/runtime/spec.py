"""What an agent is, as data: from it come the Faust registration, the topics, the diagram and the conformance tests."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from agents.runtime.guard import Handler
from schemas.codec import Codec
from schemas.progress import ScorePolicy
from schemas.topics import Topic
from tables.ownership import Ownership
from tables.spec import TableSpec

__all__ = ["AgentContext", "AgentOptions", "AgentSpec", "Source", "table_specs"]


@dataclass(frozen=True)
class AgentOptions:
    """Settings that agents' decisions depend on."""

    score_policy: ScorePolicy
    max_lateness_ms: int
    max_ahead_ms: int
    max_components: int
    max_record_bytes: int = 1_048_576  # of source and response topics


@dataclass(frozen=True)
class AgentContext:
    """What handlers are made from."""

    codec: Codec
    options: AgentOptions


@dataclass(frozen=True)
class Source:
    """A topic that an agent reads, and what it does with a batch of it."""

    topic: Topic
    handler: Callable[[AgentContext, Ownership], Handler[Any]]


@dataclass(frozen=True)
class AgentSpec:
    """One agent. It owns the partitions of `table`, which all its sources feed."""

    name: str
    title: str
    sources: tuple[Source, ...]
    writes: tuple[Topic, ...]
    table: TableSpec


def table_specs(agents: Iterable[AgentSpec]) -> tuple[TableSpec, ...]:
    """Every table, in the order of the agents."""
    return tuple(spec.table for spec in agents)
