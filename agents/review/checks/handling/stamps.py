"""Versions, dates, times and numbered names that are put in order as texts."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_DATE: Final = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})")
_TIME: Final = re.compile(r"\d{1,2}:\d\d")
_VERSION: Final = re.compile(r"v?\d+(?:\.\d+){1,3}")
_NUMBERED: Final = re.compile(r"[A-Za-z_ -]+\d+(?:\.\w+)?")
_QUOTED: Final = re.compile(r"""['"`]([^'"`\n]{3,20})['"`]""")


def _is_disordered(texts: list[str], *, shown: bool) -> bool:
    """Whether texts of one form come in another order by the alphabet than by what they mean.

    Args:
        texts: all of them, or examples.
        shown: whether they are examples: then others may be longer.
    """
    forms = [form for form in (_DATE, _TIME, _VERSION, _NUMBERED) if texts and all(map(form.fullmatch, texts))]
    form = forms[0] if forms else None
    if form is _DATE:  # the day comes first
        found = len(texts) > 1 or shown
    elif form is _TIME:
        hours = {len(one.split(":")[0]) for one in texts}
        found = 1 in hours and (shown or len(hours) > 1)
    elif form is _VERSION and shown:
        found = any(one.count(".") > 1 or re.search(r"\.\d\d", one) for one in texts)
    elif form is None or shown or len({re.split(r"\d", one)[0] for one in texts}) > 1:
        found = False
    else:
        by_number = sorted(texts, key=lambda one: [int(part) for part in re.findall(r"\d+", one)])
        found = by_number != sorted(texts)
    return found


@check(
    Rule(
        code="stamps-in-the-order-of-letters",
        title="`{name}` compares letters, not dates, times or numbers",
        weights={"correctness": 0.4},
        level="beginner",
        why="As text '1.10' comes before '1.9', '30.01.2022' behind '12.03.2022', and '9:30' behind '17:00'.",
        do="Turn the parts into numbers, the greatest unit first, and compare those.",
        example="def is_newer(one, other):\n    return one.split('.') > other.split('.')\n",
        better="def is_newer(one, other):\n"
        "    return list(map(int, one.split('.'))) > list(map(int, other.split('.')))\n",
    )
)
def stamps_in_the_order_of_letters(program: Program) -> Iterator[Place]:
    """See the rule: texts that are written down, or shown by a docstring, are sorted or compared as they are."""
    handed = _handed(program)
    for call in program.all(ast.Call):
        source, part = _ordered(call)
        if not isinstance(source, ast.Name | ast.List | ast.Tuple):
            continue
        written = program.value(source) if isinstance(source, ast.Name) else source
        texts = _texts(written, part) if written is not None else []
        scope = program.scope(call)
        if isinstance(source, ast.Name) and isinstance(scope, Function) and _is_given(program, scope, source.id):
            texts = [text for one in handed[scope.name, source.id] for text in _texts(one, part)]
            shown = [] if texts else _shown(scope)
        else:
            shown = []
        if _is_disordered(texts, shown=False) or _is_disordered(shown, shown=True):
            yield Place(call.lineno, ast.unparse(call)[:40])
    for node in program.all(ast.Compare):
        scope = program.scope(node)
        if not all(isinstance(one, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for one in node.ops):
            continue
        names = [one.id for one in (node.left, *node.comparators) if isinstance(one, ast.Name)]
        if not isinstance(scope, Function) or len(names) != len(node.comparators) + 1:
            continue
        if all(_is_given(program, scope, name) for name in names):
            texts = [text for name in names for one in handed[scope.name, name] for text in _texts(one, None)]
            if _is_disordered(texts, shown=False) or _is_disordered(_shown(scope), shown=True):
                yield Place(node.lineno, ast.unparse(node)[:40])
    yield from _split(program)
    yield from _walked(program)


def _walked(program: Program) -> Iterator[Place]:
    """An element of a list that is written down, compared with the latest or earliest one so far."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.Name(id=one),
                ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()],
                comparators=[ast.Name(id=other)],
            ):
                pass
            case _:
                continue
        loop = next((around for around in program.loops_around(node) if isinstance(around, ast.For)), None)
        written = program.written(loop.iter) if loop is not None and isinstance(loop.iter, ast.Name) else None
        if loop is None or written is None:
            continue
        match loop.target:
            case ast.Name(id=element) if element in (one, other):
                texts = _texts(written, None)
            case ast.Tuple(elts=parts):
                places = [at for at, part in enumerate(parts) if isinstance(part, ast.Name) and part.id in (one, other)]
                texts = _texts(written, ast.Constant(places[0])) if len(places) == 1 else []
            case _:
                continue
        if _is_disordered(texts, shown=False):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _split(program: Program) -> Iterator[Place]:
    """Parts of two texts that were split at a dot, or of a name of one, and are compared as texts."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], comparators=[right]):
                sides = [program.value(one) or one for one in (left, right)]
            case _:
                continue
        if all(method_of(one) == "split" and ast.unparse(one).endswith(("('.')", "(':')")) for one in sides):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _ordered(call: ast.Call) -> tuple[ast.expr | None, ast.expr | None]:
    """What a call puts in order as it is, or by a part of each; and that part."""
    if call_name(call) in ("max", "min", "sorted") and len(call.args) == 1:
        source = call.args[0]
    elif method_of(call) == "sort" and isinstance(call.func, ast.Attribute) and not call.args:
        source = call.func.value
    else:
        return None, None
    match next((one.value for one in call.keywords if one.arg == "key"), None):
        case None:
            return source, None
        case ast.Lambda(body=ast.Subscript(value=ast.Name(), slice=ast.Constant() as part)):
            return source, part
    return None, None


def _texts(node: ast.expr, part: ast.expr | None) -> list[str]:
    """The texts of a display, or those at one place of its elements; none where others are among them."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) and part is None else []
    found: list[str] = []
    for one in node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else []:
        match one, part:
            case ast.Tuple(elts=elements), ast.Constant(value=int(at)) if at < len(elements):
                element: ast.expr = elements[at]
            case ast.Dict(keys=keys, values=values), ast.Constant(value=str(key)):
                named = zip(keys, values, strict=True)
                element = next((v for k, v in named if isinstance(k, ast.Constant) and k.value == key), one)
            case _:
                element = one
        if not isinstance(element, ast.Constant) or not isinstance(element.value, str):
            return []
        found.append(element.value)
    return found


def _is_given(program: Program, function: Function, name: str) -> bool:
    """Whether it is a parameter that nothing else is given to."""
    places = islice(program.places(function, name), _MANY)
    return name in program.parameters(function) and all(isinstance(one.ctx, ast.Load) for one in places)


_MANY: Final = 50  # places of a name that are looked at


def _shown(function: Function) -> list[str]:
    """Texts in quotes in a docstring that are dates, times or versions."""
    quoted = _QUOTED.findall(ast.get_docstring(function) or "")
    return [one for one in quoted if any(form.fullmatch(one) for form in (_DATE, _TIME, _VERSION))]


def _handed(program: Program) -> dict[tuple[str, str], list[ast.expr]]:
    """(function, parameter) -> what is written down for it in calls of the function."""
    known = {one.name: [*program.parameters(one)] for one in program.functions}
    handed: dict[tuple[str, str], list[ast.expr]] = defaultdict(list)
    for call in program.all(ast.Call):
        names = known.get(call_name(call), [])
        for name, given in zip(names[names[:1] == ["self"] :], call.args, strict=False):
            value = program.written(given) if isinstance(given, ast.Name) else given
            if isinstance(value, ast.Constant | ast.List | ast.Tuple | ast.Set):
                handed[call_name(call), name].append(value)
    return handed


CHECKS: tuple[Check, ...] = (stamps_in_the_order_of_letters,)
