"""Choices that decide nothing or the wrong thing: branches alike, 0 taken for missing, a game that nobody can win."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, call_name, is_const, method_of, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="either-way-the-same",
        title="Whatever `{name}` says, the same is done",
        weights={"correctness": 0.35},
        level="beginner",
        why="Both ways are written alike, so the question decides nothing: one of them was meant to be another.",
        do="Compare the two ways, and write what belongs to the other one.",
        example="def fare(age):\n    if age < 18:\n        price = 5\n    else:\n        price = 5\n    return price\n",
        better="def fare(age):\n    if age < 18:\n        price = 5\n    else:\n        price = 9\n    return price\n",
    )
)
def either_way_the_same(program: Program) -> Iterator[Place]:
    """See the rule: the last two branches of an `if`, or a branch that returns what the next statement returns."""
    for node in program.all(ast.If):
        alike = len(node.body) == len(node.orelse) and all(map(partial(_alike, program), node.body, node.orelse))
        if alike and not _does_nothing(node.body):
            yield Place(node.lineno, ast.unparse(node.test)[:40])
    for choice in program.all(ast.IfExp):
        if _alike(program, choice.body, choice.orelse):
            yield Place(choice.lineno, ast.unparse(choice.test)[:40])
    for function in program.functions:
        for before, after in pairwise(function.body):
            match before, after:
                case ast.If(body=[ast.Return(value=ast.expr() as one)], orelse=[]), ast.Return(value=other):
                    plain = isinstance(one, ast.Constant | ast.Name | ast.List | ast.Dict | ast.Tuple)
                    if other is not None and _alike(program, one, other) and not plain:
                        yield Place(before.lineno, ast.unparse(before.test)[:40])


def _alike(program: Program, one: ast.AST, other: ast.AST) -> bool:
    return program.shape(one) == program.shape(other) and same(one, other)


def _does_nothing(block: list[ast.stmt]) -> bool:
    return all(isinstance(one, ast.Pass | ast.Raise | ast.Continue | ast.Break) for one in block) or (
        len(block) == 1 and isinstance(block[0], ast.Expr) and isinstance(block[0].value, ast.Constant)
    )


_ENDING: Final = re.compile(r"(^|_)(suffix|ending|extension|ext|prefix|beginning|postfix)$")
_SIGN: Final = re.compile(r"^.$|quote|char|sep|delim|sign|mark|slash|letter|bracket|dot|blank|space")
_WRITTEN_ENDING: Final = re.compile(r"[._-][A-Za-z]\w+|https?://|www\.")


@check(
    Rule(
        code="strip-takes-letters",
        title="`{name}` takes away single letters, not the whole word",
        weights={"correctness": 0.35},
        level="beginner",
        why="`strip` and its kin take away every letter that occurs in what they are given, as long as they find one: "
        "`'text.txt'.rstrip('.txt')` gives `'te'`.",
        do="Use `removesuffix` or `removeprefix`, or cut off as many letters as the word has.",
        example="def without_ending(name, ending):\n    if name.endswith(ending):\n"
        "        return name.rstrip(ending)\n    return name\n",
        better="def without_ending(name, ending):\n    if name.endswith(ending):\n"
        "        return name.removesuffix(ending)\n    return name\n",
    )
)
def strip_takes_letters(program: Program) -> Iterator[Place]:
    """See the rule: a name for an ending or a beginning; for texts written down at once, ruff tells it."""
    asked = {
        (program.scope(call), ast.unparse(call.args[0]))
        for call in program.all(ast.Call)
        if method_of(call) in ("endswith", "startswith") and len(call.args) == 1
    }
    for call in program.all(ast.Call):
        if method_of(call) not in ("strip", "lstrip", "rstrip") or len(call.args) != 1:
            continue
        word = call.args[0]
        if not isinstance(word, ast.Name | ast.Attribute | ast.Subscript):
            continue
        name = word.attr if isinstance(word, ast.Attribute) else base_name(word)
        if _SIGN.search(name.lower()):
            continue
        known = (program.scope(call), ast.unparse(word)) in asked or _ENDING.search(name.lower())
        if known or _written_ending(program, word):
            yield Place(call.lineno, ast.unparse(call)[:40])


def _written_ending(program: Program, word: ast.expr) -> bool:
    """Whether a name stands for a text such as `.txt`."""
    values = program.values(word) if isinstance(word, ast.Name) else []
    match values:
        case [ast.Constant(value=str(text))]:
            return bool(_WRITTEN_ENDING.fullmatch(text))
    return False


@check(
    Rule(
        code="zero-counts-as-missing",
        title="`{name}` is taken for missing when it is 0",
        weights={"correctness": 0.35},
        level="beginner",
        why="`not` and `or` take 0 for no, like None. The program itself has a 0 there, and replaces it.",
        do="Ask whether it is None, or hand the other value to `get`.",
        example="usual = {'volume': 70}\nmine = {'volume': 0}\nvolume = mine.get('volume')\nif not volume:\n"
        "    volume = usual['volume']\nprint(volume)\n",
        better="usual = {'volume': 70}\nmine = {'volume': 0}\nvolume = mine.get('volume')\nif volume is None:\n"
        "    volume = usual['volume']\nprint(volume)\n",
    )
)
def zero_counts_as_missing(program: Program) -> Iterator[Place]:
    """See the rule: what `get` gives is replaced when it is false, and a dictionary of the program holds a 0."""
    zeros = {
        key.value
        for node in program.all(ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and is_const(value, 0)
    }
    for node in program.all(ast.If, ast.BoolOp) if zeros else ():
        match node:
            case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=ast.Name() as asked), body=[step], orelse=[]):
                found, other = _given(program, asked), _other_value(step, asked.id)
            case ast.BoolOp(op=ast.Or(), values=[found, other]):
                pass
            case _:
                continue
        if found is None or other is None or method_of(found) != "get" or len(found.args) != 1:  # type: ignore[attr-defined]
            continue
        key = found.args[0]  # type: ignore[attr-defined]  # a call's
        if zeros & _keys(program, key, other):
            yield Place(node.lineno, ast.unparse(found)[:40])


def _given(program: Program, name: ast.Name) -> ast.expr | None:
    """What a name is given by its first assignment."""
    values = program.values(name)
    return values[0] if values else None


def _other_value(step: ast.stmt, name: str) -> ast.expr | None:
    """What a statement gives a name instead, or returns."""
    match step:
        case ast.Return(value=value):
            return value
        case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
            return value
    return None


def _keys(program: Program, key: ast.expr, other: ast.expr) -> set[object]:
    """The keys under which a number may be asked for: the one written down, or those of the usual values."""
    written: set[object] = {key.value} if isinstance(key, ast.Constant) else set()
    match key, other:
        case ast.Constant(), ast.Constant(value=int() | float() as number) if number and type(number) is not bool:
            return written
        case ast.Constant(), ast.Subscript(value=owner):
            return written & _numbers(program, owner)
        case _, ast.Subscript(value=owner, slice=again) if same(key, again):
            return _numbers(program, owner)
        case _, ast.Call(func=ast.Attribute(value=owner, attr="get"), args=[again, *_]) if same(key, again):
            return _numbers(program, owner)
    return set()


def _numbers(program: Program, owner: ast.expr) -> set[object]:
    """The keys of a dictionary that is written down once, where the value is a number but 0."""
    match program.written(owner) if isinstance(owner, ast.Name) else None:
        case ast.Dict(keys=keys, values=values):
            found: set[object] = {
                one.value
                for one, value in zip(keys, values, strict=True)
                if isinstance(one, ast.Constant)
                and isinstance(value, ast.Constant)
                and type(value.value) in (int, float)
                and value.value
            }
            return found
    return set()


_HANDS: Final = (
    words("rock paper scissors"),
    words("rock paper scissors lizard spock"),
    words("stein schere papier"),
    words("r p s"),
)


@check(
    Rule(
        code="no-circle-of-winners",
        title="`{name}` is beaten more often, or less, than the others",
        weights={"correctness": 0.35},
        level="beginner",
        why="In this game each sign beats as many others as it is beaten by: no two of the three beat the same one.",
        do="Write down for each sign what beats it, and compare.",
        example="BEATS = {'rock': 'scissors', 'scissors': 'rock', 'paper': 'rock'}\nprint(BEATS['rock'])\n",
        better="BEATS = {'rock': 'scissors', 'scissors': 'paper', 'paper': 'rock'}\nprint(BEATS['rock'])\n",
    )
)
def no_circle_of_winners(program: Program) -> Iterator[Place]:
    """See the rule: a dictionary of what beats what, pairs of winner and loser, or conditions joined by `or`."""
    for node in program.all(ast.Dict, ast.Set, ast.List, ast.Tuple, ast.BoolOp):
        pairs = _beaten(node) if _says_who_wins(program, node) else []
        signs = {sign.lower() for pair in pairs for sign in pair}
        game = next((hands for hands in _HANDS if signs <= hands and len(signs) > 1), frozenset())
        most = len(game) // 2
        if not game or len(pairs) != most * len(game):
            continue
        loses = Counter(loser.lower() for _, loser in pairs)
        wins = Counter(winner.lower() for winner, _ in pairs)
        odd = [sign for sign in sorted(game) if loses[sign] != most or wins[sign] != most]
        if odd:
            yield Place(node.lineno, odd[0])


def _says_who_wins(program: Program, node: ast.AST) -> bool:
    """Whether pairs are those of winner and loser, and not the rounds that are played."""
    if isinstance(node, ast.Dict | ast.BoolOp):
        return True
    match program.parents[node]:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return bool(re.search("win|beat|lose|rule|defeat", name.lower()))
        case ast.Compare(ops=[ast.In()]):
            return True
    return False


def _beaten(node: ast.AST) -> list[tuple[str, str]]:
    """Pairs of two signs, as the program puts them together."""
    match node:
        case ast.Dict(keys=keys, values=values):
            found = [
                (one, other)
                for one, value in zip(keys, values, strict=True)
                for other in (value.elts if isinstance(value, ast.List | ast.Tuple | ast.Set) else [value])
            ]
        case ast.Set(elts=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            found = [
                (one.elts[0], one.elts[1])
                for one in parts
                if isinstance(one, ast.Tuple | ast.List) and len(one.elts) == 2  # noqa: PLR2004 - a pair
            ]
            if len(found) != len(parts):
                return []
        case ast.BoolOp(op=ast.Or(), values=parts):
            found = [pair for one in parts for pair in [_compared(one)] if pair is not None]
        case _:
            return []
    return [
        (one.value, other.value)
        for one, other in found
        if isinstance(one, ast.Constant)
        and isinstance(other, ast.Constant)
        and isinstance(one.value, str)
        and isinstance(other.value, str)
    ]


def _compared(node: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """The two texts of `a == "rock" and b == "paper"`, by the names they are compared with."""
    match node:
        case ast.BoolOp(
            op=ast.And(),
            values=[
                ast.Compare(left=ast.Name(id=one), ops=[ast.Eq()], comparators=[first]),
                ast.Compare(left=ast.Name(id=other), ops=[ast.Eq()], comparators=[second]),
            ],
        ) if one != other:
            return (first, second) if one < other else (second, first)
    return None


_GUESSED: Final = re.compile(r"(^|_)(guessed|guesses|tried|correct)(_|$)")
_WORD: Final = re.compile(r"(^|_)(word|secret|solution|answer|target)$")


@check(
    Rule(
        code="letters-counted-for-places",
        title="`{name}` does not tell whether the word is found",
        weights={"correctness": 0.35},
        level="beginner",
        why="A set holds each letter once, and wrong guesses too if they are kept there. A word may have the same "
        "letter several times.",
        do="Ask whether every letter of the word has been guessed.",
        example="def is_found(word, tries):\n    guessed = set()\n    for letter in tries:\n"
        "        guessed.add(letter)\n    return len(guessed) == len(word)\n",
        better="def is_found(word, tries):\n    guessed = set()\n    for letter in tries:\n"
        "        guessed.add(letter)\n    return guessed >= set(word)\n",
    )
)
def letters_counted_for_places(program: Program) -> Iterator[Place]:
    """See the rule: the length of a set of letters compared with that of the word."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.Call(args=[one]) as first,
                ops=[ast.Eq() | ast.NotEq()],
                comparators=[ast.Call(args=[other]) as second],
            ) if call_name(first) == call_name(second) == "len":
                pass
            case _:
                continue
        for letters, word in ((one, other), (other, one)):
            named = _GUESSED.search(_last(letters)) and _WORD.search(_last(word))
            if named and program.kind(letters) == "set" and program.kind(word) not in ("set", "number", "dict"):
                yield Place(node.lineno, ast.unparse(node)[:40])


def _last(node: ast.expr) -> str:
    return (node.attr if isinstance(node, ast.Attribute) else base_name(node)).lower()


CHECKS: tuple[Check, ...] = (
    either_way_the_same,
    strip_takes_letters,
    zero_counts_as_missing,
    no_circle_of_winners,
    letters_counted_for_places,
)
