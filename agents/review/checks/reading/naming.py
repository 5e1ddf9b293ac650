"""Names that say too little."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

COUNTERS: Final = words("i j k _ __ id ok mm cm km kg mg ml")
"""Short names that everybody reads at once, wherever they stand; units among them."""

FORMULA: Final = words("n m x y z a b c r w h dx dy pi fn db pk io os up lo hi to no go")
"""Short names that are usual in formulas and short functions; they count for half."""

WORDS: Final = words(
    "add age all and any arg art bad bag bar big bin bit box bus buy can cap car cat cut day dir dog dot "
    "end err eye far "
    "few fit fix fun gap get got has hex hit hot ids ink key kid lap law leg log lot low man map max men "
    "min mid mix mod "
    "net new not now num odd off old one out own pad pay pen pet pie pin pop pos put raw red ref row run "
    "sea sec see set "
    "sex sky sub sum sun tab tag tax tea ten the tie tip top toy try two uid url use val van var way web "
    "wet who why win "
    "won yes zip args bool char cols copy data date dict done each file find flag from full half hash "
    "head high hour html "
    "http idx info int item json keys kind last left len line link list load lock loop main mark math "
    "mean menu mode move "
    "name next node none note null pair part path play pool port post rank rate read rest root rows rule "
    "save seed seen "
    "self send size skip slot sort span spec spin step stop str sql tail task team temp term test text then this time "
    "tree true turn type unit user view wait walk week wide word work wrap year zero cls ptr ctx req env "
    "app api csv doc "
    "fib gcd lcm avg std var xml tmp dim exp sin cos tan bmi mph kmh rgb cpu vat pdf png jpg usd eur"
)
"""Words of three and four letters that are words."""

VAGUE: Final = words(
    "foo bar baz qux tmp temp stuff thing things obj func function myfunc my_func do_it doit do_stuff "
    "do_thing do_something "
    "myvar my_var mylist my_list aa bb cc xx yy zz var variable whatever something asdf blah dummy"
)
"""Names that fit everything."""

_VOWELS: Final = re.compile(r"[aeiouy]", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"(?:[a-z]{1,4}|data|list|value|var|func|temp|number|string|result|item)_?\d+")


def _amount(name: str) -> float:  # noqa: PLR0911 - a table
    """How little a name says: 0 for enough, 1 for a single unusual letter."""
    bare = name.strip("_")
    if not bare or name in COUNTERS or name.startswith("__") or bare.isupper():
        return 0.0
    plain = bare.lower()
    if plain in VAGUE:
        return 0.7
    if _NUMBERED.fullmatch(plain):
        return 0.6
    if plain in FORMULA:
        return 0.5
    if len(plain) <= 2:  # noqa: PLR2004 - see the title
        return 1.0 if len(plain) == 1 else 0.9
    if plain in WORDS:
        return 0.0
    if not _VOWELS.search(plain):
        return 0.7
    return 0.4 if len(plain) == 3 and "_" not in bare else 0.0  # noqa: PLR2004 - an abbreviation, most often


def _names(program: Program) -> Iterator[tuple[ast.AST, str, int, float]]:  # noqa: C901 - each kind of name once
    """(scope, name, line, share) of what the program names itself; comprehensions' names live for one line."""
    for function in program.functions:
        yield program.scope(function), function.name, function.lineno, 2.0
    for one in program.all(ast.ClassDef):
        yield program.scope(one), one.name, one.lineno, 2.0
    for argument in program.all(ast.arg):
        owner = program.scope(argument)
        if argument.arg not in ("self", "cls"):
            passing = isinstance(owner, ast.Lambda) and not isinstance(program.parents[owner], ast.Assign)
            yield owner, argument.arg, argument.lineno, 0.3 if passing else 1.0
    for node in program.all(ast.Name):
        if not isinstance(node.ctx, ast.Store):
            continue
        share = 1.0
        for _, parent in program.up(node):
            if isinstance(parent, ast.stmt):
                break
            if isinstance(parent, ast.comprehension):
                share = 0.3
            if isinstance(parent, ast.withitem):
                share = 0.3  # `with open(path) as f`
        yield program.scope(node), node.id, node.lineno, share
    for attribute in program.all(ast.Attribute):
        if (
            isinstance(attribute.ctx, ast.Store)
            and isinstance(attribute.value, ast.Name)
            and attribute.value.id == _object_of(program, attribute)
        ):
            yield program.scope(program.scope(attribute)), f"{attribute.attr}", attribute.lineno, 1.0


def _object_of(program: Program, node: ast.AST) -> str:
    """The name of the object in the method around a node: the first parameter, `self` most often."""
    function = program.function_of(node)
    if function is None or not isinstance(program.parents[function], ast.ClassDef):
        return "self"
    return next(iter(program.parameters(function)), "self")


@check(
    Rule(
        code="name-says-little",
        title="The name `{name}` does not say what it stands for",
        weights={"readability": 0.09, "style": 0.03},
        level="beginner",
        why="Names are most of what readers have to go by: you, too, in a week.",
        do="Name what it is or does: a word or two, `price`, `count_words`. `i` for a counter is fine.",
        example="def f(q):\n    w = q * 3\n    return w\n\n\nprint(f(4))\n",
        better="def triple(number):\n    return number * 3\n\n\nprint(triple(4))\n",
    )
)
def name_says_little(program: Program) -> Iterator[Place]:
    """See the rule."""
    seen: set[tuple[ast.AST, str]] = set()
    named = list(_names(program))
    fine = _PLACE if {name for _, name, _, _ in named} >= _PLACE else frozenset()
    for scope, name, line, share in named:
        amount = _amount(name) * share
        if amount > 0 and name not in fine and (scope, name) not in seen:
            seen.add((scope, name))
            yield Place(line, name, amount)


_PLACE: Final = frozenset("xy")
"""The two together are the names that places in the plane have anywhere."""


@check(
    Rule(
        code="name-reused",
        title="`{name}` stands for different things",
        weights={"readability": 0.06},
        level="learning",
        why="A name that changes its meaning makes readers check every line between.",
        do="Give each thing a name of its own.",
        example="value = input()\nvalue = [int(part) for part in value.split()]\nvalue = sum(value)\nprint(value)\n",
        better="line = input()\nnumbers = [int(part) for part in line.split()]\ntotal = sum(numbers)\nprint(total)\n",
    )
)
def name_reused(program: Program) -> Iterator[Place]:
    """See the rule."""
    kinds: dict[tuple[ast.AST, str], set[str]] = {}
    for node in program.all(ast.Assign):
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            key = (program.scope(node), node.targets[0].id)
            kind = program.kind(node.value) if not isinstance(node.value, ast.Name) else ""
            if kind in ("list", "str", "dict", "set", "number"):
                known = kinds.setdefault(key, set())
                if known and kind not in known:
                    yield Place(node.lineno, key[1])
                known.add(kind)


@check(
    Rule(
        code="name-carries-its-type",
        title="The name `{name}` repeats its type",
        weights={"readability": 0.02, "style": 0.03},
        level="proficient",
        why="Values show their type; a name has room for what they mean.",
        do="Say what is in it, in the plural for many: `names` rather than `names_list`.",
        example="strName = input()\nprint(strName)\n",
        better="name = input()\nprint(name)\n",
    )
)
def name_carries_its_type(program: Program) -> Iterator[Place]:
    """See the rule."""
    seen: set[str] = set()
    for node in program.all(ast.Name):
        if isinstance(node.ctx, ast.Store) and node.id not in seen and _TYPED.match(node.id):
            seen.add(node.id)
            yield Place(node.lineno, node.id)


@check(
    Rule(
        code="constant-in-small-letters",
        title="`{name}` never changes and is not written as a constant",
        weights={"style": 0.04, "readability": 0.02},
        level="proficient",
        why="Capitals tell readers of a function that the name is given once, outside, and stays as it is.",
        do="Write names of fixed values at the top of a module in capitals.",
        example="rate = 0.2\n\n\ndef tax(price):\n    return price * rate\n\n\nprint(tax(10))\n",
        better="RATE = 0.2\n\n\ndef tax(price):\n    return price * RATE\n\n\nprint(tax(10))\n",
    )
)
def constant_in_small_letters(program: Program) -> Iterator[Place]:
    """See the rule: a module's name for a number or a text, given once, that functions read."""
    stored = Counter(node.id for node in program.all(ast.Name) if isinstance(node.ctx, ast.Store))
    read = {
        node.id
        for node in program.all(ast.Name)
        if isinstance(node.ctx, ast.Load) and program.function_of(node) is not None
    }
    shared = {name for node in program.all(ast.Global) for name in node.names}
    for node in program.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=int() | float() | str())):
                if stored[name] == 1 and name in read and name not in shared and not name.isupper():
                    yield Place(node.lineno, name)


_TYPED: Final = re.compile(r"(?:str|int|lst|arr|dict|list|obj|flt|bool)(?:[A-Z]|_[a-z])|my(?:_|[A-Z])|the_")

CHECKS: tuple[Check, ...] = (name_says_little, name_reused, name_carries_its_type, constant_in_small_letters)
