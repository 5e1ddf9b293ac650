"""Texts that are taken apart at a sign that stands there more often, and replaced there and back again."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, method_of
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
        holds = any(_holds_more(line, sign, parts) for line in data) if sign in ("=", ":") else False
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
    """Whether a line begins with a name and the sign, and holds the sign more often than its parts need."""
    return line.count(sign) >= parts and bool(re.match(rf"\s*[\w. -]+?\s*{sign}\s*\S", line))


@check(
    Rule(
        code="blanks-counted-for-words",
        title="`{name}` counts blanks, not words",
        weights={"correctness": 0.4},
        level="beginner",
        why="There is one blank less than words, and two blanks side by side have no word between them.",
        do="Use `split()` without a value: it knows every kind of gap.",
        example="def length(sentence):\n    '''Count the words of a sentence.'''\n    return sentence.count(' ')\n",
        better="def length(sentence):\n    '''Count the words of a sentence.'''\n    return len(sentence.split())\n",
    )
)
def blanks_counted_for_words(program: Program) -> Iterator[Place]:
    """See the rule: `count(" ")` is the number of words, or `split(" ")` where more blanks are promised."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(attr="count"), args=[ast.Constant(value=" ")]):
                alone = isinstance(program.parents[call], ast.Return)
                if alone and _WORDS.search(program.purpose(call)):
                    yield Place(call.lineno, ast.unparse(call)[:40])
            case ast.Call(func=ast.Attribute(attr="split"), args=[ast.Constant(value=" ")], keywords=[]):
                around = program.parents[call]
                if isinstance(around, ast.Call) and _SEVERAL.search(program.purpose(call)):
                    yield Place(call.lineno, ast.unparse(call)[:40])


_WORDS: Final = re.compile(r"\b(?:count|number of|how many)\b.{0,12}\bwords?\b|\bwords? (?:count|in)\b")
_SEVERAL: Final = re.compile(
    r"\b(?:several|multiple|many|double|extra|more than one|two or more) (?:blanks?|spaces?)\b"
)


@check(
    Rule(
        code="replaced-there-and-back",
        title="`{name}` turns back what was turned just before",
        weights={"correctness": 0.4},
        level="beginner",
        why="The second step cannot tell the signs that the first one has made from those that were there.",
        do="Go through the text once, and decide for each sign what becomes of it.",
        example="def swapped(text):\n    text = text.replace('0', '1')\n    text = text.replace('1', '0')\n"
        "    return text\n",
        better="def swapped(text):\n    pairs = {'0': '1', '1': '0'}\n"
        "    return ''.join(pairs.get(one, one) for one in text)\n",
    )
)
def replaced_there_and_back(program: Program) -> Iterator[Place]:
    """See the rule: `replace(a, b)` and then `replace(b, a)`, in one chain, line by line, or by a written table."""
    for call in program.all(ast.Call):
        before = _replacing(call.func.value) if isinstance(call.func, ast.Attribute) else None
        now = _replacing(call)
        if now is not None and before is not None and now == before[::-1]:
            yield Place(call.lineno, ast.unparse(call)[-40:])
    for node in program.all(ast.Assign):
        pair = _step(node)
        for one in program.before(node, 1) if pair is not None else ():
            earlier = _step(one)
            if earlier is not None and pair is not None and earlier[0] == pair[0] and earlier[1] == pair[1][::-1]:
                yield Place(node.lineno, ast.unparse(node)[:40])
    yield from _by_table(program)


def _replacing(node: ast.AST) -> tuple[str, str] | None:
    match node:
        case ast.Call(
            func=ast.Attribute(attr="replace"), args=[ast.Constant(value=str(old)), ast.Constant(value=str(new))]
        ) if old != new and old and new:
            return old, new
    return None


def _step(node: ast.stmt) -> tuple[str, tuple[str, str]] | None:
    """The name of which a statement replaces something, and what by what."""
    match node:
        case ast.Assign(
            targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(value=ast.Name(id=same))) as call
        ):
            pair = _replacing(call)
            return (name, pair) if name == same and pair is not None else None
    return None


def _by_table(program: Program) -> Iterator[Place]:
    """A loop that replaces by the entries of a table in which one is the other way round of another."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Tuple(elts=[ast.Name(id=old), ast.Name(id=new)]),
                iter=ast.Call(func=ast.Attribute(value=ast.Name() | ast.Dict() as owner, attr="items")),
                body=[
                    ast.Assign(
                        targets=[ast.Name(id=text)], value=ast.Call(args=[ast.Name(id=first), ast.Name(id=then)])
                    )
                ],
            ) if (old, new) == (first, then) and method_of(loop.body[0].value) == "replace":  # type: ignore[attr-defined]  # an assignment's
                pass
            case _:
                continue
        table = program.written(owner) if isinstance(owner, ast.Name) else owner
        pairs = zip(table.keys, table.values, strict=True) if isinstance(table, ast.Dict) else ()
        written = {
            (key.value, value.value)
            for key, value in pairs
            if isinstance(key, ast.Constant) and isinstance(value, ast.Constant) and key.value != value.value
        }
        if any(pair[::-1] in written for pair in written):
            yield Place(loop.body[0].lineno, text)


CHECKS: tuple[Check, ...] = (cut_at_every_sign, blanks_counted_for_words, replaced_there_and_back)
