"""Which dead letters a filter means, and one page of the pages of all partitions."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.retry.filters import Filter, ListQuery, StatsQuery, matches, merged
from schemas.errors import InvalidError
from tables.failures_reader import Summary

NOW = 1_768_305_600_000
HOUR_S = 3600


def summary(**changes: Any) -> Summary:
    fields: dict[str, Any] = dict.fromkeys(Summary.__struct_fields__)
    fields |= {
        "id": "learning.events:1:7",
        "state": "permanent",
        "error_type": "invalid",
        "agent": "progress",
        "student_id": "stu-1",
        "retry_count": 0,
        "first_failed_at": NOW - 2 * HOUR_S * 1000,
    }
    return Summary(**(fields | changes))


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ({}, True),
        ({"state": "permanent"}, True),
        ({"state": "waiting"}, False),
        ({"state": "closed"}, False),
        ({"state": "all"}, True),
        ({"agent": "progress", "error_type": "invalid", "student_id": "stu-1"}, True),
        ({"agent": "debug"}, False),
        ({"error_type": "undecodable"}, False),
        ({"student_id": "stu-2"}, False),
        ({"older_than": HOUR_S}, True),
        ({"older_than": 3 * HOUR_S}, False),
        ({"newer_than": 3 * HOUR_S}, True),
        ({"newer_than": HOUR_S}, False),
    ],
)
def test_all_that_is_given_must_hold(wanted: dict[str, Any], *, meant: bool) -> None:
    assert matches(summary(), Filter.read(wanted), NOW) is meant


@pytest.mark.parametrize("state", ["resolved", "superseded", "discarded"])
def test_closed_entries_are_shown_when_they_are_asked_for(state: str) -> None:
    entry = summary(state=state)
    assert not matches(entry, Filter(), NOW)
    assert matches(entry, Filter(state="closed"), NOW)
    assert matches(entry, StatsQuery(), NOW), "counts are of all"


def test_an_entry_without_a_known_failure_has_no_age() -> None:
    entry = summary(first_failed_at=None)
    assert matches(entry, Filter(), NOW)
    assert not matches(entry, Filter(older_than=0.0), NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "new"},
        {"limit": "0"},
        {"limit": "501"},
        {"after": "x"},
        {"after": "t:-1:2"},
        {"partition": "6"},
        {"x": "1"},
    ],
)
def test_bad_parameters_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidError):
        ListQuery.read(wrong)


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 200)), max_size=60), st.integers(1, 10))
def test_pages_of_partitions_make_pages_of_all_in_their_order(places: set[tuple[int, int]], limit: int) -> None:
    ids = sorted(f"learning.events:{partition}:{offset}" for partition, offset in places)

    def page(partition: int, after: str) -> dict[str, Any]:
        mine = [one for one in ids if one.split(":")[1] == str(partition) and one > after]
        found = [{"id": one} for one in mine[:limit]]
        return {"dead_letters": found, "next": found[-1]["id"] if len(mine) > limit else None}

    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        whole = merged([page(partition, after) for partition in range(6)], limit)
        assert len(whole["dead_letters"]) <= limit
        seen += [one["id"] for one in whole["dead_letters"]]
        after = whole["next"]
    assert seen == ids
