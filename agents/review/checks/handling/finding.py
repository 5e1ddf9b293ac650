"""Places that `find` gives, taken for a yes or a no."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="find-as-condition",
        title="`{name}` is true where nothing is found",
        weights={"correctness": 0.35},
        level="beginner",
        why="`find` gives -1 where nothing is found, which counts as true, and 0 for the beginning, which does not.",
        do="Ask with `in`.",
        example="def has(text, word):\n    if text.find(word):\n        return True\n    return False\n",
        better="def has(text, word):\n    return word in text\n",
    )
)
def find_as_condition(program: Program) -> Iterator[Place]:
    """See the rule: the result of `find` or `rfind`, or a name for it alone, as a condition by itself."""
    for node in program.all(ast.Call):
        if method_of(node) not in {"find", "rfind"} or not 0 < len(node.args) <= _FIND_MOST or node.keywords:
            continue
        if not _is_text(program, node):
            continue
        asked: list[ast.expr] = [node]
        match program.parents.get(node):
            case ast.Assign(targets=[ast.Name(id=name) as target]) if all(
                one is not None and method_of(one) == method_of(node) for one in program.values(target)
            ):
                if program.values(target)[0] is not node:  # it is told once, where it is found first
                    continue
                if not _is_text(program, node, certain=True):  # a soup of tags has a `find` as well
                    continue
                asked = list(program.places(program.scope(node), name)[:_FIND_PLACES])
        for one in asked:
            if _is_condition(program, one):
                yield Place(one.lineno, ast.unparse(node)[:40])


_FIND_MOST: Final = 3
_FIND_PLACES: Final = 20  # of a name that are looked at


def _is_condition(program: Program, node: ast.expr) -> bool:
    """Whether an expression is a condition, or a part of one, by its truth alone."""
    inner: ast.AST = node
    around = program.parents.get(node)
    while isinstance(around, ast.BoolOp) or (isinstance(around, ast.UnaryOp) and isinstance(around.op, ast.Not)):
        inner, around = around, program.parents.get(around)
    if isinstance(around, ast.comprehension):
        return any(inner is one for one in around.ifs)
    return isinstance(around, ast.If | ast.While | ast.IfExp) and around.test is inner


def _is_text(program: Program, call: ast.Call, *, certain: bool = False) -> bool:
    """Whether `find` is that of a text, `certain` or maybe: a tree of XML has one that gives an element."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else call
    if isinstance(owner, ast.Call):
        return method_of(owner) in {"lower", "upper", "strip", "casefold", "read"} or call_name(owner) in {
            "str",
            "input",
        }
    named = isinstance(owner, ast.Name) and _TEXT.search(owner.id)
    kinds = {"str"} if certain else {"str", "parameter"}
    return (bool(named) or program.kind(owner) in kinds) and not any(isinstance(one, ast.Dict) for one in call.args)


_TEXT: Final = re.compile(r"(?:^|_)(?:line|text|word|sentence|string|name|title|message|filename|path|address|phrase)$")


@check(
    Rule(
        code="beginning-not-found",
        title="`{name}` is no for what stands at the very beginning",
        weights={"correctness": 0.4},
        level="beginner",
        why="`find` counts from 0: what the text begins with is found at place 0. Only -1 means that it is not there.",
        do="Ask with `in`, or compare with -1.",
        example="def has(text, word):\n    return text.lower().find(word) > 0\n",
        better="def has(text, word):\n    return word in text.lower()\n",
    )
)
def beginning_not_found(program: Program) -> Iterator[Place]:
    """See the rule: `find` of a word, compared with 0 by `>`, where nothing is cut off before the place."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=left, ops=[ast.Gt()], comparators=[zero]) if is_const(zero, 0):
                pass
            case ast.Compare(left=zero, ops=[ast.Lt()], comparators=[left]) if is_const(zero, 0):
                pass
            case _:
                continue
        given = [left] if not isinstance(left, ast.Name) else program.values(left)
        if not given or not all(one is not None and _looks_for_a_word(program, one) for one in given):
            continue
        if not isinstance(left, ast.Name) or not _cuts(program, left):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _looks_for_a_word(program: Program, node: ast.expr) -> bool:
    """Whether it is `find` of something that may well be what a text begins with."""
    match node:
        case ast.Call(func=ast.Attribute(attr="find"), args=[ast.Constant(value=str(word)), *_]):
            return any(one.isalpha() for one in word) and _is_text(program, node)
        case ast.Call(func=ast.Attribute(attr="find"), args=[ast.Name(), *_]):
            return _is_text(program, node)
    return False


def _cuts(program: Program, place: ast.Name) -> bool:
    """Whether something before the place is taken: then there must be something."""
    for one in program.places(program.scope(place), place.id)[:_FIND_PLACES]:
        around = program.parents[one]
        if isinstance(around, ast.Slice) and around.upper is one:
            return True
        if isinstance(around, ast.BinOp) and isinstance(around.op, ast.Sub):
            return True
    return False


CHECKS: tuple[Check, ...] = (find_as_condition, beginning_not_found)
