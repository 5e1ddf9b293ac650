"""Parts of a whole in percent, amounts for another number of people, and what is left: turned round or cut short."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.checks.looping.accumulating import added
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_WHOLE: Final = re.compile(
    r"(?:^|[._])(?:total|whole|maximum|max|max_?points|all|overall|possible|asked|questions|available|sum)(?:[._]|$)"
)
_PART: Final = re.compile(
    r"(?:^|[._])(?:part|passed|correct|right|points?|score|scored|reached|achieved|used|votes?|count|hits|wins|won|"
    r"present|attended|done|completed|solved|sold|share|female|male|girls|boys)(?:[._]|$)"
)
_PERCENT: Final = re.compile(r"percent|share|rate|quota|ratio|pct|%|anteil|prozent")


@check(
    Rule(
        code="whole-divided-by-its-part",
        title="`{name}` divides the whole by the part",
        weights={"correctness": 0.4},
        level="beginner",
        why="20 of 80 are a quarter: the part is divided by the whole. The other way round it is never below 100 %.",
        do="Try a part that is half of the whole.",
        example="def percent(points, maximum):\n    return maximum / points * 100\n",
        better="def percent(points, maximum):\n    return points / maximum * 100\n",
    )
)
def whole_divided_by_its_part(program: Program) -> Iterator[Place]:
    """See the rule: `whole / part * 100` by their names, or the sum of a table divided by one of its values."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.BinOp(left=whole, op=ast.Div() | ast.FloorDiv(), right=part), op=ast.Mult(), right=hundred
            ) if is_const(hundred, 100):
                pass
            case ast.BinOp(
                left=ast.BinOp(left=whole, op=ast.Mult(), right=hundred), op=ast.Div() | ast.FloorDiv(), right=part
            ) if is_const(hundred, 100):
                pass
            case _:
                continue
        one, other = ast.unparse(whole).lower(), ast.unparse(part).lower()
        plain = isinstance(whole, ast.Name | ast.Attribute)
        plain = plain and isinstance(part, ast.Name | ast.Attribute | ast.Subscript)
        other = other.partition("[")[0]
        named = plain and bool(_WHOLE.search(one) and _PART.search(other))
        named = named and not _PART.search(one) and not _WHOLE.search(other)
        text = " ".join(ast.unparse(each) for each in (program.statement(node),) if each is not None)
        told = bool(_PERCENT.search(f"{program.purpose(node)} {text}".lower()))
        if (named and told) or _is_sum_over_one(program, node, whole, part):
            yield Place(node.lineno, ast.unparse(node))


def _is_sum_over_one(program: Program, node: ast.expr, whole: ast.expr, part: ast.expr) -> bool:
    """Whether a sum of all values is divided by one of them, within the loop that goes through them."""
    given = program.value(whole)
    match given:
        case ast.Call(func=ast.Name(id="sum"), args=[values]):
            pass
        case _:
            return False
    table = names_in(values)
    for loop in program.loops_around(node):
        if isinstance(loop, ast.For) and isinstance(part, ast.Name) and names_in(loop.iter) & table:
            target = loop.target.elts[-1] if isinstance(loop.target, ast.Tuple) else loop.target
            return isinstance(target, ast.Name) and target.id == part.id
    return False


@check(
    Rule(
        code="share-of-a-growing-sum",
        title="`{name}` is divided by a sum that is not yet whole",
        weights={"correctness": 0.4},
        level="beginner",
        why="The sum grows in the same loop: the first one is compared with itself alone, and gets 100 %.",
        do="Add all up first, and work out the shares in a second loop.",
        example="def shares(votes):\n    total = 0\n    result = {}\n    for name, count in votes.items():\n"
        "        print(name)\n        total += count\n        result[name] = count / total * 100\n"
        "    return result\n",
        better="def shares(votes):\n    total = sum(votes.values())\n    result = {}\n"
        "    for name, count in votes.items():\n        print(name)\n"
        "        result[name] = count / total * 100\n    return result\n",
    )
)
def share_of_a_growing_sum(program: Program) -> Iterator[Place]:
    """See the rule: a loop adds `x` to a sum, and keeps or shows `x / sum` in the same turn."""
    for loop in program.all(ast.For):
        sums = {(ast.unparse(pair[1]), ast.unparse(pair[0])) for step in loop.body if (pair := added(step)) is not None}
        for step in loop.body if sums else []:
            for node in ast.walk(step) if isinstance(step, ast.Assign | ast.Expr) else ():
                match node:
                    case ast.BinOp(left=ast.Name() as part, op=ast.Div(), right=ast.Name() as whole):
                        said = program.purpose(loop) + ast.unparse(step).lower()
                        if (part.id, whole.id) in sums and not re.search("running|so far|cumul|average|mean", said):
                            yield Place(node.lineno, part.id)


_WANTED: Final = re.compile(r"(?:^|_)(?:wanted|target|desired|new|needed|guests|people|persons|to)(?:_|$)")
_GIVEN: Final = re.compile(r"(?:^|_)(?:original|base|portions|servings|serves|old|given|recipe|from)(?:_|$)")
_SCALE: Final = re.compile(r"\b(?:scaled?|adjust|resize|convert|amounts? for|portions|servings)\b")


@check(
    Rule(
        code="scaled-the-wrong-way",
        title="`{name}` gives less for more people",
        weights={"correctness": 0.4},
        level="beginner",
        why="For twice as many people twice as much is needed: the number that is wanted multiplies, the one that is "
        "given divides.",
        do="Try it for twice as many.",
        example="def scale(amount, portions, wanted):\n    return amount * portions / wanted\n",
        better="def scale(amount, portions, wanted):\n    return amount * wanted / portions\n",
    )
)
def scaled_the_wrong_way(program: Program) -> Iterator[Place]:
    """See the rule: `amount * given / wanted` or `amount / wanted * given`, by the names, in a function that scales."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.BinOp(op=ast.Mult(), right=above), op=ast.Div(), right=below):
                pass
            case ast.BinOp(left=ast.BinOp(op=ast.Div(), right=below), op=ast.Mult(), right=above):
                pass
            case ast.BinOp(op=ast.Mult(), right=ast.BinOp(left=above, op=ast.Div(), right=below)):
                pass
            case _:
                continue
        if not isinstance(above, ast.Name) or not isinstance(below, ast.Name):
            continue
        one, other = above.id.lower(), below.id.lower()
        turned = _GIVEN.search(one) and _WANTED.search(other) and not _WANTED.search(one) and not _GIVEN.search(other)
        if turned and _SCALE.search(program.purpose(node)):
            yield Place(node.lineno, ast.unparse(node))


_LEFT: Final = re.compile(
    r"^(?:(?:get|calc|calculate|compute)_)?(?:percent_|percentage_|share_|part_)?(?:remaining|left|still_to_\w+|missing)(?:_\w+)?$"
)


@check(
    Rule(
        code="done-taken-for-what-is-left",
        title="`{name}` is what has been done, not what is left",
        weights={"correctness": 0.35},
        level="beginner",
        why="What is left is the whole less what has been done. Nothing is taken off here.",
        do="Try it with nothing done: everything is left then.",
        example="def remaining_percent(pages, read):\n    return read / pages * 100\n",
        better="def remaining_percent(pages, read):\n    return (pages - read) / pages * 100\n",
    )
)
def done_taken_for_what_is_left(program: Program) -> Iterator[Place]:
    """See the rule: a function for what is left returns a quotient of two of its parameters, and takes nothing off."""
    for function in program.functions:
        if not _LEFT.match(function.name.lower()):
            continue
        inside = list(program.within(function))
        takes = any(isinstance(one, ast.Sub | ast.Mod) for one in inside if isinstance(one, ast.operator)) or any(
            isinstance(one, ast.BinOp) and isinstance(one.op, ast.Sub | ast.Mod) for one in inside
        )
        results = [one for one in inside if isinstance(one, ast.Return)]
        names = program.parameters(function)
        if takes or len(results) != 1 or any(isinstance(one, ast.Call | ast.AugAssign | ast.For) for one in inside):
            continue
        for node in inside:
            match node:
                case ast.BinOp(left=ast.Name(id=done), op=ast.Div(), right=ast.Name(id=whole)):
                    if {done, whole} <= set(names) and not re.search("left|remain|rate|speed|per", done + whole):
                        yield Place(node.lineno, ast.unparse(node))


@check(
    Rule(
        code="percent-sign-without-hundred",
        title="`{name}` is a part of 1, and is shown as percent",
        weights={"correctness": 0.35},
        level="beginner",
        why="8 of 10 are 0.8, and that is 80 %.",
        do="Multiply by 100 before it is shown.",
        example="def show(right, asked):\n    percent = right / asked\n    print(f'{percent:.1f} %')\n",
        better="def show(right, asked):\n    percent = right / asked * 100\n    print(f'{percent:.1f} %')\n",
    )
)
def percent_sign_without_hundred(program: Program) -> Iterator[Place]:
    """See the rule: a quotient of two names, by a name of its own or at once, directly before a sign of percent."""
    for shown in program.all(ast.JoinedStr, ast.Call):
        for value, text in _followed(shown):
            if not re.match(r" ?(?:%|percent\b|per cent\b)", text):
                continue
            quotient = program.value(value)
            if isinstance(quotient, ast.Call) and isinstance(quotient.func, ast.Name) and quotient.func.id == "round":
                quotient = quotient.args[0] if quotient.args else None
            match quotient:
                case ast.BinOp(left=ast.Name() | ast.Attribute() as part, op=ast.Div(), right=right):
                    named = isinstance(right, ast.Name | ast.Attribute) or ast.unparse(right).startswith("len(")
                    changed = isinstance(value, ast.Name) and _is_changed(program, value)
                    scaled = re.search("percent|pct|hundred|cent", ast.unparse(part).lower()) or _is_scaled(
                        program, part
                    )
                    if named and not changed and not scaled:
                        yield Place(shown.lineno, ast.unparse(value))


def _followed(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Values that are shown, each with the text behind it."""
    match node:
        case ast.JoinedStr(values=parts):
            for one, behind in pairwise(parts):
                match one, behind:
                    case ast.FormattedValue(value=value, format_spec=form), ast.Constant(value=str(text)):
                        if form is None or "%" not in ast.unparse(form):
                            yield value, text
        case ast.Call(func=ast.Name(id="print"), args=parts):
            for value, behind in pairwise(parts):
                if isinstance(behind, ast.Constant) and isinstance(behind.value, str):
                    yield value, behind.value


def _is_changed(program: Program, name: ast.Name) -> bool:
    """Whether a name is changed where it stands."""
    places = program.places(program.scope(name), name.id)[:_MANY]
    return any(isinstance(program.parents[one], ast.AugAssign) and not isinstance(one.ctx, ast.Load) for one in places)


_MANY: Final = 30  # places of a name that are looked at


def _is_scaled(program: Program, part: ast.expr) -> bool:
    """Whether what is divided has been multiplied already."""
    value = program.value(part) if isinstance(part, ast.Name) else None
    return value is not None and any(is_const(one, 100) for one in ast.walk(value))


CHECKS: tuple[Check, ...] = (
    whole_divided_by_its_part,
    share_of_a_growing_sum,
    scaled_the_wrong_way,
    done_taken_for_what_is_left,
    percent_sign_without_hundred,
)
