"""What Python's own functions and methods give, as far as it never depends on more than types. Pure data."""

from collections.abc import Mapping

from agents.mistakes.checks.types.lattice import UNKNOWN, Value

__all__ = ["CALLS", "METHODS", "METHOD_NAMES", "MODULE_CALLS", "element_of"]

_INPUT = "input() always gives a text, also when digits are typed"

CALLS: Mapping[str, Value] = {
    "input": Value("str", "str", _INPUT),
    "int": Value("int"),
    "float": Value("float", origin="float() gives a number with a point"),
    "str": Value("str", "str"),
    "len": Value("int"),
    "ord": Value("int"),
    "chr": Value("str", "str"),
    "bool": Value("bool"),
    "print": Value("NoneType", origin="print() shows something and gives None back"),
    "range": Value("range", "int"),
    "list": Value("list"),
    "dict": Value("dict"),
    "set": Value("set"),
    "tuple": Value("tuple"),
    "sorted": Value("list"),
    "hex": Value("str", "str"),
    "bin": Value("str", "str"),
    "isinstance": Value("bool"),
}
"""By name of the built-in function."""

_NONE = Value("NoneType", origin="the method changes the value itself and gives None back")
_TEXT = Value("str", "str")
_WORDS = Value("list", "str", "split() gives texts, also when they look like numbers")

METHODS: Mapping[tuple[str, str], Value] = {
    **{("list", name): _NONE for name in ("append", "extend", "insert", "remove", "sort", "reverse", "clear")},
    **{("set", name): _NONE for name in ("add", "discard", "remove", "update", "clear")},
    **{("dict", name): _NONE for name in ("update", "clear")},
    **{
        ("str", name): _TEXT
        for name in ("upper", "lower", "strip", "lstrip", "rstrip", "replace", "title", "capitalize", "join", "format")
    },
    **{("str", name): _WORDS for name in ("split", "splitlines")},
    **{("str", name): Value("int") for name in ("count", "find", "index")},
    **{("list", name): Value("int") for name in ("count", "index")},
    **{("str", name): Value("bool") for name in ("isdigit", "isalpha", "isupper", "islower", "startswith", "endswith")},
}
"""By type and method."""

MODULE_CALLS: Mapping[tuple[str, str], Value] = {
    **{
        ("random", name): Value("int", origin=f"random.{name}() gives a whole number")
        for name in ("randint", "randrange")
    },
    **{("random", name): Value("float") for name in ("random", "uniform")},
    **{("math", name): Value("float") for name in ("sqrt", "sin", "cos", "tan", "log", "log10", "log2", "exp")},
    **{("math", name): Value("int") for name in ("floor", "ceil", "gcd", "factorial", "trunc")},
}
"""By module and function."""

METHOD_NAMES: Mapping[str, frozenset[str]] = {
    kind.__name__: frozenset(dir(kind)) for kind in (str, int, float, bool, list, dict, set, tuple)
}
"""Every attribute of a type whose values have no others."""


def element_of(value: Value) -> Value:
    """What a loop over it, or an index into it, gives."""
    if value.type == "str":
        return Value("str", "str", value.origin)
    return Value(value.element, origin=value.origin) if value.element else UNKNOWN
