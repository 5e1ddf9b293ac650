"""What an earlier loop has left over, and what a loop has to keep in every turn.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="key-of-the-loop-before",
        title="`{name}` takes the key that an earlier loop has ended with",
        weights={"correctness": 0.4},
        level="beginner",
        why="That loop is over, and its variable stays what it was in the last turn. All turns of this loop take the "
        "same value there.",
        do="Ask by the variable of the loop that runs now.",
        example="def means(pairs):\n    sums, counts = {}, {}\n    for key, value in pairs:\n"
        "        sums[key] = sums.get(key, 0) + value\n        counts[key] = counts.get(key, 0) + 1\n"
        "    for name in sums:\n        print(name, sums[name] / counts[key])\n",
        better="def means(pairs):\n    sums, counts = {}, {}\n    for key, value in pairs:\n"
        "        sums[key] = sums.get(key, 0) + value\n        counts[key] = counts.get(key, 0) + 1\n"
        "    for name in sums:\n        print(name, sums[name] / counts[name])\n",
    )
)
def key_of_the_loop_before(program: Program) -> Iterator[Place]:
    """See the rule: `b[s]` in a loop over others, where `s` and `b[s]` come from an earlier loop alone."""
    filled = _filled(program)
    from_loops: dict[tuple[ast.AST, str], bool] = {}
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(value=ast.Name(id=table), slice=ast.Name(id=key)) if isinstance(node.ctx, ast.Load):
                scope = program.scope(node)
            case _:
                continue
        loops = program.loops_around(node) if filled.get((scope, table, key), node.lineno) < node.lineno else []
        if not loops or any(key in _targets(loop) for loop in loops):
            continue
        if (scope, key) not in from_loops:
            from_loops[scope, key] = _comes_from_loops(program, scope, key)
        if from_loops[scope, key] and any(_own_key(program, node, loop) for loop in loops):
            yield Place(node.lineno, ast.unparse(node))


def _filled(program: Program) -> dict[tuple[ast.AST, str, str], int]:
    """(scope, table, key) -> where the last `for` loop ends that puts something there under its own variable."""
    filled: dict[tuple[ast.AST, str, str], int] = {}
    left = {loop for one in program.all(ast.Break) for loop in program.loops_around(one)[:1]}  # where it stops is found
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(value=ast.Name(id=table), slice=ast.Name(id=key)) if isinstance(node.ctx, ast.Store):
                for loop in program.loops_around(node):
                    if key in _targets(loop) and loop not in left:
                        filled[program.scope(node), table, key] = getattr(loop, "end_lineno", None) or node.lineno
    return filled


def _comes_from_loops(program: Program, scope: ast.AST, key: str) -> bool:
    """Whether a name of a scope gets its values as the variable of `for` loops alone."""
    stores = [one for one in program.places(scope, key) if isinstance(one.ctx, ast.Store)]
    return bool(stores) and all(
        any(isinstance(up, ast.For) and child is up.target for child, up in program.up(one)) for one in stores
    )


def _targets(loop: ast.AST) -> set[str]:
    """The variables of a loop."""
    match loop:
        case ast.For(target=target):
            return names_in(target)
        case ast.ListComp(generators=parts) | ast.SetComp(generators=parts) | ast.GeneratorExp(generators=parts):
            return {name for one in parts for name in names_in(one.target)}
        case ast.DictComp(generators=parts):
            return {name for one in parts for name in names_in(one.target)}
    return set()


def _own_key(program: Program, node: ast.Subscript, loop: ast.AST) -> bool:
    """Whether something of the turn stands beside it in the same expression, and not from the same table."""
    around = program.parents[node]
    if isinstance(around, ast.FormattedValue):
        around = program.parents[around]
    sources = [loop.iter] if isinstance(loop, ast.For) else [one.iter for one in getattr(loop, "generators", ())]
    table, names = ast.unparse(node.value), _targets(loop)
    if not isinstance(around, ast.BinOp | ast.Call | ast.Tuple | ast.JoinedStr):
        return False
    used = names_in(around)
    twice = any(isinstance(one, ast.Name) and one.id == table for one in ast.walk(around) if one is not node.value)
    return bool(used & names) and not twice and not any(table in names_in(one) for one in sources)


_BEFORE: Final = re.compile(r"\b(?:previous|preceding|last|one before|earlier)\b")
_KEPT: Final = re.compile(r"\b(?:accept|allow|permit|kept|keep|sent|send|print|report|notif|alarm|alert|ignore|limit)")
_LATEST: Final = re.compile(r"(?:^|_)(?:prev(?:ious)?|last|seen|before)(?:_|$)")


@check(
    Rule(
        code="previous-one-not-kept",
        title="`{name}` is set in some turns only, and should be the one before in every turn",
        weights={"correctness": 0.4},
        level="learning",
        why="The gap is measured from the one just before. When nothing new begins, that one is not kept, and the "
        "next gap is measured from an older one.",
        do="Keep it in every turn, whatever the condition says.",
        example='def visits(times):\n    """Count visits; a new one begins 30 minutes after the previous click."""\n'
        "    count, last = 0, None\n    for time in times:\n        if last is None or time - last > 30:\n"
        "            count += 1\n            last = time\n    return count\n",
        better='def visits(times):\n    """Count visits; a new one begins 30 minutes after the previous click."""\n'
        "    count, last = 0, None\n    for time in times:\n        if last is None or time - last > 30:\n"
        "            count += 1\n        last = time\n    return count\n",
    )
)
def previous_one_not_kept(program: Program) -> Iterator[Place]:
    """See the rule: by the docstring and a name, `x` is the one before, and only a great gap to it sets it."""
    for node in program.all(ast.If):
        function = program.function_of(node)
        said = (ast.get_docstring(function) or "").lower() if function is not None else ""
        loop = next(iter(program.loops_around(node)), None)
        if not isinstance(loop, ast.For) or not _BEFORE.search(said) or _KEPT.search(said):
            continue
        gaps = [one for one in ast.walk(node.test) if isinstance(one, ast.Compare) and _is_gap(one)]
        for step in node.body if len(gaps) == 1 else []:
            match step:
                case ast.Assign(targets=[ast.Name() | ast.Subscript() as latest], value=ast.Name(id=now)):
                    pass
                case _:
                    continue
            gap = gaps[0].left if isinstance(gaps[0].left, ast.BinOp) else gaps[0].comparators[0]
            name = ast.unparse(latest)
            owner = latest.value if isinstance(latest, ast.Subscript) else latest
            if f"{now} - {name}" != ast.unparse(gap) or not _LATEST.search(ast.unparse(owner).lower().split(".")[-1]):
                continue
            sets = [
                one for one in ast.walk(loop) if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == name
            ]
            if len(sets) == 1 and now in names_in(loop.target):
                yield Place(step.lineno, name)


def _is_gap(node: ast.Compare) -> bool:
    """`now - last > gap`, in either direction."""
    match node:
        case ast.Compare(left=ast.BinOp(op=ast.Sub()), ops=[ast.Gt() | ast.GtE()]):
            return True
        case ast.Compare(ops=[ast.Lt() | ast.LtE()], comparators=[ast.BinOp(op=ast.Sub())]):
            return True
    return False


CHECKS: tuple[Check, ...] = (key_of_the_loop_before, previous_one_not_kept)
