"""Words of other languages in the place of Python's. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from agents.debug.syntax.lexer import LogicalLine, Token
from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.debug.syntax.words import BLOCK_WORDS, KEYWORDS, ends_operand
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "TYPES", "borrowed_rule", "unknown_block_rule"]

FOREIGN_WORD = Kind(
    code="word-of-another-language",
    type="SyntaxError",
    severity="error",
    message="`{word}` is a word of other languages; Python says `{wanted}`.",
    cause="Each language has its own words for the same things, and Python knows only its own.",
    think="How did you write this in Python the last time?",
    fix="Write `{wanted}` instead of `{word}`.",
    example="function add(a, b):\n    return a + b\n",
    fine="def add(a, b):\n    return a + b\n",
)
FOREIGN_CALL = Kind(
    code="printing-of-another-language",
    type="SyntaxError",
    severity="error",
    message="`{word}` is how other languages show something; Python calls print().",
    cause="In Python everything that is shown is given to the function `print`, in brackets.",
    think="How do you call a function in Python?",
    fix="Write `print(...)` with what should be shown inside the brackets.",
    example="echo 'hello'\n",
    fine="print('hello')\n",
)
NEW = Kind(
    code="new-before-call",
    type="SyntaxError",
    severity="error",
    message="Python needs no `new`: calling the class makes the object.",
    cause="Other languages write `new Dog()`. In Python the name of the class and its brackets are enough.",
    think="How do you call a function? A class is called in the same way.",
    fix="Leave out `new`.",
    example="class Dog:\n    pass\n\nrex = new Dog()\n",
    fine="class Dog:\n    pass\n\nrex = Dog()\n",
)
TYPED_FUNCTION = Kind(
    code="function-with-type",
    type="SyntaxError",
    severity="error",
    message="A function begins with `def` in Python, not with `{word}`.",
    cause="Other languages write the type of the result, or who may call it, before the name of a function.",
    think="Which word says in Python that a function is defined?",
    fix="Write `def` instead of `{word}`.",
    example="int add(a, b):\n    return a + b\n",
    fine="def add(a, b):\n    return a + b\n",
)
ARROW_FUNCTION = Kind(
    code="function-of-another-language",
    type="SyntaxError",
    severity="error",
    message="`{word}` does not make a function in Python.",
    cause="In Python a function is defined with `def name(parameters):` and an indented block; a short one without a "
    "name is `lambda parameters: value`.",
    think="What are the parameters here, and what is given back?",
    fix="Define the function with `def`.",
    example="const add = (a, b) => a + b\n",
    fine="def add(a, b):\n    return a + b\n",
)
END_WORD = Kind(
    code="end-of-block-word",
    type="SyntaxError",
    severity="error",
    message="Python has no `{word}`: a block ends where the indentation ends.",
    cause="Other languages close a block with a word. In Python the next line that is less indented closes it.",
    think="How does Python see where a block ends?",
    fix="Remove the line.",
    example="x = 1\nif x > 0:\n    print(x)\nend if\n",
    fine="x = 1\nif x > 0:\n    print(x)\n",
)
MEMBER = Kind(
    code="member-of-another-language",
    type="SyntaxError",
    severity="error",
    message="Python reaches what belongs to an object with a dot, not with `{word}`.",
    cause="Other languages write `object->name` or `Class::name`; in Python it is `object.name` in all cases.",
    think="How do you call the method of a list?",
    fix="Write a dot instead of `{word}`.",
    example="names = ['Ada']\nnames->append('Bob')\n",
    fine="names = ['Ada']\nnames.append('Bob')\n",
)
UNKNOWN_BLOCK = Kind(
    code="unknown-block-word",
    type="SyntaxError",
    severity="error",
    message="The line ends with a colon, but `{word}` is no word that opens a block in Python.",
    cause="Blocks are opened by if, elif, else, for, while, def, class, try, except, finally, with and match. Other "
    "words are names of values.",
    think="What should happen with the block: once, on a condition, several times, or when it is called?",
    fix="Begin the line with the word of Python that says so.",
    example="x = 3\nrepeat 3:\n    x = x + 1\n",
    fine="x = 3\nfor _ in range(3):\n    x = x + 1\n",
)
KINDS = (FOREIGN_WORD, FOREIGN_CALL, NEW, TYPED_FUNCTION, ARROW_FUNCTION, END_WORD, MEMBER, UNKNOWN_BLOCK)

TYPES = (
    "int", "float", "str", "string", "String", "bool", "boolean", "double", "char", "long", "short", "byte", "var",
    "let", "const", "auto", "set", "local", "dim", "Dim", "final", "static", "public", "private", "protected", "void",
    "Integer", "unsigned", "list", "dict", "tuple", "Object",
)  # fmt: skip
_INSTEAD = {
    "function": "def", "func": "def", "fun": "def", "define": "def", "fn": "def", "sub": "def", "procedure": "def",
    "method": "def", "elseif": "elif", "elsif": "elif", "elsf": "elif", "catch": "except", "rescue": "except",
    "ensure": "finally", "until": "while not", "unless": "if not", "foreach": "for", "include": "import",
    "using": "import", "require": "import", "throw": "raise", "switch": "match", "select": "match", "struct": "class",
    "interface": "class", "when": "if", "begin": "try", "default": "else", "delete": "del", "unset": "del",
    "otherwise": "else",
}  # fmt: skip
_SHOWS = ("echo", "puts", "println", "printf", "say", "write", "writeln", "cout", "alert", "show", "display", "output")
_ENDS = ("end", "End", "END", "next", "wend", "loop", "endif", "endfor", "endwhile")
_ENDED = ("if", "while", "for", "function", "def", "class", "sub", "loop", "try", "select", "with", "do", "If", "For")
_HIGHER = ("map", "filter", "forEach", "reduce", "sort", "find", "then")


def borrowed_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of words of other languages."""
    yield from _end(spot)
    yield from _typed_function(spot)
    yield from _arrow(spot)
    yield from _new(spot.row)
    yield from _member(spot.row)
    yield from _shows(spot)
    for line in [spot.line] if spot.previous is None or spot.at else [spot.line, spot.previous]:
        yield from _word(line)


def _word(line: LogicalLine) -> Iterator[Repair]:
    """The first word of a line."""
    first = line.first
    wanted = _INSTEAD.get(first.text.lower()) if first.type == "name" else None
    if wanted is None or len(line.tokens) == 1:
        return
    edit = Edit(first.start, first.end, wanted)
    repairs = [[edit]]
    if wanted.split()[0] in BLOCK_WORDS and not line.last.is_op(":"):
        repairs.append([edit, Edit(line.last.end, line.last.end, ":")])
    for edits in repairs:
        yield Repair.of(FOREIGN_WORD, span_of(first), edits, word=first.text, wanted=wanted)


def _end(spot: Spot) -> Iterator[Repair]:
    """`end if`, `next i`, `end` before another mistake."""
    row = spot.row
    ended = len(row) == 2 and row[0].is_word(*_ENDS) and (row[1].is_word(*_ENDED) or row[0].is_word("next"))  # noqa: PLR2004 - two words
    if ended:
        word = f"{row[0].text} {row[1].text}"
        yield Repair.of(END_WORD, span_of(row[0], row[-1]), [spot.without_line()], sure=False, word=word)


def _typed_function(spot: Spot) -> Iterator[Repair]:
    """`int add(a, b):`, `public static void main(String[] args) {`."""
    row = spot.row
    at = next((index for index, token in enumerate(row) if not token.is_word(*TYPES)), len(row))
    if not at or at + 2 >= len(row) or row[at].type != "name" or not row[at + 1].is_op("("):
        return
    if row[-1].is_op(":", "{", "}"):
        word = " ".join(one.text for one in row[:at])
        edit = Edit(row[0].start, row[at - 1].end, "def")
        place = span_of(row[0], row[at - 1])
        yield Repair.of(TYPED_FUNCTION, place, [edit], word=word)
        yield Repair.of(TYPED_FUNCTION, place, [spot.without_line()], sure=False, word=word)


def _arrow(spot: Spot) -> Iterator[Repair]:
    """`f = (a) => a + 1`, `names.map(n => n)`, `f = function(a) {`."""
    row = spot.row
    if row[0].is_word(*BLOCK_WORDS, "return", "assert", "print"):
        return
    given = {index for index, token in enumerate(row) if token.is_op("=")}
    for index, token in enumerate(row[1:-1], 1):
        before, after = row[index - 1], row[index + 1]
        words = token.is_word("function", "func", "fn") and after.is_op("(") and before.is_op("=", "(", ",", ":")
        signs = index in given and after.is_op(">") and token.end == after.start
        inside = index > 2 and before.type == "name" and row[index - 3].is_word(*_HIGHER)  # noqa: PLR2004 - map ( n =
        if words or (signs and (inside or (min(given) < index and (before.is_op(")") or before.type == "name")))):
            word = token.text if words else "=>"
            place = span_of(token) if words else span_of(token, after)
            yield Repair.of(ARROW_FUNCTION, place, [spot.without_line()], sure=False, word=word)
            return


def _new(row: tuple[Token, ...]) -> Iterator[Repair]:
    for index, (token, after) in enumerate(pairwise(row)):
        free = index == 0 or not ends_operand(row[index - 1])
        if token.is_word("new") and after.type == "name" and after.text not in KEYWORDS and free:
            yield Repair.of(NEW, span_of(token, after), [Edit(token.start, after.start, "")])


def _member(row: tuple[Token, ...]) -> Iterator[Repair]:
    """`names->append(1)`, `Math::PI`."""
    for index, token in enumerate(row[1:-1], 1):
        after = row[index + 1]
        double = token.is_op(":") and after.is_op(":") and token.end == after.start
        last = index + 1 if double else index
        named = row[index - 1].type == "name" and last + 1 < len(row) and row[last + 1].type == "name"
        if named and (double or (token.is_op("->") and not row[0].is_word("def", "async"))):
            edit = Edit(token.start, row[last].end, ".")
            yield Repair.of(MEMBER, span_of(token, row[last]), [edit], word="::" if double else "->")


def _shows(spot: Spot) -> Iterator[Repair]:
    """`echo "hello"`."""
    row = spot.row
    if len(row) > 1 and row[0].is_word(*_SHOWS) and row[1].type in ("string", "name", "number"):
        last = row[-2] if row[-1].is_op(";") and len(row) > 2 else row[-1]  # noqa: PLR2004 - the word and a value
        edits = [Edit(row[0].start, row[1].start, "print("), Edit(last.end, last.end, ")")]
        yield Repair.of(FOREIGN_CALL, span_of(row[0]), edits, sure=False, word=row[0].text)


def unknown_block_rule(spot: Spot) -> Iterator[Repair]:
    """Any other word, words or values behind it, and a colon at the end of the line."""
    row = spot.row
    first = row[0]
    if first.type != "name" or first.text in KEYWORDS or not row[-1].is_op(":") or len(row) < 2:  # noqa: PLR2004 - a colon
        return
    if len(row) == 2 or row[1].type in ("name", "number", "string"):  # noqa: PLR2004 - as above
        yield Repair.of(UNKNOWN_BLOCK, span_of(first), [spot.without_line()], sure=False, word=first.text)
