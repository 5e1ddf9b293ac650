"""Data structures, medium."""

from agents.exercise.drawing import names, numbers, sentence, words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="count-long-words",
        concept="dictionaries",
        difficulty="medium",
        offset=-0.3,
        minutes=10,
        draw=lambda r: {"length": r.randint(5, 6)},
        statement="""
            Write a function `$function(text)` that returns a dictionary: each word of the text with how often it
            stands there. Words with fewer than $length characters are left out.
        """,
        hints=(
            "`split` gives the words. What has to happen when a word is met for the first time?",
            "`counts.get(word, 0)` is the number so far, also for a new word.",
            "In the loop over the words: `counts[word] = counts.get(word, 0) + 1`, but only for the long ones.",
        ),
        reference="""
            def count_long_words(text):
                counts = {}
                for word in text.split():
                    if len(word) >= $length:
                        counts[word] = counts.get(word, 0) + 1
                return counts
        """,
        alternatives=(
            """
            def count_long_words(text):
                words = [word for word in text.split() if len(word) >= $length]
                return {word: words.count(word) for word in words}
            """,
        ),
        mutants=(
            (">= $length", "> $length"),
            ("get(word, 0) + 1", "get(word, 1)"),
            ("if len(word) >= $length", "if word"),
            ("counts[word] =", "counts[word[0]] ="),
        ),
        cases=lambda r, p: [
            (f"{sentence(r, 5)} {'m' * p['length']} tea",),
            (f"{(w := words(r, 1)[0])} tea {w} {'n' * p['length']} {w} {'n' * p['length']}",),
            ("",),
            ("a an the " + "k" * p["length"],),
            (f"{sentence(r, 9)} {'o' * p['length']} of",),
            (f"{'p' * p['length']}  {'p' * p['length']} {'p' * (p['length'] - 1)}",),
            (f"{sentence(r, 7)} at it {'s' * p['length']}",),
        ],
    ),
    Family(
        name="ranking",
        concept="sorting",
        difficulty="medium",
        offset=0.2,
        minutes=12,
        draw=lambda r: {"top": r.randint(2, 3)},
        statement="""
            A dictionary holds the points of players by name. Write a function `$function(points)` that returns a
            list of the names of the best $top, best first. Players with equal points are in alphabetical order. If
            there are fewer players, all are returned.
        """,
        hints=(
            "Sorting by two things at once: points downwards, names upwards.",
            "`sorted` takes a `key`; a tuple as key compares its first part, then its second.",
            "With `key=lambda name: (-points[name], name)` over the names, cut the list at $top.",
        ),
        reference="""
            def ranking(points):
                ordered = sorted(points, key=lambda name: (-points[name], name))
                return ordered[:$top]
        """,
        mutants=(
            ("-points[name]", "points[name]"),
            ("(-points[name], name)", "-points[name]"),
            ("[:$top]", ""),
            ("(-points[name], name)", "name"),
        ),
        cases=lambda r, _: [
            ({name: r.randint(1, 20) for name in names(r, 3)} | {"Zoe": 50, "Abe": 21},),
            ({"Zoe": 10, "Ann": 10, "Mel": 9, "Bob": 10},),
            ({"Ida": 3},),
            ({},),
            ({"Cy": 1, "Bo": 2, "Al": 3, "Di": 4},),
            ({name: r.randint(1, 4) for name in names(r, 8)},),
            ({"b": 5, "a": 5, "d": 7, "c": 7},),
        ],
    ),
    Family(
        name="pair-up",
        concept="enumerate-and-zip",
        difficulty="medium",
        offset=0.0,
        minutes=10,
        draw=lambda r: {"start": r.randint(1, 10), "mark": r.choice([":", ")", "."])},
        statement="""
            Write a function `$function(names, points)` that takes two lists of equal length and returns a list of
            texts such as `"$start$mark Ada 12"`: a running number that begins at $start, the name, and the points
            that stand at the same place.
        """,
        hints=(
            "Two lists are gone through together, and rounds are counted.",
            "`zip` gives pairs, `enumerate` numbers them and can begin anywhere.",
            "`for number, (name, point) in enumerate(zip(names, points), $start)` has all that a line needs.",
        ),
        reference="""
            def pair_up(names, points):
                lines = []
                for number, (name, point) in enumerate(zip(names, points), $start):
                    lines.append(f"{number}$mark {name} {point}")
                return lines
        """,
        alternatives=(
            """
            def pair_up(names, points):
                return [f"{$start + i}$mark {names[i]} {points[i]}" for i in range(len(names))]
            """,
        ),
        mutants=(
            (", $start)", ")"),
            ("{name} {point}", "{point} {name}"),
            ("{number}$mark", "{number}"),
            ("zip(names, points)", "zip(names, points[::-1])"),
        ),
        cases=lambda r, _: (
            [(names(r, n), r.sample(range(100), n)) for n in (2, 3, 4, 5, 6)] + [([], []), (["Ida"], [0])]
        ),
    ),
    Family(
        name="grades-by-student",
        concept="nested-data",
        difficulty="medium",
        offset=0.4,
        minutes=12,
        draw=lambda r: {"subject": r.choice(["maths", "music", "art", "history"])},
        statement="""
            Each student is a dictionary such as `{"name": "Ada", "grades": {"maths": 2}}`. Write a function
            `$function(students)` that takes a list of them and returns the names of those who have a grade in
            $subject that is better than 3 (that is: below 3), in the order of the list. Who has no grade in
            $subject is left out.
        """,
        hints=(
            "Each student has a dictionary in a dictionary.",
            '`student["grades"]` is the inner one; look for the subject there before you read it.',
            'Collect `student["name"]` if `student["grades"].get("$subject", 6) < 3`.',
        ),
        reference="""
            def grades_by_student(students):
                found = []
                for student in students:
                    if student["grades"].get("$subject", 6) < 3:
                        found.append(student["name"])
                return found
        """,
        alternatives=(
            """
            def grades_by_student(students):
                return [one["name"] for one in students if one["grades"].get("$subject", 6) < 3]
            """,
        ),
        mutants=(("< 3", "<= 3"), ('"$subject", 6', '"$subject", 0'), ('student["name"]', "student"), ("< 3", "> 3")),
        cases=lambda r, p: [
            (
                [
                    {"name": name, "grades": {p["subject"]: grade}}
                    for name, grade in zip(names(r, 3), (1, 3, r.randint(4, 6)), strict=True)
                ],
            ),
            ([{"name": "Ada", "grades": {"chess": 1}}, {"name": "Ben", "grades": {p["subject"]: 2}}],),
            ([],),
            ([{"name": "Cleo", "grades": {}}],),
            (
                [{"name": name, "grades": {p["subject"]: r.randint(1, 6), "chess": 1}} for name in names(r, 6)]
                + [{"name": "Zoe", "grades": {p["subject"]: 3}}],
            ),
            (
                [
                    {"name": "Dan", "grades": {p["subject"]: 5}},
                    {"name": "Eva", "grades": {"chess": 2}},
                    {"name": "Fay", "grades": {p["subject"]: 1}},
                ],
            ),
            ([{"name": "Gus", "grades": {p["subject"]: 3}}],),
        ],
    ),
    Family(
        name="swap-keys",
        concept="dict-comprehensions",
        difficulty="medium",
        offset=0.5,
        minutes=12,
        draw=lambda r: {"bound": r.randint(10, 30)},
        statement="""
            A dictionary gives each person's room number. Write a function `$function(rooms)` that returns the
            dictionary the other way round: for each room number of at least $bound, who is in it. No room has two
            people.
        """,
        hints=(
            "Keys become values and values become keys.",
            "A dictionary comprehension goes over `rooms.items()`.",
            "It looks like `{room: name for name, room in ...}` with a condition at its end.",
        ),
        reference="""
            def swap_keys(rooms):
                return {room: name for name, room in rooms.items() if room >= $bound}
        """,
        alternatives=(
            """
            def swap_keys(rooms):
                found = {}
                for name in rooms:
                    if rooms[name] >= $bound:
                        found[rooms[name]] = name
                return found
            """,
        ),
        mutants=(
            (">= $bound", "> $bound"),
            ("{room: name", "{name: room"),
            (" if room >= $bound", ""),
            (">= $bound", "< $bound"),
        ),
        cases=lambda r, p: [
            (dict(zip(names(r, 3), [p["bound"], p["bound"] - 1, p["bound"] + r.randint(1, 20)], strict=True)),),
            (dict(zip(names(r, 4), r.sample(range(1, 60), 4), strict=True)) | {"Zoe": p["bound"]},),
            ({},),
            ({"Ida": 1},),
            ({"Max": p["bound"], "Tim": 2},),
            (dict(zip(names(r, 6), r.sample(range(61, 90), 6), strict=True)) | {"Ole": 0},),
            ({"Uma": p["bound"] - 1, "Vic": p["bound"] + 1},),
        ],
    ),
    Family(
        name="sorted-copy",
        concept="mutability",
        difficulty="medium",
        offset=-0.1,
        minutes=10,
        draw=lambda r: {"value": r.randint(50, 99)},
        statement="""
            Write a function `$function(values)` that returns a sorted copy of a list with $value appended at its
            end. The list that was passed must stay as it is: the tests look at it afterwards.
        """,
        hints=(
            "`values.sort()` changes the list that the caller holds.",
            "Make a copy first, and change only the copy.",
            "`copied = list(values)` is a copy; sort it, then append $value.",
        ),
        reference="""
            def sorted_copy(values):
                copied = list(values)
                copied.sort()
                copied.append($value)
                return copied
        """,
        mutants=(
            ("list(values)", "values"),
            ("copied.sort()", "pass"),
            ("copied.append($value)", "pass"),
            ("return copied", "return values"),
        ),
        cases=lambda r, _: [
            f"values = {numbers(r, 4)}\nresult = sorted_copy(values)\n(result, values)",
            f"values = {numbers(r, 5)}\nresult = sorted_copy(values)\n(result, values)",
            "sorted_copy([3, 1, 2])",
            "values = [2, 1]\nresult = sorted_copy(values)\n(result, values)",
            "sorted_copy([])",
            f"values = {[9, *numbers(r, 6, -20, 8)]}\nresult = sorted_copy(values)\n(result, values)",
            "sorted_copy([5])",
        ],
    ),
)
