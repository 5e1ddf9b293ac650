"""Cards, dice and signs of a hand: ranks compared as texts, sums asked too late, faces and meetings left out."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const, method_of, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_RANK: Final = re.compile(r"(?:^|_)(?:ranks?|values?|cards?|faces?)\d?(?:_|$)")


@check(
    Rule(
        code="ranks-compared-as-texts",
        title="`{name}` goes by the letters: 10 comes before 2, and K after A",
        weights={"correctness": 0.4},
        level="beginner",
        why="Texts are compared sign by sign. The order of the cards is another one than that of the alphabet.",
        do="Turn a rank into a number first: its place in a list of all ranks, from low to high.",
        example="def higher(card, other_card):\n    if card[:-1] > other_card[:-1]:\n        return card\n"
        "    return other_card\n",
        better="RANKS = '2 3 4 5 6 7 8 9 10 J Q K A'.split()\n\n\ndef higher(card, other_card):\n"
        "    if RANKS.index(card[:-1]) > RANKS.index(other_card[:-1]):\n        return card\n"
        "    return other_card\n",
    )
)
def ranks_compared_as_texts(program: Program) -> Iterator[Place]:
    """See the rule: pieces of cards, and `max` of a hand where the ranks are written down as texts."""
    for node in program.all(ast.Compare):
        if isinstance(node.ops[0], ast.Lt | ast.Gt | ast.LtE | ast.GtE) and len(node.ops) == 1:
            sides = [program.value(one) for one in (node.left, node.comparators[0])]
            if all(_is_rank(one) for one in sides):
                yield Place(node.lineno, ast.unparse(node)[:50])
    texts = any(map(_lists_ranks, program.nodes))
    for call in program.all(ast.Call):
        if not texts or call_name(call) not in ("max", "min") or len(call.args) != 1 or call.keywords:
            continue
        cards = call.args[0]
        said = program.purpose(call)
        if isinstance(cards, ast.Name) and re.fullmatch(r"(?:\w+_)?(?:hand|cards|ranks)", cards.id) and "card" in said:
            yield Place(call.lineno, ast.unparse(call))


def _is_rank(node: ast.expr | None) -> bool:
    """`card[:-1]`, and `card[0]` of what is called a card."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Slice(lower=None, upper=end)):
            return is_const(end, -1) and re.search(r"card|karte", name.lower()) is not None
    return False


def _lists_ranks(node: ast.AST) -> bool:
    """A list with `10` and `J` as texts."""
    if not isinstance(node, ast.List | ast.Tuple):
        return False
    texts = {one.value for one in node.elts if isinstance(one, ast.Constant)}
    return "10" in texts and bool(texts & {"J", "Jack", "jack", "j"})


@check(
    Rule(
        code="bust-asked-too-late",
        title="`{name}` is asked when the sums have been compared already",
        weights={"correctness": 0.4},
        level="beginner",
        why="Whoever has more than 21 has lost, also with the greater sum. The first branch lets him win.",
        do="Look first at those who have too much.",
        example="def winner(player, dealer):\n    if player > dealer:\n        return 'player'\n    if player > 21:\n"
        "        return 'dealer'\n    return 'dealer'\n",
        better="def winner(player, dealer):\n    if player > 21:\n        return 'dealer'\n"
        "    if player > dealer:\n        return 'player'\n    return 'dealer'\n",
    )
)
def bust_asked_too_late(program: Program) -> Iterator[Place]:
    """See the rule: `a > b` alone in a branch, and `a > 21` in a later one of the same chain."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=left, ops=[ast.Gt() | ast.Lt() as sign], comparators=[right]):
                more = ast.unparse(left if isinstance(sign, ast.Gt) else right)
            case _:
                continue
        leaves = isinstance(node.body[-1], ast.Return)
        behind: list[ast.stmt] = node.orelse or (program.after(node, 4) if leaves else [])
        for _ in range(_FEW):
            later = [one for one in behind if isinstance(one, ast.If)]
            for one in later:
                if (
                    _is_bust(one.test, more)
                    and not isinstance(left, ast.Constant)
                    and not isinstance(right, ast.Constant)
                ):
                    yield Place(one.lineno, ast.unparse(one.test)[:40])
                    return
            behind = later[-1].orelse if len(behind) == 1 and later else []


_FEW: Final = 6


def _is_bust(test: ast.expr, name: str) -> bool:
    match test:
        case ast.Compare(left=left, ops=[ast.Gt()], comparators=[bound]):
            return ast.unparse(left) == name and is_const(bound, 21)
    return False


@check(
    Rule(
        code="face-left-out",
        title="`{name}` does not fit a die with six faces",
        weights={"correctness": 0.35},
        level="beginner",
        why="A die shows 1 to 6. `range` stops before its end, and a list begins with the place 0.",
        do="Write down the first and the last number that comes out, or the place that a 6 is counted at.",
        example="import random\n\n\ndef roll():\n    return random.randrange(6)\n",
        better="import random\n\n\ndef roll():\n    return random.randrange(6) + 1\n",
    )
)
def face_left_out(program: Program) -> Iterator[Place]:
    """See the rule: `randrange(6)`, a loop over the faces 1 to 5, and six places for the numbers 1 to 6."""
    for call in program.all(ast.Call):
        if call_name(call) == "randrange" and len(call.args) == 1 and is_const(call.args[0], 6):
            statement = program.statement(call)
            plain = program.parents[call] is statement
            named = ast.unparse(statement.targets[0]) if isinstance(statement, ast.Assign) else ""
            said = f"{program.purpose(call)} {named.replace('_', ' ')}"
            if plain and re.search(r"\b(?:roll\w*|dice|die|throw)\b", said) and "index" not in said:
                yield Place(call.lineno, ast.unparse(call))
    for loop in program.all(ast.For):
        match loop:
            case ast.For(target=ast.Name(id=face), iter=ast.Call(func=ast.Name(id="range"), args=[*_, end] as ends)):
                begins = len(ends) == 1 or is_const(ends[0], 1)
            case _:
                continue
        counted = any(
            method_of(one) == "count" and isinstance(one, ast.Call) and face in names_in(one.args[0])
            for one in ast.walk(loop)
            if isinstance(one, ast.Call) and one.args
        )
        if begins and is_const(end, 6) and counted and re.search(r"dice|rolls|throws", ast.unparse(loop)):
            yield Place(loop.lineno, ast.unparse(loop.iter))
    for step in program.all(ast.AugAssign):
        match step.target:
            case ast.Subscript(value=ast.Name() as counts, slice=ast.Name(id=face) as place):
                made = program.value(counts)
            case _:
                continue
        six = isinstance(made, ast.BinOp) and isinstance(made.op, ast.Mult) and is_const(made.right, 6)
        if six and _is_rolled(program, step, place):
            yield Place(step.lineno, ast.unparse(step.target))


def _is_rolled(program: Program, step: ast.AST, place: ast.Name) -> bool:
    """Whether a place is a number that was rolled, and nothing is taken off it."""
    given = program.values(place)
    if any(isinstance(one, ast.Call) and ast.unparse(one).endswith("randint(1, 6)") for one in given):
        return len(given) == 1
    for loop in program.loops_around(step):
        match loop:
            case ast.For(target=ast.Name(id=name), iter=ast.Name(id=source)) if name == place.id:
                return re.search(r"(?:^|_)(?:rolls|dice|throws)(?:$|_)", source) is not None
    return False


@check(
    Rule(
        code="one-more-than-the-pair",
        title="`{name}` asks for more of a kind than are needed",
        weights={"correctness": 0.4},
        level="beginner",
        why="Two of a kind are a pair already: `>` leaves just those out.",
        do="Put in an example that only just fits.",
        example="def has_pair(dice):\n    for die in dice:\n        if dice.count(die) > 2:\n            return True\n"
        "    return False\n",
        better="def has_pair(dice):\n    for die in dice:\n        if dice.count(die) >= 2:\n            return True\n"
        "    return False\n",
    )
)
def one_more_than_the_pair(program: Program) -> Iterator[Place]:
    """See the rule: by the function's name; a full house asks for both."""
    for function in program.functions:
        name = function.name.replace("_", " ")
        wanted = next((number for words, number in _KINDS if re.search(words, name)), 0)
        for node in program.within(function) if wanted or "full house" in name else ():
            match node:
                case ast.Compare(left=ast.Call() as count, ops=[ast.Gt()], comparators=[bound]):
                    if method_of(count) == "count" and wanted and is_const(bound, wanted):
                        yield Place(node.lineno, ast.unparse(node))
                case ast.BoolOp(op=ast.Or(), values=[ast.Compare() as one, ast.Compare() as other]):
                    numbers = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
                    if "full house" in name and numbers == {2, 3} and ast.dump(one.ops[0]) == ast.dump(other.ops[0]):
                        yield Place(node.lineno, ast.unparse(node))


_KINDS: Final = (
    (r"\b(?:two pairs?|full house)\b", 0),
    (r"\b(?:pairs?|two of a kind|doubles?)\b", 2),
    (r"\b(?:three of a kind|triples?)\b", 3),
    (r"\b(?:four of a kind|poker|quads?)\b", 4),
)

_HANDS: Final = frozenset({"rock", "paper", "scissors"})
_BEATS: Final = {("rock", "scissors"), ("scissors", "paper"), ("paper", "rock")}


@check(
    Rule(
        code="outcomes-clash",
        title="`{name}`: not every meeting of two signs has its own outcome",
        weights={"correctness": 0.4},
        level="beginner",
        why="What wins on one side loses on the other, and equal signs are a draw. Three signs on each side make nine "
        "meetings.",
        do="Write all nine of them into a table, and follow each through the conditions.",
        example="def winner(one, other):\n    if one == 'rock' and other == 'paper':\n        return 'other'\n"
        "    if one == 'paper' and other == 'rock':\n        return 'other'\n    return ''\n",
        better="def winner(one, other):\n    if one == 'rock' and other == 'paper':\n        return 'other'\n"
        "    if one == 'paper' and other == 'rock':\n        return 'one'\n    return ''\n",
    )
)
def outcomes_clash(program: Program) -> Iterator[Place]:
    """See the rule: the same for both sides, one of three wins missing, and no draw, where all others are one case."""
    for function in program.functions:
        meetings: dict[tuple[str, str], str] = {}
        draws = False
        lines: dict[tuple[str, str], int] = {}
        for node in program.within(function):
            if isinstance(node, ast.Compare):
                plain = all(isinstance(one, ast.Name | ast.Attribute) for one in (node.left, *node.comparators))
                draws = draws or (plain and isinstance(node.ops[0], ast.Eq | ast.NotEq))
            if isinstance(node, ast.If):
                for pair in _pairs(program, node):
                    meetings[pair] = ast.unparse(node.body[0])
                    lines[pair] = node.lineno
        hands = {one for pair in meetings for one in pair}
        if not hands <= _HANDS or len(meetings) < 2:  # noqa: PLR2004 - one meeting alone tells nothing
            continue
        clash = next((one for one in meetings if one[0] < one[1] and meetings[one] == meetings.get(one[::-1])), None)
        if clash is not None:
            yield Place(max(lines[clash], lines[clash[::-1]]), " and ".join(clash))
        elif len(set(meetings.values())) == 1 and _others_are_one(function):
            wins = set(meetings)
            missing = len(wins) == 2 and (wins < _BEATS or {pair[::-1] for pair in wins} < _BEATS)  # noqa: PLR2004
            whole = wins == _BEATS or {pair[::-1] for pair in wins} == _BEATS
            told = _says_lost(function)
            if (missing and draws) or (whole and not draws and told and "draw" not in program.text.lower()):
                yield Place(function.lineno, function.name)


def _pairs(program: Program, node: ast.If) -> Iterator[tuple[str, str]]:
    """The signs of both sides that lead into a branch; the second one may be asked within a branch for the first."""
    tests = node.test.values if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or) else [node.test]
    outer = _outer(program, node)
    for test in tests:
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
            signs = [found for one in test.values if (found := _sign(one))]
        else:
            signs = [found for one in (outer, test) if one is not None and (found := _sign(one))]
        if len(signs) == 2 and signs[0][0] != signs[1][0]:  # noqa: PLR2004 - a pair
            (_, one), (_, other) = sorted(signs) if isinstance(test, ast.BoolOp) else signs
            yield one, other


def _outer(program: Program, node: ast.If) -> ast.expr | None:
    """The condition of the branch that a chain stands in."""
    top: ast.AST = node
    for _ in range(_FEW):
        if not isinstance(program.parents[top], ast.If) or top not in getattr(program.parents[top], "orelse", ()):
            break
        top = program.parents[top]
    around = program.parents[top]
    return around.test if isinstance(around, ast.If) else None


def _sign(test: ast.expr) -> tuple[str, str] | None:
    match test:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=str(sign))]):
            return (ast.unparse(left), sign.lower()) if sign.lower() in _HANDS else None
    return None


def _others_are_one(function: Function) -> bool:
    """Whether the function ends with one outcome for all that is left."""
    last = function.body[-1]
    while isinstance(last, ast.If) and last.orelse:
        last = last.orelse[-1]
    return isinstance(last, ast.Return) and isinstance(last.value, ast.Constant | ast.Name)


def _says_lost(function: Function) -> bool:
    texts = [
        one.value.lower() for one in ast.walk(function) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    return any(re.search(r"\b(?:lose|loses|lost|loss)\b|\bwins?\b", one) for one in texts) and not any(
        re.search(r"\b(?:tie|draw|tied|same)\b", one) for one in texts
    )


CHECKS: tuple[Check, ...] = (
    ranks_compared_as_texts,
    bust_asked_too_late,
    face_left_out,
    one_more_than_the_pair,
    outcomes_clash,
)
