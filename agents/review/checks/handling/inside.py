"""What lies in lists in a dictionary, and is looked for elsewhere."""

import ast
from collections.abc import Iterator, Sequence

from agents.review.checking import Check, check
from agents.review.program import Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="asked-among-the-keys",
        title="`{name}` asks the keys, and puts it into one of the lists",
        weights={"correctness": 0.4},
        level="beginner",
        why="`in` asks for the keys of a dictionary. What one of its lists holds is not found so, and is put in again.",
        do="Ask the list that it is put into.",
        example="def join(teams, team, person):\n    if person not in teams:\n        teams[team].append(person)\n",
        better="def join(teams, team, person):\n    if person not in teams[team]:\n"
        "        teams[team].append(person)\n",
    )
)
def asked_among_the_keys(program: Program) -> Iterator[Place]:
    """See the rule: `x not in d` with `d[k].append(x)` under it, or behind an `x in d` that leaves."""
    for node in program.all(ast.If):
        for test in node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]:
            match test:
                case ast.Compare(left=one, ops=[ast.NotIn()], comparators=[ast.Name() | ast.Attribute() as whole]):
                    put = _puts(node.body, one, whole)
                case ast.Compare(left=one, ops=[ast.In()], comparators=[ast.Name() | ast.Attribute() as whole]):
                    leaves = isinstance(node.body[-1], ast.Return | ast.Raise | ast.Continue) and not node.orelse
                    put = leaves and _puts(program.after(node, 4), one, whole)
                case _:
                    continue
            if put:
                yield Place(node.lineno, ast.unparse(test))


def _puts(block: Sequence[ast.stmt], one: ast.expr, whole: ast.expr) -> bool:
    """Whether it is put into one of the values, under another key."""
    wanted, owner = ast.unparse(one), ast.unparse(whole)
    for statement in block:
        match statement:
            case ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(value=ast.Subscript(value=kept, slice=key), attr="append" | "add"), args=[given]
                )
            ) if ast.unparse(given) == wanted and ast.unparse(kept) == owner:
                return ast.unparse(key) != wanted
    return False


CHECKS: tuple[Check, ...] = (asked_among_the_keys,)
