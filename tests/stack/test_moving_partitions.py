"""1 -> 3 -> 1 workers: whoever is asked meanwhile answers right, or asks to be asked again."""

import asyncio
import json
import signal
from collections import Counter
from typing import Any

import aiohttp
import pytest

from schemas.topics import PARTITIONS
from tests.faults.survival import Scenario, drained
from tests.stack.support import Fleet, Worker, shared, until

pytestmark = pytest.mark.stack

BODY = {"component": "loops", "scores": {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8}}
GONE = (aiohttp.ClientConnectionError, aiohttp.ServerDisconnectedError)


class Asker:
    """Asks every living worker for students that do not change, and sends events for others."""

    def __init__(self, workers: list[Worker], truth: dict[str, Any]) -> None:
        self._workers = workers
        self._truth = truth
        self.answers: Counter[tuple[str, int]] = Counter()
        self.wrong: list[Any] = []

    async def run(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(30)) as session:
            while True:
                for student, wanted in self._truth.items():
                    for worker in list(self._workers):
                        await self._ask(session, worker, student, wanted)
                    await asyncio.sleep(0.02)

    async def _ask(self, session: aiohttp.ClientSession, worker: Worker, student: str, wanted: Any) -> None:
        try:
            async with session.get(f"{worker.url}/progress/{student}") as answer:
                self._judge("GET", answer, await answer.json(), wanted)
            async with session.post(f"{worker.url}/progress/other-{student}", json=BODY) as answer:
                self._judge("POST", answer, await answer.json(), {})
        except GONE:
            if worker.process.poll() is None and worker in self._workers:  # it may be about to be gone
                self.answers["refused", 0] += 1

    def _judge(self, method: str, answer: aiohttp.ClientResponse, body: Any, wanted: dict[str, Any]) -> None:
        self.answers[method, answer.status] += 1
        right = answer.status in (200, 202) and wanted.items() <= body.items()
        if not right and not (answer.status == 503 and answer.headers.get("Retry-After")):
            self.wrong.append((method, answer.status, body))


async def owned_by(worker: Worker, count: int) -> None:
    async def settled() -> bool:
        health = await worker.health()
        return bool(health.get("ready")) and len(health["partitions"]["owned"]) == count

    await until(f"{worker.url} owns {count} (see {worker.tail()})", settled)


async def test_readers_are_answered_right_or_asked_to_come_again(fleet: Fleet) -> None:
    first = fleet.worker("one")
    await fleet.simulate(3000)
    assert await drained(fleet, first) == []
    values = (await fleet.oracle()).values
    students = sorted({key.split(":")[1] for key in values})[:12]
    truth = {one: json.loads(values[f"student:{one}:mastery:latest"]) for one in students}
    workers = [first]
    asker = Asker(workers, truth)
    asking = asyncio.create_task(asker.run())

    workers += [fleet.worker("two"), fleet.worker("three")]
    await shared(*workers)
    for worker in workers:
        assert len((await worker.health())["partitions"]["owned"]) == PARTITIONS // 3, "evenly spread"
    _, second, third = workers
    workers.remove(third)  # a reader of a worker that is killed gets no answer: that is no answer of the fleet
    third.kill()
    await shared(first, second)
    workers.remove(second)
    second.process.send_signal(signal.SIGTERM)
    await owned_by(first, PARTITIONS)
    before = asker.answers.copy()
    await until("it answers again", lambda: asker.answers["GET", 200] > before["GET", 200] + 5)

    asking.cancel()
    assert asker.wrong == []
    assert await Scenario(fleet).settle(first) == []
