"""Letters that are moved through the alphabet by their numbers."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_FIRST: Final = {"A": "upper", "a": "lower"}
_NUMBERS: Final = {65: "upper", 97: "lower"}
_TESTS: Final = {"isupper": "upper", "islower": "lower"}
_ONE_CASE: Final = re.compile(r"\b(?:capitals?|capital letters|upper[- ]?case|lower[- ]?case|to upper|to lower)\b")


@check(
    Rule(
        code="other-alphabet",
        title="`{name}` mixes the numbers of capitals with those of small letters",
        weights={"correctness": 0.4},
        level="beginner",
        why="The capitals and the small letters have numbers of their own. A letter counted from one beginning and put "
        "back from the other comes out in the other case, or moved by some more places.",
        do="Take the same first letter off and put it on again, that of the case that has been asked for.",
        example="def moved(text, key):\n    new = ''\n    for sign in text:\n        if sign.islower():\n"
        "            new += chr((ord(sign) - ord('a') + key) % 26 + ord('A'))\n        else:\n"
        "            new += sign\n    return new\n",
        better="def moved(text, key):\n    new = ''\n    for sign in text:\n        if sign.islower():\n"
        "            new += chr((ord(sign) - ord('a') + key) % 26 + ord('a'))\n        else:\n"
        "            new += sign\n    return new\n",
    )
)
def other_alphabet(program: Program) -> Iterator[Place]:
    """See the rule: `(ord(c) - ord("a") + k) % 26 + ord("A")`, or either of them against what `c` was asked for."""
    for node in program.all(ast.BinOp):
        match node:
            case (
                ast.BinOp(
                    left=ast.BinOp(left=inner, op=ast.Mod(), right=ast.Constant(value=26)), op=ast.Add(), right=last
                )
                | ast.BinOp(
                    left=last, op=ast.Add(), right=ast.BinOp(left=inner, op=ast.Mod(), right=ast.Constant(value=26))
                )
            ):
                put = _case(program, last)
            case _:
                continue
        off = [one.right for one in ast.walk(inner) if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Sub)]
        taken = {case for one in off if (case := _case(program, one))}
        letters = [one.args[0] for one in ast.walk(inner) if _is_number_of(one)]  # type: ignore[attr-defined]  # a call's
        asked = _asked(program, node, letters[0]) if len(letters) == 1 else ""
        if (
            asked
            and put
            and len(taken) == 1
            and {put, *taken} != {asked}
            and not _ONE_CASE.search(program.purpose(node))
        ):
            yield Place(node.lineno, ast.unparse(node)[:50])


def _is_number_of(node: ast.AST) -> bool:
    """Whether it is `ord(...)` of what is no letter written down."""
    match node:
        case ast.Call(func=ast.Name(id="ord"), args=[ast.Constant()]):
            return False
        case ast.Call(func=ast.Name(id="ord"), args=[_]):
            return True
    return False


def _case(program: Program, node: ast.expr) -> str:
    """The case of the first letter whose number it is."""
    match node:
        case ast.Call(func=ast.Name(id="ord"), args=[ast.Constant(value="a" | "A" as letter)]):
            return _FIRST[letter]
        case ast.Constant(value=int(number)):
            return _NUMBERS.get(number, "")
        case ast.Name():
            value = program.written(node)
            return _case(program, value) if value is not None and not isinstance(value, ast.Name) else ""
    return ""


def _asked(program: Program, node: ast.AST, letter: ast.expr) -> str:
    """The case that the branch around has asked the letter for."""
    for child, parent in program.up(node):
        if isinstance(parent, ast.If | ast.IfExp):
            body = parent.body if isinstance(parent.body, list) else [parent.body]
            if any(child is one for one in body) and (case := _tested(parent.test, letter)):
                return case
    return ""


def _tested(test: ast.expr, letter: ast.expr) -> str:
    match test:
        case ast.Call(func=ast.Attribute(value=owner, attr=method), args=[]) if same(owner, letter):
            return _TESTS.get(method, "")
        case ast.Compare(
            left=ast.Constant(value="a" | "A" as first),
            ops=[ast.LtE(), ast.LtE()],
            comparators=[middle, ast.Constant(value="z" | "Z" as last)],
        ) if same(middle, letter) and first.isupper() == last.isupper():
            return _FIRST[first]
        case ast.BoolOp(op=ast.And(), values=parts):
            return next((case for one in parts if (case := _tested(one, letter))), "")
    return ""


CHECKS: tuple[Check, ...] = (other_alphabet,)
