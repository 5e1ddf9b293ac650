"""What hides or misleads: tricks, numbers for names, comments that say something else, several words for one thing."""

import ast
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Program, call_name, names_in, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


@check(
    Rule(
        code="bits-for-arithmetic",
        title="`{name}` works on bits where a number is meant",
        weights={"readability": 0.12, "style": 0.03},
        level="beginner",
        why="Readers have to translate it into halves and remainders first, and Python is not faster by it.",
        do="Write the arithmetic that is meant: `// 2`, `% 2`, `* 2`.",
        example="def middle(items):\n    return items[len(items) >> 1]\n",
        better="def middle(items):\n    return items[len(items) // 2]\n",
    )
)
def bits_for_arithmetic(program: Program) -> Iterator[Place]:
    """See the rule: shifts by one, `& 1`, `^ 1` and `-~n` in a program that has nothing else to do with bits."""
    tricks: list[ast.expr] = []
    for node in [*program.all(ast.BinOp), *program.all(ast.UnaryOp)]:
        match node:
            case ast.BinOp(op=ast.RShift() | ast.LShift() | ast.BitAnd() | ast.BitXor(), right=ast.Constant(value=1)):
                if not isinstance(node.left, ast.Constant):
                    tricks.append(node)
            case ast.UnaryOp(op=ast.USub(), operand=ast.UnaryOp(op=ast.Invert())):
                tricks.append(node)
            case ast.BinOp(op=ast.BitAnd() | ast.BitOr() | ast.BitXor() | ast.LShift() | ast.RShift()):
                return
    bits = any(isinstance(node.op, ast.BitAnd | ast.BitOr | ast.BitXor) for node in program.all(ast.AugAssign))
    if not bits and not _BITS.search(program.text):
        yield from (Place(one.lineno, ast.unparse(one)[:30]) for one in tricks)


_BITS: Final = re.compile(r"\b(?:bits?|binary|mask|parity|popcount|xor|flags?|byte|0b|0x)", re.IGNORECASE)


@check(
    Rule(
        code="states-as-numbers",
        title="`{name}` is a number that stands for something else",
        weights={"readability": 0.12},
        level="beginner",
        why="Whoever reads `== 2` has to find out elsewhere what 2 means.",
        do="Give each state a name: a constant, a text, or an `Enum`.",
        example="def after(state):\n    if state == 0:\n        return 2\n    if state == 2:\n        return 1\n"
        "    if state == 1:\n        return 0\n    return state\n",
        better="RED, AMBER, GREEN = range(3)\n\n\ndef after(state):\n    if state == RED:\n        return GREEN\n"
        "    if state == GREEN:\n        return AMBER\n    if state == AMBER:\n        return RED\n    return state\n",
    )
)
def states_as_numbers(program: Program) -> Iterator[Place]:
    """See the rule: what is called a state or a mode is compared with two whole numbers or more."""
    compared: dict[str, set[int]] = defaultdict(set)
    first: dict[str, int] = {}
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(
                left=ast.Name() | ast.Attribute() as asked,
                ops=[ast.Eq() | ast.NotEq()],
                comparators=[ast.Constant(value=int() as number)],
            ) if not isinstance(number, bool) and number < _OF_A_PROTOCOL:
                name = asked.id if isinstance(asked, ast.Name) else asked.attr
                if _STATE.search(name):
                    compared[name].add(number)
                    first.setdefault(name, node.lineno)
    for name, numbers in compared.items():
        if len(numbers) > 1:
            yield Place(first[name], name)


_OF_A_PROTOCOL: Final = 100
"""From here on numbers are known by themselves, as 404 is."""

_STATE: Final = re.compile(r"(?:^|_)(?:state|status|mode|phase|direction|kind|category|colou?r|role|weather|season)$")


@check(
    Rule(
        code="comment-says-another-number",
        title="The comment says {name}, and the code below it does not",
        weights={"readability": 0.15},
        level="beginner",
        why="One of the two is wrong, and readers cannot know which.",
        do="Mend the comment, or the code, or say it without the number.",
        example="def price(weight):\n    # up to 2 kg\n    if weight <= 5:\n        return 6\n    return 9\n",
        better="def price(weight):\n    # light parcels\n    if weight <= 5:\n        return 6\n    return 9\n",
    )
)
def comment_says_another_number(program: Program) -> Iterator[Place]:
    """See the rule: a condition or a value with a number, below a comment that has other numbers only."""
    below = {node.lineno: node for node in program.nodes if isinstance(node, ast.If | ast.While | ast.Assign)}
    for at, line in enumerate(program.lines, 1):
        said = _REMARK.match(line)
        node = below.get(at + 1)
        if said is None or node is None:
            continue
        numbers = {float(one) for one in _AMOUNT.findall(said.group(1))}
        asked = _numbers(node.value if isinstance(node, ast.Assign) else node.test)
        if numbers and asked - {0, 1, 2, 100} and not any(_as_written(one) & _numbers(node) for one in numbers):
            yield Place(at, ", ".join(f"{one:g}" for one in sorted(numbers)))


def _numbers(node: ast.AST) -> set[float]:
    """The numbers that are written within a node."""
    constants = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return {float(one) for one in constants if isinstance(one, int | float) and not isinstance(one, bool)}


_REMARK: Final = re.compile(r"\s*#\s*(.*)")
_AMOUNT: Final = re.compile(
    r"(?:(?:up\s+to|from|over|under|above|below|least|most|than|costs?|after|until|every|each|for|first)\s+)(\d+(?:\.\d+)?)\b",
    re.IGNORECASE,
)
"""Numbers that a comment gives as a bound or a price: others may number steps or name versions."""


def _as_written(number: float) -> set[float]:
    """The forms that a number can have in code: itself, one less or more, a share of a hundred, a multiple."""
    return {number, number - 1, number + 1, number / 100, 1 + number / 100, 1 - number / 100, number * 60, number * 100}


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
        code="defined-between-steps",
        title="`{name}` is defined between steps of the program",
        weights={"readability": 0.12, "style": 0.04},
        level="beginner",
        why="The program runs from top to bottom, and readers lose its thread at each definition.",
        do="Define all functions first, and put the steps together below them.",
        example="print('begin')\n\n\ndef twice(number):\n    return number * 2\n\n\nprint(twice(4))\n",
        better="def twice(number):\n    return number * 2\n\n\nprint('twice 4 is', twice(4))\n",
    )
)
def defined_between_steps(program: Program) -> Iterator[Place]:
    """See the rule: something is done before a definition, and after it."""
    body = program.tree.body
    done = [at for at, node in enumerate(body) if _is_step(node)]
    if not done:
        return
    for at, node in enumerate(body):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and done[0] < at < done[-1]:
            yield Place(node.lineno, node.name)
            return


def _is_step(node: ast.stmt) -> bool:
    """Whether a statement of the module does something: more than to define, import, or name a value."""
    if isinstance(node, ast.For | ast.While | ast.AugAssign):
        return True
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


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
        code="bare-flags",
        title="The call of `{name}` does not say what its values mean",
        weights={"readability": 0.1, "style": 0.03},
        level="beginner",
        why="Readers of `True, False` have to look up the function to know what is on and what is off.",
        do="Hand them over by name, as `loud=True`, and give the usual ones a default.",
        example="def show(text, loud, framed):\n    print(text, loud, framed)\n\n\nshow('menu', True, False)\n",
        better="def show(text, loud=False, framed=False):\n    print(text, loud, framed)\n\n\n"
        "show('menu', loud=True)\n",
    )
)
def bare_flags(program: Program) -> Iterator[Place]:
    """See the rule: two truth values or more, or one among four constants, given by their places alone."""
    for node in program.all(ast.Call):
        name = call_name(node)
        flags = sum(isinstance(one, ast.Constant) and isinstance(one.value, bool) for one in node.args)
        constants = sum(isinstance(one, ast.Constant) for one in node.args)
        if name in program.function_names and (flags > 1 or (flags == 1 and constants > _CONSTANTS)):
            yield Place(node.lineno, name)


_CONSTANTS: Final = 3


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
        code="prints-what-it-works-out",
        title="`{name}` works something out and only prints it",
        weights={"readability": 0.08},
        level="beginner",
        why="What is only printed cannot be used by the rest of the program, nor tested.",
        do="Return the result, and print it in another place.",
        example="def area(width, height):\n    size = width * height\n    print('size', size)\n"
        "    print('half', size / 2)\n",
        better="def area(width, height):\n    size = width * height\n    return size\n",
    )
)
def prints_what_it_works_out(program: Program) -> Iterator[Place]:
    """See the rule: a value made of the parameters by arithmetic is printed twice or more, and not returned."""
    for function in program.functions:
        if _TELLS.search(function.name):
            continue
        inside = list(program.within(function))
        if any(isinstance(one, ast.Return | ast.Yield) and one.value is not None for one in inside):
            continue
        parameters = set(program.parameters(function)) - {"self"}
        prints = [one for one in inside if isinstance(one, ast.Call) and call_name(one) == "print"]
        made = any(
            isinstance(one, ast.Assign)
            and isinstance(one.value, ast.BinOp)
            and len(names_in(one.value) & parameters) > 0
            for one in inside
        )
        asks = any(isinstance(one, ast.Call) and call_name(one) == "input" for one in inside)
        if made and len(prints) > 1 and not asks:
            yield Place(function.lineno, function.name)


_TELLS: Final = re.compile(
    r"^(?:main|run|start|menu)$|print|show|display|report|tell|draw|greet|list|demo|log|test|play"
)


@check(
    Rule(
        code="copied-function",
        title="`{name}` does the same as a function above it, with other names",
        weights={"readability": 0.14, "style": 0.05},
        level="beginner",
        why="Whoever changes one copy has to find and change all others.",
        do="Take what both do into one function, and hand over what differs.",
        example="class Hero:\n    def heal(self, value):\n        if value < 0:\n            self.health = 0\n"
        "        elif value > 9:\n            self.health = 9\n        else:\n            self.health = value\n\n"
        "    def charge(self, value):\n        if value < 0:\n            self.power = 0\n"
        "        elif value > 9:\n            self.power = 9\n        else:\n            self.power = value\n",
        better="class Hero:\n    def heal(self, value):\n        self.health = self.clamp(value)\n\n"
        "    def charge(self, value):\n        self.power = self.clamp(value)\n\n"
        "    def clamp(self, value):\n        if value < 0:\n            return 0\n"
        "        if value > 9:\n            return 9\n        return value\n",
    )
)
def copied_function(program: Program) -> Iterator[Place]:
    """See the rule: two functions of some length that are the same but for the names in them."""
    seen: set[str] = set()
    for function in program.functions:
        if program.sizes[function] < _COPIED or function.name.startswith("__"):
            continue
        plain = _without_names(function)
        if plain in seen:
            yield Place(function.lineno, function.name)
        seen.add(plain)


_COPIED: Final = 5
"""Statements that are a part of their own."""


def _without_names(function: ast.AST) -> str:
    """The code of a function with numbers for its names, in the order in which they come."""
    numbers: dict[str, str] = {}
    return _NAME.sub(lambda one: numbers.setdefault(one.group(), f"_{len(numbers)}"), ast.unparse(function))


_NAME: Final = re.compile(
    r"\b(?!(?:if|elif|else|for|while|in|not|and|or|return|def|is|None|True|False|with|as|try|except|raise|break|continue|"
    r"pass|print|len|range|input|int|str|float|append|self)\b)[A-Za-z_]\w*"
)


@check(
    Rule(
        code="truth-as-number",
        title="`{name}` reckons with a comparison",
        weights={"readability": 0.14, "style": 0.03},
        level="beginner",
        why="Readers have to remember that true counts as one to see that a decision is made here.",
        do="Write the decision as a decision: `if`, or a choice with `if` and `else`.",
        example="def price(total):\n    return total + (total < 20) * 4.5\n",
        better="def price(total):\n    return total + 4.5 if total < 20 else total\n",
    )
)
def truth_as_number(program: Program) -> Iterator[Place]:
    """See the rule: `+`, `-` or `*` with a comparison on one side, but for sums of them."""
    for node in program.all(ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
            sides = (node.left, node.right)
            if any(isinstance(one, ast.Compare) for one in sides) and not isinstance(node.op, ast.Add):
                yield Place(node.lineno, ast.unparse(node)[:40])


@check(
    Rule(
        code="several-jobs",
        title="`{name}` does several jobs, one after the other",
        weights={"readability": 0.1},
        level="beginner",
        why="Each loop is a step that could be named, tested and used by itself.",
        do="Make each step a function whose name says what it gives.",
        example="def run(pupils):\n    for pupil in pupils:\n        pupil.greet()\n    for pupil in pupils:\n"
        "        pupil.learn()\n    for pupil in pupils:\n        pupil.leave()\n",
        better="def run(pupils):\n    for pupil in pupils:\n        pupil.spend_the_day()\n",
    )
)
def several_jobs(program: Program) -> Iterator[Place]:
    """See the rule: three loops under a name that names no job, or two beside results that are printed."""
    for function in program.functions:
        loops = [one for one in function.body if isinstance(one, ast.For)]
        prints = [one for one in function.body if isinstance(one, ast.Expr) and call_name(one.value) == "print"]
        if (len(loops) >= _JOBS and _ANY_JOB.search(function.name)) or (len(loops) > 1 and len(prints) > 1):
            yield Place(function.lineno, function.name)


_ANY_JOB: Final = re.compile(r"^(?:run|main|process|handle|do|analy[sz]e|work|start|program|report|evaluate|stat)")
_JOBS: Final = 3
"""Loops: two are often one job, as where something is found and then shown."""


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


@check(
    Rule(
        code="long-number",
        title="The digits of {name} have to be counted",
        weights={"readability": 0.06, "style": 0.03},
        level="beginner",
        why="Whether it is a million or ten millions is seen by counting noughts.",
        do="Write `_` between groups of three digits.",
        example="limit = 1000000000\nprint(limit)\n",
        better="limit = 1_000_000_000\nprint(limit)\n",
    )
)
def long_number(program: Program) -> Iterator[Place]:
    """See the rule: a whole number from a million on, in digits alone."""
    for token in program.tokens:
        if token.type == tokenize.NUMBER and token.string.isdigit() and len(token.string) > _DIGITS:
            yield Place(token.start[0], token.string[:20])


_DIGITS: Final = 6

CHECKS: tuple[Check, ...] = (
    bits_for_arithmetic,
    states_as_numbers,
    comment_says_another_number,
    several_words_for_one,
    lists_side_by_side,
    defined_between_steps,
    and_instead_of_if,
    bare_flags,
    affix_by_slice,
    prints_what_it_works_out,
    copied_function,
    truth_as_number,
    several_jobs,
    text_with_many_ends,
    long_number,
)
