"""The same work done again: in every turn of a loop, or twice in a row."""

import ast
from collections.abc import Iterator
from functools import cache

from agents.review.checking import Check, check
from agents.review.program import (
    COMPREHENSIONS,
    MUTATORS,
    Loop,
    Program,
    base_name,
    call_name,
    method_of,
    names_in,
    words,
)
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

PURE_FUNCTIONS = words(
    "sum min max sorted set list tuple dict frozenset Counter any all abs round pow str int float len reversed "
    "sqrt factorial compile deepcopy floor ceil log exp sin cos gcd comb mean median"
)
"""Functions that give the same for the same and cost something."""

CHEAP = frozenset({"len", "abs", "str", "int", "float", "round", "list", "dict", "set", "tuple"})
"""Of those, what costs next to nothing on what is not long, or makes a value that may be changed."""

SCANS = frozenset({"sum", "min", "max", "sorted", "any", "all", "set", "Counter", "mean", "median", "frozenset"})
"""Functions that go through everything they are given."""

PURE_METHODS = words("lower upper strip split replace count join index title lstrip rstrip splitlines keys values")

MAKERS = frozenset({"compile", "open", "read_csv", "connect"})
"""What opens or prepares something."""

IMPURE = words("print input open random randint choice shuffle next pop append read readline write time sleep")


def _impure(function: ast.AST) -> bool:
    """Whether a function defined here does more than give a value, as far as one can see."""
    for node in ast.walk(function):
        if isinstance(node, ast.Global | ast.Nonlocal | ast.Yield | ast.YieldFrom | ast.Await):
            return True
        if isinstance(node, ast.Call) and (call_name(node) in IMPURE or method_of(node) in IMPURE - {"append", "pop"}):
            return True
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            return True
    return False


def _pure_here(program: Program) -> set[str]:
    """Names of functions defined in the program that only give a value."""
    methods = {one.name for kind in program.all(ast.ClassDef) for one in kind.body if isinstance(one, ast.FunctionDef)}
    return {one.name for one in program.functions if one.name not in methods and not _impure(one)}


def _is_work(node: ast.Call, pure: set[str]) -> bool:
    """Whether a call gives the same for the same and takes time."""
    if isinstance(node.func, ast.Name):
        return node.func.id in (PURE_FUNCTIONS - CHEAP) | pure
    if isinstance(node.func, ast.Attribute):
        name = node.func.attr
        if isinstance(node.func.value, ast.Name) and node.func.value.id in ("math", "re", "statistics", "copy"):
            return name in PURE_FUNCTIONS
        return name in PURE_METHODS - {"keys", "values"} and not isinstance(node.func.value, ast.Constant)
    return False


@check(
    Rule(
        code="work-in-loop",
        title="`{name}` gives the same in every turn of the loop",
        weights={"efficiency": 0.22, "readability": 0.02},
        level="learning",
        why="What does not change needs to be worked out once, not as often as the loop turns.",
        do="Work it out before the loop and give the result a name.",
        example="scores = [3, 5, 9]\nfor score in scores:\n    print(score / max(scores))\n",
        better="scores = [3, 5, 9]\nbest = max(scores)\nfor score in scores:\n    print(score / best)\n",
    )
)
def work_in_loop(program: Program) -> Iterator[Place]:
    """See the rule."""
    pure = _pure_here(program)
    found: set[ast.AST] = set()
    for node in program.all(ast.Call):
        loops = program.loops_around(node)
        if not loops or not (_is_work(node, pure) or _makes_set(node)):
            continue
        inner = loops[0]
        if not names_in(node) - {call_name(node)} or not _repeats(program, node, inner):
            continue
        if any(parent in found for _, parent in program.up(node)):
            continue
        found.add(node)
        yield Place(node.lineno, ast.unparse(node)[:30])


def _makes_set(node: ast.Call) -> bool:
    """`set(a)` in a test of a loop: made to be asked once."""
    return (
        isinstance(node.func, ast.Name)
        and node.func.id in ("set", "list", "len")
        and bool(node.args)
        and (node.func.id != "len" or not isinstance(node.args[0], ast.Name | ast.Attribute))
    )


def _repeats(program: Program, node: ast.Call, loop: Loop) -> bool:
    """Whether the call gives the same in each turn of a loop that turns more than once."""
    if not program.steady(node, loop):
        return False
    if any(isinstance(one, ast.Lambda | ast.NamedExpr | ast.Await) for one in ast.walk(node)):
        return False
    if isinstance(loop, COMPREHENSIONS):
        return True
    if _result_is_changed(program, node, loop):
        return False
    return not _leaves_after(program, node, loop)


def _result_is_changed(program: Program, node: ast.Call, loop: Loop) -> bool:
    """`row = list(template)`, then `row.append(...)`: a fresh value each turn is the point."""
    statement = program.statement(node)
    if not isinstance(statement, ast.Assign) or statement.value is not node:
        return False
    names = {base_name(target) for target in statement.targets}
    for one in ast.walk(loop):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and base_name(one.func.value) in names:
            return True
        if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store) and base_name(one) in names:
            return True
    return False


def _leaves_after(program: Program, node: ast.Call, loop: Loop) -> bool:
    """Whether the loop is left right after the call: it runs once."""
    statement = program.statement(node)
    if isinstance(statement, ast.Return | ast.Raise):
        return True
    if statement is None:
        return False
    for _, parent in program.up(statement):
        if parent is loop:
            return False
        body = getattr(parent, "body", None)
        if (
            isinstance(parent, ast.If)
            and isinstance(body, list)
            and isinstance(body[-1], ast.Return | ast.Break | ast.Raise)
        ):
            return statement is not parent and any(statement is one for one in ast.walk(parent) if one in body)
    return False


@check(
    Rule(
        code="constant-in-loop",
        title="`{name}` is built from constants in every turn of the loop",
        weights={"efficiency": 0.1, "readability": 0.03},
        level="learning",
        why="The same value is made again and again.",
        do="Build it once, before the loop.",
        example="for letter in input():\n    vowels = ['a', 'e', 'i', 'o', 'u']\n    if letter == 'y' or letter "
        "== vowels[0]:\n        print(letter)\n",
        better="vowels = ['a', 'e', 'i', 'o', 'u']\nfor letter in input():\n    if letter == 'y' or letter == "
        "vowels[0]:\n        print(letter)\n",
    )
)
def constant_in_loop(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Assign):
        if not isinstance(node.value, ast.List | ast.Dict | ast.Set) or not program.in_loop(node):
            continue
        parts = node.value.values if isinstance(node.value, ast.Dict) else node.value.elts
        if len(parts) < 2 or not all(isinstance(part, ast.Constant) for part in parts):  # noqa: PLR2004 - a pair or more
            continue
        names = [base_name(target) for target in node.targets]
        loop = program.loops_around(node)[0]
        stored = [one for one in ast.walk(loop) if base_name(one) in names and not isinstance(one, ast.Name)]
        if not any(isinstance(getattr(one, "ctx", None), ast.Store) for one in stored) and not any(
            isinstance(one, ast.Attribute) and base_name(one.value) in names for one in ast.walk(loop)
        ):
            yield Place(node.lineno, names[0])


@check(
    Rule(
        code="opened-in-loop",
        title="`{name}` prepares the same thing in every turn of the loop",
        weights={"efficiency": 0.25},
        level="learning",
        why="Opening a file or preparing a pattern costs far more than using it.",
        do="Open or prepare it once before the loop, and use it within.",
        example="import re\n\nfor word in input().split():\n    pattern = re.compile('[0-9]+')\n    "
        "print(pattern.match(word))\n",
        better="import re\n\npattern = re.compile('[0-9]+')\nfor word in input().split():\n    "
        "print(pattern.match(word))\n",
    )
)
def opened_in_loop(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Call):
        loops = program.loops_around(node) if call_name(node) in MAKERS else []
        plain = call_name(node) == "open" or not names_in(node) - {base_name(node.func)}
        if loops and plain and program.steady(node, loops[0]):
            yield Place(node.lineno, ast.unparse(node)[:30])
    for imported in (*program.all(ast.Import), *program.all(ast.ImportFrom)):
        if program.in_loop(imported):
            yield Place(imported.lineno, "import")


@check(
    Rule(
        code="scan-of-a-part",
        title="`{name}` goes through a part of the list again in every turn of the loop",
        weights={"efficiency": 0.3},
        level="learning",
        why="Each turn walks over what earlier turns have walked over: the work grows with the square of the length.",
        do="Carry the result along: add the new element to the sum, compare it with the best so far, append "
        "it to the counts.",
        example="steps = [3, 5, 9]\nfor end in range(len(steps)):\n    print(sum(steps[:end + 1]))\n",
        better="steps = [3, 5, 9]\ntotal = 0\nfor step in steps:\n    total += step\n    print(total)\n",
    )
)
def scan_of_a_part(program: Program) -> Iterator[Place]:
    """See the rule."""
    growing = cache(_growing)
    for node in program.all(ast.Call):
        if call_name(node) not in SCANS or not node.args or not program.in_loop(node):
            continue
        loop = program.loops_around(node)[0]
        part = _sliced(node.args[0], loop)
        if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Slice):
            if not program.steady(part.slice, loop):
                yield Place(node.lineno, ast.unparse(node)[:30])
        elif isinstance(part, ast.Name) and isinstance(node.func, ast.Name) and part.id in growing(loop):
            yield Place(node.lineno, ast.unparse(node)[:30])


def _sliced(node: ast.expr, loop: Loop) -> ast.expr:
    """What a name stands for that the loop gives to a slice."""
    if isinstance(node, ast.Name) and not isinstance(loop, COMPREHENSIONS):
        for one in loop.body:
            match one:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript() as value) if name == node.id:
                    return value
    return node


def _growing(loop: Loop) -> set[str]:
    """Names of lists made before a loop that get elements in it."""
    if isinstance(loop, COMPREHENSIONS):
        return set()
    inside = list(ast.walk(loop))
    grown = {
        base_name(one.func)
        for one in inside
        if isinstance(one, ast.Call) and method_of(one) in ("append", "insert", "extend", "add")
    }
    return grown - {one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


@check(
    Rule(
        code="sort-in-loop",
        title="`{name}` is sorted in every turn of the loop",
        weights={"efficiency": 0.3},
        level="learning",
        why="Sorting costs more than going through a list once; here it happens as often as the loop turns.",
        do="Sort once, after the loop; or keep the order with `bisect.insort`, or the smallest at hand with `heapq`.",
        example="results = []\nfor number in (3, 1, 2):\n    print(number)\n    results.append(number)\n    "
        "results.sort()\n",
        better="results = []\nfor number in (3, 1, 2):\n    print(number)\n    results.append(number)\n"
        "results.sort()\n",
    )
)
def sort_in_loop(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Call):
        if method_of(node) == "sort" and program.in_loop(node):
            owner = base_name(node.func)
            loop = program.loops_around(node)[0]
            made = any(
                isinstance(one, ast.Name) and one.id == owner and isinstance(one.ctx, ast.Store)
                for one in ast.walk(loop)
            )
            if owner and not made:
                yield Place(node.lineno, owner)


@check(
    Rule(
        code="called-twice",
        title="`{name}` is worked out twice in a row",
        weights={"efficiency": 0.12, "readability": 0.03},
        level="learning",
        why="The second call does all the work of the first again, for the same result.",
        do="Keep the first result under a name and use that.",
        example="def total(row):\n    return sum(row) * 2\n\n\nfor row in [[1, 2], [3]]:\n    if total(row) > "
        "3:\n        print(total(row))\n",
        better="def total(row):\n    return sum(row) * 2\n\n\nfor row in [[1, 2], [3]]:\n    doubled = "
        "total(row)\n    if doubled > 3:\n        print(doubled)\n",
    )
)
def called_twice(program: Program) -> Iterator[Place]:
    """See the rule."""
    pure = _pure_here(program)
    for node in program.nodes:
        for name in ("body", "orelse"):
            body = getattr(node, name, None)
            if isinstance(body, list) and not isinstance(node, ast.ClassDef | ast.IfExp | ast.Lambda):
                yield from _again(body, node.test if name == "body" and isinstance(node, ast.If) else None, pure)


def _again(body: list[ast.stmt], test: ast.expr | None, pure: set[str]) -> Iterator[Place]:
    """Calls in a row of statements that were made before, while the names in them kept their values."""
    known: dict[str, set[str]] = {}
    parts = [one for one in (test, *body) if one is not None]
    for part in parts:
        simple = not isinstance(part, ast.stmt) or _is_simple(part)
        looked_at = part if simple else getattr(part, "test", None)
        for node in ast.walk(looked_at) if looked_at is not None else ():
            if isinstance(node, ast.Call) and _is_work(node, pure):
                key = ast.dump(node)
                if key in known:
                    yield Place(node.lineno, ast.unparse(node)[:30])
                known[key] = names_in(node)
        if known and part is not parts[-1]:
            changed = _changed(part)
            known = {key: names for key, names in known.items() if not names & changed}


def _is_simple(node: ast.stmt) -> bool:
    return isinstance(node, ast.Return | ast.Expr | ast.Assign | ast.AugAssign)


def _changed(part: ast.AST) -> set[str]:
    """Names that a part gives another value, or calls a method of that may."""
    changed: set[str] = set()
    for one in ast.walk(part):
        if isinstance(one, ast.Name | ast.Attribute | ast.Subscript) and not isinstance(one.ctx, ast.Load):
            changed.add(base_name(one))
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in MUTATORS:
            changed.add(base_name(one.func.value))
    return changed


CHECKS: tuple[Check, ...] = (
    work_in_loop,
    constant_in_loop,
    opened_in_loop,
    scan_of_a_part,
    sort_in_loop,
    called_twice,
)
