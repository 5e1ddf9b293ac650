"""Statements where they mean nothing, names of two scopes: the parser is content, the compiler is not. Pure."""

import re
from collections.abc import Iterator, Mapping

from agents.debug.syntax.repair import Edit, Repair, span_of
from agents.debug.syntax.spot import Spot
from agents.mistakes.findings import Kind

__all__ = ["KINDS", "scope_rule"]

OUTSIDE_FUNCTION = Kind(
    code="outside-function",
    type="SyntaxError",
    severity="error",
    message="`{word}` stands outside of a function.",
    cause="`{word}` ends or pauses a function and hands out a value. Here no function is running: the line is not "
    "indented below a `def`.",
    think="To which function should this line belong? Look at the column in which it begins.",
    fix="Indent the line so that it belongs to its function, or use print() if you only want to show the value.",
    example="def double(x):\n    y = 2 * x\nreturn y\n",
    fine="def double(x):\n    y = 2 * x\n    return y\n",
)
OUTSIDE_LOOP = Kind(
    code="outside-loop",
    type="SyntaxError",
    severity="error",
    message="`{word}` stands outside of a loop.",
    cause="`{word}` only has a meaning inside a `for` or `while` loop: it says how the loop goes on.",
    think="Which loop should this word control? Is the line indented below it?",
    fix="Indent the line into the loop, or remove it; a function is left with `return`.",
    example="x = 1\nif x > 0:\n    break\n",
    fine="x = 1\nwhile x > 0:\n    break\n",
)
AWAIT_OUTSIDE = Kind(
    code="await-outside-async",
    type="SyntaxError",
    severity="error",
    message="`{word}` only works inside a function that begins with `async def`.",
    cause="Waiting for other tasks is possible only in an asynchronous function.",
    think="Is the function around this line asynchronous?",
    fix="Write `async def` for the function around it.",
    example="def load():\n    await fetch()\n\nasync def fetch():\n    return 1\n",
    fine="async def load():\n    await fetch()\n\nasync def fetch():\n    return 1\n",
)
GLOBAL_TOO_LATE = Kind(
    code="global-after-use",
    type="SyntaxError",
    severity="error",
    message="`{name}` is used in this function before the line that declares it `{word}`.",
    cause="Inside one function a name belongs to one place only, and Python wants to know which before its first use.",
    think="Where does the function first mention the name?",
    fix="Move the `{word}` line to the beginning of the function.",
    example="total = 0\ndef add(n):\n    total = n\n    global total\n",
    fine="total = 0\ndef add(n):\n    global total\n    total = n\n",
)
GLOBAL_PARAMETER = Kind(
    code="parameter-and-global",
    type="SyntaxError",
    severity="error",
    message="`{name}` is both a parameter of this function and declared `{word}`.",
    cause="A parameter belongs to the function alone; a global name belongs to the whole program. It cannot be both.",
    think="Should the function get the value from its call, or from the program around it?",
    fix="Remove the `{word}` line, or rename the parameter.",
    example="total = 0\ndef add(total):\n    global total\n    total = 1\n",
    fine="total = 0\ndef add(n):\n    global total\n    total = n\n",
)
NONLOCAL_NOTHING = Kind(
    code="nonlocal-without-outer",
    type="SyntaxError",
    severity="error",
    message="`nonlocal` needs a function around this one that has the name.",
    cause="`nonlocal` means a name of the function around this function; a name of the whole program is `global`.",
    think="Where was the name first given a value: in a function around this one, or outside of all functions?",
    fix="Write `global` instead, or give the name a value in the function around.",
    example="count = 0\ndef up():\n    nonlocal count\n    count = 1\n",
    fine="count = 0\ndef up():\n    global count\n    count = 1\n",
)
FUTURE_LATE = Kind(
    code="future-import-late",
    type="SyntaxError",
    severity="error",
    message="`from __future__ import ...` must be the first statement of the program.",
    cause="It changes how the rest of the file is read.",
    think="What has Python read before it comes to this line?",
    fix="Move the line to the top, or remove it: today's Python hardly ever needs it.",
    example="x = 1\nfrom __future__ import annotations\n",
    fine="from __future__ import annotations\nx = 1\n",
)
STAR_IMPORT = Kind(
    code="star-import-in-function",
    type="SyntaxError",
    severity="error",
    message="`import *` is allowed only at the top of a program, not inside a function.",
    cause="Python must know all the names of a function before it runs; with `*` it cannot.",
    think="Which names of the module does the function need?",
    fix="Import the names that you need one by one, or move the line to the top.",
    example="def f():\n    from math import *\n    return sqrt(4)\n",
    fine="def f():\n    from math import sqrt\n    return sqrt(4)\n",
)
KINDS = (
    OUTSIDE_FUNCTION,
    OUTSIDE_LOOP,
    AWAIT_OUTSIDE,
    GLOBAL_TOO_LATE,
    GLOBAL_PARAMETER,
    NONLOCAL_NOTHING,
    FUTURE_LATE,
    STAR_IMPORT,
)

_MESSAGES: Mapping[re.Pattern[str], Kind] = {
    re.compile(r"'(?P<word>return|yield|yield from)' outside function"): OUTSIDE_FUNCTION,
    re.compile(r"'(?P<word>break|continue)' (?:outside|not properly in) loop"): OUTSIDE_LOOP,
    re.compile(r"'(?P<word>await|async for|async with)' outside (?:async )?function"): AWAIT_OUTSIDE,
    re.compile(r"name '(?P<name>\w+)' is (?:used prior to|assigned to before) (?P<word>global|nonlocal) "): (
        GLOBAL_TOO_LATE
    ),
    re.compile(r"name '(?P<name>\w+)' is parameter and (?P<word>global|nonlocal)"): GLOBAL_PARAMETER,
    re.compile(r"no binding for nonlocal|nonlocal declaration not allowed at module level"): NONLOCAL_NOTHING,
    re.compile(r"from __future__ imports must occur"): FUTURE_LATE,
    re.compile(r"import \* only allowed at module level"): STAR_IMPORT,
}


def scope_rule(spot: Spot) -> Iterator[Repair]:
    """Repairs of what only the whole compiler finds."""
    for pattern, kind in _MESSAGES.items():
        said = pattern.match(spot.fault.message)
        if said is not None:
            word = next((one for one in spot.row if said.groupdict().get("word", "").startswith(one.text)), None)
            edit = spot.without_line()
            if word is not None and word is not spot.row[0]:  # `if x: break`
                edit = Edit(word.start, spot.line.last.end, "pass")
            span = span_of(word or spot.row[0], spot.line.last)
            yield Repair.of(kind, span, [edit], sure=False, **said.groupdict())
            yield Repair.of(kind, span, [spot.without_line()], sure=False, **said.groupdict())
