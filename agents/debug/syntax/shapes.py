"""Statements whose parts are Python, but not in this place: `match`, decorators, `:=`, `lambda`, `with`. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.debug.syntax.words import begins_operand, ends_operand
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "shape_rule"]

CASE_COLON = Kind(
    code="case-without-colon",
    type="SyntaxError",
    severity="error",
    message="The colon at the end of this `{word}` line is missing.",
    cause="`match` and each `case` open a block, and a colon ends such a line.",
    think="How does Python know where the pattern ends and where the block begins?",
    fix="Write a colon at the end of the line.",
    example="x = 1\nmatch x:\n    case 1\n        print('one')\n",
    fine="x = 1\nmatch x:\n    case 1:\n        print('one')\n",
)
CASE_ELSE = Kind(
    code="else-in-match",
    type="SyntaxError",
    severity="error",
    message="`match` has no `{word}`: all other cases are `case _`.",
    cause="Between the cases of a `match` only `case` lines may stand. The pattern `_` fits everything.",
    think="Which pattern fits every value?",
    fix="Write `case _:` instead of `{word}:`.",
    example="x = 1\nmatch x:\n    case 1:\n        print('one')\n    else:\n        print('other')\n",
    fine="x = 1\nmatch x:\n    case 1:\n        print('one')\n    case _:\n        print('other')\n",
)
DECORATOR_ALONE = Kind(
    code="decorator-without-function",
    type="SyntaxError",
    severity="error",
    message="`{text}` decorates nothing: no `def` or `class` follows.",
    cause="A line that begins with @ belongs to the function or class in the very next line.",
    think="Which function should `{text}` change?",
    fix="Put it directly in front of a `def` or `class`, or remove it.",
    example="@staticmethod\nx = 5\n",
    fine="class A:\n    @staticmethod\n    def f():\n        return 5\n",
)
WALRUS = Kind(
    code="walrus-as-statement",
    type="SyntaxError",
    severity="error",
    message="On a line of its own a value is stored with `=`, not with `:=`.",
    cause="`:=` stores a value in the middle of an expression, such as the condition of an `if`.",
    think="Is there an expression around this, or does the line only store a value?",
    fix="Write `=`.",
    example="n := 5\nprint(n)\n",
    fine="n = 5\nprint(n)\n",
)
GLOBAL_VALUE = Kind(
    code="global-with-value",
    type="SyntaxError",
    severity="error",
    message="A `{word}` line only names variables; it cannot give them values.",
    cause="`{word}` says which name is meant. Storing a value is another statement.",
    think="Which two things does this line try to do?",
    fix="Write two lines: `{word} {name}` first, then the assignment.",
    example="n = 0\n\ndef up():\n    global n = 1\n\nup()\n",
    fine="n = 0\n\ndef up():\n    global n\n    n = 1\n\nup()\n",
)
CASE_CATCHES_ALL = Kind(
    code="case-catches-all",
    type="SyntaxError",
    severity="error",
    message="`case {name}` fits every value, so the cases after it are never reached.",
    cause="A bare name in a pattern is not compared: it takes the value, whatever it is. `_` fits everything as well.",
    think="Which values should come to this case, and which to the cases after it?",
    fix="Write the value itself (`case 's':`) or a name with a dot (`case Key.DOWN:`); the case for all others comes "
    "last.",
    example="RED = 1\nx = 1\nmatch x:\n    case RED:\n        print('red')\n    case 2:\n        print('blue')\n",
    fine="x = 1\nmatch x:\n    case 1:\n        print('red')\n    case other:\n        print(other)\n",
)
CASE_CONDITION = Kind(
    code="condition-in-case",
    type="SyntaxError",
    severity="error",
    message="After `case` stands a pattern, not a condition with `{word}`.",
    cause="`case` looks whether the value fits a pattern, such as `1`, `'a'` or `1 | 2`. A condition comes after it "
    "with `if`: `case n if n > 2:`.",
    think="Which value do you want to compare, and what is its name in this case?",
    fix="Write `case name if condition:`, several values as `case 1 | 2:`, or use `if` and `elif` instead of `match`.",
    example="x = 3\nmatch x:\n    case > 2:\n        print('big')\n",
    fine="x = 3\nmatch x:\n    case n if n > 2:\n        print('big')\n",
)
EXCEPT_CATCHES_ALL = Kind(
    code="except-catches-all",
    type="SyntaxError",
    severity="error",
    message="`except:` catches every error, so it must be the last `except` of its `try`.",
    cause="Python takes the first `except` that fits. After one that fits everything, no other is ever reached.",
    think="In which order are the `except` lines tried?",
    fix="Put the special errors first and `except:` last, or leave `except:` out.",
    example="try:\n    n = int('3')\nexcept:\n    n = 0\nexcept ValueError:\n    n = 1\n",
    fine="try:\n    n = int('3')\nexcept ValueError:\n    n = 1\n",
)
LAMBDA_STATEMENT = Kind(
    code="statement-in-lambda",
    type="SyntaxError",
    severity="error",
    message="A `lambda` holds one expression, but `{word}` begins a statement.",
    cause="What stands behind the colon of a `lambda` is what it gives back, without the word `return`.",
    think="Which value should the `lambda` give back?",
    fix="Write only the expression behind the colon; for more than that use `def`.",
    example="double = lambda n: return 2 * n\n",
    fine="double = lambda n: 2 * n\n",
)
WITH_AS = Kind(
    code="with-without-as",
    type="SyntaxError",
    severity="error",
    message="In this `with` line the word `as` is missing before `{name}`.",
    cause="`with what as name:` opens something and gives it a name for the block.",
    think="Read the line aloud: with this file, as ...",
    fix="Write `as` before `{name}`.",
    example="with open('diary.txt') file:\n    print(file.read())\n",
    fine="with open('diary.txt') as file:\n    print(file.read())\n",
)
TWO_STARS = Kind(
    code="two-starred-names",
    type="SyntaxError",
    severity="error",
    message="Only one name on the left side of `=` may have a star.",
    cause="The starred name takes all values that are left over. With two of them Python cannot tell which gets what.",
    think="How many values go to each of the names?",
    fix="Keep one star; take the other values apart in a second step.",
    example="first, *middle, *last = [1, 2, 3, 4]\n",
    fine="first, *middle, last = [1, 2, 3, 4]\n",
)
KINDS = (
    CASE_COLON,
    CASE_ELSE,
    CASE_CATCHES_ALL,
    CASE_CONDITION,
    EXCEPT_CATCHES_ALL,
    DECORATOR_ALONE,
    WALRUS,
    GLOBAL_VALUE,
    LAMBDA_STATEMENT,
    WITH_AS,
    TWO_STARS,
)


def shape_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of such statements."""
    yield from _case(spot)
    yield from _catches_all(spot)
    yield from _decorator(spot)
    yield from _lambda(spot)
    yield from _with(spot)
    row = spot.row
    if len(row) > 2 and row[1].is_op(":="):  # noqa: PLR2004 - a name, the sign and a value
        yield Repair.of(WALRUS, span_of(row[1]), [Edit(row[1].start, row[1].end, "=")])
    if row[0].is_word("global", "nonlocal") and len(row) > 2 and row[2].is_op("="):  # noqa: PLR2004 - the same
        edit = Edit(row[0].start, row[1].start, "")
        yield Repair.of(GLOBAL_VALUE, span_of(row[0], row[-1]), [edit], sure=False, word=row[0].text, name=row[1].text)


def _case(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    if row[0].is_word("match", "case") and len(row) > 1 and not row[-1].is_op(":"):
        edit = Edit(row[-1].end, row[-1].end, ":")
        yield Repair.of(CASE_COLON, span_of(row[-1]), [edit], word=row[0].text)
    yield from _case_condition(spot)
    heads = [line.first for line in spot.found.before(row[0].line) if line.indent == spot.line.indent]
    if row[0].is_word("else", "default") and heads and heads[0].is_word("case"):
        yield Repair.of(CASE_ELSE, span_of(row[0]), [Edit(row[0].start, row[0].end, "case _")], word=row[0].text)


def _case_condition(spot: Spot) -> Iterator[Repair]:
    """`case > 2:`, `case n > 2:`, `case 1 or 2:`."""
    row = spot.row
    if not row[0].is_word("case"):
        return
    for token in row[1:]:
        if token.is_word("if"):
            return
        if token.is_op("<", ">", "<=", ">=", "==", "!=") or token.is_word("or", "and", "in", "not", "is"):
            colon = next((one for one in row if one.is_op(":")), row[-1])
            edit = Edit(row[1].start, max(colon.start, row[1].end), "0")
            yield Repair.of(CASE_CONDITION, span_of(token), [edit], sure=False, word=token.text)
            return


def _decorator(spot: Spot) -> Iterator[Repair]:
    before = spot.previous
    if before is not None and before.first.is_op("@") and not spot.row[0].is_word("def", "class", "async"):
        text = spot.source.text[before.first.start : before.last.end]
        yield Repair.of(
            DECORATOR_ALONE, span_of(before.first, before.last), [spot.without_line(before)], sure=False, text=text
        )


def _catches_all(spot: Spot) -> Iterator[Repair]:
    """What the compiler says of the order of branches, and of two stars."""
    message, row = spot.fault.message, spot.row
    if "makes remaining patterns unreachable" in message and spot.bad is not None:
        edit = Edit(spot.bad.start, spot.bad.end, "0")
        yield Repair.of(CASE_CATCHES_ALL, spot.span, [edit], sure=False, name=spot.bad.text)
    elif "must be last" in message and row[0].is_word("except"):
        edit = Edit(row[0].end, row[0].end, " BaseException")
        yield Repair.of(EXCEPT_CATCHES_ALL, span_of(row[0], row[-1]), [edit], sure=False)
    elif message.startswith("multiple starred expressions"):
        yield Repair.of(TWO_STARS, spot.span, [spot.without_line()], sure=False)


def _lambda(spot: Spot) -> Iterator[Repair]:
    row = spot.row
    index = next((index for index, token in enumerate(row) if token.is_word("lambda")), len(row))
    for colon, token, after in zip(row[index:], row[index + 1 :], row[index + 2 :], strict=False):
        if colon.is_op(":") and token.is_word("return", "raise", "pass", "print", "del", "break", "assert"):
            sure = token.is_word("return") and after.line == token.line
            gone = Edit(token.start, after.start, "") if sure else Edit(token.start, token.end, "None")
            yield Repair.of(LAMBDA_STATEMENT, span_of(token), [gone], sure=sure, word=token.text)
            yield Repair.of(LAMBDA_STATEMENT, span_of(token), [spot.without_line()], sure=False, word=token.text)
            return


def _with(spot: Spot) -> Iterator[Repair]:
    """`with open("a") file:`."""
    row = spot.row
    if not row[0].is_word("with") or any(token.is_word("as") for token in row):
        return
    for before, name in pairwise(row):
        if name.type == "name" and ends_operand(before) and begins_operand(name, before):
            edit = Edit(name.start, name.start, "as ")
            yield Repair.of(WITH_AS, span_of(name), [edit], name=name.text)
