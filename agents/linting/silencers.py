"""Comments that tell linters to look away: a review that obeyed them could be switched off by the reviewed."""

import re

__all__ = ["unsilenced"]

_COMMENT = re.compile(r"#[^\n]*")
_SILENCER = re.compile(r"noqa|(?:ruff|flake8|isort|pylint|complexipy)(?=\s*:)", re.IGNORECASE)


def unsilenced(text: str) -> str:
    """The same text with such comments made ordinary ones of the same length, so that places stay the same.

    A `#` within a string is taken for a comment too; nothing but the letters of that one word differ then.
    """
    if "#" not in text:
        return text
    return _COMMENT.sub(lambda comment: _SILENCER.sub(lambda word: "-" * len(word[0]), comment[0]), text)
