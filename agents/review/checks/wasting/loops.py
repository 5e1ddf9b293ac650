"""Loops that turn more often than they need to, or do by hand what a function of Python's does."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

DEEP = 3
"""Loops within loops that are told: two are common for a table, three seldom are needed."""


@check(
    Rule(
        code="deep-loops",
        title="{name} loops stand within one another",
        weights={"efficiency": 0.15, "readability": 0.08},
        level="learning",
        why="Each level multiplies the work, and readers have to keep all of them in mind.",
        do="Ask whether a dict or a sorted list replaces one level; put the inner loops into a function with a name.",
        example="for one in range(9):\n    for two in range(9):\n        for three in range(9):\n"
        "            if one + two + three == 10:\n                print(one, two, three)\n",
        better="for one in range(9):\n    for two in range(9):\n        three = 10 - one - two\n"
        "        if three >= 0:\n            print(one, two, three)\n",
    )
)
def deep_loops(program: Program) -> Iterator[Place]:
    """See the rule."""
    for loop in program.loops:
        depth = len(program.loops_around(loop)) + 1
        if depth >= DEEP:
            yield Place(loop.lineno, str(depth))


@check(
    Rule(
        code="divisors-to-the-end",
        title="Divisors of `{name}` are tried far beyond its square root",
        weights={"efficiency": 0.28},
        level="learning",
        why="Divisors come in pairs, and the smaller of a pair is at most the square root: for 1,000,000 "
        "that is 1,000 tries.",
        do="Stop at the square root (`math.isqrt`), and leave the loop as soon as the answer is known.",
        example="def is_prime(n):\n    for divisor in range(2, n):\n        if n % divisor == 0:\n            "
        "return False\n"
        "    return n > 1\n",
        better="from math import isqrt\n\n\ndef is_prime(n):\n    for divisor in range(2, isqrt(n) + 1):\n"
        "        if n % divisor == 0:\n            return False\n    return n > 1\n",
    )
)
def divisors_to_the_end(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.BinOp):
        if (
            not isinstance(node.op, ast.Mod)
            or not isinstance(node.left, ast.Name)
            or not isinstance(node.right, ast.Name)
        ):
            continue
        for loop in program.loops_around(node):
            if isinstance(loop, ast.While):
                bound: ast.AST | None = loop.test
                counter = names_in(loop.test)
            elif isinstance(loop, ast.For | ast.AsyncFor):
                bound, counter = _end_of_range(loop.iter), names_in(loop.target)
            else:
                bound = _end_of_range(loop.generators[0].iter)
                counter = names_in(loop.generators[0].target)
            if node.right.id in counter and bound is not None and _is_near(bound, node.left.id):
                yield Place(loop.lineno, node.left.id)
                break


def _end_of_range(node: ast.expr) -> ast.expr | None:
    if call_name(node) != "range" or not isinstance(node, ast.Call) or not node.args:
        return None
    return node.args[0] if len(node.args) == 1 else node.args[1]


def _is_near(bound: ast.AST, name: str) -> bool:
    """Whether a bound grows like the number itself, not like its root."""
    if name not in names_in(bound):
        return False
    text = ast.unparse(bound)
    return not any(sign in text for sign in ("sqrt", "**", "pow", "root", "*", "//")) or "// 2" in text


@check(
    Rule(
        code="no-early-exit",
        title="The loop goes on although the answer is known",
        weights={"efficiency": 0.18, "readability": 0.03},
        level="learning",
        why="Once the flag is set nothing can change it, but all the rest is still gone through.",
        do="Leave the loop with `break`, or return at once; `any` and `all` do that by themselves.",
        example="def has_zero(numbers):\n    found = False\n    for number in numbers:\n        if number == 0:\n"
        "            found = True\n    return found\n",
        better="def has_zero(numbers):\n    return any(number == 0 for number in numbers)\n",
    )
)
def no_early_exit(program: Program) -> Iterator[Place]:
    """See the rule."""
    for loop in program.loops:
        tests = [one for one in loop.body if isinstance(one, ast.If)]
        others = [one for one in loop.body if not isinstance(one, ast.If | ast.AugAssign)]
        if len(tests) != 1 or tests[0].orelse or (isinstance(loop, ast.For) and others):
            continue
        body = _innermost(tests[0].body)
        sets = [
            one
            for one in body
            if isinstance(one, ast.Assign) and (_is_flag(one.value) or _keeps_match(loop, tests[0], one))
        ]
        if sets and len(sets) == len(body) and not (isinstance(loop, ast.While) and _ends(loop, sets)):
            yield Place(loop.lineno)


def _keeps_match(loop: ast.stmt, test: ast.If, kept: ast.Assign) -> bool:
    """`if item == wanted: found = item`: a second match is the same as the first."""
    if (
        not isinstance(loop, ast.For)
        or not isinstance(test.test, ast.Compare)
        or not isinstance(test.test.ops[0], ast.Eq)
    ):
        return False
    arithmetic = any(isinstance(one, ast.BinOp) for one in ast.walk(test.test))
    return not arithmetic and isinstance(kept.value, ast.Name) and kept.value.id in names_in(loop.target)


def _innermost(body: list[ast.stmt]) -> list[ast.stmt]:
    """What tests within tests decide on."""
    only = body[0] if len(body) == 1 else None
    return _innermost(only.body) if isinstance(only, ast.If) and not only.orelse else body


def _is_flag(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, bool)


def _ends(loop: ast.While, sets: list[ast.Assign]) -> bool:
    """Whether the flag is what the loop asks."""
    return bool({base_name(target) for one in sets for target in one.targets} & names_in(loop.test))


@check(
    Rule(
        code="counted-to-know-whether",
        title="All is counted to learn whether there is anything",
        weights={"efficiency": 0.14, "readability": 0.03},
        level="learning",
        why="The first one found gives the answer.",
        do="Return as soon as there is one, or ask with `any`.",
        example="def has_zero(numbers):\n    count = 0\n    for number in numbers:\n        if number == 0:\n"
        "            count += 1\n    return count > 0\n",
        better="def has_zero(numbers):\n    return any(number == 0 for number in numbers)\n",
    )
)
def counted_to_know_whether(program: Program) -> Iterator[Place]:
    """See the rule."""
    counted = {
        (program.scope(one), one.target.id)
        for one in program.all(ast.AugAssign)
        if isinstance(one.target, ast.Name) and is_const(one.value, 1) and program.in_loop(one)
    }
    for node in program.all(ast.Return):
        match node.value:
            case ast.Compare(
                left=ast.Name(id=name), ops=[ast.Gt() | ast.NotEq() | ast.Eq()], comparators=[ast.Constant(value=0)]
            ) if (program.scope(node), name) in counted:
                yield Place(node.lineno)


@check(
    Rule(
        code="sorted-but-walked",
        title="`{name}` is sorted, and searched from its start",
        weights={"efficiency": 0.2},
        level="proficient",
        why="In a sorted list each look at the middle halves what is left: 20 looks for a million elements.",
        do="Halve the range that is left (binary search), or use `bisect`.",
        example="def place_of(sorted_names, wanted):\n    for place, name in enumerate(sorted_names):\n"
        "        if name == wanted:\n            return place\n    return -1\n",
        better="from bisect import bisect_left\n\n\ndef place_of(sorted_names, wanted):\n"
        "    place = bisect_left(sorted_names, wanted)\n"
        "    return place if sorted_names[place:place + 1] == [wanted] else -1\n",
    )
)
def sorted_but_walked(program: Program) -> Iterator[Place]:
    """See the rule: what is called sorted, or said to be in the docstring, is looked through for one equal element."""
    for loop in program.all(ast.For):
        function = program.function_of(loop)
        walked = names_in(loop.iter) - {"enumerate", "range", "len"}
        if function is None or len(walked) != 1 or not walked <= set(program.parameters(function)):
            continue
        said = f"{min(walked)} {function.name} {ast.get_docstring(function) or ''}".lower()
        first = loop.body[0]
        match first:
            case ast.If(test=ast.Compare(ops=[ast.Eq()]), body=[ast.Return()]) if "sorted" in said.replace(
                "unsorted", ""
            ):
                yield Place(loop.lineno, min(walked))


@check(
    Rule(
        code="loop-skips-most",
        title="The loop tries every number to use each {name}. of them",
        weights={"efficiency": 0.1, "readability": 0.03},
        level="learning",
        why="Most turns do nothing but find out that they have nothing to do.",
        do="Let `range` make the steps: its third value is the distance from one number to the next.",
        example="for number in range(0, 99):\n    if number % 3 == 0:\n        print(number)\n",
        better="for number in range(0, 99, 3):\n    print(number)\n",
    )
)
def loop_skips_most(program: Program) -> Iterator[Place]:
    """See the rule."""
    for loop in program.all(ast.For):
        if call_name(loop.iter) != "range" or len(loop.body) != 1 or not isinstance(loop.body[0], ast.If):
            continue
        test = loop.body[0]
        match test.test:
            case ast.Compare(
                left=ast.BinOp(left=ast.Name(id=name), op=ast.Mod(), right=ast.Constant(value=step)),
                ops=[ast.Eq()],
                comparators=[ast.Constant()],
            ) if name in names_in(loop.target) and not test.orelse:
                yield Place(loop.lineno, str(step))


@check(
    Rule(
        code="sum-by-hand",
        title="A loop does what `{name}` does",
        weights={"efficiency": 0.07, "readability": 0.06},
        level="proficient",
        why="Python's own function is quicker than a loop, tested, and says in one word what is meant.",
        do="Use the function; it takes a generator where something has to be done to each element first.",
        example="numbers = [3, 5, 9]\ntotal = 0\nfor number in numbers:\n    total += number\nprint(total)\n",
        better="numbers = [3, 5, 9]\ntotal = sum(numbers)\nprint(total)\n",
    )
)
def sum_by_hand(program: Program) -> Iterator[Place]:
    """See the rule."""
    for loop in program.all(ast.For):
        if len(loop.body) != 1 or loop.orelse:
            continue
        match loop.body[0]:
            case (
                ast.AugAssign(target=ast.Name() as target, op=ast.Add(), value=value)
                | ast.Assign(
                    targets=[ast.Name() as target], value=ast.BinOp(left=ast.Name(), op=ast.Add(), right=value)
                )
            ):
                plain = program.kind(value) not in ("str", "list", "tuple") and target.id not in names_in(value)
                if plain and program.kind(target) == "number":  # what grows by a share of itself is no sum
                    yield Place(loop.lineno, "sum")
            case ast.If(
                test=ast.Compare(
                    left=ast.Name(id=left), ops=[ast.Gt() | ast.Lt() as order], comparators=[ast.Name(id=best)]
                ),
                body=[ast.Assign(targets=[ast.Name(id=target)], value=ast.Name(id=value))],
                orelse=[],
            ) if {left, best} == {target, value} and value in names_in(loop.target):
                larger = isinstance(order, ast.Gt) == (left == value)
                yield Place(loop.lineno, "max" if larger else "min", 1.3)


@check(
    Rule(
        code="power-by-hand",
        title="A loop multiplies by the same number again and again",
        weights={"efficiency": 0.12, "readability": 0.06},
        level="learning",
        why="`**` gets there in far fewer steps and says what is meant.",
        do="Use the power operator.",
        example="base, exponent = 3, 5\nresult = 1\nfor _ in range(exponent):\n    result *= base\nprint(result)\n",
        better="base, exponent = 3, 5\nresult = base**exponent\nprint(result)\n",
    )
)
def power_by_hand(program: Program) -> Iterator[Place]:
    """See the rule."""
    for loop in program.all(ast.For):
        if len(loop.body) == 1 and call_name(loop.iter) == "range":
            match loop.body[0]:
                case (
                    ast.AugAssign(target=ast.Name(), op=ast.Mult(), value=value)
                    | ast.Assign(targets=[ast.Name()], value=ast.BinOp(op=ast.Mult(), right=value))
                ) if isinstance(value, ast.Name | ast.Constant) and not names_in(value) & program.changed_in(loop):
                    yield Place(loop.lineno)


@check(
    Rule(
        code="series-by-hand",
        title="A loop adds up consecutive numbers",
        weights={"efficiency": 0.15},
        level="proficient",
        why="The sum of consecutive numbers follows from the first, the last and their count: no loop is needed.",
        do="Work out the formula, or hand the range itself to `sum`.",
        example="total = 0\nfor number in range(1, 1001):\n    total += number\nprint(total)\n",
        better="total = 1000 * 1001 // 2\nprint(total)\n",
    )
)
def series_by_hand(program: Program) -> Iterator[Place]:
    """See the rule."""
    for loop in program.all(ast.For):
        if len(loop.body) == 1 and call_name(loop.iter) == "range" and isinstance(loop.target, ast.Name):
            match loop.body[0]:
                case (
                    ast.AugAssign(target=ast.Name(), op=ast.Add(), value=ast.Name(id=name))
                    | ast.Assign(targets=[ast.Name()], value=ast.BinOp(op=ast.Add(), right=ast.Name(id=name)))
                ) if name == loop.target.id:
                    yield Place(loop.lineno)


@check(
    Rule(
        code="all-orders-tried",
        title="All orders of the elements are made",
        weights={"efficiency": 0.4},
        level="learning",
        why="Ten elements have 3,628,800 orders, twelve have 479,001,600.",
        do="Compare sorted copies or counts instead, or choose the next element step by step.",
        example="from itertools import permutations\n\nprint(tuple('tea') in permutations('eat'))\n",
        better="print(sorted('tea') == sorted('eat'))\n",
    )
)
def all_orders_tried(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Call):
        if call_name(node) == "permutations" and len(node.args) == 1:
            yield Place(node.lineno)


@check(
    Rule(
        code="flattening-by-sum",
        title="Lists are joined by adding them up",
        weights={"efficiency": 0.25},
        level="proficient",
        why="Each addition copies everything joined so far.",
        do="Use `itertools.chain.from_iterable`, or a comprehension with two `for`.",
        example="rows = [[1, 2], [3]]\nprint(sum(rows, []))\n",
        better="rows = [[1, 2], [3]]\nprint([cell for row in rows for cell in row])\n",
    )
)
def flattening_by_sum(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Call):
        if call_name(node) == "sum" and any(isinstance(one, ast.List) for one in node.args[1:]):
            yield Place(node.lineno)


@check(
    Rule(
        code="counting-down-to-the-answer",
        title="Subtracting in a loop does what one division does",
        weights={"efficiency": 0.15},
        level="proficient",
        why="The number of turns grows with the number; `%` and `//` take one step.",
        do="Use `%` for what is left and `//` for how often it fits.",
        example="minutes = 500\nwhile minutes >= 60:\n    minutes -= 60\nprint(minutes)\n",
        better="minutes = 500 % 60\nprint(minutes)\n",
    )
)
def counting_down(program: Program) -> Iterator[Place]:
    """See the rule; taking the smaller from the larger in turns is the slow way to a common divisor."""
    for loop in program.all(ast.While):
        only = loop.body[0]
        body = [*only.body, *only.orelse] if isinstance(only, ast.If) and len(loop.body) == 1 else loop.body
        steps = [one for one in body if isinstance(one, ast.AugAssign)]
        taken = [one for one in steps if isinstance(one.op, ast.Sub) and not is_const(one.value, 1)]
        if len(steps) == len(body) and any(base_name(one.target) in names_in(loop.test) for one in taken):
            yield Place(loop.lineno)


@check(
    Rule(
        code="power-then-remainder",
        title="A large power is worked out to keep its remainder",
        weights={"efficiency": 0.15},
        level="proficient",
        why="The power may have thousands of digits; with the remainder taken at each step it stays small.",
        do="Hand the modulus to `pow` as its third value.",
        example="base, exponent, modulus = 3, 500, 7\nprint(base**exponent % modulus)\n",
        better="base, exponent, modulus = 3, 500, 7\nprint(pow(base, exponent, modulus))\n",
    )
)
def power_then_remainder(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.BinOp(op=ast.Pow(), right=exponent), op=ast.Mod()) if not is_const(exponent, 2, 3):
                yield Place(node.lineno)


CHECKS: tuple[Check, ...] = (
    deep_loops,
    divisors_to_the_end,
    no_early_exit,
    counted_to_know_whether,
    sorted_but_walked,
    loop_skips_most,
    sum_by_hand,
    power_by_hand,
    series_by_hand,
    all_orders_tried,
    flattening_by_sum,
    counting_down,
    power_then_remainder,
)
