"""Functions on graphs: which things are reached, how far they are, by which way. Small graphs are tried.

A function is known by how it goes on: for each neighbour of a place, `for other in roads[town]`. What it gives for the
places it is asked about then has to be right: of numbers the distance, of lists a way, of sets all that is reached.
"""

import ast
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.probe import CRASHES, Found, shown
from agents.trials.task import first_sentence

__all__ = ["HARNESS", "GraphProbe", "graph_probes"]

HARNESS: Final = '''

def _travelled(function, tries):
    """Ask for each graph; tell what it gives, sets as sorted lists, or the error."""
    told = []
    for given in tries:
        try:
            got = function(*given)
            if hasattr(got, "__next__"):
                got = list(got)
            kind = type(got).__name__
            if isinstance(got, (set, frozenset)):
                got = sorted(got)
            told.append((kind if isinstance(got, (type(None), bool, int, float, list, tuple, dict)) else "?", got))
        except Exception as error:
            told.append((type(error).__name__, None))
    return told
'''

Graph = Mapping[str, Mapping[str, int]]
"""Of each place, its neighbours with how far they are."""


def _graph(text: str, *, one_way: bool = False) -> Graph:
    """The graph of `ab1 bc2`: from a to b in one step, from b to c in two."""
    found: dict[str, dict[str, int]] = {}
    for one, other, far in map(tuple, text.split()):
        found.setdefault(one, {})[other] = int(far)
        found.setdefault(other, {})
        if not one_way:
            found[other][one] = int(far)
    return found


_ROADS: Final = _graph("ab4 ac1 cb2 bd5 ce8 ed2 df3 gh1")
_ONE_WAY: Final = _graph("ab7 ac2 cb3 bd1 cd8 de2 eb4 ga1", one_way=True)
_SQUARE: Final = _graph("ab1 bc5 cd1 da2 ac9 de1")
_PAIRS: Final = (
    *((_ROADS, one, other) for one, other in ("ad", "af", "ae", "ba", "ah", "aa", "ef")),
    *((_ONE_WAY, one, other) for one, other in ("ad", "ae", "ea", "cb", "ge", "dg")),
    *((_SQUARE, one, other) for one, other in ("ac", "bd", "ae", "ea", "be")),
)
_STARTS: Final = (
    *((_ROADS, one) for one in "abg"),
    *((_ONE_WAY, one) for one in "aeg"),
    *((_SQUARE, one) for one in "ad"),
)
_NOWHERE: Final = (None, -1, float("inf"))
_FAR: Final = re.compile(
    r"fewest|shortest|nearest|distance|hops|how (?:many|far)|steps|number of|minimum|cheapest|least|closest|degrees"
)
_REACHES: Final = re.compile(
    r"reach|explor|visit|traverse|\bbfs|\bdfs|connected|breadth|depth|spread|everyone|everything"
)
_QUICK: Final = re.compile(r"fewest|shortest|\bbfs|breadth|minimum|cheapest|dijkstra")
_OTHER: Final = re.compile(
    r"all|every|longest|cycle|depth|limit|within|spanning|mst|prim|exactly|most|count|ways|topolog|order|colou?r|"
    r"bipart|component|cost of|expected|random|capacity|widest|max|flow|without (?!a heap|heapq|recurs)|avoid|exclude|"
    r"direct"
)


def _far_from(graph: Graph, start: str, *, weighted: bool) -> dict[str, int]:
    """How far everything is that can be reached, in steps or with what they weigh."""
    far = {start: 0}
    waiting = deque([start])
    while waiting:
        one = waiting.popleft()
        for other, weight in graph[one].items():
            new = far[one] + (weight if weighted else 1)
            if new < far.get(other, new + 1):
                far[other] = new
                waiting.append(other)
    return far


@dataclass(frozen=True, slots=True)
class GraphProbe:
    """One function, what it is given, and how its graphs look.

    Attributes:
        name: its own.
        line: where it is defined.
        said: its name and what its docstring begins with, in small letters.
        ends: whether it is given an end as well as a start.
        weighted: whether neighbours come with a weight.
        pairs: whether they come as pairs in a list, and not in a dictionary.
    """

    name: str
    line: int
    said: str
    ends: bool
    weighted: bool
    pairs: bool

    @property
    def _tries(self) -> Sequence[tuple[Any, ...]]:
        return _PAIRS if self.ends else _STARTS

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        return [f"_travelled({self.name}, {tuple((self._look(one[0]), *one[1:]) for one in self._tries)!r})"]

    def _look(self, graph: Graph) -> Any:
        if self.pairs:
            return {one: list(near.items()) for one, near in graph.items()}
        return {one: dict(near) if self.weighted else list(near) for one, near in graph.items()}

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        result = results[0]
        if result.status in ("timeout", "memory"):
            return Found("wrong", self.line, self.name, f"a call of `{self.name}` with a small graph comes to no end")
        if result.status != "ok" or result.value is None or not result.value.has_data:
            return None
        told = [tuple(one) for one in result.value.data]
        kinds = {kind for kind, _ in told} - {"NoneType", "KeyError", "MemoryError"} - CRASHES
        if not kinds or not kinds <= {"int", "float", "bool", "list", "tuple", "set", "dict"}:
            return None
        quick = self.weighted or bool(_QUICK.search(self.said))
        checks = [
            [right(graph, given, got) for (graph, *given), (_, got) in zip(self._tries, told, strict=True)]
            for right in _meanings(kinds, ends=self.ends, weighted=self.weighted, quick=quick)
        ]
        fits = [sum(one) for one in checks]
        if not checks or max(fits) == len(told):
            return None
        nearest = checks[fits.index(max(fits))]
        sure = (_FAR if self.ends or kinds == {"dict"} else _REACHES).search(self.said) or (
            kinds == {"dict"}
            and all(
                isinstance(got, dict) and got.get(one[1]) == 0 for one, (_, got) in zip(self._tries, told, strict=True)
            )
        )
        if max(fits) < len(told) / 2 and not sure:
            return None
        at = nearest.index(False)
        graph, *given = self._tries[at]
        kind, got = told[at]
        ends = f"the error {kind}" if kind in (*CRASHES, "KeyError", "MemoryError") else shown(got)
        asked = ", ".join(map(repr, given))
        text = f"`{self.name}({self._look(graph)!r}, {asked})` gives {ends}, which does not fit this graph"
        return Found("wrong", self.line, self.name, text)


def _meanings(kinds: set[str], *, ends: bool, weighted: bool, quick: bool) -> Iterator[Any]:
    """What answers of such a kind may mean, as functions that tell whether one is right."""
    if ends and kinds == {"bool"}:
        yield lambda graph, given, got: got == (given[1] in _far_from(graph, given[0], weighted=False))
    elif ends and kinds <= {"int", "float"}:
        for more in (0, 1) if not weighted else (0,):
            yield lambda graph, given, got, more=more: _is_far(graph, given, got, weighted=weighted, more=more)
    elif ends and kinds <= {"list"}:
        yield lambda graph, given, got: _is_way(graph, given, got, weighted=weighted, quick=quick)
    elif not ends and kinds <= {"set", "list"}:
        for without in (False, True):
            yield lambda graph, given, got, without=without: _is_reached(graph, given[0], got, without=without)
    elif not ends and kinds == {"dict"}:
        yield lambda graph, given, got: _are_far(graph, given[0], got, weighted=weighted)


def _is_far(graph: Graph, given: Sequence[str], got: Any, *, weighted: bool, more: int) -> bool:
    far = _far_from(graph, given[0], weighted=weighted).get(given[1])
    if far is None:
        return got in _NOWHERE or (more == 1 and got == 0)
    return bool(got == far + more)


def _is_way(graph: Graph, given: Sequence[str], got: Any, *, weighted: bool, quick: bool) -> bool:
    """Whether it is a way that is there, and where it has to be, one of the shortest."""
    start, end = given
    far = _far_from(graph, start, weighted=weighted)
    if end not in far:
        return got in (None, [])
    if not isinstance(got, list) or got[:1] != [start] or got[-1:] != [end] or len({*got}) != len(got):
        return False
    if any(other not in graph[one] for one, other in pairwise(got)):
        return False
    length = sum(graph[one][other] if weighted else 1 for one, other in pairwise(got))
    return not quick or length == far[end]


def _is_reached(graph: Graph, start: str, got: Any, *, without: bool) -> bool:
    wanted = {*_far_from(graph, start, weighted=False)} - ({start} if without else set())
    return isinstance(got, list) and len(got) == len(wanted) and {*map(str, got)} == wanted


def _are_far(graph: Graph, start: str, got: Any, *, weighted: bool) -> bool:
    far = _far_from(graph, start, weighted=weighted)
    if not isinstance(got, dict):
        return False
    return all(got.get(one) == steps for one, steps in far.items()) and all(
        got[one] in _NOWHERE for one in got if one not in far
    )


def graph_probes(tree: ast.Module) -> Iterator[GraphProbe]:
    """The functions of a program that go through a graph from a start."""
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.decorator_list or node.args.vararg or node.args.kwonlyargs:
            continue
        given = [one.arg for one in node.args.args]
        least = len(given) - len(node.args.defaults)
        look = _look_of(node, given[0]) if least in (2, 3) and not node.args.kwarg else None
        said = f"{node.name.replace('_', ' ')} {first_sentence(ast.get_docstring(node))}".lower()
        if look is None or not _goes_on(node) or _OTHER.search(said) or not all(map(_PLACE.search, given[1:least])):
            continue
        yield GraphProbe(node.name, node.lineno, said, least == len(("graph", "start", "end")), *look)


def _goes_on(node: ast.FunctionDef) -> bool:
    """Whether a function goes on for as long as there is something: with `while`, or by calling itself."""
    names = {one.name for one in ast.walk(node) if isinstance(one, ast.FunctionDef)}
    return any(
        isinstance(one, ast.While)
        or (isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in names)
        for one in ast.walk(node)
    )


_PLACE: Final = re.compile(
    r"start|begin|source|src|origin|from|root|first|home|^(?:a|b|s|t|u|v|x|y)$|node|town|city|place|person|station|stop|end|"
    r"goal|target|dest|to|finish|last|other|here|where|who|name|user|room|vertex|member|page|airport|port|harbou?r|entry"
)


def _look_of(node: ast.FunctionDef, graph: str) -> tuple[bool, bool] | None:
    """Whether neighbours have weights, and whether those are pairs; None where the function takes no such graph."""
    looks = {look for one in ast.walk(node) if isinstance(one, ast.For) and (look := _look(one, graph)) is not None}
    others = sum(isinstance(one, ast.Name) and one.id == graph for one in ast.walk(node))
    return looks.pop() if len(looks) == 1 and others <= _USES_MAX else None


_USES_MAX: Final = 5


def _look(loop: ast.For, graph: str) -> tuple[bool, bool] | None:
    match loop.iter:
        case ast.Call(func=ast.Attribute(value=near, attr="items"), args=[]):
            pairs = False
        case near:
            pairs = True
    match near:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Name()) if name == graph:
            pass
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[ast.Name(), *_]) if name == graph:
            pass
        case _:
            return None
    match loop.target:
        case ast.Name() if pairs:
            return False, False
        case ast.Tuple(elts=[ast.Name(), ast.Name()]):
            return True, pairs
    return None
