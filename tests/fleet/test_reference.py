"""The reference pages of the docs are what the catalogues say."""

from pathlib import Path

import pytest

from fleet.reference import BASELINE, PAGES, pages, settings_page, topics_page
from fleet.settings import Settings
from fleet.topology import AGENTS
from schemas.topics import CATALOGUE

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", pages())
def test_committed_page_is_up_to_date(name: str) -> None:
    committed = (ROOT / PAGES / name).read_text(encoding="utf-8")
    assert committed == pages()[name], "run `.venv/bin/python -m fleet.reference`"


def test_no_page_is_left_over() -> None:
    assert {path.name for path in (ROOT / PAGES).iterdir()} == {*pages(), BASELINE}


def test_every_setting_has_its_row_in_order() -> None:
    rows = [line.split("`")[1] for line in settings_page().splitlines() if line.startswith("| `")]
    assert rows == [f"FLEET_{name.upper()}" for name in Settings.model_fields]


@pytest.mark.parametrize(
    ("variable", "cells"),
    [
        ("FLEET_KAFKA_BROKERS", "text | none"),
        ("FLEET_WEB_PORT", "integer, ≥ 1, ≤ 65535 | `6066`"),
        ("FLEET_DATA_DIR", "path | `.fleet`"),
        ("FLEET_SCORE_POLICY", "`clamp` or `reject` | `clamp`"),
        ("FLEET_REDIS_MIRROR", "true or false | `true`"),
        ("FLEET_REDIS_KEY_PREFIX", "text | empty"),
        ("FLEET_INSTANCE_ID", "text, `^[A-Za-z0-9._-]{1,100}$` | `worker-1`"),
    ],
)
def test_values_and_default_of_a_setting(variable: str, cells: str) -> None:
    assert f"| `{variable}` | {cells} | " in settings_page()


def test_a_bar_in_a_description_does_not_end_its_cell() -> None:
    assert r"`myapp\|\|`" in settings_page()


def test_every_topic_has_a_row_with_the_agents_at_its_ends() -> None:
    rows = {line.split("`")[1]: line for line in topics_page().splitlines() if line.startswith("| `")}
    tables = {f"{{FLEET_APP_ID}}-{spec.table.name}-changelog" for spec in AGENTS if spec.table is not None}
    assert set(rows) == {topic.name for topic in CATALOGUE} | tables
    assert rows["learning.events"].endswith("| progress | exercise, retry |")
    assert "| retry |" in rows["dead-letter.queue"]
    assert "progress" in rows["dead-letter.queue"].split("|")[-2], "the guard of every agent writes dead letters"
    assert "+ 256 KiB" in rows["dead-letter.queue"]
    assert "| compact |" in rows["{FLEET_APP_ID}-mastery-changelog"]
