"""The parts of the Kafka client that need no broker; `tests/stack/test_client.py` has the rest."""

import asyncio
from typing import Any

import pytest

from fleet.client import UnreachableError
from fleet.client.answers import AnswerReader
from fleet.client.envelopes import answer_id, cloud_event
from fleet.client.inbox import Inbox
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.registry import FileRegistry
from schemas.responses import AgentResponse
from schemas.topics import AGENT_RESPONSES, DEAD_LETTERS
from tests.agents.conftest import Record

CODEC = Codec(FileRegistry.load())


def response(name: str, student: str = "stu-1") -> AgentResponse:
    return AgentResponse(
        response_id=name,
        agent_type="debug",
        student_id=student,
        content="yes",
        token_efficiency=0.5,
        processing_time_ms=1.0,
    )


async def test_an_answer_may_come_before_anybody_knows_its_name() -> None:
    inbox = Inbox()
    inbox.expect("stu-1")
    first, second = response("a"), response("b")
    inbox.put("a", "stu-1", first)
    assert await inbox.take("a") is first
    waiting = asyncio.create_task(inbox.take("b"))
    await asyncio.sleep(0)
    assert not waiting.done()
    inbox.put("c", "stu-1", response("c"))
    inbox.put("b", "stu-1", second)
    assert await waiting is second


async def test_what_nobody_asked_about_is_not_kept() -> None:
    inbox = Inbox()
    inbox.put("a", "stu-1", response("a"))
    inbox.expect("stu-1")
    inbox.expect("stu-1")
    inbox.put("b", "stu-1", response("b"))
    inbox.forget("stu-1")
    assert inbox.waits_for("stu-1")
    assert set(inbox._kept) == {"b"}
    inbox.forget("stu-1")
    assert not inbox.waits_for("stu-1")
    assert not inbox._kept


async def test_who_waits_is_told_when_nothing_will_come_and_may_begin_anew() -> None:
    inbox = Inbox()
    inbox.expect("stu-1")
    waiting = asyncio.create_task(inbox.take("a"))
    await asyncio.sleep(0)
    inbox.fail(UnreachableError("gone"))
    with pytest.raises(UnreachableError):
        await waiting
    inbox.open()
    inbox.put("a", "stu-1", response("a"))
    assert isinstance(await inbox.take("a"), AgentResponse)


def reader(inbox: Inbox) -> AnswerReader:
    made = AnswerReader.__new__(AnswerReader)  # without its consumer, which wants an event loop and a broker
    made._codec, made._inbox = CODEC, inbox
    return made


def letter(**changes: Any) -> bytes:
    event = ErrorEvent(
        event_id="e",
        original_event_type="t",
        error_type="invalid",
        error_message="m",
        original_payload={},
        consumer_agent="debug",
        original_topic="debug.requests",
        original_partition=2,
        original_offset=17,
        **changes,
    )
    return CODEC.encode(DEAD_LETTERS.subject, event.to_avro())


async def test_answers_and_final_refusals_are_taken_and_nothing_else() -> None:
    inbox = Inbox()
    inbox.expect("stu-1")
    one = reader(inbox)
    answer = CODEC.encode(AGENT_RESPONSES.subject, response("a").to_avro())
    one._take(Record(0, answer, key=b"stu-1", topic=AGENT_RESPONSES.name))
    one._take(Record(0, answer, key=b"stu-2", topic=AGENT_RESPONSES.name))
    one._take(Record(0, b"rubbish", key=b"stu-1", topic=AGENT_RESPONSES.name))
    one._take(Record(0, letter(permanent=False), key=b"stu-1", topic=DEAD_LETTERS.name))
    assert set(inbox._kept) == {"a"}
    one._take(Record(0, letter(permanent=True), key=b"stu-1", topic=DEAD_LETTERS.name))
    refused = await inbox.take(answer_id("debug", "debug.requests", 2, 17))
    assert isinstance(refused, ErrorEvent)


def test_headers_are_cloud_events_in_binary_mode() -> None:
    made = dict(
        cloud_event(
            event_id="e", source="/s", kind="k", subject="stu-1", time_ms=1_768_300_200_123, traceparent="00-ab-cd-01"
        )
    )
    assert made == {
        "ce_specversion": b"1.0",
        "ce_id": b"e",
        "ce_source": b"/s",
        "ce_type": b"k",
        "ce_subject": b"stu-1",
        "ce_time": b"2026-01-13T10:30:00.123Z",
        "content-type": b"application/avro",
        "traceparent": b"00-ab-cd-01",
    }
