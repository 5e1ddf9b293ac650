"""What is sent again: the original's key, bytes and headers with its marks; and what is not sent."""

from typing import Any

import pytest

from agents.retry.copies import NotSendableError, Original, copy_of, original_of
from agents.retry.payloads import rounds_of
from agents.retry.timer import Awaited
from agents.runtime.dead_letters import dead_letter
from agents.runtime.errors import TransientError
from agents.runtime.records import ATTEMPT, FIRST_APPEND, FIRST_FAILURE, FIRST_ORIGIN, REROUTED_FROM, retry_of
from schemas.codec import Codec
from schemas.dead_letters import ErrorEvent
from schemas.topics import DEAD_LETTERS, DEBUG_REQUESTS
from tables.failure_entry import Entry, Place, with_failure

NOON = 1_768_305_600_000
LIMIT = 1 << 20


@pytest.fixture
def entry_of(codec: Codec, record: Any) -> Any:
    """The entry of a failed record, and the dead letter as it stands in the queue."""

    def make(original: Any) -> tuple[Entry, Any]:
        error = TransientError("down", "it is down")
        emit = dead_letter(original, error, None, agent="progress", codec=codec, max_bytes=LIMIT, now_ms=NOON + 7)
        event = ErrorEvent.from_avro(codec.decode(emit.value)[1])
        stored = record(40, emit.value, topic=DEAD_LETTERS.name, partition=emit.partition, headers=emit.headers)
        return with_failure(None, event, Place(DEAD_LETTERS.name, emit.partition, 40)), stored

    return make


def test_a_copy_is_the_original_with_its_marks(entry_of: Any, record: Any, codec: Codec) -> None:
    original = record(9, b"\x00bytes", partition=2, key=b"k", headers=[("trace", b"\xff"), ("empty", None)])
    entry, stored = entry_of(original)
    emit = copy_of(entry, original_of(entry, stored, codec), entry.next_attempt, LIMIT)
    assert (emit.topic, emit.partition, emit.key, emit.value) == ("learning.events", 2, b"k", b"\x00bytes")
    assert list(emit.headers) == [
        ("trace", b"\xff"),
        ("empty", None),
        (FIRST_ORIGIN, b"learning.events:2:9"),
        (ATTEMPT, b"1"),
        (FIRST_FAILURE, b"%d" % (NOON + 7)),
        (FIRST_APPEND, b"%d" % NOON),
    ]


def test_the_copy_of_a_copy_has_each_mark_once(entry_of: Any, record: Any, codec: Codec) -> None:
    entry, stored = entry_of(record(9, b"bytes", partition=2))
    first = copy_of(entry, original_of(entry, stored, codec), 1, LIMIT)
    again, stored = entry_of(record(30, first.value, partition=2, headers=first.headers, timestamp=NOON + 99))
    second = copy_of(again, original_of(again, stored, codec), again.next_attempt, LIMIT)
    assert again.id == entry.id
    assert dict(second.headers) == {**dict(first.headers), ATTEMPT: b"2", FIRST_FAILURE: b"%d" % (NOON + 7)}
    assert len(second.headers) == len(first.headers)


def test_a_rerouted_one_goes_back_to_where_it_first_stood(entry_of: Any, record: Any, codec: Codec) -> None:
    headers = [(REROUTED_FROM, b"learning.events:5:1"), (FIRST_APPEND, b"%d" % (NOON - 9))]
    entry, stored = entry_of(record(9, b"bytes", partition=2, headers=headers))
    emit = copy_of(entry, original_of(entry, stored, codec), 1, LIMIT)
    assert (stored.partition, emit.partition) == (5, 5)
    assert REROUTED_FROM not in dict(emit.headers), "it may be rerouted once more"
    assert dict(emit.headers)[FIRST_APPEND] == b"%d" % (NOON - 9)
    assert retry_of(record(0, emit.value, headers=emit.headers)) == (("learning.events", 5, 1), 1, NOON + 7)


def test_a_request_is_read_where_it_stands(entry_of: Any, record: Any, codec: Codec) -> None:
    request = record(9, b"my code", partition=2, topic=DEBUG_REQUESTS.name, headers=[("trace", b"1")])
    entry, stored = entry_of(request)
    assert b"my code" not in stored.value
    assert entry.payload == Place(DEBUG_REQUESTS.name, 2, 9)
    assert original_of(entry, request, codec) == Original(request.key, b"my code", [("trace", b"1")])


def test_what_cannot_be_sent_again_says_why(entry_of: Any, record: Any, codec: Codec) -> None:
    entry, stored = entry_of(record(9, b"bytes", partition=2))
    other, _ = entry_of(record(10, b"bytes", partition=2))
    with pytest.raises(NotSendableError, match="retention has ended"):
        original_of(entry, None, codec)
    with pytest.raises(NotSendableError, match="cannot be read"):
        original_of(entry, record(40, b"junk", topic=DEAD_LETTERS.name), codec)
    with pytest.raises(NotSendableError, match="made anew"):
        original_of(other, stored, codec)
    cut, stored = entry_of(record(9, b"x" * (2 * LIMIT)))
    assert cut.state == "permanent"
    with pytest.raises(NotSendableError, match="too large"):
        original_of(cut, stored, codec)
    empty, stored = entry_of(record(9, None))
    with pytest.raises(NotSendableError, match="no value"):
        original_of(empty, stored, codec)
    with pytest.raises(NotSendableError, match="no room"):
        copy_of(entry, Original(b"k", b"x" * (LIMIT - 1100), ()), 1, LIMIT)
    with pytest.raises(NotSendableError, match="no source topic"):
        copy_of(Entry(f"{DEAD_LETTERS.name}:2:9"), Original(b"k", b"x", ()), 1, LIMIT)


# -- reading places ----------------------------------------------------------------------------------------------------
def test_places_near_one_another_are_read_in_one_go_each_partition_once_a_round() -> None:
    near = [Place("a", 0, offset) for offset in (5, 7, 500)]
    far, other = Place("a", 0, 9000), Place("b", 0, 3)
    assert rounds_of({far, other, *near}) == [[near, [other]], [[far]]]
    assert rounds_of([]) == []


# -- what was sent -----------------------------------------------------------------------------------------------------
def test_a_copy_is_not_sent_again_before_its_bound() -> None:
    awaited = Awaited(seconds=60)
    assert awaited.is_free("a", 1, 0.0)
    awaited.sent("a", 1, 0.0)
    awaited.sent("b", 1, 30.0)
    assert [awaited.is_free(*one) for one in (("a", 1, 59.9), ("a", 2, 1.0), ("a", 1, 60.0), ("b", 1, 60.0))] == [
        False,
        True,
        True,
        False,
    ]
    awaited.sent("c", 1, 89.0)
    assert len(awaited._since) == 2, "what counts no longer is forgotten"
