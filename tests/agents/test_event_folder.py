"""Events of one partition through the real guard and fold into a real RocksDB."""

from typing import Any

import pytest

from agents.progress.logic import key_hash
from schemas.canonical import loads
from schemas.partitioner import partition_for
from tables import student_state
from tables.cache import LruCache
from tables.checkpoint import Ledger
from tables.errors import CorruptTableError, LeaveError
from tables.mastery import Winner
from tables.reducers import Change, Fact, Past

NOON = 1_768_305_600_000  # 2026-01-13T12:00:00Z
DAY = 86_400_000
STUDENT = "stu-00123"
HOME = partition_for(STUDENT.encode(), 6)
CLASSMATES = [name for name in (f"stu-{number}" for number in range(60)) if partition_for(name.encode(), 6) == HOME][:3]
LATEST = f"student:{STUDENT}:mastery:latest"


def test_the_spec_sample(partition: Any, event: Any, record: Any) -> None:
    functions = event("2", 0.70, 0.65, 0.80, 0.75, component="functions", timestamp=NOON + 250)
    partition.take(record(0, event("1")), record(1, functions))
    value = loads(partition.table()[LATEST])
    assert value["overall_mastery"] == 0.775  # (0.84 + 0.71) / 2
    assert value["components_tracked"] == ["functions", "loops"]
    assert value["last_updated"] == "2026-01-13T12:00:00.250Z"
    assert partition.table()[f"student:{STUDENT}:mastery:2026-01-13"] == partition.table()[LATEST]


# -- duplicates and conflicts ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("in_one_batch", [True, False])
def test_the_same_event_again_is_a_duplicate_under_any_event_id(
    partition: Any, event: Any, record: Any, *, in_one_batch: bool
) -> None:
    first, again = record(0, event("1")), record(1, event("1", event_id="another"))
    for batch in [(first, again)] if in_one_batch else [(first,), (again,)]:
        changes = partition.take(*batch)
    assert changes.refused == {1: "duplicate"}
    assert partition.ledger == Ledger(applied=1, duplicates=1)
    assert b"another" not in partition.table()[f"student:{STUDENT}:winner:loops:2026-01-13"]


@pytest.mark.parametrize("in_one_batch", [True, False])
@pytest.mark.parametrize(
    "change", [{"component": "files"}, {"timestamp": NOON - 1}, {"event_type": "student.quiz.passed"}]
)
def test_the_same_key_with_another_content_is_a_conflict(
    partition: Any, event: Any, record: Any, letters: Any, change: dict[str, Any], *, in_one_batch: bool
) -> None:
    first, other = record(0, event("1")), record(1, event("1", **change))
    for batch in [(first, other)] if in_one_batch else [(first,), (other,)]:
        changes = partition.take(*batch)
    (letter,) = letters(changes)
    assert (letter.error_type, letter.permanent, letter.original_offset) == ("idempotency_conflict", True, 1)
    assert partition.ledger == Ledger(applied=1, dead_letters=1)


def test_scores_that_are_equal_when_rounded_are_no_conflict(partition: Any, event: Any, record: Any) -> None:
    partition.take(record(0, event("1", 0.50001, 0.5, 0.5, 0.5)), record(1, event("1", 0.5, 0.5, 0.5, 0.5)))
    assert partition.ledger == Ledger(applied=1, duplicates=1)


METADATA = {"item_id": "item-1", "concepts": ["loops"], "item_level": 0.0, "passed": True}


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        (METADATA, METADATA, "duplicate"),
        (METADATA, METADATA | {"concepts": ["loops", "loops"]}, "duplicate"),
        (METADATA, METADATA | {"passed": False}, "idempotency_conflict"),
        # One of them was written, or read, by somebody who does not know metadata yet.
        (METADATA, None, "duplicate"),
        (None, METADATA, "duplicate"),
    ],
)
def test_metadata_belongs_to_what_an_event_says(
    partition: Any, event: Any, record: Any, *, first: Any, second: Any, refused: str
) -> None:
    for offset, metadata in enumerate((first, second)):
        one = event("1", version="1.1" if metadata else "1.0", metadata=metadata)
        outcome = partition.take(record(offset, one)).refused
    assert outcome == {1: refused}


def test_two_students_may_use_the_same_key(partition: Any, event: Any, record: Any) -> None:
    partition.take(*(record(number, event("1", student_id=name)) for number, name in enumerate(CLASSMATES)))
    assert partition.ledger == Ledger(applied=len(CLASSMATES))


# -- expiry of keys ----------------------------------------------------------------------------------------------------
def test_keys_and_their_index_are_gone_after_the_window(partition: Any, event: Any, record: Any) -> None:
    for offset in range(4):
        partition.take(record(offset, event(f"{offset}")))
    assert len(partition.table("idempotency")) == 8  # a key and an index entry for each batch
    for offset in range(4, 6):
        later = NOON + 10 * DAY
        partition.take(record(offset, event(f"{offset}", timestamp=later), timestamp=later))
    left = partition.table("idempotency")
    assert len(left) == 4, sorted(left)  # those of the last two batches


def test_a_key_is_known_for_the_whole_window_and_no_longer(partition: Any, event: Any, record: Any) -> None:
    window = 8 * DAY
    other = event("1", timestamp=NOON + 2 * DAY)
    partition.take(record(0, event("1")))
    assert partition.take(record(1, other, timestamp=NOON + window)).refused == {1: "idempotency_conflict"}
    assert partition.take(record(2, other, timestamp=NOON + window + 1)).refused == {}


@pytest.mark.parametrize("swept_in_the_same_batch", [True, False])
def test_a_key_that_was_used_again_outlives_its_first_use(
    partition: Any, event: Any, record: Any, *, swept_in_the_same_batch: bool
) -> None:
    # The index goes by whole days: 8 days and an hour later the key is free, but its old entry is not swept yet.
    again = NOON + (10 * DAY if swept_in_the_same_batch else 8 * DAY + 3_600_000)
    partition.take(record(0, event("1")))
    assert partition.take(record(1, event("1", timestamp=again), timestamp=again)).refused == {}
    swept = NOON + 10 * DAY
    partition.take(record(2, event("2", timestamp=swept), timestamp=swept))
    assert len(partition.table("idempotency-day:")) == 2
    assert partition.take(record(3, event("1", timestamp=again), timestamp=swept)).refused == {3: "duplicate"}


# -- late events -------------------------------------------------------------------------------------------------------
def test_a_late_event_counts_until_its_components_next_winner(partition: Any, event: Any, record: Any) -> None:
    def on(day: int, component: str, score: float) -> dict[str, Any]:
        return event(
            f"{day}{component}", score, score, score, score, timestamp=NOON - (13 - day) * DAY, component=component
        )

    days = [on(8, "loops", 0.1), on(9, "files", 0.2), on(11, "files", 0.3), on(12, "loops", 0.5), on(13, "files", 0.6)]
    partition.take(*(record(offset, one) for offset, one in enumerate(days)))
    latest = partition.table()[LATEST]
    partition.take(record(5, on(10, "loops", 0.9)))

    table = partition.table(f"student:{STUDENT}:mastery:2026")
    loops = {key[-2:]: loads(value)["latest_scores"]["loops"]["quiz"] for key, value in table.items()}
    assert loops == {"08": 0.1, "09": 0.1, "10": 0.9, "11": 0.9, "12": 0.5, "13": 0.5}
    assert loads(table[f"student:{STUDENT}:mastery:2026-01-10"])["latest_scores"]["files"]["quiz"] == 0.2
    assert partition.table()[LATEST] == latest


def test_a_late_event_of_a_new_component_shows_in_the_present(partition: Any, event: Any, record: Any) -> None:
    partition.take(record(0, event("1")))
    partition.take(record(1, event("2", component="files", timestamp=NOON - 2 * DAY)))
    table = partition.table()
    assert loads(table[LATEST])["components_tracked"] == ["files", "loops"]
    assert loads(table[LATEST])["last_updated"] == "2026-01-13T12:00:00.000Z"
    assert loads(table[f"student:{STUDENT}:mastery:2026-01-11"])["components_tracked"] == ["files"]


@pytest.mark.parametrize(
    ("age", "refused"),
    [(7 * DAY, {}), (7 * DAY + 1, {0: "late"}), (-300_000, {}), (-300_001, {0: "ahead"})],
)
def test_events_too_far_from_the_broker_time_are_refused(
    partition: Any, event: Any, record: Any, age: int, refused: dict[int, str]
) -> None:
    assert partition.take(record(0, event("1", timestamp=NOON - age))).refused == refused


def test_year_2099_and_beyond_the_calendar_are_refused(partition: Any, event: Any, record: Any) -> None:
    far = [event("1", timestamp=4_070_908_800_000), event("2", timestamp=2**53 - 1)]
    changes = partition.take(*(record(offset, one) for offset, one in enumerate(far)))
    assert changes.refused == {0: "ahead", 1: "ahead"}


# -- bounds and broken records -----------------------------------------------------------------------------------------
def test_the_number_of_components_is_bounded(new_partition: Any, event: Any, record: Any) -> None:
    partition = new_partition(max_components=2)
    names = ["loops", "files", "errors", "loops"]
    changes = partition.take(*(record(at, event(f"{at}", component=name)) for at, name in enumerate(names)))
    assert changes.refused == {2: "too_many_components"}
    assert loads(partition.table()[LATEST])["components_tracked"] == ["files", "loops"]
    freed = partition.take(record(4, event("2", component="loops", timestamp=NOON - 1)))
    assert freed.refused == {}, "a refused event does not use up its idempotency key"


BROKEN: dict[str, tuple[dict[str, Any] | bytes | None, str]] = {
    "NaN": ({"scores": {"completion": 0.5, "quiz": float("nan"), "quality": 0.5, "consistency": 0.5}}, "invalid"),
    "wrong mastery": ({"mastery": 0.5}, "invalid"),
    "no student": ({"student_id": ""}, "invalid"),
    "e-mail address": ({"student_id": "someone@example.org"}, "invalid"),
    "colon in the id": ({"student_id": "a:b"}, "invalid"),
    "id over the column": ({"event_id": "e" * 101}, "invalid"),
    "no value": (None, "undecodable"),
    "random bytes": (b"\x07random", "undecodable"),
    "truncated": (b"\x00\x00\x00\x00\x01\x10", "undecodable"),
    "schema id 999999": (b"\x00\x00\x0f\x42\x3fbody", "unknown_schema"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_record_is_one_dead_letter_and_its_neighbours_are_applied(
    partition: Any, event: Any, record: Any, letters: Any, kind: str
) -> None:
    broken, code = BROKEN[kind]
    bad = record(1, event("bad", **broken) if isinstance(broken, dict) else broken)
    changes = partition.take(record(0, event("1")), bad, record(2, event("2", component="files")))
    (letter,) = letters(changes)
    assert (letter.error_type, letter.permanent) == (code, code != "unknown_schema")
    assert (letter.original_value, letter.original_key, letter.original_offset) == (bad.value, bad.key, 1)
    assert partition.ledger == Ledger(applied=2, dead_letters=1)
    assert loads(partition.table()[LATEST])["components_tracked"] == ["files", "loops"]


def test_scores_out_of_range_are_clamped_counted_and_marked(partition: Any, event: Any, record: Any) -> None:
    partition.take(record(0, event("1", 1.7, -0.2, 0.5, 0.5)), record(1, event("2", component="files")))
    assert partition.ledger == Ledger(applied=2, clamped=1)
    assert loads(partition.table()[LATEST])["latest_scores"]["loops"]["completion"] == 1
    winners = partition.table(f"student:{STUDENT}:winner:")
    assert [Winner.load(winner).clamped for winner in winners.values()] == [0, 1]


def test_a_bug_in_the_handler_is_one_dead_letter_and_leaves_no_trace(
    partition: Any, event: Any, record: Any, letters: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fold = student_state.fold

    def buggy(past: Past, fact: Fact) -> Change | None:
        change = fold(past, fact)
        if fact.component == "files":
            raise ZeroDivisionError(fact.winner.event_id)
        return change

    good, bad = record(0, event("1")), record(1, event("2", component="files"))
    with monkeypatch.context() as patch:
        patch.setattr(student_state, "fold", buggy)
        changes = partition.take(good, bad)
    (letter,) = letters(changes)
    assert (letter.error_type, letter.permanent, letter.error_message) == ("unexpected", False, "ZeroDivisionError")
    assert letter.exception_class == "builtins.ZeroDivisionError"
    assert "buggy" in (letter.stack or "")
    assert "evt-2" not in (letter.stack or ""), "what an unforeseen error says may be personal"
    assert partition.ledger == Ledger(applied=1, dead_letters=1)
    assert not [key for key in partition.table() if "files" in key]
    assert len(partition.table("idempotency:")) == 1
    repaired = partition.take(record(2, event("2", component="files")))
    assert repaired.refused == {}


# -- crashes and redelivery --------------------------------------------------------------------------------------------
def test_a_batch_that_is_not_committed_leaves_no_trace(partition: Any, event: Any, record: Any) -> None:
    first, second = record(0, event("1")), record(1, event("2", 0.1, 0.1, 0.1, 0.1, timestamp=NOON + 1))
    partition.take(first)
    before = partition.table()
    abandoned = partition.fold(second)
    assert partition.table() == before
    again = partition.fold(second)
    assert (again.writes, again.checkpoint, again.refused) == (abandoned.writes, abandoned.checkpoint, {})


def test_records_at_or_below_the_checkpoint_are_skipped(partition: Any, event: Any, record: Any) -> None:
    records = [record(offset, event(f"{offset}")) for offset in range(4)]
    partition.take(*records[:3])
    changes = partition.take(*records)
    assert changes.checkpoint.offset == 3
    assert partition.ledger == Ledger(applied=4)


# -- what is wrong with the table, not with a record -------------------------------------------------------------------
@pytest.mark.parametrize(
    "key",
    [
        f"student:{STUDENT}:winner:loops:2026-01-13",
        f"student:{STUDENT}:mastery:2026-01-12",
        f"idempotency:{STUDENT}:{key_hash('key-2')}",
    ],
)
def test_an_unreadable_value_ends_the_worker(partition: Any, event: Any, record: Any, key: str) -> None:
    partition.take(record(0, event("0", timestamp=NOON - DAY)), record(1, event("1")))
    partition.store.write({key.encode(): b"{}"}, partition.store.local_position())
    partition.owned.cache = LruCache(9)  # as after a restart: what is known needs no reading
    early = record(3, event("3", component="files", timestamp=NOON - DAY + 1))
    with pytest.raises(CorruptTableError):
        partition.fold(record(2, event("2", timestamp=NOON + 1)), early)


def test_a_store_that_fails_ends_the_worker_and_blames_no_record(
    partition: Any, event: Any, record: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class BrokenDisk:
        def get(self, _: bytes) -> bytes:
            raise Exception("Corruption: block checksum mismatch")  # noqa: TRY002 - rocksdict raises no other class

    monkeypatch.setattr(partition.store, "_db", BrokenDisk())
    with pytest.raises(LeaveError):
        partition.fold(record(0, event("1")))


def test_the_mark_of_clamped_scores_does_not_depend_on_the_order(new_partition: Any, event: Any, record: Any) -> None:
    twins = [event(name, quiz, 0.5, 0.5, 0.5, event_id="twin") for name, quiz in (("1", 1.0), ("2", 1.5))]
    tables = []
    for first, second in (twins, twins[::-1]):
        partition = new_partition()
        partition.take(record(0, first), record(1, second))
        tables.append(partition.table("student:"))
    assert tables[0] == tables[1]
