"""Errors, medium."""

from agents.exercise.drawing import numbers, words
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="sum-valid",
        concept="try-except",
        difficulty="medium",
        offset=-0.3,
        minutes=11,
        draw=lambda r: {"weight": r.randint(2, 5)},
        statement="""
            Write a function `$function(texts)` that takes a list of texts and returns a tuple: the sum of all that
            are whole numbers, and $weight points for each that is not.
        """,
        hints=(
            "One bad text must not end the work on the others.",
            "`try` and `except` stand inside the loop, so that the loop goes on.",
            "In `try`: add `int(text)`; in `except ValueError`: count.",
        ),
        reference="""
            def sum_valid(texts):
                total = bad = 0
                for text in texts:
                    try:
                        total += int(text)
                    except ValueError:
                        bad += 1
                return total, bad * $weight
        """,
        mutants=(
            ("bad * $weight", "bad"),
            ("bad += 1", "break"),
            ("total += int(text)", "total = int(text)"),
            ("total, bad * $weight", "bad * $weight, total"),
        ),
        cases=lambda r, _: [
            ([*map(str, numbers(r, 3, 1, 50)), words(r, 1)[0]],),
            ([words(r, 1)[0], str(r.randint(5, 9)), "2.5", str(r.randint(10, 20))],),
            ([],),
            (["x", "y"],),
            (["-7", " 8 ", "", "nine", "10"],),
            ([*words(r, 2), *map(str, numbers(r, 5, 1, 90)), "7a"],),
            (["1", "one", "11"],),
        ],
    ),
    Family(
        name="pay-from",
        concept="raising-exceptions",
        difficulty="medium",
        offset=0.1,
        minutes=12,
        draw=lambda r: {"limit": r.randint(50, 200)},
        statement="""
            Write a function `$function(balance, amount)` that returns the balance after an amount was paid. It
            raises a `TypeError` if the amount is not an `int` (a `bool` is none here), a `ValueError` if it is 0,
            below 0 or above $limit, and a `RuntimeError` if the balance is too small. They are looked at in this
            order.
        """,
        hints=(
            "Three conditions, each with its own exception, before the result is returned.",
            "`isinstance(True, int)` is `True`; `type(amount) is not int` is strict.",
            "The second condition is `if not 0 < amount <= $limit`.",
        ),
        reference="""
            def pay_from(balance, amount):
                if type(amount) is not int:
                    raise TypeError("the amount must be a whole number")
                if not 0 < amount <= $limit:
                    raise ValueError("the amount must be from 1 to $limit")
                if amount > balance:
                    raise RuntimeError("the balance is too small")
                return balance - amount
        """,
        mutants=(
            ("type(amount) is not int", "not isinstance(amount, int)"),
            ("0 < amount", "0 <= amount"),
            ("amount > balance", "amount >= balance"),
            ("RuntimeError", "ValueError"),
            ("<= $limit", "< $limit"),
        ),
        cases=lambda r, p: [
            (300, r.randint(1, 40)),
            (r.randint(5, 20), r.randint(21, 45)),
            (100, "5"),
            (500, p["limit"]),
            (500, p["limit"] + 1),
            (100, 0),
            (100, -5),
            (100, True),
            (30, 30),
            (10, 2.5),
            (1, p["limit"] + 5),
        ],
    ),
    Family(
        name="own-error",
        concept="custom-exceptions",
        difficulty="medium",
        offset=0.4,
        minutes=13,
        draw=lambda r: {"least": r.randint(6, 10)},
        statement="""
            Write an exception class `WeakPasswordError` that inherits from `ValueError`. Then write a function
            `$function(password)` that raises it if a password has fewer than $least characters, no digit, or no
            letter, and returns the number of characters otherwise.
        """,
        hints=(
            "An exception of your own is a class with another exception above it; it may have no content but `pass`.",
            "Three conditions lead to the same exception.",
            "`any(sign.isdigit() for sign in password)` is true if there is a digit.",
        ),
        reference="""
            class WeakPasswordError(ValueError):
                pass


            def own_error(password):
                digit = any(sign.isdigit() for sign in password)
                letter = any(sign.isalpha() for sign in password)
                if len(password) < $least or not digit or not letter:
                    raise WeakPasswordError("at least $least characters, a digit and a letter")
                return len(password)
        """,
        mutants=(
            ("< $least", "<= $least"),
            (" or not digit", ""),
            (" or not letter", ""),
            ("(ValueError):", "(Exception):"),
            ("raise WeakPasswordError", "raise ValueError"),
        ),
        cases=lambda r, p: [
            (f"{words(r, 1)[0]}{r.randint(10000, 99999)}x",),
            ("a1",),
            ("abcdefghijkl",),
            (f"{'p' * (p['least'] - 1)}7",),
            (f"{'p' * (p['least'] - 2)}7",),
            ("123456789012",),
            "issubclass(WeakPasswordError, ValueError)",
            ("------------",),
        ],
    ),
    Family(
        name="close-always",
        concept="try-except",
        difficulty="medium",
        offset=0.6,
        minutes=13,
        draw=lambda r: {"start": r.choice(["open", "begin", "start"]), "end": r.choice(["close", "end", "stop"])},
        statement="""
            Write a function `$function(work, log)`. It appends `"$start"` to the list `log`, calls the function
            `work`, appends `"$end"` to the list, and returns what `work` returned. `"$end"` is appended also if
            `work` raises an exception, which goes on to the caller.
        """,
        hints=(
            "Something has to be done whether or not an exception comes.",
            "`finally` belongs to `try` and is carried out in any case.",
            "No `except` is needed: `try: return work()` and then `finally:`.",
        ),
        reference="""
            def close_always(work, log):
                log.append("$start")
                try:
                    return work()
                finally:
                    log.append("$end")
        """,
        mutants=(
            ('finally:\n                    log.append("$end")', 'finally:\n                    log.append("$start")'),
            ("finally:", "except ZeroDivisionError:"),
            ("return work()", "work()"),
            ('log.append("$start")\n                try', "try"),
        ),
        cases=lambda r, _: [
            f"log = []\nresult = close_always(lambda: {r.randint(1, 99)}, log)\n(result, log)",
            "log = []\nresult = close_always(lambda: log.append('work'), log)\n(result, log)",
            "close_always(lambda: 1 / 0, [])",
            "log = []\ntry:\n    close_always(lambda: [][1], log)\nexcept IndexError:\n    log.append('caught')\nlog",
            "log = ['old']\nresult = close_always(lambda: 'done', log)\n(result, log)",
            f"log = []\nresults = [close_always(lambda: i, log) for i in range({r.randint(2, 4)})]\n(results, log)",
        ],
    ),
)
