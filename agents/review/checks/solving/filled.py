"""Tables that are filled step by step: their size, their last place, what is replaced and under which key.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _tables(program: Program) -> Iterator[tuple[ast.AST, str, ast.expr]]:
    """Scope and name of each list that is made of so many like elements, and how many. Attributes belong to a class."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                key: ast.AST = program.scope(step)
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=attr)], value=value):
                name, key = f"self.{attr}", program.scope(program.scope(step))
            case _:
                continue
        match value:
            case ast.BinOp(left=ast.List(elts=[_]), op=ast.Mult(), right=size):
                yield key, name, size
            case ast.ListComp(
                generators=[ast.comprehension(iter=ast.Call(func=ast.Name(id="range"), args=[size]), ifs=[])]
            ):
                yield key, name, size


def _only_tables(program: Program) -> dict[tuple[ast.AST, str], ast.expr]:
    """The sizes of tables that are made once."""
    found: dict[tuple[ast.AST, str], list[ast.expr]] = {}
    for scope, name, size in _tables(program):
        found.setdefault((scope, name), []).append(size)
    return {key: sizes[0] for key, sizes in found.items() if len(sizes) == 1}


def _owner(program: Program, node: ast.Subscript) -> tuple[ast.AST, str]:
    """Scope and name of what stands before the brackets."""
    scope = program.scope(node)
    match node.value:
        case ast.Name(id=name):
            return scope, name
        case ast.Attribute(value=ast.Name(id="self"), attr=attr):
            return program.scope(scope), f"self.{attr}"
    return scope, ""


def _one_more(node: ast.expr, size: ast.expr, kept: Mapping[str, str]) -> bool:
    """Whether it is the size plus one."""
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return is_const(right, 1) and _plain(left, kept) == ast.unparse(size)
    return False


def _plain(node: ast.expr, kept: Mapping[str, str]) -> str:
    """An expression as it is written; of an attribute that keeps a parameter that parameter."""
    text = ast.unparse(node)
    return kept.get(text, text)


def _kept(program: Program) -> dict[str, str]:
    """`self.x` -> the name that it is set to, where that is all that happens to it."""
    stores: dict[str, list[ast.Attribute]] = {}
    for node in program.all(ast.Attribute):
        if not isinstance(node.ctx, ast.Load):
            stores.setdefault(ast.unparse(node), []).append(node)
    found = {}
    for name, places in stores.items():
        match program.parents[places[0]]:
            case ast.Assign(targets=[_], value=ast.Name(id=given)) if len(places) == 1:
                found[name] = given
    return found


@check(
    Rule(
        code="one-place-too-few",
        title="`{name}` has one place less than are used",
        weights={"correctness": 0.4},
        level="learning",
        why="Places are counted from 0: a list with n places ends with place n - 1. Whoever needs the places 0 to n "
        "needs one more, or the program stops with an IndexError.",
        do="Count the places that are used, the 0 among them.",
        example="def ways(steps):\n    table = [1] * steps\n    for step in range(2, steps + 1):\n"
        "        table[step] = table[step - 1] + table[step - 2]\n    return table\n",
        better="def ways(steps):\n    table = [1] * (steps + 1)\n    for step in range(2, steps + 1):\n"
        "        table[step] = table[step - 1] + table[step - 2]\n    return table\n",
    )
)
def one_place_too_few(program: Program) -> Iterator[Place]:
    """See the rule: the size itself between the brackets, or what counts up to it."""
    tables = _only_tables(program)
    kept = _kept(program) if tables else {}
    grown = _grown(program)
    told = set()
    for node in program.all(ast.Subscript) if tables else ():
        key = _owner(program, node)
        size = tables.get(key)
        if size is None or key in told or key[1] in grown or not _stays(program, size, node):
            continue
        behind = _plain(node.slice, kept) == ast.unparse(size) and not isinstance(size, ast.BinOp)
        over = behind or any(_one_more(end, size, kept) for end in _ends(program, node))
        if over and not _is_asked(program, node):
            told.add(key)
            yield Place(node.lineno, key[1])


def _grown(program: Program) -> set[str]:
    """Names of lists to which elements are added."""
    return {base_name(one.value) for one in program.all(ast.Attribute) if one.attr in ("append", "extend", "insert")}


def _stays(program: Program, size: ast.expr, node: ast.AST) -> bool:
    """Whether a size is a name, or made of one, that is set once."""
    names = [one for one in ast.walk(size) if isinstance(one, ast.Name)]
    scope = program.scope(node)
    return bool(names) and all(
        sum(not isinstance(place.ctx, ast.Load) for place in program.places(scope, one.id)) <= 1 for one in names
    )


def _is_asked(program: Program, node: ast.AST) -> bool:
    """Whether a condition around may keep the last place out."""
    for child, parent in program.up(node):
        if isinstance(parent, ast.If | ast.IfExp) and child is not parent.test:
            return True
        if isinstance(parent, ast.FunctionDef):
            return False
    return False


def _ends(program: Program, node: ast.Subscript) -> Iterator[ast.expr]:
    """Where the loops end that count what stands between the brackets."""
    if not isinstance(node.slice, ast.Name):
        return
    for loop in program.loops_around(node):
        match loop:
            case ast.For(
                target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="range"), args=[end] | [_, end] | [_, end, _])
            ):
                if name == node.slice.id:
                    yield end


@check(
    Rule(
        code="last-place-never-filled",
        title="The last place of `{name}` is never filled, and it is the answer",
        weights={"correctness": 0.4},
        level="learning",
        why="The loop ends one place before the last: `range` leaves out its end. What is given back is what the table "
        "began with.",
        do="Compare the last turn of the loop with the place that is read in the end.",
        example="def ways(steps):\n    table = [1] * (steps + 1)\n    for step in range(2, steps):\n"
        "        table[step] = table[step - 1] + table[step - 2]\n    return table[steps]\n",
        better="def ways(steps):\n    table = [1] * (steps + 1)\n    for step in range(2, steps + 1):\n"
        "        table[step] = table[step - 1] + table[step - 2]\n    return table[steps]\n",
    )
)
def last_place_never_filled(program: Program) -> Iterator[Place]:
    """See the rule: every loop that fills a table of n + 1 places counts below n, and place n is read behind them."""
    tables = _only_tables(program)
    filled: dict[tuple[ast.AST, str], list[ast.expr | None]] = {}
    read: dict[tuple[ast.AST, str], int] = {}
    for node in program.all(ast.Subscript) if tables else ():
        key = _owner(program, node)
        size = tables.get(key)
        if not isinstance(size, ast.BinOp) or not (isinstance(size.op, ast.Add) and is_const(size.right, 1)):
            continue
        if _is_stored(program, node):
            if not isinstance(node.slice, ast.Constant):
                filled.setdefault(key, []).append(next(_ends(program, node), None))
        elif not program.in_loop(node) and (is_const(node.slice, -1) or same(node.slice, size.left)):
            read[key] = node.lineno
    grown = _grown(program)
    for key, line in read.items():
        ends, wanted = filled.get(key, []), ast.unparse(tables[key])
        if ends and key[1] not in grown and all(end and f"{ast.unparse(end)} + 1" == wanted for end in ends):
            yield Place(line, key[1])


def _is_stored(program: Program, node: ast.Subscript) -> bool:
    """Whether it is what is set: itself, or a place of the row that it gives."""
    top: ast.AST = node
    while isinstance(parent := program.parents[top], ast.Subscript) and parent.value is top:
        top = parent
    return isinstance(top, ast.Subscript) and not isinstance(top.ctx, ast.Load)


@check(
    Rule(
        code="better-value-under-another-key",
        title="`{name}` gets the value that was better for another one",
        weights={"correctness": 0.4},
        level="learning",
        why="The condition asks whether the new value is better than that of one key, and then another key gets it. "
        "The one that was asked for never becomes better.",
        do="Keep the value where it was compared.",
        example="def cheapest(roads, cost, todo):\n    for town in todo:\n"
        "        for other, price in roads[town]:\n            new = cost[town] + price\n"
        "            if new < cost[other]:\n                cost[town] = new\n"
        "                todo.append(other)\n    return cost\n",
        better="def cheapest(roads, cost, todo):\n    for town in todo:\n"
        "        for other, price in roads[town]:\n            new = cost[town] + price\n"
        "            if new < cost[other]:\n                cost[other] = new\n"
        "                todo.append(other)\n    return cost\n",
    )
)
def better_value_under_another_key(program: Program) -> Iterator[Place]:
    """See the rule: `if new < t[a]: t[b] = new`, where `t[a]` gets nothing."""
    for node in program.all(ast.If):
        for part in node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]:
            match part:
                case ast.Compare(
                    left=ast.Name() as new,
                    ops=[ast.Lt() | ast.Gt()],
                    comparators=[ast.Subscript(slice=ast.Name()) as old],
                ):
                    pass
                case _:
                    continue
            kept = [
                target
                for step in node.body
                if isinstance(step, ast.Assign) and same(step.value, new)
                for target in step.targets
                if isinstance(target, ast.Subscript) and same(target.value, old.value)
            ]
            if len(kept) == 1 and isinstance(kept[0].slice, ast.Name) and not same(kept[0].slice, old.slice):
                yield Place(kept[0].lineno, ast.unparse(kept[0]))


@check(
    Rule(
        code="between-point-in-an-inner-loop",
        title="`{name}`, by which the way leads, has to be the outer loop",
        weights={"correctness": 0.35},
        level="mastered",
        why="One point after the other is allowed as a stop on the way, and for each of them all pairs are looked at "
        "again. In another order a way over two stops is missed.",
        do="Let the loop over the stops go around the two others.",
        example="def shortest(far, towns):\n    for a in towns:\n        for b in towns:\n"
        "            for stop in towns:\n"
        "                far[a][b] = min(far[a][b], far[a][stop] + far[stop][b])\n",
        better="def shortest(far, towns):\n    for stop in towns:\n        for a in towns:\n"
        "            for b in towns:\n"
        "                far[a][b] = min(far[a][b], far[a][stop] + far[stop][b])\n",
    )
)
def between_point_in_an_inner_loop(program: Program) -> Iterator[Place]:
    """See the rule: `t[a][k] + t[k][b]` of one table, with `k` counted by a loop within that of `a` or `b`."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.Subscript(
                    value=ast.Subscript(value=ast.Name(id=table), slice=ast.Name(id=first)), slice=ast.Name(id=stop)
                ),
                op=ast.Add(),
                right=ast.Subscript(
                    value=ast.Subscript(value=ast.Name(id=other), slice=ast.Name(id=again)), slice=ast.Name(id=last)
                ),
            ) if table == other and stop == again:
                pass
            case _:
                continue
        order = [one.target.id for one in program.loops_around(node) if _counts(one)]  # type: ignore[union-attr]
        sets = any(
            isinstance(one.ctx, ast.Store) and ast.unparse(one) == f"{table}[{first}][{last}]"
            for loop in program.loops_around(node)[:1]
            for one in ast.walk(loop)
            if isinstance(one, ast.Subscript)
        )
        if sets and len(order) == len({first, last, stop}) == len({*order}) and order[-1] != stop and stop in order:
            yield Place(node.lineno, stop)


def _counts(node: ast.AST) -> bool:
    return isinstance(node, ast.For) and isinstance(node.target, ast.Name)


_LEAST: Final = re.compile(r"shortest|cheapest|fewest|least|minim|smallest|lowest|quickest|fastest|dijkstra|bellman")
_COSTS: Final = re.compile(r"(^|_)(dist|distances?|costs?|cheapest|shortest|fewest|best_price|hops|prices?)($|_)")


@check(
    Rule(
        code="longer-way-kept",
        title="`{name}` keeps the longer way",
        weights={"correctness": 0.4},
        level="learning",
        why="The new way replaces the known one just when it costs more. In the end the table holds the dearest ways.",
        do="Say in words when the new way is better, and compare the condition with that.",
        example="def cheapest(roads, start):\n    cost = {start: 0}\n    todo = [start]\n    for town in todo:\n"
        "        for other, price in roads[town]:\n            new = cost[town] + price\n"
        "            if other not in cost or new > cost[other]:\n                cost[other] = new\n"
        "                todo.append(other)\n    return cost\n",
        better="def cheapest(roads, start):\n    cost = {start: 0}\n    todo = [start]\n    for town in todo:\n"
        "        for other, price in roads[town]:\n            new = cost[town] + price\n"
        "            if other not in cost or new < cost[other]:\n                cost[other] = new\n"
        "                todo.append(other)\n    return cost\n",
    )
)
def longer_way_kept(program: Program) -> Iterator[Place]:
    """See the rule: a greater sum replaces the cost of the same place, in what is about the least."""
    for node in program.all(ast.If):
        for part in node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]:
            match part:
                case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE()], comparators=[ast.Subscript() as old]):
                    new = left
                case ast.Compare(left=ast.Subscript() as old, ops=[ast.Lt() | ast.LtE()], comparators=[new]):
                    pass
                case _:
                    continue
            replaced = any(
                isinstance(step, ast.Assign)
                and same(step.value, new)
                and ast.unparse(step.targets[0]) == ast.unparse(old)
                for step in node.body
            )
            sums = program.value(new)
            added = isinstance(sums, ast.BinOp) and isinstance(sums.op, ast.Add) and _reads(sums, base_name(old))
            about = _LEAST.search(program.purpose(node)) or _COSTS.search(base_name(old).removeprefix("self.").lower())
            if replaced and added and about and "longest" not in program.purpose(node):
                yield Place(node.lineno, ast.unparse(part))


def _reads(node: ast.expr, table: str) -> bool:
    """Whether a sum begins with a value of the same table, or of a name that was taken out of a queue."""
    return table in names_in(node) or any(isinstance(one, ast.Name) for one in ast.walk(node))


@check(
    Rule(
        code="best-of-all-replaced",
        title="`{name}` holds the last of all possibilities, not the best one",
        weights={"correctness": 0.35},
        level="learning",
        why="Each possibility is worked out and put into the same place, whatever the one before it gave.",
        do="Keep what is there where it is better than the new value.",
        example="def fewest(coins, amount):\n    best = [0] + [amount] * amount\n"
        "    for value in range(1, amount + 1):\n        for coin in coins:\n            if coin <= value:\n"
        "                best[value] = best[value - coin] + 1\n    return best\n",
        better="def fewest(coins, amount):\n    best = [0] + [amount] * amount\n"
        "    for value in range(1, amount + 1):\n        for coin in coins:\n            if coin <= value:\n"
        "                best[value] = min(best[value], best[value - coin] + 1)\n    return best\n",
    )
)
def best_of_all_replaced(program: Program) -> Iterator[Place]:
    """See the rule: an inner loop counts what is taken, and sets one place of the table from another one each time."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=table), slice=ast.Name(id=place)) as target]):
                loops = program.loops_around(step)
            case _:
                continue
        inner = loops[0] if len(loops) > 1 else None
        if not (isinstance(inner, ast.For) and isinstance(inner.target, ast.Name)):
            continue
        turn = inner.target.id
        others = [one for one in ast.walk(step.value) if isinstance(one, ast.Subscript) and base_name(one) == table]
        took = any(turn in names_in(one.slice) for one in others) and f"{table}[{place}]" not in map(
            ast.unparse, others
        )
        free = program.steady(target.slice, inner) and place != turn
        asks = any(
            f"{table}[{place}]" in ast.unparse(up.test)
            for _, up in program.up(step)
            if isinstance(up, ast.If | ast.While)
        )
        leaves = any(isinstance(one, ast.Break | ast.Return) for one in ast.walk(inner))
        if took and free and not asks and not leaves:
            yield Place(step.lineno, f"{table}[{place}]")


CHECKS: tuple[Check, ...] = (
    one_place_too_few,
    last_place_never_filled,
    better_value_under_another_key,
    between_point_in_an_inner_loop,
    longer_way_kept,
    best_of_all_replaced,
)
