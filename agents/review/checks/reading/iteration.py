"""Going through things by counting, where Python hands them over."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="index-loop",
        title="The loop counts positions of `{name}` to get at its elements",
        weights={"readability": 0.1, "style": 0.08, "efficiency": 0.03},
        level="beginner",
        why="The index is one more thing to read and to get wrong; what is meant is each element.",
        do="Loop over the elements themselves; `enumerate` gives the position too, `zip` walks through two "
        "lists at once.",
        example="names = ['Ada', 'Alan']\nfor i in range(len(names)):\n    print(names[i])\n",
        better="names = ['Ada', 'Alan']\nfor name in names:\n    print(name)\n",
    )
)
def index_loop(program: Program) -> Iterator[Place]:
    """See the rule. Loops that store at the position, or look at neighbours, need it."""
    for loop in program.walks:
        match loop.iter:
            case ast.Call(
                func=ast.Name(id="range"),
                args=[ast.Call(func=ast.Name(id="len"), args=[measured])]
                | [ast.Constant(value=0), ast.Call(func=ast.Name(id="len"), args=[measured])]
                | [ast.Constant(value=0), ast.Call(func=ast.Name(id="len"), args=[measured]), ast.Constant(value=1)],
            ):
                pass
            case _:
                continue
        if not isinstance(loop.target, ast.Name):
            continue
        inside = program.parents[loop] if isinstance(loop, ast.comprehension) else loop
        if _only_reads(inside, measured, loop.target.id):
            yield Place(loop.iter.lineno, ast.unparse(measured)[:30])


def _only_reads(loop: ast.AST, measured: ast.expr, index: str) -> bool:
    text = ast.unparse(measured)
    subscripts = [one for one in ast.walk(loop) if isinstance(one, ast.Subscript) and index in names_in(one.slice)]
    plain = [one for one in subscripts if isinstance(one.slice, ast.Name)]
    reads = [one for one in plain if ast.unparse(one.value) == text and isinstance(one.ctx, ast.Load)]
    stores = [one for one in plain if ast.unparse(one.value) == text and not isinstance(one.ctx, ast.Load)]
    return bool(reads) and not stores and len(plain) == len(subscripts)


@check(
    Rule(
        code="counted-while",
        title="A `while` loop counts `{name}` by hand",
        weights={"readability": 0.1, "style": 0.05, "efficiency": 0.03},
        level="beginner",
        why="Start, end and step stand in three places; forget one and the loop never ends.",
        do="Use `for` with `range`, or loop over the elements.",
        example="i = 0\nwhile i < 5:\n    print(i)\n    i += 1\n",
        better="for i in range(5):\n    print(i)\n",
    )
)
def counted_while(program: Program) -> Iterator[Place]:
    """See the rule."""
    for loop in program.all(ast.While):
        match loop.test:
            case ast.Compare(left=ast.Name(id=name), ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() | ast.NotEq()]):
                pass
            case _:
                continue
        steps = [one for one in ast.walk(loop) if _steps(one, name)]
        last = loop.body[-1]
        bound = names_in(loop.test) - {name, "len"}
        if len(steps) == 1 and last is steps[0] and not bound & (program.changed_in(loop) - {name}):
            yield Place(loop.lineno, name)


def _steps(node: ast.AST, name: str) -> bool:
    match node:
        case ast.AugAssign(target=ast.Name(id=target), op=ast.Add() | ast.Sub(), value=ast.Constant()):
            return target == name
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.BinOp(left=ast.Name(id=left), right=ast.Constant())):
            return target == left == name
    return False


@check(
    Rule(
        code="counter-beside-loop",
        title="`{name}` is counted by hand beside the loop",
        weights={"readability": 0.06, "style": 0.05},
        level="learning",
        why="The counter's start and step are far apart, and easy to forget.",
        do="Let `enumerate` count; it can start at any number.",
        example="position = 0\nfor name in ['Ada', 'Alan']:\n    print(position, name)\n    position += 1\n",
        better="for position, name in enumerate(['Ada', 'Alan']):\n    print(position, name)\n",
        ruff=("SIM113",),
    )
)
def counter_beside_loop(program: Program) -> Iterator[Place]:
    """See the rule."""
    for loop in program.all(ast.For):
        last = loop.body[-1]
        if (
            isinstance(last, ast.AugAssign)
            and isinstance(last.target, ast.Name)
            and isinstance(last.op, ast.Add)
            and is_const(last.value, 1)
        ):
            name = last.target.id
            reads = sum(isinstance(one, ast.Name) and one.id == name for one in ast.walk(loop))
            leaves = any(isinstance(one, ast.Continue) for one in ast.walk(loop))
            if reads > 1 and not leaves:
                yield Place(loop.lineno, name)


@check(
    Rule(
        code="looks-up-while-walking",
        title="The loop walks over keys and looks up each value",
        weights={"readability": 0.06, "style": 0.05, "efficiency": 0.05},
        level="learning",
        why="Each turn searches for a value that the dict hands over by itself.",
        do="Loop over `items()`, which gives key and value together.",
        example="ages = {'ada': 36}\nfor name in ages:\n    print(name, ages[name])\n",
        better="ages = {'ada': 36}\nfor name, age in ages.items():\n    print(name, age)\n",
        ruff=("PLC0206",),
    )
)
def looks_up_while_walking(program: Program) -> Iterator[Place]:
    """See the rule; ruff knows it with `items` and `keys`."""
    for loop in program.all(ast.For):
        source = loop.iter
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and source.func.attr == "keys":
            source = source.func.value
        if not isinstance(source, ast.Name) or not isinstance(loop.target, ast.Name):
            continue
        looked_up = [
            one
            for one in ast.walk(loop)
            if isinstance(one, ast.Subscript)
            and isinstance(one.ctx, ast.Load)
            and isinstance(one.value, ast.Name)
            and one.value.id == source.id
            and isinstance(one.slice, ast.Name)
            and one.slice.id == loop.target.id
        ]
        if looked_up and source.id not in program.changed_in(loop):
            yield Place(loop.lineno)


@check(
    Rule(
        code="elements-by-number",
        title="The parts of `{name}` are taken by number",
        weights={"readability": 0.1, "style": 0.02},
        level="beginner",
        why="`record[2]` does not say what is at place 2.",
        do="Unpack the parts into names in the `for` line or in one assignment.",
        example="for person in [('Ada', 36, 'math')]:\n    print(person[0], person[1], person[2])\n",
        better="for name, age, subject in [('Ada', 36, 'math')]:\n    print(name, age, subject)\n",
    )
)
def elements_by_number(program: Program) -> Iterator[Place]:
    """See the rule."""
    for loop in program.all(ast.For):
        if not isinstance(loop.target, ast.Name) or call_name(loop.iter) == "range":
            continue
        taken = {
            one.slice.value
            for one in ast.walk(loop)
            if isinstance(one, ast.Subscript)
            and isinstance(one.value, ast.Name)
            and one.value.id == loop.target.id
            and isinstance(one.slice, ast.Constant)
            and isinstance(one.slice.value, int)
        }
        if len(taken) > 1:
            yield Place(loop.lineno, loop.target.id)


@check(
    Rule(
        code="endless-with-break",
        title="`while True` hides its condition in the first line",
        weights={"readability": 0.06},
        level="learning",
        why="Readers look for the condition beside `while`.",
        do="Put the condition, turned round, where `while` is.",
        example="line = input()\nwhile True:\n    if line == '':\n        break\n    print(line)\n    line = input()\n",
        better="line = input()\nwhile line != '':\n    print(line)\n    line = input()\n",
    )
)
def endless_with_break(program: Program) -> Iterator[Place]:
    """See the rule."""
    for loop in program.all(ast.While):
        first = loop.body[0]
        if (
            isinstance(loop.test, ast.Constant)
            and loop.test.value
            and isinstance(first, ast.If)
            and len(first.body) == 1
            and isinstance(first.body[0], ast.Break)
            and sum(isinstance(one, ast.Break | ast.Return) for one in ast.walk(loop)) == 1
        ):
            yield Place(loop.lineno)


@check(
    Rule(
        code="counted-by-branch",
        title="A branch asks whether the key is there before it counts or collects",
        weights={"readability": 0.06, "style": 0.03, "efficiency": 0.05},
        level="learning",
        why="The key is looked up twice, and four lines say what one could.",
        do="Use `get` with a default, `setdefault`, `collections.Counter` or `defaultdict`.",
        example="counts = {}\nfor word in input().split():\n    if word in counts:\n        counts[word] += 1\n"
        "    else:\n        counts[word] = 1\nprint(counts)\n",
        better="counts = {}\nfor word in input().split():\n    counts[word] = counts.get(word, 0) + 1\nprint(counts)\n",
    )
)
def counted_by_branch(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=table)]):
                place = f"{table}[{ast.unparse(key)}]"
            case _:
                continue
        arms = [node.body, node.orelse]
        used = [any(ast.unparse(part).startswith(place) for part in arm[:1]) for arm in arms if arm]
        makes = len(node.body) == 1 and isinstance(node.test.ops[0], ast.NotIn) and not node.orelse
        if (len(used) > 1 and all(used)) or (makes and all(used) and isinstance(node.body[0], ast.Assign)):
            yield Place(node.lineno)


@check(
    Rule(
        code="flag-ends-loop",
        title="The loop ends by the flag `{name}`",
        weights={"readability": 0.07, "style": 0.02},
        level="learning",
        why="Readers have to find out where the flag is set, and what still happens in that turn.",
        do="Leave with `break` or `return` where the answer is known.",
        example="numbers = [3, 4]\nfound = False\nwhile not found and numbers:\n    if numbers.pop() == 4:\n"
        "        found = True\nprint(found)\n",
        better="numbers = [3, 4]\nwhile numbers:\n    if numbers.pop() == 4:\n        print(True)\n        break\n",
    )
)
def flag_ends_loop(program: Program) -> Iterator[Place]:
    """See the rule."""
    for loop in program.all(ast.While):
        asked = {
            ast.unparse(one.operand)
            for one in ast.walk(loop.test)
            if isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.Not) and isinstance(one.operand, ast.Name)
        }
        if isinstance(loop.test, ast.Name):
            asked.add(loop.test.id)
        for node in ast.walk(loop):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and type(node.value.value) is bool:
                names = asked & {ast.unparse(target) for target in node.targets}
                if names:
                    yield Place(loop.lineno, min(names))
                    break


CHECKS: tuple[Check, ...] = (
    index_loop,
    counted_while,
    counter_beside_loop,
    looks_up_while_walking,
    elements_by_number,
    endless_with_break,
    counted_by_branch,
    flag_ends_loop,
)
