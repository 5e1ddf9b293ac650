"""What is done about failures and with files, and does not help: handlers for errors that cannot come, files emptied.

Only what is wrong for nearly everybody who writes it so.
"""

import ast
import builtins
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, call_name, method_of, names_in, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_DIVIDED: Final = (ZeroDivisionError, OverflowError)
_FUNCTIONS: Final[dict[str, tuple[type[BaseException], ...]]] = {
    "int": (ValueError, OverflowError), "float": (ValueError, OverflowError), "open": (OSError, ValueError),
    "input": (EOFError, KeyboardInterrupt, ValueError), "print": (OSError, UnicodeError), "str": (), "len": (),
    "list": (), "range": (), "round": (OverflowError, ValueError), "abs": (), "bool": (), "repr": (), "type": (),
    "isinstance": (),
}  # fmt: skip
"""Built-in functions -> what they raise for values of a fitting type."""

_METHODS: Final[dict[str, tuple[type[BaseException], ...]]] = {
    **dict.fromkeys(words("strip lstrip rstrip lower upper title capitalize replace append isdigit startswith"), ()),
    "split": (ValueError,), "read": (OSError, ValueError), "readline": (OSError, ValueError),
    "readlines": (OSError, ValueError), "write": (OSError, ValueError), "close": (OSError,),
}  # fmt: skip
"""Methods -> what they raise, for the texts, lists and files that beginners call them on."""

_SILENT: Final = (
    ast.Assign, ast.Expr, ast.Return, ast.Pass, ast.Constant, ast.Name, ast.Tuple, ast.List, ast.JoinedStr,
    ast.FormattedValue, ast.If, ast.UnaryOp, ast.BoolOp, ast.IfExp, ast.expr_context, ast.operator, ast.boolop,
    ast.unaryop, ast.cmpop, ast.Break, ast.Continue, ast.keyword, ast.Dict,
)  # fmt: skip
"""Nodes that raise nothing of their own, as far as values are of a fitting type."""

Errors = set[type[BaseException]]


def _raised(program: Program, body: list[ast.stmt]) -> Errors | None:
    """All that statements may raise; None where that is not known. A type that does not fit may always come."""
    found: Errors = set()
    for statement in body:
        for node in ast.walk(statement):
            one = _raised_by(program, node)
            if one is None:
                return None
            found.update(one)
    return found


def _raised_by(program: Program, node: ast.AST) -> tuple[type[BaseException], ...] | None:  # noqa: C901, PLR0911, PLR0912 - a table of shapes
    match node:
        case ast.BinOp(op=ast.Div(), right=ast.JoinedStr() | ast.Constant(value=str())):  # a path
            return None
        case ast.Tuple(ctx=ast.Store()):
            return (ValueError, TypeError)
        case ast.FormattedValue(format_spec=ast.expr()):
            return (ValueError, TypeError)
        case ast.BinOp(op=ast.Div() | ast.FloorDiv()) | ast.AugAssign(op=ast.Div() | ast.FloorDiv()):
            return _DIVIDED  # who waits for a TypeError has missed what is far more common
        case ast.BinOp(left=left, op=ast.Mod()):
            text = program.kind(left) != "number"  # then it may be a text's `%`
            return (*_DIVIDED, *_unfit(program, node), *((ValueError, LookupError) if text else ()))
        case ast.BinOp(op=ast.Pow()) | ast.AugAssign(op=ast.Pow() | ast.Mod()):
            return (*_DIVIDED, *_unfit(program, node))
        case ast.BinOp() | ast.AugAssign():
            return _unfit(program, node)
        case ast.Call(func=ast.Name(id=name)) if name in _FUNCTIONS and name not in program.function_names:
            known = bool(node.args) and (call_name(node.args[0]) == "input" or program.kind(node.args[0]) == "str")
            return _FUNCTIONS[name] if known or name in ("print", "input") else (*_FUNCTIONS[name], TypeError)
        case ast.Call(func=ast.Attribute(attr=name)) if name in _METHODS:
            return (*_METHODS[name], TypeError, AttributeError)
        case ast.Attribute(attr=name):
            return (AttributeError,) if isinstance(program.parents[node], ast.Call) and name in _METHODS else None
        case ast.Subscript(slice=ast.Slice()):
            return (TypeError,)
        case ast.Subscript(ctx=ast.Load()):
            return _not_there(program, node)
        case ast.Compare():
            return (TypeError,)
        case ast.With(items=[ast.withitem(context_expr=ast.Call(func=ast.Name(id="open")))]) | ast.withitem():
            return (OSError,)
    return () if isinstance(node, _SILENT) else None


def _unfit(program: Program, node: ast.BinOp | ast.AugAssign) -> tuple[type[BaseException], ...]:
    """TypeError, unless both sides are numbers for certain."""
    sides = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.target, node.value]
    return () if all(program.kind(one) == "number" for one in sides) else (TypeError,)


def _not_there(program: Program, node: ast.Subscript) -> tuple[type[BaseException], ...]:
    kind = program.kind(node.value)
    if kind in ("list", "str", "tuple"):
        return (IndexError, TypeError)
    return (KeyError, TypeError) if kind == "dict" else (LookupError, TypeError)


_KNOWN: Final = (ArithmeticError, LookupError, ValueError, TypeError, OSError, ImportError, AssertionError)


def _handled(handler: ast.ExceptHandler) -> Errors | None:
    """Errors that a handler names; None when one of them is not known, or is one that may always come."""
    named = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    found: Errors = set()
    for one in named:
        error = getattr(builtins, one.id, None) if isinstance(one, ast.Name) else None
        if not (isinstance(error, type) and issubclass(error, _KNOWN)):
            return None
        found.add(error)
    return found


@check(
    Rule(
        code="handler-for-another-error",
        title="`except {name}` waits for an error that does not come here",
        weights={"correctness": 0.3},
        level="beginner",
        why="Each kind of failure raises an error of its own. The one that can come in this `try` is not caught, and "
        "ends the program.",
        do="Let it fail once, and read in the last line of the message which error it is.",
        example="def share(total, people):\n    try:\n        return total / people\n    except ValueError:\n"
        "        return 0\n",
        better="def share(total, people):\n    try:\n        return total / people\n    except ZeroDivisionError:\n"
        "        return 0\n",
    )
)
def handler_for_another_error(program: Program) -> Iterator[Place]:
    """See the rule: where all that may be raised is known, and no handler names any of it."""
    for node in program.all(ast.Try):
        function = program.function_of(node)
        special = function is not None and function.name.startswith("__")  # of what the others are is not known
        raised = None if special else _raised(program, node.body)
        if not raised or not raised - {TypeError, AttributeError}:
            continue
        handled = [_handled(one) for one in node.handlers]
        named = {error for one in handled if one is not None for error in one}
        fits = any(issubclass(one, error) or issubclass(error, one) for one in raised for error in named)
        if handled and None not in handled and not fits:
            first = node.handlers[0]
            yield Place(first.lineno, ast.unparse(first.type)[:40] if first.type else "")


@check(
    Rule(
        code="try-around-the-loop",
        title="The first element that fails ends the loop",
        weights={"correctness": 0.15},
        level="learning",
        why="An error leaves the whole `try`. As the loop stands in it, the elements after that one have no turn.",
        do="Put the `try` into the loop, around what may fail.",
        example="total = 0\ntry:\n    for word in ['3', 'x', '4']:\n        total += int(word)\n"
        "except ValueError:\n    pass\nprint(total)\n",
        better="total = 0\nfor word in ['3', 'x', '4']:\n    try:\n        total += int(word)\n"
        "    except ValueError:\n        print('no number:', word)\nprint(total)\n",
    )
)
def try_around_the_loop(program: Program) -> Iterator[Place]:
    """See the rule: a `for` over elements, which adds them up or collects them, and a handler that does nothing."""
    for node in program.all(ast.Try):
        match node:
            case ast.Try(
                body=[ast.For() as loop],
                handlers=[ast.ExceptHandler(type=ast.Name(id=error), body=[ast.Pass()])],
                orelse=[],
            ):
                inside = [one for part in loop.body for one in ast.walk(part)]
            case _:
                continue
        leaves = any(isinstance(one, ast.Return | ast.Break | ast.Yield | ast.Raise) for one in inside)
        may_fail = {
            "ValueError": any(call_name(one) in ("int", "float") for one in inside),
            "ZeroDivisionError": any(isinstance(one, ast.BinOp) and isinstance(one.op, ast.Div) for one in inside),
            "KeyError": any(isinstance(one, ast.Subscript) for one in inside),
        }
        collects = any(isinstance(one, ast.AugAssign) or method_of(one) in ("append", "add") for one in inside)
        if may_fail.get(error) and collects and not leaves:
            yield Place(node.lineno)


def _opened(program: Program) -> Iterator[tuple[str, str, list[ast.stmt]]]:
    """Name of a file, its mode, and the block in which it is used."""
    for item in program.all(ast.withitem):
        match item:
            case ast.withitem(context_expr=ast.Call(func=ast.Name(id="open")) as call, optional_vars=ast.Name(id=name)):
                block = program.parents[item]
                yield name, _mode(call), block.body  # type: ignore[attr-defined]  # a `with` has one
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="open")) as call):
                parent = program.parents[node]
                block_of = next(
                    (value for _, value in ast.iter_fields(parent) if isinstance(value, list) and node in value), []
                )
                if block_of:
                    yield name, _mode(call), block_of[block_of.index(node) + 1 :]
    yield from _handed_over(program)


def _handed_over(program: Program) -> Iterator[tuple[str, str, list[ast.stmt]]]:
    """The same of files that a function is given: what is read as only files are."""
    seen: set[tuple[ast.AST, str]] = set()
    for node in program.all(ast.Call):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="read" | "readlines"), args=[]):
                function = program.scope(node)
            case _:
                continue
        if (
            isinstance(function, ast.FunctionDef)
            and name in program.parameters(function)
            and (function, name) not in seen
        ):
            seen.add((function, name))
            yield name, "r", function.body


def _mode(call: ast.Call) -> str:
    given = [one.value for one in call.keywords if one.arg == "mode"] or call.args[1:2]
    if not given:
        return "r"
    return given[0].value if isinstance(given[0], ast.Constant) and isinstance(given[0].value, str) else "?"


@check(
    Rule(
        code="read-after-the-end",
        title="`{name}` has been read to its end before: there is nothing left in it",
        weights={"correctness": 0.3},
        level="beginner",
        why="A file is read from where the last reading stopped. After its end nothing comes, and no error either.",
        do="Keep what was read in a name, or go back with `seek(0)`.",
        example="with open('poem.txt') as file:\n    text = file.read()\n    lines = file.readlines()\n"
        "print(len(text), len(lines))\n",
        better="with open('poem.txt') as file:\n    text = file.read()\nlines = text.splitlines()\n"
        "print(len(text), len(lines))\n",
    )
)
def read_after_the_end(program: Program) -> Iterator[Place]:
    """See the rule: read as a whole in one statement of a block, and read again in a later one."""
    for name, mode, block in _opened(program):
        if not mode.startswith("r") or "+" in mode:
            continue
        ended = False
        for statement in block:
            inside = [one for one in ast.walk(statement) if isinstance(one, ast.AST)]
            again = any(isinstance(one, ast.Name) and one.id == name and not _loads(one) for one in inside)
            if again or any(method_of(one) in ("seek", "close") for one in inside):
                break
            if ended and any(_reads(one, name) for one in inside):
                yield Place(statement.lineno, name)
                break
            ended = ended or _reads_all(statement, name)


def _loads(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


def _reads(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=found), attr="read" | "readlines" | "readline")):
            return found == name
        case ast.Call(func=ast.Name(id="list" | "sorted" | "len" | "sum"), args=[ast.Name(id=found)]):
            return found == name
        case ast.For(iter=ast.Name(id=found)) | ast.comprehension(iter=ast.Name(id=found)):
            return found == name
    return False


def _reads_all(statement: ast.stmt, name: str) -> bool:
    """Whether nothing is left after a statement, whatever the file holds."""
    match statement:
        case ast.For(iter=ast.Name(id=found), body=body) if found == name:
            leaves = (ast.Break, ast.Return, ast.Raise, ast.Yield, ast.Try)
            return not any(isinstance(one, leaves) for part in body for one in ast.walk(part))
        case ast.Assign(value=value) | ast.Expr(value=value) | ast.AugAssign(value=value):
            for node in ast.walk(value):
                match node:
                    case ast.Call(func=ast.Attribute(value=ast.Name(id=found), attr="read" | "readlines"), args=[]):
                        return found == name
                    case ast.Call(func=ast.Name(id="list" | "sorted"), args=[ast.Name(id=found)]) if found == name:
                        return True
                    case ast.ListComp(generators=[ast.comprehension(iter=ast.Name(id=found))]) if found == name:
                        return True
    return False


@check(
    Rule(
        code="added-to-an-emptied-file",
        title="`{name}` empties the file to which it should add",
        weights={"correctness": 0.3},
        level="beginner",
        why="The mode 'w' throws away what is in the file. Only what the last call wrote is left.",
        do="Open it with 'a', which adds at the end.",
        example="def add_note(text):\n    with open('notes.txt', 'w') as file:\n        file.write(text)\n",
        better="def add_note(text):\n    with open('notes.txt', 'a') as file:\n        file.write(text)\n",
    )
)
def added_to_an_emptied_file(program: Program) -> Iterator[Place]:
    """See the rule: a function that is called so, writes nothing but what it is given, and reads no file before."""
    for function in program.functions:
        if not _says_it_adds(function) or _reads_or_dumps(program, function):
            continue
        for node in program.within(function):
            match node:
                case ast.withitem(
                    context_expr=ast.Call(func=ast.Name(id="open"), args=[path, *_]) as call,
                    optional_vars=ast.Name(id=file),
                ) if _mode(call) in ("w", "wt") and not _own_file(program, function, path):
                    if _writes_given(program, function, file):
                        yield Place(call.lineno, function.name)


def _says_it_adds(function: Function) -> bool:
    """Whether a name or a docstring says that something comes to what is in a file already."""
    text = " ".join((ast.get_docstring(function) or "").lower().split())
    named = re.match(r"_?(add|append|log)(_|$)", function.name)
    return any((named, _ADDS.match(text), _OLD_STAYS.search(text)))


_ADDS: Final = re.compile(r"(adds?|appends?|logs?)\b.*\b(file|end|line|entry|entries|log|diary|journal|history)\b")
_OLD_STAYS: Final = re.compile(r"\b(old|older|earlier|previous|former)( \w+)? (stays?|remains?|(is|are) kept)\b")


def _own_file(program: Program, function: Function, path: ast.expr) -> bool:
    """Whether each call may write a file of its own: its name is put together, or is handed over for one entry."""
    if isinstance(path, ast.Constant):
        return False
    return not isinstance(path, ast.Name | ast.Attribute) or bool(
        isinstance(path, ast.Name) and any(_binds(one, path.id) for one in program.within(function))
    )


def _binds(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and not _loads(node)


def _reads_or_dumps(program: Program, function: Function) -> bool:
    calls = [one for one in program.within(function) if isinstance(one, ast.Call)]
    opened = [one for one in calls if call_name(one) == "open"]
    others = ("read", "readlines", "load", "dump", "dumps", "writelines", "exists", "writer", "unlink", "seek")
    return len(opened) != 1 or any(method_of(one) in others or "read" in call_name(one) for one in calls)


def _writes_given(program: Program, function: Function, file: str) -> bool:
    """Whether all that is written to the file is made of the function's parameters, and not in a loop."""
    given = set(program.parameters(function)) - {"self"}
    written = [
        one
        for one in program.within(function)
        if method_of(one) == "write" and base_name(one.func) == file  # type: ignore[attr-defined]  # a call's
    ]
    names = [names_in(part) for one in written for part in one.args]  # type: ignore[attr-defined]  # a call's
    plain = not any(program.in_loop(one) for one in written)
    return plain and any(one & given for one in names) and not any("self." in name for one in names for name in one)


@check(
    Rule(
        code="kept-in-a-file-to-be-replaced",
        title="`{name}` adds to the file that it should replace",
        weights={"correctness": 0.3},
        level="beginner",
        why="The mode 'a' keeps what is in the file, and writes behind it.",
        do="Open it with 'w', which begins with an empty file.",
        example='def save(text):\n    """Replace what is in the file."""\n'
        "    with open('notes.txt', 'a') as file:\n        file.write(text)\n",
        better='def save(text):\n    """Replace what is in the file."""\n'
        "    with open('notes.txt', 'w') as file:\n        file.write(text)\n",
    )
)
def kept_in_a_file_to_be_replaced(program: Program) -> Iterator[Place]:
    """See the rule: the docstring begins so, or the name says it."""
    for function in program.functions:
        text = " ".join((ast.get_docstring(function) or "").lower().split())
        named = re.match(r"_?(overwrite|replace)(_\w+)?_(file|content|contents)$", function.name)
        if named is None and not re.match(r"(overwrites?|replaces?)\b[^.]*\b(file|contents?)\b", text):
            continue
        opened = [one for one in program.within(function) if isinstance(one, ast.Call) and call_name(one) == "open"]
        if len(opened) == 1 and _mode(opened[0]) in ("a", "at"):
            yield Place(opened[0].lineno, function.name)


CHECKS: tuple[Check, ...] = (
    handler_for_another_error,
    try_around_the_loop,
    read_after_the_end,
    added_to_an_emptied_file,
    kept_in_a_file_to_be_replaced,
)
