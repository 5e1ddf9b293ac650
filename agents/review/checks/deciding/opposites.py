"""What is put where its opposite belongs, and what is said of all after a look at one. By the names and the words."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_OPPOSITES: Final = (
    (re.compile(r"\w+ % 2 == 0|not \w+ % 2"), "even", "odd"),
    (re.compile(r"\w+ % 2|\w+ % 2 (?:== 1|!= 0)"), "odd", "even"),
    (re.compile(r"\w+ >=? 0"), "positive", "negative"),
    (re.compile(r"\w+ < 0"), "negative", "positive"),
    (re.compile(r"\w+(?:\.lower\(\))? in '[aeiouAEIOU]{5,}'"), "vowel", "consonant"),
    (re.compile(r"\w+(?:\.lower\(\))? not in '[aeiouAEIOU]{5,}'"), "consonant", "vowel"),
    (re.compile(r"\w+\.isupper\(\)"), "upper", "lower"),
    (re.compile(r"\w+\.islower\(\)"), "lower", "upper"),
    (re.compile(r"(?:\w+[.])?age >=? 1[68]"), "adult", "minor"),
    (re.compile(r"(?:\w+[.])?age < 1[68]"), "minor", "adult"),
    (re.compile(r"(?:\w+[.])?(?:points|score|percent|percentage) >=? \w+"), "passed", "failed"),
    (re.compile(r"(?:\w+[.])?(?:points|score|percent|percentage) < \w+"), "failed", "passed"),
)
"""A condition, the name of what it holds for, and of the others."""


@check(
    Rule(
        code="put-to-its-opposite",
        title="`{name}` gets just those that belong to the others",
        weights={"correctness": 0.4},
        level="beginner",
        why="The condition holds for one kind, and the name of what is filled says the other one.",
        do="Take one value for which the condition holds, and see where it is put.",
        example="def sort_out(numbers):\n    even, odd = [], []\n    for number in numbers:\n"
        "        if number % 2 == 0:\n"
        "            odd.append(number)\n        else:\n            even.append(number)\n    return even, odd\n",
        better="def sort_out(numbers):\n    even, odd = [], []\n    for number in numbers:\n"
        "        if number % 2 == 0:\n"
        "            even.append(number)\n        else:\n            odd.append(number)\n    return even, odd\n",
    )
)
def put_to_its_opposite(program: Program) -> Iterator[Place]:
    """See the rule: in a list, by a count or in a sum, of which the name says one of two opposites."""
    for node in program.all(ast.If):
        test = ast.unparse(node.test)
        for sign, own, other in _OPPOSITES:
            if not sign.fullmatch(test):
                continue
            yield from _filled(node.body, other, own)
            if node.orelse and not isinstance(node.orelse[0], ast.If) and own not in ("positive", "negative"):
                yield from _filled(node.orelse, own, other)


def _filled(block: list[ast.stmt], wrong: str, right: str) -> Iterator[Place]:
    """Where a block fills what is called by the wrong one of two opposites."""
    for step in block:
        match step:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="append" | "add"))):
                name = base_name(owner)
            case ast.AugAssign(target=target, op=ast.Add()):
                name = base_name(target)
            case _:
                continue
        parts = set(re.split(r"[_.]", name.lower()))
        if parts & {wrong, f"{wrong}s"} and not parts & {right, f"{right}s", "not", "non"}:
            yield Place(step.lineno, name)


_OF_ALL: Final = re.compile(
    r"\b(?:true|whether|if|checks?|tells?|returns?)\b[^.]*\b(?:all|every|everyone|everybody|everything|each)\b|"
    r"\b(?:true|whether|if)\b[^.]*\b(?:same|equal|identical|sorted|ascending|in order|palindrome|reads the same)\b"
)
_OF_SOME: Final = re.compile(
    r"\b(?:any|some|someone|one|once|first|contains?|there is|there are|exists?|two|pair|share|common|duplicates?|"
    r"twice|repeat\w*|"
    r"not|no|none|nobody|never|neighbou?rs?|adjacent|differ\w*|false if)\b"
)


@check(
    Rule(
        code="yes-after-the-first",
        title="`{name}` says yes as soon as one fits, and all of them are asked for",
        weights={"correctness": 0.4},
        level="beginner",
        why="`return` ends the function: nothing behind the first one that fits is looked at.",
        do="Say no at the first one that does not fit, and yes behind the loop.",
        example='def complete(members):\n    """Whether every member has paid."""\n    for member in members:\n'
        "        if member.paid:\n            return True\n    return False\n",
        better='def complete(members):\n    """Whether every member has paid."""\n    for member in members:\n'
        "        if not member.paid:\n            return False\n    return True\n",
    )
)
def yes_after_the_first(program: Program) -> Iterator[Place]:
    """See the rule: a loop of one question that says yes, and no behind it, by the docstring."""
    for function in program.functions:
        said = " ".join((ast.get_docstring(function) or "").lower().split())
        if not _OF_ALL.search(said) or _OF_SOME.search(said):
            continue
        match function.body[-2:]:
            case [
                ast.For(body=[ast.If(body=[ast.Return(value=ast.Constant(value=True)) as yes], orelse=[])], orelse=[]),
                ast.Return(value=ast.Constant(value=False)),
            ]:
                yield Place(yes.lineno, function.name)
            case [
                ast.For(body=[ast.If(body=[ast.Assign(targets=[ast.Name(id=flag)], value=value) as yes], orelse=[])]),
                ast.Return(value=ast.Name(id=returned)),
            ] if flag == returned and ast.unparse(value) == "True":
                yield Place(yes.lineno, function.name)


_WANTS_PLACE: Final = re.compile(r"\breturns? (?:the |its )?(?:index|position|place)\b(?! and| or)")
_WANTS_ELEMENT: Final = re.compile(
    r"\breturns? (?:the )?(?:(?:longest|shortest|largest|smallest|greatest|highest|lowest|biggest) (?:word|name|number|"
    r"value|element|item|string|temperature|score)|(?:name|word|value|element|item))\b(?!.*\b(?:index|position|place|and|or)\b)"
)


@check(
    Rule(
        code="place-and-element-mixed-up",
        title="`{name}` is given back: the text asks for the other, the place or the element",
        weights={"correctness": 0.4},
        level="beginner",
        why="The number of a place and what stands at that place are two things.",
        do="Read again what the docstring promises, and compare it with what is returned.",
        example='def longest(words):\n    """Return the index of the longest word."""\n    best = 0\n'
        "    for i in range(1, len(words)):\n        if len(words[i]) > len(words[best]):\n            best = i\n"
        "    return words[best]\n",
        better='def longest(words):\n    """Return the index of the longest word."""\n    best = 0\n'
        "    for i in range(1, len(words)):\n        if len(words[i]) > len(words[best]):\n            best = i\n"
        "    return best\n",
    )
)
def place_and_element_mixed_up(program: Program) -> Iterator[Place]:
    """See the rule: `return x[best]` or `return best`, where `best` gets the counter of a loop."""
    for function in program.functions:
        said = " ".join((ast.get_docstring(function) or "").lower().split())
        place, element = _WANTS_PLACE.search(said), _WANTS_ELEMENT.search(said)
        last = function.body[-1]
        if bool(place) == bool(element) or not isinstance(last, ast.Return):
            continue
        places = _places(program, function)
        match last.value:
            case ast.Subscript(value=ast.Name(), slice=ast.Name(id=name)) if place and name in places:
                yield Place(last.lineno, ast.unparse(last.value))
            case ast.Name(id=name) if element and name in places:
                yield Place(last.lineno, name)


def _places(program: Program, function: Function) -> set[str]:
    """Names that get the number of a place in a loop, and 0 or another such number before, and are places."""
    used = {ast.unparse(one.slice) for one in ast.walk(function) if isinstance(one, ast.Subscript)}
    found = set()
    for loop in (one for one in program.within(function) if isinstance(one, ast.For)):
        match loop:
            case ast.For(target=ast.Name(id=index), iter=ast.Call(func=ast.Name(id="range"))):
                pass
            case ast.For(target=ast.Tuple(elts=[ast.Name(id=index), _]), iter=ast.Call(func=ast.Name(id="enumerate"))):
                pass
            case _:
                continue
        for node in ast.walk(loop):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=given)) if given == index:
                    if name in used:
                        found.add(name)
    return found


CHECKS: tuple[Check, ...] = (put_to_its_opposite, yes_after_the_first, place_and_element_mixed_up)
