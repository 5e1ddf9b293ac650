"""Places of a ranking: counted from 0, counted from the other side, and elements that meet themselves."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_PLACE: Final = re.compile(r"^(?:place|rank|platz|ranking)$")
_BEFORE: Final = re.compile(r"\b(?:place|rank|platz)[ :#]*$", re.IGNORECASE)


@check(
    Rule(
        code="places-from-zero",
        title="`{name}` begins with 0, so that the first one is shown as number 0",
        weights={"correctness": 0.35},
        level="beginner",
        why="`enumerate` counts from 0 unless it is told otherwise.",
        do="Look at the number that the first one gets.",
        example="def show(table):\n    for place, name in enumerate(table):\n        print(f'Place {place}: {name}')\n",
        better="def show(table):\n    for place, name in enumerate(table, start=1):\n"
        "        print(f'Place {place}: {name}')\n",
    )
)
def places_from_zero(program: Program) -> Iterator[Place]:
    """See the rule: shown as it is, behind a word for a place, or by such a name as the first of what is shown."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Tuple(elts=[ast.Name(id=index), _]),
                iter=ast.Call(func=ast.Name(id="enumerate"), args=[_], keywords=[]),
            ):
                pass
            case _:
                continue
        for node in (one for step in loop.body for one in ast.walk(step)):
            match node:
                case ast.JoinedStr(values=parts):
                    shown = _shown_behind(parts, index)
                case ast.Call(func=ast.Name(id="print"), args=parts):
                    shown = _shown_behind(parts, index)
                    first = bool(parts) and ast.unparse(parts[0]) == index and len(parts) > 1
                    shown = shown or (first and bool(_PLACE.search(index)))
                case _:
                    continue
            if shown:
                yield Place(loop.lineno, index)
                break


def _shown_behind(parts: list[ast.expr], index: str) -> bool:
    """Whether a number is shown behind a word for a place, or as a name for one at the beginning of a text."""
    for at, one in enumerate(parts):
        plain = one.value if isinstance(one, ast.FormattedValue) else one
        if ast.unparse(plain) != index:
            continue
        before = parts[at - 1] if at else None
        if isinstance(before, ast.Constant) and _BEFORE.search(str(before.value)):
            return True
        if not at and isinstance(one, ast.FormattedValue) and _PLACE.search(index):
            return True
    return False


_ONE_IS_HIGHEST: Final = re.compile(
    r"\b1 (?:for|is|means|stands for|=) (?:the )?(?:highest|best|greatest|largest|most|winner|top)|"
    r"\b(?:highest|best|greatest|largest|top|winner) (?:\w+ )?(?:gets|has|is|comes|means) "
    r"(?:rank |place |number )?(?:1|first)\b"
)


@check(
    Rule(
        code="ranked-from-the-other-side",
        title="`{name}` counts those that stand behind, or the one itself",
        weights={"correctness": 0.4},
        level="beginner",
        why="The place of somebody is one more than the number of those who are better.",
        do="Work out the place of the best one by hand.",
        example='def rank(score, scores):\n    """Rank of a score, 1 for the highest."""\n    place = 1\n'
        "    for other in scores:\n        if other < score:\n            place += 1\n    return place\n",
        better='def rank(score, scores):\n    """Rank of a score, 1 for the highest."""\n    place = 1\n'
        "    for other in scores:\n        if other > score:\n            place += 1\n    return place\n",
    )
)
def ranked_from_the_other_side(program: Program) -> Iterator[Place]:
    """See the rule: a count from 1, of all that are less or as great, where the text says that 1 is the best."""
    for loop in program.all(ast.For):
        if not _ONE_IS_HIGHEST.search(program.purpose(loop)):
            continue
        for node in loop.body:
            match node:
                case ast.If(
                    test=ast.Compare(left=left, ops=[sign], comparators=[right]),
                    body=[ast.AugAssign(target=ast.Name() as rank, op=ast.Add(), value=ast.Constant(value=1))],
                    orelse=[],
                ):
                    pass
                case _:
                    continue
            elements = names_in(loop.target)
            turned = bool(names_in(right) & elements)
            if turned == bool(names_in(left) & elements):
                continue
            begun = [one for one in program.values(rank) if one is not None]
            less = isinstance(sign, (ast.Gt | ast.GtE) if turned else (ast.Lt | ast.LtE))
            more = isinstance(sign, ast.LtE if turned else ast.GtE) and not less
            if len(begun) == 1 and is_const(begun[0], 1) and (less or more):
                yield Place(node.lineno, ast.unparse(node.test))


_AGAINST: Final = re.compile(r"\bagainst\b|\bvs\b|\bversus\b|\bplays\b|\bshakes hands\b|\bmeets\b", re.IGNORECASE)


@check(
    Rule(
        code="meets-itself",
        title="`{name}` also pairs each one with itself",
        weights={"correctness": 0.4},
        level="beginner",
        why="Both loops go through all of them, so that both come to the same one at once.",
        do="Leave out the turns in which both are the same one.",
        example="def games(teams):\n    for home in teams:\n        for guest in teams:\n"
        "            print(home, 'against', guest)\n",
        better="def games(teams):\n    for home in teams:\n        for place in range(len(teams)):\n"
        "            print(home, 'has the place', place)\n",
    )
)
def meets_itself(program: Program) -> Iterator[Place]:
    """See the rule: two loops through the same, and both elements shown with `against` between them."""
    for outer in program.all(ast.For):
        match outer:
            case ast.For(body=[*_, ast.For() as inner]) if same(outer.iter, inner.iter):
                pass
            case _:
                continue
        inside = [one for step in inner.body for one in ast.walk(step)]
        asks = any(isinstance(one, ast.Compare | ast.Continue | ast.IfExp) for one in inside)
        shown = [one for one in inside if isinstance(one, ast.Call) and call_name(one) in ("print", "append")]
        both = [
            one for one in shown if names_in(outer.target) & names_in(one) and names_in(inner.target) & names_in(one)
        ]
        texts = [part for one in both for part in ast.walk(one) if isinstance(part, ast.Constant)]
        if not asks and any(isinstance(one.value, str) and _AGAINST.search(one.value) for one in texts):
            yield Place(inner.lineno, ast.unparse(inner.iter))


@check(
    Rule(
        code="paired-with-itself-by-zip",
        title="`{name}` gives each element together with itself",
        weights={"correctness": 0.4},
        level="beginner",
        why="`zip` takes the first of both, then the second of both: from one list that is the same one twice.",
        do="Let the second list begin one place later.",
        example="def ups(values):\n    count = 0\n    for one, after in zip(values, values):\n"
        "        if after > one:\n            count += 1\n    return count\n",
        better="def ups(values):\n    count = 0\n    for one, after in zip(values, values[1:]):\n"
        "        if after > one:\n            count += 1\n    return count\n",
    )
)
def paired_with_itself_by_zip(program: Program) -> Iterator[Place]:
    """See the rule: of a name that is no iterator."""
    for walk in program.walks:
        match walk.iter:
            case ast.Call(func=ast.Name(id="zip"), args=[ast.Name() as one, ast.Name() as other]) if one.id == other.id:
                begins = program.value(one)
                if begins is None or call_name(begins) not in ("iter", "open", "map", "filter", "zip"):
                    yield Place(walk.iter.lineno, ast.unparse(walk.iter))


@check(
    Rule(
        code="numbers-in-the-order-of-words",
        title="`{name}` are texts: 10 comes before 9",
        weights={"correctness": 0.4},
        level="beginner",
        why="Texts are compared letter by letter, and `'1'` comes before `'9'`.",
        do="Make numbers of them first, or tell the sorting to compare numbers.",
        example="def best():\n    marks = ['10', '9', '2']\n    return sorted(marks)[-1]\n",
        better="def best():\n    marks = ['10', '9', '2']\n    return sorted(marks, key=int)[-1]\n",
    )
)
def numbers_in_the_order_of_words(program: Program) -> Iterator[Place]:
    """See the rule: a list of digits that is written down, sorted or asked for its greatest without a key."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Name(id="sorted" | "max" | "min"), args=[ast.Name() as given]):
                pass
            case ast.Call(func=ast.Attribute(value=ast.Name() as given, attr="sort"), args=[]):
                pass
            case _:
                continue
        rows = program.value(given)
        parts = [one.value for one in rows.elts if isinstance(one, ast.Constant)] if isinstance(rows, ast.List) else []
        digits = [one for one in parts if isinstance(one, str) and one.isdigit()]
        keyed = any(one.arg == "key" for one in call.keywords)
        if digits and len(digits) == len(parts) and len({len(one) for one in digits}) > 1 and not keyed:
            yield Place(call.lineno, given.id)


CHECKS: tuple[Check, ...] = (
    places_from_zero,
    ranked_from_the_other_side,
    meets_itself,
    paired_with_itself_by_zip,
    numbers_in_the_order_of_words,
)
