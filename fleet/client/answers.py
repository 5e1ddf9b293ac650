"""Reading what agents answer: `agent.responses`, and the dead letters of requests that cannot be answered."""

import logging
from typing import Any, Final

from fleet.client.errors import UnreachableError
from fleet.client.inbox import Inbox
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.errors import SchemaError
from schemas.responses import AgentResponse
from schemas.topics import AGENT_RESPONSES, DEAD_LETTERS, Topic
from tables.kafka.clients import KafkaError, TopicPartition, consumer, started, stopped

__all__ = ["AnswerReader"]

log = logging.getLogger(__name__)

_READ: Final[tuple[Topic, ...]] = (AGENT_RESPONSES, DEAD_LETTERS)
_POLL_MS: Final = 1000


class AnswerReader:
    """Puts answers into an inbox, from the moment of `start` on. Reads what is committed only.

    Args:
        brokers: `host:port`, and more by commas.
        codec: for values.
        inbox: where to.
    """

    def __init__(self, brokers: str, codec: Codec, inbox: Inbox) -> None:
        self._consumer = consumer(brokers)
        self._codec = codec
        self._inbox = inbox

    async def start(self) -> None:
        """Stand at the end of both topics.

        Raises:
            UnreachableError: no broker answers.
        """
        places = [TopicPartition(topic.name, one) for topic in _READ for one in range(topic.partitions)]
        try:
            await started(self._consumer)
            self._consumer.assign(places)
            for place, end in (await self._consumer.end_offsets(places)).items():
                self._consumer.seek(place, end)
        except KafkaError as error:
            await stopped(self._consumer)
            raise UnreachableError(f"no broker answers: {type(error).__name__}") from error
        except BaseException:
            await stopped(self._consumer)
            raise

    async def run(self) -> None:
        """Read until cancelled, or for as long as Kafka lets. Who waits is told at its end."""
        try:
            while True:
                found = await self._consumer.getmany(timeout_ms=_POLL_MS)
                for records in found.values():
                    for record in records:
                        self._take(record)
        except KafkaError as error:
            log.warning("answers are not read any more: %s", type(error).__name__)
        finally:
            self._inbox.fail(UnreachableError("answers are not read any more"))
            await stopped(self._consumer)

    def _take(self, record: Any) -> None:
        student_id = (record.key or b"").decode(errors="replace")
        if not self._inbox.waits_for(student_id):
            return  # others ask too
        try:
            if record.topic == AGENT_RESPONSES.name:
                answer = AgentResponse.from_avro(self._codec.decode(record.value or b"", AGENT_RESPONSES.value)[1])
                self._inbox.put(answer.response_id, student_id, answer)
            else:
                letter = ErrorEvent.from_avro(self._codec.decode(record.value or b"", DEAD_LETTERS.value)[1])
                if letter.is_permanent_failure and letter.origin is not None:  # else it is tried again
                    self._inbox.put(f"{letter.consumer_agent}-{letter.origin}", student_id, letter)
        except SchemaError:
            return  # not for this version of the client: who waits for it is told that nothing came
