"""Every command of the runbooks' checks works as it stands there, against a real worker."""

import asyncio
import re
import shlex
import subprocess
import sys

import pytest

from tests.stack.support import ROOT, Fleet, free_port, until

pytestmark = pytest.mark.stack

PAGES = sorted((ROOT / "docs/runbooks").glob("*.md"))
COMMANDS = sorted(
    {
        line
        for page in PAGES
        for block in re.findall(r"^```\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    }
)

NOTHING_TO_DO = "no dead letter matches: nothing was sent"


async def run(command: str, environment: dict[str, str]) -> tuple[int, str]:
    words = shlex.split(command)
    words = [sys.executable, *words[1:]] if words[0] == "python" else words

    def wait() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    done = await asyncio.to_thread(wait)
    return done.returncode, done.stdout + done.stderr


def start_archive(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "fleet", "archive"]
    return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def test_commands_of_the_runbooks_work(fleet: Fleet, processes: list[subprocess.Popen[bytes]]) -> None:
    worker = fleet.worker()
    archive_port = free_port()
    environment = {
        **worker.environment,
        "FLEET_POSTGRES_DSN": fleet.stack.addresses.postgres,
        "FLEET_ARCHIVE_WEB_PORT": str(archive_port),
    }
    processes.append(start_archive(environment))
    await worker.ready()
    await worker.read(await fleet.simulate(300))
    page = f"curl -s --fail localhost:{archive_port}/health/ready"

    async def archive_is_ready() -> bool:
        return (await run(page, environment))[0] == 0

    await until("the archive is ready", archive_is_ready)
    assert len(COMMANDS) > 8
    for command in COMMANDS:
        there = command.replace("localhost:6066", f"localhost:{worker.port}")
        there = there.replace("localhost:6067", f"localhost:{archive_port}")
        status, output = await run(there, environment)
        assert status == 0 or NOTHING_TO_DO in output, f"{command}: {output[-1000:]}"
        assert output.strip(), f"{command} says nothing"
        assert '"title"' not in output, f"{command} is answered by a problem: {output[-1000:]}"


def test_commands_are_for_shells_of_this_machine() -> None:
    assert {shlex.split(command)[0] for command in COMMANDS} <= {"curl", "python", "df"}
