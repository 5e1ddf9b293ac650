"""What a docstring, a name or a message promises, and the code does not: values, errors, neighbours, both halves.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, method_of, names_in, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_VALUE: Final = re.compile(
    r"(?:^|[,;:(]|\b(?:[Rr]eturns?|or|else|otherwise|back|just))\s*(False|True|None|-1|0)"
    r"(?:,? and (?:\w+ ){1,3})?,? *(?:if|when|unless|otherwise|where|in case)\b"
)
"""A value, and the case for which it is promised."""


@check(
    Rule(
        code="promised-value-never-given",
        title="{name}, and no way through it returns that",
        weights={"correctness": 0.35},
        level="beginner",
        why="Whoever has read the docstring asks for a value that never comes.",
        do="Find the line where that case is dealt with, and return the value there.",
        example="def place(names, wanted):\n    '''Return the place of a name, or -1 if it is not there.'''\n"
        "    for number, name in enumerate(names):\n        if name == wanted:\n            return number\n"
        "    return 0\n",
        better="def place(names, wanted):\n    '''Return the place of a name, or -1 if it is not there.'''\n"
        "    for number, name in enumerate(names):\n        if name == wanted:\n            return number\n"
        "    return -1\n",
    )
)
def promised_value_never_given(program: Program) -> Iterator[Place]:
    """See the rule: where all that a function returns is known, and it has a choice at all."""
    for function in program.functions:
        promised = _promised_values(function)
        if not promised or function.decorator_list:
            continue
        inside = list(program.within(function))
        given = [one.value for one in inside if isinstance(one, ast.Return)]
        chooses = any(isinstance(one, ast.If | ast.IfExp | ast.Try | ast.For | ast.While) for one in inside)
        open_ended = any(isinstance(one, ast.Yield | ast.YieldFrom) for one in inside)
        of_several = any(isinstance(one, ast.Tuple) for one in given)
        for text in promised if given and chooses and not (open_ended or of_several) else ():
            value = ast.literal_eval(text)
            falls_off = value is None and _can_end(function.body)
            if not falls_off and not any(_can_be(program, one, value) for one in given):
                yield Place(function.lineno, f"`{function.name}` promises {text}")


def _promised_values(function: Function) -> list[str]:
    """The values of which a docstring says when they are returned, in sentences that begin so."""
    text = (ast.get_docstring(function) or "").replace("`", "")
    found: list[str] = []
    for sentence in re.split(r"\.\s|;|\n\s*\n", text):
        plain = " ".join(sentence.split())
        if re.match(r"(?:returns?|gives? back)\b", plain, re.IGNORECASE):
            found += _VALUE.findall(plain)
    return list(dict.fromkeys(found))


def _can_end(block: list[ast.stmt]) -> bool:
    """Whether the end of a block may be reached."""
    match block[-1]:
        case ast.Return() | ast.Raise():
            return False
        case ast.If(body=body, orelse=[_, *_] as orelse):
            return _can_end(body) or _can_end(orelse)
        case ast.With(body=body):
            return _can_end(body)
    return True


_COLLECTIONS: Final = (ast.List, ast.Tuple, ast.Dict, ast.Set, ast.JoinedStr, ast.ListComp, ast.SetComp, ast.DictComp)


def _can_be(program: Program, node: ast.expr | None, value: object) -> bool:  # noqa: PLR0911 - a table of shapes
    """Whether an expression may have this value, as far as can be seen."""
    match node:
        case None | ast.Constant(value=None):
            return value is None or value is False  # whoever asks with `if` sees no difference
        case ast.Constant(value=found):
            return found is value or (type(found) in (int, float, bool) and found == value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))):
            return -number == value
        case ast.UnaryOp(op=ast.Not()) | ast.Compare():
            return value in (True, False)
        case ast.IfExp(body=body, orelse=orelse):
            return _can_be(program, body, value) or _can_be(program, orelse, value)
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() | ast.FloorDiv()):
            return value in (0, -1) and value is not False
        case ast.Name():
            return not _counts_up(program, node) or value in (0, 1)
    return not isinstance(node, _COLLECTIONS)


def _counts_up(program: Program, name: ast.Name) -> bool:
    """Whether a name is the counter of a `for` around it, and nothing else."""
    for loop in program.loops_around(name):
        match loop:
            case ast.For(target=ast.Name(id=found), iter=ast.Call(func=ast.Name(id="range"), args=[_])):
                pass
            case ast.For(
                target=ast.Tuple(elts=[ast.Name(id=found), _]), iter=ast.Call(func=ast.Name(id="enumerate"), args=[_])
            ):
                pass
            case _:
                continue
        if found == name.id:
            return len(program.values(name)) == 1
    return False


@check(
    Rule(
        code="promised-error-never-raised",
        title="The docstring of `{name}` promises an error that it never raises",
        weights={"correctness": 0.3},
        level="beginner",
        why="Whoever calls it wrongly is not told: the wrong value is taken, and spoils the result.",
        do="Ask for the case that the docstring names, and raise the error there.",
        example="def rectangle(width, height):\n    '''Return the area. Raise ValueError for a negative side.'''\n"
        "    return width * height\n",
        better="def rectangle(width, height):\n    '''Return the area. Raise ValueError for a negative side.'''\n"
        "    if width < 0 or height < 0:\n        raise ValueError('negative side')\n    return width * height\n",
    )
)
def promised_error_never_raised(program: Program) -> Iterator[Place]:
    """See the rule: a function that does nothing from which the error could come."""
    own = {one.name for one in program.all(ast.ClassDef)}
    for function in program.functions:
        text = (ast.get_docstring(function) or "").replace("`", "")
        promised = _ERROR.search(" ".join(text.split()))
        if promised is None or promised[1] not in {"ValueError", *own} or function.decorator_list:
            continue
        rest = [one for one in function.body[1:] if not isinstance(one, ast.Pass)]
        if rest and not any(map(_may_raise, ast.walk(function))) and not _has_setters(program):
            yield Place(function.lineno, function.name)


_ERROR: Final = re.compile(r"\b[Rr]aises?:? (?:an? )?(\w+(?:Error|Exception)):? (?:[Ii]f|[Ww]hen|for|unless)\b")

_FUNCTIONS: Final = words("len abs print isinstance round str range enumerate sum zip list dict set bool type sorted")
_METHODS: Final = words("append add get strip lower upper items keys values startswith endswith isdigit isalpha")


def _may_raise(node: ast.AST) -> bool:
    """Whether an error of values could come from it."""
    match node:
        case ast.Call():
            name = method_of(node)
            return name not in _METHODS if name else call_name(node) not in _FUNCTIONS
        case ast.Assign(targets=targets):
            return any(isinstance(one, ast.Tuple | ast.List) for one in targets)
        case ast.For(target=ast.Tuple()) | ast.Raise() | ast.Await() | ast.With() | ast.Assert():
            return True
    return isinstance(node, ast.Yield | ast.YieldFrom | ast.Match)


def _has_setters(program: Program) -> bool:
    """Whether giving an attribute a value may call something."""
    return any(one.attr == "setter" for one in program.all(ast.Attribute)) or "__setattr__" in program.function_names


_GREATER: Final = words("high big large long tall old many heavy hot")
_SMALLER: Final = words("low small short young few light cold")
_TOO: Final = re.compile(rf"(.*?)\btoo ({'|'.join(sorted(_GREATER | _SMALLER))})\b", re.IGNORECASE)
_TARGET: Final = re.compile(
    r".*(secret|target|answer|solution|hidden|goal|wanted|limit|maximum|minimum|to_guess)|m(ax|in)_.*"
)
_GUESS: Final = re.compile(r"(.*_)?(guess|tip|attempt)(ed)?(_number)?")
_SAID: Final = words(
    "that this is was it its your the sorry no nope oops guess number value you are youre wrong a bit much still far "
    "way be hmm try again"
)
"""Words before `too high` that name nothing else."""


@check(
    Rule(
        code="says-the-opposite",
        title="`{name}` is said where the comparison says the opposite",
        weights={"correctness": 0.4},
        level="beginner",
        why="Whoever reads the message goes the wrong way.",
        do="Take two numbers for which the condition is true, and read the message aloud.",
        example="secret = 7\nguess = int(input())\nif guess < secret:\n    print('Too high')\n",
        better="secret = 7\nguess = int(input())\nif guess < secret:\n    print('Too low')\n",
    )
)
def says_the_opposite(program: Program) -> Iterator[Place]:
    """See the rule: `too high` and its like of what is compared; `a is smaller than b` of both."""
    choices: list[ast.If | ast.IfExp] = [*program.all(ast.If), *program.all(ast.IfExp)]
    for node in choices:
        match node.test:
            case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE()], comparators=[right]):
                pass
            case ast.Compare(left=right, ops=[ast.Gt() | ast.GtE()], comparators=[left]):
                pass
            case _:
                continue
        body = node.body if isinstance(node.body, list) else [node.body]
        for part in body[:2]:
            text = _said(part)
            smaller = _spoken_of(left, right, text)
            contradicts = smaller is not None and smaller != _says_smaller(text)
            if (
                contradicts
                or _sends_away(left, right, text)
                or _compares_wrongly(text, ast.unparse(left), ast.unparse(right))
            ):
                yield Place(part.lineno, text.strip()[:40])


def _said(node: ast.AST) -> str:
    """The text that a statement prints, returns, keeps or appends; names stand for themselves."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print") | ast.Attribute(attr="append"), args=[_, *_] as parts)):
            return " ".join(map(_said, parts))
        case ast.Return(value=ast.expr() as value) | ast.Assign(value=value):
            return _said(value)
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_said(one.value if isinstance(one, ast.FormattedValue) else one) for one in parts)
        case ast.Name() | ast.Attribute():
            return ast.unparse(node)
    return ""


_STEPS: Final = r"(higher|bigger|larger|greater|more|up|lower|smaller|less|down)"
_ADVICE: Final = re.compile(
    rf".*\b(?:go|try|guess|aim|think|choose|pick|enter)(?: (?:a|an|again|something|some|for|much|bit|little|number))* "
    rf"{_STEPS}(?! than)\b"
    rf"|.*\b(?:my|the|secret|hidden|right|correct)(?: (?:secret|hidden))? (?:number|answer|one) is {_STEPS}"
    rf"(?! than (?!that|your|the guess|you ))\b"
    rf"|(?:.*\bit(?: i|')s )?{_STEPS}$"
)


def _sends_away(smaller: ast.expr, greater: ast.expr, text: str) -> bool:
    """Whether who guesses is told to go the other way: `go lower`, `my number is smaller`."""
    told = _ADVICE.match(text.lower().strip(" .!:,"))
    names = [ast.unparse(one).lower().removeprefix("self.") for one in (smaller, greater)]
    guesses = [bool(_GUESS.fullmatch(one)) for one in names]
    if guesses[0] == guesses[1]:
        guesses = [not _TARGET.match(one) for one in names]
    if guesses[0] == guesses[1]:  # what the object knows, and what a method is handed
        guesses = [isinstance(one, ast.Name) for one in (smaller, greater)]
    things = all(isinstance(one, ast.Name | ast.Attribute) for one in (smaller, greater))
    if told is None or not things or guesses[0] == guesses[1]:
        return False
    return guesses[0] == ((told[1] or told[2] or told[3]) in ("lower", "smaller", "less", "down"))


def _says_smaller(text: str) -> bool:
    found = _TOO.match(text)
    return found is not None and found[2].lower() in _SMALLER


def _spoken_of(smaller: ast.expr, greater: ast.expr, text: str) -> bool | None:
    """Whether `too ...` in a text is about the smaller one of two; None where that is not certain."""
    found = _TOO.match(text)
    if found is None or not isinstance(smaller, _THINGS) or not isinstance(greater, _THINGS):
        return None
    names = [ast.unparse(one).lower() for one in (smaller, greater)]
    measures = [bool(_TARGET.match(one)) for one in names]
    if any(map(_GUESS.fullmatch, names)) and not all(map(_GUESS.fullmatch, names)):
        measures = [not _GUESS.fullmatch(one) for one in names]
    elif isinstance(smaller, ast.Constant) != isinstance(greater, ast.Constant):
        measures = [isinstance(one, ast.Constant) for one in (smaller, greater)]
        if not _fits(names[measures.index(False)], found):
            return None
    if measures[0] == measures[1]:
        return None
    subject = names[measures.index(False)]
    others = set(re.findall(r"[a-z]+", found[1].lower().replace("'", ""))) - _SAID - set(re.findall("[a-z]+", subject))
    return None if others else measures[1]


_THINGS: Final = (ast.Name, ast.Attribute, ast.Constant, ast.Call)


def _fits(subject: str, found: re.Match[str]) -> bool:
    """Whether what is compared with a number is surely what the text speaks of."""
    parts = set(re.findall("[a-z]+", subject))
    named = bool(parts & set(re.findall("[a-z]+", found[1].lower())) - _SAID)
    word = found[2].lower()
    return (
        named
        or (word in ("long", "short") and subject.startswith("len("))
        or (word in ("old", "young") and "age" in parts)
        or (word in ("hot", "cold") and bool(parts & {"temperature", "temp", "degrees"}))
    )


def _compares_wrongly(text: str, smaller: str, greater: str) -> bool:
    """Whether a text says of two names which one is greater, and it is the other."""
    found = re.search(r"(\S+) is (?:(greater|bigger|larger|higher|taller|longer|older)|\w+er|less) than (\S+)", text)
    if found is None:
        return False
    first, second = (found[group].strip(",.!?:") for group in (1, 3))
    return (first, second) == ((smaller, greater) if found[2] else (greater, smaller))


@check(
    Rule(
        code="whole-row-left-out",
        title="`{name}` leaves out its whole row and column, not its own cell alone",
        weights={"correctness": 0.4},
        level="beginner",
        why="A neighbour in the same row has the same row number, and one in the same column the same column number. "
        "With both questions answered by yes at once, only the four at the corners are left.",
        do="Leave out the cell for which row and column are both the same.",
        example="def neighbours(row, column):\n    found = []\n    for i in range(row - 1, row + 2):\n"
        "        for j in range(column - 1, column + 2):\n            if i != row and j != column:\n"
        "                found.append((i, j))\n    return found\n",
        better="def neighbours(row, column):\n    found = []\n    for i in range(row - 1, row + 2):\n"
        "        for j in range(column - 1, column + 2):\n            if i != row or j != column:\n"
        "                found.append((i, j))\n    return found\n",
    )
)
def whole_row_left_out(program: Program) -> Iterator[Place]:
    """See the rule: in a function that speaks of neighbours and not of corners."""
    for node in program.all(ast.BoolOp):
        function = program.function_of(node)
        if function is None or not _speaks_of_neighbours(function):
            continue
        equal = isinstance(node.op, ast.Or)
        match [cell for one in node.values if (cell := _compared_cell(one, equal=equal)) != ("", "")]:
            case [(one, first), (other, second)] if one != other and (first != second or first == "0"):
                pass
            case _:
                continue
        loops = program.loops_around(node)
        inner = {name for loop in loops for name in _targets(loop)}
        if {one, other} <= inner and _leaves_out(program, node, equal=equal):
            yield Place(node.lineno, function.name)


def _speaks_of_neighbours(function: Function) -> bool:
    text = f"{function.name} {ast.get_docstring(function) or ''}".lower()
    return re.search("neighbo|adjacent|surround|around", text) is not None and not re.search(
        "diag|corner|straight|cross", text
    )


def _compared_cell(node: ast.expr, *, equal: bool) -> tuple[str, str]:
    """`(r, row)` of `r != row`, or of `r == row` if asked for; `(dr, 0)` of `dr`."""
    match node:
        case ast.Compare(left=ast.Name(id=one), ops=[sign], comparators=[ast.Name() | ast.Constant() as right]):
            fits = isinstance(sign, ast.Eq if equal else ast.NotEq)
            return (one, ast.unparse(right)) if fits else ("", "")
        case ast.Name(id=one) if not equal:
            return one, "0"
    return "", ""


def _targets(loop: ast.AST) -> set[str]:
    if isinstance(loop, ast.For):
        return names_in(loop.target)
    return {name for part in getattr(loop, "generators", []) for name in names_in(part.target)}


def _leaves_out(program: Program, node: ast.BoolOp, *, equal: bool) -> bool:
    """Whether a condition keeps cells from being counted: `continue`, or nothing but counting behind it."""
    around = program.parents[node]
    if isinstance(around, ast.comprehension):
        return not equal
    if not isinstance(around, ast.If) or around.orelse or around.test is not node:
        return False
    if isinstance(around.body[0], ast.Continue):
        return equal
    counts = (ast.AugAssign, ast.If, ast.Expr)
    return not equal and len(around.body) == 1 and isinstance(around.body[0], counts)


CHECKS: tuple[Check, ...] = (
    promised_value_never_given,
    promised_error_never_raised,
    says_the_opposite,
    whole_row_left_out,
)
