"""Errors, hard."""

from agents.exercise.drawing import ITEMS, numbers
from agents.exercise.family import Family

__all__ = ["FAMILIES"]

FAMILIES = (
    Family(
        name="try-again",
        concept="try-except",
        difficulty="hard",
        offset=-0.2,
        minutes=16,
        draw=lambda r: {"times": r.randint(3, 5)},
        statement="""
            Write a function `$function(work)` that calls the function `work` until it succeeds, but at most $times
            times, and returns a tuple of its result and the number of calls. Only a `ConnectionError` is worth
            another call: any other exception goes to the caller at once, and so does the `ConnectionError` of the
            last call.
        """,
        hints=(
            "A loop over the attempts, with `try` inside.",
            "`raise` without anything hands the present exception on.",
            "In `except ConnectionError:` use `if attempt == $times: raise`; else the loop goes on.",
        ),
        reference="""
            def try_again(work):
                for attempt in range(1, $times + 1):
                    try:
                        return work(), attempt
                    except ConnectionError:
                        if attempt == $times:
                            raise
        """,
        mutants=(
            ("except ConnectionError", "except Exception"),
            ("$times + 1", "$times"),
            ("if attempt == $times:\n                            raise", "pass"),
            ("attempt == $times", "attempt == 1"),
        ),
        cases=lambda r, p: [
            f"try_again(lambda: {r.randint(1, 99)})",
            "calls = []\ndef work():\n    calls.append(1)\n    if len(calls) < 3:\n        raise ConnectionError\n    return 'done'\ntry_again(work)",
            "def work():\n    raise ValueError\ntry_again(work)",
            f"calls = []\ndef work():\n    calls.append(1)\n    if len(calls) < {p['times']}:\n        raise ConnectionError\n    return len(calls)\ntry_again(work)",
            "def work():\n    raise ConnectionError\ntry_again(work)",
            "calls = []\ndef work():\n    calls.append(1)\n    raise ConnectionError\ntry:\n    try_again(work)\nexcept ConnectionError:\n    pass\nlen(calls)",
            "calls = []\ndef work():\n    calls.append(1)\n    raise KeyError\ntry:\n    try_again(work)\nexcept KeyError:\n    pass\nlen(calls)",
            f"calls = []\ndef work():\n    calls.append(1)\n    if len(calls) == 1:\n        raise ConnectionError\n    return {r.randint(1, 9)}\ntry_again(work)",
        ],
    ),
    Family(
        name="check-order",
        concept="custom-exceptions",
        difficulty="hard",
        offset=0.2,
        minutes=18,
        draw=lambda r: {"most": r.randint(10, 30)},
        statement="""
            Write an exception `OrderError` and two that inherit from it, `UnknownItemError` and `QuantityError`.
            Then write a function `$function(stock, order)`; both are dictionaries from items to numbers. It raises
            `UnknownItemError` if the order has an item that the stock has not, and `QuantityError` if a number is
            below 1, above $most, or greater than the stock's; unknown items are looked for first in the whole
            order. If all is well it returns the stock that is left, as a new dictionary without items of which none
            is left.
        """,
        hints=(
            "Three classes, three loops: unknown items, numbers, what is left.",
            "Check the whole order before you take anything out of the stock.",
            "What is left of an item is `stock[item] - order.get(item, 0)`.",
        ),
        reference="""
            class OrderError(Exception):
                pass


            class UnknownItemError(OrderError):
                pass


            class QuantityError(OrderError):
                pass


            def check_order(stock, order):
                for item in order:
                    if item not in stock:
                        raise UnknownItemError(item)
                for item, count in order.items():
                    if not 1 <= count <= min($most, stock[item]):
                        raise QuantityError(item)
                left = {item: count - order.get(item, 0) for item, count in stock.items()}
                return {item: count for item, count in left.items() if count > 0}
        """,
        mutants=(
            ("min($most, stock[item])", "stock[item]"),
            ("1 <= count", "0 <= count"),
            ("if count > 0", "if True"),
            ("class QuantityError(OrderError)", "class QuantityError(Exception)"),
            ("raise UnknownItemError", "raise OrderError"),
        ),
        cases=lambda r, p: [
            (
                (stock := dict(zip(r.sample(ITEMS, 3), (5, 40, r.randint(2, 9)), strict=True))),
                {next(iter(stock)): r.randint(1, 4)},
            ),
            (stock, {next(iter(stock)): 5}),
            (stock, {next(iter(stock)): 99, "gold": 1}),
            (stock, {next(iter(stock)): 6}),
            (stock, {list(stock)[1]: p["most"] + 1}),
            (stock, {list(stock)[1]: p["most"]}),
            (stock, {list(stock)[1]: 0}),
            (stock, {}),
            ({}, {"tin": 1}),
            "[issubclass(one, OrderError) for one in (UnknownItemError, QuantityError)]",
        ],
    ),
    Family(
        name="parse-settings",
        concept="raising-exceptions",
        difficulty="hard",
        offset=0.5,
        minutes=20,
        draw=lambda r: {"mark": r.choice(["=", ":", "->"])},
        statement="""
            Write a function `$function(lines)` that makes a dictionary of lines such as `size $mark 12`: the name
            before `$mark` and the whole number behind it, both without blanks around them. Empty lines are passed
            over. Raise a `SyntaxError` if a line has no `$mark` or no name, a `ValueError` if what stands behind
            the first `$mark` is no whole number, and a `KeyError` if a name comes twice.
        """,
        hints=(
            "Work on one line at a time: empty? no `$mark`? no name? twice? no number?",
            '`name, sign, value = line.partition("$mark")` splits at the first one; `sign` is empty if there is none.',
            "`int(value)` raises the `ValueError` by itself, and minds no blanks.",
        ),
        reference="""
            def parse_settings(lines):
                found = {}
                for line in lines:
                    if not line.strip():
                        continue
                    name, sign, value = line.partition("$mark")
                    name = name.strip()
                    if not sign or not name:
                        raise SyntaxError("a line must have a name, $mark and a number")
                    if name in found:
                        raise KeyError(name)
                    found[name] = int(value)
                return found
        """,
        mutants=(
            (" or not name", ""),
            ("not line.strip()", "not line"),
            ("raise KeyError(name)", "pass"),
            ("name = name.strip()", "pass"),
            ("int(value)", "value"),
        ),
        cases=lambda r, p: [
            ([f"size {p['mark']} {r.randint(1, 99)}", f"speed{p['mark']}{r.randint(1, 9)}"],),
            ([f"a {p['mark']} 1", "b 2"],),
            ([f"a {p['mark']} 1", f" a{p['mark']} 2"],),
            ([f"a {p['mark']} one"],),
            (["", "   ", f"  x  {p['mark']}  -{r.randint(1, 9)}  "],),
            ([f" {p['mark']} 5"],),
            ([],),
            ([f"a {p['mark']} 1 {p['mark']} 2"],),
            ([f"{name} {p['mark']} {number}" for name, number in zip("abc", numbers(r, 3), strict=True)],),
        ],
    ),
)
