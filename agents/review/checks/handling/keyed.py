"""Keys and elements that are asked for in vain: both branches do the same, or the answer never changes."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="known-key-treated-as-new",
        title="`{name}` is given the same for a known key as for a new one",
        weights={"correctness": 0.4},
        level="beginner",
        why="Both branches set the value anew: what a known key had is lost, and the question is asked in vain.",
        do="Say what shall become of the old value of a known key.",
        example="def add(book, name, marks):\n    if name in book:\n        book[name] = marks\n    else:\n"
        "        book[name] = list(marks)\n",
        better="def add(book, name, marks):\n    if name in book:\n        book[name] += marks\n    else:\n"
        "        book[name] = list(marks)\n",
    )
)
def known_key_treated_as_new(program: Program) -> Iterator[Place]:
    """See the rule: `if k in d: d[k] = x`, and `d[k] = list(x)` otherwise."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(ops=[ast.In() | ast.NotIn()]),
                body=[ast.Assign(targets=[ast.Subscript() as place], value=value)],
                orelse=[ast.Assign(targets=[ast.Subscript() as other], value=again)],
            ) if same(place, other) and not same(value, again):
                if ast.unparse(_uncopied(value)) == ast.unparse(_uncopied(again)):
                    yield Place(node.lineno, ast.unparse(place)[:40])


def _uncopied(node: ast.expr) -> ast.expr:
    """What is copied, or put into a list alone."""
    match node:
        case ast.Call(func=ast.Name(id="list" | "dict" | "set"), args=[one]):
            return one
        case ast.Call(func=ast.Attribute(value=one, attr="copy"), args=[]):
            return one
        case ast.Subscript(value=one, slice=ast.Slice(lower=None, upper=None, step=None)):
            return one
    return node


@check(
    Rule(
        code="asked-in-its-own-list",
        title="`{name}` is asked of an element of that very list",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop goes through the list, so each element is in it: the answer is the same in every turn.",
        do="Ask the other list.",
        example="def missing(needed, packed):\n    found = []\n    for thing in needed:\n"
        "        if thing not in needed:\n            found.append(thing)\n    return found, len(packed)\n",
        better="def missing(needed, packed):\n    found = []\n    for thing in needed:\n"
        "        if thing not in packed:\n            found.append(thing)\n    return found, len(packed)\n",
    )
)
def asked_in_its_own_list(program: Program) -> Iterator[Place]:
    """See the rule: `for x in a: if x in a`, where the loop changes neither of the two."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(target=ast.Name(id=element), iter=ast.Name(id=whole), body=[*_, ast.If(test=test)]):
                pass
            case _:
                continue
        asked = test.values[0] if isinstance(test, ast.BoolOp) else test
        asked = asked.operand if isinstance(asked, ast.UnaryOp) else asked
        match asked:
            case ast.Compare(left=ast.Name(id=one), ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=owner)]) if (
                one,
                owner,
            ) == (element, whole):
                stores = [name for name in program.places(program.scope(loop), element) if name.lineno > loop.lineno]
                again = any(not isinstance(name.ctx, ast.Load) and name.lineno <= asked.lineno for name in stores)
                if whole not in program.changed_in(loop) and not again:
                    yield Place(asked.lineno, ast.unparse(asked))


_BY: Final = re.compile(r"\b(?:by|per|each|every|of each|for each) (?:the |their |its )?([a-z]+)\b")


@check(
    Rule(
        code="key-of-another-field",
        title="`{name}` is the key, and the text gathers by something else",
        weights={"correctness": 0.4},
        level="beginner",
        why="What stands in the brackets decides what belongs together.",
        do="Compare the words behind `by` or `each` with the key.",
        example='def sort_out(people):\n    """Group the names of the people by city."""\n    groups = {}\n'
        "    for one in people:\n        groups.setdefault(one['name'], []).append(one['city'])\n    return groups\n",
        better='def sort_out(people):\n    """Group the names of the people by city."""\n    groups = {}\n'
        "    for one in people:\n        groups.setdefault(one['city'], []).append(one['name'])\n    return groups\n",
    )
)
def key_of_another_field(program: Program) -> Iterator[Place]:
    """See the rule: by a column or attribute of the element, where the docstring says `by` another that there is."""
    for loop in program.all(ast.For):
        function = program.function_of(loop)
        said = (ast.get_docstring(function) or "").lower() if function is not None else ""
        asked = {_singular(one) for one in _BY.findall(said)}
        if not asked or not isinstance(loop.target, ast.Name):
            continue
        fields = {_field(one, loop.target.id) for step in loop.body for one in ast.walk(step)} - {""}
        if not asked & (fields | _known(program)):
            continue
        for field, line in _keys(loop):
            if field not in asked and len(asked) == 1:
                yield Place(line, field)


def _singular(word: str) -> str:
    return word.removesuffix("s") if not word.endswith("ss") else word


def _field(node: ast.AST, element: str) -> str:
    """The column or attribute of the element of a loop."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(field))) if name == element:
            return field
        case ast.Attribute(value=ast.Name(id=name), attr=field) if name == element:
            return field
    return ""


def _known(program: Program) -> set[str]:
    """Columns of the dictionaries that are written down, and attributes."""
    columns = {key.value for one in program.all(ast.Dict) for key in one.keys if isinstance(key, ast.Constant)}
    return {one for one in columns if isinstance(one, str)} | {one.attr for one in program.all(ast.Attribute)}


def _keys(loop: ast.For) -> Iterator[tuple[str, int]]:
    """The columns that are used as keys of a dictionary that a loop fills."""
    element = ast.unparse(loop.target)
    given = {
        one.targets[0].id: _field(one.value, element)
        for one in loop.body
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
    }
    for node in (one for step in loop.body for one in ast.walk(step)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(), attr="setdefault"), args=[key, _]):
                pass
            case ast.Subscript(value=ast.Name(), slice=key, ctx=ast.Store()):
                pass
            case _:
                continue
        field = _field(key, element) or (given.get(key.id, "") if isinstance(key, ast.Name) else "")
        if field:
            yield field, node.lineno


CHECKS: tuple[Check, ...] = (known_key_treated_as_new, asked_in_its_own_list, key_of_another_field)
