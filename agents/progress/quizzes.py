"""Low quiz scores are noticed where they are folded: signals for struggle detection, in the event's own transaction.

A component's score is noticed when it falls below the mark, and when it no longer lies below it; what stays as it was
is no news. An event that comes late is no news either: a class whose past is read in calls no teacher.
"""

from datetime import UTC, datetime
from typing import Any

from agents.progress.folding import EventFolder
from agents.runtime.records import Origin, Outcome
from agents.runtime.struggle_limits import StruggleLimits
from schemas.base import VERSION
from schemas.canonical import dumps
from schemas.codec import Codec
from schemas.progress import SCALE, Accepted
from schemas.signals import SignalKind
from schemas.topics import LEARNING_SIGNALS
from tables.mastery import Entry
from tables.ownership import Emit

__all__ = ["QuizNoticing"]

_ATTEMPTS = ("exercise-", "triage-")
"""How ids of events begin that are drawn from an attempt at an exercise: they have a quiz score, and no quiz."""


class QuizNoticing:
    """An `EventFolder` that also says what its events mean for struggle detection. See `agents.runtime.guard.Handler`.

    Args:
        folder: folds the same batch.
        codec: for signals.
        limits: of struggle detection.
        partition: of the batch; signals go to the one of the same number.
    """

    def __init__(self, folder: EventFolder, codec: Codec, limits: StruggleLimits, partition: int) -> None:
        self._made_from = codec, limits, partition
        self._folder = folder
        self._codec = codec
        self._mark = limits.quiz * SCALE
        self._window_ms = limits.window_ms
        self._partition = partition
        self._emits: list[Emit] = []
        self._low: dict[tuple[str, str], bool] = {}  # whether the last one of the batch lay below the mark
        self.read = folder.read
        self.fields = folder.fields
        self.student_id = folder.student_id

    @property
    def clamped(self) -> int:
        """See `Handler`."""
        return self._folder.clamped

    def one_by_one(self) -> "QuizNoticing":
        """See `Handler`."""
        return QuizNoticing(self._folder.one_by_one(), *self._made_from)

    def apply(self, event: Accepted, origin: Origin) -> Outcome:
        """See `Handler`."""
        outcome = self._folder.apply(event, origin)
        if outcome == "applied" and origin.append_ms - event.timestamp < self._window_ms:
            self._notice(event)
        return outcome

    def _notice(self, event: Accepted) -> None:
        if event.event_id.startswith(_ATTEMPTS):
            return
        low = event.scores[1] < self._mark
        place = event.student_id, event.component
        before = self._low.get(place)
        if before is None:
            before = self._was_low(*place)
        self._low[place] = low
        if low and not before:
            self._say("low_quiz", event)
        elif before and not low:
            self._say("quiz_passed", event)

    def _was_low(self, student_id: str, component: str) -> bool:
        """Whether the quiz score before the batch lay below the mark. Attempts at exercises do not count as quizzes."""
        latest = self._folder.latest(student_id)
        entry = latest.components.get(component) if latest is not None else None
        if entry is None:
            return False
        completion, quiz = _scores(entry)
        return quiz < self._mark and completion != quiz  # an attempt has one number for both

    def _say(self, kind: SignalKind, event: Accepted) -> None:
        """A `LearningSignal`, written as it is read: what stands in it was checked with the event."""
        quiz = event.scores[1] / SCALE
        signal = {
            "signal_id": f"progress-{event.event_id}",
            "student_id": event.student_id,
            "timestamp": datetime.fromtimestamp(event.timestamp / 1000, UTC),
            "kind": kind,
            "source": "progress",
            "component": event.component,
            "detail": f"{quiz:.2f}",
            "metadata": dumps({"event_id": event.event_id, "quiz": quiz}).decode(),
            "version": VERSION,
        }
        value = self._codec.encode(LEARNING_SIGNALS.subject, signal)
        self._emits.append(Emit(LEARNING_SIGNALS.name, event.student_id.encode(), value, self._partition))

    def changes(self) -> tuple[dict[bytes, bytes | None], list[Emit], dict[str, Any]]:
        """See `Handler`."""
        writes, emits, decoded = self._folder.changes()
        return writes, [*emits, *self._emits], decoded


def _scores(entry: Entry) -> tuple[int, int]:
    """Completion and quiz in units of 1 / `SCALE`."""
    if entry.winner is not None:
        return entry.winner.completion, entry.winner.quiz
    scores = entry.scores
    return round(scores["completion"] * SCALE), round(scores["quiz"] * SCALE)
