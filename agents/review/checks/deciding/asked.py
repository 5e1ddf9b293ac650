"""Questions that are not the ones that are said: asked twice, content with one of several, out of a line."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="asked-twice",
        title="`{name}` is asked twice in one condition",
        weights={"correctness": 0.35},
        level="beginner",
        why="The second time says nothing new: something else was to be asked.",
        do="Say in words what has to hold, and compare it with each part.",
        example="def all_alike(row):\n    return row[0] == 'x' and row[1] == 'x' and row[1] == 'x'\n",
        better="def all_alike(row):\n    return row[0] == 'x' and row[1] == 'x' and row[2] == 'x'\n",
    )
)
def asked_twice(program: Program) -> Iterator[Place]:
    """See the rule: the same comparison twice beside each other's like."""
    for node in program.all(ast.BoolOp):
        seen: set[str] = set()
        for part in node.values:
            text = ast.dump(part)
            pure = isinstance(part, ast.Compare) and not any(isinstance(one, ast.Call) for one in ast.walk(part))
            if pure and text in seen:
                yield Place(node.lineno, ast.unparse(part))
                break
            seen.add(text)


@check(
    Rule(
        code="one-of-them-is-enough",
        title="`{name}` is content with one of what it looks for",
        weights={"correctness": 0.3},
        level="beginner",
        why="What is valid has to have all of it; with `or` a single one will do.",
        do="Join them by the word that asks for all.",
        example="def is_valid(code):\n    has_letter = False\n    has_digit = False\n    for sign in code:\n"
        "        if sign.isalpha():\n            has_letter = True\n        if sign.isdigit():\n"
        "            has_digit = True\n    return has_letter or has_digit\n",
        better="def is_valid(code):\n    has_letter = False\n    has_digit = False\n    for sign in code:\n"
        "        if sign.isalpha():\n            has_letter = True\n        if sign.isdigit():\n"
        "            has_digit = True\n    return has_letter and has_digit\n",
    )
)
def one_of_them_is_enough(program: Program) -> Iterator[Place]:
    """See the rule: a function that says what is valid returns `has_x or has_y`."""
    for function in program.functions:
        match function.body[-1]:
            case ast.Return(value=ast.BoolOp(op=ast.Or(), values=[*parts])):
                flags = all(isinstance(one, ast.Name) and one.id.startswith("has_") for one in parts)
                words = program.purpose(function)
                if flags and _VALID.search(words) and not re.search(r"\b(?:or|either|one of|any)\b", words):
                    yield Place(function.body[-1].lineno, function.name)


_VALID: Final = re.compile(r"\b(?:valid|strong|secure|safe|good|acceptable|check password|validate)\b")


@check(
    Rule(
        code="out-of-the-line",
        title="`{name}` lies beside the line of the others",
        weights={"correctness": 0.35},
        level="beginner",
        why="Three fields in a row lie in one row, one column or on one of the two diagonals.",
        do="Draw the board, and mark the fields that are asked.",
        example="def wins(board, player):\n    return board[0][0] == player and board[1][1] == player"
        " and board[2][0] == player\n",
        better="def wins(board, player):\n    return board[0][0] == player and board[1][1] == player"
        " and board[2][2] == player\n",
    )
)
def out_of_the_line(program: Program) -> Iterator[Place]:
    """See the rule: three fields of one board with constant places that are asked together."""
    together: list[tuple[ast.expr, list[ast.expr]]] = []
    for chain in program.all(ast.Compare):
        alike = [one for one, sign in zip(chain.comparators, chain.ops, strict=True) if isinstance(sign, ast.Eq)]
        if alike == chain.comparators[: len(alike)]:  # `a == b == c`, and perhaps `!= " "` behind it
            together.append((chain, [chain.left, *alike]))
    for node in program.all(ast.BoolOp):
        asked = [one.left for one in node.values if isinstance(one, ast.Compare)]
        if isinstance(node.op, ast.And) and len(asked) == len(node.values):
            together.append((node, asked))
    for whole, fields_asked in together:
        fields = [field for one in fields_asked if (field := _field(one))]
        if len(fields) != _ROW or len({board for board, _, _ in fields}) != 1:
            continue
        steps = {(b[1] - a[1], b[2] - a[2]) for a, b in pairwise(fields)}
        if len(steps) != 1 and len(set(fields)) == _ROW and sorted(row for _, row, _ in fields) == [0, 1, 2]:
            yield Place(whole.lineno, ast.unparse(fields_asked[-1]))


_ROW: Final = 3


def _field(node: ast.expr) -> tuple[str, int, int] | None:
    match node:
        case ast.Subscript(
            value=ast.Subscript(value=ast.Name(id=board), slice=ast.Constant(value=int(row))),
            slice=ast.Constant(value=int(column)),
        ):
            return board, row, column
    return None


@check(
    Rule(
        code="asked-for-another-key",
        title="`{name}` is asked for, and another key is begun",
        weights={"correctness": 0.4},
        level="beginner",
        why="Whether a key is new has to be asked of the key that gets its first value.",
        do="Compare the key in the question with the key in the line below.",
        example="teams = {}\nfor player, team in [('Ada', 'red'), ('Bob', 'red')]:\n    if player not in teams:\n"
        "        print('new:', team)\n        teams[team] = []\n    teams[team].append(player)\n",
        better="teams = {}\nfor player, team in [('Ada', 'red'), ('Bob', 'red')]:\n    if team not in teams:\n"
        "        print('new:', team)\n        teams[team] = []\n    teams[team].append(player)\n",
    )
)
def asked_for_another_key(program: Program) -> Iterator[Place]:
    """See the rule: `if a not in d: d[b] = []`, where what follows adds to `d[b]`."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(left=ast.Name(id=asked), ops=[ast.NotIn()], comparators=[ast.Name(id=table)]),
                body=[
                    *_,
                    ast.Assign(targets=[ast.Subscript(value=ast.Name(id=begun), slice=ast.Name(id=key))], value=value),
                ],
                orelse=[],
            ) if begun == table and key != asked:
                first = isinstance(value, ast.Constant | ast.List | ast.Dict | ast.Set | ast.Call)
                behind = {ast.unparse(one) for step in program.after(node, 1) for one in ast.walk(step)}
                if first and f"{table}[{key}]" in behind and f"{table}[{asked}]" not in behind:
                    yield Place(node.lineno, asked)


@check(
    Rule(
        code="rest-is-never-below-zero",
        title="`{name}` always holds",
        weights={"correctness": 0.4},
        level="beginner",
        why="The rest of a division by a positive number is 0 or more, whatever is divided.",
        do="Ask whether there is a rest: whether it is more than 0.",
        example="def boxes(eggs):\n    full = eggs // 6\n    if eggs % 6 >= 0:\n        full += 1\n    return full\n",
        better="def boxes(eggs):\n    full = eggs // 6\n    if eggs % 6 > 0:\n        full += 1\n    return full\n",
    )
)
def rest_is_never_below_zero(program: Program) -> Iterator[Place]:
    """See the rule: `x % n >= 0`, and `x % n < 0`."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.BinOp(op=ast.Mod(), right=ast.Constant(value=int())),
                ops=[ast.GtE() | ast.Lt()],
                comparators=[ast.Constant(value=0)],
            ):
                yield Place(node.lineno, ast.unparse(node))


CHECKS: tuple[Check, ...] = (
    asked_twice,
    one_of_them_is_enough,
    out_of_the_line,
    asked_for_another_key,
    rest_is_never_below_zero,
)
