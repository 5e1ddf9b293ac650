"""Grafana's dashboards: as they are written, and about metrics that there are."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from fleet.metrics.dashboards import DASHBOARDS, dashboard_json, pages
from tests.deploy.expressions import wrong_with

FOLDER = Path(__file__).resolve().parents[2] / "deploy/grafana"

PANELS = [panel for one in DASHBOARDS for row in one.rows for panel in row.panels]


@pytest.mark.parametrize("name", pages())
def test_committed_dashboard_is_up_to_date(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name], "run `.venv/bin/python -m fleet.reference`"


def test_none_is_left_over() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == set(pages())


@pytest.mark.parametrize("panel", PANELS, ids=lambda one: one.title)
def test_a_panel_asks_for_metrics_that_there_are(panel: Any) -> None:
    for expression, legend in panel.queries:
        plain = expression.replace("$__rate_interval", "5m")
        assert wrong_with(plain) == []
        grouped = re.findall(r"by \(([^)]*)\)", plain)
        for label in re.findall(r"\{\{(\w+)\}\}", legend):
            assert not grouped or label in grouped[0].split(", "), f"{label} is summed away"


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda one: one.uid)
def test_panels_lie_side_by_side_and_none_on_another(dashboard: Any) -> None:
    panels = dashboard_json(dashboard)["panels"]
    assert len({one["id"] for one in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for one in panels:
        place = one["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken
        assert place["x"] + place["w"] <= 24
        taken |= cells


def test_provisioning_names_the_folder_of_the_dashboards() -> None:
    source = yaml.safe_load((FOLDER / "provisioning/datasources/prometheus.yaml").read_text(encoding="utf-8"))
    assert source["datasources"][0]["type"] == "prometheus"
    provider = yaml.safe_load((FOLDER / "provisioning/dashboards/fleet.yaml").read_text(encoding="utf-8"))
    assert provider["providers"][0]["options"]["path"] == "/var/lib/grafana/dashboards"
    assert json.loads((FOLDER / "agent-fleet.json").read_text(encoding="utf-8"))["title"] == "Agent Fleet"
