"""Signals of one partition through the real guard and fold into a real RocksDB; the lists and the timer beside it."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from agents.runtime.publisher import UnconfirmedError
from agents.struggle.timer import StruggleTimer
from agents.struggle.views import StrugglesQuery, merged
from schemas.canonical import loads
from schemas.codec import Codec
from tables.checkpoint import Ledger
from tables.errors import CorruptTableError
from tables.ownership import Emit
from tables.store import LocalPosition
from tables.struggles import due_key, place_of, student_key
from tables.struggles_reader import StrugglesReader
from tests.agents.conftest import HOME, STUDENT
from tests.agents.struggle.support import DAY, MINUTE, NOON, Struggles


@pytest.fixture(params=[0, 100], ids=["without cache", "with cache"])
def struggles(tmp_path: Path, codec: Codec, request: Any) -> Iterator[Struggles]:
    one = Struggles(tmp_path / "0.db", codec, request.param)
    yield one
    one.store.close()


def test_an_alert_is_a_record_and_a_line_in_the_list_and_so_is_its_end(struggles: Struggles) -> None:
    errors = [struggles.record("error", NOON + number, component="loops", detail="NameError") for number in range(3)]
    (raised,) = struggles.alerts(struggles.take(*errors))
    assert (raised.kinds, raised.signal_count, raised.component) == (["error"], 3, "loops")
    assert raised.reason == "The same error, NameError, 3 times within 1 second."
    assert (raised.metadata["state"], raised.metadata["rule"], len(raised.metadata["evidence"])) == (
        "open",
        "repeated_error",
        3,
    )
    (listed,) = [key for key in struggles.names() if key.startswith("open:")]
    shown = loads(struggles.store.get(listed.encode()) or b"")
    assert (shown["alert_id"], shown["student_id"], shown["state"]) == (raised.alert_id, STUDENT, "open")

    (closed,) = struggles.alerts(struggles.take(struggles.record("passed", NOON + MINUTE, component="loops")))
    assert closed.alert_id == raised.alert_id
    assert (closed.metadata["state"], closed.metadata["closed_by"]) == ("closed", "passed")
    assert closed.timestamp.timestamp() * 1000 == NOON + MINUTE
    assert not [key for key in struggles.names() if key.startswith("open:")]


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_a_signal_counts_once_however_often_it_comes(struggles: Struggles, *, in_one_batch: bool) -> None:
    copies = [struggles.record("error", NOON + number, "same", detail="NameError") for number in range(5)]
    changes = [struggles.take(*copies)] if in_one_batch else [struggles.take(one) for one in copies]
    assert not [one for change in changes for one in struggles.alerts(change)]
    assert struggles.owned.checkpoints["learning.signals"].ledger == Ledger(applied=1, duplicates=4)


def test_what_cannot_be_is_a_dead_letter_and_its_neighbours_count(struggles: Struggles) -> None:
    changes = struggles.take(
        struggles.of(b"garbage"),
        struggles.record("stuck", NOON + 6 * MINUTE, appended=NOON),
        struggles.record("stuck", NOON - 8 * DAY, appended=NOON),
        struggles.record("stuck", NOON),
    )
    assert changes.failed == {0: "undecodable", 1: "ahead", 2: "late"}
    assert len(struggles.alerts(changes)) == 1


def test_a_student_without_signals_and_alerts_leaves_nothing(struggles: Struggles) -> None:
    struggles.take(struggles.record("started", NOON, metadata={"exercise_id": "ex-1"}))
    struggles.take(struggles.record("passed", NOON + MINUTE, metadata={"exercise_id": "ex-1"}))
    assert struggles.names() == [due_key(NOON + 61 * MINUTE, STUDENT).decode(), student_key(STUDENT).decode()]
    struggles.take(struggles.record("tick", NOON + 61 * MINUTE))
    assert struggles.names() == []


def test_an_unreadable_value_ends_the_worker(struggles: Struggles) -> None:
    struggles.store.write({student_key(STUDENT): b'{"signals":1}'}, LocalPosition("id", 0, 0.0))
    with pytest.raises(CorruptTableError):
        struggles.take(struggles.record("stuck", NOON))


# -- the timer ---------------------------------------------------------------------------------------------------------
class Clockwork:
    """A timer whose clock is set by hand and whose broker may be away."""

    def __init__(self, struggles: Struggles) -> None:
        self.now_ms, self.away = NOON, False
        self.sent: list[Emit] = []
        table: Any = SimpleNamespace(owned={HOME: struggles.owned})
        self.timer = StruggleTimer(table, self._send, struggles.codec, clock=lambda: self.now_ms / 1000)

    async def _send(self, emit: Emit) -> None:
        if self.away:
            raise UnconfirmedError("the broker has not confirmed")
        self.sent.append(emit)


async def test_ten_minutes_without_a_record_are_noticed_by_the_timer(struggles: Struggles) -> None:
    clockwork = Clockwork(struggles)
    struggles.take(struggles.record("started", NOON, component="loops", metadata={"exercise_id": "ex-1"}))
    clockwork.now_ms = NOON + 10 * MINUTE - 1
    assert await clockwork.timer.send_due() == 0
    clockwork.now_ms += 5 * MINUTE
    clockwork.away = True
    with pytest.raises(UnconfirmedError):
        await clockwork.timer.send_due()
    clockwork.away = False
    assert await clockwork.timer.send_due() == 1
    assert await clockwork.timer.send_due() == 0, "it is on its way"
    (tick,) = clockwork.sent
    assert (tick.topic, tick.partition, tick.key) == ("learning.signals", HOME, STUDENT.encode())
    told = struggles.codec.decode(tick.value, "fleet.LearningSignal")[1]
    assert (told["kind"], told["timestamp"].timestamp() * 1000) == ("tick", NOON + 10 * MINUTE), "the clock is left out"
    (alert,) = struggles.alerts(struggles.take(struggles.of(tick.value, NOON + 15 * MINUTE)))
    assert alert.metadata["rule"] == "slow_exercise"
    assert alert.timestamp.timestamp() * 1000 == NOON + 10 * MINUTE, "when it was so, not when it was told"
    assert struggles.take(struggles.of(tick.value, NOON + 15 * MINUTE)).emits == []


# -- the list ----------------------------------------------------------------------------------------------------------
async def test_the_list_of_a_partition_is_newest_first_from_a_place_on(struggles: Struggles) -> None:
    reader = StrugglesReader(SimpleNamespace(ownership=lambda _: struggles.owned))  # type: ignore[arg-type]  # all that is asked of a table
    struggles.take(*(struggles.record("stuck", NOON + number * MINUTE, component=f"c-{number}") for number in range(5)))
    found = [(place, one["component"]) async for place, one in reader.open_alerts(HOME)]
    assert [name for _, name in found] == ["c-4", "c-3", "c-2", "c-1", "c-0"]
    assert found == sorted(found)
    rest = [one["component"] async for _, one in reader.open_alerts(HOME, found[1][0])]
    assert rest == ["c-2", "c-1", "c-0"]


def test_pages_of_all_partitions_become_one() -> None:
    def page(*times: int, more: bool = False) -> dict[str, Any]:
        found = [{"place": place_of(NOON + time, "0" * 16)} for time in times]
        return {"struggles": found, "next": found[-1]["place"] if more else None}

    whole = merged([page(9, 4), page(8, 1, more=True), page()], 3)
    assert [one["place"] for one in whole["struggles"]] == [place_of(NOON + time, "0" * 16) for time in (9, 8, 4)]
    assert whole["next"] == place_of(NOON + 4, "0" * 16)
    assert merged([page(9), page()], 3)["next"] is None
    assert StrugglesQuery.read({"after": whole["next"]}).after == whole["next"]
