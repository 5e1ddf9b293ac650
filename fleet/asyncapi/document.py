"""The topics as an AsyncAPI 3.0 document, drawn from the catalogue, the topology and the registered schemas.

Pure: data in, a JSON object out. It speaks as the fleet does: what it `receive`s, others send.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from agents.runtime.spec import AgentSpec
from fleet.asyncapi.examples import examples
from fleet.asyncapi.headers import HEADERS, header_groups
from fleet.openapi import VERSION
from schemas.registry import RegisteredSchema
from schemas.topics import AGENT_RESPONSES, DEAD_LETTER_STATUS, DEAD_LETTERS, LEARNING_EVENTS, Topic

__all__ = ["asyncapi"]

_AVRO: Final = "application/vnd.apache.avro;version=1.9.0"
"""The name that AsyncAPI has for Avro schemas; nothing in ours is newer."""

_BINDING: Final = "0.5.0"
"""Version of AsyncAPI's Kafka bindings."""

_INTERNAL: Final = (DEAD_LETTERS, DEAD_LETTER_STATUS)
"""Topics that agents read and that no record is sent back to."""

_DESCRIPTION: Final = (
    "What the fleet reads and writes on Kafka. Values are Avro in Confluent's wire format: a zero byte, the schema id "
    "as 4 bytes big-endian, the body. Ids (`x-schema-id`) are those of the repository's registry; a registry server "
    "gives its own. All versions of a message that are listed may stand on its topic. Keys are UTF-8; partitions are "
    "chosen by murmur2 of the key, as Kafka's Java client does it; records on another partition are moved, which costs "
    "time. Read with `isolation.level=read_committed`."
)


def asyncapi(
    agents: Sequence[AgentSpec],
    topics: Sequence[Topic],
    schemas: Iterable[RegisteredSchema],
    *,
    max_payload_bytes: int,
) -> dict[str, Any]:
    """Describe the topics.

    Args:
        agents: the topology.
        topics: the catalogue.
        schemas: every registered version of every subject.
        max_payload_bytes: largest record of a source topic, in bytes.
    """
    registered = list(schemas)
    versions = {topic.name: _versions(topic, registered) for topic in topics}
    sources = {topic for spec in agents for topic in spec.reads} - set(_INTERNAL)
    shown = examples(agents)
    messages: dict[str, Any] = {}
    for topic in topics:
        groups = header_groups(topic, is_source=topic in sources)
        for one in versions[topic.name]:
            example = shown.get(topic.name)
            written = example is not None and example["version"] == _version(one)
            messages[_message_name(one)] = _message(topic, one, groups, example if written else None)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Agent Fleet",
            "version": VERSION,
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/avro",
        "servers": {
            "kafka": {
                "host": "{brokers}",
                "protocol": "kafka",
                "description": "What the setting `FLEET_KAFKA_BROKERS` names.",
                "variables": {"brokers": {"default": "localhost:9092", "description": "host:port, and more by commas"}},
            }
        },
        "channels": {topic.name: _channel(topic, versions[topic.name], max_payload_bytes) for topic in topics},
        "operations": _operations(agents, versions),
        "components": {
            "messages": messages,
            "schemas": {
                _message_name(one): {"schemaFormat": _AVRO, "schema": dict(one.schema)}
                for many in versions.values()
                for one in many
            },
            "messageTraits": {f"{group}-headers": _headers(group) for group in HEADERS},
        },
    }


def _versions(topic: Topic, schemas: Iterable[RegisteredSchema]) -> list[RegisteredSchema]:
    """Every version of a topic's record, those of later major versions last."""
    subjects = [topic.subject, *topic.later_subjects]
    found = [one for one in schemas if one.subject in subjects]
    return sorted(found, key=lambda one: (subjects.index(one.subject), one.version))


def _message_name(one: RegisteredSchema) -> str:
    """Such as `StudentProgress-1.0`: the record and the version that it writes into its field of that name."""
    return f"{one.name.rpartition('.')[2]}-{_version(one)}"


def _version(one: RegisteredSchema) -> str:
    return str(next(field["default"] for field in one.schema["fields"] if field["name"] == "version"))


def _message(
    topic: Topic, one: RegisteredSchema, groups: Sequence[str], example: Mapping[str, Any] | None
) -> dict[str, Any]:
    name = _message_name(one)
    message: dict[str, Any] = {
        "name": one.name.rpartition(".")[2],
        "title": name.replace("-", " "),
        "summary": one.schema.get("doc", ""),
        "payload": {"$ref": f"#/components/schemas/{name}"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": topic.key},
                "schemaIdLocation": "payload",
                "schemaIdPayloadEncoding": "confluent",
                "schemaLookupStrategy": "TopicNameStrategy"
                if one.subject == topic.subject
                else "TopicRecordNameStrategy",
                "bindingVersion": _BINDING,
            }
        },
        "x-schema-id": one.id,
        "x-subject": one.subject,
    }
    if groups:
        message["traits"] = [{"$ref": f"#/components/messageTraits/{group}-headers"} for group in groups]
    if example is not None:
        names = {field["name"] for field in one.schema["fields"]}
        payload = {name: value for name, value in example.items() if name in names}
        message["examples"] = [{"name": "example", "payload": payload}]
    return message


def _headers(group: str) -> dict[str, Any]:
    properties = {name: {"type": "string", "description": text} for name, text in HEADERS[group].items()}
    return {"headers": {"type": "object", "properties": properties}}


def _channel(topic: Topic, versions: Sequence[RegisteredSchema], max_payload_bytes: int) -> dict[str, Any]:
    config: dict[str, Any] = {
        key: int(value) if value.isdigit() else value for key, value in topic.config(max_payload_bytes).items()
    }
    config["cleanup.policy"] = [topic.cleanup]
    names = [_message_name(one) for one in versions]
    return {
        "address": topic.name,
        "title": topic.name,
        "description": f"Keyed by {topic.key}.",
        "servers": [{"$ref": "#/servers/kafka"}],
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": config,
                "bindingVersion": _BINDING,
            }
        },
    }


# -- operations --------------------------------------------------------------------------------------------------------
def _operations(
    agents: Iterable[AgentSpec], versions: Mapping[str, Sequence[RegisteredSchema]]
) -> dict[str, dict[str, Any]]:
    found = {
        "http.send.learning.events": {
            "action": "send",
            "summary": "`POST /progress/{student_id}` sends an event for the client.",
            "tags": [{"name": "http"}],
            **_newest_on(LEARNING_EVENTS, versions),
        }
    }
    for spec in agents:
        asked = {one.topic: one.summary for one in spec.answers if one.topic is not None}
        for topic in spec.reads:
            operation = {
                "action": "receive",
                "summary": asked.get(topic) or f"{spec.title}.",
                "tags": [{"name": spec.name}],
                "channel": _channel_ref(topic),
                "messages": [_message_ref(topic, one) for one in versions[topic.name]],
            }
            if topic.free_text and AGENT_RESPONSES in spec.writes:
                operation["reply"] = _newest_on(AGENT_RESPONSES, versions)
                operation["description"] = (
                    f"The answer's `response_id` is `{spec.name}-` and the request's place, `topic:partition:offset`."
                )
            found[f"{spec.name}.receive.{topic.name}"] = operation
        for topic in spec.writes:
            found[f"{spec.name}.send.{topic.name}"] = {
                "action": "send",
                "summary": f"{spec.title}.",
                "tags": [{"name": spec.name}],
                **_newest_on(topic, versions),
            }
    return found


def _newest_on(topic: Topic, versions: Mapping[str, Sequence[RegisteredSchema]]) -> dict[str, Any]:
    """What the fleet writes: the newest version of the first major one."""
    newest = [one for one in versions[topic.name] if one.subject == topic.subject][-1]
    return {"channel": _channel_ref(topic), "messages": [_message_ref(topic, newest)]}


def _channel_ref(topic: Topic) -> dict[str, str]:
    return {"$ref": f"#/channels/{topic.name}"}


def _message_ref(topic: Topic, one: RegisteredSchema) -> dict[str, str]:
    return {"$ref": f"#/channels/{topic.name}/messages/{_message_name(one)}"}
