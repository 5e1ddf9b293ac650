"""Which of two entries with one key stays: the first or the last one, held against the words and the names."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_FIRST_NAMED: Final = re.compile(
    r"^(?:first|earliest)_(?!names?$|letters?$|words?$|row|col|half)\w+|_first_seen$|^first_seen$"
)
_LAST_NAMED: Final = re.compile(r"^(?:last|latest|newest|current)_(?!names?$|letters?$|words?$|row|col|half)\w+")
_FIRST_SAID: Final = re.compile(
    r"\bearliest\b|\bfirst (?:\w+ )?(?:of|for) (?:each|every)\b|\bwhen (?:each|every) \w+ first\b"
)
_LAST_SAID: Final = re.compile(r"\b(?:latest|newest|most recent)\b|\blast (?:\w+ )?(?:of|for) (?:each|every)\b")


@check(
    Rule(
        code="other-entry-stays",
        title="`{name}` keeps the other entry of a key than its name or the text says",
        weights={"correctness": 0.4},
        level="beginner",
        why="`d[key] = value` replaces what the key had, so the last one stays; with `not in` it is the first one.",
        do="Follow a key that comes twice.",
        example="def arrivals(visits):\n    first_visit = {}\n    for name, time in visits:\n"
        "        first_visit[name] = time\n    return first_visit\n",
        better="def arrivals(visits):\n    first_visit = {}\n    for name, time in visits:\n"
        "        if name not in first_visit:\n            print('new', name)\n"
        "            first_visit[name] = time\n    return first_visit\n",
    )
)
def other_entry_stays(program: Program) -> Iterator[Place]:
    """See the rule: all that a loop does with a dictionary is to set it, always or for new keys alone."""
    sorting = {program.scope(one) for one in program.all(ast.keyword) if one.arg in ("reverse", "key")}
    for loop in program.all(ast.For):
        if call_name(loop.iter) in ("reversed", "sorted") or ":-1]" in ast.unparse(loop.iter):
            continue
        for step in loop.body:
            new_alone = False
            match step:
                case ast.If(
                    test=ast.Compare(left=asked, ops=[ast.NotIn()], comparators=[ast.Name(id=owner)]),
                    body=[*_, ast.Assign(targets=[ast.Subscript(value=ast.Name(id=table), slice=key)], value=value)],
                    orelse=[],
                ) if owner == table and ast.unparse(asked) == ast.unparse(key):
                    new_alone = True
                case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=table), slice=key)], value=value):
                    pass
                case _:
                    continue
            said = program.purpose(loop)
            first = bool(_FIRST_NAMED.search(table)) or bool(_FIRST_SAID.search(said))
            last = bool(_LAST_NAMED.search(table)) or bool(_LAST_SAID.search(said))
            scope = program.scope(loop)
            places = program.places(scope, table)
            if first is last or new_alone is not last or scope in sorting or len(places) > _MANY:
                continue
            inside = [one for one in places if loop.lineno <= one.lineno <= (loop.end_lineno or 0)]
            varies = names_in(key) & program.changed_in(loop) and names_in(value) & program.changed_in(loop)
            if len(inside) != 1 + new_alone or not varies or isinstance(value, ast.List | ast.Dict):
                continue
            if not _is_place(loop, value):
                yield Place(step.lineno, table)


_MANY: Final = 50  # places of a name that are looked at


def _is_place(loop: ast.For, value: ast.expr) -> bool:
    """Whether it is the whole element, of which nothing is said."""
    return isinstance(loop.target, ast.Name) and ast.unparse(value) == loop.target.id


CHECKS: tuple[Check, ...] = (other_entry_stays,)
