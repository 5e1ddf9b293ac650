"""From a verdict to the request that the chosen agent takes, or to what the student has to add. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from agents.triage.requests import TriageRequest
from agents.triage.scoring import Verdict
from agents.triage.signs import Agent
from agents.triage.subject import Subjects
from schemas.mastery import MasteryScores
from schemas.requests import (
    QUERY_MAX,
    AgentRequest,
    DebugRequest,
    Difficulty,
    ExerciseRequest,
    ProgressRequest,
    ReviewRequest,
)
from schemas.topics import (
    CONCEPTS_REQUESTS,
    DEBUG_REQUESTS,
    EXERCISE_REQUESTS,
    PROGRESS_REQUESTS,
    REVIEW_REQUESTS,
    Topic,
)

__all__ = ["TOPICS", "AskBack", "Errand", "ask_back", "errand_for", "explain_errand", "explain_verdict", "request_for"]

TOPICS: Final[Mapping[Agent, Topic]] = {
    "concepts": CONCEPTS_REQUESTS,
    "debug": DEBUG_REQUESTS,
    "exercise": EXERCISE_REQUESTS,
    "progress": PROGRESS_REQUESTS,
    "review": REVIEW_REQUESTS,
}
"""Where each agent takes requests."""

_OFFERS: Mapping[Agent, str] = {
    "concepts": "explain something",
    "debug": "find a mistake in your code",
    "exercise": "give you an exercise",
    "progress": "tell how you are doing",
    "review": "look at the quality of your code",
}

_HINT = re.compile(r"\b(?:hints?|clues?)\b")
_HANDS_IN = re.compile(r"\b(?:solution|answer|attempt|submit)\b")
_NUDGE = re.compile(
    r"\b(?:hints?|clues?|tips?|nudge|pointers?|where (?:do|should) i (?:start|begin)|how (?:do|should) i start)\b"
)
_SECOND = re.compile(r"\b(?:another|second|2nd|next|more|better|bigger|further|level 2)\b")
_LAST = re.compile(r"\b(?:last|third|3rd|final|biggest|strongest|nearly|level 3|all)\b")
_IS_IT_RIGHT = re.compile(
    r"\b(?:solution|answer|attempt|submit\w*|check|verify|correct|right|done|finished|solved?|pass(?:es|ed)?|grade|works?)\b"
)
_DIFFICULTIES: tuple[tuple[Difficulty, re.Pattern[str]], ...] = (
    ("easy", re.compile(r"\b(?:easy|easier|simple|beginners?)\b")),
    ("hard", re.compile(r"\b(?:hard|harder|difficult|tough|challenging|advanced)\b")),
    ("medium", re.compile(r"\bmedium\b")),
)


@dataclass(frozen=True)
class AskBack:
    """A question to the student.

    Attributes:
        words: the question.
        needs: what is missing: `intent`, `code` or `exercise_id`.
    """

    words: str
    needs: str


@dataclass(frozen=True)
class Errand:
    """A request about the exercise at hand, which only HTTP takes.

    Attributes:
        path: where.
        body: what.
        why: in words.
    """

    path: str
    body: Mapping[str, Any]
    why: str


def errand_for(verdict: Verdict, asked: TriageRequest) -> Errand | None:
    """What the message means for the exercise at hand: a hint, or a solution to check; None if it is about neither.

    With an exercise at hand "is it right?" beside code hands in a solution, which without one would be a review. A
    mistake that is to be found stays a matter of the debug agent.
    """
    if asked.exercise is None:
        return None
    prose = verdict.message.prose.casefold()
    body: dict[str, Any] = asked.model_dump(include={"student_id", "query", "context", "timestamp"})
    body["exercise_id"] = asked.exercise
    if _NUDGE.search(prose):
        level = 3 if _LAST.search(prose) else 2 if _SECOND.search(prose) else 1
        return Errand("/exercise/hints", {**body, "level": level}, "asks for a hint for the exercise at hand")
    if verdict.code and verdict.best != "debug" and _IS_IT_RIGHT.search(prose):
        return Errand("/exercise/verify", {**body, "code": verdict.code}, "hands in the exercise at hand")
    return None


def ask_back(verdict: Verdict) -> AskBack:
    """The question when it is not clear what a student wants."""
    first, second = _OFFERS[verdict.best], _OFFERS[verdict.runner_up]
    return AskBack(f"I am not sure what you want. Shall I {first}, or {second}? Tell me a little more.", "intent")


def request_for(
    verdict: Verdict, asked: TriageRequest, subjects: Subjects, mastery: MasteryScores | None
) -> AgentRequest | AskBack:
    """The request for the chosen agent, or what has to be asked first.

    Args:
        verdict: with an agent.
        asked: as it came.
        subjects: of the course.
        mastery: of the student, if it is known.
    """
    common: dict[str, Any] = asked.model_dump(include={"student_id", "query", "context", "timestamp"})
    subject = subjects.named(verdict.message.prose)
    match verdict.agent:
        case "progress":
            return ProgressRequest(**common, component=subjects.component(subject, mastery))
        case "exercise":
            return _exercise(verdict, common, subjects.practice(subject or subjects.next_for(mastery)))
        case "debug" if verdict.code:
            return DebugRequest(**common, code=verdict.code, language=asked.language)
        case "review" if verdict.code:
            return ReviewRequest(**common, code=verdict.code)
        case "debug" | "review":
            return AskBack(f"Paste the code, please, so that I can {_OFFERS[verdict.agent]}.", "code")
        case _:
            return AgentRequest(**{**common, "query": _with_code(asked)})


def _exercise(verdict: Verdict, common: Mapping[str, Any], topic: str) -> AgentRequest | AskBack:
    prose = verdict.message.prose.casefold()
    if _HINT.search(prose):
        return AskBack("For a hint, send the exercise's id to `POST /exercise/hints`.", "exercise_id")
    if verdict.code and _HANDS_IN.search(prose):
        return AskBack("To check a solution, send it with the exercise's id to `POST /exercise/verify`.", "exercise_id")
    difficulty = next((name for name, pattern in _DIFFICULTIES if pattern.search(prose)), None)
    return ExerciseRequest(**common, topic=topic, difficulty=difficulty)


def _with_code(asked: TriageRequest) -> str:
    """The question with the code that came beside it, where there is room for it."""
    whole = f"{asked.query}\n```python\n{asked.code}\n```" if asked.code else asked.query
    return whole if len(whole) <= QUERY_MAX else asked.query


def explain_verdict(verdict: Verdict, needs: str | None = None) -> dict[str, Any]:
    """What triage says of a message, as data for the answer's metadata: who, how sure, why, and who came next."""
    return {
        "agent": verdict.agent,
        "confidence": verdict.confidence,
        "runner_up": verdict.runner_up,
        "reasons": list(verdict.reasons[verdict.best]),
        "scores": {agent: round(score, 2) for agent, score in sorted(verdict.scores.items())},
        "needs": needs,
    }


def explain_errand(verdict: Verdict, errand: Errand) -> dict[str, Any]:
    """The same as `explain_verdict` of a message about the exercise at hand."""
    said = explain_verdict(verdict)
    return {**said, "agent": "exercise", "confidence": 1.0, "runner_up": verdict.best, "reasons": [errand.why]}
