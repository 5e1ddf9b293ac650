"""Values that are copied to grow, or made anew to be read once."""

import ast
from collections.abc import Iterator

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, call_name, is_const, method_of, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _added_to_itself(node: ast.stmt) -> tuple[ast.Name, ast.expr] | None:
    """(name, what is added) of `a += b`, `a = a + b`, `a = b + a`, `a = f"{a}..."`."""
    match node:
        case ast.AugAssign(target=ast.Name() as target, op=ast.Add(), value=value):
            return target, value
        case ast.Assign(targets=[ast.Name(id=name) as target], value=ast.BinOp(op=ast.Add()) as total):
            parts = _summands(total)
            if any(isinstance(part, ast.Name) and part.id == name for part in parts):
                return target, total
        case ast.Assign(targets=[ast.Name(id=name) as target], value=ast.JoinedStr() as text) if name in names_in(text):
            return target, text
    return None


def _summands(node: ast.expr) -> list[ast.expr]:
    parts: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts.append(node.right)
        node = node.left
    return [*parts, node]


@check(
    Rule(
        code="string-building",
        title="`{name}` grows piece by piece in a loop",
        weights={"efficiency": 0.25, "readability": 0.02, "style": 0.02},
        level="learning",
        why="A string cannot change: each step copies all that there is so far into a new one.",
        do="Collect the pieces in a list, or write them as a comprehension, and put them together once with `join`.",
        example="words = input().split()\nline = ''\nfor word in words:\n    line += word.upper()\nprint(line)\n",
        better="words = input().split()\nline = ''.join(word.upper() for word in words)\nprint(line)\n",
    )
)
def string_building(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in (*program.all(ast.AugAssign), *program.all(ast.Assign)):
        added = _added_to_itself(node)
        if added is None or not program.in_loop(node):
            continue
        target, value = added
        kinds = {program.kind(target), *(program.kind(part) for part in _summands(value))}
        if "str" in kinds and "list" not in kinds:
            yield Place(node.lineno, target.id)


@check(
    Rule(
        code="list-rebuilding",
        title="`{name}` is copied in every turn of the loop to add or drop something",
        weights={"efficiency": 0.28, "readability": 0.02},
        level="learning",
        why="`+`, slices and `**` make a new value with all elements of the old one.",
        do="Change the value in place (`append`, `extend`, `pop`, an assignment to a key), or keep a "
        "position instead of cutting.",
        example="squares = []\nfor number in range(9):\n    if number != 4:\n        print(number)\n"
        "    squares = squares + [number * number]\nprint(squares)\n",
        better="squares = []\nfor number in range(9):\n    if number != 4:\n        print(number)\n"
        "    squares.append(number * number)\nprint(squares)\n",
    )
)
def list_rebuilding(program: Program) -> Iterator[Place]:
    """See the rule. `+=` copies a tuple, but not a list."""
    for step in program.all(ast.AugAssign):
        kinds = (program.kind(step.target), program.kind(step.value))
        if isinstance(step.op, ast.Add) and kinds == ("tuple", "tuple") and program.in_loop(step):
            yield Place(step.lineno, base_name(step.target))
    for node in program.all(ast.Assign):
        if len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name) or not program.in_loop(node):
            continue
        name = node.targets[0].id
        added = _added_to_itself(node)
        copied = added is not None and (
            program.kind(added[0]) in ("list", "tuple")
            or any(isinstance(part, ast.List | ast.ListComp | ast.Tuple) for part in _summands(added[1]))
        )
        match node.value:
            case ast.Subscript(value=ast.Name(id=source), slice=ast.Slice() as cut) if source == name:
                copied = _cuts_one(cut)
            case ast.Dict(keys=keys, values=values) if None in keys:
                copied = any(isinstance(one, ast.Name) and one.id == name for one in values)
            case ast.Call(func=ast.Attribute(attr="replace" | "removeprefix", value=source)):
                copied = name in names_in(source) and isinstance(program.loops_around(node)[0], ast.While)
            case ast.List(elts=elements):
                copied = any(isinstance(one, ast.Starred) and name in names_in(one) for one in elements)
        if copied:
            yield Place(node.lineno, name)


def _cuts_one(cut: ast.Slice) -> bool:
    if cut.step is not None:
        return False
    return (cut.upper is None or is_const(cut.upper, -1)) and (cut.lower is None or is_const(cut.lower, 1))


@check(
    Rule(
        code="one-element-list",
        title="`{name} += [...]` makes a list only to add its elements",
        weights={"efficiency": 0.05, "readability": 0.03, "style": 0.03},
        level="learning",
        why="A list is built and thrown away for each element; `append` says what happens.",
        do="Use `append` for one element.",
        example="squares = []\nfor number in range(9):\n    if number != 4:\n        print(number)\n    squares "
        "+= [number * number]\nprint(squares)\n",
        better="squares = []\nfor number in range(9):\n    if number != 4:\n        print(number)\n    "
        "squares.append(number * number)\nprint(squares)\n",
    )
)
def one_element_list(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.AugAssign):
        if isinstance(node.op, ast.Add) and isinstance(node.value, ast.List) and len(node.value.elts) == 1:
            yield Place(node.lineno, ast.unparse(node.target))


AGGREGATES = frozenset({"sum", "min", "max", "sorted", "set", "tuple", "frozenset", "any", "all", "list"})


@check(
    Rule(
        code="list-to-be-read-once",
        title="`{name}([...])` builds a whole list to read it once",
        weights={"efficiency": 0.08, "style": 0.02},
        level="proficient",
        why="The list lies in memory in full, although only one value at a time is needed.",
        do="Leave the square brackets away: a generator hands over one value at a time.",
        example="print(sum([number * number for number in range(9)]))\n",
        better="print(sum(number * number for number in range(9)))\n",
    )
)
def list_to_be_read_once(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Call):
        name = call_name(node)
        if isinstance(node.func, ast.Name) and name in ("sum", "min", "max") and node.args:
            first = node.args[0]
            if isinstance(first, ast.ListComp) and (len(node.args) == 1 or name == "sum"):
                yield Place(node.lineno, name)


@check(
    Rule(
        code="all-for-the-first",
        title="`{name}` collects everything, and only the first is used",
        weights={"efficiency": 0.14, "readability": 0.02},
        level="learning",
        why="All the rest is worked out and thrown away.",
        do="Return the first one that fits from a loop, or ask a generator with `next`.",
        example="words = input().split()\nlong_words = [word for word in words if len(word) > 9]\nif long_words:\n"
        "    print(long_words[0])\n",
        better="words = input().split()\nfor word in words:\n    if len(word) > 9:\n        print(word)\n"
        "        break\n",
    )
)
def all_for_the_first(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.ListComp()):
                pass
            case _:
                continue
        scope = program.scope(node)
        uses = [
            program.parents[one]
            for one in program.all(ast.Name)
            if one.id == name and isinstance(one.ctx, ast.Load) and program.scope(one) is scope
        ]
        firsts = [one for one in uses if isinstance(one, ast.Subscript) and is_const(one.slice, 0)]
        asked = [one for one in uses if _asks_whether(program, one)]
        if firsts and len(firsts) + len(asked) == len(uses):
            yield Place(node.lineno, name)


def _asks_whether(program: Program, node: ast.AST) -> bool:
    """`if found`, `not found`, `len(found) > 0`: whether there is anything."""
    if call_name(node) != "len":
        return isinstance(node, ast.If | ast.UnaryOp | ast.IfExp)
    compared = program.parents[node]
    return isinstance(compared, ast.Compare) and is_const(compared.comparators[0], 0)


@check(
    Rule(
        code="list-to-be-counted",
        title="A list is built only to take its length",
        weights={"efficiency": 0.08, "readability": 0.02},
        level="proficient",
        why="All elements are kept in memory to learn one number.",
        do="Add up ones over a generator, or ask the original for its length if nothing is left out.",
        example="words = input().split()\nprint(len([word for word in words if len(word) > 3]))\n",
        better="words = input().split()\nprint(sum(1 for word in words if len(word) > 3))\n",
    )
)
def list_to_be_counted(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id == "len" and len(node.args) == 1:
            inner = node.args[0]
            if isinstance(inner, ast.ListComp) or call_name(inner) in ("list", "sorted", "tuple"):
                yield Place(node.lineno)


@check(
    Rule(
        code="needless-copy",
        title="`{name}` copies everything before it is read",
        weights={"efficiency": 0.12, "style": 0.03, "readability": 0.03},
        level="learning",
        why="The copy costs time and memory, and readers look for the change that it protects from.",
        do="Go through the original. Copy only what you change while you go through it.",
        example="names = input().split()\nfor name in list(names):\n    print(name)\n",
        better="names = input().split()\nfor name in names:\n    print(name)\n",
    )
)
def needless_copy(program: Program) -> Iterator[Place]:
    """See the rule."""
    sources = [(one.iter, one) for one in program.all(ast.For)]
    for source, loop in sources:
        copied = _copied(source)
        if copied is not None and not (names_in(copied) & (program.changed_in(loop) - names_in(loop.target))):
            yield Place(source.lineno, ast.unparse(source)[:30])
        elif made := _made_for(program, loop):
            yield Place(made.lineno, ast.unparse(made)[:30])
    for one in program.all(ast.comprehension):
        if _copied(one.iter) is not None:
            yield Place(one.iter.lineno, ast.unparse(one.iter)[:30])
    for node in program.all(ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in AGGREGATES - {"list"} and len(node.args) == 1 and _copied(node.args[0]) is not None:
            yield Place(node.lineno, ast.unparse(node)[:30])
        passed_on = name in ("map", "filter", "enumerate", "zip") or method_of(node) == "join"
        if passed_on and any(call_name(one) == "list" for one in node.args):
            yield Place(node.lineno, ast.unparse(node)[:30])
        if name in ("sum", "min", "max", "any", "all") and node.args and call_name(node.args[0]) == "sorted":
            yield Place(node.lineno, ast.unparse(node)[:30])


def _made_for(program: Program, loop: ast.For) -> ast.expr | None:
    """The list of a range that is kept under a name just for this loop."""
    name = loop.iter
    if not isinstance(name, ast.Name):
        return None
    match [program.parents[one] for one in program.places(program.scope(loop), name.id) if one is not name][:2]:
        case [ast.Assign(targets=[_], value=ast.Call(args=[inner]) as made)] if call_name(made) in ("list", "tuple"):
            return made if call_name(inner) == "range" else None
    return None


def _copied(node: ast.expr) -> ast.expr | None:
    """What a plain copy is made of: `list(a)`, `a[:]`, `a.copy()`, `deepcopy(a)`."""
    match node:
        case ast.Call(func=ast.Name(id="list" | "tuple" | "copy" | "deepcopy"), args=[one], keywords=[]):
            return one
        case ast.Call(func=ast.Attribute(value=ast.Name(id="copy"), attr="copy" | "deepcopy"), args=[one]):
            return one
        case ast.Call(func=ast.Attribute(value=one, attr="copy"), args=[]):
            return one
        case ast.Subscript(value=one, slice=ast.Slice(lower=None, upper=None, step=None)):
            return one
    return None


@check(
    Rule(
        code="copy-in-loop",
        title="`{name}` is made anew in every turn of the loop",
        weights={"efficiency": 0.15},
        level="proficient",
        why="A deep copy follows everything that hangs on a value; in a loop that becomes most of the work.",
        do="Copy once before the loop, or copy only the part that changes.",
        example="import copy\n\nstate = {'n': [1, 2]}\nfor step in range(9):\n    trial = copy.deepcopy(state)\n"
        "    print(step, len(trial))\n",
        better="import copy\n\nstate = {'n': [1, 2]}\ntrial = copy.deepcopy(state)\nfor step in range(9):\n"
        "    print(step, len(trial))\n",
    )
)
def copy_in_loop(program: Program) -> Iterator[Place]:
    """See the rule."""
    for node in program.all(ast.Call):
        if call_name(node) == "deepcopy" and program.in_loop(node):
            yield Place(node.lineno, "deepcopy(...)")


@check(
    Rule(
        code="reversed-copy",
        title="`[::-1]` copies everything to go through it backwards",
        weights={"efficiency": 0.05, "readability": 0.02},
        level="proficient",
        why="A reversed copy is made and thrown away.",
        do="`reversed(...)` goes backwards without a copy.",
        example="names = input().split()\nfor name in names[::-1]:\n    print(name)\n",
        better="names = input().split()\nfor name in reversed(names):\n    print(name)\n",
    )
)
def reversed_copy(program: Program) -> Iterator[Place]:
    """See the rule."""
    for source in [one.iter for one in program.walks]:
        match source:
            case ast.Subscript(slice=ast.Slice(lower=None, upper=None, step=step)) if is_const(step, -1):
                yield Place(source.lineno)


@check(
    Rule(
        code="whole-file-in-memory",
        title="The whole file is read to go through its lines",
        weights={"efficiency": 0.12, "readability": 0.02},
        level="learning",
        why="A large file fills the memory, although one line at a time is needed.",
        do="Loop over the open file itself: it hands over one line after the other.",
        example="with open('notes.txt') as notes:\n    for line in notes.readlines():\n        print(line)\n",
        better="with open('notes.txt') as notes:\n    for line in notes:\n        print(line)\n",
    )
)
def whole_file_in_memory(program: Program) -> Iterator[Place]:
    """See the rule."""
    named = {  # lines = f.readlines(), used by a loop
        target.id: node.lineno
        for node in program.all(ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and _reads_all(node.value)
    }
    for source in [one.iter for one in program.walks]:
        if _reads_all(source):
            yield Place(source.lineno)
        elif isinstance(source, ast.Name) and source.id in named:
            yield Place(named[source.id])
    for node in program.all(ast.Call):
        if call_name(node) == "len" and node.args and _reads_all(node.args[0]):
            yield Place(node.lineno)


def _reads_all(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="readlines"), args=[]):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Attribute(attr="read")), attr="split" | "splitlines")):
            return True
    return False


CHECKS: tuple[Check, ...] = (
    string_building,
    list_rebuilding,
    one_element_list,
    list_to_be_read_once,
    all_for_the_first,
    list_to_be_counted,
    needless_copy,
    copy_in_loop,
    reversed_copy,
    whole_file_in_memory,
)
