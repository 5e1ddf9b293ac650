import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from schemas.errors import InvalidError
from schemas.ids import (
    ComponentName,
    EventId,
    EventType,
    IdempotencyKey,
    StudentId,
    check_pseudonym,
    check_student_id,
    is_student_id,
    origin_id,
)

printable = st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters=":@")
good_names = st.text(printable, min_size=1, max_size=50)
pseudonyms = st.from_regex(r"stu-[a-z0-9]{1,40}", fullmatch=True)

BAD_TEXT = {
    "": "empty",
    " stu": "space",
    "stu ": "space",
    " ": "space",
    "stu\x00": "control",
    "stu\n1": "control",
    "stu\x7f": "control",
    "stu\x85": "control",
    "stu\u200b": "invisible",
    "stu\u2028": "invisible",
    "stu\u00a0": "invisible",
    "stu\ud800": "invisible",
}
BAD_NAMES = BAD_TEXT | {"stu:1": "':'", "ann@example.org": "e-mail", "s" * 51: "at most 50"}

PERSONAL = [
    "Ada Lovelace",
    "12 High Street",
    "ada.lovelace",
    "Lovelace,Ada",
    "O'Brien",
    "Ada_Lovelace",
    "Jean-Luc",
    "+441632960961",
    "01632-960-961",
    "(555)123.4567",
    "1815-12-10",
    "192.168.10.20",
]


class _Ids(BaseModel):
    student_id: StudentId = "s"
    component: ComponentName = "c"
    event_id: EventId = "e"
    event_type: EventType = "t"
    idempotency_key: IdempotencyKey = "k"


@given(pseudonyms, good_names)
def test_names_that_keep_the_rules_pass_unchanged(student: str, name: str) -> None:
    assert check_student_id(student) == check_pseudonym(student) == student
    assert _Ids(student_id=student, component=name).component == name


@pytest.mark.parametrize("value", PERSONAL, ids=ascii)
def test_what_looks_like_a_person_is_no_student_id_but_may_be_a_component(value: str) -> None:
    with pytest.raises(InvalidError, match="pseudonym"):
        check_pseudonym(value)
    with pytest.raises(ValidationError, match="pseudonym"):
        _Ids(student_id=value)
    assert check_student_id(value) == value, "one that was accepted before can be asked about and erased"
    assert not is_student_id(value)
    assert _Ids(component=value).component == value


@pytest.mark.parametrize(
    "value",
    [
        "stu-00123",
        "nobody",
        "student-a",
        "12345678",
        "s",
        "4711",
        "a_b",
        "Z7.k",
        "x" * 50,
        "1.5",
        "ö" * 50,
        "X-Y",
        "ABC",
    ],
)
def test_pseudonyms_of_many_forms_are_accepted(value: str) -> None:
    assert check_pseudonym(value) == value
    assert is_student_id(value)
    assert _Ids(student_id=value).student_id == value


@pytest.mark.parametrize(("value", "reason"), BAD_NAMES.items(), ids=ascii)
def test_student_id_that_breaks_a_rule_is_refused_with_the_rule(value: str, reason: str) -> None:
    with pytest.raises(InvalidError, match=reason) as caught:
        check_student_id(value)
    assert caught.value.field == "student_id"
    with pytest.raises(ValidationError, match=reason):
        _Ids(student_id=value)


@pytest.mark.parametrize("value", BAD_NAMES, ids=ascii)
def test_component_keeps_the_same_rules(value: str) -> None:
    with pytest.raises(ValidationError):
        _Ids(component=value)


@pytest.mark.parametrize("field", ["event_id", "event_type", "idempotency_key"])
@pytest.mark.parametrize("value", BAD_TEXT, ids=ascii)
def test_other_ids_are_printable_text(field: str, value: str) -> None:
    with pytest.raises(ValidationError):
        _Ids(**{field: value})


@pytest.mark.parametrize(
    ("field", "longest"),
    [("student_id", 50), ("component", 50), ("event_id", 100), ("event_type", 50), ("idempotency_key", 200)],
)
def test_lengths_are_those_of_the_database_columns(field: str, longest: int) -> None:
    value = ("ö" * longest)[:longest]  # characters count, not bytes
    assert getattr(_Ids(**{field: value}), field) == value
    with pytest.raises(ValidationError, match=f"at most {longest}"):
        _Ids(**{field: value + "x"})
    schema: dict[str, Any] = _Ids.model_json_schema()["properties"][field]
    assert (schema["minLength"], schema["maxLength"]) == (1, longest)


@given(st.sampled_from(["event_id", "idempotency_key"]), st.text(string.ascii_letters + ":@/-", min_size=1))
def test_ids_without_a_place_in_state_keys_may_hold_any_printable_sign(field: str, value: str) -> None:
    value = value[:100]
    assert getattr(_Ids(**{field: value}), field) == value


def test_no_message_repeats_the_value() -> None:
    for value in BAD_NAMES:
        with pytest.raises(InvalidError) as caught:
            check_student_id(value)
        assert len(value) < 3 or value not in str(caught.value)


def test_origin_names_the_first_place_in_the_log() -> None:
    assert origin_id("learning.events", 3, 42) == "learning.events:3:42"
