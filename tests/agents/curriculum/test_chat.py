"""What is typed in a hurry is spelt out; what may be a number or a name stays, unless its neighbours say otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.curriculum.chat import spelt_out


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wat r dicts good 4", "what are dicts good for"),
        ("how 2 glue 2 words", "how to glue 2 words"),
        ("y do ppl use try", "why do people use try"),
        ("another 1 plsss", "another 1 please"),
        ("print w/o newline", "print without newline"),
        ("lists n tuples", "lists and tuples"),
        ("gimme smth b4 lunch", "give me something before lunch"),
        ("Wats up", "what is up"),
    ],
)
def test_haste_is_spelt_out(typed: str, meant: str) -> None:
    assert spelt_out(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "print n numbers",
        "x = y if n > 2 else w",
        "is y the same as x",
        "why is it 4?",
        "for n in range(4)",
        "What is an f-string?",
        "the variable n is 2",
        "a, b = b, a",
        "line one\nline two",
    ],
)
def test_numbers_names_and_plain_english_stay(text: str) -> None:
    assert spelt_out(text) == text


@given(st.text(max_size=200))
def test_lines_stay_lines(text: str) -> None:
    assert spelt_out(text).count("\n") == text.count("\n")
