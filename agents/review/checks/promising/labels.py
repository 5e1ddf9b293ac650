"""What is printed beside what is said: another value than its label names, sums called numbers, totals never shown."""

import ast
import itertools
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.checks.looping.accumulating import added
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_MANY: Final = 30  # places of a name that are looked at


def _labelled(program: Program) -> Iterator[tuple[ast.AST, str, ast.Name]]:
    """Names that are printed, each with the text directly before it."""
    for shown in program.all(ast.JoinedStr, ast.Call):
        match shown:
            case ast.JoinedStr(values=parts):
                values = [one.value if isinstance(one, ast.FormattedValue) else one for one in parts]
            case ast.Call(func=ast.Name(id="print"), args=parts):
                values = parts
            case _:
                continue
        for label, value in itertools.pairwise(values):
            name = _plain(value)
            if isinstance(label, ast.Constant) and isinstance(label.value, str) and isinstance(name, ast.Name):
                yield shown, label.value.lower(), name


def _plain(node: ast.expr) -> ast.expr:
    """What is shown, without the rounding around it."""
    match node:
        case ast.Call(func=ast.Name(id="round" | "str"), args=[inner, *_]):
            return inner
    return node


@check(
    Rule(
        code="last-line-for-the-total",
        title="`{name}` is the amount of the last turn, and the total is never shown",
        weights={"correctness": 0.35},
        level="beginner",
        why="The loop adds up a sum that nothing reads, and behind it the last amount alone is used.",
        do="Ask which of the two names holds all of it.",
        example="def show(basket):\n    total = 0\n    for name, price, amount in basket:\n"
        "        line = price * amount\n        total += line\n        print(name, line)\n    print('To pay:', line)\n",
        better="def show(basket):\n    total = 0\n    for name, price, amount in basket:\n"
        "        line = price * amount\n        total += line\n        print(name, line)\n"
        "    print('To pay:', total)\n",
    )
)
def last_line_for_the_total(program: Program) -> Iterator[Place]:
    """See the rule: a sum that is never read, and what is added to it is read behind the loop."""
    for loop in program.all(ast.For):
        end = loop.end_lineno or loop.lineno
        for step in loop.body:
            pair = added(step)
            if pair is None or not isinstance(pair[0], ast.Name) or not isinstance(pair[1], ast.Name):
                continue
            scope = program.scope(loop)
            total, part = pair[0].id, pair[1].id
            known = program.by_name[total] if isinstance(scope, ast.Module) else program.places(scope, total)
            if len(known) > _MANY:
                continue
            own = {one for one in ast.walk(step) if isinstance(one, ast.Name)}
            read = [one for one in known if isinstance(one.ctx, ast.Load) and one not in own]
            behind = [one for one in program.places(scope, part) if isinstance(one.ctx, ast.Load) and one.lineno > end]
            begun = [one for one in program.places(scope, part) if not isinstance(one.ctx, ast.Load)]
            inside = all(loop.lineno <= one.lineno <= end for one in begun)
            if not read and behind and begun and inside and total not in program.outer_names:
                yield Place(behind[0].lineno, part)


_HOW_MANY: Final = re.compile(r"\b(?:how many|number of|count(?:s|ed)? (?:of|the|how))\b")
_COUNT: Final = re.compile(r"(?:^|_)(?:count|counter|number|anzahl|num|how_many)(?:_|$)")


@check(
    Rule(
        code="counted-by-its-value",
        title="`{name}` grows by the value, and how many there are was asked",
        weights={"correctness": 0.35},
        level="beginner",
        why="Each one that fits counts once, however great it is.",
        do="Ask what the number stands for, and what one more of it adds.",
        example='def above(values, limit):\n    """How many values are above the limit?"""\n    count = 0\n'
        "    for value in values:\n        if value > limit:\n            count += value\n    return count\n",
        better='def above(values, limit):\n    """How many values are above the limit?"""\n    count = 0\n'
        "    for value in values:\n        if value > limit:\n            count += 1\n    return count\n",
    )
)
def counted_by_its_value(program: Program) -> Iterator[Place]:
    """See the rule: an `if` asks about the element of a loop and adds it to what is a number by name, text or label."""
    shown: set[tuple[ast.AST, str]] | None = None
    for node in program.all(ast.If):
        pair = added(node.body[0]) if len(node.body) == 1 else None
        loop = next((one for one in program.loops_around(node) if isinstance(one, ast.For)), None)
        if pair is None or loop is None or not isinstance(pair[0], ast.Name) or not isinstance(pair[1], ast.Name):
            continue
        element = pair[1].id
        if not isinstance(loop.target, ast.Name) or loop.target.id != element or element not in names_in(node.test):
            continue
        shown = {(program.scope(one), one.id) for one in _there_are(program)} if shown is None else shown
        name = pair[0].id
        told = _COUNT.search(name.lower()) and not re.search("sum|total|product", name.lower())
        asked = _HOW_MANY.search(program.purpose(node)) and not re.search("sum|total|add", program.purpose(node))
        begun = program.values(pair[0])
        number = bool(begun) and all(is_const(one, 0) for one in begun)
        if number and (told or asked or (program.scope(node), name) in shown):
            yield Place(node.body[0].lineno, name)


def _there_are(program: Program) -> Iterator[ast.Name]:
    """Names that are printed behind `There are`, or behind `number of ...:`."""
    for _, label, value in _labelled(program):
        if re.search(r"\bthere (?:are|were)\s*$|\bnumber of \w+(?: \w+)?\s*[:=]?\s*$|\bhow many[^?]*:\s*$", label):
            yield value


CHECKS: tuple[Check, ...] = (
    last_line_for_the_total,
    counted_by_its_value,
)
