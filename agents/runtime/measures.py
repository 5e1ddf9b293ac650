"""What agents measure beside what their tables do (`tables/measures.py`): counts for whoever reads them later."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from tables.measures import AGES_S, LONG_S, SHORT_S, Histogram

__all__ = ["AgentMeasures", "Measures"]


@dataclass
class AgentMeasures:
    """An agent that answers, on one worker, since the worker's start.

    Attributes:
        answers: seconds that its answers took, over HTTP and Kafka, those that failed too.
        ended: how they ended: `answered`, or an error code.
        outcomes: what became of requests from Kafka, by topic: `answered`, `dead_letters`, `rerouted`.
        failures: dead letters, by topic and error code.
        age: seconds from the append of a request until its answer was with the broker, by topic.
    """

    answers: Histogram = field(default_factory=lambda: Histogram(SHORT_S))
    ended: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    age: dict[str, Histogram] = field(default_factory=lambda: defaultdict(lambda: Histogram(AGES_S)))


@dataclass
class Measures:
    """Of all agents of a worker, since its start.

    Attributes:
        agents: those that answer, by name.
        retries: copies of failed records that were sent again by themselves.
        closed: seconds from the first failure of a record until its dead letter was closed, by the state it ended in.
    """

    agents: dict[str, AgentMeasures] = field(default_factory=dict)
    retries: int = 0
    closed: dict[str, Histogram] = field(default_factory=lambda: defaultdict(lambda: Histogram(LONG_S)))

    def of(self, agent: str) -> AgentMeasures:
        """Those of an agent."""
        return self.agents.setdefault(agent, AgentMeasures())
