"""When a game is won, lost or drawn: lines of empty fields, draws that are asked for first, fields that are refused."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_BLANKS: Final = (" ", "", "-", "_", ".", "*", None)
_LINE: Final = 3
"""Fields of the shortest line that wins."""


def _texts(block: list[ast.stmt]) -> str:
    """What the statements of a block say, in small letters."""
    walked = (one for step in block for one in ast.walk(step))
    return " ".join(one.value.lower() for one in walked if isinstance(one, ast.Constant) and isinstance(one.value, str))


@check(
    Rule(
        code="empty-line-wins",
        title="`{name}` is true of a line of empty fields as well",
        weights={"correctness": 0.35},
        level="beginner",
        why="Three empty fields are alike, too. On an empty board somebody would have won already.",
        do="Ask as well that one of the fields is not empty.",
        example="def winner(board):\n    for line in board:\n        if line[0] == line[1] == line[2]:\n"
        "            return line[0]\n    return None\n\n\nprint(winner([[' ', ' ', ' '], ['X', 'O', 'X']]))\n",
        better="def winner(board):\n    for line in board:\n        if line[0] == line[1] == line[2] != ' ':\n"
        "            return line[0]\n    return None\n\n\nprint(winner([[' ', ' ', ' '], ['X', 'O', 'X']]))\n",
    )
)
def empty_line_wins(program: Program) -> Iterator[Place]:
    """See the rule: fields that are alike in a function about winning which gives one back and knows no empty ones."""
    if any(map(_numbers_its_fields, program.all(ast.Assign, ast.Return, ast.Call))):  # such fields are never alike
        return
    asks: dict[ast.AST, bool] = {}
    for node in program.all(ast.If):
        fields = _alike(node.test)
        function = program.function_of(node)
        if not fields or function is None or not _OF_LINES.search(program.purpose(function)):
            continue
        given = {ast.unparse(one) for step in node.body for one in ast.walk(step) if isinstance(one, ast.Subscript)}
        if not given & fields or not isinstance(node.body[-1], ast.Return | ast.Assign | ast.Expr):
            continue
        if function not in asks:
            asks[function] = any(_asks_for_blank(program, one) for one in program.within(function))
        if not asks[function] and re.search("board|grid|cell|line|row|field|square", " ".join(fields).lower()):
            yield Place(node.lineno, ast.unparse(node.test)[:50])


_OF_LINES: Final = re.compile(r"\bwin|\bwon\b|\brows?\b|\blines?\b")


def _numbers_its_fields(node: ast.AST) -> bool:
    """Whether a board is made, or handed on, whose fields hold their numbers."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=value):
            board = _BOARD.search(name.lower()) is not None
        case ast.Return(value=ast.List() | ast.ListComp() as value):
            board = True
        case ast.Call(args=[value, *_]):
            board = isinstance(value, ast.List)
        case _:
            return False
    made = isinstance(value, ast.List | ast.ListComp | ast.Call)
    return board and made and any(map(_is_numbered, ast.walk(value)))


_BOARD: Final = re.compile("board|grid|cell|field|square|game|place")


def _is_numbered(node: ast.AST) -> bool:
    """Whether it makes a board whose fields hold their numbers to begin with."""
    match node:
        case ast.List(elts=[ast.Constant(value="1" | 1), ast.Constant(value="2" | 2), *_]):
            return True
        case ast.Call(func=ast.Name(id="str"), args=[ast.Name() | ast.BinOp()]):
            return True
        case ast.Call(func=ast.Name(id="list"), args=[ast.Call(func=ast.Name(id="range")) | ast.Constant()]):
            return True
    return False


def _alike(test: ast.expr) -> set[str]:
    """The fields of a line that are asked to be alike, and nothing else."""
    match test:
        case ast.Compare(left=left, ops=[_, _, *_] as ops, comparators=sides):
            parts = [left, *sides]
            if all(isinstance(one, ast.Eq) for one in ops) and all(isinstance(one, ast.Subscript) for one in parts):
                return set(map(ast.unparse, parts))
        case ast.BoolOp(op=ast.And(), values=values):
            sides = [side for one in values if isinstance(one, ast.Compare) for side in (one.left, *one.comparators)]
            equal = all(isinstance(one, ast.Compare) and isinstance(one.ops[0], ast.Eq) for one in values)
            if equal and len(values) == _LINE - 1 and all(isinstance(one, ast.Subscript) for one in sides):
                fields = set(map(ast.unparse, sides))
                return fields if len(fields) == _LINE else set()
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[ast.Call(func=ast.Name(id="set"), args=[ast.Name(id=line)])]),
            ops=[ast.Eq()],
            comparators=[one],
        ) if is_const(one, 1):
            return {f"{line}[0]"}
    return set()


def _asks_for_blank(program: Program, node: ast.AST) -> bool:
    """Whether empty fields are spoken of, or a field is taken as a condition."""
    match node:
        case ast.Compare(ops=[*_, ast.NotEq() | ast.IsNot() | ast.In() | ast.NotIn()]):
            return True
        case ast.Compare(comparators=sides):
            return any(is_const(one, *_BLANKS) for one in sides)
        case ast.Subscript() | ast.Name():
            around = program.parents[node]
            asked = isinstance(around, ast.If | ast.IfExp | ast.While) and around.test is node
            return asked or isinstance(around, ast.BoolOp | ast.UnaryOp)
        case ast.Call():
            return call_name(node) in ("all", "any", "bool")
    return False


@check(
    Rule(
        code="done-while-blanks-are-left",
        title="`{name}` is true as long as something is left",
        weights={"correctness": 0.4},
        level="beginner",
        why="A word is found, and a board is full, when there is no blank left in it. `in` says that there is one.",
        do="Put in something half done, and say what comes out.",
        example="def is_solved(shown):\n    return '_' in shown\n",
        better="def is_solved(shown):\n    return '_' not in shown\n",
    )
)
def done_while_blanks_are_left(program: Program) -> Iterator[Place]:
    """See the rule: a blank that is in what is shown, given back as full or solved, or followed by a win."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=ast.Constant(value="_" | "-" | " " | "*" | "?" as blank), ops=[ast.In()]):
                pass
            case _:
                continue
        around, function = program.parents[node], program.function_of(node)
        if isinstance(around, ast.Return) and function is not None:
            name = f" {function.name.replace('_', ' ')} "
            done = re.search(r"(?<! not)(?<! un) (?:solved|won|win|complete|completed|full|filled) ", name)
            if done and (blank != " " or " full " in name or " filled " in name):
                yield Place(node.lineno, ast.unparse(node))
        elif isinstance(around, ast.If) and around.test is node:
            said = _texts(around.body)
            wins = re.search(r"\byou(?:'ve| have)? (?:win|won|got it|solved|guessed it)\b|congratulations", said)
            if (wins and blank == "_") or (re.search(r"\b(?:draw|tie)\b", said) and blank == " "):
                yield Place(node.lineno, ast.unparse(node))


CHECKS: tuple[Check, ...] = (
    empty_line_wins,
    done_while_blanks_are_left,
)
