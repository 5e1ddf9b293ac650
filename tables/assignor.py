"""Who owns which partitions and who has copies of them. The group's leader decides, by what every member has already.

Faust's own rules leave workers without anything (of six partitions a fourth worker gets none) and may put the copies of
one worker's partitions on one other worker, which cannot take all of them over. Faust does the rest: what members tell
each other, and the routing by it.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from faust.assignor import PartitionAssignor
from faust.assignor.client_assignment import ClientAssignment, ClientMetadata

__all__ = ["FairAssignor", "copies", "owners"]

Spread = dict[str, set[int]]
"""Partitions by member."""


def owners(held: Mapping[str, set[int]], copied: Mapping[str, set[int]], partitions: int) -> Spread:
    """Every partition to one member, nobody two more than another, moving as few as that allows. Pure.

    Args:
        held: owned before, by member.
        copied: of which the member has a copy.
        partitions: of the table.
    """
    share, extra = divmod(partitions, len(held))  # so many members may have one more than their share
    free = set(range(partitions))
    owned: Spread = {}
    for member in sorted(held, key=lambda one: (-len(held[one]), one)):
        mine = sorted(held[member] & free)  # of two that claim it, a zombie is one
        more = len(mine) > share and extra > 0
        extra -= more
        owned[member] = set(mine[: share + more])
        free -= owned[member]

    def give(partition: int, candidates: list[str]) -> bool:
        nonlocal extra
        able = [one for one in candidates if len(owned[one]) < share + (extra > 0)]
        if not able:
            return False
        member = min(able, key=lambda one: (len(owned[one]), one))
        extra -= len(owned[member]) == share
        owned[member].add(partition)
        return True

    cold = [
        partition
        for partition in sorted(free)
        if not give(partition, [one for one in held if partition in copied[one]])
    ]
    for partition in cold:
        give(partition, list(held))
    return owned


def copies(owned: Mapping[str, set[int]], had: Mapping[str, set[int]], replicas: int) -> Spread:
    """Copies of every partition on others than its owner, and those of one owner on as many others as there are. Pure.

    Args:
        owned: partitions by member.
        had: of which the member has data.
        replicas: copies of each partition, fewer where there are not so many others.
    """
    replicas = min(replicas, len(owned) - 1)
    placed: Spread = {member: set() for member in owned}
    if replicas < 1:
        return placed
    limit = -(-sum(map(len, owned.values())) * replicas // len(owned))  # rounded up
    for owner, mine in sorted(owned.items()):
        others = sorted(owned.keys() - {owner})
        here: Counter[str] = Counter()  # copies of this owner's partitions, by member
        most = -(-len(mine) * replicas // len(others))
        for _ in range(replicas):
            for partition in sorted(mine):
                member = min(
                    (one for one in others if partition not in placed[one]),
                    key=lambda one: (
                        len(placed[one]) >= limit,
                        here[one] >= most,
                        len(owned[one]),  # who has less has room to take over
                        partition not in had[one],
                        len(placed[one]),
                        one,
                    ),
                )
                placed[member].add(partition)
                here[member] += 1
    return placed


class FairAssignor(PartitionAssignor):
    """Decides by `owners` and `copies`. Every topic of the fleet has the same partitions, which the start checks."""

    def _perform_assignment(self, cluster: Any, member_metadata: Any) -> Any:
        known = {member: self._get_client_metadata(one) for member, one in member_metadata.items()}
        held = {member: set().union(*one.assignment.actives.values()) for member, one in known.items()}
        copied = {member: set().union(*one.assignment.standbys.values()) for member, one in known.items()}
        owned = owners(held, copied, self.app.conf.topic_partitions)
        placed = copies(owned, {member: held[member] | copied[member] for member in held}, self.replicas)
        told = {}
        for member, metadata in member_metadata.items():
            # As if this had been so before: Faust keeps what it finds to be complete.
            assignment = ClientAssignment(
                actives={topic: sorted(owned[member]) for topic in metadata.subscription},
                standbys={topic: sorted(placed[member]) for topic in metadata.subscription},
            )
            raw = ClientMetadata(assignment=assignment, url=known[member].url, changelog_distribution={}).dumps()
            told[member] = type(metadata)(self.version, metadata.subscription, raw)
        return super()._perform_assignment(cluster, told)
