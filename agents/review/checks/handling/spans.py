"""Spans that are joined, and parts that are gathered up to a border: ends that move back, last parts that get lost."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import same_text
from agents.review.program import Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="end-moves-back",
        title="`{name}` may be less than the end that was there before",
        weights={"correctness": 0.4},
        level="beginner",
        why="A span that begins within the one before may also end within it. The joined one then ends too early.",
        do="Keep the later one of the two ends.",
        example="def joined(spans):\n    low, high = spans[0]\n    for start, end in sorted(spans):\n"
        "        if start <= high:\n            high = end\n        else:\n            return low, high\n"
        "    return low, high\n",
        better="def joined(spans):\n    low, high = spans[0]\n    for start, end in sorted(spans):\n"
        "        if start <= high:\n            high = max(high, end)\n        else:\n            return low, high\n"
        "    return low, high\n",
    )
)
def end_moves_back(program: Program) -> Iterator[Place]:
    """See the rule: `if start <= last: last = end` for two parts of one element, or the `else` of `start > last`."""
    for node in program.all(ast.If):
        parts = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
        either = isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or)
        for part in parts:
            match part:
                case ast.Compare(left=one, ops=[ast.LtE() | ast.Lt()], comparators=[other]):
                    pass
                case ast.Compare(left=other, ops=[ast.GtE() | ast.Gt()], comparators=[one]):
                    pass
                case _:
                    continue
            begins, end = _ends(program, one), _ends(program, other)
            if begins and not either:  # the new one begins before the end
                yield from _moved(node.body, other, begins)
            if end and (either or len(parts) == 1):  # behind the end: the other branch is for those before it
                yield from _moved(node.orelse, one, end)


def _moved(block: list[ast.stmt], kept: ast.expr, end: str) -> Iterator[Place]:
    """Where a block sets the kept end to the new one."""
    for step in block:
        if isinstance(step, ast.Assign) and _sets(step, kept, end):
            yield Place(step.lineno, ast.unparse(kept))


def _ends(program: Program, start: ast.expr) -> str:
    """What the other part of a pair is called whose first part this is, as the loop's element; else ""."""
    loops = [one for one in program.loops_around(start) if isinstance(one, ast.For)]
    match start:
        case ast.Name(id=name):
            for loop in loops:
                pairs = [loop.target, *(one.targets[0] for one in loop.body if isinstance(one, ast.Assign))]
                for pair in pairs:
                    match pair:
                        case ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=second)]) if first == name:
                            return second
        case ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=0)):
            walked = any(owner in names_in(loop.target) for loop in loops)
            return f"{owner}[1]" if walked else ""
    return ""


def _sets(step: ast.Assign, kept: ast.expr, end: str) -> bool:
    """Whether a statement gives the kept end the new one, as it is or as the second part of a new pair."""
    if same_text(step.targets[0], kept):
        return ast.unparse(step.value) == end
    match step.value, kept:
        case ast.Tuple(elts=[_, last]) | ast.List(elts=[_, last]), ast.Subscript(value=owner, slice=ast.Constant()):
            return same_text(step.targets[0], owner) and ast.unparse(last) == end
    return False


_FULL: Final = re.compile(r"\bfull\b|complete|\bwhole\b|\bonly\b|discard|ignore|leftover|left over|dropp?")
_CLOSED: Final = re.compile(r"[.!?;)\]}>]|^(?:end|stop|done|quit)$", re.IGNORECASE)


@check(
    Rule(
        code="last-part-never-kept",
        title="The part in `{name}` that the loop ends with is kept nowhere",
        weights={"correctness": 0.35},
        level="beginner",
        why="A part is kept only when the next one begins or when it is full. Behind the last element nothing of the "
        "kind happens.",
        do="Look behind the loop at what is left, and keep it as well.",
        example="def batches(items, size):\n    result = []\n    batch = []\n    for item in items:\n"
        "        batch.append(item)\n        if len(batch) == size:\n            result.append(batch)\n"
        "            batch = []\n    return result\n",
        better="def batches(items, size):\n    result = []\n    batch = []\n    for item in items:\n"
        "        batch.append(item)\n        if len(batch) == size:\n            result.append(batch)\n"
        "            batch = []\n    if batch:\n        result.append(batch)\n    return result\n",
    )
)
def last_part_never_kept(program: Program) -> Iterator[Place]:
    """See the rule: `x.append(part)` or `yield part` and a new beginning in a branch; nothing reads it behind."""
    for loop in program.all(ast.For):
        if program.loops_around(loop) or _has_a_mark(program, loop):
            continue
        for node in program.within(loop):
            branches = (node.body, node.orelse) if isinstance(node, ast.If) else ()
            for branch in branches:
                name = _kept_and_begun(branch)
                if name and isinstance(node, ast.If) and not _closes(node.test) and not _looks_ahead(program, loop):
                    yield from _if_lost(program, loop, node, name)


def _if_lost(program: Program, loop: ast.For, node: ast.If, name: str) -> Iterator[Place]:
    """The place where a part is kept, if the last one is lost."""
    scope, end = program.scope(loop), loop.end_lineno or loop.lineno
    places = program.places(scope, name)
    behind = [one for one in places if one.lineno > end and isinstance(one.ctx, ast.Load)]
    outside = name in program.outer_names or any(one.lineno < loop.lineno for one in places) is False
    grows = [one for one in places if loop.lineno <= one.lineno <= end and _grows(program, one)]
    said = f"{program.purpose(loop)} {program.said(scope) if isinstance(scope, ast.FunctionDef) else ''}"
    leaves = any(isinstance(one, ast.Break | ast.Return) for one in program.within(loop))
    inside = program.within(scope)
    cut = any(isinstance(one, ast.Subscript) and is_const(one.slice, 0) and one.lineno > end for one in inside)
    if grows and not (behind or outside or leaves or cut or _FULL.search(said)):
        yield Place(node.lineno, name)


def _kept_and_begun(branch: list[ast.stmt]) -> str:
    """The name that a branch puts into a list as it is, and then begins anew."""
    kept: set[str] = set()
    for step in branch:
        match step:
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(attr="append"), args=[given]) | ast.Yield(value=ast.expr() as given)
            ):
                parts = given.elts if isinstance(given, ast.Tuple | ast.List) else [given]
                match given:
                    case ast.Call(func=ast.Attribute(attr="join"), args=[ast.Name() as joined]):
                        parts = [joined]
                    case ast.Call(func=ast.Attribute(value=ast.Name() as whole, attr="copy" | "strip"), args=[]):
                        parts = [whole]
                kept |= {one.id for one in parts if isinstance(one, ast.Name)}
            case ast.Assign(targets=[target]):
                begun = target.elts if isinstance(target, ast.Tuple) else [target]
                names = [one.id for one in begun if isinstance(one, ast.Name) and one.id in kept]
                if names:
                    return names[-1]
    return ""


def _grows(program: Program, name: ast.Name) -> bool:
    """Whether a place makes more of a part: `part.append(x)`, `part += x`, `part = max(part, x)`, `part = part + x`."""
    match program.parents[name]:
        case ast.Attribute(attr="append" | "extend") | ast.AugAssign():
            return True
        case ast.Assign(value=value) if isinstance(name.ctx, ast.Store):
            return name.id in names_in(value)
    return False


def _has_a_mark(program: Program, loop: ast.For) -> bool:
    """Whether something that ends the last part as well may stand at the end of what is walked."""
    match loop.iter:
        case ast.Name() as walked:
            places = program.places(program.scope(loop), walked.id)
            grows = any(isinstance(program.parents[one], ast.AugAssign) or _grows(program, one) for one in places)
            return grows or isinstance(program.written(walked), ast.BinOp | ast.Constant)
        case ast.Call(func=ast.Name(id="sorted" | "enumerate" | "reversed"), args=[ast.Name(), *_]):
            return False
        case ast.Call(func=ast.Name(id="range"), args=[*_, last]):
            return isinstance(last, ast.BinOp)
        case ast.Subscript(slice=ast.Slice(upper=None)) | ast.Call(func=ast.Attribute()):
            return False
    return True


def _closes(test: ast.expr) -> bool:
    """Whether the border is a sign that closes something, which the last part has as well, or a pair is complete."""
    if ast.unparse(test).endswith(") == 2"):
        return True
    return any(isinstance(one, ast.Constant) and bool(_CLOSED.search(str(one.value))) for one in ast.walk(test))


def _looks_ahead(program: Program, loop: ast.For) -> bool:
    """Whether a condition in the loop knows the last turn: `i + 1 < len(x)`, `i == len(x) - 1`, `i == last`."""
    tests = [part for one in program.within(loop) if isinstance(one, ast.If) for part in ast.walk(one.test)]
    return any(
        (isinstance(one, ast.BinOp) and (call_name(one.left) == "len" or is_const(one.right, 1)))
        or (isinstance(one, ast.Name) and "last" in one.id)
        for one in tests
    )


CHECKS: tuple[Check, ...] = (end_moves_back, last_part_never_kept)
