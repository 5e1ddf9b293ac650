"""Token efficiency: what an answer saves against asking a language model for it. The one definition for all agents."""

import re

__all__ = ["count_tokens", "token_efficiency"]

_TOKEN = re.compile(r"\w{1,8}|[^\w\s]")
"""Words in pieces of at most 8 characters, and single signs: close to what tokenizers make of English and code."""


def count_tokens(text: str) -> int:
    """Tokens of a text."""
    return len(_TOKEN.findall(text))


def token_efficiency(read: str, answer: str) -> float:
    """1 - tokens of the answer / tokens that a language model would read and write for it; 0 to 1, 4 decimals.

    Args:
        read: what a model would have to be given: the question and the data that the answer is drawn from.
        answer: what is answered.
    """
    written = count_tokens(answer)
    total = count_tokens(read) + written
    return round(1 - written / total, 4) if total else 0.0
