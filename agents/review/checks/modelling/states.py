"""Attributes that never change, or are not set back: what a class asks for and does not keep up.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.changes import Changes, classes, own
from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_COUNTS: Final = re.compile(
    r"^(count|counter|total|size|length|next_\w+|\w+_count|\w+_counter|total_\w+|num_\w+|n_\w+|sum)$"
)


_MOMENTS: Final = re.compile(
    r"^_?(?:last|previous|leader|winner|highest_bidder|top_bidder|holder|borrower|owner)(?:_\w+)?$"
)
"""What an object remembers of what came last, or of who has it."""


@check(
    Rule(
        code="count-never-changed",
        title="`self.{name}` stays what it was at the beginning",
        weights={"correctness": 0.4},
        level="beginner",
        why="Methods use it as if it grew with what is added, and nothing ever changes it.",
        do="Change it where something is added.",
        example="class Marks:\n    def __init__(self):\n        self.marks = []\n        self.count = 0\n\n"
        "    def add(self, mark):\n        self.marks.append(mark)\n        print(mark)\n\n    def size(self):\n"
        "        return self.count\n",
        better="class Marks:\n    def __init__(self):\n        self.marks = []\n        self.count = 0\n\n"
        "    def add(self, mark):\n        self.marks.append(mark)\n        self.count += 1\n\n    def size(self):\n"
        "        return self.count\n",
    )
)
def count_never_changed(program: Program) -> Iterator[Place]:
    """See the rule: 0 or 1 in `__init__`, read by a method, stored by nothing in the whole program."""
    stores: dict[str, int] = defaultdict(int)
    for node in program.all(ast.Attribute):
        stores[node.attr] += not isinstance(node.ctx, ast.Load)
    if any(call_name(one) in ("setattr", "vars") for one in program.all(ast.Call)) or stores["__dict__"]:
        return
    for owner, init, methods in classes(program):
        grows = any(1 in found for one in methods for found in one.signs.values())
        shown = {name for one in methods if not one.method.name.startswith("__") for name in one.read | one.asked}
        for step in init.body if not owner.bases else ():
            match step:
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value):
                    counted = grows and _COUNTS.match(name) and is_const(value, 0, 1) and stores[name] == 1
                    waits = _MOMENTS.match(name) and is_const(value, 0, None) and stores[name] == 1
                    if (counted or waits) and name in shown:
                        yield Place(step.lineno, name)


_SELLS: Final = re.compile(
    r"(buy|sell|take|rent|borrow|lend|reserve|book|purchase|vend|dispense|checkout|check_out)(_|$)"
)
_STOCK: Final = re.compile(
    r"(^|_)(stock|inventory|available|free|tickets|seats|copies|quantity|rooms|places|left|remaining)(_|$)"
)


@check(
    Rule(
        code="asked-and-not-taken",
        title="`{name}` is asked whether there is enough, and never gets less",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is given away is still counted as there, so that it is given away again and again.",
        do="Take it off where it is given away.",
        example="class Kiosk:\n    def __init__(self, stock):\n        self.stock = stock\n        self.money = 0\n\n"
        "    def sell(self, price):\n        if self.stock > 0:\n            self.money += price\n",
        better="class Kiosk:\n    def __init__(self, stock):\n        self.stock = stock\n        self.money = 0\n\n"
        "    def sell(self, price):\n        if self.stock > 0:\n            self.stock -= 1\n"
        "            self.money += price\n",
    )
)
def asked_and_not_taken(program: Program) -> Iterator[Place]:
    """See the rule: in a method that gives something away by its name, and changes something else of its object."""
    for owner, _, methods in classes(program):
        less = {name for one in methods for name, found in one.signs.items() if found & {-1, 0}}
        for changes in methods:
            if not _SELLS.match(changes.method.name) or changes.calls or not changes.signs or owner.bases:
                continue
            bounds = _bounds(program, changes)
            for name in sorted(changes.asked - less - set(changes.signs) - bounds):
                if _STOCK.search(name):
                    yield Place(changes.method.lineno, f"self.{name}")


def _bounds(program: Program, changes: Changes) -> set[str]:
    """Attributes that something is held against which the method changes: `self.sold < self.seats`."""
    found: set[str] = set()
    for node in program.within(changes.method):
        if isinstance(node, ast.Compare):
            names = {own(one) for one in ast.walk(node)} - {""}
            found |= names if names & set(changes.signs) else set()
    return found


_ANEW: Final = re.compile(r"^(reset|restart|start_over|new_game|reset_game|restart_game|begin_again)$")
_LASTING: Final = re.compile(
    r"best|high|record|max|min|win|won|loss|lost|games|rounds|history|total|name|log|size|limit|speed|width|height|running|all_time"
)

_PLAYED: Final = re.compile(r"guess|letter|moves|board|cards|hand|tried|rolls|throws|answers|wrong")
"""Collections that belong to one game, where others such as the players go on."""


@check(
    Rule(
        code="not-set-back",
        title="`self.{name}` is not set back with the others",
        weights={"correctness": 0.3},
        level="beginner",
        why="The method begins anew, and this one keeps what it was at the end of the last time.",
        do="Give it the value that it has in `__init__`.",
        example="class Game:\n    def __init__(self):\n        self.score = 0\n        self.lives = 3\n\n"
        "    def fail(self):\n        self.lives -= 1\n\n    def win(self):\n        self.score += 1\n\n"
        "    def restart(self):\n        self.score = 0\n        print('again')\n",
        better="class Game:\n    def __init__(self):\n        self.score = 0\n        self.lives = 3\n\n"
        "    def fail(self):\n        self.lives -= 1\n\n    def win(self):\n        self.score += 1\n\n"
        "    def restart(self):\n        self.score = 0\n        self.lives = 3\n",
    )
)
def not_set_back(program: Program) -> Iterator[Place]:
    """See the rule: a constant or an empty collection in `__init__`, and another method changes it by steps."""
    for owner, init, methods in classes(program):
        begun = dict(_begun(init))
        stepped = {name for one in methods for name, found in one.signs.items() if found & {1, -1}}
        for changes in methods:
            if not _ANEW.match(changes.method.name) or changes.calls or owner.bases:
                continue
            again = {name: value for name, value in _begun(changes.method) if name in begun}
            alike = again and all(same(value, begun[name]) for name, value in again.items())
            missing = set(begun) & stepped - set(changes.signs) - changes.read
            for name in sorted(missing) if alike else ():
                lasting = _LASTING.search(name) or (
                    not isinstance(begun[name], ast.Constant) and not _PLAYED.search(name)
                )
                if not lasting:
                    yield Place(changes.method.lineno, name)


def _begun(method: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    for step in method.body:
        match step:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value):
                empty = isinstance(value, ast.List | ast.Dict) and not list(ast.iter_child_nodes(value))[1:]
                if isinstance(value, ast.Constant) or empty:
                    yield name, value


CHECKS: tuple[Check, ...] = (
    count_never_changed,
    asked_and_not_taken,
    not_set_back,
)
