"""What code does well, as a typed catalogue: praise names what to keep doing. Pure."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from agents.review.program import COMPREHENSIONS, Program, call_name, method_of
from agents.review.rules import Criterion

__all__ = ["PRACTICES", "Practice", "followed"]


@dataclass(frozen=True, slots=True)
class Practice:
    """A habit of good code.

    Attributes:
        code: stable, words with hyphens.
        criterion: what it is good for.
        text: what is told.
        find: whether a program follows it.
        example: code that does.
        other: similar code that does not.
    """

    code: str
    criterion: Criterion
    text: str
    find: Callable[[Program], bool]
    example: str
    other: str


def _documented(program: Program) -> bool:
    public = [one for one in program.functions if not one.name.startswith("_")]
    return bool(public) and all(ast.get_docstring(one, clean=False) for one in public)


def _typed(program: Program) -> bool:
    taking = [one for one in program.functions if set(program.parameters(one)) - {"self", "cls"}]
    return bool(taking) and all(
        argument.annotation is not None
        for one in taking
        for name, argument in program.parameters(one).items()
        if name not in ("self", "cls")
    )


def _small_functions(program: Program) -> bool:
    lengths = [sum(isinstance(node, ast.stmt) for node in program.within(one)) for one in program.functions]
    return len(lengths) > 1 and max(lengths) <= 12  # noqa: PLR2004 - statements that are seen at a glance


def _named_constants(program: Program) -> bool:
    return any(
        isinstance(target, ast.Name) and target.id.isupper() and len(target.id) > 1
        for one in program.tree.body
        if isinstance(one, ast.Assign)
        for target in one.targets
    )


def _guards(program: Program) -> bool:
    for function in program.functions:
        body = [one for one in function.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
        first = body[0] if body else None
        if (
            len(body) > 1
            and isinstance(first, ast.If)
            and not first.orelse
            and isinstance(first.body[-1], ast.Return | ast.Raise)
        ):
            return True
    return False


def _looked_up_in_set(program: Program) -> bool:
    return any(
        isinstance(operator, ast.In | ast.NotIn) and program.kind(right) in ("set", "dict")
        for node in program.all(ast.Compare)
        for operator, right in zip(node.ops, node.comparators, strict=True)
    )


def _precise_errors(program: Program) -> bool:
    handlers = list(program.all(ast.ExceptHandler))
    return bool(handlers) and all(
        one.type is not None and ast.unparse(one.type) not in ("Exception", "BaseException") for one in handlers
    )


PRACTICES: Final[tuple[Practice, ...]] = (
    Practice(
        "docstrings",
        "readability",
        "Each function says what it is for in a docstring.",
        _documented,
        'def one():\n    """Give one."""\n    return 1\n',
        "def one():\n    return 1\n",
    ),
    Practice(
        "small-functions",
        "readability",
        "The work is divided into small functions.",
        _small_functions,
        "def one():\n    return 1\n\n\ndef two():\n    return 2\n",
        "def one():\n    return 1\n",
    ),
    Practice(
        "guard-clauses",
        "readability",
        "Special cases are dealt with first, leaving early.",
        _guards,
        "def half(number):\n    if number is None:\n        return 0\n    return number / 2\n",
        "def half(number):\n    return number / 2\n",
    ),
    Practice(
        "named-constants",
        "readability",
        "Fixed values have names in capitals.",
        _named_constants,
        "DAYS = 7\nprint(DAYS)\n",
        "days = 7\nprint(days)\n",
    ),
    Practice(
        "walks-elements",
        "readability",
        "Loops walk over elements with `enumerate`, `zip` or `items` instead of counting positions.",
        lambda program: any(
            call_name(one.iter) in ("enumerate", "zip") or method_of(one.iter) == "items"
            for one in program.walks
        ),
        "for position, name in enumerate(['Ada']):\n    print(position, name)\n",
        "for position in range(3):\n    print(position)\n",
    ),
    Practice(
        "f-strings",
        "style",
        "Text with values is written as f-strings.",
        lambda program: any(True for _ in program.all(ast.FormattedValue)),
        "print(f'{3} apples')\n",
        "print('3 apples')\n",
    ),
    Practice(
        "type-hints",
        "style",
        "Parameters say which types they take.",
        _typed,
        "def half(number: float) -> float:\n    return number / 2\n",
        "def half(number):\n    return number / 2\n",
    ),
    Practice(
        "main-guard",
        "style",
        "What runs is kept apart from what can be imported (`if __name__ == '__main__'`).",
        lambda program: any(
            isinstance(one, ast.If) and ast.unparse(one.test) == "__name__ == '__main__'" for one in program.tree.body
        ),
        "if __name__ == '__main__':\n    print('go')\n",
        "print('go')\n",
    ),
    Practice(
        "files-closed",
        "style",
        "Files are opened with `with`, which closes them whatever happens.",
        lambda program: any(
            call_name(item.context_expr) == "open" for one in program.all(ast.With) for item in one.items
        ),
        "with open('a.txt') as notes:\n    print(notes.read())\n",
        "notes = open('a.txt')\n",
    ),
    Practice(
        "precise-errors",
        "style",
        "Only errors that are expected are caught.",
        _precise_errors,
        "try:\n    print(int(input()))\nexcept ValueError:\n    print('a number, please')\n",
        "try:\n    print(int(input()))\nexcept Exception:\n    print('a number, please')\n",
    ),
    Practice(
        "looked-up-quickly",
        "efficiency",
        "Lookups use a set or a dict, which answer in one step.",
        _looked_up_in_set,
        "known = {3, 5}\nprint(4 in known)\n",
        "known = [3, 5]\nprint(4 in known)\n",
    ),
    Practice(
        "comprehensions",
        "efficiency",
        "Collections are made by comprehensions or handed on by generators.",
        lambda program: any(True for _ in program.all(*COMPREHENSIONS)),
        "print([number * 2 for number in (3, 5)])\n",
        "print([6, 10])\n",
    ),
    Practice(
        "joined-once",
        "efficiency",
        "Text is put together once with `join`.",
        lambda program: any(method_of(one) == "join" for one in program.all(ast.Call)),
        "print(', '.join(['Ada', 'Alan']))\n",
        "print('Ada, ' + 'Alan')\n",
    ),
    Practice(
        "remembers-results",
        "efficiency",
        "Results are remembered instead of worked out again.",
        lambda program: any(
            "cache" in ast.unparse(one) for function in program.functions for one in function.decorator_list
        ),
        "from functools import cache\n\n\n@cache\ndef one():\n    return 1\n",
        "def one():\n    return 1\n",
    ),
    Practice(
        "leaves-early",
        "efficiency",
        "Loops stop as soon as the answer is known.",
        lambda program: any(
            program.in_loop(one) for one in (*program.all(ast.Break), *program.all(ast.Return))
        ) or any(call_name(one) in ("any", "all", "next") for one in program.all(ast.Call)),
        "for number in (3, 5):\n    if number > 4:\n        break\n",
        "for number in (3, 5):\n    print(number)\n",
    ),
)  # fmt: skip
"""Every practice that is named."""


def followed(program: Program, criteria: tuple[Criterion, ...]) -> list[str]:
    """What a program does well by these criteria, in the order of the catalogue."""
    return [one.text for one in PRACTICES if one.criterion in criteria and one.find(program)]
