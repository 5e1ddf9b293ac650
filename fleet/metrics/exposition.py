"""The page that Prometheus fetches. The home of its client library."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from fleet.metrics.catalogue import CATALOGUE, UNREAD
from fleet.metrics.model import Metric, Sample
from tables.measures import Histogram

__all__ = ["Exposition", "Reading"]

log = logging.getLogger(__name__)

Reading = Callable[[], Iterable[Sample]]
"""Reads values that are kept anyway: no waiting, no I/O beyond a system call."""

_Family = CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily


class _Ready(Collector):
    """Families that were made beforehand."""

    def __init__(self, families: Iterable[_Family]) -> None:
        self._families = list(families)

    def collect(self) -> Iterable[_Family]:
        """See prometheus-client."""
        return self._families


class Exposition:
    """Gathers readings whenever it is asked. No registry is shared with anybody.

    Args:
        readings: by name. One that fails is counted and logged; the others are shown.
    """

    def __init__(self, readings: Mapping[str, Reading]) -> None:
        self._readings = dict(readings)
        self._failed: Counter[str] = Counter()
        nowhere = CollectorRegistry()
        self._process = (ProcessCollector(registry=nowhere), GCCollector(registry=nowhere))

    def samples(self) -> list[Sample]:
        """Everything as it is now."""
        found: list[Sample] = []
        for name, reading in self._readings.items():
            try:
                found += list(reading())
            except Exception:
                log.exception("the metrics of %s cannot be read", name)
                self._failed[name] += 1
        return found + [UNREAD.sample(self._failed[name], name) for name in self._readings]

    def families(self) -> list[_Family]:
        """The same by metric, in the order of the catalogue, and copied: values go on changing."""
        by_metric: dict[Metric, list[Sample]] = {}
        for one in self.samples():
            by_metric.setdefault(one.metric, []).append(one)
        return [_family(metric, by_metric[metric]) for metric in CATALOGUE if metric in by_metric]

    async def page(self, accept: str = "") -> tuple[bytes, str]:
        """The text and its content type, in the format that the client asks for.

        Values are read at once; the text is written in a thread: it takes some 50 ms, in which the event loop turns.
        """
        return await asyncio.to_thread(self._written, self.families(), accept)

    def _written(self, families: list[_Family], accept: str) -> tuple[bytes, str]:
        registry = CollectorRegistry()
        for one in (_Ready(families), *self._process):
            registry.register(one)
        encode, content_type = choose_encoder(accept)
        return encode(registry), content_type


def _family(metric: Metric, samples: Iterable[Sample]) -> _Family:
    names = [label.name for label in metric.labels]
    if metric.kind == "histogram":
        histogram = HistogramMetricFamily(metric.name, metric.help, labels=names)
        for one in samples:
            if isinstance(one.value, Histogram):
                histogram.add_metric(list(one.labels), _buckets(one.value), one.value.total)
        return histogram
    kind = CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily
    family = kind(metric.name, metric.help, labels=names)
    for one in samples:
        if not isinstance(one.value, Histogram):
            family.add_metric(list(one.labels), one.value)
    return family


def _buckets(histogram: Histogram) -> list[tuple[str, float]]:
    bounds = [*map(floatToGoString, histogram.bounds), "+Inf"]
    return list(zip(bounds, map(float, accumulate(histogram.counts)), strict=True))
