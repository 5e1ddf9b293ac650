"""What a loop, or an operator, keeps and forgets: flags, runs, files written anew, numbers compared as text."""

import ast
import keyword
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, call_name, is_const, method_of
from agents.review.rules import Place, Rule
from agents.review.texts import is_of_numbers

__all__ = ["CHECKS"]


@check(
    Rule(
        code="flag-set-anew",
        title="Only the last turn of the loop decides what `{name}` is",
        weights={"correctness": 0.3},
        level="beginner",
        why="Each turn sets it again, so what an earlier turn had found is forgotten.",
        do="Set it before the loop, and change it in the loop one way only.",
        example="def has_digit(text):\n    found = False\n    for letter in text:\n        if letter.isdigit():\n"
        "            found = True\n        else:\n            found = False\n    return found\n",
        better="def has_digit(text):\n    return any(letter.isdigit() for letter in text)\n",
    )
)
def flag_set_anew(program: Program) -> Iterator[Place]:
    """See the rule: an `if` and its `else` in a loop set a flag that is read after it or by a loop around."""
    for loop in program.all(ast.For):
        if any(isinstance(one, ast.Break | ast.Return) for one in program.within(loop)):
            continue
        for node in loop.body:
            if isinstance(node, ast.If):
                set_here, otherwise = _flags(node.body), _flags(node.orelse)
                for name in set_here.keys() & otherwise.keys():
                    repeated = set_here[name] and not otherwise[name] and _repeats(program, loop, name)
                    alone = len(node.body) == len(node.orelse) == 1
                    if (alone and _read_behind_alone(program, loop, name)) or repeated:
                        yield Place(node.lineno, name)


def _flags(block: list[ast.stmt]) -> dict[str, bool]:
    """The names that a block makes true or false."""
    found = {}
    for one in block:
        match one:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=bool(value))):
                found[name] = value
    return found


def _read_behind_alone(program: Program, loop: ast.For, name: str) -> bool:
    reads, end = program.reads(program.scope(loop), name), loop.end_lineno or loop.lineno
    return bool(reads) and not any(loop.lineno <= line <= end for line in reads) and max(reads) > end


def _repeats(program: Program, loop: ast.For, name: str) -> bool:
    """Whether a `while` around a loop goes on as long as a flag is set, which is read nowhere in the loop."""
    reads, end = program.reads(program.scope(loop), name), loop.end_lineno or loop.lineno
    around = program.parents[loop]
    return (
        isinstance(around, ast.While)
        and isinstance(around.test, ast.Name)
        and around.test.id == name
        and not any(loop.lineno <= line <= end for line in reads)
    )


@check(
    Rule(
        code="last-run-forgotten",
        title="A run that goes on to the end does not count for `{name}`",
        weights={"correctness": 0.3},
        level="learning",
        why="It is compared only where a run ends, and after the last element nothing ends it.",
        do="Compare once more after the loop, or with every element.",
        example="def longest(days):\n    best = now = 0\n    for day in days:\n        if day:\n            now += 1\n"
        "        else:\n            if now > best:\n                best = now\n            now = 0\n    return best\n",
        better="def longest(days):\n    best = now = 0\n    for day in days:\n        if day:\n            now += 1\n"
        "            if now > best:\n                best = now\n        else:\n            now = 0\n    return best\n",
    )
)
def last_run_forgotten(program: Program) -> Iterator[Place]:
    """See the rule: a counter grows in one branch; the other compares it with the best and begins it anew."""
    for loop in program.loops:
        for node in program.within(loop):
            if not isinstance(node, ast.If) or not node.orelse:
                continue
            for grows, ends in ((node.body, node.orelse), (node.orelse, node.body)):
                for counter in _grown(grows) & _reset(ends):
                    best = _kept(ends, counter)
                    if best and not _kept(grows, counter) and not _used_after(program, loop, counter):
                        yield Place(node.lineno, best)


def _grown(body: list[ast.stmt]) -> set[str]:
    return {
        one.target.id
        for one in body
        if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add) and isinstance(one.target, ast.Name)
    }


def _reset(body: list[ast.stmt]) -> set[str]:
    return {
        target.id
        for one in body
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)
        for target in one.targets
        if isinstance(target, ast.Name)
    }


def _kept(body: list[ast.stmt], counter: str) -> str:
    """Where the counter is kept if it is greater: `best = counter`, or `best = max(best, counter)`."""
    for statement in body:
        for one in ast.walk(statement):
            match one:
                case ast.Assign(targets=[ast.Name(id=best)], value=ast.Name(id=found)) if found == counter:
                    return best
                case ast.Assign(targets=[ast.Name(id=best)], value=ast.Call(func=ast.Name(id="max"), args=args)):
                    if any(isinstance(arg, ast.Name) and arg.id == counter for arg in args):
                        return best
    return ""


def _used_after(program: Program, loop: ast.AST, name: str) -> bool:
    end = getattr(loop, "end_lineno", 0)
    return any(line > end for line in program.reads(program.scope(loop), name))


@check(
    Rule(
        code="written-anew-each-turn",
        title="The loop opens the same file for writing in every turn",
        weights={"correctness": 0.3},
        level="beginner",
        why="`w` empties the file, so only what the last turn writes is left.",
        do="Open it once, before the loop.",
        example="def save(names):\n    for name in names:\n        with open('names.txt', 'w') as file:\n"
        "            file.write(name)\n",
        better="def save(names):\n    with open('names.txt', 'w') as file:\n        for name in names:\n"
        "            file.write(name)\n",
    )
)
def written_anew_each_turn(program: Program) -> Iterator[Place]:
    """See the rule: `open(x, "w")` in a `for` loop that does not change `x`."""
    for call in program.all(ast.Call):
        held = isinstance(program.parents.get(call), ast.withitem | ast.Assign)  # not handed on, as an output is
        if call_name(call) != "open" or not call.args or not held or not _writes(call):
            continue
        loops = [one for one in program.loops_around(call) if isinstance(one, ast.For)]
        if loops and program.steady(call.args[0], loops[0]) and not _leaves(program, loops[0]):
            yield Place(call.lineno)


def _writes(call: ast.Call) -> bool:
    given = (
        call.args[1] if len(call.args) > 1 else next((one.value for one in call.keywords if one.arg == "mode"), None)
    )
    return is_const(given, "w", "wt")


def _leaves(program: Program, loop: ast.For) -> bool:
    return any(isinstance(one, ast.Break | ast.Return) for one in program.within(loop))


@check(
    Rule(
        code="operator-changes-operand",
        title="`{name}` changes the object that it is asked about",
        weights={"correctness": 0.3},
        level="learning",
        why="After `a + b`, or a comparison, nobody expects `a` to be another one.",
        do="Make a new object of the results and return it.",
        example="class Coin:\n    def __init__(self, cents):\n        self.cents = cents\n\n"
        "    def __add__(self, other):\n        self.cents += other.cents\n        return self\n",
        better="class Coin:\n    def __init__(self, cents):\n        self.cents = cents\n\n"
        "    def __add__(self, other):\n        return Coin(self.cents + other.cents)\n",
    )
)
def operator_changes_operand(program: Program) -> Iterator[Place]:
    """See the rule: `__add__` and its kin give an attribute of `self` another value."""
    for function in program.functions:
        if function.name not in _OPERATORS or not isinstance(program.parents.get(function), ast.ClassDef):
            continue
        if any(
            isinstance(one, ast.Attribute)
            and not isinstance(one.ctx, ast.Load)
            and isinstance(one.value, ast.Name)
            and one.value.id == "self"
            for one in program.within(function)
        ):
            yield Place(function.lineno, function.name)


_OPERATORS: Final = frozenset(
    ("__add__", "__sub__", "__mul__", "__truediv__", "__eq__", "__lt__", "__gt__", "__str__", "__repr__", "__len__")
)


@check(
    Rule(
        code="numbers-as-text",
        title="`{name}` are compared as text",
        weights={"correctness": 0.3},
        level="beginner",
        why="As text 103 comes before 9: letters are compared one by one from the left.",
        do="Turn every part into a number first, or compare with `key=int`.",
        example="parts = '12 7 103'.split()\nparts.sort()\nprint(parts)\n",
        better="parts = '12 7 103'.split()\nparts.sort(key=int)\nprint(parts)\n",
    )
)
def numbers_as_text(program: Program) -> Iterator[Place]:
    """See the rule: parts of a text of numbers are sorted, or the greatest of them is turned into a number later."""
    turned = {
        (program.scope(call), arg.id)
        for call in program.all(ast.Call)
        if call_name(call) in {"int", "float"}
        for arg in call.args
        if isinstance(arg, ast.Name)
    }
    for call in program.all(ast.Call):
        compared = _compared(call)
        parts = compared.value if isinstance(compared, ast.Subscript) else compared
        if isinstance(parts, ast.Call) and method_of(parts) == "split" and _asks_for_numbers(parts):
            yield Place(call.lineno, ast.unparse(parts)[:40])
        if not isinstance(parts, ast.Name) or any(one.arg == "key" for one in call.keywords):
            continue
        match program.values(parts):
            case [ast.Call(func=ast.Attribute(value=text, attr="split"))]:
                known = (
                    _asks_for_numbers(text) or _is_of_digits(program, text) or _becomes_number(program, call, turned)
                )
                if (
                    known
                    or is_of_numbers(parts.id)
                    or (parts.id == "values" and _MEASURES.search(program.purpose(call)))
                ):
                    yield Place(call.lineno, parts.id)


_MEASURES: Final = re.compile(
    r"\b(?:temperatures?|prices?|scores?|points|ages?|grades?|numbers?|amounts?|hottest|coldest|warmest)\b"
)


def _asks_for_numbers(node: ast.AST) -> bool:
    """Whether somebody is asked to type in numbers."""
    return any(
        call_name(one) == "input"
        and re.search(r"number|value|temperature|point|score|price|age", ast.unparse(one).lower())
        for one in ast.walk(node)
        if isinstance(one, ast.Call)
    )


def _compared(call: ast.Call) -> ast.expr | None:
    """What a call compares the elements of: `max(x)`, `sorted(x)`, `x.sort()`."""
    if call_name(call) in {"max", "min", "sorted"} and len(call.args) == 1:
        return call.args[0]
    if method_of(call) == "sort" and isinstance(call.func, ast.Attribute):
        return call.func.value
    return None


def _is_of_digits(program: Program, text: ast.expr) -> bool:
    """Whether a text that is written down has nothing but numbers."""
    if isinstance(text, ast.Name):
        given = program.values(text)
        text = given[0] if len(given) == 1 and given[0] is not None else text
    if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
        return False
    found = text.value.replace(",", " ").replace(";", " ").split()
    return len(found) > 1 and all(one.lstrip("-").isdigit() for one in found)


def _becomes_number(program: Program, call: ast.Call, turned: set[tuple[ast.AST, str]]) -> bool:
    """Whether what the call gives is handed to `int` or `float`, at once or by its name."""
    around = program.parents.get(call)
    if isinstance(around, ast.Call) and call_name(around) in {"int", "float"}:
        return True
    match around:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return (program.scope(call), name) in turned
    return False


@check(
    Rule(
        code="wraps-too-late",
        title="`{name}` begins anew one too late",
        weights={"correctness": 0.25},
        level="beginner",
        why="Minutes and seconds go from 0 to 59, hours from 0 to 23: with `>` the full number is let through.",
        do="Ask with `>=`.",
        example="def tick(minutes):\n    minutes += 1\n    if minutes > 60:\n        minutes = 0\n    return minutes\n",
        better="def tick(minutes):\n    minutes += 1\n    if minutes >= 60:\n        minutes = 0\n    return minutes\n",
    )
)
def wraps_too_late(program: Program) -> Iterator[Place]:
    """See the rule: `if minutes > 60` that sets the minutes to 0 or takes the hour off."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=value, ops=[ast.Gt()], comparators=[ast.Constant(value=60 | 24)]):
                pass
            case _:
                continue
        name = ast.unparse(value).lower()
        if not any(unit in name for unit in ("minute", "second", "hour", "mins", "secs")):
            continue
        for one in node.body:
            match one:
                case ast.Assign(targets=[target], value=ast.Constant(value=0)) if base_name(target) == base_name(value):
                    yield Place(node.lineno, ast.unparse(value)[:30])
                case ast.AugAssign(target=target, op=ast.Sub() | ast.Mod()) if base_name(target) == base_name(value):
                    yield Place(node.lineno, ast.unparse(value)[:30])


@check(
    Rule(
        code="and-or-mixed",
        title="`and` and `or` are mixed without brackets",
        weights={"correctness": 0.12, "readability": 0.06},
        level="learning",
        why="`and` binds first: `a and b or c` is true whenever `c` is, and most readers expect something else.",
        do="Say with brackets what belongs together.",
        example="def may_rent(age, card, deposit):\n    return age > 20 and card or deposit\n",
        better="def may_rent(age, card, deposit):\n    return age > 20 and (card or deposit)\n",
    )
)
def and_or_mixed(program: Program) -> Iterator[Place]:
    """See the rule: `and` directly within `or`, without brackets around it."""
    for node in program.all(ast.BoolOp):
        if not isinstance(node.op, ast.Or):
            continue
        for value in node.values:
            if isinstance(value, ast.BoolOp) and not _bracketed(program, value):
                yield Place(node.lineno)
                break


def _bracketed(program: Program, node: ast.expr) -> bool:
    lines, last = program.lines, node.end_lineno or node.lineno
    before = "\n".join([*lines[: node.lineno - 1], _cut(lines[node.lineno - 1], 0, node.col_offset)]).rstrip()
    behind = "\n".join([_cut(lines[last - 1], node.end_col_offset or 0, None), *lines[last:]]).lstrip()
    if not before.endswith("(") or not behind.startswith(")"):
        return False
    word = re.search(r"\w*$", before[:-1].rstrip())
    return word is None or not word[0] or keyword.iskeyword(word[0])  # else it is what a function is called with


def _cut(line: str, begin: int, end: int | None) -> str:
    return line.encode()[begin:end].decode()


@check(
    Rule(
        code="method-as-condition",
        title="`{name}` is a method that is not called here, so the condition is always true",
        weights={"correctness": 0.35},
        level="beginner",
        why="A method without brackets is the method itself, and that counts as true.",
        do="Put brackets behind its name.",
        example="class Lift:\n    people = 0\n\n    def is_full(self):\n        return self.people > 3\n\n"
        "    def enter(self):\n        if self.is_full:\n            return False\n        self.people += 1\n"
        "        return True\n",
        better="class Lift:\n    people = 0\n\n    def is_full(self):\n        return self.people > 3\n\n"
        "    def enter(self):\n        if self.is_full():\n            return False\n        self.people += 1\n"
        "        return True\n",
    )
)
def method_as_condition(program: Program) -> Iterator[Place]:
    """See the rule: `if self.method:`, of a method of the class that is no property."""
    for owner in program.all(ast.ClassDef):
        methods = {one.name for one in owner.body if isinstance(one, Function) and not one.decorator_list}
        for node in ast.walk(owner):
            if not isinstance(node, ast.If | ast.While | ast.IfExp):
                continue
            tests = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
            for test in tests:
                bare = test.operand if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) else test
                match bare:
                    case ast.Attribute(value=ast.Name(id="self"), attr=name) if name in methods:
                        yield Place(node.lineno, name)


CHECKS: tuple[Check, ...] = (
    flag_set_anew,
    last_run_forgotten,
    written_anew_each_turn,
    operator_changes_operand,
    numbers_as_text,
    wraps_too_late,
    and_or_mixed,
    method_as_condition,
)
