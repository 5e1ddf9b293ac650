"""Two lines that belong together, in the wrong order or with the wrong one of two alike."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.changes import Changes, classes, own
from agents.review.checking import Check, check
from agents.review.nodes import same_text
from agents.review.program import Function, Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_BEGINS_ANEW: Final = re.compile(r"^_*(?:reset|clear|restart|start|set|init|begin|new|zero)(?:_|$)|^__")


@check(
    Rule(
        code="emptied-and-handed-back",
        title="`{name}` is emptied by the line before it is handed back",
        weights={"correctness": 0.4},
        level="beginner",
        why="Whoever calls gets what the line before has written there, not what was in it.",
        do="Keep the old value under a name of its own before it is replaced.",
        example="class Purse:\n    def __init__(self):\n        self.coins = 0\n\n    def add(self, coin):\n"
        "        self.coins += coin\n\n    def empty(self):\n        self.coins = 0\n        return self.coins\n",
        better="class Purse:\n    def __init__(self):\n        self.coins = 0\n\n    def add(self, coin):\n"
        "        self.coins += coin\n\n    def empty(self):\n        coins = self.coins\n        self.coins = 0\n"
        "        return coins\n",
    )
)
def emptied_and_handed_back(program: Program) -> Iterator[Place]:
    """See the rule: `self.x = 0`, then `return self.x`, in a method that does not just begin anew."""
    for node in program.all(ast.Return):
        match [node, *program.before(node, 1)]:
            case [
                ast.Return(value=ast.Attribute() as back),
                ast.Assign(targets=[ast.Attribute() as target], value=value),
            ] if own(back) and same_text(back, target):
                function = program.function_of(node)
                nothing = is_const(value, 0, "", None) or (isinstance(value, ast.List | ast.Dict) and not _parts(value))
                if nothing and function is not None and not _BEGINS_ANEW.search(function.name):
                    yield Place(node.lineno, ast.unparse(back))


def _parts(node: ast.List | ast.Dict) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.List) else node.values


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
        code="same-part-twice",
        title="`{name}` keeps the part that was taken out, not the rest",
        weights={"correctness": 0.4},
        level="beginner",
        why="Both lines cut out the same piece.",
        do="Ask which elements are left when these are gone.",
        example="def deal(cards, count):\n    hand = cards[:count]\n    cards = cards[:count]\n"
        "    return hand, cards\n",
        better="def deal(cards, count):\n    hand = cards[:count]\n    cards = cards[count:]\n    return hand, cards\n",
    )
)
def same_part_twice(program: Program) -> Iterator[Place]:
    """See the rule: `a = x[:n]` and right behind it `x = x[:n]`."""
    for step in program.all(ast.Assign):
        match [step, *program.after(step, 1)]:
            case [
                ast.Assign(targets=[first], value=ast.Subscript(value=whole, slice=ast.Slice()) as part),
                ast.Assign(targets=[rest], value=ast.Subscript() as again),
            ] if same_text(part, again) and same_text(rest, whole) and not same_text(first, whole):
                yield Place(program.after(step, 1)[0].lineno, ast.unparse(rest))


@check(
    Rule(
        code="looked-at-the-other-end",
        title="`{name}` takes from the other end than the one that the loop looks at",
        weights={"correctness": 0.4},
        level="beginner",
        why="The condition speaks of one element, and another one goes.",
        do="Take out the element that the condition looks at.",
        example="def due(jobs, now):\n    ready = []\n    while jobs and jobs[0] <= now:\n"
        "        ready.append(jobs.pop())\n    return ready\n",
        better="from collections import deque\n\n\ndef due(times, now):\n    jobs = deque(times)\n    ready = []\n"
        "    while jobs and jobs[0] <= now:\n        ready.append(jobs.popleft())\n    return ready\n",
    )
)
def looked_at_the_other_end(program: Program) -> Iterator[Place]:
    """See the rule: `while x[0] ...: x.pop()`, or `x[-1]` and `x.popleft()`."""
    for loop in program.all(ast.While):
        ends: dict[str, str] = {}
        for node in ast.walk(loop.test):
            match node:
                case ast.Subscript(value=owner, slice=place) if is_const(place, 0, -1):
                    ends.setdefault(ast.unparse(owner), ast.unparse(place))
        taken: dict[str, list[ast.Call]] = {}
        for node in (one for step in loop.body for one in ast.walk(step)) if ends else ():
            match node:
                case ast.Call(func=ast.Attribute(value=owner, attr="pop" | "popleft")):
                    taken.setdefault(ast.unparse(owner), []).append(node)
        for name, end in ends.items():
            match taken.get(name):
                case [ast.Call(func=ast.Attribute(attr="pop"), args=[]) as call] if end == "0":
                    yield Place(call.lineno, ast.unparse(call))
                case [ast.Call(func=ast.Attribute(attr="popleft")) as call] if end == "-1":
                    yield Place(call.lineno, ast.unparse(call))


@check(
    Rule(
        code="taken-out-at-once",
        title="`{name}` takes out just what the line before has put in",
        weights={"correctness": 0.4},
        level="beginner",
        why="The two lines cancel each other out, and nothing else is ever taken from there.",
        do="Of two lists that are alike, ask which one is filled here and which one is emptied.",
        example="class Page:\n    def __init__(self):\n        self.text = ''\n        self.done = []\n"
        "        self.undone = []\n\n    def write(self, text):\n        self.done.append(self.text)\n"
        "        self.text = text\n\n    def undo(self):\n        if self.done:\n"
        "            self.done.append(self.text)\n            self.text = self.done.pop()\n",
        better="class Page:\n    def __init__(self):\n        self.text = ''\n        self.done = []\n"
        "        self.undone = []\n\n    def write(self, text):\n        self.done.append(self.text)\n"
        "        self.text = text\n\n    def undo(self):\n        if self.done:\n"
        "            self.undone.append(self.text)\n            self.text = self.done.pop()\n",
    )
)
def taken_out_at_once(program: Program) -> Iterator[Place]:
    """See the rule: `x.append(...)`, and the next statement takes `x.pop()`."""
    for step in program.all(ast.Expr):
        match [step.value, *program.after(step, 1)]:
            case [
                ast.Call(func=ast.Attribute(value=filled, attr="append")),
                ast.Assign(value=ast.Call(func=ast.Attribute(value=emptied, attr="pop"), args=[]) as taken),
            ] if same_text(filled, emptied):
                yield Place(taken.lineno, ast.unparse(taken))


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
        code="found-and-added-again",
        title="`{name}` is put in once more although the loop has found it",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop changes the entry that is there already, and the line behind it adds another one in any case.",
        do="Leave the function as soon as the entry is found and changed.",
        example="def add(basket, name, count):\n    for line in basket:\n        if line['name'] == name:\n"
        "            line['count'] += count\n    basket.append({'name': name, 'count': count})\n",
        better="def add(basket, name, count):\n    for line in basket:\n        if line['name'] == name:\n"
        "            line['count'] += count\n            return\n"
        "    basket.append({'name': name, 'count': count})\n",
    )
)
def found_and_added_again(program: Program) -> Iterator[Place]:
    """See the rule: `for e in xs: if e.k == k: e.n += n`, and `xs.append(...)` of both right behind the loop."""
    for loop in program.all(ast.For):
        match [loop, *program.after(loop, 1)]:
            case [
                ast.For(
                    target=ast.Name(id=each),
                    iter=entries,
                    body=[
                        ast.If(test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[key]), body=block, orelse=[])
                    ],
                    orelse=[],
                ),
                ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="append"), args=[new])),
            ] if same_text(entries, owner):
                pass
            case _:
                continue
        match block:
            case [ast.AugAssign(target=ast.Attribute() | ast.Subscript() as target, value=ast.Name(id=more))]:
                used = {one.id for one in ast.walk(new) if isinstance(one, ast.Name)}
                told = {one.id for one in (left, key) if isinstance(one, ast.Name)}
                if ast.unparse(target).startswith(each) and told and told | {more} <= used:
                    yield Place(program.after(loop, 1)[0].lineno, ast.unparse(owner))


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
        code="grows-on-the-way-out",
        title="`{name}` grows when something is taken out as well",
        weights={"correctness": 0.4},
        level="beginner",
        why="The method that puts something in adds to it, so the one that takes it out has to subtract.",
        do="Compare the two methods line by line.",
        example="class Bag:\n    def __init__(self):\n        self.weight = 0\n        self.things = {}\n\n"
        "    def pack(self, thing, weight):\n        if self.weight + weight > 20:\n            return False\n"
        "        self.things[thing] = weight\n        self.weight += weight\n        return True\n\n"
        "    def unpack(self, thing):\n        self.weight += self.things.pop(thing)\n",
        better="class Bag:\n    def __init__(self):\n        self.weight = 0\n        self.things = {}\n\n"
        "    def pack(self, thing, weight):\n        if self.weight + weight > 20:\n            return False\n"
        "        self.things[thing] = weight\n        self.weight += weight\n        return True\n\n"
        "    def unpack(self, thing):\n        self.weight -= self.things.pop(thing)\n",
    )
)
def grows_on_the_way_out(program: Program) -> Iterator[Place]:
    """See the rule: a number with a limit that grows with what is put in and with what is taken out of one place."""
    for _, _, methods in classes(program):
        for out in methods:
            limited = {name for one in methods if one is not out for name in one.asked}
            for name in out.numbers & limited if len(out.signs) == _PAIR else ():
                if any(_goes_in(into, out, name) for into in methods) and _never_less(methods, name):
                    yield Place(out.method.lineno, f"self.{name}")


_PAIR: Final = 2


def _goes_in(into: Changes, out: Changes, name: str) -> bool:
    """Whether one method puts in where the other takes out, and the number grows in both."""
    place = next((one for one in out.signs if one != name), "")
    return (
        (out.signs[name], out.signs.get(place)) == ({1}, {-1})
        and (into.signs.get(name), into.signs.get(place)) == ({1}, {1})
        and name in into.numbers
    )


def _never_less(methods: list[Changes], name: str) -> bool:
    return all(one.signs[name] == {1} for one in methods if name in one.signs)


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
    emptied_and_handed_back,
    change_stays_in_the_copy,
    same_part_twice,
    looked_at_the_other_end,
    taken_out_at_once,
    rest_thrown_away,
    found_and_added_again,
    first_time_counts_twice,
    grows_on_the_way_out,
    asked_with_all_kept_alone,
)
