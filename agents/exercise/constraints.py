"""What a student may ask of the way to a solution: a typed catalogue, checked on the code's tree. Pure.

A constraint is possible for a family if one of the solutions that the family knows keeps it.
"""

import ast
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from agents.curriculum.spelling import nearest_names
from agents.exercise.catalogue import families
from agents.exercise.making import make
from agents.exercise.syntax import any_node, imports, is_recursive
from schemas.errors import InvalidError

__all__ = ["RULES", "Rule", "Wish", "alternatives_to", "broken", "possible", "read_wish", "rules_kept", "solvable"]

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_TIME = frozenset({"max_minutes", "minutes", "time", "time_minutes", "time_limit", "time_limit_minutes"})
_MINUTES_MAX = 24 * 60
_NEAREST = 3  # names told


@dataclass(frozen=True)
class Rule:
    """A constraint on code.

    Attributes:
        name: in requests, such as `no_loops`.
        text: for people, at the end of a statement.
        keeps: whether code keeps it.
    """

    name: str
    text: str
    keeps: Callable[[ast.AST], bool]


RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("no_loops", "Do not use `for` or `while` loops.", lambda tree: not any_node(tree, ast.For, ast.While)),
        Rule("no_comprehensions", "Do not use comprehensions.", lambda tree: not any_node(tree, *_COMPREHENSIONS)),
        Rule("no_recursion", "No function may call itself.", lambda tree: not is_recursive(tree)),
        Rule("no_imports", "Do not import anything.", lambda tree: not imports(tree)),
        Rule("use_loops", "Use a `for` or `while` loop.", lambda tree: any_node(tree, ast.For, ast.While)),
        Rule("use_comprehension", "Use a comprehension.", lambda tree: any_node(tree, *_COMPREHENSIONS)),
        Rule("use_recursion", "Use recursion: a function that calls itself.", is_recursive),
    )
}
"""Every rule by name. `no_loops` is about statements: comprehensions have a rule of their own."""


@dataclass(frozen=True)
class Wish:
    """What a request asks for.

    Attributes:
        rules: names of rules, sorted.
        max_minutes: the longest that the exercise may be estimated to take.
    """

    rules: tuple[str, ...] = ()
    max_minutes: int | None = None


def read_wish(raw: Mapping[str, Any] | None) -> Wish:
    """The constraints of a request: `{"no loops": true, "time": 10}`; a rule that is `false` is not asked for.

    Raises:
        InvalidError: an unknown constraint (the nearest ones are named), or a wrong value.
    """
    rules: set[str] = set()
    minutes: int | None = None
    for given, value in (raw or {}).items():
        name = "_".join(given.lower().replace("-", " ").replace("_", " ").split())
        if name in _TIME:
            if type(value) is not int or not 1 <= value <= _MINUTES_MAX:
                raise InvalidError.of("constraints.max_minutes", f"must be whole minutes from 1 to {_MINUTES_MAX}")
            minutes = value if minutes is None else min(minutes, value)
        elif name not in RULES:
            near = nearest_names(name, [*RULES, "max_minutes"], _NEAREST)
            raise InvalidError.of("constraints", f"must be among those known; the nearest are {', '.join(near)}")
        elif type(value) is not bool:
            raise InvalidError.of(f"constraints.{name}", "must be true or false")
        elif value:
            rules.add(name)
    return Wish(tuple(sorted(rules)), minutes)


def rules_kept(tree: ast.AST) -> frozenset[str]:
    """Names of all rules that code keeps."""
    return frozenset(name for name, rule in RULES.items() if rule.keeps(tree))


def broken(rules: Iterable[str], tree: ast.AST) -> list[str]:
    """Which of these rules code breaks."""
    return [name for name in rules if not RULES[name].keeps(tree)]


@cache
def solvable(family_name: str) -> tuple[frozenset[str], ...]:
    """For each solution that a family knows, the rules it keeps."""
    exercise = make(families()[family_name], 0)
    return tuple(rules_kept(ast.parse(source)) for source in (exercise.reference, *exercise.alternatives))


def possible(family_name: str, wish: Wish) -> bool:
    """Whether a family has a solution that keeps the rules, and is short enough."""
    family = families()[family_name]
    if wish.max_minutes is not None and family.minutes > wish.max_minutes:
        return False
    return any(kept.issuperset(wish.rules) for kept in solvable(family_name))


def alternatives_to(wish: Wish, candidates: Collection[str]) -> dict[str, Any]:
    """What is possible with these families where the wish is not: each rule alone, and the shortest time."""
    single = [name for name in RULES if any(possible(one, Wish((name,))) for one in candidates)]
    return {
        "asked": list(wish.rules),
        "possible": single,
        "least_minutes": min(families()[one].minutes for one in candidates),
    }
