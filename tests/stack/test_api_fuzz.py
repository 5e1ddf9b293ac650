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
from tests.stack.support import Fleet

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
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{worker.url}/openapi.json") as answer:
            assert answer.status == 200
            assert (await answer.json())["openapi"].startswith("3.1")
        async with session.get(f"{worker.url}/asyncapi.json") as answer:
            assert (await answer.json())["asyncapi"] == "3.0.0"
        async with session.get(f"{worker.url}/docs") as answer:
            assert answer.content_type == "text/html"
    admin = mint(SECRET, rules(Settings()), subject="fuzz", role=Role.ADMIN, seconds=3600, now=time.time())
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
