"""The page for Prometheus: its parser takes it, its linter finds nothing, and one bad reading spoils no other."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families as parsed

from agents.runtime.placement import CAUSES
from fleet.metrics import catalogue
from fleet.metrics.agents import misplaced
from fleet.metrics.catalogue import CATALOGUE
from fleet.metrics.exposition import Exposition
from fleet.metrics.model import Metric, Sample
from tables.measures import Histogram

OPEN_METRICS = "application/openmetrics-text; version=1.0.0"


def example(metric: Metric) -> Sample:
    """Some value with some labels."""
    labels = [label.values[0] if label.values else "one" for label in metric.labels]
    if metric.kind != "histogram":
        return metric.sample(1, *labels)
    histogram = Histogram(metric.bounds)
    histogram.observe(metric.bounds[1])
    return metric.sample(histogram, *labels)


def everything() -> Iterator[Sample]:
    return map(example, (one for one in CATALOGUE if one is not catalogue.UNREAD))


def failing() -> Iterator[Sample]:
    yield catalogue.RETRIES.sample(3)
    raise RuntimeError("cannot be read now")


def page(**readings: object) -> str:
    return asyncio.run(Exposition(readings).page())[0].decode()  # type: ignore[arg-type]  # functions, by name


def test_every_metric_of_the_catalogue_is_on_the_page() -> None:
    found = {family.name: family for family in parsed(page(all=everything))}
    for metric in CATALOGUE:
        family = found[metric.name.removesuffix("_total")]
        assert (family.type, family.documentation) == (metric.kind, metric.help)
        labels = {name for one in family.samples for name in one.labels} - {"le"}
        assert labels == {label.name for label in metric.labels}


def test_what_is_known_of_the_process_is_on_it_too() -> None:
    names = {family.name for family in parsed(page())}
    assert {
        "process_resident_memory_bytes",
        "process_cpu_seconds",
        "process_open_fds",
        "process_start_time_seconds",
    } <= names


def test_buckets_are_cumulated() -> None:
    histogram = Histogram(catalogue.COMMIT.bounds)
    for seconds in (0.002, 0.002, 0.3, 99.0):
        histogram.observe(seconds)
    (family,) = (
        one
        for one in parsed(page(one=lambda: [catalogue.COMMIT.sample(histogram, "progress", "learning.events")]))
        if one.name == "fleet_commit_seconds"
    )
    buckets = {one.labels["le"]: one.value for one in family.samples if one.name.endswith("_bucket")}
    assert (buckets["0.001"], buckets["0.0025"], buckets["0.5"], buckets["30.0"], buckets["+Inf"]) == (0, 2, 3, 3, 4)
    assert {one.name: one.value for one in family.samples if "bucket" not in one.name} == {
        "fleet_commit_seconds_count": 4,
        "fleet_commit_seconds_sum": pytest.approx(99.304),
    }


async def test_the_other_format_is_given_to_who_asks_for_it() -> None:
    body, content_type = await Exposition({"all": everything}).page(OPEN_METRICS)
    assert content_type.startswith("application/openmetrics-text")
    assert {family.name for family in open_metrics(body.decode())} >= {"fleet_records", "fleet_rebalancing"}


async def test_a_reading_that_fails_is_counted_and_the_others_are_shown() -> None:
    exposition = Exposition({"bad": failing, "good": lambda: [catalogue.REBALANCING.sample(1)]})
    await exposition.page()
    found = {
        one.name + str(one.labels): one.value
        for family in parsed((await exposition.page())[0].decode())
        for one in family.samples
    }
    assert found["fleet_rebalancing{}"] == 1
    assert found["fleet_metrics_errors_total{'reading': 'bad'}"] == 2
    assert found["fleet_metrics_errors_total{'reading': 'good'}"] == 0
    assert "fleet_retries_total{}" not in found, "half a reading is none"


def test_promtool_finds_nothing() -> None:
    promtool = shutil.which(os.environ.get("PROMTOOL", "promtool"))
    if promtool is None:
        pytest.skip(
            "no promtool here: set PROMTOOL, or `go install github.com/prometheus/prometheus/cmd/promtool@latest`"
        )
    done = subprocess.run(
        [promtool, "check", "metrics"], input=page(all=everything), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_misplaced_records_are_told_by_topic_and_cause() -> None:
    read = misplaced(lambda: {"learning.events": {"crc32": 38}})
    (family,) = (one for one in parsed(page(one=read)) if one.name == "fleet_records_misplaced")
    found = {one.labels["cause"]: one.value for one in family.samples}
    assert found == dict.fromkeys(CAUSES, 0.0) | {"crc32": 38.0}
