"""What a PromQL expression speaks of: metrics, and labels by which it selects and groups. No parser of the language."""

import re
from collections.abc import Iterator

from fleet.metrics.catalogue import CATALOGUE

KNOWN = {
    "up": {"instance", "job"},
    "process_start_time_seconds": set(),
    "process_resident_memory_bytes": set(),
    "process_cpu_seconds_total": set(),
}
"""Metrics that Prometheus and its client library bring."""

TARGET = {"instance", "job"}
"""Labels that Prometheus adds to every metric of a worker."""


def labels_by_name() -> dict[str, set[str]]:
    """Every time series of the page, and its labels."""
    found = dict(KNOWN)
    for metric in CATALOGUE:
        labels = {label.name for label in metric.labels}
        if metric.kind == "histogram":
            found[f"{metric.name}_bucket"] = labels | {"le"}
            found[f"{metric.name}_count"] = found[f"{metric.name}_sum"] = labels
        else:
            found[metric.name] = labels
    return found


def without_strings(expression: str) -> str:
    return re.sub(r'"[^"]*"', '""', expression)


def metrics_of(expression: str) -> set[str]:
    """Names of time series."""
    return set(re.findall(r"\b(?:(?:fleet|process|python)_\w+|up)\b", without_strings(expression)))


def labels_of(expression: str) -> Iterator[str]:
    """Labels in selectors and in `by (...)`."""
    bare = without_strings(expression)
    for selector in re.findall(r"\{([^}]*)\}", bare):
        yield from re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", selector)
    for group in re.findall(r"\b(?:by|without)\s*\(([^)]*)\)", bare):
        yield from (one.strip() for one in group.split(","))


def wrong_with(expression: str) -> list[str]:
    """Metrics that nobody sets, and labels that they have not."""
    series = labels_by_name()
    used = metrics_of(expression)
    wrong = sorted(f"unknown metric {name}" for name in used - series.keys())
    labels = TARGET.union(*(series.get(name, set()) for name in used))
    wrong += sorted(f"unknown label {label}" for label in set(labels_of(expression)) - labels)
    return wrong if used else ["no metric at all"]
