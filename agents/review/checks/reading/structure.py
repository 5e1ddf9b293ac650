"""How a program is divided: into functions that can be read one at a time, or not."""

import ast
from collections.abc import Iterator, Sequence

from agents.linting import cognitive
from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

COMPLEX = 6
"""Cognitive complexity that is easily followed. SonarSource asks professionals for at most 15;
students' functions are short, and the penalty grows with the distance."""

LONG = 18
"""Statements of a function that fit on a screen."""

SCRIPT = 12
"""Statements outside functions that are read in one go."""

DEEP = 3
"""Blocks within blocks that are usual: a branch in a loop in a function's body is 2."""

SAME = 3
"""Statements that are a part of their own: repeating them is no accident, and they are more than leaving takes."""

STEPS = 2
"""Statements below the functions that are a program of their own, and no example of a call."""

STARTERS = frozenset({"main", "run", "start", "app", "program", "play", "game", "menu"})
"""Names of functions that are the whole program."""

BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.With, ast.AsyncWith, ast.Match)


@check(
    Rule(
        code="hard-to-follow",
        title="`{name}` is hard to follow",
        weights={"readability": 0.1},
        level="beginner",
        why="Each branch and loop within another one is something more to keep in mind at the same time.",
        do="Take steps out into functions with names, and deal with special cases first, leaving early.",
        example="def sort_out(rows):\n    # the large ones\n    for row in rows:\n        if row:\n            "
        "for cell in row:\n                if cell:\n"
        "                    if cell > 3:\n                        print(cell)\n",
        better='def show_large(row: list[int]) -> None:\n    """Print large cells."""\n    for cell in row:\n'
        "        if cell and cell > 3:\n            print(cell)\n\n\n"
        "def sort_out(rows):\n    # the large ones\n    for row in rows:\n        show_large(row)\n",
    )
)
def hard_to_follow(program: Program) -> Iterator[Place]:
    """See the rule. The code outside functions counts like one more."""
    measured = cognitive.measure(program.text)
    functions = {(one.name, one.line): one for one in measured.functions}
    rest = measured.total - sum(one.complexity for one in functions.values())
    for one in functions.values():
        if one.complexity > COMPLEX:
            yield Place(one.line, one.name.replace("::", "."), (one.complexity - COMPLEX) / 4)
    if rest > COMPLEX:
        first = next((one.lineno for one in program.tree.body if isinstance(one, BLOCKS)), 1)
        yield Place(first, "the code outside functions", (rest - COMPLEX) / 4)


def _statements(nodes: Sequence[ast.AST]) -> int:
    return sum(isinstance(one, ast.stmt) for node in nodes for one in ast.walk(node))


def _is_doc(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


@check(
    Rule(
        code="long-function",
        title="The function `{name}` is long",
        weights={"readability": 0.09},
        level="learning",
        why="What does not fit on a screen cannot be seen as a whole, and seldom does one thing.",
        do="Look for parts that could have a name of their own, and make them functions.",
        example="def report():\n"
        + "".join(f"    print('line {number}', {number})\n    print()\n" for number in range(12)),
        better="def report():\n    for number in range(12):\n        print(f'line {number}', number)\n        "
        "print()\n",
    )
)
def long_function(program: Program) -> Iterator[Place]:
    """See the rule."""
    for function in program.functions:
        length = program.sizes[function] - sum(_is_doc(one) for one in function.body[:1])
        if length > LONG:
            yield Place(function.lineno, function.name, (length - LONG) / 8)


@check(
    Rule(
        code="no-functions",
        title="The program is one long list of steps without functions",
        weights={"readability": 0.1},
        level="learning",
        why="A step with a name can be read, tested and used again by itself.",
        do="Find the steps (read, work out, show) and make each a function.",
        example="".join(f"print('step {number}')\ntotal{number} = {number} + 3\n" for number in range(1, 9)),
        better='def show(number: int) -> None:\n    """Print one step."""\n    print(f"step {number}")\n\n\n'
        "for number in range(1, 9):\n    show(number)\n",
    )
)
def no_functions(program: Program) -> Iterator[Place]:
    """See the rule."""
    loose = [
        one
        for one in program.tree.body
        if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom)
        and not _is_doc(one)
        and not _is_main_guard(one)
        and not _is_named_constant(one)
    ]
    length = _statements(loose)
    if length > SCRIPT:
        yield Place(loose[0].lineno, "", (length - SCRIPT) / 8)


def _is_main_guard(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)


def _is_named_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and all(isinstance(one, ast.Name) and one.id.isupper() for one in node.targets)


@check(
    Rule(
        code="deep-nesting",
        title="{name} blocks stand within one another",
        weights={"readability": 0.11, "style": 0.02},
        level="beginner",
        why="By the innermost line readers have to remember every condition above it.",
        do="Turn a condition round and leave early (`return`, `continue`), or move the inner part into a function.",
        example="for row in [[1, 2]]:\n    if row:\n        for cell in row:\n            if cell > 1:\n"
        "                print(cell)\n",
        better="for row in [[1, 2]]:\n    for cell in row:\n        if cell > 1:\n            print(cell)\n",
    )
)
def deep_nesting(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(*BLOCKS):
        if _is_elif(program, node):
            continue
        depth = 1
        for child, parent in program.up(node):
            if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                break
            if isinstance(parent, BLOCKS) and not _is_elif(program, parent) and not isinstance(child, ast.expr):
                depth += not _is_main_guard(parent)
        if depth > DEEP:
            yield Place(node.lineno, str(depth))


def _is_elif(program: Program, node: ast.AST) -> bool:
    parent = program.parents.get(node)
    return (
        isinstance(node, ast.If) and isinstance(parent, ast.If) and len(parent.orelse) == 1 and parent.orelse[0] is node
    )


@check(
    Rule(
        code="main-case-in-branches",
        title="The main part of `{name}` is wrapped in conditions whose other side only gives up",
        weights={"readability": 0.1},
        level="learning",
        why="Readers wait for the end of the block to learn what happens otherwise.",
        do="Ask for the opposite first and leave at once; the main part then stands at the left margin.",
        example="def half(number):\n    if number is not None:\n        if number % 2 == 0:\n            "
        "print('even')\n"
        "            return number // 2\n        else:\n            return None\n    else:\n        return None\n",
        better="def half(number):\n    if number is None or number % 2:\n        return None\n    print('even')\n"
        "    return number // 2\n",
    )
)
def main_case_in_branches(program: Program) -> Iterator[Place]:
    """See the rule."""
    for function in program.functions:
        for node in program.within(function):
            if not isinstance(node, ast.If) or _is_elif(program, node):
                continue
            gives_up = len(node.orelse) == 1 and isinstance(node.orelse[0], ast.Return | ast.Raise)
            if gives_up and _statements(node.body) >= SAME:
                yield Place(node.lineno, function.name)
            elif not node.orelse and function.body[-1] is node and _statements(node.body) > SAME >= len(function.body):
                yield Place(node.lineno, function.name, 0.7)


@check(
    Rule(
        code="repeated-code",
        title="The same steps are written again (first on line {name})",
        weights={"readability": 0.14, "style": 0.06},
        level="learning",
        why="Whoever changes one copy has to find and change all others.",
        do="Put the steps into a function, or a loop, and use it at each place.",
        example="price = 3\nprint('net', price)\nprint('tax', price * 2)\nprint('sum', price * 3)\nprice = 5\n"
        "print('net', price)\nprint('tax', price * 2)\nprint('sum', price * 3)\n",
        better='def show(price: int) -> None:\n    """Print one bill."""\n'
        "    print('net', price)\n    print('tax', price * 2)\n    print('sum', price * 3)\n\n\n"
        "show(3)\nshow(5)\n",
    )
)
def repeated_code(program: Program) -> Iterator[Place]:
    """See the rule: three statements in a row that are written alike but for constants, or one block with three.

    Where the variables differ too, it takes three copies: two alike are common and may have nothing in common.
    """
    covered: set[int] = set()
    bodies = list(_bodies(program))
    yield from _copies(program, bodies, covered)
    counts: dict[tuple[int, ...], list[int]] = {}
    for body in bodies:
        shapes = [program.shape(one, names=False) for one in body]
        last: dict[tuple[int, ...], int] = {}
        for at in range(len(body) - SAME + 1):
            key = tuple(shapes[at : at + SAME])
            if len(set(key)) > 1 and at - last.get(key, -SAME) >= SAME and any(map(_works, body[at : at + SAME])):
                last[key] = at
                counts.setdefault(key, []).append(body[at].lineno)
    for lines in counts.values():
        if len(lines) >= SAME and not covered & set(lines):
            covered.update(range(lines[0], lines[-1] + SAME))
            yield from (Place(line, str(lines[0])) for line in lines[1:])


def _copies(program: Program, bodies: list[list[ast.stmt]], covered: set[int]) -> Iterator[Place]:
    seen: dict[tuple[int, ...], int] = {}
    for body in bodies:
        shapes = [program.shape(one) for one in body]
        for at in range(len(body) - SAME + 1):
            key = tuple(shapes[at : at + SAME])
            first = seen.setdefault(key, body[at].lineno)
            if first != body[at].lineno and at not in covered and len(set(key)) > 1 and body[at].lineno not in covered:
                covered.update(one.lineno for one in body[at : at + SAME])
                yield Place(body[at].lineno, str(first))


def _bodies(program: Program) -> Iterator[list[ast.stmt]]:
    for node in program.nodes:
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if isinstance(body, list) and len(body) >= SAME and not isinstance(node, ast.ClassDef):
                yield [one for one in body if not _is_doc(one) and not isinstance(one, ast.Import | ast.ImportFrom)]


@check(
    Rule(
        code="row-of-likes",
        title="{name} statements in a row differ in constants only",
        weights={"readability": 0.1, "style": 0.02},
        level="beginner",
        why="What is written by hand for each case has to be read, and changed, for each case.",
        do="Keep the differing values in a list (or count with `range`) and loop over it.",
        example="marks = [3, 5, 4, 2]\nprint('mark', marks[0])\nprint('mark', marks[1])\nprint('mark', marks[2])\n"
        "print('mark', marks[3])\n",
        better="marks = [3, 5, 4, 2]\nfor mark in marks:\n    print('mark', mark)\n",
    )
)
def row_of_likes(program: Program) -> Iterator[Place]:
    """See the rule. Texts alone do not count: a menu is printed line by line."""
    for body in _bodies(program):
        start = 0
        shapes = [program.shape(one) for one in body]
        while start < len(body):
            end = start + 1
            while end < len(body) and shapes[end] == shapes[start]:
                end += 1
            if end - start > SAME and _works(body[start]):
                yield Place(body[start].lineno, str(end - start), (end - start) / 4)
            start = end


def _works(node: ast.stmt) -> bool:
    """Whether a statement does more than print or name a constant."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
        return False
    plain = isinstance(node, ast.Expr) and call_name(node.value) == "print" and isinstance(node.value, ast.Call)
    if plain and all(isinstance(one, ast.Constant) for one in node.value.args):  # type: ignore[attr-defined]  # a call's
        return False
    return not (isinstance(node, ast.Expr) and method_of(node.value) in ("add_argument", "assertEqual"))


@check(
    Rule(
        code="long-choice",
        title="A chain of {name} branches compares one value with constants",
        weights={"readability": 0.07},
        level="learning",
        why="The table that is meant is spread over many lines, each with the same words.",
        do="Write the table as a dict and look the value up; or use `match`.",
        example="code = input()\nif code == 'a':\n    name = 'Ada'\nelif code == 'b':\n    name = 'Bob'\n"
        "elif code == 'c':\n    name = 'Cay'\nelif code == 'd':\n    name = 'Dee'\nelse:\n    name = "
        "'?'\nprint(name)\n",
        better="NAMES = {'a': 'Ada', 'b': 'Bob', 'c': 'Cay', 'd': 'Dee'}\nprint(NAMES.get(input(), '?'))\n",
        ruff=("SIM116",),
    )
)
def long_choice(program: Program) -> Iterator[Place]:
    """See the rule; ruff knows the chain of returns."""
    for node in program.all(ast.If):
        if _is_elif(program, node):
            continue
        subject, arms = "", 0
        current: ast.stmt | None = node
        while isinstance(current, ast.If):
            match current.test:
                case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant()]) if (
                    subject in ("", ast.unparse(left)) and len(current.body) == 1
                ):
                    subject, arms = ast.unparse(left), arms + 1
                case _:
                    break
            current = current.orelse[0] if len(current.orelse) == 1 else None
        if arms > SAME and not isinstance(node.body[0], ast.Return):
            yield Place(node.lineno, str(arms))


def _is_public(function: Function) -> bool:
    return not function.name.startswith("_")


@check(
    Rule(
        code="mixed-duties",
        title="`{name}` works something out and prints it as well",
        weights={"readability": 0.03},
        level="proficient",
        why="A function that only gives its result can be used in other places and tested.",
        do="Return the result, and print it where the function is called.",
        example="def total(prices):\n    result = sum(prices)\n    print(result)\n    return result\n",
        better="def total(prices):\n    return sum(prices)\n",
    )
)
def mixed_duties(program: Program) -> Iterator[Place]:
    """See the rule."""
    for function in program.functions:
        inside = list(program.within(function))
        returns = any(isinstance(one, ast.Return) and one.value is not None for one in inside)
        if returns and _is_public(function) and any(call_name(one) == "print" for one in inside):
            yield Place(function.lineno, function.name)


@check(
    Rule(
        code="runs-when-imported",
        title="{name} runs as soon as the file is imported",
        weights={"style": 0.05, "readability": 0.02},
        level="proficient",
        why="Whoever wants to use or test one of the functions starts the whole program.",
        do="Put the call below `if __name__ == '__main__':`.",
        example="def main():\n    print('go')\n\n\nmain()\n",
        better="def main():\n    print('go')\n\n\nif __name__ == '__main__':\n    main()\n",
    )
)
def runs_when_imported(program: Program) -> Iterator[Place]:
    """See the rule: a call of what is the whole program, or several steps below the functions."""
    own = program.function_names
    body = program.tree.body
    for node in body:
        name = call_name(node.value) if isinstance(node, ast.Expr) else ""
        bare = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and not node.value.args
        if name in own and (name in STARTERS or (bare and len(own) > 1)):
            yield Place(node.lineno, f"`{name}`")
            return
    last = max((at for at, node in enumerate(body) if isinstance(node, ast.FunctionDef)), default=len(body))
    if len(body) - last > STEPS and not _guards(program):
        yield Place(body[last + 1].lineno, "What stands below the functions")


def _guards(program: Program) -> bool:
    return any(
        isinstance(node, ast.If) and "__name__" in {one.id for one in ast.walk(node.test) if isinstance(one, ast.Name)}
        for node in program.tree.body
    )


CHECKS: tuple[Check, ...] = (
    hard_to_follow,
    long_function,
    no_functions,
    deep_nesting,
    main_case_in_branches,
    repeated_code,
    row_of_likes,
    long_choice,
    mixed_duties,
    runs_when_imported,
)
