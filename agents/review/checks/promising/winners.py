"""The one with the most: a dictionary of counts is asked for its greatest value, not for its last key."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.holders import Holder, Holders
from agents.review.program import Program, call_name, is_const, method_of
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_BY_COUNT: Final = re.compile(
    r"\b(?<!at )most\b|\bwin(?:s|ner|ners|ning)?\b|\bfavou?rites?\b|\bcommon(?:est)?\b|\bfrequent\b|\bpopular\b|"
    r"\boften(?:est)?\b|\bleader\b|\bleading\b|\bchampions?\b|\brichest\b|\bbest[ -]?sell\w*|\bbusiest\b|\bleast\b|"
    r"\brarest\b|\bfewest\b|\bmode\b|\bloudest\b"
)
_BY_SIZE: Final = re.compile(
    r"\b(?:highest|largest|biggest|greatest|best|top|longest|strongest|oldest|cheapest|dearest|lowest|smallest|worst|"
    r"tallest|heaviest|max|min|poorest)\b"
)
_NO_NUMBER: Final = re.compile(
    r"(?:^|_)(?:name|word|letter|char|character|ch|team|player|candidate|item|product|city|town|country|student|pupil|"
    r"person|fruit|animal|bird|colou?r|language|category|song|book|customer|owner|shop|month|weekday|day_name|party|"
    r"film|movie|dish|artist|author|species|vote|choice|district|department)$"
)


@check(
    Rule(
        code="last-key-for-the-most",
        title="`{name}` looks at the keys, not at what they count",
        weights={"correctness": 0.35},
        level="beginner",
        why="A dictionary hands out its keys. The greatest key is the one that is last in the alphabet, however "
        "little it counts.",
        do="Tell `max`, `min` or `sorted` by `key` what is to be compared.",
        example="def winner(ballots):\n    votes = {}\n    for name in ballots:\n"
        "        votes[name] = votes.get(name, 0) + 1\n    return max(votes)\n",
        better="def winner(ballots):\n    votes = {}\n    for name in ballots:\n"
        "        votes[name] = votes.get(name, 0) + 1\n    return max(votes, key=votes.get)\n",
    )
)
def last_key_for_the_most(program: Program) -> Iterator[Place]:
    """See the rule: keys of counts or sums, where the function, the name or the text beside it speaks of the most."""
    counted: dict[Holder, ast.expr | None] | None = None
    holders = Holders(program)
    for call in program.all(ast.Call):
        node, owner = _extreme_key(program, call)
        if owner is None or isinstance(program.parents[node], ast.BinOp | ast.Compare):
            continue
        statement = program.statement(call)
        if statement is None or call_name(program.parents[node]) in ("range", "int", "float", "len"):
            continue
        said = _said(program, statement)
        by_count, by_size = _BY_COUNT.search(said), _BY_SIZE.search(said)
        if not (by_count or by_size):
            continue
        counted = _counted(program, holders) if counted is None else counted
        holder = holders.of(owner)
        made, first = _begun(program, holders.origin(owner))
        key = counted.get(holder, first) if holder is not None else first
        if (made or holder in counted) and (by_count or _is_no_number(key)):
            yield Place(call.lineno, ast.unparse(node)[:40])


def _extreme_key(program: Program, call: ast.Call) -> tuple[ast.expr, ast.expr | None]:
    """The expression that gives the greatest or the smallest of some keys, and whose keys they are."""
    node: ast.expr = call
    match call:
        case ast.Call(func=ast.Name(id="max" | "min"), args=[owner]):
            pass
        case ast.Call(func=ast.Name(id="sorted"), args=[owner]):
            around = program.parents[call]
            if isinstance(around, ast.Subscript) and is_const(around.slice, 0, -1):
                node = around
            elif not _is_end_taken(program, around):
                return node, None
        case _:
            return node, None
    if any(one.arg == "key" for one in call.keywords):
        return node, None
    first = isinstance(program.parents[node], ast.Subscript)  # of an item: its key
    if (
        isinstance(owner, ast.Call)
        and isinstance(owner.func, ast.Attribute)
        and (owner.func.attr == "keys" or (owner.func.attr == "items" and first))
    ):
        owner = owner.func.value
    return node, owner if isinstance(owner, ast.Name | ast.Attribute | ast.Call) else None


def _is_end_taken(program: Program, around: ast.AST) -> bool:
    """Whether what is sorted gets a name, and only one end of it is taken by that."""
    match around:
        case ast.Assign(targets=[ast.Name() as target]):
            reads = [one for one in program.places(program.scope(target), target.id)[:_MANY] if one is not target]
            taken = (program.parents[one] for one in reads)
            return bool(reads) and all(isinstance(one, ast.Subscript) and is_const(one.slice, 0, -1) for one in taken)
    return False


_MANY: Final = 50  # places of a name that are looked at


def _said(program: Program, statement: ast.stmt) -> str:
    """The words of the function, of the names that are given the value, and of the texts in the statement."""
    parts = [program.purpose(statement)]
    if isinstance(statement, ast.Assign):
        parts += [ast.unparse(one) for one in statement.targets]
    parts += [one.value for one in ast.walk(statement) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return " ".join(parts).replace("_", " ").lower() if isinstance(statement, _SIMPLE) else ""


_SIMPLE: Final = (ast.Assign, ast.AnnAssign, ast.Return, ast.Expr)


def _is_no_number(key: ast.expr | None) -> bool:
    """Whether a key is a text, by itself or by its name."""
    match key:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return bool(_NO_NUMBER.search(name.lower()))
    return False


def _counted(program: Program, holders: Holders) -> dict[Holder, ast.expr | None]:
    """Dictionaries that count or add up, or begin with texts for numbers -> one of their keys."""
    counted: dict[Holder, ast.expr | None] = {}
    for node in program.all(ast.AugAssign):
        match node:
            case ast.AugAssign(target=ast.Subscript(value=owner, slice=key), op=ast.Add() | ast.Sub(), value=value):
                if not isinstance(value, ast.List | ast.JoinedStr | ast.Slice) and not isinstance(key, ast.Constant):
                    _keep(program, holders, counted, owner, key)
    for given in program.all(ast.Assign):
        match given:
            case ast.Assign(targets=[ast.Subscript(value=owner, slice=key)], value=ast.BinOp(op=ast.Add(), left=left)):
                if ast.unparse(left).startswith(f"{ast.unparse(owner)}.get("):
                    _keep(program, holders, counted, owner, key)
            case ast.Assign(targets=[ast.Name() | ast.Attribute() as owner], value=value):
                begun, first = _begun(program, value)
                if begun:
                    _keep(program, holders, counted, owner, first, sure=True)
    return counted


def _begun(program: Program, value: ast.expr) -> tuple[bool, ast.expr | None]:
    """Whether it is a dictionary of numbers as it is made, and one of its keys."""
    if isinstance(value, ast.DictComp):
        return _counts(value.value), value.key
    if isinstance(value, ast.Dict) and len(value.keys) > 1:
        texts = all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in value.keys)
        return texts and all(program.number(one) is not None for one in value.values), value.keys[0]
    return call_name(value) == "Counter", None


def _counts(node: ast.expr) -> bool:
    return method_of(node) == "count" or call_name(node) in ("len", "sum")


def _keep(
    program: Program,
    holders: Holders,
    counted: dict[Holder, ast.expr | None],
    owner: ast.expr,
    key: ast.expr | None,
    *,
    sure: bool = False,
) -> None:
    """Note that something counts, if it is a dictionary."""
    holder = holders.of(owner)
    if holder is not None and (sure or program.kind(owner) == "dict"):
        counted[holder] = key


CHECKS: tuple[Check, ...] = (last_key_for_the_most,)
