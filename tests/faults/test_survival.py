"""A worker dies after every step of the commit order; and the same checks go red when a protection is missing.

`make faults` runs more kills at seeded moments (`FAULT_KILLS`, `FAULT_SEED`) and every missing protection.
"""

import logging
import os
import random

import pytest

from tests.faults.launch import BREAKS, POINTS
from tests.faults.survival import survive
from tests.stack.support import Fleet

log = logging.getLogger(__name__)

pytestmark = pytest.mark.stack

KILLS = int(os.environ.get("FAULT_KILLS", "0"))
SEED = int(os.environ.get("FAULT_SEED", "1"))

SHOWN_BY = {
    "checkpoint": ("6:3", True),  # a new owner finds values, but not how far they reach
    "write-order": ("5-sent:3", False),  # the next owner goes on behind a batch that the changelog never got
    "transaction": ("5-emitted:3", False),  # dead letters of a batch that is then read again
    "fencing": ("5-sent:3", False),  # the transaction left open stays open
    "continuity": ("abandon:3", False),  # the batch after the lost one is taken
    "dedupe": ("7:3", False),  # masked in the state, as the same event wins again: seen in the ledger
}
"""Per protection: the fault that shows that it is missing, and whether the table folder is lost too."""

QUICK = ("write-order", "transaction", "dedupe")


async def test_a_worker_killed_after_every_step_loses_nothing_and_applies_nothing_twice(fleet: Fleet) -> None:
    lives = [f"{point}:{number}" for point, number in POINTS.items()]
    chance = random.Random(SEED)
    chosen = chance.choices(sorted(POINTS), k=KILLS - len(lives))
    # A life owns its partitions once: only the first time can be chosen.
    lives += [f"{point}:{chance.randint(1, 1 if point == 'owned' else 5)}" for point in chosen]
    assert await survive(fleet, lives) == []


async def test_a_batch_abandoned_inside_the_process_is_noticed_and_read_again(fleet: Fleet) -> None:
    assert await survive(fleet, ["abandon:3"]) == []


@pytest.mark.parametrize("name", BREAKS if KILLS else QUICK)
async def test_a_missing_protection_is_seen(fleet: Fleet, name: str) -> None:
    fault, wipe = SHOWN_BY[name]
    found = await survive(fleet, [fault], broken=name, wipe=wipe)
    assert found
    log.warning("without %s: %s", name, found[0][:300])
