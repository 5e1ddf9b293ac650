"""The simulation as a whole: a classroom, the wire format, and the faults. The command line and the demo start here."""

import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from fleet.simulate.classroom import Classroom
from fleet.simulate.faults import Encode, Shares, SimulatedRecord, with_faults
from schemas.codec import Codec, Registry
from schemas.registry import FileRegistry
from schemas.topics import LEARNING_EVENTS

__all__ = ["Simulation", "progress_encoder"]

_LIVE_ROUND = 1000  # records over which a live simulation keeps its shares exactly: 0.1 % is one poison a round


def progress_encoder(registry: Registry | None = None) -> Encode:
    """What writes an event as `learning.events` carries it: Avro, by a registry's schema of its version."""
    return partial(Codec(registry or FileRegistry.load()).encode, LEARNING_EVENTS.subject)


class Simulation:
    """Records of simulated students: the same arguments and calls give the same bytes.

    Skills go on from one call to the next, so that `live` continues what `history` began.

    Args:
        students: how many, named `stu-00001` and so on.
        seed: of everything random.
        encode: writes an event as a record's value; see `progress_encoder`.
        shares: of duplicates, late events and poison.
        exercises: share of events, 0 to 1, that come from an exercise and say so in their metadata (version 1.1).

    Raises:
        ValueError: fewer than one student.
    """

    def __init__(
        self, *, students: int, seed: int, encode: Encode, shares: Shares | None = None, exercises: float = 0.0
    ) -> None:
        rng = random.Random(seed)  # noqa: S311  # believable students, not secrets
        self._classroom = Classroom(random.Random(rng.getrandbits(64)), students, exercises)  # noqa: S311  # as above
        self._with_faults = partial(with_faults, shares=shares or Shares(), rng=rng, encode=encode)

    def history(self, events: int, *, now_ms: int, days: float = 5.0) -> Iterator[SimulatedRecord]:
        """Exactly `events` records, faults included, of the `days` (at most 6) before `now_ms`.

        Raises:
            ValueError: at the first record: `days` out of range, or too short for so many events.
        """

        def genuine(number: int) -> Iterator[dict[str, Any]]:
            return self._classroom.history(number, now_ms, days)

        return self._with_faults(genuine, total=events)

    def live(self, clock_ms: Callable[[], int]) -> Iterator[SimulatedRecord]:
        """Records without end, each event stamped by the clock (Unix ms) when it is taken."""

        def genuine(number: int) -> Iterator[dict[str, Any]]:
            return (self._classroom.now(clock_ms()) for _ in range(number))

        made = 0
        while True:
            for record in self._with_faults(genuine, total=_LIVE_ROUND, poison_from=made):
                made += record.kind == "poison"
                yield record
