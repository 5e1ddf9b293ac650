"""What an agent is, as data: from it come the Faust registration, the topics, the diagram and the conformance tests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agents.runtime.guard import Handler
from schemas.codec import Codec
from schemas.progress import ScorePolicy
from schemas.topics import Topic
from tables.ownership import Ownership

__all__ = ["AgentContext", "AgentOptions", "AgentSpec", "Source"]


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
    """One agent. `table` names the table whose partitions it owns, which all its sources feed."""

    name: str
    title: str
    sources: tuple[Source, ...]
    writes: tuple[Topic, ...]
    table: str
