import pytest

from agents.runtime.tokens import count_tokens, token_efficiency


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("  \n", 0), ("loops", 1), ("for i in x:", 5), ("comprehension", 2), ("a.b", 3), ("größer", 1)],
)
def test_words_in_pieces_and_single_signs_count(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


def test_efficiency_is_what_reading_costs_of_reading_and_writing() -> None:
    assert token_efficiency("one two three", "four") == 0.75
    assert token_efficiency("one two", "three") == 0.6667


def test_efficiency_stays_within_0_and_1() -> None:
    assert token_efficiency("", "") == 0.0
    assert token_efficiency("", "answer") == 0.0
    assert token_efficiency("question", "") == 1.0
