"""Switches between two values that switch back at once."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

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


@check(
    Rule(
        code="turn-goes-on-though-refused",
        title="`{name}` gives the turn to the other one although nothing was done",
        weights={"correctness": 0.4},
        level="beginner",
        why="What was asked for is refused, so the same player should try again. Here the turn is lost.",
        do="Change whose turn it is only where the move counts.",
        example="class Game:\n    def __init__(self):\n        self.fields = [''] * 9\n        self.turn = 'x'\n\n"
        "    def play(self, at):\n        if self.fields[at] != '':\n"
        "            self.turn = 'o' if self.turn == 'x' else 'x'\n            return False\n"
        "        self.fields[at] = self.turn\n        self.turn = 'o' if self.turn == 'x' else 'x'\n"
        "        return True\n",
        better="class Game:\n    def __init__(self):\n        self.fields = [''] * 9\n        self.turn = 'x'\n\n"
        "    def play(self, at):\n        if self.fields[at] != '':\n            return False\n"
        "        self.fields[at] = self.turn\n        self.turn = 'o' if self.turn == 'x' else 'x'\n"
        "        return True\n",
    )
)
def turn_goes_on_though_refused(program: Program) -> Iterator[Place]:
    """See the rule: the same switch of whose turn it is before `continue` or `return False`, and where all is well."""
    switches: dict[tuple[ast.AST, str], list[ast.Assign]] = defaultdict(list)
    for node in program.all(ast.Assign):
        if _turns(node):
            switches[program.scope(node), ast.unparse(node)].append(node)
    for likes in switches.values():
        refused = [one for one in likes if _is_refusal(program, one)]
        if refused and len(refused) < len(likes):
            yield Place(refused[0].lineno, ast.unparse(refused[0])[:50])


def _turns(node: ast.Assign) -> bool:
    """Whether a name of whose turn it is becomes another value that depends on the one it has."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=ast.IfExp(test=test)):
            depends = name in ast.unparse(test)
        case ast.Assign(
            targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=ast.BinOp() | ast.UnaryOp() as value
        ):
            depends = name in ast.unparse(value)
        case _:
            return False
    return depends and bool(_WHOSE.search(name.lower()))


_WHOSE: Final = re.compile(r"(?:^|_)(?:turn|player|who|current|mover|side|active|next)(?:_|$)")


def _is_refusal(program: Program, node: ast.Assign) -> bool:
    """Whether what follows at once leaves with nothing done, for a reason that is no pass."""
    after = program.after(node, 1)
    around = program.parents[node]
    said = ast.unparse(around).lower() if isinstance(around, ast.If) else ""
    if re.search(r"\b(?:pass|skip|lose|loses|lost|miss|misses)", said):
        return False
    match after:
        case [ast.Return(value=ast.Constant(value=False))]:
            return True
        case [ast.Continue()]:
            empty = isinstance(around, ast.If) and _asks_for_a_place(around.test)
            return empty or bool(
                re.search(r"invalid|not allowed|illegal|taken|occupied|try again|already|is full", said)
            )
    return False


def _asks_for_a_place(test: ast.expr) -> bool:
    """`board[at] != ' '`: somebody is there already."""
    match test:
        case ast.Compare(left=ast.Subscript(), ops=[ast.NotEq()], comparators=[ast.Constant(value=str() | int())]):
            return True
        case ast.Compare(left=ast.Subscript(), ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return True
    return False


CHECKS: tuple[Check, ...] = (
    turn_goes_on_though_refused,
    switched_back_at_once,
    asked_again_after_the_change,
    nobody_wins_with_empty_fields,
)
