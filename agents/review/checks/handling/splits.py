"""Texts that are taken apart at a sign that stands there more often, and replaced there and back again."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="cut-at-every-sign",
        title="`{name}` cuts at every sign, and only the first one divides",
        weights={"correctness": 0.4},
        level="beginner",
        why="The sign may stand in the rest as well. Then there are more parts than expected, or the rest is cut off.",
        do="Say how often the text is cut, as the second value of `split`.",
        example="def entry(line):\n    time, message = line.split(' ')\n    return message, time\n",
        better="def entry(line):\n    time, message = line.split(' ', 1)\n    return message, time\n",
    )
)
def cut_at_every_sign(program: Program) -> Iterator[Place]:
    """See the rule: two or three parts, of which the last is a whole text by its name, the docstring or the data."""
    data = _data(program)
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(attr="split"), args=[ast.Constant(value=str(sign))], keywords=[]):
                pass
            case ast.Call(func=ast.Attribute(attr="split"), args=[], keywords=[]):
                sign = " "
            case _:
                continue
        last, parts = _last_part(program, call)
        if not parts:
            continue
        free = sign == " " and bool(_FREE_TEXT.fullmatch(last))
        said = " ".join(program.purpose(call).split())
        holds = any(_holds_more(line, sign, parts) for line in data) if sign.strip() in ("=", ":") else False
        if free or holds or _MORE.search(said):
            yield Place(call.lineno, ast.unparse(call)[:40])


_FREE_TEXT: Final = re.compile(
    r"message|msg|text|rest|comment|description|content|sentence|title|body|note|question|reason|definition|remainder"
)
_MORE: Final = re.compile(
    r"\b(?:values?|messages?|texts?|rest|second part|comments?|titles?) (?:may|can|might|could)(?: itself| also)? "
    r"(?:hold|contain|have|include)|\bthe rest\b|\bat the first\b|"
    r"\b(?:everything|all|whatever) (?:that (?:is|stands|comes) )?(?:after|behind) the first\b|"
    r"\b(?:message|text|value)s?,? which (?:may|can) (?:hold|contain|have|include)\b"
)


def _last_part(program: Program, call: ast.Call) -> tuple[str, int]:
    """The name of the last part, and how many parts are taken; 0 where they are taken otherwise."""
    around = program.parents[call]
    match around:
        case ast.Assign(targets=[ast.Tuple(elts=[*_, ast.Name(id=last)] as names)]) if all(
            isinstance(one, ast.Name) for one in names
        ):
            return last, len(names)
        case ast.Assign(targets=[ast.Name(id=parts) as target]) if program.values(target) == [call]:
            pass
        case _:
            return "", 0
    reads = [one for one in program.places(program.scope(call), parts)[:_MANY] if isinstance(one.ctx, ast.Load)]
    taken: dict[int, ast.AST] = {}
    for one in reads:
        match program.parents[one]:
            case ast.Subscript(slice=ast.Constant(value=int(at)), ctx=ast.Load()) as part:
                taken[at] = part
            case _:
                return "", 0
    if sorted(taken) != list(range(len(taken))) or len(taken) < _TWO:
        return "", 0
    match program.parents[taken[max(taken)]]:
        case ast.Assign(targets=[ast.Name(id=last)]):
            return last, len(taken)
    return "", len(taken)


_MANY: Final = 20  # places of a list of parts that are looked at
_TWO: Final = 2


def _data(program: Program) -> list[str]:
    """The lines, and the parts of lists, of all texts of a program that are no docstrings and no parts of f-strings."""
    texts = (
        one.value
        for one in program.all(ast.Constant)
        if isinstance(one.value, str) and not isinstance(program.parents[one], ast.Expr | ast.JoinedStr)
    )
    return [line for text in texts for line in re.split(r"[\n;,&|]", text)]


def _holds_more(line: str, sign: str, parts: int) -> bool:
    """Whether a line begins with a name and the sign, and holds the sign more often than its parts need.

    In numbers alone, as in `07:45-12:10`, another sign divides first.
    """
    named = any(one.isalpha() for one in line)
    return named and line.count(sign) >= parts and bool(re.match(rf"\s*[\w.: -]+?\s*{sign}\s*\S", line))


CHECKS: tuple[Check, ...] = (cut_at_every_sign,)
