"""Keys and values of the mastery table, byte for byte."""

from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.canonical import loads
from schemas.mastery import MasteryScores
from tables.errors import CorruptTableError
from tables.mastery import (
    Entry,
    Mastery,
    Winner,
    dated_key,
    dated_prefix,
    day_of,
    foreign_record,
    latest_key,
    winner_key,
    winner_prefix,
)

NOON = 1_768_305_600_000  # 2026-01-13T12:00:00Z
E4 = st.integers(0, 10_000)
ENTRIES = st.builds(Entry, E4, E4, E4, E4)
NAMES = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters=":@"), min_size=1, max_size=50)
MASTERIES = st.builds(Mastery, st.dictionaries(NAMES, ENTRIES, min_size=1, max_size=12), st.integers(1, 2**47))


def flat(*scores: int) -> Mastery:
    """One component for each score, all four parts alike, in ten-thousandths."""
    return Mastery({f"c{number}": Entry(*[score] * 4) for number, score in enumerate(scores)}, NOON)


def test_keys() -> None:
    assert latest_key("stü") == "student:stü:mastery:latest".encode()
    assert dated_key("s", "2026-01-13") == b"student:s:mastery:2026-01-13"
    assert winner_key("s", "loops", "2026-01-13") == b"student:s:winner:loops:2026-01-13"
    assert latest_key("s").startswith(dated_prefix("s"))
    assert dated_key("s", "9999-12-31") < latest_key("s"), "dates sort before latest"
    assert winner_key("s", "loops", "2026-01-13").startswith(winner_prefix("s", "loops"))
    assert winner_prefix("s", "loops").startswith(winner_prefix("s"))
    assert not winner_key("s", "loops 2", "2026-01-13").startswith(winner_prefix("s", "loops"))


@pytest.mark.parametrize(
    ("timestamp", "day"),
    [(1, "1970-01-01"), (NOON, "2026-01-13"), (NOON + 43_199_999, "2026-01-13"), (NOON + 43_200_000, "2026-01-14")],
)
def test_days_are_utc_days(timestamp: int, day: str) -> None:
    assert day_of(timestamp) == day


def test_the_bytes_of_the_specs_sample() -> None:
    sample = Mastery({"loops": Entry(8500, 9000, 7500, 8000), "functions": Entry(7000, 6500, 8000, 7500)}, NOON)
    assert sample.dump("stu-00123") == (
        b'{"components_tracked":["functions","loops"],"last_updated":"2026-01-13T12:00:00.000Z","latest_scores":'
        b'{"functions":{"completion":0.7,"consistency":0.75,"quality":0.8,"quiz":0.65},'
        b'"loops":{"completion":0.85,"consistency":0.8,"quality":0.75,"quiz":0.9}},'
        b'"overall_mastery":0.775,"student_id":"stu-00123"}'
    )


@given(MASTERIES)
def test_a_value_is_read_as_it_was_written(mastery: Mastery) -> None:
    raw = mastery.dump("s")
    read = Mastery.load(raw)
    assert (read.components, read.last_ms) == (mastery.components, mastery.last_ms)
    assert read.dump("s") == raw


@given(MASTERIES)
def test_a_value_is_the_public_model(mastery: Mastery) -> None:
    assert MasteryScores.read(loads(mastery.dump("s"))).overall_mastery == mastery.overall()


@given(st.lists(ENTRIES, min_size=1, max_size=60))
def test_overall_is_the_exact_mean_rounded_half_up(entries: list[Entry]) -> None:
    mean = Fraction(sum(entry.weight for entry in entries), 100_000 * len(entries))
    rounded = (mean * 10_000 + Fraction(1, 2)).__floor__()
    components = {str(number): entry for number, entry in enumerate(entries)}
    assert Mastery(components, NOON).overall() == rounded / 10_000


@pytest.mark.parametrize(
    ("scores", "overall"),
    [((0, 1), 0.0001), ((1, 2), 0.0002), ((0, 0, 1), 0.0), ((9999, 10_000), 1.0), ((10_000,), 1.0), ((0,), 0.0)],
)
def test_half_a_ten_thousandth_is_rounded_up(scores: tuple[int, ...], overall: float) -> None:
    assert flat(*scores).overall() == overall


def test_an_entry_weighs_its_four_parts() -> None:
    weights = [Entry(*[10_000 * (part == one) for part in range(4)]).weight for one in range(4)]
    assert weights == [40_000, 30_000, 20_000, 10_000]


def test_a_change_makes_a_new_value_and_never_turns_time_back() -> None:
    before = flat(1000, 2000)
    after = before.changed("c1", Entry(1, 1, 1, 1), NOON - 5)
    assert (set(after.components), after.last_ms, after.day) == ({"c0", "c1"}, NOON, "2026-01-13")
    assert before.components["c1"] == Entry(2000, 2000, 2000, 2000)
    assert after.changed("new", Entry(0, 0, 0, 0), NOON + 5).last_ms == NOON + 5


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"7",
        b'{"latest_scores":{},"last_updated":"soon"}',
        b'{"latest_scores":[],"last_updated":"2026-01-13T12:00:00.000Z"}',
        b'{"latest_scores":{"loops":{"quiz":1}},"last_updated":"2026-01-13T12:00:00.000Z"}',
        b'{"latest_scores":{"loops":null},"last_updated":"2026-01-13T12:00:00.000Z"}',
    ],
)
def test_what_is_no_public_value_is_a_corrupt_table(raw: bytes) -> None:
    with pytest.raises(CorruptTableError):
        Mastery.load(raw)


# -- winners -----------------------------------------------------------------------------------------------------------
WINNER = Winner(NOON, "evt-1", 1, 2, 3, 4)


def test_a_winner_is_read_as_it_was_written() -> None:
    winner = WINNER._replace(clamped=1)
    assert winner.dump() == b'[1768305600000,"evt-1",1,2,3,4,1]'
    assert Winner.load(winner.dump()) == winner


def test_winners_order_by_time_then_id_then_scores() -> None:
    ascending = [
        WINNER,
        WINNER._replace(clamped=1),
        WINNER._replace(consistency=5),
        WINNER._replace(quality=4, consistency=0),
        WINNER._replace(event_id="evt-10", completion=0),
        WINNER._replace(event_id="evt-2", completion=0),
        WINNER._replace(timestamp=NOON + 1, event_id="a", completion=0),
    ]
    assert all(lesser < greater for lesser, greater in pairwise(ascending))


@pytest.mark.parametrize("raw", [b"", b"\xff", b"5", b"null", b"{}", b"[1,2,3]"])
def test_what_is_no_winner_is_a_corrupt_table(raw: bytes) -> None:
    with pytest.raises(CorruptTableError):
        Winner.load(raw)


def test_the_last_instant_before_the_year_10000_is_a_day() -> None:
    last = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp() * 1000)
    assert day_of(last) == "9999-12-31"


# -- what a restore looks at -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "value"),
    [
        (latest_key("s"), flat(1).dump("s")),
        (winner_key("s", "loops", "2026-01-13"), Winner(NOON, "e", 1, 2, 3, 4).dump()),
        (b"idempotency:s:0123456789abcdef", b'["0123456789abcdef",1]'),
        (b"idempotency-day:00020466:id:0", b"[]"),
        (b"checkpoint:learning.events", b"{}"),
        (latest_key("s"), None),
    ],
)
def test_what_the_table_writes_is_its_own(key: bytes, value: bytes | None) -> None:
    assert foreign_record(key, value) is None


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        (None, b"{}", "the key None"),
        (b"", b"{}", "the key b''"),
        (b"\xff\x00", b"{}", "the key"),
        (latest_key("s"), b"", "the value b''"),
        (latest_key("s"), b"{", "the value b'{'"),
        (latest_key("s"), b"garbage", "of b'student:s:mastery:latest'"),
        (latest_key("s"), b"{" + b"x" * 500, "the value"),
    ],
)
def test_what_something_else_wrote_is_told(key: bytes | None, value: bytes, words: str) -> None:
    found = foreign_record(key, value)
    assert found is not None
    assert words in found
    assert len(found) < 300
