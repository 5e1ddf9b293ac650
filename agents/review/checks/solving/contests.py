"""Scores, tables of jumps and goods of a shop: records that go down, the other table, what is sold and comes in."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_FEWER: Final = re.compile(r"golf|stroke|\btimes?\b|lowest|fewest|fastest|minim|penalt|seconds|moves|worst")
_RECORD: Final = re.compile(r"(?:^|[._\[])(?:high_?score|hi_?score|best_?score|top_?score|record)s?(?:$|[._\[])")
_BEST: Final = re.compile(r"(?:^|[._])(?:best|high|top|highest|records?)(?:$|[._\[])")
_POINTS: Final = re.compile(r"(?:^|[._])(?:scores?|points|new_score|result)$")


@check(
    Rule(
        code="record-goes-down",
        title="`{name}` lets the smaller score be the record",
        weights={"correctness": 0.4},
        level="beginner",
        why="A record is beaten by a greater number of points. Here it falls from game to game.",
        do="Put in a record and a score above it, and follow the condition.",
        example="def update(high_score, score):\n    if score < high_score:\n        high_score = score\n"
        "    return high_score\n",
        better="def update(high_score, score):\n    if score > high_score:\n        high_score = score\n"
        "    return high_score\n",
    )
)
def record_goes_down(program: Program) -> Iterator[Place]:
    """See the rule: points smaller than the record become the record, where fewer are not better by what is said."""
    for node in program.all(ast.If):
        if _FEWER.search(f"{program.purpose(node)} {ast.unparse(node.test).replace('_', ' ')}"):
            continue
        for test in node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]:
            match test:
                case ast.Compare(left=left, ops=[ast.Lt()], comparators=[right]):
                    score, record = ast.unparse(left).lower(), ast.unparse(right).lower()
                case ast.Compare(left=right, ops=[ast.Gt()], comparators=[left]):
                    score, record = ast.unparse(left).lower(), ast.unparse(right).lower()
                case _:
                    continue
            named = _RECORD.search(record) or (_BEST.search(record) and _POINTS.search(score))
            kept = any(
                isinstance(one, ast.Assign)
                and ast.unparse(one.targets[0]).lower() == record
                and ast.unparse(one.value).lower() == score
                for one in node.body
            )
            if named and kept:
                yield Place(node.lineno, ast.unparse(test))


@check(
    Rule(
        code="kept-without-the-conversion",
        title="`{name}` is compared as a number, and kept as text",
        weights={"correctness": 0.4},
        level="beginner",
        why="In the next turn a number is compared with a text, and that is an error.",
        do="Turn the text into a number once, and use that in both places.",
        example="def climb(texts, top):\n    for text in texts:\n        if int(text) > top:\n            print(text)\n"
        "            top = text\n    return top\n",
        better="def climb(texts, top):\n    for text in texts:\n        if int(text) > top:\n            print(text)\n"
        "            top = int(text)\n    return top\n",
    )
)
def kept_without_the_conversion(program: Program) -> Iterator[Place]:
    """See the rule: `if int(x) > y: y = x`, in both orders, in a loop."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=left, ops=[ast.Lt() | ast.Gt() | ast.LtE() | ast.GtE()], comparators=[right]):
                pass
            case _:
                continue
        for turned, other in ((left, right), (right, left)):
            if not isinstance(turned, ast.Call) or call_name(turned) not in ("int", "float") or len(turned.args) != 1:
                continue
            if not isinstance(other, ast.Name | ast.Attribute) or not program.in_loop(node):
                continue
            for step in node.body:
                match step:
                    case ast.Assign(targets=[target], value=value) if ast.unparse(target) == ast.unparse(other):
                        if ast.unparse(value) == ast.unparse(turned.args[0]):
                            yield Place(step.lineno, ast.unparse(other))


@check(
    Rule(
        code="best-cut-off",
        title="`{name}` keeps the lowest ones: they stand in front",
        weights={"correctness": 0.4},
        level="beginner",
        why="Sorting goes upwards. The first places of the list belong to the smallest numbers then.",
        do="Sort downwards before the first ones are taken.",
        example="class HighScores:\n    def __init__(self):\n        self.table = []\n\n    def add(self, score):\n"
        "        self.table.append(score)\n        self.table.sort()\n        self.table = self.table[:10]\n",
        better="class HighScores:\n    def __init__(self):\n        self.table = []\n\n    def add(self, score):\n"
        "        self.table.append(score)\n        self.table.sort(reverse=True)\n"
        "        self.table = self.table[:10]\n",
    )
)
def best_cut_off(program: Program) -> Iterator[Place]:
    """See the rule: sorted upwards and cut directly behind that, where the words speak of the best or the highest."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(value=listed, attr="sort"), args=[]):
                pass
            case _:
                continue
        keywords = {one.arg: one.value for one in call.keywords}
        statement = program.statement(call)
        if "reverse" in keywords or statement is None or not _goes_up(keywords.get("key")):
            continue
        name = ast.unparse(listed)
        owner = next((up.name for _, up in program.up(call) if isinstance(up, ast.ClassDef)), "")
        said = f"{program.purpose(call)} {owner.lower()} {name.lower().replace('_', ' ')}"
        if not re.search(r"\bbest\b|highest|\btop\b|high ?scores?|leader", said) or _FEWER.search(said):
            continue
        for behind in program.after(statement, 1):
            match behind:
                case ast.Assign(
                    targets=[target], value=ast.Subscript(value=cut, slice=ast.Slice(lower=None, step=None))
                ):
                    same = ast.unparse(target) == ast.unparse(cut) == name
                case ast.Delete(targets=[ast.Subscript(value=cut, slice=ast.Slice(upper=None, step=None))]):
                    same = ast.unparse(cut) == name
                case _:
                    same = False
            if same and isinstance(listed, ast.Attribute):
                yield Place(call.lineno, name)


def _goes_up(key: ast.expr | None) -> bool:
    """Whether what is sorted by is not negated."""
    match key:
        case None:
            return True
        case ast.Lambda(body=ast.Subscript() | ast.Attribute() as body):
            return not isinstance(body, ast.Subscript) or not is_const(body.slice, 0)
        case ast.Call():
            return call_name(key) in ("itemgetter", "attrgetter")
    return False


@check(
    Rule(
        code="sorted-by-the-name",
        title="`{name}` sorts by the names, which stand first in each pair",
        weights={"correctness": 0.35},
        level="beginner",
        why="Pairs are compared by their first parts. The points decide only between two of the same name.",
        do="Say what is to be sorted by: `key=`.",
        example="def ranking(results, score_of):\n    '''Print from the highest score to the lowest.'''\n"
        "    for name, score in sorted(results, reverse=True):\n        print(name, score, score_of)\n",
        better="def ranking(results, score_of):\n    '''Print from the highest score to the lowest.'''\n"
        "    for name, score in sorted(results, key=score_of, reverse=True):\n        print(name, score)\n",
    )
)
def sorted_by_the_name(program: Program) -> Iterator[Place]:
    """See the rule: pairs of a name and points, sorted without a key, where the words speak of points."""
    for walk in program.walks:
        match walk.target, walk.iter:
            case ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=second)]), ast.Call(
                func=ast.Name(id="sorted")
            ) as call:
                keywords = {one.arg: one.value for one in call.keywords}
            case _:
                continue
        named = re.fullmatch(r"(?:\w+_)?(?:names?|player|team|word|student|who|person)", first) and re.fullmatch(
            r"(?:\w+_)?(?:scores?|points|count|wins|goals|number|n)", second
        )
        said = program.purpose(walk.iter)
        by_points = re.search(r"highest|\bbest\b|most|\brank|\btop\b|by (?:\w+ )?(?:score|points|count)", said)
        if named and by_points and "key" not in keywords and "reverse" in keywords and "alphabet" not in said:
            yield Place(walk.iter.lineno, ast.unparse(walk.iter)[:50])


@check(
    Rule(
        code="taken-from-the-other-table",
        title="`{name}` is not where it was asked for",
        weights={"correctness": 0.4},
        level="beginner",
        why="One table is asked, and the other one is read. What stands in the first need not stand in the second.",
        do="Read in each branch from the table that was asked.",
        example="def land(place, snakes, ladders):\n    if place in snakes:\n        place = ladders[place]\n"
        "    elif place in ladders:\n        place = ladders[place]\n    return place\n",
        better="def land(place, snakes, ladders):\n    if place in snakes:\n        place = snakes[place]\n"
        "    elif place in ladders:\n        place = ladders[place]\n    return place\n",
    )
)
def taken_from_the_other_table(program: Program) -> Iterator[Place]:
    """See the rule: the table that the next branch asks is read in this one; or the values are asked for a key."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(
                left=key,
                ops=[ast.In()],
                comparators=[ast.Call(func=ast.Attribute(value=table, attr="values"), args=[])],
            ):
                if ast.unparse(table) in _read(node.body, ast.unparse(key)):
                    yield Place(node.lineno, ast.unparse(node.test))
                continue
            case ast.Compare(left=key, ops=[ast.In()], comparators=[table]):
                pass
            case _:
                continue
        later = node.orelse or (program.after(node, 1) if isinstance(node.body[-1], ast.Return) else [])
        match later:
            case [ast.If(test=ast.Compare(left=again, ops=[ast.In()], comparators=[other])), *_]:
                read = _read(node.body, ast.unparse(key))
                same = ast.unparse(again) == ast.unparse(key) and ast.unparse(other) != ast.unparse(table)
                if same and ast.unparse(other) in read and ast.unparse(table) not in read:
                    yield Place(node.body[0].lineno, f"{ast.unparse(other)}[{ast.unparse(key)}]")


def _read(block: list[ast.stmt], key: str) -> set[str]:
    """What is read by a key in a block."""
    return {
        ast.unparse(one.value)
        for step in block
        for one in ast.walk(step)
        if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Load) and ast.unparse(one.slice) == key
    }


@check(
    Rule(
        code="more-after-the-sale",
        title="`{name}` grows, though something is taken out",
        weights={"correctness": 0.4},
        level="beginner",
        why="The condition asks whether there is enough to take. After that there should be less of it.",
        do="Say how many there are before and after, for a small example.",
        example="def sell(stock, thing, count):\n    if stock[thing] >= count:\n        stock[thing] += count\n"
        "        return True\n    return False\n",
        better="def sell(stock, thing, count):\n    if stock[thing] >= count:\n        stock[thing] -= count\n"
        "        return True\n    return False\n",
    )
)
def more_after_the_sale(program: Program) -> Iterator[Place]:
    """See the rule: what there has to be enough of is added to, in a function that sells, takes or uses something."""
    for function in program.functions:
        if not re.match(
            r"_*(?:sell|buy|take|remove|use|spend|withdraw|consume|lend|rent|order|ship|pay)(?:_|$)", function.name
        ):
            continue
        for node in program.within(function):
            asked = _enough(node) if isinstance(node, ast.If) else ("", "")
            for step in node.body if isinstance(node, ast.If) and asked[0] else ():
                match step:
                    case ast.AugAssign(target=target, op=ast.Add(), value=by) if ast.unparse(target) == asked[0]:
                        if ast.unparse(by) == asked[1] or (asked[1] == "0" and is_const(by, 1)):
                            yield Place(step.lineno, ast.unparse(step)[:40])


def _enough(node: ast.If) -> tuple[str, str]:
    """What there has to be enough of, and how much; empty where the condition asks for something else."""
    test = node.test.values[-1] if isinstance(node.test, ast.BoolOp) else node.test
    match test:
        case ast.Compare(left=owned, ops=[ast.Gt() | ast.GtE()], comparators=[wanted]):
            pass
        case ast.Compare(left=wanted, ops=[ast.Lt() | ast.LtE()], comparators=[owned]):
            pass
        case _:
            return "", ""
    if (
        method_of(owned) == "get"
        and isinstance(owned, ast.Call)
        and isinstance(owned.func, ast.Attribute)
        and owned.args
    ):
        return f"{ast.unparse(owned.func.value)}[{ast.unparse(owned.args[0])}]", ast.unparse(wanted)
    return ast.unparse(owned), ast.unparse(wanted)


@check(
    Rule(
        code="cost-minus-price",
        title="`{name}` is a loss where something is earned",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is earned is the price that comes in less the cost that goes out.",
        do="Put in a price that is greater than the cost: the result should be positive.",
        example="def profit(price, cost, sold):\n    return (cost - price) * sold\n",
        better="def profit(price, cost, sold):\n    return (price - cost) * sold\n",
    )
)
def cost_minus_price(program: Program) -> Iterator[Place]:
    """See the rule: costs less prices, in a function or for a name that speaks of profit."""
    for node in program.all(ast.BinOp):
        if not isinstance(node.op, ast.Sub):
            continue
        left, right = _part(node.left), _part(node.right)
        costs = re.search(r"cost|purchase|buying|bought|expense", left)
        prices = re.search(r"price|revenue|sales|selling|income", right)
        if not costs or not prices or re.search(r"price|selling", left.replace("cost_price", "")) or "cost" in right:
            continue
        statement = program.statement(node)
        named = ast.unparse(statement.targets[0]).lower() if isinstance(statement, ast.Assign) else ""
        if re.search(r"profit|gain|earning|margin", f"{program.purpose(node)} {named}") and "loss" not in named:
            yield Place(node.lineno, ast.unparse(node))


def _part(node: ast.expr) -> str:
    """The last part of a name, or the key of an entry."""
    match node:
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return key.lower()
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.lower()
    return ""


@check(
    Rule(
        code="those-with-enough-for-those-without",
        title="`{name}` finds those of which there is enough",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is low lies below the limit. The condition holds for all above it.",
        do="Say for one number below the limit and one above it which of them should come out.",
        example="def low_stock(stock, minimum):\n    low = []\n    for name, count in stock.items():\n"
        "        if count > minimum:\n            low.append(name)\n    return low\n",
        better="def low_stock(stock, minimum):\n    low = []\n    for name, count in stock.items():\n"
        "        if count < minimum:\n            low.append(name)\n    return low\n",
    )
)
def those_with_enough_for_those_without(program: Program) -> Iterator[Place]:
    """See the rule: in a function whose name speaks of low stock, by a condition that lets something be appended."""
    for function in program.functions:
        named = re.search(r"(?:^|_)(?:low|below|under|scarce|short|reorder|restock)(?:$|_)", function.name)
        if named is None or re.search(r"remove|drop|delete|without|keep|filter|clean", function.name):
            continue
        for node in program.within(function):
            match node:
                case ast.If(test=test, body=[ast.Expr(value=ast.Call() as put)], orelse=[]) if (
                    method_of(put) == "append"
                ):
                    pass
                case ast.comprehension(ifs=[test]):
                    pass
                case _:
                    continue
            match test:
                case ast.Compare(left=_, ops=[ast.Gt() | ast.GtE()], comparators=[ast.Name(id=limit)]):
                    if limit in program.parameters(function) and re.search(r"min|limit|threshold|level|bound", limit):
                        yield Place(test.lineno, ast.unparse(test))


@check(
    Rule(
        code="percent-of-the-number-itself",
        title="`{name}` grows with the number of questions",
        weights={"correctness": 0.4},
        level="beginner",
        why="A share is the part divided by the whole. Here the part is divided by 100 and multiplied by the whole.",
        do="Work out by hand how many percent 3 of 4 are.",
        example="def percent_right(right, answers):\n    percent = right / 100 * len(answers)\n    return percent\n",
        better="def percent_right(right, answers):\n    percent = right / len(answers) * 100\n    return percent\n",
    )
)
def percent_of_the_number_itself(program: Program) -> Iterator[Place]:
    """See the rule: `part / 100 * whole` for a name of percent."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.BinOp(
                    left=ast.BinOp(left=ast.Name(id=part), op=ast.Div(), right=hundred), op=ast.Mult(), right=whole
                ),
            ) if is_const(hundred, 100) and re.fullmatch(r"(?:\w+_)?(?:percent|percentage|pct)", name.lower()):
                if call_name(whole) == "len" and not re.search("percent|rate|pct", part):
                    yield Place(node.lineno, ast.unparse(node.value))


CHECKS: tuple[Check, ...] = (
    record_goes_down,
    kept_without_the_conversion,
    best_cut_off,
    sorted_by_the_name,
    taken_from_the_other_table,
    more_after_the_sale,
    cost_minus_price,
    those_with_enough_for_those_without,
    percent_of_the_number_itself,
)
