"""What is handed to functions of one's own, and what comes back: exchanged, the other one, worked out once, old.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, names_in, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_TURNS: Final = re.compile(
    r"swap|flip|rotat|transpos|turn|revers|mirror|exchang|invert|opposite|symmetr|compar|equal|other"
)


def _known_functions(program: Program) -> dict[str, Function]:
    """Functions and methods by name, those of which the program has one; a class stands for its `__init__`."""
    found: dict[str, list[Function]] = defaultdict(list)
    for function in program.functions:
        owner = program.parents[function]
        if function.name == "__init__" and isinstance(owner, ast.ClassDef):
            found[owner.name].append(function)
        else:
            found[function.name].append(function)
    return {name: several[0] for name, several in found.items() if len(several) == 1}


@check(
    Rule(
        code="arguments-exchanged",
        title="`{name}` gets two values in each other's place",
        weights={"correctness": 0.4},
        level="beginner",
        why="Values are handed over by their order, not by their names: what is called the same here ends up in the "
        "other parameter.",
        do="Hand them over in the order of the parameters.",
        example="def sign_of(width, height):\n    return f'{width} wide, {height} high'\n\n\nwidth, height = 3, 4\n"
        "print(sign_of(height, width))\n",
        better="def sign_of(width, height):\n    return f'{width} wide, {height} high'\n\n\nwidth, height = 3, 4\n"
        "print(sign_of(width, height))\n",
    )
)
def arguments_exchanged(program: Program) -> Iterator[Place]:
    """See the rule: two names that are those of two parameters, the other way round; the right way nowhere near."""
    known = _known_functions(program)
    straight: set[tuple[ast.AST, str]] = set()
    exchanged: list[tuple[ast.Call, str]] = []
    for call in program.all(ast.Call):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        function = known.get(name)
        if function is None or any(isinstance(one, ast.Starred) for one in call.args):
            continue
        given = [one.id if isinstance(one, ast.Name) else "" for one in call.args]
        wanted = [one.arg for one in function.args.args if one.arg not in ("self", "cls")]
        places = {one: place for place, one in enumerate(given) if len(one) > 1 and one in wanted}
        off = {one for one, place in places.items() if place < len(wanted) and wanted[place] != one}
        if not off and len(places) > 1:
            straight.add((program.scope(call), name))
        if any(
            wanted[places[one]] in off and given[wanted.index(one)] in off for one in off if _fits(wanted, given, one)
        ):
            around = program.function_of(call)
            if around is not function and not _TURNS.search(f"{name} {around.name if around is not None else ''}"):
                exchanged.append((call, name))
    for call, name in exchanged:
        if (program.scope(call), name) not in straight:
            yield Place(call.lineno, name)


def _fits(wanted: list[str], given: list[str], name: str) -> bool:
    return wanted.index(name) < len(given)


@check(
    Rule(
        code="other-one-handed-over",
        title="`{name}` is worked out from the one before once more",
        weights={"correctness": 0.35},
        level="beginner",
        why="The two names say that each has its own values. Both get the result for the first.",
        do="Hand over what the second name speaks of.",
        example="def report(maths, english):\n    best_maths = max(maths)\n    best_english = max(maths)\n"
        "    print(best_maths, best_english)\n",
        better="def report(maths, english):\n    best_maths = max(maths)\n    best_english = max(english)\n"
        "    print(best_maths, best_english)\n",
    )
)
def other_one_handed_over(program: Program) -> Iterator[Place]:
    """See the rule: two assignments in a row of one call, and the second name holds another name that is there."""
    for before, after in pairwise(one for one in program.nodes if isinstance(one, ast.stmt)):
        match before, after:
            case (
                ast.Assign(targets=[ast.Name(id=one)], value=ast.Call() as call),
                ast.Assign(targets=[ast.Name(id=other)], value=ast.Call() as again),
            ) if one != other and program.parents[before] is program.parents[after] and same(call, again):
                pass
            case _:
                continue
        first, second = set(one.lower().split("_")), set(other.lower().split("_"))
        own, named = first - second, second - first
        given = {part.id for part in call.args if isinstance(part, ast.Name)}
        there = any(program.by_name.get(part) or part in program.parameters(program.scope(after)) for part in named)
        if len(own) == len(named) == 1 and first & second and own <= given and there:
            yield Place(after.lineno, other)


_NOW: Final = words("now today utcnow time random randint choice uuid4 uuid1 perf_counter input")


@check(
    Rule(
        code="default-worked-out-once",
        title="`{name}` is worked out once, when the function is defined",
        weights={"correctness": 0.4},
        level="learning",
        why="A default is worked out when Python reads `def`. Each call without that value gets the time, the number "
        "or the input of then.",
        do="Let the default be None, and work the value out within the function.",
        example="from datetime import datetime\n\n\ndef log(text, when=datetime.now()):\n    print(when, text)\n",
        better="from datetime import datetime\n\n\ndef log(text):\n    print(datetime.now(), text)\n",
    )
)
def default_worked_out_once(program: Program) -> Iterator[Place]:
    """See the rule: the time, a random number or an input as the default of a parameter."""
    for function in program.functions:
        defaults = [*function.args.defaults, *(one for one in function.args.kw_defaults if one is not None)]
        for default in defaults:
            for part in ast.walk(default):
                if isinstance(part, ast.Call) and call_name(part) in _NOW:
                    yield Place(default.lineno, ast.unparse(default)[:40])
                    break


@check(
    Rule(
        code="old-value-after-the-error",
        title="`{name}` keeps its old value when the error comes, and is used all the same",
        weights={"correctness": 0.4},
        level="beginner",
        why="After the error the loop goes on behind `try`. There the name still stands for the turn before, or for "
        "nothing at all.",
        do="Go on with the next turn of the loop, or use the value within `try`.",
        example="def ages_in(lines):\n    ages = []\n    for line in lines:\n"
        "        try:\n            age = int(line)\n"
        "        except ValueError:\n            print('no number')\n        ages.append(age)\n    return ages\n",
        better="def ages_in(lines):\n    ages = []\n    for line in lines:\n"
        "        try:\n            age = int(line)\n"
        "        except ValueError:\n            print('no number')\n            continue\n"
        "        ages.append(age)\n    return ages\n",
    )
)
def old_value_after_the_error(program: Program) -> Iterator[Place]:
    """See the rule: in a loop, `try` alone gives a name its value, and an error is only printed or passed over."""
    for node in program.all(ast.Try):
        around = program.parents[node]
        match node.body:
            case [*_, ast.Assign(targets=[ast.Name(id=name) as target], value=value)] if not node.orelse:
                pass
            case _:
                continue
        block = getattr(around, "body", [])
        if not isinstance(around, ast.For | ast.While) or node not in block or node.finalbody:
            continue
        single = len(program.values(target)) == 1 and name not in program.parameters(program.scope(node))
        passes = all(_only_tells(one.body) for one in node.handlers) and bool(node.handlers)
        after = [read for step in block[block.index(node) + 1 :][:1] for read in _reads(step, name)]
        if single and passes and after and name not in names_in(value) and not _asks(block, node):
            yield Place(after[0].lineno, name)


def _only_tells(block: list[ast.stmt]) -> bool:
    """Whether a handler does nothing but pass or print."""
    return all(
        isinstance(one, ast.Pass)
        or (isinstance(one, ast.Expr) and (isinstance(one.value, ast.Constant) or call_name(one.value) == "print"))
        for one in block
    )


def _reads(step: ast.stmt, name: str) -> list[ast.Name]:
    return [
        one for one in ast.walk(step) if isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Load)
    ]


def _asks(block: list[ast.stmt], node: ast.Try) -> bool:
    """Whether the step behind asks whether the name is there at all."""
    step = block[block.index(node) + 1]
    return isinstance(step, ast.If) and bool(re.search(r"locals\(\)|is not None|is None", ast.unparse(step.test)))


@check(
    Rule(
        code="iterator-without-an-end",
        title="`__next__` of `{name}` never says that it has come to the end",
        weights={"correctness": 0.4},
        level="learning",
        why="A loop ends when `__next__` raises StopIteration. None is an element like any other: the loop goes on "
        "with it for ever.",
        do="Raise StopIteration when nothing is left.",
        example="class Countdown:\n    def __init__(self, start):\n        self.left = start\n\n"
        "    def __iter__(self):\n        return self\n\n    def __next__(self):\n        if self.left == 0:\n"
        "            return None\n        self.left -= 1\n        return self.left\n",
        better="class Countdown:\n    def __init__(self, start):\n        self.left = start\n\n"
        "    def __iter__(self):\n        return self\n\n    def __next__(self):\n        if self.left == 0:\n"
        "            raise StopIteration\n        self.left -= 1\n        return self.left\n",
    )
)
def iterator_without_an_end(program: Program) -> Iterator[Place]:
    """See the rule: a `__next__` that returns nothing in one case, or may come to its end, and raises nothing."""
    for function in program.functions:
        owner = program.parents[function]
        if function.name != "__next__" or not isinstance(owner, ast.ClassDef):
            continue
        inside = list(program.within(function))
        raises = any(isinstance(one, ast.Raise) or call_name(one) == "next" for one in inside)
        given = [one.value for one in inside if isinstance(one, ast.Return)]
        nothing = [
            one for one in given if one is None or (isinstance(one, ast.Constant) and one.value in (None, False))
        ]
        falls_off = isinstance(function.body[-1], ast.If) and not function.body[-1].orelse
        some = len(given) > len(nothing)
        if some and not raises and (nothing or falls_off) and not any(isinstance(one, ast.Try) for one in inside):
            yield Place(function.lineno, owner.name)


CHECKS: tuple[Check, ...] = (
    arguments_exchanged,
    other_one_handed_over,
    default_worked_out_once,
    old_value_after_the_error,
    iterator_without_an_end,
)
