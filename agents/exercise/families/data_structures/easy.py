"""Data structures, easy."""

from agents.exercise.drawing import ITEMS, names, numbers, words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="middle-part",
        concept="indexing-and-slicing",
        difficulty="easy",
        offset=-0.3,
        minutes=6,
        draw=lambda r: {"front": r.randint(1, 3), "back": r.randint(1, 2)},
        statement="""
            Write a function `$function(values)` that returns a list without its first $front and its last $back
            values.
        """,
        hints=(
            "A part of a list is got by a slice.",
            "A slice has a begin and an end; an end below zero counts from behind.",
            "The slice begins at $front: `values[$front:...]`.",
        ),
        reference="""
            def middle_part(values):
                return values[$front:-$back]
        """,
        mutants=(("[$front:", "[:"), (":-$back]", ":]"), ("$front:-$back", "$back:-$front - 1")),
        cases=lambda r, _: (
            [(numbers(r, n),) for n in (6, 7, 9, 12)] + [(words(r, 8),), (list(range(10)),), ([1, 2, 3, 4, 5, 6],)]
        ),
    ),
    Family(
        name="framed-list",
        concept="lists",
        difficulty="easy",
        offset=0.2,
        minutes=7,
        draw=lambda r: {"value": r.randint(100, 999)},
        statement="""
            Write a function `$function(values)` that returns a new list: first $value, then all the values of the
            list, and at the end the list's first value once more. The list is not empty.
        """,
        hints=(
            "Lists can be joined.",
            "`+` joins two lists; a single value needs brackets to be a list.",
            "Three lists are joined, and the last of them is `[values[0]]`.",
        ),
        reference="""
            def framed_list(values):
                return [$value] + values + [values[0]]
        """,
        mutants=(
            ("[$value] + ", ""),
            ("values[0]", "values[-1]"),
            (" + [values[0]]", ""),
            ("[$value] + values", "values + [$value]"),
        ),
        cases=lambda r, _: [(numbers(r, n),) for n in (3, 4, 5, 7)] + [([7],), (words(r, 2),), ([1, 2],), ([0, 0, 5],)],
    ),
    Family(
        name="stock-of",
        concept="dictionaries",
        difficulty="easy",
        offset=0.0,
        minutes=7,
        draw=lambda r: {"item": r.choice(ITEMS), "add": r.randint(2, 20)},
        statement="""
            A dictionary holds how many pieces of each item a shop has. Write a function `$function(stock, item)`
            that returns the number for an item, and 0 for an item that is not there. For `"$item"` the shop keeps
            $add pieces more in the cellar, which are not in the dictionary: add them.
        """,
        hints=(
            "Reading a key that is missing is an error; there is a way to read it with a value to fall back on.",
            "`stock.get(item, 0)` never fails.",
            'Take that number first; for `"$item"` there is $add to add.',
        ),
        reference="""
            def stock_of(stock, item):
                count = dict(stock).get(item, 0)
                if item == "$item":
                    count += $add
                return count
        """,
        mutants=(
            ("get(item, 0)", "get(item, 1)"),
            ("+= $add", "= $add"),
            ('== "$item"', '!= "$item"'),
            ("+= $add", "-= $add"),
        ),
        cases=lambda r, p: [
            ((stock := {item: r.randint(1, 50) for item in r.sample(ITEMS, 4)} | {p["item"]: 5}), p["item"]),
            (stock, next(iter(stock))),
            (stock, "gold"),
            ({}, p["item"]),
            ({}, "gold"),
            ({"lead": 3}, "lead"),
            ({"lead": 0, p["item"]: 1}, p["item"]),
        ],
    ),
    Family(
        name="different-words",
        concept="sets",
        difficulty="easy",
        offset=0.4,
        minutes=7,
        draw=lambda r: {"without": r.choice(["the", "and", "of"])},
        statement="""
            Write a function `$function(words)` that returns how many different words a list holds. The word
            `"$without"` is not counted, and capitals do not matter: `"Tea"` and `"tea"` are one word.
        """,
        hints=(
            "A set holds each value once.",
            "Make a set of the words in small letters, then take out the one that does not count.",
            "`discard` takes a value out of a set and does not mind if it is missing; `len` counts the rest.",
        ),
        reference="""
            def different_words(words):
                found = {word.lower() for word in words}
                found.discard("$without")
                return len(found)
        """,
        mutants=(
            (".lower()", ""),
            ('found.discard("$without")', "pass"),
            ("{word.lower() for word in words}", "[word.lower() for word in set(words)]"),
            ("len(found)", "len(words)"),
        ),
        cases=lambda r, p: [
            ([*(w := words(r, 3)), w[0].title(), p["without"]],),
            ([p["without"], p["without"].title(), "tea", "Tea", "TEA"],),
            ([],),
            (["a", "A", "b"],),
            ([p["without"]],),
            ([*words(r, 4), p["without"].upper(), p["without"]],),
            (["x", "X", "x", p["without"]],),
        ],
    ),
    Family(
        name="long-names",
        concept="list-comprehensions",
        difficulty="easy",
        offset=0.6,
        minutes=8,
        draw=lambda r: {"length": r.randint(4, 6)},
        statement="""
            Write a function `$function(words)` that returns a list of those words that have at least $length
            characters, in capital letters and in the same order.
        """,
        hints=(
            "From a list a new one is made: some values are left out, the others are changed.",
            "A list comprehension has a place for the change and one for the condition.",
            "Its condition is `if len(word) >= $length`.",
        ),
        reference="""
            def long_names(words):
                return [word.upper() for word in words if len(word) >= $length]
        """,
        alternatives=(
            """
            def long_names(words):
                found = []
                for word in words:
                    if len(word) >= $length:
                        found.append(word.upper())
                return found
            """,
            """
            def long_names(words):
                if not words:
                    return []
                first = [words[0].upper()] if len(words[0]) >= $length else []
                return first + long_names(words[1:])
            """,
        ),
        mutants=(
            (".upper()", ""),
            (">= $length", "> $length"),
            (">= $length", "< $length"),
            (" if len(word) >= $length", ""),
        ),
        cases=lambda r, p: [
            ([*names(r, 3), "x" * p["length"], *words(r, 2)],),
            (["a" * n for n in range(2, 8)],),
            ([],),
            (["no", "oh"],),
            (["ab" * 2, "ab" * 3, "abc" * 2, "abcde", "i"],),
            ([*words(r, 6), "q" * p["length"], "it"],),
            (["z" * (p["length"] - 1), "y" * p["length"]],),
        ],
    ),
    Family(
        name="smallest-and-largest",
        concept="tuples",
        difficulty="easy",
        offset=0.1,
        minutes=6,
        draw=lambda r: {"times": r.randint(2, 9)},
        statement="""
            Write a function `$function(numbers)` that returns a tuple of three: the smallest number of a list, the largest one, and
            $times times the difference of the two. The list is not empty.
        """,
        hints=(
            "A function can return several values at once.",
            "`min` and `max` find the two; values with commas between make a tuple.",
            "Keep them as `low` and `high`; the third value is `$times * (high - low)`.",
        ),
        reference="""
            def smallest_and_largest(numbers):
                low = min(numbers)
                high = max(numbers)
                return (low, high, $times * (high - low))
        """,
        mutants=(
            ("(low, high, $times * (high - low))", "[low, high, $times * (high - low)]"),
            ("(high - low)", "(high + low)"),
            ("(low, high, $times", "(high, low, $times"),
            ("$times * (high - low)", "high - low"),
        ),
        cases=lambda r, _: [(numbers(r, n),) for n in (3, 4, 6, 8)] + [([5],), ([-3, -9],), ([1, 2, 1],)],
    ),
    Family(
        name="name-tags",
        concept="unpacking",
        difficulty="easy",
        offset=0.5,
        minutes=8,
        draw=lambda r: {"mark": r.choice([":", " -", " is"])},
        statement="""
            Write a function `$function(people)` that takes a list of tuples `(name, age, town)` and returns a list of texts such as
            `Ada$mark 12`, one for each; the town is not needed.
        """,
        hints=(
            "Each tuple has three parts, which can get names of their own.",
            "A `for` loop can take a tuple apart: three names before `in`.",
            '`for name, age, town in people:` and then append `f"{name}$mark {age}"`.',
        ),
        reference="""
            def name_tags(people):
                tags = []
                for name, age, town in people:
                    tags.append(f"{name}$mark {age}")
                return tags
        """,
        alternatives=(
            """
            def name_tags(people):
                return [f"{person[0]}$mark {person[1]}" for person in people]
            """,
        ),
        mutants=(
            ("{name}$mark {age}", "{name}$mark {town}"),
            ("for name, age, town in", "for age, name, town in"),
            ("return tags", "return tags[1:]"),
            ("$mark {age}", " {age}"),
        ),
        cases=lambda r, _: (
            [([(name, r.randint(6, 80), r.choice(words(r, 2))) for name in names(r, n)],) for n in (2, 3, 1, 4, 5)]
            + [([],)]
        ),
    ),
    Family(
        name="move-to-end",
        concept="list-methods",
        difficulty="easy",
        offset=0.3,
        minutes=7,
        draw=lambda r: {"last": r.choice(["stop", "end", "done"])},
        statement="""
            Write a function `$function(queue, name)` that takes the first `name` out of a list, appends it at the end, then appends
            `"$last"`, and returns the list. The name is in the list.
        """,
        hints=(
            "Lists have methods that take out and put in.",
            "`remove` takes out the first one that is equal; `append` puts at the end.",
            'Three method calls in a row, the last one is `queue.append("$last")`; then return `queue`.',
        ),
        reference="""
            def move_to_end(queue, name):
                queue.remove(name)
                queue.append(name)
                queue.append("$last")
                return queue
        """,
        mutants=(
            ("queue.remove(name)", "pass"),
            ("queue.append(name)", "queue.insert(0, name)"),
            ('queue.append("$last")', "pass"),
            ("queue.remove(name)", "queue.pop()"),
        ),
        cases=lambda r, _: (
            [((q := words(r, 4)), r.choice(q[:3])) for _ in range(4)]
            + [(["a", "b", "a", "c"], "a"), (["x"], "x"), (["m", "n", "o"], "n")]
        ),
    ),
)
