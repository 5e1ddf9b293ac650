"""How long until a worker that was killed with `kill -9` in the middle of a run commits again.

Measured from the start of the new process to the first growth of its ledger, by `/health/ready`: start of Python,
joining the group, fencing, restore and the first transaction. Once with its table on disk, once with it deleted.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.processes import ROOT
from benchmarks.stage import fill
from fleet.settings import Settings
from fleet.stack.local import LocalStack
from fleet.stack.ports import choose_port
from fleet.topic_admin import ensure_topics
from fleet.web_client import WebClient, WebError

EVENTS, STUDENTS = 200_000, 10_000
APP = "bench-recovery"
POLL_S = 0.02
PATIENCE_S = 120.0


async def ledger(client: WebClient) -> int:
    """Records read so far; 0 while the worker does not answer."""
    try:
        return (await client.ledger()).records
    except (WebError, OSError, TimeoutError):
        return 0


async def wait_for(client: WebClient, count: int) -> float:
    """Seconds until more than `count` records are read."""
    started = time.monotonic()
    while await ledger(client) <= count:
        if time.monotonic() - started > PATIENCE_S:
            sys.exit(f"error: not {count} records within {PATIENCE_S:.0f} s")
        await asyncio.sleep(POLL_S)
    return time.monotonic() - started


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="fleet-bench-") as folder:
        async with LocalStack(Path(folder) / "stack") as stack:
            await ensure_topics(stack.addresses.kafka, Settings(app_id=APP, kafka_brokers=stack.addresses.kafka))
            await fill(stack.addresses.kafka, EVENTS, STUDENTS)
            brokers = stack.addresses.kafka
            await ensure_topics(brokers, Settings(app_id=APP, kafka_brokers=brokers))
            port = choose_port(None, "the worker")
            environment = {
                **os.environ,
                "FLEET_KAFKA_BROKERS": brokers,
                "FLEET_REDIS_URL": stack.addresses.redis,
                "FLEET_APP_ID": APP,
                "FLEET_DATA_DIR": str(Path(folder) / "data"),
                "FLEET_WEB_PORT": str(port),
                "FLEET_MAX_BATCH": "500",  # so that there is a middle of the run to be killed in
            }
            await measure(environment, f"http://127.0.0.1:{port}", Path(folder))


async def measure(environment: dict[str, str], url: str, folder: Path) -> None:
    def start() -> subprocess.Popen[bytes]:
        with (folder / "worker.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "fleet", "worker"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    async with WebClient(url) as client:
        worker = start()
        try:
            await wait_for(client, EVENTS // 10)
            for name in ("with its table on disk", "with its table deleted"):
                count = await ledger(client)
                worker.kill()
                worker.wait()
                if name.endswith("deleted"):
                    shutil.rmtree(folder / "data" / "workers")
                worker = start()
                seconds = await wait_for(client, count)
                print(
                    f"killed after {count:,} records, {name}: commits again {seconds:.1f} s after its start", flush=True
                )
        finally:
            worker.kill()
            worker.wait()


if __name__ == "__main__":
    asyncio.run(main())
