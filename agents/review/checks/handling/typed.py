"""What is typed in or split, and where it goes: turned into a number too early, kept as text, lost in a function."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_MANY: Final = 30  # places of a name that are looked at


@check(
    Rule(
        code="changes-a-name-of-its-own",
        title="`{name}` in the function is another one than the `{name}` outside, which stays as it is",
        weights={"correctness": 0.4},
        level="beginner",
        why="A name that a function gives a value is its own, and is gone when the function ends.",
        do="Give the new value back with `return` and keep it outside, or say `global` in the function.",
        example="def count_up() -> None:\n    counter = 0\n    counter += 1\n\n\n"
        "counter = 0\ncount_up()\nprint(counter)\n",
        better="def counted(counter: int) -> int:\n    return counter + 1\n\n\ncounter = counted(0)\nprint(counter)\n",
    )
)
def changes_a_name_of_its_own(program: Program) -> Iterator[Place]:
    """See the rule: all that a function does is to give such names a value, and the program reads them outside."""
    outside = _read_outside(program)
    for function in program.functions:
        if isinstance(program.parents[function], ast.ClassDef) or not outside:
            continue
        inside = list(program.within(function))
        shared = {name for one in inside if isinstance(one, ast.Global | ast.Nonlocal) for name in one.names}
        stored = {one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
        lost = (stored - shared - set(program.parameters(function))) & outside
        answers = any(
            (isinstance(one, ast.Return) and one.value is not None) or isinstance(one, ast.Yield) for one in inside
        )
        acts = any(isinstance(one, ast.Call) and call_name(one) != "print" for one in inside)
        shown = {one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
        others = any(isinstance(one, ast.Attribute | ast.Subscript) for one in inside)
        for name in sorted(lost - shown) if not (answers or acts or others) else []:
            yield Place(function.lineno, name)


def _read_outside(program: Program) -> set[str]:
    """Names that the program itself gives a value and reads after it has called a function of its own."""
    calls = [
        one.lineno
        for one in program.all(ast.Call)
        if isinstance(one.func, ast.Name)
        and one.func.id in program.function_names
        and program.scope(one) is program.tree
    ]
    first = min(calls, default=None)
    if first is None:
        return set()
    stored = {
        one.id
        for one in program.all(ast.Name)
        if isinstance(one.ctx, ast.Store) and program.scope(one) is program.tree and one.lineno <= first
    }
    return {name for name in stored if any(line > first for line in program.reads(program.tree, name))}


_FACTORIAL: Final = re.compile(r"factorial|fakultät|fakultaet")


@check(
    Rule(
        code="last-one-typed-left-out",
        title="`{name}` ends one number before the one that is named",
        weights={"correctness": 0.4},
        level="beginner",
        why="`range` stops before its end. What is shown beside the result says that the number belongs to it.",
        do="Add one to the end.",
        example="def show(n):\n    product = 1\n    for i in range(1, n):\n        product *= i\n"
        "    print(f'{n}! = {product}')\n",
        better="def show(n):\n    product = 1\n    for i in range(1, n + 1):\n        product *= i\n"
        "    print(f'{n}! = {product}')\n",
    )
)
def last_factor_left_out(program: Program) -> Iterator[Place]:
    """See the rule: a product or sum over `range(1, n)`, shown as `n!`, or as going from 1 to `n`."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=turn),
                iter=ast.Call(
                    func=ast.Name(id="range"),
                    args=[*first, ast.Name(id=end)] | [*first, ast.Name(id=end), ast.Constant(value=2)],
                ) as counted,
            ) if all(is_const(one, 1, 2) for one in first) and len(first) <= 1:
                pass
            case _:
                continue
        later = " ".join(ast.unparse(one) for one in program.after(loop, 3))
        told = " ".join(program.comments.get(line, "") for line in (loop.lineno - 1, loop.lineno)).lower()
        if f"* {end}" in later or f"+ {end}" in later:
            continue
        for step in loop.body[:_MANY]:
            total = _gathered(step)
            if total is None or turn not in names_in(step):
                continue
            product = _is_multiplied(step)
            named = product and first and _FACTORIAL.search(f"{total} {program.purpose(loop)}".lower())
            said = not product and re.search(rf"\b(?:to|until|including) {re.escape(end.lower())}\b(?! ?- ?1)", told)
            shown = (first or not product) and _shown_to_the_end(program, loop, total, end)
            if said or named or shown:
                yield Place(loop.lineno, ast.unparse(counted))


def _gathered(step: ast.stmt) -> str | None:
    """The name of a sum or product that a statement makes greater."""
    match step:
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add() | ast.Mult()):
            return name
        case ast.Assign(
            targets=[ast.Name(id=name)], value=ast.BinOp(left=ast.Name(id=again), op=ast.Add() | ast.Mult())
        ) if name == again:
            return name
    return None


def _is_multiplied(step: ast.stmt) -> bool:
    sign = step.op if isinstance(step, ast.AugAssign) else getattr(getattr(step, "value", None), "op", None)
    return isinstance(sign, ast.Mult)


def _shown_to_the_end(program: Program, loop: ast.For, total: str, end: str) -> bool:
    """Whether the result is printed behind the loop with `n!`, or with words such as `from 1 to n`."""
    for step in program.after(loop, 3):
        match step:
            case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=parts)) if total in names_in(step):
                values: list[ast.expr] = []
                for part in parts:
                    values += part.values if isinstance(part, ast.JoinedStr) else [part]
                text = "".join(
                    one.value
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                    else f" <{ast.unparse(one.value if isinstance(one, ast.FormattedValue) else one)}>"
                    for one in values
                )
                return bool(re.search(rf"<{end}>\s?!|\b(?:1|one) (?:to|up to|until|till|through|bis)\s+<{end}>", text))
    return False


CHECKS: tuple[Check, ...] = (
    changes_a_name_of_its_own,
    last_factor_left_out,
)
