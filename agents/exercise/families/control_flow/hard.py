"""Control flow, hard."""

from agents.exercise.drawing import numbers
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="longest-run",
        concept="accumulators",
        difficulty="hard",
        offset=-0.4,
        minutes=14,
        draw=lambda r: {"bound": r.randint(5, 15)},
        statement="""
            Write a function `$function(numbers)` that returns the length of the longest stretch of neighbouring
            numbers in a list that are all above $bound.
        """,
        hints=(
            "Two counters are needed: of the present stretch, and of the best one so far.",
            "A number that is not above $bound ends the present stretch.",
            "In each round set `run` to `run + 1` or to 0, then let `best` be the greater of `best` and `run`.",
        ),
        reference="""
            def longest_run(numbers):
                best = run = 0
                for number in numbers:
                    if number > $bound:
                        run += 1
                        best = max(best, run)
                    else:
                        run = 0
                return best
        """,
        mutants=(
            ("run = 0\n                return", "pass\n                return"),
            ("number > $bound", "number >= $bound"),
            ("return best", "return run"),
            ("best = max(best, run)", "best = run"),
        ),
        cases=lambda r, p: [
            ([p["bound"] + 1, p["bound"] + 4, 0, p["bound"] + 2, p["bound"], 30],),
            (numbers(r, 9, 0, 30),),
            ([],),
            ([40, 41, 1, 42, 43, 44, 2, 50],),
            ([1, 2, 3],),
            ([p["bound"], p["bound"]],),
            (numbers(r, 14, 5, 25),),
            ([30] * r.randint(5, 8) + [0, 30, 0],),
        ],
    ),
    Family(
        name="collatz-peak",
        concept="while-loops",
        difficulty="hard",
        offset=-0.1,
        minutes=14,
        draw=lambda r: {"stop": r.choice([1, 2, 4])},
        statement="""
            From a number above zero a chain is made: an even number is followed by its half, an odd one by three
            times itself plus one. The chain ends as soon as it reaches $stop. Write a function `$function(start)`
            that returns a tuple of the number of steps and the largest number of the chain, the start included.
        """,
        hints=(
            "Do one step at a time until the number is $stop.",
            "Three variables change in each round: the number, the steps, the largest.",
            "Loop `while number != $stop`; use `//` for halves, so that numbers stay whole.",
        ),
        reference="""
            def collatz_peak(start):
                number, steps, peak = start, 0, start
                while number != $stop:
                    if number % 2 == 0:
                        number //= 2
                    else:
                        number = 3 * number + 1
                    steps += 1
                    peak = max(peak, number)
                return steps, peak
        """,
        mutants=(
            ("number, steps, peak = start, 0, start", "number, steps, peak = start, 1, start"),
            ("return steps, peak", "return peak, steps"),
            ("peak = max(peak, number)", "peak = number"),
        ),
        cases=lambda r, p: [
            (r.choice([6, 7, 9]),),
            (r.choice([12, 20, 24]),),
            (p["stop"],),
            (27,),
            (64,),
            (r.randint(50, 99),),
            (97,),
            (10,),
        ],
    ),
    Family(
        name="prime-numbers",
        concept="nested-loops",
        difficulty="hard",
        offset=0.1,
        minutes=15,
        draw=lambda r: {"digit": r.choice([1, 3, 7, 9])},
        statement="""
            Write a function `$function(low, high)` that returns a list of the prime numbers from `low` to `high`,
            both included, whose last digit is $digit. A prime number is at least 2 and is divided by 1 and itself
            only.
        """,
        hints=(
            "For each number of the range: is there a divisor between 2 and the number?",
            "An inner loop looks for a divisor and stops at the first one; a variable remembers whether there was one.",
            "`for divisor in range(2, number)` with `else:` after a `break` says that there was none.",
        ),
        reference="""
            def prime_numbers(low, high):
                found = []
                for number in range(max(low, 2), high + 1):
                    for divisor in range(2, number):
                        if number % divisor == 0:
                            break
                    else:
                        if number % 10 == $digit:
                            found.append(number)
                return found
        """,
        alternatives=(
            """
            def prime_numbers(low, high):
                return [
                    number
                    for number in range(max(low, 2), high + 1)
                    if number % 10 == $digit and all(number % divisor for divisor in range(2, number))
                ]
            """,
        ),
        mutants=(
            ("max(low, 2)", "low"),
            ("high + 1", "high"),
            ("% 10 == $digit", "% 2 == 1"),
            ("break", "continue"),
        ),
        cases=lambda r, p: [
            (1, 30),
            (10, 60),
            (r.randint(2, 9), r.randint(70, 90)),
            (0, p["digit"] + 70 if p["digit"] in (1, 3, 9) else 97),
            (-5, 13),
            (90, 89),
            (-30, 40),
            (100, 150),
        ],
    ),
    Family(
        name="number-pattern",
        concept="nested-loops",
        difficulty="hard",
        offset=0.5,
        minutes=15,
        draw=lambda r: {"mark": r.choice(["*", "#", "o", "+"]), "gap": r.choice([".", " ", "-"])},
        statement="""
            Write a function `$function(size)` that returns the lines of a triangle as a list of texts. There are
            `size` lines; the first has one `$mark`, each further one two more. All lines are as long as the last
            one: they are filled up evenly at both sides with `$gap`.
        """,
        hints=(
            "How many marks has line number `i`, and how many gaps at each side?",
            "Counting lines from 0: `2 * i + 1` marks, and `size - i - 1` gaps at each side.",
            "A text times a number repeats it; a line is gaps + marks + gaps.",
        ),
        reference="""
            def number_pattern(size):
                lines = []
                for row in range(size):
                    line = ""
                    for column in range(2 * size - 1):
                        inside = abs(column - (size - 1)) <= row
                        line += "$mark" if inside else "$gap"
                    lines.append(line)
                return lines
        """,
        alternatives=(
            """
            def number_pattern(size):
                return ["$gap" * (size - i - 1) + "$mark" * (2 * i + 1) + "$gap" * (size - i - 1) for i in range(size)]
            """,
        ),
        mutants=(
            ("<= row", "< row"),
            ("2 * size - 1", "2 * size"),
            ('else "$gap"', 'else ""'),
            ("range(size)", "range(1, size)"),
        ),
        cases=lambda r, _: [(3,), (2,), (1,), (0,), (r.randint(4, 5),), (6,), (r.randint(7, 9),)],
    ),
)
