"""Lists of the open, the finished, the overdue, the available: the condition lets in just the others."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_PART: Final = r"(?:\w+\.(?:is_)?|\w+\[['\"])"
_DONE: Final = _PART + r"(?:done|completed?|finished|paid|read|returned|checked|solved|seen)(?:['\"]\])?"
_DUE: Final = r"[\w.]*(?:\w+\[['\"])?\w*(?:due|deadline|expir\w+|best_before|valid_until)\w*(?:['\"]\])?"
_NOW: Final = r"(?:today|now|current\w*|date\.today\(\))"
_STOCK: Final = _PART + r"(?:stock|quantity|in_stock|amount|left|copies|count)(?:['\"]\])?"

_WANTED: Final = (
    (
        re.compile(
            r"\b(?:pending|open tasks|unfinished|unpaid|unread|incomplete|still to do|still open|to-do|not yet)\b"
        ),
        re.compile(_DONE),
    ),
    (re.compile(r"\b(?:completed|finished|done so far)\b"), re.compile(f"not {_DONE}")),
    (re.compile(r"\b(?:overdue|expired|past due)\b"), re.compile(rf"{_DUE} >=? {_NOW}|{_NOW} <=? {_DUE}")),
    (re.compile(r"\b(?:available|in stock|on sale)\b"), re.compile(rf"{_STOCK} (?:== 0|<= 0|< 1)|not {_STOCK}")),
    (re.compile(r"\b(?:sold out|out of stock)\b"), re.compile(rf"{_STOCK} (?:> 0|>= 1|!= 0)|{_STOCK}")),
    (re.compile(r"\b(?:adults?|grown-ups?)\b"), re.compile(rf"(?:{_PART})?age(?:['\"]\])? < 18")),
    (re.compile(r"\b(?:minors?|underage)\b"), re.compile(rf"(?:{_PART})?age(?:['\"]\])? >=? 18")),
    (
        re.compile(r"\b(?:passed|who pass)\b"),
        re.compile(rf"(?:{_PART})?(?:points|scores?|percent|percentage|marks)(?:['\"]\])? < \w+"),
    ),
    (
        re.compile(r"\b(?:failed|who fail)\b"),
        re.compile(rf"(?:{_PART})?(?:points|scores?|percent|percentage|marks)(?:['\"]\])? >=? \w+"),
    ),
)
"""What the words want, and a condition that lets in the others."""

_NOT_SO: Final = re.compile(
    r"\b(?:remove|delete|drop|discard|clear|without|except|exclude|skip|ignore|hide|not|both|all)\b"
)


@check(
    Rule(
        code="lets-in-the-others",
        title="`{name}` lets in just those that are not wanted",
        weights={"correctness": 0.4},
        level="beginner",
        why="What the condition holds for is taken, and the words ask for those for which it does not hold.",
        do="Take one that belongs in the result, and see whether it passes the condition.",
        example="def pending(tasks):\n    found = []\n    for task in tasks:\n        if task['done']:\n"
        "            found.append(task['title'])\n    return found\n",
        better="def pending(tasks):\n    found = []\n    for task in tasks:\n        if not task['done']:\n"
        "            found.append(task['title'])\n    return found\n",
    )
)
def lets_in_the_others(program: Program) -> Iterator[Place]:
    """See the rule: by the words of the function, or of what a script shows just before its loop."""
    promised: dict[ast.AST, str] = {}
    for test, loop in _conditions(program):
        function = program.function_of(loop)
        if function is not None and function not in promised:
            promised[function] = _promised(program, function)
        said = promised[function] if function is not None else _shown(program, loop)
        if not said or _NOT_SO.search(said):
            continue
        text = ast.unparse(test)
        wanted = [sign for words, sign in _WANTED if words.search(said)]
        if len(wanted) == 1 and wanted[0].fullmatch(text):
            yield Place(test.lineno, text[:40])


def _conditions(program: Program) -> Iterator[tuple[ast.expr, ast.AST]]:
    """The one condition under which a loop or a comprehension takes an element."""
    for loop in program.all(ast.For):
        match loop.body:
            case [*steps, ast.If(test=test, body=[step], orelse=[])]:
                plain = all(isinstance(one, ast.Assign) for one in steps)
                if plain and _takes(step):
                    yield test, loop
    made: list[ast.ListComp | ast.GeneratorExp] = [*program.all(ast.ListComp), *program.all(ast.GeneratorExp)]
    for node in made:
        ifs = [test for one in node.generators for test in one.ifs]
        if len(ifs) == 1 and len(node.generators) == 1:
            yield ifs[0], node


def _takes(step: ast.stmt) -> bool:
    """Whether a statement takes an element: keeps it, shows it or counts it."""
    match step:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append" | "add"))) | ast.Expr(value=ast.Yield()):
            return True
        case ast.Expr(value=ast.Call() as call):
            return call_name(call) == "print"
    return isinstance(step, ast.AugAssign) and isinstance(step.op, ast.Add)


def _promised(program: Program, function: Function) -> str:
    """The name and the docstring of a function that decides once."""
    conditions = [one for one in program.within(function) if isinstance(one, ast.If | ast.comprehension)]
    return program.purpose(function) if len(conditions) == 1 else ""


def _shown(program: Program, loop: ast.AST) -> str:
    """The text that a script has just shown, or the name that it gives."""
    statement = program.statement(loop)
    texts = ""
    for before in program.before(statement, 1) if statement is not None else ():
        match before:
            case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[ast.Constant(value=str(text))])):
                texts = text.lower()
            case ast.Assign(targets=[ast.Name(id=name)]):
                texts = name.lower().replace("_", " ")
    return texts


CHECKS: tuple[Check, ...] = (lets_in_the_others,)
