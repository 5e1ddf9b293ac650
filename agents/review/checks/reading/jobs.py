"""What functions are for: several jobs in one, one job in two, answers that are only printed."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="defined-between-steps",
        title="`{name}` is defined between steps of the program",
        weights={"readability": 0.12, "style": 0.04},
        level="beginner",
        why="The program runs from top to bottom, and readers lose its thread at each definition.",
        do="Define all functions first, and put the steps together below them.",
        example="print('begin')\n\n\ndef twice(number):\n    return number * 2\n\n\nprint(twice(4))\n",
        better="def twice(number):\n    return number * 2\n\n\nprint('twice 4 is', twice(4))\n",
    )
)
def defined_between_steps(program: Program) -> Iterator[Place]:
    """See the rule: something is done before a definition, and after it."""
    body = program.tree.body
    done = [at for at, node in enumerate(body) if _is_step(node)]
    if not done:
        return
    for at, node in enumerate(body):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and done[0] < at < done[-1]:
            yield Place(node.lineno, node.name)
            return


def _is_step(node: ast.stmt) -> bool:
    """Whether a statement of the module does something: more than to define, import, or name a value."""
    if isinstance(node, ast.For | ast.While | ast.AugAssign):
        return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


@check(
    Rule(
        code="prints-what-it-works-out",
        title="`{name}` works something out and only prints it",
        weights={"readability": 0.08},
        level="beginner",
        why="What is only printed cannot be used by the rest of the program, nor tested.",
        do="Return the result, and print it in another place.",
        example="def area(width, height):\n    size = width * height\n    print('size', size)\n"
        "    print('half', size / 2)\n",
        better="def area(width, height):\n    size = width * height\n    return size\n",
    )
)
def prints_what_it_works_out(program: Program) -> Iterator[Place]:
    """See the rule: a value made of the parameters by arithmetic is printed twice or more, and not returned."""
    for function in program.functions:
        if _TELLS.search(function.name):
            continue
        inside = list(program.within(function))
        if any(isinstance(one, ast.Return | ast.Yield) and one.value is not None for one in inside):
            continue
        parameters = set(program.parameters(function)) - {"self"}
        prints = [one for one in inside if isinstance(one, ast.Call) and call_name(one) == "print"]
        made = any(
            isinstance(one, ast.Assign)
            and isinstance(one.value, ast.BinOp)
            and len(names_in(one.value) & parameters) > 0
            for one in inside
        )
        asks = any(isinstance(one, ast.Call) and call_name(one) == "input" for one in inside)
        if made and len(prints) > 1 and not asks:
            yield Place(function.lineno, function.name)


_TELLS: Final = re.compile(
    r"^(?:main|run|start|menu)$|print|show|display|report|tell|draw|greet|list|demo|log|test|play"
)


@check(
    Rule(
        code="copied-function",
        title="`{name}` does the same as a function above it, with other names",
        weights={"readability": 0.14, "style": 0.05},
        level="beginner",
        why="Whoever changes one copy has to find and change all others.",
        do="Take what both do into one function, and hand over what differs.",
        example="class Hero:\n    def heal(self, value):\n        if value < 0:\n            self.health = 0\n"
        "        elif value > 9:\n            self.health = 9\n        else:\n            self.health = value\n\n"
        "    def charge(self, value):\n        if value < 0:\n            self.power = 0\n"
        "        elif value > 9:\n            self.power = 9\n        else:\n            self.power = value\n",
        better="class Hero:\n    def heal(self, value):\n        self.health = self.clamp(value)\n\n"
        "    def charge(self, value):\n        self.power = self.clamp(value)\n\n"
        "    def clamp(self, value):\n        if value < 0:\n            return 0\n"
        "        if value > 9:\n            return 9\n        return value\n",
    )
)
def copied_function(program: Program) -> Iterator[Place]:
    """See the rule: two functions of some length that are the same but for the names in them."""
    seen: set[str] = set()
    for function in program.functions:
        if program.sizes[function] < _COPIED or function.name.startswith("__"):
            continue
        plain = _without_names(function)
        if plain in seen:
            yield Place(function.lineno, function.name)
        seen.add(plain)


_COPIED: Final = 5
"""Statements that are a part of their own."""


def _without_names(function: ast.AST) -> str:
    """The code of a function with numbers for its names, in the order in which they come."""
    numbers: dict[str, str] = {}
    return _NAME.sub(lambda one: numbers.setdefault(one.group(), f"_{len(numbers)}"), ast.unparse(function))


_NAME: Final = re.compile(
    r"\b(?!(?:if|elif|else|for|while|in|not|and|or|return|def|is|None|True|False|with|as|try|except|raise|break|continue|"
    r"pass|print|len|range|input|int|str|float|append|self)\b)[A-Za-z_]\w*"
)


@check(
    Rule(
        code="several-jobs",
        title="`{name}` does several jobs, one after the other",
        weights={"readability": 0.1},
        level="beginner",
        why="Each loop is a step that could be named, tested and used by itself.",
        do="Make each step a function whose name says what it gives.",
        example="def run(pupils):\n    for pupil in pupils:\n        pupil.greet()\n    for pupil in pupils:\n"
        "        pupil.learn()\n    for pupil in pupils:\n        pupil.leave()\n",
        better="def run(pupils):\n    for pupil in pupils:\n        pupil.spend_the_day()\n",
    )
)
def several_jobs(program: Program) -> Iterator[Place]:
    """See the rule: three loops under a name that names no job, or two beside results that are printed."""
    for function in program.functions:
        loops = [one for one in function.body if isinstance(one, ast.For)]
        prints = [one for one in function.body if isinstance(one, ast.Expr) and call_name(one.value) == "print"]
        if (len(loops) >= _JOBS and _ANY_JOB.search(function.name)) or (len(loops) > 1 and len(prints) > 1):
            yield Place(function.lineno, function.name)


_ANY_JOB: Final = re.compile(r"^(?:run|main|process|handle|do|analy[sz]e|work|start|program|report|evaluate|stat)")
_JOBS: Final = 3
"""Loops: two are often one job, as where something is found and then shown."""


CHECKS: tuple[Check, ...] = (
    defined_between_steps,
    prints_what_it_works_out,
    copied_function,
    several_jobs,
)
