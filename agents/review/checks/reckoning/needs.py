"""How many are needed, and what a formula is given: numbers that are cut off, or measured in another unit."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, call_name, is_const
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
    """See the rule: `x // n + 1`, where the text counts those that have started, and nothing asks for that rest."""
    rests = [one for one in program.all(ast.BinOp) if isinstance(one.op, ast.Mod)]
    asking = {(program.function_of(one), ast.unparse(one.right)) for one in rests}
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
        said = " ".join(program.said(one) for one in (*owners, function or program.tree))
        given = program.value(quotient.left)  # what is left over of larger units is cut off nowhere
        rest = isinstance(given, ast.BinOp) and isinstance(given.op, ast.Mod)
        asked = (function, ast.unparse(quotient.right)) in asking
        places = program.places(program.scope(node), quotient.left.id) if isinstance(quotient.left, ast.Name) else []
        counted = any(isinstance(program.parents[one], ast.AugAssign) for one in places[:_MANY])
        if not asked and not counted and _STARTED.search(said) and (rest or given is None):
            yield Place(node.lineno, ast.unparse(node))


CHECKS: tuple[Check, ...] = (
    rest_finds_no_room,
    one_more_than_started,
)
