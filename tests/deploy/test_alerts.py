"""The alert rules: about metrics that there are, complete for people, and each with a unit test."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.expressions import TARGET, labels_by_name, labels_of, metrics_of, wrong_with

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy/prometheus"
RUNBOOKS = ROOT / "docs/runbooks"
PAGES = sorted(path.name for path in RUNBOOKS.glob("*.md") if path.name != "README.md")


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


RULES = [rule for group in read("alerts.yaml")["groups"] for rule in group["rules"]]
CASES = [case for test in read("alerts.test.yaml")["tests"] for case in test["alert_rule_test"]]

by_name = pytest.mark.parametrize("rule", RULES, ids=lambda one: one["alert"])


@pytest.mark.parametrize(
    ("expression", "wrong"),
    [
        ("sum by (topic) (fleet_consumer_lag_records) > 1", []),
        ('rate(fleet_answer_seconds_bucket{agent="debug",le="0.5"}[5m])', []),
        ("fleet_answer_seconds > 1", ["unknown metric fleet_answer_seconds"]),
        ('fleet_ready{partition="1"} == 0', ["unknown label partition"]),
        ("sum by (student) (fleet_ready)", ["unknown label student"]),
        ("vector(1)", ["no metric at all"]),
    ],
)
def test_what_is_wrong_with_an_expression(expression: str, wrong: list[str]) -> None:
    assert wrong_with(expression) == wrong


@by_name
def test_a_rule_speaks_of_metrics_that_there_are(rule: dict[str, Any]) -> None:
    assert wrong_with(rule["expr"]) == []


@by_name
def test_a_rule_is_complete_for_people(rule: dict[str, Any]) -> None:
    assert re.fullmatch(r"Fleet[A-Z][A-Za-z]+", rule["alert"])
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["annotations"].keys() == {"summary", "description", "runbook"}
    assert rule["annotations"]["runbook"].startswith("docs/runbooks/")
    page = ROOT / rule["annotations"]["runbook"]
    assert f"`{rule['alert']}`" in page.read_text(encoding="utf-8"), "its page names it"


@by_name
def test_a_text_names_labels_that_the_alert_has(rule: dict[str, Any]) -> None:
    series = labels_by_name()
    has = TARGET.union(*(series[name] for name in metrics_of(rule["expr"])))
    if re.search(r"\b(sum|max|min|histogram_quantile)\b", rule["expr"]):  # keeps what it is grouped by
        has = {label for label in has if label in set(labels_of(rule["expr"]))}
    named = set(re.findall(r"\$labels\.(\w+)", " ".join(rule["annotations"].values())))
    assert named <= has


@by_name
def test_a_rule_has_a_case_in_which_it_fires(rule: dict[str, Any]) -> None:
    assert any(case["alertname"] == rule["alert"] and case["exp_alerts"] for case in CASES)


def test_every_page_is_asked_for_and_listed() -> None:
    assert {rule["annotations"]["runbook"] for rule in RULES} == {f"docs/runbooks/{name}" for name in PAGES}
    listed = re.findall(r"^\| \[(.+\.md)\]\(\1\) \| (.*) \|$", (RUNBOOKS / "README.md").read_text(), flags=re.MULTILINE)
    assert sorted(name for name, _ in listed) == PAGES
    for name, alerts in listed:
        wanted = {rule["alert"] for rule in RULES if rule["annotations"]["runbook"].endswith(f"/{name}")}
        assert set(re.findall(r"`(\w+)`", alerts)) == wanted


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_what_one_needs_at_night(name: str) -> None:
    headings = re.findall(r"^## (.+)$", (RUNBOOKS / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings == ["Symptom", "Check", "Act", "Verify"]


def test_prometheus_reads_the_rules_and_asks_the_workers() -> None:
    config = read("prometheus.yaml")
    assert config["rule_files"] == ["alerts.yaml"]
    assert {job["job_name"] for job in config["scrape_configs"]} == {"fleet", "fleet-archive"}
    jobs = {job for rule in RULES for job in re.findall(r'job="([^"]+)"', rule["expr"])}
    assert jobs <= {"fleet", "fleet-archive"}


@pytest.mark.parametrize(
    "words",
    [("check", "rules", "alerts.yaml"), ("test", "rules", "alerts.test.yaml"), ("check", "config", "prometheus.yaml")],
)
def test_promtool_agrees(words: tuple[str, str, str]) -> None:
    promtool = shutil.which(os.environ.get("PROMTOOL", "promtool"))
    if promtool is None:
        pytest.skip("no promtool here: set PROMTOOL to one")
    done = subprocess.run([promtool, *words], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
