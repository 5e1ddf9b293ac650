"""Games and check digits: lines of a board, who beats whom, what is shown of a word, which digits are doubled."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_LINES: Final = frozenset(
    frozenset(line) for line in ((0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6))
)
"""The eight lines of a board of nine cells."""
_FEW: Final = 6


@check(
    Rule(
        code="no-line-of-the-board",
        title="`{name}` is no line of the board",
        weights={"correctness": 0.4},
        level="beginner",
        why="Three cells win only if they stand in one row, one column or one diagonal.",
        do="Draw the board, number its cells, and mark the three.",
        example="def has_diagonal(board, mark):\n"
        "    if board[0][0] == board[1][1] == board[2][2] == mark:\n        return True\n"
        "    return board[0][2] == board[1][1] == board[2][2] == mark\n",
        better="def has_diagonal(board, mark):\n"
        "    if board[0][0] == board[1][1] == board[2][2] == mark:\n        return True\n"
        "    return board[0][2] == board[1][1] == board[2][0] == mark\n",
    )
)
def no_line_of_the_board(program: Program) -> Iterator[Place]:
    """See the rule: among triples that are lines otherwise, and a second diagonal that leaves the board."""
    displays: list[ast.List | ast.Tuple | ast.Set] = [
        *program.all(ast.List),
        *program.all(ast.Tuple),
        *program.all(ast.Set),
    ]
    for node in displays:
        triples = [_numbers(one) for one in node.elts]
        if len(triples) >= _FEW and all(len(set(one)) == 3 for one in triples):  # noqa: PLR2004 - three in a row
            yield from _odd_ones(list(zip(node.elts, triples, strict=True)), least=len(triples) - 2)
    compared: dict[ast.AST, list[tuple[ast.expr, list[int]]]] = {}
    tests: list[ast.Compare | ast.BoolOp] = [*program.all(ast.Compare), *program.all(ast.BoolOp)]
    for test in tests:
        cells = _cells(test)
        if len(set(cells)) == 3:  # noqa: PLR2004 - three in a row
            compared.setdefault(program.scope(test), []).append((test, cells))
    for found in compared.values():
        yield from _odd_ones(found, least=max(1, len(found) - 2))
    yield from _second_diagonals(program)


def _odd_ones(found: Sequence[tuple[ast.expr, list[int]]], *, least: int) -> Iterator[Place]:
    """Those that are no lines, where most of the others are."""
    first = 0 if any(0 in cells for _, cells in found) else 1
    cells_of = [(node, frozenset(cell - first for cell in cells)) for node, cells in found]
    odd = [node for node, cells in cells_of if cells not in _LINES]
    if odd and len(found) - len(odd) >= least and all(max(cells) < 9 for _, cells in cells_of):  # noqa: PLR2004
        yield Place(odd[0].lineno, ast.unparse(odd[0])[:60])


def _numbers(node: ast.expr) -> list[int]:
    if not isinstance(node, ast.Tuple | ast.List) or len(node.elts) != 3:  # noqa: PLR2004 - three in a row
        return []
    return [one.value for one in node.elts if isinstance(one, ast.Constant) and type(one.value) is int]


def _cells(node: ast.Compare | ast.BoolOp) -> list[int]:
    """The cells that are compared, by number: of `b[0][2] == b[1][1] == b[2][0]`, of `b[0] == b[1] and ...`."""
    if isinstance(node, ast.BoolOp):
        if not isinstance(node.op, ast.And):
            return []
        parts = [part for one in node.values if isinstance(one, ast.Compare) for part in (one.left, *one.comparators)]
        compares = [one for one in node.values if isinstance(one, ast.Compare)]
    else:
        parts, compares = [node.left, *node.comparators], [node]
    if not all(isinstance(sign, ast.Eq) for one in compares for sign in one.ops):
        return []
    known = [cell for one in parts if (cell := _cell(one)) is not None]
    owners = {owner for owner, _, _ in known}
    kinds = {flat for _, _, flat in known}
    return sorted({number for _, number, _ in known}) if len(owners) == 1 and len(kinds) == 1 else []


def _cell(node: ast.expr) -> tuple[str, int, bool] | None:
    """The board, the number of the cell, and whether the board is one list."""
    match node:
        case ast.Subscript(
            value=ast.Subscript(value=owner, slice=ast.Constant(value=int(row))), slice=ast.Constant(value=int(column))
        ) if max(row, column) < 3:  # noqa: PLR2004 - the size of the board
            return ast.unparse(owner), 3 * row + column, False
        case ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=int(number))):
            return owner, number, True
    return None


def _second_diagonals(program: Program) -> Iterator[Place]:
    """`b[i][n - i]` and `b[i][-i]`, where `i` goes from 0 to `n - 1`."""
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(value=ast.Subscript(slice=ast.Name(id=row)), slice=column):
                pass
            case _:
                continue
        size: ast.expr | None = None
        match column:
            case ast.BinOp(left=length, op=ast.Sub(), right=ast.Name(id=again)) if again == row:
                size = length
            case ast.UnaryOp(op=ast.USub(), operand=ast.Name(id=again)) if again == row:
                pass
            case _:
                continue
        for loop in program.loops_around(node):
            walks = [loop] if isinstance(loop, ast.For) else getattr(loop, "generators", [])
            for walk in walks:
                match walk.target, walk.iter:
                    case ast.Name(id=name), ast.Call(func=ast.Name(id="range"), args=[end]) if name == row:
                        if size is None or same(size, end):
                            yield Place(node.lineno, ast.unparse(node)[:40])


_BEATS: Final = {
    "rock": words("scissors lizard"),
    "paper": words("rock spock"),
    "scissors": words("paper lizard"),
    "lizard": words("paper spock"),
    "spock": words("rock scissors"),
}


@check(
    Rule(
        code="loser-wins",
        title="`{name}` lets the loser win",
        weights={"correctness": 0.4},
        level="beginner",
        why="Rock beats scissors, scissors beat paper, and paper beats rock.",
        do="Put two signs in, and follow who is told to win.",
        example="def winner(player, computer):\n    if player == 'rock' and computer == 'paper':\n"
        "        return 'player'\n    return 'computer'\n",
        better="def winner(player, computer):\n    if player == 'rock' and computer == 'scissors':\n"
        "        return 'player'\n    return 'computer'\n",
    )
)
def loser_wins(program: Program) -> Iterator[Place]:
    """See the rule: pairs of signs, or a dictionary of who beats whom, and who is said to win."""
    tables = dict(_tables(program))
    for node in program.all(ast.If):
        parts = node.test.values if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or) else []
        for test in parts or [node.test]:
            pair = _winner(test, tables)
            if pair is None:
                continue
            winner, loser = pair
            told = _told(program, node.body[0], winner, loser)
            if told == loser:
                yield Place(node.lineno, ast.unparse(test)[:50])
                break


def _tables(program: Program) -> Iterator[tuple[str, bool]]:
    """Dictionaries of all signs, and whether the key beats the value."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=ast.Dict(keys=keys, values=values)
            ) if keys:
                pairs = {
                    (key.value.lower(), value.value.lower())
                    for key, value in zip(keys, values, strict=True)
                    if isinstance(key, ast.Constant)
                    and isinstance(value, ast.Constant)
                    and isinstance(key.value, str)
                    and isinstance(value.value, str)
                }
                if pairs and all(two in _BEATS.get(one, ()) for one, two in pairs):
                    yield name, True
                elif pairs and all(one in _BEATS.get(two, ()) for one, two in pairs):
                    yield name, False


def _winner(test: ast.expr, tables: dict[str, bool]) -> tuple[str, str] | None:
    """The names of the winner and of the loser, when a condition holds."""
    match test:
        case ast.Compare(
            left=ast.Subscript(value=ast.Name(id=table) | ast.Attribute(attr=table), slice=ast.Name(id=one)),
            ops=[ast.Eq()],
            comparators=[ast.Name(id=other)],
        ) if table in tables:
            return (one, other) if tables[table] else (other, one)
        case ast.BoolOp(
            op=ast.And(),
            values=[
                ast.Compare(left=ast.Name(id=one), ops=[ast.Eq()], comparators=[ast.Constant(value=str(this))]),
                ast.Compare(left=ast.Name(id=other), ops=[ast.Eq()], comparators=[ast.Constant(value=str(that))]),
            ],
        ):
            if that.lower() in _BEATS.get(this.lower(), ()):
                return one, other
            if this.lower() in _BEATS.get(that.lower(), ()):
                return other, one
    return None


_USER: Final = re.compile(r"user|player|human|you|^me$|^my|^mine|person")
_OPPONENT: Final = re.compile(r"comp|cpu|bot|opponent|enemy|machine")


def _told(program: Program, step: ast.stmt, one: str, other: str) -> str:
    """Which of the two names a statement declares the winner; "" where that is not certain."""
    match step:
        case ast.Return(value=ast.Name(id=name)) if name in (one, other):
            return name
        case ast.Return(value=ast.Constant(value=int(number))) if number in (1, 2) and type(number) is int:
            given = list(program.parameters(program.scope(step)))
            places = [given.index(name) for name in (one, other) if name in given]
            return given[min(places) if number == 1 else max(places)] if len(places) == 2 else ""  # noqa: PLR2004
        case ast.Return(value=ast.Constant(value=str(text))):
            pass
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[ast.Constant(value=str(text)), *_])):
            pass
        case ast.AugAssign(target=ast.Name(id=text), op=ast.Add()):
            text = text.replace("_", " ")
        case _:
            return ""
    return _spoken_of(text.lower(), one, other)


def _spoken_of(text: str, one: str, other: str) -> str:
    """By words such as `computer wins` and `you lose`."""
    roles = {name: (bool(_USER.search(name)), bool(_OPPONENT.search(name))) for name in (one, other)}
    users = [name for name, (user, opponent) in roles.items() if user and not opponent]
    opponents = [name for name, (_, opponent) in roles.items() if opponent]
    if len(users) != 1 or len(opponents) != 1:
        return one if one in text and other not in text else other if other in text and one not in text else ""
    loses = re.search(r"\b(los[et]|loses|lost|beaten)\b", text) is not None
    user = re.search(r"\b(you|user|player|human)\b", text) is not None
    opponent = _OPPONENT.search(text) is not None
    if user == opponent:
        return ""
    return users[0] if user != loses else opponents[0]


@check(
    Rule(
        code="shows-the-others",
        title="`{name}` shows just what should stay hidden",
        weights={"correctness": 0.4},
        level="beginner",
        why="Letters that are guessed are shown, the others get a sign in their place; with words that nobody should "
        "read it is the other way round.",
        do="Follow one letter of each kind through the condition.",
        example="def mask(word, guessed):\n    shown = ''\n    for letter in word:\n"
        "        if letter not in guessed:\n            shown += letter\n        else:\n            shown += '_'\n"
        "    return shown\n",
        better="def mask(word, guessed):\n    shown = ''\n    for letter in word:\n"
        "        if letter in guessed:\n            shown += letter\n        else:\n            shown += '_'\n"
        "    return shown\n",
    )
)
def shows_the_others(program: Program) -> Iterator[Place]:
    """See the rule: an `if` that adds the element in one branch and a sign such as `_` or `*` in the other."""
    choices: list[ast.If | ast.IfExp] = [*program.all(ast.If), *program.all(ast.IfExp)]
    for node in choices:
        match node.test:
            case ast.Compare(left=element, ops=[ast.In() | ast.NotIn() as sign], comparators=[owner]):
                name = ast.unparse(owner).lower()
            case _:
                continue
        body, other = _given(node.body), _given(node.orelse)
        kept, hidden = (body, other) if isinstance(sign, ast.In) else (other, body)
        secret = bool(_SECRET.search(name))
        if not secret and not _OPENED.search(name):
            continue
        if secret:
            kept, hidden = hidden, kept
        if _is_sign(kept) and hidden is not None and names_in(element) and names_in(element) <= names_in(hidden):
            yield Place(node.test.lineno, ast.unparse(node.test)[:40])


_OPENED: Final = re.compile(r"guess|tried|tries|known|correct|reveal|uncovered|found")
_SECRET: Final = re.compile(r"banned|bad|forbidden|swear|blocked|rude|censor")


def _given(block: ast.expr | list[ast.stmt]) -> ast.expr | None:
    """What a branch gives or adds."""
    if isinstance(block, ast.expr):
        return block
    match block:
        case [ast.AugAssign(op=ast.Add(), value=value) | ast.Assign(value=value)]:
            return value
        case [ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[value]))]:
            return value
        case [ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[value, *_]))]:
            return value
    return None


def _is_sign(node: ast.expr | None) -> bool:
    match node:
        case ast.Constant(value=str(text)):
            return bool(text.strip()) and not text.strip(" _-*.?#")
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mult(), right=right):
            return bool(text) and not text.strip("_-*.?#") and call_name(right) == "len"
    return False


@check(
    Rule(
        code="other-digits-doubled",
        title="`{name}` changes the digits between those that should be changed",
        weights={"correctness": 0.4},
        level="beginner",
        why="Counting begins with 0: the second, fourth and sixth digit have the numbers 1, 3 and 5.",
        do="Write the numbers of the places below the digits of a valid example.",
        example="def luhn_sum(number):\n    total = 0\n    for i, digit in enumerate(reversed(number)):\n"
        "        value = int(digit)\n        if i % 2 == 0:\n            value *= 2\n"
        "        total += value // 10 + value % 10\n    return total\n",
        better="def luhn_sum(number):\n    total = 0\n    for i, digit in enumerate(reversed(number)):\n"
        "        value = int(digit)\n        if i % 2 == 1:\n            value *= 2\n"
        "        total += value // 10 + value % 10\n    return total\n",
    )
)
def other_digits_doubled(program: Program) -> Iterator[Place]:
    """See the rule: Luhn's sum from the right, and the weights 1 and 3 from the left."""
    choices: list[ast.If | ast.IfExp] = [*program.all(ast.If), *program.all(ast.IfExp)]
    for node in choices:
        said = program.purpose(node)
        factor = 2 if "luhn" in said else 3 if re.search(r"\b(isbn|ean) ?-?13|\b1, 3, 1", said) else 0
        if factor == 2 and re.search(r"check ?digit|generat|calculat|append|partial|payload", said):  # noqa: PLR2004
            continue  # without the last digit the others are doubled
        index, even = _even(node.test)
        if not factor or not index:
            continue
        raised, other = _multiplies(node.body, factor), _multiplies(node.orelse, factor)
        walks = any(_walks(loop, index, backwards=factor == 2) for loop in program.loops_around(node))  # noqa: PLR2004
        if walks and raised != other and raised == even:
            yield Place(node.lineno, ast.unparse(node.test)[:40])


def _even(test: ast.expr) -> tuple[str, bool]:
    """The name, and whether the condition asks for even numbers."""
    match test:
        case ast.Compare(
            left=ast.BinOp(left=ast.Name(id=index), op=ast.Mod(), right=ast.Constant(value=2)),
            ops=[ast.Eq() | ast.NotEq() as sign],
            comparators=[ast.Constant(value=0 | 1 as rest)],
        ):
            return index, (rest == 0) == isinstance(sign, ast.Eq)
        case ast.BinOp(left=ast.Name(id=index), op=ast.Mod(), right=ast.Constant(value=2)):
            return index, False
    return "", False


def _multiplies(block: ast.expr | list[ast.stmt], factor: int) -> bool:
    for part in block if isinstance(block, list) else [block]:
        for one in ast.walk(part):
            match one:
                case ast.AugAssign(op=ast.Mult(), value=value) if is_const(value, factor):
                    return True
                case ast.BinOp(left=left, op=ast.Mult(), right=right) if is_const(left, factor) or is_const(
                    right, factor
                ):
                    return True
                case ast.Constant() if one is block and is_const(one, factor):
                    return True
    return False


def _walks(loop: ast.AST, index: str, *, backwards: bool) -> bool:
    """Whether a loop numbers digits from 0: from the last one on, or from the first."""
    walks = [loop] if isinstance(loop, ast.For) else getattr(loop, "generators", [])
    for walk in walks:
        match walk.target, walk.iter:
            case ast.Tuple(elts=[ast.Name(id=name), _]), ast.Call(func=ast.Name(id="enumerate"), args=[source]):
                turned = bool(re.fullmatch(r"reversed\((?:str\()?\w+\)*|(?:str\()?\w+\)?\[::-1\]", ast.unparse(source)))
                if name == index and turned == backwards:
                    return True
            case ast.Name(id=name), ast.Call(func=ast.Name(id="range"), args=[_]) if name == index:
                if not backwards:
                    return True
    return False


CHECKS: tuple[Check, ...] = (
    no_line_of_the_board,
    loser_wins,
    shows_the_others,
    other_digits_doubled,
)
