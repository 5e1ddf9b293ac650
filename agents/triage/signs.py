"""What can be seen in a message before anything is decided. Pure."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from agents.curriculum.mentions import Mention
from agents.curriculum.messages import Message
from agents.curriculum.text import content_words, words

__all__ = ["AGENTS", "Agent", "Signs", "signs_of"]

Agent = Literal["concepts", "debug", "exercise", "progress", "review"]
"""Who may answer."""

AGENTS: tuple[Agent, ...] = get_args(Agent)

_REPORTED = re.compile(r"\b\w+(?:Error|Exception|Interrupt)\s*:\s*\S")
_WHY = re.compile(r"\bwhy\b")
_WHAT_CODE_DOES = re.compile(
    r"\bwhat\s+is\s+(?:happening|going\s+on)\b|\bwhat\s+(?:do|does|is)\s+(?:this|it|the|that|these)\b.*\b(?:do|doing|mean|happen\w*|print|return)\b"
    r"|\bexplain\b|\bwhat\s+happens\b|\bhow\s+does\s+(?:this|it|that)\b.*\bwork|\bunderstood\s+what\b"
)

_PARSED_MAX = 20_000
"""Characters of code that is parsed here, in the event loop, in some 20 ms: longer code is left to the other agents."""

_SHORT = 6
"""Words of a message that is hardly more than a name."""

_ERROR_CONCEPTS = frozenset({"built-in-exceptions", "syntax-errors", "reading-tracebacks"})


@dataclass(frozen=True)
class Signs:
    """The features that rules are made of.

    Attributes:
        prose: the words, in small letters, corrected.
        has_code: whether there is code, pasted or given.
        broken_code: whether it is known to be no valid Python.
        traceback: whether a traceback was pasted.
        errors: names of exceptions.
        reported_error: whether one stands there with its message.
        concepts: ids of concepts that are named.
        asks_why: whether the words ask why.
        asks_what_code_does: whether they ask what code does.
        texts: the words, as they are and with placeholders: see `resemblance.py`.
        only_names: whether the words say nothing but names of concepts.
    """

    prose: str
    has_code: bool
    broken_code: bool
    traceback: bool
    errors: tuple[str, ...]
    reported_error: bool
    concepts: tuple[str, ...]
    asks_why: bool
    asks_what_code_does: bool
    texts: tuple[tuple[str, ...], tuple[str, ...]]
    only_names: bool


def signs_of(message: Message, code: str, mentions: list[Mention], correct: Callable[[str], str]) -> Signs:
    """Look at a message.

    Args:
        message: in parts.
        code: what there is of it, pasted or given.
        mentions: names of concepts within the words.
        correct: corrects the spelling of a word.
    """
    plain = " ".join(message.prose.casefold().replace("\u2019", "'").split())
    prose = re.sub(r"[a-z']+", lambda found: correct(found[0]), plain)
    # Python's own words for an error are no question about its kind.
    asked = [one for one in mentions if not (message.errors and set(one.concepts) <= _ERROR_CONCEPTS)]
    concepts = tuple(dict.fromkeys(concept for mention in asked for concept in mention.concepts))
    named = {word for mention in asked for word in mention.words}
    return Signs(
        prose=prose,
        has_code=bool(code),
        broken_code=bool(code) and not _is_valid(code),
        traceback=message.traceback,
        errors=message.errors,
        reported_error=_REPORTED.search(message.prose) is not None,
        concepts=concepts,
        asks_why=_WHY.search(prose) is not None,
        asks_what_code_does=_WHAT_CODE_DOES.search(prose) is not None,
        texts=_texts(prose, message, mentions, has_code=bool(code)),
        only_names=bool(concepts) and len(prose.split()) <= _SHORT and named >= set(content_words(message.prose)),
    )


def _texts(
    prose: str, message: Message, mentions: list[Mention], *, has_code: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words, and the same with placeholders for errors, concepts and code."""
    plain = [word for word in words(prose) if word[0].isalpha()]
    held: list[str] = list(words(message.prose))
    for mention in mentions:
        error = bool(message.errors) and set(mention.concepts) <= _ERROR_CONCEPTS
        held[mention.place : mention.place + len(mention.words)] = [
            "<error>" if error else "<concept>",
            *[""] * (len(mention.words) - 1),
        ]
    end = ["<code>"] if has_code else []
    return (*plain, *end), (*(word for word in held if word and (word[0].isalpha() or word[0] == "<")), *end)


def _is_valid(code: str) -> bool:
    if len(code) > _PARSED_MAX:
        return True
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
