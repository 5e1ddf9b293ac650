"""Groups, words and lines that a loop gathers piece by piece: the last one, and where the next one begins."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_Loop = ast.For | ast.While


@check(
    Rule(
        code="last-group-lost",
        title="What `{name}` holds after the last turn is handed on nowhere",
        weights={"correctness": 0.4},
        level="beginner",
        why="It is handed on only when the next one begins, and after the last element none begins.",
        do="Hand on what is left once more, behind the loop.",
        example="def parts(text):\n    found = []\n    part = ''\n    for sign in text:\n        if sign == ',':\n"
        "            found.append(part)\n            part = ''\n        else:\n            part += sign\n"
        "    return found\n",
        better="def parts(text):\n    found = []\n    part = ''\n    for sign in text:\n        if sign == ',':\n"
        "            found.append(part)\n            part = ''\n        else:\n            part += sign\n"
        "    found.append(part)\n    return found\n",
    )
)
def last_group_lost(program: Program) -> Iterator[Place]:
    """See the rule: it is handed on and begun anew under a condition, grows elsewhere, and is not read afterwards."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=group)], value=value):
                branch = program.parents[node]
            case _:
                continue
        loops = program.loops_around(node)
        if not isinstance(branch, ast.If) or not loops or not isinstance(loop := loops[0], _Loop):
            continue
        kind = _beginning(value, loop)
        if not kind or not (given := _handed_on(program, node, group)):
            continue
        block = branch.body if node in branch.body else branch.orelse
        places = program.places(program.scope(node), group)
        if len(places) > _MANY or not _is_gathered(program, loop, block, places):
            continue
        tests = [up.test for one, up in program.up(node) if isinstance(up, ast.If) and up.lineno > loop.lineno]
        said = program.purpose(node)
        if any(_ends_it(test, group, kind) for test in tests) or _is_closed(loop) or _WHOLE.search(said):
            continue
        if given in ("print", "yield") or _is_read_behind(program, loop, given):
            yield Place(node.lineno, group)


_MANY: Final = 50  # places of a name that are looked at: a group has few
_WHOLE: Final = re.compile(r"\b(?:full|complete\w*|whole|only|closed|terminated|finished|events?|leftovers?|drops?)\b")


def _beginning(value: ast.expr, loop: _Loop) -> str:
    """What a group begins with: `text`, `list` or `number`; "" if it does not begin anew."""
    turning = names_in(loop.target) if isinstance(loop, ast.For) else {"i"}
    match value:
        case ast.Constant(value=str()):
            return "text"
        case ast.Constant(value=0 | 1):
            return "number"
        case ast.List(elts=[]) | ast.List(elts=[ast.Name() | ast.Subscript()]):
            return "list"
        case ast.Name(id=name) | ast.Subscript(slice=ast.Name(id=name)) if name in turning:
            return "text"
    return ""


def _handed_on(program: Program, begun: ast.Assign, group: str) -> str:
    """Where a statement before puts the group: the name of a list, text or dictionary, `print` or `yield`."""
    before = program.before(begun, _FEW)
    for step in [*before, *(one for two in before if isinstance(two, ast.If) for one in two.body)]:
        match step:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[given])):
                pass
            case ast.Expr(value=ast.Call(func=ast.Name(id="print" as name), args=[_, *_])):
                given = step.value
            case ast.Expr(value=ast.Yield(value=ast.expr() as given)):
                name = "yield"
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=given):
                pass
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))], value=given):
                pass
            case _:
                continue
        if group in names_in(given) and name != group and not _is_number_for(given, group):
            return name
    return ""


def _is_number_for(given: ast.expr, group: str) -> bool:
    """Whether it says how often something else is taken: that comes behind it, so nothing can be left."""
    products = [one for one in ast.walk(given) if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mult)]
    return any(group in names_in(one) for one in products)


_FEW: Final = 3  # statements between handing on and beginning anew


def _is_gathered(program: Program, loop: _Loop, block: list[ast.stmt], places: list[ast.Name]) -> bool:
    """Whether a name begins before the loop, grows in it elsewhere, and is read nowhere but in the loop."""
    end = loop.end_lineno or loop.lineno
    inside = [one for one in places if loop.lineno <= one.lineno <= end]
    outer = [one for one in places if one not in inside]
    if any(isinstance(one.ctx, ast.Load) for one in outer) or not any(one.lineno < loop.lineno for one in outer):
        return False
    return any(_grows(program, one) and not _is_in(block, one) for one in inside)


def _is_in(block: list[ast.stmt], node: ast.Name) -> bool:
    return block[0].lineno <= node.lineno <= (block[-1].end_lineno or block[-1].lineno)


def _grows(program: Program, name: ast.Name) -> bool:
    around = program.parents[name]
    if isinstance(around, ast.AugAssign):
        return around.target is name and isinstance(around.op, ast.Add)
    if isinstance(around, ast.Attribute):
        return around.attr in ("append", "extend", "add")
    match around:
        case ast.BinOp(op=ast.Add()):
            step = program.statement(name)
            return isinstance(step, ast.Assign) and ast.unparse(step.targets[0]) == name.id
    return False


def _ends_it(test: ast.expr, group: str, kind: str) -> bool:
    """Whether a condition asks for the end of a group: for a sign that closes it, the last place, a number reached."""
    ends = False
    for node in ast.walk(test):
        match node:
            case ast.Compare(left=ast.Name(id=name), comparators=[bound]) if kind == "number" and name == group:
                ends = ends or not is_const(bound, 0)
            case ast.Compare(left=ast.Call(func=ast.Name(id="len")), comparators=[ast.Constant()]):  # pairs, say
                ends = True
            case ast.Compare(left=ast.BinOp(op=ast.Mod())) | ast.Call(func=ast.Attribute(attr="endswith")):
                ends = True
            case ast.Compare(ops=[ast.Eq() | ast.In()], comparators=[other]):
                signs = [one.value for one in ast.walk(other) if isinstance(one, ast.Constant)]
                texts = [one for one in signs if isinstance(one, str)]
                closes = bool(texts) and not any(sign in one for one in texts for sign in _BETWEEN)
                ends = ends or closes or "len" in names_in(other)
            case ast.Compare(comparators=[other]):
                ends = ends or "len" in names_in(other)
            case ast.Name(id=name):
                ends = ends or bool(_END.search(name))
    return ends


_END: Final = re.compile(r"is_last|(?:^|_)end|done|inside|open|quote")
_BETWEEN: Final = (" ", ",", "-", "_", "|", "\t", "/")
"""Signs that stand between two parts; others end a part, and behind the last one nothing is left."""


def _is_closed(loop: _Loop) -> bool:
    """Whether something is put behind the last element to end the last group, or the loop goes one step further."""
    source = loop.iter if isinstance(loop, ast.For) else loop.test
    if isinstance(source, ast.Constant) or (isinstance(source, ast.Compare) and isinstance(source.ops[0], ast.LtE)):
        return True
    return any(
        call_name(one) in ("chain", "zip_longest", "input", "iter")
        or (isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add))
        for one in ast.walk(source)
    )


def _is_read_behind(program: Program, loop: _Loop, name: str) -> bool:
    """Whether a list or text is read, and not added to, behind the loop; and nothing was put behind what is read."""
    end = loop.end_lineno or loop.lineno
    behind = [one for one in program.places(program.scope(loop), name) if one.lineno > end]
    return bool(behind) and not any(_grows(program, one) for one in behind)


@check(
    Rule(
        code="piece-not-begun-anew",
        title="`{name}` still holds the piece that was handed on",
        weights={"correctness": 0.4},
        level="beginner",
        why="It grows on after it was handed on, so each piece holds all those before as well.",
        do="Begin it anew right after it was handed on.",
        example="def parts(text):\n    found = []\n    part = ''\n    for sign in text:\n        if sign == ',':\n"
        "            found.append(part)\n        else:\n            part += sign\n    found.append(part)\n"
        "    return found\n",
        better="def parts(text):\n    found = []\n    part = ''\n    for sign in text:\n        if sign == ',':\n"
        "            found.append(part)\n            part = ''\n        else:\n            part += sign\n"
        "    found.append(part)\n    return found\n",
    )
)
def piece_not_begun_anew(program: Program) -> Iterator[Place]:
    """See the rule: a text that one branch puts into a result, and the other lets grow by the letter of the turn.

    So with a number that grows by the digit of the turn.
    """
    for node in program.all(ast.If):
        loops = program.loops_around(node)
        loop = loops[0] if loops else None
        if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name) or not node.orelse:
            continue
        for given, grown in ((node.body, node.orelse), (node.orelse, node.body)):
            group = _letter_added(grown[-1], loop.target.id) if len(grown) == 1 else ""
            if not group or not any(_puts(step, group) for step in _in_one_branch(given)):
                continue
            places = program.places(program.scope(loop), group)
            stores = [program.parents[one] for one in places if isinstance(one.ctx, ast.Store)]
            begun = [one for one in stores if isinstance(one, ast.Assign) and is_const(one.value, "", 0)]
            outside = all(one.lineno < loop.lineno for one in begun)
            if outside and begun and len(stores) == len(begun) + 1 and not _HISTORY.search(program.purpose(loop)):
                yield Place(given[-1].lineno, group)


_HISTORY: Final = re.compile(r"prefix|path|so far|cumulat|running|accumul")


def _letter_added(step: ast.stmt, letter: str) -> str:
    """The text to which a statement adds the letter of the turn."""
    while isinstance(step, ast.If) and len(step.body) == 1:
        step = step.body[0]
    match step:
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=ast.Name(id=added)) if added == letter:
            return name
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.BinOp(left=ast.Name(id=same), op=ast.Add(), right=ast.Name(id=added)),
        ) if name == same and added == letter:
            return name
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.BinOp(
                left=ast.BinOp(left=ast.Name(id=same), op=ast.Mult(), right=ast.Constant(value=10)),
                op=ast.Add(),
                right=ast.Call(func=ast.Name(id="int"), args=[ast.Name(id=added)]),
            ),
        ) if name == same and added == letter:
            return name
    return ""


def _in_one_branch(block: list[ast.stmt]) -> list[ast.stmt]:
    """What is done in a block that may be an `elif`."""
    return block[0].body if len(block) == 1 and isinstance(block[0], ast.If) else block


def _puts(step: ast.stmt, group: str) -> bool:
    """Whether a statement hands on the text as it is, or turned into a number."""
    match step:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[given])):
            return group in names_in(given)
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=given) if name != group:
            return group in names_in(given)
        case ast.For(iter=ast.Call(func=ast.Name(id="range")) as turns):
            return group in names_in(turns)
    return False


CHECKS: tuple[Check, ...] = (last_group_lost, piece_not_begun_anew)
