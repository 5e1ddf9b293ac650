"""How much work a program does, roughly: steps for inputs of ten elements, read off the tree. Nothing is run. Pure.

Rules name what can be done better; this number tells two versions apart where no rule speaks: a loop less, a search
less, an exit earlier. It knows no values, so that it is a measure for comparing versions of one program and no promise.
"""

import ast
import math
from collections.abc import Iterator, Sequence
from typing import Final

from agents.review.program import Function, Program, call_name, is_const, method_of, words

__all__ = ["UNIT", "penalty", "steps"]

SIZE: Final = 10.0
"""Elements of every input: large enough that a loop in a loop outweighs many loops one after the other."""

FEW: Final = 3.0
"""Turns of a loop over fixed values, or one that halves what is left."""

EARLY: Final = 0.6
"""Share of the turns of a loop that may be left early."""

UNIT: Final = 0.05
"""Penalty in efficiency for ten times the work: below what any rule costs that is told to everybody."""

MOST: Final = 1e9
"""Beyond that all is the same: far too much."""

_PASSES: Final = {
    **dict.fromkeys(words("sum list set tuple dict frozenset Counter deque map filter fsum prod heapify"), 1.0),
    **dict.fromkeys(words("max min"), 1.0),
    **dict.fromkeys(words("any all next"), EARLY),
    **dict.fromkeys(words("str int float bin"), 0.2),
    "sorted": 3.0,
    "deepcopy": 2.0,
    "copy": 1.0,
    "permutations": SIZE**3,
    "combinations": SIZE,
    "product": SIZE,
}
"""Functions -> how often they go through what they are given."""

_METHOD_PASSES: Final = {
    **dict.fromkeys(words("index count remove insert extend copy join split splitlines readlines read"), 1.0),
    **dict.fromkeys(words("find rfind translate reverse update union intersection difference most_common"), 1.0),
    **dict.fromkeys(words("replace lower upper strip title capitalize findall sub compile"), 0.2),
    "sort": 3.0,
}
"""Methods -> the same for what they are called on."""

_UNKNOWN_SEARCH: Final = 0.3
"""Passes of `in` on something that may be a list or a set."""

_SEARCHED: Final = {"set": 0.0, "dict": 0.0, "range": 0.0, "list": 1.0, "tuple": 1.0, "str": 1.0, "deque": 1.0}


def penalty(program: Program) -> float:
    """What the estimated work costs in efficiency: 0 for a few steps, `UNIT` more for each ten times as much."""
    return UNIT * math.log10(max(1.0, steps(program) / FEW))


def steps(program: Program) -> float:
    """The estimate for the whole program: its own statements, and every function that nothing in it calls, once."""
    return _Estimate(program).total()


class _Estimate:
    """Adds up what each node costs, times the turns of the loops around it."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._functions = {one.name: one for one in program.functions}
        self._costs: dict[ast.AST, float] = {}
        self._open: set[ast.AST] = set()

    def total(self) -> float:
        called = {
            name
            for node in self._program.all(ast.Call)
            if (name := _called(node)) in self._functions
            and self._program.function_of(node) is not self._functions[name]
        }
        own = sum(self._function(one) for name, one in self._functions.items() if name not in called)
        return min(MOST, self._cost(self._program.tree, 1.0) + own)

    def _function(self, function: Function) -> float:
        if function in self._open:  # a call of itself: its turns are counted below
            return 0.0
        if function not in self._costs:
            self._open.add(function)
            cost = sum(self._cost(one, 1.0) for one in function.body)
            self._open.discard(function)
            self._costs[function] = min(MOST, self._repeated(function, cost))
        return self._costs[function]

    def _repeated(self, function: Function, cost: float) -> float:
        calls = self._program.self_calls.get(function, [])
        if not calls:
            return cost
        halves = any(isinstance(one, ast.FloorDiv | ast.RShift) for call in calls for one in ast.walk(call))
        together = len({id(self._program.statement(one)) for one in calls}) < len(calls)
        if together and not halves and not function.decorator_list:
            return (1 + cost) * 2**SIZE
        return (1 + cost) * (FEW if halves and not together else SIZE)

    def _cost(self, node: ast.AST, times: float) -> float:
        if times > MOST:
            return MOST
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                return 0.0  # when it is called
            case ast.For(iter=source, body=body, orelse=after) | ast.AsyncFor(iter=source, body=body, orelse=after):
                turns = times * self._turns(source) * (EARLY if _leaves(body) else 1.0)
                own = 0.0 if times <= 1.0 and self._program.fixed(_counted(source)) else _small(turns)
                return own + self._all([source, *after], times) + self._all(body, turns)
            case ast.While(test=test, body=body, orelse=after):
                # `while True` has to be left somewhere: that is no earlier than others end.
                early = _leaves(body) and not isinstance(test, ast.Constant)
                turns = times * (FEW if _halves(body) else SIZE) * (EARLY if early else 1.0)
                return turns + self._all([test, *body], turns) + self._all(after, times)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                return self._comprehension(node, times)
        own = self._own(node)
        return (_small(own) if times <= 1.0 else times * own) + self._all(ast.iter_child_nodes(node), times)

    def _all(self, nodes: Sequence[ast.AST] | Iterator[ast.AST], times: float) -> float:
        return sum(self._cost(one, times) for one in nodes)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, times: float) -> float:
        cost, turns = 0.0, times
        if call_name(self._program.parents[node]) in ("any", "all", "next"):
            turns *= EARLY
        for part in node.generators:
            cost += self._cost(part.iter, turns)
            turns *= self._turns(part.iter)
            cost += _small(turns) + self._all(part.ifs, turns)
        made: list[ast.AST] = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        return cost + self._all(made, turns)

    def _turns(self, source: ast.expr) -> float:
        match source:
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                return min(FEW, len(elements))
            case ast.Constant():
                return FEW
            case ast.Call(func=ast.Name(id="range"), args=[*_, ast.Constant()]) if len(source.args) < 3:  # noqa: PLR2004 - without a step
                return FEW if all(isinstance(one, ast.Constant) for one in source.args) else SIZE
            case ast.Call(func=ast.Name(id="range"), args=[_, _, step]) if not is_const(step, 1, -1):
                return SIZE / 2
            case ast.Call(func=ast.Name(id="enumerate" | "reversed" | "zip"), args=[first, *_]):
                return self._turns(first)
        return SIZE

    def _own(self, node: ast.AST) -> float:  # noqa: PLR0911 - a table of shapes
        """What a node costs by itself, once."""
        match node:
            case ast.Call():
                return self._call(node)
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[where]):
                return SIZE * self._search(where)
            case ast.Subscript(slice=ast.Slice() as cut, ctx=ast.Load()):
                if cut.step is None and cut.upper is not None and isinstance(cut.upper, ast.Constant):
                    return 1.0
                return SIZE
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                kinds = {self._program.kind(left), self._program.kind(right)}
                return SIZE if kinds & {"list", "tuple"} else 1.0 if "str" in kinds else 0.0
            case ast.BinOp(op=ast.Mult(), left=left, right=right) if isinstance(left, ast.List) or isinstance(
                right, ast.List
            ):
                return FEW
            case ast.AugAssign(op=ast.Add(), target=target) if self._program.kind(target) in ("str", "tuple"):
                return SIZE / 2 if self._program.in_loop(node) else 1.0
        return 0.0

    def _call(self, node: ast.Call) -> float:
        name = _called(node)
        if name in self._functions:
            return self._function(self._functions[name])
        passes = 0.0
        if isinstance(node.func, ast.Attribute):
            passes = _METHOD_PASSES.get(method_of(node), 0.0)
            if node.func.attr == "pop" and node.args and is_const(node.args[0], 0):
                passes = 1.0
            if node.func.attr == "insert" and not is_const(node.args[0] if node.args else None, 0):
                passes = EARLY
        if name == "open":
            return SIZE  # what is far away takes as long as going through something
        if not passes and node.args:
            first = node.args[0]
            passes = _PASSES.get(call_name(node), 0.0)
            if isinstance(first, ast.GeneratorExp | ast.Constant) and call_name(node) not in ("sorted", "int", "str"):
                passes = 0.0  # counted where it is written
            if call_name(node) in ("min", "max") and len(node.args) > 1:
                passes = 0.0
            if self._program.fixed(first):
                passes = 0.0
        return SIZE * passes

    def _search(self, where: ast.expr) -> float:
        if isinstance(where, ast.Constant | ast.Tuple | ast.List | ast.Set):
            return 0.0
        return _SEARCHED.get(self._program.kind(where), _UNKNOWN_SEARCH)


def _small(cost: float) -> float:
    """What a fixed number of steps costs outside all loops: nothing, however it is written."""
    return cost if cost > FEW else 0.0


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Whether a loop with this body may end before its last turn."""
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Break | ast.Return):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            stack.extend(ast.iter_child_nodes(node))
    return False


def _halves(body: Sequence[ast.stmt]) -> bool:
    """Whether each turn divides what is left."""
    return any(
        isinstance(node, ast.AugAssign | ast.BinOp) and isinstance(node.op, ast.FloorDiv | ast.RShift)
        for statement in body
        for node in ast.walk(statement)
    )


def _counted(source: ast.expr) -> ast.expr:
    """What is gone through, also where it is counted or turned round on the way."""
    match source:
        case ast.Call(func=ast.Name(id="enumerate" | "reversed"), args=[first, *_]):
            return first
    return source
