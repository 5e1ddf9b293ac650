"""Questions that are put again, or whose answer is looked for in another place than it is used."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="asks-again-when-right",
        title="`{name}` asks again after a good answer, and goes on with a bad one",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop goes on while the answer lies within the bounds, and ends as soon as it does not.",
        do="Say when the question has to be put again.",
        example="def read_month():\n    month = int(input('Month: '))\n    while 1 <= month <= 12:\n"
        "        month = int(input('Month: '))\n    return month\n",
        better="def read_month():\n    month = int(input('Month: '))\n    while not 1 <= month <= 12:\n"
        "        month = int(input('Month: '))\n    return month\n",
    )
)
def asks_again_when_right(program: Program) -> Iterator[Place]:
    """See the rule: a loop between two bounds, or for one of some words, that does nothing but ask once more."""
    for loop in program.all(ast.While):
        name = _within(loop.test)
        asks = [one for one in loop.body if not _complains(one)]
        match asks:
            case [ast.Assign(targets=[ast.Name(id=again)], value=value)] if again == name and name:
                typed = any(call_name(one) == "input" for one in ast.walk(value))
            case _:
                continue
        if typed:
            yield Place(loop.lineno, ast.unparse(loop.test))


def _complains(step: ast.stmt) -> bool:
    """Whether a statement prints a text that is written down."""
    printed = isinstance(step, ast.Expr) and isinstance(step.value, ast.Call) and call_name(step.value) == "print"
    return printed and not names_in(step) - {"print"}


def _within(test: ast.expr) -> str:
    """`x` of `1 <= x <= 12`, of `x >= 1 and x <= 12` and of `x in ("a", "b")`."""
    match test:
        case ast.Compare(
            left=ast.Constant(), ops=[ast.LtE() | ast.Lt(), ast.LtE() | ast.Lt()], comparators=[middle, _]
        ):
            return middle.id if isinstance(middle, ast.Name) else ""
        case ast.BoolOp(
            op=ast.And(),
            values=[
                ast.Compare(left=ast.Name(id=one), ops=[ast.Gt() | ast.GtE()]),
                ast.Compare(left=ast.Name(id=other), ops=[ast.Lt() | ast.LtE()]),
            ],
        ) if one == other:
            return one
        case ast.Compare(
            left=ast.Name(id=one), ops=[ast.In()], comparators=[ast.List() | ast.Tuple() | ast.Set() as row]
        ):
            return one if len(row.elts) > 1 else ""
    return ""


@check(
    Rule(
        code="outside-or-another",
        title="`{name}` always holds",
        weights={"correctness": 0.4},
        level="beginner",
        why="Whoever is in the list is not the other word, and whoever is that word is not in the list: one of both "
        "holds for every answer.",
        do="Say in words when it has to be asked again, and choose between `and` and `or`.",
        example="def ask():\n    choice = ''\n    while choice not in ['a', 'b'] or choice != 'q':\n"
        "        choice = input('a, b or q: ')\n    return choice\n",
        better="def ask():\n    choice = ''\n    while choice not in ['a', 'b'] and choice != 'q':\n"
        "        choice = input('a, b or q: ')\n    return choice\n",
    )
)
def outside_or_another(program: Program) -> Iterator[Place]:
    """See the rule: `x not in [...] or x != c`, in some order, where `c` does not stand in the list."""
    for node in program.all(ast.BoolOp):
        if not isinstance(node.op, ast.Or):
            continue
        rows: dict[str, list[object]] = {}
        words: dict[str, object] = {}
        for part in node.values:
            match part:
                case ast.Compare(
                    left=asked, ops=[ast.NotIn()], comparators=[ast.List() | ast.Tuple() | ast.Set() as row]
                ):
                    rows[ast.unparse(asked)] = [one.value if isinstance(one, ast.Constant) else one for one in row.elts]
                case ast.Compare(left=asked, ops=[ast.NotEq()], comparators=[ast.Constant(value=word)]):
                    words[ast.unparse(asked)] = word
        for asked_for in rows.keys() & words.keys():
            if words[asked_for] not in rows[asked_for]:
                yield Place(node.lineno, ast.unparse(node)[:50])


@check(
    Rule(
        code="values-asked-keys-taken",
        title="`{name}` looks among the values, and takes it for a key then",
        weights={"correctness": 0.4},
        level="beginner",
        why="A key is looked up in the brackets. Whether it is there has to be asked of the keys.",
        do="Ask the dictionary itself.",
        example="def word(mark):\n    words = {1: 'very good', 2: 'good'}\n    if mark not in words.values():\n"
        "        return 'unknown'\n    return words[mark]\n",
        better="def word(mark):\n    words = {1: 'very good', 2: 'good'}\n    if mark not in words:\n"
        "        return 'unknown'\n    return words[mark]\n",
    )
)
def values_asked_keys_taken(program: Program) -> Iterator[Place]:
    """See the rule: `x in d.values()` decides, and `d[x]` is read in that branch or behind the one that leaves."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(
                left=ast.Name(id=key),
                ops=[ast.In() | ast.NotIn() as sign],
                comparators=[ast.Call(func=ast.Attribute(value=owner, attr="values"), args=[])],
            ):
                taken = f"{ast.unparse(owner)}[{key}]"
            case _:
                continue
        region = node.body if isinstance(sign, ast.In) else [*node.orelse, *program.after(node, 2)]
        reads = [
            one
            for step in region
            for one in ast.walk(step)
            if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Load)
        ]
        if any(ast.unparse(one) == taken for one in reads):
            yield Place(node.lineno, ast.unparse(node.test))


_BOUND: Final = re.compile(
    r"(?:^|_)(?:high|highest|max|maximum|upper|limit|end|low|lowest|min|minimum|lower|hi|lo)(?:_|$)"
)


@check(
    Rule(
        code="bound-without-a-comparison",
        title="`{name}` stands alone: it is only asked whether it is not 0",
        weights={"correctness": 0.4},
        level="beginner",
        why="`and` joins two whole questions. `low <= x and high` does not compare anything with the upper bound.",
        do="Write the comparison on both sides of `and`.",
        example="def within(x, low, high):\n    return low <= x and high\n",
        better="def within(x, low, high):\n    return low <= x <= high\n",
    )
)
def bound_without_a_comparison(program: Program) -> Iterator[Place]:
    """See the rule: a comparison of size and the bare name of another bound, joined by `and` or `or`."""
    for node in program.all(ast.BoolOp):
        compared = {
            name
            for part in node.values
            if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE)
            for name in names_in(part)
        }
        for part in node.values:
            if isinstance(part, ast.Name) and _BOUND.search(part.id.lower()) and part.id not in compared:
                flag = any(word in part.id for word in ("is_", "has_", "_on", "reached"))
                if len(compared) > 1 and not flag:
                    yield Place(node.lineno, part.id)


@check(
    Rule(
        code="starts-from-the-beginning-again",
        title="`{name}` begins with the number from before the loop in every turn",
        weights={"correctness": 0.4},
        level="beginner",
        why="What the turns before have taken is forgotten: each one starts with the full amount again.",
        do="Work the new value out from the one that is left.",
        example="def left(spendings):\n    budget = 500\n    for spent in spendings:\n        budget = 500 - spent\n"
        "    return budget\n",
        better="def left(spendings):\n    budget = 500\n    for spent in spendings:\n        budget -= spent\n"
        "    return budget\n",
    )
)
def starts_from_the_beginning_again(program: Program) -> Iterator[Place]:
    """See the rule: `x = 500` before a loop, `x = 500 - y` in it, and `x` is read behind it, not in it."""
    for loop in program.loops:
        for step in loop.body:
            match step:
                case ast.Assign(
                    targets=[ast.Name(id=name) as target],
                    value=ast.BinOp(left=ast.Constant(value=number), op=ast.Sub() | ast.Add()),
                ) if number:
                    pass
                case _:
                    continue
            scope = program.scope(loop)
            places = program.places(scope, name)[:_MANY]
            stores = [one for one in places if not isinstance(one.ctx, ast.Load) and one is not target]
            begun = program.parents[stores[0]] if len(stores) == 1 else None
            reads = [one.lineno for one in places if isinstance(one.ctx, ast.Load)]
            end = loop.end_lineno or loop.lineno
            alike = isinstance(begun, ast.Assign) and is_const(begun.value, number) and begun.lineno < loop.lineno
            if alike and reads and min(reads) > end:
                yield Place(step.lineno, name)


_MANY: Final = 30  # places of a name that are looked at

CHECKS: tuple[Check, ...] = (
    asks_again_when_right,
    outside_or_another,
    values_asked_keys_taken,
    bound_without_a_comparison,
    starts_from_the_beginning_again,
)
