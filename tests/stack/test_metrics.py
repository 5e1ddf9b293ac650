"""What a real worker measures while it works: everything that the specification lists, with values that move."""

import aiohttp
import pytest

from fleet.demo_metrics import check_metrics, use_agents
from fleet.metrics.movement import Page, parsed, wanted
from fleet.topology import AGENTS
from fleet.web_client import WebClient
from schemas.topics import LEARNING_EVENTS
from tests.stack.support import Fleet, Worker, dlq, until

pytestmark = pytest.mark.stack

EVENTS = 3000


async def scrape(worker: Worker) -> Page:
    async with aiohttp.ClientSession() as session, session.get(f"{worker.url}/metrics") as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=")
        return parsed(await response.text())


async def test_every_metric_of_the_specification_moves(fleet: Fleet) -> None:
    worker = fleet.worker()
    await worker.ready()
    before = await scrape(worker)
    sent = await fleet.simulate(EVENTS)
    failed = (await worker.read(sent))["dead_letters"]
    letters = (await until("all dead letters", lambda: listed(worker, failed)))["dead_letters"]
    done, _, error = await dlq(worker, "discard", letters[0]["id"], "--reason", "a test", "--by", "tests")
    assert done == 0, error
    async with WebClient(worker.url) as client:
        assert await use_agents(client) == []
        moved = await check_metrics(client, before, wanted(AGENTS))
    assert [str(one) for one in moved if not one.ok] == []

    after = await scrape(worker)
    assert {one.value for one in after if one.name == "fleet_metrics_errors_total"} == {0}
    read = sum(
        one.value
        for one in after
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


async def listed(worker: Worker, count: int) -> dict[str, list[dict[str, str]]] | None:
    found = (await worker.get("/dead-letters?limit=500"))[1]
    return found if len(found.get("dead_letters", ())) >= count else None
