"""Worker processes under measurement: started, killed, asked for their CPU time and memory."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.processes import ROOT, mortal
from benchmarks.stage import Stage
from fleet.client.errors import FleetError
from fleet.settings import Settings
from fleet.stack.ports import choose_port
from fleet.topic_admin import ensure_topics
from fleet.web_client import WebClient
from schemas.topics import PARTITIONS
from tables.checkpoint import Ledger

__all__ = ["Worker", "until", "workers"]

PATIENCE_S = 180.0
STOP_S = 20.0
TICKS = os.sysconf("SC_CLK_TCK")
WORKER = ("-m", "fleet", "worker")


async def until(what: str, condition: Callable[[], Awaitable[bool]], *, poll_s: float = 0.02) -> float:
    """Wait until a condition holds; the seconds that it took."""
    began = time.monotonic()
    while not await condition():
        if time.monotonic() - began > PATIENCE_S:
            sys.exit(f"error: not within {PATIENCE_S:.0f} s: {what}")
        await asyncio.sleep(poll_s)
    return time.monotonic() - began


@dataclass
class Worker:
    """One worker of an application. Settings in the environment hold for it too, where a benchmark sets no other."""

    here: Stage
    app: str
    name: str
    program: Sequence[str] = WORKER
    settings: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        self.port = choose_port(None, "the worker")
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = self.here.folder / f"{self.app}-{self.name}.log"
        self.start()

    @property
    def data(self) -> Path:
        """The folder of its tables."""
        return self.here.folder / "data" / "workers" / self.name

    def start(self) -> None:
        """Start it (again)."""
        environment = {
            **os.environ,
            "FLEET_KAFKA_BROKERS": self.here.brokers,
            "FLEET_RETRY_DELAY": "3600",
            "FLEET_RETRY_MAX_DELAY": "3600",  # records that fail are counted once
            "FLEET_REDIS_URL": self.here.redis_url,
            "FLEET_REDIS_KEY_PREFIX": f"{self.app}||",
            "FLEET_APP_ID": self.app,
            "FLEET_INSTANCE_ID": self.name,
            "FLEET_DATA_DIR": str(self.here.folder / "data"),
            "FLEET_WEB_PORT": str(self.port),
            "FLEET_AUTH": "off",
            **self.settings,
        }
        with self.log.open("ab") as log:
            command = mortal([sys.executable, *self.program])
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def kill(self) -> None:
        """`kill -9`."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it politely if it can."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_S)
        self.kill()

    def check(self) -> None:
        """End the benchmark if the worker has ended."""
        if self.process.poll() is not None:
            sys.exit(f"error: {self.name} ended with {self.process.returncode}: {self.tail()}")

    def tail(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-1500:]

    def cpu_s(self) -> float:
        """CPU seconds of the process so far, of all its threads."""
        after_name = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / TICKS  # utime, stime

    def peak_mb(self) -> int:
        """Most resident memory so far."""
        return self._memory_mb("VmHWM")

    def rss_mb(self) -> int:
        """Resident memory now."""
        return self._memory_mb("VmRSS")

    def _memory_mb(self, name: str) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition(f"{name}:")[2].split()[0]) // 1024

    async def health(self) -> dict[str, Any]:
        """Its readiness page; empty while it does not answer or is not ready."""
        with contextlib.suppress(FleetError, OSError, TimeoutError):
            async with WebClient(self.url) as client:
                return await client.get("health", "ready")
        return {}

    async def ledger(self) -> Ledger:
        """What became of the records that its partitions have read."""
        async with WebClient(self.url) as client:
            return await client.ledger()

    async def records(self) -> int:
        """Records read by the partitions that it owns; 0 while it is not ready."""
        with contextlib.suppress(FleetError, OSError, TimeoutError):
            return (await self.ledger()).records
        return 0

    async def folded(self, count: int) -> None:
        """Wait as long as it takes, and it lives, until it has read so many records."""
        while await self.records() < count:
            self.check()
            await asyncio.sleep(0.5)

    async def mirrored(self) -> None:
        """Wait until Redis holds all that it has folded."""

        async def level() -> bool:
            mirror = (await self.health()).get("mirror") or {}
            return bool(mirror.get("connected")) and mirror.get("lag_records") == 0

        await until("the mirror is level", level)

    async def read(self, count: int) -> float:
        """Wait until it has read so many records, for `PATIENCE_S` at most; the seconds that it took."""

        async def enough() -> bool:
            return await self.records() >= count

        return await until(f"{count:,} records read by {self.name}: {self.tail()}", enough)


@contextlib.asynccontextmanager
async def workers(
    here: Stage, app: str, count: int = 1, *, program: Sequence[str] = WORKER, **settings: str
) -> AsyncIterator[list[Worker]]:
    """Workers that share the partitions equally, ended afterwards."""
    await ensure_topics(here.brokers, Settings(app_id=app, kafka_brokers=here.brokers))
    every: list[Worker] = []
    try:
        for number in range(count):
            every.append(Worker(here, app, f"worker-{number + 1}", program, settings))  # noqa: PERF401 - all are ended

        async def shared() -> bool:
            for one in every:
                one.check()
            owned = [len((await one.health()).get("partitions", {}).get("owned", ())) for one in every]
            return owned == [PARTITIONS // count] * count

        await until(f"{count} workers share the partitions", shared, poll_s=0.1)
        yield every
    finally:
        for one in every:
            one.kill()
