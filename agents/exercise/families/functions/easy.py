"""Functions, easy."""

from agents.exercise.drawing import names, words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="box-volume",
        concept="parameters-and-arguments",
        difficulty="easy",
        offset=-0.6,
        minutes=5,
        draw=lambda r: {"wall": r.randint(1, 3)},
        statement="""
            A box has walls of $wall cm at every side. Write a function `$function(length, width, height)` that
            takes its outer measures in cm and returns the volume inside.
        """,
        hints=(
            "How much shorter than outside is the inside, from wall to wall?",
            "Each measure loses the walls at both of its ends, before anything is multiplied.",
            "The first factor is `(length - 2 * $wall)`.",
        ),
        reference="""
            def box_volume(length, width, height):
                return (length - 2 * $wall) * (width - 2 * $wall) * (height - 2 * $wall)
        """,
        mutants=(
            (" - 2 * $wall", " - $wall"),
            ("(length - 2 * $wall)", "length"),
            (" * (height - 2 * $wall)", ""),
            ("* (width", "+ (width"),
        ),
        cases=lambda r, _: [tuple(r.randint(8, 30) for _ in range(3)) for _ in range(6)] + [(10, 10, 10), (10, 7, 20)],
    ),
    Family(
        name="longer-one",
        concept="return-values",
        difficulty="easy",
        offset=-0.2,
        minutes=6,
        draw=lambda r: {"draw": r.choice(["equal", "draw", "both"])},
        statement="""
            Write a function `$function(first, second)` that returns the longer one of two words, or `"$draw"` if
            they have the same length.
        """,
        hints=(
            "There are three cases, and each returns something else.",
            "`len` gives the length; `return` ends the function at once.",
            "If `len(first) > len(second)`, return `first`; two cases are left.",
        ),
        reference="""
            def longer_one(first, second):
                if len(first) > len(second):
                    return first
                if len(first) < len(second):
                    return second
                return "$draw"
        """,
        mutants=(
            ("len(first) > len(second)", "first > second"),
            ("return second", "return first"),
            ("len(first) > len(second)", "len(first) >= len(second)"),
        ),
        cases=lambda r, _: (
            [tuple(words(r, 2)) for _ in range(3)]
            + [("bee", "ant"), ("a", "zoo"), ("zebra", "ox"), ("apples", "kiwi"), ("ox", "zebra"), ("", "")]
        ),
    ),
    Family(
        name="invite",
        concept="default-arguments",
        difficulty="easy",
        offset=0.3,
        minutes=7,
        draw=lambda r: {"place": r.choice(["garden", "library", "studio", "harbour"]), "hour": r.randint(2, 9)},
        statement="""
            Write a function `$function(name, place, hour)` that returns a text such as `Ada: $place, $hour pm`.
            Without `place` it is the $place, without `hour` it is $hour; both can also be given by name.
        """,
        hints=(
            "A parameter can have a value that is used when the caller gives none.",
            "The default stands in the first line, behind a `=`.",
            'The parameters are `name, place="$place", ...`.',
        ),
        reference="""
            def invite(name, place="$place", hour=$hour):
                return f"{name}: {place}, {hour} pm"
        """,
        mutants=(
            ("hour=$hour", "hour=1"),
            ('place="$place"', 'place="home"'),
            ("{place}, {hour}", "$place, {hour}"),
            ("{hour} pm", "$hour pm"),
        ),
        cases=lambda r, _: [
            f"invite({names(r, 1)[0]!r})",
            f"invite({names(r, 1)[0]!r}, 'cinema')",
            f"invite({names(r, 1)[0]!r}, hour=12)",
            f"invite({words(r, 1)[0]!r}, 'park', 11)",
            "invite('Zoe', hour=10, place='pool')",
            "invite(name='Yan')",
            "invite('Xi', 'zoo', hour=1)",
        ],
    ),
    Family(
        name="apply-twice",
        concept="higher-order-functions",
        difficulty="easy",
        offset=0.6,
        minutes=8,
        draw=lambda r: {"times": r.choice(["two", "three"])},
        statement="""
            Write a function `$function(change, value)` that takes a function and a value. It calls the function
            with the value, then again with what came out, $times times altogether, and returns the last result.
        """,
        hints=(
            "A parameter can be called like any function.",
            "What one call returns is the argument of the next one.",
            "`change(value)` is the first call; put it into the brackets of the next call of `change`.",
        ),
        reference="""
            def apply_twice(change, value):
                for _ in range({"two": 2, "three": 3}["$times"]):
                    value = change(value)
                return value
        """,
        mutants=(
            ('"two": 2, "three": 3', '"two": 3, "three": 2'),
            ("value = change(value)", "change(value)"),
            ('{"two": 2, "three": 3}["$times"]', "1"),
        ),
        cases=lambda r, _: [
            f"apply_twice(lambda x: x + {r.randint(2, 9)}, {r.randint(1, 20)})",
            f"apply_twice(lambda x: x * {r.randint(2, 5)}, {r.randint(1, 9)})",
            f"apply_twice(lambda text: text + '!', {words(r, 1)[0]!r})",
            "apply_twice(lambda x: x * x, 3)",
            "apply_twice(lambda x: [x], 0)",
            "apply_twice(lambda text: text[1:], 'python')",
            f"apply_twice(lambda x: x - {r.randint(3, 9)}, 0)",
        ],
    ),
    Family(
        name="tip-for",
        concept="defining-functions",
        difficulty="easy",
        offset=-0.75,
        minutes=5,
        draw=lambda r: {"percent": r.choice([5, 10, 15, 20])},
        statement="""
            Write a function `$function(bill)` that returns the tip for a bill: $percent percent of it, rounded to two decimals.
        """,
        hints=(
            "A function begins with `def`, its name and its parameter.",
            "$percent percent is the bill times $percent divided by 100.",
            "`round(value, 2)` rounds; hand its result back with `return`.",
        ),
        reference="""
            def tip_for(bill):
                return round(bill * $percent / 100, 2)
        """,
        mutants=((", 2)", ")"), ("* $percent / 100", "* $percent"), ("round(bill *", "round(bill + bill *")),
        cases=lambda r, _: [(r.randint(1000, 9999) / 100,) for _ in range(6)] + [(0,), (33.33,), (99.99,)],
    ),
)
