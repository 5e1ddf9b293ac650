"""The tower that is moved disk by disk from one peg to another."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_ROLES: Final = {
    "source": re.compile(r"s|src|source|start|from_?\w*|origin|orig|begin"),
    "target": re.compile(r"t|d|to|to_\w+|target|dest|destination|goal|end"),
    "helper": re.compile(
        r"h|helper|spare|aux|auxiliary|via|with_?\w*|temp|tmp|middle|mid|using|by|other|intermediate|buffer"
    ),
}
_MOVES: Final = {
    "source": ("source", "helper"),
    "target": ("helper", "target"),
    "helper": ("target", "source"),
}
"""Peg -> what the first and the second call hand over in its place."""


@check(
    Rule(
        code="pegs-mixed-up",
        title="`{name}` hands on its pegs in an order that moves no tower",
        weights={"correctness": 0.4},
        level="learning",
        why="First all smaller discs go from the source to the helper, by way of the target. In the end they go from "
        "the helper to the target, by way of the source.",
        do="Say for each of the two inner calls from where to where it moves, and hand the pegs over in that order.",
        example="def hanoi(n, source, target, helper):\n    if n > 0:\n        hanoi(n - 1, source, helper, target)\n"
        "        print(source, target)\n        hanoi(n - 1, helper, source, target)\n",
        better="def hanoi(n, source, target, helper):\n    if n > 0:\n        hanoi(n - 1, source, helper, target)\n"
        "        print(source, target)\n        hanoi(n - 1, helper, target, source)\n",
    )
)
def pegs_mixed_up(program: Program) -> Iterator[Place]:
    """See the rule: three pegs as parameters and two calls of itself, for one less or in a function called so."""
    for function in program.functions:
        calls = program.self_calls.get(function, [])
        names = [name for name in program.parameters(function) if name not in ("self", "cls")]
        if len(calls) != 2:  # noqa: PLR2004 - there, on
            continue
        pegs = {
            role: found[0]
            for role, form in _ROLES.items()
            if len(found := [one for one in names if form.fullmatch(one.lower())]) == 1
        }
        given = [_handed_over(call, names) for call in calls]
        others = _same_three(names, calls)
        if not _TOWER.search(program.purpose(function)):
            moves = len(others) == len(_ROLES) and _moves_one(program, function, calls, others)
            exchanges = any(one.get(peg) != peg for one in given for peg in others)
            wrong = _unlike_swaps(others, given) if moves and exchanges else [False, False]
        elif len(pegs) == len(_ROLES):
            wrong = [_is_wrong_move(one, pegs, place) for place, one in enumerate(given)]
        else:
            wrong = _unlike_swaps([name for name in names if _PEG.fullmatch(name)], given)
        for call in [call for call, found in zip(calls, wrong, strict=True) if found][:1]:
            yield Place(call.lineno, function.name)


_TOWER: Final = re.compile("hanoi|tower|dis[ck]")
_PEG: Final = re.compile(r"[a-mo-zA-Z]|(peg|rod|pole|tower|stick)_?\w")


def _same_three(names: list[str], calls: list[ast.Call]) -> list[str]:
    """The three parameters that both calls hand on, each in some order, beside one that is one less each time."""
    kept: list[set[str]] = []
    for call in calls:
        given = [ast.unparse(one) for one in call.args]
        fewer = [name for name, one in zip(names, given, strict=False) if one == f"{name} - 1"]
        rest = {name for name in names if name not in fewer}
        if len(fewer) != 1 or len(rest) != len(_ROLES) or {*given} != {f"{fewer[0]} - 1", *rest}:
            return []
        kept.append(rest)
    return [name for name in names if name in kept[0]] if kept[0] == kept[-1] else []


def _moves_one(program: Program, function: Function, calls: list[ast.Call], pegs: list[str]) -> bool:
    """Whether what the function does itself is about just two of the three."""
    inner = {id(part) for call in calls for part in ast.walk(call)}
    names = (one for one in program.within(function) if isinstance(one, ast.Name) and id(one) not in inner)
    return len({one.id for one in names} & {*pegs}) == len(pegs) - 1


def _is_wrong_move(given: dict[str, str], pegs: dict[str, str], place: int) -> bool:
    return any(given.get(pegs[role]) != pegs[moves[place]] for role, moves in _MOVES.items())


def _unlike_swaps(pegs: list[str], given: list[dict[str, str]]) -> list[bool]:
    """Whether a call is wrong, whatever the pegs are called: each exchanges two of them, not the same two."""
    changed = [{peg for peg in pegs if one.get(peg) != peg} for one in given]
    if len(pegs) != len(_ROLES):
        return [False, False]
    first, second = (len(one) != 2 for one in changed)  # noqa: PLR2004 - two of three
    return [first, second or changed[0] == changed[1]]


def _handed_over(call: ast.Call, names: list[str]) -> dict[str, str]:
    """Parameter -> the name that a call gives for it."""
    given = dict(zip(names, call.args, strict=False)) | {one.arg: one.value for one in call.keywords if one.arg}
    return {name: one.id for name, one in given.items() if isinstance(one, ast.Name)}


CHECKS: tuple[Check, ...] = (pegs_mixed_up,)
