"""Classes that keep things, known by what they can do, whatever they are called: lists, sets, maps, stacks and queues.

A class is one of these when it does what no such class can do without (`basics`). Then what follows from that has to
hold as well: of three things the middle one can be taken out, a value put in twice is there once.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.classes import arguments_for, methods_of, outcome, plain, plain_classes, played, scene_of, told
from agents.trials.known_classes import KnownClass, OneOf, Scene, Step
from agents.trials.probe import CRASHES, Found

__all__ = ["CONTAINERS", "Container", "ContainerProbe", "container_probes"]

_CRASHES: Final = CRASHES | {"AttributeError", "TypeError"}
"""Nobody refuses a value by these, where others of its kind have passed."""


@dataclass(frozen=True, slots=True)
class Container:
    """What is expected of a class that can do something.

    Attributes:
        known: its members and what its constructor is given; its scenes are those that have to hold before anything
            is expected.
        certain: scenes that follow from the basics whatever else the class means.
        groups: scenes that belong together. At least half of those that can be played have to hold: otherwise their
            method means something else here.
        unless: names of classes that do it on purpose another way.
        only: names of the only classes of which it is expected; None for all.
    """

    known: KnownClass
    certain: tuple[Scene, ...]
    groups: tuple[tuple[Scene, ...], ...]
    unless: re.Pattern[str]
    only: re.Pattern[str] | None = None


_CAPACITY: Final = "capacity maxsize size limit buckets bucketcount numbuckets slots tablesize length n"
_SIZE: Final = "size __len__ length count getsize countnodes getlength"
_EMPTY: Final = "isempty empty"
_LISTED: Final = (
    "tolist aslist values items titles names elements getall getvalues toarray traverse all __iter__ contents getitems"
)
_HAS: Final = "contains __contains__ has search find exists includes haskey ismember"
_NOWHERE: Final = re.compile(r"(?!)")


def _container(
    members: Mapping[str, str],
    basics: Sequence[Scene],
    *groups: Sequence[Scene],
    certain: Sequence[Scene] = (),
    values: Mapping[str, Any] | None = None,
    unless: str = "",
    only: str = "",
) -> Container:
    by_name = {name: tuple(other.split()) for name, other in members.items()}
    spread = {name: value for names, value in (values or {}).items() for name in names.split()}
    known = KnownClass(frozenset(), spread, by_name, tuple(basics))
    return Container(
        known,
        tuple(certain),
        tuple(map(tuple, groups)),
        re.compile(unless) if unless else _NOWHERE,
        re.compile(only) if only else None,
    )


def _all(action: str, *values: Any) -> tuple[Step, ...]:
    return tuple((action, one) for one in values)


def _served(count: int) -> tuple[Step, ...]:
    """Put one in and take one out, so often that whatever has a capacity begins anew."""
    return tuple(step for number in range(count) for step in (("put", number), ("get",)))


_THREE: Final = _all("add", 10, 20, 30)
_ONE_BY_ONE: Final = (("remove", 10), ("remove", 20), ("remove", 30))

CONTAINERS: Final = (
    _container(
        {"add": "append addlast pushback insertatend insertend addtoend addatend add", "list": _LISTED, "size": _SIZE},
        [((("add", 10), ("list",)), [10])],
        certain=[
            ((("list",),), []),
            ((("add", 10), ("add", 20), ("list",)), OneOf(([10, 20], [20, 10]))),
            ((*_THREE, ("list",)), OneOf(([10, 20, 30], [30, 20, 10]))),
        ],
        values={_CAPACITY: 8},
        unless="set|unique|cycl|circular|ring|heap|tree",
    ),
    _container(
        {
            "add": "append addlast pushback insertatend insertend addtoend addatend add addsong additem addtask "
            "addnode insert push",
            "front": "prepend addfirst pushfront insertatbeginning insertfront inserthead insertstart addfront "
            "insertatstart addtofront insertatfront addatfront",
            "list": _LISTED,
            "remove": "remove delete removevalue deletevalue removeitem removesong deletenode removenode removetask "
            "discard deleteitem",
            "size": _SIZE,
            "has": _HAS,
            "reverse": "reverse reverselist reverseinplace",
            "first": "removefirst popfront popfirst removehead deletefirst removefront deletehead",
            "last": "removelast popback deletelast removeend poplast",
        },
        [((*_THREE, ("list",)), [10, 20, 30])],
        [
            ((*_THREE, ("remove", 10), ("list",)), [20, 30]),
            ((*_THREE, ("remove", 20), ("list",)), [10, 30]),
            ((*_THREE, ("remove", 30), ("list",)), [10, 20]),
            ((*_THREE, ("remove", 30), ("add", 40), ("list",)), [10, 20, 40]),
            ((*_THREE, ("remove", 99), ("list",)), [10, 20, 30]),
            ((("add", 10), ("remove", 10), ("list",)), []),
            ((*_THREE, *_ONE_BY_ONE, ("add", 40), ("list",)), [40]),
        ],
        [
            ((*_THREE, ("remove", 20), ("size",)), 2),
            ((*_THREE, ("remove", 10), ("size",)), 2),
            ((*_THREE, ("remove", 99), ("size",)), 3),
            ((*_THREE, ("size",)), 3),
            ((*_THREE, *_ONE_BY_ONE, ("size",)), 0),
            ((("size",),), 0),
        ],
        [
            ((*_THREE, ("front", 5), ("list",)), [5, 10, 20, 30]),
            ((("front", 5), ("list",)), [5]),
            ((("front", 6), ("front", 5), ("list",)), [5, 6]),
            ((("front", 5), ("add", 10), ("list",)), [5, 10]),
            ((("front", 5), ("front", 4), ("add", 10), ("add", 20), ("list",)), [4, 5, 10, 20]),
        ],
        [((*_THREE, ("front", 5), ("size",)), 4), ((("front", 5), ("size",)), 1), ((*_THREE, ("size",)), 3)],
        [
            ((*_THREE, ("reverse",), ("list",)), [30, 20, 10]),
            ((("add", 10), ("reverse",), ("list",)), [10]),
            ((("add", 10), ("add", 20), ("reverse",), ("list",)), [20, 10]),
            ((*_THREE, ("reverse",), ("add", 40), ("list",)), [30, 20, 10, 40]),
            ((*_THREE, ("reverse",), ("reverse",), ("list",)), [10, 20, 30]),
        ],
        [
            ((*_THREE, ("has", 10)), True),
            ((*_THREE, ("has", 20)), True),
            ((*_THREE, ("has", 30)), True),
            ((*_THREE, ("has", 99)), False),
            ((("has", 10),), False),
        ],
        [
            ((*_THREE, ("first",), ("list",)), [20, 30]),
            ((("add", 10), ("first",), ("list",)), []),
            ((("add", 10), ("first",), ("add", 20), ("list",)), [20]),
            ((*_THREE, ("first",), ("add", 40), ("list",)), [20, 30, 40]),
        ],
        [
            ((*_THREE, ("last",), ("list",)), [10, 20]),
            ((("add", 10), ("last",), ("list",)), []),
            ((("add", 10), ("add", 20), ("last",), ("list",)), [10]),
            ((*_THREE, ("last",), ("add", 40), ("list",)), [10, 20, 40]),
        ],
        values={_CAPACITY: 8},
        unless="sort|order|priorit|heap|tree|stack|cycl|circular|ring",
    ),
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
    _container(
        {
            "put": "enqueue",
            "get": "dequeue",
            "size": _SIZE,
            "empty": _EMPTY,
            "peek": "peek front first",
            "full": "isfull full",
        },
        [((("put", 1), ("get",)), 1)],
        [
            ((("put", 1), ("size",)), 1),
            ((*_all("put", 1, 2, 3), ("size",)), 3),
            ((*_all("put", 1, 2, 3), ("get",), ("size",)), 2),
            ((*_served(12), ("size",)), 0),
        ],
        [((("empty",),), True), ((("put", 1), ("empty",)), False), ((*_served(12), ("empty",)), True)],
        [
            ((("put", 1), ("put", 2), ("peek",)), 1),
            ((("put", 1), ("put", 2), ("get",), ("peek",)), 2),
            ((("put", 1), ("put", 2), ("peek",), ("get",)), 1),
        ],
        [
            ((*_all("put", 1, 2, 3), ("full",)), True),
            ((*_all("put", 1, 2), ("full",)), False),
            ((*_all("put", 1, 2, 3), ("get",), ("full",)), False),
            ((*_all("put", 1, 2, 3), ("get",), ("put", 4), ("full",)), True),
        ],
        certain=[
            ((("put", 1), ("put", 2), ("get",)), 1),
            ((("put", 1), ("put", 2), ("get",), ("get",)), 2),
            ((("put", 1), ("put", 2), ("get",), ("put", 3), ("get",), ("get",)), 3),
            ((*_served(12), ("put", 7), ("put", 8), ("get",)), 7),
            ((*_all("put", 1, 2, 3), ("get",), ("put", 4), ("get",), ("get",), ("get",)), 4),
        ],
        values={_CAPACITY: 3},
        unless="priorit|heap|sort|stack",
    ),
    _container(
        {"push": "push", "pop": "pop", "size": _SIZE, "empty": _EMPTY, "peek": "peek top"},
        [((("push", 1), ("pop",)), 1)],
        [
            ((("push", 1), ("size",)), 1),
            ((("push", 1), ("push", 2), ("size",)), 2),
            ((("push", 1), ("push", 2), ("pop",), ("size",)), 1),
        ],
        [((("empty",),), True), ((("push", 1), ("empty",)), False), ((("push", 1), ("pop",), ("empty",)), True)],
        [
            ((("push", 1), ("push", 2), ("peek",)), 2),
            ((("push", 1), ("push", 2), ("pop",), ("peek",)), 1),
            ((("push", 1), ("push", 2), ("peek",), ("pop",)), 2),
        ],
        certain=[
            ((("push", 1), ("push", 2), ("pop",)), 2),
            ((("push", 1), ("push", 2), ("pop",), ("pop",)), 1),
            ((("push", 1), ("push", 2), ("pop",), ("push", 3), ("pop",), ("pop",)), 1),
        ],
        values={_CAPACITY: 4},
        unless="priorit|heap|sort|queue|min|max",
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
    certain: tuple[Scene, ...]
    groups: tuple[tuple[Scene, ...], ...]

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        scenes = (*self.basics, *self.certain, *(scene for group in self.groups for scene in group))
        return [played(self.name, self.arguments, scene) for scene in scenes]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        left = iter(results)
        if any(outcome(scene, next(left)) != "" for scene in self.basics):
            return None
        for group in (self.certain, *self.groups):
            ends = [(scene, outcome(scene, next(left), _CRASHES)) for scene in group]
            wrong = [(scene, got) for scene, got in ends if got]
            if wrong and (group is self.certain or 2 * len(wrong) <= sum(got is not None for _, got in ends)):
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
    if container.unless.search(name) or (container.only is not None and not container.only.search(name)):
        return None
    methods = methods_of(node)
    arguments = arguments_for(methods.get("__init__"), known)
    if arguments is None:
        return None
    basics, certain, *groups = (
        tuple(one for scene in group if (one := scene_of(scene, known, methods, node)) is not None)
        for group in (known.scenes, container.certain, *container.groups)
    )
    told_by = tuple(filter(None, groups))
    if len(basics) < len(known.scenes) or not (certain or told_by):
        return None
    return ContainerProbe(node.name, node.lineno, arguments, basics, certain, told_by)
