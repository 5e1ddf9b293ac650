"""What can go wrong with an action on a dead letter, as a typed catalogue."""

from agents.runtime.problems import ProblemType

__all__ = [
    "BROKER_AWAY",
    "ENTRY_CLOSED",
    "ENTRY_UNDER_WAY",
    "NOT_SENDABLE",
    "PAYLOAD_GONE",
    "PROBLEMS",
    "UNKNOWN_ENTRY",
    "WOULD_FAIL",
]

UNKNOWN_ENTRY = ProblemType(
    "unknown-dead-letter",
    404,
    "There is no such dead letter",
    "Check the id, `topic:partition:offset` of where the record first stood; one is forgotten when it has been closed "
    "for as long as the queue keeps records.",
)
ENTRY_CLOSED = ProblemType(
    "dead-letter-closed", 409, "The dead letter is closed", "Nothing has to be done: `state` says what became of it."
)
ENTRY_UNDER_WAY = ProblemType(
    "dead-letter-under-way",
    409,
    "A copy of the record is on its way",
    "Ask again in a few seconds: the entry is closed by then, or waits again.",
)
PAYLOAD_GONE = ProblemType(
    "payload-gone",
    410,
    "The original record is gone",
    "It cannot be sent again: its retention has ended. Discard the dead letter, or correct the record by an edit.",
)
NOT_SENDABLE = ProblemType(
    "not-sendable", 422, "The record cannot be sent again", "`detail` says why. Mend it at its producer, or discard it."
)
WOULD_FAIL = ProblemType(
    "would-fail",
    422,
    "The corrected event would not be applied",
    "Nothing was sent. `outcome` and `error_message` say why: correct it further.",
)
BROKER_AWAY = ProblemType(
    "broker-away",
    503,
    "The broker does not answer",
    "Repeat it when the broker is back: an action that did arrive counts once.",
)

PROBLEMS = (UNKNOWN_ENTRY, ENTRY_CLOSED, ENTRY_UNDER_WAY, PAYLOAD_GONE, NOT_SENDABLE, WOULD_FAIL, BROKER_AWAY)
"""Every kind."""
