"""What a real worker measures while it works: everything that the specification lists, with values that move."""

import asyncio

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed

from fleet.metrics.catalogue import CATALOGUE
from fleet.metrics.model import Metric
from schemas.topics import LEARNING_EVENTS
from tests.stack.support import Fleet, Worker, dlq, until

pytestmark = pytest.mark.stack

EVENTS = 3000
PATIENCE_TRIES = 120
ASKED = {"student_id": "stu-00001", "query": "Why does it not run?", "code": "print(1"}

Values = dict[str, float]

UNMOVED = {
    "fleet_ledger_imbalance_records",  # 0, or the code is wrong
    "fleet_restore_remaining_records",
}


async def scrape(worker: Worker) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"{worker.url}/metrics") as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=")
        return await response.text()


def values(page: str) -> Values:
    """The sum over all labels, by name; of a histogram its count."""
    found: Values = {}
    for family in parsed(page):
        for one in family.samples:
            found[one.name] = found.get(one.name, 0.0) + one.value
    return found


def name(metric: Metric) -> str:
    return f"{metric.name}_count" if metric.kind == "histogram" else metric.name


async def test_every_metric_of_the_specification_moves(fleet: Fleet) -> None:
    worker = fleet.worker()
    await worker.ready()
    before = values(await scrape(worker))
    sent = await fleet.simulate(EVENTS)
    failed = (await worker.read(sent))["dead_letters"]
    assert (await worker.post("/debug/analyze", ASKED))[0] == 200
    letters = (await until("all dead letters", lambda: listed(worker, failed)))["dead_letters"]
    done, _, error = await dlq(worker, "discard", letters[0]["id"], "--reason", "a test", "--by", "tests")
    assert done == 0, error

    for _ in range(PATIENCE_TRIES):  # copies and counts follow within seconds
        if not unmoved(before, values(await scrape(worker))):
            break
        await asyncio.sleep(0.5)
    after = values(await scrape(worker))
    assert unmoved(before, after) == []
    assert after["fleet_ledger_imbalance_records"] == 0
    assert after["fleet_metrics_errors_total"] == 0
    rows = [one for family in parsed(await scrape(worker)) for one in family.samples]
    read = sum(
        one.value
        for one in rows
        if one.name == "fleet_records_total"
        and one.labels["topic"] == LEARNING_EVENTS.name
        and one.labels["agent"] == "progress"
    )
    assert read == sent

    status, told = await worker.get("/status")
    assert status == 200
    assert told["dead_letters"]["open"] == failed - 1
    assert told["lag_records"] == 0
    assert [one["id"] for one in told["workers"]] == ["worker-1"]
    assert told["projections"]["redis"]["connected"]
    assert set(told["lag"][LEARNING_EVENTS.name]) == {str(number) for number in range(6)}


def unmoved(before: Values, after: Values) -> list[str]:
    wanted = [name(metric) for metric in CATALOGUE if metric.spec and metric.name not in UNMOVED]
    return [one for one in wanted if after.get(one, 0.0) == before.get(one, 0.0) and not moved_at_the_start(one, after)]


def moved_at_the_start(one: str, after: Values) -> bool:
    """A worker's own recovery is over when it can be asked."""
    return one == "fleet_recovery_seconds_count" and after[one] > 0


async def listed(worker: Worker, count: int) -> dict[str, list[dict[str, str]]] | None:
    found = (await worker.get("/dead-letters?limit=500"))[1]
    return found if len(found.get("dead_letters", ())) >= count else None
