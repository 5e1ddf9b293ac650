"""What a student has practised, by concept: the last outcomes, and the rating and schedule that follow from them.

A value is a function of the *set* of accepted outcomes: of each item the last attempt counts, of those the last `KEPT`
by (timestamp, event id). An item that falls out comes back only with a later attempt, so keeping that many is enough to
fold whatever comes, in whatever order.
"""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final, NamedTuple

from schemas.canonical import JsonError, dumps, loads
from schemas.metadata import LOGITS
from schemas.progress import Accepted
from tables.errors import CorruptTableError
from tables.rating import FIRST_RATING, rating_of_results
from tables.spacing import Plan, plan_of

__all__ = ["KEPT", "Outcome", "Practice", "concept_of", "outcomes_of", "practice_key", "practice_prefix"]

KEPT: Final = 16
"""Outcomes kept of a concept: as many as a topic has exercises, with one to spare. A value takes some 1.5 KB."""

_ITEM_BYTES: Final = 8  # of a hash: among the items of one student and concept no two are alike


class Outcome(NamedTuple):
    """The last attempt at one item, ordered by (timestamp, event id)."""

    timestamp: int  # ms since 1970
    event_id: str
    item: str  # hash of its id
    level: int  # how hard it is, in units of 1 / `LOGITS`
    before: int  # the student's rating when it was handed out, likewise
    passed: int  # 1 or 0


class Practice(NamedTuple):
    """A student's practice of one concept. Immutable.

    Attributes:
        outcomes: oldest first, at least one.
        rating: in units of 1 / `LOGITS`.
        plan: of the next practice.
    """

    outcomes: tuple[Outcome, ...]
    rating: int
    plan: Plan

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> "Practice":
        """What outcomes amount to, given in any order, copies and earlier attempts among them."""
        last: dict[str, Outcome] = {}
        for one in outcomes:
            known = last.get(one.item)
            if known is None or one > known:
                last[one.item] = one
        kept = tuple(sorted(last.values())[-KEPT:])
        return cls(kept, rating_of_results(kept), plan_of(kept))

    def dump(self) -> bytes:
        """The stored bytes."""
        return dumps(
            {
                "rating": self.rating,
                "due": self.plan.due,
                "stability": self.plan.stability,
                "outcomes": [list(one) for one in self.outcomes],
            }
        )

    @classmethod
    def load(cls, raw: bytes) -> "Practice":
        """Read stored bytes.

        Raises:
            CorruptTableError: they are no practice.
        """
        try:
            value = loads(raw)
            outcomes = tuple(Outcome(*one) for one in value["outcomes"])
            return cls(outcomes, value["rating"], Plan(value["due"], value["stability"]))
        except (JsonError, KeyError, TypeError) as exc:
            raise CorruptTableError(f"unreadable practice {raw[:80]!r}") from exc


def practice_key(student_id: str, concept: str) -> bytes:
    """Key of what a student has practised of a concept."""
    return f"student:{student_id}:practice:{concept}".encode()


def practice_prefix(student_id: str) -> bytes:
    """Prefix of all that a student has practised."""
    return practice_key(student_id, "")


def concept_of(student_id: str, key: bytes) -> str:
    """The concept that a key names."""
    return key[len(practice_prefix(student_id)) :].decode()


def outcomes_of(event: Accepted) -> dict[str, Outcome]:
    """What an event says was practised, by concept; nothing where it tells of no outcome.

    Without a concept it is about its component, without a level about an average medium item.
    """
    told = event.metadata
    if told is None or told.passed is None:
        return {}
    item = event.event_id if told.item_id is None else told.item_id
    outcome = Outcome(
        event.timestamp,
        event.event_id,
        blake2b(item.encode(), digest_size=_ITEM_BYTES).hexdigest(),
        0 if told.item_level is None else told.item_level,
        round(FIRST_RATING * LOGITS) if told.rating is None else told.rating,
        int(told.passed),
    )
    return dict.fromkeys(told.concepts or (event.component,), outcome)
