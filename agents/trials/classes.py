"""Classes with well-known names: an object is made, some of its methods are called, and the last answer is judged."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.known_classes import KNOWN, KnownClass, OneOf, Step
from agents.trials.probe import CRASHES, Found, alike, ending, same, shown

__all__ = ["HARNESS", "ClassProbe", "class_probes"]

HARNESS: Final = '''

def _played(kind, arguments, steps):
    """Make an object and do the steps with it; return what the last one gives."""
    thing = kind(*arguments)
    for name, *given in steps:
        got = getattr(thing, name)
        got = got(*given) if callable(got) else got
    return got
'''


@dataclass(frozen=True, slots=True)
class ClassProbe:
    """One class: the arguments of its constructor, and the scenes that it has the members for."""

    name: str
    line: int
    arguments: tuple[Any, ...]
    scenes: tuple[tuple[tuple[Step, ...], Any], ...]

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        return [f"_played({self.name}, {self.arguments!r}, {steps!r})" for steps, _ in self.scenes]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        for (steps, expected), result in zip(self.scenes, results, strict=True):
            if result.status == "not_run":
                return None
            value = result.value
            if value is None:
                error = ending(result)
                if error not in CRASHES:
                    return None
                got = f"ends with {error}"
            elif not value.has_data or not any(alike(value.data, one) for one in _meanings(expected)):
                return None
            elif any(same(one, value.data) for one in _meanings(expected)):
                continue
            else:
                got = f"gives {shown(value.data)}"
            done = ", ".join(f"{name}({', '.join(map(repr, given))})" for name, *given in steps)
            told = f"a new `{self.name}` after {done} {got}, where {shown(_meanings(expected)[0])} is expected"
            return Found("wrong", self.line, self.name, told)
        return Found(None, self.line, self.name)


def _meanings(expected: Any) -> tuple[Any, ...]:
    return expected.values if isinstance(expected, OneOf) else (expected,)


def class_probes(tree: ast.Module) -> Iterator[ClassProbe]:
    """The classes of a program that can be tried."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.bases and not node.decorator_list:
            for known in KNOWN:
                if _plain(node.name) in known.names and (probe := _probe(node, known)) is not None:
                    yield probe


def _probe(node: ast.ClassDef, known: KnownClass) -> ClassProbe | None:
    methods = {_plain(one.name): one for one in node.body if isinstance(one, ast.FunctionDef)}
    arguments = _arguments(methods.get("__init__"), known)
    if arguments is None or sum(not isinstance(one, str) for one in arguments) < known.needs:
        return None
    before = next((one for one in arguments if isinstance(one, int)), 0) if "balance" in known.members else 0
    scenes = []
    for steps, expected in known.scenes:
        found = [_step(one, known, methods, node, last=one is steps[-1]) for one in steps]
        if None not in found:
            scenes.append((tuple(one for one in found if one is not None), expected + before if before else expected))
    return ClassProbe(node.name, node.lineno, arguments, tuple(scenes)) if scenes else None


def _arguments(init: ast.FunctionDef | None, known: KnownClass) -> tuple[Any, ...] | None:
    """What to give the constructor; None where that cannot be known."""
    if init is None:
        return ()
    given = init.args
    if given.vararg or given.kwarg or given.kwonlyargs:
        return None
    names = [_plain(one.arg) for one in given.args[1:]]
    least = len(names) - len(given.defaults)
    wanted = names if known.needs else names[:least]  # a default may be as good where no scene depends on it
    values = [known.values[name] for name in takewhile(known.values.__contains__, wanted)]
    return tuple(values) if len(values) >= least else None


def _step(
    step: Step, known: KnownClass, methods: Mapping[str, ast.FunctionDef], node: ast.ClassDef, *, last: bool
) -> Step | None:
    """A step by the names of the class; None where it has nothing of that name, or it takes other values.

    Only the last one can look at an attribute: this does nothing.
    """
    called, *given = step
    for name in known.members[called]:
        if name in methods:
            method = methods[name]
            most = len(method.args.args) - 1
            fits = most - len(method.args.defaults) <= len(given) <= most
            return (method.name, *given) if fits or method.decorator_list else None
    if given or not last:
        return None
    attributes = {
        one.attr
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "self"
    }
    for name in known.members[called]:
        for attribute in attributes:
            if _plain(attribute) == name and attribute not in methods:
                return (attribute,)
    return None


def _plain(name: str) -> str:
    return name if name.startswith("__") and name.endswith("__") else name.replace("_", "").lower()
