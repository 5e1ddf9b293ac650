"""Words that shall be compared by their length, and are compared by the alphabet; and widths taken from one word."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="alphabet-instead-of-length",
        title="`{name}` goes by the alphabet, not by the length",
        weights={"correctness": 0.4},
        level="beginner",
        why="Texts are compared letter by letter: 'zoo' comes behind 'elephant', though it is shorter.",
        do="Compare the lengths: by `len`, or with `key=len`.",
        example="def longest_word(words):\n    return max(words)\n",
        better="def longest_word(words):\n    return max(words, key=len)\n",
    )
)
def alphabet_instead_of_length(program: Program) -> Iterator[Place]:
    """See the rule: the greatest word for the longest one, or words in their order for those by length."""
    for call in program.all(ast.Call):
        if any(one.arg == "key" for one in call.keywords):
            continue
        if call_name(call) in ("max", "min", "sorted") and len(call.args) == 1:
            source = call.args[0]
        elif method_of(call) == "sort" and isinstance(call.func, ast.Attribute) and not call.args:
            source = call.func.value
        else:
            continue
        if _are_words(program, source) and (_length_asked(program, call) or call_name(program.parents[call]) == "len"):
            yield Place(call.lineno, ast.unparse(call)[:40])
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.Name(id=one),
                ops=[ast.Gt() | ast.Lt() | ast.GtE() | ast.LtE()],
                comparators=[ast.Name(id=other)],
            ):
                pass
            case _:
                continue
        best = next((name for name in (other, one) if _EXTREME.search(name)), "")
        word = one if best == other else other
        if best and _takes(program, node, best, word) and _is_one_word(program, node, word):
            yield Place(node.lineno, ast.unparse(node))


_EXTREME: Final = re.compile(r"(?:^|_)(?:long|short)est(?:_(?:word|name|line|text|title|city|string|so_far))?$")
_WORDS: Final = re.compile(
    r"(?:^|_)(?:words?|names|lines|texts|titles|cities|strings|sentences|tokens|strs|labels|countries|animals|fruits)$"
)
_LENGTH: Final = re.compile(
    r"\b(?:long|short)est\b(?! (?:run|streak|row|sequence|distance|path|way|route|time|duration|series))|"
    r"\bby (?:their |its |the )?(?:length|size)\b|\b(?:width|lengths?)\b"
)

_IN_ORDER: Final = re.compile(
    r"\b(?:long|short)est (?:\w+ )?(?:first|to)\b|"
    r"\b(?:sort|order|arrang)\w* (?:\w+ ){0,4}by (?:their |its |the )?length\b"
)


def _are_words(program: Program, source: ast.expr) -> bool:
    """Whether it holds words: by its name, or by how it was split."""
    if isinstance(source, ast.Name):
        given = program.values(source)
        numbers = any(isinstance(one, ast.ListComp) and not _is_text(one.elt) for one in given)
        if numbers or any(call_name(one) == "map" for one in given if one is not None):
            return False
        if _WORDS.search(source.id) and (given or source.id != "lines"):
            return True
        return any(one is not None and method_of(one) == "split" for one in given) and source.id.endswith("words")
    return method_of(source) in ("split", "splitlines")


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or method_of(node) in ("strip", "lower", "upper", "title", "replace")


def _length_asked(program: Program, call: ast.Call) -> bool:
    """Whether the function, its docstring or the name for the result speaks of lengths, and of nothing else."""
    said = program.purpose(call)
    if call_name(call) not in ("max", "min"):
        return bool(_IN_ORDER.search(said)) and not re.search(r"alphabet", said)
    match program.parents[call]:
        case ast.Assign(targets=[ast.Name(id=name)]):
            if _EXTREME.search(name):
                return True
    return bool(_LENGTH.search(said)) and not re.search(r"alphabet|order|lexic|prefix|unique|common", said)


def _takes(program: Program, node: ast.Compare, best: str, word: str) -> bool:
    """Whether the branch of a comparison makes the word the best one."""
    around = program.parents[node]
    return isinstance(around, ast.If) and any(
        isinstance(one, ast.Assign) and ast.unparse(one) == f"{best} = {word}" for one in around.body
    )


def _is_one_word(program: Program, node: ast.AST, word: str) -> bool:
    """Whether a name is that of an element of words, in a loop around."""
    for loop in program.loops_around(node):
        if isinstance(loop, ast.For) and isinstance(loop.target, ast.Name) and loop.target.id == word:
            source = loop.iter.value if isinstance(loop.iter, ast.Subscript) else loop.iter
            return _are_words(program, source) or bool(_WORD.fullmatch(word))
    return False


_WORD: Final = re.compile(r"word|name|line|text|title|city|string|sentence|token|w")


@check(
    Rule(
        code="shorter-than-nothing",
        title="No text is shorter than `{name}` at its beginning",
        weights={"correctness": 0.4},
        level="beginner",
        why="The search begins with nothing at all, and no length is less than 0: it is never replaced.",
        do="Begin with the first one.",
        example="def shortest(words):\n    best = ''\n    for word in words:\n        if len(word) < len(best):\n"
        "            best = word\n    return best\n",
        better="def shortest(words):\n    best = words[0]\n    for word in words:\n"
        "        if len(word) < len(best):\n            best = word\n    return best\n",
    )
)
def shorter_than_nothing(program: Program) -> Iterator[Place]:
    """See the rule: `len(x) < len(best)` or `len(x) < least`, which begin empty or as 0 and are set there alone."""
    for node in program.all(ast.Compare):
        around = program.parents[node]
        if not isinstance(around, ast.If) or not program.in_loop(around):
            continue
        match node:
            case ast.Compare(left=left, ops=[ast.Lt()], comparators=[right]):
                pass
            case ast.Compare(left=right, ops=[ast.Gt()], comparators=[left]):
                pass
            case _:
                continue
        best = right.args[0] if isinstance(right, ast.Call) and call_name(right) == "len" and right.args else right
        if not isinstance(best, ast.Name) or call_name(left) != "len":
            continue
        nothing = 0 if best is right else ""
        given = program.values(best)
        begun = [one for one in given if is_const(one, nothing)]
        inside = {id(one.value) for one in around.body if isinstance(one, ast.Assign)}
        rest = [one for one in given if one is not None and one not in begun]
        if len(begun) == 1 and rest and None not in given and all(id(one) in inside for one in rest):
            yield Place(node.lineno, best.id)


@check(
    Rule(
        code="blank-not-in-the-width",
        title="`{name}` forgets the blank between the two",
        weights={"correctness": 0.4},
        level="beginner",
        why="The word is added with a blank before it: a line that is just full gets one letter more than it may have.",
        do="Count the blank as well.",
        example="def wrap(words, width):\n    lines = []\n    line = words[0]\n    for word in words[1:]:\n"
        "        if len(line) + len(word) <= width:\n            line += ' ' + word\n        else:\n"
        "            lines.append(line)\n            line = word\n    lines.append(line)\n    return lines\n",
        better="def wrap(words, width):\n    lines = []\n    line = words[0]\n    for word in words[1:]:\n"
        "        if len(line) + len(word) < width:\n            line += ' ' + word\n        else:\n"
        "            lines.append(line)\n            line = word\n    lines.append(line)\n    return lines\n",
    )
)
def blank_not_in_the_width(program: Program) -> Iterator[Place]:
    """See the rule: `len(line) + len(word) <= width`, and then `line += " " + word`."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(
                left=ast.BinOp(
                    left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=one)]),
                    op=ast.Add(),
                    right=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=other)]),
                ),
                ops=[ast.LtE() | ast.Gt() as sign],
                comparators=[ast.Name() | ast.Attribute() | ast.Constant()],
            ):
                fits = node.body if isinstance(sign, ast.LtE) else node.orelse
            case _:
                continue
        for step in fits:
            match step:
                case ast.AugAssign(
                    target=ast.Name(id=line),
                    op=ast.Add(),
                    value=ast.BinOp(left=ast.Constant(value=" "), op=ast.Add(), right=ast.Name(id=word)),
                ) if {line, word} == {one, other}:
                    yield Place(node.lineno, ast.unparse(node.test))


CHECKS: tuple[Check, ...] = (
    alphabet_instead_of_length,
    shorter_than_nothing,
    blank_not_in_the_width,
)
