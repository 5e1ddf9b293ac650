"""Expressions and conditions that say too much at once, or say it the long way round."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import COMPREHENSIONS, Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

DENSE = 28
"""Parts (names, calls, operators, constants) of one statement that are read at a glance."""

LINKS = 3
"""Conditions joined by `and` and `or` that are read at a glance."""


def _own_expressions(node: ast.stmt) -> list[ast.AST]:
    """The expressions of a statement without the statements in it."""
    return [
        one for one in ast.iter_child_nodes(node) if not isinstance(one, ast.stmt | ast.excepthandler | ast.match_case)
    ]


@check(
    Rule(
        code="dense-statement",
        title="Much happens in one statement",
        weights={"readability": 0.12},
        level="learning",
        why="Readers have to take it apart to follow it, and so does whoever looks for a mistake in it.",
        do="Name the parts: one step, one line.",
        example="text = input()\nprint(sorted([(w.strip('.,').lower(), len([v for v in w if v in 'aeiou'])) for w in "
        "text.split() if len(w) > 3 and w[0].isupper()], key=lambda p: -p[1])[:3])\n",
        better="text = input()\nlong_words = [word for word in text.split() if len(word) > 3]\n"
        "print(sorted(long_words))\n",
    )
)
def dense_statement(program: Program) -> Iterator[Place]:
    """See the rule. Tables of constants do not count."""
    for statement in program.nodes:
        if not isinstance(statement, ast.stmt) or isinstance(
            statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom
        ):
            continue
        parts = 0.0
        for top in _own_expressions(statement):
            for node in ast.walk(top):
                if isinstance(node, ast.Constant | ast.FormattedValue | ast.JoinedStr):
                    parts += 0.25
                elif isinstance(node, (*COMPREHENSIONS, ast.Lambda, ast.IfExp)):
                    parts += 3
                elif isinstance(node, ast.expr):
                    parts += 1
        if parts > DENSE:
            yield Place(statement.lineno, "", (parts - DENSE) / 12)


@check(
    Rule(
        code="nested-comprehension",
        title="A comprehension within a comprehension, or with many parts",
        weights={"readability": 0.12},
        level="learning",
        why="It is read from the inside out, with several meanings of `for` in one line.",
        do="Make the inner one a function or a step of its own, or write plain loops.",
        example="rows = [[1, 2], [3]]\nprint([[cell * 2 for cell in row if cell > 1] for row in rows if len(row) "
        "> 1])\n",
        better='rows = [[1, 2], [3]]\n\n\ndef doubled(row: list[int]) -> list[int]:\n    """Double large cells."""\n'
        "    return [cell * 2 for cell in row if cell > 1]\n\n\n"
        "print([doubled(row) for row in rows if len(row) > 1])\n",
    )
)
def nested_comprehension(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(*COMPREHENSIONS):
        inner = [one for one in ast.walk(node) if isinstance(one, COMPREHENSIONS) and one is not node]
        generators = [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.comprehension)]
        parts = len(generators) + sum(len(one.ifs) for one in generators)
        amount = len(inner) + max(parts - 2, 0)
        if amount:
            yield Place(node.lineno, "", amount)


@check(
    Rule(
        code="nested-choice",
        title="`... if ... else ...` within another one",
        weights={"readability": 0.14, "style": 0.03},
        level="learning",
        why="It is hard to see which `else` belongs to which `if`.",
        do="Use `if`, `elif` and `else` as statements, or a function with early returns.",
        example="mark = int(input())\nprint('A' if mark > 90 else 'B' if mark > 80 else 'C')\n",
        better="mark = int(input())\nif mark > 90:\n    print('A')\nelif mark > 80:\n    print('B')\nelse:\n    "
        "print('C')\n",
    )
)
def nested_choice(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.IfExp):
        if any(isinstance(one, ast.IfExp) for part in (node.body, node.orelse, node.test) for one in ast.walk(part)):
            yield Place(node.lineno)


@check(
    Rule(
        code="choice-by-trick",
        title="A value is chosen by a trick instead of a condition",
        weights={"readability": 0.14, "style": 0.05},
        level="learning",
        why="`[a, b][x > 1]` and `x and a or b` say something other than what is meant, and both sides may "
        "be worked out.",
        do="Say `a if condition else b`.",
        example="age = int(input())\nprint(['child', 'adult'][age >= 18])\n",
        better="age = int(input())\nprint('adult' if age >= 18 else 'child')\n",
    )
)
def choice_by_trick(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Subscript):
        pair = isinstance(node.value, ast.List | ast.Tuple) and len(node.value.elts) == 2  # noqa: PLR2004 - false and true
        if pair and isinstance(node.slice, ast.Compare | ast.BoolOp):
            yield Place(node.lineno)
    for chain in program.all(ast.BoolOp):
        if isinstance(chain.op, ast.Or) and len(chain.values) == 2 and isinstance(chain.values[0], ast.BoolOp):  # noqa: PLR2004 - two sides
            first = chain.values[0]
            boolean = all(
                isinstance(one, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Call | ast.Name | ast.Attribute)
                for one in (first.values[-1], chain.values[1])
            )
            if isinstance(first.op, ast.And) and not boolean:
                yield Place(chain.lineno)


@check(
    Rule(
        code="long-condition",
        title="{name} conditions are joined in one test",
        weights={"readability": 0.09},
        level="learning",
        why="Each condition more doubles the cases that readers have to go through.",
        do="Give parts of the test a name, or put it into a function that says what it asks.",
        example="year, month, day = 2024, 2, 30\nif year > 0 and month > 0 and month < 13 and day > 0 and day < "
        "32 or year == 0:\n"
        "    print('date')\n",
        better="year, month, day = 2024, 2, 30\nis_month = 0 < month < 13\nis_day = 0 < day < 32\n"
        "if year > 0 and is_month and is_day:\n    print('date')\n",
    )
)
def long_condition(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.BoolOp):
        if isinstance(program.parents[node], ast.BoolOp):
            continue
        parts = sum(len(one.values) - 1 for one in ast.walk(node) if isinstance(one, ast.BoolOp)) + 1
        if parts > LINKS:
            yield Place(node.lineno, str(parts), (parts - LINKS) / 1.5)


@check(
    Rule(
        code="magic-number",
        title="What is {name}?",
        weights={"readability": 0.06, "style": 0.03},
        level="learning",
        why="A number in the middle of a calculation does not say what it stands for, and may have to be "
        "changed in many places.",
        do="Give it a name in capitals at the top: `DAYS_OF_WEEK = 7`.",
        example="def pay(hours):\n    return hours * 13.75\n",
        better="WAGE = 13.75\n\n\ndef pay(hours):\n    return hours * WAGE\n",
    )
)
def magic_number(program: Program) -> Iterator[Place]:
    """See the rule: numbers that are compared or reckoned with. 0, 1, 2, 10 and their like are plain."""
    seen: set[object] = set()
    for node in program.all(ast.Constant):
        if (
            type(node.value) not in (int, float)
            or node.value in (0, 1, 2, 10, 100, 0.5, 0.0, 1.0, 1000)
            or node.value in seen
        ):
            continue
        parent = program.parents[node]
        if isinstance(parent, ast.UnaryOp):
            parent = program.parents[parent]
        if not isinstance(parent, ast.BinOp | ast.Compare | ast.AugAssign):
            continue
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow):
            continue
        statement = program.statement(node)
        if isinstance(statement, ast.Assign) and not names_in(statement.value):
            continue  # a named constant worked out from numbers
        seen.add(node.value)
        yield Place(node.lineno, ast.unparse(node))


@check(
    Rule(
        code="glued-text",
        title="Text is glued together with `+` and `str`",
        weights={"readability": 0.06, "style": 0.06},
        level="learning",
        why="Quotes, plus signs and `str` hide what the text will look like; a forgotten blank is easily missed.",
        do="Write it as one f-string, with the values in curly brackets.",
        example="name, age = 'Ada', 36\nprint('Hello ' + name + ', you are ' + str(age))\n",
        better="name, age = 'Ada', 36\nprint(f'Hello {name}, you are {age}')\n",
    )
)
def glued_text(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.BinOp):
        if not isinstance(node.op, ast.Add) or isinstance(program.parents[node], ast.BinOp):
            continue
        parts: list[ast.expr] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add):
            parts.append(left.right)
            left = left.left
        parts.append(left)
        texts = sum(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in parts)
        made = sum(call_name(one) == "str" and isinstance(one, ast.Call) for one in parts)
        if (texts and made) or (texts > 1 and len(parts) > 2):  # noqa: PLR2004 - two texts with something between
            yield Place(node.lineno)


@check(
    Rule(
        code="compared-with-empty",
        title="The length is compared to learn whether there is anything",
        weights={"style": 0.05, "readability": 0.03},
        level="proficient",
        why="An empty list, text or dict counts as false: the plain name asks the question.",
        do="Write `if items:` or `if not items:`.",
        example="items = input().split()\nif len(items) == 0:\n    print('nothing')\n",
        better="items = input().split()\nif not items:\n    print('nothing')\n",
        ruff=("PLC1802", "PLC1901"),
    )
)
def compared_with_empty(program: Program) -> Iterator[Place]:
    """See the rule; ruff knows `if len(items):`."""
    for node in program.all(ast.Compare):
        if len(node.ops) == 1 and call_name(node.left) == "len":
            operator, other = node.ops[0], node.comparators[0]
            empty = is_const(other, 0) and isinstance(operator, ast.Eq | ast.NotEq | ast.Gt)
            if empty or (is_const(other, 1) and isinstance(operator, ast.Lt | ast.GtE)):
                yield Place(node.lineno)
        elif len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            other = node.comparators[0]
            if isinstance(other, ast.List | ast.Dict) and not ast.unparse(other).strip("[]{}"):
                yield Place(node.lineno)


@check(
    Rule(
        code="negated-with-else",
        title="The test is negated although there is an `else`",
        weights={"readability": 0.05},
        level="proficient",
        why="`else` then means 'not not': readers have to turn it round.",
        do="Ask the plain question and swap both sides.",
        example="name = input()\nif not name:\n    print('nobody')\nelse:\n    print(name)\n",
        better="name = input()\nif name:\n    print(name)\nelse:\n    print('nobody')\n",
    )
)
def negated_with_else(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.If):
        chain = len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
        if node.orelse and not chain and _is_negated(node.test):
            yield Place(node.lineno)
    for choice in program.all(ast.IfExp):
        if _is_negated(choice.test):
            yield Place(choice.lineno)


def _is_negated(test: ast.expr) -> bool:
    return (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)) or (
        isinstance(test, ast.Compare)
        and len(test.ops) == 1
        and isinstance(test.ops[0], ast.NotEq | ast.IsNot | ast.NotIn)
    )


@check(
    Rule(
        code="negated-comparison",
        title="`not` stands before a comparison that has an opposite",
        weights={"readability": 0.07, "style": 0.04},
        level="learning",
        why="Two steps of thought where one would do.",
        do="Use the opposite sign: `!=`, `<=`, `not in`, `is not`.",
        example="age = int(input())\nif not age < 18:\n    print('adult')\n",
        better="age = int(input())\nif age >= 18:\n    print('adult')\n",
        ruff=("SIM201", "SIM202", "SIM208", "E713", "E714"),
    )
)
def negated_comparison(program: Program) -> Iterator[Place]:
    """See the rule; ruff knows `==`, `!=`, `in`, `is` and `not not`."""
    for node in program.all(ast.UnaryOp):
        if isinstance(node.op, ast.Not):
            inner = node.operand
            if isinstance(inner, ast.Compare) and len(inner.ops) == 1:
                if isinstance(inner.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE | ast.NotIn | ast.IsNot):
                    yield Place(node.lineno)
            elif isinstance(inner, ast.BoolOp) and any(isinstance(one, ast.UnaryOp) for one in inner.values):
                yield Place(node.lineno)


@check(
    Rule(
        code="longhand-step",
        title="`{name} = {name} ...` says the name twice",
        weights={"style": 0.04, "readability": 0.03},
        level="learning",
        why="`+=` and its kin say that something is changed by a step, and leave nothing to compare.",
        do="Use `+=`, `-=`, `*=` or `/=`.",
        example="total = 3\ntotal = total + 4\nprint(total)\n",
        better="total = 3\ntotal += 4\nprint(total)\n",
    )
)
def longhand_step(program: Program) -> Iterator[Place]:
    """See the rule; lists and strings that are copied have their own."""
    for node in program.all(ast.Assign):
        match node.targets, node.value:
            case [ast.Name(id=name)], ast.BinOp(left=ast.Name(id=left), right=right) if name == left:
                if not isinstance(right, ast.List | ast.Tuple):
                    yield Place(node.lineno, name)


@check(
    Rule(
        code="swap-by-hand",
        title="Two values are swapped with a third name",
        weights={"readability": 0.06, "style": 0.06},
        level="learning",
        why="Three lines and a spare name for one thought.",
        do="Assign both at once: `a, b = b, a`.",
        example="left, right = 3, 5\nspare = left\nleft = right\nright = spare\nprint(left, right)\n",
        better="left, right = 3, 5\nleft, right = right, left\nprint(left, right)\n",
    )
)
def swap_by_hand(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.nodes:
        for field in ("body", "orelse"):
            body = getattr(node, field, None)
            if not isinstance(body, list):
                continue
            for first, second, third in zip(body, body[1:], body[2:], strict=False):
                if all(isinstance(one, ast.Assign) and len(one.targets) == 1 for one in (first, second, third)):
                    steps = [(ast.unparse(one.targets[0]), ast.unparse(one.value)) for one in (first, second, third)]
                    (spare, left), (_, right) = steps[:2]
                    if steps[1:] == [(left, right), (right, spare)]:
                        yield Place(first.lineno)


@check(
    Rule(
        code="comprehension-for-effects",
        title="A list is built only for what happens on the way",
        weights={"readability": 0.12, "style": 0.1, "efficiency": 0.04},
        level="learning",
        why="A comprehension promises a list; here it is thrown away.",
        do="Write a plain `for` loop.",
        example="[print(number) for number in range(3)]\n",
        better="for number in range(3):\n    print(number)\n",
    )
)
def comprehension_for_effects(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Expr):
        if isinstance(node.value, ast.ListComp | ast.SetComp):
            yield Place(node.lineno)
        elif isinstance(node.value, ast.Call) and call_name(node.value) in ("list", "map"):
            parts = [node.value, *node.value.args]
            if any(call_name(one) == "map" for one in parts):
                yield Place(node.lineno)


@check(
    Rule(
        code="clever-function",
        title="`{name}` with a lambda takes puzzling out",
        weights={"readability": 0.1},
        level="learning",
        why="A function without a name says how, never what.",
        do="Use a comprehension, a loop, or a small function with a name.",
        example="from functools import reduce\n\nprint(reduce(lambda total, number: total + number * 2, [3, 5], 0))\n",
        better="total = sum(number * 2 for number in [3, 5])\nprint(total)\n",
    )
)
def clever_function(program: Program) -> Iterator[Place]:
    """See the rule; `map` with a lambda is ruff's."""
    for node in program.all(ast.Call):
        if call_name(node) in ("reduce", "filter") and node.args and isinstance(node.args[0], ast.Lambda):
            yield Place(node.lineno, call_name(node))
    for one in program.all(ast.Lambda):
        if any(isinstance(part, (ast.Lambda, ast.IfExp, *COMPREHENSIONS)) for part in ast.walk(one.body)):
            yield Place(one.lineno, "a nested expression")
        elif isinstance(program.parents[one], ast.Call) and program.parents[one].func is one:  # type: ignore[attr-defined]  # a call's
            yield Place(one.lineno, "a call on the spot")


@check(
    Rule(
        code="walrus-in-expression",
        title="A name is given in the middle of an expression",
        weights={"readability": 0.05},
        level="learning",
        why="Readers of the next lines look for the name at the start of a line.",
        do="Assign it in a line of its own; `:=` is for the test of `if` and `while`.",
        example="numbers = [3, 5]\nprint((total := sum(numbers)) / len(numbers), total)\n",
        better="numbers = [3, 5]\ntotal = sum(numbers)\nprint(total / len(numbers), total)\n",
    )
)
def walrus_in_expression(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.NamedExpr):
        statement = program.statement(node)
        in_comprehension = any(isinstance(parent, COMPREHENSIONS) for _, parent in program.up(node))
        if not isinstance(statement, ast.If | ast.While) and not in_comprehension:
            yield Place(node.lineno)


CHECKS: tuple[Check, ...] = (
    dense_statement,
    nested_comprehension,
    nested_choice,
    choice_by_trick,
    long_condition,
    magic_number,
    glued_text,
    compared_with_empty,
    negated_with_else,
    negated_comparison,
    longhand_step,
    swap_by_hand,
    comprehension_for_effects,
    clever_function,
    walrus_in_expression,
)
