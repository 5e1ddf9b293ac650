"""Libraries, easy."""

from agents.exercise.drawing import words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="pizza-area",
        concept="math-module",
        difficulty="easy",
        offset=-0.4,
        minutes=6,
        draw=lambda r: {"edge": r.randint(1, 3)},
        statement="""
            A round pizza has an edge of $edge cm without topping. Write a function `$function(diameter)` that
            returns the area with topping, rounded up to whole square centimetres. The number pi is in the module
            `math`.
        """,
        hints=(
            "How large is the radius of the part with topping?",
            "The area is pi times the radius squared; `math.ceil` rounds up.",
            "The radius is `diameter / 2 - $edge`.",
        ),
        reference="""
            import math


            def pizza_area(diameter):
                radius = diameter / 2 - $edge
                return math.ceil(math.pi * radius**2)
        """,
        mutants=(
            ("math.ceil", "math.floor"),
            (" - $edge", ""),
            ("radius**2", "radius * 2"),
            ("diameter / 2", "diameter"),
        ),
        cases=lambda r, _: [(diameter,) for diameter in r.sample(range(15, 50), 7)] + [(10,)],
    ),
    Family(
        name="days-between",
        concept="datetime-module",
        difficulty="easy",
        offset=0.4,
        minutes=8,
        draw=lambda r: {"year": r.randint(2020, 2030)},
        statement="""
            Write a function `$function(first, second)` that takes two dates as texts such as `"$year-03-01"` and
            returns how many days the second one lies after the first; if it lies before, the number is below zero.
        """,
        hints=(
            "The module `datetime` can calculate with dates.",
            "`date.fromisoformat(text)` makes a date, and the difference of two dates has an attribute `days`.",
            "Subtract the first date from the second one, and take `.days`.",
        ),
        reference="""
            from datetime import date


            def days_between(first, second):
                difference = date.fromisoformat(second) - date.fromisoformat(first)
                return difference.days
        """,
        mutants=(
            ("(second) - date.fromisoformat(first)", "(first) - date.fromisoformat(second)"),
            ("return difference.days", "return abs(difference.days)"),
            ("return difference.days", "return difference.days + 1"),
            ("difference.days", "difference.seconds"),
        ),
        cases=lambda r, p: [
            (f"{p['year']}-01-{r.randint(10, 31)}", f"{p['year']}-02-{r.randint(10, 28)}"),
            (f"{p['year']}-12-31", f"{p['year'] + 1}-01-01"),
            (f"{p['year']}-05-{r.randint(10, 30)}", f"{p['year']}-04-{r.randint(10, 30)}"),
            ("2024-02-28", "2024-03-01"),
            ("2023-02-28", "2023-03-01"),
            (f"{p['year']}-07-07", f"{p['year']}-07-07"),
            ("1999-12-31", f"{p['year']}-06-{r.randint(10, 30)}"),
        ],
    ),
    Family(
        name="repeated-letters",
        concept="collections-module",
        difficulty="easy",
        offset=0.2,
        minutes=8,
        draw=lambda r: {"count": r.randint(1, 2)},
        statement="""
            Write a function `$function(text)` that returns a dictionary of the letters that stand in a text more
            than $count time(s), with how often they do. Blanks are not counted. `Counter` of the module
            `collections` is a help.
        """,
        hints=(
            "Counting is a task that the library has solved.",
            "`Counter(text)` is a dictionary of counts; take the blanks out of the text first.",
            'Keep those of `Counter(text.replace(" ", "")).items()` whose count is above $count.',
        ),
        reference="""
            from collections import Counter


            def repeated_letters(text):
                counts = Counter(text.replace(" ", ""))
                return {letter: count for letter, count in counts.items() if count > $count}
        """,
        alternatives=(
            """
            def repeated_letters(text):
                letters = text.replace(" ", "")
                return {letter: letters.count(letter) for letter in letters if letters.count(letter) > $count}
            """,
        ),
        mutants=(
            ("> $count", ">= $count"),
            ('.replace(" ", "")', ""),
            (" if count > $count", ""),
            ("letter: count for", "letter: 1 for"),
        ),
        cases=lambda r, _: [
            (f"{words(r, 1)[0]} banana",),
            ("a bb ccc dddd",),
            ("",),
            ("a b c d e",),
            (" ".join(words(r, 4)),),
            ("mississippi river",),
            ("Aa aA a A",),
        ],
    ),
    Family(
        name="seeded-dice",
        concept="random-module",
        difficulty="easy",
        offset=0.6,
        minutes=9,
        draw=lambda r: {"sides": r.choice([6, 8, 12, 20]), "bonus": r.randint(1, 5)},
        statement="""
            Write a function `$function(seed, count)` that returns a list of `count` throws of a die with $sides
            sides, each raised by $bonus. So that a game can be repeated, make the generator `random.Random(seed)`
            and take each throw from its method `randint`, in order.
        """,
        hints=(
            "A generator with a seed gives the same numbers every time.",
            "Make it once, before the throws, not for each throw anew.",
            "With `dice = random.Random(seed)`, a throw is `dice.randint(1, $sides) + $bonus`.",
        ),
        reference="""
            import random


            def seeded_dice(seed, count):
                dice = random.Random(seed)
                return [dice.randint(1, $sides) + $bonus for _ in range(count)]
        """,
        mutants=(
            (" + $bonus", ""),
            ("randint(1, $sides)", "randint(0, $sides)"),
            ("dice.randint", "random.Random(seed).randint"),
            ("range(count)", "range(count + 1)"),
        ),
        cases=lambda r, _: [(r.randint(1, 1000), r.randint(4, 6)) for _ in range(5)] + [(7, 0), (0, 12), (99, 1)],
    ),
    Family(
        name="rounded-median",
        concept="importing-modules",
        difficulty="easy",
        offset=-0.2,
        minutes=6,
        draw=lambda r: {"places": r.randint(1, 3)},
        statement="""
            Write a function `$function(numbers)` that returns the median of a list of numbers, rounded to $places decimals. The
            module `statistics` of the standard library has what you need. The list is not empty.
        """,
        hints=(
            "What is in the library need not be written again.",
            "`import statistics` gives you `statistics.median`.",
            "Put `statistics.median(numbers)` into `round(..., $places)`.",
        ),
        reference="""
            import statistics


            def rounded_median(numbers):
                return round(statistics.median(numbers), $places)
        """,
        mutants=(("statistics.median", "statistics.mean"), ("statistics.median", "max"), (", $places)", ", 0)")),
        cases=lambda r, _: [
            ([r.randint(1000, 9999) / 1000 for _ in range(4)],),
            ([7, 1, 3, r.randint(20, 90)],),
            ([2.2345, 1.1119, 90.5],),
            ([5],),
            ([1.23456, 2.34567],),
            ([r.randint(-99, 99) / 7 for _ in range(5)],),
        ],
    ),
)
