"""What readers have to see through: empty branches, numbers for yes and no, long chains."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

CHAIN: Final = 3
"""How often a chain has to be written before it is worth a name, and how many parts it has to have."""


@check(
    Rule(
        code="empty-branch",
        title="A branch of this `if` does nothing",
        weights={"readability": 0.08, "style": 0.06},
        level="beginner",
        why="Readers look for what happens there, and nothing does.",
        do="Leave the empty branch out; turn the condition around where the first one is empty.",
        example="for n in [1, 2]:\n    if n > 1:\n        print(n)\n    else:\n        pass\n",
        better="for n in [1, 2]:\n    if n > 1:\n        print(n)\n",
    )
)
def empty_branch(program: Program) -> Iterator[Place]:
    """See the rule: `pass` or `continue` at the end of a loop, where nothing would follow anyway."""
    for node in program.all(ast.If):
        for block in (node.body, node.orelse):
            if len(block) != 1:
                continue
            empty = isinstance(block[0], ast.Pass) and (block is node.orelse or node.orelse)
            if empty or (isinstance(block[0], ast.Continue) and block is node.orelse and _ends_loop(program, node)):
                yield Place(block[0].lineno)


def _ends_loop(program: Program, node: ast.If) -> bool:
    parent = program.parents[node]
    return isinstance(parent, ast.For | ast.While) and parent.body[-1] is node


@check(
    Rule(
        code="number-as-flag",
        title="`{name}` is 0 or 1 and means no or yes",
        weights={"readability": 0.08, "style": 0.04},
        level="beginner",
        why="Python has words for it, and a condition with them reads like a sentence.",
        do="Use `True` and `False`, and ask `if found:`.",
        example="again = 1\nwhile again == 1:\n    print('go')\n    again = 0\n",
        better="again = True\nwhile again:\n    print('go')\n    again = False\n",
    )
)
def number_as_flag(program: Program) -> Iterator[Place]:
    """See the rule: a name that is only ever given 0 and 1, and compared with one of them."""
    given: dict[tuple[ast.AST, str], list[ast.expr | None]] = defaultdict(list)
    for node in program.all(ast.Name):
        if not isinstance(node.ctx, ast.Load):
            parent = program.parents[node]
            plain = isinstance(parent, ast.Assign) and parent.targets == [node]
            given[program.scope(node), node.id].append(parent.value if plain else None)  # type: ignore[attr-defined]  # an Assign's
    flags = {
        key
        for key, values in given.items()
        if len(values) > 1 and {ast.unparse(one) if one is not None else "" for one in values} == {"0", "1"}
    }
    seen: set[tuple[ast.AST, str]] = set()
    for test in program.all(ast.Compare):
        match test:
            case ast.Compare(left=ast.Name(id=name), ops=[ast.Eq() | ast.NotEq()], comparators=[value]):
                key = (program.scope(test), name)
                if key in flags and key not in seen and is_const(value, 0, 1):
                    seen.add(key)
                    yield Place(test.lineno, name)


@check(
    Rule(
        code="repeated-chain",
        title="`{name}` is written out again and again",
        weights={"readability": 0.06, "style": 0.03},
        level="learning",
        why="The long way to a value hides what is done with it, and has to be changed in every line.",
        do="Give the value a name once, and use that.",
        example="def show(order):\n    print(order.buyer.home.street)\n    print(order.buyer.home.city)\n"
        "    print(order.buyer.home.code)\n",
        better="def show(order):\n    home = order.buyer.home\n    print(home.street)\n    print(home.city)\n"
        "    print(home.code)\n",
    )
)
def repeated_chain(program: Program) -> Iterator[Place]:
    """See the rule: attributes and written keys in a row, the longest common part of them."""
    found: dict[tuple[ast.AST, str], list[ast.expr]] = defaultdict(list)
    chains: list[ast.Attribute | ast.Subscript] = [*program.all(ast.Attribute), *program.all(ast.Subscript)]
    for chain in chains:
        if isinstance(chain.ctx, ast.Load) and _length(chain) >= CHAIN:
            found[program.scope(chain), ast.unparse(chain)].append(chain)
    told: set[ast.AST] = set()
    for (_, text), nodes in sorted(found.items(), key=lambda one: (-_length(one[1][0]), one[1][0].lineno)):
        fresh = [node for node in nodes if node not in told]
        if len(fresh) >= CHAIN:
            for node in fresh:
                told |= set(ast.walk(node))
            yield Place(fresh[0].lineno, text[:60], (len(fresh) - 1) / 2)


def _length(node: ast.expr) -> int:
    """Parts of `a.b['c']`, 0 when there is something else in it than names, attributes and written keys."""
    count = 1
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute) or (
            isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
        ):
            node = node.value
            count += 1
        else:
            return 0
    return count


CHECKS: tuple[Check, ...] = (empty_branch, number_as_flag, repeated_chain)
