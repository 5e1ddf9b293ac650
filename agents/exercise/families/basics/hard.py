"""Basics, hard."""

from agents.exercise.drawing import sentence, words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

_ITERATION = """
            def check_digit(number):
                total = 0
                for digit in str(abs(number)):
                    total += int(digit)
                return total % $modulus
        """

FAMILIES = (
    Family(
        name="check-digit",
        concept="type-conversion",
        difficulty="hard",
        offset=-0.5,
        minutes=10,
        draw=lambda r: {"modulus": r.randint(7, 13)},
        statement="""
            Write a function `$function(number)` that adds up the decimal digits of a whole number and returns what
            is left when the sum is divided by $modulus. A minus sign does not count.
        """,
        hints=(
            "The digits of a number are easy to get at in another type.",
            "`str` gives the digits as characters, `int` makes a number of each. What about the minus sign?",
            "Sum `int(digit)` over the characters of `str(abs(number))`, then take `% $modulus`.",
        ),
        reference="""
            def check_digit(number):
                return sum(int(digit) for digit in str(abs(number))) % $modulus
        """,
        alternatives=(_ITERATION,),
        mutants=(("abs(number)", "number"), (" % $modulus", ""), ("sum(", "max("), ("% $modulus", "// $modulus")),
        cases=lambda r, _: [
            (r.randint(100, 999),),
            (r.randint(-9999, -1000),),
            (99999,),
            (0,),
            (-7,),
            (r.randint(10**6, 10**8),),
            (8888,),
        ],
    ),
    Family(
        name="caesar-cipher",
        concept="strings",
        difficulty="hard",
        offset=0.4,
        minutes=15,
        draw=lambda r: {"shift": r.randint(3, 11)},
        statement="""
            Write a function `$function(text)` that replaces every small letter from a to z by the one that stands
            $shift places later in the alphabet; after z comes a again. Everything else stays as it is.
        """,
        hints=(
            "Each letter has a place in the alphabet; what keeps a place within 26?",
            "With the alphabet as a string, `find` gives a letter's place and an index gives the new letter.",
            "The new letter is `alphabet[(alphabet.find(letter) + $shift) % 26]`; who is not in the alphabet stays.",
        ),
        reference="""
            def caesar_cipher(text):
                alphabet = "abcdefghijklmnopqrstuvwxyz"
                coded = ""
                for letter in text:
                    if letter in alphabet:
                        coded += alphabet[(alphabet.find(letter) + $shift) % 26]
                    else:
                        coded += letter
                return coded
        """,
        mutants=(
            ("+ $shift", "- $shift"),
            ("% 26", "% 25"),
            ("coded += letter", "pass"),
            ("in text", "in text.lower()"),
        ),
        cases=lambda r, _: [
            (words(r, 1)[0],),
            (sentence(r, 2),),
            ("xyz",),
            ("Hello, World!",),
            ("",),
            ("abc XYZ 123",),
            ("zebra quartz",),
        ],
    ),
    Family(
        name="table-row",
        concept="f-strings",
        difficulty="hard",
        offset=0.0,
        minutes=12,
        draw=lambda r: {"width": r.randint(12, 18), "fill": r.choice([".", "_", "-"])},
        statement="""
            Write a function `$function(title, share)` for the lines of a report. The line is exactly $width
            characters for the title, filled up at the right with `$fill` and cut off if the title is longer, then a
            blank, then the share of 0 to 1 as a percentage with one decimal in 6 characters at the right: `0.256`
            is `" 25.6%"`.
        """,
        hints=(
            "Three parts: the cut title, its filling, the percentage.",
            "A format can hold a fill character before `<`; a slice cuts; `%` as a type multiplies by 100.",
            "The title is `{title[:$width]:$fill<$width}`; the share has `>6` and `.1%`.",
        ),
        reference="""
            def table_row(title, share):
                return f"{title[:$width]:$fill<$width} {share:>6.1%}"
        """,
        mutants=(("[:$width]", ""), (":$fill<$width", ":<$width"), (".1%", ".0%"), (":>6.1%", ":.1%")),
        cases=lambda r, _: [
            *[(word, r.randint(0, 999) / 1000) for word in words(r, 3)],
            ("the answers of all students", 0.5),
            ("all", 1.0),
            ("none", 0.0),
            ("some", 0.046),
        ],
    ),
    Family(
        name="change-due",
        concept="numbers",
        difficulty="hard",
        offset=0.2,
        minutes=14,
        draw=lambda r: {"coin": r.choice([20, 25, 50])},
        statement="""
            Write a function `$function(price, paid)` for a till with coins of 100, $coin, 5 and 1 cents. Both
            amounts are whole cents, and `paid` is never less. Return how many coins of each kind the change takes,
            as a tuple from the largest coin to the smallest, with as many of the larger ones as fit.
        """,
        hints=(
            "Begin with the largest coin: how many fit, and what remains?",
            "`divmod(a, b)` gives both at once, and the rest goes to the next coin.",
            "Three calls of `divmod`, by 100, by $coin and by 5; what is left at the end are the single cents.",
        ),
        reference="""
            def change_due(price, paid):
                hundreds, rest = divmod(paid - price, 100)
                coins, rest = divmod(rest, $coin)
                fives, ones = divmod(rest, 5)
                return hundreds, coins, fives, ones
        """,
        mutants=(
            ("paid - price", "paid"),
            ("divmod(rest, $coin)", "divmod(rest, 10)"),
            ("fives, ones =", "ones, fives ="),
            ("100)", "200)"),
        ),
        cases=lambda r, _: (
            [(price := r.randint(50, 900), price + r.randint(101, 999)) for _ in range(4)]
            + [(100, 100), (1, 500), (301, 400), (250, 449)]
        ),
    ),
)
