"""What goes wrong on the way: duplicates, late arrivals and poison, in shares that are kept exactly.

Events pass through in order; a fault is either held back for a while (a copy that is sent again, an event from a device
that was offline) or stands beside an event (poison). The whole order is a function of the seed.
"""

import heapq
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal

from fleet.simulate.poison import poisoned

__all__ = ["Encode", "Kind", "Shares", "SimulatedRecord", "with_faults"]

Encode = Callable[[Mapping[str, Any]], bytes]
"""Writes one StudentProgress event as a record's value."""

Kind = Literal["event", "duplicate", "late", "poison"]

_LATE_DELAY = (0.10, 0.60)  # how long a late event is held back, as shares of all events
_DUPLICATE_DELAY = 0.05  # a copy follows within this share of all events: a client's retry, a replayed batch
_MOST_FAULTS = 0.4  # below a half, because every duplicate and late record needs an ordinary one beside it


@dataclass(frozen=True, slots=True)
class SimulatedRecord:
    """A record ready to be sent. `key` is always a valid student id; `detail` says which fault this is."""

    key: bytes
    value: bytes
    kind: Kind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of all records, each in 0..1, together at most 0.4.

    Raises:
        ValueError: a share is out of range.
    """

    duplicates: float = 0.0
    late: float = 0.0
    poison: float = 0.0

    def __post_init__(self) -> None:
        shares = (self.duplicates, self.late, self.poison)
        if not (min(shares) >= 0 and sum(shares) <= _MOST_FAULTS):
            raise ValueError(
                f"shares of duplicates, late and poison must be 0 or more and at most {_MOST_FAULTS} together"
            )

    def counts(self, total: int) -> tuple[int, int, int]:
        """How many of `total` records are duplicates, late, and poison."""
        return round(total * self.duplicates), round(total * self.late), round(total * self.poison)


def with_faults(
    events: Callable[[int], Iterable[dict[str, Any]]],
    *,
    total: int,
    shares: Shares,
    rng: random.Random,
    encode: Encode,
    poison_from: int = 0,
) -> Iterator[SimulatedRecord]:
    """Exactly `total` records: `events(n)` must give `n` events by rising timestamp; the rest are faults.

    Late records are events too: each comes after an event with a greater timestamp. A duplicate comes after its
    original, and every other one has an `event_id` of its own. `poison_from` is the place in the round of poisons.
    """
    duplicates, late, poison = shares.counts(total)
    genuine = total - duplicates - poison
    # The last event is never late: then every late one, at the latest at the end, comes after a newer one.
    delayed = set(rng.sample(range(max(0, genuine - 1)), late))
    copied = set(rng.sample(range(genuine), duplicates))
    poison_after = sorted(rng.choices(range(genuine), k=poison))
    held: list[tuple[int, int, dict[str, Any], Kind, str]] = []  # a heap by the place where it is due
    order = count()
    retries = 0
    next_poison = 0
    newest_ms = 0

    def hold(until: int, event: dict[str, Any], kind: Kind, detail: str) -> None:
        heapq.heappush(held, (until, next(order), event, kind, detail))

    def due(place: int) -> Iterator[SimulatedRecord]:
        while held and held[0][0] <= place and (held[0][3] != "late" or held[0][2]["timestamp"] <= newest_ms):
            _, _, event, kind, detail = heapq.heappop(held)
            yield SimulatedRecord(event["student_id"].encode(), encode(event), kind, detail)

    for place, event in enumerate(events(genuine)):
        copy_at = place + 1 + rng.randrange(max(1, int(genuine * _DUPLICATE_DELAY)))
        if place in delayed:
            until = place + 1 + int(genuine * rng.uniform(*_LATE_DELAY))
            hold(until, event, "late", "held back")
            copy_at += until - place
        else:
            newest_ms = event["timestamp"]
            yield SimulatedRecord(event["student_id"].encode(), encode(event), "event")
        if place in copied:
            resent = retries % 2 == 1
            copy = {**event, "event_id": f"{event['event_id']}-again"} if resent else event
            hold(copy_at, copy, "duplicate", "other event_id" if resent else "same bytes")
            retries += 1
        yield from due(place)
        while next_poison < poison and poison_after[next_poison] == place:
            value, detail = poisoned(poison_from + next_poison, event, rng, encode)
            yield SimulatedRecord(event["student_id"].encode(), value, "poison", detail)
            next_poison += 1
    yield from due(genuine * 3)  # beyond every place where something can be due
