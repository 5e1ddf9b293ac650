"""What values say or hide: flags and numbers for names, bits for arithmetic, comments with other numbers."""

import ast
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="bits-for-arithmetic",
        title="`{name}` works on bits where a number is meant",
        weights={"readability": 0.12, "style": 0.03},
        level="beginner",
        why="Readers have to translate it into halves and remainders first, and Python is not faster by it.",
        do="Write the arithmetic that is meant: `// 2`, `% 2`, `* 2`.",
        example="def middle(items):\n    return items[len(items) >> 1]\n",
        better="def middle(items):\n    return items[len(items) // 2]\n",
    )
)
def bits_for_arithmetic(program: Program) -> Iterator[Place]:
    """See the rule: shifts by one, `& 1`, `^ 1` and `-~n` in a program that has nothing else to do with bits."""
    tricks: list[ast.expr] = []
    for node in [*program.all(ast.BinOp), *program.all(ast.UnaryOp)]:
        match node:
            case ast.BinOp(op=ast.RShift() | ast.LShift() | ast.BitAnd() | ast.BitXor(), right=ast.Constant(value=1)):
                if not isinstance(node.left, ast.Constant):
                    tricks.append(node)
            case ast.UnaryOp(op=ast.USub(), operand=ast.UnaryOp(op=ast.Invert())):
                tricks.append(node)
            case ast.BinOp(op=ast.BitAnd() | ast.BitOr() | ast.BitXor() | ast.LShift() | ast.RShift()):
                return
    bits = any(isinstance(node.op, ast.BitAnd | ast.BitOr | ast.BitXor) for node in program.all(ast.AugAssign))
    if not bits and not _BITS.search(program.text):
        yield from (Place(one.lineno, ast.unparse(one)[:30]) for one in tricks)


_BITS: Final = re.compile(r"\b(?:bits?|binary|mask|parity|popcount|xor|flags?|byte|0b|0x)", re.IGNORECASE)


@check(
    Rule(
        code="states-as-numbers",
        title="`{name}` is a number that stands for something else",
        weights={"readability": 0.12},
        level="beginner",
        why="Whoever reads `== 2` has to find out elsewhere what 2 means.",
        do="Give each state a name: a constant, a text, or an `Enum`.",
        example="def after(state):\n    if state == 0:\n        return 2\n    if state == 2:\n        return 1\n"
        "    if state == 1:\n        return 0\n    return state\n",
        better="RED, AMBER, GREEN = range(3)\n\n\ndef after(state):\n    if state == RED:\n        return GREEN\n"
        "    if state == GREEN:\n        return AMBER\n    if state == AMBER:\n        return RED\n    return state\n",
    )
)
def states_as_numbers(program: Program) -> Iterator[Place]:
    """See the rule: what is called a state or a mode is compared with two whole numbers or more."""
    compared: dict[str, set[int]] = defaultdict(set)
    first: dict[str, int] = {}
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.Name() | ast.Attribute() as asked,
                ops=[ast.Eq() | ast.NotEq()],
                comparators=[ast.Constant(value=int() as number)],
            ) if not isinstance(number, bool) and number < _OF_A_PROTOCOL:
                name = asked.id if isinstance(asked, ast.Name) else asked.attr
                if _STATE.search(name):
                    compared[name].add(number)
                    first.setdefault(name, node.lineno)
    for name, numbers in compared.items():
        if len(numbers) > 1:
            yield Place(first[name], name)


_OF_A_PROTOCOL: Final = 100
"""From here on numbers are known by themselves, as 404 is."""

_STATE: Final = re.compile(r"(?:^|_)(?:state|status|mode|phase|direction|kind|category|colou?r|role|weather|season)$")


@check(
    Rule(
        code="comment-says-another-number",
        title="The comment says {name}, and the code below it does not",
        weights={"readability": 0.15},
        level="beginner",
        why="One of the two is wrong, and readers cannot know which.",
        do="Mend the comment, or the code, or say it without the number.",
        example="def price(weight):\n    # up to 2 kg\n    if weight <= 5:\n        return 6\n    return 9\n",
        better="def price(weight):\n    # light parcels\n    if weight <= 5:\n        return 6\n    return 9\n",
    )
)
def comment_says_another_number(program: Program) -> Iterator[Place]:
    """See the rule: a condition or a value with a number, below a comment that has other numbers only."""
    below = {node.lineno: node for node in program.nodes if isinstance(node, ast.If | ast.While | ast.Assign)}
    for at, line in enumerate(program.lines, 1):
        said = _REMARK.match(line)
        node = below.get(at + 1)
        if said is None or node is None:
            continue
        numbers = {float(one) for one in _AMOUNT.findall(said.group(1))}
        asked = _numbers(node.value if isinstance(node, ast.Assign) else node.test)
        if not numbers or not asked - {0, 1, 2, 100}:
            continue
        written = _numbers(node)
        if not any(_as_written(one) & written for one in numbers):
            yield Place(at, ", ".join(f"{one:g}" for one in sorted(numbers)))


def _numbers(node: ast.AST) -> set[float]:
    """The numbers that are written within a node."""
    constants = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return {float(one) for one in constants if isinstance(one, int | float) and not isinstance(one, bool)}


_REMARK: Final = re.compile(r"\s*#\s*(.*)")
_AMOUNT: Final = re.compile(
    r"(?:(?:up\s+to|from|over|under|above|below|least|most|than|costs?|after|until|every|each|for|first)\s+)(\d+(?:\.\d+)?)\b",
    re.IGNORECASE,
)
"""Numbers that a comment gives as a bound or a price: others may number steps or name versions."""


def _as_written(number: float) -> set[float]:
    """The forms that a number can have in code: itself, one less or more, a share of a hundred, a multiple."""
    return {number, number - 1, number + 1, number / 100, 1 + number / 100, 1 - number / 100, number * 60, number * 100}


@check(
    Rule(
        code="bare-flags",
        title="The call of `{name}` does not say what its values mean",
        weights={"readability": 0.1, "style": 0.03},
        level="beginner",
        why="Readers of `True, False` have to look up the function to know what is on and what is off.",
        do="Hand them over by name, as `loud=True`, and give the usual ones a default.",
        example="def show(text, loud, framed):\n    print(text, loud, framed)\n\n\nshow('menu', True, False)\n",
        better="def show(text, loud=False, framed=False):\n    print(text, loud, framed)\n\n\n"
        "show('menu', loud=True)\n",
    )
)
def bare_flags(program: Program) -> Iterator[Place]:
    """See the rule: two truth values or more, or one among four constants, given by their places alone."""
    for node in program.all(ast.Call):
        name = call_name(node)
        flags = sum(isinstance(one, ast.Constant) and isinstance(one.value, bool) for one in node.args)
        constants = sum(isinstance(one, ast.Constant) for one in node.args)
        if name in program.function_names and (flags > 1 or (flags == 1 and constants > _CONSTANTS)):
            yield Place(node.lineno, name)


_CONSTANTS: Final = 3


@check(
    Rule(
        code="truth-as-number",
        title="`{name}` reckons with a comparison",
        weights={"readability": 0.14, "style": 0.03},
        level="beginner",
        why="Readers have to remember that true counts as one to see that a decision is made here.",
        do="Write the decision as a decision: `if`, or a choice with `if` and `else`.",
        example="def price(total):\n    return total + (total < 20) * 4.5\n",
        better="def price(total):\n    return total + 4.5 if total < 20 else total\n",
    )
)
def truth_as_number(program: Program) -> Iterator[Place]:
    """See the rule: `+`, `-` or `*` with a comparison on one side, but for sums of them."""
    for node in program.all(ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
            sides = (node.left, node.right)
            if any(isinstance(one, ast.Compare) for one in sides) and not isinstance(node.op, ast.Add):
                yield Place(node.lineno, ast.unparse(node)[:40])


@check(
    Rule(
        code="long-number",
        title="The digits of {name} have to be counted",
        weights={"readability": 0.06, "style": 0.03},
        level="beginner",
        why="Whether it is a million or ten millions is seen by counting noughts.",
        do="Write `_` between groups of three digits.",
        example="limit = 1000000000\nprint(limit)\n",
        better="limit = 1_000_000_000\nprint(limit)\n",
    )
)
def long_number(program: Program) -> Iterator[Place]:
    """See the rule: a whole number from a million on, in digits alone."""
    for token in program.tokens:
        if token.type == tokenize.NUMBER and token.string.isdigit() and len(token.string) > _DIGITS:
            yield Place(token.start[0], token.string[:20])


_DIGITS: Final = 6


CHECKS: tuple[Check, ...] = (
    bits_for_arithmetic,
    states_as_numbers,
    comment_says_another_number,
    bare_flags,
    truth_as_number,
    long_number,
)
