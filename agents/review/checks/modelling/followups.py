"""Two lines that belong together, in the wrong order or with the wrong one of two alike."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.nodes import same_text
from agents.review.program import Function, Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="change-stays-in-the-copy",
        title="`{name}` is changed, and what it was taken from stays as it was",
        weights={"correctness": 0.4},
        level="beginner",
        why="A number that was taken out of an object or a table is a value of its own.",
        do="Write the new value back to where the old one is kept.",
        example="class Shop:\n    def __init__(self):\n        self.shelf = {'tea': [3, 2]}\n\n"
        "    def sell(self, name):\n        price, left = self.shelf[name]\n        if left == 0:\n"
        "            return None\n        left -= 1\n        return price\n",
        better="class Shop:\n    def __init__(self):\n        self.shelf = {'tea': [3, 2]}\n\n"
        "    def sell(self, name):\n        price, left = self.shelf[name]\n        if left == 0:\n"
        "            return None\n        self.shelf[name][1] -= 1\n        return price\n",
    )
)
def change_stays_in_the_copy(program: Program) -> Iterator[Place]:
    """See the rule: a local name for an entry or an attribute, counted up or down in its last line."""
    for step in program.all(ast.AugAssign):
        function = program.function_of(step)
        if not isinstance(step.target, ast.Name) or function is None or program.in_loop(step):
            continue
        number = isinstance(step.op, ast.Sub) or (isinstance(step.value, ast.Constant) and step.value.value != "")
        name = step.target.id
        if not number or isinstance(getattr(step.value, "value", 0), str) or name in program.outer_names:
            continue
        places = program.places(function, name)
        stores = [one for one in places if isinstance(one.ctx, ast.Store) and one is not step.target]
        later = any(one.lineno > step.lineno for one in places)
        if not later and len(stores) == 1 and _is_entry(program, stores[0]):
            yield Place(step.lineno, name)


def _is_entry(program: Program, name: ast.Name) -> bool:
    """Whether a name is given an entry or an attribute, or a part of it."""
    around = program.parents[name]
    around = program.parents[around] if isinstance(around, ast.Tuple) else around
    if not isinstance(around, ast.Assign):
        return False
    held = around.value
    return isinstance(held, ast.Subscript | ast.Attribute) and not isinstance(getattr(held, "slice", None), ast.Slice)


@check(
    Rule(
        code="rest-thrown-away",
        title="`{name}` is set to 0 though more than one step may be in it",
        weights={"correctness": 0.4},
        level="beginner",
        why="What goes beyond the bound is lost, and the loop never has a second turn.",
        do="Take off what one step costs.",
        example="class Player:\n    def __init__(self):\n        self.level = 1\n        self.points = 0\n"
        "\n    def price(self):\n        return 10 * self.level\n\n"
        "    def gain(self, points):\n        self.points += points\n"
        "        while self.points >= self.price():\n            self.level += 1\n            print(self.level)\n"
        "            self.points = 0\n",
        better="class Player:\n    def __init__(self):\n        self.level = 1\n        self.points = 0\n"
        "\n    def price(self):\n        return 10 * self.level\n\n"
        "    def gain(self, points):\n        self.points += points\n"
        "        while self.points >= self.price():\n            self.level += 1\n            print(self.level)\n"
        "            self.points -= self.price()\n",
    )
)
def rest_thrown_away(program: Program) -> Iterator[Place]:
    """See the rule: `while x >= limit: y += 1; x = 0`."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(left=level, ops=[ast.GtE() | ast.Gt()], comparators=[end]) if not is_const(end, 0):
                pass
            case _:
                continue
        counts = any(isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add) for one in loop.body)
        for step in loop.body:
            match step:
                case ast.Assign(targets=[target], value=value) if is_const(value, 0) and same_text(target, level):
                    if counts:
                        yield Place(step.lineno, ast.unparse(level))


@check(
    Rule(
        code="first-time-counts-twice",
        title="`{name}` counts the first amount twice",
        weights={"correctness": 0.4},
        level="beginner",
        why="A key that is not there yet begins with the amount, and the amount is added once more.",
        do="Ask how much there is of something that was never put in.",
        example="def receive(stock, part, count):\n    stock[part] = stock.get(part, count) + count\n",
        better="def receive(stock, part, count):\n    stock[part] = stock.get(part, 0) + count\n",
    )
)
def first_time_counts_twice(program: Program) -> Iterator[Place]:
    """See the rule: `d.get(key, n) + n`."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.Call(func=ast.Attribute(attr="get"), args=[_, ast.Name(id=begun)]),
                op=ast.Add(),
                right=ast.Name(id=added),
            ) if begun == added:
                yield Place(node.lineno, ast.unparse(node))


@check(
    Rule(
        code="asked-with-all-kept-alone",
        title="`{name}` is asked together with what is there, and then replaced by the new one alone",
        weights={"correctness": 0.4},
        level="beginner",
        why="The question adds the new amount to what is there; the line behind it forgets what was there.",
        do="Let it become what the question has reckoned with.",
        example="class Boat:\n    def __init__(self, limit):\n        self.limit = limit\n        self.load = 0\n\n"
        "    def put(self, weight):\n        if self.load + weight <= self.limit:\n"
        "            self.load = weight\n            return True\n        return False\n",
        better="class Boat:\n    def __init__(self, limit):\n        self.limit = limit\n        self.load = 0\n\n"
        "    def put(self, weight):\n        if self.load + weight <= self.limit:\n"
        "            self.load += weight\n            return True\n        return False\n",
    )
)
def asked_with_all_kept_alone(program: Program) -> Iterator[Place]:
    """See the rule: `if self.x + n <= limit`, and in the same method `self.x = n`."""
    for function in program.functions:
        asked = _sums_asked(program, function)
        for step in program.within(function) if asked else ():
            match step:
                case ast.Assign(targets=[ast.Attribute() as target], value=ast.Name(id=new)):
                    if (ast.unparse(target), new) in asked:
                        yield Place(step.lineno, ast.unparse(target))


def _sums_asked(program: Program, function: Function) -> set[tuple[str, str]]:
    """(attribute, name) of the sums that conditions compare."""
    found = set()
    for node in program.within(function):
        match node:
            case ast.Compare(
                left=ast.BinOp(left=ast.Attribute() as level, op=ast.Add(), right=ast.Name(id=new)),
                ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()],
            ):
                found.add((ast.unparse(level), new))
    return found


CHECKS: tuple[Check, ...] = (
    change_stays_in_the_copy,
    rest_thrown_away,
    first_time_counts_twice,
    asked_with_all_kept_alone,
)
