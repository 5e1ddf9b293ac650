"""Functions, hard."""

from agents.exercise.drawing import numbers, words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="weighted-sum",
        concept="recursion",
        difficulty="hard",
        offset=-0.3,
        minutes=15,
        draw=lambda r: {"factor": r.randint(2, 5)},
        statement="""
            A list holds whole numbers and further lists, which may hold lists again, as deep as you like. Write a
            function `$function(values)` that returns the sum of all numbers, where a number counts $factor times as
            much for each list that it lies deeper: once in the outer list, $factor times in a list inside it, and
            so on.
        """,
        hints=(
            "An inner list is the same problem again, only smaller.",
            "Go through the values; `isinstance(value, list)` tells which are lists.",
            "A list adds `$factor * $function(value)`, a number adds itself.",
        ),
        reference="""
            def weighted_sum(values):
                total = 0
                for value in values:
                    if isinstance(value, list):
                        total += $factor * weighted_sum(value)
                    else:
                        total += value
                return total
        """,
        alternatives=(
            """
            def weighted_sum(values):
                if not values:
                    return 0
                first = $factor * weighted_sum(values[0]) if isinstance(values[0], list) else values[0]
                return first + weighted_sum(values[1:])
            """,
        ),
        mutants=(
            ("$factor * weighted_sum(value)", "weighted_sum(value)"),
            ("$factor * weighted_sum(value)", "$factor * sum(value)"),
            ("total += value", "total = value"),
            ("$factor * weighted_sum(value)", "0"),
        ),
        cases=lambda r, _: [
            ([*numbers(r, 2, 1, 9), [4, 5]],),
            ([1, [2, [r.randint(3, 9)]]],),
            ([],),
            ([[[[1]]]],),
            ([[], [1, []], 2],),
            ([*numbers(r, 3), numbers(r, 2, 1, 9), [numbers(r, 2, 1, 9), 7]],),
            ([0, [1], [1], [[1]], [[1]]],),
        ],
    ),
    Family(
        name="count-calls",
        concept="decorators",
        difficulty="hard",
        offset=0.4,
        minutes=18,
        draw=lambda r: {"limit": r.randint(2, 4), "value": r.randint(-9, -1)},
        statement="""
            Write a decorator `$function` that lets a function be called $limit times. These calls work as before,
            with any arguments; each further call does not reach the function and returns $value. Each decorated
            function has a count of its own.
        """,
        hints=(
            "A decorator takes a function and returns another one that stands in its place.",
            "The inner function passes on `*args, **kwargs` and keeps a count with `nonlocal`.",
            "Before it calls, the inner function looks whether the count is $limit already, and returns $value then.",
        ),
        reference="""
            def count_calls(function):
                calls = 0

                def limited(*args, **kwargs):
                    nonlocal calls
                    if calls >= $limit:
                        return $value
                    calls += 1
                    return function(*args, **kwargs)

                return limited
        """,
        mutants=(
            (">= $limit", "> $limit"),
            ("return $value", "return None"),
            ("function(*args, **kwargs)", "function(*args)"),
            ("calls += 1", "pass"),
        ),
        cases=lambda r, _: [
            f"f = count_calls(lambda x: x + {r.randint(1, 9)})\n[f(i) for i in range(6)]",
            f"f = count_calls(lambda a, b=0: a * 10 + b)\n(f(1), f({r.randint(2, 9)}, b=3))",
            "f = count_calls(len)\ng = count_calls(len)\n[(f('ab'), g('abc')) for _ in range(5)]",
            "f = count_calls(lambda: 7)\n[f() for _ in range(8)]",
            f"f = count_calls(max)\n(f(1, {r.randint(5, 9)}), f([3, 2]))",
            "f = count_calls(lambda *, key: key)\n[f(key=i) for i in range(5)]",
        ],
    ),
    Family(
        name="compose-all",
        concept="higher-order-functions",
        difficulty="hard",
        offset=0.1,
        minutes=15,
        draw=lambda r: {"least": r.randint(-20, 0), "most": r.randint(50, 100)},
        statement="""
            Write a function `$function(*steps)` that takes any number of functions and returns one function of a
            number. That one calls all of them, the first one first, each with what the one before returned. After
            each step the value is brought into the range from $least to $most: what is below becomes $least, what
            is above $most.
        """,
        hints=(
            "The returned function holds a loop over the steps.",
            "`min` and `max` bring a number into a range.",
            "In the loop: `value = max($least, min($most, step(value)))`.",
        ),
        reference="""
            def compose_all(*steps):
                def composed(value):
                    for step in steps:
                        value = max($least, min($most, step(value)))
                    return value

                return composed
        """,
        mutants=(
            ("in steps", "in reversed(steps)"),
            ("min($most, step(value))", "step(value)"),
            ("max($least, min($most, step(value)))", "min($most, step(value))"),
            ("return value", "return max($least, min($most, step(value)))"),
        ),
        cases=lambda r, _: [
            f"f = compose_all(lambda x: x + {r.randint(2, 9)}, lambda x: x * 3)\n[f(0), f({r.randint(1, 5)})]",
            "compose_all(lambda x: x * 100, lambda x: x - 1)(2)",
            "compose_all()(1000)",
            "compose_all(lambda x: x - 500, lambda x: x + 1)(3)",
            "compose_all(lambda x: x - 5, lambda x: x * 2, lambda x: x + 1)(7)",
            f"f = compose_all(lambda x: x * x)\n[f(x) for x in {numbers(r, 4, -30, 30)}]",
            "compose_all(abs, lambda x: 200 - x, lambda x: x - 60)(-40)",
        ],
    ),
    Family(
        name="in-chunks",
        concept="generators",
        difficulty="hard",
        offset=0.6,
        minutes=16,
        draw=lambda r: {"fill": r.randint(-5, 0)},
        statement="""
            Write a generator `$function(values, size)` that gives the values of any iterable as lists of `size`
            values each, in order. The last list is filled up with $fill if values are missing. Nothing is read
            ahead: it must work with an iterable that never ends.
        """,
        hints=(
            "Collect values until there are enough for a list, then give the list away.",
            "A `for` loop over `values` reads one at a time; do not make a list of all of them.",
            "After the loop, if `chunk` is not empty, it lacks `size - len(chunk)` values of $fill.",
        ),
        reference="""
            def in_chunks(values, size):
                chunk = []
                for value in values:
                    chunk.append(value)
                    if len(chunk) == size:
                        yield chunk
                        chunk = []
                if chunk:
                    yield chunk + [$fill] * (size - len(chunk))
        """,
        mutants=(
            (" + [$fill] * (size - len(chunk))", ""),
            ("if chunk:", "if True:"),
            ("== size", "> size"),
            (
                "yield chunk\n                        chunk = []",
                "yield chunk\n                        chunk = chunk[1:]",
            ),
        ),
        cases=lambda r, _: [
            f"list(in_chunks({numbers(r, 5, 1, 20)}, 2))",
            f"list(in_chunks({numbers(r, 6, 1, 20)}, 3))",
            "from itertools import count\nchunks = in_chunks(count(1), 4)\n(next(chunks), next(chunks))",
            "list(in_chunks([], 3))",
            f"list(in_chunks({words(r, 4)}, 3))",
            "list(in_chunks(range(7), 5))",
            "list(in_chunks([8, 9], 1))",
        ],
    ),
)
