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
)
