"""What is gathered by key: sums that are replaced, letters that count once, keys instead of what they stand for."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, method_of, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="sum-by-key-replaced",
        title="`{name}` keeps the last amount of each key",
        weights={"correctness": 0.35},
        level="beginner",
        why="`=` forgets what the key had already; a key that comes twice keeps the second amount alone.",
        do="Follow two entries with the same key.",
        example="sales = [('Ada', 3), ('Bob', 4), ('Ada', 5)]\ntotals = {}\nfor name, amount in sales:\n"
        "    print(name)\n"
        "    totals[name] = amount\nprint(totals)\n",
        better="sales = [('Ada', 3), ('Bob', 4), ('Ada', 5)]\ntotals = {}\nfor name, amount in sales:\n"
        "    print(name)\n"
        "    totals[name] = totals.get(name, 0) + amount\nprint(totals)\n",
    )
)
def sum_by_key_replaced(program: Program) -> Iterator[Place]:
    """See the rule: a table that is one of sums, by its name or the words, and is only ever set, in a loop."""
    for loop in program.all(ast.For):
        if call_name(loop.iter) in ("range", "set", "enumerate") or method_of(loop.iter) in ("items", "keys"):
            continue
        given = names_in(loop.target) | {
            one.targets[0].id
            for one in loop.body
            if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
        }
        for step in (node for one in loop.body for node in ast.walk(one) if isinstance(node, ast.Assign)):
            match step:
                case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=table), slice=key)], value=value):
                    pass
                case _:
                    continue
            plain = isinstance(value, ast.Name | ast.Subscript | ast.Attribute | ast.BinOp)
            calls = any(isinstance(one, ast.Call) for one in [*ast.walk(value), *ast.walk(key)])
            whole = isinstance(loop.target, ast.Name) and isinstance(key, ast.Name) and key.id == loop.target.id
            uses = [one for one in program.places(program.scope(loop), table) if isinstance(one.ctx, ast.Load)]
            inside = [one for one in uses if loop.lineno <= one.lineno <= (loop.end_lineno or 0)]
            sums = _SUMS.search(table) or _SAYS_SUM.search(program.purpose(loop))
            own = table not in program.parameters(program.scope(loop))
            moves = names_in(key) & given and names_in(value) & given
            if plain and not calls and not whole and len(inside) == 1 and sums and moves and own:
                yield Place(step.lineno, table)


_SUMS: Final = re.compile(r"^(?:totals?|sums?|spent|expenses|debts?|total_\w+|\w+_totals?|\w+_sums?)$")
_SAYS_SUM: Final = re.compile(r"\b(?:sum|total) of\b|\b(?:totals?|sums?) (?:per|by|for each)\b|\badd(?:s|ed)? up\b")


@check(
    Rule(
        code="letters-counted-once",
        title="`{name}` forgets how often each letter stands there",
        weights={"correctness": 0.4},
        level="learning",
        why="A set has each letter once: `lop`, `loop` and `pool` all become the same.",
        do="Sort the letters themselves.",
        example='def by_letters(words):\n    """Group the words that have exactly the same letters."""\n'
        "    groups = {}\n"
        "    for word in words:\n        key = ''.join(sorted(set(word)))\n"
        "        groups.setdefault(key, []).append(word)\n    return groups\n",
        better='def by_letters(words):\n    """Group the words that have exactly the same letters."""\n'
        "    groups = {}\n"
        "    for word in words:\n        key = ''.join(sorted(word))\n"
        "        groups.setdefault(key, []).append(word)\n    return groups\n",
    )
)
def letters_counted_once(program: Program) -> Iterator[Place]:
    """See the rule: `sorted(set(word))` where the words speak of anagrams or of the same letters."""
    for node in program.all(ast.Call):
        once = call_name(node) == "sorted" and len(node.args) == 1 and call_name(node.args[0]) == "set"
        if once and _ANAGRAM.search(program.purpose(node)):
            yield Place(node.lineno, ast.unparse(node))


_ANAGRAM: Final = re.compile(r"\banagrams?\b|\bsame letters\b")


@check(
    Rule(
        code="gives-back-what-was-asked",
        title="`{name}` is compared with the key, which is then given back",
        weights={"correctness": 0.35},
        level="beginner",
        why="A loop over a dictionary gives its keys: when one is equal to what was asked for, it says nothing new.",
        do="Compare what the key stands for.",
        example="def owner_of(phone_book, number):\n    for name in phone_book:\n        if name == number:\n"
        "            return name\n    return None\n",
        better="def owner_of(phone_book, number):\n    for name, held in phone_book.items():\n"
        "        if held == number:\n            return name\n    return None\n",
    )
)
def gives_back_what_was_asked(program: Program) -> Iterator[Place]:
    """See the rule: `for k in d: if k == x: return k`, of a dictionary by its use or its name."""
    for loop in program.all(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id=key),
                iter=ast.Name(id=table) as whole,
                body=[
                    ast.If(
                        test=ast.Compare(left=ast.Name(id=one), ops=[ast.Eq()], comparators=[ast.Name(id=asked)]),
                        body=[ast.Return(value=ast.Name(id=back))],
                    )
                ],
            ) if one == back == key != asked:
                if program.kind(whole) == "dict" or _DICT.search(table):
                    yield Place(loop.body[0].lineno, asked)


_DICT: Final = re.compile(r"(?:^|_)(?:book|dict|dictionary|directory|mapping|map|register|index)$")

CHECKS: tuple[Check, ...] = (sum_by_key_replaced, letters_counted_once, gives_back_what_was_asked)
