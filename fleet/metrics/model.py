"""What a metric is, as data, and a reading of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tables.measures import Histogram

__all__ = ["Kind", "Label", "Metric", "Sample"]

Kind = Literal["counter", "gauge", "histogram"]


@dataclass(frozen=True)
class Label:
    """A label with few values.

    Attributes:
        name: of it.
        values: all there are; empty where the topology or the code has them.
        of: in that case, where they come from.
    """

    name: str
    values: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True)
class Metric:
    """One metric.

    Attributes:
        name: by Prometheus' rules: base units, `_total` at the end of a counter.
        kind: counters are since the start of the process.
        help: one sentence.
        labels: in the order of a sample's.
        spec: what of the specification's list of metrics it answers; empty where that does not ask for it.
        bounds: of a histogram.
    """

    name: str
    kind: Kind
    help: str
    labels: tuple[Label, ...] = ()
    spec: str = ""
    bounds: Sequence[float] = ()

    def sample(self, value: float | Histogram, *labels: str | int) -> "Sample":
        """A reading.

        Raises:
            ValueError: other labels than the metric has.
        """
        if len(labels) != len(self.labels):
            raise ValueError(f"{self.name} has the labels {[one.name for one in self.labels]}, not {labels}")
        return Sample(self, value, tuple(map(str, labels)))


@dataclass(frozen=True, slots=True)
class Sample:
    """A metric's value now, for one set of labels."""

    metric: Metric
    value: float | Histogram
    labels: tuple[str, ...]
