"""Pieces of texts that take too much or too little, and sums of pieces in which one stands twice."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, base_name, call_name, is_const, method_of, same
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]


@check(
    Rule(
        code="beginning-cut-wrong",
        title="`{name}` does not leave just what the question was about",
        weights={"correctness": 0.4},
        level="beginner",
        why="What was asked for with `startswith` or `endswith` has `len(...)` letters: so many have to go, and all "
        "others stay.",
        do="Try it with a short text, and count the letters that are left.",
        example="def bare(name, end):\n    if name.endswith(end):\n        return name[:len(end)]\n    return name\n",
        better="def bare(name, end):\n    if name.endswith(end):\n        return name[:-len(end)]\n    return name\n",
    )
)
def beginning_cut_wrong(program: Program) -> Iterator[Place]:
    """See the rule: a slice by the length of what the branch asked for, at the other end or by one letter beside."""
    for node in program.all(ast.Call):
        match node:
            case ast.Call(func=ast.Name(id="len"), args=[affix]):
                pass
            case _:
                continue
        inner: ast.AST = node
        while isinstance(program.parents[inner], ast.BinOp | ast.UnaryOp):
            inner = program.parents[inner]
        part = program.parents[inner]
        cut = program.parents[part] if isinstance(part, ast.Slice) else None
        if isinstance(part, ast.Slice) and isinstance(cut, ast.Subscript) and _is_wrong(program, part, cut, affix):
            yield Place(node.lineno, ast.unparse(cut))


def _is_wrong(program: Program, part: ast.Slice, cut: ast.Subscript, affix: ast.expr) -> bool:
    asked = ""
    for one, up in program.up(cut):
        if isinstance(up, ast.If | ast.While | ast.IfExp):
            body = up.body if isinstance(up.body, list) else [up.body]
            match up.test:
                case ast.Call(func=ast.Attribute(value=owner, attr=attr), args=[given]) if any(
                    one is two for two in body
                ):
                    if same(owner, cut.value) and ast.unparse(given) == ast.unparse(affix):
                        asked = attr
                        break
    size = f"len({ast.unparse(affix)})"
    lower, upper = (ast.unparse(one) if one is not None else "" for one in (part.lower, part.upper))
    compared = isinstance(program.parents[cut], ast.Compare)
    if asked == "startswith" and not compared:
        return upper == "" and lower in (f"{size} - 1", f"{size} + 1", f"-{size}")
    if asked == "endswith" and not compared:
        return (lower, upper) in (("", size), ("", f"-{size} - 1"), ("", f"-{size} + 1"), (size, ""))
    return False


@check(
    Rule(
        code="same-piece-twice",
        title="`{name}` holds one piece twice",
        weights={"correctness": 0.4},
        level="beginner",
        why="A slice without an end goes to the very end, and one without a beginning begins at the first: what is "
        "put beside it is in it already.",
        do="Write down the result for a word of four letters.",
        example="def swap_ends(word):\n    return word[-1] + word[1:] + word[0]\n",
        better="def swap_ends(word):\n    return word[-1] + word[1:-1] + word[0]\n",
    )
)
def same_piece_twice(program: Program) -> Iterator[Place]:
    """See the rule: an end or the whole beside a piece that holds it, or as many signs as letters beside some."""
    for node in program.all(ast.BinOp):
        if not isinstance(node.op, ast.Add) or isinstance(program.parents[node], ast.BinOp):
            continue
        parts = summands(node)
        for first, piece in _pairs(parts):
            if _is_first_and_all(first, piece) or _is_join_and_last(first, piece) or _is_hidden(first, piece):
                yield Place(node.lineno, ast.unparse(node)[:50])
        if _has_both_ends(parts):
            yield Place(node.lineno, ast.unparse(node)[:50])


def _pairs(parts: list[ast.expr]) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Each part with the one behind it, and with the one behind a text that is written down."""
    for at, one in enumerate(parts[:-1]):
        behind = parts[at + 1 : at + 3]
        if isinstance(behind[0], ast.Constant) and len(behind) > 1:
            yield one, behind[1]
        else:
            yield one, behind[0]


def _is_first_and_all(first: ast.expr, piece: ast.expr) -> bool:
    """`w[0].upper() + w[0:]`, also with `w` itself behind."""
    match first:
        case ast.Call(
            func=ast.Attribute(value=ast.Subscript(value=owner, slice=at), attr="upper" | "capitalize" | "lower")
        ):
            pass
        case _:
            return False
    begins = is_const(at, 0) or ast.unparse(at) == ":1"
    match piece:
        case ast.Subscript(value=whole, slice=ast.Slice(lower=lower, upper=None, step=None)):
            return begins and same(whole, owner) and (lower is None or is_const(lower, 0))
    return begins and same(piece, owner)


def _is_join_and_last(first: ast.expr, piece: ast.expr) -> bool:
    """`", ".join(names) + " and " + names[-1]`."""
    match first, piece:
        case ast.Call(func=ast.Attribute(attr="join"), args=[whole]), ast.Subscript(value=owner, slice=at):
            return same(whole, owner) and is_const(at, -1)
    return False


def _is_hidden(first: ast.expr, piece: ast.expr) -> bool:
    """`"*" * len(x) + x[-4:]`: as many signs as there are letters, and letters behind them."""
    match first, piece:
        case (
            ast.BinOp(
                left=ast.Constant(value=str(sign)), op=ast.Mult(), right=ast.Call(func=ast.Name(id="len"), args=[text])
            ),
            ast.Subscript(value=owner, slice=ast.Slice(lower=ast.UnaryOp(), upper=None)),
        ):
            return bool(sign.strip()) and same(text, owner)
    return False


def _has_both_ends(parts: list[ast.expr]) -> bool:
    """`w[-1] + w[1:] + w[0]` and `w[-1] + w[:-1] + w[0]`."""
    match parts:
        case [
            ast.Subscript(slice=last),
            ast.Subscript(slice=ast.Slice(step=None) as middle),
            ast.Subscript(slice=first),
        ]:
            owners = {ast.unparse(one.value) for one in parts if isinstance(one, ast.Subscript)}
            ends = is_const(last, -1) and is_const(first, 0)
            return len(owners) == 1 and ends and ast.unparse(middle) in ("1:", ":-1", ":")
    return False


@check(
    Rule(
        code="nothing-in-the-slice",
        title="`{name}` is always empty",
        weights={"correctness": 0.4},
        level="beginner",
        why="The end of a slice is not in it: up to place 0 there is nothing.",
        do="`[:1]` or `[0]` is the first one.",
        example="def turned(word):\n    return word[1:] + word[:0]\n",
        better="def turned(word):\n    return word[1:] + word[:1]\n",
    )
)
def nothing_in_the_slice(program: Program) -> Iterator[Place]:
    """See the rule: `x[:0]` that is read."""
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(
                slice=ast.Slice(lower=None | ast.Constant(value=0), upper=upper, step=None), ctx=ast.Load()
            ):
                if upper is not None and is_const(upper, 0):
                    yield Place(node.lineno, ast.unparse(node))


@check(
    Rule(
        code="sign-left-in-the-piece",
        title="`{name}` still holds the sign itself",
        weights={"correctness": 0.35},
        level="beginner",
        why="A slice holds the place at which it begins: the sign that was looked for is its first letter.",
        do="Begin one place later.",
        example="def extension(name):\n    '''Return the extension without the dot.'''\n    dot = name.rfind('.')\n"
        "    return name[dot:]\n",
        better="def extension(name):\n    '''Return the extension without the dot.'''\n    dot = name.rfind('.')\n"
        "    return name[dot + 1:]\n",
    )
)
def sign_left_in_the_piece(program: Program) -> Iterator[Place]:
    """See the rule: a slice from the place of a sign, where what is between or behind it is promised."""
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(value=owner, slice=ast.Slice(lower=ast.Name() as place, step=None), ctx=ast.Load()):
                found = program.value(place)
            case _:
                continue
        if found is None or method_of(found) not in ("find", "rfind", "index", "rindex"):
            continue
        match found:
            case ast.Call(func=ast.Attribute(value=text), args=[ast.Constant(value=str(sign)), *_]) if len(sign) == 1:
                if same(text, owner) and _WITHOUT.search(program.purpose(node)):
                    yield Place(node.lineno, ast.unparse(node))


_WITHOUT: Final = re.compile(
    r"\bwithout (?:the |its |a |any )?(?:leading )?"
    r"(?:dot|brackets?|quotes?|signs?|parenthes[ei]s|hash|at|slash|colon|comma)\b|"
    r"\b(?:between|inside|within|behind|after) (?:the |two |its )?(?:first |last |round |square )?"
    r"(?:brackets?|parenthes[ei]s|quotes?|colon|dot|comma|slash|hash|at|equals?)\b"
)


@check(
    Rule(
        code="bracket-kept-at-the-end",
        title="`{name}` takes off the first bracket alone",
        weights={"correctness": 0.35},
        level="beginner",
        why="The closing bracket stays at the end of the name.",
        do="Take off the last sign as well.",
        example="def section(line):\n    if line.startswith('['):\n        return line[1:]\n    return ''\n",
        better="def section(line):\n    if line.startswith('['):\n        return line[1:-1]\n    return ''\n",
    )
)
def bracket_kept_at_the_end(program: Program) -> Iterator[Place]:
    """See the rule: `line[1:]` where the line begins with a bracket, and nothing is taken from the end."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=line), attr="startswith"),
                args=[ast.Constant(value="[" | "(" | "<" | "{")],
            ):
                pass
            case _:
                continue
        for step in node.body:
            for one in ast.walk(step):
                match one:
                    case ast.Subscript(value=ast.Name(id=cut), slice=ast.Slice(upper=None, step=None) as part):
                        kept = is_const(part.lower, 1) and cut == line and _is_kept(program, one)
                        if kept and not _takes_from_the_end(program, node):
                            yield Place(one.lineno, ast.unparse(one))


def _is_kept(program: Program, node: ast.expr) -> bool:
    """Whether it is returned, given a name or put into a list as it is."""
    around = program.parents[node]
    return isinstance(around, ast.Return | ast.Assign) or method_of(around) in ("append", "add")


def _takes_from_the_end(program: Program, node: ast.If) -> bool:
    around = program.scope(node)
    return any(
        (
            (
                isinstance(one, ast.Call)
                and method_of(one) in ("rstrip", "strip", "removesuffix", "replace", "split", "find")
            )
            and one.args
        )
        or (isinstance(one, ast.Slice) and isinstance(one.upper, ast.UnaryOp))
        for one in program.within(around)
    )


@check(
    Rule(
        code="half-a-separator",
        title="`{name}` takes off one letter, and the separator has two",
        weights={"correctness": 0.4},
        level="beginner",
        why="A comma with a blank has two letters: when one is taken off, the comma stays.",
        do="Take off as many letters as were added, or use `join`.",
        example="def listed(values):\n    line = ''\n    for value in values:\n        line += str(value) + ', '\n"
        "    return line[:-1]\n",
        better="def listed(values):\n    line = ''\n    for value in values:\n        line += str(value) + ', '\n"
        "    return line[:-2]\n",
    )
)
def half_a_separator(program: Program) -> Iterator[Place]:
    """See the rule: a loop adds a text of two or more letters behind each part, and `[:-1]` is taken of the whole."""
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(
                value=ast.Name(id=name) as text, slice=ast.Slice(lower=None, upper=upper), ctx=ast.Load()
            ):
                taken = next((size for size in (1, 2, 3) if upper is not None and is_const(upper, -size)), 0)
            case _:
                continue
        if not taken:
            continue
        stores = [program.parents[one] for one in program.places(program.scope(text), name)[:50]]
        adds = [one for one in stores if isinstance(one, ast.AugAssign) and program.in_loop(one)]
        sign = _last_text(adds[0].value) if len(adds) == 1 and base_name(adds[0].target) == name else ""
        if sign.endswith(" ") and sign.strip() and len(sign) > taken and not program.in_loop(node):
            yield Place(node.lineno, ast.unparse(node))


def _last_text(node: ast.expr) -> str:
    """The text that an expression ends with, as far as it is written down."""
    match node:
        case ast.BinOp(op=ast.Add(), right=right):
            return _last_text(right)
        case ast.JoinedStr(values=[*_, last]):
            return _last_text(last)
        case ast.Constant(value=str(text)):
            return text
    return ""


@check(
    Rule(
        code="gaps-lost-in-the-join",
        title="`{name}` puts the words together without the blanks at which they were cut",
        weights={"correctness": 0.35},
        level="beginner",
        why="`split` takes the blanks out, and joining with nothing between does not bring them back.",
        do="Join with the sign at which the text was cut.",
        example="def titled(text):\n    words = text.split(' ')\n    for i in range(len(words)):\n"
        "        words[i] = words[i].capitalize()\n    return ''.join(words)\n",
        better="def titled(text):\n    words = text.split(' ')\n    for i in range(len(words)):\n"
        "        words[i] = words[i].capitalize()\n    return ' '.join(words)\n",
    )
)
def gaps_lost_in_the_join(program: Program) -> Iterator[Place]:
    """See the rule: the parts of a text, each of which is changed in its place, are joined with nothing between."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Constant(value=""), attr="join"), args=[ast.Name(id=name) as words]
            ):
                given = program.values(words)
            case _:
                continue
        cut = len(given) == 1 and isinstance(given[0], ast.Call) and method_of(given[0]) == "split"
        blank = cut and isinstance(given[0], ast.Call) and (not given[0].args or is_const(given[0].args[0], " "))
        changed = any(
            isinstance(around := program.parents[one], ast.Subscript) and isinstance(around.ctx, ast.Store)
            for one in program.places(program.scope(call), name)[:50]
        )
        if blank and changed and not re.search(r"camel|pascal|remov|without|initial|acronym", program.purpose(call)):
            yield Place(call.lineno, call_name(call) or ast.unparse(call))


CHECKS: tuple[Check, ...] = (
    beginning_cut_wrong,
    same_piece_twice,
    nothing_in_the_slice,
    sign_left_in_the_piece,
    bracket_kept_at_the_end,
    half_a_separator,
    gaps_lost_in_the_join,
)
