"""Scores, tables of jumps and goods of a shop: records that go down, the other table, what is sold and comes in."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_FEWER: Final = re.compile(r"golf|stroke|\btimes?\b|lowest|fewest|fastest|minim|penalt|seconds|moves|worst")
_RECORD: Final = re.compile(r"(?:^|[._\[])(?:high_?score|hi_?score|best_?score|top_?score|record)s?(?:$|[._\[])")
_BEST: Final = re.compile(r"(?:^|[._])(?:best|high|top|highest|records?)(?:$|[._\[])")
_POINTS: Final = re.compile(r"(?:^|[._])(?:scores?|points|new_score|result)$")


@check(
    Rule(
        code="record-goes-down",
        title="`{name}` lets the smaller score be the record",
        weights={"correctness": 0.4},
        level="beginner",
        why="A record is beaten by a greater number of points. Here it falls from game to game.",
        do="Put in a record and a score above it, and follow the condition.",
        example="def update(high_score, score):\n    if score < high_score:\n        high_score = score\n"
        "    return high_score\n",
        better="def update(high_score, score):\n    if score > high_score:\n        high_score = score\n"
        "    return high_score\n",
    )
)
def record_goes_down(program: Program) -> Iterator[Place]:
    """See the rule: points smaller than the record become the record, where fewer are not better by what is said."""
    for node in program.all(ast.If):
        if _FEWER.search(f"{program.purpose(node)} {ast.unparse(node.test).replace('_', ' ')}"):
            continue
        for test in node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]:
            match test:
                case ast.Compare(left=left, ops=[ast.Lt()], comparators=[right]):
                    score, record = ast.unparse(left).lower(), ast.unparse(right).lower()
                case ast.Compare(left=right, ops=[ast.Gt()], comparators=[left]):
                    score, record = ast.unparse(left).lower(), ast.unparse(right).lower()
                case _:
                    continue
            named = _RECORD.search(record) or (_BEST.search(record) and _POINTS.search(score))
            kept = any(
                isinstance(one, ast.Assign)
                and ast.unparse(one.targets[0]).lower() == record
                and ast.unparse(one.value).lower() == score
                for one in node.body
            )
            if named and kept:
                yield Place(node.lineno, ast.unparse(test))


CHECKS: tuple[Check, ...] = (record_goes_down,)
