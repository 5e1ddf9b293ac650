"""The HTTP interface against its own description: whatever is sent, the answer is a documented one and no crash."""

import asyncio
import sys
import time
from pathlib import Path

import aiohttp
import pytest

from agents.runtime.access import Role
from fleet.access.config import rules
from fleet.access.tokens import mint
from fleet.settings import Settings
from tests.stack.support import Fleet, Worker

pytestmark = pytest.mark.stack

SECRET = "a secret of forty characters, no phrase!"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
EXAMPLES = "12"
"""Of each operation: some 700 requests in half a minute. A longer run: `st run URL/openapi.json`."""

QUIET_SCRIPT = """
import sys
from schemathesis.cli import schemathesis
sys.exit(schemathesis(sys.argv[1:], standalone_mode=True))
"""


async def test_no_answer_is_undocumented_and_none_is_a_crash(fleet: Fleet, tmp_path: Path) -> None:
    worker = fleet.worker(FLEET_AUTH="required", FLEET_AUTH_SECRET=SECRET)
    await worker.ready()
    await worker.read(await fleet.simulate(500, students=20))
    worker.token = admin = mint(
        SECRET, rules(Settings()), subject="fuzz", role=Role.ADMIN, seconds=3600, now=time.time()
    )
    async with aiohttp.ClientSession() as session, session.get(f"{worker.url}/docs") as answer:
        assert answer.content_type == "text/html"
    await every_example_is_answered(worker)
    words = ["run", f"{worker.url}/openapi.json", "--checks", CHECKS, "--max-examples", EXAMPLES, "--seed", "1"]
    fuzz = await asyncio.create_subprocess_exec(
        *[sys.executable, "-c", QUIET_SCRIPT, *words, "--phases", "examples,fuzzing", "--continue-on-failure"],
        *("--header", f"Authorization: Bearer {admin}"),
        "--no-color",
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await fuzz.communicate())[0].decode()
    assert fuzz.returncode == 0, said[-8000:]
    assert "generated" in said
    await worker.ready()  # still


WITHOUT = {
    "/exercise/hints": "the exercise has to be made first",
    "/exercise/verify": "the exercise has to be made first",
}


async def every_example_is_answered(worker: Worker) -> None:
    """What the documents show can be sent as it stands."""
    _, api = await worker.get("/openapi.json")
    assert api["openapi"].startswith("3.1")
    assert (await worker.get("/asyncapi.json"))[1]["asyncapi"] == "3.0.0"
    assert (await worker.get("/openapi/debug.json"))[1]["paths"].keys() == {"/debug/analyze"}
    assert (await worker.get("/openapi/nobody.json"))[0] == 404
    for path, methods in api["paths"].items():
        operation = methods.get("post", {})
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        if "example" in body:
            status, answer = await worker.post(path.format(student_id="stu-00123"), body["example"])
            assert status in (200, 202), (path, answer)
            assert str(status) in operation["responses"]
        else:
            assert not body or path in WITHOUT or operation["tags"] == ["admin"], f"{path} has no example"
