"""Dice, cards and rows of the same: drawn twice, rolled once for two, counted though the row was broken.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const, method_of, names_in, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NO_DOUBLES: Final = re.compile(
    r"\b(deal|deals|lotto|lottery|raffle|unique|distinct|different|no (?:card|number|name)s? twice|without repe\w+|"
    r"take \w+ off|off the deck|hand|hands|teams?|winners)\b"
)
_MAY_DOUBLE: Final = re.compile(
    r"with repe\w+|more than once|with replacement|put back|may repeat|dice|die\b|password|shoe"
)
_STOCK: Final = re.compile(
    r"(self\.)?_?(deck|cards?|pack|stack|pile|bag|urn|hat|tickets|names|players|students|participants|people|pool|pot)"
    r"(_left)?"
)


@check(
    Rule(
        code="drawn-twice",
        title="`{name}` stays whole: the same one may be drawn twice",
        weights={"correctness": 0.35},
        level="beginner",
        why="`choice` takes nothing away, and `randint` knows nothing of the numbers before. Sooner or later one comes "
        "again.",
        do="Take away what was drawn, or draw all at once with `sample`.",
        example="import random\n\n\ndef deal(deck, count):\n    hand = []\n    for _ in range(count):\n"
        "        hand.append(random.choice(deck))\n    return hand\n",
        better="import random\n\n\ndef deal(deck, count):\n    hand = []\n    for card in random.sample(deck, count):\n"
        "        hand.append(card)\n    return hand\n",
    )
)
def drawn_twice(program: Program) -> Iterator[Place]:
    """See the rule: kept one after the other in a loop, where the words speak of dealing, a lottery or no doubles."""
    for node in program.all(ast.Call):
        if call_name(node) not in ("choice", "randint", "randrange"):
            continue
        function, loops = program.function_of(node), program.loops_around(node)
        said = f"{program.purpose(node)} {program.said(function)}" if function is not None else ""
        if not loops or not _NO_DOUBLES.search(said) or _MAY_DOUBLE.search(said) or not _is_kept(program, node):
            continue
        drawn = ast.unparse(node.args[0]) if node.args else ""
        of_stock = call_name(node) == "choice" and _STOCK.fullmatch(drawn)
        of_numbers = call_name(node) != "choice" and re.search("lott|unique|distinct|different|twice|repe", said)
        if (of_stock or of_numbers) and function is not None and not _minds(program, function, drawn):
            yield Place(node.lineno, drawn if of_stock else ast.unparse(node)[:30])


def _is_kept(program: Program, node: ast.Call) -> bool:
    """Whether what is drawn is added to a list: at once, by a name, or as the element of a comprehension."""
    around = program.parents[node]
    if isinstance(around, ast.ListComp):
        return around.elt is node
    if isinstance(around, ast.Assign) and isinstance(around.targets[0], ast.Name):
        name = around.targets[0]
        uses = [program.parents[one] for one in program.places(program.scope(name), name.id) if one is not name]
        return any(method_of(one) == "append" for one in uses)
    return method_of(around) == "append"


def _minds(program: Program, function: Function, drawn: str) -> bool:
    """Whether a function asks for what is there already, collects in a set, or takes something away."""
    for node in program.within(function):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            return True
        if isinstance(node, ast.Set | ast.SetComp | ast.Delete) or call_name(node) in ("set", "sample", "shuffle"):
            return True
        if method_of(node) in ("remove", "pop", "discard", "add"):
            return True
        if isinstance(node, ast.Assign) and drawn and drawn in map(ast.unparse, node.targets):
            return True
    return False


@check(
    Rule(
        code="one-roll-for-two",
        title="`{name}` is one roll, counted twice",
        weights={"correctness": 0.35},
        level="beginner",
        why="The name stands for one number. Twice the same number is always even, and two dice are not.",
        do="Roll once for each of the two.",
        example="import random\n\n\ndef roll_two():\n    die = random.randint(1, 6)\n    return die + die\n",
        better="import random\n\n\ndef roll_two():\n    return random.randint(1, 6) + random.randint(1, 6)\n",
    )
)
def one_roll_for_two(program: Program) -> Iterator[Place]:
    """See the rule: `die + die`; two names of dice for one roll; `2 * die` where two dice are spoken of."""
    for node in program.all(ast.Assign):
        if call_name(node.value) not in ("randint", "randrange", "choice") or not isinstance(node.value, ast.Call):
            continue
        names = [one.id for one in node.targets if isinstance(one, ast.Name)]
        if len(names) > 1 and all(re.search(r"die|dice|roll|wuerfel", one) for one in names):
            yield Place(node.lineno, names[0])
        scope = program.scope(node)
        for name in names:
            for use in program.places(scope, name):
                around = program.parents[use]
                match around:
                    case ast.BinOp(left=left, op=ast.Add(), right=right) if same(left, right) and left is use:
                        yield Place(around.lineno, name)
                    case ast.BinOp(op=ast.Mult(), left=left, right=right) if is_const(left, 2) or is_const(right, 2):
                        if re.search(r"\b(two|both|2|pair)\b.*\b(dice|die|rolls?)\b|roll two", program.purpose(use)):
                            yield Place(around.lineno, name)


@check(
    Rule(
        code="one-ace-alone",
        title="Only one ace is counted lower: `{name}` may still be too high",
        weights={"correctness": 0.35},
        level="beginner",
        why="With several aces of 11, taking 10 off once is not always enough.",
        do="Take 10 off as long as the sum is too high and there is an ace left.",
        example="def value_of(hand):\n    total = aces = 0\n    for card in hand:\n        if card == 'A':\n"
        "            aces += 1\n            total += 11\n        else:\n            total += int(card)\n"
        "    if total > 21 and aces > 0:\n        total -= 10\n    return total\n",
        better="def value_of(hand):\n    total = aces = 0\n    for card in hand:\n        if card == 'A':\n"
        "            aces += 1\n            total += 1\n        else:\n            total += int(card)\n"
        "    if total < 12 and aces > 0:\n        total += 10\n    return total\n",
    )
)
def one_ace_alone(program: Program) -> Iterator[Place]:
    """See the rule: `if total > 21 and aces`, in no loop, takes 10 off, where each ace was counted as 11."""
    for node in program.all(ast.If):
        match node.test:
            case ast.BoolOp(op=ast.And(), values=parts):
                over = {ast.unparse(one.left) for one in parts if isinstance(one, ast.Compare) and _is_over(one)}
            case _:
                continue
        asks_for_aces = re.search(r"ace|['\"]A['\"]|ass", ast.unparse(node.test).replace("class", ""))
        taken = [one for one in node.body if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Sub)]
        for step in taken:
            name = ast.unparse(step.target)
            if name in over and is_const(step.value, 10) and asks_for_aces and not program.in_loop(node):
                yield Place(node.lineno, name)


def _is_over(node: ast.Compare) -> bool:
    return isinstance(node.ops[0], ast.Gt) and is_const(node.comparators[0], 21)


_IN_A_ROW: Final = re.compile(
    r"\bin a (?:row|line)\b|consecutive|streak|one after (?:the )?(?:other|another)|uninterrupted"
)


@check(
    Rule(
        code="row-never-broken",
        title="`{name}` goes on counting where the row was broken",
        weights={"correctness": 0.4},
        level="beginner",
        why="Only those that follow each other without a gap make a row. Nothing sets the count back at a gap.",
        do="Set the count back to 0 where the condition does not hold.",
        example="def has_three(marks):\n    '''Whether there are three crosses in a row.'''\n    run = 0\n"
        "    for mark in marks:\n        if mark == 'x':\n            run += 1\n            if run == 3:\n"
        "                return True\n    return False\n",
        better="def has_three(marks):\n    '''Whether there are three crosses in a row.'''\n    run = 0\n"
        "    for mark in marks:\n        run = run + 1 if mark == 'x' else 0\n        if run == 3:\n"
        "            return True\n    return False\n",
    )
)
def row_never_broken(program: Program) -> Iterator[Place]:
    """See the rule: a count in a loop that begins at 0 and only grows, in a function that speaks of a row."""
    for node in program.all(ast.AugAssign):
        match node:
            case ast.AugAssign(target=ast.Name(id=name) as counter, op=ast.Add(), value=one) if is_const(one, 1):
                pass
            case _:
                continue
        around, loops = program.parents[node], program.loops_around(node)
        if not isinstance(around, ast.If) or around.orelse or node not in around.body or not loops:
            continue
        inner = loops[0]
        if not isinstance(inner, ast.For) or around not in inner.body or not _IN_A_ROW.search(program.purpose(node)):
            continue
        inside = {id(one) for one in ast.walk(inner)}
        stores = [one for one in program.places(program.scope(node), name) if not isinstance(one.ctx, ast.Load)]
        grows_alone = all(one is counter or id(one) not in inside for one in stores)
        breaks = any(isinstance(one, ast.Break) for one in ast.walk(inner))
        compared = [one for one in ast.walk(inner) if _reads_count(one, name)]
        tests_neighbours = isinstance(around.test, ast.Compare) and name not in names_in(around.test)
        if grows_alone and compared and tests_neighbours and not breaks:
            yield Place(node.lineno, name)


def _reads_count(node: ast.AST, name: str) -> bool:
    """Whether a count is compared, or kept as the longest."""
    if isinstance(node, ast.Compare) or call_name(node) == "max":
        return name in names_in(node)
    return False


_ROLLS: Final = re.compile(r"\b(?:dice|die|roll(?:s|ed|ing)?|wuerfel)\b")
_TWO_DICE: Final = re.compile(r"\b(?:two|both|2|pair of) (?:\w+ )?(?:dice|die)\b")
_THREE_DICE: Final = re.compile(r"\b(?:three|3) (?:\w+ )?(?:dice|die)\b")


@check(
    Rule(
        code="sum-of-dice-drawn",
        title="`{name}` makes every sum of the dice equally likely",
        weights={"correctness": 0.4},
        level="beginner",
        why="A 7 can be rolled with two dice in six ways, a 2 in one way only. One random number for the sum gives "
        "both as often as each other.",
        do="Draw a random number for each of the dice and add them.",
        example="import random\n\n\ndef roll_two_dice():\n    return random.randint(2, 12)\n",
        better="import random\n\n\ndef roll_two_dice():\n    return random.randint(1, 6) + random.randint(1, 6)\n",
    )
)
def sum_of_dice_drawn(program: Program) -> Iterator[Place]:
    """See the rule: `randint(2, 12)` where dice are spoken of, `randint(1, 12)` or `(3, 18)` where two or three are."""
    for call in program.all(ast.Call):
        name = call_name(call)
        if name not in ("randint", "randrange") or len(call.args) != len(("from", "to")):
            continue
        first, last = (program.number(one) for one in call.args)
        if first is None or last is None:
            continue
        last -= name == "randrange"
        said = {(2, 12): _ROLLS, (1, 12): _TWO_DICE, (3, 18): _THREE_DICE}.get((int(first), int(last)))
        if said is None:
            continue
        function, step = program.function_of(call), program.statement(call)
        written = f"{program.purpose(call)} {program.said(function or program.tree)}"
        if isinstance(step, ast.Assign):
            written += f" {ast.unparse(step.targets[0]).lower()}"
        if said.search(written.replace("_", " ")) and not re.search(r"\bd12\b|twelve|12[- ]sided", written):
            yield Place(call.lineno, ast.unparse(call))


_SHOWN: Final = re.compile(
    r"(?:^|_)(?:shown|pattern|mask|masked|display|displayed|current|revealed|hidden|guessed|state|progress|known|"
    r"so_far|blanks|view|visible|found|old)(?:_|$)"
)


@check(
    Rule(
        code="found-places-hidden-again",
        title="`{name}` hides all that was found before",
        weights={"correctness": 0.4},
        level="beginner",
        why="Each place that is not the letter of this turn becomes a blank, also where another letter has been found "
        "already. What was shown before is handed over and never looked at.",
        do="Keep what was shown at such a place before.",
        example="def uncover(word, shown, letter):\n    new = ''\n    for sign in word:\n"
        "        if sign == letter:\n            new += sign\n        else:\n            new += '_'\n"
        "    return new\n",
        better="def uncover(word, shown, letter):\n    new = ''\n    for sign, before in zip(word, shown):\n"
        "        if sign == letter:\n            new += sign\n        else:\n            new += before\n"
        "    return new\n",
    )
)
def found_places_hidden_again(program: Program) -> Iterator[Place]:
    """See the rule: a blank wherever a sign is not the one letter, in a function that never reads what was shown."""
    for function in program.functions:
        given = set(program.parameters(function))
        unread = sorted(one for one in given if _SHOWN.search(one) and not program.places(function, one))
        for node in program.within(function) if unread else ():
            match node:
                case ast.If(test=test, orelse=[ast.AugAssign(op=ast.Add(), value=blank)]):
                    pass
                case ast.If(
                    test=test, orelse=[ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[blank]))]
                ):
                    pass
                case ast.IfExp(test=test, orelse=blank):
                    pass
                case _:
                    continue
            match test:
                case ast.Compare(left=one, ops=[ast.Eq()], comparators=[other]):
                    asked = {part.id for part in (one, other) if isinstance(part, ast.Name)} & given
                    if asked and is_const(blank, "_", "*", "-", "_ ", "- ", "* ", ".", "?", "#") and program.walks:
                        yield Place(getattr(blank, "lineno", function.lineno), function.name)
                        break


_LIVES: Final = re.compile(r"generation|\blife\b|\balive\b|living")


@check(
    Rule(
        code="two-neighbours-for-all",
        title="`{name}` lets empty cells come to life with two neighbours",
        weights={"correctness": 0.4},
        level="beginner",
        why="In the game of life three neighbours make any cell live, and two only keep a living one alive. Here the "
        "cell itself is not asked.",
        do="Ask for two neighbours only where the cell is alive.",
        example="def next_row(row, living):\n    '''The next generation of a row.'''\n    new = []\n"
        "    for place, count in enumerate(living):\n        if count == 2 or count == 3:\n            new.append(1)\n"
        "        else:\n            new.append(0)\n    print(row)\n    return new\n",
        better="def next_row(row, living):\n    '''The next generation of a row.'''\n    new = []\n"
        "    for place, count in enumerate(living):\n        if count == 3 or row[place] + count == 3:\n"
        "            new.append(1)\n"
        "        else:\n            new.append(0)\n    print(row)\n    return new\n",
    )
)
def two_neighbours_for_all(program: Program) -> Iterator[Place]:
    """See the rule: `n == 2 or n == 3` alone decides between two constants, in no other branch."""
    nodes: list[ast.If | ast.IfExp] = [*program.all(ast.If), *program.all(ast.IfExp)]
    for node in nodes:
        test = node.test
        if not _two_or_three(test) or not _LIVES.search(program.text.lower()):
            continue
        if any(isinstance(up, ast.If | ast.IfExp) and child is not up.test for child, up in program.up(node)):
            continue
        if isinstance(node, ast.If):
            values = [_set(one) for block in (node.body, node.orelse) for one in block]
            single = len(node.body) == len(node.orelse) == 1
        else:
            values, single = [node.body, node.orelse], True
        loops = program.loops_around(node)
        skips = any(isinstance(one, ast.Continue) for loop in loops for one in ast.walk(loop))
        if single and all(isinstance(one, ast.Constant) for one in values) and len(loops) > 0 and not skips:
            yield Place(node.lineno, ast.unparse(test)[:40])


def _two_or_three(test: ast.expr) -> bool:
    """Whether it asks for one thing alone to be 2 or 3."""
    match test:
        case ast.BoolOp(
            op=ast.Or(),
            values=[
                ast.Compare(left=left, ops=[ast.Eq()], comparators=[first]),
                ast.Compare(left=right, ops=[ast.Eq()], comparators=[second]),
            ],
        ):
            return same(left, right) and {ast.unparse(first), ast.unparse(second)} == {"2", "3"}
        case ast.Compare(
            ops=[ast.In()],
            comparators=[ast.Tuple(elts=[one, two]) | ast.List(elts=[one, two]) | ast.Set(elts=[one, two])],
        ):
            return {ast.unparse(one), ast.unparse(two)} == {"2", "3"}
        case ast.Compare(
            left=ast.Constant(value=2), ops=[ast.LtE(), ast.LtE()], comparators=[_, ast.Constant(value=3)]
        ):
            return True
    return False


def _set(step: ast.stmt) -> ast.expr | None:
    """What a statement gives to a place of a table, or puts at the end of a list."""
    match step:
        case ast.Assign(value=value) | ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[value])):
            return value
    return None


CHECKS: tuple[Check, ...] = (
    drawn_twice,
    one_roll_for_two,
    one_ace_alone,
    row_never_broken,
    sum_of_dice_drawn,
    found_places_hidden_again,
    two_neighbours_for_all,
)
