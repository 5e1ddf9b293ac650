"""Ways to make real code worse in one criterion, so that what is better is known without an opinion.

Each takes the text of a function and gives a worse one, or None where there is nothing to make worse. What changes the
tree writes both texts by `ast.unparse`, so that they differ in nothing else.
"""

import ast
import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from agents.review.rules import Criterion

__all__ = ["WORSENINGS", "Pair", "Worsening"]

_LONG = 5  # letters of a name that says something

_STEPS = 3  # statements that are a part of their own


@dataclass(frozen=True)
class Pair:
    """Two versions of one program."""

    name: str
    criterion: Criterion
    worse: str
    better: str


@dataclass(frozen=True)
class Worsening:
    """One way, and the criterion that suffers."""

    name: str
    criterion: Criterion
    make: Callable[[str], tuple[str, str] | None]


def _by_tree(change: Callable[[ast.Module], bool]) -> Callable[[str], tuple[str, str] | None]:
    """A way that changes the tree in place and says whether it did."""

    def make(text: str) -> tuple[str, str] | None:
        tree = ast.parse(text)
        worse = copy.deepcopy(tree)
        if not change(worse):
            return None
        return ast.unparse(ast.fix_missing_locations(worse)) + "\n", ast.unparse(tree) + "\n"

    return make


def _by_text(change: Callable[[str], str]) -> Callable[[str], tuple[str, str] | None]:
    """A way that changes the text; it has to stay a program with the same tree."""

    def make(text: str) -> tuple[str, str] | None:
        worse = change(text)
        try:
            same = ast.dump(ast.parse(worse)) == ast.dump(ast.parse(text))
        except SyntaxError:
            return None
        return (worse, text) if same and worse != text else None

    return make


# -- readability -------------------------------------------------------------------------------------------------------
def _locals(tree: ast.Module) -> list[str]:
    """Long names that a function gives itself."""
    given = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    given |= {one.arg for one in ast.walk(tree) if isinstance(one, ast.arg)}
    declared = {name for one in ast.walk(tree) if isinstance(one, ast.Global | ast.Nonlocal) for name in one.names}
    return sorted(name for name in given - declared if len(name) >= _LONG and not name.startswith("_"))


def _rename(tree: ast.Module, names: Mapping[str, str]) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = names.get(node.arg, node.arg)
        elif isinstance(node, ast.FunctionDef):
            node.name = names.get(node.name, node.name)
    return bool(names)


def _cryptic(tree: ast.Module) -> bool:
    taken = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
    free = [one for one in "qwzvughtdpsbcae" if one not in taken]
    return _rename(tree, dict(zip(_locals(tree), free, strict=False)))


def _without_docstrings(tree: ast.Module) -> bool:
    found = False
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) and len(node.body) > 1:
            node.body = node.body[1:]
            found = True
    return found


def _pyramid(tree: ast.Module) -> bool:
    """`if c: return ...` and the rest, as `if not c: rest, else: return ...`."""
    function = tree.body[0]
    if not isinstance(function, ast.FunctionDef):
        return False
    for at, node in enumerate(function.body[:-1]):
        leaves = isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], ast.Return | ast.Raise)
        if leaves and isinstance(node, ast.If) and len(function.body) - at >= _STEPS and len(node.body) == 1:
            rest = function.body[at + 1 :]
            turned = ast.If(ast.UnaryOp(ast.Not(), node.test), rest, node.body)
            function.body = [*function.body[:at], turned]
            return True
    return False


def _by_index(tree: ast.Module) -> bool:
    """`for x in xs` as a loop over positions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Name) and isinstance(node.target, ast.Name):
            first = ast.parse(f"{node.target.id} = {node.iter.id}[index]").body[0]
            node.iter = ast.parse(f"range(len({node.iter.id}))", mode="eval").body
            node.target = ast.Name("index", ast.Store())
            node.body = [first, *node.body]
            return True
    return False


def _said_twice(tree: ast.Module) -> bool:
    """The longest straight part twice, with other constants."""
    function = tree.body[0]
    if not isinstance(function, ast.FunctionDef):
        return False
    for at in range(len(function.body) - _STEPS + 1):
        part = function.body[at : at + _STEPS]
        if all(isinstance(one, ast.Assign | ast.AugAssign | ast.Expr) for one in part) and not (
            at == 0 and ast.get_docstring(function)
        ):
            function.body[at:at] = copy.deepcopy(part)
            return True
    return False


def _returned(*, value: bool) -> ast.Return:
    return ast.Return(ast.Constant(value))


def _longhand_condition(tree: ast.Module) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Compare):
            branch = ast.If(node.value, [_returned(value=True)], [_returned(value=False)])
            for parent in ast.walk(tree):
                for field in ("body", "orelse"):
                    body = getattr(parent, field, None)
                    if isinstance(body, list) and node in body:
                        body[body.index(node)] = branch
                        return True
    return False


def _without_comments(text: str) -> tuple[str, str] | None:
    """The lines of the docstring and of comments away."""
    function = ast.parse(text).body[0]
    if not isinstance(function, ast.FunctionDef) or not ast.get_docstring(function) or len(function.body) == 1:
        return None
    docstring = range(function.body[0].lineno, (function.body[0].end_lineno or 0) + 1)
    kept = [
        line
        for number, line in enumerate(text.split("\n"), 1)
        if number not in docstring and not line.lstrip().startswith("#")
    ]
    return "\n".join(kept), text


# -- style -------------------------------------------------------------------------------------------------------------
def _camel(tree: ast.Module) -> bool:
    snake = {name for name in _locals(tree) if "_" in name.strip("_") and name.islower()}
    snake |= {
        one.name
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef) and "_" in one.name.strip("_") and one.name.islower()
    }
    return _rename(
        tree, {name: name.split("_")[0] + "".join(part.title() for part in name.split("_")[1:]) for name in snake}
    )


def _none_by_equality(tree: ast.Module) -> bool:
    found = False
    for node in ast.walk(tree):
        match node:
            case ast.Compare(ops=[ast.Is() | ast.IsNot() as operator], comparators=[ast.Constant(value=None)]):
                node.ops[0] = ast.Eq() if isinstance(operator, ast.Is) else ast.NotEq()
                found = True
    return found


def _any_error(tree: ast.Module) -> bool:
    found = False
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and isinstance(node.type, ast.Name) and node.name is None:
            found = found or node.type.id not in ("Exception", "BaseException")
            node.type = None
    return found


def _unused_import(tree: ast.Module) -> bool:
    tree.body.insert(0, ast.Import([ast.alias("calendar")]))
    return True


def _true_by_equality(tree: ast.Module) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Call | ast.Name):
            node.test = ast.Compare(node.test, [ast.Eq()], [ast.Constant(value=True)])
            return True
    return False


def _shadowing(tree: ast.Module) -> bool:
    used = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
    free = [one for one in ("list", "type", "input", "id") if one not in used]
    return _rename(tree, dict(zip(_locals(tree)[:1], free, strict=False)))


def _two_in_a_line(text: str) -> str:
    simple = r"(?:[\w.]+ = [\w.()]+|[\w.]+\([\w, ]*\))"
    return re.sub(rf"^( +)({simple})\n\1({simple})$", r"\1\2; \3", text, count=1, flags=re.MULTILINE)


def _without(written: str, crowded: str) -> Callable[[str], str]:
    """Less room, but not in comments."""

    def change(text: str) -> str:
        lines = (line if "#" in line else line.replace(written, crowded) for line in text.split("\n"))
        return "\n".join(lines)

    return change


def _tabbed(text: str) -> str:
    return re.sub(r"^(?: {4})+", lambda blanks: "\t" * (len(blanks[0]) // 4), text, flags=re.MULTILINE)


def _blanks_behind(text: str) -> str:
    return re.sub(r"(?<=[:)])$", "  ", text, flags=re.MULTILINE)


# -- efficiency --------------------------------------------------------------------------------------------------------
class _Replace(ast.NodeTransformer):
    """Replaces the first expression for which `new` gives another."""

    def __init__(self, new: Callable[[ast.expr], ast.expr | None]) -> None:
        self._new = new
        self.done = False

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if not self.done and isinstance(node, ast.expr) and (other := self._new(node)) is not None:
            self.done = True
            return other
        return super().generic_visit(node)


def _replaced(new: Callable[[ast.expr], ast.expr | None]) -> Callable[[ast.Module], bool]:
    def change(tree: ast.Module) -> bool:
        replacer = _Replace(new)
        replacer.visit(tree)
        return replacer.done

    return change


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def _is_call(node: ast.expr, *names: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _sorted_end(node: ast.expr) -> ast.expr | None:
    if _is_call(node, "min", "max") and isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        end = 0 if isinstance(node.func, ast.Name) and node.func.id == "min" else -1
        return ast.Subscript(_call("sorted", *node.args), ast.Constant(end), ast.Load())
    return None


def _listed(node: ast.expr) -> ast.expr | None:
    if _is_call(node, "any", "all", "sum") and isinstance(node, ast.Call) and len(node.args) == 1:
        first = node.args[0]
        if isinstance(first, ast.GeneratorExp):
            return ast.Call(node.func, [ast.ListComp(first.elt, first.generators)], [])
    return None


def _copied_source(tree: ast.Module) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Name):
            changed = {
                one.func.value.id
                for one in ast.walk(node)
                if isinstance(one, ast.Call)
                and isinstance(one.func, ast.Attribute)
                and isinstance(one.func.value, ast.Name)
            }
            if node.iter.id not in changed:
                node.iter = _call("list", node.iter)
                return True
    return False


def _searched_list(tree: ast.Module) -> bool:
    """`x in y` within a loop as `x in list(y)`."""
    for loop in ast.walk(tree):
        if isinstance(loop, ast.For | ast.While):
            for node in (one for part in loop.body for one in ast.walk(part)):
                match node:
                    case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Name() as searched]):
                        node.comparators[0] = _call("list", searched)
                        return True
    return False


def _appended_by_copy(tree: ast.Module) -> bool:
    """`xs.append(x)` within a loop as `xs = xs + [x]`."""
    for loop in ast.walk(tree):
        if isinstance(loop, ast.For | ast.While):
            for at, node in enumerate(loop.body):
                match node:
                    case ast.Expr(ast.Call(ast.Attribute(ast.Name(name), "append"), [value])):
                        total = ast.BinOp(ast.Name(name, ast.Load()), ast.Add(), ast.List([value], ast.Load()))
                        loop.body[at] = ast.Assign([ast.Name(name, ast.Store())], total)
                        return True
    return False


def _into_the_loop(tree: ast.Module) -> bool:
    """An assignment of a pure call before a loop moves into it."""
    pure = ("sorted", "sum", "min", "max", "set", "frozenset")
    for parent in ast.walk(tree):
        body = getattr(parent, "body", None)
        if not isinstance(body, list):
            continue
        for node, loop in pairwise(body):
            if isinstance(node, ast.Assign) and isinstance(loop, ast.For) and _is_call(node.value, *pure):
                used = {one.id for one in ast.walk(loop.iter) if isinstance(one, ast.Name)}
                if not used & {one.id for one in node.targets if isinstance(one, ast.Name)}:
                    body.remove(node)
                    loop.body.insert(0, node)
                    return True
    return False


def _keys_asked(tree: ast.Module) -> bool:
    for node in ast.walk(tree):
        match node:
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Name() as asked]):
                node.comparators[0] = ast.Call(ast.Attribute(asked, "keys", ast.Load()), [], [])
                return True
    return False


def _measured_in_loop(tree: ast.Module) -> bool:
    """A loop's body begins with asking for the largest of what the loop walks over."""
    for node in ast.walk(tree):
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Name):
            node.body.insert(0, ast.parse(f"largest = max({node.iter.id})").body[0])
            node.body.insert(1, ast.parse("print(largest)").body[0])
            return True
    return False


WORSENINGS: Final[tuple[Worsening, ...]] = (
    Worsening("cryptic names", "readability", _by_tree(_cryptic)),
    Worsening("without docstrings", "readability", _by_tree(_without_docstrings)),
    Worsening("pyramid", "readability", _by_tree(_pyramid)),
    Worsening("by index", "readability", _by_tree(_by_index)),
    Worsening("said twice", "readability", _by_tree(_said_twice)),
    Worsening("longhand condition", "readability", _by_tree(_longhand_condition)),
    Worsening("without comments", "readability", _without_comments),
    Worsening("camel case", "style", _by_tree(_camel)),
    Worsening("none by equality", "style", _by_tree(_none_by_equality)),
    Worsening("any error", "style", _by_tree(_any_error)),
    Worsening("unused import", "style", _by_tree(_unused_import)),
    Worsening("true by equality", "style", _by_tree(_true_by_equality)),
    Worsening("shadowing", "style", _by_tree(_shadowing)),
    Worsening("no blanks around equals", "style", _by_text(_without(" = ", "="))),
    Worsening("no blanks after commas", "style", _by_text(_without(", ", ","))),
    Worsening("two blanks", "style", _by_text(lambda text: text.replace("    ", "  "))),
    Worsening("tabs", "style", _by_text(_tabbed)),
    Worsening("blanks at line ends", "style", _by_text(_blanks_behind)),
    Worsening("two in a line", "style", _by_text(_two_in_a_line)),
    Worsening("sorted for an end", "efficiency", _by_tree(_replaced(_sorted_end))),
    Worsening("list read once", "efficiency", _by_tree(_replaced(_listed))),
    Worsening("copied source", "efficiency", _by_tree(_copied_source)),
    Worsening("searched list", "efficiency", _by_tree(_searched_list)),
    Worsening("appended by copy", "efficiency", _by_tree(_appended_by_copy)),
    Worsening("into the loop", "efficiency", _by_tree(_into_the_loop)),
    Worsening("keys asked", "efficiency", _by_tree(_keys_asked)),
    Worsening("measured in the loop", "efficiency", _by_tree(_measured_in_loop)),
)
