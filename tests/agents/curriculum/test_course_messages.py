"""Messages in parts: words, code, what Python said; and whether a student is stuck."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.curriculum.messages import parse_leniently, split_message
from agents.curriculum.stuck import says_stuck


def test_fenced_code_is_code() -> None:
    message = split_message("what is wrong?\n```python\nx = 1\nprint(x)\n```\nthanks")
    assert (message.prose, message.code) == ("what is wrong?\n\n\nthanks", "x = 1\nprint(x)")


def test_pasted_code_is_code() -> None:
    message = split_message("why is this None?\ndef f(x):\n    y = x\n    # nothing more\nprint(f(1))\nplease help")
    assert message.prose == "why is this None?\nplease help"
    assert message.code == "def f(x):\n    y = x\n    # nothing more\nprint(f(1))"


def test_code_with_a_mistake_is_code_too() -> None:
    assert split_message("fix\nfor i in range(10)\n    print(i)").code == "for i in range(10)\n    print(i)"


@pytest.mark.parametrize(
    "text",
    [
        "return or print, what is the difference",
        "for me this is hard",
        "with what should I start?",
        "if I write a class, do I need self",
        "what is a list (or array) good for",
        "yield vs return",
        "import or from import?",
        "while we are at it: what is a set",
    ],
)
def test_a_sentence_is_no_code(text: str) -> None:
    assert split_message(text).code == ""


def test_a_traceback_is_seen() -> None:
    text = 'help\nTraceback (most recent call last):\n  File "a.py", line 3, in <module>\n    print(x)\nNameError: no x'
    message = split_message(text)
    assert message.traceback
    assert message.errors == ("NameError",)
    assert message.code == ""
    assert message.prose == "help\nNameError: no x"


def test_inline_code_is_found() -> None:
    assert split_message("what does `a[1:]` do").inline == ("a[1:]",)
    assert split_message("explain [x for x in range(3)]").inline == ("[x for x in range(3)]",)


def test_the_valid_beginning_of_code_is_parsed() -> None:
    tree = parse_leniently("x = 1\ny = 2\nif x =")
    assert tree is not None
    assert len(tree.body) == 2
    assert parse_leniently("if x =") is None


@given(st.text(max_size=500))
def test_any_text_can_be_taken_apart(text: str) -> None:
    message = split_message(text)
    tree = parse_leniently(message.code)
    assert tree is None or isinstance(tree, ast.Module)


@pytest.mark.parametrize(
    "text",
    [
        "I'm stuck",
        "i am so lost here",
        "I don\u2019t understand loops",  # typed on a phone
        "i dont get it",
        "I really can't figure this out",
        "this makes no sense",
        "no idea what to do",
        "it is driving me crazy",
        "I give up",
    ],
)
def test_who_says_so_is_stuck(text: str) -> None:
    assert says_stuck(text) is not None


@pytest.mark.parametrize("text", ["I understand loops", "what is a stack", "I get an error", "give me a hint", ""])
def test_who_does_not_is_not(text: str) -> None:
    assert says_stuck(text) is None
