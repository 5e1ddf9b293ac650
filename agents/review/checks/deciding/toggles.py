"""Switches between two values that switch back at once."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="switched-back-at-once",
        title="`{name}` is switched, and switched back by the next line",
        weights={"correctness": 0.4},
        level="beginner",
        why="The second `if` sees what the first has just set, and undoes it.",
        do="Let only one of the two happen in a turn: `elif` or `else`.",
        example="side = 'left'\nfor turn in range(4):\n    print(turn, side)\n    if side == 'left':\n"
        "        side = 'right'\n    if side == 'right':\n        side = 'left'\n",
        better="side = 'left'\nfor turn in range(4):\n    print(turn, side)\n    if side == 'left':\n"
        "        side = 'right'\n    elif side == 'right':\n        side = 'left'\n",
    )
)
def switched_back_at_once(program: Program) -> Iterator[Place]:
    """See the rule: `if x == a: x = b` and directly behind it `if x == b: x = c`, also with True and False."""
    for node in program.all(ast.If):
        first = _switch(node)
        if first is None or node.orelse:
            continue
        for behind in program.after(node, 1):
            second = _switch(behind)
            if second and first[0] == second[0] and same(first[2], second[1]) and not same(second[1], second[2]):
                yield Place(behind.lineno, first[0])


def _switch(node: ast.stmt) -> tuple[str, ast.expr, ast.expr] | None:
    """What an `if` asks and sets: the name, the value before and the one after."""
    match node:
        case ast.If(
            test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant() as before]),
            body=[ast.Assign(targets=[target], value=ast.Constant() as after)],
        ) if ast.unparse(left) == ast.unparse(target):
            return ast.unparse(target), before, after
        case ast.If(
            test=ast.Name() | ast.Attribute() | ast.Subscript() | ast.UnaryOp(op=ast.Not()) as test,
            body=[ast.Assign(targets=[target], value=ast.Constant(value=bool()) as after)],
        ):
            turned = isinstance(test, ast.UnaryOp)
            asked = test.operand if isinstance(test, ast.UnaryOp) else test
            same_one = ast.unparse(asked) == ast.unparse(target)
            return (ast.unparse(target), ast.Constant(value=not turned), after) if same_one else None
    return None


@check(
    Rule(
        code="asked-again-after-the-change",
        title="`{name}` is asked again after the line before has changed it",
        weights={"correctness": 0.4},
        level="beginner",
        why="The second `if` sees the new value: both may be done in one turn, where one of the two was meant.",
        do="Let the second be the `else` of the first.",
        example="def turns(n):\n    count = 0\n    while n > 1:\n        if n % 2 == 0:\n            n = n // 2\n"
        "        if n % 2 == 1:\n            n = 3 * n + 1\n        count += 1\n    return count\n",
        better="def turns(n):\n    count = 0\n    while n > 1:\n        if n % 2 == 0:\n            n = n // 2\n"
        "        else:\n            n = 3 * n + 1\n        count += 1\n    return count\n",
    )
)
def asked_again_after_the_change(program: Program) -> Iterator[Place]:
    """See the rule: even and odd, each by an `if` of its own that changes the number."""
    for node in program.all(ast.If):
        first = _parity(node)
        for behind in program.after(node, 1) if first and not node.orelse else ():
            second = _parity(behind)
            if first and second and first[0] == second[0] and first[1] != second[1]:
                yield Place(behind.lineno, first[0])


def _parity(node: ast.stmt) -> tuple[str, bool] | None:
    """The number that an `if` asks to be even or odd, and then sets; and whether it asks for even ones."""
    match node:
        case ast.If(
            test=ast.Compare(
                left=ast.BinOp(left=ast.Name(id=name), op=ast.Mod(), right=ast.Constant(value=2)),
                ops=[ast.Eq() | ast.NotEq() as sign],
                comparators=[ast.Constant(value=int(rest))],
            ),
            body=[ast.Assign(targets=[ast.Name(id=given)])] | [ast.AugAssign(target=ast.Name(id=given))],
        ) if given == name:
            return name, (rest == 0) == isinstance(sign, ast.Eq)
    return None


@check(
    Rule(
        code="nobody-wins-with-empty-fields",
        title="`{name}` holds for a line that is empty",
        weights={"correctness": 0.4},
        level="beginner",
        why="Three empty fields are alike as well: a line has won when its fields are alike and not empty.",
        do="Ask that the fields are alike, and that they are not empty.",
        example="def winner(line):\n    if line[0] == line[1] == line[2] == ' ':\n        return line[0]\n"
        "    return None\n",
        better="def winner(line):\n    if line[0] == line[1] == line[2] != ' ':\n        return line[0]\n"
        "    return None\n",
    )
)
def nobody_wins_with_empty_fields(program: Program) -> Iterator[Place]:
    """See the rule: fields that are equal to each other and to a blank, where the field is given back or shown."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(
                left=ast.Subscript() as field, comparators=[*_, ast.Constant(value=" " | "" | "-" | "." | None)]
            ):
                pass
            case _:
                continue
        chain = len(node.test.ops) > _PAIR and all(isinstance(one, ast.Eq) for one in node.test.ops)
        fields = {ast.unparse(one) for one in [field, *node.test.comparators] if isinstance(one, ast.Subscript)}
        used = {ast.unparse(one) for step in node.body for one in ast.walk(step) if isinstance(one, ast.Subscript)}
        if chain and fields & used:
            yield Place(node.lineno, ast.unparse(node.test)[:50])


_PAIR = 2


CHECKS: tuple[Check, ...] = (
    switched_back_at_once,
    asked_again_after_the_change,
    nobody_wins_with_empty_fields,
)
