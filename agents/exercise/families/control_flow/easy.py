"""Control flow, easy."""

from agents.exercise.drawing import numbers
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="ticket-price",
        concept="if-statements",
        difficulty="easy",
        offset=-0.6,
        minutes=6,
        draw=lambda r: {
            "child": r.randint(6, 12),
            "senior": r.randint(60, 67),
            "low": r.randint(3, 6),
            "full": r.randint(9, 14),
        },
        statement="""
            A ticket costs $full. Children younger than $child pay nothing, and people of $senior or older pay $low.
            Write a function `$function(age)` that returns the price.
        """,
        hints=(
            "There are three groups; each age belongs to exactly one.",
            "Use `if`, `elif` and `else`; look closely at who is just $child or just $senior.",
            "The first condition is `age < $child`, the second one `age >= $senior`.",
        ),
        reference="""
            def ticket_price(age):
                if age < $child:
                    return 0
                elif age >= $senior:
                    return $low
                else:
                    return $full
        """,
        alternatives=(
            """
            def ticket_price(age):
                return 0 if age < $child else $low if age >= $senior else $full
            """,
        ),
        mutants=(("age < $child", "age <= $child"), ("age >= $senior", "age > $senior"), ("return $low", "return 0")),
        cases=lambda r, p: [
            (r.randint(20, 55),),
            (r.randint(1, 5),),
            (r.randint(70, 90),),
            (p["child"],),
            (p["senior"],),
            (p["child"] - 1,),
            (p["senior"] - 1,),
        ],
    ),
    Family(
        name="sum-of-multiples",
        concept="for-loops",
        difficulty="easy",
        offset=0.3,
        minutes=8,
        draw=lambda r: {"k": r.randint(2, 7)},
        statement="""
            Write a function `$function(numbers)` that returns the sum of all numbers of a list that can be divided
            by $k.
        """,
        hints=(
            "Go through the numbers one by one and keep a total.",
            "`%` tells what is left over in a division.",
            "Inside the loop, add `number` to the total only if `number % $k == 0`.",
        ),
        reference="""
            def sum_of_multiples(numbers):
                total = 0
                for number in numbers:
                    if number % $k == 0:
                        total += number
                return total
        """,
        alternatives=(
            """
            def sum_of_multiples(numbers):
                return sum(number for number in numbers if number % $k == 0)
            """,
            """
            def sum_of_multiples(numbers):
                if not numbers:
                    return 0
                first = numbers[0] if numbers[0] % $k == 0 else 0
                return first + sum_of_multiples(numbers[1:])
            """,
        ),
        mutants=(("== 0", "!= 0"), ("total += number", "total += 1"), ("total += number", "total = number")),
        cases=lambda r, p: [
            *[([*numbers(r, n), p["k"] * r.randint(2, 9), p["k"] * 11],) for n in (3, 5, 6, 8)],
            ([],),
            ([p["k"], 2 * p["k"]],),
            ([p["k"] + 1, 4 * p["k"]],),
        ],
    ),
    Family(
        name="count-down-to-go",
        concept="while-loops",
        difficulty="easy",
        offset=0.5,
        minutes=8,
        draw=lambda r: {"step": r.randint(2, 4), "word": r.choice(["start", "go", "lift-off"])},
        statement="""
            Write a function `$function(number)` that returns a list: the number, then $step less, and so on as long
            as the numbers are above zero, and at the end the text `"$word"`.
        """,
        hints=(
            "You do not know beforehand how many numbers there will be: which loop is for that?",
            "Append the number to a list while it is above zero, then make it smaller.",
            "The loop begins with `while number > 0:`; the word is appended after it.",
        ),
        reference="""
            def count_down_to_go(number):
                found = []
                while number > 0:
                    found.append(number)
                    number -= $step
                found.append("$word")
                return found
        """,
        alternatives=(
            """
            def count_down_to_go(number):
                if number <= 0:
                    return ["$word"]
                return [number] + count_down_to_go(number - $step)
            """,
            """
            def count_down_to_go(number):
                return list(range(number, 0, -$step)) + ["$word"]
            """,
        ),
        mutants=(
            ("number > 0", "number > 1"),
            ("-= $step", "-= 1"),
            ('found.append("$word")', "pass"),
            ("number > 0", "number >= 0"),
        ),
        cases=lambda r, p: [
            (r.randint(5, 9),),
            (p["step"] * 3,),
            (1,),
            (0,),
            (-3,),
            (p["step"] * 2 + 1,),
            (r.randint(10, 20),),
        ],
    ),
    Family(
        name="may-enter",
        concept="logical-operators",
        difficulty="easy",
        offset=0.0,
        minutes=7,
        draw=lambda r: {"age": r.randint(12, 18), "height": r.randint(120, 150)},
        statement="""
            A ride may be entered from the age of $age, or by anybody who is taller than $height cm and has company.
            Write a function `$function(age, height, company)` that returns `True` or `False`; `company` is a
            boolean.
        """,
        hints=(
            "Put the rule into words with *and* and *or* first.",
            "`and` binds more strongly than `or`; brackets make it plain.",
            "One side of `or` is `age >= $age`, the other one has an `and`.",
        ),
        reference="""
            def may_enter(age, height, company):
                return age >= $age or (height > $height and company)
        """,
        mutants=(
            (" and company", ""),
            ("age >= $age or ", ""),
            ("height > $height and", "height > $height or"),
            ("age >= $age", "age > $age"),
        ),
        cases=lambda r, p: [
            (p["age"] + r.randint(1, 9), 170, False),
            (p["age"] - 3, p["height"] + r.randint(1, 20), True),
            (p["age"] - 2, p["height"] + 5, False),
            (p["age"], 100, False),
            (p["age"] - 1, p["height"], True),
            (p["age"] - 1, p["height"] - 10, True),
            (p["age"] - 4, 90, False),
        ],
    ),
    Family(
        name="day-or-night",
        concept="conditional-expressions",
        difficulty="easy",
        offset=-0.2,
        minutes=6,
        draw=lambda r: {
            "from_hour": r.randint(5, 8),
            "to_hour": r.randint(18, 22),
            "day": r.choice(["day", "light", "open"]),
            "night": r.choice(["night", "dark", "closed"]),
        },
        statement="""
            Write a function `$function(hour)` that returns `"$day"` from $from_hour o'clock on and before $to_hour o'clock, and
            `"$night"` otherwise. Hours are whole numbers from 0 to 23.
        """,
        hints=(
            "One of two values is returned, by one condition.",
            "`a if condition else b` is an expression that does it in one line.",
            "The condition is `$from_hour <= hour < $to_hour`.",
        ),
        reference="""
            def day_or_night(hour):
                return "$day" if $from_hour <= hour < $to_hour else "$night"
        """,
        alternatives=(
            """
            def day_or_night(hour):
                if hour < $from_hour or hour >= $to_hour:
                    return "$night"
                return "$day"
            """,
        ),
        mutants=(
            ("$from_hour <= hour", "$from_hour < hour"),
            ("hour < $to_hour", "hour <= $to_hour"),
            ('"$day" if', '"$night" if'),
        ),
        cases=lambda r, p: [
            (r.randint(9, 17),),
            (r.randint(0, 4),),
            (p["to_hour"],),
            (p["from_hour"],),
            (p["from_hour"] - 1,),
            (p["to_hour"] - 1,),
            (23,),
        ],
    ),
)
