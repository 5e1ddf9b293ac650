"""With a registry server: registered there, read and written by others, and on without it."""

import asyncio
import contextlib
import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Producer
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

from fleet.schema_registry import RegistryAwayError, RegistryServer, load_registry
from fleet.settings import Settings
from schemas import canonical
from schemas.codec import Codec
from schemas.compatibility import check_new
from schemas.errors import RegistryError, UnknownSchemaError
from schemas.metadata import ProgressMetadata
from schemas.registry import FileRegistry, RegisteredSchema, RemoteRegistry
from schemas.topics import DEAD_LETTERS, LEARNING_EVENTS
from tests.schemas.compatibility_cases import ACCEPTED, BASE, REFUSED, changed
from tests.stack.registry_server import RegistryServerProcess
from tests.stack.support import Fleet, all_records, until
from tests.stack.test_producers import event, plain_avro

pytestmark = pytest.mark.stack

NOTHING = ProgressMetadata().model_dump()
VALUE = SerializationContext(LEARNING_EVENTS.name, MessageField.VALUE)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], RegistryServerProcess]]:
    """Starts servers, which end with the module."""
    started: list[RegistryServerProcess] = []

    def one() -> RegistryServerProcess:
        folder = tmp_path_factory.mktemp("registry")
        server = RegistryServerProcess(folder / "apicurio", folder / "log", None)
        started.append(server)
        server.check()
        asyncio.run(server.start(print))
        return server

    yield one
    for server in started:
        asyncio.run(server.stop())


@pytest.fixture(scope="module")
def url(start: Callable[[], RegistryServerProcess]) -> str:
    """Of a server that stays, with every schema registered."""
    address = start().address

    async def register() -> None:
        async with contextlib.aclosing(RegistryServer(address)) as server:
            await server.register()

    asyncio.run(register())
    return address


def client(url: str) -> SchemaRegistryClient:
    return SchemaRegistryClient({"url": url})


def send(fleet: Fleet, *values: bytes, student: str) -> None:
    producer = Producer({"bootstrap.servers": fleet.brokers, "partitioner": "murmur2_random"})
    for value in values:
        producer.produce(LEARNING_EVENTS.name, key=student.encode(), value=value)
    assert producer.flush(30) == 0


def with_note() -> dict[str, Any]:
    """The next minor version of the event, as somebody else may register it."""
    schema = copy.deepcopy(dict(FileRegistry.load().latest(LEARNING_EVENTS.subject).schema))
    schema["fields"].append({"name": "note_of_others", "type": ["null", "string"], "default": None})
    return schema


# -- verdicts ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("case", [*REFUSED, *ACCEPTED])
async def test_the_server_judges_as_the_command_does(url: str, case: str) -> None:
    change = REFUSED[case][0] if case in REFUSED else ACCEPTED[case]
    subject = "judged-value"
    with client(url) as known:
        known.set_compatibility(subject, "FULL_TRANSITIVE")
        known.register_schema(subject, Schema(canonical.dumps(BASE).decode(), "AVRO"))
    ours = not check_new(changed(change), [RegisteredSchema(1, subject, 1, "test.Example", BASE)], subject)
    assert ours is (case in ACCEPTED)
    async with contextlib.aclosing(RegistryServer(url)) as server:
        assert await server.check(changed(change), subject) is ours


# -- registration ------------------------------------------------------------------------------------------------------
async def test_registering_again_changes_nothing_and_every_id_is_found(url: str, tmp_path: Path) -> None:
    async with contextlib.aclosing(RegistryServer(url)) as server:
        first, second = await server.register(), await server.register()
    assert first == second
    registry = await load_registry(Settings(schema_registry_url=url, data_dir=tmp_path))
    assert isinstance(registry, RemoteRegistry)
    assert [registry.schema(one.id).schema for one in first] == [one.schema for one in first]
    with client(url) as known:
        assert known.get_compatibility(LEARNING_EVENTS.subject) == "FULL_TRANSITIVE"


async def test_a_server_without_the_schemas_says_how_to_register_them(
    start: Callable[[], RegistryServerProcess], tmp_path: Path
) -> None:
    empty = await asyncio.to_thread(start)
    with pytest.raises(RegistryError, match="schemas register"):
        await load_registry(Settings(schema_registry_url=empty.address, data_dir=tmp_path))


async def test_no_server_and_nothing_kept_is_an_error_that_hides_the_password(tmp_path: Path) -> None:
    settings = Settings(schema_registry_url="http://me:secret@127.0.0.1:1", data_dir=tmp_path)
    with pytest.raises(RegistryAwayError, match=r"http://127\.0\.0\.1:1") as caught:
        await load_registry(settings)
    assert "secret" not in str(caught.value)


# -- others ------------------------------------------------------------------------------------------------------------
async def test_confluents_serializer_is_read_and_reads_ours(url: str, tmp_path: Path) -> None:
    registry = await load_registry(Settings(schema_registry_url=url, data_dir=tmp_path))
    codec = Codec(registry)
    text = canonical.dumps(FileRegistry.load().latest(LEARNING_EVENTS.subject).schema).decode()
    with client(url) as known:
        said = event("stu-1", version="1.1", metadata={**NOTHING, "item_id": "quiz-7", "passed": True})
        theirs = AvroSerializer(known, text, conf={"auto.register.schemas": False})(said, VALUE)
        read = codec.decode(theirs, LEARNING_EVENTS.value)[1]
        assert read == said
        assert codec.encode(LEARNING_EVENTS.subject, read) == theirs
        assert AvroDeserializer(known)(theirs, VALUE) == read


async def test_events_of_others_are_folded_a_new_version_is_learnt_and_the_server_may_die(
    fleet: Fleet, start: Callable[[], RegistryServerProcess]
) -> None:
    server = await asyncio.to_thread(start)
    async with contextlib.aclosing(RegistryServer(server.address)) as ours:
        await ours.register()
    worker = fleet.worker(FLEET_SCHEMA_REGISTRY_URL=server.address)
    await worker.ready()
    with client(server.address) as known:
        await _go_on_without(server, worker, fleet, known)


async def _go_on_without(server: RegistryServerProcess, worker: Any, fleet: Fleet, known: SchemaRegistryClient) -> None:
    text = canonical.dumps(FileRegistry.load().latest(LEARNING_EVENTS.subject).schema).decode()
    first = AvroSerializer(known, text, conf={"auto.register.schemas": False})
    send(fleet, first(event("stu-1"), VALUE), student="stu-1")
    await worker.read(1)
    assert (await worker.get("/progress/stu-1"))[0] == 200

    # A version that nobody here has seen: refused as transient, asked for, and read from then on.
    newer = AvroSerializer(known, canonical.dumps(with_note()).decode(), conf={"auto.register.schemas": True})

    async def folded() -> bool:
        send(
            fleet,
            newer({**event("stu-2", event_id=f"evt-{len(tried)}"), "note_of_others": "x"}, VALUE),
            student="stu-2",
        )
        tried.append(1)
        await asyncio.sleep(0.5)
        return (await worker.get("/progress/stu-2"))[0] == 200

    tried: list[int] = []
    await until("the new version is known", folded)
    letters = [_letter(one.value) for one in await all_records(fleet, DEAD_LETTERS.name)]
    assert {one["error_type"] for one in letters} == {"unknown_schema"}
    assert not any(one["permanent"] for one in letters)

    # The server is gone: what is known is read on, also by a worker that starts without it.
    await asyncio.to_thread(server.kill)
    send(fleet, first(event("stu-3"), VALUE), student="stu-3")
    await until("it goes on", lambda: _has(worker, "stu-3"))
    send(fleet, plain_avro(event("stu-5"), 999_999), student="stu-5")

    async def refused() -> bool:
        last = [_letter(one.value) for one in await all_records(fleet, DEAD_LETTERS.name) if one.key == b"stu-5"]
        return [(one["error_type"], one["permanent"]) for one in last] == [("unknown_schema", False)]

    await until("an id that nobody can be asked for is tried again later", refused)
    worker.kill()
    worker.start()
    await worker.ready()
    send(fleet, newer({**event("stu-4"), "note_of_others": "y"}, VALUE), student="stu-4")
    await until("it goes on after a restart", lambda: _has(worker, "stu-4"))


async def _has(worker: Any, student: str) -> bool:
    return bool((await worker.get(f"/progress/{student}"))[0] == 200)


def _letter(value: bytes) -> dict[str, Any]:
    """A dead letter, read by the id of the repository's file."""
    own = FileRegistry.load()
    return Codec(own).decode(b"\0" + own.latest(DEAD_LETTERS.subject).id.to_bytes(4, "big") + value[5:])[1]


async def test_an_id_that_no_one_knows_stays_unknown(url: str, tmp_path: Path) -> None:
    registry = await load_registry(Settings(schema_registry_url=url, data_dir=tmp_path))
    assert isinstance(registry, RemoteRegistry)
    with pytest.raises(UnknownSchemaError):
        registry.schema(999_999)
    async with contextlib.aclosing(RegistryServer(url)) as server:
        running = asyncio.create_task(server.run(registry))
        await until("it was asked for", lambda: _nothing_wanted(registry))
        running.cancel()
        await asyncio.wait({running})
    with pytest.raises(UnknownSchemaError):
        registry.schema(999_999)


async def _nothing_wanted(registry: RemoteRegistry) -> bool:
    return registry.wanted() == []
