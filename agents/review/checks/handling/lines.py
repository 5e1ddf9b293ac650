"""Lines of files: the line end that comes with each, and that has to be written behind each."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, call_name, method_of, names_in, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_TAKES_END: Final = words("strip rstrip splitlines removesuffix")
_FILES: Final = words("file f fh fp fin handle infile datei stream text_file input_file")
_ONE_EACH: Final = re.compile(
    r"\b(?:one|each|a single) \w+(?: \w+)? (?:per|in each|in every|on each|each) line\b|\bper line\b|"
    r"\b(?:its|their) own lines?\b|\b(?:a|on|in) (?:new|separate) lines?\b"
)


def _opened(program: Program) -> set[str]:
    """Names of open files: by `with open(...) as`, `= open(...)`, and parameters that are called so."""
    found = set()
    for item in program.all(ast.withitem):
        if call_name(item.context_expr) == "open" and isinstance(item.optional_vars, ast.Name):
            found.add(item.optional_vars.id)
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="open"))):
                found.add(name)
    given = {name for function in program.functions for name in program.parameters(function)}
    return found | given & _FILES


def _is_of_file(node: ast.expr, files: set[str]) -> bool:
    """Whether going through it gives lines with their ends."""
    match node:
        case ast.Name(id=name) | ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="readlines")):
            return name in files
        case (
            ast.Call(func=ast.Name(id="open"))
            | ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="open")), attr="readlines"))
        ):
            return True
        case ast.Call(func=ast.Name(id="enumerate"), args=[source, *_]):
            return _is_of_file(source, files)
    return False


@dataclass(slots=True)
class _Lines:
    """A loop over the lines of a file, and what it does with them.

    Attributes:
        loop: the loop.
        name: of the line.
        inside: all that is in its body.
        reads: name -> where it, or a place of what it stands for, is read.
    """

    loop: ast.For
    name: str
    inside: list[ast.AST]
    reads: dict[str, list[ast.expr]]


def _walks(program: Program) -> Iterator[_Lines]:
    """Loops over lines of a file that keep each line as it comes."""
    files = _opened(program)
    for loop in program.all(ast.For):
        target = loop.target
        if isinstance(target, ast.Tuple) and call_name(loop.iter) == "enumerate":
            target = target.elts[-1]
        if not isinstance(target, ast.Name) or not _is_of_file(loop.iter, files):
            continue
        inside = [one for statement in loop.body for one in ast.walk(statement)]
        if any(isinstance(one, ast.Name) and one.id == target.id and isinstance(one.ctx, ast.Store) for one in inside):
            continue
        reads: dict[str, list[ast.expr]] = defaultdict(list)
        for one in inside:
            named = one.value if isinstance(one, ast.Subscript) else one
            if (
                isinstance(one, ast.Subscript | ast.Name)
                and isinstance(named, ast.Name)
                and isinstance(one.ctx, ast.Load)
            ):
                reads[named.id].append(one)
        yield _Lines(loop, target.id, inside, reads)


@check(
    Rule(
        code="line-with-its-end",
        title="The line `{name}` is compared with its line end",
        weights={"correctness": 0.3},
        level="beginner",
        why="A line that is read from a file ends with a line feed, which nothing typed in the code has.",
        do="Take the end off with `strip()` before comparing.",
        example="def has(path, name):\n    with open(path) as file:\n        for line in file:\n"
        "            if line == name:\n                return True\n    return False\n",
        better="def has(path, name):\n    with open(path) as file:\n        for line in file:\n"
        "            if line.strip() == name:\n                return True\n    return False\n",
    )
)
def line_with_its_end(program: Program) -> Iterator[Place]:
    """See the rule: with something that cannot hold a line end, or as a condition: no line of a file is empty."""
    for lines in _walks(program):
        for one in lines.inside:
            match one:
                case ast.Compare(left=ast.Name(id=name), ops=[ast.Eq() | ast.NotEq()], comparators=[other]) if (
                    name == lines.name
                ):
                    pass
                case ast.Compare(left=other, ops=[ast.Eq() | ast.NotEq()], comparators=[ast.Name(id=name)]):
                    pass
                case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name))) | ast.If(test=ast.Name(id=name)):
                    other = ast.Constant(value="")
                case _:
                    continue
            if name == lines.name and not _may_end_a_line(other):
                yield Place(one.lineno, name)


def _may_end_a_line(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return not isinstance(node.value, str) or node.value.endswith("\n")
    return not isinstance(node, ast.Name) or "line" in node.id


@check(
    Rule(
        code="line-kept-with-its-end",
        title="`{name}` is kept with its line end",
        weights={"correctness": 0.35},
        level="beginner",
        why="Each line of a file ends with a line feed. It stays in what is kept, so nothing that is typed in is equal "
        "to it, and it counts as a letter.",
        do="Take the end off with `strip()` when the line is read.",
        example="def load_words(path):\n    found = []\n    with open(path) as file:\n        for line in file:\n"
        "            found.append(line)\n    return found\n\n\nprint('ham' in load_words('words.txt'))\n",
        better="def load_words(path):\n    found = []\n    with open(path) as file:\n        for line in file:\n"
        "            found.append(line.strip())\n    return found\n\n\nprint('ham' in load_words('words.txt'))\n",
    )
)
def line_kept_with_its_end(program: Program) -> Iterator[Place]:
    """See the rule: whole lines of a file that are asked for later, and the longest one."""
    if _takes_ends(program):
        return
    walks = list(_walks(program))
    asked = _asked(program, {lines.name for lines in walks})
    for lines in walks:
        for one in lines.inside:
            match one:
                case ast.Call(func=ast.Attribute(value=owner, attr="append" | "add"), args=[ast.Name(id=name)]) if (
                    name == lines.name
                ):
                    kept = base_name(owner)
                    if kept in asked or _promised(program, one, kept, asked):
                        yield Place(one.lineno, name)
                case ast.Assign(targets=[ast.Name()], value=ast.Name(id=name)) if name == lines.name:
                    if _by_length(program, one, name):
                        yield Place(one.lineno, name)
    yield from _read_whole(program, asked)


def _read_whole(program: Program, asked: set[str]) -> Iterator[Place]:
    """Lists of all lines at once that are asked for."""
    files = _opened(program)
    for given in program.all(ast.Return):
        source = _whole_lines(given.value) if given.value is not None else None
        function = program.function_of(given)
        if source is None or function is None or not _is_of_file(source, files):
            continue
        if function.name in asked or _ONE_EACH.search(program.purpose(function)):
            yield Place(given.lineno, ast.unparse(source))
    for node in program.all(ast.Assign):
        source = _whole_lines(node.value)
        match node.targets:
            case [ast.Name() | ast.Attribute() as target] if source is not None and _is_of_file(source, files):
                kept = base_name(target)
                if kept in asked or _promised(program, node, kept, asked):
                    yield Place(node.lineno, kept)


def _takes_ends(program: Program) -> bool:
    """Whether line ends are taken off anywhere: then it may be those of what is kept."""
    for call in program.all(ast.Call):
        method = method_of(call)
        if method in _TAKES_END or (method in ("replace", "translate", "sub") and _ENDS & _texts_in(call)):
            return True
    for part in program.all(ast.Slice):
        match part.upper:
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)):
                return True
    ends = [one for one in program.all(ast.Constant) if isinstance(one.value, str) and one.value in _ENDS]
    return not all(_is_written(program, one) for one in ends)


def _is_written(program: Program, end: ast.Constant) -> bool:
    """Whether a line end is put behind something that is written."""
    around: ast.AST = program.parents[end]
    while isinstance(around, ast.BinOp | ast.JoinedStr):
        around = program.parents[around]
    return method_of(around) == "write"


_ENDS: Final = frozenset(("\n", "\r\n"))


def _texts_in(call: ast.Call) -> set[str]:
    return {one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def _asked(program: Program, lines: set[str]) -> set[str]:
    """Names, and functions, of what is asked whether it holds something that was not read itself, or drawn from."""
    asked = set()
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(
                left=left, ops=[ast.In() | ast.NotIn()], comparators=[ast.Name() | ast.Attribute() as owner]
            ):
                name = base_name(owner)
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[ast.Call(func=ast.Name(id=name))]):
                pass
            case _:
                continue
        if not (isinstance(left, ast.Name) and left.id in lines):
            asked.add(name)
    for call in program.all(ast.Call):
        if call_name(call) == "choice" and len(call.args) == 1 and isinstance(call.args[0], ast.Name):
            asked.add(call.args[0].id)
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=function))) if name in asked:
                asked.add(function)
    return asked


def _promised(program: Program, node: ast.AST, kept: str, asked: set[str]) -> bool:
    """Whether a function returns what it keeps, and is asked for it or says that it is one word in each line."""
    function = program.function_of(node)
    if function is None:
        return False
    returns = any(isinstance(program.parents[one], ast.Return) for one in program.places(function, kept))
    return returns and (function.name in asked or bool(_ONE_EACH.search(program.purpose(function))))


def _by_length(program: Program, step: ast.Assign, name: str) -> bool:
    """Whether a line becomes the best one so far by its length."""
    around = program.parents[step]
    if not isinstance(around, ast.If) or not isinstance(around.test, ast.Compare):
        return False
    sides = [around.test.left, *around.test.comparators]
    of_words = re.search(r"\b(?:words?|names?)\b", program.purpose(step))
    return bool(of_words) and any(call_name(one) == "len" and name in names_in(one) for one in sides)


def _whole_lines(value: ast.expr) -> ast.expr | None:
    """Of what a list of whole lines is made."""
    match value:
        case ast.Call(func=ast.Attribute(attr="readlines")):
            return value
        case ast.ListComp(elt=ast.Name(id=one), generators=[ast.comprehension(target=ast.Name(id=name), iter=source)]):
            return source if one == name else None
        case ast.Call(func=ast.Name(id="list" | "set" | "sorted"), args=[source]):
            return source
    return None


@check(
    Rule(
        code="last-part-with-line-end",
        title="`{name}` holds the line end as well",
        weights={"correctness": 0.35},
        level="beginner",
        why="A line of a file ends with a line feed, and `split` leaves it at the last part: nothing that is typed in "
        "is equal to it.",
        do="Take the line end off with `strip()` before the line is split.",
        example="def load(path):\n    words = {}\n    with open(path) as file:\n        for line in file:\n"
        "            german, english = line.split(';')\n            words[german] = english\n    return words\n",
        better="def load(path):\n    words = {}\n    with open(path) as file:\n        for line in file:\n"
        "            german, english = line.strip().split(';')\n            words[german] = english\n"
        "    return words\n",
    )
)
def last_part_with_line_end(program: Program) -> Iterator[Place]:
    """See the rule: the last name of a split line of a file is kept, or compared, as it is."""
    if _takes_ends(program):
        return
    for lines in _walks(program):
        for one in lines.inside:
            match one:
                case ast.Assign(
                    targets=[ast.Name() | ast.Tuple() as target],
                    value=ast.Call(
                        func=ast.Attribute(value=ast.Name(id=name), attr="split"),
                        args=[ast.Constant(value=str(sign)), *_],
                    ),
                ) if name == lines.name and sign.strip() and not _is_turned(program, lines, target):
                    last = next((place for place in _lasts(lines, target) if _is_kept(program, place)), None)
                    if last is not None:
                        yield Place(one.lineno, ast.unparse(last))


def _is_turned(program: Program, lines: _Lines, target: ast.Name | ast.Tuple) -> bool:
    """Whether the last part's name is given what is made of it: `points = int(points)`."""
    named = target.elts[-1] if isinstance(target, ast.Tuple) else target
    calls = [program.parents[one] for one in lines.reads.get(named.id, [])] if isinstance(named, ast.Name) else []
    for one in calls:
        match program.parents.get(one):
            case ast.Assign(targets=[ast.Name(id=name)]) if isinstance(one, ast.Call):
                return isinstance(named, ast.Name) and name == named.id
    return False


def _lasts(lines: _Lines, target: ast.Name | ast.Tuple) -> list[ast.expr]:
    """Where a loop reads the last part of its line: by its name, or the greatest place that is asked for."""
    named = target.elts[-1] if isinstance(target, ast.Tuple) else target
    reads = lines.reads.get(named.id, []) if isinstance(named, ast.Name) else []
    if isinstance(target, ast.Tuple):
        return [one for one in reads if isinstance(one, ast.Name)]
    parts: dict[int, list[ast.expr]] = {}
    for one in reads:
        match one:
            case ast.Subscript(slice=ast.Constant(value=int(at))):
                parts.setdefault(at, []).append(one)
    return parts[max(parts)] if parts and max(parts) > 0 else []


def _is_kept(program: Program, node: ast.expr) -> bool:
    match program.parents[node]:
        case ast.Assign(targets=[ast.Subscript()]) | ast.Compare(ops=[ast.Eq() | ast.NotEq() | ast.In()]):
            return True
        case ast.Call(func=ast.Attribute(attr="append" | "add")):
            return True
        case ast.Tuple() | ast.List() as group:
            return isinstance(program.parents[group], ast.Call | ast.Assign)
        case ast.Call(func=ast.Name(id=called)):
            return called[:1].isupper()
    return False


@check(
    Rule(
        code="lines-run-together",
        title="`{name}` writes everything into one line",
        weights={"correctness": 0.35},
        level="beginner",
        why="`write` ends no line: what the next turn writes follows at once.",
        do="Write a line feed behind each.",
        example='def save(path, names):\n    """Write one name per line."""\n    with open(path, \'w\') as file:\n'
        "        for name in names:\n            file.write(name)\n",
        better='def save(path, names):\n    """Write one name per line."""\n    with open(path, \'w\') as file:\n'
        "        for name in names:\n            file.write(name + '\\n')\n",
    )
)
def lines_run_together(program: Program) -> Iterator[Place]:
    """See the rule: a loop writes, in a function that promises one in each line and has no line end in it."""
    for function in program.functions:
        if not _ONE_EACH.search(program.purpose(function)):
            continue
        inside = list(program.within(function))
        if any(
            isinstance(one, ast.Constant) and "\n" in str(one.value)
            for one in inside
            if not _is_docstring(program, one)
        ):
            continue
        if any(call_name(one) == "print" or method_of(one) in _ENDS_LINES for one in inside):
            continue
        for call in inside:
            if method_of(call) == "write" and isinstance(call, ast.Call) and _writes_text(program, call):
                yield Place(call.lineno, ast.unparse(call)[:40])


_ENDS_LINES: Final = words("writerow linesep join dump")


def _is_docstring(program: Program, node: ast.AST) -> bool:
    return isinstance(program.parents[node], ast.Expr)


def _writes_text(program: Program, call: ast.Call) -> bool:
    loops = program.loops_around(call)
    return (
        bool(loops)
        and isinstance(loops[0], ast.For)
        and isinstance(call.args[0], ast.Name | ast.BinOp | ast.JoinedStr | ast.Call)
    )


CHECKS: tuple[Check, ...] = (
    line_with_its_end,
    line_kept_with_its_end,
    last_part_with_line_end,
    lines_run_together,
)
