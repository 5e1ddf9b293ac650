"""Signs that open and close, letters that go round an alphabet, and keys that are put among what they stand for."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import lies_in
from agents.review.program import Program, call_name, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="opened-and-never-closed",
        title="`{name}` is the same behind the closing sign as behind the opening one",
        weights={"correctness": 0.4},
        level="learning",
        why="The same sign opens and closes. Where it always sets the same value, what has been opened stays open.",
        do="Turn the value round each time the sign comes.",
        example="def fields(row):\n    found = []\n    field = ''\n    inside = False\n    for sign in row:\n"
        "        if sign == '\"':\n            inside = True\n        elif sign == ',' and not inside:\n"
        "            found.append(field)\n            field = ''\n        else:\n            field += sign\n"
        "    found.append(field)\n    return found\n",
        better="def fields(row):\n    found = []\n    field = ''\n    inside = False\n    for sign in row:\n"
        "        if sign == '\"':\n            inside = not inside\n        elif sign == ',' and not inside:\n"
        "            found.append(field)\n            field = ''\n        else:\n            field += sign\n"
        "    found.append(field)\n    return found\n",
    )
)
def opened_and_never_closed(program: Program) -> Iterator[Place]:
    """See the rule: a sign of quotation gives a name the one value that any turn gives it, and another turn asks."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=ast.Name(id=letter), ops=[ast.Eq()], comparators=[ast.Constant(value=str(sign))]):
                pass
            case _:
                continue
        loop = next((one for one in program.loops_around(node) if isinstance(one, ast.For)), None)
        if loop is None or letter not in names_in(loop.target):
            continue
        for step in node.body:
            match step:
                case ast.Assign(targets=[ast.Name(id=flag) as target], value=ast.Constant(value=bool())):
                    pass
                case _:
                    continue
            places = [one for one in program.places(program.scope(loop), flag) if lies_in(loop, one)]
            stores = [one for one in places if isinstance(one.ctx, ast.Store)]
            meant = sign in _QUOTES or (sign in _MARKS and _OPEN.search(flag))
            if meant and stores == [target] and len(places) > 1:
                yield Place(step.lineno, flag)


_QUOTES: Final = frozenset("\"'`")
_MARKS: Final = frozenset(("*", "_", "~", "|", "$", "**"))
_OPEN: Final = re.compile(r"(?:^|_)(?:open|opened|inside|in|bold|italic|quoted)(?:_|$)")


@check(
    Rule(
        code="alphabet-of-another-length",
        title="`{name}` goes round after another number of letters than there are",
        weights={"correctness": 0.4},
        level="beginner",
        why="The remainder has to begin anew just behind the last letter. Otherwise a letter is never reached.",
        do="Divide by the number of letters.",
        example="def moved(letter, steps):\n    return chr((ord(letter) - ord('a') + steps) % 25 + ord('a'))\n",
        better="def moved(letter, steps):\n    return chr((ord(letter) - ord('a') + steps) % 26 + ord('a'))\n",
    )
)
def alphabet_of_another_length(program: Program) -> Iterator[Place]:
    """See the rule: 25 or 27 in `chr`, or one more or less than the text has that is indexed."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(op=ast.Mod(), right=ast.Constant(value=int(length))):
                pass
            case _:
                continue
        around = program.parents[node]
        written = None
        if isinstance(around, ast.Subscript) and around.slice is node and isinstance(around.value, ast.Name):
            text = program.written(around.value)
            written = len(text.value) if isinstance(text, ast.Constant) and isinstance(text.value, str) else None
        elif isinstance(around, ast.BinOp) and isinstance(around.op, ast.Add) and around.left is node:
            inside = call_name(program.parents[around]) == "chr" and "ord" in names_in(node.left)
            written = _LETTERS if inside else None
        if written is not None and written >= _LEAST and abs(length - written) == 1:
            yield Place(node.lineno, ast.unparse(node)[:40])


_LETTERS: Final = 26
_LEAST: Final = 10
"""Letters of an alphabet: of a shorter text the last may be left out on purpose."""


@check(
    Rule(
        code="key-put-under-itself",
        title="`{name}` puts the key into its own group, not the element",
        weights={"correctness": 0.4},
        level="beginner",
        why="All that the group holds then is its key, several times.",
        do="Put in what belongs under the key.",
        example="def by_letter(words):\n    groups = {}\n    for word in words:\n        first = word[0]\n"
        "        if first not in groups:\n            groups[first] = []\n        groups[first].append(first)\n"
        "    return groups\n",
        better="def by_letter(words):\n    groups = {}\n    for word in words:\n        first = word[0]\n"
        "        if first not in groups:\n            groups[first] = []\n        groups[first].append(word)\n"
        "    return groups\n",
    )
)
def key_put_under_itself(program: Program) -> Iterator[Place]:
    """See the rule: a key that is worked out of the element, and appended under itself."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Subscript(slice=ast.Name() as key), attr="append"),
                args=[ast.Name() as given],
            ):
                pass
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Call(func=ast.Attribute(attr="setdefault"), args=[ast.Name() as key, ast.List()]),
                    attr="append",
                ),
                args=[ast.Name() as given],
            ):
                pass
            case _:
                continue
        loop = next((one for one in program.loops_around(call) if isinstance(one, ast.For)), None)
        values = program.values(key)
        if loop is None or not same(key, given) or len(values) != 1 or values[0] is None:
            continue
        if names_in(values[0]) & names_in(loop.target):
            yield Place(call.lineno, ast.unparse(call)[:40])


CHECKS: tuple[Check, ...] = (opened_and_never_closed, alphabet_of_another_length, key_put_under_itself)
