"""What a function says that it ignores, or keeps to, and what nothing in it does: letters, blanks, signs, decimals."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, method_of, names_in, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NOT: Final = (
    r"(?:ignor\w*|regardless of|irrespective of|no matter|without regard to|independent\w* of|does not (?:care about|"
    r"consider|matter)|do(?:es)? not count|don't count|not counting|leav\w+ out|skip\w*|except for)"
)
_NO_MATTER: Final = (
    r"(?:(?:does|do)(?: not|n't) (?:matter|count|make (?:a|any) difference)|(?:is|are) (?:ignored|irrelevant)|"
    r"makes? no difference)"
)
_SAME: Final = (
    rf"(?:{_NO_MATTER}|(?:is|are) (?:treated (?:alike|equally|the same)|the same|equal|not distinguished)|"
    r"counts? (?:as (?:the )?same|as equal|alike|the same))(?! (?:in|as|number|size|length|amount)\b)"
)
_LETTERS: Final = (
    r"(?:upper|lower|capitals?|uppercase|lowercase|(?:small|big|large)(?= letters))(?:[- ]case)?(?: letters)?"
)
_TWO: Final = (
    rf"(?:{_LETTERS}(?: and| or| as well as|/)(?: as)? (?:{_LETTERS}|small|big)|"
    rf"(?:small|big) (?:and|or) {_LETTERS})"
)
_CASE: Final = re.compile(
    rf"{_NOT}[^.]{{0,20}}\b(?:case|upper|capitals?|capitali[sz]ation)\b|\bcase[- ]insensitiv\w+|"
    r"\bcase (?:is ignored|does(?: not|n't) (?:matter|count)|and \w+ are ignored)|"
    r"\bupper[- ]? ?(?:case )?(?:and|or|/) ?lower[- ]?(?:case)?[^.]{0,30}"
    r"(?:ignored|n[o']t matter|are the same|no difference)|"
    r"\b(?:capitals|capital letters|upper ?case(?: letters)?) (?:included|as well|too|count as well|count too)\b|"
    r"\bincluding (?:capitals|capital letters|upper ?case)|(?:no matter|[,(]) ?whether (?:small|capital|upper|lower)|"
    r"(?:\bin|\bnot at|[,(]) ?(?:upper|lower|small|capital)(?:[- ]?case| letters)? or (?:upper|lower|small|capital)\b|"
    rf"(?:^|[.,;:(] ?|\b(?:letter|text|upper|lower|their|its|and|or)[- ])case\b[^.;:]{{0,60}}\b{_NO_MATTER}|"
    rf"\bcase of (?:the )?(?:letters?|words?|texts?)\b[^.;:]{{0,20}}\b{_NO_MATTER}|"
    rf"\b{_TWO}\b[^.;:]{{0,30}}\b{_SAME}|\b(?:treat|count|take)\w* {_TWO}\b[^.;:]{{0,20}}"
    r"\b(?:alike|the same|equal(?:ly)?)\b|"
    r"['\"`]?\b([a-z])['\"`]? (?:and|or) ['\"`]?\1['\"`]? (?:are|count|is|mean) (?:as )?(?:the same|equal|one)|"
    r"\bnot case[- ]sensitive|\bwhatever (?:the|their|its) case\b|"
    r"\bno (?:difference|distinction) between (?:upper|lower|capital)|"
    r"\b(?:no difference|not matter|n't matter) (?:whether|if)\b[^.;:]{0,40}\b(?:upper|lower|capital)|"
    rf"\b(?:whether|if)\b[^.;:]{{0,40}}\b(?:upper|lower|capital)\b[^.;:]{{0,40}}\b{_NO_MATTER}"
)
_BLANKS: Final = re.compile(
    rf"{_NOT}[^.]{{0,40}}\b(?:spaces?|blanks?|whitespace)\b|\b(?:spaces|blanks|whitespace)\b[^.]{{0,30}}"
    r"\b(?:(?:is|are) ignored|do(?:es)?(?: not|n't) (?:count|matter)|not counted|(?:is|are) left out)|"
    r"\bnot counting (?:spaces|blanks)|\bwithout (?:counting )?(?:the )?(?:spaces|blanks)\b"
)
_SIGNS: Final = re.compile(
    rf"{_NOT}[^.]{{0,40}}\b(?:punctuation|signs|special characters)\b|\bpunctuation\b[^.]{{0,30}}"
    r"\b(?:(?:is|are) (?:ignored|removed|stripped|left out)|do(?:es)?(?: not|n't) (?:count|matter))|"
    r"\bwithout (?:the )?punctuation\b"
)
_KEPT: Final = re.compile(r"(?<!not )case[- ]sensitiv|\bnot (?:be )?ignor|(?:does|is) matter")

_TO_LETTERS: Final = words("lower upper casefold swapcase title capitalize isupper islower compile")
_TO_SIGNS: Final = words(
    "strip lstrip rstrip replace isalpha isalnum translate sub findall compile isidentifier isascii isprintable match "
    "fullmatch finditer"
)
_TO_BLANKS: Final = _TO_SIGNS | words("split isspace isdigit isdecimal")
_AT_THE_ENDS: Final = words("strip lstrip rstrip")
_FLAGS: Final = words("IGNORECASE I ascii_letters ascii_lowercase ascii_uppercase punctuation whitespace")
_ALPHABET: Final = 10
"""So many letters in one text are no word: they are those that count, and all others do not."""


@dataclass(frozen=True, slots=True)
class _Done:
    """What the code of a function, or of a class in all its methods, does with texts.

    Attributes:
        methods: attributes of all kinds.
        written: texts in it.
        unsure: whether it leaves work to long functions or to constants, or reckons with numbers of letters.
    """

    methods: frozenset[str]
    written: tuple[str, ...]
    unsure: bool


def _reached(program: Program, node: ast.AST) -> list[ast.AST] | None:
    """All that is in it and in the functions that it calls; None where those are many or long."""
    named = {one.name: one for one in program.functions}
    waiting, reached = [node], {node}
    found: list[ast.AST] = []
    while waiting:
        inside = list(ast.walk(waiting.pop()))
        found += inside
        for name in {call_name(one) for one in inside if isinstance(one, ast.Call)} & set(named):
            called = named[name]
            if called not in reached:
                reached.add(called)
                waiting.append(called)
                if len(reached) > _CALLED or program.sizes[called] > _LONG:
                    return None
    return found


_CALLED: Final = 5
_LONG: Final = 60


def _done(program: Program, node: ast.AST) -> _Done:
    reached = _reached(program, node)
    inside = reached or list(ast.walk(node))
    calls = {call_name(one) for one in inside if isinstance(one, ast.Call)}
    constants = any(isinstance(one, ast.Name) and one.id.isupper() and len(one.id) > 1 for one in inside)
    works = any(isinstance(one, ast.Compare | ast.Subscript | ast.For | ast.comprehension) for one in inside)
    works = works or bool(calls & _WHOLE)
    texts = (
        one.value
        for one in inside
        if isinstance(one, ast.Constant)
        and isinstance(one.value, str)
        and not isinstance(program.parents[one], ast.Expr)
    )
    return _Done(
        methods=frozenset(one.attr for one in inside if isinstance(one, ast.Attribute)),
        written=tuple(texts),
        unsure=reached is None or bool(calls & _CODES) or constants or not works,
    )


_CODES: Final = words("ord chr")
_WHOLE: Final = words("len sorted set Counter")


@check(
    Rule(
        code="ignored-in-words-alone",
        title="Nothing here ignores {name}, as the docstring says",
        weights={"correctness": 0.4},
        level="beginner",
        why="'A' and 'a' are different for Python, and blanks and signs are characters like all others: a text is "
        "taken as it stands.",
        do="Turn the text into small letters, or take out what shall not count, before it is compared or counted.",
        example="def same_word(one, other):\n    '''Compare two words, ignoring case.'''\n    return one == other\n",
        better="def same_word(one, other):\n    '''Compare two words, ignoring case.'''\n"
        "    return one.lower() == other.lower()\n",
    )
)
def ignored_in_words_alone(program: Program) -> Iterator[Place]:
    """See the rule: case, blanks or punctuation that are promised to be ignored, and no step that could do it."""
    script = [] if program.functions or len(program.loops) > 1 else [program.tree]
    for node in [*program.functions, *program.all(ast.ClassDef), *script]:
        said = " ".join(program.said(node).split())
        if not any(word in said for word in _SIGNALS):
            continue
        wanted = [name for name, sign in _PROMISES.items() if sign.search(said)]
        if not wanted or _KEPT.search(said) or not _answers(program, node):
            continue
        done = _done(program, node)
        turned = bool(_TURNED.search(said + getattr(node, "name", "").lower()))
        name = next((one for one in wanted if not _does(done, one, turned=turned)), "")
        name = name or ("case" if "case" in wanted and _one_side_alone(program, node) else "")
        if name and not done.unsure:
            yield Place(getattr(node, "lineno", 1), name)


_SIGNALS: Final = ("case", "capital", "upper", "small", "same", "blank", "space", "punctuation", "signs", "characters")
"""One of them is in each promise: to look for them takes no time."""
_PROMISES: Final = {"case": _CASE, "blanks": _BLANKS, "punctuation": _SIGNS}
_TURNED: Final = re.compile(r"palindrom|anagram|backwards|both ways|reversed")


def _one_side_alone(program: Program, node: ast.AST) -> bool:
    """Whether a text in other letters is compared with a parameter that is taken as it is."""
    if not isinstance(node, Function):
        return False
    turned: set[str] = set()
    compared: set[str] = set()
    for one in program.within(node):
        match one:
            case ast.Call(func=ast.Attribute(value=owner, attr="lower" | "upper" | "casefold")):
                turned |= names_in(owner)
            case ast.Compare(left=left, ops=[ast.In() | ast.Eq() | ast.NotEq() | ast.NotIn()], comparators=[right]):
                for side, other in ((left, right), (right, left)):
                    if isinstance(side, ast.Name) and method_of(other) in ("lower", "upper", "casefold"):
                        among = isinstance(one.ops[0], ast.In | ast.NotIn) and side is right
                        compared |= {side.id} if not among or _ONE_TEXT.search(side.id) else set()
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            turned.add(one.id)
    return bool((compared - turned) & set(program.parameters(node)))


_ONE_TEXT: Final = re.compile(r"(?:^|_)(?:text|sentence|line|title|word|phrase|string|message|content)$")
"""What is no list or dictionary, whose parts may have other letters."""


def _answers(program: Program, node: ast.AST) -> bool:
    """Whether it returns something; a class does it somewhere."""
    returns = (one.value is not None for one in program.within(node) if isinstance(one, ast.Return))
    return isinstance(node, ast.ClassDef | ast.Module) or any(returns)


def _does(done: _Done, what: str, *, turned: bool) -> bool:
    """Whether something could be the step that is promised.

    Args:
        done: what is done.
        what: is ignored.
        turned: whether the whole text is compared: then it is not enough to take something from its ends.
    """
    text = "".join(done.written)
    if done.methods & _FLAGS or any(len(one) >= _ALPHABET and one.isalpha() for one in done.written):
        return True
    if what == "case":
        return bool(done.methods & _TO_LETTERS) or (any(map(str.islower, text)) and any(map(str.isupper, text)))
    if what == "blanks":
        return bool(done.methods & (_TO_BLANKS - _AT_THE_ENDS if turned else _TO_BLANKS)) or " " in text
    return bool(done.methods & _TO_SIGNS) or any(not one.isalnum() and not one.isspace() for one in text)


CHECKS: tuple[Check, ...] = (ignored_in_words_alone,)
