"""Whether every metric of the specification's list is there and moves: two pages of one worker compared. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from prometheus_client.parser import text_string_to_metric_families

from agents.runtime.spec import AgentSpec
from fleet.metrics import catalogue as metrics
from fleet.metrics.model import Metric
from schemas.topics import DEAD_LETTERS, LEARNING_EVENTS

__all__ = ["Movement", "Page", "Series", "Wanted", "movements", "parsed", "wanted"]

Labels = Mapping[str, Collection[str]]

_SCHEMA_CODES: Final = ("invalid", "undecodable", "unknown_schema")


@dataclass(frozen=True)
class Series:
    """A value with its labels."""

    name: str
    labels: Mapping[str, str]
    value: float


Page = Sequence[Series]


@dataclass(frozen=True)
class Wanted:
    """What has to move.

    Attributes:
        item: of the specification's list.
        metric: that answers it.
        labels: which of its values, by label; all without.
        stays: 0, or something is wrong.
        from_start: counted from the start of the process: it may be over by the time a worker can be asked.
    """

    item: str
    metric: Metric
    labels: Labels = field(default_factory=dict)
    stays: bool = False
    from_start: bool = False

    def __str__(self) -> str:
        said = ",".join(f"{name}={'|'.join(values)}" for name, values in self.labels.items())
        return f"{self.metric.name}{{{said}}}" if said else self.metric.name

    def on(self, page: Page) -> float | None:
        """The sum of its values, of a histogram how many were observed; None where the page has none."""
        name = f"{self.metric.name}_count" if self.metric.kind == "histogram" else self.metric.name
        found = [
            one.value
            for one in page
            if one.name == name and all(one.labels.get(label) in values for label, values in self.labels.items())
        ]
        return sum(found) if found else None


@dataclass(frozen=True)
class Movement:
    """What a metric did between two pages.

    Attributes:
        item: of the specification's list.
        metric: its name, and which of its values.
        before: at the first page; None where it was not there.
        after: at the second.
        ok: whether it did what it has to.
    """

    item: str
    metric: str
    before: float | None
    after: float | None
    ok: bool

    def __str__(self) -> str:
        if self.after is None:
            return f"{self.metric} is missing"
        return f"{self.metric} {'went' if self.before != self.after else 'stayed'}: {self.numbers}"

    @property
    def numbers(self) -> str:
        """Both values for people."""
        return f"{_shown(self.before)} -> {_shown(self.after)}"


def _shown(value: float | None) -> str:
    return "none" if value is None else f"{value:,.{0 if value.is_integer() else 1}f}"


def wanted(agents: Iterable[AgentSpec], *, duplicates: bool = True, dead_letters: bool = True) -> tuple[Wanted, ...]:
    """The specification's list of metrics ("Monitoring Metrics"), item by item.

    Args:
        agents: whose latencies are asked for: those that read or answer.
        duplicates: whether any were sent.
        dead_letters: whether there are any.
    """
    every = (
        Wanted("Events per second per topic", metrics.RECORDS, {"topic": (LEARNING_EVENTS.name,)}),
        Wanted("Events per second per topic", metrics.SENT),
        Wanted("State store size growth", metrics.STORE_FILES),
        Wanted("State store size growth", metrics.STORE_MEMORY),
        Wanted("Kafka storage usage", metrics.TOPIC_BYTES),
        Wanted("DLQ depth and age", metrics.OPEN),
        Wanted("DLQ depth and age", metrics.OLDEST),
        Wanted("Event processing success rate", metrics.RECORDS, {"outcome": ("applied",)}),
        Wanted("Event processing success rate", metrics.ANSWERS, {"code": ("answered",)}),
        Wanted("Duplicate event rate", metrics.RECORDS, {"outcome": ("duplicate",)}),
        Wanted("State consistency checks", metrics.CHECKS, {"outcome": ("agree",)}),
        Wanted("State consistency checks", metrics.IMBALANCE, stays=True),
        Wanted("Schema validation failures", metrics.FAILURES, {"code": _SCHEMA_CODES}),
        Wanted("State store read/write latency", metrics.STORE_READ),
        Wanted("State store read/write latency", metrics.STORE_WRITE),
        *_latencies(one for one in agents if dead_letters or DEAD_LETTERS not in one.reads),
        Wanted("DLQ processing time", metrics.CLOSED),
        Wanted("Recovery time from failures", metrics.RECOVERY, from_start=True),
    )
    left_out: set[str] = set()
    if not duplicates:
        left_out |= {"Duplicate event rate"}
    if not dead_letters:
        left_out |= {"DLQ depth and age", "Schema validation failures", "DLQ processing time"}
    return tuple(one for one in every if one.item not in left_out)


def _latencies(agents: Iterable[AgentSpec]) -> Iterable[Wanted]:
    for spec in agents:
        if spec.sources or any(one.path is not None for one in spec.answers):
            metric = metrics.AGE if spec.sources else metrics.ANSWER
            yield Wanted("Event processing latency per agent", metric, {"agent": (spec.name,)})


def parsed(page: str) -> Page:
    """The values of `/metrics`."""
    return [
        Series(one.name, one.labels, one.value)
        for family in text_string_to_metric_families(page)
        for one in family.samples
    ]


def movements(before: Page, after: Page, listed: Iterable[Wanted]) -> list[Movement]:
    """What each metric did between two pages."""
    return [_movement(one, 0.0 if one.from_start else one.on(before), one.on(after)) for one in listed]


def _movement(one: Wanted, before: float | None, after: float | None) -> Movement:
    moved = after is not None and after != (before or 0.0)
    return Movement(one.item, str(one), before, after, after == 0 if one.stays else moved)
