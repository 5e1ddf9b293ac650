"""The topics' document is valid, complete, and its examples can be sent."""

import copy
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

import agents.runtime.records
from agents.runtime.dlq_headers import known_headers
from fleet.asyncapi import asyncapi_page, topics_api
from fleet.asyncapi.headers import HEADERS
from fleet.topology import AGENTS
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.registry import FileRegistry
from schemas.topics import AGENT_RESPONSES, CATALOGUE, DEAD_LETTERS, LEARNING_EVENTS, Topic
from tests.agents.conftest import Record

OFFICIAL = Path(__file__).parent / "asyncapi" / "3.0.0.schema.json"
SHA256 = "abe96881dbfaad495ccbb6bd8d3fb43ca18a13b9d7564849ccb66f39d5e5b20f"
MAX = 1_000_000


@pytest.fixture(scope="module")
def api() -> dict[str, Any]:
    return topics_api(AGENTS, MAX)


@pytest.fixture(scope="module")
def official() -> Any:
    """The schema that the AsyncAPI initiative publishes: its words decide, so its bytes are pinned."""
    raw = OFFICIAL.read_bytes()
    assert hashlib.sha256(raw).hexdigest() == SHA256
    return Draft7Validator(json.loads(raw))


def test_the_document_is_valid_by_the_official_schema(api: dict[str, Any], official: Any) -> None:
    official.validate(api)


DAMAGES: dict[str, Any] = {
    "an unknown field": lambda api: api["channels"][LEARNING_EVENTS.name].update(unheard="of"),
    "an unknown action": lambda api: api["operations"]["progress.receive.learning.events"].update(action="eat"),
    "no channel": lambda api: api["operations"]["progress.receive.learning.events"].pop("channel"),
    "a key that is no schema": lambda api: api["components"]["messages"]["StudentProgress-1.0"]["bindings"][
        "kafka"
    ].update(key=7),
    "no partitions": lambda api: api["channels"][LEARNING_EVENTS.name]["bindings"]["kafka"].update(partitions=0),
    "headers of no type": lambda api: api["components"]["messageTraits"]["sender-headers"]["headers"].update(type="x"),
    "no version": lambda api: api["info"].pop("version"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_official_schema_refuses_a_damaged_one(api: dict[str, Any], official: Any, damage: str) -> None:
    broken = copy.deepcopy(api)
    DAMAGES[damage](broken)
    assert not official.is_valid(broken)


def refs(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from ([part["$ref"]] if isinstance(part.get("$ref"), str) else [])
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from refs(one)


def resolved(api: dict[str, Any], ref: str) -> Any:
    found: Any = api
    for step in ref.removeprefix("#/").split("/"):
        found = found[step]
    return found if "$ref" not in found else resolved(api, found["$ref"])


def test_every_reference_leads_somewhere_and_operations_speak_of_their_channels_messages(api: dict[str, Any]) -> None:
    for ref in set(refs(api)):
        assert resolved(api, ref), ref
    for operation in api["operations"].values():
        for part in (operation, operation.get("reply", operation)):
            for message in part["messages"]:
                assert message["$ref"].startswith(f"{part['channel']['$ref']}/messages/")


@pytest.mark.parametrize("topic", CATALOGUE, ids=lambda topic: topic.name)
def test_every_topic_is_a_channel_with_all_versions_of_its_schema(api: dict[str, Any], topic: Topic) -> None:
    channel = api["channels"][topic.name]
    binding = channel["bindings"]["kafka"]
    assert (channel["address"], binding["partitions"]) == (topic.name, topic.partitions)
    assert binding["topicConfiguration"]["max.message.bytes"] == MAX + topic.room_bytes
    messages = [resolved(api, one["$ref"]) for one in channel["messages"].values()]
    registered = {
        one.id: one.schema for one in FileRegistry.load() if one.subject in (topic.subject, *topic.later_subjects)
    }
    assert {one["x-schema-id"]: resolved(api, one["payload"]["$ref"])["schema"] for one in messages} == registered
    assert {one["bindings"]["kafka"]["key"]["description"] for one in messages} == {topic.key}


def test_operations_are_the_topology(api: dict[str, Any]) -> None:
    found = {
        (operation["tags"][0]["name"], operation["action"], operation["channel"]["$ref"].rpartition("/")[2])
        for operation in api["operations"].values()
    }
    wanted = {(spec.name, "receive", topic.name) for spec in AGENTS for topic in spec.reads}
    wanted |= {(spec.name, "send", topic.name) for spec in AGENTS for topic in spec.writes}
    assert found == wanted | {("http", "send", LEARNING_EVENTS.name)}


def test_every_request_has_its_reply(api: dict[str, Any]) -> None:
    asked = {
        one["channel"]["$ref"]: one["reply"]["channel"]["$ref"] for one in api["operations"].values() if "reply" in one
    }
    requests = {topic.name for topic in CATALOGUE if topic.name.endswith(".requests")}
    assert asked == {f"#/channels/{name}": f"#/channels/{AGENT_RESPONSES.name}" for name in requests}


def test_examples_can_be_written_and_read(api: dict[str, Any]) -> None:
    registry = FileRegistry.load()
    codec = Codec(registry)
    shown = 0
    for message in api["components"]["messages"].values():
        for example in message.get("examples", ()):
            raw = codec.encode(message["x-subject"], example["payload"])
            written = registry.schema(int.from_bytes(raw[1:5], "big"))
            assert (written.subject, registry.schema(message["x-schema-id"]).subject) == (message["x-subject"],) * 2
            read = codec.decode(raw)[1]
            assert {name for name, value in example["payload"].items() if value is not None} <= read.keys()
            shown += 1
    topics = {topic.name for topic in CATALOGUE}
    assert shown == len([one for one in topics if one.endswith((".requests", ".events", ".responses"))])


def test_every_header_that_the_fleet_writes_is_told() -> None:
    marks = {value for value in vars(agents.runtime.records).values() if str(value).startswith("fleet-")}
    assert marks
    assert marks == HEADERS["copy"].keys() | HEADERS["correction"].keys()
    letter = ErrorEvent(
        event_id="e", original_event_type="t", error_type="invalid", error_message="m", original_payload={}
    )
    assert {name for name, _ in known_headers(letter, Record(0, b""))} == HEADERS["dead-letter"].keys()


def test_records_have_the_headers_of_their_topic(api: dict[str, Any]) -> None:
    def groups(name: str) -> list[str]:
        traits = api["components"]["messages"][name].get("traits", [])
        return [one["$ref"].rpartition("/")[2].removesuffix("-headers") for one in traits]

    assert groups("StudentProgress-1.0") == ["sender", "copy", "correction"]
    assert groups("DebugRequest-1.0") == ["sender", "copy"]
    assert groups("ErrorEvent-1.0") == ["dead-letter"]
    assert groups("AgentResponse-1.0") == []


def test_the_page_shows_every_topic_message_and_header(api: dict[str, Any]) -> None:
    page = asyncapi_page(api)
    for topic in CATALOGUE:
        assert f"\n## {topic.name}\n" in page
    for message in api["components"]["messages"].values():
        assert f"| {message['title']} | {message['x-schema-id']} |" in page
    for group in HEADERS.values():
        for name in group:
            assert f"| `{name}` | " in page
    assert "| progress | reads | " in page.partition(f"## {LEARNING_EVENTS.name}")[2].partition("##")[0]
    assert DEAD_LETTERS.name in page
