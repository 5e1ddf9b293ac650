"""What taking partitions over ends with: owned, again, or out of the process with the right status."""

from types import SimpleNamespace
from typing import Any

import pytest
from faust.tables.recovery import RebalanceAgain
from faust.types import TP

from tables.errors import BrokerUnavailableError, FatalError, LeaveError, LostRangeError
from tables.kafka.clients import KafkaConnectionError
from tables.owned import AskCommitted
from tables.recovery import OwnedRecovery

SOURCE = "learning.events"


class Consumer:
    def assignment(self) -> set[TP]:
        return {TP(SOURCE, 1), TP(SOURCE, 4), TP("fleet-mastery-changelog", 1)}

    async def committed_offsets(self, tps: set[TP]) -> dict[TP, int | None]:
        return dict.fromkeys(tps)


class Table:
    """Takes over what it is told, or fails as it is told."""

    config = SimpleNamespace(sources=(SOURCE,))

    def __init__(self, end: bool | Exception) -> None:  # noqa: FBT001 - the end, as `own_all` has it
        self._end = end
        self.taken: set[int] = set()
        self.left: list[LeaveError] = []

    def leave(self, reason: LeaveError) -> None:
        self.left.append(reason)

    async def own_all(self, partitions: set[int], _: int, committed: AskCommitted) -> bool:
        assert set(await committed()) == {TP(SOURCE, one) for one in partitions}
        self.taken = partitions
        if isinstance(self._end, Exception):
            raise self._end
        return self._end


def played() -> Any:
    recovery: Any = OwnedRecovery.__new__(OwnedRecovery)
    recovery.app = SimpleNamespace(consumer=Consumer())
    return recovery


async def take_over(end: bool | Exception) -> Table:  # noqa: FBT001 - the end, as `own_all` has it
    table = Table(end)
    owned = await played()._own(table, 7)
    assert owned is (end is True)
    return table


async def test_the_partitions_of_the_sources_are_taken_over() -> None:
    table = await take_over(end=True)
    assert (table.taken, table.left) == ({1, 4}, [])


async def test_a_revocation_meanwhile_begins_anew() -> None:
    tables = [Table(end=True), Table(end=False)]  # all of them, or none
    with pytest.raises(RebalanceAgain):
        await played()._own_all(tables, 7)
    assert [table.taken for table in tables] == [{1, 4}, {1, 4}]


@pytest.mark.parametrize(
    ("failure", "reason", "status"),
    [
        (KafkaConnectionError("gone"), BrokerUnavailableError, 75),
        (TimeoutError(), BrokerUnavailableError, 75),
        (LostRangeError("gone"), LostRangeError, 70),
        (OSError("disk"), FatalError, 70),
    ],
)
async def test_a_failure_leaves_with_the_status_that_fits(
    failure: Exception, reason: type[LeaveError], status: int
) -> None:
    (left,) = (await take_over(end=failure)).left
    assert type(left) is reason
    assert left.exit_status == status
