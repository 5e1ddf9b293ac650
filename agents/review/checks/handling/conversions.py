"""Texts that are taken for numbers: what was typed in, split or read from a table, and never turned into one."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import same_text
from agents.review.program import Program, base_name, call_name, callee, method_of, same, words
from agents.review.rules import Place, Rule
from agents.review.texts import Texts, is_of_numbers

__all__ = ["CHECKS"]

_SPEAKS_OF_NUMBERS: Final = re.compile(
    r"\b(?:oldest|youngest|warmest|coldest|hottest|cheapest|most expensive|tallest|heaviest|fastest|slowest|points|"
    r"temperatures?|prices?|scores?|ages?|grades?|salary|salaries|weights?|heights?|population|numbers?)\b"
)


def _name_of(node: ast.expr) -> str:
    """The name, attribute or key by which a value is called."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case ast.Call(func=ast.Attribute(value=owner)):
            return _name_of(owner)
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Name() | ast.Constant()):  # one of `ages` is an age
            return name
    return ""


def _prompted(program: Program, node: ast.expr) -> bool:
    """Whether what is asked for at the keyboard is a number, by the words of the question."""
    given = program.values(node) if isinstance(node, ast.Name) else [node]
    for value in given:
        match value:
            case ast.Call(func=ast.Name(id="input"), args=[ast.Constant(value=str(question))]):
                if is_of_numbers(re.sub(r"[^a-z]+", " ", question.lower())):
                    return True
    return False


def _counts(program: Program, *nodes: ast.expr) -> bool:
    """Whether one of the values is a number by its name, or by what was asked for."""
    return any(is_of_numbers(_name_of(one)) or _prompted(program, one) for one in nodes)


@check(
    Rule(
        code="text-compared-as-number",
        title="`{name}` is text here, and is compared as if it was a number",
        weights={"correctness": 0.4},
        level="beginner",
        why="As text 103 comes before 9: letters are compared one by one from the left.",
        do="Turn it into a number, with `int` or `float`, before it is compared.",
        example="age = input('Age: ')\nlimit = input('From which age: ')\nif age >= limit:\n    print('Come in')\n",
        better="age = int(input('Age: '))\nlimit = int(input('From which age: '))\nif age >= limit:\n"
        "    print('Come in')\n",
    )
)
def text_compared_as_number(program: Program) -> Iterator[Place]:
    """See the rule: what was typed in, split or read, against another text or the best one so far."""
    texts = Texts(program)
    kept = _kept_texts(program, texts)
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], comparators=[right]):
                pass
            case _:
                continue
        kinds = ["text" if _is_kept(program, kept, one) else texts.kind(one) for one in (left, right)]
        if "text" not in kinds:
            continue
        text, other = (left, right) if kinds[0] == "text" else (right, left)
        both = kinds == ["text", "text"]
        if not (both or _takes_it(program, node, text, other)) or isinstance(other, ast.Constant):
            continue
        part = isinstance(text, ast.Subscript) and _SPEAKS_OF_NUMBERS.search(program.purpose(node))
        if _counts(program, text, other) or part:
            yield Place(node.lineno, ast.unparse(text)[:40])


def _is_kept(program: Program, kept: dict[tuple[ast.AST, str, int], str], node: ast.expr) -> bool:
    """Whether it is an element, by its place or in a walk, of a list of texts for numbers that nothing turns."""
    owner: ast.expr
    match node:
        case ast.Subscript(value=owner):
            pass
        case ast.Name() if program.values(node) == [None]:
            walks = (one for one in program.loops_around(node) if isinstance(one, ast.For))
            owner = next((one.iter for one in walks if ast.unparse(one.target) == node.id), node)
        case _:
            return False
    if not isinstance(owner, ast.Name) or not kept.get((*_whose(program, owner), _ALONE)):
        return False
    stores = [program.parents[one] for one in program.places(program.scope(owner), owner.id)[:_MANY]]
    turned = any(isinstance(one, ast.Subscript) and not isinstance(one.ctx, ast.Load) for one in stores)
    match program.values(owner):
        case [ast.List(elts=[])]:
            return not turned
    return False


_NEAR: Final = 4  # statements above that are looked at
_MANY: Final = 50  # places of a list that are looked at


def _takes_it(program: Program, node: ast.Compare, text: ast.expr, other: ast.expr) -> bool:
    """Whether a comparison is that of the best so far, which becomes the text."""
    if call_name(other) == "str":
        return True
    around = program.statement(node)
    if not isinstance(around, ast.If | ast.While):
        return False
    for step in around.body:
        match step:
            case ast.Assign(targets=[target], value=value) if same(target, other) or same_text(target, other):
                return same(value, text)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                pairs = zip(targets, values, strict=False)
                if any(same_text(target, other) and same(value, text) for target, value in pairs):
                    return True
    return False


@check(
    Rule(
        code="text-never-the-number",
        title="`{name}` is text here, and no text is equal to a number",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is typed in, split or read from a file is text: '7' and 7 are different values for Python.",
        do="Turn it into a number once, where it comes in.",
        example="import random\n\nsecret = random.randint(1, 9)\nguess = input('Guess: ')\nwhile guess != secret:\n"
        "    guess = input('Once more: ')\n",
        better="import random\n\nsecret = random.randint(1, 9)\nguess = int(input('Guess: '))\n"
        "while guess != secret:\n    guess = int(input('Once more: '))\n",
    )
)
def text_never_the_number(program: Program) -> Iterator[Place]:
    """See the rule: asked for equality with a number, or whether it is among numbers."""
    texts = Texts(program)
    numbers = _Handed(program)
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
                kinds = {texts.kind(left): left, texts.kind(right): right}
                if set(kinds) == {"text", "number"} and not isinstance(kinds["number"], ast.Constant):
                    yield Place(node.lineno, ast.unparse(kinds["text"])[:40])
                elif set(kinds) == {"letter", "number"}:
                    yield Place(node.lineno, ast.unparse(kinds["letter"])[:40])
                else:
                    sides = ((left, right), (right, left))
                    for one in [
                        one
                        for one, other in sides
                        if (_is_text(program, one) and numbers.has(other))
                        or (texts.kind(other) == "number" and _is_letter(program, one))
                    ]:
                        yield Place(node.lineno, ast.unparse(one)[:40])
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[right]):
                text = (
                    texts.kind(left) in ("text", "letter") or program.kind(left) == "str" or _is_letter(program, left)
                )
                if text and texts.kind(right) in ("numbers", "table"):
                    yield Place(node.lineno, ast.unparse(left)[:40])


def _is_text(program: Program, node: ast.expr) -> bool:
    """Whether it is a text by what it comes from: `line.strip()`, also by a name that nothing else is given."""
    value = program.written(node) if isinstance(node, ast.Name) else node
    return isinstance(value, ast.Call) and method_of(value) in _TEXT_METHODS


_TEXT_METHODS: Final = words("strip lstrip rstrip lower upper removeprefix removesuffix")


def _is_letter(program: Program, node: ast.expr) -> bool:
    """Whether it is one letter of a text that is put together here, or cut: `digits[0]` after `digits += sign`."""
    match node:
        case ast.Subscript(
            value=ast.Name() as owner, slice=ast.Constant(value=int()) | ast.UnaryOp() | ast.Name() | ast.BinOp()
        ):
            given = [one for one in program.values(owner)[:_MANY] if one is not None]
        case _:
            return False
    begins = [one for one in given if not (isinstance(one, ast.Subscript) and base_name(one) == owner.id)]
    cut = all(isinstance(one.slice, ast.Slice) for one in given if isinstance(one, ast.Subscript))
    return bool(begins) and cut and all(_is_written_text(one) for one in begins)


def _is_written_text(node: ast.expr) -> bool:
    """Whether a value is a text whatever it is made of: a quoted one, one that is joined or cleaned."""
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="join")):
            return True
        case ast.Call(func=ast.Attribute(attr="replace"), args=[ast.Constant(value=str()), ast.Constant(value=str())]):
            return True
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in _TEXT_METHODS
    return False


class _Handed:
    """Which parameters are given nothing but whole numbers in all calls that are written down."""

    def __init__(self, program: Program) -> None:
        self.program = program

    @cached_property
    def _given(self) -> dict[tuple[str, str], list[ast.expr]]:
        program = self.program
        names = {one.name: list(program.parameters(one)) for one in program.functions}
        given: dict[tuple[str, str], list[ast.expr]] = defaultdict(list)
        for call in program.all(ast.Call):
            own = names.get(callee(call), [])
            for name, value in zip(own[own[:1] == ["self"] :], call.args, strict=False):
                given[callee(call), name].append(value)
            for keyword in call.keywords:
                given[callee(call), keyword.arg or ""].append(keyword.value)
        return given

    def has(self, node: ast.expr) -> bool:
        """Whether it is such a parameter, and stays as it is."""
        function = self.program.function_of(node)
        if not isinstance(node, ast.Name) or function is None or self.program.scope(node) is not function:
            return False
        given = self._given.get((function.name, node.id), [])
        whole = all(isinstance(one, ast.Constant) and type(one.value) is int for one in given)
        own = node.id in self.program.parameters(function) and not self.program.values(node)
        return own and bool(given) and whole


@check(
    Rule(
        code="sorted-by-text",
        title="`{name}` is text, and the order is that of letters",
        weights={"correctness": 0.4},
        level="beginner",
        why="As text 103 comes before 9: letters are compared one by one from the left.",
        do="Turn the value into a number before it is kept, or in the key.",
        example="def ranking(lines):\n    entries = []\n    for line in lines:\n"
        "        name, points = line.split(':')\n        entries.append((name, points))\n"
        "    entries.sort(key=lambda entry: entry[1])\n    return entries\n",
        better="def ranking(lines):\n    entries = []\n    for line in lines:\n"
        "        name, points = line.split(':')\n        entries.append((name, int(points)))\n"
        "    entries.sort(key=lambda entry: entry[1])\n    return entries\n",
    )
)
def sorted_by_text(program: Program) -> Iterator[Place]:
    """See the rule: a part of what was kept as text, or a column of a table that was read."""
    texts = Texts(program)
    kept = _kept_texts(program, texts)
    read = any(call_name(one) == "DictReader" for one in program.all(ast.Call))
    turned = {
        one.slice.value
        for one in program.all(ast.Subscript)
        if isinstance(one.ctx, ast.Store) and isinstance(one.slice, ast.Constant)
    }
    for call in program.all(ast.Call):
        if not (call_name(call) in ("max", "min", "sorted") or method_of(call) == "sort"):
            continue
        match next((one.value for one in call.keywords if one.arg == "key"), None):
            case ast.Lambda(body=ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str(column)))):
                if read and column not in turned and is_of_numbers(column):
                    yield Place(call.lineno, column)
                continue
            case (
                ast.Lambda(body=ast.Subscript(value=ast.Name(), slice=ast.Constant(value=int(at))))
                | ast.Lambda(
                    body=ast.Tuple(elts=[ast.Subscript(value=ast.Name(), slice=ast.Constant(value=int(at))), *_])
                )
            ):
                pass
            case ast.Lambda(body=ast.Subscript(value=ast.Name())) | ast.Attribute(attr="get"):
                at = 1
            case None if len(call.args) <= 1:
                at = _ALONE
            case _:
                continue
        owner = _ordered(call)
        places = (_ALONE, 0) if at == _ALONE else (at,)  # of tuples the first parts are compared first
        names = [kept.get((*_whose(program, owner), place), "") for place in places] if owner is not None else []
        name = next(filter(None, names), "")
        if at == _ALONE and isinstance(owner, ast.Name) and is_of_numbers(owner.id) and texts.kind(owner) == "texts":
            name = owner.id if method_of(program.value(owner) or owner) != "split" else ""  # see `numbers-as-text`
        if name:
            yield Place(call.lineno, name)


_ALONE: Final = -1
"""Stands for the place of an element that is kept by itself."""


def _whose(program: Program, owner: ast.expr) -> tuple[ast.AST, str]:
    """What tells one list from another: attributes are the same in all methods."""
    return (program.tree if isinstance(owner, ast.Attribute) else program.scope(owner)), base_name(owner)


def _ordered(call: ast.Call) -> ast.expr | None:
    """What a call puts in order or takes the greatest of, by its name."""
    source: ast.expr = call.args[0] if call.args else call.func
    if isinstance(source, ast.Call):
        source = source.func
    if isinstance(source, ast.Attribute) and source.attr in ("items", "values", "sort"):
        source = source.value
    return source if isinstance(source, ast.Name) or base_name(source).startswith("self.") else None


def _kept_texts(program: Program, texts: Texts) -> dict[tuple[ast.AST, str, int], str]:
    """(scope, list or dictionary, place) -> the name of a text for a number that is kept there."""
    kept: dict[tuple[ast.AST, str, int], list[str]] = defaultdict(list)
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(value=owner, attr="append"), args=[added]):
                place = _whose(program, owner)
            case _:
                continue
        for at, one in enumerate(added.elts if isinstance(added, ast.Tuple | ast.List) else ()):
            kept[*place, at].append(_counted_text(program, texts, one))
        typed = texts.kind(added) == "text"
        number = typed and (is_of_numbers(place[1].removeprefix("self.")) or _counts(program, added))
        kept[*place, _ALONE].append(place[1] if number else "")
    turned: set[tuple[ast.AST, str]] = set()
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name() | ast.Attribute() as owner)], value=value):
                kept[*_whose(program, owner), 1].append(_counted_text(program, texts, value))
            case ast.Assign(targets=[ast.Name() as owner], value=ast.ListComp() | ast.DictComp()):  # of numbers, maybe
                turned.add(_whose(program, owner))
    return {place: names[0] for place, names in kept.items() if all(names) and place[:2] not in turned}


def _counted_text(program: Program, texts: Texts, node: ast.expr) -> str:
    name = _name_of(node)
    number = is_of_numbers(name) or (_MEASURED.search(name.lower()) is not None and _has_decimals(program))
    text = number and (texts.kind(node) == "text" or _just_split(program, texts, node))
    return name if text else ""


_MEASURED: Final = re.compile(r"(?:^|_)(?:time|result|value|length|size|record|width|mass|pace)s?$")
_DECIMAL: Final = re.compile(r"(?<![\d.:,-])(\d+)(?:\.\d+)?(?![\d.:-]|\w)")


def _has_decimals(program: Program) -> bool:
    """Whether the texts of the program hold plain numbers with more and with fewer figures, and no times of day."""
    written = [one.value for one in program.all(ast.Constant) if isinstance(one.value, str) and "." in one.value]
    found = [one for text in written if ":" not in text for one in _DECIMAL.finditer(text) if "." in one[0]]
    return len({len(one[1]) for one in found}) > 1


def _just_split(program: Program, texts: Texts, node: ast.expr) -> bool:
    """Whether one of the lines above gives a name a part of a text, whatever it is used for elsewhere."""
    around = program.statement(node)
    if not isinstance(node, ast.Name) or around is None:
        return False
    for step in reversed(program.before(around, _NEAR)):
        match step:
            case ast.Assign(targets=[ast.Tuple(elts=targets)]) if node.id in map(ast.unparse, targets):
                return texts.kind(step.value) == "texts"
            case ast.Assign(targets=[target]) if ast.unparse(target) == node.id:
                return texts.kind(step.value) == "text"
            case ast.Assign() | ast.Expr():
                continue
        return False  # it may be turned into a number there
    return False


@check(
    Rule(
        code="texts-joined-for-a-sum",
        title="`{name}` puts two texts side by side",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is typed in or split is text, and `+` joins texts: '2' + '3' is '23'.",
        do="Turn both into numbers before they are added.",
        example="one_number = input('One number: ')\nother_number = input('Other number: ')\n"
        "print(one_number + other_number)\n",
        better="one_number = int(input('One number: '))\nother_number = int(input('Other number: '))\n"
        "print(one_number + other_number)\n",
    )
)
def texts_joined_for_a_sum(program: Program) -> Iterator[Place]:
    """See the rule: two texts that are numbers by their names, or a sum that begins as an empty text."""
    texts = Texts(program)
    for node in program.all(ast.BinOp):
        joined = isinstance(node.op, ast.Add) and texts.kind(node.left) == texts.kind(node.right) == "text"
        columns = isinstance(node.left, ast.Subscript) and isinstance(node.right, ast.Subscript)
        told = columns and _ADDS.search(program.purpose(node))
        if joined and (told or _counts(program, node.left, node.right) or _is_sum(program, node)):
            yield Place(node.lineno, ast.unparse(node)[:40])
    for step in program.all(ast.AugAssign):
        match step:
            case ast.AugAssign(target=ast.Name(id=name) as total, op=ast.Add(), value=ast.Name() | ast.Subscript()):
                started = [one for one in program.values(total) if isinstance(one, ast.Constant) and one.value == ""]
                if started and _SUM.search(name) and _walks_text(program, texts, step.value):
                    yield Place(step.lineno, ast.unparse(step)[:40])


_SUM: Final = re.compile(r"(?:^|_)(?:sum|total|summe)(?:$|_)")


_ADDS: Final = re.compile(r"\b(?:sum|total)s?\b")


def _is_sum(program: Program, node: ast.BinOp) -> bool:
    """Whether the name that a value gets, or the text that is shown with it, speaks of a sum."""
    match program.parents[node]:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return bool(_SUM.search(name)) and "text" not in name
        case ast.Call(func=ast.Name(id="print"), args=[ast.Constant(value=str(said)), *_]):
            return bool(_SAYS_SUM.search(said))
    return False


_SAYS_SUM: Final = re.compile(r"\b(?:sum|total|plus|added|altogether)\b", re.IGNORECASE)


def _walks_text(program: Program, texts: Texts, node: ast.expr) -> bool:
    """Whether a value is a part of a text, or a letter of a number that was written out."""
    if texts.kind(node) in ("text", "letter"):
        return True
    loops = program.loops_around(node)
    match loops[0] if loops else None:
        case ast.For(target=ast.Name(id=name), iter=ast.Call(func=ast.Name(id="str"))):
            return isinstance(node, ast.Name) and node.id == name
    return False


@check(
    Rule(
        code="bool-of-text",
        title="`{name}` is true for every text but the empty one",
        weights={"correctness": 0.35},
        level="beginner",
        why="`bool('False')` is True: whatever is written there, some text is true.",
        do="Compare the text with what stands for true.",
        example="name, value = 'sound=False'.split('=')\nprint(name, bool(value))\n",
        better="name, value = 'sound=False'.split('=')\nprint(name, value == 'True')\n",
    )
)
def bool_of_text(program: Program) -> Iterator[Place]:
    """See the rule: `bool` of what was typed in, or of a part of a text that was split, also without its blanks."""
    texts = Texts(program)
    for node in program.all(ast.Call):
        match node:
            case ast.Call(func=ast.Name(id="bool"), args=[asked]):
                pass
            case _:
                continue
        part = asked.func.value if isinstance(asked, ast.Call) and isinstance(asked.func, ast.Attribute) else asked
        if texts.kind(asked) == "text" and not _is_line(part):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _is_line(node: ast.expr) -> bool:
    """Whether it may be asked for being empty: a whole line, or a text that is one by its name."""
    name = base_name(node).lower()
    return (
        any(word in name for word in ("line", "text", "row", "name", "word", "sep", "rest", "tail"))
        or method_of(node) == "readline"
    )


CHECKS: tuple[Check, ...] = (
    text_compared_as_number,
    text_never_the_number,
    sorted_by_text,
    texts_joined_for_a_sum,
    bool_of_text,
)
