"""Errors, easy."""

from agents.exercise.drawing import ITEMS, names, numbers, words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="to-number",
        concept="try-except",
        difficulty="easy",
        offset=-0.3,
        minutes=7,
        draw=lambda r: {"default": r.randint(-9, -1)},
        statement="""
            Write a function `$function(text)` that returns the whole number that stands in a text, or $default if
            the text is not a whole number.
        """,
        hints=(
            "What does `int` do with a text that is not a number?",
            "An exception can be caught with `try` and `except`.",
            "`return int(text)` stands in `try`; below `except ValueError:` stands what else to return.",
        ),
        reference="""
            def to_number(text):
                try:
                    return int(text)
                except ValueError:
                    return $default
        """,
        mutants=(
            ("return $default", "return 0"),
            ("int(text)", "int(text) if text.isdigit() else $default"),
            ("except ValueError", "except TypeError"),
        ),
        cases=lambda r, _: [
            (str(r.randint(10, 99)),),
            (words(r, 1)[0],),
            (f"-{r.randint(1, 99)}",),
            ("",),
            (" 12 ",),
            ("3.5",),
            ("1_000",),
        ],
    ),
    Family(
        name="set-age",
        concept="raising-exceptions",
        difficulty="easy",
        offset=0.1,
        minutes=8,
        draw=lambda r: {"most": r.randint(100, 150)},
        statement="""
            Write a function `$function(age)` that returns the age if it is from 0 to $most, and raises a
            `ValueError` otherwise.
        """,
        hints=(
            "Look at the age before you return it.",
            "`raise` ends the function with an exception.",
            '`raise ValueError("...")` belongs below the condition for ages below 0 or above $most.',
        ),
        reference="""
            def set_age(age):
                if age < 0 or age > $most:
                    raise ValueError("the age must be from 0 to $most")
                return age
        """,
        mutants=(
            ("age < 0 or ", ""),
            (" or age > $most", ""),
            ("age > $most", "age >= $most"),
            ("ValueError", "TypeError"),
        ),
        cases=lambda r, p: [
            (r.randint(1, 90),),
            (r.randint(-50, -1),),
            (p["most"],),
            (p["most"] + 1,),
            (0,),
            (-1,),
            (1000,),
        ],
    ),
    Family(
        name="read-stock",
        concept="built-in-exceptions",
        difficulty="easy",
        offset=0.4,
        minutes=9,
        draw=lambda r: {
            "missing": r.choice(["missing", "unknown", "no such item"]),
            "wrong": r.choice(["bad list", "out of range", "too short"]),
        },
        statement="""
            A dictionary has a list of counts for each item. Write a function `$function(stock, item, index)` that
            returns the count at that index, `"$missing"` if there is no such item, and `"$wrong"` if its list has
            no such index.
        """,
        hints=(
            "Two different exceptions can happen in one line.",
            "A missing key raises `KeyError`, a wrong index `IndexError`.",
            "`try:` with `return stock[item][index]`, then one `except` for each of the two.",
        ),
        reference="""
            def read_stock(stock, item, index):
                try:
                    return stock[item][index]
                except KeyError:
                    return "$missing"
                except IndexError:
                    return "$wrong"
        """,
        mutants=(
            ('return "$missing"', 'return "$wrong"'),
            ("except IndexError", "except ValueError"),
            ("stock[item][index]", "stock[item][0]"),
            ("except KeyError", "except ValueError"),
        ),
        cases=lambda r, _: [
            (
                (stock := {item: numbers(r, 3, 1, 50) for item in r.sample(ITEMS, 2)} | {"tin": [5], "lead": []}),
                next(iter(stock)),
                r.randint(1, 2),
            ),
            (stock, "gold", 0),
            (stock, "tin", 1),
            (stock, "lead", 0),
            (stock, "tin", -1),
            ({}, "tin", 3),
            (stock, next(iter(stock)), 9),
        ],
    ),
    Family(
        name="safe-share",
        concept="try-except",
        difficulty="easy",
        offset=0.6,
        minutes=9,
        draw=lambda r: {"percent": r.choice([1, 100]), "default": r.randint(-5, 0)},
        statement="""
            Write a function `$function(part, whole)` that returns `part / whole * $percent`. If that cannot be
            calculated because `whole` is 0 or one of the two is no number, it returns $default.
        """,
        hints=(
            "Which two exceptions can a division raise?",
            "They are `ZeroDivisionError` and `TypeError`; one `except` can catch both.",
            "`except (ZeroDivisionError, ...):` returns $default.",
        ),
        reference="""
            def safe_share(part, whole):
                try:
                    return part / whole * $percent
                except (ZeroDivisionError, TypeError):
                    return $default
        """,
        mutants=(
            ("(ZeroDivisionError, TypeError)", "ZeroDivisionError"),
            ("(ZeroDivisionError, TypeError)", "TypeError"),
            ("return $default", "return 1"),
            ("part / whole", "part // whole"),
        ),
        cases=lambda r, _: [
            (r.randint(1, 9), r.randint(10, 20)),
            (r.randint(1, 9), 0),
            ("3", 4),
            (None, 2),
            (0, 0),
            (5, "x"),
            (7, 2),
            (names(r, 1)[0], 1),
        ],
    ),
)
