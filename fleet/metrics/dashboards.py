"""Grafana's dashboards as data.

`python -m fleet.reference` writes them to `deploy/grafana/`; tests hold their queries against the catalogue of metrics.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

__all__ = ["DASHBOARDS", "Dashboard", "Panel", "Row", "dashboard_json", "pages"]

Unit = Literal["short", "ops", "reqps", "s", "bytes", "percentunit", "bool"]

_WIDTH: Final = 24
"""Columns of Grafana's grid."""

_HEIGHT: Final = 8

_SCHEMA: Final = 39
"""Of Grafana's dashboards: that of version 11; newer ones read it."""


@dataclass(frozen=True)
class Panel:
    """A graph; `queries` are pairs of an expression and its legend."""

    title: str
    unit: Unit
    queries: tuple[tuple[str, str], ...]
    about: str = ""


@dataclass(frozen=True)
class Row:
    """Panels side by side."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Dashboard:
    """A page; `uid` is its address."""

    uid: str
    title: str
    rows: tuple[Row, ...]


Query = tuple[str, str]


def _by(function: str, metric: str, *labels: str) -> Query:
    """An aggregate, and a legend of the labels that are left."""
    return f"{function} by ({', '.join(labels)}) ({metric})", " ".join(f"{{{{{label}}}}}" for label in labels)


def _rate(metric: str, *labels: str) -> Query:
    return _by("sum", f"rate({metric}[$__rate_interval])", *labels)


def _quantiles(metric: str, label: str) -> tuple[Query, ...]:
    rate = f"rate({metric}_bucket[$__rate_interval])"
    return tuple(
        (f"histogram_quantile({share}, sum by ({label}, le) ({rate}))", f"{{{{{label}}}}} p{share * 100:g}")
        for share in (0.5, 0.95, 0.99)
    )


def _mean(histogram: str, label: str) -> Query:
    total, legend = _rate(f"{histogram}_sum", label)
    return f"{total} / {_rate(f'{histogram}_count', label)[0]}", legend


def _each(metric: str) -> Query:
    return metric, "{{instance}}"


FLEET: Final = Dashboard(
    "agent-fleet",
    "Agent Fleet",
    (
        Row(
            "Is it well?",
            (
                Panel("Workers ready", "bool", (_each("fleet_ready"),)),
                Panel("Dependencies", "bool", (_by("min", "fleet_dependency_up", "dependency"),)),
                Panel("Partitions owned", "short", (_by("sum", "fleet_partitions_owned", "table"),), "Six each."),
                Panel(
                    "Must be 0",
                    "short",
                    (
                        ("sum(abs(fleet_ledger_imbalance_records))", "records lost or doubled"),
                        ("sum(fleet_partition_paused)", "partitions paused"),
                        ('sum(fleet_dead_letters_open{state="permanent"})', "permanent failures"),
                    ),
                ),
            ),
        ),
        Row(
            "Throughput",
            (
                Panel("Events by topic", "ops", (_rate("fleet_records_total", "topic"),)),
                Panel("Events by outcome", "ops", (_rate("fleet_records_total", "outcome"),)),
                Panel("Waiting", "short", (_by("sum", "fleet_consumer_lag_records", "topic"),)),
                Panel("Records in a batch", "short", (_mean("fleet_batch_records", "topic"),)),
            ),
        ),
        Row(
            "Latency",
            (
                Panel("From append to effect", "s", _quantiles("fleet_record_age_seconds", "agent")),
                Panel("Answers of agents", "s", _quantiles("fleet_answer_seconds", "agent")),
                Panel("Transactions", "s", _quantiles("fleet_commit_seconds", "topic")),
                Panel("HTTP", "s", _quantiles("fleet_http_request_seconds", "route")),
            ),
        ),
        Row(
            "Failures",
            (
                Panel("Records that fail", "ops", (_rate("fleet_record_failures_total", "topic", "code"),)),
                Panel("Open dead letters", "short", (_by("sum", "fleet_dead_letters_open", "state"),)),
                Panel(
                    "Age of the oldest", "s", (("max(fleet_dead_letters_oldest_age_seconds)", "oldest that is open"),)
                ),
                Panel(
                    "Retries and alarms",
                    "ops",
                    (
                        ("sum(rate(fleet_retries_total[$__rate_interval]))", "retries"),
                        _rate("fleet_alarms_total", "kind"),
                    ),
                ),
            ),
        ),
    ),
)

STATE: Final = Dashboard(
    "agent-fleet-state",
    "Agent Fleet: state and copies",
    (
        Row(
            "Tables",
            (
                Panel("Size on disk", "bytes", (_by("sum", "fleet_store_file_bytes", "table"),)),
                Panel("Keys", "short", (_by("sum", "fleet_store_keys", "table"),)),
                Panel("Look-ups", "s", _quantiles("fleet_store_read_seconds", "table")),
                Panel("Writes", "s", _quantiles("fleet_store_write_seconds", "table")),
            ),
        ),
        Row(
            "Take-overs",
            (
                Panel("Time to own partitions", "s", _quantiles("fleet_recovery_seconds", "table")),
                Panel(
                    "Left to restore", "short", (_by("sum", "fleet_restore_remaining_records", "table", "partition"),)
                ),
                Panel("Standbys behind", "short", (_by("max", "fleet_standby_lag_records", "table"),)),
                Panel("Rebalances", "short", (_by("sum", "increase(fleet_rebalances_total[10m])", "instance"),)),
            ),
        ),
        Row(
            "Copies",
            (
                Panel("Behind, in records", "short", (_by("sum", "fleet_projection_lag_records", "projection"),)),
                Panel("Behind, in time", "s", (_by("max", "fleet_projection_lag_seconds", "projection"),)),
                Panel("Values written", "ops", (_rate("fleet_projection_values_total", "projection", "outcome"),)),
                Panel("Consistency checks", "ops", (_rate("fleet_consistency_checks_total", "check", "outcome"),)),
            ),
        ),
        Row(
            "Machine",
            (
                Panel("Topics on the brokers", "bytes", (_by("max", "fleet_topic_size_bytes", "topic"),)),
                Panel("Disk left", "percentunit", (_each("fleet_disk_free_bytes / fleet_disk_size_bytes"),)),
                Panel("Memory", "bytes", (_each("process_resident_memory_bytes"),)),
                Panel(
                    "CPU",
                    "percentunit",
                    (_each("rate(process_cpu_seconds_total[$__rate_interval])"),),
                    "1 is one core, the processes of pool and runner apart.",
                ),
            ),
        ),
        Row(
            "Work in other processes",
            (
                Panel("CPU jobs", "ops", (_rate("fleet_cpu_pool_jobs_total", "outcome"),)),
                Panel("CPU jobs under way", "short", (_by("sum", "fleet_cpu_pool_pending_jobs", "state"),)),
                Panel("Students' programs", "ops", (_rate("fleet_runner_runs_total", "status"),)),
                Panel("Event loop late by", "s", _quantiles("fleet_loop_lag_seconds", "instance")),
            ),
        ),
    ),
)

DASHBOARDS: Final = (FLEET, STATE)


def pages() -> dict[str, str]:
    """Every dashboard: file name -> its text."""
    return {
        f"{one.uid}.json": json.dumps(dashboard_json(one), indent=2, ensure_ascii=False) + "\n" for one in DASHBOARDS
    }


def dashboard_json(dashboard: Dashboard) -> dict[str, Any]:
    """As Grafana reads it. The data source is chosen on the page."""
    panels: list[dict[str, Any]] = []
    top = 0
    for row in dashboard.rows:
        panels.append(
            {"type": "row", "title": row.title, "collapsed": False, "gridPos": _place(0, top, _WIDTH, 1), "panels": []}
        )
        panels += _graphs(row.panels, top + 1)
        top += 1 + _HEIGHT
    for number, panel in enumerate(panels, 1):
        panel["id"] = number
    return {
        "uid": dashboard.uid,
        "title": dashboard.title,
        "tags": ["agent-fleet"],
        "schemaVersion": _SCHEMA,
        "editable": True,
        "refresh": "10s",
        "time": {"from": "now-1h", "to": "now"},
        "templating": {
            "list": [{"name": "source", "label": "Data source", "type": "datasource", "query": "prometheus"}]
        },
        "panels": panels,
    }


def _graphs(panels: Sequence[Panel], top: int) -> list[dict[str, Any]]:
    width = _WIDTH // len(panels)
    return [
        {
            "type": "timeseries",
            "title": panel.title,
            "description": panel.about,
            "gridPos": _place(number * width, top, width, _HEIGHT),
            "datasource": _SOURCE,
            "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
            "options": {"legend": {"displayMode": "list", "placement": "bottom"}},
            "targets": [
                {"refId": chr(ord("A") + index), "datasource": _SOURCE, "expr": expression, "legendFormat": legend}
                for index, (expression, legend) in enumerate(panel.queries)
            ],
        }
        for number, panel in enumerate(panels)
    ]


_SOURCE: Final = {"type": "prometheus", "uid": "${source}"}


def _place(left: int, top: int, width: int, height: int) -> dict[str, int]:
    return {"x": left, "y": top, "w": width, "h": height}
