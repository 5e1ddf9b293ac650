"""What a first turn, or the time behind the loop, does not get: first ones lost, sums outside, parts left out."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, is_const, method_of, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="first-of-the-group-lost",
        title="`{name}` begins without the one that it is begun for",
        weights={"correctness": 0.4},
        level="beginner",
        why="With a new key only the empty beginning is made: what came with it is put in by the `else` alone.",
        do="Put it in in both cases: behind the `if`.",
        example="groups = {}\nfor word in ['ab', 'ba']:\n    if word[0] not in groups:\n        print('new', word)\n"
        "        groups[word[0]] = []\n    else:\n        groups[word[0]].append(word)\n",
        better="groups = {}\nfor word in ['ab', 'ba']:\n    if word[0] not in groups:\n        print('new', word)\n"
        "        groups[word[0]] = []\n    groups[word[0]].append(word)\n",
    )
)
def first_of_the_group_lost(program: Program) -> Iterator[Place]:
    """See the rule: `d[k] = []` or `d[k] = 0` for a new key, and only otherwise something is put in."""
    choices: list[ast.If | ast.Try] = [*program.all(ast.If), *program.all(ast.Try)]
    for node in choices:
        for new, known, place in _ways(program, node):
            begun = [one for one in new if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == place]
            if len(begun) != 1 or any(place in ast.unparse(one) for one in new if one is not begun[0]):
                continue
            if any(_puts_in(one, place, begun[0].value) for one in known):
                yield Place(begun[0].lineno, place)


def _ways(program: Program, node: ast.If | ast.Try) -> Iterator[tuple[list[ast.stmt], list[ast.stmt], str]]:
    """What is done for a new key, what for a known one, and the place `d[k]` itself."""
    match node:
        case ast.If(
            test=ast.Compare(left=key, ops=[ast.NotIn()], comparators=[table])
            | ast.UnaryOp(op=ast.Not(), operand=ast.Compare(left=key, ops=[ast.In()], comparators=[table])),
            body=new,
            orelse=known,
        ):
            place = f"{ast.unparse(table)}[{ast.unparse(key)}]"
            if not known and isinstance(new[-1], ast.Continue):
                known = program.after(node, 2)
            yield new, known, place
        case ast.If(test=ast.Compare(left=key, ops=[ast.In()], comparators=[table]), body=known, orelse=new):
            yield new, known, f"{ast.unparse(table)}[{ast.unparse(key)}]"
        case ast.Try(body=[put], handlers=[ast.ExceptHandler(type=ast.Name(id="KeyError"), body=new)], finalbody=[]):
            for one in ast.walk(put):
                if isinstance(one, ast.Subscript):
                    yield new, [put], ast.unparse(one)


def _puts_in(put: ast.stmt, place: str, value: ast.expr) -> bool:
    """Whether a statement puts an element, or a number, to what began with nothing."""
    match put:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="append" | "add"))):
            empty = (isinstance(value, ast.List) and not value.elts) or ast.unparse(value) in ("set()", "list()")
            return empty and ast.unparse(owner) == place
        case ast.AugAssign(target=target, op=ast.Add()):
            return is_const(value, 0) and ast.unparse(target) == place
    return False


@check(
    Rule(
        code="added-behind-the-loop",
        title="`{name}` gets the last one alone",
        weights={"correctness": 0.4},
        level="beginner",
        why="The line stands behind the loop: it runs once, with what the last turn has left.",
        do="Move it into the loop: into the column of the lines above.",
        example="total = 0\nfor price, count in [(2, 3), (5, 1)]:\n    cost = price * count\n    print(cost)\n"
        "total += cost\n"
        "print(total)\n",
        better="total = 0\nfor price, count in [(2, 3), (5, 1)]:\n    cost = price * count\n    print(cost)\n"
        "    total += cost\n"
        "print(total)\n",
    )
)
def added_behind_the_loop(program: Program) -> Iterator[Place]:
    """See the rule: a sum that no loop touches, and behind it gets what only the loop sets."""
    for loop in program.all(ast.For):
        for step in program.after(loop, 1):
            match step:
                case ast.AugAssign(target=ast.Name(id=total), op=ast.Add(), value=ast.Name(id=part)):
                    pass
                case _:
                    continue
            scope = program.scope(loop)
            end = loop.end_lineno or loop.lineno
            given = [one for one in program.places(scope, part) if isinstance(one.ctx, ast.Store)]
            totals = [one for one in program.places(scope, total) if one.lineno <= end]
            begun = [program.parents[one] for one in totals]
            leaves = any(isinstance(one, ast.Break) for one in ast.walk(loop))
            if (
                given
                and all(loop.lineno <= one.lineno <= end for one in given)
                and len(begun) == 1
                and isinstance(begun[0], ast.Assign)
                and is_const(begun[0].value, 0, 0.0)
                and not leaves
                and not program.loops_around(loop)
            ):
                yield Place(step.lineno, total)


@check(
    Rule(
        code="left-out-and-promised",
        title="`{name}` leaves out what the text says is kept",
        weights={"correctness": 0.35},
        level="beginner",
        why="Signs for which no branch is made are added nowhere: they are missing in the result.",
        do="Say what happens with everything else, in an `else`.",
        example='def shout(text):\n    """Capital letters for small ones; all other characters stay the same."""\n'
        "    signs = []\n    for sign in text:\n        if sign.islower():\n            signs.append(sign.upper())\n"
        "    return ''.join(signs)\n",
        better='def shout(text):\n    """Capital letters for small ones; all other characters stay the same."""\n'
        "    signs = []\n    for sign in text:\n        if sign.islower():\n            signs.append(sign.upper())\n"
        "        else:\n            signs.append(sign)\n    return ''.join(signs)\n",
    )
)
def left_out_and_promised(program: Program) -> Iterator[Place]:
    """See the rule: a text that grows under conditions alone, in a function that says the rest is kept."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(target=ast.Name(id=sign), body=[ast.If() as first]):
                pass
            case _:
                continue
        if not _KEPT.search(program.purpose(loop)):
            continue
        branches = [first]
        while len(branches[-1].orelse) == 1 and isinstance(branches[-1].orelse[0], ast.If):
            branches.append(branches[-1].orelse[0])
        grows = [{_grown(step) for step in one.body} - {""} for one in branches]
        about = all(sign in names_in(one.test) for one in branches)
        if not branches[-1].orelse and about and all(grows) and len(set.union(*grows)) == 1:
            yield Place(first.lineno, min(grows[0]))


_KEPT: Final = re.compile(
    r"\b(?:keep\w*|leav\w*) (?:everything|anything|all|the|any) ?(?:else|others?|rest|non)|"
    r"\b(?:everything|anything) else (?:stays?|is kept|remains?|is left)|"
    r"\bother (?:characters?|signs?|symbols?)\b.{0,12}\b(?:stay|are kept|remain|unchanged|are left|the same)|"
    r"\b(?:keep\w*|leav\w*) (?:all |any |the )?other|\bthe rest (?:stays?|is kept|remains?)"
)


def _grown(step: ast.stmt) -> str:
    match step:
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add()):
            return name
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))) if method_of(step.value) == "append":
            return name
    return ""


@check(
    Rule(
        code="last-digit-first",
        title="`{name}` gets the digits from behind, and holds them in that order",
        weights={"correctness": 0.4},
        level="beginner",
        why="The rest of a division is the last digit: each new one belongs before those that are there.",
        do="Put the new digit in front, or turn the text round at the end.",
        example="def in_base_two(n):\n    digits = ''\n    while n > 0:\n        digits = digits + str(n % 2)\n"
        "        n = n // 2\n"
        "    return digits\n",
        better="def in_base_two(n):\n    digits = ''\n    while n > 0:\n        digits = str(n % 2) + digits\n"
        "        n = n // 2\n"
        "    return digits\n",
    )
)
def last_digit_first(program: Program) -> Iterator[Place]:
    """See the rule: in a loop that divides a number, other than by 10, and nothing that turns the text round."""
    for loop in program.all(ast.While):
        divided = {_divided(step) for step in loop.body} - {None}
        for step in loop.body if divided else ():
            match step:
                case ast.AugAssign(target=ast.Name(id=text), op=ast.Add(), value=value):
                    pass
                case ast.Assign(
                    targets=[ast.Name(id=text)], value=ast.BinOp(left=ast.Name(id=same), op=ast.Add(), right=value)
                ) if same == text:
                    pass
                case ast.Expr(
                    value=ast.Call(func=ast.Attribute(value=ast.Name(id=text), attr="append"), args=[value])
                ) if _is_joined(program, loop, text):
                    pass
                case _:
                    continue
            if _digit(value) in divided:
                turns = any(
                    (isinstance(one, ast.Slice) and is_const(one.step, -1))
                    or (isinstance(one, ast.Name) and one.id == "reversed")
                    or (isinstance(one, ast.Attribute) and one.attr in ("reverse", "insert", "pop"))
                    for one in ast.walk(program.scope(loop))
                )
                if not turns and not re.search(r"revers|backward", program.purpose(loop)):
                    yield Place(step.lineno, text)


def _is_joined(program: Program, loop: ast.While, name: str) -> bool:
    """Whether a list becomes a text as it is."""
    around = (program.parents[one] for one in program.places(program.scope(loop), name)[:_MANY])
    return any(method_of(one) == "join" for one in around)


_MANY: Final = 50  # places of a name that are looked at


def _digit(value: ast.expr) -> tuple[str, str] | None:
    """The number and the base of `str(n % b)` and `DIGITS[n % b]`."""
    match value:
        case ast.Call(func=ast.Name(id="str"), args=[rest]) | ast.Subscript(slice=rest):
            pass
        case _:
            return None
    match rest:
        case ast.BinOp(left=ast.Name(id=number), op=ast.Mod(), right=ast.Constant() | ast.Name() as base):
            return number, ast.unparse(base)
    return None


_DECIMAL: Final = "10"
"""Whoever turns round a decimal number does just this."""


def _divided(step: ast.stmt) -> tuple[str, str] | None:
    """The number and the base of `n //= b`, other than 10."""
    match step:
        case ast.AugAssign(target=ast.Name(id=name), op=ast.FloorDiv(), value=ast.Constant() | ast.Name() as base):
            pass
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.BinOp(left=ast.Name(id=same), op=ast.FloorDiv(), right=ast.Constant() | ast.Name() as base),
        ) if same == name:
            pass
        case _:
            return None
    if isinstance(base, ast.Constant) and not (isinstance(base.value, int) and 1 < base.value <= _SIGNS):
        return None
    return (name, ast.unparse(base)) if ast.unparse(base) != _DECIMAL else None


_SIGNS: Final = 36  # figures and letters: the greatest base that has a sign for each digit


CHECKS: tuple[Check, ...] = (first_of_the_group_lost, added_behind_the_loop, left_out_and_promised, last_digit_first)
