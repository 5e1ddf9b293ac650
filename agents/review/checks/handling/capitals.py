"""Keys and letters that are kept in small letters, and looked for as they come."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, call_name, callee, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_CASES: Final = words("lower upper casefold title capitalize")
_PUTS: Final = words("add append setdefault")


@check(
    Rule(
        code="kept-in-other-letters",
        title="`{name}` is looked for as it comes, and all that is kept was turned to other letters",
        weights={"correctness": 0.4},
        level="beginner",
        why="Keys are compared letter by letter: what was put in as `ada` is not found as `Ada`.",
        do="Turn it in the same way before it is looked for.",
        example="ages = {}\n\n\ndef note(name, age):\n    ages[name.lower()] = age\n\n\n"
        "def age_of(name):\n    return ages.get(name)\n",
        better="ages = {}\n\n\ndef note(name, age):\n    ages[name.lower()] = age\n\n\n"
        "def age_of(name):\n    return ages.get(name.lower())\n",
    )
)
def kept_in_other_letters(program: Program) -> Iterator[Place]:
    """See the rule: all keys are turned, and another function takes its parameter, or a script what is typed in."""
    kept: dict[str, list[str]] = defaultdict(list)
    asked: list[tuple[str, ast.Name]] = []
    for node in [*program.all(ast.Subscript), *program.all(ast.Call), *program.all(ast.Compare)]:
        match node:
            case ast.Subscript(value=owner, slice=key) if isinstance(node.ctx, ast.Store):
                kept[base_name(owner)].append(_way(program, key))
            case ast.Call(func=ast.Attribute(value=owner, attr=put), args=[key, *_]) if put in _PUTS:
                kept[base_name(owner)].append(_way(program, key))
            case (
                ast.Subscript(value=owner, slice=ast.Name() as name)
                | ast.Call(
                    func=ast.Attribute(value=owner, attr=("get" | "pop" | "remove" | "discard")),
                    args=[ast.Name() as name, *_],
                )
                | ast.Compare(left=ast.Name() as name, ops=[ast.In() | ast.NotIn()], comparators=[owner])
            ) if isinstance(owner, ast.Name | ast.Attribute):
                asked.append((base_name(owner), name))
    turned = {owner: ways[0] for owner, ways in kept.items() if owner and all(ways) and len(set(ways)) == 1}
    if not turned:
        return
    begun, turning = _begun(program), _turning_calls(program)
    turned = {owner: way for owner, way in turned.items() if _begins_so(begun[owner], way)}
    for place, name in asked:
        if place in turned and not _way(program, name) and _comes_as_it_is(program, name, turning):
            yield Place(name.lineno, name.id)


def _way(program: Program, node: ast.expr | None) -> str:
    """The method by which a text, or what a name stands for, is turned to other letters."""
    if isinstance(node, ast.Name):
        return next((way for value in program.values(node)[:_MANY] if (way := _method(value))), "")
    return _method(node)


_MANY: Final = 10


def _method(node: ast.expr | None) -> str:
    for _ in range(_MANY):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            break
        if node.func.attr in _CASES:
            return node.func.attr
        node = node.func.value
    return ""


def _begun(program: Program) -> dict[str, list[ast.expr | None]]:
    """What a name or an attribute is given, in all of the program."""
    begun: dict[str, list[ast.expr | None]] = defaultdict(list)
    for one in program.all(ast.Assign):
        for target in one.targets:
            if not isinstance(target, ast.Subscript):
                begun[base_name(target)].append(one.value)
    for typed in program.all(ast.AnnAssign):
        begun[base_name(typed.target)].append(typed.value)
    return begun


def _begins_so(begun: list[ast.expr | None], way: str) -> bool:
    """Whether all that is written down to begin with is empty, or has such keys."""
    for value in begun:
        match value:
            case ast.Dict(keys=keys) | ast.List(elts=keys) | ast.Set(elts=keys):
                texts = [str(one.value) for one in keys if isinstance(one, ast.Constant)]
                if len(texts) < len(keys) or any(getattr(one, way)() != one for one in texts):
                    return False
            case ast.Call(args=arguments) if call_name(value) in _EMPTY:
                if arguments and not isinstance(arguments[0], ast.Name):
                    return False
            case _:
                return False
    return bool(begun)


_EMPTY: Final = words("dict set list defaultdict Counter OrderedDict")


def _turning_calls(program: Program) -> set[str]:
    """Functions that are called with what was turned to other letters before."""
    found = set()
    for call in program.all(ast.Call):
        given = [*call.args, *(part.value for part in call.keywords)]
        if callee(call) in program.function_names and any(_way(program, one) for one in given):
            found.add(callee(call))
    return found


def _comes_as_it_is(program: Program, name: ast.Name, turning: set[str]) -> bool:
    """Whether it is a parameter that no call turns, and of which nothing is said; or what was typed in."""
    function = program.function_of(name)
    values = program.values(name)
    if function is None or name.id not in program.parameters(function):
        return len(values) == 1 and any(call_name(one) == "input" for one in ast.walk(values[0] or name))
    spoken = _SPOKEN.search(f"{name.id.replace('_', ' ')} {program.said(function)}".lower())
    return not values and function.name not in turning and not spoken


_SPOKEN: Final = re.compile(r"lower ?case|lower-case|upper ?case|small letters|capital|lowered|normali[sz]ed|\bkey\b")


@check(
    Rule(
        code="small-letters-promised",
        title="`{name}` may be a capital letter, and the docstring says that all others are small ones",
        weights={"correctness": 0.4},
        level="beginner",
        why="`P` is not in a collection of small letters, so that the first letter of a name is never found.",
        do="Turn the letter before it is looked for.",
        example="def known(word, letters):\n    '''Count what is known; letters is a lower case text.'''\n"
        "    return sum(1 for sign in word if sign in letters)\n",
        better="def known(word, letters):\n    '''Count what is known; letters is a lower case text.'''\n"
        "    return sum(1 for sign in word if sign.lower() in letters)\n",
    )
)
def small_letters_promised(program: Program) -> Iterator[Place]:
    """See the rule: each element of one parameter is looked for in another, and the text speaks of that one alone."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=ast.Name() as sign, ops=[ast.In() | ast.NotIn()], comparators=[ast.Name() as held]):
                function = program.function_of(node)
            case _:
                continue
        if function is None or not (_is_handed(program, function, held) and _is_promised(function, held.id)):
            continue
        for walk in program.loops_around(node):
            targets = walk.generators if isinstance(walk, ast.ListComp | ast.SetComp | ast.GeneratorExp) else [walk]
            for one in targets:
                match one:
                    case (
                        ast.For(target=ast.Name(id=each), iter=ast.Name() as whole)
                        | ast.comprehension(target=ast.Name(id=each), iter=ast.Name() as whole)
                    ) if each == sign.id:
                        pass
                    case _:
                        continue
                alone = len(program.values(sign)) <= 1 and not _is_promised(function, whole.id)
                if alone and whole.id != held.id and _is_handed(program, function, whole):
                    yield Place(node.lineno, sign.id)


def _is_handed(program: Program, function: Function, name: ast.Name) -> bool:
    """Whether it is a parameter that keeps its value."""
    return name.id in program.parameters(function) and not program.values(name)


def _is_promised(function: Function, name: str) -> bool:
    """Whether the docstring says in which letters a parameter comes."""
    said = ast.get_docstring(function) or ""
    return bool(
        re.search(rf"\b{re.escape(name)}\b[^.\n;]*\b(?:lower[ -]?case|upper[ -]?case|small letters|capitals)\b", said)
    )


CHECKS: tuple[Check, ...] = (
    kept_in_other_letters,
    small_letters_promised,
)
