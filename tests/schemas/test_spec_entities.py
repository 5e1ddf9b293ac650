"""The entities of the data model: every field, whether it is required, its default, and its rules at their edges."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from schemas.dead_letters import ErrorEvent
from schemas.mastery import MasteryData, MasteryScores, StudentProgressState
from schemas.progress import ComponentScores, StudentProgress
from schemas.requests import AgentRequest, DebugRequest, ExerciseRequest, ReviewRequest
from schemas.responses import AgentResponse, CodeReview, ConceptExplanation, DebugAnalysis, GeneratedExercise

NOW = object()  # a default that is the present instant
REQUIRED = object()

REQUEST: dict[str, Any] = {"student_id": REQUIRED, "query": REQUIRED, "context": None, "timestamp": NOW}
SCORES: dict[str, Any] = dict.fromkeys(("completion", "quiz", "quality", "consistency"), REQUIRED)

SPEC: dict[type[BaseModel], dict[str, Any]] = {
    ComponentScores: SCORES,
    StudentProgress: {
        "event_id": REQUIRED,
        "event_type": "student.progress.update",
        "timestamp": NOW,
        "version": "1.0",
        "student_id": REQUIRED,
        "component": REQUIRED,
        "scores": REQUIRED,
        "mastery": REQUIRED,
        "idempotency_key": REQUIRED,
    },
    MasteryData: SCORES,
    MasteryScores: dict.fromkeys(
        ("student_id", "latest_scores", "overall_mastery", "last_updated", "components_tracked"), REQUIRED
    ),
    AgentRequest: REQUEST,
    DebugRequest: REQUEST | {"code": REQUIRED, "language": "python"},
    ExerciseRequest: REQUEST | {"topic": REQUIRED, "difficulty": "medium", "constraints": None},
    ReviewRequest: REQUEST | {"code": REQUIRED, "criteria": ["readability", "efficiency", "style"]},
    AgentResponse: {
        "response_id": REQUIRED,
        "agent_type": REQUIRED,
        "student_id": REQUIRED,
        "timestamp": NOW,
        "content": REQUIRED,
        "metadata": {},
        "token_efficiency": REQUIRED,
        "processing_time_ms": REQUIRED,
    },
    ErrorEvent: {
        "event_id": REQUIRED,
        "original_event_type": REQUIRED,
        "error_type": REQUIRED,
        "error_message": REQUIRED,
        "failed_at": NOW,
        "original_payload": REQUIRED,
        "retry_count": 0,
        "consumer_agent": None,
    },
    StudentProgressState: dict.fromkeys(
        ("student_id", "component_history", "mastery_trend", "last_event_id"), REQUIRED
    ),
    DebugAnalysis: dict.fromkeys(("valid", "errors", "complexity_score", "lines_of_code", "suggested_fixes"), REQUIRED),
    ConceptExplanation: dict.fromkeys(
        ("concept", "level", "explanation", "examples", "prerequisites", "related_concepts"), REQUIRED
    ),
    GeneratedExercise: dict.fromkeys(
        ("problem", "topic", "difficulty", "hints", "test_cases", "estimated_time_minutes"), REQUIRED
    ),
    CodeReview: dict.fromkeys(
        ("overall_score", "criteria_scores", "issues_found", "hints", "best_practices"), REQUIRED
    ),
}

REQUEST_EXAMPLE = {"student_id": "stu-00123", "query": "Why?"}
SCORES_EXAMPLE = {"completion": 0.85, "quiz": 0.90, "quality": 0.75, "consistency": 0.80}
EXAMPLES: dict[type[BaseModel], dict[str, Any]] = {
    ComponentScores: SCORES_EXAMPLE,
    StudentProgress: {
        "event_id": "evt-12345-abc",
        "student_id": "stu-00123",
        "component": "loops",
        "scores": SCORES_EXAMPLE,
        "mastery": 0.84,
        "idempotency_key": "key-123",
    },
    MasteryData: SCORES_EXAMPLE,
    MasteryScores: {
        "student_id": "stu-00123",
        "latest_scores": {"loops": SCORES_EXAMPLE},
        "overall_mastery": 0.84,
        "last_updated": "2026-01-13T10:30:00Z",
        "components_tracked": ["loops"],
    },
    AgentRequest: REQUEST_EXAMPLE,
    DebugRequest: REQUEST_EXAMPLE | {"code": "print(1"},
    ExerciseRequest: REQUEST_EXAMPLE | {"topic": "loops"},
    ReviewRequest: REQUEST_EXAMPLE | {"code": "x = 1"},
    AgentResponse: {
        "response_id": "resp-12345",
        "agent_type": "debug",
        "student_id": "stu-00123",
        "content": "Line 3 lacks a parenthesis.",
        "token_efficiency": 0.94,
        "processing_time_ms": 45.2,
    },
    ErrorEvent: {
        "event_id": "evt-1",
        "original_event_type": "student.progress.update",
        "error_type": "invalid",
        "error_message": "mastery: must be 0.84",
        "original_payload": {"student_id": "stu-00123"},
    },
    StudentProgressState: {
        "student_id": "stu-00123",
        "component_history": {"loops": [SCORES_EXAMPLE]},
        "mastery_trend": [0.5, 0.84],
        "last_event_id": "evt-1",
    },
    DebugAnalysis: {
        "valid": False,
        "errors": [{"line": 3, "type": "SyntaxError"}],
        "complexity_score": 1.0,
        "lines_of_code": 3,
        "suggested_fixes": ["Close the parenthesis."],
    },
    ConceptExplanation: {
        "concept": "loops",
        "level": "beginner",
        "explanation": "A loop repeats.",
        "examples": [],
        "prerequisites": ["variables"],
        "related_concepts": [],
    },
    GeneratedExercise: {
        "problem": "Sum a list.",
        "topic": "loops",
        "difficulty": "easy",
        "hints": [],
        "test_cases": [{"input": [1, 2], "output": 3}],
        "estimated_time_minutes": 10,
    },
    CodeReview: {
        "overall_score": 0.8,
        "criteria_scores": {"style": 0.8},
        "issues_found": [{"line": "1", "text": "A name says little."}],
        "hints": [],
        "best_practices": [],
    },
}

OUT_OF_UNIT: list[Any] = [-0.01, 1.01, float("nan"), float("inf"), "0.5", None, True]
NO_COUNT: list[Any] = [-1, 1.5, True, "1", None]
NO_TEXT: list[Any] = ["", None, 7]
BAD: list[tuple[type[BaseModel], str, list[Any]]] = [
    *((ComponentScores, name, OUT_OF_UNIT) for name in SCORES),
    *((MasteryData, name, OUT_OF_UNIT) for name in SCORES),
    (StudentProgress, "mastery", [0.835, 0.8511, *OUT_OF_UNIT]),
    (MasteryScores, "overall_mastery", OUT_OF_UNIT),
    (MasteryScores, "last_updated", ["2026-01-13", "2026-01-13T10:30:00+00:00", "2026-01-13T10:30:00.1Z", None, 0]),
    (MasteryScores, "components_tracked", [[], ["functions"], ["loops", "loops"], None]),
    (MasteryScores, "latest_scores", [{}, {"a:b": SCORES_EXAMPLE}, {"loops": {"quiz": 1.0}}, None]),
    (AgentRequest, "query", ["q" * 1001, *NO_TEXT]),
    (AgentRequest, "context", ["{}", [], {"a": object()}, {"a": "\ud800"}]),
    (DebugRequest, "code", NO_TEXT),
    (DebugRequest, "language", NO_TEXT),
    (ExerciseRequest, "topic", NO_TEXT),
    (ExerciseRequest, "difficulty", ["Easy", "", "impossible", 1]),
    (ReviewRequest, "code", NO_TEXT),
    (ReviewRequest, "criteria", [[], [""], "style", None]),
    (AgentResponse, "response_id", NO_TEXT),
    (AgentResponse, "agent_type", ["tutor", "", None]),
    (AgentResponse, "metadata", [None, "{}", []]),
    (AgentResponse, "token_efficiency", OUT_OF_UNIT),
    (AgentResponse, "processing_time_ms", [-0.1, float("nan"), float("inf"), "1", None]),
    (ErrorEvent, "event_id", NO_TEXT),
    (ErrorEvent, "error_type", NO_TEXT),
    (ErrorEvent, "retry_count", [-1, 6, 1.0, True, "1", None]),
    (ErrorEvent, "original_payload", [None, "{}", []]),
    (StudentProgressState, "mastery_trend", [[1.1], [None], None]),
    (StudentProgressState, "component_history", [{"loops": [{"quiz": "high"}]}, {"a:b": []}, None]),
    (DebugAnalysis, "valid", [1, "yes", None]),
    (DebugAnalysis, "complexity_score", [-0.1, float("nan"), None]),
    (DebugAnalysis, "lines_of_code", NO_COUNT),
    (ConceptExplanation, "concept", NO_TEXT),
    (GeneratedExercise, "difficulty", ["Easy", "", None]),
    (GeneratedExercise, "estimated_time_minutes", [0, *NO_COUNT]),
    (CodeReview, "overall_score", OUT_OF_UNIT),
    (CodeReview, "criteria_scores", [{"style": 1.1}, {"style": "good"}, None]),
]

models = pytest.mark.parametrize("model", SPEC, ids=lambda model: model.__name__)


@models
def test_fields_and_defaults_are_the_specs(model: type[BaseModel]) -> None:
    for name, expected in SPEC[model].items():
        field = model.model_fields[name]
        assert field.is_required() == (expected is REQUIRED), name
        if expected is NOW:
            made = field.get_default(call_default_factory=True)
            instant = made if isinstance(made, datetime) else datetime.fromtimestamp(made / 1000, UTC)
            assert abs((datetime.now(UTC) - instant).total_seconds()) < 60
        elif expected is not REQUIRED:
            assert field.get_default(call_default_factory=True) == expected


@models
def test_fields_beyond_the_spec_are_optional(model: type[BaseModel]) -> None:
    assert [name for name in model.model_fields.keys() - SPEC[model] if model.model_fields[name].is_required()] == []


@models
def test_example_passes_reads_back_from_json_and_is_frozen(model: type[BaseModel]) -> None:
    value = model.model_validate(EXAMPLES[model])
    assert model.model_validate_json(value.model_dump_json()) == value
    with pytest.raises(ValidationError, match="frozen"):
        setattr(value, next(iter(SPEC[model])), "other")


@models
def test_each_required_field_is_required(model: type[BaseModel]) -> None:
    for name, expected in SPEC[model].items():
        if expected is REQUIRED:
            with pytest.raises(ValidationError, match="Field required"):
                model.model_validate({key: value for key, value in EXAMPLES[model].items() if key != name})


@pytest.mark.parametrize(
    ("model", "name", "value"),
    [
        pytest.param(model, name, value, id=f"{model.__name__}-{name}-{index}")
        for model, name, values in BAD
        for index, value in enumerate(values)
    ],
)
def test_rule_refuses(model: type[BaseModel], name: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(EXAMPLES[model] | {name: value})


@pytest.mark.parametrize("model", [model for model in SPEC if "student_id" in SPEC[model]], ids=lambda m: m.__name__)
@pytest.mark.parametrize("value", ["", "a:b", "ann@example.org", "a\x00", "s" * 51], ids=ascii)
def test_student_ids_are_pseudonyms_everywhere(model: type[BaseModel], value: str) -> None:
    with pytest.raises(ValidationError, match="student_id"):
        model.model_validate(EXAMPLES[model] | {"student_id": value})


@pytest.mark.parametrize(
    "model", [model for model in SPEC if "version" in model.model_fields], ids=lambda m: m.__name__
)
def test_versions_change_in_their_minor_part_only(model: type[BaseModel]) -> None:
    value = model.model_validate(EXAMPLES[model])
    assert value.model_dump()["version"] == ("1.1" if model in (ErrorEvent, ReviewRequest) else "1.0")
    assert (
        model.model_validate(EXAMPLES[model] | {"version": "1.12", "added_later": 1}).model_dump()["version"] == "1.12"
    )
    for version in ("2.0", "0.9", "1", "", "1.0\n"):
        with pytest.raises(ValidationError):
            model.model_validate(EXAMPLES[model] | {"version": version})
