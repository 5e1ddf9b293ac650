"""Loops that turn a text round, or walk along it, until a sign comes that need not be in it."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="waits-for-what-never-comes",
        title="`{name}` never ends well for the case without one, of which the docstring speaks",
        weights={"correctness": 0.4},
        level="learning",
        why="The loop goes on until the sign is met. Where there is none it turns for ever, or runs out of the text.",
        do="Let the loop end as well when all signs have had their turn.",
        example="def turned(word):\n    '''Turn a word until a vowel comes first; without a vowel it stays.'''\n"
        "    while word[0] not in 'aeiou':\n        word = word[1:] + word[0]\n    return word\n",
        better="def turned(word):\n    '''Turn a word until a vowel comes first; without a vowel it stays.'''\n"
        "    for _ in word:\n        if word[0] in 'aeiou':\n            break\n"
        "        word = word[1:] + word[0]\n    return word\n",
    )
)
def waits_for_what_never_comes(program: Program) -> Iterator[Place]:
    """See the rule: nothing else is asked, by the loop or before it."""
    seen = set()
    for loop in program.all(ast.While):
        function = program.function_of(loop)
        if function is None or function in seen or not _WITHOUT.search((ast.get_docstring(function) or "").lower()):
            continue
        match loop.test:
            case ast.Compare(left=ast.Subscript(value=ast.Name(id=text), slice=place), ops=[ast.NotIn() | ast.NotEq()]):
                pass
            case ast.UnaryOp(
                op=ast.Not(),
                operand=ast.Compare(left=ast.Subscript(value=ast.Name(id=text), slice=place), ops=[ast.In()]),
            ):
                pass
            case _:
                continue
        inside = [one for step in loop.body for one in program.within(step)]
        if any(isinstance(one, ast.If | ast.Break | ast.Return | ast.Raise | ast.Try) for one in inside):
            continue
        turns = is_const(place, 0) and any(_turns(one, text) for one in loop.body)
        walks = isinstance(place, ast.Name) and any(_walks(one, place.id) for one in loop.body)
        if turns or walks:
            seen.add(function)  # what is asked before the first one is asked before all
        if (turns or walks) and not _is_asked_before(program, function, loop):
            yield Place(loop.lineno, ast.unparse(loop.test)[:40])


_WITHOUT: Final = re.compile(
    r"\b(?:without (?:a |an |any )?\w+|(?:has|have|had|contains?|with|is|are|finds?) (?:no|none)\b|"
    r"no \w+ (?:at all|in it)|"
    r"(?:does|do) not (?:have|contain)|(?:is|are) not (?:in|there|found)|not found|if there (?:is|are) (?:no|none))"
)


def _turns(step: ast.stmt, text: str) -> bool:
    """Whether a step puts the first sign at the end: `x = x[1:] + x[0]`, `x.append(x.pop(0))`, `x.rotate(-1)`."""
    match step:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp(left=left, op=ast.Add(), right=right)):
            parts = [one.value.id for one in (left, right) if _is_part(one)]  # type: ignore[attr-defined]  # of a name
            return name == text and parts == [text, text]
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method), args=[given])):
            return name == text and (
                method == "rotate" or (method == "append" and method_of(given) in ("pop", "popleft"))
            )
    return False


def _is_part(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)


def _walks(step: ast.stmt, place: str) -> bool:
    match step:
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=one) if is_const(one, 1):
            return name == place
    return False


def _is_asked_before(program: Program, function: Function, loop: ast.While) -> bool:
    """Whether something before the loop leaves the function or asks for all signs, or an `if` stands around it."""
    if any(isinstance(up, ast.If | ast.Try) for _, up in program.up(loop)):
        return True
    before = [one for one in program.within(function) if getattr(one, "lineno", loop.lineno) < loop.lineno]
    return any(
        isinstance(one, ast.Return | ast.Raise)
        or call_name(one) in ("any", "all", "set", "sum")
        or method_of(one) in ("append", "insert")  # of what is looked for, so that it is met at the end
        for one in before
    )


CHECKS: tuple[Check, ...] = (waits_for_what_never_comes,)
