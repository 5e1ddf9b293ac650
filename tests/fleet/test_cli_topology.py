"""The topology for people, programs and the docs comes from the data."""

import json

from click.testing import CliRunner

from fleet.cli.topology import command
from fleet.topology import AGENTS
from fleet.topology_diagram import mermaid


def test_json_holds_every_agent_as_the_data_has_it() -> None:
    done = CliRunner().invoke(command, ["--json"])
    rows = {row["agent"]: row for row in json.loads(done.output)}
    assert list(rows) == [spec.name for spec in AGENTS]
    for spec in AGENTS:
        assert rows[spec.name]["reads"] == [topic.name for topic in spec.reads]
        assert rows[spec.name]["writes"] == [topic.name for topic in spec.writes]
        assert rows[spec.name]["table"] == (spec.table.name if spec.table is not None else None)


def test_the_diagram_holds_every_edge_once() -> None:
    lines = [line.strip() for line in mermaid(AGENTS).splitlines()]
    assert lines[0] == "flowchart LR"
    assert len(lines) == len(set(lines))
    assert "n_learning_events --> n_progress_agent" in lines
    assert "n_progress_agent --> n_dead_letter_queue" in lines
    assert "n_progress_agent ==> n_mastery_table" in lines
    edges = [line for line in lines if "-->" in line]
    wanted = sum(len(spec.reads) + len(spec.writes) for spec in AGENTS)
    assert len(edges) == wanted + 2  # and the public table's ways out: Redis, HTTP


def test_both_forms_at_once_are_refused() -> None:
    done = CliRunner().invoke(command, ["--json", "--mermaid"])
    assert "choose one" in str(done.exception)
