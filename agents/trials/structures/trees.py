"""Functions and methods on binary trees: trees are built as the program builds its own, and the answers judged.

How the nodes look is read off the program: what a function calls itself with are the children, whatever their names.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.probe import CRASHES, Found, alike, same, shown
from agents.trials.structures.branching import JOBS, SAID, Job, inorder
from agents.trials.structures.shapes import init_of, needed
from agents.trials.task import first_sentence

__all__ = ["HARNESS", "BranchProbe", "branch_probes"]

HARNESS: Final = '''

class _Branch:
    pass


def _branched(kind, shape, root, function, tries):
    """Build each tree, call the function with it; tell what it gives, and how the tree looks then."""
    left, right, held, plain = shape

    def build(tree):
        if tree is None:
            return None
        node = {} if plain else kind.__new__(kind)
        for name, value in zip((held, left, right), (tree[0], build(tree[1]), build(tree[2]))):
            if plain:
                node[name] = value
            else:
                setattr(node, name, value)
        return node

    def look(node, most=9):
        if node is None or most < 0:
            return None
        held_by = node.get if plain else lambda name: getattr(node, name, None)
        return (held_by(held), look(held_by(left), most - 1), look(held_by(right), most - 1))

    def is_node(value):
        return isinstance(value, dict) and held in value if plain else hasattr(value, left) and hasattr(value, right)

    told = []
    for tree, *given in tries:
        try:
            node, gathered = build(tree), []
            given = [gathered if one is Ellipsis else build(one) if isinstance(one, tuple) else one for one in given]
            if root:
                owner = root[0]()
                setattr(owner, root[1], node)
                got = function(owner, *given)
                after = look(getattr(owner, root[1]))
            else:
                got = function(node, *given)
                after = look(got if is_node(got) else node)
            if hasattr(got, "__next__"):
                got = list(got)
            got = look(got) if is_node(got) else gathered if got is None and gathered else got
            told.append(("value", got, after))
        except AttributeError as error:
            told.append(("None" if "'NoneType' object" in str(error) else "AttributeError", None, None))
        except Exception as error:
            told.append((type(error).__name__, None, None))
    return told
'''

_FILLER: Final = re.compile(
    r"(?:get|calc|calculate|compute|find|the|of|a|in|tree|binary|bst|node|check|helper|recursive|rec|root|do|my|to|list)(?=_)"
    r"|(?<=_)(?:of|tree|bst|node|in|helper|recursive|rec|r|binary|root|list)(?=_|$)"
)
_ENDS: Final = CRASHES | {"None"}


@dataclass(frozen=True, slots=True)
class _Shape:
    """How nodes look: names of the children and of what is held, and whether a node is a dictionary."""

    kind: str
    left: str
    right: str
    held: str
    plain: bool


@dataclass(frozen=True, slots=True)
class BranchProbe:
    """One function, how it is called, and which job (by its place) it has."""

    name: str
    line: int
    shape: _Shape
    root: str
    called: str
    gathers: bool
    job: int

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        one = self.shape
        tries = tuple((*given, ...) if self.gathers else given for given in JOBS[self.job].tries)
        shape = (one.left, one.right, one.held, one.plain)
        return [f"_branched({one.kind or '_Branch'}, {shape!r}, {self.root or 'None'}, {self.called}, {tries!r})"]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        result, job = results[0], JOBS[self.job]
        if result.status in ("timeout", "memory"):
            return Found("wrong", self.line, self.name, f"a call of `{self.name}` with a small tree comes to no end")
        if result.status != "ok" or result.value is None or not result.value.has_data:
            return None
        told = [tuple(one) for one in result.value.data]
        silent = all(got is None for _, got, _ in told) and not job.shape  # it prints, or wants something else
        if silent or any(came not in ("value", *_ENDS) for came, _, _ in told):
            return None
        return self._judged(job, told)

    def _judged(self, job: Job, told: Sequence[tuple[str, Any, Any]]) -> Found | None:
        """The meaning that fits best, and where it does not."""
        wrongs: list[tuple[int, int, int, list[Any]]] = []
        for meaning in job.meanings:
            wanted = [meaning(tree, tuple(given)) for tree, *given in job.tries]
            fits = [_fits(job, one, other) for one, other in zip(wanted, told, strict=True)]
            if all(fits):
                return None
            if all(fit is not None for fit in fits):
                wrongs.append((sum(map(bool, fits)), -len(wrongs), fits.index(False), wanted))
        if not wrongs:
            return None
        _, _, at, wanted = max(wrongs, key=lambda one: one[:2])
        came, got, after = told[at]
        ends = f"the error {came}" if came != "value" else shown(inorder(after) if job.shape else got)
        tree, *given = job.tries[at]
        with_it = f" and {', '.join(map(repr, given))}" if given else ""
        if came == "None":
            ends = "an AttributeError, as None is no node"
        text = (
            f"`{self.name}` with the tree {_written(tree)}{with_it} gives {ends}; "
            f"a function that {job.does} gives {shown(wanted[at])}"
        )
        return Found("wrong", self.line, self.name, text)


def _fits(job: Job, wanted: Any, told: tuple[Any, ...]) -> bool | None:
    """Whether an answer is right; None where it is of another kind, so that the function does something else."""
    came, got, after = told
    if came != "value":
        return False
    if job.shape:
        return bool(inorder(after) == wanted)
    if job.found:
        plain = got is None or isinstance(got, bool | tuple) or got == inorder(after)
        return bool((got is not None and got is not False) == wanted) if plain or wanted else None
    if job.node and isinstance(got, list | tuple) and got:
        got = got[0]
    return bool(same(wanted, got)) if got is None or alike(wanted, got) else None


def _written(tree: Any) -> str:
    """A tree for people: `50(30, 70)`."""
    if tree is None:
        return "-"
    value, left, right = tree
    return f"{value}({_written(left)}, {_written(right)})" if left or right else str(value)


def branch_probes(tree: ast.Module) -> Iterator[BranchProbe]:
    """The functions and methods of a program that work on binary trees."""
    kinds = {one.name: one for one in tree.body if isinstance(one, ast.ClassDef) and not one.bases}
    shapes = [shape for one in kinds.values() if (shape := _shape_of_class(one)) is not None]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.decorator_list:
            shape = shapes[0] if len(shapes) == 1 else _shape_of_function(node) if not shapes else None
            if shape is not None and node.args.args:
                yield from _probes(node, shape, "", node.name, len(node.args.args))
        elif isinstance(node, ast.ClassDef) and len(shapes) == 1:
            root = "" if node.name == shapes[0].kind else _root_of(node)
            for method in node.body if root or node.name == shapes[0].kind else ():
                if (
                    isinstance(method, ast.FunctionDef)
                    and not method.decorator_list
                    and not method.name.startswith("_")
                ):
                    called = f"{node.name}.{method.name}"
                    owner = f"({node.name}, {root!r})" if root else ""
                    yield from _probes(method, shapes[0], owner, called, len(method.args.args))


def _probes(node: ast.FunctionDef, shape: _Shape, root: str, called: str, count: int) -> Iterator[BranchProbe]:
    given = node.args
    if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs:
        return
    name = _plain(node.name)
    if not any(job.names.fullmatch(name) for job in JOBS):
        said = first_sentence(ast.get_docstring(node))
        name = next((other for words, other in SAID if words.search(said)), name)
    least = count - len(given.defaults)
    for at, job in enumerate(JOBS):
        most = len(job.tries[0])
        gathers = most == 1 and least == 2 and "order" in name  # noqa: PLR2004 - the tree and a list
        if job.names.fullmatch(name) and (least <= most <= count or gathers):
            yield BranchProbe(node.name, node.lineno, shape, root, called, gathers, at)
            return


def _plain(name: str) -> str:
    """`countleaves` of `count_leaves_in_tree`."""
    return re.sub(_FILLER, "", name.lower()).replace("_", "")


def _shape_of_class(node: ast.ClassDef) -> _Shape | None:
    """The look of nodes that a class makes: two attributes that are None at first, and one that it is given."""
    init = init_of(node)
    if init is None or not (given := needed(init)):
        return None
    defaults = dict(
        zip([one.arg for one in init.args.args][-len(init.args.defaults) :], init.args.defaults, strict=False)
    )
    stores: Mapping[str, ast.expr] = {
        target.attr: step.value
        for step in init.body
        if isinstance(step, ast.Assign)
        for target in step.targets
        if isinstance(target, ast.Attribute)
    }
    names = list(stores)
    held = [name for name, value in stores.items() if isinstance(value, ast.Name) and value.id == given[0]]
    sides = [
        name
        for name, value in stores.items()
        if _is_none(defaults.get(value.id) if isinstance(value, ast.Name) else value)
    ]
    if len(held) != 1 or len(sides) != 2 or len(names) != 3:  # noqa: PLR2004 - the value and two children
        return None
    if not all(map(_walked(node), sides)) and not all(map(_SIDES.fullmatch, sides)):
        return None
    return _Shape(node.name, *_ordered(sides), held[0], plain=False)


_SIDES: Final = re.compile(
    r"_?(?:left|right|smaller|bigger|greater|larger|lower|higher|less|more|small|big|before|after|yes|no)\w*"
)


def _walked(node: ast.ClassDef) -> Any:
    text = ast.unparse(node)
    return lambda name: f"self.{name}." in text


def _is_none(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _ordered(sides: Sequence[str]) -> tuple[str, str]:
    """The left side first."""
    one, other = sides
    turned = re.search(r"right|bigger|greater|larger|higher|more|big|after", one)
    return (other, one) if turned else (one, other)


def _shape_of_function(node: ast.FunctionDef) -> _Shape | None:
    """The look of nodes that a function goes through, by the names of their parts."""
    if not node.args.args:
        return None
    parts = [*dict.fromkeys(part for one in ast.walk(node) if (part := _part(one)) is not None)]
    sides = [name for name, _ in parts if _SIDES.fullmatch(name)]
    held = [name for name, _ in parts if _HELD.fullmatch(name)]
    if len(sides) == 1:  # the other one is what was meant in its place
        one = sides[0]
        sides = [one, one.replace("left", "right") if "left" in one else one.replace("right", "left")]
    if len({*sides}) != 2 or len({plain for _, plain in parts}) != 1 or len(held) > 1:  # noqa: PLR2004 - two children
        return None
    return _Shape("", *_ordered(sides), held[0] if held else "value", plain=parts[0][1])


_HELD: Final = re.compile(r"_?(?:key|val|value|data|item|info|number|word|name|label|element)")


def _part(node: ast.AST) -> tuple[str, bool] | None:
    """`left` of `tree.left` and of `tree["left"]` (true)."""
    match node:
        case ast.Attribute(attr=part) if _SIDES.fullmatch(part) or _HELD.fullmatch(part):
            return part, False
        case ast.Subscript(slice=ast.Constant(value=str() as part)) if _SIDES.fullmatch(part) or _HELD.fullmatch(part):
            return part, True
    return None


def _root_of(node: ast.ClassDef) -> str:
    """The attribute with the first node of a tree: the only one that is None at first."""
    init = init_of(node)
    if init is None or needed(init) != ():
        return ""
    empty = [
        target.attr
        for step in init.body
        if isinstance(step, ast.Assign) and _is_none(step.value)
        for target in step.targets
        if isinstance(target, ast.Attribute)
    ]
    return empty[0] if len(empty) == 1 else ""
