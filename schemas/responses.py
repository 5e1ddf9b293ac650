"""What agents answer (spec, section 4), and the packages of each agent's own answer."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from schemas.base import JsonObject, Model, NonEmpty, Record, Unit
from schemas.ids import StudentId
from schemas.mastery import Level
from schemas.requests import Difficulty
from schemas.times import UtcDatetime, utc_now

__all__ = [
    "AgentResponse",
    "AgentType",
    "CodeReview",
    "ConceptExplanation",
    "DebugAnalysis",
    "DebugReport",
    "GeneratedExercise",
]

AgentType = Literal["progress", "debug", "concepts", "exercise", "review", "triage"]
"""The agents that answer; triage only asks back, and over HTTP."""


class AgentResponse(Record):
    """An agent's answer, over HTTP and on `agent.responses` alike.

    Attributes:
        response_id: the same for every copy of one answer.
        agent_type: who answers.
        student_id: the pseudonym of who asked.
        timestamp: when it was answered.
        content: the answer in words.
        metadata: the answer's data.
        token_efficiency: 0 to 1.
        processing_time_ms: milliseconds.
    """

    json_fields: ClassVar[frozenset[str]] = frozenset({"metadata"})

    response_id: NonEmpty
    agent_type: AgentType
    student_id: StudentId
    timestamp: UtcDatetime = Field(default_factory=utc_now)
    content: str
    metadata: JsonObject = Field(default_factory=dict)
    token_efficiency: Unit
    processing_time_ms: float = Field(ge=0.0)


class DebugAnalysis(Model):
    """What the debug agent found in code."""

    valid: bool
    errors: list[dict[str, Any]]
    complexity_score: float = Field(ge=0.0)
    lines_of_code: int = Field(ge=0)
    suggested_fixes: list[str]


class DebugReport(DebugAnalysis):
    """The debug agent's whole answer: the spec's analysis and what was added to it.

    Attributes:
        valid: no finding is an error: it compiles, runs, and passes the tests that were given.
        errors: every finding, errors first, then by place: `line`, `column`, `end_line`, `end_column` (from 1, in
            characters, the end exclusive), `type`, `code` (of the catalogue), `severity`, `message`, `cause`, `think`,
            `suggestion`.
        complexity_score: 0 to 1.
        lines_of_code: without empty lines and comments.
        suggested_fixes: one sentence for each error and warning, in the order in which to do them.
        error_line: of the first error.
        error_type: of the first error.
        suggestion: for the first error.
        hints: for the first finding, weakest first: `level` (`nudge`, `pointer`, `near-solution`) and `text`.
        execution: how a run ended: `status`, `stdout`; None when the code was not run.
        tests: each test that was given: `call`, `passed`, `expected`, `got`.
        left_out: parts of the analysis that could not be done, in words.
        words: for whom the texts are chosen: the student's level, None when it is not known.
    """

    complexity_score: Unit
    error_line: int | None = None
    error_type: str | None = None
    suggestion: str | None = None
    hints: list[dict[str, str]] = Field(default_factory=list)
    execution: dict[str, Any] | None = None
    tests: list[dict[str, Any]] = Field(default_factory=list)
    left_out: list[str] = Field(default_factory=list)
    words: Level | None = None


class ConceptExplanation(Model):
    """A concept explained for one level.

    Attributes:
        concept: id of the concept in the course.
        level: beginner, learning or proficient: how deep the explanation goes.
        explanation: in Markdown.
        examples: whole programs.
        prerequisites: ids of the concepts that it stands on.
        related_concepts: ids of concepts beside it.
        title: of the concept.
        module: id of its module.
        level_reason: why this level, in words.
        example_outputs: what each example prints.
        missing_prerequisites: those of all concepts on the way that the student does not know yet, in teaching order.
        mistakes: what often goes wrong (`mistake`) and what to do (`instead`).
        misconceptions: what people often believe (`belief`) and how it is (`truth`).
        confidence: 0 to 1, in that the question is about this concept.
        in_code: ids of concepts that pasted code uses.
        exercise: the body that `POST /exercise/generate` takes for practising it, without the student.
    """

    concept: NonEmpty
    level: NonEmpty
    explanation: NonEmpty
    examples: list[str]
    prerequisites: list[str]
    related_concepts: list[str]
    title: str = ""
    module: str = ""
    level_reason: str = ""
    example_outputs: list[str] = Field(default_factory=list)
    missing_prerequisites: list[str] = Field(default_factory=list)
    mistakes: list[dict[str, str]] = Field(default_factory=list)
    misconceptions: list[dict[str, str]] = Field(default_factory=list)
    confidence: Unit = 1.0
    in_code: list[str] = Field(default_factory=list)
    exercise: dict[str, Any] | None = None


class GeneratedExercise(Model):
    """An exercise made for one student.

    Attributes:
        problem: the statement with examples, in Markdown.
        topic: as it was asked for.
        difficulty: the level.
        hints: from where to look to nearly there.
        test_cases: the visible ones: `input`, lines of code, and what its last line is `expected` to give.
        estimated_time_minutes: for a student of that level.
        exercise_id: for checking a solution and for hints.
        concept: id of the concept that it practises.
        constraints: names of the rules that a solution has to keep.
        hidden_tests: how many further tests there are.
        expires_at: from when on no solution is taken.
    """

    problem: NonEmpty
    topic: NonEmpty
    difficulty: Difficulty
    hints: list[str]
    test_cases: list[dict[str, Any]]
    estimated_time_minutes: int = Field(ge=1)
    exercise_id: str | None = None
    concept: str | None = None
    constraints: list[str] = Field(default_factory=list)
    hidden_tests: int = Field(0, ge=0)
    expires_at: UtcDatetime | None = None


class CodeReview(Model):
    """A review of code; scores are 0 to 1.

    Attributes:
        overall_score: the harmonic mean of the criteria's scores.
        criteria_scores: by the criteria asked for.
        issues_found: the weightiest first; each with `rule`, `line`, `criterion`, `severity` (high, medium, low),
            `message`, `why` and `do`; also `detail`, a linter's words, and `places`, how many there are.
        hints: what to try next.
        best_practices: what the code does well.
        compiles: whether it is Python; if not, all scores are 0.
        level: what was expected of the student.
        finer_points: how many rules beyond that, or beyond the criteria, are broken and not told.
        tests: each test that came with the request: `call`, `passed`, `expected`, `got`.
        left_out: what could not be looked at, in sentences.
    """

    overall_score: Unit
    criteria_scores: dict[str, Unit]
    issues_found: list[dict[str, str]]
    hints: list[str]
    best_practices: list[str]
    compiles: bool = True
    level: Level | None = None
    finer_points: int = Field(0, ge=0)
    tests: list[dict[str, Any]] = Field(default_factory=list)
    left_out: list[str] = Field(default_factory=list)
