import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import cast

import pytest

from fleet.stack import probes
from fleet.stack.ports import choose_port
from fleet.stack.probes import NotReadyError, probe_kafka, probe_postgres, probe_redis

PROBES: list[tuple[Callable[[str], Awaitable[None]], str]] = [
    (probe_kafka, "127.0.0.1:{}"),
    (probe_redis, "redis://127.0.0.1:{}/0"),
    (probe_postgres, "postgresql://someone@127.0.0.1:{}/data"),
]


@asynccontextmanager
async def answering(answer: bytes | None) -> AsyncIterator[int]:
    """A server that says one thing to everybody, whatever they ask; None says nothing at all."""
    conversations: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversations.append(cast("asyncio.Task[None]", asyncio.current_task()))
        await reader.read(1000)
        if answer is not None:
            writer.write(answer)
        await reader.read()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.wait_for(asyncio.gather(*conversations), 20)  # the probes must have closed their ends


def message(kind: bytes, payload: bytes) -> bytes:
    return kind + struct.pack("!I", len(payload) + 4) + payload


@pytest.mark.parametrize(("probe", "address"), PROBES)
async def test_nobody_listens(probe: Callable[[str], Awaitable[None]], address: str) -> None:
    with pytest.raises(NotReadyError, match=r"(?i)refused|connect"):
        await probe(address.format(choose_port(None, "nobody")))


@pytest.mark.parametrize(("probe", "address"), PROBES)
async def test_somebody_listens_but_is_silent(
    probe: Callable[[str], Awaitable[None]], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "_TIMEOUT", 0.2)
    async with answering(None) as port:
        with pytest.raises(NotReadyError, match=r"no answer within 0\.2 s"):
            await probe(address.format(port))


@pytest.mark.parametrize(("probe", "address"), PROBES[1:])
async def test_somebody_else_listens(
    probe: Callable[[str], Awaitable[None]], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "_TIMEOUT", 0.5)
    async with answering(b"- I am something else\r\n") as port:
        with pytest.raises(NotReadyError):
            await probe(address.format(port))


async def test_postgres_that_is_starting() -> None:
    refusal = b"SFATAL\0C57P03\0Mthe database system is starting up\0\0"
    async with answering(message(b"E", refusal)) as port:
        with pytest.raises(NotReadyError, match="the database system is starting up"):
            await probe_postgres(f"postgresql://someone@127.0.0.1:{port}/data")


async def test_postgres_that_wants_a_password_is_there() -> None:
    async with answering(message(b"R", struct.pack("!I", 10) + b"SCRAM-SHA-256\0\0")) as port:
        await probe_postgres(f"postgresql://someone@127.0.0.1:{port}/data")


async def test_postgres_that_begins_a_session() -> None:
    welcome = message(b"R", struct.pack("!I", 0)) + message(b"S", b"server_version\x0018\0") + message(b"Z", b"I")
    async with answering(welcome) as port:
        await probe_postgres(f"postgresql://127.0.0.1:{port}")


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "redis://127.0.0.1:port"])
async def test_an_address_that_makes_no_sense(address: str) -> None:
    with pytest.raises(NotReadyError):
        await probe_redis(address)
