"""Classes that keep things to find them again, known by what they can do, whatever they are called: sets and maps.

A class is one of these when it does what no such class can do without (`basics`). Then what follows from that has to
hold as well: what was put in first is still there, a value put in twice is there once.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.probe import CRASHES, Found
from agents.trials.structures.classes import (
    arguments_for,
    methods_of,
    outcome,
    plain,
    played,
    scene_of,
    told,
)
from agents.trials.structures.known.kinds import KnownClass, Scene, Step
from agents.trials.structures.shapes import plain_classes

__all__ = ["CONTAINERS", "Container", "ContainerProbe", "container_probes"]

_CRASHES: Final = CRASHES | {"AttributeError", "TypeError"}
"""Nobody refuses a value by these, where others of its kind have passed."""


@dataclass(frozen=True, slots=True)
class Container:
    """What is expected of a class that can do something.

    Attributes:
        known: its members and what its constructor is given; its scenes are those that have to hold before anything
            is expected.
        groups: scenes that belong together. At least half of those that can be played have to hold: otherwise their
            method means something else here.
        only: names of the only classes of which it is expected; None for all.
    """

    known: KnownClass
    groups: tuple[tuple[Scene, ...], ...]
    only: re.Pattern[str] | None = None


_CAPACITY: Final = "capacity maxsize size limit buckets bucketcount numbuckets slots tablesize length n"
_SIZE: Final = "size __len__ length count getsize countnodes getlength"
_HAS: Final = "contains __contains__ has search find exists includes haskey ismember"


def _container(
    members: Mapping[str, str],
    basics: Sequence[Scene],
    *groups: Sequence[Scene],
    values: Mapping[str, Any] | None = None,
    only: str = "",
) -> Container:
    by_name = {name: tuple(other.split()) for name, other in members.items()}
    spread = {name: value for names, value in (values or {}).items() for name in names.split()}
    known = KnownClass(frozenset(), spread, by_name, tuple(basics))
    return Container(
        known,
        tuple(map(tuple, groups)),
        re.compile(only) if only else None,
    )


def _all(action: str, *values: Any) -> tuple[Step, ...]:
    return tuple((action, one) for one in values)


CONTAINERS: Final = (
    _container(
        {
            "add": "add insert put addword addkey addvalue",
            "has": _HAS,
            "remove": "remove delete discard erase",
            "size": _SIZE,
        },
        [
            ((("add", "car"), ("has", "car")), True),
            ((("add", "car"), ("has", "dog")), False),
            ((("has", "car"),), False),
        ],
        [
            ((("add", "car"), ("add", "dog"), ("has", "car")), True),
            ((("add", "car"), ("add", "dog"), ("has", "dog")), True),
            ((("add", "arc"), ("add", "car"), ("has", "arc")), True),
            ((("add", "arc"), ("add", "car"), ("has", "car")), True),
            ((("add", "arc"), ("has", "car")), False),
            ((*_all("add", *"abcdefg"), ("has", "g")), True),
        ],
        [
            ((("add", "car"), ("remove", "car"), ("has", "car")), False),
            ((("add", "car"), ("add", "dog"), ("remove", "car"), ("has", "dog")), True),
            ((("add", "car"), ("add", "dog"), ("remove", "dog"), ("has", "car")), True),
            ((("add", "arc"), ("add", "car"), ("remove", "arc"), ("has", "car")), True),
        ],
        [((("add", "car"), ("size",)), 1), ((("add", "car"), ("add", "dog"), ("size",)), 2), ((("size",),), 0)],
        values={_CAPACITY: 8},
    ),
    _container(
        {"add": "add insert put addword addkey addvalue", "has": _HAS, "prefix": "startswith hasprefix isprefix"},
        [((("add", "cart"), ("has", "cart")), True), ((("add", "cart"), ("has", "dog")), False)],
        [
            ((("add", "cart"), ("has", "car")), False),
            ((("add", "cart"), ("add", "car"), ("has", "car")), True),
            ((("add", "car"), ("add", "cart"), ("has", "car")), True),
            ((("add", "car"), ("add", "cart"), ("has", "cart")), True),
            ((("add", "car"), ("has", "cart")), False),
            ((("add", "cart"), ("prefix", "car")), True),
            ((("add", "cart"), ("prefix", "cat")), False),
        ],
        only="trie|prefix",
    ),
    _container(
        {"add": "add insert put", "has": _HAS, "size": _SIZE, "remove": "remove delete discard erase"},
        [((("add", 3), ("has", 3)), True), ((("add", 3), ("has", 4)), False), ((("has", 3),), False)],
        [
            # These are alike for every table of up to 16 places.
            ((("add", 3), ("add", 720_723), ("has", 3)), True),
            ((("add", 3), ("add", 720_723), ("has", 720_723)), True),
            ((*_all("add", 7, 720_727, 1_441_447), ("has", 1_441_447)), True),
            ((*_all("add", 7, 720_727), ("remove", 7), ("has", 720_727)), True),
            ((*_all("add", 7, 720_727), ("remove", 7), ("has", 7)), False),
            ((("add", 3), ("has", 720_723)), False),
            ((*_all("add", 15, 720_735), ("has", 720_735)), True),
        ],
        values={_CAPACITY: 8},
    ),
    _container(
        {"add": "add insert put", "has": _HAS, "size": _SIZE, "remove": "remove delete discard erase"},
        [((("add", 3), ("has", 3)), True), ((("add", 3), ("size",)), 1)],
        [
            ((("add", 3), ("add", 3), ("size",)), 1),
            ((("add", 3), ("add", 4), ("size",)), 2),
            ((("add", 3), ("add", 3), ("remove", 3), ("size",)), 0),
            ((("add", 3), ("remove", 3), ("size",)), 0),
            ((("add", 3), ("remove", 4), ("size",)), 1),
        ],
        values={_CAPACITY: 8},
        only="^(?!.*(?:multi|bag)).*set$",
    ),
    _container(
        {
            "put": "put set __setitem__ setvalue setitem",
            "get": "get lookup __getitem__ getvalue find search getitem",
            "has": "contains __contains__ has haskey exists",
            "remove": "remove delete __delitem__ removekey",
            "size": _SIZE,
        },
        [((("put", "ab", 1), ("get", "ab")), 1)],
        [
            ((("put", "ab", 1), ("put", "cd", 2), ("get", "ab")), 1),
            ((("put", "ab", 1), ("put", "cd", 2), ("get", "cd")), 2),
            ((("put", "ab", 1), ("put", "ba", 2), ("get", "ab")), 1),
            ((("put", "ab", 1), ("put", "ba", 2), ("get", "ba")), 2),
            ((("put", "ab", 1), ("put", "ab", 2), ("get", "ab")), 2),
            ((("put", "ab", 1), ("put", "ba", 2), ("put", "ba", 3), ("get", "ba")), 3),
            ((("put", "ab", 1), ("put", "ba", 2), ("remove", "ab"), ("get", "ba")), 2),
            ((("put", "ab", 1), ("put", "ba", 2), ("remove", "ba"), ("get", "ab")), 1),
        ],
        [
            ((("put", "ab", 1), ("size",)), 1),
            ((("put", "ab", 1), ("put", "ab", 2), ("size",)), 1),
            ((("put", "ab", 1), ("put", "ba", 2), ("size",)), 2),
            ((("put", "ab", 1), ("put", "ba", 2), ("put", "ab", 3), ("size",)), 2),
            ((("put", "ab", 1), ("remove", "ab"), ("size",)), 0),
            ((("size",),), 0),
        ],
        [
            ((("put", "ab", 1), ("has", "ab")), True),
            ((("put", "ab", 1), ("put", "ba", 2), ("has", "ba")), True),
            ((("put", "ab", 1), ("has", "ba")), False),
            ((("put", "ab", 1), ("remove", "ab"), ("has", "ab")), False),
        ],
        values={_CAPACITY: 8},
    ),
    _container(
        {
            "put": "put set __setitem__ setvalue insert",
            "get": "get lookup __getitem__ getvalue find search",
            "remove": "remove delete __delitem__ removekey",
            "size": _SIZE,
        },
        [((("put", 3, 1), ("get", 3)), 1)],
        [
            ((("put", 3, 1), ("put", 4, 2), ("get", 3)), 1),
            ((("put", 3, 1), ("put", 720_723, 2), ("get", 3)), 1),
            ((("put", 3, 1), ("put", 720_723, 2), ("get", 720_723)), 2),
            ((("put", 15, 1), ("put", 720_735, 2), ("get", 720_735)), 2),
            ((("put", 3, 1), ("put", 3, 2), ("get", 3)), 2),
            ((("put", 3, 1), ("put", 720_723, 2), ("remove", 3), ("get", 720_723)), 2),
        ],
        [((("put", 3, 1), ("put", 3, 2), ("size",)), 1), ((("put", 3, 1), ("put", 4, 2), ("size",)), 2)],
        values={_CAPACITY: 8},
        only="hash|map|dict|cache|store",
    ),
)
"""Every kind of which something is known."""


@dataclass(frozen=True, slots=True)
class ContainerProbe:
    """One class as one kind of container, with the scenes that it has the members for."""

    name: str
    line: int
    arguments: tuple[Any, ...]
    basics: tuple[Scene, ...]
    groups: tuple[tuple[Scene, ...], ...]

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        scenes = (*self.basics, *(scene for group in self.groups for scene in group))
        return [played(self.name, self.arguments, scene) for scene in scenes]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        left = iter(results)
        if any(outcome(scene, next(left)) != "" for scene in self.basics):
            return None
        for group in self.groups:
            ends = [(scene, outcome(scene, next(left), _CRASHES)) for scene in group]
            wrong = [(scene, got) for scene, got in ends if got]
            if wrong and 2 * len(wrong) <= sum(got is not None for _, got in ends):
                return Found("wrong", self.line, self.name, told(self.name, *wrong[0]))
        return Found(None, self.line, self.name)


def container_probes(tree: ast.Module) -> Iterator[ContainerProbe]:
    """The containers of a program that can be tried."""
    for node in plain_classes(tree):
        for container in CONTAINERS:
            if (probe := _probe(node, container)) is not None:
                yield probe


def _probe(node: ast.ClassDef, container: Container) -> ContainerProbe | None:
    known, name = container.known, plain(node.name)
    if container.only is not None and not container.only.search(name):
        return None
    methods = methods_of(node)
    arguments = arguments_for(methods.get("__init__"), known)
    if arguments is None:
        return None
    basics, *groups = (
        tuple(one for scene in group if (one := scene_of(scene, known, methods, node)) is not None)
        for group in (known.scenes, *container.groups)
    )
    told_by = tuple(filter(None, groups))
    if len(basics) < len(known.scenes) or not told_by:
        return None
    return ContainerProbe(node.name, node.lineno, arguments, basics, told_by)
