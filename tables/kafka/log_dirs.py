"""How much room topics take on the brokers' disks. aiokafka has no call for it: the layout is the protocol guide's."""

from collections import Counter
from collections.abc import Collection
from typing import Any, ClassVar

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Array, Boolean, Int16, Int32, Int64, Schema, String

from tables.errors import BrokerUnavailableError
from tables.kafka.clients import KafkaError, started
from tables.kafka.login import options

__all__ = ["topic_bytes"]


class _DescribeLogDirsResponse(Response):
    API_KEY = 35
    API_VERSION = 1
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "log_dirs",
            Array(
                ("error_code", Int16),
                ("log_dir", String("utf-8")),
                (
                    "topics",
                    Array(
                        ("name", String("utf-8")),
                        (
                            "partitions",
                            Array(
                                ("partition", Int32),
                                ("size", Int64),
                                ("offset_lag", Int64),
                                ("is_future", Boolean),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    )


class _DescribeLogDirsV1(RequestStruct):
    API_KEY = 35
    API_VERSION = 1
    RESPONSE_TYPE = _DescribeLogDirsResponse
    SCHEMA = Schema(("topics", Array(("topic", String("utf-8")), ("partitions", Array(Int32)))))


class _DescribeLogDirs(Request[_DescribeLogDirsV1]):
    API_KEY = 35
    _CLASSES: ClassVar[Any] = (_DescribeLogDirsV1,)

    def __init__(self, topics: list[tuple[str, list[int]]]) -> None:
        self._topics = topics

    def build(self, request_struct_class: Any) -> Any:
        return request_struct_class(self._topics)


async def topic_bytes(brokers: str, names: Collection[str], partitions: int) -> dict[str, int]:
    """Bytes of each topic on all brokers together, so that replicas count as often as there are.

    Empty where the question is not allowed (`Describe` on the cluster).

    Raises:
        BrokerUnavailableError: no broker answers at all.
    """
    admin = AIOKafkaAdminClient(**options(brokers))
    asked = [(name, list(range(partitions))) for name in names]
    found: Counter[str] = Counter()
    try:
        await started(admin)
        client = admin._client  # noqa: SLF001 - aiokafka's admin has no public call for it
        nodes = [one.nodeId for one in client.cluster.brokers()]
        answers = [await client.send(node, _DescribeLogDirs(asked)) for node in nodes]
    except KafkaError as exc:
        raise BrokerUnavailableError(f"cannot read the size of topics: {exc!r}") from exc
    finally:
        await admin.close()
    for answer in answers:
        for _, _, topics in answer.log_dirs:
            for name, sizes in topics:
                found[name] += sum(size for _, size, *_ in sizes)
    return dict(found)
