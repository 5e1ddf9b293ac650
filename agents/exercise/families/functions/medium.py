"""Functions, medium."""

from agents.exercise.drawing import numbers, words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="power-sum",
        concept="recursion",
        difficulty="medium",
        offset=0.3,
        minutes=12,
        draw=lambda r: {"exponent": r.randint(2, 3), "add": r.randint(1, 5)},
        statement="""
            Write a function `$function(n)` that adds up `i ** $exponent + $add` for all whole numbers `i` from 1 to
            `n`. For 0 and less the sum is 0.
        """,
        hints=(
            "The sum up to `n` is the sum up to `n - 1` and one more part.",
            "A recursive function needs a case in which it does not call itself.",
            "If `n <= 0`, return 0; else return the part of `n` plus `$function(n - 1)`.",
        ),
        reference="""
            def power_sum(n):
                if n <= 0:
                    return 0
                return n**$exponent + $add + power_sum(n - 1)
        """,
        alternatives=(
            """
            def power_sum(n):
                total = 0
                for i in range(1, n + 1):
                    total += i**$exponent + $add
                return total
            """,
            """
            def power_sum(n):
                return sum(i**$exponent + $add for i in range(1, n + 1))
            """,
        ),
        mutants=(
            ("return 0", "return 1"),
            (" + $add", ""),
            ("n**$exponent", "n * $exponent"),
            ("power_sum(n - 1)", "power_sum(n - 2)"),
        ),
        cases=lambda r, _: [(r.randint(3, 5),), (1,), (0,), (-3,), (r.randint(6, 12),), (20,), (2,)],
    ),
    Family(
        name="all-totals",
        concept="variable-arguments",
        difficulty="medium",
        offset=0.0,
        minutes=10,
        draw=lambda r: {"discount": r.randint(5, 9), "count": r.randint(3, 4)},
        statement="""
            Write a function `$function(*prices)` that takes any number of prices and returns their sum. From $count
            prices on, $discount is taken off the sum, but the sum never gets below 0.
        """,
        hints=(
            "How does a function see how many arguments it got?",
            "`*prices` in the first line makes a tuple of all arguments.",
            "`len(prices) >= $count` decides about the discount; `max(0, ...)` keeps the sum above zero.",
        ),
        reference="""
            def all_totals(*prices):
                total = sum(prices)
                if len(prices) >= $count:
                    total = max(0, total - $discount)
                return total
        """,
        mutants=(
            (">= $count", "> $count"),
            ("max(0, total - $discount)", "total - $discount"),
            ("total - $discount", "total"),
            (">= $count", ">= 1"),
        ),
        cases=lambda r, p: (
            [tuple(numbers(r, n, 1, 20)) for n in (2, p["count"], 5)]
            + [(), (1,) * p["count"], (9,), tuple(numbers(r, 7, 3, 20)), (8, 9)]
        ),
    ),
    Family(
        name="make-counter",
        concept="closures",
        difficulty="medium",
        offset=0.5,
        minutes=14,
        draw=lambda r: {"step": r.randint(2, 9)},
        statement="""
            Write a function `$function(start)` that returns a new function without parameters. At its first call
            that function returns `start`, and at each further call $step more than before. Two such functions do
            not disturb each other.
        """,
        hints=(
            "The inner function has to remember a number between its calls.",
            "A function defined inside another one sees its variables; `nonlocal` lets it change them.",
            "Keep `value = start` outside; inside, return the old value after you have raised it by $step.",
        ),
        reference="""
            def make_counter(start):
                value = start

                def count():
                    nonlocal value
                    value += $step
                    return value - $step

                return count
        """,
        mutants=(
            ("return value - $step", "return value"),
            ("value += $step", "value += 1"),
            ("value = start", "value = 0"),
            ("nonlocal value\n                    value += $step", "nonlocal value"),
        ),
        cases=lambda r, _: [
            f"count = make_counter({r.randint(1, 9)})\n(count(), count(), count())",
            f"a = make_counter({r.randint(10, 50)})\nb = make_counter(0)\n(a(), b(), a(), b())",
            "make_counter(5)()",
            "count = make_counter(-10)\n[count() for _ in range(5)]",
            "a = make_counter(1)\nb = make_counter(1)\n(a(), a(), b(), a(), b())",
            f"count = make_counter({r.randint(60, 99)})\n[count() for _ in range({r.randint(3, 6)})]",
        ],
    ),
    Family(
        name="sort-by-rule",
        concept="lambda-functions",
        difficulty="medium",
        offset=-0.3,
        minutes=9,
        draw=lambda r: {"index": r.choice([-1, 1])},
        statement="""
            Write a function `$function(words)` that returns the words of a list sorted by their character at index
            $index; words that have the same there are sorted by length, shorter ones first. All words have at least
            two characters.
        """,
        hints=(
            "`sorted` can be told what to compare.",
            "The `key` is a small function of one word; a tuple compares two things in turn.",
            "The key begins with `lambda word: (word[$index], ...`.",
        ),
        reference="""
            def sort_by_rule(words):
                return sorted(words, key=lambda word: (word[$index], len(word)))
        """,
        mutants=(
            (", len(word))", ", 0)"),
            ("word[$index]", "word[0]"),
            ("(word[$index], len(word))", "(len(word), word[$index])"),
            (", key=lambda word: (word[$index], len(word))", ""),
        ),
        cases=lambda r, _: [
            (["abba", "cab", "axa", "bb", "aba"],),
            ([*words(r, 4), "oo", "eee", "ee"],),
            ([],),
            (["on"],),
            (["zaza", "aa", "bab", "cb"],),
            ([*words(r, 6)],),
            (["xxbx", "xx", "axa", "yay", "xax", "aa"],),
        ],
    ),
    Family(
        name="running-total",
        concept="generators",
        difficulty="medium",
        offset=0.6,
        minutes=12,
        draw=lambda r: {"limit": r.randint(20, 60)},
        statement="""
            Write a generator `$function(numbers)` that gives the sum so far after each number of a list. It ends
            before a sum would be greater than $limit.
        """,
        hints=(
            "A function with `yield` gives values one by one.",
            "Keep the sum in a variable; look at the limit before you yield it.",
            "`return` inside the loop ends the generator when `total > $limit`.",
        ),
        reference="""
            def running_total(numbers):
                total = 0
                for number in numbers:
                    total += number
                    if total > $limit:
                        return
                    yield total
        """,
        mutants=(
            ("total > $limit", "total >= $limit"),
            ("return", "continue"),
            ("yield total", "yield number"),
            (
                "if total > $limit:\n                        return\n                    yield total",
                "yield total\n                    if total > $limit:\n                        return",
            ),
        ),
        cases=lambda r, p: [
            f"list(running_total({[1, *numbers(r, 6, 2, 20)]}))",
            f"list(running_total({[p['limit'] - 5, 5, 1, -3]}))",
            "list(running_total([]))",
            f"list(running_total({[2, 3, p['limit'], -p['limit'], 1]}))",
            f"list(running_total({numbers(r, 9, -10, 9)}))",
            f"total = running_total({[3, 4, 5]})\n(next(total), next(total))",
            f"list(running_total({[p['limit'] + 1]}))",
        ],
    ),
    Family(
        name="typed-mean",
        concept="type-hints",
        difficulty="medium",
        offset=-0.5,
        minutes=9,
        draw=lambda r: {"default": r.randint(-9, 0)},
        statement="""
            Write a function `$function` with type hints: its parameter `numbers` is a `list[float]`, and it returns a `float`. It returns
            the mean of the numbers, and $default as a `float` for an empty list. The tests look at the hints as well.
        """,
        hints=(
            "A hint stands behind the parameter, another one before the colon at the end of the line.",
            "Parameters take `name: type`, the result `-> type`.",
            "The first line ends with `(numbers: list[float]) -> float:`.",
        ),
        reference="""
            def typed_mean(numbers: list[float]) -> float:
                if not numbers:
                    return float($default)
                return sum(numbers) / len(numbers)
        """,
        mutants=(
            ("numbers: list[float]", "numbers"),
            (" -> float", ""),
            ("float($default)", "1.5"),
            ("/ len(numbers)", "/ 2.5"),
        ),
        cases=lambda r, _: [
            (numbers(r, 4),),
            "typed_mean.__annotations__['return'].__name__",
            "str(typed_mean.__annotations__['numbers'])",
            ([],),
            (numbers(r, 7),),
            ([2.5, 3.5, r.randint(1, 9)],),
            ([r.randint(1, 9)],),
        ],
    ),
    Family(
        name="next-values",
        concept="iterators",
        difficulty="medium",
        offset=0.4,
        minutes=12,
        draw=lambda r: {"count": r.randint(2, 3), "default": r.choice(["-", "none", "?"])},
        statement="""
            Write a function `$function(values)` that takes any iterable, passes over its first value, and returns a list of the next
            $count values; where the iterable has no more of them, `"$default"` stands instead. It must not read further than needed.
        """,
        hints=(
            "Values of an iterable can be taken one at a time.",
            "`iter` makes an iterator, and `next` takes a value; `next` can have a value to fall back on.",
            'With `turns = iter(values)`, call `next(turns, "$default")` once for the first value and then for each of the others.',
        ),
        reference="""
            def next_values(values):
                turns = iter(values)
                next(turns, None)
                return [next(turns, "$default") for _ in range($count)]
        """,
        mutants=(
            ("next(turns, None)", "pass"),
            ("range($count)", "range($count + 1)"),
            ('next(turns, "$default")', "next(turns, None)"),
        ),
        cases=lambda r, _: [
            (words(r, 5),),
            (numbers(r, 2),),
            ([],),
            "from itertools import count\nnext_values(count(5))",
            f"turns = iter({numbers(r, 8)})\nfirst = next_values(turns)\n(first, next(turns))",
            "next_values('python')",
            ([1],),
        ],
    ),
)
