"""Conditions on lines of a text and on things that are still open: more holds than is meant.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, method_of, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_ENDS: Final = (ast.Continue, ast.Return, ast.Raise)


@check(
    Rule(
        code="whole-line-asked-for-a-field",
        title="`{name}` looks anywhere in the line, not at the field that is meant",
        weights={"correctness": 0.35},
        level="learning",
        why="The line was cut into fields, and is left out when there are too few of them; then none of them is looked "
        "at. The word may just as well stand in the message at the end of the line.",
        do="Compare the word with the one field in which it has to stand.",
        example="def errors(lines):\n    found = 0\n    for line in lines:\n        fields = line.split()\n"
        "        if len(fields) < 3:\n            continue\n        if 'ERROR' in line:\n            found += 1\n"
        "    return found\n",
        better="def errors(lines):\n    found = 0\n    for line in lines:\n        fields = line.split()\n"
        "        if len(fields) < 3:\n            continue\n        if fields[2] == 'ERROR':\n            found += 1\n"
        "    return found\n",
    )
)
def whole_line_asked_for_a_field(program: Program) -> Iterator[Place]:
    """See the rule: of the parts of a line nothing but their number is asked, to leave lines out."""
    cut: dict[tuple[ast.AST, str], str] = {}  # what a scope cuts and only counts the parts of -> the parts
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Name(id=parts)], value=ast.Call(func=ast.Attribute(value=ast.Name(id=line)))):
                scope = program.scope(step)
                if method_of(step.value) in ("split", "rsplit") and _only_counted(program, scope, parts):
                    cut[scope, line] = parts
    for node in program.all(ast.Compare) if cut else ():
        match node:
            case ast.Compare(left=left, ops=[ast.In()], comparators=[ast.Name(id=line)]):
                if (program.scope(node), line) in cut and _is_word(program, node, left):
                    yield Place(node.lineno, ast.unparse(node))


def _is_word(program: Program, node: ast.AST, sought: ast.expr) -> bool:
    """Whether it is a word that is written down, or one of those that a loop goes through."""
    match sought:
        case ast.Constant(value=str(text)):
            return text.isalpha()
        case ast.Name(id=name):
            return any(
                isinstance(one, ast.For) and same(one.target, ast.Name(name, ast.Store()))
                for one in program.loops_around(node)
            )
    return False


_MANY: Final = 6  # places of a name that are looked at


def _only_counted(program: Program, scope: ast.AST, parts: str) -> bool:
    """Whether a name is given one value, and read for its length alone, by an `if` that leaves something out."""
    stores = reads = 0
    for place in program.places(scope, parts)[:_MANY]:
        if isinstance(place.ctx, ast.Store):
            stores += 1
            continue
        reads += 1
        call = program.parents[place]
        test = program.parents[call]
        match call, test, program.parents.get(test):  # the module has none
            case ast.Call(func=ast.Name(id="len")), ast.Compare(), ast.If(body=[step], orelse=[]) if isinstance(
                step, _ENDS
            ):
                pass
            case _:
                return False
    return stores == reads == 1


_LATE: Final = re.compile(
    r"\boverdue\b|\b(?:past|after|beyond) (?:its|their|the|his|her) (?:due|deadline|end|last)\b|\blate\b"
)
_STATE: Final = re.compile(
    r"(?:^|_|\b)(?:returned|paid|done|finished|completed?|closed|delivered|settled|resolved|submitted|handed_in|"
    r"brought_back|is_done|is_paid|back)(?:_on|_at|_date)?(?:$|\b)"
)
_NOW: Final = re.compile(r"(?:^|\b|_)(?:today|now)(?:\b|$|\()")


@check(
    Rule(
        code="late-or-open-is-not-overdue",
        title="`{name}` takes what is still open and what is past its date alike",
        weights={"correctness": 0.4},
        level="beginner",
        why="Overdue is what is still open although its date has passed. With `or` one of the two is enough: what was "
        "settled long ago counts, and what has time until next month does as well.",
        do="Take one that is open and not yet due, and one that was settled: neither may hold.",
        example='def overdue(bills, today):\n    """Bills that are overdue."""\n'
        "    return [bill for bill in bills if not bill.paid or bill.due < today]\n",
        better='def overdue(bills, today):\n    """Bills that are overdue."""\n'
        "    return [bill for bill in bills if not bill.paid and bill.due < today]\n",
    )
)
def late_or_open_is_not_overdue(program: Program) -> Iterator[Place]:
    """See the rule: `or` between a state that is not reached and a date before today, where the text says overdue."""
    for node in program.all(ast.BoolOp):
        if not isinstance(node.op, ast.Or) or len(node.values) != 2:  # noqa: PLR2004 - two
            continue
        said = program.purpose(node)
        if not _LATE.search(said) or re.search(r"\bor\b", said):
            continue
        for state, late in (node.values, node.values[::-1]):
            if _is_open(state) and isinstance(late, ast.Compare) and _is_past(late):
                yield Place(node.lineno, ast.unparse(node)[:60])


def _is_open(node: ast.expr) -> bool:
    """`not x.paid`, `x["returned"] is None`, `x.done == False`."""
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=subject):
            pass
        case ast.Compare(left=subject, ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=None | False)]):
            pass
        case _:
            return False
    return bool(_STATE.search(_last_word(subject)))


def _last_word(node: ast.expr) -> str:
    match node:
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return key.lower()
        case ast.Call(func=ast.Attribute(attr=name), args=[]) | ast.Attribute(attr=name) | ast.Name(id=name):
            return name.lower()
    return ""


def _is_past(node: ast.Compare) -> bool:
    """`due < today`, or the other way round."""
    match node:
        case ast.Compare(ops=[ast.Lt() | ast.LtE()], comparators=[late]):
            pass
        case ast.Compare(left=late, ops=[ast.Gt() | ast.GtE()]):
            pass
        case _:
            return False
    return bool(_NOW.search(ast.unparse(late).lower()))


CHECKS: tuple[Check, ...] = (whole_line_asked_for_a_field, late_or_open_is_not_overdue)
