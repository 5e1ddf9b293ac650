"""What each turn of a loop asks, keeps and shows: the whole for its element, the sum before it has grown."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, method_of, names_in
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]


@check(
    Rule(
        code="whole-asked-for-each",
        title="`{name}` is asked in each turn, and the element never",
        weights={"correctness": 0.4},
        level="beginner",
        why="The length of the whole is the same in each turn: the condition holds for all of them, or for none.",
        do="Ask what the loop's own variable holds.",
        example="names = ['Ada', 'Bo']\nshort = 0\nfor name in names:\n    if len(names) < 3:\n        short += 1\n"
        "print(short)\n",
        better="names = ['Ada', 'Bo']\nshort = 0\nfor name in names:\n    if len(name) < 3:\n        short += 1\n"
        "print(short)\n",
    )
)
def whole_asked_for_each(program: Program) -> Iterator[Place]:
    """See the rule: a loop that never reads its element, and an `if` about the length of what it goes through."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(target=ast.Name(id=element), iter=ast.Name(id=whole), body=[ast.If() as first, *_]):
                pass
            case _:
                continue
        match first.test:
            case ast.Compare(
                left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=asked)]), comparators=[ast.Constant()]
            ) if asked == whole:
                read = {name for step in loop.body for name in names_in(step)}
                if element not in read and element != "_":
                    yield Place(first.lineno, ast.unparse(first.test.left))


@check(
    Rule(
        code="total-shown-on-the-way",
        title="`{name}` is shown in each turn, as if it were the end",
        weights={"correctness": 0.25},
        level="beginner",
        why="Within the loop it holds what has been added so far; the last line alone tells the total.",
        do="Show it behind the loop: in the column of the `for`.",
        example="amounts = [3, 4]\ntotal = 0\nfor amount in amounts:\n    print(amount)\n    total += amount\n"
        "    print('Total:', total)\n",
        better="amounts = [3, 4]\ntotal = 0\nfor amount in amounts:\n    print(amount)\n    total += amount\n"
        "print('Total:', total)\n",
    )
)
def total_shown_on_the_way(program: Program) -> Iterator[Place]:
    """See the rule: the last step of a loop shows, as the total, what the loop adds up."""
    for loop in program.all(ast.For):
        match loop.body:
            case [
                *before,
                ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[ast.Constant(value=str(said)), one])),
            ]:
                pass
            case _:
                continue
        sums = {
            step.target.id for step in before if isinstance(step, ast.AugAssign) and isinstance(step.target, ast.Name)
        }
        shown = names_in(one) & sums
        if shown and _THE_END.match(said) and not program.loops_around(loop):
            yield Place(loop.body[-1].lineno, min(shown))


_THE_END: Final = re.compile(
    r"\s*(?:the\s+)?(?:grand\s+)?(?:total|sum|average|result)\s*(?:is|of all)?\s*[:=]?\s*$", re.IGNORECASE
)


@check(
    Rule(
        code="kept-before-it-grows",
        title="`{name}` is kept before this turn's part is in it",
        weights={"correctness": 0.35},
        level="beginner",
        why="The first entry is what it began with, and the last element never gets into the list.",
        do="Add first, and then keep what comes out.",
        example="def running_totals(numbers):\n    totals = []\n    total = 0\n    for number in numbers:\n"
        "        totals.append(total)\n        total += number\n    return totals\n",
        better="def running_totals(numbers):\n    totals = []\n    total = 0\n    for number in numbers:\n"
        "        total += number\n        totals.append(total)\n    return totals\n",
    )
)
def kept_before_it_grows(program: Program) -> Iterator[Place]:
    """See the rule: in a function of running totals, `append(t)` and then `t += x`."""
    for loop in program.all(ast.For):
        match loop.body:
            case [
                ast.Expr(value=ast.Call(args=[ast.Name(id=kept)]) as call),
                ast.AugAssign(target=ast.Name(id=grown), op=ast.Add()),
            ] if kept == grown and method_of(call) == "append" and _RUNNING.search(program.purpose(loop)):
                yield Place(loop.body[0].lineno, kept)


_RUNNING: Final = re.compile(r"\b(?:running|cumulative|cumsum)\b")


@check(
    Rule(
        code="never-met-exactly",
        title="`{name}` may pass the number without ever being it",
        weights={"correctness": 0.4},
        level="learning",
        why="0.1 cannot be written exactly in the computer: ten times 0.1 is not quite 1, and the loop goes on.",
        do="Ask whether it is still below the end, or count in whole steps.",
        example="x = 0\nwhile x != 1:\n    print(x)\n    x += 0.1\n",
        better="x = 0\nwhile x < 1:\n    print(x)\n    x += 0.1\n",
    )
)
def never_met_exactly(program: Program) -> Iterator[Place]:
    """See the rule: `while x != 1` where a step is a fraction that is no sum of halves, quarters and eighths."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(
                left=ast.Name(id=name), ops=[ast.NotEq()], comparators=[ast.Constant(value=int() | float())]
            ):
                names = [name]
            case ast.Compare(left=ast.Name(id=name), ops=[ast.NotEq()], comparators=[ast.Name(id=end)]):
                names = [one for one, other in ((name, end), (end, name)) if other not in program.changed_in(loop)]
            case _:
                continue
        parts = {  # such as `interest = money * rate`
            step.targets[0].id: step.value
            for step in loop.body
            if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name)
        }
        for step in loop.body:
            match step:
                case ast.AugAssign(
                    target=ast.Name(id=moved), op=ast.Add() | ast.Sub(), value=ast.Constant(value=float(by))
                ):
                    if moved in names and (by * _EXACT) % 1:
                        yield Place(loop.lineno, moved)
                case (
                    ast.AugAssign(target=ast.Name(id=moved), value=factor)
                    | ast.Assign(targets=[ast.Name(id=moved)], value=factor)
                ) if moved in names and _grows(step, factor, moved, parts):
                    yield Place(loop.lineno, moved)


_EXACT: Final = 8


def _grows(step: ast.stmt, factor: ast.expr, name: str, parts: dict[str, ast.expr]) -> bool:
    """Whether a value is multiplied by a fraction, or grows by a share of itself."""
    if isinstance(step, ast.AugAssign) and isinstance(factor, ast.Name):
        factor = parts.get(factor.id, factor)
    match step, factor:
        case ast.AugAssign(op=ast.Mult()), _:
            return _has_fraction(factor)
        case ast.AugAssign(op=ast.Add()), _:
            return _is_share(factor, name)
        case ast.Assign(), ast.BinOp(op=ast.Mult()):
            return name in names_in(factor) and _has_fraction(factor)
        case ast.Assign(), ast.BinOp(op=ast.Add()):
            terms = [parts.get(one.id, one) if isinstance(one, ast.Name) else one for one in summands(factor)]
            return name in names_in(factor) and any(_is_share(one, name) for one in terms)
    return False


def _is_share(node: ast.expr, name: str) -> bool:
    """Whether it is a value times a rate, or divided by something."""
    whole = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and _is_square(node, name)
    return (
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div) and name in names_in(node) and not whole
    )


def _is_square(node: ast.BinOp, name: str) -> bool:
    """Whether a value is multiplied by itself, or by a whole number."""
    return any(isinstance(one, ast.Constant) and isinstance(one.value, int) for one in (node.left, node.right)) or (
        names_in(node.left) == names_in(node.right) == {name}
    )


def _has_fraction(node: ast.expr) -> bool:
    return any(isinstance(one, ast.Constant) and isinstance(one.value, float) for one in ast.walk(node))


@check(
    Rule(
        code="drawn-again",
        title="`{name}` may get the same number twice",
        weights={"correctness": 0.35},
        level="beginner",
        why="Each draw may give any number, also one that has been drawn already.",
        do="Take a number only if it is not among them, or draw from those that are left: `random.sample`.",
        example="import random\n\n\ndef lottery():\n    drawn = []\n    while len(drawn) < 6:\n"
        "        number = random.randint(1, 49)\n        drawn.append(number)\n    return drawn\n",
        better="import random\n\n\ndef lottery():\n    return random.sample(range(1, 50), 6)\n",
    )
)
def drawn_again(program: Program) -> Iterator[Place]:
    """See the rule: random numbers appended until there are enough, where the words speak of a lottery."""
    for loop in program.loops:
        drawn = {
            step.targets[0].id
            for step in loop.body
            if isinstance(step, ast.Assign)
            and isinstance(step.targets[0], ast.Name)
            and call_name(step.value) in ("randint", "randrange")
        }
        for step in loop.body:
            match step:
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=kept), attr="append"), args=[one])):
                    number = one.id if isinstance(one, ast.Name) else ""
                    direct = call_name(one) in ("randint", "randrange")
                    if (direct or number in drawn) and _LOTTERY.search(f"{program.purpose(loop)} {kept}"):
                        yield Place(step.lineno, kept)


_LOTTERY: Final = re.compile(r"\b(?:lotter\w*|lotto|bingo|unique|different|distinct)\b")

CHECKS: tuple[Check, ...] = (
    whole_asked_for_each,
    total_shown_on_the_way,
    kept_before_it_grows,
    never_met_exactly,
    drawn_again,
)
