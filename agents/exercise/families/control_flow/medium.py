"""Control flow, medium."""

from agents.exercise.drawing import sentence, words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="fizz-words",
        concept="range-function",
        difficulty="medium",
        offset=-0.4,
        minutes=10,
        draw=lambda r: {
            "a": r.choice([2, 3]),
            "b": r.choice([5, 7]),
            "x": r.choice(["Fizz", "Tick", "Ping"]),
            "y": r.choice(["Buzz", "Tock", "Pong"]),
        },
        statement="""
            Write a function `$function(last)` that returns a list for the numbers from 1 to `last`, both included:
            `"$x"` in place of a number divisible by $a, `"$y"` for one divisible by $b, `"$x$y"` for one divisible
            by both, and the number itself otherwise.
        """,
        hints=(
            "Which of the conditions has to be looked at first?",
            "`range(1, last + 1)` counts; append to a list in each round.",
            "Begin with `if number % $a == 0 and number % $b == 0`.",
        ),
        reference="""
            def fizz_words(last):
                found = []
                for number in range(1, last + 1):
                    if number % $a == 0 and number % $b == 0:
                        found.append("$x$y")
                    elif number % $a == 0:
                        found.append("$x")
                    elif number % $b == 0:
                        found.append("$y")
                    else:
                        found.append(number)
                return found
        """,
        mutants=(
            ("last + 1", "last"),
            ('found.append("$x$y")', 'found.append("$x")'),
            ("range(1", "range(0"),
            ("append(number)", "append(str(number))"),
        ),
        cases=lambda r, p: [
            (p["b"] + 1,),
            (p["a"] * p["b"],),
            (1,),
            (0,),
            (r.randint(15, 20),),
            (r.randint(21, 30),),
            (p["b"],),
        ],
    ),
    Family(
        name="steps-to-limit",
        concept="while-loops",
        difficulty="medium",
        offset=0.2,
        minutes=10,
        draw=lambda r: {"percent": r.choice([5, 8, 10, 20]), "extra": r.randint(1, 9)},
        statement="""
            Savings grow by $percent percent every year, and then $extra is paid in. Write a function
            `$function(amount, goal)` that returns how many full years it takes until the amount is at least `goal`;
            no year if it is there already.
        """,
        hints=(
            "Repeat one year until the goal is reached, and count.",
            "`while amount < goal` repeats; each round changes `amount` and the counter.",
            "In a round: `amount = amount * (1 + $percent / 100) + $extra`.",
        ),
        reference="""
            def steps_to_limit(amount, goal):
                years = 0
                while amount < goal:
                    amount = amount * (1 + $percent / 100) + $extra
                    years += 1
                return years
        """,
        alternatives=(
            """
            def steps_to_limit(amount, goal):
                if amount >= goal:
                    return 0
                return 1 + steps_to_limit(amount * (1 + $percent / 100) + $extra, goal)
            """,
        ),
        mutants=(
            (" + $extra", ""),
            ("amount < goal", "amount <= goal"),
            ("years = 0", "years = 1"),
            ("(1 + $percent / 100)", "(1 + $percent)"),
        ),
        cases=lambda r, _: [
            (r.randint(50, 100), r.randint(200, 300)),
            (100, 100),
            (r.randint(10, 40), 500),
            (3, 100),
            (120, 100),
            (100, 1000),
            (1, r.randint(2000, 4000)),
        ],
    ),
    Family(
        name="first-repeated",
        concept="break-and-continue",
        difficulty="medium",
        offset=0.3,
        minutes=10,
        draw=lambda r: {"default": r.choice(["nothing", "none", "-"])},
        statement="""
            Write a function `$function(words)` that goes through a list of words and returns the first one that
            came before already, or `"$default"` if all are different. Empty texts are left out of account.
        """,
        hints=(
            "While you go through the words, what do you have to remember?",
            "Keep a list or set of the words seen; `continue` passes over an empty text, `break` ends the search.",
            'Set `found = "$default"` first; when `word in seen`, store the word there and `break`.',
        ),
        reference="""
            def first_repeated(words):
                seen = []
                found = "$default"
                for word in words:
                    if word == "":
                        continue
                    if word in seen:
                        found = word
                        break
                    seen.append(word)
                return found
        """,
        mutants=(
            ("break", "pass"),
            ("continue", "pass"),
            ("seen.append(word)", "seen = [word]"),
            ("found = word", "found = seen[0]"),
        ),
        cases=lambda r, _: [
            ([*(w := words(r, 4)), w[2], w[0]],),
            (words(r, 3),),
            (["", (v := words(r, 2))[0], "", v[1], v[0]],),
            ([],),
            (["", ""],),
            (["a", "b", "b", "a"],),
            (["x", "y", "z", "y", "x", "x"],),
        ],
    ),
    Family(
        name="multiplication-grid",
        concept="nested-loops",
        difficulty="medium",
        offset=0.5,
        minutes=12,
        draw=lambda r: {"add": r.randint(1, 5)},
        statement="""
            Write a function `$function(rows, columns)` that returns a list of lists. Row and column numbers begin
            at 1; in row `i` and column `j` stands `i * j + $add`.
        """,
        hints=(
            "One loop makes the rows; what does it have to do for each row?",
            "The inner loop fills a new list, which the outer loop appends to the result.",
            "Make `line = []` inside the outer loop, and append `row * column + $add` in the inner one.",
        ),
        reference="""
            def multiplication_grid(rows, columns):
                grid = []
                for row in range(1, rows + 1):
                    line = []
                    for column in range(1, columns + 1):
                        line.append(row * column + $add)
                    grid.append(line)
                return grid
        """,
        alternatives=(
            """
            def multiplication_grid(rows, columns):
                return [[row * column + $add for column in range(1, columns + 1)] for row in range(1, rows + 1)]
            """,
        ),
        mutants=(
            ("rows + 1", "rows"),
            ("columns + 1", "columns"),
            ("row * column", "row + column"),
            ("range(1, rows", "range(0, rows"),
        ),
        cases=lambda r, _: [(2, 3), (3, 2), (1, 1), (0, 3), (r.randint(3, 5), 4), (2, 0), (4, r.randint(5, 7))],
    ),
    Family(
        name="command-result",
        concept="match-statements",
        difficulty="medium",
        offset=0.0,
        minutes=10,
        draw=lambda r: {"step": r.randint(2, 9)},
        statement="""
            A robot stands on a line. Write a function `$function(position, command)` that returns its new position:
            `"left"` moves it $step down, `"right"` moves it $step up, `"home"` moves it to 0, and any other command
            leaves it where it is. Use `match`, if you like.
        """,
        hints=(
            "Each command has an effect of its own.",
            "`match command:` with a `case` for each, and `case _:` for all others.",
            '`case "left":` returns `position - $step`.',
        ),
        reference="""
            def command_result(position, command):
                match command:
                    case "left":
                        return position - $step
                    case "right":
                        return position + $step
                    case "home":
                        return 0
                    case _:
                        return position
        """,
        alternatives=(
            """
            def command_result(position, command):
                if command == "home":
                    return 0
                return position + {"left": -$step, "right": $step}.get(command, 0)
            """,
        ),
        mutants=(
            ("position - $step", "position + $step"),
            ("return 0", "return position"),
            ("position + $step", "$step"),
            ("case _:\n                        return position", "case _:\n                        return 0"),
        ),
        cases=lambda r, _: [
            (r.randint(5, 30), "left"),
            (r.randint(5, 30), "right"),
            (r.randint(5, 30), "home"),
            (7, "jump"),
            (-4, "left"),
            (3, ""),
            (-9, "home"),
            (1, "Left"),
        ],
    ),
    Family(
        name="shorten-text",
        concept="truthiness",
        difficulty="medium",
        offset=-0.2,
        minutes=9,
        draw=lambda r: {"default": r.choice(["unknown", "nobody", "anonymous"]), "length": r.randint(6, 9)},
        statement="""
            Write a function `$function(name)` for a list of players. A name that is empty or `None` is shown as
            `"$default"`; others are cut to at most $length characters.
        """,
        hints=(
            "What do an empty text and `None` have in common in a condition?",
            "`if not name:` holds for both.",
            "A slice `[:$length]` never complains about a name that is shorter.",
        ),
        reference="""
            def shorten_text(name):
                if not name:
                    return "$default"
                return name[:$length]
        """,
        mutants=(
            ("not name", "name is None"),
            ("[:$length]", ""),
            ("not name", 'name == ""'),
            ("[:$length]", "[$length:]"),
        ),
        cases=lambda r, _: [(words(r, 1)[0],), (sentence(r, 3),), (None,), ("",), ("Maximilian",), ("Al",), ("0",)],
    ),
)
