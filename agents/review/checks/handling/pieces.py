"""Pieces of texts: taken from the wrong end, put back into the old text, glued together, compared by their place."""

import ast
import re
import tokenize
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, call_name, names_in, same, words
from agents.review.rules import Place, Rule
from agents.review.texts import Texts

__all__ = ["CHECKS"]

_RENEWING: Final = words("replace removeprefix removesuffix translate strip lstrip rstrip union difference")


@check(
    Rule(
        code="begins-from-the-original",
        title="Each turn begins again with `{name}`, so only its last change is left",
        weights={"correctness": 0.4},
        level="beginner",
        why="The result of the turn before is thrown away: it is made of the old text once more.",
        do="Work on with the result of the turn before.",
        example="def without(text, signs):\n    result = text\n    for sign in signs:\n"
        "        result = text.replace(sign, '')\n    return result\n",
        better="def without(text, signs):\n    result = text\n    for sign in signs:\n"
        "        result = result.replace(sign, '')\n    return result\n",
    )
)
def begins_from_the_original(program: Program) -> Iterator[Place]:
    """See the rule: a loop sets a name to a text with a change, and the name is read behind the loop alone."""
    reads: dict[tuple[ast.AST, str], list[int]] = {}
    for loop in program.all(ast.For):
        if any(isinstance(one, ast.Break | ast.Return) for one in program.within(loop)):
            continue
        known: dict[str, bool] = {}
        steps = [one for one in program.within(loop) if isinstance(one, ast.Assign)]
        for step in steps:
            match step:
                case ast.Assign(
                    targets=[ast.Name(id=kept)],
                    value=ast.Call(func=ast.Attribute(value=ast.Name(id=source), attr=method)) as value,
                ) if method in _RENEWING and kept != source:
                    pass
                case _:
                    continue
            steady = source not in program.changed_in(loop)
            turning = names_in(value) & names_in(loop.target)
            if steady and turning and kept not in known:
                place = (program.scope(loop), kept)
                if place not in reads:
                    reads[place] = sorted(program.reads(*place))
                begin = bisect_left(reads[place], loop.lineno)
                behind = bisect_right(reads[place], loop.end_lineno or loop.lineno)
                known[kept] = begin == behind < len(reads[place])
            if steady and turning and known[kept]:
                yield Place(step.lineno, source)


@check(
    Rule(
        code="piece-from-the-other-end",
        title="`{name}` is taken from the other end",
        weights={"correctness": 0.4},
        level="beginner",
        why="`[:n]` is the beginning, and `[-n:]` the end.",
        do="Take the piece from the end that the docstring speaks of.",
        example="def ending(word):\n    '''Return the last three letters.'''\n    return word[:3]\n",
        better="def ending(word):\n    '''Return the last three letters.'''\n    return word[-3:]\n",
    )
)
def piece_from_the_other_end(program: Program) -> Iterator[Place]:
    """See the rule: a function that promises the first or last of something, and returns a piece of its parameter."""
    for function in program.functions:
        said = program.purpose(function)
        first, last = bool(_FIRST.search(said)), bool(_LAST.search(said))
        if first == last or _TURNED.search(said):
            continue
        untouched: dict[str, bool] = {}
        for node in program.within(function):
            match node:
                case ast.Return(value=ast.Subscript(value=ast.Name() | ast.Attribute() as owner, slice=part) as value):
                    pass
                case ast.ListComp(
                    elt=ast.Subscript(value=ast.Name(id=name), slice=part) as value,
                    generators=[ast.comprehension(target=ast.Name(id=each), iter=ast.Name() as owner)],
                ) if name == each:
                    pass
                case _:
                    continue
            if _end(part) != (-1 if first else 1):
                continue
            if ast.unparse(owner) not in untouched:
                untouched[ast.unparse(owner)] = _is_untouched(program, function, owner)
            if untouched[ast.unparse(owner)]:
                yield Place(node.lineno, ast.unparse(value))


def _is_untouched(program: Program, function: Function, owner: ast.Name | ast.Attribute) -> bool:
    """Whether it is in the order in which it was given: a parameter, written out or kept by the object."""
    if isinstance(owner, ast.Attribute):
        return base_name(owner).startswith("self.")
    begins = program.value(owner)
    places = [one for one in program.places(function, owner.id) if isinstance(one.ctx, ast.Load)]
    known = owner.id in program.parameters(function) or call_name(begins or owner) in ("str", "list")
    return known and all(isinstance(program.parents[one], ast.Subscript | ast.comprehension) for one in places)


_NOUNS: Final = (
    r"(?:(?:two|three|four|five|six|ten|n|k|count|few|\d+)\b|(?:\w+ )?(?:letters?|characters?|elements?|items?|words?|"
    r"entries|numbers?|digits?)\b)"
)
_FIRST: Final = re.compile(rf"\bfirst {_NOUNS}")
_LAST: Final = re.compile(rf"\blast {_NOUNS}")
_TURNED: Final = re.compile(
    r"\b(?:without|except|but|not|all but|drop\w*|remov\w*|revers\w*|newest|oldest|sorted|"
    r"backwards|before|after|until|behind)\b"
)


def _end(part: ast.expr) -> int:
    """1 where a place or slice is at the beginning, -1 at the end, 0 otherwise."""
    match part:
        case ast.Slice(lower=None, upper=ast.Constant() | ast.Name(), step=None):
            return 1
        case ast.Slice(lower=ast.UnaryOp(op=ast.USub()), upper=None, step=None):
            return -1
        case ast.Constant(value=0):
            return 1
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)):
            return -1
    return 0


@check(
    Rule(
        code="second-part-for-the-last",
        title="`{name}` takes the second part, which need not be the last one",
        weights={"correctness": 0.35},
        level="beginner",
        why="A name such as `archive.tar.gz` has several dots, and behind the second part comes another one.",
        do="Take the last part, by `-1`.",
        example="def extension(filename):\n    '''Return what is behind the last dot.'''\n"
        "    return filename.split('.')[1]\n",
        better="def extension(filename):\n    '''Return what is behind the last dot.'''\n"
        "    return filename.split('.')[-1]\n",
    )
)
def second_part_for_the_last(program: Program) -> Iterator[Place]:
    """See the rule: of a text that was split, in a function for the last part."""
    for node in program.all(ast.Subscript):
        if not isinstance(node.slice, ast.Constant) or node.slice.value != 1:
            continue
        match program.value(node.value):
            case ast.Call(func=ast.Attribute(attr="split"), args=[ast.Constant(value=str())]):
                if _LAST_PART.search(program.purpose(node)):
                    yield Place(node.lineno, ast.unparse(node)[:40])


_LAST_PART: Final = re.compile(
    r"\b(?:file ?extension|extension|behind the last|after the last|last (?:dot|part|slash|name|word|comma))\b"
)


@check(
    Rule(
        code="letters-one-by-one",
        title="`{name}` adds each letter of the text for itself",
        weights={"correctness": 0.4},
        level="beginner",
        why="`extend`, `update` and `+=` go through what they are given, and a text is gone through letter by letter.",
        do="Add the whole text with `append`, or `add` for a set.",
        example="cart = ['milk']\nitem = input('Item: ')\ncart.extend(item)\nprint(cart)\n",
        better="cart = ['milk']\nitem = input('Item: ')\ncart.append(item)\nprint(cart)\n",
    )
)
def letters_one_by_one(program: Program) -> Iterator[Place]:
    """See the rule: a text that was typed in, split off or put together, at the end of a list."""
    texts = Texts(program)
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(value=owner, attr="extend"), args=[added]):
                asked = program.kind(owner) == "list" and _is_asked_for(program, call, owner, added)
                if asked or _is_whole(texts, added) or _is_one_of(program, owner, added):
                    yield Place(call.lineno, ast.unparse(call)[:40])
            case ast.Call(func=ast.Attribute(value=owner, attr="update"), args=[added]):
                if program.kind(owner) == "set" and _is_asked_for(program, call, owner, added):
                    yield Place(call.lineno, ast.unparse(call)[:40])
    for step in program.all(ast.AugAssign):
        known = isinstance(step.op, ast.Add) and program.kind(step.target) == "list"
        if known and (_is_whole(texts, step.value) or _is_one_of(program, step.target, step.value)):
            yield Place(step.lineno, ast.unparse(step)[:40])


_ONE_LETTER: Final = re.compile(r"c|ch|chr|char|character|letter|sign|symbol|digit|vowel|x")


_LEAVES: Final = (ast.Return, ast.Continue, ast.Break)


def _is_asked_for(program: Program, call: ast.Call, owner: ast.expr, added: ast.expr) -> bool:
    """Whether the branch around has asked whether what is added is one of those that are there: `x in y`, `not in`."""
    single = isinstance(added, ast.Name) and _ONE_LETTER.fullmatch(added.id)
    before = program.before(program.parents[call], 3) if isinstance(program.parents[call], ast.Expr) else []  # type: ignore[arg-type]  # a statement
    left_out = [one for one in before if isinstance(one, ast.If) and isinstance(one.body[-1], _LEAVES)]
    for around in [*left_out, *(up for _, up in program.up(call))] if not single else ():
        match around:
            case ast.If(test=ast.Compare(left=left, ops=[ast.NotIn() | ast.In()], comparators=[there])):
                if same(left, added) and ast.unparse(there) == ast.unparse(owner):
                    return True
            case ast.FunctionDef() | ast.For() | ast.While():
                return False
    return False


def _is_one_of(program: Program, owner: ast.expr, added: ast.expr) -> bool:
    """Whether a parameter without a type is called as one element of the list is: `hobby` of `hobbies`."""
    if not isinstance(added, ast.Name):
        return False
    given = program.parameters(program.scope(added)).get(added.id)
    plural = base_name(owner).removeprefix("self.").lstrip("_")
    names = (f"{added.id}s", f"{added.id.removesuffix('y')}ies")
    return given is not None and given.annotation is None and len(added.id) > 1 and plural in names


def _is_whole(texts: Texts, node: ast.expr) -> bool:
    match node:
        case ast.JoinedStr():
            return True
        case ast.Constant(value=str(text)):
            return len(set(text)) != len(text) or " " in text
    return texts.kind(node) == "text"


@check(
    Rule(
        code="name-in-plain-words",
        title="`{name}` stands in the text as a word, not as the variable",
        weights={"correctness": 0.35},
        level="beginner",
        why="In an f-string only what is in curly brackets is replaced by its value.",
        do="Put the name into curly brackets.",
        example="def line():\n    name = input()\n    points = 12\n    return f'name has {points} points'\n",
        better="def line():\n    name = input()\n    points = 12\n    return f'{name} has {points} points'\n",
    )
)
def name_in_plain_words(program: Program) -> Iterator[Place]:
    """See the rule: an f-string with the name of a variable that nothing reads."""
    unread = {
        (program.scope(places[0]), name)
        for name, places in program.by_name.items()
        if all(isinstance(one.ctx, ast.Store) for one in places) and _set(program, places)
    }
    for node in program.all(ast.JoinedStr) if unread else ():
        if not any(isinstance(one, ast.FormattedValue) for one in node.values):
            continue
        scope = program.scope(node)
        texts = [one.value for one in node.values if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        for word in re.findall(r"(?<![\w{])[a-z_]\w*(?![\w}:=])", " ".join(texts)):
            if (scope, word) in unread:
                yield Place(node.lineno, word)


def _set(program: Program, places: list[ast.Name]) -> bool:
    """Whether a name is given a value of its own, outside of loops and unpacking."""
    return all(isinstance(program.parents[one], ast.Assign) for one in places)


@check(
    Rule(
        code="same-place-for-equal",
        title="`{name}` asks whether it is one and the same object, not whether the texts are equal",
        weights={"correctness": 0.4},
        level="beginner",
        why="Two equal texts may lie at two places, and then `is` says no.",
        do="Compare with `==`.",
        example="def login(users, name, password):\n    return users.get(name) is password\n",
        better="def login(users, name, password):\n    return users.get(name) == password\n",
    )
)
def same_place_for_equal(program: Program) -> Iterator[Place]:
    """See the rule: two values, one of which is a text or number by what it was given or by its name."""
    texts = Texts(program)
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot()], comparators=[right]):
                pass
            case _:
                continue
        sides = (left, right)
        if all(isinstance(one, ast.Name | ast.Subscript | ast.Attribute | ast.Call) for one in sides):
            plain = any(_is_text(program, texts, one) for one in sides)
            if plain and not any(_last_name(one)[:1].isupper() for one in sides):
                yield Place(node.lineno, ast.unparse(node)[:40])


_TEXT_NAMES: Final = words(
    "password passwort pin username user_name answer guess word text letter char city title email code secret "
    "solution attempt first_name last_name surname input_text entered"
)


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Call(func=ast.Name(id=name)):
            return name
        case ast.Subscript(value=owner) | ast.Call(func=ast.Attribute(value=owner)):
            return _last_name(owner)
    return ""


def _is_text(program: Program, texts: Texts, node: ast.expr) -> bool:
    known = texts.kind(node) in ("text", "letter") or program.kind(node) in ("str", "number")
    return known or (isinstance(node, ast.Name | ast.Attribute) and _last_name(node) in _TEXT_NAMES)


@check(
    Rule(
        code="comma-between-texts-missing",
        title="{name} are one text: the comma between them is missing",
        weights={"correctness": 0.4},
        level="beginner",
        why="Python joins texts that stand side by side, so the list has one element less, and neither of the two is "
        "in it.",
        do="Put a comma behind every element.",
        example="MONTHS = [\n    'june', 'july', 'august'\n    'september', 'october',\n]\nprint('august' in MONTHS)\n",
        better="MONTHS = [\n    'june', 'july', 'august',\n    'september', 'october',\n]\nprint('august' in MONTHS)\n",
    )
)
def comma_between_texts_missing(program: Program) -> Iterator[Place]:
    """See the rule: two words side by side among elements that are single words."""
    groups: list[ast.List | ast.Tuple | ast.Set]
    groups = [*program.all(ast.List), *program.all(ast.Tuple), *program.all(ast.Set)]
    plain = [node for node in groups if len(node.elts) > 1 and _of_words(node)]
    if not plain:
        return
    begins = Counter((one.lineno, one.col_offset) for node in plain for one in node.elts)
    last = None
    for token in program.tokens:
        if token.type == tokenize.STRING:
            at = (token.start[0], len(token.line[: token.start[1]].encode()))
            if last is not None and at not in begins and last in begins:
                line, text = last[0], ast.literal_eval(token.string)
                if isinstance(text, str) and _FEW_WORDS.fullmatch(text):
                    yield Place(line, f"`...` and `{text}`")
            last = at if at in begins else last
        elif token.type not in (tokenize.NL, tokenize.COMMENT):
            last = None


_FEW_WORDS: Final = re.compile(r"[\w'-]+(?: [\w'-]+){0,2}")
"""A long text over several lines has a blank where its parts meet."""


def _of_words(node: ast.List | ast.Tuple | ast.Set) -> bool:
    words_alone = (
        isinstance(one, ast.Constant) and isinstance(one.value, str) and _FEW_WORDS.fullmatch(one.value)
        for one in node.elts
    )
    return all(words_alone)


CHECKS: tuple[Check, ...] = (
    begins_from_the_original,
    piece_from_the_other_end,
    second_part_for_the_last,
    letters_one_by_one,
    name_in_plain_words,
    same_place_for_equal,
    comma_between_texts_missing,
)
