"""Classes that hold a chain of nodes, known by how they are written. Pure."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Chain", "Method", "chain_of", "init_of", "needed", "plain_classes"]


@dataclass(frozen=True, slots=True)
class Method:
    """A method that can be called plainly.

    Attributes:
        name: its own.
        needs: names of what has to be given.
        makes: whether it makes a node.
        of_node: whether it is given a node.
        others: whether it makes use of other attributes that are None at first than the ends of the chain.
    """

    name: str
    needs: tuple[str, ...]
    makes: bool
    of_node: bool
    others: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """A class that holds a chain.

    Attributes:
        name: the class.
        line: where it is defined.
        first: the attribute with the first node.
        link: of a node, the attribute with the next one.
        held: of a node, the attribute with what it holds.
        last: the attribute with the last node, or "".
        count: the attribute with the number of nodes, or "".
        back: of a node, the attribute with the one before, or "".
        methods: those that can be called, in the order of the text.
    """

    name: str
    line: int
    first: str
    link: str
    held: str
    last: str
    count: str
    back: str
    methods: tuple[Method, ...]


_FIRST: Final = re.compile(r"_*(?:head|first|top|front|start|root|begin|newest)\w*")
_LAST: Final = re.compile(r"_*(?:tail|last|rear|back|end)(?:_?node)?")
_BACK: Final = re.compile(r"_*(?:prev|previous|before|back|behind|left|prior)(?:_?node)?")
_AHEAD: Final = re.compile(r"_*(?:next|nxt|following|link|after|ahead)(?:_?node)?")
_SIDE: Final = re.compile(r"_*(?:left|right|low|high|parent|child|yes|no|smaller|bigger|lesser|greater)\w*")
_COUNT: Final = re.compile(r"_*(?:size|length|len|count|n|height|num_?\w*|number_?\w*)")
_ROUND: Final = re.compile(r"circular|circle|carousel|\bring|\bround|rotat|dummy|sentinel", re.IGNORECASE)


def chain_of(node: ast.ClassDef, tree: ast.Module) -> Chain | None:
    """How a class holds a chain; None where it holds none, or that is not certain."""
    methods = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}
    init = methods.get("__init__")
    if init is None or node.bases or node.decorator_list or needed(init) != () or _ROUND.search(ast.unparse(node)):
        return None
    begun = dict(_own_stores(init))
    empty = [name for name, value in begun.items() if isinstance(value, ast.Constant) and value.value is None]
    links = [*dict.fromkeys(name for one in methods.values() for name in _followed(one))]
    ahead = [one for one in links if not _BACK.fullmatch(one)]
    firsts = [one for one in empty if _FIRST.fullmatch(one)] or empty[:1]
    made = _node_class(tree, ahead)
    if made is None:
        return None
    kind, held, fields = made
    ahead = ahead or [name for name in fields if name != held and _AHEAD.fullmatch(name)]
    if len(ahead) != 1 or not firsts or any(map(_SIDE.fullmatch, ahead)):
        return None
    first, link = firsts[0], ahead[0]
    last = next((one for one in empty if one != first and _LAST.fullmatch(one)), "")
    counts = [name for name, value in begun.items() if isinstance(value, ast.Constant) and value.value == 0]
    count = next((one for one in counts if _COUNT.fullmatch(one) and _is_counted(node, one)), "")
    back = next((one for one in fields if _BACK.fullmatch(one)), "")
    ends = {first, last}
    plain = tuple(
        Method(
            name,
            given,
            _makes(one, kind),
            _is_given_node(one, (link, back)),
            any(used in empty and used not in ends for used in _own_uses(one)),
        )
        for name, one in methods.items()
        if name != "__init__" and not one.decorator_list and (given := needed(one)) is not None
    )
    return Chain(node.name, node.lineno, first, link, held, last, count, back, plain)


def init_of(node: ast.ClassDef) -> ast.FunctionDef | None:
    """The constructor of a class, if it has one of its own."""
    return next((one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)


def plain_classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    """The classes of a program that stand for themselves: nothing inherited, nothing generated."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.bases and not node.decorator_list:
            yield node


def needed(method: ast.FunctionDef) -> tuple[str, ...] | None:
    """Names of what a method has to be given; None where it cannot be called plainly."""
    given = method.args
    if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs or not given.args:
        return None
    return tuple(one.arg for one in given.args[1 : len(given.args) - len(given.defaults)])


def _parts_of(step: ast.stmt) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Targets with their values, those of `a, b = b, a` and `a = b = c` one by one."""
    if isinstance(step, ast.Assign):
        for target in step.targets:
            match target, step.value:
                case ast.Tuple(elts=targets), ast.Tuple(elts=values):
                    yield from zip(targets, values, strict=False)
                case _:
                    yield target, step.value
    elif isinstance(step, ast.AnnAssign) and step.value is not None:
        yield step.target, step.value


def _own_stores(method: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    for step in ast.walk(method):
        for target, value in _parts_of(step) if isinstance(step, ast.stmt) else ():
            match target:
                case ast.Attribute(value=ast.Name(id="self"), attr=name):
                    yield name, value


def _own_uses(method: ast.FunctionDef) -> Iterator[str]:
    for one in ast.walk(method):
        match one:
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                yield name


def _is_given_node(method: ast.FunctionDef, links: Sequence[str]) -> bool:
    """Whether the one thing that a method is given has a link."""
    given = needed(method)
    return any(
        isinstance(one, ast.Attribute)
        and one.attr in links
        and isinstance(one.value, ast.Name)
        and given == (one.value.id,)
        for one in ast.walk(method)
    )


def _followed(method: ast.FunctionDef) -> Iterator[str]:
    """`next` of `node = node.next` and `self.head = self.head.next`."""
    for step in ast.walk(method):
        for target, value in _parts_of(step) if isinstance(step, ast.stmt) else ():
            match value:
                case ast.Attribute(value=owner, attr=link) if ast.unparse(owner) == ast.unparse(target):
                    yield link


def _node_class(tree: ast.Module, links: Sequence[str]) -> tuple[str, str, tuple[str, ...]] | None:
    """The class of the nodes, what they hold first, and all that they have."""
    for node in tree.body:
        if not isinstance(node, ast.ClassDef) or node.bases:
            continue
        for init in node.body:
            if isinstance(init, ast.FunctionDef) and init.name == "__init__" and (given := needed(init)):
                stores: Mapping[str, ast.expr] = dict(_own_stores(init))
                kept = {value.id: name for name, value in stores.items() if isinstance(value, ast.Name)}
                held = kept.get(given[0])
                if (
                    held is not None
                    and held not in links
                    and any(map(stores.__contains__, links or filter(_AHEAD.fullmatch, stores)))
                ):
                    return node.name, held, tuple(stores)
    return None


def _makes(method: ast.FunctionDef, kind: str) -> bool:
    return any(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == kind for one in ast.walk(method)
    )


def _is_counted(owner: ast.ClassDef, name: str) -> bool:
    """Whether something is added to it."""
    return any(
        isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add) and ast.unparse(one.target) == f"self.{name}"
        for one in ast.walk(owner)
    )
