"""Which of several counts: all of them or one, the first or the last one. The text says it, the code does the other."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_ALL: Final = re.compile(r"\b(?:all|every|each|everything|whole|always|both|complete(?:ly)?|perfect)\b")
_AT_LEAST_ONE: Final = re.compile(
    r"\b(?:at least one|any (?:of|one)|one of|either|has any|one or more|some of|if any|whether any|any)\b"
)
_MANY: Final = re.compile(r"\b(?:all|every|each|everything|both|only|no|none|not|never|without)\b")


@check(
    Rule(
        code="one-for-all-in-words",
        title="`{name}` asks for another number than the text: one is not all",
        weights={"correctness": 0.4},
        level="beginner",
        why="`any` is content with one that fits, `all` wants every one of them to fit.",
        do="Take a list in which one fits and one does not, and ask what should come out.",
        example='def may_enter(rights, needed):\n    """True if there are all of the needed rights."""\n'
        "    return any(one in rights for one in needed)\n",
        better='def may_enter(rights, needed):\n    """True if there are all of the needed rights."""\n'
        "    return all(one in rights for one in needed)\n",
    )
)
def one_for_all_in_words(program: Program) -> Iterator[Place]:
    """See the rule: the only `any` or `all` of a function whose docstring speaks of the other one alone."""
    for function in program.functions:
        said = re.sub(
            r"\b(?:return|returns|give|gives|list|names?|find|get|print) (?:all|every|each)\b", "", _text(function)
        )
        calls = [
            one for one in program.within(function) if isinstance(one, ast.Call) and call_name(one) in ("any", "all")
        ]
        if len(calls) != 1 or not said or isinstance(program.parents[calls[0]], ast.UnaryOp):
            continue
        node = calls[0]
        asks_one = call_name(node) == "any"
        opposite = any(isinstance(one, ast.NotEq | ast.NotIn | ast.Not) for one in ast.walk(node))
        if opposite or _decides_against(program, node):
            continue
        if asks_one and _ALL.search(said) and not _ONE_WORD.search(said):
            yield Place(node.lineno, ast.unparse(node)[:40])
        if not asks_one and _AT_LEAST_ONE.search(said) and not _MANY.search(said):
            yield Place(node.lineno, ast.unparse(node)[:40])


_ONE_WORD: Final = re.compile(
    r"\b(?:any|at least one|one of|some|either|no|none|not|never|without|unless|false|except)\b"
)


def _text(function: Function) -> str:
    said = (ast.get_docstring(function) or "").lower()
    return " ".join(said.split(">>>")[0].split())


def _decides_against(program: Program, node: ast.AST) -> bool:
    """Whether what it finds leads away: `if any(...): return False`, or the element is left out."""
    around = program.parents[node]
    if not isinstance(around, ast.If):
        return False
    step = around.body[-1]
    refuses = isinstance(step, ast.Return) and isinstance(step.value, ast.Constant) and not step.value.value
    return refuses or isinstance(step, ast.Continue | ast.Raise | ast.Break)


_ORDERED: Final = re.compile(
    r"sort|revers|\[::-1\]|newest first|latest first|descending|backward|longest|best|most (?!recent)"
)


_KEEP_FIRST: Final = re.compile(
    r"\b(?:keep|keeps|keeping|kept)\b.{0,20}\bfirst\b|\bfirst (?:one )?(?:wins|counts|stays|is kept)|"
    r"\bfirst \w+ (?:for|of|with) each\b"
)
_KEEP_LAST: Final = re.compile(
    r"\b(?:keep|keeps|keeping|kept)\b.{0,20}\b(?:last|latest|newest)\b|"
    r"\b(?:last|latest|newest) (?:one )?(?:wins|counts|is kept)|"
    r"\b(?:last|latest|newest|most recent) \w+ (?:for|of|with|by|per) each\b|\b(?:last|latest|newest) \w+ per\b"
)
_NAMED_FIRST: Final = re.compile(r"^first_|^earliest|_first_seen$")
_NAMED_LAST: Final = re.compile(r"^(?:last|latest|newest)(?:_|$)")


@check(
    Rule(
        code="first-under-the-key",
        title="`{name}` keeps the other one of the first and the last",
        weights={"correctness": 0.4},
        level="beginner",
        why="A plain assignment replaces what stands under the key, so that the last one stays. One that is made only "
        "for a new key lets the first one stay.",
        do="Follow the loop with two entries that have the same key.",
        example='def newest(records):\n    """The latest record of each place; they come in order of time."""\n'
        "    found = {}\n    for record in records:\n        if record['place'] not in found:\n"
        "            found[record['place']] = record\n    return found\n",
        better='def newest(records):\n    """The latest record of each place; they come in order of time."""\n'
        "    found = {}\n    for record in records:\n        found[record['place']] = record\n    return found\n",
    )
)
def first_under_the_key(program: Program) -> Iterator[Place]:
    """See the rule: `d[key] = x` in a loop, for a new key alone or always, against the text or the name of `d`."""
    for node in program.all(ast.Assign):
        match node.targets[0]:
            case ast.Subscript(value=ast.Name(id=name), slice=key):
                pass
            case _:
                continue
        loop = next((one for one in program.loops_around(node) if isinstance(one, ast.For)), None)
        around = program.parents[node]
        if loop is None or _ORDERED.search(ast.unparse(loop.iter)) or not names_in(node.value) & names_in(loop.target):
            continue
        function = program.function_of(node)
        said = _text(function) if function is not None else ""
        first = bool(_KEEP_FIRST.search(said) or _NAMED_FIRST.search(name))
        last = bool(_KEEP_LAST.search(said) or _NAMED_LAST.search(name))
        new = f"{ast.unparse(key)} not in {name}"
        guarded = isinstance(around, ast.If) and ast.unparse(around.test) == new and not around.orelse
        plain = around is loop
        others = [
            one
            for one in program.places(program.scope(node), name)
            if loop.lineno <= one.lineno <= (loop.end_lineno or 0)
        ]
        if first and not last and plain and len(others) == 1:
            yield Place(node.lineno, name)
        if last and not first and guarded and len(others) == _ASKED_AND_SET:
            yield Place(node.lineno, name)


_ASKED_AND_SET: Final = 2

CHECKS: tuple[Check, ...] = (one_for_all_in_words, first_under_the_key)
