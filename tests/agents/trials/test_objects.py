"""Trials of classes and nodes that are known by what they can do, in the real runner."""

import ast
from collections.abc import Callable, Iterator

import pytest

from agents.runner.pool import Runner
from agents.trials.probe import Found, Probe
from agents.trials.structures.containers import container_probes
from agents.trials.structures.linked import linked_probes
from agents.trials.structures.operators import operator_probes
from agents.trials.structures.refusals import refusal_probes
from tests.agents.trials.test_trials import tried

pytestmark = pytest.mark.asyncio(loop_scope="module")


REGISTER = """
class Register:
    def __init__(self, size=8):
        self.rows = [[] for _ in range(size)]

    def _row(self, name):
        return self.rows[sum(map(ord, name)) % len(self.rows)]

    def put(self, name, number):
        for entry in self._row(name):
            if entry[0] == name:
                entry[1] = number
                return
        self._row(name).append([name, number])

    def get(self, name):
        for key, number in self._row(name):
            if key == name:
                return number
        return None

    def __len__(self):
        return sum(map(len, self.rows))
"""

SEEN = """
class Seen:
    def __init__(self, size=8):
        self.size = size
        self.table = [None] * size

    def _place(self, key):
        at = key % self.size
        while self.table[at] is not None and self.table[at] != key:
            at = (at + 1) % self.size
        return at

    def add(self, key):
        self.table[self._place(key)] = key

    def __contains__(self, key):
        return self.table[self._place(key)] == key
"""

TRIE = """
class Trie:
    def __init__(self):
        self.children, self.is_word = {}, False

    def insert(self, word):
        node = self
        for letter in word:
            node = node.children.setdefault(letter, Trie())
        node.is_word = True

    def search(self, word):
        node = self
        for letter in word:
            if letter not in node.children:
                return False
            node = node.children[letter]
        return node.is_word
"""


LINK = """
class Link:
    def __init__(self, data, next):
        self.data = data
        self.next = next

"""

DATE = """
class Date:
    def __init__(self, day, month, year):
        self.day, self.month, self.year = day, month, year

    def __lt__(self, other):
        return (self.year, self.month, self.day) < (other.year, other.month, other.day)
"""

VECTOR = """
class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __hash__(self):
        return hash((self.x, self.y))

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __str__(self):
        return f"({self.x}, {self.y})"
"""

PURSE = """
class Purse:
    def __init__(self, owner, coins):
        self.owner = owner
        self.coins = coins

    def spend(self, amount):
        if amount > self.coins:
            return False
        self.coins -= amount
        return True

    def give(self, other, amount):
        if self.spend(amount):
            other.coins += amount
"""

TANK = """
class Tank:
    def __init__(self, litres):
        self.litres = litres

    def drain(self, amount):
        if amount > self.litres:
            raise ValueError("no")
        self.litres -= amount
"""

REVERSE = LINK + (
    "def reverse(head):\n    before = None\n    while head is not None:\n        behind = head.next\n"
    "        head.next = before\n        before, head = head, behind\n    return before\n"
)

Maker = Callable[[ast.Module], Iterator[Probe]]

# What is right, and lines of it that are put in another way.
TRIED: dict[str, tuple[Maker, str, list[tuple[str, str]]]] = {
    "a hash table with rows": (
        container_probes,
        REGISTER,
        [
            ("                return\n", "                break\n"),
            ("            if key == name:\n                return number\n", "            return number\n"),
        ],
    ),
    "a hash table with places": (
        container_probes,
        SEEN,
        [("at = (at + 1) % self.size", "at += 1"), (" and self.table[at] != key", " and False")],
    ),
    "a trie": (container_probes, TRIE, [("return node.is_word", "return True")]),
    "a function of linked lists": (
        linked_probes,
        REVERSE,
        [("        head.next = before\n", "")],
    ),
    "an order": (
        operator_probes,
        DATE,
        [
            (
                "return (self.year, self.month, self.day) < (other.year, other.month, other.day)",
                "return self.year < other.year or self.month < other.month",
            ),
            ("< (other.year", "<= (other.year"),
        ],
    ),
    "sums": (
        operator_probes,
        VECTOR,
        [
            ("return Vector(self.x + other.x, self.y + other.y)", "self.x += other.x\n        return self"),
            ("self.y + other.y", "self.y - other.y"),
            ("self.x == other.x and", "self.x == self.x and"),
            ("hash((self.x, self.y))", "id(self)"),
            ('return f"', 'print(f"'),
        ],
    ),
    "money": (
        refusal_probes,
        PURSE,
        [
            ("        if self.spend(amount):\n            other", "        self.spend(amount)\n        other"),
            (
                "        if amount > self.coins:\n            return False\n        self.coins -= amount\n",
                "        self.coins -= amount\n        if self.coins < 0:\n            return False\n",
            ),
        ],
    ),
    "what is refused": (
        refusal_probes,
        TANK,
        [
            (
                '        if amount > self.litres:\n            raise ValueError("no")\n        self.litres -= amount\n',
                '        self.litres -= amount\n        if self.litres < 0:\n            raise ValueError("no")\n',
            )
        ],
    ),
}


async def found(runner: Runner, code: str) -> list[Found]:
    compile(code, "<test>", "exec")
    return await tried(runner, code)


@pytest.mark.parametrize("name", TRIED)
async def test_what_is_right_passes_and_each_mistake_is_found(runner: Runner, name: str) -> None:
    makes, right, mistakes = TRIED[name]
    assert list(makes(ast.parse(right))), "it is not tried"
    assert [one for one in await found(runner, right) if one.kind is not None] == []
    for line, other in mistakes:
        assert line in right
        wrong = right.replace(line, other, 1)
        wrong = wrong.replace('y})"\n', 'y})")\n') if 'print(f"' in wrong else wrong
        told = [one for one in await found(runner, wrong) if one.kind == "wrong"]
        assert told, wrong


LEFT_ALONE = {
    "an account that may be overdrawn": TANK.replace("raise ValueError", "print"),
    "a guess": TANK.replace("drain", "guess").replace('raise ValueError("no")', "return False"),
    "numbers that count what was refused": TANK.replace(
        '            raise ValueError("no")\n',
        "            self.refused_calls = 1\n            raise ValueError\n",
    ),
    "a sum with a number": VECTOR.replace("other.x, self.y + other.y", "other, self.y + other"),
}


@pytest.mark.parametrize("name", LEFT_ALONE)
async def test_what_is_in_doubt_is_left_alone(runner: Runner, name: str) -> None:
    assert [one for one in await found(runner, LEFT_ALONE[name]) if one.kind is not None] == []
