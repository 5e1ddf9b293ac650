"""Loops that take what comes too early, or go on for one turn too many."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, call_name, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_LATER: Final = re.compile(r"\b(?:later|afterwards|after|before|earlier|following|future|subsequent)\b")
_PAIRS: Final = frozenset({("buy", "sell"), ("start", "end"), ("early", "late"), ("earlier", "later"), ("old", "new")})


@check(
    Rule(
        code="later-one-may-come-first",
        title="`{name}` takes the later one from before the earlier one as well",
        weights={"correctness": 0.35},
        level="learning",
        why="Both loops go through all places, so that the second of the two may lie before the first.",
        do="Begin the inner loop behind the place where the outer one is.",
        example="def best_rise(values):\n    '''The greatest rise to a later value.'''\n    best = 0\n"
        "    for i in range(len(values)):\n        for j in range(len(values)):\n"
        "            best = max(best, values[j] - values[i])\n    return best\n",
        better="def best_rise(values):\n    '''The greatest rise to a later value.'''\n    best = 0\n"
        "    for i in range(len(values)):\n        for j in range(i + 1, len(values)):\n"
        "            best = max(best, values[j] - values[i])\n    return best\n",
    )
)
def later_one_may_come_first(program: Program) -> Iterator[Place]:
    """See the rule: `x[j] - x[i]` for all `i` and `j` that are never compared, where the text tells an order."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.Subscript(value=one, slice=ast.Name(id=j)),
                op=ast.Sub(),
                right=ast.Subscript(value=other, slice=ast.Name(id=i)),
            ) if ast.unparse(one) == ast.unparse(other):
                loops = [loop for loop in program.loops_around(node) if isinstance(loop, ast.For)][:2]
            case _:
                continue
        if len(loops) != len({i, j}) or {ast.unparse(loop.target) for loop in loops} != {i, j}:
            continue
        inner, outer = loops
        counted = call_name(inner.iter) == "range" and ast.unparse(inner.iter) == ast.unparse(outer.iter)
        if not counted or call_name(program.parents[node]) == "abs":
            continue
        asks = (ask for ask in program.within(outer) if isinstance(ask, ast.Compare))
        said = f"{program.purpose(node)} {program.said(program.function_of(node) or program.tree)}"
        told = _LATER.search(said) or (i.split("_")[0], j.split("_")[0]) in _PAIRS
        if told and not any({i, j} <= _plain(ask) for ask in asks):
            yield Place(inner.lineno, ast.unparse(node)[:40])


def _plain(node: ast.Compare) -> set[str]:
    """The names that a comparison is about themselves, or with a number added."""
    return {base_name(part.left if isinstance(part, ast.BinOp) else part) for part in (node.left, *node.comparators)}


_MOST: Final = re.compile(
    r"\b(?:at most|up to|(?:no|not) more than|maximum(?: of)?|only|exactly|allowed|limit of) (\w+)\b|"
    r"\b(\w+) (?:(\w+) )?(?:tries|attempts|guesses|chances|turns|rounds)\b"
)
_WORDS: Final = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_BOUND: Final = re.compile(r"(?:^|[._])(?:max|limit|most|allowed)")


@check(
    Rule(
        code="stopped-one-turn-too-late",
        title="`{name}` lets one more through than there may be",
        weights={"correctness": 0.35},
        level="beginner",
        why="The question comes before the counting: when the counter has reached the number, all of them are used up.",
        do="Count by hand which turn is the first that is refused.",
        example="def answers(given):\n    '''Take at most 3 answers.'''\n    used = 0\n    for one in given:\n"
        "        if used > 3:\n            break\n        used += 1\n        print(one)\n    return used\n",
        better="def answers(given):\n    '''Take at most 3 answers.'''\n    used = 0\n    for one in given:\n"
        "        if used >= 3:\n            break\n        used += 1\n        print(one)\n    return used\n",
    )
)
def stopped_one_turn_too_late(program: Program) -> Iterator[Place]:
    """See the rule: `if n > most: break` before `n += 1`, from 0 on, where the text or the bound's name says so."""
    for loop in program.loops:
        for at, step in enumerate(loop.body[:3]):
            match step:
                case ast.If(
                    test=ast.Compare(left=ast.Name(id=name) as counter, ops=[ast.Gt()], comparators=[bound]),
                    body=[*_, ast.Break() | ast.Return()],
                ):
                    values = program.values(counter)
                case _:
                    continue
            changes = [place for place, one in enumerate(loop.body) if _counts(one, name)]
            counted = len(changes) == 1 and changes[0] > at
            if counted and len(values) == 1 and is_const(values[0], 0) and _is_the_most(program, loop, bound):
                yield Place(step.lineno, ast.unparse(step.test))


def _counts(step: ast.stmt, name: str) -> bool:
    match step:
        case ast.AugAssign(target=ast.Name(id=counter), op=ast.Add(), value=one):
            return counter == name and is_const(one, 1)
    return False


def _is_the_most(program: Program, loop: ast.AST, bound: ast.expr) -> bool:
    """Whether the bound is the greatest number that there may be: by its name, or by what is said."""
    if _BOUND.search(base_name(bound).lower()):
        return True
    said = f"{program.purpose(loop)} {program.said(program.function_of(loop) or program.tree)}"
    told = {one for match in _MOST.finditer(" ".join(said.split())) for one in match.groups() if one}
    numbers = {_WORDS.get(one) or (int(one) if one.isdecimal() else 0) for one in told} - {0}
    return program.number(bound) in numbers


CHECKS: tuple[Check, ...] = (later_one_may_come_first, stopped_one_turn_too_late)
