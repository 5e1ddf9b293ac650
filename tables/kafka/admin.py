"""Looking at topics and making them. What they should be like is decided by the caller."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    InvalidReplicationFactorError,
    KafkaError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    for_code,
)

from tables.kafka.clients import started
from tables.kafka.login import options

__all__ = ["AdminError", "FoundTopic", "WantedTopic", "create_topics", "describe_topics", "list_topics"]

_TIMEOUT_MS = 30_000
_READY_SECONDS = 30.0  # for new partitions to have leaders; well below one on an idle broker
_POLL_SECONDS = 0.05


class AdminError(Exception):
    """The broker refused. The message says what to do."""


@dataclass(frozen=True)
class WantedTopic:
    """A topic to be made; `config` holds topic settings by Kafka's names."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str]


@dataclass(frozen=True)
class FoundTopic:
    """A topic as it is; `replication` is that of its least replicated partition."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str]


async def list_topics(brokers: str) -> dict[str, tuple[int, int]]:
    """Every topic: name -> partitions, replicas of the least replicated one."""
    async with _client(brokers) as client:
        return {name: _shape(partitions) for name, partitions in (await _metadata(client)).items()}


async def describe_topics(brokers: str, names: Collection[str]) -> dict[str, FoundTopic]:
    """Those of the topics that exist, with all of their settings (also those left at the broker's default)."""
    async with _client(brokers) as client:
        found = {name: partitions for name, partitions in (await _metadata(client)).items() if name in names}
        if not found:
            return {}
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in found]
        configs: dict[str, dict[str, str]] = {}
        for response in await client.describe_configs(resources):
            for error, message, _, name, entries in response.resources:
                if error:
                    raise AdminError(
                        f"the settings of topic {name} cannot be read: {message or for_code(error).__name__}"
                    )
                configs[name] = {entry[0]: entry[1] for entry in entries if entry[1] is not None}
        return {name: FoundTopic(name, *_shape(partitions), configs[name]) for name, partitions in found.items()}


async def create_topics(brokers: str, topics: Sequence[WantedTopic]) -> list[str]:
    """Make the topics and wait until each can be written. Returns those that did not exist already.

    Raises:
        AdminError: the broker refuses one, or new partitions get no leader.
    """
    if not topics:
        return []
    async with _client(brokers) as client:
        response = await client.create_topics(
            [
                NewTopic(topic.name, topic.partitions, topic.replication, topic_configs=dict(topic.config))
                for topic in topics
            ],
            timeout_ms=_TIMEOUT_MS,
        )
        created = []
        for name, code, *message in response.topic_errors:
            error = for_code(code)
            if code == 0:
                created.append(name)
            elif error is not TopicAlreadyExistsError:  # another worker that starts now was first
                raise AdminError(_refusal(name, error, message[0] if message else None, topics[0].replication))
        await _wait_for_leaders(client, {topic.name for topic in topics})
        return created


def _refusal(name: str, error: type[KafkaError], message: str | None, replication: int) -> str:
    if error is InvalidReplicationFactorError:
        return (
            f"the cluster has too few brokers for {replication} replicas of {name}: "
            "start more of them, or lower FLEET_REPLICATION_FACTOR"
        )
    if error in (TopicAuthorizationFailedError, ClusterAuthorizationFailedError):
        return (
            f"topic {name} does not exist and this user may not create it: run `python -m fleet topics create` as one "
            "that may (`python -m fleet topics acls --role admin`)"
        )
    return f"topic {name} cannot be created: {message or error.__name__}"


async def _wait_for_leaders(client: AIOKafkaAdminClient, names: Collection[str]) -> None:
    try:
        async with asyncio.timeout(_READY_SECONDS):
            while True:
                metadata = await _metadata(client)
                states = [metadata.get(name) for name in names]
                if all(state and all(one["leader"] >= 0 for one in state) for state in states):
                    return
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError:
        raise AdminError(f"new topics have no leaders after {_READY_SECONDS:g} s: see the brokers' logs") from None


async def _metadata(client: AIOKafkaAdminClient) -> dict[str, list[dict[str, Any]]]:
    # Asking for all topics: asking for one by name may create it.
    return {found["topic"]: found["partitions"] for found in await client.describe_topics()}


def _shape(partitions: list[dict[str, Any]]) -> tuple[int, int]:
    return len(partitions), min((len(one["replicas"]) for one in partitions), default=0)


@contextlib.asynccontextmanager
async def _client(brokers: str) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(**options(brokers), request_timeout_ms=_TIMEOUT_MS)
    try:
        await started(client)
        yield client
    finally:
        await client.close()
