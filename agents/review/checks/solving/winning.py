"""When a game is won, lost or drawn: lines of empty fields, draws that are asked for first, fields that are refused."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_WINS: Final = re.compile(r"(?:^|[^a-z])(?:win|wins|won|winner|winning|victory)(?:$|[^a-z])")
_DRAW: Final = re.compile(r"\b(?:draw|tie|tied|drawn|stalemate)\b")
_BLANKS: Final = (" ", "", "-", "_", ".", "*", None)
_LINE: Final = 3
"""Fields of the shortest line that wins."""


def _texts(block: list[ast.stmt]) -> str:
    """What the statements of a block say, in small letters."""
    walked = (one for step in block for one in ast.walk(step))
    return " ".join(one.value.lower() for one in walked if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _leaves(block: list[ast.stmt]) -> bool:
    """Whether nothing behind it in the same turn is reached."""
    return isinstance(block[-1], ast.Return | ast.Break | ast.Continue | ast.Raise)


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
    if any(map(_is_numbered, program.nodes)):  # fields that have numbers are never alike
        return
    asks: dict[ast.AST, bool] = {}
    for node in program.all(ast.If):
        fields = _alike(node.test)
        function = program.function_of(node)
        if not fields or function is None or not re.search(r"\bwin|\bwon\b|\brows?\b|\blines?\b", _about(function)):
            continue
        given = {ast.unparse(one) for step in node.body for one in ast.walk(step) if isinstance(one, ast.Subscript)}
        if not given & fields or not isinstance(node.body[-1], ast.Return | ast.Assign | ast.Expr):
            continue
        if function not in asks:
            asks[function] = any(_asks_for_blank(program, one) for one in program.within(function))
        if not asks[function] and re.search("board|grid|cell|line|row|field|square", " ".join(fields).lower()):
            yield Place(node.lineno, ast.unparse(node.test)[:50])


def _about(function: Function) -> str:
    return f"{function.name.replace('_', ' ')} {ast.get_docstring(function) or ''}".lower()


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
        code="draw-before-the-win",
        title="The draw is asked for before the win: `{name}`",
        weights={"correctness": 0.4},
        level="beginner",
        why="The last move can fill the board and win as well. Here a full board ends the game before anybody looks.",
        do="Ask for the win first, and for the full board only if nobody has won.",
        example="def state(board, has_won):\n    if ' ' not in board:\n        return 'draw'\n    if has_won(board):\n"
        "        return 'won'\n    return 'open'\n",
        better="def state(board, has_won):\n    if has_won(board):\n        return 'won'\n    if ' ' not in board:\n"
        "        return 'draw'\n    return 'open'\n",
    )
)
def draw_before_the_win(program: Program) -> Iterator[Place]:
    """See the rule: a full board, or all moves done, ends with a draw; behind it the win is asked for."""
    for node in program.all(ast.If):
        if not _is_full(node.test) or not _DRAW.search(_texts(node.body)) or _WINS.search(_texts(node.body)):
            continue
        if any(map(_tells_of_win, program.before(node, 4))):
            continue
        behind = node.orelse or (program.after(node, 12) if _leaves(node.body) else [])
        around = program.parents[node]
        if isinstance(around, ast.If) and around.orelse == [node] and _tells_of_win(around):
            continue
        if any(map(_tells_of_win, behind)):
            yield Place(node.lineno, ast.unparse(node.test)[:50])


def _is_full(test: ast.expr) -> bool:
    """Whether it asks for a board without empty fields, or for the last move."""
    written = ast.unparse(test)
    if _WINS.search(written.lower().replace("_", " ")):
        return False
    match test:
        case ast.Compare(left=ast.Constant(), ops=[ast.NotIn()]):
            return True
        case ast.Compare(left=left, ops=[ast.Eq() | ast.GtE()], comparators=[end]):
            return bool(re.search(r"moves?|turns?|count|filled|len\(", ast.unparse(left))) and is_const(end, 9, 42)
        case ast.Call():
            return bool(re.search(r"full|(?:^|_)draw|(?:^|_)tie", call_name(test) or _attribute(test))) or (
                call_name(test) == "all" and bool(re.search(r"!= ?''|!= ?' '|!= ?'[-_.]'|is not None|not in", written))
            )
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call() as call):
            return call_name(call) == "any" or bool(re.search("free|empty|moves|blank", ast.unparse(call.func)))
    return False


def _attribute(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _tells_of_win(node: ast.stmt) -> bool:
    """Whether a statement asks for a win, or says that somebody has won if something holds."""
    if not isinstance(node, ast.If | ast.For):
        return False
    for one in ast.walk(node):
        if isinstance(one, ast.If):
            names = (getattr(part, "attr", getattr(part, "id", "")) for part in ast.walk(one.test))
            if _WINS.search(" ".join(names).lower().replace("_", " ")) or _WINS.search(_texts(one.body)):
                return True
            if _gives_mark(one):
                return True
    return False


def _gives_mark(node: ast.If) -> bool:
    """Whether fields are alike, and one of them is given back."""
    match node:
        case ast.If(test=ast.Compare(left=ast.Subscript(), ops=[ast.Eq(), _, *_]), body=[*_, ast.Return()]):
            return True
    return False


@check(
    Rule(
        code="one-field-for-the-line",
        title="`{name}` is content with one field, where all of them must fit",
        weights={"correctness": 0.4},
        level="beginner",
        why="`any` is true as soon as one of them fits. A line, and a word, is complete when all of them do.",
        do="Say aloud whether it has to hold for one of them or for every one.",
        example="def has_won(line, mark):\n    return any(field == mark for field in line)\n",
        better="def has_won(line, mark):\n    return all(field == mark for field in line)\n",
    )
)
def one_field_for_the_line(program: Program) -> Iterator[Place]:
    """See the rule: `any` of plain comparisons in a function that says whether something is won or solved."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(
                func=ast.Name(id="any"),
                args=[
                    ast.GeneratorExp(
                        elt=ast.Compare(left=left, ops=[sign], comparators=[right]),
                        generators=[ast.comprehension(target=ast.Name(id=name), ifs=[])],
                    )
                ],
            ):
                pass
            case _:
                continue
        around = program.parents[call]
        function = program.function_of(call)
        if function is None or not _SOLVED.search(f" {function.name.replace('_', ' ')} "):
            continue
        says_yes = isinstance(around, ast.Return) or (
            isinstance(around, ast.If) and any(_returns_true(one) for one in around.body)
        )
        line = isinstance(sign, ast.Eq) and name in _base(left) and isinstance(right, ast.Name)
        word = isinstance(sign, ast.In) and name == _base(left) and re.search("guess|tried|known|found", _base(right))
        if says_yes and (line or word):
            yield Place(call.lineno, ast.unparse(call)[:50])


_SOLVED: Final = re.compile(r" (?:won|win|wins|winner|winning|solved|complete|completed|in a row|guessed|finished) ")


def _base(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ast.unparse(node) if isinstance(node, ast.Subscript) else ""


def _returns_true(node: ast.stmt) -> bool:
    return isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and node.value.value is True


@check(
    Rule(
        code="free-field-refused",
        title="`{name}` refuses the fields that are free",
        weights={"correctness": 0.4},
        level="beginner",
        why="The condition holds for an empty field: there nothing may be put, and a field that is taken is put over.",
        do="Ask for the fields that are taken.",
        example="def place(board, spot, mark):\n    if board[spot] == ' ':\n        return False\n"
        "    board[spot] = mark\n    return True\n",
        better="def place(board, spot, mark):\n    if board[spot] != ' ':\n        return False\n"
        "    board[spot] = mark\n    return True\n",
    )
)
def free_field_refused(program: Program) -> Iterator[Place]:
    """See the rule: nothing but an exit where a field is blank, and the same field is set directly behind it."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(
                left=ast.Subscript() as field, ops=[ast.Eq()], comparators=[ast.Constant(value=str(blank))]
            ) if blank in _BLANKS:
                pass
            case _:
                continue
        if not _leaves(node.body) or len(node.body) > _LINE - 1 or not _is_refusal(node.body[-1]):
            continue
        put = next(iter([*node.orelse, *program.after(node, 1)]), None)
        match put:
            case ast.Assign(targets=[ast.Subscript() as target], value=ast.Name()) if ast.unparse(
                target
            ) == ast.unparse(field):
                yield Place(node.lineno, ast.unparse(node.test)[:50])


def _is_refusal(node: ast.stmt) -> bool:
    if isinstance(node, ast.Return):
        return node.value is None or (isinstance(node.value, ast.Constant) and not node.value.value)
    return isinstance(node, ast.Raise | ast.Continue)


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


@check(
    Rule(
        code="lost-though-won",
        title="`{name}` is said to those who have won as well",
        weights={"correctness": 0.4},
        level="beginner",
        why="The line behind the loop is reached however the loop ends.",
        do="Leave the function when the game is won, or say it only if the game is not won.",
        example="def play(secret, guesses):\n    for guess in guesses:\n        if guess == secret:\n"
        "            print('You win!')\n            break\n    print('You lose!')\n",
        better="def play(secret, guesses):\n    for guess in guesses:\n        if guess == secret:\n"
        "            print('You win!')\n            break\n    else:\n        print('You lose!')\n",
    )
)
def lost_though_won(program: Program) -> Iterator[Place]:
    """See the rule: printed directly behind a loop in which a win is printed and nothing leaves the function."""
    for loop in program.loops:
        behind = next(iter(program.after(loop, 1)), None)
        match behind:
            case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[_, *_])) if not loop.orelse:
                said = ast.unparse(behind).lower()
            case _:
                continue
        if not _LOST.search(said):
            continue
        for node in ast.walk(loop):
            if isinstance(node, ast.If) and _WON.search(_texts(node.body)) and node.body and not _quits(node):
                yield Place(behind.lineno, ast.unparse(behind)[:50])
                break


_WON: Final = re.compile(
    r"\byou(?:'ve| have)? (?:win|won)\b|\bcongrat|\byou (?:guessed|got) (?:it|the)\b|\bwell done\b"
)
_LOST: Final = re.compile(
    r"\byou(?:'ve| have)? (?:lose|lost)\b|\bout of (?:tries|guesses|attempts|lives|chances)\b|"
    r"\bbetter luck next time\b|\bno (?:more )?(?:tries|guesses|attempts|lives|chances)\b"
)


def _quits(node: ast.If) -> bool:
    walked = [one for step in node.body for one in ast.walk(step)]
    return any(isinstance(one, ast.Return | ast.Raise) for one in walked) or any(
        isinstance(one, ast.Call) and ast.unparse(one.func) in ("exit", "quit", "sys.exit") for one in walked
    )


CHECKS: tuple[Check, ...] = (
    empty_line_wins,
    draw_before_the_win,
    one_field_for_the_line,
    free_field_refused,
    done_while_blanks_are_left,
    lost_though_won,
)
