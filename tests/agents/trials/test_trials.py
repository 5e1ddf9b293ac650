"""Trials of real programs in the real runner: what is wrong is found, and what is right or in doubt is left alone."""

import pytest

from agents.curriculum.loading import curriculum
from agents.exercise.catalogue import families
from agents.exercise.making import make
from agents.runner.pool import Runner
from agents.runner.program import Limits
from agents.trials.probe import Found
from agents.trials.trial import plan

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def tried(runner: Runner, code: str) -> list[Found]:
    planned = plan(code)
    for program in planned.programs() if planned is not None else ():
        assert planned is not None
        if (found := planned.judge(program, await runner.run(program))) is not None:
            return found
    return []


async def wrong(runner: Runner, code: str) -> list[Found]:
    return [one for one in await tried(runner, code) if one.kind is not None]


WRONG = {
    "an operator": ("def is_even(n):\n    return n % 2 == 1\n", "`is_even(0)` gives False"),
    "another way to write the name": ("def checkIfPrime(number):\n    return number % 2 == 1\n", "checkIfPrime(1)"),
    "a start": (
        "def factorial(n):\n    r = 0\n    for i in range(1, n + 1):\n        r *= i\n    return r\n",
        "gives 0",
    ),
    "a change in place": (
        (
            "def bubble_sort(a):\n    for i in range(len(a)):\n        for j in range(len(a) - 2):\n"
            "            if a[j] > a[j + 1]:\n                a[j], a[j + 1] = a[j + 1], a[j]\n"
        ),
        "gives [2, 1]",
    ),
    "an end that is not reached": (
        (
            "def binary_search(a, x):\n    lo, hi = 0, len(a) - 1\n    while lo <= hi:\n        m = (lo + hi) // 2\n"
            "        if a[m] == x:\n            return m\n        if a[m] < x:\n            lo = m\n        else:\n"
            "            hi = m - 1\n    return -1\n"
        ),
        "gives no end",
    ),
    "a place that is not there": ("def last(items):\n    return items[len(items)]\n", "gives the error IndexError"),
    "arguments in the other order": ("def count_of(x, items):\n    return len(items)\n", "count_of("),
    "a longer name": ("def average_age(ages):\n    return sum(ages) // len(ages)\n", "average_age([1, 2])"),
    "a class": (
        (
            "class Stack:\n    def __init__(self):\n        self.items = []\n    def push(self, x):\n"
            "        self.items.append(x)\n    def pop(self):\n        return self.items.pop(0)\n"
        ),
        "a new `Stack` after push(1), push(2), pop() gives 1, where 2 is expected",
    ),
    "an account": (
        (
            "class BankAccount:\n    def __init__(self, owner, balance):\n        self.owner = owner\n"
            "        self.balance = balance\n    def deposit(self, amount):\n        self.balance = amount\n"
        ),
        "gives 50, where 150 is expected",
    ),
    "a class whose answer has several meanings": (
        (
            "class Circle:\n    def __init__(self, radius=1):\n        self.radius = radius\n    def area(self):\n"
            "        return 3.14 * self.radius * 2\n"
        ),
        "a new `Circle` after area() gives 31.4",
    ),
    "a window that is not told by its name": (
        (
            'def busiest(customers, width):\n    """The largest total of width neighbouring values."""\n'
            "    best = now = sum(customers[:width])\n    for i in range(width, len(customers) - 1):\n"
            "        now += customers[i] - customers[i - width]\n        best = max(best, now)\n    return best\n"
        ),
        "gives 5; a function that finds the best stretch",
    ),
    "a search that only its shape tells": (
        (
            "def seat_of(rows, wanted):\n    start, stop = 0, len(rows) - 1\n    while start < stop:\n"
            "        middle = (start + stop) // 2\n        if rows[middle] == wanted:\n            return middle\n"
            "        if rows[middle] < wanted:\n            start = middle + 1\n        else:\n"
            "            stop = middle - 1\n    return -1\n"
        ),
        "a function that finds the place of a value in a sorted list",
    ),
    "a date with its year first": (
        "def is_valid_date(year, month, day):\n    return 1 <= month <= 12 and 1 <= day <= 31\n",
        "gives True",
    ),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_wrong_answer_is_found(runner: Runner, name: str) -> None:
    code, told = WRONG[name]
    (found,) = await wrong(runner, code)
    assert found.kind == "wrong"
    assert found.line == 1
    assert told in found.message


LEFT_ALONE = {
    "a longest run that is told by more than its first word": (
        'def longest_fresh(songs):\n    """The longest run of neighbours without a repeat."""\n'
        "    seen, best, start = {}, 0, 0\n    for i, song in enumerate(songs):\n"
        "        start = max(start, seen.get(song, -1) + 1)\n"
        "        seen[song] = i\n"
        "        best = max(best, i - start + 1)\n    return best\n"
    ),
    "a search for the last place in a sorted list": (
        "def last_index(rows, one):\n    low, high, found = 0, len(rows) - 1, -1\n    while low <= high:\n"
        "        middle = (low + high) // 2\n        if rows[middle] <= one:\n            found = middle\n"
        "            low = middle + 1\n        else:\n            high = middle - 1\n"
        "    return found if found >= 0 and rows[found] == one else -1\n"
    ),
    "a unit with a factor that is cut off": "def miles_to_km(miles):\n    return round(miles * 1.6, 1)\n",
    "its own marks": (
        "def grade(score):\n    return 'A' if score >= 80 else 'B' if score >= 70 else 'C' if score >= 60 else 'D'\n"
    ),
    "a number for pi, and no other size": (
        "class Circle:\n    def __init__(self):\n        self.radius = 0\n"
        "    def area(self):\n        return 3.14 * self.radius ** 2\n"
    ),
    "an attribute that does nothing": (
        "class Light:\n    def __init__(self):\n        self.press = self.state = False\n"
        "    def turn_off(self):\n        self.state = False\n"
    ),
    "another task of that name": "def is_valid(card):\n    return len(card) == 16\n",
    "another kind of answer": "def is_even(n):\n    return 'yes' if n % 2 else 'no'\n",
    "it prints": "def is_even(n):\n    print(n % 2 == 1)\n",
    "it refuses": "def average(a, b):\n    raise ValueError('not today')\n",
    "another argument": "def total(cart):\n    return sum(item['price'] for item in cart)\n",
    "another number of arguments": "def is_even(n, m):\n    return False\n",
    "a meaning of several": (
        "def fibonacci(n):\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a\n"
    ),
    "the other meaning": (
        "def fibonacci(n):\n    r = [0, 1]\n    while len(r) < n:\n        r.append(r[-1] + r[-2])\n    return r[:n]\n"
    ),
    "a different order of values": "def unique(items):\n    return sorted(set(items), reverse=True)\n",
    "its own default": "def binary_search(a, x, lo=0):\n    return a.index(x) if x in a else None\n",
    "it gives one after the other": "def primes(n):\n    yield 4\n",
    "a class with another constructor": (
        "class Stack:\n    def __init__(self, colour):\n        self.c = colour\n"
        "    def push(self, x):\n        pass\n    def pop(self):\n        return 0\n"
    ),
    "the same names in other letters": (
        "def count_votes(ballots):\n    votes = {}\n    for name in ballots:\n        name = name.strip().title()\n"
        "        votes[name] = votes.get(name, 0) + 1\n    return votes\n"
    ),
    "only the beginning of a name": "def largest_area(heights):\n    return 2 * max(heights)\n",
}


@pytest.mark.parametrize("name", LEFT_ALONE)
async def test_what_is_in_doubt_is_left_alone(runner: Runner, name: str) -> None:
    assert await wrong(runner, LEFT_ALONE[name]) == []


async def test_right_functions_and_classes_are_named(runner: Runner) -> None:
    code = (
        "def is_even(n):\n    return not n % 2\n\n\nclass Counter:\n    def __init__(self):\n        self.count = 0\n\n"
        "    def increment(self):\n        self.count += 1\n"
    )
    assert [(one.kind, one.name) for one in await tried(runner, code)] == [(None, "is_even"), (None, "Counter")]


EXAMPLES = {
    "as in the interpreter": (
        'def times_two(n):\n    """Double it.\n\n    >>> times_two(3)\n    6\n    """\n    return n ** 2\n'
    ),
    "an arrow": (
        'def lap(seconds):\n    """Minutes and seconds, for example 125 -> \'2:05\'."""\n'
        '    return f"{seconds // 60}:{seconds % 60}"\n'
    ),
    "a call and an arrow": "def hide(text):\n    \"\"\"hide('abcd') -> '**cd'\"\"\"\n    return '**' + text[:2]\n",
    "the result first": ('def times_two(n):\n    """Return another number, e.g. 6 for 3."""\n    return n ** 2\n'),
    "texts that become others": (
        "def hide(text):\n    \"\"\"Hide the first two: 'abcd' becomes '**cd', and 'xyz' becomes '**z'.\"\"\"\n"
        '    return "**" + text[:2]\n'
    ),
    "a comment": "def times_two(n):\n    return n ** 2\n\n\nprint(times_two(3))  # should print 6\n",
    "a call and two signs": 'def times_two(n):\n    """For example: times_two(3) == 6."""\n    return n ** 2\n',
    "a comparison that is to hold": (
        'def times_two(n):\n    """\n    >>> times_two(3) == 6\n    """\n    return n ** 2\n'
    ),
    "input and output": (
        'def times_two(n):\n    """Double it.\n\n    Input: n = 3\n    Output: 6\n    """\n    return n ** 2\n'
    ),
    "words": 'def times_two(n):\n    """For n = 3 the result should be 6."""\n    return n ** 2\n',
    "a comment above": "# times_two(3) returns 6\ndef times_two(n):\n    return n ** 2\n",
    "of the whole program": '"""times_two(3) is 6"""\n\n\ndef times_two(n):\n    return n ** 2\n',
    "it prints": 'def times_two(n):\n    """times_two(3) prints 6"""\n    print(n ** 2)\n',
    "a test of its own": "def times_two(n):\n    return n ** 2\n\n\ndef test_it():\n    assert times_two(3) == 6\n",
    "a case of unittest": (
        "import unittest\n\n\ndef times_two(n):\n    return n ** 2\n\n\nclass TestIt(unittest.TestCase):\n"
        "    def setUp(self):\n        self.n = 3\n\n    def test_three(self):\n"
        "        self.assertEqual(times_two(self.n), 6)\n\n\nif __name__ == '__main__':\n    unittest.main()\n"
    ),
    "a bare comment": "def times_two(n):\n    return n ** 2\n\n\nprint(times_two(3))  # 6\n",
}


@pytest.mark.parametrize("name", EXAMPLES)
async def test_an_example_that_does_not_hold_is_found(runner: Runner, name: str) -> None:
    (found,) = await wrong(runner, EXAMPLES[name])
    assert found.kind == "example"
    mended = (
        EXAMPLES[name].replace("n ** 2", "n * 2").replace("seconds % 60}", "seconds % 60:02}").replace("[:2]", "[2:]")
    )
    assert await wrong(runner, mended) == []


OWN_TASKS = {
    "sorted for the eye": (
        'def sort_array(items):\n    """sort_array([1, 2, 3]) == [3, 2, 1]"""\n    return sorted(items, reverse=True)\n'
    ),
    "the reference cannot be asked": (
        'def digit_sum(text):\n    """digit_sum("a1b2") -> 3"""\n    return sum(int(c) for c in text if c.isdigit())\n'
    ),
    "two things at once": (
        "def collatz(n):\n    steps, most = 0, n\n    while n != 1:\n        n = n // 2 if n % 2 == 0 else 3 * n + 1\n"
        "        steps, most = steps + 1, max(most, n)\n    return steps, most\n"
    ),
}


@pytest.mark.parametrize("name", OWN_TASKS)
async def test_a_task_that_its_examples_tell_otherwise_is_another_one(runner: Runner, name: str) -> None:
    assert await wrong(runner, OWN_TASKS[name]) == []


MORE = {
    "prices and what comes on top": (
        "DELIVERY = 5\n\n\ndef order_total(lines):\n    total = sum(price * count for _, price, count in lines)\n"
        "    return total if total >= 50 else total + DELIVERY\n"
    ),
    "another distance": (
        "def distance(one, other):\n    row = list(range(len(other) + 1))\n    for i, a in enumerate(one, 1):\n"
        "        new = [i]\n        for j, b in enumerate(other, 1):\n"
        "            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (a != b)))\n        row = new\n"
        "    return row[-1]\n"
    ),
}


@pytest.mark.parametrize("name", MORE)
async def test_what_does_more_or_something_else_under_the_name_is_left_alone(runner: Runner, name: str) -> None:
    assert await wrong(runner, MORE[name]) == []
    mistaken = MORE[name].replace("[i]", "[0]").replace("DELIVERY\n", "DELIVERY\n", 1)
    assert bool(await wrong(runner, mistaken)) is (name == "another distance")


INVERSES = {
    "a cipher": (
        "def encrypt(text, key):\n    return ''.join(chr((ord(c) - 97 + key) % 26 + 97) for c in text)\n\n\n"
        "def decrypt(text, key):\n    return ''.join(chr((ord(c) - 97 - key) % 25 + 97) for c in text)\n"
    ),
    "units": "def km_to_miles(km):\n    return km * 0.6214\n\n\ndef miles_to_km(miles):\n    return miles * 0.6214\n",
}


@pytest.mark.parametrize("name", INVERSES)
async def test_two_functions_that_do_not_take_each_other_back_are_found(runner: Runner, name: str) -> None:
    (found,) = await wrong(runner, INVERSES[name])
    assert found.kind == "wrong"
    mended = INVERSES[name].replace("% 25", "% 26").replace("miles * 0.6214", "miles / 0.6214")
    assert await wrong(runner, mended) == []


@pytest.mark.parametrize(
    "code",
    [
        "def days_to_weeks(days):\n    return days // 7\n\n\ndef weeks_to_days(weeks):\n    return weeks * 7\n",
        "def encode(text):\n    return len(text)\n\n\ndef decode(number):\n    return number * 2\n",
        "def pack(text, colour):\n    return text\n\n\ndef unpack(text, colour):\n    return ''\n",
        "def zip_up(items):\n    return items\n",
    ],
    ids=["one way loses", "another kind", "another argument", "no other"],
)
async def test_what_need_not_come_back_is_left_alone(runner: Runner, code: str) -> None:
    assert await wrong(runner, code) == []


NO_EXAMPLES = {
    "a number and words": "def square_up(n):\n    return n * n\n\n\nprint(square_up(3))  # 3 times three\n",
    "an arrow and words": 'def half_up(n):\n    """Halve, 3 -> 2 as it is rounded."""\n    return n / 2\n',
    "a comment in words": "def power_two(n):\n    return n * n\n\n\nprint(power_two(3))  # the square of 3\n",
    "a remark on a value": "def f(n):\n    return n\n\n\nprint(f(2))  # see 2\n",
    "types in a docstring": 'def f(x):\n    """int -> str"""\n    return str(x)\n',
    "an error that is expected": (
        'def f(x):\n    """\n    >>> f(0)\n    Traceback (most recent call last):\n'
        '    ZeroDivisionError: division by zero\n    """\n    return 1 / x\n'
    ),
    "numbers that are rounded": 'def third(n):\n    """third(1) is 0.33"""\n    return n / 3\n',
    "another kind of value": 'def steps(n):\n    """steps(2) = 3, as the list shows."""\n    return [1, 3]\n',
    "a value that goes on in words": 'def third(n):\n    """third(2) is 1 less than before."""\n    return n / 3\n',
    "a step in between": (
        'def backwards(items):\n    """items = [2, 1] -> sorted [1, 2] -> reversed."""\n'
        "    return sorted(items)[::-1]\n"
    ),
    "a step in a comment": "def digits(n):\n    # 319 -> ('3', '1', '9')\n    return [int(c) for c in str(n)]\n",
    "a price for many": 'def price(n):\n    """Give a price, e.g. 9 for 3 pens."""\n    return 2 * n\n',
    "a part of a text": (
        'def plural(word):\n    """An ending \'ary\' becomes \'aries\'."""\n'
        '    return word if word == "ary" else word + "s"\n'
    ),
    "a test with a fixture": "def test_it(folder):\n    assert folder\n",
    "a name that is left out": 'x = input()\n\n\ndef f():\n    """\n    >>> x\n    3\n    """\n',
}


@pytest.mark.parametrize("name", NO_EXAMPLES)
async def test_what_only_looks_like_an_example_is_left_alone(runner: Runner, name: str) -> None:
    assert await wrong(runner, NO_EXAMPLES[name]) == []


async def test_a_program_that_stops_is_told_with_its_line(runner: Runner) -> None:
    code = "ages = {'Ada': 36}\nprint(ages['Ada'])\nprint(ages['Alan'])\n"
    (found,) = await wrong(runner, code)
    assert (found.kind, found.line) == ("stops", 3)
    assert found.message == "the program stops here with KeyError: 'Alan'"


@pytest.mark.parametrize(
    "code",
    [
        "name = input()\nprint(name[9])\n",  # nothing is typed
        "import sys\nprint(sys.argv[1])\n",
        "print(open('data.txt').read())\n",
        "import nothing_that_is_installed\n",
        "raise ValueError('on purpose')\n",
        "import sys\nsys.exit(3)\n",
        "while True:\n    pass\n",
        "def f(:\n",
        "",
    ],
)
async def test_what_its_surroundings_lack_is_no_mistake(runner: Runner, code: str) -> None:
    assert await tried(runner, code) == []


async def test_functions_of_a_program_that_reads_are_tried_without_the_rest(runner: Runner) -> None:
    code = "LIMIT = 2\n\n\ndef is_even(n):\n    return n % LIMIT == 1\n\n\nprint(is_even(int(input())))\n"
    (found,) = await wrong(runner, code)
    assert (found.kind, found.line) == ("wrong", 4)


async def test_a_program_that_leaves_before_its_end_is_tried_by_what_it_defines(runner: Runner) -> None:
    code = "import sys\n\n\ndef is_even(n):\n    return n % 2 == 1\n\n\nprint(is_even(2))\nsys.exit(0)\n"
    (found,) = await wrong(runner, code)
    assert (found.kind, found.line) == ("wrong", 4)


async def test_references_of_the_exercises_are_right(runner: Runner) -> None:
    """Code that was not written with trials in mind: whatever is found there would be a false alarm."""
    assert curriculum()
    found = {name: await wrong(runner, make(family, 1).reference) for name, family in families().items()}
    assert {name: one for name, one in found.items() if one} == {}


async def test_what_is_too_long_for_an_example_is_left_alone(runner: Runner) -> None:
    code = 'def f(x):\n    """\n    >>> f(%s)\n    1\n    """\n    return len(x)\n' % ("'" + "a" * 30_000 + "'")
    assert await tried(runner, code) == []
    long = "def f(n):\n    return 'a' * n\n\n\nprint(f(2000000))  # 3\n"
    assert await tried(runner, long) == []


@pytest.mark.parametrize(
    "code",
    [
        "def g(n):\n    '''" + "1 " * 40_000 + "-> " + "2 " * 20_000 + "'''\n    return n\n",
        "def g(n):\n    return n\n" + "".join(f"print(g({number}))  # {number}\n" for number in range(4_000)),
        "".join(f"def is_even{number}(n):\n    return n\n" for number in range(2_000)),
    ],
    ids=["a long line", "many comments", "many functions"],
)
async def test_what_is_asked_has_bounds(runner: Runner, code: str) -> None:
    planned = plan(code)
    for program in planned.programs() if planned is not None else ():
        program.check(Limits())
        assert len(program.calls) <= 200
