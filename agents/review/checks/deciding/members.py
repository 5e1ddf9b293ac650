"""Questions whose answer is known before they are asked: an element among its own, a letter behind a wider question."""

import ast
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="looked-for-where-it-comes-from",
        title="`{name}` asks for each element in the list that it comes from",
        weights={"correctness": 0.4},
        level="beginner",
        why="What a loop takes out of a list is in that list: the answer is the same in every turn.",
        do="Ask in the other list.",
        example="def only_in_first(first, second):\n    found = []\n    for one in first:\n"
        "        if one not in first:\n            found.append(one)\n    return found\n",
        better="def only_in_first(first, second):\n    found = []\n    for one in first:\n"
        "        if one not in second:\n            found.append(one)\n    return found\n",
    )
)
def looked_for_where_it_comes_from(program: Program) -> Iterator[Place]:
    """See the rule: the first question of a turn, of what no turn changes."""
    for walk in program.walks:
        if not isinstance(walk.target, ast.Name) or not isinstance(walk.iter, ast.Name | ast.Attribute):
            continue
        loop: ast.AST = walk if isinstance(walk, ast.For) else program.parents[walk]
        if isinstance(walk, ast.For):
            tests = [one.test for one in walk.body if isinstance(one, ast.If)]
        else:
            tests = list(walk.ifs)
        for test in tests:
            for asked in test.values if isinstance(test, ast.BoolOp) else [test]:
                match asked:
                    case ast.Compare(left=ast.Name(id=name), ops=[ast.In() | ast.NotIn()], comparators=[where]):
                        alike = name == walk.target.id and same(where, walk.iter)
                    case _:
                        continue
                if alike and not _changes(program, loop, walk):
                    yield Place(asked.lineno, ast.unparse(asked))


def _changes(program: Program, loop: ast.AST, walk: ast.For | ast.comprehension) -> bool:
    """Whether the loop changes its element or what it goes through."""
    if not isinstance(loop, ast.For):
        return False
    stores = [
        one
        for one in program.places(program.scope(loop), getattr(walk.target, "id", ""))
        if isinstance(one.ctx, ast.Store) and loop.lineno <= one.lineno <= (loop.end_lineno or loop.lineno)
    ]
    return len(stores) > 1 or not program.steady(walk.iter, loop)


_WITHIN: Final = {
    "isalpha": frozenset(("isupper", "islower")),
    "isalnum": frozenset(("isalpha", "isdigit", "isupper", "islower", "isnumeric", "isdecimal")),
}
"""What a question asks of all signs that another one holds for."""


def _is_within(program: Program, test: ast.expr, name: str, wide: str) -> bool:
    """Whether a condition holds for nothing but what the wider question has taken."""
    match test:
        case ast.BoolOp(op=ast.And(), values=[first, *_]):
            return _is_within(program, first, name, wide)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=asked), attr=method), args=[]):
            return asked == name and method in _WITHIN[wide]
        case ast.Compare(left=ast.Name(id=asked), ops=[ast.In() | ast.Eq()], comparators=[where]) if asked == name:
            signs = program.written(where) if isinstance(where, ast.Name) else where
            text = signs.value if isinstance(signs, ast.Constant) else ""
            whole = isinstance(text, str) and bool(text)
            return whole and (str(text).isalpha() if wide == "isalpha" else str(text).isalnum())
    return False


CHECKS: tuple[Check, ...] = (looked_for_where_it_comes_from,)
