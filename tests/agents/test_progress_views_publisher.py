"""The publisher with the real client and a broker that is not there, or says nothing."""

import asyncio
import contextlib

import pytest

from agents.runtime.publisher import Publisher, UnconfirmedError
from tables.kafka.clients import plain_producer


async def test_a_refused_connection_is_told_at_once() -> None:
    publisher = Publisher(lambda: plain_producer("127.0.0.1:1"), seconds=30)
    for _ in range(2):  # a failed start leaves nothing behind
        with pytest.raises(UnconfirmedError, match="KafkaConnectionError"):
            await publisher.publish("learning.events", b"k", b"v", 0)
    await publisher.stop()


async def test_a_broker_that_accepts_and_says_nothing_is_not_waited_for_for_ever() -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(mute, "127.0.0.1", 0) as server:
        publisher = Publisher(lambda: plain_producer(f"127.0.0.1:{server.sockets[0].getsockname()[1]}"), seconds=0.3)
        asked = [publisher.publish("learning.events", b"k", b"v", 0) for _ in range(3)]
        found = await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), 30)
        assert [type(one) for one in found] == [UnconfirmedError] * 3
        await publisher.stop()


async def test_it_can_be_stopped_before_it_was_used_and_twice() -> None:
    publisher = Publisher(lambda: plain_producer("127.0.0.1:1"))
    await publisher.stop()
    with contextlib.suppress(UnconfirmedError):
        await publisher.publish("learning.events", b"k", b"v", 0)
    await publisher.stop()
    await publisher.stop()
