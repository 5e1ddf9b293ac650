"""The catalogue of metrics: named as Prometheus asks for, complete by the specification, and set by code."""

import re
from collections import Counter
from pathlib import Path

import pytest

from fleet.metrics import catalogue
from fleet.metrics.catalogue import CATALOGUE
from fleet.metrics.model import Metric
from tables.measures import Histogram

ROOT = Path(__file__).resolve().parents[2]

SPECIFICATION = (
    "Events per second per topic",
    "State store size growth",
    "Kafka storage usage",
    "DLQ depth and age",
    "Event processing success rate",
    "Duplicate event rate",
    "State consistency checks",
    "Schema validation failures",
    "State store read/write latency",
    "Event processing latency per agent",
    "DLQ processing time",
    "Recovery time from failures",
)

RESERVED = ("_count", "_sum", "_bucket", "_created", "_info")
OTHER_UNITS = "milliseconds|ms|minutes|hours|days|kilobytes|kb|mb|megabytes|percent|micros"
"""Prometheus' base units are seconds, bytes and ratios."""


@pytest.mark.parametrize("item", SPECIFICATION)
def test_every_item_of_the_specification_has_a_metric(item: str) -> None:
    assert [one.name for one in CATALOGUE if item.lower() in one.spec.lower()]


def test_nothing_else_is_said_to_be_of_the_specification() -> None:
    said = {item.strip().lower() for one in CATALOGUE for item in one.spec.split(";") if item}
    assert said == {item.lower() for item in SPECIFICATION}


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda one: one.name)
def test_names_follow_the_rules_of_prometheus(metric: Metric) -> None:
    name = metric.name
    assert re.fullmatch(r"fleet_[a-z][a-z0-9]*(_[a-z0-9]+)*", name)
    assert name.endswith("_total") == (metric.kind == "counter")
    assert not name.endswith(RESERVED) or (metric.kind == "gauge" and name == "fleet_build_info")
    assert not re.search(rf"_({OTHER_UNITS})(_|$)", name)
    assert not re.search(r"_(counter|gauge|histogram|summary)(_|$)", name)
    assert (metric.kind == "histogram") == bool(metric.bounds)
    assert list(metric.bounds) == sorted(set(metric.bounds))
    if metric.kind == "histogram":
        assert name.endswith(("_seconds", "_bytes", "_records"))


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda one: one.name)
def test_help_and_labels_are_for_people_and_bounded(metric: Metric) -> None:
    assert metric.help.endswith(".")
    assert "\n" not in metric.help
    names = [label.name for label in metric.labels]
    assert not set(names) & {"le", "quantile", "instance", "job", "student", "student_id", "event_id"}
    assert len(names) == len(set(names))
    for label in metric.labels:
        assert re.fullmatch(r"[a-z]+", label.name)
        assert bool(label.values) != bool(label.of), "either its values are listed, or it is said where they come from"


def test_names_are_there_once() -> None:
    families = Counter(one.name.removesuffix("_total") for one in CATALOGUE)  # as OpenMetrics names them
    assert [name for name, count in families.items() if count > 1] == []


def test_every_metric_is_set_by_code() -> None:
    sources = [path for path in (ROOT / "fleet").rglob("*.py") if path.name != "catalogue.py"]
    code = "".join(path.read_text(encoding="utf-8") for path in sources)
    constants = {name for name, value in vars(catalogue).items() if isinstance(value, Metric)}
    assert {name for name in constants if not re.search(rf"\b{name}\b[,.)]", code)} == set()


def test_a_reading_must_have_the_labels_of_its_metric() -> None:
    with pytest.raises(ValueError, match="fleet_records_total has the labels"):
        catalogue.RECORDS.sample(1, "learning.events")
    assert catalogue.RECORDS.sample(1, "progress", "learning.events", "applied").labels[0] == "progress"


def test_a_histogram_counts_what_lies_beyond_its_bounds() -> None:
    one = Histogram((0.1, 1.0))
    for value in (0.05, 0.1, 0.5, 7.0):
        one.observe(value)
    assert (one.counts, one.count, one.total) == ([2, 1, 1], 4, 7.65)
