"""Records of two lists that are put together, and lists of unequal length that are gone through side by side."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_OWN: Final = re.compile(r"(?:id|number|nr|no|code|key|uid|nummer)", re.IGNORECASE)


@check(
    Rule(
        code="numbers-of-different-things",
        title="`{name}` compares the numbers of two different things",
        weights={"correctness": 0.4},
        level="beginner",
        why="Each list has numbers of its own. A record tells with another key to which record of the other list it "
        "belongs, and nothing asks for that one.",
        do="Compare the number of the one record with the key under which the other one keeps it.",
        example="orders = [{'id': 1, 'customer': 2}]\ncustomers = [{'id': 2, 'name': 'Eva'}]\nfor order in orders:\n"
        "    for customer in customers:\n        if customer['id'] == order['id']:\n"
        "            print(customer['name'])\n",
        better="orders = [{'id': 1, 'customer': 2}]\ncustomers = [{'id': 2, 'name': 'Eva'}]\nfor order in orders:\n"
        "    for customer in customers:\n        if customer['id'] == order['customer']:\n"
        "            print(customer['name'])\n",
    )
)
def numbers_of_different_things(program: Program) -> Iterator[Place]:
    """See the rule: `a['id'] == b['id']` for elements of two loops, where some dictionary has a key named after one."""
    keys = {
        key.value.lower()
        for table in program.all(ast.Dict)
        for key in table.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
    asked = {
        one.slice.value.lower()
        for one in program.all(ast.Subscript)
        if isinstance(one.slice, ast.Constant) and isinstance(one.slice.value, str)
    }
    for node in program.all(ast.Compare) if keys else ():
        match node:
            case ast.Compare(
                left=ast.Subscript(value=ast.Name(id=one), slice=ast.Constant(value=str(part))),
                ops=[ast.Eq()],
                comparators=[ast.Subscript(value=ast.Name(id=other), slice=ast.Constant(value=str(again)))],
            ) if part == again and one != other and _OWN.fullmatch(part):
                pass
            case _:
                continue
        links = {f"{name}{end}" for name in (one.lower(), other.lower()) for end in ("", f"_{part}", part)}
        if links & keys and not links & asked and _walked(program, node, one) and _walked(program, node, other):
            yield Place(node.lineno, ast.unparse(node))


def _walked(program: Program, node: ast.AST, name: str) -> bool:
    """Whether a name is the element of a loop around."""
    for _, up in program.up(node):
        walks = [up] if isinstance(up, ast.For) else getattr(up, "generators", [])
        if any(isinstance(one.target, ast.Name) and one.target.id == name for one in walks):
            return True
    return False


@check(
    Rule(
        code="shorter-one-ends-it",
        title="`{name}` ends with the shorter list, though the code is ready for the rest of the longer one",
        weights={"correctness": 0.4},
        level="beginner",
        why="Each place is asked whether the list has it, and up to the end of the shorter one both always have. What "
        "the longer one has more is never reached.",
        do="Go on to the end of the longer one.",
        example="def added(one, other):\n    sums = []\n    for i in range(min(len(one), len(other))):\n"
        "        first = one[i] if i < len(one) else 0\n        second = other[i] if i < len(other) else 0\n"
        "        sums.append(first + second)\n    return sums\n",
        better="def added(one, other):\n    sums = []\n    for i in range(max(len(one), len(other))):\n"
        "        first = one[i] if i < len(one) else 0\n        second = other[i] if i < len(other) else 0\n"
        "        sums.append(first + second)\n    return sums\n",
    )
)
def shorter_one_ends_it(program: Program) -> Iterator[Place]:
    """See the rule: `range(min(len(a), len(b)))`, and `i < len(a)` is asked in the loop."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(target=ast.Name(id=index), iter=ast.Call(func=ast.Name(id="range"), args=[end])):
                bound = program.written(end) if isinstance(end, ast.Name) else end
            case _:
                continue
        match bound:
            case ast.Call(func=ast.Name(id="min"), args=[one, other]):
                lengths = {ast.unparse(one), ast.unparse(other)}
            case _:
                continue
        for node in program.within(loop):
            match node:
                case ast.Compare(left=ast.Name(id=name), ops=[ast.Lt() | ast.GtE()], comparators=[length]) if (
                    name == index and ast.unparse(length) in lengths and index in names_in(node)
                ):
                    yield Place(loop.lineno, ast.unparse(loop.iter))
                    break


CHECKS: tuple[Check, ...] = (numbers_of_different_things, shorter_one_ends_it)
