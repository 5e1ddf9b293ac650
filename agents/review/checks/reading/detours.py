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
    """Parts of `a.b['c']`, 0 when there is something else in it than names, attributes and plain keys."""
    count = 1
    while not isinstance(node, ast.Name):
        if not isinstance(node, ast.Attribute | ast.Subscript):
            return 0
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Constant | ast.Name):
            return 0
        node = node.value
        count += 1
    return count


@check(
    Rule(
        code="choice-in-choice",
        title="An `if` with its `else` stands within another one",
        weights={"readability": 0.05, "style": 0.02},
        level="learning",
        why="Readers have to keep both conditions in mind to know when the inner lines run.",
        do="Deal with one case first and leave with `return`, or write the cases below one another with `elif`.",
        example="paid = sent = True\nif paid:\n    if sent:\n        print('done')\n    else:\n        print('go')\n"
        "else:\n    print('wait')\n",
        better="paid = sent = True\nif not paid:\n    print('wait')\nelif sent:\n    print('done')\nelse:\n"
        "    print('go')\n",
    )
)
def choice_in_choice(program: Program) -> Iterator[Place]:
    """See the rule: both with an `else`, the inner one in the first branch and alone there."""
    for node in program.all(ast.If):
        inner = node.body[0]
        if node.orelse and len(node.body) == 1 and isinstance(inner, ast.If) and inner.orelse:
            yield Place(inner.lineno)


@check(
    Rule(
        code="try-in-try",
        title="A `try` stands within another one",
        weights={"readability": 0.07, "style": 0.03},
        level="learning",
        why="It takes long to see which error is caught where.",
        do="Ask before doing what may fail, or give the inner part a function of its own.",
        example="try:\n    words = input().split()\n    try:\n        print(words[0])\n    except IndexError:\n"
        "        print('none')\nexcept EOFError:\n    print('end')\n",
        better="try:\n    words = input().split()\nexcept EOFError:\n    words = []\n"
        "print(words[0] if words else 'none')\n",
    )
)
def try_in_try(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Try):
        parents = [parent for _, parent in program.up(node)]
        around = next((one for one in parents if isinstance(one, ast.Try | ast.FunctionDef | ast.ClassDef)), None)
        if isinstance(around, ast.Try):
            yield Place(node.lineno)


@check(
    Rule(
        code="range-says-too-much",
        title="`range` is told what it assumes anyway",
        weights={"style": 0.05, "readability": 0.03},
        level="learning",
        why="Counting in steps of 1 is what `range` does; readers look for what is special about it.",
        do="Leave the 1 at the end away.",
        example="for i in range(2, 9, 1):\n    print(i)\n",
        better="for i in range(2, 9):\n    print(i)\n",
    )
)
def range_says_too_much(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Call):
        match node:
            case ast.Call(func=ast.Name(id="range"), args=[_, _, step]) if is_const(step, 1):
                yield Place(node.lineno)


CHECKS: tuple[Check, ...] = (
    empty_branch,
    number_as_flag,
    repeated_chain,
    choice_in_choice,
    try_in_try,
    range_says_too_much,
)
