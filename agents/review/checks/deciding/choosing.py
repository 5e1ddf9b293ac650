"""Conditions that choose the wrong ones: `and` for `or`, bounds that shut each other out, numbers between branches."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Final

from agents.mistakes.checks.implied import Bound, interval_of
from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_ENDLESS: Final = float("inf")


@check(
    Rule(
        code="both-bounds-at-once",
        title="`{name}` asks for both at once, and nothing is beyond both bounds",
        weights={"correctness": 0.4},
        level="beginner",
        why="A value is too small or too great, never both: joined by `and` the condition is never true, and joined by "
        "`or` its opposite always is.",
        do="Try a value that is too small, one that fits, and one that is too great.",
        example="def checked(amount, balance):\n    if amount <= 0 and amount > balance:\n"
        "        raise ValueError('not possible')\n    return balance - amount\n",
        better="def checked(amount, balance):\n    if amount <= 0 or amount > balance:\n"
        "        raise ValueError('not possible')\n    return balance - amount\n",
    )
)
def both_bounds_at_once(program: Program) -> Iterator[Place]:
    """See the rule: `x < 0 and x > most`, and `x > least or x < most`, for bounds whose names tell their order."""
    for node in program.all(ast.BoolOp):
        below, above = _one_sided(node, ast.Lt, ast.LtE), _one_sided(node, ast.Gt, ast.GtE)
        for subject in below.keys() & above.keys():
            upper, lower = below[subject], above[subject]
            if isinstance(node.op, ast.And) and _lies_below(program, upper, lower, subject):
                yield Place(node.lineno, ast.unparse(node)[:50])
            if isinstance(node.op, ast.Or) and _lies_below(program, lower, upper, subject):
                yield Place(node.lineno, ast.unparse(node)[:50])


def _one_sided(node: ast.BoolOp, *signs: type[ast.cmpop]) -> dict[str, ast.expr]:
    """What is compared -> with what it is, of the parts with one of these signs; numbers stand on the right."""
    found: dict[str, ast.expr] = {}
    mirrored = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
    for part in node.values:
        match part:
            case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in mirrored:
                if isinstance(sign, signs):
                    found[ast.unparse(left)] = right
                elif mirrored[type(sign)] in signs:
                    found[ast.unparse(right)] = left
    return found


_LOWER: Final = re.compile(
    r"(^|[_.])(min|minimum|low|lower|lowest|least|start|first|left|begin|smallest|floor)(_|$)", re.IGNORECASE
)
_UPPER: Final = re.compile(
    r"(^|[_.])(max|maximum|high|upper|highest|most|end|last|right|limit|largest|greatest|capacity|size|length|width"
    r"|height|balance|stock|rows|cols|columns|total|available|money|credit|seats|places|count|top|ceiling|peak|bound"
    r"|floors|levels|pages|slots|spaces|full)(_|$)",
    re.IGNORECASE,
)
_NEGATIVE: Final = re.compile(r"neg|best|max_|largest|greatest|biggest|closest|highest|most", re.IGNORECASE)


def _lies_below(program: Program, low: ast.expr, high: ast.expr, subject: str) -> bool:
    """Whether one bound is surely the lower one of the two."""
    if program.number(low) is not None and program.number(high) is not None:
        return False  # told elsewhere
    number = program.number(low)
    if call_name(high) == "len":
        return number is not None and number <= 0
    named = isinstance(high, ast.Name | ast.Attribute) and bool(_UPPER.search(ast.unparse(high)))
    if number is not None and number <= 1:
        return named and not _NEGATIVE.search(ast.unparse(high).rpartition(".")[2]) and subject not in names_in(high)
    return named and isinstance(low, ast.Name | ast.Attribute) and bool(_LOWER.search(ast.unparse(low)))


@check(
    Rule(
        code="inside-by-one-direction",
        title="`{name}` is content with one of the two directions",
        weights={"correctness": 0.4},
        level="beginner",
        why="A place lies on the board only if its row and its column both do.",
        do="Try a place whose row is right and whose column is far outside.",
        example="def is_inside(row, column, height, width):\n    return 0 <= row < height or 0 <= column < width\n",
        better="def is_inside(row, column, height, width):\n    return 0 <= row < height and 0 <= column < width\n",
    )
)
def inside_by_one_direction(program: Program) -> Iterator[Place]:
    """See the rule: two chains `0 <= x < most`, of different values, joined by `or`."""
    for node in program.all(ast.BoolOp):
        match node:
            case ast.BoolOp(
                op=ast.Or(),
                values=[
                    ast.Compare(
                        left=low,
                        ops=[_, _],
                        comparators=[ast.Subscript(value=ast.Name(id=point), slice=ast.Constant(value=0)), _],
                    ),
                    ast.Compare(
                        left=least,
                        ops=[_, _],
                        comparators=[ast.Subscript(value=ast.Name(id=again), slice=ast.Constant(value=1)), _],
                    ),
                ],
            ) if point == again and is_const(low, 0) and is_const(least, 0):
                yield Place(node.lineno, ast.unparse(node)[:50])
            case ast.BoolOp(
                op=ast.Or(),
                values=[
                    ast.Compare(left=low, ops=[_, _], comparators=[ast.Name(id=one), _]),
                    ast.Compare(left=least, ops=[_, _], comparators=[ast.Name(id=other), _]),
                ],
            ) if one != other and is_const(low, 0) and is_const(least, 0):
                signs = {type(sign) for part in node.values if isinstance(part, ast.Compare) for sign in part.ops}
                pair = {one.lower()[:1], other.lower()[:1]}
                if signs <= {ast.Lt, ast.LtE} and pair in ({"x", "y"}, {"r", "c"}, {"i", "j"}, {"n", "m"}):
                    yield Place(node.lineno, ast.unparse(node)[:50])


@check(
    Rule(
        code="number-between-branches",
        title="{name} itself belongs to no branch",
        weights={"correctness": 0.35},
        level="beginner",
        why="One branch ends before this number and the next one begins behind it, so that it is taken for something "
        "else.",
        do="Decide to which of the two it belongs, and let the comparison hold for it.",
        example="def group(age):\n    if age < 13:\n        return 'child'\n    elif age > 13 and age < 20:\n"
        "        return 'teenager'\n    else:\n        return 'adult'\n",
        better="def group(age):\n    if age < 13:\n        return 'child'\n    elif age >= 13 and age < 20:\n"
        "        return 'teenager'\n    else:\n        return 'adult'\n",
    )
)
def number_between_branches(program: Program) -> Iterator[Place]:
    """See the rule: where what is left over holds single numbers beside others, or more than one of them."""
    done: set[ast.If] = set()
    for node in program.all(ast.If):
        if node in done:
            continue
        arms, otherwise = _row(program, node)
        done |= set(arms)
        intervals = [interval_of(arm.test) for arm in arms]
        known = [one for one in intervals if one is not None]
        if len(known) < max(2, len(arms)) or len({one[0] for one in known}) != 1:
            continue
        points, wide = _left_over([one[1:] for one in known])
        if points and (wide if otherwise else len(points) > 1 or len(arms) > 2):  # noqa: PLR2004 - `<` and `>` leave 0
            yield Place(node.lineno, f"{points[0]:g}")


def _row(program: Program, node: ast.If) -> tuple[list[ast.If], bool]:
    """An `if` with its `elif`s and those that follow it directly, and whether something is done for the others."""
    arms = [node]
    while True:
        last = arms[-1]
        if len(last.orelse) == 1 and isinstance(last.orelse[0], ast.If):
            arms.append(last.orelse[0])
            continue
        if last.orelse:
            return arms, True
        top = next((one for one in reversed(arms) if not _is_elif(program, one)), last)
        after = program.after(top, 1)
        if after and isinstance(after[0], ast.If) and _subject(after[0]) == _subject(node):
            arms.append(after[0])
            continue
        return arms, bool(after) and isinstance(last.body[-1], ast.Return) and isinstance(after[0], ast.Return)


def _subject(node: ast.If) -> str:
    interval = interval_of(node.test)
    return interval[0] if interval else ""


def _is_elif(program: Program, node: ast.If) -> bool:
    parent = program.parents[node]
    return isinstance(parent, ast.If) and parent.orelse == [node]


def _whole_between(reached: Bound, low: Bound) -> list[float]:
    """The whole numbers between two ends that are whole themselves, two of them at most."""
    if not all(abs(one) < _ENDLESS and one == int(one) for one in (reached[0], low[0])):
        return []
    first = reached[0] + (0 if reached[1] < 0 else 1)
    last = low[0] - (0 if low[1] > 0 else 1)
    return [one for one in (first, first + 1) if one <= last]


def _left_over(taken: Sequence[tuple[Bound, Bound]]) -> tuple[list[float], bool]:
    """Single numbers between intervals that none of them holds, and whether more than such numbers is left over."""
    points: list[float] = []
    reached: Bound = (-_ENDLESS, -1)
    wide = single = False
    for low, high in sorted(taken):
        if low[0] > reached[0]:
            between = [] if single or low[0] == high[0] else _whole_between(reached, low)
            points += between if len(between) == 1 else []
            wide = wide or len(between) != 1
        elif low[0] == reached[0] and low[1] > 0 > reached[1]:
            points.append(low[0])
        reached, single = max(reached, high), low[0] == high[0]
    return points, wide or reached[0] < _ENDLESS


@check(
    Rule(
        code="next-if-replaces-it",
        title="`{name}` does not last: the next `if` holds as well",
        weights={"correctness": 0.4},
        level="beginner",
        why="Each `if` asks anew. Whoever passes the harder condition passes the easier one after it, too.",
        do="Make one choice of it: `elif` for the conditions after the first.",
        example="def grade(points):\n    result = 'F'\n    if points >= 90:\n        result = 'A'\n"
        "    if points >= 80:\n        result = 'B'\n    return result\n",
        better="def grade(points):\n    result = 'F'\n    if points >= 90:\n        result = 'A'\n"
        "    elif points >= 80:\n        result = 'B'\n    return result\n",
    )
)
def next_if_replaces_it(program: Program) -> Iterator[Place]:
    """See the rule: `if`s in a row that give one name a value, or print a grade, the narrower question first."""
    for node in program.all(ast.If):
        after = program.after(node, 1)
        if node.orelse or not after or not isinstance(after[0], ast.If):
            continue
        given, replaced = _outcome(node), _outcome(after[0])
        if given is None or replaced is None or given[0] != replaced[0] or given[1] == replaced[1]:
            continue
        one, other = interval_of(node.test), interval_of(after[0].test)
        if one is None or other is None or one[0] != other[0] or one[0] == given[0]:
            continue
        if other[1] <= one[1] and one[2] <= other[2] and one != other:
            yield Place(node.body[0].lineno, ast.unparse(node.body[0])[:40])


def _outcome(node: ast.If) -> tuple[str, str] | None:
    """What a branch gives a value, and which; the word `print` for a grade that is printed."""
    match node.body:
        case [ast.Assign(targets=[ast.Name() | ast.Attribute() | ast.Subscript() as target], value=value)] if (
            isinstance(value, ast.Constant)
        ):
            return ast.unparse(target), ast.unparse(value)
        case [ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[*_, ast.Constant(value=str(text))]))]:
            return ("print", text) if re.search(r"\b[A-F][+-]?\W*$", text) else None
    return None


_FLAG: Final = re.compile(r"(?:is|has|had|with|was|can|may|the)_")
_OR_MORE: Final = re.compile(
    r"\b(or|and) (more|older|over|above|up|less|fewer|younger|under|below|higher|taller|better)\b(?! \d| than)"
)
_UP: Final = re.compile(r"(at least|more than|over|above|from|older than|taller than|greater than|higher than)\W*$")
_DOWN: Final = re.compile(r"(at most|less than|under|below|younger than|fewer than|up to|no more than|not over)\W*$")
_DEMANDS: Final = re.compile(r"\b(must|needs?|requires?|required|only|both|have to|has to|also)\b")


@check(
    Rule(
        code="joined-by-the-other-word",
        title="`{name}` joins by the other word than the text does",
        weights={"correctness": 0.4},
        level="beginner",
        why="With `or` one of the two is enough, with `and` both are needed.",
        do="Take one for whom only the first holds, and ask the text and the condition.",
        example='def may_ride(height, with_parent):\n    """At least 120 cm tall or with a parent."""\n'
        "    return height >= 120 and with_parent\n",
        better='def may_ride(height, with_parent):\n    """At least 120 cm tall or with a parent."""\n'
        "    return height >= 120 or with_parent\n",
    )
)
def joined_by_the_other_word(program: Program) -> Iterator[Place]:
    """See the rule: of a bound with its number and a flag with its name, that a docstring joins by one word."""
    for node in program.all(ast.BoolOp):
        around = program.parents[node]
        if len(node.values) != 2 or not isinstance(around, ast.Return | ast.If | ast.IfExp):  # noqa: PLR2004 - two
            continue
        keys = [_key(one) for one in node.values]
        if any(key is None for key in keys):
            continue
        for sentence in re.split(r"[.;:!?](?:\s|$)|\n\s*\n", program.purpose(node)):
            given = [key for key in keys if key is not None]
            word = _joining(" ".join(_OR_MORE.sub("", sentence).split()), given, apart=_of_two_things(node))
            if word and (word == "or") != isinstance(node.op, ast.Or):
                yield Place(node.lineno, ast.unparse(node)[:50])
                break


def _key(node: ast.expr) -> tuple[str, bool | None] | None:
    """The number of a bound, and whether it is a lower one; the last word of a flag's name, and None."""
    match node:
        case ast.Compare(
            left=ast.Name(),
            ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() as sign],
            comparators=[ast.Constant() as bound],
        ) if type(bound.value) in (int, float):
            return str(bound.value), isinstance(sign, ast.Gt | ast.GtE)
        case ast.Compare(left=ast.Name(), ops=[ast.Eq()], comparators=[ast.Constant(value=str(text))]) if (
            text.isalpha()
        ):
            return text.lower(), None
        case ast.Name(id=name):
            return _FLAG.sub("", name.lower()).split("_")[-1], None
    return None


def _of_two_things(node: ast.BoolOp) -> bool:
    """Whether two bounds are those of different things: of one thing `and` may count up what is out of bounds."""
    match node.values:
        case [ast.Compare(left=ast.Name(id=one)), ast.Compare(left=ast.Name(id=other))]:
            return one != other
    return False


def _joining(sentence: str, keys: Sequence[tuple[str, bool | None]], *, apart: bool) -> str:
    """`and` or `or`, where a sentence joins just these two by it and says of each what the condition asks."""
    places = []
    for key, lower in keys:
        match = re.search(rf"(?<![\d.\w]){re.escape(key)}s?\b", sentence)
        if match is None:
            return ""
        before = sentence[: match.start()]
        if lower is not None and not (_UP if lower else _DOWN).search(before):
            return ""
        if lower is None and re.search(r"\b(no|not|without|un\w+|never)(?: \w+)?\W*$", before):
            return ""
        places.append(match.span())
    first, second = sorted(places)
    between = re.findall(r"\b(and|or)\b", sentence[first[1] : second[0]])
    if len(between) != 1 or len(re.findall(r"\b(and|or|unless|except|but)\b", sentence)) != 1:
        return ""
    word = str(between[0])
    return word if word == "or" or apart or _DEMANDS.search(sentence) else ""


@check(
    Rule(
        code="full-sent-away",
        title="`{name}` sends away what has elements, and lets the empty one through",
        weights={"correctness": 0.4},
        level="beginner",
        why="A list that has elements counts as true. What comes after the guard needs at least one element.",
        do="Follow an empty list through the function, and one with two elements.",
        example="def mean(values):\n    if values:\n        return None\n    return sum(values) / len(values)\n",
        better="def mean(values):\n    if not values:\n        return None\n    return sum(values) / len(values)\n",
    )
)
def full_sent_away(program: Program) -> Iterator[Place]:
    """See the rule: a guard that leaves, before a division by the length, a greatest, or a first element."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Name(id=name), body=[ast.Return(value=None | ast.Constant()) | ast.Raise()], orelse=[]
            ):
                pass
            case ast.If(
                test=ast.Compare(
                    left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]),
                    ops=[ast.Gt() | ast.NotEq()],
                    comparators=[bound],
                ),
                body=[ast.Return(value=None | ast.Constant()) | ast.Raise()],
                orelse=[],
            ) if is_const(bound, 0):
                pass
            case _:
                continue
        for after in program.after(node, 1):
            if isinstance(after, ast.Return | ast.Assign) and any(_needs_one(one, name) for one in ast.walk(after)):
                yield Place(node.lineno, f"if {ast.unparse(node.test)}")


def _needs_one(node: ast.AST, name: str) -> bool:
    """Whether an expression fails for what is empty."""
    match node:
        case ast.BinOp(
            op=ast.Div() | ast.FloorDiv(), right=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=found)])
        ):
            return found == name
        case ast.Call(func=ast.Name(id="max" | "min"), args=[ast.Name(id=found)], keywords=[]):
            return found == name
        case ast.Subscript(value=ast.Name(id=found), slice=place):
            return found == name and is_const(place, 0, -1)
    return False


CHECKS: tuple[Check, ...] = (
    both_bounds_at_once,
    inside_by_one_direction,
    number_between_branches,
    next_if_replaces_it,
    joined_by_the_other_word,
    full_sent_away,
)
