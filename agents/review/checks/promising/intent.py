"""What a program does is not what it is plainly meant to do: said by its names, or by how its parts fit together.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import is_true
from agents.review.program import Function, Program, base_name, counts_from_zero, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="count-begins-anew",
        title="`{name}` begins anew in every turn of the loop around",
        weights={"correctness": 0.2},
        level="beginner",
        why="After the loop it holds what the last turn added, not what all of them did.",
        do="Set it before the outer loop.",
        example="for line in ['a b', 'c']:\n    count = 0\n    for word in line.split():\n        count += 1\n"
        "print(count)\n",
        better="count = 0\nfor line in ['a b', 'c']:\n    for word in line.split():\n        count += 1\n"
        "print(count)\n",
    )
)
def count_begins_anew(program: Program) -> Iterator[Place]:
    """See the rule: set in a loop, added to in a loop within, and read after both alone."""
    for outer in program.loops:
        for start in outer.body:
            match start:
                case ast.Assign(targets=[ast.Name(id=name)], value=begun) if _is_beginning(begun):
                    pass
                case _:
                    continue
            inner = [one for one in outer.body if isinstance(one, ast.For | ast.While)]
            added = {node for loop in inner for node in ast.walk(loop) if _adds_to(node, name)}
            inside = {one for one in ast.walk(outer) if isinstance(one, ast.Name) and one.id == name}
            own = {one for node in (start, *added) for one in ast.walk(node) if isinstance(one, ast.Name)}
            if added and inside <= own and _is_read_after(program, outer, name):
                yield Place(start.lineno, name)


def _is_beginning(node: ast.expr) -> bool:
    empty = (isinstance(node, ast.Dict) and not node.keys) or ast.unparse(node) in ("set()", "dict()", "list()")
    return empty or isinstance(node, ast.Constant) or (isinstance(node, ast.List) and not node.elts)


def _adds_to(node: ast.AST, name: str) -> bool:
    """Whether it puts something to a sum or a collection, or only asks whether that is there already."""
    match node:
        case ast.AugAssign(target=ast.Name(id=found), value=value):
            return found == name and name not in names_in(value)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="append" | "extend" | "add" | "setdefault"))):
            return base_name(owner) == name
        case ast.Assign(targets=[ast.Subscript(value=owner)]) | ast.AugAssign(target=ast.Subscript(value=owner)):
            return base_name(owner) == name
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=found)]):
            return found == name
    return False


def _is_read_after(program: Program, loop: ast.AST, name: str) -> bool:
    end = getattr(loop, "end_lineno", 0)
    return any(
        isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Load) and one.lineno > end
        for one in program.within(program.scope(loop))
    )


@check(
    Rule(
        code="one-behind-the-end",
        title="`{name}` lies behind the end in the first turn",
        weights={"correctness": 0.2},
        level="beginner",
        why="The last element has the number of elements less one; in the first turn nothing is taken off.",
        do="Take off one more, or count backwards with -1 for the last.",
        example="word = 'abba'\nfor i in range(len(word)):\n    print(word[len(word) - i])\n",
        better="word = 'abba'\nfor i in range(len(word)):\n    print(word[len(word) - 1 - i])\n",
    )
)
def one_behind_the_end(program: Program) -> Iterator[Place]:
    """See the rule: `x[len(x) - i]` where `i` begins with 0."""
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(
                value=owner,
                slice=ast.BinOp(
                    left=ast.Call(func=ast.Name(id="len"), args=[measured]), op=ast.Sub(), right=ast.Name(id=index)
                ),
            ) if same(owner, measured):
                pass
            case _:
                continue
        if any(counts_from_zero(loop, index) for loop in program.loops_around(node)):
            yield Place(node.lineno, ast.unparse(node)[:30])


@check(
    Rule(
        code="base-case-missed",
        title="`{name}` does not end for what is less than its base case",
        weights={"correctness": 0.1},
        level="learning",
        why="Zero or less goes past the one value that ends it, and the program stops with a RecursionError.",
        do="End for everything that is not greater, with `<=`.",
        example="def factorial(n):\n    if n == 1:\n        return 1\n    return n * factorial(n - 1)\n",
        better="def factorial(n):\n    if n <= 1:\n        return 1\n    return n * factorial(n - 1)\n",
    )
)
def base_case_missed(program: Program) -> Iterator[Place]:
    """See the rule: a function that asks `n == 1`, or another number above 0, alone, and calls itself with less."""
    for function, calls in program.self_calls.items():
        if not isinstance(function, ast.FunctionDef):
            continue
        for name in program.parameters(function):
            less = any(_is_less(one, name) for call in calls for one in call.args)
            tests = [one for one in program.within(function) if isinstance(one, ast.Compare) and name in names_in(one)]
            if less and tests and all(_is_one_above_zero(one, name) for one in tests):
                yield Place(tests[0].lineno, function.name)


def _is_less(node: ast.expr, name: str) -> bool:
    match node:
        case ast.BinOp(left=ast.Name(id=found), op=ast.Sub(), right=ast.Constant(value=1)):
            return found == name
    return False


def _is_one_above_zero(node: ast.Compare, name: str) -> bool:
    match node:
        case ast.Compare(left=ast.Name(id=found), ops=[ast.Eq()], comparators=[ast.Constant(value=int(value))]):
            return found == name and value > 0
    return False


@check(
    Rule(
        code="quotient-for-remainder",
        title="Whether it can be divided is asked of the quotient",
        weights={"correctness": 0.2},
        level="beginner",
        why="`a / b` is 0 for 0 alone. What is left when it is divided is `a % b`.",
        do="Compare the remainder, with `%`.",
        example="number = 4\nif number / 2 == 0:\n    print('even')\n",
        better="number = 4\nif number % 2 == 0:\n    print('even')\n",
    )
)
def quotient_for_remainder(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.BinOp(op=ast.Div() | ast.FloorDiv(), right=ast.Constant(value=int(number))),
                ops=[ast.Eq() | ast.NotEq()],
                comparators=[compared],
            ) if number > 1 and is_const(compared, 0, 1):
                yield Place(node.lineno)


@check(
    Rule(
        code="result-goes-nowhere",
        title="`{name}` works out a result and gives it to nobody",
        weights={"correctness": 0.2},
        level="beginner",
        why="Whoever calls the function gets None.",
        do="Return the result.",
        example="def square(number):\n    result = number * number\n\n\nprint(square(3))\n",
        better="def square(number):\n    return number * number\n\n\nprint(square(3))\n",
    )
)
def result_goes_nowhere(program: Program) -> Iterator[Place]:
    """See the rule: a function that does nothing but set names of its own, the last of which nobody reads."""
    for function in program.functions:
        inside = [one for one in program.within(function) if one is not function]
        effects = (ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.Global, ast.Nonlocal, ast.Raise, ast.Assert)
        acts = any(isinstance(one, effects) or _acts(one) for one in inside)
        last = function.body[-1]
        if not acts and program.parameters(function) and isinstance(last, ast.Assign):
            read = {one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
            if all(isinstance(one, ast.Name) and one.id not in read for one in last.targets):
                yield Place(last.lineno, function.name)


def _acts(node: ast.AST) -> bool:
    """Whether something outside may be changed: a call as a statement, or a store into an object."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call)
    return isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load)


@check(
    Rule(
        code="one-taken-for-a-prime",
        title="`{name}` takes 1 and 0 for primes",
        weights={"correctness": 0.12},
        level="learning",
        why="The loop has no turn for numbers below 3, so that nothing says no. The first prime is 2.",
        do="Say no to everything below 2 first.",
        example="def is_prime(n):\n    for d in range(2, n):\n        if n % d == 0:\n            return False\n"
        "    return True\n",
        better="def is_prime(n):\n    if n < 2:\n        return False\n    for d in range(2, n):\n"
        "        if n % d == 0:\n            return False\n    return True\n",
    )
)
def one_taken_for_a_prime(program: Program) -> Iterator[Place]:
    """See the rule: a function with `prime` in its name that never compares its number."""
    for function in program.functions:
        numbers = program.parameters(function)
        if "prime" not in function.name.lower() or len(numbers) != 1:
            continue
        inside = list(program.within(function))
        (number,) = numbers
        compared = any(
            isinstance(one, ast.Compare)
            and any(isinstance(part, ast.Name) and part.id == number for part in _sides(one))
            and not _below_one(one)
            for one in inside
        )
        says_yes = isinstance(function.body[-1], ast.Return) and is_true(function.body[-1].value)
        if says_yes and not compared and any(isinstance(one, ast.For) for one in inside):
            yield Place(function.lineno, function.name)


def _below_one(node: ast.Compare) -> bool:
    """Whether a comparison tells 0 and less from the rest, and so nothing of 1."""
    match node:
        case ast.Compare(ops=[ast.Lt()], comparators=[right]):
            return is_const(right, 0, 1)
        case ast.Compare(ops=[ast.LtE() | ast.Eq()], comparators=[right]):
            return is_const(right, 0)
    return False


def _sides(node: ast.Compare) -> list[ast.expr]:
    return [node.left, *node.comparators]


@check(
    Rule(
        code="leap-year-by-four",
        title="`{name}` knows every fourth year alone",
        weights={"correctness": 0.15},
        level="learning",
        why="1900 was no leap year, and 2000 was one: hundreds count only when 400 divides them.",
        do="Ask for 100 and 400 as well, or use `calendar.isleap`.",
        example="def leap(year):\n    return year % 4 == 0\n",
        better="from calendar import isleap\n\n\ndef leap(year):\n    return isleap(year)\n",
    )
)
def leap_year_by_four(program: Program) -> Iterator[Place]:
    """See the rule."""
    for function in program.functions:
        divisors = {
            one.right.value
            for one in program.within(function)
            if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mod) and isinstance(one.right, ast.Constant)
        }
        february = 4 in divisors and any(is_const(one, 29, 366) for one in program.within(function))  # noqa: PLR2004
        if ("leap" in function.name.lower() or february) and divisors and not {100, 400} <= divisors:
            yield Place(function.lineno, function.name)


@check(
    Rule(
        code="copy-in-name-alone",
        title="`{name}` is no copy: it is the caller's list under another name",
        weights={"correctness": 0.1},
        level="learning",
        why="What is changed in it is changed for the caller too.",
        do="Copy it, with `list(...)`, or build a new list.",
        example="def doubled(numbers):\n    result = numbers\n    for i in range(len(result)):\n"
        "        result[i] *= 2\n    return result\n",
        better="def doubled(numbers):\n    return [number * 2 for number in numbers]\n",
    )
)
def copy_in_name_alone(program: Program) -> Iterator[Place]:
    """See the rule: a name given to a parameter, then changed inside and returned."""
    for function in program.functions:
        inside = list(program.within(function))
        for name, line in _other_names(program, function, inside):
            stores = any(
                isinstance(one, ast.Subscript) and not isinstance(one.ctx, ast.Load) and base_name(one) == name
                for one in inside
            )
            returned = any(
                isinstance(one, ast.Return) and isinstance(one.value, ast.Name) and one.value.id == name
                for one in inside
            )
            if stores and returned:
                yield Place(line, name)


def _other_names(program: Program, function: Function, inside: list[ast.AST]) -> Iterator[tuple[str, int]]:
    given = program.parameters(function)
    for node in inside:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=source)) if source in given:
                if name not in given:
                    yield name, node.lineno


@check(
    Rule(
        code="end-stays-outside",
        title="`{name}` ends before the value that shall be included",
        weights={"correctness": 0.4},
        level="beginner",
        why="`range` stops before its end, and so does `<`. The text says that the end belongs to it.",
        do="Write down the last value for which something is done.",
        example='def total(first, last):\n    """Add up the numbers from first up to and including last."""\n'
        "    result = 0\n    for number in range(first, last):\n        result += number\n    return result\n",
        better='def total(first, last):\n    """Add up the numbers from first up to and including last."""\n'
        "    result = 0\n    for number in range(first, last + 1):\n        result += number\n    return result\n",
    )
)
def end_stays_outside(program: Program) -> Iterator[Place]:
    """See the rule: the one `range` to a parameter that the docstring includes, and nothing else that asks for it."""
    for function in program.functions:
        said = " ".join((ast.get_docstring(function) or "").lower().replace("`", "").split())
        included = {name for match in _INCLUDED.findall(said) for name in match if name}
        for name in included & {one.lower() for one in program.parameters(function)}:
            reads = [one for one in program.places(function, name) if isinstance(one.ctx, ast.Load)]
            stores = [one for one in program.places(function, name) if not isinstance(one.ctx, ast.Load)]
            if len(reads) != 1 or stores:
                continue
            match program.parents[reads[0]]:
                case ast.Call(func=ast.Name(id="range"), args=[_, end, *_] | [end]) as call if end is reads[0]:
                    yield Place(call.lineno, ast.unparse(call))
                case ast.Compare(left=ast.Name(id=counter), ops=[ast.Lt()]) as test if _ends_turn(
                    program, test, counter
                ):
                    yield Place(test.lineno, ast.unparse(test))


def _ends_turn(program: Program, test: ast.Compare, counter: str) -> bool:
    """Whether a comparison is all that a loop asks, and the counter grows as the last step of each turn."""
    match program.parents[test]:
        case ast.While(body=[*_, ast.AugAssign(target=ast.Name(id=grown), op=ast.Add())]):
            return grown == counter
    return False


_INCLUDED: Final = re.compile(
    r"\b(?:up |down )?to and including (\w+)|\b(?:to|through|until|and) (\w+)(?:,| \()? ?(?:inclusive|included|"
    r"both inclusive|both included|both ends included|inclusively)\b(?! of)"
)


CHECKS: tuple[Check, ...] = (
    count_begins_anew,
    one_behind_the_end,
    base_case_missed,
    quotient_for_remainder,
    result_goes_nowhere,
    one_taken_for_a_prime,
    leap_year_by_four,
    copy_in_name_alone,
    end_stays_outside,
)
