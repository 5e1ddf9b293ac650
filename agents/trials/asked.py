"""Which functions and methods of a program can be asked, how each is called, and which signs of a task it bears."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Final

from agents.trials.catalogue.sequences import signs_of
from agents.trials.catalogue.signs import spoken

__all__ = ["asked", "signs_in", "written_out"]

_PAIR: Final = 2

_LINES_MAX: Final = 60
"""Lines of a function, or a class, in which signs are looked for: what is longer does more than one task."""


_MANY: Final = re.compile(
    r"(?!.*(?:class|address|radius|pos|bonus|max|min|limit|size))(?:\w+s|\w*(?:list|lst|arr|array|data|text|string|word|grid|"
    r"matrix|board|sequence|seq|series|sentence|line|document|collection|card|isbn|number|phrase|message|dna|rna|strand|"
    r"sample|num|score))"
)
"""Parameters that stand for what a task is about."""


def asked(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, str, int, ast.ClassDef | None]]:
    """Functions that can be asked, how each is called, and how many arguments it takes.

    A method counts as a function where it makes no use of what its object holds: then any object will do. It does so
    as well where its object is made of one thing: that is its first argument then, and the class is told.
    """
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.decorator_list and (count := _parameters(node)) is not None:
            yield node, node.name, count, None
        if not isinstance(node, ast.ClassDef):
            continue
        constants, of_one_thing = _constants(node), _of_one_thing(node)
        for method in node.body:
            if not isinstance(method, ast.FunctionDef) or (count := _parameters(method)) is None:
                continue
            match method.decorator_list:
                case [ast.Name(id="staticmethod")]:
                    yield method, f"{node.name}.{method.name}", count, None
                case [] if method.args.args and _needs_no_object(method, method.args.args[0].arg, constants):
                    yield method, f"{node.name}.__new__({node.name}).{method.name}", count - 1, None
                case [] if method.args.args and of_one_thing:
                    yield method, f"_held({node.name}, {method.name!r})", count, node


def _parameters(node: ast.FunctionDef) -> int | None:
    """How many arguments a call has to give; None where it cannot be called plainly, or gives no single answer."""
    given = node.args
    if node.name.startswith("_") or given.kwonlyargs or given.vararg or given.kwarg:
        return None
    if any(isinstance(one, ast.Yield | ast.YieldFrom) for one in ast.walk(node)):
        return None
    return len(given.posonlyargs) + len(given.args) - len(given.defaults)


def _constants(node: ast.ClassDef) -> set[str]:
    """What the body of a class gives a value, and no method does."""
    given = {
        one.id
        for part in node.body
        if isinstance(part, ast.Assign)
        for one in part.targets
        if isinstance(one, ast.Name)
    }
    changed = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store)}
    return given - changed


def _needs_no_object(method: ast.FunctionDef, owner: str, constants: set[str]) -> bool:
    """Whether a method only calls others by its object, or reads constants of the class, if that."""
    uses = sum(isinstance(one, ast.Name) and one.id == owner for one in ast.walk(method))
    calls = sum(
        isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and isinstance(one.func.value, ast.Name)
        and one.func.value.id == owner
        for one in ast.walk(method)
    )
    reads = sum(
        isinstance(one, ast.Attribute)
        and one.attr in constants
        and isinstance(one.value, ast.Name)
        and one.value.id == owner
        for one in ast.walk(method)
    )
    return uses == calls + reads


def _of_one_thing(node: ast.ClassDef) -> bool:
    """Whether objects of a class are made of one argument, and have nothing else: no nodes behind them."""
    init = next((one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)
    if init is None or node.bases or node.decorator_list or init.args.kwonlyargs:
        return False
    alone = not any(isinstance(one, ast.Constant) and one.value is None for one in ast.walk(init))
    taken = len(init.args.args) - len(init.args.defaults) == _PAIR and not init.args.vararg
    return alone and taken and bool(_MANY.fullmatch(init.args.args[1].arg))


def written_out(tree: ast.Module) -> Mapping[str, str]:
    """The lists and tables that a program has for all of its functions, by name."""
    return {
        target.id: ast.unparse(value)
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        and (value := statement.value) is not None
        and (value.end_lineno or value.lineno) - value.lineno < _LINES_MAX
        and any(isinstance(one, ast.Constant) for one in ast.walk(value))
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if isinstance(target, ast.Name)
    }


def signs_in(node: ast.FunctionDef, owner: ast.ClassDef | None, constants: Mapping[str, str]) -> tuple[int, ...]:
    """Places of the signs that a function bears, or a method with the class that it belongs to.

    What it takes from the lists and tables of the program belongs to its code.
    """
    whole = owner or node
    if (whole.end_lineno or whole.lineno) - whole.lineno >= _LINES_MAX:
        return ()
    said = spoken(node.name, ast.get_docstring(node))
    if owner is not None:
        said += f" {spoken(owner.name, ast.get_docstring(owner))}"
    used = {one.id: constants[one.id] for one in ast.walk(whole) if isinstance(one, ast.Name) and one.id in constants}
    return signs_of(said, "\n".join((ast.unparse(whole), *used.values())).lower())
