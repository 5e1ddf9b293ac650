"""Numbers that are kept as the texts they were read as, and that the program compares or reckons with later."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.checks.handling import conversions
from agents.review.holders import Holder, Holders
from agents.review.nodes import last_name
from agents.review.program import Program, call_name, method_of, words
from agents.review.rules import Place, Rule
from agents.review.texts import Texts, is_of_numbers

__all__ = ["CHECKS"]

_Slot = tuple[Holder | None, str | int]
"""What keeps something: a key or attribute of that name wherever it is, a place of what a list holds, or all values."""

_VALUES: Final = "values"
_TURNS: Final = words("int float Decimal Fraction len")
_ORDERS: Final = words("sorted max min sort nlargest nsmallest")
_TAKEN: Final = dict.fromkeys(_ORDERS, "orders") | {"sum": "reckons"}
_MANY: Final = 200
"""Places of a name that are looked at."""


@check(
    Rule(
        code="number-kept-as-text",
        title="`{name}` is kept as text, and used as a number later",
        weights={"correctness": 0.4},
        level="beginner",
        why="What is split or typed in is text until it is turned. As text 103 comes before 9, and texts cannot be "
        "added up.",
        do="Turn it into a number before it is kept.",
        example="def read(lines):\n    goods = []\n    for line in lines:\n        name, amount = line.split(';')\n"
        "        goods.append({'name': name, 'amount': amount})\n    return goods\n\n\ndef most(lines):\n"
        "    return max(read(lines), key=lambda one: one['amount'])\n",
        better="def read(lines):\n    goods = []\n    for line in lines:\n        name, amount = line.split(';')\n"
        "        goods.append({'name': name, 'amount': int(amount)})\n    return goods\n\n\ndef most(lines):\n"
        "    return max(read(lines), key=lambda one: one['amount'])\n",
    )
)
def number_kept_as_text(program: Program) -> Iterator[Place]:
    """See the rule: in a tuple, a dictionary, a list or an object, by which the program orders, compares or adds."""
    holders = Holders(program)
    kept = {slot: given[0] for slot, given in _kept(program, holders).items() if all(given)}
    found = [one for one in kept.values() if one is not None]
    if not found or any(True for one in conversions.CHECKS for _ in one.find(program)):  # it is told already
        return
    used: dict[_Slot, set[str]] = defaultdict(set)
    for slot, node in _reads(program, holders):
        if slot in kept:
            used[slot].add(_use(program, node))
    for slot, given in kept.items():
        uses = used[slot]
        if given is None or "turns" in uses:
            continue
        name, line, counted = given
        orders = "orders" in uses and "year" not in name  # of four digits each
        if "adds" in uses or (counted and (orders or "reckons" in uses)):
            yield Place(line, name or "what is split off")


# -- what is kept ------------------------------------------------------------------------------------------------------
def _kept(program: Program, holders: Holders) -> dict[_Slot, list[tuple[str, int, bool] | None]]:
    """Where something is kept -> for all that is: of a text its name, its line, whether it is one of a number."""
    texts = Texts(program)
    kept: dict[_Slot, list[tuple[str, int, bool] | None]] = defaultdict(list)
    for slot, label, value in [*_fields(program), *_elements(program, holders)]:
        name = label if is_of_numbers(label) else _name_of(value)
        text = texts.kind(value) == "text"
        kept[slot].append((name, value.lineno, is_of_numbers(name)) if text else None)
    return kept


def _name_of(node: ast.expr) -> str:
    """The name of a value, also under `strip` and the like."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    return node.id if isinstance(node, ast.Name) else ""


def _fields(program: Program) -> Iterator[tuple[_Slot, str, ast.expr]]:
    """What is kept under a key or as an attribute."""
    for one in program.all(ast.Dict):
        for key, value in zip(one.keys, one.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield (None, key.value), key.value, value
    for given in program.all(ast.Assign):
        match given.targets[0]:
            case ast.Subscript(slice=ast.Constant(value=str(name))):
                yield (None, name), name, given.value
            case ast.Attribute(attr=name) if name not in program.function_names and not _is_handed(program, given):
                yield (None, name), name, given.value
    yield from _arguments(program)


def _arguments(program: Program) -> Iterator[tuple[_Slot, str, ast.expr]]:
    """What `dict`, a class of the program or a named tuple is given."""
    made = _classes(program)
    for call in program.all(ast.Call):
        names = made.get(call_name(call), {})
        for parameter, value in zip(names, call.args, strict=False):
            yield (None, names[parameter]), parameter, value
        for keyword in call.keywords:
            if keyword.arg is not None and (call_name(call) == "dict" or keyword.arg in names):
                yield (None, names.get(keyword.arg, keyword.arg)), keyword.arg, keyword.value


def _is_handed(program: Program, given: ast.Assign) -> bool:
    """Whether an attribute is given a parameter: what that is, the calls say."""
    return isinstance(given.value, ast.Name) and given.value.id in program.parameters(program.scope(given))


def _classes(program: Program) -> dict[str, dict[str, str]]:
    """Classes and named tuples -> what they are given, in order -> the attribute that keeps it as it is."""
    found: dict[str, dict[str, str]] = {}
    for owner in program.all(ast.ClassDef):
        init = next((one for one in owner.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)
        if init is None and owner.bases and last_name(owner.bases[0]) != "NamedTuple":
            continue  # such as a model that turns texts
        if init is None:
            fields = [one.target for one in owner.body if isinstance(one, ast.AnnAssign)]
            found[owner.name] = {one.id: one.id for one in fields if isinstance(one, ast.Name)}
            continue
        kept = {one: "" for one in program.parameters(init) if one != "self"}
        for step in init.body:
            match step:
                case ast.Assign(targets=[ast.Attribute(attr=name)], value=ast.Name(id=given)) if given in kept:
                    kept[given] = name
        found[owner.name] = kept
    for given_name in program.all(ast.Assign):
        match given_name:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(args=[_, fields_of]) as call):
                if call_name(call) == "namedtuple":
                    found[name] = {one: one for one in _field_names(fields_of)}
    return found


def _field_names(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace(",", " ").split()
    parts = node.elts if isinstance(node, ast.List | ast.Tuple) else []
    return [str(one.value) for one in parts if isinstance(one, ast.Constant)]


def _elements(program: Program, holders: Holders) -> Iterator[tuple[_Slot, str, ast.expr]]:
    """What is kept in the tuples of a list, or under keys that are worked out."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(
                func=ast.Attribute(value=owner, attr="append" | "add"), args=[ast.Tuple() | ast.List() as row]
            ):
                yield from _row(holders.of(owner), row)
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Subscript(value=owner, slice=key)], value=value):
                holder = holders.of(owner)
                if holder is not None and not isinstance(key, ast.Constant):
                    yield (holder, _VALUES), holder[1], value
            case ast.Assign(targets=[ast.Name() as owner], value=ast.ListComp(elt=ast.Tuple() | ast.List() as row)):
                yield from _row(holders.of(owner), row)


def _row(holder: Holder | None, row: ast.Tuple | ast.List) -> Iterator[tuple[_Slot, str, ast.expr]]:
    if holder is not None:
        yield from (((holder, at), "", one) for at, one in enumerate(row.elts))


# -- how it is used ----------------------------------------------------------------------------------------------------
def _reads(program: Program, holders: Holders) -> Iterator[tuple[_Slot, ast.AST]]:
    """Where something is kept, and an expression that takes it from there."""
    for node in program.all(ast.Subscript):
        if isinstance(node.ctx, ast.Load):
            match node.slice:
                case ast.Constant(value=str(name)):
                    yield (None, name), node
                case _ if (holder := holders.of(node.value)) is not None:
                    yield (holder, _VALUES), node
    for attribute in program.all(ast.Attribute):
        if isinstance(attribute.ctx, ast.Load):
            yield (None, attribute.attr), attribute
    for call in program.all(ast.Call):
        yield from _orders(holders, call)
    seen = set()
    for walk in program.walks:
        owner, part = _owner(walk.iter)
        holder = holders.of(owner)
        walked = (program.scope(walk.target), ast.unparse(walk.target), holder, part)
        if holder is not None and walked not in seen:
            seen.add(walked)
            yield from _walked(program, holder, part, walk.target)


def _orders(holders: Holders, call: ast.Call) -> Iterator[tuple[_Slot, ast.AST]]:
    """What a call puts in order or adds up."""
    name = method_of(call) or call_name(call)
    if name == "get" and call.args and isinstance(call.args[0], ast.Constant):
        yield (None, str(call.args[0].value)), call
    if name not in _TAKEN:
        return
    key = next((one.value for one in call.keywords if one.arg == "key"), None)
    source = (
        call.func.value if name == "sort" and isinstance(call.func, ast.Attribute) else (call.args or [call.func])[0]
    )
    owner, part = _owner(source)
    holder = holders.of(owner)
    match key:
        case ast.Call(args=[ast.Constant(value=at)]) if call_name(key) in ("itemgetter", "attrgetter"):
            yield (None, at) if isinstance(at, str) else (holder, _place(at, part)), call
        case ast.Lambda(args=ast.arguments(args=[ast.arg(arg=one)]), body=body):
            for node in ast.walk(body):
                match node:
                    case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int(at))) if name == one:
                        yield (holder, _place(at, part)), node
        case ast.Attribute(attr="get"):
            yield (holder, _VALUES), call
        case None:
            yield (holder, _VALUES if part == _VALUES else 0), call


def _place(at: object, part: str) -> str | int:
    """What the number of a part stands for: of the items of a dictionary the second is the value."""
    return _VALUES if part == "items" and at == 1 else at if isinstance(at, int) else ""


def _owner(node: ast.expr) -> tuple[ast.expr, str]:
    """What holds the elements of an expression, and the method that hands them out."""
    part = ""
    while True:
        match node:
            case ast.Subscript(value=inner, slice=ast.Slice()):
                node = inner
            case ast.Call(func=ast.Name(id="sorted" | "reversed" | "list"), args=[inner]):
                node = inner
            case ast.Call(func=ast.Attribute(value=inner, attr="items" | "values" as part)):
                node = inner
            case _:
                return node, part


def _walked(program: Program, holder: Holder, part: str, target: ast.expr) -> Iterator[tuple[_Slot, ast.AST]]:
    """What a walk takes apart, by its names."""
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    for at, one in enumerate(names):
        places = program.places(program.scope(one), one.id)[:_MANY] if isinstance(one, ast.Name) else []
        for read in places:
            around = program.parents[read]
            if isinstance(target, ast.Tuple):
                yield (holder, _place(at, part)), read
            elif part == _VALUES:
                yield (holder, _VALUES), read
            elif isinstance(around, ast.Subscript) and isinstance(around.slice, ast.Constant) and around.value is read:
                yield (holder, _place(around.slice.value, part)), around


def _use(program: Program, node: ast.AST) -> str:
    """What is done with something that was kept: `turns`, `orders`, `adds` to a number, `reckons`, or none of it."""
    around = program.parents[node]
    use = ""
    match around:
        case ast.Call() | ast.Attribute() if _is_turned(program, node):
            use = "turns"
        case ast.Compare(left=left, ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()], comparators=[right]):
            texts = any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in (left, right))
            use = "" if texts else "orders"
        case ast.Compare(ops=[ast.Eq() | ast.NotEq()], comparators=[ast.Constant(value=int() | float())]):
            use = "reckons"
        case ast.BinOp(op=ast.Sub() | ast.Div() | ast.Mult() | ast.FloorDiv()):
            use = "reckons"
        case ast.AugAssign(target=target, op=ast.Add() | ast.Sub()):
            use = "adds" if program.kind(target) == "number" else "reckons" if is_of_numbers(last_name(target)) else ""
        case ast.GeneratorExp(elt=elt) | ast.ListComp(elt=elt) if elt is node:
            use = _TAKEN.get(call_name(program.parents[around]), "")
        case _ if isinstance(node, ast.Call) and (method_of(node) or call_name(node)) in _TAKEN:
            use = _TAKEN[method_of(node) or call_name(node)]
        case _ if _in_key(program, node):
            use = "orders"
    return use


def _is_turned(program: Program, node: ast.AST) -> bool:
    """Whether it becomes a number, also behind `strip` and the like, or is handed to what may do that."""
    for _, parent in program.up(node):
        if isinstance(parent, ast.Call) and call_name(parent) in _TURNS | program.function_names:
            return True
        if not isinstance(parent, ast.Call | ast.Attribute):
            break
    return False


def _in_key(program: Program, node: ast.AST) -> bool:
    """Whether it is what a key gives, alone or as a part of a tuple."""
    for one, parent in program.up(node):
        if isinstance(parent, ast.Lambda):
            return isinstance(program.parents[parent], ast.keyword) and parent.body is one
        if not isinstance(parent, ast.Tuple | ast.UnaryOp):
            return False
    return False


CHECKS: tuple[Check, ...] = (number_kept_as_text,)
