"""What is nested in itself: its depth, and lists in lists that should lie side by side."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, callee, method_of, names_in
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]

_DEPTH_NAME: Final = re.compile(r"(?:^|_)(?:depth|height|levels|generations|nesting)(?:_of(?:_|$)|$)")
_DEPTH: Final = re.compile(
    r"\b(?:depth|height) of\b|\bhow (?:deep|high|tall)\b|\bhow many (?:levels|generations|layers)\b|"
    r"\bnumber of (?:levels|generations|layers)\b|\bdeepest\b|\blongest (?:path|chain|branch|way)\b"
)
_ALL: Final = re.compile(r"\b(?:sums?|totals?|averages?|altogether|nodes|leaves|members|depth[- ]first|dfs)\b")
_BOTH: Final = 2


@check(
    Rule(
        code="depths-added-up",
        title="`{name}` adds the depths of all branches",
        weights={"correctness": 0.4},
        level="learning",
        why="Branches lie beside each other. The depth of the whole is that of the deepest one and the level above it; "
        "the sum is right only as long as nothing has more than one branch.",
        do="Keep the greatest of what the inner calls give.",
        example="def depth(node):\n    '''How many levels there are.'''\n    if node is None:\n        return 0\n"
        "    return 1 + depth(node.left) + depth(node.right)\n",
        better="def depth(node):\n    '''How many levels there are.'''\n    if node is None:\n        return 0\n"
        "    return 1 + max(depth(node.left), depth(node.right))\n",
    )
)
def depths_added_up(program: Program) -> Iterator[Place]:
    """See the rule: calls of itself in one sum, in `sum(...)`, or added in a loop, in a function of a depth."""
    for function in program.functions:
        said = program.purpose(function).split(".")[0]
        if not (_DEPTH_NAME.search(function.name.lower()) or _DEPTH.search(said)) or _ALL.search(said):
            continue
        calls = [one for one in program.within(function) if isinstance(one, ast.Call) and callee(one) == function.name]
        line = next((one.lineno for one in calls if _is_added(program, one, function)), None) or _both_names(
            program, function, calls
        )
        if line:
            yield Place(line, function.name)


def _both_names(program: Program, function: Function, calls: list[ast.Call]) -> int:
    """Where two inner results are added by their names, or one behind the other to one sum: 0 for nowhere."""
    names: set[str] = set()
    sums: list[str] = []
    for call in calls:
        match program.parents[call]:
            case ast.Assign(targets=[ast.Name(id=name)]):
                names.add(name)
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add()):
                sums.append(name)
                if sums.count(name) >= _BOTH:
                    return call.lineno
    for node in program.within(function) if len(names) >= _BOTH else ():
        if isinstance(node, ast.BinOp) and isinstance(program.parents[node], ast.Return):
            terms = [one.id for one in summands(node) if isinstance(one, ast.Name)]
            if len(names & set(terms)) >= _BOTH:
                return node.lineno
    return 0


def _is_added(program: Program, call: ast.Call, function: Function) -> bool:
    """Whether what an inner call gives is added to what another one has given."""
    around = program.parents[call]
    match around:
        case ast.GeneratorExp() | ast.ListComp():
            taker = program.parents[around]
            return isinstance(taker, ast.Call) and callee(taker) == "sum" and around.elt is call
        case ast.AugAssign(target=ast.Name(), op=ast.Add()):
            return _walks_branches(program, around, call)
        case ast.BinOp(op=ast.Add()):
            step = program.statement(around)
            terms = summands(_outermost(program, around))
            if sum(isinstance(one, ast.Call) and callee(one) == function.name for one in terms) >= _BOTH:
                return True
            match step:
                case ast.Assign(targets=[ast.Name(id=name)]) if name in {ast.unparse(one) for one in terms}:
                    return _walks_branches(program, step, call)
                case ast.AugAssign(target=ast.Name(), op=ast.Add()):
                    return _walks_branches(program, step, call)
    return False


def _outermost(program: Program, node: ast.BinOp) -> ast.BinOp:
    around = program.parents[node]
    while isinstance(around, ast.BinOp) and isinstance(around.op, ast.Add):
        node, around = around, program.parents[around]
    return node


def _walks_branches(program: Program, step: ast.stmt, call: ast.Call) -> bool:
    """Whether a step is done for each branch: the inner call is given what a `for` walks through."""
    loops = [one for one in program.loops_around(step) if isinstance(one, ast.For)]
    return any(names_in(one.target) & names_in(call) for one in loops)


_FLAT: Final = re.compile(r"flat|unnest|unpack|unwrap")
_DEEP: Final = re.compile(
    r"\b(?:any|every|all|whatever|arbitrary|arbitrarily) (?:depth|level|deep|nest\w*)|\bhow(?:ever)? deep|\bdeeply\b|"
    r"\b(?:completely|fully)\b|\bat all levels\b|\brecursive(?:ly)?\b"
)
_ONE_LEVEL: Final = re.compile(r"\b(?:one|single|first|a) (?:level|layer)\b|\bshallow")
_LEVELS: Final = 3


@check(
    Rule(
        code="inner-list-as-it-is",
        title="`{name}` is taken as it is, with the lists that are in it",
        weights={"correctness": 0.4},
        level="learning",
        why="An inner list may hold lists itself. Put in as it is, only its outermost brackets are gone.",
        do="Let the function do with the inner list what it does with the whole.",
        example="def flatten(parts):\n    '''Flatten lists of any depth.'''\n    result = []\n    for part in parts:\n"
        "        if isinstance(part, list):\n            result.extend(part)\n        else:\n"
        "            result.append(part)\n    return result\n",
        better="def flatten(parts):\n    '''Flatten lists of any depth.'''\n    result = []\n    for part in parts:\n"
        "        if isinstance(part, list):\n            result.extend(flatten(part))\n        else:\n"
        "            result.append(part)\n    return result\n",
    )
)
def inner_list_as_it_is(program: Program) -> Iterator[Place]:
    """See the rule: where `isinstance(x, list)` holds `x` is added whole, and the text or a call has deeper ones."""
    deep = {callee(call) for call in program.all(ast.Call) if any(_is_deep(one) for one in call.args)}
    for node in program.all(ast.If):
        function = program.function_of(node)
        match node.test:
            case ast.Call(func=ast.Name(id="isinstance"), args=[part, kinds]) if "list" in names_in(kinds):
                pass
            case ast.Compare(
                left=ast.Call(func=ast.Name(id="type"), args=[part]),
                ops=[ast.Eq() | ast.Is()],
                comparators=[ast.Name(id="list")],
            ):
                pass
            case _:
                continue
        said = program.purpose(function) if function is not None else ""
        if function is None or not _FLAT.search(said) or _ONE_LEVEL.search(said):
            continue
        if any(isinstance(one, ast.While) for one in program.loops_around(node)):  # may take it up again
            continue
        told = function.name in deep or _DEEP.search(said) or _shows_deep(said)
        own = program.self_calls.get(function, [])
        if told and not any(_is_given(one, part) for one in own) and _adds(node.body, part):
            yield Place(node.lineno, ast.unparse(part)[:40])


def _is_given(call: ast.Call, part: ast.expr) -> bool:
    return bool(call.args) and any(ast.unparse(one) == ast.unparse(part) for one in ast.walk(call.args[0]))


def _adds(block: list[ast.stmt], part: ast.expr) -> bool:
    """Whether one statement puts the elements of an inner list to the others."""
    name = ast.unparse(part)
    match block:
        case [ast.Return(value=ast.BinOp(op=ast.Add()) as value)]:
            return name in {ast.unparse(one) for one in summands(value)}
        case [ast.AugAssign(op=ast.Add(), value=value)]:
            return ast.unparse(value) == name
        case [ast.Assign(value=ast.BinOp(op=ast.Add()) as value)]:
            return name in {ast.unparse(one) for one in summands(value)}
        case [ast.Expr(value=ast.Call(args=[value]) as call)]:
            return method_of(call) == "extend" and ast.unparse(value) == name
        case [ast.For(iter=source, body=[ast.Expr(value=ast.Call() as call)])]:
            return ast.unparse(source) == name and method_of(call) == "append"
    return False


def _is_deep(node: ast.expr) -> bool:
    """Whether lists are written in lists in a list."""
    level = [node]
    for _ in range(_LEVELS - 1):
        level = [one for outer in level if isinstance(outer, ast.List) for one in outer.elts]
    return any(isinstance(one, ast.List) for one in level)


def _shows_deep(said: str) -> bool:
    """Whether a text shows lists in lists in a list."""
    open_now = 0
    for sign in said:
        open_now += {"[": 1, "]": -1}.get(sign, 0)
        if open_now >= _LEVELS:
            return True
    return False


CHECKS: tuple[Check, ...] = (depths_added_up, inner_list_as_it_is)
