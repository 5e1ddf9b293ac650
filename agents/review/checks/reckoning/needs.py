"""How many are needed, and what a formula is given: numbers that are cut off, or measured in another unit."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NEEDED: Final = re.compile(
    r"\b(?:needed|need|needs|necessary|required|requires?|must be (?:bought|booked|ordered)|have to (?:buy|order)|"
    r"to (?:hold|carry|seat|print|pack|cover|transport|fit) (?:all|every|them))\b"
)
_HOLDS: Final = re.compile(
    r"(?:^|[._])(?:seats?|capacity|per|places|room_for|holds?|size)(?:[._]|$)|"
    r"(?:boxes|bags|buses|cans|tables|rooms|sheets|packs|pages|trips|crates|trucks|boats|tins|rolls|tiles|teams)_"
)
_UP: Final = re.compile(r"ceil|%|divmod|-\s*1\)\s*//|\+ 1\b|\+= 1\b|-\(?-|// -|<|0\.5|0\.9")
_CONTAINERS: Final = re.compile(
    r"(?:^|[._])(?:bus(?:es)?|box(?:es)?|bags?|cans?|tables?|rooms?|sheets?|packs?|packets?|pages?|trips?|crates?|"
    r"trucks?|boats?|tins?|rolls?|tiles?|cars?|coaches|vans?|buckets?|bottles?|pots?|tents?)(?:_needed|_required)?$"
)


@check(
    Rule(
        code="rest-finds-no-room",
        title="`{name}` leaves the rest without a place",
        weights={"correctness": 0.4},
        level="beginner",
        why="50 people and 20 seats a bus: two buses are full, and ten people need a third one.",
        do="Count one more where something is left over.",
        example='def buses(people, seats):\n    """Return how many buses are needed for all people."""\n'
        "    return people // seats\n",
        better='def buses(people, seats):\n    """Return how many buses are needed for all people."""\n'
        "    return (people + seats - 1) // seats\n",
    )
)
def rest_finds_no_room(program: Program) -> Iterator[Place]:
    """See the rule: a quotient by what one holds, rounded down or to the nearest, where words tell what is needed."""
    texts: dict[Function | None, str] = {}
    for node in program.all(ast.BinOp):
        if not isinstance(node.op, ast.FloorDiv | ast.Div) or isinstance(node.left, ast.Constant):
            continue
        around = program.parents[node]
        down = isinstance(node.op, ast.FloorDiv) or call_name(around) in ("int", "round", "floor", "trunc")
        if not down or not all(
            isinstance(one, ast.Name | ast.Attribute | ast.Constant) for one in (node.left, node.right)
        ):
            continue
        function = program.function_of(node)
        value = around if isinstance(node.op, ast.Div) else node
        name = _counted(program, value, function)
        said = _said(program, function, name)
        holds = _HOLDS.search(ast.unparse(node.right).lower()) or _CONTAINERS.search(name.split(" ")[0])
        if not name or not holds or not _NEEDED.search(said) or _FULL.search(said):
            continue
        if function not in texts:
            texts[function] = "\n".join(ast.unparse(one) for one in function.body) if function else ""
        text = texts[function] or "\n".join(ast.unparse(one) for one in _near(program, node))
        if not _UP.search(text):
            yield Place(node.lineno, ast.unparse(node))


_FULL: Final = re.compile(r"\bfull\b|complete|whole|left over|remain|round(?:ed)? down|fits? in")


def _near(program: Program, node: ast.expr) -> list[ast.stmt]:
    """The statement of a script that something stands in, with some before and behind."""
    step = program.statement(node)
    return [] if step is None else [step, *program.after(step, 4)]


def _counted(program: Program, value: ast.AST, function: Function | None) -> str:
    """What a number is called that is kept or given back as it is."""
    match program.parents[value]:
        case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)]):
            return name.lower()
        case ast.Return() if function is not None:
            return function.name.lower()
    return ""


def _said(program: Program, function: Function | None, name: str) -> str:
    """What is said of a number: by its name, by the function, or where it is printed."""
    if function is not None:
        return f"{name.replace('_', ' ')} {program.purpose(function)}"
    texts = [
        part.value
        for place in program.places(program.tree, name)[:_MANY]
        if (step := program.statement(place)) is not None and isinstance(step, ast.Expr)
        for part in ast.walk(step)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    return f"{name.replace('_', ' ')} {' '.join(texts)}".lower()


_MANY: Final = 10  # places of a name that are looked at

_STARTED: Final = re.compile(r"\b(?:started|begun|commenced|each beginning|rounded? up|or part (?:of|thereof))\b")


@check(
    Rule(
        code="one-more-than-started",
        title="`{name}` counts one more where it goes without a rest",
        weights={"correctness": 0.35},
        level="beginner",
        why="120 minutes are two hours, and no third one has begun. This counts three.",
        do="Count one more only where something is left over.",
        example='def fee(minutes):\n    """Each started hour costs 2."""\n    return (minutes // 60 + 1) * 2\n',
        better='def fee(minutes):\n    """Each started hour costs 2."""\n    return -(-minutes // 60) * 2\n',
    )
)
def one_more_than_started(program: Program) -> Iterator[Place]:
    """See the rule: `x // n + 1`, where the text counts those that have started, and nothing asks for the rest."""
    asking = {program.function_of(one) for one in program.all(ast.BinOp) if isinstance(one.op, ast.Mod)}
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(left=ast.BinOp(left=ast.Name(), op=ast.FloorDiv()) as quotient, op=ast.Add(), right=one) if (
                is_const(one, 1)
            ):
                pass
            case _:
                continue
        function = program.function_of(node)
        owners = [one for _, one in program.up(node) if isinstance(one, ast.ClassDef)]
        said = " ".join(program.said(one) for one in (*owners, *([function] if function else [])))
        changed = program.value(quotient.left) is not None or isinstance(quotient.left, ast.Constant)
        if function not in asking and _STARTED.search(said) and not changed:
            yield Place(node.lineno, ast.unparse(node))


_BMI: Final = re.compile(r"\bbmi\b|body mass")
_CENTIMETRES: Final = re.compile(r"(?:^|_)(?:cm|centimetres?|centimeters?)(?:_|$)")
_IN_CENTIMETRES: Final = re.compile(r"height[^.]{0,30}\b(?:cm|centimet(?:re|er)s?)\b")


@check(
    Rule(
        code="centimetres-for-metres",
        title="`{name}` is a number of centimetres, and the formula wants metres",
        weights={"correctness": 0.4},
        level="beginner",
        why="1.80 m squared is 3.24, 180 cm squared is 32400: the result is ten thousand times too small.",
        do="Turn the height into metres first.",
        example="def bmi(kilos, height_cm):\n    return kilos / height_cm**2\n",
        better="def bmi(kilos, height_cm):\n    return kilos / (height_cm / 100) ** 2\n",
    )
)
def centimetres_for_metres(program: Program) -> Iterator[Place]:
    """See the rule: a body mass index is divided by a height in centimetres, and no 100 stands anywhere near."""
    for function in program.functions:
        words = f"{program.purpose(function)} {program.said(function)}"
        if not _BMI.search(words):
            continue
        inside = list(program.within(function))
        heights = {
            one
            for one in program.parameters(function)
            if _CENTIMETRES.search(one) or ("height" in one and _IN_CENTIMETRES.search(words))
        }
        scaled = any(program.number(one) in (100, 10_000, 0.01, 0.0001) for one in inside)
        for node in inside if heights and not scaled else []:
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and names_in(node.right) & heights:
                yield Place(node.lineno, ast.unparse(node.right))
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(
                targets=[ast.Name(id="bmi" | "BMI")],
                value=ast.BinOp(op=ast.Div(), right=ast.BinOp(left=ast.Name() as height)),
            ) if (asked := program.value(height)) is not None and _ASKED.search(ast.unparse(asked).lower()):
                yield Place(step.lineno, height.id)


_ASKED: Final = re.compile(r"^(?:int|float)\(input\(.*\b(?:cm|centimet(?:re|er)s?)\b")

_HUNDRED: Final = re.compile(r"per_?(?:100|hundred)(?:_?km)?(?:_|$)|(?:^|_)l_?(?:per_)?100(?:_?km)?$|litres_100")


@check(
    Rule(
        code="per-hundred-taken-for-each",
        title="`{name}` is meant for a hundred, and is taken for each one",
        weights={"correctness": 0.4},
        level="beginner",
        why="6 litres on 100 km are 0.06 litres for each of them.",
        do="Ask how many hundreds there are.",
        example="def fuel_cost(km, per_100, price):\n    return km * per_100 * price\n",
        better="def fuel_cost(km, per_100, price):\n    return km / 100 * per_100 * price\n",
    )
)
def per_hundred_taken_for_each(program: Program) -> Iterator[Place]:
    """See the rule: a product with a name `per_100`, and no 100 in the function or near it in the script."""
    numbers = [one for one in program.all(ast.Constant, ast.Name) if program.number(one) in (100, 0.01)]
    scaled = {program.function_of(one) for one in numbers}
    for node in program.all(ast.BinOp):
        if not isinstance(node.op, ast.Mult) or not any(
            isinstance(one, ast.Name) and _HUNDRED.search(one.id.lower()) for one in (node.left, node.right)
        ):
            continue
        scope = program.function_of(node)
        far = any(_DISTANCE.search(one.lower()) for one in names_in(node))
        if far and scope not in scaled and (scope is not None or not scaled):
            yield Place(node.lineno, ast.unparse(node))


_DISTANCE: Final = re.compile(r"(?:^|_)(?:km|distance|kilomet(?:re|er)s|way|length|trip|grams?|weight|amount)(?:_|$)")

CHECKS: tuple[Check, ...] = (
    rest_finds_no_room,
    one_more_than_started,
    centimetres_for_metres,
    per_hundred_taken_for_each,
)
