"""The catalogue of runtime errors: Python's messages, and what each means for a beginner. Pure data.

Facts of each text: `text` is the failing expression, `values` a sentence with the values of its names (or nothing),
`said` Python's own message, `near` a sentence that names what was perhaps meant (or nothing).
"""

import re
from dataclasses import dataclass

from agents.mistakes.findings import Kind

__all__ = ["ENTRIES", "KINDS", "OTHER", "Entry"]


@dataclass(frozen=True)
class Entry:
    """Which messages of which exceptions a kind explains; the pattern's groups are facts."""

    types: tuple[str, ...]
    pattern: re.Pattern[str]
    kind: Kind


def _entry(types: str, pattern: str, kind: Kind) -> Entry:
    return Entry(tuple(types.split()), re.compile(pattern), kind)


def _kind(  # noqa: PLR0917 - the rows of a table
    code: str, kind: str, message: str, cause: str, think: str, fix: str, example: str, fine: str
) -> Kind:
    return Kind(code, kind, "error", message, cause + "{values}", think, fix, example, fine)


ENTRIES: tuple[Entry, ...] = (
    _entry(
        "ZeroDivisionError",
        "",
        _kind(
            "division-by-zero",
            "ZeroDivisionError",
            "`{text}` divides by zero.",
            "A division by zero has no result, so Python stops.",
            "Which value is zero here, and how did it become so?",
            "Check that the divisor is not zero before you divide, for example with `if`.",
            "values = []\nmean = sum(values) / len(values)\n",
            "values = [1]\nmean = sum(values) / len(values)\n",
        ),
    ),
    _entry(
        "IndexError",
        r"(?P<kind>list|string|tuple|range object)?.*index out of range",
        _kind(
            "index-out-of-range",
            "IndexError",
            "`{text}` asks for a place that does not exist.",
            "Counting begins at 0, so the last place is the length minus 1.",
            "How many elements are there at this moment, and which number has the last one?",
            "Keep the index below the length: loops over places go to `range(len(...))`, not further.",
            "values = [1, 2, 3]\nfor i in range(4):\n    print(values[i])\n",
            "values = [1, 2, 3]\nfor i in range(3):\n    print(values[i])\n",
        ),
    ),
    _entry(
        "IndexError",
        r"(?:pop from (?:an )?empty|pop index out of range)",
        _kind(
            "pop-from-empty",
            "IndexError",
            "`{text}` takes an element out of a collection that has none there.",
            "`pop` removes an element, and there is none at that place any more.",
            "How often is this line reached, and how many elements are there at first?",
            "Ask first whether anything is left: `if values:` or `while values:`.",
            "values = []\nvalues.pop()\n",
            "values = [1]\nvalues.pop()\n",
        ),
    ),
    _entry(
        "KeyError",
        r"(?P<missing>.*)",
        _kind(
            "missing-key",
            "KeyError",
            "The dictionary or set has no key {missing}.",
            "`dictionary[key]` only works for keys that are in it, spelt exactly so.{near}",
            "Which keys are in the dictionary at this moment, and of which type are they?",
            "Check with `if key in dictionary:`, or use `dictionary.get(key)`, which gives None instead of an error.",
            "ages = {'Ada': 36}\nprint(ages['Adda'])\n",
            "ages = {'Ada': 36}\nprint(ages['Ada'])\n",
        ),
    ),
    _entry(
        "NameError",
        r"name '(?P<missing>\w+)' is not defined",
        _kind(
            "name-not-defined",
            "NameError",
            "`{missing}` has no value yet when this line runs.",
            "Python runs line by line: a name exists from the moment on at which it gets a value.{near}",
            "Which line gives this name its value, and did that line run before?",
            "Correct the spelling, or give `{missing}` a value before this line.",
            "if 1 > 2:\n    total = 1\nprint(total)\n",
            "total = 0\nif 1 > 2:\n    total = 1\nprint(total)\n",
        ),
    ),
    _entry(
        "UnboundLocalError",
        r"variable '(?P<missing>\w+)'",
        _kind(
            "local-without-value",
            "UnboundLocalError",
            "`{missing}` has no value yet in this function.",
            "The function gives `{missing}` a value somewhere, so the name belongs to the function alone; here it is "
            "used before that.",
            "On which way through the function does `{missing}` never get a value?",
            "Give `{missing}` a value at the beginning of the function, or pass it in as a parameter.",
            "def sign(x):\n    if x > 0:\n        word = 'plus'\n    return word\n\nsign(-1)\n",
            "def sign(x):\n    word = 'minus'\n    if x > 0:\n        word = 'plus'\n    return word\n\nsign(-1)\n",
        ),
    ),
    _entry(
        "AttributeError",
        r"'NoneType' object has no attribute '(?P<missing>\w+)'",
        _kind(
            "attribute-of-none",
            "AttributeError",
            "`.{missing}` is used on None, which is no value at all.",
            "Something before this place gave None: often a function without `return`, or a method such as sort that "
            "changes a list and returns nothing.",
            "Which line gave this name its value, and what does that line return?",
            "Look where the value comes from, and let that function return it.",
            "values = [2, 1]\nordered = values.sort()\nordered.append(3)\n",
            "values = [2, 1]\nvalues.sort()\nvalues.append(3)\n",
        ),
    ),
    _entry(
        "AttributeError",
        r"'(?P<kind>\w+)' object has no attribute '(?P<missing>\w+)'",
        _kind(
            "unknown-attribute",
            "AttributeError",
            "A value of type {kind} has no `.{missing}`.",
            "Each type has its own methods.{near}",
            "Of which type is the value at this moment? Which methods does that type have?",
            "Use a method that this type has, or convert the value first.",
            "word = 'abc'\nword.append('d')\n",
            "word = ['abc']\nword.append('d')\n",
        ),
    ),
    _entry(
        "AttributeError",
        r"(?:module '(?P<kind>\w+)'|type object '\w+').* has no attribute '(?P<missing>\w+)'",
        _kind(
            "unknown-module-attribute",
            "AttributeError",
            "There is no `{missing}` there.",
            "Python says: {said}. The name may be spelt differently, or a file of yours has the module's name.{near}",
            "Is it spelt as in the documentation? Does one of your own files have the module's name?",
            "Correct the name after the dot.",
            "import math\nprint(math.squareroot(4))\n",
            "import math\nprint(math.sqrt(4))\n",
        ),
    ),
    _entry(
        "TypeError",
        r"can only concatenate str \(not \"(?P<kind>\w+)\"\) to str",
        _kind(
            "text-plus-other",
            "TypeError",
            "`{text}` joins a text with a value of type {kind}.",
            "`+` joins texts with texts or adds numbers; it does not mix them.",
            "Should this be a sum or a longer text?",
            "Convert the value with str(...) to join texts, or the text with int(...) to calculate.",
            "age = 12\nprint('age: ' + age)\n",
            "age = 12\nprint('age: ' + str(age))\n",
        ),
    ),
    _entry(
        "TypeError",
        r"unsupported operand type\(s\) for (?P<sign>\S+): '(?P<left>\w+)' and '(?P<right>\w+)'",
        _kind(
            "operator-between-types",
            "TypeError",
            "`{sign}` does not work between a value of type {left} and one of type {right}.",
            "An operator needs values that fit together. NoneType means that one of them is None: a function without "
            "`return`, for example. What input() gives is always a text (str).",
            "Of which type is each side at this moment, and where did it come from?",
            "Convert one side so that both fit, or find out why it has that type.",
            "age = '12'\nprint(20 - age)\n",
            "age = 12\nprint(20 - age)\n",
        ),
    ),
    _entry(
        "TypeError",
        r"'(?P<sign>[<>]=?)' not supported between instances of '(?P<left>\w+)' and '(?P<right>\w+)'",
        _kind(
            "comparison-between-types",
            "TypeError",
            "`{sign}` cannot compare a value of type {left} with one of type {right}.",
            "Greater and smaller only make sense between values of one sort. input() gives a text (str).",
            "Of which type is each side at this moment?",
            "Convert one side, for example with int(...), so that both are numbers.",
            "age = '12'\nprint(age > 10)\n",
            "age = int('12')\nprint(age > 10)\n",
        ),
    ),
    _entry(
        "TypeError",
        r"'(?P<kind>\w+)' object is not callable",
        _kind(
            "not-callable",
            "TypeError",
            "`{text}` calls something that is no function: a value of type {kind}.",
            "Brackets behind a name call a function. The name may hide a function of Python, or an operator is missing "
            "before the bracket.",
            "What is the name before the bracket at this moment?",
            "Use [ ] to take an element, write the missing operator, or rename what hides the function.",
            "values = [1, 2]\nprint(values(0))\n",
            "values = [1, 2]\nprint(values[0])\n",
        ),
    ),
    _entry(
        "TypeError",
        r"'(?P<kind>\w+)' object is not (?:iterable|an iterator)|cannot unpack non-iterable (?P<kind2>\w+) object",
        _kind(
            "not-iterable",
            "TypeError",
            "Python cannot go through this value one by one: {said}.",
            "Lists, texts, ranges and dictionaries can be gone through; a single number or None cannot.",
            "Which values should the loop go through?",
            "For a number of rounds write range(...) around the number.",
            "for i in len('abc'):\n    print(i)\n",
            "for i in range(3):\n    print(i)\n",
        ),
    ),
    _entry(
        "TypeError",
        r"'(?P<kind>\w+)' object is not subscriptable",
        _kind(
            "not-subscriptable",
            "TypeError",
            "`{text}` takes an element of something that has none: a value of type {kind}.",
            "Only lists, texts, tuples and dictionaries have elements. For a function the brackets are round.",
            "What stands before the square bracket at this moment?",
            "Call a function with ( ), and look why the value is not the list that you expect.",
            "number = 12\nprint(number[0])\n",
            "number = '12'\nprint(number[0])\n",
        ),
    ),
    _entry(
        "TypeError",
        r"(?P<kind>list|string|tuple|str) indices must be integers",
        _kind(
            "index-not-a-number",
            "TypeError",
            "The place in the brackets of `{text}` is not a whole number.",
            "Elements are counted with whole numbers. `/` always gives a number with a point: `//` gives a whole one. "
            "A `for` over a list gives the elements themselves, not their places.",
            "What is in the square brackets at this moment: a place, or an element?",
            "Use a whole number: `//` for halves, `range(len(...))` for places.",
            "values = [1, 2, 3]\nprint(values[len(values) / 2])\n",
            "values = [1, 2, 3]\nprint(values[len(values) // 2])\n",
        ),
    ),
    _entry(
        "TypeError",
        r"'(?P<kind>\w+)' object cannot be interpreted as an integer",
        _kind(
            "whole-number-needed",
            "TypeError",
            "`{text}` needs a whole number, but was given a value of type {kind}.",
            "range() and some others count in whole numbers. `/` gives a number with a point, input() gives a text.",
            "Of which type is the value that you pass in?",
            "Use int(...) or `//`, or pass len(...) instead of the list itself.",
            "for i in range(len('abcd') / 2):\n    print(i)\n",
            "for i in range(5 // 2):\n    print(i)\n",
        ),
    ),
    _entry(
        "TypeError",
        r"(?P<name>[\w.<>]+)\(\) (?:missing \d+ required|takes|got an unexpected|got multiple)",
        _kind(
            "wrong-arguments",
            "TypeError",
            "The call does not fit the function `{name}`: {said}.",
            "A call must give a value for each parameter that has no default, and not more. In a class, the object "
            "is the first parameter, `self`.",
            "Compare the call with the `def` line: how many values, in which order?",
            "Give as many values as the function has parameters.",
            "def area(a, b):\n    return a * b\n\nvalues = [2]\nprint(area(*values))\n",
            "def area(a, b):\n    return a * b\n\nprint(area(2, 3))\n",
        ),
    ),
    _entry(
        "TypeError",
        r"object does not support item (?:assignment|deletion)",
        _kind(
            "cannot-be-changed",
            "TypeError",
            "`{text}` cannot be changed in place: {said}.",
            "Texts and tuples never change. Only a list or dictionary lets you replace one element.",
            "Do you need to change this value, or can you make a new one?",
            "Make a new text or tuple, or convert to a list first.",
            "word = 'cat'\nword[0] = 'b'\n",
            "word = ['c', 'a', 't']\nword[0] = 'b'\n",
        ),
    ),
    _entry(
        "TypeError",
        r"unhashable type: '(?P<kind>\w+)'",
        _kind(
            "unhashable-key",
            "TypeError",
            "A value of type {kind} cannot be a key of a dictionary or an element of a set.",
            "Keys must never change, and a {kind} can.",
            "What identifies an entry here, and can it change?",
            "Use a tuple or a text instead.",
            "seen = set()\nseen.add([1, 2])\n",
            "seen = set()\nseen.add((1, 2))\n",
        ),
    ),
    _entry(
        "ValueError",
        r"(?:invalid literal for int\(\) with base \d+|could not convert string to float): (?P<word>.*)",
        _kind(
            "text-is-no-number",
            "ValueError",
            "The text {word} cannot be read as a number.",
            "int() only takes digits with an optional sign, float() also a point; no letters, no comma, not nothing.",
            "What exactly is in the text at this moment? Are there spaces, letters or a comma in it?",
            "Make sure that the text is a number before you convert it; for a point use float().",
            "print(int('3' + '.5'))\n",
            "print(float('3.5'))\n",
        ),
    ),
    _entry(
        "ValueError",
        r"(?:not enough|too many) values to unpack",
        _kind(
            "unpack-count",
            "ValueError",
            "The number of names on the left does not match the number of values: {said}.",
            "`a, b = values` needs exactly two values.",
            "How many values come from the right side?",
            "Use as many names as there are values.",
            "pair = [1, 2, 3]\na, b = pair\n",
            "pair = [1, 2]\na, b = pair\n",
        ),
    ),
    _entry(
        "ValueError",
        r"(?:not in list|substring not found|is not in (?:list|deque|tuple|range)|x not in)",
        _kind(
            "value-not-found",
            "ValueError",
            "`{text}` looks for something that is not there.",
            "remove() and index() fail when the value is not found.",
            "Is the value in there at this moment, in exactly this form?",
            "Ask first with `in` whether it is there.",
            "values = [1, 2]\nvalues.remove(3)\n",
            "values = [1, 2]\nvalues.remove(2)\n",
        ),
    ),
    _entry(
        "ValueError",
        r"math domain error|empty (?:sequence|range)|arg is an empty|iterable argument is empty",
        _kind(
            "outside-domain",
            "ValueError",
            "`{text}` has no result for this value: {said}.",
            "Some functions work for certain values only: a square root needs 0 or more, max() at least one value.",
            "For which values does the function have a result?",
            "Check the value before the call.",
            "print(max([]))\n",
            "print(max([1]))\n",
        ),
    ),
    _entry(
        "RecursionError",
        "",
        _kind(
            "endless-recursion",
            "RecursionError",
            "The function calls itself again and again without an end.",
            "Each call waits for the next. Without a case that ends it, Python stops at about 1000 calls.",
            "For which value does the function answer without calling itself? Does each call come nearer to it?",
            "Add a case that returns without a further call, before the call to itself.",
            "def count(n):\n    if n == 0.5:\n        return 0\n    return count(n - 1)\n\ncount(3)\n",
            "def count(n):\n    if n == 0:\n        return 0\n    return count(n - 1)\n\ncount(3)\n",
        ),
    ),
    _entry(
        "ModuleNotFoundError ImportError",
        r"(?:No module named '(?P<missing>[\w.]+)')?",
        _kind(
            "module-not-found",
            "ImportError",
            "Python cannot import this: {said}.",
            "The name may be misspelt, or the module is not part of Python's standard library; only that is available "
            "here.",
            "Is it spelt exactly as in the documentation?",
            "Correct the name, or do without the module.",
            "import maths\n",
            "import math\n",
        ),
    ),
    _entry(
        "FileNotFoundError PermissionError IsADirectoryError",
        "",
        _kind(
            "file-not-available",
            "FileNotFoundError",
            "The file cannot be opened: {said}.",
            "Here a program only sees the files that were sent with it, by their plain names.",
            "Is the name spelt exactly so, with its ending? Does the file lie beside the program?",
            "Correct the name, or send the file along.",
            "print(open('data.txt').read())\n",
            "print('data.txt')\n",
        ),
    ),
    _entry(
        "EOFError",
        "",
        _kind(
            "no-more-input",
            "EOFError",
            "The program asks for more input than it was given.",
            "Each input() takes one line. When all lines are used up, there is nothing to read.",
            "How often does the program call input(), and how many lines were there?",
            "Read only as many lines as there are, or stop when the input ends.",
            "name = input()\nage = input()\nmore = input()\n",
            "name = 'Ada'\n",
        ),
    ),
    _entry(
        "AssertionError",
        "",
        _kind(
            "assertion-failed",
            "AssertionError",
            "The condition of this `assert` is false.",
            "`assert` checks what should be true at this point, and stops the program when it is not.",
            "What are the values in the condition, and which one is not as you expect?",
            "Find the line that gave the wrong value its value.",
            "x = 1\nassert x == 2\n",
            "x = 2\nassert x == 2\n",
        ),
    ),
)

OTHER = _kind(
    "runtime-error",
    "Exception",
    "The program stops with {type}: {said}.",
    "Python found something at `{text}` that it cannot do.",
    "What are the values at this line, and which of them does not fit?",
    "Look at the values, then at the lines that gave them.",
    "raise RuntimeError('no more')\n",
    "print('no more')\n",
)

KINDS: tuple[Kind, ...] = (*(entry.kind for entry in ENTRIES), OTHER)
