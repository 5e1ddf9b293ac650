"""What the progress agent decides, as pure functions: no Faust, no I/O, no clock, no randomness."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, NamedTuple

from agents.runtime.errors import PoisonError
from agents.runtime.records import Origin
from schemas.canonical import dumps
from schemas.progress import Accepted
from tables.mastery import DAY_MS, Winner

__all__ = ["KnownKey", "Limits", "check_time", "content_hash", "judge_key", "key_hash", "winner_of"]


@dataclass(frozen=True)
class Limits:
    """Bounds of what is accepted."""

    max_lateness_ms: int
    max_ahead_ms: int
    max_components: int

    @property
    def key_window_ms(self) -> int:
        """How long an idempotency key is known: a day longer than an event may be late."""
        return self.max_lateness_ms + DAY_MS


class KnownKey(NamedTuple):
    """What is kept of an idempotency key."""

    content: str  # hash
    watermark: int  # ms: the partition's watermark when the event was applied

    @staticmethod
    def dump(content: str, watermark: int) -> bytes:
        """The stored bytes: a JSON array, put together by hand as there is one for every event."""
        return b'["%b",%d]' % (content.encode(), watermark)


def winner_of(event: Accepted) -> Winner:
    """What the event says of its component, in the reducer's terms."""
    return Winner(event.timestamp, event.event_id, *event.scores, 1 if event.clamped else 0)


def key_hash(idempotency_key: str) -> str:
    """Eight bytes in hex: among a million keys of one student the chance of a collision is below 1 in 30 million."""
    return blake2b(idempotency_key.encode(), digest_size=8).hexdigest()


def content_hash(event: Accepted) -> str:
    """Eight bytes in hex of what the event says. Its id is left out: a producer may make a new one when it sends again.

    Mastery and version are left out too: the one follows from the scores, the other says only how they were written.
    Metadata has a hash of its own behind a point.
    """
    one, two, three, four = event.scores
    text = f"{event.student_id}:{event.component}:{event.timestamp}:{one}:{two}:{three}:{four}:{event.event_type}"
    content = blake2b(text.encode(), digest_size=8).hexdigest()
    if event.metadata is None:
        return content
    return f"{content}.{blake2b(dumps(event.metadata), digest_size=8).hexdigest()}"


def check_time(timestamp_ms: int, origin: Origin, limits: Limits) -> None:
    """Refuse events that claim a time too far from when the broker had them.

    A copy made by the fleet is judged by the append time of its first: a retry must not become late on its way.

    Raises:
        PoisonError: `late` or `ahead`.
    """
    reference = origin.watermark if origin.first_copy else origin.append_ms
    if timestamp_ms > reference + limits.max_ahead_ms:
        raise PoisonError("ahead", f"timestamp is {timestamp_ms - reference} ms after the broker's time")
    if timestamp_ms < reference - limits.max_lateness_ms:
        raise PoisonError("late", f"timestamp is {reference - timestamp_ms} ms before the broker's time")


def judge_key(known: KnownKey | None, content: str, watermark: int, limits: Limits) -> Literal["new", "duplicate"]:
    """Whether an event with this idempotency key and content is to be applied.

    Raises:
        PoisonError: `idempotency_conflict`: the key was used for something else.
    """
    if known is None or watermark - known.watermark > limits.key_window_ms:
        return "new"
    if known.content != content and not _says_less(known.content, content):
        raise PoisonError("idempotency_conflict", "idempotency_key: was used before for another content")
    return "duplicate"


def _says_less(one: str, other: str) -> bool:
    """Whether two contents differ only in that one has no metadata.

    While producers or workers are upgraded, the same event may come, or have been read, once with and once without.
    """
    (said, _, metadata), (again, _, other_metadata) = one.partition("."), other.partition(".")
    return said == again and "" in (metadata, other_metadata)
