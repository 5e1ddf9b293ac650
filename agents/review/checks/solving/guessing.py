"""Games in which letters of a word are guessed: a letter may stand at several places."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import is_that_name, last_name
from agents.review.program import Function, Program, base_name, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_LETTER: Final = re.compile(
    r"^(?:letter|char|character|ch|c|guess|guessed|buchstabe|l|g)$|(?:^|_)(?:letter|char|guess)$"
)
_WORD: Final = re.compile(r"(?:^|_)(?:word|secret|solution|phrase|answer|hidden|target|wort)$")
_ALPHABET: Final = 20  # different letters: no word has so many
_ONCE: Final = re.compile(
    r"\b(?:twice|different letters|unique|isogram|distinct|only once|first (?:place|position|one))\b"
)


@check(
    Rule(
        code="first-of-equal-letters",
        title="`{name}` is put at its first place alone",
        weights={"correctness": 0.35},
        level="beginner",
        why="`index` and `find` give the first place, and a loop that is left ends there. A letter that stands in the "
        "word again stays hidden at its other places.",
        do="Go through all places of the word, and change each one where the letter stands.",
        example="def reveal(word, shown, letter):\n    if letter in word:\n        position = word.index(letter)\n"
        "        shown[position] = letter\n    return shown\n",
        better="def reveal(word, shown, letter):\n    for position, known in enumerate(word):\n"
        "        if known == letter:\n            shown[position] = letter\n    return shown\n",
    )
)
def first_of_equal_letters(program: Program) -> Iterator[Place]:
    """See the rule: `shown[word.index(letter)] = letter`, with names between, by slices, or in a loop that breaks."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Subscript(slice=place)], value=put):
                pass
            case ast.Assign(
                value=ast.BinOp(
                    left=ast.BinOp(
                        left=ast.Subscript(slice=ast.Slice(lower=None, upper=ast.expr() as place)), right=put
                    ),
                    op=ast.Add(),
                    right=ast.Subscript(slice=ast.Slice()),
                )
            ):
                pass
            case _:
                continue
        found = _first_place(program, place) or _left_loop(program, node, place)
        if found is None:
            continue
        word, letter = found
        again = isinstance(put, ast.Subscript) and same(put.value, word) and same(put.slice, place)
        walked = _walked(program, node, word, letter)
        named = (
            walked
            or _WORD.search(last_name(word).lower())
            or (program.kind(word) == "str" and _LETTER.search(last_name(letter).lower()))
        )
        if (
            not (same(put, letter) or again or walked)
            or same(node.targets[0], word)
            or not named
            or _once(program, node, word)
        ):
            continue
        loops = (up for _, up in program.up(node) if isinstance(up, ast.While))
        if not any(_asks(program, one, word, letter, place) for one in loops):
            yield Place(node.lineno, ast.unparse(letter)[:40])


def _first_place(program: Program, place: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """The word and the letter of `word.index(letter)`, or of a name that stands for that alone."""
    match program.value(place):
        case ast.Call(func=ast.Attribute(value=word, attr="index" | "find"), args=[letter]):
            return word, letter
    return None


def _walked(program: Program, node: ast.Assign, word: ast.expr, letter: ast.expr) -> bool:
    """Whether a loop over all letters of a word looks for the place of each, and changes another text there."""
    match node.targets[0]:
        case ast.Subscript(value=changed) if same(changed, word):
            return False
    loops = [one for one in program.loops_around(node) if isinstance(one, ast.For) and same(one.iter, word)]
    own = any(ast.unparse(one.target) == ast.unparse(letter) for one in loops)
    return own and bool(program.kind(word) == "str" or _LETTER.search(last_name(letter).lower()))


def _left_loop(program: Program, node: ast.Assign, place: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """The word and the letter of a loop over all places which ends with the first one that is changed."""
    asked = program.parents[node]
    loop = program.parents.get(asked)
    if not (isinstance(asked, ast.If) and isinstance(asked.body[-1], ast.Break | ast.Return)):
        return None
    match asked.test, loop:
        case (
            ast.Compare(left=ast.Subscript(value=word, slice=at), ops=[ast.Eq()], comparators=[letter]),
            ast.For(target=ast.Name() as target),
        ) if is_that_name(at, target) and is_that_name(place, target):
            return word, letter
        case (
            ast.Compare(left=ast.Subscript(value=word, slice=ast.Name() as at), ops=[ast.Eq()], comparators=[letter]),
            ast.While(test=ast.Compare(left=ast.Name() as counter)),
        ) if is_that_name(at, counter) and is_that_name(place, counter):
            return word, letter
        case (
            ast.Compare(left=ast.Name() as left, ops=[ast.Eq()], comparators=[letter]),
            ast.For(
                target=ast.Tuple(elts=[ast.Name() as at, ast.Name() as one]),
                iter=ast.Call(func=ast.Name(id="enumerate"), args=[word]),
            ),
        ) if left.id == one.id and is_that_name(place, at):
            return word, letter
    return None


def _once(program: Program, node: ast.AST, word: ast.expr) -> bool:
    """Whether each letter stands in the word once, as is said or is written down."""
    written = program.written(word) if isinstance(word, ast.Name) else word
    if isinstance(written, ast.Constant) and isinstance(written.value, str):
        letters = len(set(written.value))
        if letters == len(written.value) and letters > _ALPHABET:
            return True
    around = [up for _, up in program.up(node) if isinstance(up, Function | ast.ClassDef | ast.Module)]
    return any(_ONCE.search(program.said(one)) for one in around)


def _asks(program: Program, loop: ast.While, word: ast.expr, letter: ast.expr, place: ast.expr) -> bool:
    """Whether a loop goes on as long as the letter is found, or takes the word apart."""
    for one in ast.walk(loop.test):
        if isinstance(one, ast.Compare):
            sides = [ast.unparse(side) for side in (one.left, *one.comparators)]
            goes_on = isinstance(one.ops[0], ast.NotEq | ast.GtE | ast.Gt)
            if (ast.unparse(place) in sides and goes_on) or (
                isinstance(one.ops[0], ast.In) and sides[0] == ast.unparse(letter)
            ):
                return True
    return base_name(word) in program.changed_in(loop)


CHECKS: tuple[Check, ...] = (first_of_equal_letters,)
