"""Entries of dictionaries and lists: keys for values, what `get` does not find, the wrong element taken out."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, call_name, callee, method_of, names_in, same
from agents.review.rules import Place, Rule
from agents.review.texts import is_of_numbers

__all__ = ["CHECKS"]


@check(
    Rule(
        code="keys-and-values-turned-round",
        title="`items` gives the key first: `{name}` gets it",
        weights={"correctness": 0.4},
        level="beginner",
        why="The first name gets the key, the second one the value.",
        do="Write the two names in the other order.",
        example="prices = {'apple': 0.5, 'pear': 0.7}\nfor price, fruit in prices.items():\n    print(fruit, price)\n",
        better="prices = {'apple': 0.5, 'pear': 0.7}\nfor fruit, price in prices.items():\n    print(fruit, price)\n",
    )
)
def keys_and_values_turned_round(program: Program) -> Iterator[Place]:
    """See the rule: by the names, where the dictionary's own keys are known, or what it is asked for."""
    keys: dict[tuple[ast.AST, str], set[str]] = defaultdict(set)
    for node in program.all(ast.Subscript):
        match node:
            case ast.Subscript(value=ast.Name(id=owner), slice=ast.Name(id=key)):
                keys[program.scope(node), owner].add(key)
    for walk in program.walks:
        match walk:
            case ast.For(target=target, iter=source) | ast.comprehension(target=target, iter=source):
                pass
        match target, source:
            case (
                ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=second)]),
                ast.Call(func=ast.Attribute(value=ast.Name(id=owner) as named, attr="items")),
            ):
                pass
            case _:
                continue
        asked = keys[program.scope(source), owner]
        numbered = is_of_numbers(first) and not is_of_numbers(second) and _has_numbers(program.value(named))
        if numbered or (second in asked and first not in asked and not asked - {second}):
            yield Place(source.lineno, first)


def _has_numbers(node: ast.expr | None) -> bool:
    """Whether a dictionary that is written down has texts for numbers."""
    if not isinstance(node, ast.Dict) or not node.keys:
        return False
    texts = all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in node.keys)
    return texts and all(isinstance(one, ast.Constant) and isinstance(one.value, int | float) for one in node.values)


@check(
    Rule(
        code="keys-added-up",
        title="`{name}` adds up the keys, not the values",
        weights={"correctness": 0.4},
        level="beginner",
        why="Going through a dictionary gives its keys.",
        do="Go through `.values()`, or look up what belongs to the key.",
        example="def total(points_by_round):\n    return sum(points_by_round)\n",
        better="def total(points_by_round):\n    return sum(points_by_round.values())\n",
    )
)
def keys_added_up(program: Program) -> Iterator[Place]:
    """See the rule: by `sum`, or by `+=` in a loop, of a dictionary by its name, or of a written one."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Name(id="sum"), args=[ast.Name() as source]) if _by_key(program, source):
                yield Place(call.lineno, ast.unparse(call))
            case ast.Call(func=ast.Name(id="sum"), args=[ast.Attribute() as held]) if program.kind(held) == "dict":
                if _PRICED.search(ast.unparse(held)) or _is_set_to_amounts(program, held):
                    yield Place(call.lineno, ast.unparse(call))
    for loop in program.all(ast.For):
        match loop:
            case ast.For(target=ast.Name(id=key), iter=ast.Name() as source) if _by_key(program, source):
                pass
            case _:
                continue
        for step in loop.body:
            match step:
                case ast.AugAssign(op=ast.Add(), value=ast.Name(id=added)) if added == key:
                    yield Place(step.lineno, ast.unparse(step))


def _is_set_to_amounts(program: Program, held: ast.Attribute) -> bool:
    """Whether some method keeps a price or an amount under a key of an attribute."""
    table = ast.unparse(held)
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Subscript(value=owner)], value=ast.Name(id=name)):
                if ast.unparse(owner) == table and _PRICED.search(name):
                    return True
    return False


_PRICED: Final = re.compile(r"(?:^|_|\.)(?:price|amount|cost|count|points|score|quantity|weight)s?$")


def _by_key(program: Program, name: ast.Name) -> bool:
    value = program.value(name)
    return bool(_BY.search(name.id) and program.kind(name) in ("dict", "parameter")) or _has_numbers(value)


_BY: Final = re.compile(r"[a-z]_(?:by|per|for)_[a-z]")


@check(
    Rule(
        code="value-asked-among-keys",
        title="`{name}` looks among the keys for what is a value",
        weights={"correctness": 0.4},
        level="beginner",
        why="`in` asks a dictionary for its keys. The loop below compares the same with the values.",
        do="Ask `.values()`, or leave the question to the loop.",
        example="def owner_of(number, book):\n    if number not in book:\n        return None\n"
        "    for name, one in book.items():\n        if one == number:\n            return name\n    return None\n",
        better="def owner_of(number, book):\n    for name, one in book.items():\n        if one == number:\n"
        "            return name\n    return None\n",
    )
)
def value_asked_among_keys(program: Program) -> Iterator[Place]:
    """See the rule: `x in d`, and `x == value` in a loop through `d.items()` of the same function."""
    compared = set()
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Tuple(elts=[ast.Name(id=key), ast.Name(id=value)]),
                iter=ast.Call(func=ast.Attribute(value=owner, attr="items")),
            ):
                pass
            case _:
                continue
        for node in program.within(loop):
            match node:
                case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
                    names = {ast.unparse(left), ast.unparse(right)}
                    if value in names and key not in names:
                        compared |= {(program.scope(loop), ast.unparse(owner), one) for one in names - {value}}
    for node in program.all(ast.Compare) if compared else ():
        match node:
            case ast.Compare(left=ast.Name(id=asked), ops=[ast.In() | ast.NotIn()], comparators=[owner]):
                if (program.scope(node), ast.unparse(owner), asked) in compared:
                    yield Place(node.lineno, ast.unparse(node))


@check(
    Rule(
        code="get-finds-nothing",
        title="`{name}` is None when the key is met for the first time",
        weights={"correctness": 0.4},
        level="beginner",
        why="`get` gives None for a key that is not there, and nothing can be added to None.",
        do="Tell `get` as well what to give then.",
        example="def tally(votes):\n    result = {}\n    for vote in votes:\n"
        "        result[vote] = result.get(vote) + 1\n    return result\n",
        better="def tally(votes):\n    result = {}\n    for vote in votes:\n"
        "        result[vote] = result.get(vote, 0) + 1\n    return result\n",
    )
)
def get_finds_nothing(program: Program) -> Iterator[Place]:
    """See the rule: `d.get(k) + x` and `d.get(k).append(x)` of a dictionary that begins empty, with no question."""
    asked = {
        _place(program, node.comparators[0])
        for node in program.all(ast.Compare)
        if isinstance(node.ops[0], ast.In | ast.NotIn)
    }
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(value=owner, attr="get"), args=[_], keywords=[]):
                pass
            case _:
                continue
        tried = any(isinstance(one, ast.Try) for _, one in program.up(call))
        if tried or not _begins_empty(program, owner) or _place(program, owner) in asked:
            continue
        around = program.parents[call]
        if isinstance(around, ast.BinOp) or (isinstance(around, ast.Attribute) and around.attr in _FILLING):
            yield Place(call.lineno, ast.unparse(call))


def _place(program: Program, node: ast.expr) -> tuple[ast.AST, str]:
    """What tells one dictionary from another: its name and where that is known."""
    owner = program.tree if isinstance(node, ast.Attribute) else program.scope(node)
    return owner, ast.unparse(node)


def _begins_empty(program: Program, owner: ast.expr) -> bool:
    if isinstance(owner, ast.Attribute):
        return base_name(owner) == ast.unparse(owner) and program.kind(owner) == "dict"
    begins = program.value(owner) if isinstance(owner, ast.Name) else None
    return (isinstance(begins, ast.Dict) and not begins.keys) or ast.unparse(begins or owner) == "dict()"


_FILLING: Final = frozenset(("append", "add", "extend", "update"))


@check(
    Rule(
        code="another-one-taken-out",
        title="`{name}` takes the last one out, whatever was asked for",
        weights={"correctness": 0.4},
        level="beginner",
        why="`pop()` without a place takes the last element. What was found may stand anywhere.",
        do="Take out what was found, with `remove`.",
        example="def leave(queue, person):\n    if person in queue:\n        queue.pop()\n    return queue\n",
        better="def leave(queue, person):\n    if person in queue:\n        queue.remove(person)\n    return queue\n",
    )
)
def another_one_taken_out(program: Program) -> Iterator[Place]:
    """See the rule: `if x in items: items.pop()`, and the same for an element that equals what is wanted."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(
                left=ast.Name(id=wanted), ops=[ast.In()], comparators=[ast.Name() | ast.Attribute() as items]
            ):
                pass
            case ast.Compare(left=ast.Subscript(value=items, slice=ast.Name(id=wanted)), ops=[ast.Eq()]):
                pass
            case _:
                continue
        match node.body:
            case [ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="pop"), args=[])) as step, *rest]:
                used = any(
                    wanted in names_in(one) for one in rest if isinstance(one, ast.Expr | ast.Assign | ast.Delete)
                )
                if same(items, owner) and not used:
                    yield Place(step.lineno, ast.unparse(step))


@check(
    Rule(
        code="default-thrown-away",
        title="What `{name}` gives for a new key is thrown away",
        weights={"correctness": 0.4},
        level="beginner",
        why="`get` puts nothing into the dictionary: the new list is filled and then forgotten.",
        do="Use `setdefault`, or put the list into the dictionary first.",
        example="def by_letter(words):\n    groups = {}\n    for word in words:\n"
        "        groups.get(word[0], []).append(word)\n    return groups\n",
        better="def by_letter(words):\n    groups = {}\n    for word in words:\n"
        "        groups.setdefault(word[0], []).append(word)\n    return groups\n",
    )
)
def default_thrown_away(program: Program) -> Iterator[Place]:
    """See the rule: `d.get(k, []).append(x)` where nothing else is put into the dictionary."""
    stored = {_place(program, one.value) for one in program.all(ast.Subscript) if isinstance(one.ctx, ast.Store)}
    for node in program.all(ast.Expr):
        match node.value:
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Call(
                        func=ast.Attribute(value=owner, attr="get"),
                        args=[
                            _,
                            ast.List() | ast.Dict() | ast.Call(func=ast.Name(id="list" | "set" | "dict"), args=[]),
                        ],
                    ) as got,
                    attr=method,
                )
            ) if method in _FILLING and _begins_empty(program, owner) and _place(program, owner) not in stored:
                yield Place(node.lineno, ast.unparse(got))


@check(
    Rule(
        code="nothing-turned-round",
        title="`{name}` keeps each key with its value as it was",
        weights={"correctness": 0.4},
        level="beginner",
        why="Keys and values should change places, and each is written where it came from.",
        do="Write the value in the place of the key.",
        example="def inverted(words):\n    return {one: other for one, other in words.items()}\n",
        better="def inverted(words):\n    return {other: one for one, other in words.items()}\n",
    )
)
def nothing_turned_round(program: Program) -> Iterator[Place]:
    """See the rule: in a function that is named for it, of all entries of a dictionary."""
    for node in program.all(ast.DictComp):
        match node:
            case ast.DictComp(key=key, value=value, generators=[ast.comprehension(target=target, ifs=[])]):
                if _same_entry(target, key, value) and _INVERTS.search(program.purpose(node)):
                    yield Place(node.lineno, ast.unparse(node)[:40])
    for loop in program.all(ast.For):
        match loop.body:
            case [ast.Assign(targets=[ast.Subscript(slice=key)], value=value) as step]:
                if _same_entry(loop.target, key, value) and _INVERTS.search(program.purpose(loop)):
                    yield Place(step.lineno, ast.unparse(step)[:40])


_INVERTS: Final = re.compile(r"\b(?:invert\w*|inverse|keys and values (?:are )?(?:swapped|exchanged)|swap\w* keys)\b")


def _same_entry(target: ast.expr, key: ast.expr, value: ast.expr) -> bool:
    return isinstance(target, ast.Tuple) and [ast.unparse(one) for one in target.elts] == [
        ast.unparse(key),
        ast.unparse(value),
    ]


@check(
    Rule(
        code="list-put-into-the-list",
        title="`{name}` puts the whole list in as one element",
        weights={"correctness": 0.4},
        level="beginner",
        why="`append` adds one element, and here that is a list: the result has lists in it, not what they hold.",
        do="Use `extend`, which adds each element.",
        example="def merged(first, second):\n    '''Return one list with the names of both lists.'''\n    names = []\n"
        "    names.append(first)\n    names.append(second)\n    return names\n",
        better="def merged(first, second):\n    '''Return one list with the names of both lists.'''\n    names = []\n"
        "    names.extend(first)\n    names.extend(second)\n    return names\n",
    )
)
def list_put_into_the_list(program: Program) -> Iterator[Place]:
    """See the rule: where one list of all elements is promised, of parameters or of the inner lists of one."""
    for function in program.functions:
        said = program.purpose(function)
        yield from _own_list_put_in(program, function, said)
        if not _ONE_LIST.search(said):
            continue
        given = program.parameters(function)
        inside = list(program.within(function))
        if any(method_of(one) in ("extend", "chain") or call_name(one) == "isinstance" for one in inside):
            continue
        added = [one for one in inside if method_of(one) == "append" and isinstance(one, ast.Call)]
        whole = [one for one in added if len(one.args) == 1 and isinstance(one.args[0], ast.Name)]
        if not added or len(whole) < len(added):
            continue
        if _joins_whole(program, function, whole, given) or _walks_outer(program, whole, given):
            yield Place(whole[0].lineno, ast.unparse(whole[0]))


def _own_list_put_in(program: Program, function: Function, said: str) -> Iterator[Place]:
    """The list that a function gives for a part, put as a whole where other elements are put one by one."""
    inside = list(program.within(function))
    calls = {one for one in inside if isinstance(one, ast.Call) and callee(one) == function.name}
    if not calls or not (_FLAT.search(said) or (_ALL_OF_IT.search(said) and not _IN_ITS_SHAPE.search(said))):
        return
    begun = {
        name: value for node in function.body for name, value in _begun(node) if isinstance(value, ast.List | ast.Call)
    }
    added = [one for one in inside if isinstance(one, ast.Call) and method_of(one) == "append" and len(one.args) == 1]
    whole = [one for one in added if program.value(one.args[0]) in calls and _put_into(one) in begun]
    answers = {one.value.id for one in inside if isinstance(one, ast.Return) and isinstance(one.value, ast.Name)}
    singles = {_put_into(one) for one in set(added) - set(whole)}
    for call in whole:
        name = _put_into(call)
        if name in answers and (name in singles or getattr(begun[name], "elts", [])):
            yield Place(call.lineno, ast.unparse(call))


def _begun(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
        ):
            yield name, value


def _put_into(call: ast.AST) -> str:
    """`x` of `x.append(...)`."""
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name))):
            return name
    return ""


_FLAT: Final = re.compile(r"\bflat|\b(?:one|single|plain|simple) list (?:of|with)\b|\bwithout inner lists\b")
_ALL_OF_IT: Final = re.compile(r"\ball (?:the )?\w+s\b[^.]{0,30} (?:in|of|under|below|inside|from)\b|\bleaves\b")
_IN_ITS_SHAPE: Final = re.compile(
    r"cop(?:y|ies)|same (?:shape|structure)|nest|list of lists|lists of|structure|group|combin|permut|ways|paths?|"
    r"subset|partition|arrange|hierarch|outline"
)
_ONE_LIST: Final = re.compile(
    r"\b(?:merged?|merges|combined?|combines|joined|concatenat\w+|flat|flatten\w*|(?:one|single) list (?:of|with) all|"
    r"of both (?:lists|classes|groups))\b"
)


def _joins_whole(program: Program, function: Function, whole: list[ast.Call], given: dict[str, ast.arg]) -> bool:
    """Whether two or more parameters are appended, and nothing else is."""
    names = {one.args[0].id for one in whole if isinstance(one.args[0], ast.Name)}
    plain = all(not program.in_loop(one) for one in whole)
    lists = all(
        program.kind(place) in ("list", "parameter") for name in names for place in program.places(function, name)
    )
    return plain and lists and len(names) > 1 and names <= set(given)


def _walks_outer(program: Program, whole: list[ast.Call], given: dict[str, ast.arg]) -> bool:
    """Whether each element of the only list that is gone through is appended as it is, where inner lists are meant."""
    for call in whole:
        loops = program.loops_around(call)
        match loops:
            case [ast.For(target=ast.Name(id=one), iter=ast.Name(id=source), body=[ast.Expr()])] if source in given:
                inner = re.search(r"list|rows?|groups?|nested|classes|table|matrix", source)
                function = program.function_of(call)
                flat = function is not None and re.search(r"\bflat", program.purpose(function))
                if not (isinstance(call.args[0], ast.Name) and call.args[0].id == one and (inner or flat)):
                    return False
            case _:
                return False
    return True


@check(
    Rule(
        code="another-key-asked",
        title="`{name}` asks for another key than the one that is used",
        weights={"correctness": 0.4},
        level="beginner",
        why="Whether one key is there says nothing about the other, whose entry begins anew or fails.",
        do="Ask for the key that the next line uses.",
        example="def sizes(words):\n    found = {}\n    for word in words:\n        if word in found:\n"
        "            found[len(word)] += 1\n        else:\n            found[len(word)] = 1\n    return found\n",
        better="def sizes(words):\n    found = {}\n    for word in words:\n"
        "        found[len(word)] = found.get(len(word), 0) + 1\n    return found\n",
    )
)
def another_key_asked(program: Program) -> Iterator[Place]:
    """See the rule: one branch adds to an entry and the other begins it, by the same key; `d[a] = d.get(b, 0) + x`."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(
                targets=[ast.Subscript(value=owner, slice=key)],
                value=ast.BinOp(
                    left=ast.Call(func=ast.Attribute(value=table, attr="get"), args=[asked, ast.Constant()]),
                    op=ast.Add() | ast.Sub(),
                ),
            ) if same(owner, table) and not same(key, asked):
                both = f"{ast.unparse(key)} {ast.unparse(asked)}"
                plain = all(isinstance(one, ast.Name | ast.Subscript | ast.Attribute) for one in (key, asked))
                if plain and not _ON_THE_WAY.search(both):
                    yield Place(step.lineno, ast.unparse(step.value)[:40])
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(left=asked, ops=[ast.NotIn()], comparators=[owner]),
                body=[ast.Assign(targets=[ast.Subscript(value=ast.Subscript(value=table, slice=first), slice=inner)])],
                orelse=[],
            ) if same(owner, table) and same(asked, inner) and not same(first, asked):
                yield Place(node.lineno, ast.unparse(node.test)[:40])
                continue
            case ast.If(
                test=ast.Compare(left=asked, ops=[ast.In() | ast.NotIn() as sign], comparators=[owner]),
                body=[first],
                orelse=[second],
            ):
                there, new = (first, second) if isinstance(sign, ast.In) else (second, first)
            case _:
                continue
        match there, new:
            case (
                ast.AugAssign(target=ast.Subscript(value=one, slice=key))
                | ast.Expr(
                    value=ast.Call(
                        func=ast.Attribute(value=ast.Subscript(value=one, slice=key), attr="append" | "add" | "extend")
                    )
                ),
                ast.Assign(targets=[ast.Subscript(value=other, slice=again)]),
            ) if same(one, owner) and same(other, owner) and same(key, again) and not same(key, asked):
                yield Place(node.lineno, ast.unparse(node.test)[:40])


_ON_THE_WAY: Final = re.compile(
    r"parent|child|prev|last|next|node|edge|level|depth|dist|path|neighbo|before|after|source|target|start|end|left|right"
    r"|from|to$|need|complement|rest|diff|old|new"
)
"""Names of two entries of which one comes of the other."""


CHECKS: tuple[Check, ...] = (
    keys_and_values_turned_round,
    keys_added_up,
    value_asked_among_keys,
    get_finds_nothing,
    another_one_taken_out,
    default_thrown_away,
    nothing_turned_round,
    list_put_into_the_list,
    another_key_asked,
)
