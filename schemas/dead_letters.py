"""Records that could not be processed (spec, section 5), and what became of them."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field

from schemas import canonical
from schemas.base import JsonObject, Record, Version
from schemas.ids import origin_id
from schemas.times import UtcDatetime, utc_now

__all__ = ["MAX_RETRIES", "DeadLetterState", "DeadLetterStatus", "ErrorEvent", "Header"]

MAX_RETRIES = 5  # the spec's
# A dead letter may be 256 KiB larger than its original (see topics.py). The original's bytes are in it whole, so that
# all the rest must fit into that room:
_ID_CHARS = 300  # a topic's name has up to 249 characters, beside partition and offset
_MESSAGE_CHARS = 1_000  # 4 KB at most
_STACK_CHARS = 16_384  # 64 KiB at most, as a character takes up to 4 bytes
_ADDED_VERSION = "1.1"
"""Of records with `attempt`, and for error events `original_timestamp` and `original_size`."""
_PAYLOAD_BYTES = 65_536  # a larger decoded form is left out: it says nothing that the bytes do not

Header = tuple[str, bytes | None]
"""Name and value of a Kafka header."""


def _cut(longest: int, *, keep_end: bool = False) -> BeforeValidator:
    def cut(value: Any) -> Any:
        if isinstance(value, str):
            # What cannot be written as UTF-8 must not stop a dead letter.
            value = value[-longest:] if keep_end else value[:longest]
            return value.encode(errors="replace").decode()
        return value

    return BeforeValidator(cut)


class ErrorEvent(Record):
    """One failed attempt at one record. Nothing that a broken record may hold is refused here.

    Attributes:
        event_id: of the event, cut to 300 characters; its first origin (see `origin`) where it has none.
        original_event_type: its type, cut to 300 characters; `unknown` where it has none.
        error_type: a stable code, such as `undecodable` or `idempotency_conflict`.
        error_message: in words, cut to 1000 characters.
        failed_at: when this attempt failed.
        original_payload: the decoded record; empty where it could not be decoded.
        retry_count: 0 to 5.
        consumer_agent: the agent that failed.
        original_key: the record's key.
        original_value: the record's value.
        original_headers: the record's headers in order.
        original_topic: where it first stood.
        original_partition: where it first stood.
        original_offset: where it first stood.
        schema_id: the schema id in its value.
        exception_class: Python class of the error.
        stack: where it was raised, cut to its last 16,384 characters.
        first_failure_at: when the first attempt failed.
        permanent: no retry can mend it.
        attempt: number of the copy that failed: 0 for the record itself, then one more for each retry or replay.
        original_timestamp: append time where it first stood, in milliseconds since 1970.
        original_size: bytes of the record's value. `original_value` has fewer where the record is too large for a dead
            letter, and none where it is a request: that is read at its origin.
    """

    json_fields: ClassVar[frozenset[str]] = frozenset({"original_payload"})

    event_id: Annotated[str, _cut(_ID_CHARS), Field(min_length=1)]
    original_event_type: Annotated[str, _cut(_ID_CHARS)]
    error_type: str = Field(min_length=1)
    error_message: Annotated[str, _cut(_MESSAGE_CHARS)]
    failed_at: UtcDatetime = Field(default_factory=utc_now)
    original_payload: JsonObject
    retry_count: int = Field(0, ge=0, le=MAX_RETRIES)
    consumer_agent: str | None = None
    original_key: bytes | None = None
    original_value: bytes | None = None
    original_headers: Annotated[tuple[Header, ...], Field(strict=False)] | None = None
    original_topic: str | None = None
    original_partition: int | None = Field(None, ge=0)
    original_offset: int | None = Field(None, ge=0)
    schema_id: int | None = None
    exception_class: str | None = None
    stack: Annotated[str, _cut(_STACK_CHARS, keep_end=True)] | None = None
    first_failure_at: UtcDatetime | None = None
    permanent: bool = False
    attempt: int | None = Field(None, ge=0)
    original_timestamp: int | None = Field(None, ge=0)
    original_size: int | None = Field(None, ge=0)
    version: Version = _ADDED_VERSION

    @property
    def is_permanent_failure(self) -> bool:
        """Whether no further retry will come: five failed, or none can help."""
        return self.permanent or self.retry_count >= MAX_RETRIES

    @property
    def origin(self) -> str | None:
        """Identity of the dead letter, `{topic}:{partition}:{offset}`; None where the origin was not recorded."""
        if self.original_topic is None or self.original_partition is None or self.original_offset is None:
            return None
        return origin_id(self.original_topic, self.original_partition, self.original_offset)

    def to_avro(self) -> dict[str, Any]:
        """Return the mapping that `Codec.encode` takes; a decoded form above 64 KiB is left out."""
        record = super().to_avro()
        if len(record["original_payload"].encode()) > _PAYLOAD_BYTES:
            record["original_payload"] = canonical.dumps({}).decode()
        if self.original_headers is not None:
            record["original_headers"] = [{"key": key, "value": value} for key, value in self.original_headers]
        return record

    @classmethod
    def from_avro(cls, raw: Mapping[str, Any]) -> Self:
        """Validate what `Codec.decode` gave.

        Raises:
            InvalidError: names the fields and what they must be.
        """
        headers = raw.get("original_headers")
        if headers is None:
            return super().from_avro(raw)
        return super().from_avro({**raw, "original_headers": [(pair["key"], pair["value"]) for pair in headers]})


DeadLetterState = Literal["retrying", "resolved", "superseded", "permanent", "discarded"]
"""What can become of a dead letter."""


class DeadLetterStatus(Record):
    """A change of a dead letter's state, the value of `dead-letter.status`.

    Attributes:
        entry_id: first origin of the dead letter, `{topic}:{partition}:{offset}`.
        status: what it became.
        changed_at: when.
        retry_count: retries so far, 0 to 5.
        event_id: of the event, where it has one.
        actor: the agent or the operator who did it.
        reason: why.
        attempt: number of the copy that this is about; None where it is about the entry as a whole.
    """

    entry_id: str = Field(min_length=1)
    status: DeadLetterState
    changed_at: UtcDatetime = Field(default_factory=utc_now)
    retry_count: int = Field(0, ge=0, le=MAX_RETRIES)
    event_id: str | None = None
    actor: str | None = None
    reason: str | None = None
    attempt: int | None = Field(None, ge=0)
    version: Version = _ADDED_VERSION
