"""Conditions that ask something else than they seem to. Pure."""

import ast
from collections.abc import Iterator, Sequence
from itertools import pairwise

from agents.mistakes.checks.program import Check, Program, span_of
from agents.mistakes.findings import Finding, Kind

__all__ = ["CHECK", "MIRRORED", "SIGNS", "is_complete"]

CHAINED_OR = Kind(
    code="comparison-chained-with-or",
    type="Logic",
    severity="warning",
    message="`{text}` does not compare with each value: {value} stands alone and always counts as true.",
    cause="`or` joins two complete conditions. Python reads this as `({first}) or ({value})`, and {value} by itself is "
    "true.",
    think="Read each side of `or` on its own: is it a complete question?",
    fix="Write the whole comparison on both sides of `{word}`, or use `in` with all the values.",
    example="letter = 'x'\nif letter == 'a' or 'b':\n    print(letter)\n",
    fine="letter = 'x'\nif letter == 'a' or letter == 'b':\n    print(letter)\n",
)
ALWAYS_TRUE = Kind(
    code="condition-always-true",
    type="Logic",
    severity="warning",
    message="`{text}` is always true: whatever `{name}` is, it differs from at least one of the two.",
    cause="With `or` one true side is enough, and no value can be equal to both.",
    think="Try a value: which one would make both sides false?",
    fix="Use `and` between the two comparisons.",
    example="answer = 'y'\nif answer != 'y' or answer != 'n':\n    print('again')\n",
    fine="answer = 'y'\nif answer != 'y' and answer != 'n':\n    print('again')\n",
)
ALWAYS_FALSE = Kind(
    code="condition-always-false",
    type="Logic",
    severity="warning",
    message="`{text}` can never be true: `{name}` cannot equal two different values at once.",
    cause="With `and` both sides have to be true at the same time.",
    think="Try a value: which one would make both sides true?",
    fix="Use `or` between the two comparisons.",
    example="day = 'sat'\nif day == 'sat' and day == 'sun':\n    print('free')\n",
    fine="day = 'sat'\nif day == 'sat' or day == 'sun':\n    print('free')\n",
)
IS_LITERAL = Kind(
    code="is-with-value",
    type="Logic",
    severity="warning",
    message="`is` does not compare values; use `==` with {value}.",
    cause="`is` asks whether two names mean the very same object in memory. Equal values can be different objects.",
    think="Do you ask whether they look the same, or whether they are one and the same thing?",
    fix="Write `==` instead of `is` (and `!=` instead of `is not`).",
    example="x = 1000\nif x is 1000:\n    print(x)\n",
    fine="x = 1000\nif x == 1000:\n    print(x)\n",
)
TUPLE_CONDITION = Kind(
    code="tuple-as-condition",
    type="Logic",
    severity="warning",
    message="The condition is a pair of values with a comma, which is always true.",
    cause="Brackets with a comma make a tuple, and a tuple that holds something counts as true.",
    think="Should both be true, or one of them? Which word says that?",
    fix="Write `and` or `or` instead of the comma.",
    example="a = 1\nif (a > 0, a < 9):\n    print(a)\n",
    fine="a = 1\nif (a > 0 and a < 9):\n    print(a)\n",
)
FUNCTION_CONDITION = Kind(
    code="function-as-condition",
    type="Logic",
    severity="warning",
    message="`{name}` is a function that is not called here, so the condition is always true.",
    cause="A function's name without brackets is the function itself, which always counts as true.",
    think="Do you want the function, or its answer?",
    fix="Call it: `{name}(...)`.",
    example="def ready():\n    return False\n\nif ready:\n    print('go')\n",
    fine="def ready():\n    return False\n\nif ready():\n    print('go')\n",
)

_DISPLAYS = (ast.List, ast.Dict, ast.Tuple, ast.Set)

_NEGATED = ({"<", ">="}, {">", "<="}, {"==", "!="}, {"<", "==", ">"})
SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
"""Comparisons as they are written."""
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
"""The same comparison with its sides exchanged."""


def _run(program: Program) -> Iterator[Finding]:
    for node in program.nodes:
        match node:
            case ast.BoolOp():
                yield from _chained(program, node)
                yield from _contradicting(program, node)
            case ast.Compare():
                yield from _is_literal(program, node)
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
                yield from _test(program, test)


def _chained(program: Program, node: ast.BoolOp) -> Iterator[Finding]:
    compared = [one for one in node.values if isinstance(one, ast.Compare)]
    if not compared or not isinstance(compared[0].ops[0], ast.Eq | ast.NotEq | ast.In):
        return
    for before, value in pairwise(node.values):
        if _plain(value) and isinstance(before, ast.Compare | ast.Constant):
            word = "or" if isinstance(node.op, ast.Or) else "and"
            yield CHAINED_OR.at(
                span_of(value, program.source),
                text=program.text(node),
                first=program.text(compared[0]),
                value=program.text(value),
                word=word,
            )
            return


def _plain(node: ast.expr) -> bool:
    """A text or a number."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str | int | float) and type(node.value) is not bool


def _contradicting(program: Program, node: ast.BoolOp) -> Iterator[Finding]:
    wanted = ast.NotEq if isinstance(node.op, ast.Or) else ast.Eq
    seen: dict[str, object] = {}
    for value in node.values:
        match value:
            case ast.Compare(left=left, ops=[op], comparators=[ast.Constant(value=constant)]) if isinstance(
                op, wanted
            ) and _stays(left):
                name = program.text(left)
                if name in seen and seen[name] != constant:
                    kind = ALWAYS_TRUE if wanted is ast.NotEq else ALWAYS_FALSE
                    yield kind.at(span_of(node, program.source), text=program.text(node), name=name)
                    return
                seen[name] = constant


def _stays(node: ast.expr) -> bool:
    """Whether it is the same when it is asked for again: a name, a part of one, or that in small letters."""
    match node:
        case ast.Name():
            return True
        case ast.Attribute(value=owner) | ast.Subscript(value=owner, slice=ast.Constant() | ast.Name()):
            return _stays(owner)
        case ast.Call(func=ast.Attribute(value=owner, attr="lower" | "upper" | "strip" | "casefold"), args=[]):
            return _stays(owner)
    return False


def _is_literal(program: Program, node: ast.Compare) -> Iterator[Finding]:
    operands = [node.left, *node.comparators]
    for index, op in enumerate(node.ops):
        for side in operands[index : index + 2]:
            if isinstance(op, ast.Is | ast.IsNot) and (_plain(side) or isinstance(side, _DISPLAYS)):
                yield IS_LITERAL.at(span_of(node, program.source), value=program.text(side))
                return


def _test(program: Program, test: ast.expr) -> Iterator[Finding]:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test = test.operand
    if isinstance(test, ast.Tuple) and test.elts:
        yield TUPLE_CONDITION.at(span_of(test, program.source))
    elif isinstance(test, ast.Name) and test.id in program.plain_functions:
        yield FUNCTION_CONDITION.at(span_of(test, program.source), name=test.id)


def is_complete(tests: Sequence[ast.expr]) -> bool:
    """Whether one of the conditions holds in any case: `x < 0`, `x >= 0`; `done`, `not done`."""
    asked: dict[tuple[str, str], set[str]] = {}
    plain = {ast.unparse(test) for test in tests}
    for test in tests:
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and ast.unparse(test.operand) in plain:
            return True
        match test:
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in SIGNS:
                pair, sign = (ast.unparse(left), ast.unparse(right)), SIGNS[type(op)]
                if pair[::-1] in asked:
                    pair, sign = pair[::-1], MIRRORED[sign]
                asked.setdefault(pair, set()).add(sign)
                for loose, parts in (("<=", ("<", "==")), (">=", (">", "=="))):
                    if sign == loose:
                        asked[pair] |= set(parts)
    return any(signs >= wanted for signs in asked.values() for wanted in _NEGATED)


CHECK = Check((CHAINED_OR, ALWAYS_TRUE, ALWAYS_FALSE, IS_LITERAL, TUPLE_CONDITION, FUNCTION_CONDITION), _run)
