"""Things that change hands: who gets them, who loses them, and how much room there is."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, method_of, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="other-one-gets-nothing",
        title="`{name}` is handed over and gets nothing",
        weights={"correctness": 0.4},
        level="beginner",
        why="The method is told who is to get it, and never does anything with them.",
        do="Say what changes for each of the two.",
        example="class Purse:\n    def __init__(self, coins):\n        self.coins = coins\n\n"
        "    def give(self, other, coins):\n        self.coins -= coins\n        self.coins += coins\n",
        better="class Purse:\n    def __init__(self, coins):\n        self.coins = coins\n\n"
        "    def give(self, other, coins):\n        self.coins -= coins\n        other.coins += coins\n",
    )
)
def other_one_gets_nothing(program: Program) -> Iterator[Place]:
    """See the rule: a method that changes something, and never reads the parameter for the other one."""
    for function in program.functions:
        others = [name for name in program.parameters(function) if _OTHER.fullmatch(name)]
        read = {name for step in function.body for name in names_in(step)}
        changes = any(isinstance(one, ast.AugAssign) for one in function.body) or _takes_and_keeps(program, function)
        if len(others) == 1 and others[0] not in read and changes and not function.decorator_list:
            yield Place(function.lineno, others[0])


def _takes_and_keeps(program: Program, function: Function) -> bool:
    """Whether a method takes out of its own list what it is to hand over."""
    for node in program.within(function) if _HANDS_OVER.match(function.name) else ():
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Attribute() as owner, attr="remove" | "pop")):
                if base_name(owner).startswith("self."):
                    return True
    return False


_HANDS_OVER: Final = re.compile(r"(?:give|transfer|send|pass|hand|move|lend|trade|sell|donate)(?:_|$)")
_OTHER: Final = re.compile(r"(?:other|target|recipient|receiver|destination|to)(?:_account|_player|_person)?")


@check(
    Rule(
        code="in-both-places",
        title="`{name}` is put there and stays here as well",
        weights={"correctness": 0.35},
        level="beginner",
        why="Whoever goes from one list to the other has to leave the first, or is in both and can go again.",
        do="Take it out of the one list when it comes into the other.",
        example="class Garage:\n    def __init__(self):\n        self.inside = []\n        self.away = []\n\n"
        "    def leave(self, car):\n        if car in self.inside:\n            self.away.append(car)\n\n"
        "    def come(self, car):\n        if car in self.away:\n            self.inside.append(car)\n",
        better="class Garage:\n    def __init__(self):\n        self.inside = []\n        self.away = []\n\n"
        "    def leave(self, car):\n        if car in self.inside:\n            self.inside.remove(car)\n"
        "            self.away.append(car)\n\n"
        "    def come(self, car):\n        if car in self.away:\n            self.away.remove(car)\n"
        "            self.inside.append(car)\n",
    )
)
def in_both_places(program: Program) -> Iterator[Place]:
    """See the rule: from one list into the other and back, in a class that never takes anything out."""
    for owner in program.all(ast.ClassDef):
        ways: dict[tuple[str, str], int] = {}
        for node in ast.walk(owner):
            match node:
                case ast.If(
                    test=ast.Compare(left=ast.Name(id=thing), ops=[ast.In()], comparators=[source]),
                    body=[ast.Expr(value=ast.Call(func=ast.Attribute(value=place), args=[ast.Name(id=put)])), *_],
                ) if thing == put:
                    ways[ast.unparse(source), ast.unparse(place)] = node.lineno
        takes = any(
            isinstance(node, ast.Delete) or method_of(node) in ("remove", "discard", "pop", "popleft", "clear")
            for node in ast.walk(owner)
        )
        for (here, there), line in ways.items():
            if here < there and (there, here) in ways and not takes:
                yield Place(line, there)


@check(
    Rule(
        code="one-beyond-the-top",
        title="`{name}` can go one beyond its limit",
        weights={"correctness": 0.35},
        level="beginner",
        why="At the limit itself the condition still holds, and one more is added.",
        do="Follow what happens when it is at the limit already.",
        example="class Lift:\n    def __init__(self, top):\n        self.floor = 0\n        self.top = top\n\n"
        "    def up(self):\n        if self.floor <= self.top:\n            self.floor += 1\n",
        better="class Lift:\n    def __init__(self, top):\n        self.floor = 0\n        self.top = top\n\n"
        "    def up(self):\n        if self.floor < self.top:\n            self.floor += 1\n",
    )
)
def one_beyond_the_top(program: Program) -> Iterator[Place]:
    """See the rule: `if self.x <= self.limit: self.x += 1`, with a limit by its name."""
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(left=ast.Attribute() as level, ops=[ast.LtE()], comparators=[limit]),
                body=[ast.AugAssign(target=target, op=ast.Add(), value=ast.Constant(value=1)), *_],
            ) if ast.unparse(target) == ast.unparse(level):
                name = (
                    limit.attr if isinstance(limit, ast.Attribute) else limit.id if isinstance(limit, ast.Name) else ""
                )
                if _LIMIT.search(name.lower()):
                    yield Place(node.lineno, ast.unparse(level))


_LIMIT: Final = re.compile(r"(?:^|_)(?:max|maximum|top|limit|capacity|highest|most)(?:_|$)")

CHECKS: tuple[Check, ...] = (
    other_one_gets_nothing,
    in_both_places,
    one_beyond_the_top,
)
