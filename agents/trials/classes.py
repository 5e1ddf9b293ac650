"""Classes with well-known names: an object is made, some of its methods are called, and the last answer is judged."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.probe import CRASHES, Found, alike, ending, same, shown

__all__ = ["HARNESS", "KNOWN", "ClassProbe", "KnownClass", "class_probes"]

HARNESS: Final = '''

def _played(kind, arguments, steps):
    """Make an object and do the steps with it; return what the last one gives."""
    thing = kind(*arguments)
    for name, *given in steps:
        got = getattr(thing, name)
        got = got(*given) if callable(got) else got
    return got
'''

Step = tuple[Any, ...]
"""What to call, and with what."""


@dataclass(frozen=True, slots=True)
class KnownClass:
    """What is expected of a class with such a name.

    Attributes:
        names: in small letters, without underscores.
        values: of a parameter of its constructor, by the parameter's name.
        members: by what the scenes call them, the names that methods and attributes go by; as `names`.
        scenes: steps, and what the last of them gives.
    """

    names: frozenset[str]
    values: Mapping[str, Any]
    members: Mapping[str, tuple[str, ...]]
    scenes: tuple[tuple[tuple[Step, ...], Any], ...]


def _known(names: str, values: Mapping[str, Any], members: Mapping[str, str], *scenes: Any) -> KnownClass:
    by_name = {name: tuple(other.split()) for name, other in members.items()}
    return KnownClass(frozenset(names.split()), _spread(values), by_name, scenes)


def _spread(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for names, value in values.items() for name in names.split()}


_IS_EMPTY: Final = "isempty empty"
_SIZE: Final = "size __len__ length count getsize"

KNOWN: Final = (
    _known(
        "stack mystack arraystack",
        {"capacity maxsize size limit": 10},
        {"push": "push add", "pop": "pop remove", "peek": "peek top", "empty": _IS_EMPTY, "size": _SIZE},
        ((("push", 1), ("push", 2), ("pop",)), 2),
        ((("push", 1), ("push", 2), ("pop",), ("pop",)), 1),
        ((("push", 1), ("push", 2), ("peek",)), 2),
        ((("push", 1), ("push", 2), ("peek",), ("pop",)), 2),
        ((("empty",),), True),
        ((("push", 1), ("empty",)), False),
        ((("push", 1), ("push", 2), ("size",)), 2),
    ),
    _known(
        "queue myqueue waitingline",
        {"capacity maxsize size limit": 10},
        {
            "put": "enqueue put add push append join",
            "get": "dequeue get remove pop next servenext serve",
            "peek": "peek front first",
            "empty": _IS_EMPTY,
            "size": _SIZE,
        },
        ((("put", 1), ("put", 2), ("get",)), 1),
        ((("put", 1), ("put", 2), ("get",), ("get",)), 2),
        ((("put", 1), ("put", 2), ("peek",)), 1),
        ((("empty",),), True),
        ((("put", 1), ("empty",)), False),
        ((("put", 1), ("put", 2), ("size",)), 2),
    ),
    _known(
        "bankaccount account savingsaccount wallet",
        {"owner name holder accountholder customer": "Ada", "balance initialbalance startbalance amount": 100},
        {
            "deposit": "deposit add payin",
            "withdraw": "withdraw spend payout",
            "balance": "getbalance checkbalance balance",
        },
        ((("deposit", 50), ("balance",)), 50),
        ((("deposit", 50), ("withdraw", 20), ("balance",)), 30),
        ((("deposit", 50), ("withdraw", 50), ("balance",)), 0),
        ((("deposit", 50), ("deposit", 7), ("balance",)), 57),
    ),
    _known(
        "counter clicker tally tallycounter clickcounter",
        {"start initial value count": 0},
        {
            "up": "increment inc increase click up add count",
            "down": "decrement dec decrease down",
            "reset": "reset clear",
            "value": "getvalue getcount get value count total",
        },
        ((("up",), ("value",)), 1),
        ((("up",), ("up",), ("up",), ("value",)), 3),
        ((("up",), ("up",), ("down",), ("value",)), 1),
        ((("up",), ("reset",), ("value",)), 0),
    ),
    _known(
        "rectangle rect room box2d",
        {"width w a length l x": 3, "height h b breadth y": 4},
        {"area": "area getarea calculatearea", "perimeter": "perimeter getperimeter", "square": "issquare"},
        ((("area",),), 12),
        ((("perimeter",),), 14),
        ((("square",),), False),
    ),
    _known(
        "square",
        {"side length a size s": 5},
        {"area": "area getarea", "perimeter": "perimeter getperimeter"},
        ((("area",),), 25),
        ((("perimeter",),), 20),
    ),
    _known(
        "temperature thermometer celsius",
        {"celsius degrees c value temp temperature": 100},
        {"fahrenheit": "tofahrenheit getfahrenheit fahrenheit infahrenheit"},
        ((("fahrenheit",),), 212),
    ),
    _known(
        "student gradebook pupil report",
        {"name student": "Ada"},
        {
            "add": "addgrade addscore addmark addresult",
            "average": "average getaverage mean averagegrade averagescore calculateaverage",
            "best": "best highest bestgrade maxgrade",
        },
        ((("add", 80), ("average",)), 80),
        ((("add", 80), ("add", 91), ("average",)), 85.5),
        ((("add", 80), ("add", 91), ("add", 60), ("average",)), 77),
        ((("add", 80), ("add", 91), ("add", 60), ("best",)), 91),
    ),
    _known(
        "cart shoppingcart basket order bill",
        {"owner customer name": "Ada"},
        {"add": "additem add addproduct", "total": "total gettotal totalprice getprice sum calculatetotal"},
        ((("add", "a", 2.0), ("total",)), 2.0),
        ((("add", "a", 2.0), ("add", "b", 3.5), ("total",)), 5.5),
        ((("add", "a", 2.0, 3), ("total",)), 6.0),
        ((("add", "a", 2.0, 3), ("add", "b", 1.5, 2), ("total",)), 9.0),
    ),
    _known(
        "inventory stock warehouse",
        {"name": "Ada"},
        {
            "add": "additem add addstock restock addproduct",
            "remove": "removeitem remove removestock take sell",
            "count": "getquantity quantity count getstock stock instock amount getcount",
        },
        ((("add", "a", 5), ("count", "a")), 5),
        ((("add", "a", 5), ("add", "a", 3), ("count", "a")), 8),
        ((("add", "a", 5), ("remove", "a", 2), ("count", "a")), 3),
    ),
    _known(
        "linkedlist singlylinkedlist mylinkedlist",
        {},
        {
            "append": "append add insertatend addlast pushback insertend",
            "prepend": "prepend insertatbeginning addfirst insertfront pushfront inserthead insertstart",
            "list": "tolist values aslist getvalues getall",
            "size": _SIZE,
            "has": "contains search find has __contains__",
        },
        ((("append", 1), ("append", 2), ("append", 3), ("list",)), [1, 2, 3]),
        ((("append", 1), ("append", 2), ("append", 3), ("size",)), 3),
        ((("prepend", 1), ("prepend", 2), ("list",)), [2, 1]),
        ((("append", 1), ("append", 2), ("has", 2)), True),
        ((("append", 1), ("append", 2), ("has", 1)), True),
        ((("append", 1), ("append", 2), ("has", 9)), False),
    ),
)
"""Every class of which something is known. An account begins with what its constructor is given, and is judged by what
changes."""


@dataclass(frozen=True, slots=True)
class ClassProbe:
    """One class: the arguments of its constructor, and the scenes that it has the members for."""

    name: str
    line: int
    arguments: tuple[Any, ...]
    scenes: tuple[tuple[tuple[Step, ...], Any], ...]

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        return [f"_played({self.name}, {self.arguments!r}, {steps!r})" for steps, _ in self.scenes]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        for (steps, expected), result in zip(self.scenes, results, strict=True):
            if result.status == "not_run":
                return None
            value = result.value
            if value is None:
                error = ending(result)
                if error not in CRASHES:
                    return None
                got = f"ends with {error}"
            elif not value.has_data or not alike(value.data, expected):
                return None
            elif same(expected, value.data):
                continue
            else:
                got = f"gives {shown(value.data)}"
            done = ", ".join(f"{name}({', '.join(map(repr, given))})" for name, *given in steps)
            told = f"a new `{self.name}` after {done} {got}, where {shown(expected)} is expected"
            return Found("wrong", self.line, self.name, told)
        return Found(None, self.line, self.name)


def class_probes(tree: ast.Module) -> Iterator[ClassProbe]:
    """The classes of a program that can be tried."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.bases and not node.decorator_list:
            for known in KNOWN:
                if _plain(node.name) in known.names and (probe := _probe(node, known)) is not None:
                    yield probe


def _probe(node: ast.ClassDef, known: KnownClass) -> ClassProbe | None:
    methods = {_plain(one.name): one for one in node.body if isinstance(one, ast.FunctionDef)}
    arguments = _arguments(methods.get("__init__"), known)
    if arguments is None:
        return None
    before = next((one for one in arguments if isinstance(one, int)), 0) if "balance" in known.members else 0
    scenes = []
    for steps, expected in known.scenes:
        found = [_step(one, known, methods, node) for one in steps]
        if None not in found:
            scenes.append((tuple(one for one in found if one is not None), expected + before if before else expected))
    return ClassProbe(node.name, node.lineno, arguments, tuple(scenes)) if scenes else None


def _arguments(init: ast.FunctionDef | None, known: KnownClass) -> tuple[Any, ...] | None:
    """What to give the constructor; None where that cannot be known."""
    if init is None:
        return ()
    given = init.args
    if given.vararg or given.kwarg or given.kwonlyargs:
        return None
    wanted = [_plain(one.arg) for one in given.args[1 : len(given.args) - len(given.defaults)]]
    if any(name not in known.values for name in wanted):
        return None
    return tuple(known.values[name] for name in wanted)


def _step(step: Step, known: KnownClass, methods: Mapping[str, ast.FunctionDef], node: ast.ClassDef) -> Step | None:
    """A step by the names of the class; None where it has nothing of that name, or it takes other values."""
    called, *given = step
    for name in known.members[called]:
        if name in methods:
            method = methods[name]
            most = len(method.args.args) - 1
            fits = most - len(method.args.defaults) <= len(given) <= most
            return (method.name, *given) if fits or method.decorator_list else None
    if given:
        return None
    attributes = {
        one.attr
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "self"
    }
    for name in known.members[called]:
        for attribute in attributes:
            if _plain(attribute) == name and attribute not in methods:
                return (attribute,)
    return None


def _plain(name: str) -> str:
    return name if name.startswith("__") and name.endswith("__") else name.replace("_", "").lower()
