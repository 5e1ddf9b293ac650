"""Who gets which partitions and copies, while workers come and go."""

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.coordinator.protocol import ConsumerProtocolMemberMetadata
from faust.assignor.client_assignment import ClientAssignment, ClientMetadata
from hypothesis import given
from hypothesis import strategies as st

from tables.assignor import FairAssignor, copies, owners

TOPICS = ["learning.events", "fleet-mastery-changelog"]
PARTITIONS = 6


class Group:
    """Members and what they have, as each tells it when it joins."""

    def __init__(self) -> None:
        tables = SimpleNamespace(data={}, changelog_topics={TOPICS[1]})
        app: Any = SimpleNamespace(tables=tables, conf=SimpleNamespace(topic_partitions=PARTITIONS), tracer=None)
        self._assignor = FairAssignor(app, replicas=1)
        self._cluster = SimpleNamespace(partitions_for_topic=lambda _: set(range(PARTITIONS)))
        self.active: dict[str, set[int]] = {}
        self.standby: dict[str, set[int]] = {}

    def of(self, *members: str) -> "Group":
        """Rebalance among exactly these; one that was not in it comes with nothing."""
        told = {member: self._metadata(member) for member in members}
        result = self._assignor._perform_assignment(self._cluster, told)
        self.active, self.standby = {}, {}
        for member, one in result.items():
            raw = self._assignor._decompress(one.user_data)
            assignment = ClientMetadata.loads(raw).assignment
            self.active[member] = set(assignment.actives[TOPICS[0]])
            self.standby[member] = set(assignment.standbys[TOPICS[1]])
        return self

    def _metadata(self, member: str) -> ConsumerProtocolMemberMetadata:
        both = [
            {topic: sorted(held) for topic in TOPICS} if (held := known.get(member)) is not None else {}
            for known in (self.active, self.standby)
        ]
        metadata = ClientMetadata(ClientAssignment(*both), f"http://{member}", {})
        return ConsumerProtocolMemberMetadata(4, TOPICS, metadata.dumps())

    def check(self) -> None:
        sizes = [len(held) for held in self.active.values()]
        assert sum(sizes) == len(set().union(*self.active.values())) == PARTITIONS
        assert max(sizes) - min(sizes) <= 1, self.active
        for member, held in self.active.items():
            assert not held & self.standby[member], "a copy of what it has itself is none"
        if len(sizes) > 1:
            assert set().union(*self.standby.values()) == set(range(PARTITIONS)), "each partition has a copy"


@pytest.mark.parametrize("first", ["abcdefg", "gfedcba"])
def test_partitions_are_even_while_workers_come_and_go(first: str) -> None:
    group = Group()
    for number in range(1, len(first)):
        group.of(*first[:number]).check()
    for number in range(len(first) - 2, 0, -1):
        group.of(*first[-number:]).check()
    for members in ("ab", "bcd", "a", "abcdef", "ce", "cefa", "f"):
        group.of(*members).check()


@given(st.lists(st.sets(st.sampled_from("abcdef"), min_size=1), max_size=6))
def test_partitions_are_even_whoever_comes_and_goes(memberships: list[set[str]]) -> None:
    group = Group()
    for members in memberships:
        group.of(*sorted(members)).check()


def test_a_rebalance_without_cause_moves_nothing() -> None:
    for members in ("a", "ab", "abc", "abcd", "abcde"):
        group = Group()
        for number in range(1, len(members) + 1):
            group.of(*members[:number])
        before = group.active
        assert group.of(*members).active == before


@pytest.mark.parametrize("members", ["ab", "abc", "abcd", "abcdef"])
def test_those_who_have_a_copy_take_over(members: str) -> None:
    group = Group().of(*members)
    left, *rest = members
    lost, known = group.active[left], group.standby
    group.of(*rest).check()
    for member in rest:
        assert group.active[member] & lost <= known[member]


def test_more_workers_than_partitions_leave_some_without() -> None:
    group = Group().of(*"abcdefgh")
    assert sorted(map(len, group.active.values())) == [0, 0, 1, 1, 1, 1, 1, 1]


def test_copies_of_one_worker_are_spread_over_the_others() -> None:
    owned = {"a": {0, 1}, "b": {2, 3}, "c": {4, 5}}
    placed = copies(owned, {"a": set(), "b": set(), "c": {0, 1, 2, 3}}, replicas=1)
    for owner, mine in owned.items():
        assert all(len(placed[other] & mine) == 1 for other in owned if other != owner)


@pytest.mark.parametrize("replicas", [0, 1, 2, 5])
def test_as_many_copies_as_there_are_others(replicas: int) -> None:
    owned = {"a": {0, 1}, "b": {2, 3}, "c": {4, 5}}
    placed = copies(owned, {member: set() for member in owned}, replicas)
    for partition in range(PARTITIONS):
        assert sum(partition in held for held in placed.values()) == min(replicas, 2)
    assert copies({"a": {0}}, {"a": set()}, replicas) == {"a": set()}


def test_of_two_that_claim_a_partition_one_keeps_it() -> None:
    owned = owners({"a": {0, 1, 2}, "b": {2, 3, 4}}, {"a": set(), "b": set()}, PARTITIONS)
    assert owned == {"a": {0, 1, 2}, "b": {3, 4, 5}}
