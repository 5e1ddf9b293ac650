"""A worker dies after every step of the commit order; and the same checks go red when a protection is missing.

`make faults` runs more kills at seeded moments (`FAULT_KILLS`, `FAULT_SEED`) and every missing protection.
"""

import random
from collections.abc import Sequence

import pytest

from tests.faults.launch import POINTS
from tests.faults.record import BREAK, KILLS, SEED, long
from tests.faults.survival import Life, Scenario, must_be_seen

pytestmark = pytest.mark.stack

QUICK_POINTS = ("restored", "5-emitted", "5-sent", "5", "6-written")
"""Those of `POINTS` after which something differs: in the log, on disk, or in who owns what."""

LIVES_A_RUN = 10
"""So many kills are one scenario: as much as is lost when `make faults` is interrupted."""

SHOWN_BY = {
    "checkpoint": [
        Life("6:3"),
        Life("", lost=True, ends=False),
    ],  # a new owner finds values, but not how far they reach
    "write-order": [Life("5-sent:3")],  # the next owner goes on behind a batch that the changelog never got
    "transaction": [Life("5-emitted:3")],  # dead letters of a batch that is then read again
    "fencing": [Life("5-sent:3")],  # the transaction left open stays open
    "continuity": [Life("abandon:3", ends=False)],  # the batch after the lost one is taken
    "dedupe": [Life("7:3")],  # masked in the state, as the same event wins again: seen in the ledger
}
"""Per protection: the lives that show that it is missing. Those of retries are in `test_failures.py`."""

QUICK_BREAKS = ("transaction", "dedupe")
"""One that is seen in the log and one that is seen in the ledger alone."""


def runs() -> dict[str, Sequence[Life]]:
    """Every point once, then points and passings chosen by the seed."""
    if not KILLS:
        return {"quick": [Life(f"{point}:{POINTS[point]}") for point in QUICK_POINTS]}
    lives = [Life(f"{point}:{number}") for point, number in POINTS.items()]
    chance = random.Random(SEED)
    # A life owns its partitions once: only the first time can be chosen.
    lives += [
        Life(f"{point}:{chance.randint(1, 1 if point == 'owned' else 5)}")
        for point in chance.choices(sorted(POINTS), k=max(0, KILLS - len(lives)))
    ]
    parts = [lives[start : start + LIVES_A_RUN] for start in range(0, len(lives), LIVES_A_RUN)]
    return {f"part {number}": part for number, part in enumerate(parts, 1)}


RUNS = runs()


@pytest.mark.parametrize("run", RUNS)
async def test_a_worker_killed_after_every_step_loses_nothing_and_applies_nothing_twice(
    scenario: Scenario, run: str
) -> None:
    assert await scenario.survive(RUNS[run]) == []


@long
async def test_workers_killed_while_they_restore_a_whole_changelog_go_on_where_they_were(scenario: Scenario) -> None:
    lives = [Life("7:20"), Life("restoring:9", lost=True), Life("restoring:7"), Life("restored:2"), Life("fenced:4")]
    assert await scenario.survive(lives, FAULT_RESTORE_RECORDS="100") == []


@long
async def test_a_batch_abandoned_inside_the_process_is_noticed_and_read_again(scenario: Scenario) -> None:
    assert await scenario.survive([Life("abandon:3")]) == []


@pytest.mark.parametrize("name", SHOWN_BY if KILLS or BREAK else QUICK_BREAKS)
async def test_a_missing_protection_is_seen(scenario: Scenario, name: str) -> None:
    scenario.noticed += await scenario.survive(SHOWN_BY[name], broken=name)
    must_be_seen(scenario, name)
