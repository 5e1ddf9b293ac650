"""How runs end that do not end well, and tests that fail: the kinds. Pure data."""

from agents.mistakes.findings import Kind

__all__ = [
    "KINDS",
    "NOT_RAISED",
    "PRINTED_NOT_RETURNED",
    "RETURNED_NOTHING",
    "STOPPED",
    "TOO_LONG",
    "TOO_MUCH_MEMORY",
    "TOO_MUCH_OUTPUT",
    "WRONG_OUTPUT",
    "WRONG_RESULT",
]

TOO_LONG = Kind(
    code="runs-too-long",
    type="Timeout",
    severity="error",
    message="The program did not end within {seconds} seconds.",
    cause="A loop whose condition never becomes false runs for ever; or there is far too much to do.{where}",
    think="Which line makes the loop's condition false one day? Does it run in every round?",
    fix="Change something in each round so that the condition becomes false in the end.",
    example="n = 1\nwhile n > 0:\n    n = n + 1\n",
    fine="n = 3\nwhile n > 0:\n    n = n - 1\n",
)
TOO_MUCH_MEMORY = Kind(
    code="too-much-memory",
    type="MemoryError",
    severity="error",
    message="The program needs more memory than it may have.",
    cause="A list or text grows without end, or something very large is made at once.",
    think="Which collection grows in each round, and when does it stop growing?",
    fix="Make sure that the loop ends, and keep only what you need.",
    example="values = []\nwhile True:\n    values.append('x' * 100000)\n",
    fine="values = []\nfor n in range(3):\n    values.append('x')\n",
)
TOO_MUCH_OUTPUT = Kind(
    code="too-much-output",
    type="OutputLimit",
    severity="error",
    message="The program prints without an end.",
    cause="A `print` stands in a loop that does not stop.",
    think="How many times should this line be printed?",
    fix="Let the loop end, or move the `print` behind it.",
    example="while True:\n    print('again' * 100)\n",
    fine="print('again')\n",
)
STOPPED = Kind(
    code="process-ended",
    type="ProcessEnded",
    severity="error",
    message="The program was ended before it was finished.",
    cause="{said}",
    think="Which line ends the program, or asks for something that is not allowed here?",
    fix="Leave out what ends the process; a program ends by itself after its last line.",
    example="import os\nos._exit(3)\n",
    fine="print(3)\n",
)
WRONG_RESULT = Kind(
    code="wrong-result",
    type="WrongResult",
    severity="error",
    message="`{call}` gives {got}, but {expected} was expected.",
    cause="The program runs, but it does not compute what the task asks for.",
    think="Work `{call}` out by hand, line by line. At which line does your value differ from the program's?",
    fix="Follow the values through this function for exactly this call, and change the line where they go wrong.",
    example="def double(x):\n    return x + 2\n",
    fine="def double(x):\n    return x * 2\n",
)
RETURNED_NOTHING = Kind(
    code="result-is-none",
    type="WrongResult",
    severity="error",
    message="`{call}` gives None, but {expected} was expected.",
    cause="A function that ends without `return value` gives None.",
    think="On which way through the function is no `return` reached?",
    fix="Return the result on every way through the function.",
    example="def double(x):\n    y = x * 2\n    print(y + 1)\n",
    fine="def double(x):\n    return x * 2\n",
)
PRINTED_NOT_RETURNED = Kind(
    code="printed-not-returned",
    type="WrongResult",
    severity="error",
    message="`{call}` prints {expected} and gives back None: it should return the value.",
    cause="`print` shows a value to people; `return` gives it to the code that called the function.",
    think="Who should get the result: the screen, or the line that called the function?",
    fix="Use `return` instead of `print` for the result.",
    example="def double(x):\n    print(x * 2)\n",
    fine="def double(x):\n    return x * 2\n",
)
NOT_RAISED = Kind(
    code="error-not-raised",
    type="WrongResult",
    severity="error",
    message="`{call}` should raise {expected}, but it gives {got}.",
    cause="The task asks that this case is refused with an exception.",
    think="How should the function notice that this value is not allowed?",
    fix="Check the value and `raise {expected}(...)`.",
    example="def root(x):\n    return x ** 0.5\n",
    fine="def root(x):\n    if x < 0:\n        raise ValueError(x)\n    return x ** 0.5\n",
)
WRONG_OUTPUT = Kind(
    code="wrong-output",
    type="WrongOutput",
    severity="error",
    message="The program prints {got}, but {expected} was expected.",
    cause="The first difference is in line {line} of the output. Every letter, space and line end counts.",
    think="Compare both texts sign by sign. Which line of the program prints the part that differs?",
    fix="Change the line that prints this part.",
    example="print(int(input()) + 1)\n",
    fine="print(int(input()) * 2)\n",
)

KINDS: tuple[Kind, ...] = (
    TOO_LONG,
    TOO_MUCH_MEMORY,
    TOO_MUCH_OUTPUT,
    STOPPED,
    WRONG_RESULT,
    RETURNED_NOTHING,
    PRINTED_NOT_RETURNED,
    NOT_RAISED,
    WRONG_OUTPUT,
)
