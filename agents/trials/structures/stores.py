"""Objects that keep things until they are taken out again: queues, stacks, rings, queues with priorities.

What is put in comes out in one of few orders, and always in the same one. A class is known by a method that is given a
thing and another that gives one back and changes the object.
"""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.probe import CRASHES, Found, shown
from agents.trials.structures.shapes import needed, plain_classes

__all__ = ["HARNESS", "StoreProbe", "store_probes"]

HARNESS: Final = '''

def _stored(kind, arguments, steps):
    """Make an object and do the steps with it; tell of each what it gives, or the error."""
    thing, told = kind(*arguments), []
    for name, *given in steps:
        try:
            got = getattr(thing, name)
            got = got(*given) if callable(got) else got
            got = list(got) if isinstance(got, tuple) else got
            told.append(("value", got if isinstance(got, (type(None), bool, int, str, list)) else "?"))
        except Exception as error:
            told.append((type(error).__name__, None))
    return told
'''

_PUT: Final = re.compile(
    r"(?:push|add|enqueue|append|put|insert|join|arrive|offer|write|place|admit|enter|queue|schedule|submit|line_up|"
    r"take_in|receive)(?:_.*)?"
)
_TAKE: Final = re.compile(
    r"(?:pop|dequeue|take|serve|get|next|remove|poll|pull|read|extract|shift|leave|call|process|handle|treat|"
    r"finish|run)(?:_.*)?"
)
_NOT_TAKE: Final = re.compile(r".*(?:last|all|size|count|back|rear|random|average|mean|total|list|max|min|items)")
_ROOM: Final = re.compile(r"(?:max_?)?(?:capacity|size|limit|room|k|n|length|maxsize|slots|max_\w+)")
_SIZE: Final = re.compile(r"__len__|size|length|count|waiting|get_?size")
_EMPTY: Final = re.compile(r"is_?empty")
_PEEK: Final = re.compile(r"peek|front|top")
_LIST: Final = re.compile(r"(?:to|as|get)_?list|contents|get_?all|snapshot")
_SURE: Final = frozenset(f"{put} {take}" for put in ("push", "enqueue") for take in ("pop", "dequeue"))
"""Names that mean nothing else."""
_BOUNDS: Final = re.compile(
    r"maxlen|capacity|limit|max_|full|MAX|LIMIT|CAPACITY|len\(self\.\w+\) (?:>=?|==) [A-Z\d]{2,}"
)
_CAPACITY: Final = 3
_FIRST_OUT: Final = re.compile(r"queue|fifo|first in|in line|waiting", re.IGNORECASE)
_LAST_OUT: Final = re.compile(r"stack|lifo|last in|pile", re.IGNORECASE)
_RANKED: Final = re.compile(r"priorit|heap|sort|order|rank|urgen|deque|double", re.IGNORECASE)
_Take = Callable[[list[Any]], int]
_TAKES: Final[dict[str, _Take]] = {
    "first": lambda _: 0,
    "last": lambda held: len(held) - 1,
    "least": lambda held: held.index(min(held)),
    "greatest": lambda held: held.index(max(held)),
}
"""Which of the things that are kept comes out."""

_Scene = tuple[Any, ...]
"""Numbers are put in; None takes one out."""

_SCENES: Final[tuple[_Scene, ...]] = (
    (20, None),
    (20, 10, 30, None, None, None),
    (20, 10, None, 30, None, None),
    (20, None, 10, None, 30, None, 40, None, 50, None),
    (20, 10, None, 40, None, 30, None, 60, None, 50, None, None),
    (20, 10, 30, None, 40, None, 5, None, None, None, 8, None),
)
"""None of them keeps more than three at a time."""
_FULL: Final[_Scene] = (20, 10, 30, 40, None, 50, None, None, None, None)
_BIG: Final[tuple[_Scene, ...]] = (
    (50, 70, 20, 60, 40, 80, 10, 30, None, None, None, None, 45, None, None, None, None, None),
    (9, 2, 7, 6, 8, 1, 5, 3, 4, 11, *(None,) * 10),
    (2, 25, 28, 1, 29, 18, 15, 7, 35, 11, *(None,) * 5, 3, 30, 24, 39, *(None,) * 9),
    (1, 9, 8, 3, 2, 6, 7, 5, 4, *(None,) * 9),
)


@dataclass(frozen=True, slots=True)
class StoreProbe:
    """A class, what its constructor is given, and the names of its methods.

    Attributes:
        name: the class.
        line: where it is defined.
        room: how many things it can keep; None where it has no bounds.
        put: the method that is given a thing.
        take: the method that gives one back.
        minds: whether the method that is given a thing asks for something.
        endless: whether nothing speaks of bounds.
        looks: methods that only look, by what they tell.
        orders: in which orders things may come out.
    """

    name: str
    line: int
    room: int | None
    put: str
    take: str
    minds: bool
    endless: bool
    looks: tuple[tuple[str, str], ...]
    orders: frozenset[str]

    @property
    def scenes(self) -> tuple[_Scene, ...]:
        """What is put in and taken out, each time with a new object."""
        full = (_FULL,) if self.minds else ()
        return (*_SCENES, *(full if self.room is not None else _BIG if self.endless else ()))

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        given = () if self.room is None else (self.room,)
        return [f"_stored({self.name}, {given!r}, {tuple(self._steps(one))!r})" for one in self.scenes]

    def _steps(self, scene: _Scene) -> Iterator[tuple[Any, ...]]:
        for one in scene:
            yield (self.take,) if one is None else (self.put, one)
            yield from ((name,) for _, name in self.looks if scene != _SCENES[0])

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`. The first scene shows whether it is such a class at all."""
        told: list[list[tuple[str, Any]]] = []
        for scene, result in zip(self.scenes, results, strict=True):
            if result.status in ("timeout", "memory") and told:
                return self._found(scene, "comes to no end")
            if result.status != "ok" or result.value is None or not result.value.has_data:
                return None
            told.append(result.value.data)
        came, got = told[0][-1]
        if came != "value" or got != self.scenes[0][0]:
            first, sure = self.scenes[0], f"{self.put} {self.take}" in _SURE
            broken = next((one for one, _ in told[0] if one in CRASHES), "")
            if sure and (broken or (came == "value" and got is None)):
                return self._found(first, f"ends with {broken}" if broken else "gives None")
            return None
        wrongs = []
        for order in sorted(self.orders):
            wrong = next(
                filter(None, (self._wrong(*one, _TAKES[order]) for one in zip(self.scenes, told, strict=True))), None
            )
            if wrong is None:
                return None
            wrongs.append(wrong)
        return max(wrongs, key=lambda one: one[:2])[2]

    def _wrong(self, scene: _Scene, told: list[tuple[str, Any]], take: _Take) -> tuple[int, int, Found | None] | None:
        """How far a scene goes as it should, and what is wrong then."""
        held: list[int] = []
        looks = () if scene == _SCENES[0] else self.looks
        size = len(looks) + 1
        for at, step in enumerate(scene):
            came, got = told[at * size]
            if step is None:
                wanted = held.pop(take(held)) if held else None
                if wanted is None:
                    break
                if came != "value" or got != wanted:
                    ends = shown(got) if came == "value" else f"the error {came}"
                    return at, 0, self._found(scene[: at + 1], f"gives {ends}, where {wanted} is expected")
            elif self.room is not None and len(held) >= self.room:
                return self._overflowing(scene, told, take)
            elif came != "value":
                broken = came in CRASHES or came == "AttributeError"
                return (at, 0, self._found(scene[: at + 1], f"ends with {came}")) if broken else None
            else:
                held.append(step)
            expected: Any
            for (kind, name), (came, got) in zip(looks, told[at * size + 1 : (at + 1) * size], strict=True):
                expected = {
                    "size": len(held),
                    "empty": not held,
                    "peek": held[take(held)] if held else got,
                    "list": got if isinstance(got, list) and self._is_all(got, held) else held,
                }[kind]
                if (
                    came == "value"
                    and (type(got) is type(expected) or (kind == "peek" and got is None))
                    and got != expected
                ):
                    return (
                        at,
                        1,
                        self._found(scene[: at + 1], f"`{name}` gives {got!r}, where {expected!r} is expected"),
                    )
        return None

    def _is_all(self, got: list[Any], held: list[int]) -> bool:
        """Whether a list shows what is kept, in one of the orders that may be meant."""
        if len(self.orders) > 1:
            return not all(isinstance(one, int) for one in got) or sorted(got) == sorted(held)
        return got in (held, held[::-1]) or not all(isinstance(one, int) for one in got)

    def _overflowing(
        self, scene: _Scene, told: list[tuple[str, Any]], take: _Take
    ) -> tuple[int, int, Found | None] | None:
        """What a full one does may be many things: it refuses, or what has been there longest goes."""
        size = len(self.looks) + 1
        got = [tuple(told[at * size]) for at, step in enumerate(scene) if step is None]
        for refuses in (True, False):
            held: list[int] = []
            wanted: list[Any] = []
            for step in scene:
                if step is None:
                    wanted.append(("value", held.pop(take(held))) if held else None)
                elif len(held) < (self.room or 0):
                    held.append(step)
                elif not refuses:
                    held = [*held[1:], step]
            if all(
                one == other or (one is None and not isinstance(other[1], int))
                for one, other in zip(wanted, got, strict=True)
            ):
                return None
        return len(scene), 0, self._found(scene, f"gives {', '.join(shown(one[1]) for one in got)} one after the other")

    def _found(self, scene: _Scene, what: str) -> Found:
        done = ", ".join(f"{self.take}()" if one is None else f"{self.put}({one})" for one in scene)
        return Found("wrong", self.line, self.name, f"a new `{self.name}` after {done} {what}")


def store_probes(tree: ast.Module) -> Iterator[StoreProbe]:
    """The classes of a program that keep things."""
    for node in plain_classes(tree):
        if (probe := _probe(node)) is not None:
            yield probe


def _probe(node: ast.ClassDef) -> StoreProbe | None:
    methods = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef) and not one.decorator_list}
    init = methods.get("__init__")
    given = needed(init) if init is not None else ()
    if given is None or len(given) > 1 or (given and not _ROOM.fullmatch(given[0])):
        return None
    puts = [one for one in methods.values() if _PUT.fullmatch(one.name) and _takes_one(one)]
    takes = [
        one
        for one in methods.values()
        if _TAKE.fullmatch(one.name) and not _NOT_TAKE.fullmatch(one.name) and _gives(one)
    ]
    if len(puts) != 1 or len(takes) != 1:
        return None
    looks = tuple(
        (kind, name)
        for kind, names in (("size", _SIZE), ("empty", _EMPTY), ("peek", _PEEK), ("list", _LIST))
        for name, one in methods.items()
        if names.fullmatch(name) and needed(one) == () and len(one.args.args) == 1
    )
    said = f"{node.name} {ast.get_docstring(node) or ''} {puts[0].name} {takes[0].name}"
    room = _CAPACITY if given else None
    minds = any(isinstance(one, ast.If | ast.IfExp | ast.Mod | ast.Try) for one in ast.walk(puts[0]))
    endless = not _BOUNDS.search(ast.unparse(node)) and (init is None or not init.args.defaults)
    return StoreProbe(node.name, node.lineno, room, puts[0].name, takes[0].name, minds, endless, looks, _orders(said))


def _orders(said: str) -> frozenset[str]:
    """In which orders things may come out of what is called so."""
    plain = not _RANKED.search(said)
    if plain and _FIRST_OUT.search(said) and not _LAST_OUT.search(said):
        return frozenset(("first",))
    if plain and _LAST_OUT.search(said) and not _FIRST_OUT.search(said):
        return frozenset(("last",))
    return frozenset(_TAKES)


def _takes_one(method: ast.FunctionDef) -> bool:
    given = needed(method)
    return (
        given is not None and len(given) == 1 and not re.fullmatch(r"(?:other|items|values|n|count|amount)", given[0])
    )


def _gives(method: ast.FunctionDef) -> bool:
    """Whether a method that is given nothing gives something, and changes something."""
    if needed(method) != () or len(method.args.args) != 1:
        return False
    inside = list(ast.walk(method))
    gives = any(isinstance(one, ast.Return) and one.value is not None for one in inside)
    return gives and not any(isinstance(one, ast.Yield | ast.YieldFrom) for one in inside)
