"""Objects that hold a chain of nodes: it is filled and emptied, and after each step the whole chain is looked at.

Little is known of the names. What every chain keeps to is enough: what is put in is there afterwards and nothing else
is lost, what is taken out is gone alone, and the noted end, the counter and the links back fit the chain.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.probe import Found, shown
from agents.trials.structures.shapes import Chain, Method, chain_of

__all__ = ["HARNESS", "ChainProbe", "chain_probes"]

HARNESS: Final = '''

def _chained(kind, first, link, held, noted, steps):
    """Make an object, do the steps with it; tell of each what came of it, and how the chain looks then."""
    thing, told, nodes = kind(), [], []
    for name, *given in steps:
        came, got = "value", None
        given = [nodes[one[0]] if isinstance(one, tuple) else one for one in given]
        try:
            got = getattr(thing, name)(*given)
            if hasattr(got, "__next__"):
                got = [one for one, _ in zip(got, range(30))]
            got = list(got) if isinstance(got, tuple) else got
            if not isinstance(got, (type(None), bool, int, str, list)):
                came, got = "other", None
        except Exception as error:
            came = type(error).__name__
            if came == "AttributeError" and "'NoneType' object" in str(error):
                came = "None"
        nodes, node = [], getattr(thing, first)
        while node is not None and len(nodes) < 30:
            nodes.append(node)
            node = getattr(node, link, None)
        places = {id(one): at for at, one in enumerate(nodes)}
        last, count, back = noted
        holds = [getattr(one, held, None) for one in nodes]
        end = places.get(id(getattr(thing, last, None)), -1) if last else len(nodes) - 1
        backs = [places.get(id(getattr(one, back, None)), -1) for one in nodes] if back else []
        told.append((came, got, holds, end, getattr(thing, count, None) if count else len(nodes), backs))
    return told
'''

_MANY: Final = 30
"""A chain of that many nodes after a handful of steps goes round."""

_VALUES: Final = (20, 10, 30)
"""Not in order: a chain that keeps itself sorted is known by that."""
_ONE_MORE: Final = 40
_ABSENT: Final = 99
_SCENES_MAX: Final = 70

_PLACE: Final = re.compile(r"i|k|at|idx|index|pos|position|place|where")
_THE: Final = r"_?(?:to|at|in|item|element|node|value)?_?(?:the)?_?"
_END: Final = r"(?:last|back|rear|end|tail)"
_FRONT: Final = r"(?:first|front|head|start|beginning|left)"
_AT_END: Final = re.compile(rf"append\w*|enqueue\w*|(?:add|insert|push){_THE}{_END}")
_AT_FRONT: Final = re.compile(rf"prepend\w*|appendleft|(?:add|insert|push){_THE}{_FRONT}")
_REMOVES: Final = re.compile(
    r"(?:remove|delete|discard|drop|erase)(?:_?(?:item|node|value|element|by_?value|\w*name))?"
)
_ASKS: Final = re.compile(r"has|contains|includes|search|__contains__|exists")
_TAKES: Final = re.compile(rf"pop|dequeue|poll|popleft|(?:pop|remove|delete|take){_THE}(?:{_FRONT}|{_END})")
_SIZES: Final = re.compile(r"__len__|size|length|get_?(?:size|length)|count")
_EMPTY: Final = re.compile(r"is_?empty")
_PEEKS: Final = re.compile(r"peek|top|front")
_LISTS: Final = re.compile(r"__iter__|(?:to|as|get)_?list|traverse|values|items|get_?all")
_SHOWS: Final = re.compile(r"__(?:str|repr)__|(?:show|print|display)(?:_?(?:all|list|chain))?")
_TURNS: Final = re.compile(r"reverse(?:_?(?:list|chain|order|in_?place))?")
_PART: Final = re.compile(
    r"rest|tail|except|without|other|skip|after|behind|upcoming|next|last|first|between|from|wait"
)


@dataclass(frozen=True, slots=True)
class _Told:
    """What came of one step, and the chain behind it."""

    came: str
    got: Any
    holds: list[Any]
    end: int
    count: Any
    backs: list[int]


_Steps = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class ChainProbe:
    """A class that holds a chain, and the steps that are done with objects of it, each time with a new one."""

    chain: Chain
    scenes: tuple[_Steps, ...]

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        one = self.chain
        given = f"{one.name}, {one.first!r}, {one.link!r}, {one.held!r}, {(one.last, one.count, one.back)!r}"
        return [f"_chained({given}, {steps!r})" for steps in self.scenes]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`. A method may do whatever it does as long as it does the same in every scene."""
        ways = _Ways({one.name: one for one in self.chain.methods})
        for steps, result in zip(self.scenes, results, strict=True):
            if result.status in ("timeout", "memory"):
                return self._found(steps, "comes to no end")
            if result.status != "ok" or result.value is None or not result.value.has_data:
                return None
            before: list[Any] = []
            for at, (step, told) in enumerate(zip(steps, (_Told(*one) for one in result.value.data), strict=True), 1):
                what = ways.wrong(step, before, told) or self._misfit(told)
                if what is None:
                    break
                if what:
                    return self._found(steps[:at], what)
                before = told.holds
            if ways.unknown:
                return None
        return None

    def _misfit(self, told: _Told) -> str:
        """What does not fit the chain that is there."""
        size = len(told.holds)
        if told.holds and told.end != size - 1:
            return f"holds {shown(told.holds)}, and `{self.chain.last}` is not the last of them"
        if isinstance(told.count, int) and told.count != size:
            return f"holds {shown(told.holds)}, and `{self.chain.count}` is {told.count}"
        if told.backs and told.backs != list(range(-1, size - 1)):
            return f"holds {shown(told.holds)}, and a `{self.chain.back}` does not lead to the one before"
        return ""

    def _found(self, steps: _Steps, what: str) -> Found:
        done = ", ".join(f"{name}({', '.join(map(repr, given))})" for name, *given in steps)
        return Found("wrong", self.chain.line, self.chain.name, f"a new `{self.chain.name}` after {done} {what}")


@dataclass
class _Ways:
    """What each method may be doing, as far as the scenes have shown.

    Attributes:
        methods: by their names.
        left: by a method's name, the ways that fit all that it has done so far.
        refuses: methods that mind a place beyond the end.
        unknown: whether the class is something else than it seemed.
    """

    methods: dict[str, Method]
    left: dict[str, set[str]] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)
    unknown: bool = False

    def wrong(self, step: tuple[Any, ...], before: list[Any], told: _Told) -> str | None:
        """What is wrong with a step; "" for nothing, None where the rest of the scene tells nothing."""
        name, *given = step
        method = self.methods[name]
        if len(told.holds) >= _MANY:
            return "goes round and round: a chain without an end"
        if method.of_node:
            given = [before[given[0][0]]]
        if told.came not in ("value", "other"):
            return self._crash(method, given, before, told)
        self._minds(method, given, before)
        if method.makes:
            return self._put(method, given, before, told)
        return self._with(name, given[0], before, told) if given else self._alone(name, before, told)

    def _minds(self, method: Method, given: list[Any], before: list[Any]) -> bool:
        """Whether a method is asked for a place that is not there; that it has borne this is noted."""
        place = _place_in(method)
        beyond = place is not None and given[place] >= len(before)
        if beyond:
            self.refuses.add(method.name)
        return beyond

    def _crash(self, method: Method, given: list[Any], before: list[Any], told: _Told) -> str | None:
        """An error is meant, but for one that None is asked for something where the chain has what is wanted."""
        none = told.came == "None"
        minded = method.name in self.refuses
        if (_place_in(method) is not None) and given[_place_in(method) or 0] >= len(before) and none and not minded:
            return None
        if not none:
            self._minds(method, given, before)
            self.unknown |= method.makes and _place_in(method) is None
            return None
        absent = len(given) == 1 and not method.makes and _place_in(method) is None and given[0] not in before
        wanted = before or _LISTS.fullmatch(method.name) or _SIZES.fullmatch(method.name)
        if absent or method.others or not wanted:  # careless, but what is asked for is not there
            return None
        return "ends with an AttributeError: None is asked for what only a node has"

    def _narrowed(self, name: str, ways: set[str]) -> bool:
        """Whether a way is left when these are possible."""
        self.left[name] = self.left.get(name, ways) & ways
        return bool(self.left[name])

    def _put(self, method: Method, given: list[Any], before: list[Any], told: _Told) -> str | None:
        name, holds = method.name, told.holds
        at = _place_in(method)
        value = given[at - 1] if at is not None else given[0]
        if not before and holds != [value]:
            self.unknown = True
            return "holds nothing" if holds == [] and _AT_END.fullmatch(name) else None
        places = [at for at in range(len(before) + 1) if [*before[:at], value, *before[at:]] == holds]
        if at is not None:
            return self._inserted(method, given[at], before, told, places)
        if not places:
            return f"holds {shown(holds)}; before that step it was {shown(before)}"
        ways = {"front"} if 0 in places else set()
        ways |= {"end"} if len(before) in places else set()
        ways |= {"up"} if holds == sorted(holds) else set()
        ways |= {"down"} if holds == sorted(holds, reverse=True) else set()
        if _AT_END.fullmatch(name):
            ways &= {"end"}
        if _AT_FRONT.fullmatch(name):
            ways &= {"front"}
        if not self._narrowed(name, ways):
            return f"holds {shown(holds)}, where one looks for {value} at another place"
        return ""

    def _inserted(self, method: Method, wanted: int, before: list[Any], told: _Told, places: list[int]) -> str | None:
        """Put at a place, which may be counted from 0 or 1."""
        if told.holds == before:
            return None if wanted in (0, len(before)) else f"holds {shown(before)} as before"
        if not places:
            return f"holds {shown(told.holds)}; before that step it was {shown(before)}"
        ways = {str(wanted - one) for one in places} & {"0", "1"}
        return "" if self._narrowed(method.name, ways) else f"holds {shown(told.holds)}: it went to another place"

    def _with(self, name: str, value: Any, before: list[Any], told: _Told) -> str | None:
        """A method that is given a value or a place."""
        if _place_in(self.methods[name]) is not None:
            return self._at(name, value, before, told)
        rest = [one for one in before if one != value]
        if _ASKS.fullmatch(name) and isinstance(told.got, bool) and told.got != (value in before):
            return f"gives {told.got}; it holds {shown(before)}"
        if value not in before:
            return f"holds {shown(told.holds)}" if _REMOVES.fullmatch(name) and told.holds != before else ""
        ways = {"takes"} if told.holds == rest else {"keeps"} if told.holds == before else {"other"}
        if _REMOVES.fullmatch(name):
            ways &= {"takes"}
        if _ASKS.fullmatch(name):
            ways &= {"keeps"}
        if not self._narrowed(name, ways):
            return f"holds {shown(told.holds)}; before that step it was {shown(before)}"
        if "takes" in ways and told.got is False:
            return f"gives False, and has taken {value} out"
        return "" if "other" not in ways else None

    def _at(self, name: str, place: int, before: list[Any], told: _Told) -> str | None:
        """A method that is given a place, which may be counted from 0 or 1."""
        if place > len(before):
            return None
        starts = {one for one in (0, 1) if 0 <= place - one < len(before)}
        if told.holds == before:
            if told.got not in before:
                return ""
            ways = {str(one) for one in starts if before[place - one] == told.got}
            return "" if self._narrowed(name, ways) else f"gives {told.got}; it holds {shown(before)}"
        ways = {str(one) for one in starts if told.holds == [*before[: place - one], *before[place - one + 1 :]]}
        if not self._narrowed(name, ways):
            return f"holds {shown(told.holds)}; before that step it was {shown(before)}"
        return ""

    def _alone(self, name: str, before: list[Any], told: _Told) -> str | None:
        """A method that is given nothing."""
        ways = {
            way
            for way, holds in (
                ("same", before),
                ("first", before[1:]),
                ("last", before[:-1]),
                ("turned", before[::-1]),
                ("clear", []),
            )
            if holds == told.holds
        } or {"other"}
        if self.left.get(name) == {"other"}:
            return None
        for names, meant in _MEANT:
            if names.fullmatch(name):
                ways &= meant
        if not self._narrowed(name, ways):
            return f"holds {shown(told.holds)}; before that step it was {shown(before)}"
        if "other" in self.left[name]:
            return None
        if told.came == "value" and (wrong := _wrong_answer(name, ways, before, told.got)):
            return f"{wrong}; it holds {shown(before)} before that step" if before else wrong
        return ""


_MEANT: Final = (
    (_TURNS, {"turned"}),
    (_TAKES, {"first", "last"}),
    (re.compile("|".join(one.pattern for one in (_SIZES, _EMPTY, _PEEKS, _LISTS, _SHOWS))), {"same"}),
)


def _wrong_answer(name: str, ways: set[str], before: list[Any], got: Any) -> str:
    """What a method without arguments gives that it must not."""
    number = isinstance(got, int) and not isinstance(got, bool)
    if _SIZES.fullmatch(name) and number and got != len(before):
        return f"gives {got}"
    if _EMPTY.fullmatch(name) and isinstance(got, bool) and got != (not before):
        return f"gives {got}"
    if _PEEKS.fullmatch(name) and number and before and got not in (before[0], before[-1]):
        return f"gives {got}"
    if before and got in before and number and ways in ({"first"}, {"last"}):
        gone = before[0] if ways == {"first"} else before[-1]
        return "" if got == gone else f"gives {got}, and has taken out {gone}"
    if isinstance(got, list) and "same" in ways and len(before) > 1 and not _PART.search(name):
        return f"gives {shown(got)}" if got in (before[1:], before[:-1]) else ""
    return ""


def chain_probes(tree: ast.Module) -> Iterator[ChainProbe]:
    """The classes of a program that hold a chain."""
    for node in tree.body:
        chain = chain_of(node, tree) if isinstance(node, ast.ClassDef) else None
        if chain is not None and (scenes := tuple(_scenes(chain))):
            yield ChainProbe(chain, scenes[:_SCENES_MAX])


def _place_in(method: Method) -> int | None:
    """Which of the things to give is a place in the chain."""
    return next((at for at, need in enumerate(method.needs) if _PLACE.fullmatch(need)), None)


def _scenes(chain: Chain) -> Iterator[_Steps]:
    """What is done: every way to put something in first, then every other method with a chain of one and of three."""
    puts = [one for one in chain.methods if one.makes and one.needs and _place_in(one) is None]
    puts.sort(key=lambda one: not _AT_END.fullmatch(one.name))
    if not puts:
        return
    for put in puts:
        yield tuple(_put(put, value) for value in (*_VALUES, _ONE_MORE))
    base = puts[0]
    one, more = (_put(base, _VALUES[0]),), _put(base, _ONE_MORE)
    three = tuple(_put(base, value) for value in _VALUES)
    for put in puts[1:]:
        yield (_put(put, _VALUES[0]), _put(base, _VALUES[1]), _put(put, _VALUES[2]), more)
    for method in chain.methods:
        for steps in _tried_alone(method):
            yield (*three, *steps, more, *(steps if len(steps) == 1 and not method.needs else ()))
        if not method.makes and not method.of_node and _place_in(method) is None and len(method.needs) <= 1:
            given = (_VALUES[0],)[: len(method.needs)]
            yield (*one, (method.name, *given), more)
        if not method.makes and not method.needs:
            yield ((method.name,),)


def _tried_alone(method: Method) -> Iterator[_Steps]:
    """What a method is given while there is a chain of three."""
    name, place = method.name, _place_in(method)
    if place is not None and len(method.needs) == 1 + method.makes:
        for at in (len(_VALUES) + 1, *range(len(_VALUES) + 1)):
            given = [at if one == place else _ABSENT for one in range(len(method.needs))]
            yield ((name, *given),)
    elif not method.makes and len(method.needs) == 1:
        values: tuple[Any, ...] = (_VALUES[1], _VALUES[2], _VALUES[0], _ABSENT)
        for value in ((0,), (2,), (1,)) if method.of_node else values:
            yield ((name, value),)
    elif not method.needs and not method.makes:
        yield ((name,),)
        yield ((name,),) * len(_VALUES)


def _put(method: Method, value: int) -> tuple[Any, ...]:
    return (method.name, *((value,) * len(method.needs)))
