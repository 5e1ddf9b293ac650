"""Who may do what: written by hand, apart from what the pages declare, and what to send to each page."""

from collections.abc import Mapping
from typing import Any

ME, OTHER = "stu-1", "stu-2"
UPDATE = {"component": "loops", "scores": {"completion": 0.85, "quiz": 0.9, "quality": 0.75, "consistency": 0.8}}

PUBLIC, ANYBODY = "public", "student teacher service admin"
LEARNERS, TEACHERS, PRODUCERS, ADMINS = "own teacher admin", "teacher admin", "service admin", "admin"

RIGHTS = {
    "GET /breakers": ADMINS,
    "POST /breakers/{topic}/{partition}/resume": ADMINS,
    "GET /class": TEACHERS,
    "GET /concepts": ANYBODY,
    "GET /concepts/{concept}": ANYBODY,
    "POST /concepts/explain": LEARNERS,
    "POST /concepts/path": LEARNERS,
    "GET /dead-letters": ADMINS,
    "GET /dead-letters/stats": ADMINS,
    "GET /dead-letters/{entry_id}": ADMINS,
    "POST /dead-letters/replay": ADMINS,
    "POST /dead-letters/{entry_id}/discard": ADMINS,
    "POST /dead-letters/{entry_id}/edit": ADMINS,
    "POST /dead-letters/{entry_id}/replay": ADMINS,
    "POST /debug/analyze": LEARNERS,
    "POST /exercise/generate": LEARNERS,
    "POST /exercise/hints": LEARNERS,
    "POST /exercise/verify": LEARNERS,
    "GET /exercise/{exercise_id}": LEARNERS,
    "GET /health/live": PUBLIC,
    "GET /metrics": PUBLIC,
    "GET /health/ready": PUBLIC,
    "GET /problems/{code}": PUBLIC,
    "GET /progress/{student_id}": LEARNERS,
    "POST /progress/{student_id}": PRODUCERS,
    "GET /progress/{student_id}/due": LEARNERS,
    "GET /progress/{student_id}/explain": LEARNERS,
    "GET /progress/{student_id}/history": LEARNERS,
    "POST /review/assess": LEARNERS,
    "GET /struggles": TEACHERS,
    "GET /struggles/{student_id}": TEACHERS,
    "GET /status": ADMINS,
    "GET /students": TEACHERS,
    "DELETE /students/{student_id}": ADMINS,
    "GET /students/{student_id}/export": ADMINS,
    "POST /students/{student_id}/state": ADMINS,
    "POST /triage": LEARNERS,
}
"""Who may. `own`: a student, for themself."""

WHY = {"actor": "nobody in particular", "reason": "to see who may"}
BODIES: dict[str, dict[str, Any]] = {
    "POST /students/{student_id}/state": {**WHY, "expect": "0" * 32, "writes": {"student:stu-1:x": None}},
    "POST /progress/{student_id}": UPDATE,
    "POST /breakers/{topic}/{partition}/resume": WHY,
    "POST /dead-letters/replay": {**WHY, "dry_run": True},
    "POST /dead-letters/{entry_id}/discard": WHY,
    "POST /dead-letters/{entry_id}/edit": {**WHY, "payload": {}},
    "POST /dead-letters/{entry_id}/replay": WHY,
    "POST /exercise/verify": {"code": "1"},
    "POST /triage": {"query": "how am I doing?"},
}
PARTS = {
    "topic": "learning.events",
    "partition": "0",
    "concept": "loops",
    "entry_id": "learning.events:0:999",
    "code": "invalid",
}


def body_of(name: str, operation: Mapping[str, Any], owner: str, exercise: str) -> dict[str, Any] | None:
    """What is posted to a page about a student; None where nothing is."""
    if "requestBody" not in operation:
        return None
    content = operation["requestBody"]["content"]["application/json"]
    body = {**content.get("example", {}), **BODIES.get(name, {})}
    if content["schema"]["$ref"].endswith("Request"):
        body["student_id"] = owner
    if name in ("POST /exercise/verify", "POST /exercise/hints"):
        body["exercise_id"] = exercise
    return body


def expected(rights: str, role: str | None, *, own: bool) -> str:
    """`yes`, or the status of the refusal."""
    if rights == PUBLIC:
        return "yes"
    if role is None:
        return "401"
    if role == "student" and "own" in rights.split():
        return "yes" if own else "403"
    return "yes" if role in rights.split() else "403"
