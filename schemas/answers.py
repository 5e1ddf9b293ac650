"""What pages answer beside an agent's response: the same for the worker that writes it and the client that reads."""

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.base import Model, Unit
from schemas.ids import ComponentName, EventId, IdempotencyKey, StudentId
from schemas.mastery import Level, MasteryScores
from schemas.progress import ComponentScores
from schemas.responses import AgentType
from schemas.times import TimestampMs

__all__ = [
    "AppliedProgress",
    "ComingAnswer",
    "ComponentDay",
    "DueConcept",
    "DueConcepts",
    "HistoryView",
    "OverallDay",
    "ProgressReceipt",
    "ProgressView",
    "joined",
]


class ProgressView(MasteryScores):
    """A student's mastery: what is kept, with levels in words.

    Attributes:
        level: of the overall mastery.
        mastery: of each component.
        levels: of each component.
    """

    level: Level
    mastery: dict[ComponentName, Unit]
    levels: dict[ComponentName, Level]


class ProgressReceipt(Model):
    """What a client is told of an event that it has sent.

    Attributes:
        event_id: identifies it.
        idempotency_key: under which it counts once.
        timestamp: milliseconds since 1970.
        topic: where it stands.
        partition: of the topic.
        offset: on the partition.
        clamped: whether a score was outside 0 to 1 and was moved to the nearer end.
        note: why its effect was not waited for, if it was to be.
    """

    event_id: EventId
    idempotency_key: IdempotencyKey
    timestamp: TimestampMs
    topic: str
    partition: int
    offset: int
    clamped: bool
    note: str | None = None


class AppliedProgress(ProgressView, ProgressReceipt):
    """A receipt, and the mastery after the event.

    Attributes:
        duplicate: whether it had been applied before.
    """

    duplicate: bool


class OverallDay(Model):
    """One day of all components, as it stood at its end; `source` is `archive` where the table does not have it."""

    date: str
    overall_mastery: Unit
    mastery: dict[ComponentName, Unit]
    source: str | None = None


class ComponentDay(Model):
    """One day of one component: the event that counts; `source` as in `OverallDay`."""

    date: str
    scores: ComponentScores
    mastery: Unit
    event_id: EventId
    timestamp: str
    source: str | None = None


class HistoryView(Model):
    """A page of a student's past, newest day first.

    Attributes:
        student_id: whose.
        component: of which one; None for all together.
        days: how many days back were asked for.
        history: the days on which there was something.
        trend: mastery by day, oldest first.
        change: from the oldest to the newest day of the page.
        next: `cursor` of the next page; None on the last.
        note: what is missing, and why.
    """

    student_id: StudentId
    component: ComponentName | None
    days: int
    history: list[OverallDay | ComponentDay]
    trend: list[Unit]
    change: float | None
    next: str | None
    note: str | None = None


class DueConcept(Model):
    """When a concept should be practised again.

    Attributes:
        concept: its id.
        due_at: when.
        due: whether that is past.
        recalled: the probability that it is remembered.
        rating: of the student in it, in logits.
        practised_at: when it was practised last.
    """

    concept: ComponentName
    due_at: str
    due: bool
    recalled: Unit
    rating: float
    practised_at: str


class DueConcepts(Model):
    """What a student should practise again, the least remembered first.

    Attributes:
        student_id: whose.
        concepts: those that come due within the time asked for.
        practised: how many concepts were practised at all.
    """

    student_id: StudentId
    concepts: list[DueConcept]
    practised: int


class ComingAnswer(Model):
    """Where an answer will come that was not waited for.

    Attributes:
        response_id: of the answer.
        topic: on which it comes.
        agent_type: who answers.
        student_id: who asked.
        triage: why that agent.
    """

    response_id: str
    topic: str
    agent_type: AgentType
    student_id: StudentId
    triage: dict[str, Any]


def joined(pages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is different of a history that was read in pages: all days together, and what follows from them.

    Args:
        pages: as they came, newest days first; at least one.
    """
    history = [day for page in pages for day in page["history"]]
    trend = [day.get("overall_mastery", day["mastery"]) for day in reversed(history)]
    change = round(trend[-1] - trend[0], 5) if trend else None
    return {"history": history, "trend": trend, "change": change, "next": None}
