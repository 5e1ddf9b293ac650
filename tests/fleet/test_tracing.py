"""A record's way under one trace: from a request to the copies, by the header `traceparent`."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
from opentelemetry.trace import SpanKind

from agents.runtime.publisher import Publisher
from fleet.settings import Settings
from fleet.telemetry import OpenTelemetry
from fleet.tracing import tracer_of, tracing
from tables.tracing import OFF, TRACEPARENT, continued, parents_of

TRACE = "0af7651916cd43dd8448eb211c80319c"
SAMPLED = f"00-{TRACE}-b7ad6b7169203331-01".encode()
UNSAMPLED = f"00-{TRACE}-b7ad6b7169203331-00".encode()
OTHER = b"00-11111111111111111111111111111111-2222222222222222-01"


class Listening:
    """OpenTelemetry that keeps its spans."""

    def __init__(self, share: float = 0.0) -> None:
        self.kept = InMemorySpanExporter()
        provider = TracerProvider(ParentBasedTraceIdRatio(share))
        provider.add_span_processor(SimpleSpanProcessor(self.kept))
        self.tracer = OpenTelemetry(provider)

    @property
    def spans(self) -> list[ReadableSpan]:
        return list(self.kept.get_finished_spans())

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.spans]


def record(*marks: bytes) -> Any:
    return SimpleNamespace(headers=tuple((TRACEPARENT, mark) for mark in marks))


def trace_of(mark: bytes) -> str:
    return mark.split(b"-")[1].decode()


def test_only_records_whose_traces_are_recorded_are_followed() -> None:
    assert parents_of([record(), record(UNSAMPLED), record(SAMPLED), record(OTHER)]) == [SAMPLED, OTHER]
    assert len(parents_of([record(SAMPLED)] * 1000)) == 128


def test_what_is_caused_carries_the_trace_and_a_copy_keeps_its_own() -> None:
    assert continued([("a", b"1")], SAMPLED) == [("a", b"1"), (TRACEPARENT, SAMPLED)]
    kept = [(TRACEPARENT, OTHER)]
    assert continued(kept, SAMPLED) == kept
    assert continued(kept, None) == kept


def test_a_batch_is_one_span_in_the_first_trace_linked_to_all() -> None:
    listening = Listening()
    facts = {"messaging.system": "kafka"}
    with listening.tracer.follow("process a", [SAMPLED, OTHER], facts) as mark, listening.tracer.step("commit a"):
        inside = listening.tracer.current()
    commit, batch = listening.spans
    assert (commit.name, batch.name, batch.kind) == ("commit a", "process a", SpanKind.CONSUMER)
    assert [f"{one.context.trace_id:032x}" for one in batch.links] == [TRACE, trace_of(OTHER)]
    assert batch.parent is not None
    assert f"{batch.parent.span_id:016x}" == "b7ad6b7169203331"
    assert mark is not None
    assert trace_of(mark) == TRACE
    assert inside is not None
    assert (trace_of(inside), inside != mark) == (TRACE, True)
    assert dict(batch.attributes or {}) == {"messaging.system": "kafka"}


@pytest.mark.parametrize("parents", [[], [b"rubbish"], [b"\xff"]])
def test_without_a_trace_there_is_no_span(parents: list[bytes]) -> None:
    listening = Listening()
    with listening.tracer.follow("process a", parents, {}) as mark, listening.tracer.step("commit a"):
        assert mark is None
        assert listening.tracer.current() is None
    assert listening.spans == []


def test_errors_leave_no_text_behind() -> None:
    listening = Listening()
    with pytest.raises(ValueError, match="stu-00001"), listening.tracer.follow("process a", [SAMPLED], {}):
        raise ValueError("stu-00001 wrote this")
    (span,) = listening.spans
    assert not span.events
    assert "stu-00001" not in span.to_json()
    assert span.status.description == "ValueError"


def test_nobody_listens_unless_told_to() -> None:
    assert tracing(Settings()) is None
    assert tracer_of(None) is OFF
    with OFF.follow("process a", [SAMPLED], {}) as mark, OFF.step("commit a"):
        assert (OFF.on, mark, OFF.current()) == (False, None, None)


class Producer:
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, bytes]] = []

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        pass

    async def send(self, *_: Any) -> Any:
        headers = _[-1]
        self.sent.append(dict(headers))
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        done.set_result(SimpleNamespace(partition=0, offset=0))
        return done


@pytest.mark.parametrize(("share", "asked"), [(0.0, SAMPLED), (1.0, UNSAMPLED), (1.0, None)])
async def test_a_request_goes_on_in_the_records_that_it_sends(share: float, asked: bytes | None) -> None:
    listening, producer = Listening(share), Producer()
    publisher = Publisher(lambda: producer, tracer=listening.tracer)

    async def post(_: web.Request) -> web.Response:
        await publisher.publish("learning.events", b"key", b"value", 0)
        return web.Response(status=202)

    app = web.Application(middlewares=[listening.tracer.middleware])
    app.router.add_post("/progress/{student_id}", post)
    headers = {} if asked is None else {TRACEPARENT: asked.decode()}
    async with TestClient(TestServer(app)) as client:
        assert (await client.post("/progress/stu-00001", headers=headers)).status == 202
    (sent,) = producer.sent
    if asked == UNSAMPLED:
        assert (sent, listening.spans) == ({}, [])
        return
    assert listening.names == ["send learning.events", "POST /progress/{student_id}"]
    send, request = listening.spans
    assert f"-{send.context.span_id:016x}-" in sent[TRACEPARENT].decode()
    assert send.parent is not None
    assert send.parent.span_id == request.context.span_id
    assert dict(request.attributes or {})["http.response.status_code"] == 202
    assert not any("stu-00001" in one.to_json() for one in listening.spans), "a trace names no student"
    if asked is not None:
        assert {f"{one.context.trace_id:032x}" for one in listening.spans} == {TRACE}
    parents = parents_of([SimpleNamespace(headers=list(sent.items()))])
    with listening.tracer.follow("process learning.events", parents, {}):
        pass
    assert listening.spans[-1].context.trace_id == request.context.trace_id
