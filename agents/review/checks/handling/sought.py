"""What is looked for in a dictionary by the wrong side: values among keys, keys for values, another length."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, names_in
from agents.review.rules import Place, Rule
from agents.review.texts import is_of_numbers

__all__ = ["CHECKS"]


@check(
    Rule(
        code="kept-as-value-asked-as-key",
        title="`{name}` looks among the keys, and it is kept as a value",
        weights={"correctness": 0.4},
        level="beginner",
        why="`in` looks at the keys of a dictionary. What is kept on the other side is never found there.",
        do="Look among the values.",
        example="def rent(lockers, number, person):\n    if number in lockers or person in lockers:\n"
        "        return False\n    lockers[number] = person\n    return True\n",
        better="def rent(lockers, number, person):\n    if number in lockers or person in lockers.values():\n"
        "        return False\n    lockers[number] = person\n    return True\n",
    )
)
def kept_as_value_asked_as_key(program: Program) -> Iterator[Place]:
    """See the rule: `d[k] = v` and `v in d`, where `k in d` is asked or the keys are gone through, and never `d[v]`."""
    puts: dict[ast.AST, list[tuple[str, str, str]]] = {}
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name() | ast.Attribute() as owner, slice=ast.Name(id=key))],
                value=ast.Name(id=value),
            ) if key != value:
                puts.setdefault(program.scope(node), []).append((ast.unparse(owner), key, value))
    if not puts:
        return
    asked = [one for one in program.all(ast.Compare) if isinstance(one.ops[0], ast.In | ast.NotIn)]
    keyed = {(program.scope(one), ast.unparse(one.comparators[0]), ast.unparse(one.left)) for one in asked}
    for walk in program.all(ast.For):
        source = _source(walk.iter)
        first = walk.target.elts[0] if isinstance(walk.target, ast.Tuple) else walk.target
        keyed.add((program.scope(walk), ast.unparse(source), ast.unparse(first)))
    taken = {(program.scope(one), ast.unparse(one.value), ast.unparse(one.slice)) for one in program.all(ast.Subscript)}
    kept = {
        (scope, table, value)
        for scope, given in puts.items()
        for table, key, value in given
        if (scope, table, key) in keyed
    }
    for question in asked:
        scope, where, what = program.scope(question), ast.unparse(question.comparators[0]), ast.unparse(question.left)
        if (scope, where, what) in kept and (scope, where, what) not in taken:
            yield Place(question.lineno, ast.unparse(question))


def _source(node: ast.expr) -> ast.expr:
    """The dictionary of `d.items()` and `d.keys()`."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="items" | "keys")):
            return owner
    return node


_OF_VALUES: Final = re.compile(
    r"(?:^|_)(?:number|phone|value|price|age|email|score|mark|grade|points|amount|code|address|salary|year|date)$"
)
_OF_KEYS: Final = re.compile(r"(?:^|_)(?:name|person|owner|contact|friend|student|pupil|player|employee|guest|member)$")


@check(
    Rule(
        code="key-compared-with-a-value",
        title="`{name}` compares the key with what its value could be equal to",
        weights={"correctness": 0.4},
        level="beginner",
        why="A loop over a dictionary gives its keys alone. What belongs to a key has to be taken from the dictionary.",
        do="Compare what the dictionary holds for the key.",
        example="def show_owner(book, number):\n    for name in book:\n        if name == number:\n"
        "            print('That is', name)\n    print(len(book), 'numbers', list(book.values()))\n",
        better="def show_owner(book, number):\n    for name, held in book.items():\n        if held == number:\n"
        "            print('That is', name)\n    print(len(book), 'numbers', list(book.values()))\n",
    )
)
def key_compared_with_a_value(program: Program) -> Iterator[Place]:
    """See the rule: `for name in d: if name == number`, by the two names, where `d[name]` is not used."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(target=ast.Name(id=key), iter=ast.Name() | ast.Attribute() as table) if _OF_KEYS.search(key):
                pass
            case _:
                continue
        if program.kind(table) != "dict":
            continue
        inside = [one for step in loop.body for one in ast.walk(step)]
        used = any(isinstance(one, ast.Subscript) and ast.unparse(one.value) == ast.unparse(table) for one in inside)
        for node in inside:
            match node:
                case ast.Compare(left=ast.Name(id=one), ops=[ast.Eq()], comparators=[ast.Name(id=other)]) if not used:
                    asked = other if one == key else one if other == key else ""
                    if asked and _OF_VALUES.search(asked):
                        yield Place(node.lineno, ast.unparse(node))


@check(
    Rule(
        code="key-asked-for-its-number",
        title="`{name}` asks the key, and the number stands in the value",
        weights={"correctness": 0.4},
        level="beginner",
        why="The loop gives the key and the value of each entry; the value is used nowhere.",
        do="See which of the two names holds the number.",
        example="def sold_out(stock):\n    for item, amount in stock.items():\n        if item == 0:\n"
        "            print(item)\n",
        better="def sold_out(stock):\n    for item, amount in stock.items():\n        if amount == 0:\n"
        "            print(item)\n",
    )
)
def key_asked_for_its_number(program: Program) -> Iterator[Place]:
    """See the rule: `for k, v in d.items()` that compares `k` with a number and never reads `v`."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Tuple(elts=[ast.Name(id=key), ast.Name(id=value)]),
                iter=ast.Call(func=ast.Attribute(value=table, attr="items")),
            ):
                pass
            case _:
                continue
        inside = [one for step in loop.body for one in ast.walk(step)]
        if any(isinstance(one, ast.Name) and one.id == value for one in inside) or is_of_numbers(key):
            continue
        known = program.value(table)
        keys = known.keys if isinstance(known, ast.Dict) else []
        if any(isinstance(one, ast.Constant) and not isinstance(one.value, str) for one in keys):
            continue
        for node in inside:
            match node:
                case ast.Compare(left=ast.Name(id=asked), comparators=[ast.Constant(value=int() | float())]):
                    if asked == key and is_of_numbers(value):
                        yield Place(node.lineno, ast.unparse(node))


_ASKS_NAME: Final = re.compile(
    r"\breturns? (?:the )?(?:name|person|student|pupil|player|team|product|item|word|key|city|town|country|month|day"
    r"|fruit|candidate|employee|subject)\b(?! of (?:points|times))|\bwho has\b|\bname of the\b"
)


@check(
    Rule(
        code="value-for-its-name",
        title="`{name}` gives the number, and the text wants to know whose it is",
        weights={"correctness": 0.4},
        level="beginner",
        why="The greatest of the values is a number: it does not tell which key it belongs to.",
        do="Look for the key with that value.",
        example='def best_student(grades):\n    """Return the name of the student with the most points."""\n'
        "    return max(grades.values())\n",
        better='def best_student(grades):\n    """Return the name of the student with the most points."""\n'
        "    return max(grades, key=grades.get)\n",
    )
)
def value_for_its_name(program: Program) -> Iterator[Place]:
    """See the rule: `return max(d.values())` alone, by the docstring."""
    for node in program.all(ast.Return):
        match node.value:
            case ast.Call(
                func=ast.Name(id="max" | "min"),
                args=[ast.Call(func=ast.Attribute(attr="values"), args=[])],
                keywords=[],
            ):
                function = program.function_of(node)
                said = (ast.get_docstring(function) or "").lower() if function is not None else ""
                if _ASKS_NAME.search(said) and "number" not in said:
                    yield Place(node.lineno, ast.unparse(node.value)[:40])


@check(
    Rule(
        code="divided-by-the-outer-length",
        title="`{name}` is the number of all groups, and the sum is that of one group",
        weights={"correctness": 0.4},
        level="beginner",
        why="The inner loop adds up what one group holds; its average needs the number of elements in that group.",
        do="Divide by the length of what the inner loop goes through.",
        example="def averages(marks):\n    for name in marks:\n        total = 0\n        for mark in marks[name]:\n"
        "            print(mark)\n            total += mark\n        print(name, total / len(marks))\n",
        better="def averages(marks):\n    for name in marks:\n        total = 0\n        for mark in marks[name]:\n"
        "            print(mark)\n            total += mark\n        print(name, total / len(marks[name]))\n",
    )
)
def divided_by_the_outer_length(program: Program) -> Iterator[Place]:
    """See the rule: a sum that begins anew for each group, divided by the length of what the outer loop is for."""
    for outer in program.all(ast.For):
        inner = [one for one in outer.body if isinstance(one, ast.For)]
        if len(inner) != 1:
            continue
        whole = ast.unparse(_source(outer.iter))
        parts = names_in(outer.target) & names_in(inner[0].iter)
        begun = {ast.unparse(one.targets[0]) for one in outer.body if isinstance(one, ast.Assign)}
        sums = {ast.unparse(one.target) for one in ast.walk(inner[0]) if isinstance(one, ast.AugAssign)} & begun
        behind = outer.body[outer.body.index(inner[0]) + 1 :]
        for node in (one for step in behind for one in ast.walk(step)) if parts and sums else ():
            match node:
                case ast.BinOp(
                    left=ast.Name(id=total), op=ast.Div(), right=ast.Call(func=ast.Name(id="len"), args=[counted])
                ) if total in sums and ast.unparse(counted) == whole:
                    yield Place(node.lineno, ast.unparse(node.right))


CHECKS: tuple[Check, ...] = (
    kept_as_value_asked_as_key,
    key_compared_with_a_value,
    key_asked_for_its_number,
    value_for_its_name,
    divided_by_the_outer_length,
)
