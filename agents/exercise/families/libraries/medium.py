"""Libraries, medium."""

from agents.exercise.drawing import ITEMS, names, numbers, sentence, words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="find-codes",
        concept="regular-expressions",
        difficulty="medium",
        offset=0.3,
        minutes=13,
        draw=lambda r: {"letters": r.randint(2, 3), "digits": r.randint(2, 4)},
        statement="""
            Write a function `$function(text)` that returns a list of all codes in a text, in order. A code is
            exactly $letters capital letters from A to Z, a hyphen, and exactly $digits digits, with no letter,
            digit or underscore right before or behind it.
        """,
        hints=(
            "The module `re` finds all places that fit a pattern.",
            "`[A-Z]{$letters}` stands for the letters, `\\d` for a digit, `\\b` for the border of a word.",
            "`re.findall` with a pattern that begins with `\\b[A-Z]{$letters}-` and ends with `\\b`.",
        ),
        reference="""
            import re


            def find_codes(text):
                return re.findall(r"\\b[A-Z]{$letters}-\\d{$digits}\\b", text)
        """,
        mutants=(('r"\\b[A-Z]', 'r"[A-Z]'), ('}\\b"', '}"'), ("[A-Z]", "[A-Za-z]"), ("-\\d", "-?\\d")),
        cases=lambda r, p: [
            (
                f"order {'ABC'[: p['letters']]}-{'12345'[: p['digits']]} and {'XYZ'[: p['letters']]}-{r.randint(10 ** (p['digits'] - 1), 10 ** p['digits'] - 1)}.",
            ),
            (f"q{'ABC'[: p['letters']]}-{'1234'[: p['digits']]} {'abc'[: p['letters']]}-{'1234'[: p['digits']]}",),
            (f"{'K' * p['letters']}-{'7' * (p['digits'] + 1)}, {'KL' * 2}-{'7' * p['digits']}",),
            ("",),
            (f"({'RS' * 2}-1) {'TUV'[: p['letters']]}-{'9' * p['digits']}!",),
            (f"{'A' * p['letters']}{'1' * p['digits']} {'B' * p['letters']}-{'2' * p['digits']}_",),
            (f"{sentence(r, 3)} {'QWE'[: p['letters']]}-{'0' * p['digits']} {sentence(r, 2)}",),
        ],
    ),
    Family(
        name="all-teams",
        concept="itertools-module",
        difficulty="medium",
        offset=0.0,
        minutes=11,
        draw=lambda r: {"size": r.randint(2, 3), "mark": r.choice(["+", "&", "/"])},
        statement="""
            Write a function `$function(names)` that returns all teams of $size different people from a list as
            texts, the names of a team in the order of the list with `$mark` between them. Each team comes once; the
            teams are in the order in which `itertools.combinations` gives them.
        """,
        hints=(
            "The module `itertools` has a function for exactly this choice.",
            "`combinations(names, $size)` gives tuples; `join` makes a text of each.",
            'Collect `"$mark".join(team)` for each `team`.',
        ),
        reference="""
            from itertools import combinations


            def all_teams(names):
                return ["$mark".join(team) for team in combinations(names, $size)]
        """,
        mutants=(
            ("combinations(names, $size)", "combinations(names, $size - 1)"),
            ('"$mark"', '""'),
            ("combinations(names, $size)", "__import__('itertools').permutations(names, $size)"),
            ("combinations(names, $size)", "combinations(sorted(names, reverse=True), $size)"),
        ),
        cases=lambda r, _: [
            (["Ada", *names(r, 3)],),
            (["Al", "Bo", "Cy"],),
            ([],),
            (["Ida"],),
            (["Ann", "Ben", "Cleo", "Dan", "Eve"],),
            (words(r, 4),),
            (["b", "a", "d", "c"],),
        ],
    ),
    Family(
        name="next-meeting",
        concept="datetime-module",
        difficulty="medium",
        offset=0.4,
        minutes=13,
        draw=lambda r: {
            "weekday": (day := r.randint(0, 4)),
            "name": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"][day],
        },
        statement="""
            A club meets every $name. Write a function `$function(today)` that takes a date as text, such as
            `"2026-03-01"`, and returns the date of the next meeting in the same form. If today is a $name, the next
            meeting is a week from today.
        """,
        hints=(
            "How many days is it until the next $name?",
            "`date.weekday()` is 0 for Monday; `timedelta(days=...)` can be added to a date.",
            "Add one day, then go on adding single days while `day.weekday() != $weekday`; `isoformat()` gives the text.",
        ),
        reference="""
            from datetime import date, timedelta


            def next_meeting(today):
                day = date.fromisoformat(today) + timedelta(days=1)
                while day.weekday() != $weekday:
                    day += timedelta(days=1)
                return day.isoformat()
        """,
        alternatives=(
            """
            from datetime import date, timedelta


            def next_meeting(today):
                day = date.fromisoformat(today)
                return str(day + timedelta(days=($weekday - day.weekday() - 1) % 7 + 1))
            """,
        ),
        mutants=(
            ("date.fromisoformat(today) + timedelta(days=1)", "date.fromisoformat(today)"),
            ("!= $weekday", "!= $weekday + 1"),
            ("day.isoformat()", "day"),
            ("day += timedelta(days=1)", "day += timedelta(days=2)"),
        ),
        cases=lambda r, p: [
            (f"2026-03-{r.randint(10, 28)}",),
            (f"2026-01-{5 + p['weekday']:02}",),
            ("2024-02-27",),
            ("2025-12-29",),
            (f"2026-01-{4 + p['weekday']:02}",),
            (f"20{r.randint(20, 39)}-1{r.randint(0, 2)}-{r.randint(10, 30)}",),
            ("2027-12-31",),
            (f"2026-01-{6 + p['weekday']:02}",),
        ],
    ),
    Family(
        name="last-values",
        concept="collections-module",
        difficulty="medium",
        offset=-0.3,
        minutes=11,
        draw=lambda r: {"size": r.randint(2, 4)},
        statement="""
            Write a function `$function(events)` that returns the last $size values of any iterable as a list, in
            order, and all of them if there are fewer. A `deque` of the module `collections` can have a longest
            length.
        """,
        hints=(
            "A queue that drops its oldest value when it is full is all that is needed.",
            "`deque` takes a second argument, `maxlen`.",
            "`deque(events, maxlen=$size)` holds the answer; make a list of it.",
        ),
        reference="""
            from collections import deque


            def last_values(events):
                return list(deque(events, maxlen=$size))
        """,
        mutants=(
            ("maxlen=$size", "maxlen=$size + 1"),
            ("list(deque(events, maxlen=$size))", "list(events)[:$size]"),
            ("list(deque(", "sorted(deque("),
            ("maxlen=$size", "maxlen=$size - 1"),
        ),
        cases=lambda r, _: [
            (numbers(r, 6),),
            (words(r, 5),),
            ([1],),
            ([],),
            "last_values(range(100))",
            "last_values(letter for letter in 'python')",
            ([9, 8, 7, 6, 5, 4, 3, 2, 1],),
            (r.sample(ITEMS, 7),),
        ],
    ),
)
