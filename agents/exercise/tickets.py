"""Exercise ids that say what they stand for, so that no database is needed. Pure.

An id is `{family}.{version}.{seed}.{made}.{rating}.{rules}.{student}.{signature}`: the seed, the second of making and
the student's rating at that time in base 36, the rules as letters, a keyed hash in place of the student, and a keyed
hash over all of it. Whoever does not know the key can read an id and cannot make or change one.

The rating is there so that an exercise counts once however often its solution is tried: each attempt is scored from the
same rating, and the last one stands.
"""

from dataclasses import dataclass
from hashlib import blake2b
from hmac import compare_digest

from agents.exercise.catalogue import families
from agents.exercise.constraints import RULES
from agents.exercise.problems import EXPIRED_EXERCISE, FOREIGN_EXERCISE, REVISED_EXERCISE, UNKNOWN_EXERCISE
from agents.runtime.answering import RefusedError

__all__ = ["SEED_BITS", "Ticket", "Tickets", "item_of", "seed_from"]

SEED_BITS = 40  # eight characters in base 36, and two requests in a million million share one

_STUDENT_BYTES = 6  # two students of a million share one with a chance of 1 : 560
_SIGNATURE_BYTES = 12  # nobody guesses one of 2 ** 96
_PARTS = 8
_LONGEST = 200  # characters: an id of ours has some 80
_RATING_UNITS = 100  # in one logit
_RATING_ZERO = 10.0  # added, so that no rating is below zero: they lie between -4 and 4
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LETTERS = dict(zip(RULES, "abcdefghijklmnop", strict=False))
"""A letter for each rule, in the order of the catalogue: new rules go to its end."""


@dataclass(frozen=True)
class Ticket:
    """What an id says.

    Attributes:
        family: name of the family.
        version: of the family when the exercise was made.
        seed: from which it was made.
        made: when, in seconds since 1970.
        rating: of the student in the family's concept when it was made, in logits; hundredths are kept.
        rules: names of the constraints, sorted.
    """

    family: str
    version: int
    seed: int
    made: int
    rating: float
    rules: tuple[str, ...]


def seed_from(*parts: object) -> int:
    """A seed that follows from a request, so that a replay draws the same."""
    digest = blake2b(repr(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - SEED_BITS)


def item_of(exercise_id: str) -> str:
    """What names an exercise in events: its id without the hashes of student and key, which let one work on it."""
    return exercise_id.rsplit(".", 2)[0]


class Tickets:
    """Makes and reads ids."""

    def __init__(self, key: str, lifetime: int) -> None:
        """Take the key, and the seconds after which an exercise expires."""
        self._key = blake2b(key.encode(), digest_size=32).digest()
        self._lifetime = lifetime

    def issue(self, ticket: Ticket, student_id: str) -> str:
        """The id of an exercise for a student."""
        rules = "".join(_LETTERS[name] for name in ticket.rules) or "-"
        rating = round((ticket.rating + _RATING_ZERO) * _RATING_UNITS)
        numbers = map(_base36, (ticket.seed, ticket.made, rating))
        student = self._hash("student", student_id, _STUDENT_BYTES)
        body = ".".join((ticket.family, str(ticket.version), *numbers, rules, student))
        return f"{body}.{self._hash('id', body, _SIGNATURE_BYTES)}"

    def expires(self, ticket: Ticket) -> int:
        """When an exercise expires, in seconds since 1970."""
        return ticket.made + self._lifetime

    def read(self, exercise_id: str, student_id: str | None = None) -> Ticket:
        """What an id says, however old it is.

        Args:
            exercise_id: as it was handed out.
            student_id: whom it must belong to; None lets it be anybody's.

        Raises:
            RefusedError: it is none of ours, was changed, its family was revised since, or it is somebody else's.
        """
        body, _, signature = exercise_id.rpartition(".")
        parts = body.split(".")
        if (
            len(exercise_id) > _LONGEST
            or not exercise_id.isascii()
            or len(parts) != _PARTS - 1
            or not compare_digest(signature, self._hash("id", body, _SIGNATURE_BYTES))
        ):
            raise RefusedError(UNKNOWN_EXERCISE, "The id is not one that was given out, or it was changed")
        if student_id is not None and not compare_digest(parts[-1], self._hash("student", student_id, _STUDENT_BYTES)):
            raise RefusedError(FOREIGN_EXERCISE, "The exercise belongs to another student")
        name, version, seed, made, rating, rules, _ = parts
        family = families().get(name)
        if family is None or family.version != int(version):
            raise RefusedError(REVISED_EXERCISE, "The exercise is not what it was when it was handed out")
        names = tuple(sorted(name for name, letter in _LETTERS.items() if letter in rules))
        rated = int(rating, 36) / _RATING_UNITS - _RATING_ZERO
        return Ticket(name, int(version), int(seed, 36), int(made, 36), rated, names)

    def check(self, exercise_id: str, student_id: str, now: float) -> Ticket:
        """What an id says, if this student may work on it now.

        Raises:
            RefusedError: as `read`; also if it has expired.
        """
        ticket = self.read(exercise_id, student_id)
        if now >= self.expires(ticket):
            raise RefusedError(EXPIRED_EXERCISE, f"Exercises expire {self._lifetime // 3600} h after they were made")
        return ticket

    def _hash(self, purpose: str, text: str, size: int) -> str:
        return blake2b(text.encode(), key=self._key, digest_size=size, person=purpose.encode()).hexdigest()


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
