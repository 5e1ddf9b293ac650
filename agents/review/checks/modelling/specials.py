"""Methods that Python itself calls, and methods whose answer is another thing than they promise."""

import ast
import re
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="ranks-compared-as-texts",
        title="`{name}` compares the ranks as texts, so that '10' comes before '2'",
        weights={"correctness": 0.4},
        level="beginner",
        why="Texts are compared letter by letter; the order of the ranks is that of their list.",
        do="Compare the places that the two have in the list of ranks.",
        example="RANKS = ['2', '3', '10', 'K', 'A']\n\n\nclass Card:\n    def __init__(self, rank):\n"
        "        self.rank = rank\n\n    def __lt__(self, other):\n        return self.rank < other.rank\n",
        better="RANKS = ['2', '3', '10', 'K', 'A']\n\n\nclass Card:\n    def __init__(self, rank):\n"
        "        self.rank = rank\n\n    def __lt__(self, other):\n"
        "        return RANKS.index(self.rank) < RANKS.index(other.rank)\n",
    )
)
def ranks_compared_as_texts(program: Program) -> Iterator[Place]:
    """See the rule: a list or dictionary of ranks with '10' in it, called as the attribute that is compared."""
    lists = {}
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=parts) | ast.Tuple(elts=parts)):
                lists[name.lower()] = parts
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(keys=keys)):
                lists[name.lower()] = [one for one in keys if one is not None]
    ordered = {
        name.rstrip("s")
        for name, parts in lists.items()
        if any(is_const(one, "10") for one in parts)
        and any(is_const(one, "2", "3", "7", "9", "A", "K") for one in parts)
    }
    for asked in program.all(ast.Compare) if ordered else ():
        match asked:
            case ast.Compare(
                left=ast.Attribute(value=ast.Name(id=one), attr=left),
                ops=[ast.Lt() | ast.Gt() | ast.LtE() | ast.GtE()],
                comparators=[ast.Attribute(value=ast.Name(id=two), attr=right)],
            ) if one != two and left == right:
                if any(re.search(rf"(?:^|_){left.strip('_').lower()}(?:_|$)", known) for known in ordered):
                    yield Place(asked.lineno, ast.unparse(asked)[:50])


@check(
    Rule(
        code="change-behind-the-return",
        title="`{name}` stands behind `return` and is never done",
        weights={"correctness": 0.35},
        level="beginner",
        why="`return` ends the function at once.",
        do="Do it before the value is given back.",
        example="class Counter:\n    def __init__(self):\n        self.number = 0\n\n    def draw(self):\n"
        "        return self.number\n        self.number += 1\n",
        better="class Counter:\n    def __init__(self):\n        self.number = 0\n\n    def draw(self):\n"
        "        drawn = self.number\n        self.number += 1\n        return drawn\n",
    )
)
def change_behind_the_return(program: Program) -> Iterator[Place]:
    """See the rule: an attribute, an entry or a list is changed right behind a `return` of the same block."""
    for node in program.all(ast.Return):
        for step in program.after(node, 1):
            match step:
                case ast.AugAssign(target=target) | ast.Assign(targets=[ast.Attribute() | ast.Subscript() as target]):
                    yield Place(step.lineno, ast.unparse(target)[:40])
                case ast.Expr(value=call) if method_of(call) in ("append", "add", "remove", "pop", "clear", "insert"):
                    yield Place(step.lineno, ast.unparse(step)[:40])


CHECKS: tuple[Check, ...] = (
    ranks_compared_as_texts,
    change_behind_the_return,
)
