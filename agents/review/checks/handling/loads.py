"""Boxes, lines and trips that are filled up to a limit."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="load-not-begun-anew",
        title="`{name}` still counts what is in the full ones",
        weights={"correctness": 0.4},
        level="beginner",
        why="With a new box the load begins anew. Here it goes on growing, so that from the first full box on every "
        "element gets a box of its own.",
        do="Set the load back where the new one is begun.",
        example="def packed(weights, limit):\n    boxes = [[]]\n    load = 0\n    for weight in weights:\n"
        "        if load + weight > limit:\n            boxes.append([])\n        boxes[-1].append(weight)\n"
        "        load += weight\n    return boxes\n",
        better="def packed(weights, limit):\n    boxes = [[]]\n    load = 0\n    for weight in weights:\n"
        "        if load + weight > limit:\n            boxes.append([])\n            load = 0\n"
        "        boxes[-1].append(weight)\n        load += weight\n    return boxes\n",
    )
)
def load_not_begun_anew(program: Program) -> Iterator[Place]:
    """See the rule: `if load + x > limit` begins a new one, and the loop only ever adds to the load."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(
                left=ast.BinOp(left=ast.Name(id=load), op=ast.Add(), right=added), ops=[ast.Gt() | ast.GtE()]
            ):
                pass
            case _:
                continue
        loops = program.loops_around(node)
        if not loops or not isinstance(loops[0], ast.For | ast.While) or not any(_begins(one) for one in node.body):
            continue
        loop = loops[0]
        stores = [
            program.parents[one]
            for one in program.places(program.scope(node), load)
            if not isinstance(one.ctx, ast.Load) and loop.lineno <= one.lineno <= (loop.end_lineno or loop.lineno)
        ]
        grows = [one for one in stores if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add)]
        alike = all(names_in(one.value) & names_in(added) for one in grows)
        if grows and len(grows) == len(stores) and alike and all(one not in node.body for one in grows):
            yield Place(node.lineno, load)


def _begins(step: ast.stmt) -> bool:
    """Whether a new one is begun: an empty list is put in, or what was filled is put away, or one more is counted."""
    match step:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[ast.List(elts=[])])):
            return True
        case ast.Assign(value=ast.List(elts=[]) | ast.List(elts=[_])):
            return True
        case ast.AugAssign(op=ast.Add(), value=ast.Constant(value=1)):
            return True
    return False


CHECKS: tuple[Check, ...] = (load_not_begun_anew,)
