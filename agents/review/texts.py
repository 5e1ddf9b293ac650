"""Which expressions of a program are texts that were typed in, split or read, and which are numbers for certain."""

import ast
import re
from collections import defaultdict
from functools import cached_property
from typing import Final, Literal

from agents.review.program import Program, call_name, method_of, words

__all__ = ["Texts", "is_of_numbers"]

_KEEPS_TEXT: Final = words(
    "strip rstrip lstrip lower upper title capitalize casefold replace removeprefix removesuffix readline read"
)
_SPLITS: Final = words("split rsplit splitlines readlines partition rpartition groups")
_NUMBERS: Final = words("len round abs randint randrange uniform")
_SAME_PARTS: Final = words("list sorted reversed tuple")

_AMOUNT: Final = re.compile(
    r"(?:^|_| )(?:age|alter|year|price|preis|cost|point|punkte|score|amount|betrag|number|num|zahl|anzahl|count|"
    r"quantity|qty|total|sum|summe|grade|mark|height|weight|temperature|temp|degree|salary|income|population|distance|"
    r"minute|hour|second|km|rating|balance|vote|goal|"
    r"speed|bid|gebot|wage|fee|rent|kwh|calorie|budget|duration|area|steps|page|like|win|visitor|member|profit|revenue|"
    r"expense|income|mile|meter|metre|kg|litre|liter|lap|kilometer|kilometre)s?\d*(?:$|_| )"
)
_LABEL: Final = re.compile(
    r"(?:^|_| )(?:phone|telephone|mobile|code|house|street|card|id|zip|account|room|part|name|text|str|word|serial|"
    r"plate|digit|version|line)s?(?:$|_| )"
)
_MOST: Final = 40
"""Steps from name to name, and into expressions: nobody writes more."""

_BOTH: Final = 2

Given = tuple[Literal["whole", "part", "other"], ast.expr]
"""What a name is given: an expression, an element of one, or something that is worked out of it."""

_PARTS: Final = {
    "texts": "text",
    "file": "text",
    "text": "letter",
    "shown": "letter",
    "records": "record",
    "numbers": "number",
}
_PLACES: Final = {"texts": "text", "record": "text", "text": "letter", "shown": "letter", "numbers": "number"}


def is_of_numbers(name: str) -> bool:
    """Whether a name is that of something which is counted or measured."""
    return bool(_AMOUNT.search(name.lower())) and not _LABEL.search(name.lower())


class Texts:
    """What the names of a program hold, by all that is assigned to them.

    Args:
        program: is gone through once; what is found out of a name is kept.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._kinds: dict[tuple[ast.AST, str], str] = {}
        self._depth = 0

    def kind(self, node: ast.expr) -> str:
        """What an expression is, as far as it is known.

        `text`, `letter` of one, `texts`, `number`, `numbers`, `file`, `record` of a table that was read, `records`,
        `table` with numbers for keys, `shown` for a text of a value, `start` for a value to begin with, or `other`.
        """
        if self._depth > _MOST:
            return "other"
        self._depth += 1
        try:
            return self._kind(node)
        finally:
            self._depth -= 1

    @cached_property
    def _given(self) -> dict[tuple[ast.AST, str], list[Given]]:
        """(scope, name) -> all that it is given."""
        given: dict[tuple[ast.AST, str], list[Given]] = defaultdict(list)
        program = self._program
        for node in program.all(ast.Assign):
            for target in node.targets:
                self._assigned(given, target, ("whole", node.value))
        for walk in program.walks:
            self._assigned(given, walk.target, ("part", walk.iter))
        for changed in program.all(ast.AugAssign):
            self._assigned(given, changed.target, ("other", changed.value))
        for typed in program.all(ast.AnnAssign):
            if typed.value is not None:
                self._assigned(given, typed.target, ("whole", typed.value))
        for named in program.all(ast.NamedExpr):
            self._assigned(given, named.target, ("whole", named.value))
        for item in program.all(ast.withitem):
            if item.optional_vars is not None:
                self._assigned(given, item.optional_vars, ("whole", item.context_expr))
        return given

    def _assigned(self, given: dict[tuple[ast.AST, str], list[Given]], target: ast.expr, value: Given) -> None:
        scope = self._program.scope(target)
        if isinstance(target, ast.Name):
            given[scope, target.id].append(value)
        elif isinstance(target, ast.Tuple | ast.List):
            how, source = value
            written = isinstance(source, ast.Tuple) and len(source.elts) == len(target.elts)
            parts = source.elts if isinstance(source, ast.Tuple) and written else [source] * len(target.elts)
            for one, part in zip(target.elts, parts, strict=True):
                if isinstance(one, ast.Name):
                    plain: Given = ("whole" if written else "part", part)
                    given[scope, one.id].append(plain if how == "whole" else ("other", part))

    def _kind(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=None | str()):
                found = "start"
            case ast.Constant(value=int() | float()):
                found = "number"
            case ast.Name():
                found = self._of_name(node)
            case ast.Subscript(value=owner, slice=ast.Slice()):
                found = self.kind(owner)
            case ast.Subscript(value=owner):
                found = _PLACES.get(self.kind(owner), "other")
            case ast.Call():
                found = self._of_call(node)
            case ast.List(elts=[_, *_] as parts) | ast.Tuple(elts=[_, *_] as parts):
                found = "numbers" if all(self.kind(one) == "number" for one in parts) else "other"
            case ast.Dict(keys=[_, *_] as keys):
                found = "table" if all(one is not None and self.kind(one) == "number" for one in keys) else "other"
            case ast.ListComp(elt=element):
                found = {"number": "numbers", "text": "texts"}.get(self.kind(element), "other")
            case _:
                found = "other"
        return found

    def _of_call(self, node: ast.Call) -> str:
        name, method = call_name(node), method_of(node)
        found = {"DictReader": "records", "reader": "records", "range": "numbers"}.get(name, "other")
        if name in _NUMBERS:
            found = "number"
        elif isinstance(node.func, ast.Name):
            found = {"input": "text", "str": "shown", "open": "file", "int": "number", "float": "number"}.get(
                name, found
            )
            stripped = name == "map" and len(node.args) == _BOTH and ast.unparse(node.args[0]).startswith("str.")
            if stripped or (name in _SAME_PARTS and len(node.args) == 1):
                found = self.kind(node.args[-1])
        elif method in _SPLITS:
            found = "texts"
        elif method == "group":  # of a match
            found = "text"
        elif name == "sample" and node.args:
            found = self.kind(node.args[0])
        elif method in _KEEPS_TEXT and isinstance(node.func, ast.Attribute):
            found = "text" if self.kind(node.func.value) in ("text", "file", "letter") else "other"
        return found

    def _of_name(self, node: ast.Name) -> str:
        program = self._program
        scope = program.scope(node)
        while (scope, node.id) not in self._given and scope is not program.tree:
            if node.id in program.parameters(scope):
                return "other"
            scope = program.scope(scope)
        if (scope, node.id) not in self._kinds:
            self._kinds[scope, node.id] = "other"  # while it is worked out: it may be given itself
            taken = node.id in program.parameters(scope) or node.id in program.outer_names
            self._kinds[scope, node.id] = "other" if taken else self._joined(self._given.get((scope, node.id), []))
        return self._kinds[scope, node.id]

    def _joined(self, values: list[Given]) -> str:
        """The one kind of all values; one that is written down to begin with does not count beside others."""
        kinds = set()
        for how, value in values:
            if not (how == "whole" and isinstance(value, ast.Constant) and len(values) > 1):
                kind = self.kind(value)
                kinds.add(kind if how == "whole" else _PARTS.get(kind, "other") if how == "part" else "other")
        if not kinds and values:
            kinds = {self.kind(value) for _, value in values}
        return kinds.pop() if len(kinds) == 1 else "other"
