"""Orders by more than one key, and the first ones of an order, held against what the text says of them."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.checks.promising.meant import end_of, first_of
from agents.review.program import Function, Program, call_name, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_DOWN: Final = re.compile(
    r"\bdescending|\b(?:highest|largest|longest|biggest|greatest|most|oldest|best|richest|heaviest|tallest|newest)\b|"
    r"\bhigh to low\b|\bdecreasing|\bfalling\b|\bdownwards?\b|\btop\b"
)
_ALPHABET: Final = re.compile(
    r"\balphabet\w*|\bby (?:their )?(?:first |last )?(?:name|title|word)s?\b|\ba(?: to |-)z\b|"
    r"\bin (?:the )?order of (?:(?:their|the) )?(?:\w+ )?names?\b"
)
_UP: Final = re.compile(
    r"\bascending|\b(?:lowest|smallest|shortest|youngest|fewest|cheapest|least)\b|\bincreasing|"
    r"\b(?:low to high|young to old|small to large|short to long)\b"
)
_TURNED: Final = re.compile(r"revers\w* alphabet|alphabet\w* revers|\bz(?: to |-)a\b|backwards|descending alphabet")
_TIED: Final = re.compile(r"\bties?\b|\btied\b|\bequal|\bsame\b|\bthen\b|\bwithin\b|\bwho have as many\b")


def _sorts(program: Program) -> Iterator[tuple[ast.Call, str, list[ast.Call]]]:
    """Calls that sort, what is said of them, and all that sort in the same function."""
    calls = [one for one in program.all(ast.Call) if call_name(one) == "sorted" or method_of(one) == "sort"]
    here: dict[ast.AST, list[ast.Call]] = {}
    for call in calls:
        here.setdefault(program.function_of(call) or program.tree, []).append(call)
    for home, found in here.items():
        for call in found:
            lines = range(call.lineno - 2, (call.end_lineno or call.lineno) + 1)
            near = [program.comments.get(line, "") for line in lines]
            said = program.purpose(home) if isinstance(home, Function) else ""
            yield call, " ".join(f"{said} {' '.join(near)}".lower().split()), found


@check(
    Rule(
        code="two-keys-turned-together",
        title="`{name}` sorts both keys in the same direction",
        weights={"correctness": 0.4},
        level="learning",
        why="The text wants one of the keys upwards and the other one downwards. `reverse=True` turns both of them.",
        do="Turn the number alone: its negative sorts the other way round.",
        example="def table(players):\n    '''Most points first, equal ones in alphabetical order.'''\n"
        "    return sorted(players, key=lambda one: (one['points'], one['name']), reverse=True)\n",
        better="def table(players):\n    '''Most points first, equal ones in alphabetical order.'''\n"
        "    return sorted(players, key=lambda one: (-one['points'], one['name']))\n",
    )
)
def two_keys_turned_together(program: Program) -> Iterator[Place]:
    """See the rule: a key of several parts, all in one direction, where the text names both directions."""
    for call, said, found in _sorts(program):
        down, alphabet = _DOWN.search(said), _ALPHABET.search(said)
        both = down and (alphabet or (_UP.search(said) and down[0] not in ("best", "top", "most", "newest")))
        if not both or _TURNED.search(said) or len(found) > 1:
            continue
        signs = _signs(program, call)
        if len(signs) > 1 and len(set(signs)) == 1 and _TIED.search(said):
            yield Place(call.lineno, ast.unparse(call)[:50])


def _signs(program: Program, call: ast.Call) -> list[int]:
    """The directions of the parts of a key, as far as they are known: -1 for a negative one."""
    key = next((one.value for one in call.keywords if one.arg == "key"), None)
    if isinstance(key, ast.Name):
        function = next((one for one in program.functions if one.name == key.id), None)
        last = function.body[-1] if function is not None else None
        body = last.value if isinstance(last, ast.Return) else None
    else:
        body = key.body if isinstance(key, ast.Lambda) else None
    if isinstance(key, ast.Call) and call_name(key) in ("itemgetter", "attrgetter"):
        return [1 for _ in key.args]
    if not isinstance(body, ast.Tuple):
        return []
    if any(isinstance(one, ast.Call | ast.Compare | ast.BoolOp) and call_name(one) != "len" for one in body.elts):
        return []
    return [-1 if isinstance(one, ast.UnaryOp) else 1 for one in body.elts]


def _sorted_name(program: Program, call: ast.Call) -> str:
    """What is called the sorted list."""
    match call.func, program.parents[call]:
        case ast.Attribute(value=owner, attr="sort"), _:
            return ast.unparse(owner)
        case _, ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case _, ast.Return():
            return ast.unparse(call.args[0]) if call.args else ""
    return ""


_GREAT: Final = re.compile(
    r"\b(?:highest|largest|biggest|greatest|longest|tallest|heaviest|most (?:common|frequent|expensive|popular|used|"
    r"often|sold|points|votes|goals|valuable|wins)|top (?:\d+|n|k|two|three|five|ten))\b"
)
_SMALL: Final = re.compile(
    r"\b(?:lowest|smallest|shortest|fewest|cheapest|lightest|nearest|closest|"
    r"least (?:common|frequent|expensive|popular))\b"
)
_QUICK: Final = re.compile(r"\bfastest\b|\bquickest\b|\bbest times?\b")
_TIMES: Final = re.compile(r"time|lap|second|minute|duration")
_OTHERWISE: Final = re.compile(
    r"median|percentile|middle|trim|outlier|except|without|drop|at most|not the|difference|range"
)


@check(
    Rule(
        code="taken-from-the-other-end",
        title="`{name}` holds just the others: the order begins at the other end",
        weights={"correctness": 0.4},
        level="beginner",
        why="Sorting puts the smallest first, and `reverse=True` the greatest.",
        do="See whether the first element of the sorted list is one of those that the text speaks of.",
        example="def common(counts, number):\n    '''Return the most frequent words.'''\n"
        "    ordered = sorted(counts, key=counts.get)\n    return ordered[:number]\n",
        better="def common(counts, number):\n    '''Return the most frequent words.'''\n"
        "    ordered = sorted(counts, key=counts.get, reverse=True)\n    return ordered[:number]\n",
    )
)
def taken_from_the_other_end(program: Program) -> Iterator[Place]:
    """See the rule: one sorting, of which one end alone is taken, by the words of the docstring or the text shown."""
    for call, said, found in _sorts(program):
        name = _sorted_name(program, call)
        words = said if program.function_of(call) is not None else f"{said} {_shown_near(program, call)}"
        first = first_of(call.keywords)
        if len(found) != 1 or not first or _OTHERWISE.search(words):
            continue
        quick = bool(_QUICK.search(words)) and bool(_TIMES.search(words + ast.unparse(call).lower()))
        sense = bool(_GREAT.search(words)) - (bool(_SMALL.search(words)) or quick)
        ends = _ends(program, call, name)
        if sense and ends == {-sense * first}:
            yield Place(call.lineno, name or ast.unparse(call)[:40])


def _shown_near(program: Program, call: ast.Call) -> str:
    """Texts that a script shows just before and after it sorts."""
    statement = program.statement(call)
    if statement is None:
        return ""
    near = [one for one in [*program.before(statement, 1), *program.after(statement, 2)] if isinstance(one, ast.Expr)]
    texts = [one for step in [statement, *near] for one in ast.walk(step) if isinstance(one, ast.Constant)]
    return " ".join(one.value for one in texts if isinstance(one.value, str)).lower()


def _ends(program: Program, call: ast.Call, name: str) -> set[int]:
    """Which ends of what is sorted are taken: 1 for the beginning, -1 for the end, 0 for all or the middle."""
    around = program.parents[call]
    if isinstance(around, ast.Subscript):
        return {end_of(around.slice)}
    uses = [program.parents[one] for one in program.places(program.scope(call), name) if isinstance(one.ctx, ast.Load)]
    ends = set()
    for use in uses[:_MANY]:
        match use:
            case ast.Subscript(slice=ast.Name(id=place)):
                loops = program.loops_around(use)
                counts = any(_counts_up(one, place, name) for one in loops if isinstance(one, ast.For))
                ends.add(1 if counts else 0)
            case ast.Subscript(slice=part):
                ends.add(end_of(part))
            case ast.Attribute(attr="sort") | ast.Call(func=ast.Name(id="len" | "min")):
                pass
            case _:
                ends.add(0)
    return ends


def _counts_up(loop: ast.For, place: str, name: str) -> bool:
    """Whether a loop counts the first places: `range(3)`, `range(min(3, len(x)))`, not all of them."""
    match loop:
        case ast.For(target=ast.Name(id=index), iter=ast.Call(func=ast.Name(id="range"), args=[bound])):
            return index == place and ast.unparse(bound) != f"len({name})"
    return False


_MANY: Final = 50  # places of a name that are looked at

CHECKS: tuple[Check, ...] = (two_keys_turned_together, taken_from_the_other_end)
