import pickle
from typing import Any

import pytest

from schemas.errors import InvalidError, Problem, RegistryError, SchemaError, UndecodableError, UnknownSchemaError
from schemas.mastery import MasteryScores
from schemas.progress import ComponentScores
from schemas.requests import AgentRequest, ProgressUpdate


def test_every_error_has_a_code_of_its_own() -> None:
    kinds: list[type[SchemaError]] = [UndecodableError, UnknownSchemaError, InvalidError, RegistryError]
    assert [kind.code for kind in kinds] == ["undecodable", "unknown_schema", "invalid", "registry"]


def test_message_is_one_line_of_fields_and_reasons() -> None:
    error = InvalidError([Problem("student_id", "must not be empty"), Problem("scores.quiz", "must be there")])
    assert str(error) == "student_id: must not be empty; scores.quiz: must be there"
    assert error.field == "student_id"


def test_pydantics_findings_name_every_field() -> None:
    with pytest.raises(InvalidError) as caught:
        ComponentScores.read({"completion": 1.5, "quiz": "high", "quality": 0.5})
    assert [problem.field for problem in caught.value.problems] == ["completion", "quiz", "consistency"]
    assert "\n" not in str(caught.value)
    assert "less than or equal to 1" in str(caught.value)


def test_neither_values_nor_names_made_up_by_the_sender_are_repeated() -> None:
    secret = "ann@example.org"
    attempts: list[Any] = [
        lambda: AgentRequest.read({"student_id": secret, "query": "q"}),
        lambda: AgentRequest.read({"student_id": "s", "query": "q", "timestamp": secret}),
        lambda: AgentRequest.read({"student_id": "s", "query": "q", "version": secret}),
        lambda: AgentRequest.read({"student_id": "s", "query": "q", "context": secret}),
        lambda: AgentRequest.read_json(f"{{{secret}".encode()),
        lambda: ProgressUpdate.read({"component": "loops", secret: 1}),
        lambda: MasteryScores.read({"student_id": "s", "latest_scores": {secret: {"quiz": secret}}}),
    ]
    for attempt in attempts:
        with pytest.raises(InvalidError) as caught:
            attempt()
        assert secret not in str(caught.value)
        assert secret not in caught.value.field


def test_a_whole_record_without_a_field_to_blame() -> None:
    with pytest.raises(InvalidError) as caught:
        ComponentScores.read_json(b"[]")
    assert caught.value.field == "record"


def test_it_survives_pickling_between_processes() -> None:
    error = pickle.loads(pickle.dumps(InvalidError.of("mastery", "must be 0.84")))
    assert (error.field, str(error)) == ("mastery", "mastery: must be 0.84")
