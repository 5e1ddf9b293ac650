"""What should move, and how far it is: what the watchdog looks at."""

from types import SimpleNamespace
from typing import Any

import pytest
from faust.types.tuples import TP

from fleet.watchdog import waiting_for
from tables.checkpoint import Checkpoint

EVENTS, REQUESTS = TP("learning.events", 0), TP("debug.requests", 0)


class Table:
    """Owns partition 0, unless told otherwise."""

    def __init__(self) -> None:
        self.owned: dict[int, Any] = {
            0: SimpleNamespace(checkpoints={EVENTS.topic: Checkpoint("id", 41)}, committing_since=None)
        }
        self.progress = SimpleNamespace(restored=7, running={3: SimpleNamespace(position=9)})

    def assigned(self, actives: set[TP]) -> set[int]:
        return {tp.partition for tp in actives if tp.topic == EVENTS.topic}

    def ownership(self, partition: int) -> Any:
        return self.owned.get(partition)


@pytest.fixture
def app() -> Any:
    table = Table()
    return SimpleNamespace(
        rebalancing=False,
        group_topics={REQUESTS.topic},
        tables=SimpleNamespace(recovery=SimpleNamespace(completed=SimpleNamespace(is_set=lambda: True))),
        assignor=SimpleNamespace(assigned_actives=lambda: {EVENTS, REQUESTS}),
        consumer=SimpleNamespace(
            backlog=lambda: {EVENTS: 5, REQUESTS: 3, TP(REQUESTS.topic, 1): 0}, acknowledged=lambda: {REQUESTS: 12}
        ),
        owned_tables=lambda: [table],
    )


def test_records_of_tables_wait_at_their_checkpoint_and_requests_at_what_was_acknowledged(app: Any) -> None:
    assert waiting_for(app) == {"learning.events/0": 41, "debug.requests/0": 12}


def test_requests_of_which_none_was_acknowledged_yet_wait_too(app: Any) -> None:
    app.consumer.acknowledged = dict
    assert waiting_for(app)["debug.requests/0"] is None


def test_a_commit_under_way_has_a_deadline_of_its_own(app: Any) -> None:
    app.owned_tables()[0].owned[0].committing_since = 1.0
    assert "learning.events/0" not in waiting_for(app)


def test_a_table_that_does_not_own_yet_what_is_assigned_is_taking_over(app: Any) -> None:
    late = Table()
    late.owned.clear()
    tables = [app.owned_tables()[0], late]
    app.owned_tables = lambda: tables
    assert waiting_for(app) == {"taking over partitions": ((7, ((3, 9),)),) * 2}
