"""Data structures, hard."""

from agents.exercise.drawing import names, numbers
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="balanced-brackets",
        concept="stacks-and-queues",
        difficulty="hard",
        offset=0.2,
        minutes=15,
        draw=lambda r: {"open": (pair := r.choice(["[]", "<>", "{}"]))[0], "close": pair[1]},
        statement="""
            Write a function `$function(text)` that returns `True` if the brackets `()` and `$open$close` in a text
            are in order: each one that opens is closed by its own kind, and the one opened last is closed first.
            Other characters do not matter.
        """,
        hints=(
            "Which bracket must come next is decided by the one that was opened last.",
            "Push each opening bracket on a list; a closing one must fit what is popped.",
            "Three ways to fail: nothing to pop, the wrong kind popped, something left at the end.",
        ),
        reference="""
            def balanced_brackets(text):
                waiting = []
                partner = {")": "(", "$close": "$open"}
                for sign in text:
                    if sign in ("(", "$open"):
                        waiting.append(sign)
                    elif sign in partner:
                        if not waiting or waiting.pop() != partner[sign]:
                            return False
                return not waiting
        """,
        mutants=(
            ("return not waiting", "return True"),
            ("not waiting or waiting.pop() != partner[sign]", "not waiting or not waiting.pop()"),
            ("if not waiting or", "if waiting and"),
            ('("(", "$open")', '("(",)'),
        ),
        cases=lambda r, p: [
            (f"a({p['open']}b{p['close']})c",),
            (f"({p['open']}){p['close']}",),
            (")(",),
            ("",),
            ("((x)",),
            (p["open"] * r.randint(2, 5),),
            ("(" * (n := r.randint(2, 5)) + ")" * n + p["close"],),
            (f"{p['open']}(){p['close']}()",),
        ],
    ),
    Family(
        name="transpose-table",
        concept="nested-data",
        difficulty="hard",
        offset=-0.3,
        minutes=14,
        draw=lambda r: {"factor": r.randint(2, 9)},
        statement="""
            A table is a list of rows, and all rows are of equal length. Write a function `$function(table)` that
            returns the table with rows and columns exchanged and each number multiplied by $factor. A table without
            rows gives an empty list.
        """,
        hints=(
            "Row `i` of the result is made of what stands at place `i` in each row.",
            "The outer loop goes over column numbers, the inner one over rows.",
            "`[[row[i] * $factor for row in table] for i in ...]`; what does an empty table need?",
        ),
        reference="""
            def transpose_table(table):
                turned = []
                for column in range(len(table[0]) if table else 0):
                    turned.append([row[column] * $factor for row in table])
                return turned
        """,
        alternatives=(
            """
            def transpose_table(table):
                return [[number * $factor for number in column] for column in zip(*table)]
            """,
        ),
        mutants=(
            (" * $factor", ""),
            ("if table else 0", "if table else 1"),
            ("range(len(table[0])", "range(len(table)"),
            ("row[column]", "row[-column]"),
        ),
        cases=lambda r, _: [
            ([numbers(r, 3) for _ in range(2)],),
            ([[1, 2], [3, 4]],),
            ([],),
            ([[5]],),
            ([numbers(r, 2, 1, 9) for _ in range(4)],),
            ([[1, 2, 3]],),
            ([numbers(r, 5, 1, 9) for _ in range(3)],),
        ],
    ),
    Family(
        name="group-by-initial",
        concept="dict-comprehensions",
        difficulty="hard",
        offset=0.0,
        minutes=15,
        draw=lambda r: {"count": r.randint(1, 2)},
        statement="""
            Write a function `$function(words)` that returns a dictionary from initial letters, in small letters, to
            the sorted list of the different words that begin with it. Letters with fewer than $count such words are
            left out. No word is empty.
        """,
        hints=(
            "First find the letters that occur, then the words of each.",
            "A set takes care of words that come twice; a condition leaves groups out.",
            "With `groups` filled, the answer is `{letter: sorted(group) for letter, group in groups.items() if ...}`.",
        ),
        reference="""
            def group_by_initial(words):
                groups = {}
                for word in words:
                    groups.setdefault(word[0].lower(), set()).add(word)
                return {letter: sorted(group) for letter, group in groups.items() if len(group) >= $count}
        """,
        alternatives=(
            """
            def group_by_initial(words):
                letters = {word[0].lower() for word in words}
                groups = {letter: sorted({word for word in words if word[0].lower() == letter}) for letter in letters}
                return {letter: group for letter, group in groups.items() if len(group) >= $count}
            """,
        ),
        mutants=(
            ("sorted(group)", "list(group)[::-1]"),
            (".lower()", ""),
            (">= $count", "> $count"),
            ("word[0]", "word[-1]"),
        ),
        cases=lambda r, p: [
            (["tea", "Tom", "bread", "tea", "butter", "zoo"],),
            ([*names(r, 4), "apple", "Axel", "ant"],),
            ([],),
            (["x", "x", "x"],),
            (["Bee", "bus", "ace"] + ["axe"] * p["count"],),
            ([*names(r, 6), "mango", "milk", "Max"],),
            (["one", "two", "three", "Four", "five", "six", "Seven"],),
        ],
    ),
    Family(
        name="best-window",
        concept="indexing-and-slicing",
        difficulty="hard",
        offset=0.5,
        minutes=16,
        draw=lambda r: {"size": r.randint(2, 4)},
        statement="""
            Write a function `$function(numbers)` that finds the $size neighbouring numbers with the largest sum and
            returns them as a list; of several such stretches the first. A list of fewer than $size numbers gives an
            empty list.
        """,
        hints=(
            "Where can a stretch of $size numbers begin, and where not any more?",
            "`numbers[i:i + $size]` is one stretch; remember the best and compare sums.",
            "Begin with `best = numbers[:$size]`; a later stretch replaces it only if its sum is greater.",
        ),
        reference="""
            def best_window(numbers):
                if len(numbers) < $size:
                    return []
                best = numbers[:$size]
                for start in range(1, len(numbers) - $size + 1):
                    stretch = numbers[start : start + $size]
                    if sum(stretch) > sum(best):
                        best = stretch
                return best
        """,
        alternatives=(
            """
            def best_window(numbers):
                stretches = [numbers[i : i + $size] for i in range(len(numbers) - $size + 1)]
                return max(stretches, key=sum, default=[])
            """,
        ),
        mutants=(
            ("> sum(best)", ">= sum(best)"),
            ("- $size + 1", "- $size"),
            ("if len(numbers) < $size", "if not numbers"),
            ("> sum(best)", "< sum(best)"),
        ),
        cases=lambda r, p: [
            (numbers(r, 7),),
            ([1] * p["size"] + [0] + [1] * (p["size"] - 1) + [9] * p["size"],),
            ([4, 0, 0, 0, 0, 4, 0, 0, 0, 0, 4],),
            ([],),
            ([7] * (p["size"] - 1),),
            (numbers(r, 11, -30, -1),),
            (numbers(r, p["size"]),),
            ([2, 0] * 4 + [0, 2],),
            ([0] * 5 + [-1] * 3 + list(range(p["size"])),),
        ],
    ),
)
