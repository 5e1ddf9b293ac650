"""Basics, easy."""

from agents.exercise.drawing import names, numbers, words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="total-price",
        concept="numbers",
        difficulty="easy",
        offset=-0.6,
        minutes=5,
        draw=lambda r: {"fee": r.randint(2, 9)},
        statement="""
            A shop charges $fee for delivery, whatever is ordered. Write a function `$function(price, count)` that
            returns what `count` pieces at `price` each cost with delivery.
        """,
        hints=(
            "Which part of the sum depends on `count`, and which does not?",
            "Multiply first; the delivery of $fee is added once.",
            "The line begins with `return price * ...`.",
        ),
        reference="""
            def total_price(price, count):
                return price * count + $fee
        """,
        mutants=(("price * count + $fee", "(price + $fee) * count"), ("* count", "+ count"), (" + $fee", "")),
        cases=lambda r, _: [(r.randint(3, 20), r.randint(2, 9)) for _ in range(6)] + [(5, 0), (7, 1), (1, 100)],
    ),
    Family(
        name="greeting",
        concept="f-strings",
        difficulty="easy",
        offset=0.0,
        minutes=5,
        draw=lambda r: {"word": r.choice(["Hello", "Welcome", "Good morning", "Hi"])},
        statement="""
            Write a function `$function(name, age)` that returns a text such as `$word, Ada! Next year you will be
            13.`: the name as it is given, and the age one year from now.
        """,
        hints=(
            "A text with values inside is what f-strings are for.",
            "Inside the braces of an f-string you can calculate.",
            'Begin with `f"$word, {name}!` and go on with the sentence about the next year.',
        ),
        reference="""
            def greeting(name, age):
                return f"$word, {name}! Next year you will be {age + 1}."
        """,
        mutants=(("age + 1", "age"), ("{name}!", "{name}."), ("$word, ", "$word ")),
        cases=lambda r, _: [(name, r.randint(5, 60)) for name in names(r, 7)],
    ),
    Family(
        name="full-minutes",
        concept="type-conversion",
        difficulty="easy",
        offset=0.4,
        minutes=6,
        draw=lambda r: {"unit": r.choice(["lessons", "rounds"]), "size": r.choice([30, 45, 50, 60])},
        statement="""
            A form gives every entry as text. Write a function `$function(count, extra)` that takes two texts, such
            as `"2"` and `"15"`: the number of $unit of $size minutes each, and a number of extra minutes. Return
            all minutes together, as a whole number.
        """,
        hints=(
            "What does `+` do with two texts?",
            "Make numbers of both texts before you calculate.",
            "`int(count)` is the number; multiply it by $size, then add the other number.",
        ),
        reference="""
            def full_minutes(count, extra):
                return int(count) * $size + int(extra)
        """,
        mutants=(("int(count) * $size", "count * $size"), ("+ int(extra)", "- int(extra)"), (" + int(extra)", "")),
        cases=lambda r, _: (
            [(str(r.randint(1, 9)), str(r.randint(1, 59))) for _ in range(6)] + [("0", "7"), ("10", "05")]
        ),
    ),
    Family(
        name="first-and-last",
        concept="strings",
        difficulty="easy",
        offset=0.6,
        minutes=6,
        draw=lambda r: {"mark": r.choice(["-", "+", "/", "*"])},
        statement="""
            Write a function `$function(word)` that returns the first and the last character of a word with `$mark`
            between them. No word is empty; a word of one character gives that character twice.
        """,
        hints=(
            "Characters of a string are numbered from 0.",
            "The last one has an index that works for every length.",
            "`word[0]` is the first one, `word[-1]` the last one; `+` joins strings.",
        ),
        reference="""
            def first_and_last(word):
                return word[0] + "$mark" + word[-1]
        """,
        mutants=(("word[-1]", "word[1]"), ("word[0]", "word[-1]"), ('+ "$mark" ', "")),
        cases=lambda r, _: [(word,) for word in words(r, 5)] + [("x",), ("no",), ("Python",)],
    ),
    Family(
        name="is-within",
        concept="booleans",
        difficulty="easy",
        offset=0.2,
        minutes=5,
        draw=lambda r: {"low": r.randint(-10, 5), "high": r.randint(12, 40)},
        statement="""
            Write a function `$function(value)` that returns `True` if `value` is at least $low and at most $high,
            else `False`.
        """,
        hints=(
            "A comparison gives `True` or `False` by itself; there is no need for `if`.",
            "Python can compare in a chain, as in mathematics.",
            "The chain has `value` in the middle and `<=` on both sides.",
        ),
        reference="""
            def is_within(value):
                return $low <= value <= $high
        """,
        mutants=(("$low <=", "$low <"), ("<= $high", "< $high"), ("$low <= value <= $high", "value <= $high")),
        cases=lambda r, p: [
            (value,) for value in (p["low"], p["high"], p["high"] + 1, p["low"] - 1, *numbers(r, 4, -30, 60))
        ],
    ),
    Family(
        name="kind-of-value",
        concept="values-and-types",
        difficulty="easy",
        offset=0.5,
        minutes=7,
        draw=lambda r: {
            "text": r.choice(["word", "text", "letters"]),
            "number": r.choice(["number", "count", "amount"]),
        },
        statement="""
            Write a function `$function(value)` that returns `"$text"` for a string, `"$number"` for a whole number or a decimal
            number, and `"other"` for anything else. A boolean is no number here.
        """,
        hints=(
            "Every value has a type that a program can ask for.",
            "`type(value)` can be compared with `str`, `int` and `float`; is `True` an `int` for it?",
            "`type(value) in (int, float)` holds for numbers and not for booleans.",
        ),
        reference="""
            def kind_of_value(value):
                if type(value) is str:
                    return "$text"
                if type(value) in (int, float):
                    return "$number"
                return "other"
        """,
        mutants=(
            ("type(value) in (int, float)", "isinstance(value, (int, float))"),
            ("(int, float)", "(int,)"),
            ('return "other"', "return None"),
        ),
        cases=lambda r, _: [
            (words(r, 1)[0],),
            (r.randint(1, 99),),
            ([1, 2],),
            (r.randint(1, 99) / 10,),
            (True,),
            ("12",),
            (None,),
            (False,),
        ],
    ),
    Family(
        name="swapped-scores",
        concept="variables",
        difficulty="easy",
        offset=-0.3,
        minutes=6,
        draw=lambda r: {"bonus": r.randint(2, 9)},
        statement="""
            Two players change places. Write a function `$function(first, second)` that gives the second score to the first player
            and the other way round, adds $bonus to the first player's new score, and returns a tuple of both new scores.
        """,
        hints=(
            "What is lost when one score is written over the other?",
            "A third variable can keep a value for a moment.",
            "`kept = first`, then `first = second + $bonus`; one line is missing before you return both.",
        ),
        reference="""
            def swapped_scores(first, second):
                kept = first
                first = second + $bonus
                second = kept
                return first, second
        """,
        mutants=(
            (" + $bonus", ""),
            ("second = kept", "second = first"),
            ("return first, second", "return second, first"),
        ),
        cases=lambda r, _: [tuple(r.sample(range(10, 90), 2)) for _ in range(6)] + [(0, 0), (1, 50)],
    ),
    Family(
        name="price-or-none",
        concept="none-value",
        difficulty="easy",
        offset=0.3,
        minutes=7,
        draw=lambda r: {"limit": r.randint(20, 60)},
        statement="""
            Write a function `$function(price)` for a shop window: it returns `None` if the price is `None` (nobody knows it), 0 stays
            0, and a price above $limit is returned as $limit.
        """,
        hints=(
            "`None` and 0 are not the same.",
            "Look for `None` first: it cannot be compared with a number.",
            "`if price is None:` comes before `min(price, $limit)`.",
        ),
        reference="""
            def price_or_none(price):
                if price is None:
                    return None
                return min(price, $limit)
        """,
        mutants=(("if price is None", "if not price"), ("min(price, $limit)", "price"), ("return None", "return 0")),
        cases=lambda r, p: [
            (r.randint(1, 19),),
            (None,),
            (p["limit"] + r.randint(1, 40),),
            (0,),
            (p["limit"],),
            (r.randint(200, 900),),
        ],
    ),
)
