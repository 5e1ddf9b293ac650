"""Where a count, a place or a number of digits ends: one life, one place, one number more than there should be."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_LIVES: Final = re.compile(
    r"(?:^|[._])(?:lives?|tries|attempts?|chances?|guesses|hearts?|turns|leben|versuche)"
    r"(?:_?(?:left|remaining|count|uebrig))?$|(?:left|remaining)_(?:lives|tries|attempts|chances|guesses|turns)$"
)
_BELOW_ZERO: Final = {(0, ast.Lt), (-1, ast.LtE), (-1, ast.Eq)}
_FROM_ZERO: Final = {(0, ast.GtE), (-1, ast.Gt), (-1, ast.NotEq)}
_TURNED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE,
}  # fmt: skip


@check(
    Rule(
        code="goes-on-without-lives",
        title="`{name}` lets the game go on when none is left",
        weights={"correctness": 0.35},
        level="beginner",
        why="With 0 nothing is left. Who asks for less than 0 gives one more than there were at the beginning.",
        do="Count by hand with 1 at the beginning: the end comes when the count is 0.",
        example="def play(word, guesses, lives):\n    for letter in guesses:\n        if letter not in word:\n"
        "            lives -= 1\n        if lives < 0:\n            return 'lost'\n    return 'open'\n",
        better="def play(word, guesses, lives):\n    for letter in guesses:\n        if letter not in word:\n"
        "            lives -= 1\n        if lives == 0:\n            return 'lost'\n    return 'open'\n",
    )
)
def goes_on_without_lives(program: Program) -> Iterator[Place]:
    """See the rule: what is counted down, by its name lives or tries, and is compared with less than 0 for the end."""
    down = {ast.unparse(target) for target in _counted_down(program)}
    asked: dict[str, list[ast.Compare]] = defaultdict(list)
    last: set[str] = set()
    for node in program.all(ast.Compare):
        for subject, number, sign in _sides(node):
            name = ast.unparse(subject)
            if not _LIVES.search(name.lower()) or name not in down:
                continue
            if (number, sign) in ((0, ast.Eq), (0, ast.LtE), (1, ast.Lt)):
                last.add(name)
            elif ((number, sign) in _BELOW_ZERO and _ends(program, node, name)) or (
                (number, sign) in _FROM_ZERO and _is_going_on(program, node)
            ):
                asked[name].append(node)
    for name, places in asked.items():
        if name not in last:
            yield from (Place(one.lineno, ast.unparse(one)) for one in places)


def _counted_down(program: Program) -> Iterator[ast.expr]:
    """Names and attributes from which something is taken off."""
    for step in program.all(ast.AugAssign):
        if isinstance(step.op, ast.Sub) and isinstance(step.target, ast.Name | ast.Attribute):
            yield step.target
    for given in program.all(ast.Assign):
        match given:
            case ast.Assign(targets=[target], value=ast.BinOp(left=left, op=ast.Sub())) if isinstance(
                target, ast.Name | ast.Attribute
            ) and ast.unparse(target) == ast.unparse(left):
                yield target


def _sides(node: ast.Compare) -> Iterator[tuple[ast.expr, int, type[ast.cmpop]]]:
    """What is compared with a small number, that number, and the sign as if the number stood on the right."""
    if len(node.ops) != 1:
        return
    sign = type(node.ops[0])
    for subject, bound, found in (
        (node.left, node.comparators[0], sign),
        (node.comparators[0], node.left, _TURNED.get(sign, sign)),
    ):
        number = next((one for one in (-1, 0, 1) if is_const(bound, one)), None)
        if number is not None and isinstance(subject, ast.Name | ast.Attribute):
            yield subject, number, found


def _asks(program: Program, node: ast.expr) -> ast.AST:
    """The statement or expression that a condition belongs to, through `and`, `or` and `not`."""
    around = program.parents[node]
    while isinstance(around, ast.BoolOp):
        around = program.parents[around]
    return around


def _ends(program: Program, node: ast.Compare, name: str) -> bool:
    """Whether something ends, or is said, when it is below 0; not where it is set back or refused."""
    match _asks(program, node):
        case ast.If(body=body):
            refused = any(isinstance(one, ast.Raise) for one in body)
            set_back = any(isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == name for one in body)
            return not refused and not set_back
        case ast.Return():
            return True
        case ast.Assign(targets=[target]):
            return bool(re.search(r"lost|over|dead|finished|done|ended", ast.unparse(target).lower()))
        case ast.UnaryOp(op=ast.Not()) as turned:
            return isinstance(_asks(program, turned), ast.While)
    return False


def _is_going_on(program: Program, node: ast.Compare) -> bool:
    """Whether a loop or an answer goes on with 0, and nothing in the loop's first steps takes one off."""
    match _asks(program, node):
        case ast.While(body=[first, *_]):
            return not (isinstance(first, ast.AugAssign | ast.Assign) and "-" in ast.unparse(first))
        case ast.Return():
            function = program.function_of(node)
            return function is not None and bool(re.search(r"alive|can_|may_|going|left|playing", function.name))
    return False


@check(
    Rule(
        code="ten-taken-for-a-digit",
        title="`{name}` treats 10 as if it had one digit",
        weights={"correctness": 0.35},
        level="beginner",
        why="The numbers from 0 to 9 have one digit; 10 has two.",
        do="Try 10, and a number that becomes 10 on the way.",
        example="def root(n):\n    while n > 10:\n        n = n // 10 + n % 10\n    return n\n",
        better="def root(n):\n    while n >= 10:\n        n = n // 10 + n % 10\n    return n\n",
    )
)
def ten_taken_for_a_digit(program: Program) -> Iterator[Place]:
    """See the rule: a loop, or a function that calls itself, which takes digits off or calls for them."""
    for loop in program.all(ast.While):
        for test in loop.test.values if isinstance(loop.test, ast.BoolOp) else [loop.test]:
            number = _beside_ten(test, ast.Gt) or _beside_ten(test, ast.Lt)
            if number is not None and _takes_digits(loop.body, number):
                yield Place(test.lineno, ast.unparse(test))
    for function, calls in program.self_calls.items():
        arguments = [part for call in calls for one in call.args for part in ast.walk(one)]
        divided = {ast.unparse(one.left) for one in arguments if isinstance(one, ast.BinOp) and _takes_off(one)}
        for node in program.within(function) if divided else ():
            if isinstance(node, ast.If | ast.IfExp):
                number = _beside_ten(node.test, ast.LtE) or _beside_ten(node.test, ast.Gt)
                if number is not None and ast.unparse(number) in divided:
                    yield Place(node.test.lineno, ast.unparse(node.test))


def _takes_off(node: ast.BinOp) -> bool:
    """`n // 10`."""
    return isinstance(node.op, ast.FloorDiv) and is_const(node.right, 10)


def _beside_ten(test: ast.expr, sign: type[ast.cmpop]) -> ast.expr | None:
    """`n` of `n <sign> 10`, in either order."""
    match test:
        case ast.Compare(left=number, ops=[op], comparators=[ten]) if is_const(ten, 10) and isinstance(op, sign):
            return number if isinstance(number, ast.Name | ast.Attribute) else None
        case ast.Compare(left=ten, ops=[op], comparators=[number]) if is_const(ten, 10):
            turned = _TURNED.get(type(op)) is sign
            return number if turned and isinstance(number, ast.Name | ast.Attribute) else None
    return None


def _is_digit_work(node: ast.AST, number: ast.expr) -> bool:
    """`n // 10`, or also `n //= 10`."""
    match node:
        case ast.BinOp(left=left) if _takes_off(node):
            return same(left, number)
        case ast.AugAssign(target=target, op=ast.FloorDiv(), value=ten) if is_const(ten, 10):
            return ast.unparse(target) == ast.unparse(number)
    return False


def _takes_digits(body: list[ast.stmt], number: ast.expr) -> bool:
    """Whether statements make a number of its digits: by division, as a text, or by a function for digits."""
    name = ast.unparse(number)
    for node in (one for part in body for one in ast.walk(part)):
        if _is_digit_work(node, number):
            return True
        match node:
            case ast.For(iter=ast.Call(func=ast.Name(id="str"), args=[whole])) if same(whole, number):
                return True
            case ast.Assign(targets=[target], value=value) if ast.unparse(target) == name:
                for one in ast.walk(value):
                    called = call_name(one)
                    of_it = isinstance(one, ast.Call) and any(same(part, number) for part in one.args)
                    if of_it and (called == "str" or "digit" in called.lower()):
                        return True
    return False


@check(
    Rule(
        code="ends-at-another-place",
        title="`{name}` ends, or begins again, at another place than the last one",
        weights={"correctness": 0.35},
        level="beginner",
        why="The places go from 0 to the number of elements less one; the number itself is no place.",
        do="Go through the places of two elements by hand, until it begins again.",
        example="class Songs:\n    def __init__(self, songs):\n        self.songs = list(songs)\n"
        "        self.at = 0\n\n"
        "    def current(self):\n        return self.songs[self.at]\n\n    def step(self):\n        self.at += 1\n"
        "        if self.at > len(self.songs):\n            self.at = 0\n",
        better="class Songs:\n    def __init__(self, songs):\n        self.songs = list(songs)\n"
        "        self.at = 0\n\n"
        "    def current(self):\n        return self.songs[self.at]\n\n    def step(self):\n        self.at += 1\n"
        "        if self.at >= len(self.songs):\n            self.at = 0\n",
    )
)
def ends_at_another_place(program: Program) -> Iterator[Place]:
    """See the rule: an attribute or a name that is the place of an element somewhere in the class or function."""
    taken = {
        (_home(program, node), ast.unparse(node.value), ast.unparse(node.slice))
        for node in program.all(ast.Subscript)
        if isinstance(node.slice, ast.Name | ast.Attribute)
    }
    tests: list[tuple[ast.stmt, ast.expr | None]] = [
        (given, given.value) for given in program.all(ast.Return) if _says_end(program, given)
    ]
    for node in program.all(ast.If):
        parts = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
        tests += [(node, one) for one in parts if isinstance(node.body[-1], ast.Assign)]
    for place, test in tests:
        match test:
            case ast.Compare(left=index, ops=[sign], comparators=[bound]):
                owner = _passed(program, place, index, sign, bound)
                if owner is not None and (_home(program, place), ast.unparse(owner), ast.unparse(index)) in taken:
                    yield Place(test.lineno, ast.unparse(index))


def _passed(program: Program, node: ast.stmt, index: ast.expr, sign: ast.cmpop, bound: ast.expr) -> ast.expr | None:
    """Of which list a place goes too far, or turns round too early."""
    if isinstance(node, ast.Return):
        far = isinstance(index, ast.Attribute) and isinstance(sign, ast.Gt | ast.LtE)
        return _measured(program, bound) if far else None
    last = _set_to(node, index) if isinstance(node, ast.If) else None
    if last is None:
        return None
    if isinstance(sign, ast.Gt) and is_const(last, 0):
        return _measured(program, bound) if _steps_by_one(program, node, index, ast.Add) else None
    if not is_const(bound, 0) or not isinstance(sign, ast.Lt | ast.LtE):
        return None
    whole = _measured(program, last)
    owner = whole or (_measured_less_one(program, last) if isinstance(sign, ast.LtE) else None)
    return owner if _steps_by_one(program, node, index, ast.Sub) else None


def _says_end(program: Program, given: ast.Return) -> bool:
    """Whether a function answers whether something has come to its end."""
    function = program.function_of(given)
    return function is not None and bool(_END.search(function.name))


_END: Final = re.compile(r"done|end|finish|over|empty|exhaust|has_|more|left|valid")


def _home(program: Program, node: ast.AST) -> ast.AST:
    """The class around a node, else its function or the program."""
    around = [one for _, one in program.up(node)]
    return next((one for one in around if isinstance(one, ast.ClassDef)), program.scope(node))


def _measured(program: Program, node: ast.expr) -> ast.expr | None:
    """`x` of `len(x)`, also by a name for it."""
    value = program.value(node)
    match value:
        case ast.Call(func=ast.Name(id="len"), args=[owner]):
            return owner
    return None


def _measured_less_one(program: Program, node: ast.expr) -> ast.expr | None:
    match node:
        case ast.BinOp(left=left, op=ast.Sub(), right=one) if is_const(one, 1):
            return _measured(program, left)
    return None


def _set_to(node: ast.If, index: ast.expr) -> ast.expr | None:
    """What a place is set to at the end of a branch."""
    match node.body[-1]:
        case ast.Assign(targets=[target], value=value) if ast.unparse(target) == ast.unparse(index):
            return value
    return None


def _steps_by_one(program: Program, node: ast.stmt, index: ast.expr, sign: type[ast.operator]) -> bool:
    """Whether the statement before goes one place on, or back."""
    name = ast.unparse(index)
    text = "+" if sign is ast.Add else "-"
    return any(
        ast.unparse(one) in (f"{name} {text}= 1", f"{name} = {name} {text} 1") for one in program.before(node, 2)
    )


CHECKS: tuple[Check, ...] = (goes_on_without_lives, ten_taken_for_a_digit, ends_at_another_place)
