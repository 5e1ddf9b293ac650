"""Lists and counters that a loop begins anew: one of two, or the list that should keep what came before."""

import ast
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.nodes import lies_in
from agents.review.program import Program, is_const, names_in
from agents.review.rules import Place, Rule
from agents.review.terms import summands

__all__ = ["CHECKS"]


@check(
    Rule(
        code="replaced-by-its-element",
        title="`{name}` becomes a list of this one element, and loses those before",
        weights={"correctness": 0.4},
        level="beginner",
        why="`=` gives the name another value. After the loop only the last one is there.",
        do="Let the list grow.",
        example="def long_ones(words):\n    found = []\n    letters = 0\n    for word in words:\n"
        "        letters += len(word)\n        if len(word) > 4:\n            found = [word]\n"
        "    return found, letters\n",
        better="def long_ones(words):\n    found = []\n    letters = 0\n    for word in words:\n"
        "        letters += len(word)\n        if len(word) > 4:\n            found.append(word)\n"
        "    return found, letters\n",
    )
)
def replaced_by_its_element(program: Program) -> Iterator[Place]:
    """See the rule: a list that begins empty, never grows, and is read behind the loop alone."""
    for step in program.all(ast.Assign):
        match step:
            case ast.Assign(targets=[ast.Name(id=name) as target], value=ast.List(elts=[element])):
                pass
            case _:
                continue
        loops = [one for one in program.loops_around(step) if isinstance(one, ast.For)]
        if not loops or not names_in(element) & names_in(loops[0].target) or name in program.outer_names:
            continue
        outer = loops[-1]
        places = program.places(program.scope(step), name)
        stores = [one for one in places if isinstance(one.ctx, ast.Store)]
        begun = [one for one in stores if one.lineno < outer.lineno and _is_empty_list(program.parents[one])]
        reads = [one for one in places if isinstance(one.ctx, ast.Load)]
        behind = bool(reads) and all(one.lineno > (outer.end_lineno or outer.lineno) for one in reads)
        if len(begun) == 1 and len(stores) == len(begun) + 1 and behind and not _is_record(program, step):
            yield Place(step.lineno, target.id)


def _is_empty_list(node: ast.AST) -> bool:
    value = getattr(node, "value", None) if isinstance(node, ast.Assign | ast.AnnAssign) else None
    return isinstance(value, ast.List) and not value.elts


def _is_record(program: Program, step: ast.stmt) -> bool:
    """Whether the list is that of the best one so far, or of the one that was looked for: others are not meant."""
    around = program.parents[step]
    if not isinstance(around, ast.If):
        return True
    kept = {
        name
        for one in around.body
        if isinstance(one, ast.Assign)
        for target in one.targets
        for name in names_in(target)
    }
    leaves = any(isinstance(one, ast.Break | ast.Return | ast.Continue) for one in around.body)
    return leaves or bool(kept & names_in(around.test))


@check(
    Rule(
        code="one-of-two-begun-anew",
        title="`{name}` goes on counting what the list has handed on",
        weights={"correctness": 0.4},
        level="beginner",
        why="The list begins anew, and the number that says how much is in it keeps what was in the last one.",
        do="Set both back together.",
        example="def boxes(weights, most):\n    full = []\n    box = []\n    load = 0\n    for weight in weights:\n"
        "        if load + weight > most:\n            full.append(box)\n            box = []\n"
        "        box.append(weight)\n        load += weight\n    full.append(box)\n    return full\n",
        better="def boxes(weights, most):\n    full = []\n    box = []\n    load = 0\n    for weight in weights:\n"
        "        if load + weight > most:\n            full.append(box)\n            box = []\n            load = 0\n"
        "        box.append(weight)\n        load += weight\n    full.append(box)\n    return full\n",
    )
)
def one_of_two_begun_anew(program: Program) -> Iterator[Place]:
    """See the rule: a list and a number grow side by side, and where the number is asked for, the list alone ends."""
    for node in program.all(ast.If):
        loops = program.loops_around(node)
        loop = loops[0] if loops and isinstance(loops[0], ast.For) else None
        begun = [name for step in node.body if (name := _begins_anew(step))]
        if loop is None or not begun:
            continue
        for number in _asked_sums(node.test):
            places = program.places(program.scope(loop), number)
            stores = [program.parents[one] for one in places if isinstance(one.ctx, ast.Store)]
            inside = [one for one in stores if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add)]
            outside = [one for one in stores if isinstance(one, ast.Assign) and is_const(one.value, 0)]
            grown = [one for one in inside if lies_in(loop, one.target) and not lies_in(node, one.target)]
            if len(grown) != 1 or len(outside) != 1 or len(stores) != len(grown) + len(outside):
                continue
            beside = program.parents[grown[0]]
            block = beside.orelse if isinstance(beside, ast.If) and grown[0] in beside.orelse else beside
            steps = block if isinstance(block, list) else getattr(block, "body", [])
            alike = any(_grows(step) in begun for step in steps)
            if alike and outside[0].lineno < loop.lineno:
                yield Place(node.lineno, number)


def _begins_anew(step: ast.stmt) -> str:
    """The name that a statement gives an empty list or text, or a list of one."""
    match step:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=[] | [_]) | ast.Constant(value="")):
            return name
    return ""


def _grows(step: ast.stmt) -> str:
    """The name of the list or text that a statement lets grow."""
    match step:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"))):
            return name
        case ast.AugAssign(target=ast.Name(id=name), op=ast.Add()):
            return name
    return ""


def _asked_sums(test: ast.expr) -> Iterator[str]:
    """Names that a condition compares, alone or as parts of a sum."""
    for part in test.values if isinstance(test, ast.BoolOp) else [test]:
        match part:
            case ast.Compare(left=left, ops=[ast.Gt() | ast.GtE() | ast.Eq()]):
                yield from (one.id for one in summands(left) if isinstance(one, ast.Name))


@check(
    Rule(
        code="record-of-another-one",
        title="`{name}` becomes what is the same in every turn, not the one that was best",
        weights={"correctness": 0.4},
        level="beginner",
        why="The best value so far belongs to the element of this turn; what is kept with it comes from outside.",
        do="Keep the element that the value belongs to.",
        example="def nearest(wanted, places):\n    best, least = None, 1000\n    for place in places:\n"
        "        way = abs(place - wanted)\n        if way < least:\n            best = wanted\n"
        "            least = way\n    return best\n",
        better="def nearest(wanted, places):\n    best, least = None, 1000\n    for place in places:\n"
        "        way = abs(place - wanted)\n        if way < least:\n            best = place\n"
        "            least = way\n    return best\n",
    )
)
def record_of_another_one(program: Program) -> Iterator[Place]:
    """See the rule: beside the new record, a name of something that no loop around changes is kept."""
    for node in program.all(ast.If):
        match node.test:
            case ast.Compare(left=ast.Name(id=one), ops=[ast.Lt() | ast.Gt()], comparators=[ast.Name(id=other)]):
                pass
            case _:
                continue
        given = {step.targets[0].id: step for step in node.body if _is_given(step)}  # type: ignore[attr-defined]  # as asked
        records = [a for a, b in ((one, other), (other, one)) if a in given and ast.unparse(given[a].value) == b]  # type: ignore[attr-defined]  # an assignment's
        loops = program.loops_around(node)
        if len(given) != _TWO or len(records) != 1 or not loops or not isinstance(loops[-1], ast.For):
            continue
        (kept,) = given.keys() - {*records}
        value = given[kept].value  # type: ignore[attr-defined]  # an assignment's
        parameters = program.parameters(program.scope(node))
        steady = isinstance(value, ast.Name) and program.steady(value, loops[-1]) and value.id in parameters
        if steady and value.id != kept:
            yield Place(given[kept].lineno, kept)


_TWO: Final = 2


def _is_given(step: ast.stmt) -> bool:
    return isinstance(step, ast.Assign) and len(step.targets) == 1 and isinstance(step.targets[0], ast.Name)


CHECKS: tuple[Check, ...] = (replaced_by_its_element, one_of_two_begun_anew, record_of_another_one)
