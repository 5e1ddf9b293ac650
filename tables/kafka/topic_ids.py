"""Topic identities (KIP-516), and whether a topic can be written.

A topic that was deleted and created again has another id under the same name.

aiokafka speaks Metadata up to version 5, which knows names only; version 12 carries the id. Its layout is that of the
Kafka protocol guide.
"""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import for_code
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Boolean, CompactArray, CompactString, Int16, Int32, Schema, TaggedFields

from tables.errors import BrokerUnavailableError, TopicMismatchError
from tables.kafka.clients import KafkaError, started
from tables.kafka.login import options

__all__ = ["ask_metadata", "fetch_topic_ids", "why_unwritable"]

_UNKNOWN_TOPIC = 3
_NO_ID = bytes(16)

_WRITE = 1 << 4
"""Bit of the operation in `authorized_operations`: its number in the protocol guide is 4."""


class _Uuid(Int16):
    """Sixteen raw bytes."""

    @classmethod
    def encode(cls, value: Any) -> bytes:
        return bytes(value)

    @classmethod
    def decode(cls, data: Any) -> Any:
        return data.read(16)

    @classmethod
    def repr(cls, value: Any) -> str:
        return str(value)


class _MetadataResponse(Response):
    API_KEY = 3
    API_VERSION = 12
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(
                ("node_id", Int32),
                ("host", CompactString("utf-8")),
                ("port", Int32),
                ("rack", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("cluster_id", CompactString("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("name", CompactString("utf-8")),
                ("topic_id", _Uuid),
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", CompactArray(Int32)),
                        ("isr", CompactArray(Int32)),
                        ("offline", CompactArray(Int32)),
                        ("tags", TaggedFields),
                    ),
                ),
                ("authorized_operations", Int32),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class _MetadataRequestV12(RequestStruct):
    API_KEY = 3
    API_VERSION = 12
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _MetadataResponse
    SCHEMA = Schema(
        (
            "topics",
            CompactArray(("topic_id", _Uuid), ("name", CompactString("utf-8")), ("tags", TaggedFields)),
        ),
        ("allow_auto_topic_creation", Boolean),
        ("include_topic_authorized_operations", Boolean),
        ("tags", TaggedFields),
    )


class _MetadataRequest(Request[_MetadataRequestV12]):
    API_KEY = 3
    _CLASSES: ClassVar[Any] = (_MetadataRequestV12,)

    def __init__(self, names: Iterable[str], *, operations: bool) -> None:
        self._names = list(names)
        self._operations = operations

    def build(self, request_struct_class: Any) -> Any:
        topics: list[Any] = [(_NO_ID, name, {}) for name in self._names]
        return request_struct_class(topics, False, self._operations, {})  # noqa: FBT003 - positions of the protocol


async def ask_metadata(brokers: str, names: Iterable[str], *, operations: bool = False) -> list[Any]:
    """The broker's answer for each topic: error, name, id, whether internal, partitions, operations as bits.

    Raises:
        BrokerUnavailableError: no broker answers.
    """
    admin = AIOKafkaAdminClient(**options(brokers))
    try:
        await started(admin)
        client = admin._client  # noqa: SLF001 - aiokafka's admin has no public call that carries topic ids
        response = await client.send(client.get_random_node(), _MetadataRequest(names, operations=operations))
    except KafkaError as exc:
        raise BrokerUnavailableError(f"cannot read topic ids: {exc!r}") from exc
    finally:
        await admin.close()
    return list(response.topics)


async def fetch_topic_ids(brokers: str, names: Iterable[str]) -> dict[str, str]:
    """Ids of the topics as canonical UUID text.

    Raises:
        TopicMismatchError: a topic does not exist.
        BrokerUnavailableError: no broker answers.
    """
    ids: dict[str, str] = {}
    for error, name, raw, *_ in await ask_metadata(brokers, names):
        if error == _UNKNOWN_TOPIC:
            raise TopicMismatchError(f"topic {name} does not exist: run `python -m fleet topics create`")
        ids[name] = str(UUID(bytes=bytes(raw)))
    return ids


async def why_unwritable(brokers: str, topic: str) -> str | None:
    """Why a topic cannot be written now; None if it can, as far as brokers tell without trying it.

    It must exist, each partition must have a leader, and this user must be allowed to write.

    Raises:
        BrokerUnavailableError: no broker answers.
    """
    for error, name, _, _, partitions, operations, *_ in await ask_metadata(brokers, [topic], operations=True):
        if error == _UNKNOWN_TOPIC:
            return f"{name} does not exist: run `python -m fleet topics create`"
        if error:
            return f"{name}: {for_code(error).__name__}"
        headless = sorted(number for _, number, leader, *_ in partitions if leader < 0)
        if headless:
            return f"partitions {headless} of {name} have no leader: see the brokers' logs"
        if not operations & _WRITE:
            return f"this worker's user may not write to {name}"
    return None
