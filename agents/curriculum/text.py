"""Words of questions and of the course, in the form in which they are compared. Pure."""

import re
from functools import lru_cache

__all__ = ["ELSEWHERE_STEMS", "STOP_STEMS", "STOP_WORDS", "content_words", "meaning", "stem", "words"]

_WORD = re.compile(
    r"__\w+__"  # a special method is one word
    r"|\*{1,2}[a-z]\w*"  # *args, **kwargs
    r"|@[a-z]\w*"
    r"|[a-z]+-strings?\b"  # f-string
    r"|[a-z_][\w]*(?:'[a-z]+)?"
    r"|\[::-1\]|==|!=|//|\*\*|->"
    r"|[%@=#]"
)
_NAMES_OF_SIGNS = {"f-strings": "f-string", "fstrings": "f-string", "fstring": "f-string"}

STOP_WORDS = frozenset(
    """
    a about again all also am an and any anyone are as at be because been before being between but by can cannot
    could did do does doing done dont don't else ever explain few first for from give given go goes going good got
    had has have having he help her hey hi him his how i i'm id i'd if im in into is isn't it it's its just kind
    know learn learning let like lot make making many may me mean meaning means might more most much must my need
    new no not now of off ok on once one ones only or other our out over own per please pls possible put python
    really same say see she should show simple so some somebody somehow someone something somthing start stuff such
    take tell than thank thanks that that's the their them then there these they thing things this those through to
    too two u understand understood until up us use used useful uses using very via want was way we were what what's
    whats when where whether which while who whose why will with without work works would wrong yes yet you your example
    examples difference differences differ different vs versus explanation explained teach describe purpose concept
    stuck confused difrence question questions quick basically exactly actually anything everything here confusing
    hard trying sir dear kindly dummies dumb noob newbie beginner beginners brain refresher gist eli5 doubt idea
    possible hurts
    """.split()  # noqa: SIM905 - a list of literals would be three times as long and no better to read
)
"""Words that say that something is asked, not what. Some are words of Python too: those count within a known name."""

_ELSEWHERE = frozenset(
    """
    ajax android angular ansible assembly aws azure bash blockchain c# c++ cobol csharp css django docker excel flask
    fortran git github golang gpu gradle haskell html http ios java javascript jenkins jquery js julia keras kotlin
    kubernetes latex linux lua mac mariadb matlab maven mongodb mysql nginx node nodejs npm oracle perl php
    postgres postgresql powershell prolog pytorch qt react redis ruby rust scala scikit scratch selenium spark sql
    svelte swift tensorflow terraform typescript ubuntu unity verilog vim vue webpack windows wordpress xml
    """.split()  # noqa: SIM905 - as above
)
"""Languages, tools and libraries that the course does not teach: a question that names one is about that."""

_SUFFIXES = (
    "ization",
    "isation",
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "edly",
    "ed",
    "es",
    "s",
)
_SHORTEST_STEM = 3


@lru_cache(maxsize=1 << 14)  # the course has about 4,000 words
def stem(word: str) -> str:
    """A word without its ending, cut roughly: `lists` and `list`, `looping` and `loops` become the same."""
    if not word.isalpha():
        return word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM and not word.endswith("ss"):
            word = word[: -len(suffix)]
            break
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "lsz":  # dropped, dropping
        word = word[:-1]
    if len(word) > _SHORTEST_STEM and word[-1] in "ey":  # name and naming, copy and copies
        word = word[:-1]
    return word[:-1] if len(word) > _SHORTEST_STEM and word.endswith("i") else word


_SAME = {
    "alter": "change",
    "altered": "change",
    "arrange": "sort",
    "arranging": "sort",
    "compact": "short",
    "concise": "short",
    "duplicate": "double",
    "duplicates": "double",
    "embed": "insert",
    "embedded": "insert",
    "invoke": "call",
    "invoked": "call",
    "invokes": "call",
    "iterate": "loop",
    "iterates": "loop",
    "iterating": "loop",
    "iteration": "loop",
    "modified": "change",
    "modify": "change",
    "modifying": "change",
    "outcome": "result",
    "prematurely": "early",
    "procedure": "function",
    "procedures": "function",
    "quit": "exit",
    "repetition": "repeat",
    "routine": "function",
    "routines": "function",
    "subroutine": "function",
    "traverse": "loop",
}
"""Words that mean what the course mostly calls otherwise; questions and the course are both read through it."""


def meaning(word: str) -> str:
    """The stem of a word, or of the one that the course has for it: `modified` and `changes` become the same."""
    return stem(_SAME.get(word, word))


def words(text: str) -> list[str]:
    """The words of a text, small, with their endings, and the signs that have a meaning in Python."""
    return [_NAMES_OF_SIGNS.get(word, word) for word in _WORD.findall(text.casefold())]


def content_words(text: str) -> list[str]:
    """The stems of the words that say what a text is about, in order."""
    stems = ((word, meaning(word)) for word in words(text))
    return [one for word, one in stems if word not in STOP_WORDS and one not in STOP_STEMS]


ELSEWHERE_STEMS = frozenset(map(stem, _ELSEWHERE))
STOP_STEMS = frozenset(map(stem, STOP_WORDS))
"""The stems of the stop words, so that `starts` says as little as `start`."""
