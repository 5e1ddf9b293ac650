"""An event's way from a request to its copies in a real worker, under one trace; and its log, for programs."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.stack.support import Fleet, free_port, until

pytestmark = pytest.mark.stack

TRACE = "0af7651916cd43dd8448eb211c80319c"
STUDENT = "stu-traced-one"
EVENT = {"component": "Functions", "scores": {"completion": 0.8, "quiz": 0.7, "quality": 0.6, "consistency": 0.5}}
CODE = "print('a line that nobody else writes'"


@dataclass
class Collector:
    """Takes spans as OpenTelemetry's collector does."""

    port: int = field(default_factory=free_port)
    spans: list[Any] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        sent = ExportTraceServiceRequest.FromString(await request.read())
        self.spans += [span for one in sent.resource_spans for scope in one.scope_spans for span in scope.spans]
        return web.Response(content_type="application/x-protobuf")

    def names(self, trace: str) -> set[str]:
        return {span.name for span in self.spans if span.trace_id.hex() == trace}


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    one = Collector()
    app = web.Application()
    app.router.add_post("/v1/traces", one.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", one.port).start()
    yield one
    await runner.cleanup()


async def test_an_event_is_followed_from_the_request_to_redis(fleet: Fleet, collector: Collector) -> None:
    worker = fleet.worker(
        FLEET_OTLP_ENDPOINT=f"http://127.0.0.1:{collector.port}", FLEET_TRACE_SHARE="0", FLEET_LOG_FORMAT="json"
    )
    await worker.ready()
    headers = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    async with aiohttp.ClientSession(headers=headers) as session:
        url = f"{worker.url}/progress/{STUDENT}?wait=applied"
        async with session.post(url, json=EVENT) as response:
            assert response.status == 200, await response.text()
        asked = {"student_id": STUDENT, "query": "Why?", "code": CODE}
        async with session.post(f"{worker.url}/debug/analyze", json=asked) as response:
            assert response.status == 200
    await fleet.simulate(300)
    await worker.read(300)
    wanted = {
        "POST /progress/{student_id}",
        "send learning.events",
        "process learning.events",
        "commit learning.events",
        f"copy {fleet.app_id}-mastery-changelog: Redis mirror",
        "POST /debug/analyze",
        "send learning.signals",
    }
    await until("all of its way", lambda: wanted <= collector.names(TRACE))
    assert {span.trace_id.hex() for span in collector.spans} == {TRACE}, "what nobody asked to be followed is not"
    (batch,) = [span for span in collector.spans if span.name == "process learning.events"]
    assert [link.trace_id.hex() for link in batch.links] == [TRACE]
    assert STUDENT not in str(collector.spans)

    worker.stop()
    lines = worker.log.read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines if line.startswith("{")]
    assert len(told) > 10
    assert all({"time", "level", "logger", "message", "worker"} <= one.keys() for one in told)
    assert STUDENT not in "".join(lines)
    assert "stu-0" not in "".join(lines), "no student of the simulation"
    assert CODE not in "".join(lines)
