"""Every command of the tutorial, in its order, in one shell, against a real worker with tokens required."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.stack.support import ROOT, Fleet, Worker

pytestmark = pytest.mark.stack

PAGE = ROOT / "docs" / "tutorial.md"
ADDRESS = "http://127.0.0.1:6066"
SECRET = "only-for-this-test-only-for-this-test"
SECONDS = 240.0  # for all of them; each start of the command line takes about a second


def commands() -> list[str]:
    """The blocks of the page that are for the second terminal."""
    return re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(), flags=re.MULTILINE | re.DOTALL)


def answers(worker: Worker, folder: Path) -> list[str]:
    """What each block has printed."""
    mark = "-- next block --"
    (folder / ".venv").symlink_to(ROOT / ".venv")
    script = "set -eu; shopt -s expand_aliases\n" + "".join(f"{block}\necho; echo '{mark}'\n" for block in commands())
    environment = {**os.environ, **worker.environment, "PYTHONPATH": str(ROOT), "FLEET_AUTH_SECRET": SECRET}
    ran = subprocess.run(
        ["bash", "-c", script.replace(ADDRESS, worker.url)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ran.returncode == 0, f"{ran.stdout[-2000:]} {ran.stderr[-2000:]}"
    return ran.stdout.split(mark)[:-1]


def documents(printed: str) -> list[dict[str, Any]]:
    """The JSON documents in what was printed, one after the other."""
    decoder, found, rest = json.JSONDecoder(), [], printed.strip()
    while rest:
        one, end = decoder.raw_decode(rest)
        found.append(one)
        rest = rest[end:].strip()
    return found


async def test_every_command_does_what_the_tutorial_says(fleet: Fleet, tmp_path: Path) -> None:
    worker = fleet.worker(FLEET_AUTH="required", FLEET_AUTH_SECRET=SECRET)
    await worker.ready()
    folder = tmp_path / "clone"
    folder.mkdir()
    _, nobody, reported, seen, triage, debug, made, tried, solved, after = answers(worker, folder)
    assert documents(nobody)[0]["status"] == 404
    loops, variables = documents(reported)
    assert (loops["mastery"], set(variables["mastery"])) == ({"loops": 0.46}, {"loops", "variables"})
    mastery, explained = documents(seen)
    assert mastery["overall_mastery"] == variables["overall_mastery"]
    assert "loops" in json.dumps(explained)
    assert documents(triage)[0]["agent_type"] == "concepts"
    assert "never" in documents(debug)[0]["content"] or "end" in documents(debug)[0]["content"]
    assert made.strip()
    hint, wrong = documents(tried)
    assert hint["metadata"]["hints"]
    assert wrong["metadata"]["passed"] is False
    assert documents(solved)[0]["metadata"]["passed"] is True
    assert "stu-ada" in after
    assert not (folder / "exercise.json").exists()
