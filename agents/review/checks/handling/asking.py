"""Collections and texts that are asked for something else than is meant: other letters, other sets, the whole text."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import is_that_name
from agents.review.program import Program, call_name, method_of, names_in, same, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


_CASES: Final = words("lower upper casefold title capitalize")


@check(
    Rule(
        code="asked-in-other-letters",
        title="`{name}` is looked for as it is, among what was turned to other letters",
        weights={"correctness": 0.35},
        level="beginner",
        why="`in` compares letter by letter: `Ada` is not in a collection that holds `ada`.",
        do="Turn both sides in the same way.",
        example="def missing(pupils, handed_in):\n    arrived = {name.lower() for name in handed_in}\n"
        "    return [name for name in pupils if name not in arrived]\n",
        better="def missing(pupils, handed_in):\n    arrived = {name.lower() for name in handed_in}\n"
        "    return [name for name in pupils if name.lower() not in arrived]\n",
    )
)
def asked_in_other_letters(program: Program) -> Iterator[Place]:
    """See the rule: both come from parameters or from texts that are written down with capital letters."""
    turned: dict[tuple[ast.AST, str], tuple[str, ast.expr | None]] = {}
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=ast.Name() as asked, ops=[ast.In() | ast.NotIn()], comparators=[ast.Name() as owner]):
                pass
            case _:
                continue
        place = (program.scope(owner), owner.id)
        if place not in turned:
            turned[place] = _turned(program, owner)
        method, source = turned[place]
        origin = _origin(program, asked)
        if not method or origin is None or source is None or same(origin, source):
            continue
        if _is_given(program, source) and _is_given(program, origin) and not _turns(program, asked):
            yield Place(node.lineno, asked.id)


def _turned(program: Program, owner: ast.Name) -> tuple[str, ast.expr | None]:
    """The method by which all that a collection holds was turned, and where it came from."""
    match program.values(owner):
        case [
            ast.SetComp(elt=element, generators=[walk])
            | ast.ListComp(elt=element, generators=[walk])
            | ast.DictComp(key=element, generators=[walk])
        ]:
            pass
        case [ast.Call(func=ast.Name(id="set" | "list"), args=[ast.GeneratorExp(elt=element, generators=[walk])])]:
            pass
        case [ast.Call(func=ast.Name(id="set" | "list"), args=[ast.Call(func=ast.Name(id="map"), args=[way, source])])]:
            return (way.attr, source) if isinstance(way, ast.Attribute) and way.attr in _CASES else ("", None)
        case [ast.Set(elts=[]) | ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Call(func=ast.Name(id="set"), args=[])]:
            return _turned_in_loop(program, owner)
        case _:
            return "", None
    return (method_of(element), walk.iter) if method_of(element) in _CASES else ("", None)


def _turned_in_loop(program: Program, owner: ast.Name) -> tuple[str, ast.expr | None]:
    """The same for a collection that a loop fills."""
    methods: set[str] = set()
    source: ast.expr | None = None
    for one in program.places(program.scope(owner), owner.id):
        part = program.parents[one]
        match part, program.parents[part]:
            case ast.Attribute(attr="add" | "append"), ast.Call(args=[element]) as fill:
                loop = next((around for around in program.loops_around(fill) if isinstance(around, ast.For)), None)
                methods.add(method_of(element))
                source = loop.iter if loop is not None else None
            case ast.Attribute() | ast.Subscript(ctx=ast.Store()), _:
                return "", None
    method = methods.pop() if len(methods) == 1 else ""
    return (method, source) if method in _CASES else ("", None)


def _origin(program: Program, asked: ast.Name) -> ast.expr | None:
    """What a name goes through element by element, where it stands for nothing else."""
    walks = [
        around for _, around in program.up(asked) if isinstance(around, ast.For) and is_that_name(around.target, asked)
    ]
    inner = [
        walk
        for _, around in program.up(asked)
        for walk in getattr(around, "generators", [])
        if is_that_name(walk.target, asked)
    ]
    found = [one.iter for one in (*inner, *walks)]
    return found[0] if len(found) == 1 else None


def _is_given(program: Program, source: ast.expr) -> bool:
    """Whether it is a parameter as the caller gives it, or texts written down, some with a capital letter."""
    if isinstance(source, ast.Name):
        if source.id in program.parameters(program.scope(source)):
            return not program.values(source)
        source = program.written(source) or source
    if not isinstance(source, ast.List | ast.Tuple | ast.Set):
        return False
    return any(isinstance(one, ast.Constant) and one.value != str(one.value).lower() for one in source.elts)


def _turns(program: Program, asked: ast.Name) -> bool:
    """Whether the name gets another value, or the docstring says in which letters it comes."""
    stores = [program.parents[one] for one in program.places(program.scope(asked), asked.id)]
    spoken = re.search(r"lower ?case|upper ?case|small letters|lowered", program.purpose(asked))
    return bool(spoken) or any(isinstance(one, ast.Assign) and asked.id in names_in(one.targets[0]) for one in stores)


@check(
    Rule(
        code="looked-for-in-other-letters",
        title="`{name}` is never found: all that is written there has other letters",
        weights={"correctness": 0.35},
        level="beginner",
        why="`.lower()` leaves no capital letter and `.upper()` no small one, and `ada` is not `Ada`.",
        do="Write what is looked up in the letters that the text is turned to.",
        example="prices = {'Tea': 2, 'Milk': 1}\nanswer = input()\nif answer.lower() in prices:\n    print('there')\n",
        better="prices = {'tea': 2, 'milk': 1}\nanswer = input()\nif answer.lower() in prices:\n    print('there')\n",
    )
)
def looked_for_in_other_letters(program: Program) -> Iterator[Place]:
    """See the rule: `in`, `[...]` or `.get` with a dictionary or collection of texts that nothing adds to."""
    known: dict[tuple[ast.AST, str], list[str]] = {}
    for node in program.all(ast.Compare, ast.Subscript, ast.Call):
        match node:
            case ast.Compare(left=asked, ops=[ast.In() | ast.NotIn()], comparators=[ast.Name() as owner]):
                pass
            case ast.Compare(left=asked, ops=[ast.In() | ast.NotIn()], comparators=[ast.List() | ast.Set() as owner]):
                pass
            case ast.Subscript(value=ast.Name() as owner, slice=asked, ctx=ast.Load()):
                pass
            case ast.Call(func=ast.Attribute(value=ast.Name() as owner, attr="get"), args=[asked, *_]):
                pass
            case _:
                continue
        way = method_of(asked)
        if way not in ("lower", "upper", "casefold"):
            continue
        place = (program.scope(owner), ast.unparse(owner))
        if place not in known:
            known[place] = _texts(program, owner)
        texts = known[place]
        if texts and all(one != (one.upper() if way == "upper" else one.lower()) for one in texts):
            yield Place(node.lineno, ast.unparse(asked)[:40])


def _texts(program: Program, owner: ast.expr) -> list[str]:
    """The texts of a collection that is written down and never grows; none where there is something else."""
    if isinstance(owner, ast.Name):
        local = program.places(program.scope(owner), owner.id) if program.values(owner) else program.by_name[owner.id]
        uses = [program.parents[one] for one in local]
        if any(isinstance(one, ast.Attribute) and one.attr not in ("get", "keys", "items", "values") for one in uses):
            return []
        if any(isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store) for one in uses):
            return []
        owner = program.written(owner) or owner
    found = owner.keys if isinstance(owner, ast.Dict) else getattr(owner, "elts", [])
    texts = [one.value for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return texts if len(texts) == len(found) and not isinstance(owner, ast.Name) else []


_BOTH: Final = re.compile(
    r"(^|_)(shared|in_both|overlap|overlapping|intersection|mutual|in_common|common_(letters|elements|items|friends|"
    r"numbers|values|characters|chars|keys|interests|names|members))(_|$)|^common$"
)
_COUNTED: Final = re.compile(r"(^|_)(hits|matches|matching|common|overlap|shared)(_|$)")
"""What says that it is in both, where the elements are counted: by themselves such names may be those of all finds."""
_EITHER: Final = re.compile(r"(^|_)(union|combined|merged|either)(_|$)")


@check(
    Rule(
        code="sets-joined-the-other-way",
        title="`{name}` gives the elements of the wrong side",
        weights={"correctness": 0.35},
        level="beginner",
        why="`&` gives what is in both sets, `|` what is in one of them at least, `-` what is in the first alone.",
        do="Compare the sign with what the name promises.",
        example="def common_letters(first, second):\n    return sorted(set(first) | set(second))\n",
        better="def common_letters(first, second):\n    return sorted(set(first) & set(second))\n",
    )
)
def sets_joined_the_other_way(program: Program) -> Iterator[Place]:
    """See the rule: by the name of the function or the value, where the other sign is not there as well."""
    for node in program.all(ast.BinOp, ast.Call):
        match node:
            case ast.BinOp(left=one, op=ast.BitOr() | ast.Sub() | ast.BitAnd() as sign, right=other):
                both = isinstance(sign, ast.BitAnd)
            case ast.Call(
                func=ast.Attribute(value=one, attr="union" | "difference" | "intersection" as sign), args=[other]
            ):
                both = sign == "intersection"
            case _:
                continue
        if not (_is_set(program, one) and (_is_set(program, other) or isinstance(node, ast.Call))):
            continue
        called, counted = _called(program, node)
        in_both = _BOTH.search(called) or (counted and _COUNTED.search(called))
        promised, other_one = (_EITHER.search(called), in_both) if both else (in_both, _EITHER.search(called))
        if promised and not other_one:
            yield Place(node.lineno, ast.unparse(node)[:40])


def _is_set(program: Program, node: ast.expr) -> bool:
    return program.kind(node) == "set" or call_name(node) in ("set", "frozenset")


_KEEPING: Final = words("len list sorted set tuple")


def _called(program: Program, node: ast.expr) -> tuple[str, bool]:
    """The name that gets what an expression gives, or of the function that returns it; and whether it is counted."""
    around, counted = program.parents[node], False
    while call_name(around) in _KEEPING:
        counted = counted or call_name(around) == "len"
        around = program.parents[around]
    match around:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name.lower(), counted
        case ast.Return():
            function = program.function_of(node)
            return function.name.lower() if function is not None else "", counted
    return "", counted


_FLAG: Final = re.compile(r"(has|have|contains|contain|includes|any)_(?!.*(only|all|just))\w+")
_ASKED_WHOLE: Final = words("isupper islower isdigit isalpha isnumeric isdecimal isspace")
_LETTER: Final = re.compile(
    r"[a-z]|ch|chr|char|character|letter|digit|sign|symbol|token|first|last|\w*_(char|letter|digit)"
)


@check(
    Rule(
        code="whole-text-asked",
        title="`{name}` asks all of the text, not whether there is one such letter",
        weights={"correctness": 0.35},
        level="beginner",
        why="`.isdigit()`, `.isupper()` and their kin are true only when the whole text is so.",
        do="Ask letter by letter, and take the answer of `any`.",
        example="def strong(password):\n    has_digit = password.isdigit()\n"
        "    return has_digit and len(password) > 7\n",
        better="def strong(password):\n    has_digit = any(letter.isdigit() for letter in password)\n"
        "    return has_digit and len(password) > 7\n",
    )
)
def whole_text_asked(program: Program) -> Iterator[Place]:
    """See the rule: `has_digit = text.isdigit()`, a flag set under this condition, a function with such a name."""
    for node in program.all(ast.Call):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name() as owner, attr=method), args=[]) if (
                method in _ASKED_WHOLE
            ):
                pass
            case _:
                continue
        if _LETTER.fullmatch(owner.id.lower()) or None in program.values(owner) or _walked_letter(program, owner):
            continue
        if _FLAG.fullmatch(_flag(program, node).lower()):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _walked_letter(program: Program, owner: ast.Name) -> bool:
    """Whether a comprehension around goes through the letters under this name."""
    return any(
        owner.id in names_in(walk.target)
        for _, around in program.up(owner)
        for walk in getattr(around, "generators", [])
    )


def _flag(program: Program, node: ast.Call) -> str:
    """The name that gets the answer of a question, or of the function that returns it."""
    around = program.parents[node]
    match around:
        case ast.If(test=test, body=[ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=True))]):
            return name if test is node else ""
        case ast.If(test=test, body=[ast.Return(value=ast.Constant(value=True))]) if test is node:
            function = program.function_of(node)
            return function.name if function is not None else ""
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case ast.Return():
            function = program.function_of(node)
            return function.name if function is not None else ""
    return ""


_DEMANDS_BOTH: Final = re.compile(r"\b(at least (one|an?|1)|both|must (have|contain)|needs?)\b[^.;]*\band\b")
_LEAVES_OPEN: Final = re.compile(r"\b(or|either|one of)\b")


@check(
    Rule(
        code="one-of-two-is-enough",
        title="`{name}` is content with one of the two, and both are demanded",
        weights={"correctness": 0.35},
        level="beginner",
        why="`or` is true as soon as one side is; `not a and not b` is true only when both are missing.",
        do="Compare `and` and `or` with what the docstring demands.",
        example='def strong(password):\n    """At least one digit and one capital letter."""\n'
        "    has_digit = any(letter.isdigit() for letter in password)\n"
        "    has_capital = any(letter.isupper() for letter in password)\n    return has_digit or has_capital\n",
        better='def strong(password):\n    """At least one digit and one capital letter."""\n'
        "    has_digit = any(letter.isdigit() for letter in password)\n"
        "    has_capital = any(letter.isupper() for letter in password)\n    return has_digit and has_capital\n",
    )
)
def one_of_two_is_enough(program: Program) -> Iterator[Place]:
    """See the rule: flags that are joined by `or`, or missing by `and`, in a function whose docstring says both."""
    for node in program.all(ast.BoolOp):
        if isinstance(node.op, ast.Or):
            wrong = all(_is_flag(program, one) for one in node.values) and _yields_yes(program, node)
        else:
            missing = [
                one.operand for one in node.values if isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.Not)
            ]
            wrong = len(missing) == len(node.values) and all(_is_flag(program, one) for one in missing)
            wrong = wrong and _says_no(program.parents[node])
        said = program.purpose(node) if wrong else ""
        if _DEMANDS_BOTH.search(said) and not _LEAVES_OPEN.search(said):
            yield Place(node.lineno, ast.unparse(node)[:40])


def _is_flag(program: Program, node: ast.expr) -> bool:
    """Whether it says whether there is something: `any(...)`, or a name that is only given such an answer."""
    if call_name(node) == "any":
        return True
    if not isinstance(node, ast.Name):
        return False
    values = program.values(node)
    return bool(values) and all(
        (isinstance(one, ast.Constant) and type(one.value) is bool) or (one is not None and call_name(one) == "any")
        for one in values
    )


def _yields_yes(program: Program, node: ast.expr) -> bool:
    """Whether a function returns what is joined, alone or with `and`."""
    around = program.parents[node]
    if isinstance(around, ast.BoolOp) and isinstance(around.op, ast.And):
        around = program.parents[around]
    return isinstance(around, ast.Return)


def _says_no(node: ast.AST) -> bool:
    match node:
        case ast.If(body=[ast.Return(value=ast.Constant(value=False))]):
            return True
    return False


CHECKS: tuple[Check, ...] = (
    asked_in_other_letters,
    looked_for_in_other_letters,
    sets_joined_the_other_way,
    whole_text_asked,
    one_of_two_is_enough,
)
