"""Money and stock: what is asked before it is spent, and what is handed from one to the other."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="amount-not-in-the-question",
        title="`{name}` is added without being asked for: the limit may be passed",
        weights={"correctness": 0.4},
        level="beginner",
        why="Whether there is room is asked of what there is now. What comes on top may be more than is left.",
        do="Ask of what there will be afterwards.",
        example="class Budget:\n    def __init__(self, limit):\n        self.limit = limit\n        self.spent = 0\n\n"
        "    def spend(self, amount):\n        if self.spent > self.limit:\n            return False\n"
        "        self.spent += amount\n        return True\n",
        better="class Budget:\n    def __init__(self, limit):\n        self.limit = limit\n        self.spent = 0\n\n"
        "    def spend(self, amount):\n        if self.spent + amount > self.limit:\n            return False\n"
        "        self.spent += amount\n        return True\n",
    )
)
def amount_not_in_the_question(program: Program) -> Iterator[Place]:
    """See the rule: a method refuses by two attributes alone, and adds a parameter to the first of them then."""
    for function in program.functions:
        given = program.parameters(function)
        if "self" not in given:
            continue
        inside = list(program.within(function))
        weighed = {
            name
            for one in inside
            if isinstance(one, ast.Compare) or call_name(one) in ("min", "max")
            for name in names_in(one)
        }
        asked = {ast.unparse(one.test.left): one for one in inside if isinstance(one, ast.If) and _is_room(one)}  # type: ignore[attr-defined]  # a comparison
        for node in inside:
            match node:
                case ast.AugAssign(target=total, op=ast.Add(), value=ast.Name(id=amount)) if amount in given:
                    question = asked.get(ast.unparse(total))
                    behind = question is not None and question.lineno < node.lineno
                    if behind and amount not in weighed and _MONEY.search(amount):
                        yield Place(node.lineno, amount)


def _is_room(node: ast.If) -> bool:
    """Whether one attribute is compared with another, to refuse what comes or to take it."""
    match node.test:
        case ast.Compare(left=ast.Attribute() as total, ops=[sign], comparators=[ast.Attribute()]):
            pass
        case _:
            return False
    refuses = isinstance(node.body[-1], ast.Return | ast.Raise)
    takes = any(isinstance(one, ast.AugAssign) and ast.unparse(one.target) == ast.unparse(total) for one in node.body)
    return (isinstance(sign, ast.Gt | ast.GtE) and refuses) or (isinstance(sign, ast.Lt | ast.LtE) and takes)


_MONEY: Final = re.compile(
    r"(?:^|_)(?:amount|price|cost|weight|load|litres?|liters?|sum|size|value|money|people|persons|kg)(?:_|$)"
)


@check(
    Rule(
        code="receiver-loses-what-it-had",
        title="`{name}` is replaced by what is handed over",
        weights={"correctness": 0.4},
        level="beginner",
        why="Whoever gets something still has what was there before. `=` forgets that.",
        do="Let it grow by the amount.",
        example="class Account:\n    def __init__(self, balance):\n        self.balance = balance\n\n"
        "    def transfer(self, other, amount):\n        self.balance -= amount\n        other.balance = amount\n",
        better="class Account:\n    def __init__(self, balance):\n        self.balance = balance\n\n"
        "    def transfer(self, other, amount):\n        self.balance -= amount\n        other.balance += amount\n",
    )
)
def receiver_loses_what_it_had(program: Program) -> Iterator[Place]:
    """See the rule: one side loses an amount by `-=`, and a little behind it the like of the other becomes it."""
    for step in program.all(ast.AugAssign):
        if not isinstance(step.op, ast.Sub) or not isinstance(step.value, ast.Name):
            continue
        for other in [*program.after(step, 2), *program.before(step, 2)]:
            match step.target, other:
                case (
                    ast.Attribute(attr=one),
                    ast.Assign(targets=[ast.Attribute(attr=second) as target], value=ast.Name(id=amount)),
                ):
                    alike = one == second
                case (
                    ast.Subscript(value=one_of),
                    ast.Assign(targets=[ast.Subscript(value=other_of) as target], value=ast.Name(id=amount)),
                ):
                    alike = ast.unparse(one_of) == ast.unparse(other_of)
                case _:
                    continue
            if alike and amount == step.value.id and ast.unparse(target) != ast.unparse(step.target):
                yield Place(other.lineno, ast.unparse(target))


_WANTED: Final = re.compile(r"(?:^|_)(?:amount|quantity|qty|count|number|n|wanted|pieces|how_many|sum)(?:_|$)")


_ADDS: Final = re.compile(r"^(?:add|buy|put|restock|deposit|receive|increase|collect)(?:_|$)")
_SAYS_ADD: Final = re.compile(r"\badds?\b[^.]{0,40}\b(?:to (?:what|the)|stock|more)\b|\bincrease|\bgrows?\b")


@check(
    Rule(
        code="amount-replaces-amount",
        title="`{name}` forgets how many there were",
        weights={"correctness": 0.35},
        level="beginner",
        why="What is added comes on top of what is there. `=` replaces it.",
        do="Ask for what is there already, 0 if there is none, and add.",
        example='def add(stock, name, amount):\n    """Add the amount to what is in stock."""\n'
        "    stock[name] = amount\n",
        better='def add(stock, name, amount):\n    """Add the amount to what is in stock."""\n'
        "    stock[name] = stock.get(name, 0) + amount\n",
    )
)
def amount_replaces_amount(program: Program) -> Iterator[Place]:
    """See the rule: a function that adds, by its name and its text, has `table[key] = amount` as its one change.

    So does one that asks whether there is room for what is there and what comes, and then keeps what comes alone.
    """
    for function in program.functions:
        inside = list(program.within(function))
        yield from _replaced_after_the_question(inside)
        if not _ADDS.match(function.name.lower()) or not _SAYS_ADD.search(program.said(function)):
            continue
        given = program.parameters(function)
        changes = [one for one in inside if isinstance(one, ast.Assign | ast.AugAssign)]
        asks = any(isinstance(one, ast.Compare) for one in inside)
        match changes:
            case [ast.Assign(targets=[ast.Subscript() as target], value=ast.Name(id=amount))]:
                if not asks and amount in given and _WANTED.search(amount):
                    yield Place(target.lineno, ast.unparse(target))


def _replaced_after_the_question(inside: list[ast.AST]) -> Iterator[Place]:
    """`if self.x + n > self.most: ...` and `self.x = n`: what was asked for together is kept alone."""
    asked = set()
    for one in inside:
        match one:
            case ast.Compare(
                left=ast.BinOp(left=ast.Attribute() as level, op=ast.Add(), right=ast.Name(id=more)),
                ops=[ast.Gt() | ast.GtE() | ast.LtE() | ast.Lt()],
            ):
                asked.add((ast.unparse(level), more))
    for one in inside if asked else ():
        match one:
            case ast.Assign(targets=[ast.Attribute() as target], value=ast.Name(id=more)):
                if (ast.unparse(target), more) in asked:
                    yield Place(one.lineno, ast.unparse(target))


CHECKS: tuple[Check, ...] = (
    amount_not_in_the_question,
    receiver_loses_what_it_had,
    amount_replaces_amount,
)
