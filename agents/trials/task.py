"""One well-known task: the names that functions for it go by, inputs to try, and what is right for each."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any, Final

__all__ = ["Answer", "Task", "any_order", "each", "first_sentence", "known", "names_of", "rounded"]

Answer = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Task:
    """What is expected of a function with such a name.

    Attributes:
        does: continues "a function that ...".
        names: as `names_of` gives them.
        answers: right functions, one for each meaning that the name can have: it is enough to agree with one.
        tries: arguments of each call.
        unordered: whether lists with the same values in another order are as right.
        in_place: whether changing the first argument is an answer, too.
        loose: whether the name says little: then half of the answers have to be right before others count as wrong.
        steep: whether the work of an answer grows so fast that it must not be asked for more than the tries have.
        drawn: whether the answer is a figure of one sign, line by line: printed, in one text, or as a list.
        unless: what a function speaks of that does more than the task; empty where nothing makes it another one.
    """

    does: str
    names: frozenset[str]
    answers: tuple[Answer, ...]
    tries: tuple[tuple[Any, ...], ...]
    unordered: bool
    in_place: bool
    loose: bool
    steep: bool
    unless: str = ""
    drawn: bool = False


def known(
    does: str,
    names: str,
    tries: tuple[tuple[Any, ...], ...],
    *,
    unordered: bool = False,
    in_place: bool = False,
    loose: bool = False,
    steep: bool = False,
    unless: str = "",
    drawn: bool = False,
) -> Callable[..., Task]:
    """Make a right function, and others that are right as well, a task. See `Task`; names stand between commas."""

    def made(*answers: Answer) -> Task:
        plain = frozenset(name.replace(" ", "") for name in names.split(","))
        return Task(does, plain, answers, tries, unordered, in_place, loose, steep, unless, drawn)

    return made


def each(*arguments: Any) -> tuple[tuple[Any, ...], ...]:
    """The tries of a function with one parameter."""
    return tuple((one,) for one in arguments)


def first_sentence(docstring: str | None) -> str:
    """The first sentence of a docstring, in small letters and one line, without its full stop."""
    paragraph = " ".join((docstring or "").strip().partition("\n\n")[0].split())[:_SENTENCE_MAX]
    return re.split(r"[.:;](?:\s|$)", paragraph, maxsplit=1)[0].lower()


_SENTENCE_MAX: Final = 200


def rounded(*answers: Answer, digits: Sequence[int] = (0, 1, 2, 3)) -> tuple[Answer, ...]:
    """Right functions, and the same ones rounded."""

    def made(right: Answer, to: int) -> Answer:
        return lambda *given: round(right(*given), to)

    return (*answers, *(made(right, to) for right in answers for to in digits))


def any_order(count: int, *answers: Answer) -> tuple[Answer, ...]:
    """Right functions with that many parameters, and the same ones with these in every other order."""

    def made(right: Answer, order: Sequence[int]) -> Answer:
        return lambda *given: right(*(given[at] for at in order))

    return tuple(made(right, order) for right in answers for order in permutations(range(count)))


_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_FILLER: Final = re.compile(
    "all|an|calc|calculate|check|compute|convert|determine|do|find|fn|for|from|func|function|generate|get|give|given|if|"
    "in|into|iterative|iteratively|make|my|of|recursive|recursively|solution|solve|test|the|to|using|with"
)
"""Words that say nothing of what is done."""
_TYPE: Final = re.compile(
    "arr|array|element|elements|int|integer|item|items|letter|letters|list|lst|n|nums|num|number|numbers|sequence|str|"
    "string|strings|text|value|values|word|words"
)
"""Words that say of what it is done: the inputs show that as well."""

_STANDS_ALONE: Final = re.compile(
    "average|mean|median|total|sum|product|max|maximum|min|minimum|largest|smallest|biggest|highest|lowest|longest|shortest|"
    "oldest|youngest|cheapest|best|worst|top|reversed?|sort|sorted|unique|remove(?:duplicates?|vowels)|factorial|fib.*|"
    "is(?:even|odd|prime|palindrome|sorted|leapyear)|.*sort|binarysearch|linearsearch|flatten|count(?:vowels|even|words)"
)
"""Names that mean the same whatever stands behind them: an average age is an average, but not so with counting."""


def names_of(function: str) -> Iterator[tuple[str, bool]]:
    """The names under which a task is looked up, the nearest first, and whether nothing of weight was left out.

    Of `check_even_number` these are `checkevennumber`, `evennumber` and `even`; of `average_age_of_pupils` at last, and
    with less right, `average`.
    """
    words = [word.lower() for word in _WORD.findall(function)]
    said = [word for word in words if not _FILLER.fullmatch(word)]
    bare = [word for word in said if not _TYPE.fullmatch(word)]
    yield from dict.fromkeys(("".join(some), True) for some in (words, said, bare) if some)
    for size in range(len(bare) - 1, 0, -1):
        if _STANDS_ALONE.fullmatch(name := "".join(bare[:size])):
            yield name, False
