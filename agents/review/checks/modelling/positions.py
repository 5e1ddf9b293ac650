"""Positions in lists that go round: one place too far, never back, begun anew at the wrong end."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from agents.review.changes import methods, own
from agents.review.checking import Check, check
from agents.review.program import Program, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_SHOW = (
    "class Show:\n    def __init__(self, slides):\n        self.slides = slides\n        self.at = 0\n\n"
    "    def forward(self):\n"
)


def _indexed(scope: ast.AST) -> set[tuple[str, str]]:
    """Pairs of a list and a place in it that is read: `self.slides[self.at]`."""
    return {
        (ast.unparse(one.value), ast.unparse(one.slice))
        for one in ast.walk(scope)
        if isinstance(one, ast.Subscript)
        and isinstance(one.ctx, ast.Load)
        and isinstance(one.slice, ast.Name | ast.Attribute)
    }


@check(
    Rule(
        code="never-back-to-the-first",
        title="`{name}` only ever grows, and runs out of the list",
        weights={"correctness": 0.35},
        level="beginner",
        why="Behind the last place there is nothing: the next step fails.",
        do="Ask for the end of the list, or let the place begin anew there.",
        example=_SHOW + "        self.at += 1\n        return self.slides[self.at]\n",
        better=_SHOW + "        self.at = (self.at + 1) % len(self.slides)\n        return self.slides[self.at]\n",
    )
)
def never_back_to_the_first(program: Program) -> Iterator[Place]:
    """See the rule: an attribute that grows by 1, is a place in a list, and is never asked nor set otherwise."""
    for owner in program.all(ast.ClassDef):
        known = methods(owner)
        growing = {} if "__next__" in known or "__getitem__" in known else _growing(owner)
        for held, place in sorted(_indexed(owner)) if growing else ():
            step = growing.get(place.removeprefix("self.")) if place.startswith("self.") else None
            if step is None or not _is_list_of(owner, held):
                continue
            if _taken_at_once(program, step, held, place) or held.split(".")[-1].isupper():
                yield Place(step.lineno, place)
                break


def _growing(owner: ast.ClassDef) -> dict[str, ast.stmt]:
    """Attributes that grow by 1 in one statement, begin with 0, and are never asked, set or taken round."""
    steps: dict[str, list[ast.stmt]] = defaultdict(list)
    others: set[str] = set()
    for node in ast.walk(owner):
        match node:
            case ast.AugAssign(target=ast.Attribute(attr=name), op=ast.Add(), value=ast.Constant(value=1)):
                steps[name].append(node)
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=value) if (
                ast.unparse(value) == f"self.{name} + 1"
            ):
                steps[name].append(node)
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=value) if not is_const(value, 0):
                others.add(name)
            case ast.AugAssign(target=ast.Attribute(attr=name)):
                others.add(name)
            case ast.Compare() | ast.Try():
                others |= _own_in(node)
            case ast.BinOp(left=asked, op=ast.Mod()) | ast.If(test=asked) | ast.While(test=asked):
                others |= _own_in(asked)
    return {name: found[0] for name, found in steps.items() if len(found) == 1 and name not in others}


def _own_in(node: ast.AST) -> set[str]:
    return {own(one) for one in ast.walk(node) if isinstance(one, ast.Attribute)}


def _is_list_of(owner: ast.ClassDef, held: str) -> bool:
    """Whether it is a list that the object gets and keeps, or a constant."""
    grows = any(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and ast.unparse(one.func.value) == held
        for one in ast.walk(owner)
    )
    return not grows and (held.startswith("self.") or held.rsplit(".", maxsplit=1)[-1].isupper())


def _taken_at_once(program: Program, step: ast.stmt, held: str, place: str) -> bool:
    """Whether the next statement of the same block gives back what is there."""
    return any(
        isinstance(one, ast.Return) and one.value is not None and ast.unparse(one.value) == f"{held}[{place}]"
        for one in program.after(step, 1)
    )


@check(
    Rule(
        code="one-taken-round",
        title="`{name}` takes the 1 round, not the sum",
        weights={"correctness": 0.4},
        level="beginner",
        why="`%` goes before `+`: the remainder of 1 is 1, so that the place is never taken round.",
        do="Put the sum into brackets.",
        example=_SHOW + "        self.at = self.at + 1 % len(self.slides)\n        return self.slides[self.at]\n",
        better=_SHOW + "        self.at = (self.at + 1) % len(self.slides)\n        return self.slides[self.at]\n",
    )
)
def one_taken_round(program: Program) -> Iterator[Place]:
    """See the rule: `i + 1 % len(x)`."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                op=ast.Add() | ast.Sub(),
                right=ast.BinOp(left=ast.Constant(value=int()), op=ast.Mod(), right=ast.Call(func=ast.Name(id="len"))),
            ):
                yield Place(node.lineno, ast.unparse(node)[:50])


CHECKS: tuple[Check, ...] = (
    never_back_to_the_first,
    one_taken_round,
)
