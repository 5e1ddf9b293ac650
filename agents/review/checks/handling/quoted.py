"""Signs that open and close, letters that go round an alphabet, and keys that are put among what they stand for."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import lies_in
from agents.review.program import Program, names_in
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


CHECKS: tuple[Check, ...] = (opened_and_never_closed,)
