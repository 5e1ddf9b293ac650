"""Methods that refuse: an error, or False, must leave the object as it was, and money is neither made nor lost."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.probe import Found
from agents.trials.structures.classes import plain
from agents.trials.structures.shapes import plain_classes

__all__ = ["HARNESS", "RefusalProbe", "refusal_probes"]

HARNESS: Final = '''

def _refused(kind, arguments, method, given, notes):
    """How a call is refused and what it has changed nevertheless; None where it has changed nothing."""
    import copy
    import re

    thing = kind(*arguments)
    before = copy.deepcopy(vars(thing))
    try:
        if getattr(thing, method)(*given) is not False:
            return None
        ended = "gives False"
    except (ArithmeticError, AttributeError, LookupError, NameError, RecursionError, TypeError):
        return None  # it was not made for that
    except Exception as error:
        ended = f"ends with {type(error).__name__}"
    for name, value in vars(thing).items():
        if before.get(name) != value and not re.search(notes, name):
            return ended, name, str(before.get(name)), str(value)
    return None


def _handed_over(kind, arguments, method, amount, purse):
    """What two have together before and after one gives the other something, given or refused."""
    one, other = kind(*arguments), kind(*arguments)
    before = getattr(one, purse) + getattr(other, purse)
    try:
        getattr(one, method)(other, amount)
    except (ArithmeticError, AttributeError, LookupError, NameError, RecursionError, TypeError):
        return None
    except Exception:
        pass
    return before, getattr(one, purse) + getattr(other, purse)
'''

_NOTES: Final = "attempt|tries|tried|fail|error|log|histor|refus|reject|denied|message|last|warn|event"
"""Attributes that may well change when something is refused."""
_NUMBER: Final = re.compile(
    "(?:.*_)?(?:amount|quantity|qty|n|number|count|value|points?|hours?|minutes?|seconds?|price|level|floor|degrees?|speed|"
    "seats?|money|percent|distance|lit(?:er|re)s?|km|kilomet(?:er|re)s?|miles?|damage|age|delta|sum|cash|units?|pages?|steps?|"
    "score|mark|grade|temperature|weight|size|capacity|change|step)"
)
_TEXT: Final = re.compile(
    r"(?:.*_)?(?:name|owner|holder|title|author|label|kind|colou?r|city|email|id|code|brand|model|make)"
)
_TAKES: Final = re.compile(
    "(?:withdraw|spend|pay|take|sell|buy|use|remove|deposit|add|fill|consume|drive|refuel|charge|order|reserve|book|load|pour|"
    "drain|discharge|empty|burn|redeem|restock|donate|fly|travel|ride)(?:_.*)?"
)
"""Methods whose False says that nothing was done: that of a guess says that it was wrong."""
_GIVE: Final = re.compile("(?:transfer|send|give|pay|move)(?:to|money|funds|coins|gold)?(?:to)?")
_PURSE: Final = re.compile("balance|money|coins|gold|funds|cash|saldo|points|credit|credits")
_GIVEN: Final = (-5, 0, 1_000_000)
_HANDED: Final = (30, 1_000_000)
_PAIR: Final = 2


@dataclass(frozen=True, slots=True)
class RefusalProbe:
    """One method that refuses, or hands something over (`purse` names what); it is given a number each time."""

    kind: str
    method: str
    line: int
    arguments: tuple[Any, ...]
    purse: str = ""

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        made = f"{self.kind}, {self.arguments!r}, {self.method!r}"
        if self.purse:
            return [f"_handed_over({made}, {amount}, {self.purse!r})" for amount in _HANDED]
        return [f"_refused({made}, ({amount},), {_NOTES!r})" for amount in _GIVEN]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        name = f"{self.kind}.{self.method}"
        for amount, result in zip(_HANDED if self.purse else _GIVEN, results, strict=True):
            if result.value is None or not result.value.has_data or result.value.data is None:
                continue
            if not self.purse:
                ended, changed, before, after = result.value.data
                told = f"`{self.method}({amount})` {ended}, but has changed `{changed}` from {before} to {after}"
                return Found("wrong", self.line, name, told)
            before, after = result.value.data
            if before != after:
                told = f"before `{self.method}` of {amount} both have {before} together, and {after} afterwards"
                return Found("wrong", self.line, name, told)
        return None


def refusal_probes(tree: ast.Module) -> Iterator[RefusalProbe]:
    """The methods of a program that can be tried."""
    for node in plain_classes(tree):
        methods = [one for one in node.body if isinstance(one, ast.FunctionDef) and not one.decorator_list]
        init = next((one for one in methods if one.name == "__init__"), None)
        arguments = _arguments(init)
        if init is None or arguments is None:
            continue
        purses = [one.attr for one in ast.walk(init) if isinstance(one, ast.Attribute) and _PURSE.fullmatch(one.attr)]
        for method in methods:
            given = method.args
            if method is init or given.vararg or given.kwarg or given.kwonlyargs:
                continue
            asked = [one.arg for one in given.args[1 : len(given.args) - len(given.defaults)]]
            if len(asked) == 1 and _NUMBER.fullmatch(asked[0]) and _refuses(method):
                yield RefusalProbe(node.name, method.name, method.lineno, arguments)
            if len(asked) == _PAIR and len(set(purses)) == 1 and _GIVE.fullmatch(plain(method.name)):
                yield RefusalProbe(node.name, method.name, method.lineno, arguments, purses[0])


def _refuses(method: ast.FunctionDef) -> bool:
    for one in ast.walk(method):
        if isinstance(one, ast.Raise):
            return True
        told = one.value if isinstance(one, ast.Return) else None
        if isinstance(told, ast.Constant) and told.value is False and _TAKES.fullmatch(method.name):
            return True
    return False


def _arguments(init: ast.FunctionDef | None) -> tuple[Any, ...] | None:
    """What to give the constructor; None where that cannot be known."""
    if init is None or init.args.vararg or init.args.kwarg or init.args.kwonlyargs:
        return None
    names = [one.arg for one in init.args.args[1:]]
    least = len(names) - len(init.args.defaults)
    values: list[Any] = []
    for at, name in enumerate(names):
        if _TEXT.fullmatch(name):
            values.append("Ada")
        elif _NUMBER.fullmatch(name) or _PURSE.search(name):
            values.append(100)
        elif at >= least:
            break
        else:
            return None
    return tuple(values)
