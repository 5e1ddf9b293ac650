"""What hides or misleads: tricks, several words for one thing, lists that belong together."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="several-words-for-one",
        title="One thing goes by several words here: {name}",
        weights={"readability": 0.12},
        level="beginner",
        why="Two words make readers look for a difference that is not there.",
        do="Choose one word for each thing and each step, and use it everywhere.",
        example="def get_name(pet):\n    return pet['name']\n\n\ndef fetch_age(pet):\n    return pet['age']\n",
        better="def get_name(pet):\n    return pet['name']\n\n\ndef get_age(pet):\n    return pet['age']\n",
    )
)
def several_words_for_one(program: Program) -> Iterator[Place]:
    """See the rule: functions that get things, and names of people who buy, by different words."""
    verbs: dict[str, int] = {}
    for function in program.functions:
        verb = function.name.lower().partition("_")[0]
        if verb in _GETTING and "_" in function.name and len(program.parameters(function)) > 0:
            verbs.setdefault(verb, function.lineno)
    if len(verbs) > 1:
        yield Place(max(verbs.values()), ", ".join(sorted(verbs)))
    people: dict[str, int] = {}
    named = [(one.arg, one.lineno) for one in program.all(ast.arg)]
    for name, line in [*named, *((one.id, one.lineno) for one in program.all(ast.Name))]:
        for part in name.lower().split("_"):
            if part.removesuffix("s") in _PEOPLE:
                people.setdefault(part.removesuffix("s"), line)
    if len(people) >= _TOO_MANY:
        yield Place(max(people.values()), ", ".join(sorted(people)))


_GETTING: Final = words("get fetch retrieve obtain acquire")
_PEOPLE: Final = words("client customer user patron buyer shopper patient guest person member")
_TOO_MANY: Final = 3
"""Of people: a user who sells to a customer are two."""


@check(
    Rule(
        code="lists-side-by-side",
        title="{name} belong together, held only by their numbers",
        weights={"readability": 0.12, "style": 0.03},
        level="beginner",
        why="Whoever sorts, adds or removes in one of them has to do the same in all others.",
        do="Keep what belongs to one thing together: a list of dicts, tuples, or objects.",
        example="names = ['Rex', 'Milo', 'Bella']\nages = [4, 2, 11]\nkinds = ['dog', 'cat', 'dog']\n\n\n"
        "def told(at):\n    return names[at], ages[at], kinds[at]\n",
        better="pets = [('Rex', 4, 'dog'), ('Milo', 2, 'cat'), ('Bella', 11, 'dog')]\n\n\n"
        "def told(at):\n    return pets[at]\n",
    )
)
def lists_side_by_side(program: Program) -> Iterator[Place]:
    """See the rule: two lists or more that are written out with the same length, asked for by one number."""
    lengths: dict[tuple[ast.AST, str], tuple[int, int]] = {}
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=elements)) if len(elements) >= _SHORTEST:
                lengths[program.scope(node), name] = (len(elements), node.lineno)
    used: dict[tuple[ast.AST, int, str], dict[str, int]] = defaultdict(dict)
    for asked in program.all(ast.Subscript):
        match asked:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Name(id=at)):
                for scope in (program.scope(asked), program.tree):
                    if (scope, name) in lengths:
                        length, line = lengths[scope, name]
                        used[program.scope(asked), length, at][name] = line
                        break
    told: set[frozenset[str]] = set()
    for found in used.values():
        if len(found) > 1 and frozenset(found) not in told:
            told.add(frozenset(found))
            yield Place(min(found.values()), " and ".join(f"`{one}`" for one in sorted(found)))


_SHORTEST: Final = 3
"""Elements of a list that is a table."""


@check(
    Rule(
        code="and-instead-of-if",
        title="`{name}` hides a decision in an expression",
        weights={"readability": 0.2, "style": 0.08},
        level="beginner",
        why="A line whose value nobody takes looks as if it did nothing.",
        do="Write the decision as a decision: `if` and a block.",
        example="def show(name, loud):\n    loud and print(name.upper())\n    print(name)\n",
        better="def show(name, loud):\n    if loud:\n        print(name.upper())\n    print(name)\n",
    )
)
def and_instead_of_if(program: Program) -> Iterator[Place]:
    """See the rule: `a and b()`, `b() if a else c()` as statements, also with `:=`."""
    for node in program.all(ast.Expr):
        if isinstance(node.value, ast.BoolOp | ast.IfExp):
            last = node.value.values[-1] if isinstance(node.value, ast.BoolOp) else node.value.body
            if isinstance(last, ast.Call | ast.NamedExpr):
                yield Place(node.lineno, ast.unparse(node.value)[:40])


@check(
    Rule(
        code="affix-by-slice",
        title="`{name}` cuts the text to compare its beginning or end",
        weights={"style": 0.08, "readability": 0.03},
        level="beginner",
        why="The number has to fit the length of the text beside it, and nobody counts it again.",
        do="Ask with `startswith` or `endswith`.",
        example="def is_picture(name):\n    return name[-4:] == '.png'\n",
        better="def is_picture(name):\n    return name.endswith('.png')\n",
    )
)
def affix_by_slice(program: Program) -> Iterator[Place]:
    """See the rule: a slice up to, or from behind, a constant, compared with a text."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.Subscript(slice=ast.Slice(lower=lower, upper=upper, step=None)) as cut,
                ops=[ast.Eq() | ast.NotEq()],
                comparators=[ast.Constant(value=str())],
            ) if (lower is None and isinstance(upper, ast.Constant)) or (
                upper is None and isinstance(lower, ast.UnaryOp) and isinstance(lower.operand, ast.Constant)
            ):
                yield Place(node.lineno, ast.unparse(cut)[:30])


@check(
    Rule(
        code="text-with-many-ends",
        title="{name} lines are written as one text",
        weights={"readability": 0.08, "style": 0.03},
        level="beginner",
        why="Nobody sees in the code what the output will look like.",
        do="Print line by line, or write the text over several lines between three quotation marks.",
        example="print('MENU\\n\\n1 - add\\n2 - lend\\n3 - return\\nq - quit')\n",
        better="print('MENU')\nprint()\nprint('1 - add')\nprint('2 - lend')\nprint('3 - return')\nprint('q - quit')\n",
    )
)
def text_with_many_ends(program: Program) -> Iterator[Place]:
    """See the rule: a text in one line of the code that has several line ends within."""
    for node in program.all(ast.Constant):
        if isinstance(node.value, str) and node.lineno == node.end_lineno:
            lines = len([one for one in node.value.split("\n") if one.strip()])
            if lines > _LINES and not isinstance(program.parents.get(node), ast.Expr):
                told = program.parents.get(node)
                if isinstance(told, ast.Call) and call_name(told) in ("print", "input"):
                    yield Place(node.lineno, str(lines))


_LINES: Final = 3


CHECKS: tuple[Check, ...] = (
    several_words_for_one,
    lists_side_by_side,
    and_instead_of_if,
    affix_by_slice,
    text_with_many_ends,
)
