"""What the brokers let this process do, asked of them before it is needed."""

import asyncio
from collections.abc import Collection
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError

from tables.errors import BrokerUnavailableError
from tables.kafka.clients import (
    GroupAuthorizationFailedError,
    KafkaError,
    TransactionalIdAuthorizationFailed,
    started,
)
from tables.kafka.login import options
from tables.kafka.topic_ids import ask_metadata

__all__ = ["AccessDeniedError", "may_join", "may_transact", "operations"]

_ANSWER_S: Final = 20.0
"""Seconds for the broker's answer: that of a transaction coordinator may wait for a topic to be made."""

_POLL_S: Final = 0.2

_UNKNOWN_TOPIC: Final = 3

_BITS: Final = {
    "Read": 3,
    "Write": 4,
    "Create": 5,
    "Delete": 6,
    "Alter": 7,
    "Describe": 8,
    "DescribeConfigs": 10,
    "AlterConfigs": 11,
}
"""Kafka's numbers of operations on a topic (AclOperation), which are places in the bit field that it answers with."""


class AccessDeniedError(Exception):
    """The brokers do not grant what the fleet needs. The message names it, and how to give it."""


async def operations(brokers: str, names: Collection[str]) -> dict[str, frozenset[str]]:
    """What this process may do with each of the topics; those that do not exist are left out.

    Raises:
        BrokerUnavailableError: no broker answers.
    """
    found = {}
    for error, name, _, _, _, bits, *_ in await ask_metadata(brokers, names, operations=True):
        if error != _UNKNOWN_TOPIC:
            # Refused to describe it: the field says nothing then, and it may nothing.
            allowed = frozenset(one for one, bit in _BITS.items() if bits >> bit & 1) if not error else frozenset()
            found[name] = allowed
    return found


async def may_join(brokers: str, group: str) -> bool:
    """Whether this process may be a member of a consumer group.

    Raises:
        BrokerUnavailableError: no broker answers.
    """
    admin = AIOKafkaAdminClient(**options(brokers))
    try:
        await started(admin)
        async with asyncio.timeout(_ANSWER_S):
            return await _sees_group(admin, group)
    except (KafkaError, TimeoutError) as exc:
        raise BrokerUnavailableError(f"cannot ask for group {group}: {exc!r}") from exc
    finally:
        await admin.close()


async def _sees_group(admin: AIOKafkaAdminClient, group: str) -> bool:
    while True:
        try:
            await admin.list_consumer_group_offsets(group)
        except GroupAuthorizationFailedError:
            return False
        except GroupCoordinatorNotAvailableError:  # a new broker makes the topic of offsets when it is first asked
            await asyncio.sleep(_POLL_S)
        else:
            return True


async def may_transact(brokers: str, transactional_id: str) -> bool:
    """Whether this process may begin transactions under an id. Fences whoever uses that very id.

    Raises:
        BrokerUnavailableError: no broker answers.
    """
    producer = AIOKafkaProducer(**options(brokers), transactional_id=transactional_id)
    try:
        async with asyncio.timeout(_ANSWER_S):
            await producer.start()
    except TransactionalIdAuthorizationFailed:
        return False
    except (KafkaError, TimeoutError) as exc:
        raise BrokerUnavailableError(f"cannot begin a transaction as {transactional_id}: {exc!r}") from exc
    finally:
        await _ended(producer)
    return True


async def _ended(producer: Any) -> None:
    stopping = asyncio.ensure_future(producer.stop())
    await asyncio.wait({stopping}, timeout=_ANSWER_S)
    stopping.cancel()
