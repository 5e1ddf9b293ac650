"""What a program says about itself: docstrings, comments, types."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from agents.review.checking import Check, check
from agents.review.program import Program, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

SHORT = 2
"""Statements of a function whose name alone may explain it."""

LONG = 10
"""Statements of a function that explain themselves together with its docstring."""

QUIET = 12
"""Statements outside functions that need no comment."""

LATER = 0.05
"""What a second place of one habit counts: a program divided into functions is not worse than one that is not."""


def _once(places: Iterable[Place]) -> list[Place]:
    """The weightiest place in full, the others in part."""
    found = sorted(places, key=lambda one: -one.amount)
    return found[:1] + [replace(one, amount=LATER * one.amount) for one in found[1:]]


@check(
    Rule(
        code="undocumented-function",
        title="Nothing says what `{name}` is for",
        weights={"readability": 0.07, "style": 0.06},
        level="proficient",
        why="A sentence below the `def` line spares readers the whole function; `help` shows it too.",
        do="Write a docstring: what it gives for what, not how.",
        example="def mean(numbers):\n    total = sum(numbers)\n    count = len(numbers)\n    return total / count\n",
        better='def mean(numbers):\n    """Return the arithmetic mean of numbers."""\n    total = sum(numbers)\n'
        "    count = len(numbers)\n    return total / count\n",
    )
)
def undocumented_function(program: Program) -> list[Place]:
    """See the rule. A comment is worth half a docstring; what is not for others (`_name`) needs half of one."""
    found: list[Place] = []
    for function in program.functions:
        if ast.get_docstring(function, clean=False) or function.name.startswith("__"):
            continue
        if isinstance(program.parents[function], ast.FunctionDef):
            continue
        last = function.end_lineno or function.lineno
        commented = any(line in program.comments for line in range(function.lineno - 2, last + 1))
        amount = (0.5 if commented else 1.0) * (0.3 if program.sizes[function] < SHORT else 1.0)
        found.append(Place(function.lineno, function.name, amount / 2 if function.name.startswith("_") else amount))
    return _once(found)


@check(
    Rule(
        code="long-way-without-a-word",
        title="`{name}` is long and has no comment",
        weights={"readability": 0.03, "style": 0.01},
        level="mastered",
        why="A docstring says what comes out; the reasons for the steps are known only to whoever wrote them.",
        do="Say beside surprising steps why they are there, or divide the function so that names say it.",
        example="def show():\n" + "".join(f"    print({number})\n" for number in range(11)),
        better="def show():\n    # the form wants eleven lines\n"
        + "".join(f"    print({number})\n" for number in range(11)),
    )
)
def long_way_without_a_word(program: Program) -> Iterator[Place]:
    """See the rule."""
    for function in program.functions:
        last = function.end_lineno or function.lineno
        if program.sizes[function] > LONG and not any(
            line in program.comments for line in range(function.lineno, last + 1)
        ):
            yield Place(function.lineno, function.name)


@check(
    Rule(
        code="undocumented-class",
        title="Nothing says what the class `{name}` is for",
        weights={"readability": 0.06, "style": 0.05},
        level="proficient",
        why="A class stands for a thing of the problem: which one, a sentence tells best.",
        do="Write a docstring below the `class` line.",
        example="class Account:\n    def __init__(self):\n        self.balance = 0\n",
        better='class Account:\n    """Money of one customer."""\n\n    def __init__(self):\n        '
        "self.balance = 0\n",
    )
)
def undocumented_class(program: Program) -> list[Place]:
    """See the rule."""
    return _once(
        Place(one.lineno, one.name)
        for one in program.all(ast.ClassDef)
        if not ast.get_docstring(one, clean=False) and not one.name.startswith("_")
    )


@check(
    Rule(
        code="no-word-of-explanation",
        title="The program has no comment and no docstring",
        weights={"readability": 0.06, "style": 0.02},
        level="learning",
        why="Code says how; only words say what for.",
        do="Say at the top what the program does, and beside surprising lines why they are there.",
        example="".join(f"print({number})\n" for number in range(14)),
        better='"""Show the first numbers."""\n\n' + "".join(f"print({number})\n" for number in range(14)),
    )
)
def no_word_of_explanation(program: Program) -> Iterator[Place]:
    """See the rule."""
    named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)  # a name of their own explains something
    statements = sum(isinstance(one, ast.stmt) and not isinstance(one, named) for one in program.nodes)
    documented = program.comments or any(
        isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str)
        for one in program.all(ast.Expr)
    )
    if statements > QUIET and not documented:
        yield Place(1)


@check(
    Rule(
        code="no-type-hints",
        title="`{name}` does not say which types it takes and gives",
        weights={"style": 0.04, "readability": 0.04},
        level="mastered",
        why="Hints are documentation that tools can check.",
        do="Add types to parameters and result.",
        example="def mean(numbers):\n    return sum(numbers) / len(numbers)\n",
        better="def mean(numbers: list[float]) -> float:\n    return sum(numbers) / len(numbers)\n",
    )
)
def no_type_hints(program: Program) -> list[Place]:
    """See the rule."""
    found: list[Place] = []
    for function in program.functions:
        parameters = [one for name, one in program.parameters(function).items() if name not in ("self", "cls")]
        if function.name.startswith("__") or isinstance(program.parents[function], ast.FunctionDef):
            continue
        missing = sum(one.annotation is None for one in parameters)
        if parameters and missing:
            found.append(Place(function.lineno, function.name, 0.5 + 0.5 * missing / len(parameters)))
    found += [
        Place(one.lineno, "this lambda")
        for one in program.all(ast.Lambda)
        if isinstance(program.parents[one], ast.Assign) and program.parameters(one)
    ]
    return _once(found)


@check(
    Rule(
        code="comment-repeats-code",
        title="The comment says what the line says anyway",
        weights={"readability": 0.04, "style": 0.03},
        level="learning",
        why="It has to be read and kept up to date, and tells nothing.",
        do="Say why, or say nothing.",
        example="count = 0\ncount += 1  # add 1 to count\nprint(count)\n",
        better="count = 0\ncount += 1  # the header is a line too\nprint(count)\n",
    )
)
def comment_repeats_code(program: Program) -> Iterator[Place]:
    """See the rule: every word of the comment is in the line, or names its statement."""
    for line, comment in program.comments.items():
        code = program.lines[line - 1].partition("#")[0]
        if not code.strip() and line < len(program.lines):
            code = program.lines[line]
        said = set(re.findall(r"[a-z]+|\d+", comment.lower()))
        if not said or not code.strip() or code.strip().startswith("#"):
            continue
        known = set(re.findall(r"[a-z]+|\d+", code.lower())) | _FILLERS
        if said <= known and said - _FILLERS:
            yield Place(line)


_FILLERS = words(
    "a an the to of in is and add adds set sets get gets by increment increments increase decrease "
    "subtract multiply divide "
    "print prints return returns loop loops over through each for if check checks assign assigns value "
    "variable call calls "
    "function define create creates list string number result with from this it equal equals initialize import imports"
)
"""Words that say what a statement does."""


@check(
    Rule(
        code="accessors",
        title="`{name}` only hands over or sets an attribute",
        weights={"style": 0.06, "readability": 0.03},
        level="proficient",
        why="Python's attributes can be read and set directly; a property can take over later without a "
        "change outside.",
        do="Use the attribute itself, or `@property` where something has to be checked.",
        example="class Dog:\n    def __init__(self, name):\n        self._name = name\n\n    def get_name(self):\n"
        "        return self._name\n",
        better="class Dog:\n    def __init__(self, name):\n        self.name = name\n",
    )
)
def accessors(program: Program) -> Iterator[Place]:
    """See the rule."""
    for function in program.functions:
        if not isinstance(program.parents[function], ast.ClassDef) or not re.match(
            r"(?:get|set)_?[a-zA-Z]", function.name
        ):
            continue
        body = [one for one in function.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
        if len(body) != 1:
            continue
        match body[0]:
            case ast.Return(value=ast.Attribute(value=ast.Name(id="self"))):
                yield Place(function.lineno, function.name)
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"))], value=ast.Name()):
                yield Place(function.lineno, function.name)


CHECKS: tuple[Check, ...] = (
    undocumented_function,
    long_way_without_a_word,
    undocumented_class,
    no_word_of_explanation,
    no_type_hints,
    comment_repeats_code,
    accessors,
)
