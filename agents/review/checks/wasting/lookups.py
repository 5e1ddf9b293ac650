"""Looking for something the long way: a whole list is walked each time."""

import ast
from collections.abc import Iterator, Sequence

from agents.review.checking import Check, check
from agents.review.program import LOOPS, Loop, Program, base_name, is_const, method_of, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

SMALL = 8
"""Elements of a list that is written down and never grows: walking it costs less than people notice."""


@check(
    Rule(
        code="membership-in-list",
        title="In every turn of the loop all of {name} is walked to find one element",
        weights={"efficiency": 0.3},
        level="learning",
        why="A list is searched from its start. Within a loop the work grows with the product of both lengths.",
        do="Keep what you look up in a set (or a dict): it answers `in` in one step. Make it once, before the loop.",
        example="known = [3, 1, 4]\nknown.append(5)\nfound = []\nfor number in range(9):\n    if number in known:\n"
        "        found.append(number)\nprint(found)\n",
        better="known = {3, 1, 4}\nknown.add(5)\nfound = []\nfor number in range(9):\n    if number in known:\n"
        "        found.append(number)\nprint(found)\n",
    )
)
def membership_in_list(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Compare):
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if not isinstance(operator, ast.In | ast.NotIn):
                continue
            loops = program.loops_around(node)
            if not loops and _grows_by_asking(program, node, right):
                yield Place(node.lineno, _short(right), 0.6)
            if loops and _is_list(program, node, right, loops):
                sure = program.kind(right) != "parameter"
                yield Place(
                    node.lineno, _short(right) if sure else f"{_short(right)}, if it is a list,", 1 if sure else 0.5
                )


def _is_list(program: Program, node: ast.Compare, right: ast.expr, loops: list[Loop]) -> bool:
    if isinstance(right, ast.Call) and isinstance(right.func, ast.Name) and right.func.id in ("list", "sorted"):
        return True
    if isinstance(right, ast.Call):
        return method_of(right) == "values"
    if isinstance(right, ast.Subscript) and isinstance(right.slice, ast.Slice):
        return program.kind(right.value) in ("list", "parameter")
    if not isinstance(right, ast.Name | ast.Attribute):
        return False
    kind = program.kind(right)
    if kind == "list":
        return not isinstance(right, ast.Name) or not _stays_small(program, right)
    # A parameter that nothing is known of, looked into for each element of something else.
    targets = {name for loop in loops for name in _targets(loop)}
    return kind == "parameter" and bool(names_in(node.left) & targets)


def _grows_by_asking(program: Program, node: ast.Compare, right: ast.expr) -> bool:
    """`if x not in self.seen: self.seen.append(x)`: each call walks what all calls before have put there."""
    statement = program.statement(node)
    if not isinstance(right, ast.Attribute) or program.kind(right) != "list" or not isinstance(statement, ast.If):
        return False
    return any(
        method_of(one) == "append" and base_name(one.func) == base_name(right)
        for one in ast.walk(statement)
        if isinstance(one, ast.Call)
    )


def _targets(loop: Loop) -> set[str]:
    if isinstance(loop, ast.While):
        return set()
    if isinstance(loop, ast.For | ast.AsyncFor):
        return names_in(loop.target)
    return {name for one in loop.generators for name in names_in(one.target)}


def _stays_small(program: Program, name: ast.Name) -> bool:
    """Whether a list is written down with few elements and never grows."""
    values = [
        one.value for one in program.all(ast.Assign) if any(base_name(target) == name.id for target in one.targets)
    ]
    if not all(isinstance(one, ast.List) and len(one.elts) <= SMALL for one in values):
        return False
    grown = (one for one in program.all(ast.Call) if method_of(one) in ("append", "extend", "insert"))
    return not any(base_name(one.func) == name.id for one in grown) and not any(
        isinstance(one.target, ast.Name) and one.target.id == name.id for one in program.all(ast.AugAssign)
    )


@check(
    Rule(
        code="count-in-loop",
        title="`{name}.count(...)` counts from the start in every turn of the loop",
        weights={"efficiency": 0.3},
        level="learning",
        why="Each call goes through everything; with as many calls as elements the work grows with the square.",
        do="Count all elements in one pass, in a dict or a `collections.Counter`, then look the counts up.",
        example="text = input()\nfor letter in text:\n    print(letter, text.count(letter))\n",
        better="from collections import Counter\n\ntext = input()\nfor letter, times in Counter(text).items():\n"
        "    print(letter, times)\n",
    )
)
def count_in_loop(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Call):
        if method_of(node) == "count" and len(node.args) == 1:
            loops = program.loops_around(node)
            if any(program.steady(node.func, loop) and not program.steady(node.args[0], loop) for loop in loops):
                yield Place(node.lineno, _short(node.func.value))  # type: ignore[attr-defined]  # a method's


@check(
    Rule(
        code="index-in-loop",
        title="`{name}.index(...)` searches from the start in every turn of the loop",
        weights={"efficiency": 0.25, "readability": 0.04},
        level="learning",
        why="It walks the list again for each element, and it finds the first equal one, not always the one at hand.",
        do="Let `enumerate` give the position, or keep positions in a dict.",
        example="names = input().split()\nfor name in names:\n    print(names.index(name), name)\n",
        better="names = input().split()\nfor position, name in enumerate(names):\n    print(position, name)\n",
    )
)
def index_in_loop(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Call):
        if method_of(node) in ("index", "find") and node.args and program.kind(node.func.value) != "str":  # type: ignore[attr-defined]  # a method's
            loops = program.loops_around(node)
            if any(program.steady(node.func, loop) and not program.steady(node.args[0], loop) for loop in loops):
                yield Place(node.lineno, _short(node.func.value))  # type: ignore[attr-defined]  # a method's


@check(
    Rule(
        code="front-of-list",
        title="The front of the list `{name}` changes again and again, which moves all other elements",
        weights={"efficiency": 0.3},
        level="learning",
        why="A list is one row in memory: taking out or putting in its first element moves every other one.",
        do="Use `collections.deque`, whose both ends are equally quick, or work at the end of the list.",
        example="waiting = input().split()\nwhile waiting:\n    print(waiting.pop(0))\n",
        better="from collections import deque\n\nwaiting = deque(input().split())\nwhile waiting:\n"
        "    print(waiting.popleft())\n",
    )
)
def front_of_list(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Call):
        if method_of(node) not in ("insert", "pop") or not node.args or not is_const(node.args[0], 0):
            continue
        owner = node.func.value  # type: ignore[attr-defined]  # a method's
        # A list that an object keeps is changed by each call of the method.
        kept = base_name(owner).startswith("self.") and program.kind(owner) == "list"
        if (program.in_loop(node) and program.kind(owner) not in ("dict", "deque", "set")) or kept:
            yield Place(node.lineno, _short(owner), 1.0 if program.in_loop(node) else 0.6)
    for deleted in program.all(ast.Delete):
        for target in deleted.targets:
            if isinstance(target, ast.Subscript) and is_const(target.slice, 0) and program.in_loop(deleted):
                yield Place(deleted.lineno, _short(target.value))


@check(
    Rule(
        code="remove-in-loop",
        title="`{name}.remove(...)` searches and moves elements in every turn of the loop",
        weights={"efficiency": 0.22, "readability": 0.03},
        level="learning",
        why="Each call looks for the element and closes the gap; doing so while going through that list "
        "skips elements.",
        do="Build a new list of what stays, in one pass.",
        example="numbers = [4, 7, 10]\nfor number in numbers[:]:\n    if number % 2:\n        numbers.remove(number)\n"
        "print(numbers)\n",
        better="numbers = [4, 7, 10]\neven = [number for number in numbers if number % 2 == 0]\nprint(even)\n",
    )
)
def remove_in_loop(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Call):
        if method_of(node) == "remove" and len(node.args) == 1 and program.in_loop(node):
            owner = node.func.value  # type: ignore[attr-defined]  # a method's
            if program.kind(owner) in ("list", "parameter", "") and not isinstance(owner, ast.Call):
                yield Place(node.lineno, _short(owner))


@check(
    Rule(
        code="key-search",
        title="The loop looks for one key, which a dict finds in one step",
        weights={"efficiency": 0.3, "readability": 0.08},
        level="learning",
        why="A dict knows where a key's value is. Going through all of them gives that away.",
        do="Ask the dict for the key itself, with square brackets, `get` or `in`.",
        example="ages = {'ada': 36, 'alan': 41}\nfor name, age in ages.items():\n    if name == 'alan':\n"
        "        print(age)\n",
        better="ages = {'ada': 36, 'alan': 41}\nif 'alan' in ages:\n    print(ages['alan'])\n",
    )
)
def key_search(program: Program) -> Iterator[Place]:
    """See the rule."""
    for loop in program.all(ast.For):
        match loop.iter:
            case ast.Call(func=ast.Attribute(attr="items")) if isinstance(loop.target, ast.Tuple):
                key: ast.expr = loop.target.elts[0]
            case ast.Call(func=ast.Attribute(attr="keys")):
                key = loop.target
            case ast.Name() if program.kind(loop.iter) == "dict":
                key = loop.target
            case _:
                continue
        for test in (one.test for one in loop.body if isinstance(one, ast.If)):
            if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
                left, right = test.left, test.comparators[0]
                other = right if same_name(left, key) else left if same_name(right, key) else None
                if other is not None and program.steady(other, loop):
                    yield Place(loop.lineno)


def same_name(one: ast.AST, other: ast.AST) -> bool:
    """Whether both are the same plain name."""
    return isinstance(one, ast.Name) and isinstance(other, ast.Name) and one.id == other.id


@check(
    Rule(
        code="small-literal-list",
        title="`in [...]` with fixed values",
        weights={"efficiency": 0.03, "style": 0.03},
        level="proficient",
        why="A set says that only membership counts, not an order, and Python keeps it ready as a constant.",
        do="Write the fixed values as a set or a tuple.",
        example="answer = input()\nif answer in ['yes', 'y']:\n    print('go')\n",
        better="answer = input()\nif answer in {'yes', 'y'}:\n    print('go')\n",
    )
)
def small_literal_list(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Compare):
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, ast.In | ast.NotIn) and isinstance(right, ast.List):
                yield Place(node.lineno)


@check(
    Rule(
        code="every-pair-compared",
        title="A loop in a loop compares every element with every other",
        weights={"efficiency": 0.35, "readability": 0.04},
        level="learning",
        why="Twice the elements are four times the work: what takes a second for 1,000 takes an hour for 60,000.",
        do="Remember what you have seen, or what you look for, in a set or a dict; one pass over the "
        "elements is enough then.",
        example="first = input().split()\nsecond = input().split()\nfor one in first:\n    for other in second:\n"
        "        if one == other:\n            print(one)\n",
        better="first = input().split()\nsecond = set(input().split())\nfor one in first:\n    if one in second:\n"
        "        print(one)\n",
    )
)
def every_pair_compared(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Compare):
        if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq | ast.NotEq):
            continue
        loops = [one for one in program.loops_around(node) if not isinstance(one, ast.While) and not _few(program, one)]
        groups = _target_groups(loops)
        for position, (inner, inner_source) in enumerate(groups):
            for outer, _ in groups[position + 1 :]:
                if names_in(inner_source) & outer and not _walks_range_of(inner_source):
                    continue  # the inner loop goes through a part of the outer's element, such as the cells of a row
                if names_in(node) & inner and names_in(node) & outer and not _is_arithmetic(node):
                    yield Place(_line(loops, outer))
                    break
            else:
                continue
            break


def _few(program: Program, loop: Loop) -> bool:
    """Whether it goes through values that are written down."""
    return isinstance(loop, ast.For | ast.AsyncFor) and program.fixed(loop.iter)


def _is_arithmetic(node: ast.Compare) -> bool:
    """`a % b == 0`, `row == column`, `i != j`: positions and numbers, not elements looked for."""
    sides = [node.left, node.comparators[0]]
    if any(isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mod) for one in sides):
        return True
    return all(isinstance(one, ast.Name) and len(one.id) == 1 and one.id in "ijkmnrc" for one in sides)


def _target_groups(loops: Sequence[Loop]) -> list[tuple[set[str], ast.expr]]:
    """(names, source) of every loop, the innermost first."""
    groups: list[tuple[set[str], ast.expr]] = []
    for loop in loops:
        if isinstance(loop, ast.For | ast.AsyncFor):
            groups.append((names_in(loop.target), loop.iter))
        elif not isinstance(loop, ast.While):
            groups += [(names_in(one.target), one.iter) for one in reversed(loop.generators)]
    return groups


def _walks_range_of(source: ast.expr) -> bool:
    """`range(i + 1, n)`, `items[i + 1:]`: the rest after the outer loop's place."""
    if isinstance(source, ast.Call) and isinstance(source.func, ast.Name):
        return source.func.id == "range" and len(source.args) > 1
    return isinstance(source, ast.Subscript) and isinstance(source.slice, ast.Slice)


def _line(loops: Sequence[Loop], names: set[str]) -> int:
    for loop in loops:
        if isinstance(loop, LOOPS) and isinstance(loop, ast.For) and names_in(loop.target) == names:
            return loop.lineno
    return loops[-1].lineno


@check(
    Rule(
        code="every-pair-visited",
        title="A loop in a loop visits every pair of elements of `{name}`",
        weights={"efficiency": 0.25},
        level="proficient",
        why="The work grows with the square of the length.",
        do="Look for what one pass can carry along: the smallest so far, a running sum, a dict of what was "
        "seen; or sort first.",
        example="prices = [3, 8, 2]\nbest = 0\nfor i in range(len(prices)):\n    for j in range(i + 1, len(prices)):\n"
        "        best = max(best, prices[j] - prices[i])\nprint(best)\n",
        better="prices = [3, 8, 2]\nbest = 0\nlowest = prices[0]\nfor price in prices:\n"
        "    lowest = min(lowest, price)\n    best = max(best, price - lowest)\nprint(best)\n",
    )
)
def every_pair_visited(program: Program) -> Iterator[Place]:
    """See the rule."""
    for inner in program.all(ast.For):
        outer = next((one for one in program.loops_around(inner) if isinstance(one, ast.For)), None)
        if outer is None or not isinstance(inner.target, ast.Name) or not isinstance(outer.target, ast.Name):
            continue
        if same(inner.iter, outer.iter) and isinstance(inner.iter, ast.Name):
            yield Place(outer.lineno, _short(inner.iter))
            continue
        by_inner, by_outer = _indexed_by(inner, inner.target.id), _indexed_by(inner, outer.target.id)
        if shared := sorted(by_inner & by_outer):
            yield Place(outer.lineno, shared[0])
    for part in program.all(ast.comprehension):
        if isinstance(part.iter, ast.Name):
            around = program.loops_around(program.parents[part])
            sources = [source for _, source in _target_groups(around)]
            if any(same(part.iter, source) for source in sources):
                yield Place(part.iter.lineno, part.iter.id)


def _indexed_by(loop: ast.For, index: str) -> set[str]:
    """Plain names that are subscripted by an expression with this index."""
    return {
        one.value.id
        for one in ast.walk(loop)
        if isinstance(one, ast.Subscript)
        and isinstance(one.value, ast.Name)
        and index in names_in(one.slice)
        and not any(isinstance(part, ast.Subscript) for part in ast.walk(one.slice))
    }


def _short(node: ast.AST, most: int = 30) -> str:
    """An expression as it may stand in a sentence."""
    text = ast.unparse(node)
    return text if len(text) <= most else text[: most - 1] + "…"


CHECKS: tuple[Check, ...] = (
    membership_in_list,
    count_in_loop,
    index_in_loop,
    front_of_list,
    remove_in_loop,
    key_search,
    small_literal_list,
    every_pair_compared,
    every_pair_visited,
)
