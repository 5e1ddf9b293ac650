"""Classes with well-known names: an object is made, some of its methods are called, and the last answer is judged."""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

from agents.runner.program import CallResult
from agents.trials.probe import CRASHES, Found, alike, ending, same, shown
from agents.trials.structures.known import KNOWN
from agents.trials.structures.known.kinds import KnownClass, OneOf, Scene, Step
from agents.trials.structures.shapes import plain_classes

__all__ = [
    "HARNESS",
    "ClassProbe",
    "arguments_for",
    "class_probes",
    "methods_of",
    "outcome",
    "plain",
    "played",
    "scene_of",
    "told",
]

HARNESS: Final = '''

def _played(kind, arguments, steps):
    """Make an object and do the steps with it, or with what they make of it; return what the last one gives."""
    thing = kind(*arguments)
    for name, *given in steps:
        got = getattr(thing, name)
        got = got(*given) if callable(got) else got
        thing = got if isinstance(got, kind) else thing
    return [one for one, _ in zip(got, range(100))] if hasattr(got, "__next__") else got
'''


@dataclass(frozen=True, slots=True)
class ClassProbe:
    """One class: the arguments of its constructor, and the scenes that it has the members for."""

    name: str
    line: int
    arguments: tuple[Any, ...]
    scenes: tuple[Scene, ...]

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        return [played(self.name, self.arguments, scene) for scene in self.scenes]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`."""
        for scene, result in zip(self.scenes, results, strict=True):
            got = outcome(scene, result)
            if got is None:
                return None
            if got:
                return Found("wrong", self.line, self.name, told(self.name, scene, got))
        return Found(None, self.line, self.name)


def played(name: str, arguments: Sequence[Any], scene: Scene) -> str:
    """The call that plays a scene."""
    return f"_played({name}, {tuple(arguments)!r}, {scene[0]!r})"


def outcome(scene: Scene, result: CallResult, crashes: Collection[str] = CRASHES) -> str | None:
    """What a scene ended with instead of what is expected; empty where it is right, None where it says nothing."""
    value = result.value
    if value is None:
        error = ending(result)
        return f"ends with {error}" if error in crashes else None
    if not value.has_data or not any(alike(value.data, one) for one in _meanings(scene[1])):
        return None
    return "" if any(same(one, value.data) for one in _meanings(scene[1])) else f"gives {shown(value.data)}"


def told(name: str, scene: Scene, got: str) -> str:
    """What is wrong, for the student."""
    steps, expected = scene
    done = ", ".join(f"{name}({', '.join(map(repr, given))})" for name, *given in steps)
    return f"a new `{name}` after {done} {got}, where {shown(_meanings(expected)[0])} is expected"


def _meanings(expected: Any) -> tuple[Any, ...]:
    return expected.values if isinstance(expected, OneOf) else (expected,)


def class_probes(tree: ast.Module) -> Iterator[ClassProbe]:
    """The classes of a program that can be tried."""
    for node in plain_classes(tree):
        for known in KNOWN:
            if plain(node.name) in known.names and (probe := _probe(node, known)) is not None:
                yield probe


def methods_of(node: ast.ClassDef) -> Mapping[str, ast.FunctionDef]:
    """The methods of a class by their `plain` names."""
    return {plain(one.name): one for one in node.body if isinstance(one, ast.FunctionDef)}


def _probe(node: ast.ClassDef, known: KnownClass) -> ClassProbe | None:
    methods = methods_of(node)
    arguments = arguments_for(methods.get("__init__"), known)
    if arguments is None or sum(not isinstance(one, str) for one in arguments) < known.needs:
        return None
    before = next((one for one in arguments if isinstance(one, int)), 0) if "balance" in known.members else 0
    found = [scene_of(scene, known, methods, node) for scene in known.scenes]
    scenes = tuple((steps, expected + before if before else expected) for steps, expected in filter(None, found))
    return ClassProbe(node.name, node.lineno, arguments, scenes) if scenes else None


def arguments_for(init: ast.FunctionDef | None, known: KnownClass) -> tuple[Any, ...] | None:
    """What to give the constructor; None where that cannot be known."""
    if init is None:
        return ()
    given = init.args
    if given.vararg or given.kwarg or given.kwonlyargs:
        return None
    names = [plain(one.arg) for one in given.args[1:]]
    least = len(names) - len(given.defaults)
    wanted = names if known.needs else names[:least]  # a default may be as good where no scene depends on it
    values = [known.values[name] for name in takewhile(known.values.__contains__, wanted)]
    return tuple(values) if len(values) >= least else None


def scene_of(
    scene: Scene, known: KnownClass, methods: Mapping[str, ast.FunctionDef], node: ast.ClassDef
) -> Scene | None:
    """A scene by the names of the class; None where the class lacks something of it."""
    steps, expected = scene
    found = []
    for step in steps:
        one = _step(step, known, methods, node, last=step is steps[-1])
        if one is None:
            return None
        found.append(one)
    return tuple(found), expected


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
            if plain(attribute) == name and attribute not in methods:
                return (attribute,)
    return None


def plain(name: str) -> str:
    """A name in small letters, without underscores, those of Python's own methods excepted."""
    return name if name.startswith("__") and name.endswith("__") else name.replace("_", "").lower()
