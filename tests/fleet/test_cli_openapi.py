"""`openapi`: the document, one agent's part of it, and whether a change breaks clients."""

import json
from pathlib import Path

from tests.fleet.cli_support import fleet


def test_the_document_of_one_agent_has_its_pages_alone() -> None:
    done = fleet("openapi", "--agent", "debug")
    assert done.returncode == 0
    assert list(json.loads(done.stdout)["paths"]) == ["/debug/analyze"]
    done = fleet("openapi", "--agent", "nobody")
    assert done.returncode == 2
    assert "debug" in done.stderr


def test_a_change_that_breaks_clients_is_told_and_is_a_failure(tmp_path: Path) -> None:
    api = json.loads(fleet("openapi").stdout)
    old = tmp_path / "old.json"
    old.write_text(json.dumps(api))
    assert fleet("openapi", "--check", str(old)).returncode == 0
    api["paths"]["/gone"] = {"get": {"operationId": "gone", "responses": {}}}
    api["components"]["schemas"]["ProgressUpdate"]["properties"]["mood"] = {"type": "string"}
    old.write_text(json.dumps(api))
    done = fleet("openapi", "--check", str(old), "--json")
    assert done.returncode != 0
    assert {"GET /gone", "POST /progress/{student_id}"} == {
        one["operation"] for one in json.loads(done.stdout)["breaches"]
    }
    assert "2 changes break clients" in done.stderr


def test_what_is_no_document_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    for text, said in (("no", "is no JSON"), ("[]", "is no OpenAPI document")):
        file.write_text(text)
        done = fleet("openapi", "--check", str(file))
        assert done.returncode == 2
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
