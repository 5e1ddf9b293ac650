"""Averages: the sum and the number that divides it are to be of the same elements."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from agents.review.checking import Check, check
from agents.review.checks.looping.accumulating import added
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


class _Step(NamedTuple):
    """Something that a loop adds up in its body, or in an `if` there."""

    node: ast.stmt
    target: str
    value: ast.expr
    test: ast.expr | None  # under which condition; None for all elements

    @property
    def counts(self) -> bool:
        """Whether it counts elements."""
        return is_const(self.value, 1)


@check(
    Rule(
        code="all-counted-some-summed",
        title="`{name}`: the sum and the number that divides it are not of the same elements",
        weights={"correctness": 0.3},
        level="beginner",
        why="The average of some values is their sum divided by the number of those, not by that of all.",
        do="Count just those that are added up.",
        example="def average_of_valid(marks):\n    total = 0\n    count = 0\n    for mark in marks:\n"
        "        count += 1\n        if mark > 0:\n            total += mark\n"
        "    return total / count if count else 0\n",
        better="def average_of_valid(marks):\n    total = 0\n    count = 0\n    for mark in marks:\n"
        "        if mark > 0:\n            count += 1\n            total += mark\n"
        "    return total / count if count else 0\n",
    )
)
def all_counted_some_summed(program: Program) -> Iterator[Place]:
    """See the rule: of an average, where the condition asks for what is summed."""
    divided: dict[tuple[ast.AST, str], set[str]] = defaultdict(set)
    for node in program.all(ast.BinOp):
        if isinstance(node.op, ast.Div | ast.FloorDiv) and isinstance(node.left, ast.Name | ast.Attribute | ast.Call):
            divided[program.scope(node), ast.unparse(node.left)].add(ast.unparse(node.right))
    names = {one.id for one in program.all(ast.Name) if not isinstance(one.ctx, ast.Load)} if divided else set()
    named = bool(_AVERAGE.search(" ".join(names).lower()))
    chosen: dict[ast.AST, bool] = {}
    for loop in program.all(ast.For) if divided else ():
        if not named and not _AVERAGE.search(program.purpose(loop)):
            continue
        steps = list(_steps(loop))
        counts = {one.target: one for one in steps if one.counts}
        for step in steps:
            parts = divided.get((program.scope(loop), step.target), set()) if not step.counts else set()
            wrong = _wrong(loop, step, counts, parts) if parts else None
            if wrong is None and _divided_by_all(loop, step, parts) and _chooses(program, loop, chosen):
                wrong = step
            if wrong is not None:
                yield Place(wrong.node.lineno, wrong.target)
    for node in program.all(ast.BinOp):
        if isinstance(node.op, ast.Div) and _is_sum_of_some(node.left, node.right) and _chooses(program, node, chosen):
            yield Place(node.lineno, ast.unparse(node.right))


_AVERAGE: Final = re.compile(r"average|mean\b|schnitt|avg")
_CHOSEN: Final = re.compile(
    r"\b(?:valid|only|pass(?:ed|ing)?|fail(?:ed|ing)?|positive|negative|ignor\w*|without|except|above|below|at least|"
    r"at most|who|whose|which|that (?:are|is|have|has)|missing|absent|those|skip\w*|left out|not counted|do not count|"
    r"(?:over|under|than) \d+|even|odd|non[- ]?zero)(?:\b|_)"
)


def _steps(loop: ast.For) -> Iterator[_Step]:
    """What is added up, for all elements or under one condition: an `if` around it, or one that leaves it out."""
    left_out: ast.expr | None = None
    for one in loop.body:
        if isinstance(one, ast.If):
            if not one.orelse and isinstance(one.body[-1], ast.Continue) and left_out is None:
                left_out = one.test
                continue
            if one.orelse or left_out is not None:
                continue
        for part in one.body if isinstance(one, ast.If) else [one]:
            found = added(part)
            if found is not None and isinstance(found[0], ast.Name | ast.Attribute):
                yield _Step(part, ast.unparse(found[0]), found[1], one.test if isinstance(one, ast.If) else left_out)


def _wrong(loop: ast.For, step: _Step, counts: dict[str, _Step], parts: set[str]) -> _Step | None:
    """The step that takes more elements, or fewer, than the other one."""
    counted = next((counts[one] for one in sorted(parts) if one in counts), None)
    if step.test is None:
        some = counted is not None and counted.test is not None and _is_asked(counted.test, step.value)
        return counted if some else None
    if not names_in(step.value) & names_in(loop.target) & names_in(step.test):
        return None
    return counted if counted is not None and counted.test is None else None


def _divided_by_all(loop: ast.For, step: _Step, parts: set[str]) -> bool:
    """Whether the sum of some elements is divided by the number of all of them."""
    some = step.test is not None and _is_asked(step.test, step.value)
    return some and f"len({ast.unparse(loop.iter)})" in parts


def _is_asked(test: ast.expr, value: ast.expr) -> bool:
    """Whether a condition compares just what is summed, and not with 0: to leave zeros out changes no sum."""
    text = ast.unparse(value)
    for one in test.values if isinstance(test, ast.BoolOp) else [test]:
        match one:
            case ast.Compare(left=left, comparators=[*others]):
                with_zero = any(is_const(other, 0) for other in others)
                if text in (ast.unparse(left), *map(ast.unparse, others)) and not with_zero:
                    return True
    return False


def _is_sum_of_some(total: ast.expr, count: ast.expr) -> bool:
    """`sum(x for x in xs if x > 3)` beside `len(xs)`."""
    match total, count:
        case (
            ast.Call(
                func=ast.Name(id="sum"),
                args=[ast.GeneratorExp(elt=value, generators=[source]) | ast.ListComp(elt=value, generators=[source])],
            ),
            ast.Call(func=ast.Name(id="len"), args=[counted]),
        ):
            same_list = ast.unparse(source.iter) == ast.unparse(counted)
            return same_list and any(_is_asked(test, value) for test in source.ifs)
    return False


def _chooses(program: Program, node: ast.AST, known: dict[ast.AST, bool]) -> bool:
    """Whether the function says that it takes some of the elements only, and speaks of an average."""
    around = program.function_of(node) or program.tree
    if around not in known:
        said = f"{program.purpose(node)} {program.said(around)}".lower()
        known[around] = bool(_CHOSEN.search(said) and _AVERAGE.search(said))
    return known[around]


CHECKS: tuple[Check, ...] = (all_counted_some_summed,)
