"""Thresholds: what docstrings, comments, prompts and messages say of a bound, against how it is compared.

A number cuts the line of numbers in two, and belongs itself to one of the sides. `at least 50`, `less than 50` and
`from 50 on` cut below it, `more than 50`, `at most 50` and `up to 50` above it; so do `>=` and `<`, and `>` and `<=`.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, call_name, is_const, words
from agents.review.rules import Place, Rule
from agents.review.sums import added_up

__all__ = ["CHECKS"]

Scope = Function | ast.Module
BELOW: Final = -1
ABOVE: Final = 1

_NUMBER: Final = r"[€$£]? ?[`'\"]?(\d+(?:\.\d+)?|[a-z]\w*_\w+|capacity|limit|maximum|minimum|threshold)(?![\d.,]*\d)"
_LESS: Final = "less|fewer|lower|smaller|younger|shorter|lighter|earlier|cheaper|colder|slower"
_MORE: Final = "more|greater|higher|larger|bigger|older|longer|heavier|later|taller|warmer|faster"
_AGE: Final = r"(?:(?:the )?age(?: of)? |a (?:length|total|value|height|weight|score) of |of )?"
_UNIT: Final = r" ?(?:[a-z€$%/]+ ){0,2}?"
_CUTS: Final = (
    (BELOW, rf"\bat (?:the )?least {_AGE}{_NUMBER}"),
    (BELOW, rf"\b(?:{_LESS}) than (?!or equal){_AGE}{_NUMBER}"),
    (BELOW, rf"\b(?:{_MORE}) than or equal (?:to )?{_NUMBER}"),
    (BELOW, rf"\b(?:under|below) {_AGE}{_NUMBER}"),
    (BELOW, rf"\bfrom {_AGE}{_NUMBER}{_UNIT} ?(?:on|onwards?|up|upwards?)\b(?! to)"),
    (BELOW, rf"\bfrom {_AGE}{_NUMBER}(?: [a-z€]+)?(?=[,.;)])"),
    (BELOW, rf"\b(?:begins?|starts?|starting) (?:at|from|with) {_AGE}{_NUMBER}"),
    (BELOW, rf"{_NUMBER}{_UNIT} ?(?:or|and) (?:{_MORE}|above|over|up|better)\b(?! than)"),
    (BELOW, rf"\bmin(?:imum|\.)(?: of| is|:)? {_NUMBER}"),
    (BELOW, rf"(?:>=|≥|(?<![<-])<(?![<=])) *{_NUMBER}"),
    (ABOVE, rf"\bat (?:the )?most {_AGE}{_NUMBER}"),
    (ABOVE, rf"\b(?:{_MORE}) than (?!or equal){_AGE}{_NUMBER}"),
    (ABOVE, rf"\b(?:{_LESS}) than or equal (?:to )?{_NUMBER}"),
    (ABOVE, rf"\b(?:over|above|exceed|exceeds|exceeding|beyond) {_AGE}{_NUMBER}"),
    (ABOVE, rf"\bup to (?:and including )?{_AGE}{_NUMBER}"),
    (ABOVE, rf"{_NUMBER}{_UNIT} ?(?:or|and) (?:{_LESS}|below|under)\b(?! than)"),
    (ABOVE, rf"\bmax(?:imum|\.)(?: of| is|:)? {_NUMBER}"),
    (ABOVE, rf"(?:<=|≤|(?<![-=>])>(?![>=])) *{_NUMBER}"),
)
_TOLD: Final = tuple((side, re.compile(sign)) for side, sign in _CUTS)
_RANGE: Final = re.compile(
    r"(?:\b(between|from) |(?<![\d.-]))(\d+) ?(?:and|to|-|–|\.\.\.?) ?(\d+)(?![\d.]*\d)"  # noqa: RUF001 - a dash of texts
)
_FIRM: Final = re.compile(r"must|inclu|valid|enter|please|\bha(?:s|ve)\b|allow|range|rating|your|number|pick|choose")
_OPEN: Final = re.compile(r"exclu|strict|not includ|half.?open|without (?:the )?(?:ends|bounds)")
_DIGITS: Final = {
    "zero": "0", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "twelve": "12",
}  # fmt: skip
# one, two and three written out count things that are often not those that are compared


class _Asked(NamedTuple):
    """A comparison with a bound."""

    node: ast.Compare
    side: int
    plain: bool


@check(
    Rule(
        code="bound-on-the-other-side",
        title="`{name}` puts the bound itself on the other side than the text does",
        weights={"correctness": 0.4},
        level="beginner",
        why="`at least 50`, `from 50 on` and `less than 50` count 50 itself among the greater ones; `more than 50`, "
        "`at most 50` and `up to 50` count it among the smaller ones.",
        do="Ask the condition for the number itself, and compare the answer with what the text says.",
        example='def has_passed(points):\n    """At least 50 points are needed."""\n    return points > 50\n',
        better='def has_passed(points):\n    """At least 50 points are needed."""\n    return points >= 50\n',
    )
)
def bound_on_the_other_side(program: Program) -> Iterator[Place]:
    """See the rule: where every comparison with a number cuts on one side of it, and the text on the other."""
    told = _Told(program)
    for scope in (program.tree, *program.functions):
        for bound, places in _comparisons(program, scope).items():
            side = places[0].side
            if any(one.side != side or not one.plain for one in places):
                continue
            if (told.sides(scope, bound) or told.in_hundreds(scope, bound)) == {-side}:
                yield Place(places[0].node.lineno, ast.unparse(places[0].node)[:40])


def _comparisons(program: Program, scope: Scope) -> dict[str, list[_Asked]]:
    """Bound as it would be written -> the comparisons with it in a scope."""
    found: dict[str, list[_Asked]] = defaultdict(list)
    changed: set[str] | None = None
    for node in program.within(scope):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        for at, sign in enumerate(node.ops):
            for subject, bound, mirrored in ((sides[at], sides[at + 1], False), (sides[at + 1], sides[at], True)):
                side = _side(sign, mirrored=mirrored)
                key = _key(program, bound) if side else ""
                named = program.number(bound) is None and bool(_key(program, subject))
                if key and not named and program.number(subject) is None:
                    changed = _changed(program, scope) if changed is None else changed
                    plain = _is_plain(subject, changed) or added_up(program, node, subject)
                    found[key].append(_Asked(node, side, plain))
    return found


def _key(program: Program, node: ast.expr) -> str:
    number = program.number(node)
    if number is not None:
        return f"{number:g}"
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name.lower() if set(name.lower().split("_")) & _LIMITS else ""


_MANY: Final = 50  # places of a counter that are looked at: one of tries has few

_LIMITS: Final = words("max min limit maximum minimum threshold capacity")


def _side(sign: ast.cmpop, *, mirrored: bool) -> int:
    """Where a comparison cuts; 0 for `==` and its like."""
    if isinstance(sign, ast.Gt | ast.LtE):
        return BELOW if mirrored else ABOVE
    if isinstance(sign, ast.GtE | ast.Lt):
        return ABOVE if mirrored else BELOW
    return 0


def _changed(program: Program, scope: Scope) -> set[str]:
    """Names and attributes that a scope counts, steps on or fills."""
    found: set[str] = set()
    for node in program.within(scope):
        match node:
            case ast.AugAssign(target=target):
                found.add(ast.unparse(target))
            case ast.Assign(targets=[ast.Name(id=name) as target], value=ast.BinOp() as value):
                inside = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
                if name in inside or len(program.values(target)) > 1:
                    found.add(name)
            case ast.Call(func=ast.Attribute(value=owner, attr="append" | "add" | "pop" | "remove" | "insert")):
                found.add(ast.unparse(owner))
            case ast.For(target=target, iter=ast.Call(func=ast.Name(id="range" | "enumerate"))):
                found |= {one.id for one in ast.walk(target) if isinstance(one, ast.Name)}
    return found


def _is_plain(subject: ast.expr, changed: set[str]) -> bool:
    """Whether a comparison is about a value that is given, and not about one that is counted up to the bound."""
    match subject:
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return ast.unparse(subject) not in changed
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name() | ast.Attribute() | ast.Subscript() as owner]):
            return ast.unparse(owner) not in changed
        case ast.BinOp(left=ast.Attribute(), op=ast.Add(), right=ast.Name()):  # what is there, and what comes
            return True
    return isinstance(subject, ast.Call) and call_name(subject) in ("int", "float", "abs", "sum")


_SIGNED: Final = re.compile(
    r"(?:(?:is|are|all|any|has|count|only|get|find|filter|keep|remove|list|num)_(?:\w+_)?)?(?<!non_)"
    r"(?P<sign>positive|negative)s?(?:_numbers|_values|_temperatures)?$"
)
"""Functions whose name says on which side of 0 something lies."""


_SMALL: Final = re.compile(r"(?:\b|_)(?:cents?|pence|pennies|ct)(?:\b|_)")
_LARGE: Final = re.compile(r"[€£$]|\b(?:euros?|pounds?|dollars?|eur|gbp|usd)\b")
_PLAIN: Final = 5  # what is less may count something else


class _Told:
    """What is said of bounds, the nearest first: in a function, of its class, of the program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.known: dict[tuple[ast.AST, bool], dict[str, set[int]]] = {}
        self.large: dict[ast.AST, bool] = {}  # whether the texts of a scope speak of whole euros or pounds

    def sides(self, scope: Scope, bound: str) -> set[int]:
        """On which sides of a bound the nearest text cuts that speaks of it."""
        around = self.program.parents.get(scope)
        for node, inside in ((scope, True), (around, False), (self.program.tree, False)):
            if isinstance(node, Function | ast.ClassDef | ast.Module):
                near = inside or bound not in ("0", "1", "2", "3")
                found = self._cuts(node, inside=inside).get(bound) if near else None
                if found:
                    return found
        named = _SIGNED.match(scope.name) if bound == "0" and isinstance(scope, Function) else None
        return {ABOVE if named["sign"] == "positive" else BELOW} if named else set()

    def in_hundreds(self, scope: Scope, bound: str) -> set[int]:
        """The same of a bound in cents or pence of which the text speaks in whole euros or pounds."""
        whole = float(bound) / 100 if bound.isdigit() else 0
        if whole < _PLAIN or not self._in_cents:
            return set()
        if scope not in self.large:
            self.large[scope] = bool(_LARGE.search(self.program.said(scope)))
        return self.sides(scope, f"{whole:g}") if self.large[scope] else set()

    @cached_property
    def _in_cents(self) -> bool:
        return bool(_SMALL.search(self.program.text.lower()))

    def _cuts(self, node: Function | ast.ClassDef | ast.Module, *, inside: bool) -> dict[str, set[int]]:
        if (node, inside) not in self.known:
            if inside:
                text = "\n".join([self.program.said(node), *_messages(self.program, node)])
            else:
                text = ast.get_docstring(node) or "" if isinstance(node, ast.ClassDef) else _outside(self.program)
            self.known[node, inside] = _cuts_in(_plain_text(self.program, text))
        return self.known[node, inside]


def _outside(program: Program) -> str:
    """The program's docstring, and the comments that stand before its first statement."""
    first = program.tree.body[0].lineno if program.tree.body else 0
    return "\n".join([ast.get_docstring(program.tree) or "", *(program.comments.get(at, "") for at in range(1, first))])


def _messages(program: Program, scope: ast.AST) -> Iterator[str]:
    """What is printed, asked and raised."""
    for node in program.within(scope):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in ("print", "input", "Exception") or name.endswith("Error"):
                yield from (_written(program, one) for one in node.args)


def _written(program: Program, node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_written(program, one) for one in parts)
        case ast.FormattedValue(value=value):
            return _key(program, value) or "…"
    return ""


def _plain_text(program: Program, text: str) -> str:
    """In small letters, on one line for each sentence, with numbers in digits."""
    lines = [line for line in text.split("\n") if not line.strip().startswith((">>>", "..."))]
    joined = re.sub(r"(\d),(\d{3})\b", r"\1\2", " ".join(" ".join(lines).split()))
    return re.sub(
        r"[A-Za-z_]\w*(?! (?:hundred|thousand|million|dozen))", lambda word: _in_digits(program, word.group()), joined
    ).lower()


def _in_digits(program: Program, word: str) -> str:
    number = program.number(ast.Name(id=word.upper(), ctx=ast.Load()))
    return f"{number:g}" if number is not None else _DIGITS.get(word.lower(), word)


def _cuts_in(text: str) -> dict[str, set[int]]:
    """Bound -> on which sides of it a text cuts."""
    found: dict[str, set[int]] = defaultdict(set)
    if _OPEN.search(text):
        return found
    for side, sign in _TOLD:
        for bound in sign.findall(text):
            found[_normal(bound)].add(side)
    for match in _RANGE.finditer(text):
        if match[1] != "between" and int(match[3]) > int(match[2]):
            found[_normal(match[2])].add(BELOW)
        if int(match[3]) - int(match[2]) > 1 and _FIRM.search(text, max(0, match.start() - 60), match.end() + 30):
            found[_normal(match[2])].add(BELOW)
            found[_normal(match[3])].add(ABOVE)
    return found


def _normal(bound: str) -> str:
    return f"{float(bound):g}" if bound[0].isdigit() else bound


@check(
    Rule(
        code="another-number-of-tries",
        title="`{name}` does not give as many turns as the text says",
        weights={"correctness": 0.35},
        level="beginner",
        why="From 0 on, `<= 3` gives four turns: 0, 1, 2 and 3. From 1 on, `< 3` gives two.",
        do="Count the turns by hand, from the first value of the counter on.",
        example="tries = 0\nwhile tries <= 3:  # 3 tries\n    print(input('Your guess: '))\n    tries += 1\n",
        better="tries = 0\nwhile tries < 3:  # 3 tries\n    print(input('Your guess: '))\n    tries += 1\n",
    )
)
def another_number_of_tries(program: Program) -> Iterator[Place]:
    """See the rule: a counter of tries, by its name, compared with the number that the text or the bound tells."""
    times: dict[ast.AST, set[str]] = {}
    for loop in program.all(ast.While):
        parts = loop.test.values if isinstance(loop.test, ast.BoolOp) else [loop.test]
        for test in parts:
            match test:
                case ast.Compare(left=ast.Name() as counter, ops=[ast.Lt() | ast.LtE() as sign], comparators=[bound]):
                    first = _counts_on_from(program, loop, counter)
                case _:
                    continue
            extra = isinstance(sign, ast.LtE)
            if first is None or not _TRY.search(counter.id) or (first == 0) != extra:
                continue
            if _ends_at(program, loop, bound, times):
                yield Place(test.lineno, ast.unparse(test)[:40])


_TRY: Final = re.compile(r"tr(y|ies)|attempt|guess|chance|versuch|round|turn")
_TIMES: Final = re.compile(
    r"\b(\d+) (?:\w+ )?(?:tr(?:y|ies)|attempts?|times|chances?|guess(?:es)?|turns?|rounds?|versuche?)\b"
)


def _counts_on_from(program: Program, loop: ast.While, counter: ast.Name) -> int | None:
    """0 or 1, where a counter begins with it and is added to by 1 in the loop, and nothing else asks for it there."""
    places = [one for one in program.places(program.scope(loop), counter.id)[:_MANY] if one is not counter]
    inside = [one for one in places if loop.lineno <= one.lineno <= (loop.end_lineno or loop.lineno)]
    stores = [program.parents[one] for one in inside if not isinstance(one.ctx, ast.Load)]
    asks = any(isinstance(program.parents[one], ast.Compare) for one in inside)
    values = program.values(counter)
    steps = all(isinstance(one, ast.AugAssign) and is_const(one.value, 1) for one in stores)
    if asks or not stores or not steps or len(values) != 1:
        return None
    return next((first for first in (0, 1) if is_const(values[0], first)), None)


def _ends_at(program: Program, loop: ast.While, bound: ast.expr, times: dict[ast.AST, set[str]]) -> bool:
    """Whether the bound is the number of turns: by the name it has, or by what is said."""
    name = base_name(bound).lower()
    if _TRY.search(name) and re.search("max|allowed|limit|number|num|total", name):
        return True
    number = program.number(bound)
    if number is None:
        return False
    scope = program.function_of(loop) or program.tree
    if scope not in times:
        text = "\n".join([program.said(scope), *_messages(program, scope)])
        times[scope] = set(_TIMES.findall(_plain_text(program, text)))
    return f"{number:g}" in times[scope]


@check(
    Rule(
        code="last-one-refused",
        title="`{name}` refuses to give out all that is there",
        weights={"correctness": 0.35},
        level="beginner",
        why="Whoever wants exactly as much as there is gets nothing, though it is enough.",
        do="Ask the condition for two numbers that are the same.",
        example="class Account:\n    def __init__(self):\n        self.balance = 0\n\n    def withdraw(self, amount):\n"
        "        if amount >= self.balance:\n            return False\n        self.balance -= amount\n"
        "        return True\n",
        better="class Account:\n    def __init__(self):\n        self.balance = 0\n\n    def withdraw(self, amount):\n"
        "        if amount > self.balance:\n            return False\n        self.balance -= amount\n"
        "        return True\n",
    )
)
def last_one_refused(program: Program) -> Iterator[Place]:
    """See the rule: what is asked with `>=` is then taken off, in a function or beside a message that says so."""
    for node in program.all(ast.If):
        tests = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
        for test in tests:
            match test:
                case ast.Compare(left=one, ops=[ast.GtE() | ast.Lt()], comparators=[other]):
                    wanted, owned = one, other
                case ast.Compare(left=one, ops=[ast.LtE() | ast.Gt()], comparators=[other]):
                    wanted, owned = other, one
                case _:
                    continue
            refuses = isinstance(test.ops[0], ast.GtE | ast.LtE)
            if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or) != refuses:
                continue
            region = (node.orelse or program.after(node, 4)) if refuses else node.body
            parted = not refuses or bool(node.orelse) or _leaves(node.body)
            if parted and _takes_off(region, owned, wanted) and _gives_out(program, node):
                yield Place(test.lineno, ast.unparse(test)[:40])


_GIVES: Final = re.compile(r"^(withdraw|sell|spend|pay|buy|purchase|take_out|rent|charge|transfer|order|book|reserve)")
_ENOUGH: Final = re.compile(r"enough|insufficient|afford|not? (?:sufficient|covered)|overdraw")


def _gives_out(program: Program, node: ast.If) -> bool:
    function = program.function_of(node)
    if function is not None and _GIVES.match(function.name):
        return True
    texts = [*_messages(program, node), program.purpose(node)]
    return any(_ENOUGH.search(text.lower()) for text in texts)


def _leaves(block: list[ast.stmt]) -> bool:
    return isinstance(block[-1], ast.Return | ast.Raise | ast.Continue | ast.Break)


def _takes_off(region: list[ast.stmt], owned: ast.expr, wanted: ast.expr) -> bool:
    """Whether what was asked is taken off: `balance -= amount`, `stock[x] = stock[x] - amount`."""
    target = ast.unparse(owned)
    if isinstance(owned, ast.Call) and isinstance(owned.func, ast.Attribute) and owned.func.attr == "get":
        target = f"{ast.unparse(owned.func.value)}[{ast.unparse(owned.args[0])}]" if owned.args else target
    steps = (f"{target} -= {ast.unparse(wanted)}", f"{target} = {target} - {ast.unparse(wanted)}")
    rest = f" = {target} - {ast.unparse(wanted)}"  # of a name for the entry: `stock[x] = have - amount`
    return any(
        ast.unparse(one) in steps or (isinstance(owned, ast.Name) and ast.unparse(one).endswith(f"]{rest}"))
        for one in region
        if isinstance(one, ast.Assign | ast.AugAssign)
    )


@check(
    Rule(
        code="one-more-than-fits",
        title="`{name}` lets one more in than there is room for",
        weights={"correctness": 0.35},
        level="beginner",
        why="When it is full the number of those inside equals the room, and the condition lets one more in.",
        do="Ask the condition for the moment when it is full.",
        example="class Bus:\n    def __init__(self, capacity):\n        self.capacity = capacity\n"
        "        self.guests = []\n\n    def enter(self, guest):\n        if len(self.guests) <= self.capacity:\n"
        "            self.guests.append(guest)\n",
        better="class Bus:\n    def __init__(self, capacity):\n        self.capacity = capacity\n"
        "        self.guests = []\n\n    def enter(self, guest):\n        if len(self.guests) < self.capacity:\n"
        "            self.guests.append(guest)\n",
    )
)
def one_more_than_fits(program: Program) -> Iterator[Place]:
    """See the rule: before an element is added, or 1, the number is compared so that it may equal the room."""
    told = _Told(program)
    for node, test in ((one, test) for one in program.all(ast.If) for test in _alternatives(one.test)):
        match test:
            case (
                ast.Compare(left=count, ops=[ast.LtE()], comparators=[room])
                | ast.Compare(left=room, ops=[ast.GtE()], comparators=[count])
            ) if test is node.test:
                region = node.body
            case (
                ast.Compare(left=count, ops=[ast.Gt()], comparators=[room])
                | ast.Compare(left=room, ops=[ast.Lt()], comparators=[count])
            ) if node.orelse or _leaves(node.body) or _makes_room(node, count):
                region = node.orelse or program.after(node, 4)
            case _:
                continue
        if not any(_lets_in(one, count) for one in region[:3]):
            continue
        scope = program.function_of(node) or program.tree
        if _ROOM.search(_named(room)) or told.sides(scope, _key(program, room)) == {ABOVE}:
            yield Place(node.lineno, ast.unparse(test)[:40])


def _alternatives(test: ast.expr) -> list[ast.expr]:
    """The conditions of which one is enough."""
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or) else [test]


def _named(room: ast.expr) -> str:
    """What the bound is called: a name, an attribute, or the key of an entry."""
    match room:
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return key.lower()
    return ast.unparse(room).lower()


def _makes_room(node: ast.If, count: ast.expr) -> bool:
    """Whether the branch takes one out of what is counted, so that the next one fits."""
    measured = ast.unparse(count.args[0]) if isinstance(count, ast.Call) and count.args else ""
    for step in node.body if measured else ():
        match step:
            case ast.Delete(targets=[ast.Subscript(value=owner)]) if ast.unparse(owner) == measured:
                return True
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="pop" | "popitem" | "popleft"))):
                if ast.unparse(owner) == measured:
                    return True
    return False


_ROOM: Final = re.compile(
    r"^(self\.)?_?\w*(capacity|max|limit|seats|spots|slots|room|places|spaces|beds|copies|size|floors|storeys|levels)\w*$"
)


def _lets_in(step: ast.stmt, count: ast.expr) -> bool:
    match step, count:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="append" | "add"))), ast.Call(
            func=ast.Name(id="len"), args=[measured]
        ):
            return ast.unparse(owner) == ast.unparse(measured)
        case ast.Assign(targets=[ast.Subscript(value=owner)]), ast.Call(func=ast.Name(id="len"), args=[measured]):
            return ast.unparse(owner) == ast.unparse(measured) and not isinstance(step.targets[0].slice, ast.Slice)  # type: ignore[attr-defined]  # a subscript's
        case (
            ast.AugAssign(target=ast.Attribute() | ast.Subscript() as target, op=ast.Add(), value=value),
            ast.Attribute() | ast.Subscript(),
        ):
            return is_const(value, 1) and ast.unparse(target) == ast.unparse(count)
    return False


CHECKS: tuple[Check, ...] = (
    bound_on_the_other_side,
    another_number_of_tries,
    last_one_refused,
    one_more_than_fits,
)
