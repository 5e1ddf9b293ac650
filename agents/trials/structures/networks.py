"""Functions on whole graphs: circles, parts that hang together, two teams, an order in which everything can be done."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.probe import CRASHES, Found, shown
from agents.trials.task import first_sentence

__all__ = ["HARNESS", "NetworkProbe", "network_probes"]

HARNESS: Final = '''

def _surveyed(function, tries):
    """Ask for each graph; tell what it gives, with lists for sets and tuples, or the error."""
    def plain(value):
        if isinstance(value, (list, tuple)):
            return [plain(one) for one in value]
        return sorted(value) if isinstance(value, (set, frozenset)) else value

    told = []
    for graph in tries:
        try:
            told.append(("value", plain(function(graph))))
        except Exception as error:
            told.append((type(error).__name__, None))
    return told
'''

Graph = Mapping[str, Sequence[str]]


def _directed(text: str, alone: str = "") -> Graph:
    """The graph of `ab bc`: from a to b, from b to c; and places that lead nowhere."""
    found: dict[str, list[str]] = {one: [] for one in sorted({*text.replace(" ", ""), *alone})}
    for one, other in map(tuple, text.split()):
        found[one].append(other)
    return found


def _both(text: str, alone: str = "") -> Graph:
    return _directed(f"{text} {' '.join(one[::-1] for one in text.split())}", alone)


_ORDERED: Final = (
    _directed("ab bc ac"),
    _directed("ab ac bd cd de"),
    _directed("ca cb", "d"),
    _directed("ba ca cb dc"),
)
_CIRCLES: Final = (
    _directed("ab bc ca"),
    _directed("ab bc cd db"),
    _directed("ba cb dc bd", "e"),
    _directed("ab cd dc"),
)
_BRANCHED: Final = (_both("ab bc"), _both("ab ac cd", "e"), _both("ab", "c"), _both("ab cd ce"))
_ROUND: Final = (_both("ab bc ca"), _both("ab bc cd da"), _both("ab cd de ec"), _both("ab bc cd de eb"))


def _parts(graph: Graph) -> list[list[str]]:
    """The parts that hang together, where edges lead both ways."""
    left, parts = {*graph}, []
    while left:
        part, waiting = set(), [min(left)]
        while waiting:
            one = waiting.pop()
            if one not in part:
                part.add(one)
                waiting += graph[one]
        left -= part
        parts.append(sorted(part))
    return parts


def _two_teams(graph: Graph) -> bool:
    for part in _parts(graph):
        team = {part[0]: False}
        waiting = [part[0]]
        while waiting:
            one = waiting.pop()
            for other in graph[one]:
                if other not in team:
                    team[other] = not team[one]
                    waiting.append(other)
                elif team[other] == team[one]:
                    return False
    return True


def _is_order(graph: Graph, got: Any, *, forwards: bool) -> bool:
    """Whether everything stands there once, and before what it leads to, or behind it."""
    if not isinstance(got, list) or len(got) != len(graph) or {*map(str, got)} != {*graph}:
        return False
    at = {one: place for place, one in enumerate(got)}
    return all((at[one] < at[other]) == forwards for one, near in graph.items() for other in near)


Right = Callable[[Graph, Any], bool]


@dataclass(frozen=True, slots=True)
class _Survey:
    """What a function is asked whose name has one of these words.

    Attributes:
        words: in its name, or in the first sentence of its docstring.
        does: continues "a function that ...".
        kind: of its answers.
        meanings: graphs, and what tells whether an answer is right; it is enough that one meaning fits.
    """

    words: re.Pattern[str]
    does: str
    kind: type
    meanings: tuple[tuple[tuple[Graph, ...], Right], ...]


_SURVEYS: Final = (
    _Survey(
        re.compile(r"cycl(?!e_?length)|circular|\bloops?\b|circle"),
        "tells whether there is a circle",
        bool,
        (
            ((*_ORDERED, *_CIRCLES), lambda graph, got: got == (graph in _CIRCLES)),
            ((*_BRANCHED, *_ROUND), lambda graph, got: got == (graph in _ROUND)),
            ((*_ORDERED, *_CIRCLES), lambda graph, got: got == (graph not in _CIRCLES)),
            ((*_BRANCHED, *_ROUND), lambda graph, got: got == (graph not in _ROUND)),
        ),
    ),
    _Survey(
        re.compile(r"component|groups?\b|region|cluster|circles|islands|networks|parts"),
        "counts the parts that hang together",
        int,
        (((*_BRANCHED, *_ROUND), lambda graph, got: got == len(_parts(graph))),),
    ),
    _Survey(
        re.compile(r"component|groups\b|region|cluster|circles|islands|networks|parts"),
        "lists the parts that hang together",
        list,
        (
            (
                (*_BRANCHED, *_ROUND),
                lambda graph, got: (
                    sorted(map(sorted, got)) == _parts(graph) if all(isinstance(one, list) for one in got) else False
                ),
            ),
        ),
    ),
    _Survey(
        re.compile(r"bipart|two (?:teams|groups|colou?rs|sides)|two_?colou?r"),
        "tells whether there are two teams without an edge inside of them",
        bool,
        (((*_BRANCHED, *_ROUND), lambda graph, got: got == _two_teams(graph)),),
    ),
    _Survey(
        re.compile(r"topolog|topo\b|build order|\border\b.*(?:depend|prerequisite|before|after|needs)"),
        "puts everything in an order in which it can be done",
        list,
        (
            (_ORDERED, lambda graph, got: _is_order(graph, got, forwards=True)),
            (_ORDERED, lambda graph, got: _is_order(graph, got, forwards=False)),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class NetworkProbe:
    """One function that is given a graph, and the survey (by its place) that its name speaks of."""

    name: str
    line: int
    survey: int

    @property
    def _graphs(self) -> tuple[Graph, ...]:
        seen: list[Graph] = []
        for graphs, _ in _SURVEYS[self.survey].meanings:
            seen += [one for one in graphs if one not in seen]
        return tuple(seen)

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        return [f"_surveyed({self.name}, {self._graphs!r})"]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        result, survey = results[0], _SURVEYS[self.survey]
        if result.status in ("timeout", "memory"):
            return Found("wrong", self.line, self.name, f"a call of `{self.name}` with a small graph comes to no end")
        if result.status != "ok" or result.value is None or not result.value.has_data:
            return None
        told = dict(zip(map(str, self._graphs), map(tuple, result.value.data), strict=True))
        came = {kind for kind, _ in told.values()} - CRASHES - {"KeyError"}
        if came != {"value"} or not all(type(got) is survey.kind for kind, got in told.values() if kind == "value"):
            return None
        wrongs: list[tuple[float, Graph]] = []
        for graphs, right in survey.meanings:
            fits = [kind == "value" and right(graph, got) for graph in graphs for kind, got in (told[str(graph)],)]
            if all(fits):
                return None
            wrongs.append((sum(fits) / len(fits), graphs[fits.index(False)]))
        _, graph = max(wrongs, key=lambda one: one[0])
        kind, got = told[str(graph)]
        ends = shown(got) if kind == "value" else f"the error {kind}"
        text = f"`{self.name}({graph})` gives {ends}; a function that {survey.does} does not"
        return Found("wrong", self.line, self.name, text)


def network_probes(tree: ast.Module) -> Iterator[NetworkProbe]:
    """The functions of a program that are given a graph alone."""
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.decorator_list or node.args.vararg or node.args.kwonlyargs:
            continue
        given = [one.arg for one in node.args.args]
        if len(given) - len(node.args.defaults) != 1 or not _is_graph(node, given[0]):
            continue
        said = f"{node.name.replace('_', ' ')} {first_sentence(ast.get_docstring(node))}".lower()
        for at, survey in enumerate(_SURVEYS):
            if survey.words.search(said):
                yield NetworkProbe(node.name, node.lineno, at)


def _is_graph(node: ast.FunctionDef, graph: str) -> bool:
    """Whether a function walks through the neighbours of places, which stand under their names."""
    for one in ast.walk(node):
        match one:
            case ast.For(iter=ast.Subscript(value=ast.Name(id=name), slice=ast.Name()), target=ast.Name()) if (
                name == graph
            ):
                return True
            case ast.For(
                iter=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[ast.Name(), *_]),
                target=ast.Name(),
            ) if name == graph:
                return True
    return False
