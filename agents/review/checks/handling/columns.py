"""Parts of a line that was split: another one than the docstring names, or the rest where one word is asked for."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_ORDINALS: Final = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_COLUMN: Final = re.compile(r"\b(first|second|third|fourth|fifth|last) (?:column|field|part)\b")


@check(
    Rule(
        code="column-other-than-said",
        title="`{name}` is another column than the docstring names",
        weights={"correctness": 0.4},
        level="beginner",
        why="Places are counted from 0: the second column has the place 1.",
        do="Count the columns from 0 on, and compare with the docstring.",
        example='def total(lines):\n    """Return the sum of the second column."""\n    result = 0\n'
        "    for line in lines:\n"
        "        parts = line.split(',')\n        result += int(parts[0])\n    return result\n",
        better='def total(lines):\n    """Return the sum of the second column."""\n    result = 0\n'
        "    for line in lines:\n"
        "        parts = line.split(',')\n        result += int(parts[1])\n    return result\n",
    )
)
def column_other_than_said(program: Program) -> Iterator[Place]:
    """See the rule: one column is named, and one place of the split line is read in the function."""
    for function in program.functions:
        found = set(_COLUMN.findall(" ".join((ast.get_docstring(function) or "").lower().split())))
        if len(found) != 1 or "column" in program.parameters(function):
            continue
        wanted = _ORDINALS[found.pop()]
        places = {}
        for node in program.within(function):
            match node:
                case ast.Subscript(value=owner, slice=at) if _is_split(program, owner):
                    places[ast.unparse(at)] = node
        if len(places) != 1:
            continue
        text, node = places.popitem()
        if re.fullmatch(r"-?\d", text) and int(text) != wanted and (wanted >= 0) == (int(text) >= 0):
            yield Place(node.lineno, ast.unparse(node))


def _is_split(program: Program, owner: ast.expr) -> bool:
    """Whether it is a line that was split, or a row that `csv.reader` gives."""
    if isinstance(owner, ast.Name):
        values = program.values(owner)
        if values == [None]:
            loops = (one for one in program.loops_around(owner) if isinstance(one, ast.For))
            walk = next((one for one in loops if ast.unparse(one.target) == owner.id), None)
            source = program.value(walk.iter) if walk is not None else None
            return source is not None and (call_name(source) or method_of(source)) == "reader"
        owner = values[0] if len(values) == 1 and values[0] is not None else owner
    return method_of(owner) == "split"


@check(
    Rule(
        code="rest-taken-for-a-word",
        title="`{name}` holds all that is left of the text, not one word of it",
        weights={"correctness": 0.4},
        level="beginner",
        why="`split(sign, 1)` cuts once: the second of the two parts is the whole rest.",
        do="Print the parts for one line, and count them.",
        example="counts = {'INFO': 0, 'ERROR': 0}\nfor line in ['12:30 ERROR disk full', '12:31 INFO again']:\n"
        "    parts = line.split(' ', 1)\n    level = parts[1]\n    if level in counts:\n        counts[level] += 1\n",
        better="counts = {'INFO': 0, 'ERROR': 0}\nfor line in ['12:30 ERROR disk full', '12:31 INFO again']:\n"
        "    parts = line.split(' ', 2)\n    level = parts[1]\n    if level in counts:\n        counts[level] += 1\n",
    )
)
def rest_taken_for_a_word(program: Program) -> Iterator[Place]:
    """See the rule: a line of the program itself would give one of the words asked for, were it cut once more."""
    texts: list[str] | None = None
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Name() | ast.Tuple() as target],
                value=ast.Call(
                    func=ast.Attribute(attr="split"),
                    args=[ast.Constant(value=str(sign)), ast.Constant(value=int(most))],
                ),
            ) if sign and most > 0:
                pass
            case _:
                continue
        wanted = {word for word in _asked_words(program, _rest(program, node, target, most)) if sign not in word}
        if not wanted:
            continue
        texts = _lines(program) if texts is None else texts
        if any(_would_give(one, sign, most, wanted) for one in texts):
            yield Place(node.lineno, ast.unparse(node.value)[-30:])


def _would_give(text: str, sign: str, most: int, wanted: set[str]) -> bool:
    more = text.split(sign, most + 1)
    return len(more) == most + 2 and more[most] in wanted and text.split(sign, most)[most] not in wanted


def _lines(program: Program) -> list[str]:
    """Texts that are written down, and those that docstrings show."""
    texts = [one.value for one in program.all(ast.Constant) if isinstance(one.value, str)][:_MOST]
    shown = [part for one in texts for part in re.findall(r"""['"`]([^'"`\n]+)['"`]""", one)]
    return [*texts, *shown]


_MOST: Final = 500  # texts that are looked at
_MANY: Final = 20  # places of a name


def _rest(program: Program, node: ast.Assign, target: ast.expr, most: int) -> list[ast.Name | ast.Subscript]:
    """Where the last part is read, by the name it is given."""
    scope = program.scope(node)
    if isinstance(target, ast.Tuple):
        last = target.elts[-1]
        whole = len(target.elts) == most + 1 and isinstance(last, ast.Name)
        return _reads(program, scope, last.id) if whole and isinstance(last, ast.Name) else []
    found: list[ast.Name | ast.Subscript] = []
    for one in _reads(program, scope, target.id) if isinstance(target, ast.Name) else []:
        part = program.parents[one]
        if isinstance(part, ast.Subscript) and ast.unparse(part.slice) in (str(most), "-1"):
            match program.parents[part]:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is part:
                    found += _reads(program, scope, name)
                case _:
                    found.append(part)
    return found


def _reads(program: Program, scope: ast.AST, name: str) -> list[ast.Name | ast.Subscript]:
    places = program.places(scope, name)[:_MANY]
    stores = [one for one in places if not isinstance(one.ctx, ast.Load)]
    return [one for one in places if isinstance(one.ctx, ast.Load)] if len(stores) == 1 else []


def _asked_words(program: Program, reads: list[ast.Name | ast.Subscript]) -> Iterator[str]:
    """The words with which a part is compared, or that are the keys among which it is looked for."""
    for one in reads:
        match program.parents[one]:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=str(word))]) if left is one:
                yield word
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[owner]) if left is one:
                held = program.value(owner)
                parts = held.keys if isinstance(held, ast.Dict) else getattr(held, "elts", [])
                yield from (key.value for key in parts if isinstance(key, ast.Constant) and isinstance(key.value, str))


CHECKS: tuple[Check, ...] = (
    column_other_than_said,
    rest_taken_for_a_word,
)
