"""Basics, medium."""

from agents.exercise.drawing import names, sentence, words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="clock-time",
        concept="numbers",
        difficulty="medium",
        offset=-0.3,
        minutes=8,
        draw=lambda r: {"start": r.randint(1, 11)},
        statement="""
            A shift begins at $start o'clock. Write a function `$function(minutes)` that returns what the clock
            shows `minutes` later, as a tuple `(hour, minute)`. After 23:59 comes 0:00.
        """,
        hints=(
            "How many whole hours are in the minutes, and how many minutes are left over?",
            "`//` gives whole hours, `%` what is left over. What keeps an hour below 24?",
            "The hour is `($start + minutes // 60) % ...`.",
        ),
        reference="""
            def clock_time(minutes):
                hour = ($start + minutes // 60) % 24
                return hour, minutes % 60
        """,
        mutants=((" % 24", ""), ("minutes // 60", "minutes // 100"), ("minutes % 60", "minutes"), ("$start + ", "")),
        cases=lambda r, _: [
            (r.randint(61, 700),),
            (0,),
            (1440,),
            (1380,),
            (59,),
            (60,),
            (r.randint(1500, 5000),),
            (2880,),
        ],
    ),
    Family(
        name="initials-with-mark",
        concept="string-methods",
        difficulty="medium",
        offset=0.1,
        minutes=8,
        draw=lambda r: {"mark": r.choice([".", "-", "/"])},
        statement="""
            Write a function `$function(name)` that returns the capital initials_with_mark of a name with `$mark` between
            them: `ada lovelace` gives `A${mark}L`. The name may have blanks before, after, and several between its
            parts.
        """,
        hints=(
            "First get the parts of the name.",
            "`split()` without an argument does not mind several blanks.",
            "Take character 0 of each part in capitals, and let `join` put `$mark` between them.",
        ),
        reference="""
            def initials_with_mark(name):
                return "$mark".join([part[0].upper() for part in name.split()])
        """,
        mutants=((".upper()", ""), ("part[0]", "part[-1]"), ("name.split()", "[name]"), ('"$mark"', '""')),
        cases=lambda r, _: [
            (" ".join(names(r, 2)).lower(),),
            (" ".join(names(r, 3)),),
            (f"  {names(r, 1)[0].lower()}   {words(r, 1)[0]} ",),
            ("grace brewster hopper",),
            ("plato",),
            ("ada  king",),
            (" ".join(words(r, 4)),),
        ],
    ),
    Family(
        name="price-tag",
        concept="f-strings",
        difficulty="medium",
        offset=0.3,
        minutes=8,
        draw=lambda r: {"width": r.randint(8, 14), "unit": r.choice(["EUR", "USD", "GBP"])},
        statement="""
            Write a function `$function(item, price)` that returns a line for a price list: the item at the left in
            a field of $width characters, then the price with two decimals in a field of 8 at the right, then a
            blank and `$unit`.
        """,
        hints=(
            "An f-string can say how wide a value is to be written.",
            "After a colon inside the braces: `<` for left, `>` for right, a width, and `.2f` for two decimals.",
            "The item is written as `{item:<$width}`; the price needs a width and decimals at once.",
        ),
        reference="""
            def price_tag(item, price):
                return f"{item:<$width}{price:>8.2f} $unit"
        """,
        mutants=((":<$width", ""), (".2f", ".1f"), (":>8.2f", ":.2f"), (":<$width", ":>$width")),
        cases=lambda r, _: (
            [(word, r.randint(100, 99999) / 100) for word in words(r, 5)] + [("tea", 3.0), ("a", 1234.5)]
        ),
    ),
    Family(
        name="hide-number",
        concept="strings",
        difficulty="medium",
        offset=0.5,
        minutes=9,
        draw=lambda r: {"keep": r.randint(2, 4), "mark": r.choice(["*", "#", "x"])},
        statement="""
            Write a function `$function(number)` that takes a card number as text and returns it with all but its
            last $keep characters replaced by `$mark`. A number of $keep characters or fewer stays as it is.
        """,
        hints=(
            "How many marks are needed for a number of a given length?",
            "A string can be multiplied by a whole number; a slice gives its end.",
            "`number[-$keep:]` is what stays. In front of it come `len(number) - $keep` marks.",
        ),
        reference="""
            def hide_number(number):
                return "$mark" * (len(number) - $keep) + number[-$keep:]
        """,
        mutants=(
            ("number[-$keep:]", "number[$keep:]"),
            (" - $keep)", ")"),
            ('"$mark" * (len(number) - $keep)', '"$mark"'),
        ),
        cases=lambda r, p: [
            ("".join(str(r.randint(0, 9)) for _ in range(length)),)
            for length in (16, 12, 9, p["keep"], p["keep"] + 1, 1, 20)
        ],
    ),
    Family(
        name="count-chosen-letters",
        concept="string-methods",
        difficulty="medium",
        offset=-0.1,
        minutes=9,
        draw=lambda r: {"letters": "".join(sorted(r.sample("aeinorst", 3)))},
        statement="""
            Write a function `$function(text)` that returns how often the letters of `$letters` stand in the text
            altogether. Capital letters count as well.
        """,
        hints=(
            "What can be done about capitals before anything is counted?",
            "A string can count one letter by a method of its own; there are three letters to count.",
            'With `text.lower()` in a variable, add up `count` of each letter of `"$letters"`.',
        ),
        reference="""
            def count_chosen_letters(text):
                small = text.lower()
                return sum([small.count(letter) for letter in "$letters"])
        """,
        mutants=((".lower()", ""), ("sum(", "len("), ("sum(", "max("), ('in "$letters"', 'in "$letters"[1:]')),
        cases=lambda r, p: [
            (sentence(r, 3),),
            (sentence(r, 4).title(),),
            (p["letters"].upper(),),
            ("",),
            ("Assertion senior STORE inan a",),
            ("xyz",),
            (p["letters"] * 2 + p["letters"].title(),),
        ],
    ),
)
