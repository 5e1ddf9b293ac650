"""The kinds of type mistakes. Pure data."""

from agents.mistakes.findings import Kind, Severity

__all__ = [
    "CANNOT_CHANGE",
    "COMPARED",
    "DIVISION_BY_ZERO",
    "INDEX_TYPE",
    "KINDS",
    "NEVER_EQUAL",
    "NOT_CALLABLE",
    "NOT_INDEXABLE",
    "NOT_ITERABLE",
    "NO_SUCH_METHOD",
    "NUMBER_TEXT",
    "OPERANDS",
    "TEXT_PLUS",
    "TEXT_REPEATED",
    "WRONG_ARGUMENT",
]


def _kind(  # noqa: PLR0917 - the rows of a table
    code: str,
    kind: str,
    message: str,
    cause: str,
    think: str,
    fix: str,
    example: str,
    fine: str,
    severity: Severity = "error",
) -> Kind:
    return Kind(code, kind, severity, message, cause + "{origin}", think, fix, example, fine)


TEXT_PLUS = _kind(
    "text-and-number-joined",
    "TypeError",
    "`{text}` joins {left} with {right}; `+` does not do that.",
    "`+` adds numbers, or joins texts. It does not turn one into the other.",
    "Should this be a sum or a longer text?",
    "To join texts, make a text of the number with str(...); to calculate, make a number of the text with int(...).",
    "age = 12\nprint('You are ' + age)\n",
    "age = 12\nprint('You are ' + str(age))\n",
)
OPERANDS = _kind(
    "types-do-not-fit",
    "TypeError",
    "`{sign}` does not work between {left} and {right}: `{text}`.",
    "An operator needs values of kinds that fit together.",
    "Of which type is each side, and which type should it be?",
    "Convert one side so that both fit, or look where the unexpected value comes from.",
    "age = input()\nprint(2025 - age)\n",
    "age = int(input())\nprint(2025 - age)\n",
)
COMPARED = _kind(
    "types-cannot-be-compared",
    "TypeError",
    "`{sign}` cannot compare {left} with {right}: `{text}`.",
    "Larger and smaller only make sense between values of one sort.",
    "Of which type is each side?",
    "Convert one side: int(...) makes a number of a text.",
    "age = input()\nif age > 18:\n    print('adult')\n",
    "age = int(input())\nif age > 18:\n    print('adult')\n",
)
NEVER_EQUAL = _kind(
    "never-equal",
    "Logic",
    "`{text}` compares {left} with {right}: they are never equal.",
    "The text '5' and the number 5 are different values for Python.",
    "Of which type is each side?",
    "Convert one side: int(...) makes a number of a text.",
    "answer = input()\nif answer == 42:\n    print('yes')\n",
    "answer = int(input())\nif answer == 42:\n    print('yes')\n",
    "warning",
)
TEXT_REPEATED = _kind(
    "text-repeated",
    "Logic",
    "`{text}` repeats a text; it does not multiply a number.",
    "A text times 3 is the text three times: '5' * 3 is '555'.",
    "Is the value a number, or a text that looks like one?",
    "Convert the text with int(...) or float(...) before you calculate.",
    "price = input()\nprint(price * 3)\n",
    "price = float(input())\nprint(price * 3)\n",
    "warning",
)
NOT_ITERABLE = _kind(
    "cannot-be-looped-over",
    "TypeError",
    "`{text}` is {left}: a loop cannot go through it.",
    "A `for` loop needs something with elements: a list, a text, a range, a dictionary.",
    "Which values should the loop take one by one?",
    "To count, write range(...); to go through a collection, name the collection.",
    "count = 3\nfor i in count:\n    print(i)\n",
    "count = 3\nfor i in range(count):\n    print(i)\n",
)
NOT_CALLABLE = _kind(
    "called-but-no-function",
    "TypeError",
    "`{text}` is called like a function, but it is {left}.",
    "Round brackets behind a value call it. Only functions and classes can be called.",
    "Which function do you mean? Does one of your own names hide it?",
    "Use [ ] to take an element, write the missing operator, or rename the name that hides a function.",
    "sum = 0\nprint(sum([1, 2]))\n",
    "total = 0\nprint(sum([1, 2]))\n",
)
NOT_INDEXABLE = _kind(
    "has-no-elements",
    "TypeError",
    "`{text}` takes an element of {left}, which has none.",
    "Only lists, texts, tuples and dictionaries have elements that can be taken with [ ].",
    "What do you expect this value to be?",
    "Turn a number into a text with str(...) to get at its digits, or look where the value comes from.",
    "number = 123\nprint(number[0])\n",
    "number = str(123)\nprint(number[0])\n",
)
INDEX_TYPE = _kind(
    "place-is-no-whole-number",
    "TypeError",
    "The place in `{text}` is {right}; it must be a whole number.",
    "Elements are counted with whole numbers. `/` always gives a number with a point, also for 4 / 2.",
    "Which operator gives a whole number? Is it a place, or an element?",
    "Use `//` for a whole result, or int(...).",
    "values = [1, 2, 3]\nprint(values[len(values) / 2])\n",
    "values = [1, 2, 3]\nprint(values[len(values) // 2])\n",
)
CANNOT_CHANGE = _kind(
    "changed-in-place",
    "TypeError",
    "`{text}` tries to change {left} in place, which never changes.",
    "Texts and tuples stay as they are; only lists and dictionaries let you replace an element.",
    "Can you make a new value instead of changing the old one?",
    "Build a new text, or convert to a list first.",
    "word = 'cat'\nword[0] = 'b'\n",
    "word = 'cat'\nword = 'b' + word[1:]\n",
)
WRONG_ARGUMENT = _kind(
    "argument-of-wrong-type",
    "TypeError",
    "`{name}` cannot work with {left}: `{text}`.",
    "{why}",
    "What does `{name}` need, and what does it get here?",
    "Convert the value, or pass what is meant.",
    "values = [1, 2, 3]\nfor i in range(values):\n    print(i)\n",
    "values = [1, 2, 3]\nfor i in range(len(values)):\n    print(i)\n",
)
NO_SUCH_METHOD = _kind(
    "no-such-method",
    "AttributeError",
    "`.{name}` does not exist for {left}.",
    "Each type has its own methods.{near}",
    "Which methods does this type have? Do you know the word from another language?",
    "Use a method that exists for {left}.",
    "values = [1, 2]\nvalues.push(3)\n",
    "values = [1, 2]\nvalues.append(3)\n",
)
NUMBER_TEXT = _kind(
    "text-is-not-a-number",
    "ValueError",
    "`{text}` cannot work: the text is not such a number.",
    "int() reads digits only, without a point or letters; float() also reads a point.",
    "Read the text as Python would: is every character a digit?",
    "Use float() for numbers with a point, or correct the text.",
    "x = int('3.5')\n",
    "x = float('3.5')\n",
)
DIVISION_BY_ZERO = _kind(
    "divides-by-zero",
    "ZeroDivisionError",
    "`{text}` divides by zero, which has no result.",
    "Python stops with a ZeroDivisionError here.",
    "By which value should be divided?",
    "Divide by something else than 0.",
    "x = 5\nprint(x / 0)\n",
    "x = 5\nprint(x / 1)\n",
)
KINDS = (
    TEXT_PLUS,
    OPERANDS,
    COMPARED,
    NEVER_EQUAL,
    TEXT_REPEATED,
    NOT_ITERABLE,
    NOT_CALLABLE,
    NOT_INDEXABLE,
    INDEX_TYPE,
    CANNOT_CHANGE,
    WRONG_ARGUMENT,
    NO_SUCH_METHOD,
    NUMBER_TEXT,
    DIVISION_BY_ZERO,
)
