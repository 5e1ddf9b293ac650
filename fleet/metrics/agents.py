"""Readings of agents: answers, failures, what they sent, retries, alarms."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping

from agents.runtime.placement import CAUSES
from agents.runtime.services import Services
from fleet.metrics import catalogue as metrics
from fleet.metrics.model import Sample

__all__ = ["agents", "misplaced", "records_read"]

_ALARMS = ("dead_letter_permanent", "partition_paused")
"""Kinds that are shown before there is any: a rule that watches a counter needs its zero."""

_OUTCOMES = {"answered": "applied", "dead_letters": "dead_letter", "rerouted": "rerouted"}
"""Outcomes of requests, as those of other records."""


def agents(services: Services, topics: Collection[tuple[str, str]]) -> Callable[[], Iterator[Sample]]:
    """The reading of a worker's agents.

    Args:
        services: of the worker.
        topics: agents without a table, each with a topic on which it is asked.
    """

    def read() -> Iterator[Sample]:
        yield from _requests(services, topics)
        yield from _sent(services)
        yield metrics.RETRIES.sample(services.measures.retries)
        for state in metrics.CLOSED.labels[0].values:
            yield metrics.CLOSED.sample(services.measures.closed[state], state)
        for kind in sorted({*_ALARMS, *services.alarms.counts}):
            yield metrics.ALARMS.sample(services.alarms.counts[kind], kind)
        yield metrics.UNTOLD.sample(services.alarms.untold)

    return read


def _requests(services: Services, topics: Collection[tuple[str, str]]) -> Iterator[Sample]:
    for agent, topic in topics:
        one = services.measures.of(agent)
        for tallied, outcome in _OUTCOMES.items():
            yield metrics.RECORDS.sample(one.outcomes[topic, tallied], agent, topic, outcome)
        yield metrics.AGE.sample(one.age[topic], agent, topic)
    for agent, one in services.measures.agents.items():
        yield metrics.ANSWER.sample(one.answers, agent)
        for code in sorted({"answered", *one.ended}):
            yield metrics.ANSWERS.sample(one.ended[code], agent, code)
        for (topic, code), count in sorted(one.failures.items()):
            yield metrics.FAILURES.sample(count, agent, topic, code)


def _sent(services: Services) -> Iterator[Sample]:
    """What was sent, by tables and agents together."""
    sent: Counter[str] = Counter(services.publisher.sent)
    for table in services.tables.values():
        sent.update(table.measures.sent)
    for topic, count in sorted(sent.items()):
        yield metrics.SENT.sample(count, topic)


def misplaced(read: Callable[[], Mapping[str, Mapping[str, int]]]) -> Callable[[], Iterator[Sample]]:
    """The reading of misplaced records, of their counts by topic and cause; all causes of a topic that has any."""

    def samples() -> Iterator[Sample]:
        for topic, counts in read().items():
            for cause in CAUSES:
                yield metrics.MISPLACED.sample(counts.get(cause, 0), topic, cause)

    return samples


def records_read(services: Services) -> dict[str, int]:
    """Records read since the start, by topic; where several agents read it, by the one that is furthest."""
    found: dict[str, int] = {}
    for table in services.tables.values():
        for topic, one in table.measures.outcomes.items():
            found[topic] = max(found.get(topic, 0), one.records)
    for one_agent in services.measures.agents.values():
        counts: Counter[str] = Counter()
        for (topic, _), count in one_agent.outcomes.items():
            counts[topic] += count
        for topic, count in counts.items():
            found[topic] = max(found.get(topic, 0), count)
    return found
