"""Words against conditions: what a branch says, what a loop is told to end by, `neither` and `both` in a docstring."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_ABSENT: Final = re.compile(
    r"\b(not found|missing|(is not|are not|was not|isn't|aren't) (in|on|among|part of) the|unknown|does(n't| not) exist"
    r"|no such|could not be found|not (in|on) (the|this|my|your))\b"
)
_PRESENT: Final = re.compile(
    r"\b(found|exists|(is|are) (in|on|among|part of) the|already (there|in|exists?|taken|registered|known)|contains)\b"
)
_GIVEN_NOTHING: Final = re.compile(
    r"\b(is empty|(did|do|have|has)(n't| not) (enter|type|give)(ed|n)?|nothing (was )?(entered|typed|given))"
    r"|must not be empty|cannot be empty|no (name|text|word|input) (was )?(entered|given)"
)
_WORDS: Final = {
    "even": (re.compile(r"\beven\b"), re.compile(r"\bodd\b")),
    "positive": (re.compile(r"\bpositive\b"), re.compile(r"\bnegative\b|^zero$")),
    "negative": (re.compile(r"\bnegative\b"), re.compile(r"\bpositive\b|^zero$")),
    "zero": (re.compile(r"\bzero\b|\b0\b"), re.compile(r"^\W*(positive|negative)\W*$")),
    "present": (_PRESENT, _ABSENT),
    "empty": (_GIVEN_NOTHING, re.compile(r"^\b$")),
    "equal": (
        re.compile(r"\b(match(es)?|equal|the same|identical)\b"),
        re.compile(r"\b(not|n't|never) (match|equal|the same|identical)|\bdifferent\b"),
    ),
}
"""What a condition says of a value -> words for that, and words for its opposite."""


@check(
    Rule(
        code="said-in-the-other-case",
        title="`{name}` is said in the case in which it is not so",
        weights={"correctness": 0.4},
        level="beginner",
        why="The condition holds for the other ones, and those get this message.",
        do="Put in a value for which you know the answer, and follow which branch is taken.",
        example="number = int(input())\nif number % 2 == 0:\n    print('odd')\nelse:\n    print('even')\n",
        better="number = int(input())\nif number % 2 == 0:\n    print('even')\nelse:\n    print('odd')\n",
    )
)
def said_in_the_other_case(program: Program) -> Iterator[Place]:
    """See the rule: even and odd, signs of numbers, in the list or not, empty or not."""
    choices: list[ast.If | ast.IfExp] = [*program.all(ast.If), *program.all(ast.IfExp)]
    for node in choices:
        kind, holds = _asked(node.test)
        if not kind:
            continue
        chained = isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
        sides = [(node.body, holds)] if chained or kind in _OF_THREE else [(node.body, holds), (node.orelse, not holds)]
        for side, so in sides:
            block = side if isinstance(side, list) else [side]
            text = _said(block[0]).lower().strip() if 0 < len(block) <= _SHORT else ""
            if text and _denies_it(kind, text, holds=so):
                yield Place(block[0].lineno, text[:40])
                break


_OF_THREE: Final = ("positive", "negative", "zero")
"""A number that is not greater than 0 may be less, or 0."""


def _denies_it(kind: str, text: str, *, holds: bool) -> bool:
    """Whether a text says the opposite of what a condition has found out."""
    if kind.startswith("flag "):
        return _speaks_against(kind[5:], text, holds=holds)
    says, denies = _WORDS[kind]
    if kind in ("present", "equal"):  # `not found` holds `found`
        absent = bool(denies.search(text))
        return absent if holds else bool(says.search(text)) and not absent
    if not holds:
        says, denies = denies, says
    return (
        bool(denies.search(text))
        and not says.search(text)
        and not re.search(r"\bnot (an? )?(even|odd|positive|negative)|non-", text)
    )


_SHORT: Final = 2


def _speaks_against(word: str, text: str, *, holds: bool) -> bool:
    """`is on` where it is not on, and the other way round."""
    if re.search(r"\b(if|until|when|unless|should|must|or)\b", text):
        return False
    affirmed = re.search(rf"\bis (now )?{re.escape(word)}\b", text)
    denied = re.search(rf"\bis (currently )?not {re.escape(word)}\b", text)
    return bool(denied) if holds else bool(affirmed)


def _asked(test: ast.expr) -> tuple[str, bool]:
    """What a condition asks, and whether it holds then or its opposite."""
    match test:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self"), attr=name):
            return f"flag {name.lower().removeprefix('is_')}", True
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            kind, holds = _asked(inner)
            return (kind, not holds) if kind not in ("positive", "negative", "zero") else ("", True)
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return _compared(left, sign, right)
    return "", True


_LEFT_OR_SEEN: Final = re.compile(
    r"missing|unknown|absent|lost|not_|gone|remain|left|available|free|seen|visited|known|checked|used|done|tried|guess"
)
"""Lists of what is not there, or has been met before: a new one is `found` for them."""


def _compared(left: ast.expr, sign: ast.cmpop, right: ast.expr) -> tuple[str, bool]:
    """The same of a comparison."""
    equal = isinstance(sign, ast.Eq)
    kind = ""
    match left, right:
        case ast.BinOp(op=ast.Mod(), right=ast.Constant(value=2)), ast.Constant(value=0 | 1 as rest):
            kind, equal = "even", equal == (rest == 0)
        case ast.Name(), ast.Constant(value=0):
            signs = {ast.Gt: "positive", ast.Lt: "negative", ast.Eq: "zero"}
            return signs.get(type(sign), ""), True
        case ast.Name(), ast.Constant(value=""):
            kind = "empty"
        case ast.Name(), ast.Name():
            kind = "equal"
    if isinstance(sign, ast.In | ast.NotIn) and is_const(left, "_", "-", " ", "*", "?", "."):
        return "", True  # a word is found when no blank is left in it
    if isinstance(sign, ast.In | ast.NotIn) and isinstance(right, ast.Name | ast.Attribute):
        if _LEFT_OR_SEEN.search(ast.unparse(right).lower()):
            return "", True
        return "present", isinstance(sign, ast.In)
    return (kind, equal) if isinstance(sign, ast.Eq | ast.NotEq) else ("", True)


def _said(node: ast.AST) -> str:
    """The text that a statement prints, returns or keeps."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[_, *_] as parts)):
            return " ".join(map(_said, parts))
        case ast.Return(value=ast.expr() as value) | ast.Assign(value=value):
            return _said(value)
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(map(_said, parts))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return f"{_said(left)} {_said(right)}"
    return "…" if isinstance(node, ast.FormattedValue | ast.Name) else ""


@check(
    Rule(
        code="goes-on-while-told-to-stop",
        title="`{name}` goes on only while it is told to stop",
        weights={"correctness": 0.4},
        level="beginner",
        why="The condition of `while` says when the loop goes on, not when it ends.",
        do="Read the condition as `as long as`.",
        example="command = ''\nwhile command == 'quit':\n    command = input('> ')\n    print(command)\n",
        better="command = ''\nwhile command != 'quit':\n    command = input('> ')\n    print(command)\n",
    )
)
def goes_on_while_told_to_stop(program: Program) -> Iterator[Place]:
    """See the rule: a word that ends, or what the prompt names, where the loop asks for the value itself."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(left=ast.Name() as asked, ops=[ast.Eq()], comparators=[ast.Constant(value=end)]):
                pass
            case ast.Compare(
                left=ast.Call(func=ast.Attribute(value=ast.Name() as asked, attr="lower" | "upper" | "strip")),
                ops=[ast.Eq()],
                comparators=[ast.Constant(value=end)],
            ):
                pass
            case _:
                continue
        prompts = [prompt for one in program.values(asked)[:_ASKED_MAX] for prompt in _prompts(one)]
        word = isinstance(end, str) and end.lower() in _ENDS
        told = any(_ends_by(prompt, str(end).lower()) for prompt in prompts)
        if (told or (word and prompts)) and type(end) in (str, int) and str(end):
            yield Place(loop.lineno, ast.unparse(loop.test)[:40])


_ASKED_MAX: Final = 20
"""Questions for one name that are looked at: each loop looks at them."""

_ENDS: Final = frozenset(("quit", "exit", "stop", "end", "q", "done", "finished", "ende", "bye", "x"))


def _ends_by(prompt: str, end: str) -> bool:
    return bool(
        re.search(rf"(?<!\w){re.escape(end)}['\"]? (to|for) (stop|quit|end|exit|finish|leave|cancel|the end)", prompt)
    )


def _prompts(node: ast.expr | None) -> Iterator[str]:
    """What is asked, by `input(...)` alone or turned into something."""
    while isinstance(node, ast.Call) and call_name(node) != "input":
        inner = node.args[0] if node.args else None
        node = inner if call_name(node) in ("int", "float") else getattr(node.func, "value", None)
    if isinstance(node, ast.Call):
        yield _said(node.args[0]).lower() if node.args else ""


@check(
    Rule(
        code="neither-with-or",
        title="`{name}` holds though one of the two is so",
        weights={"correctness": 0.4},
        level="beginner",
        why="Neither the one nor the other: both questions have to be answered with no. With `or` one no is enough.",
        do="Try a value for which just one of the two is so.",
        example='def is_special(sign):\n    """Whether it is neither a letter nor a digit."""\n'
        "    return not sign.isalpha() or not sign.isdigit()\n",
        better='def is_special(sign):\n    """Whether it is neither a letter nor a digit."""\n'
        "    return not sign.isalpha() and not sign.isdigit()\n",
    )
)
def neither_with_or(program: Program) -> Iterator[Place]:
    """See the rule: two denials joined by `or`, one denial of both, and divisors that the docstring joins by `and`."""
    for node in program.all(ast.BoolOp):
        around = program.parents[node]
        denied = isinstance(around, ast.UnaryOp)
        outer = program.parents[around] if denied else around
        if not isinstance(outer, ast.Return):
            continue
        said = program.purpose(node)
        no = all(_denies(one) for one in node.values) and isinstance(node.op, ast.Or) and not denied
        not_both = denied and isinstance(node.op, ast.And) and not any(_denies(one) for one in node.values)
        if re.search(r"\bneither\b", said) and (no or not_both):
            yield Place(node.lineno, ast.unparse(node)[:50])
        divisors = [_divisor(one) for one in node.values]
        if isinstance(node.op, ast.Or) and not denied and len(divisors) > 1 and all(divisors):
            one, other = divisors[0], divisors[1]
            if re.search(rf"\bboth {one} and (by )?{other}\b|\btrue if .*by {one} and (by )?{other}\b", said):
                yield Place(node.lineno, ast.unparse(node)[:50])


def _denies(node: ast.expr) -> bool:
    if isinstance(node, ast.Compare):
        return len(node.ops) == 1 and isinstance(node.ops[0], ast.NotEq | ast.NotIn)
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _divisor(node: ast.expr) -> int:
    match node:
        case ast.Compare(
            left=ast.BinOp(op=ast.Mod(), right=ast.Constant(value=int(divisor))), ops=[ast.Eq()], comparators=[rest]
        ) if is_const(rest, 0):
            return divisor
    return 0


@check(
    Rule(
        code="no-for-those-that-fit",
        title="`{name}` says no for just those that fit",
        weights={"correctness": 0.4},
        level="beginner",
        why="All of them fit when there is none that does not: the search is for one that does not fit.",
        do="Read the condition in front of `return False` aloud.",
        example='def all_done(tasks):\n    """Whether every task is done."""\n    for task in tasks:\n'
        "        if task['done']:\n            return False\n    return True\n",
        better='def all_done(tasks):\n    """Whether every task is done."""\n    for task in tasks:\n'
        "        if not task['done']:\n            return False\n    return True\n",
    )
)
def no_for_those_that_fit(program: Program) -> Iterator[Place]:
    """See the rule: `all` or `every` of a docstring or name, and a condition that names what all should be."""
    for loop in program.all(ast.For):
        match loop.body:
            case [ast.If(test=test, body=[ast.Return(value=ast.Constant(value=False))], orelse=[])]:
                word = _quality(test)
            case _:
                continue
        after = program.after(loop, 1)
        said = program.purpose(loop)
        if not word or not after or ast.unparse(after[0]) != "return True":
            continue
        if re.search(rf"\b(all|every|each)\b.*\b{re.escape(word)}s?\b", said) and not _NEGATED.search(said):
            yield Place(test.lineno, ast.unparse(test)[:40])


_NEGATED: Final = re.compile(r"\b(not|no|none|never|without|neither|free of|un\w+|different|distinct|except)\b")


def _quality(test: ast.expr) -> str:
    """The word for what a condition asks of an element."""
    match test:
        case ast.Subscript(slice=ast.Constant(value=str(word))) | ast.Attribute(attr=word):
            return word.lower().removeprefix("is_")
        case ast.Call(func=ast.Attribute(attr=method), args=[]) if method.startswith("is"):
            return {"isalpha": "letter"}.get(method, method.removeprefix("is").strip("_"))
        case ast.Compare(ops=[ast.In()], comparators=[ast.Name(id=word)]):
            return word.lower().split("_")[0]
    return ""


CHECKS: tuple[Check, ...] = (
    said_in_the_other_case,
    goes_on_while_told_to_stop,
    neither_with_or,
    no_for_those_that_fit,
)
