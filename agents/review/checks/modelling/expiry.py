"""What grows old: ages worked out backwards, the fresh ones thrown away, results that are never kept."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, is_const, names_in
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_NOW: Final = re.compile(
    r"now|current_?time|time\.time\(\)|time\.monotonic\(\)|datetime\.now\(\)|datetime\.datetime\.now\(\)"
)
_PAST: Final = re.compile(
    r"(?:^|[_.\['\"])(?:stored|saved|created|added|started|begun|logged|inserted|written|cached|updated|last|since|"
    r"timestamp|stamp|born|opened|seen|used)(?:[_.\]'\"]|$|at$)"
)
_SPAN: Final = re.compile(
    r"(?:^|[_.])(?:ttl|period|window|interval|lifetime|max_?age|timeout|expiry|expires?_?after|expiration|validity|"
    r"seconds?|minutes?|hours?|duration|age|keep)(?:_|$)"
)


@check(
    Rule(
        code="age-worked-out-backwards",
        title="`{name}` is never more than nothing: now is later than what was noted before",
        weights={"correctness": 0.4},
        level="beginner",
        why="How old something is comes out as now less the time at which it was noted. The other way round it is "
        "negative, and no limit is ever passed.",
        do="Take the earlier time off the later one.",
        example="def is_old(entry, now, limit):\n    return entry['stored'] - now > limit\n",
        better="def is_old(entry, now, limit):\n    return now - entry['stored'] > limit\n",
    )
)
def age_worked_out_backwards(program: Program) -> Iterator[Place]:
    """See the rule: `stored - now` compared with a span, or with a number above 0."""
    for node in program.all(ast.Compare):
        match node:
            case ast.Compare(left=ast.BinOp(left=past, op=ast.Sub(), right=now) as age, ops=[_], comparators=[limit]):
                pass
            case _:
                continue
        spans = isinstance(limit, ast.Name | ast.Attribute) or (program.number(limit) or 0) > 0
        if spans and _NOW.fullmatch(ast.unparse(now).lower()) and _PAST.search(ast.unparse(past).lower()):
            yield Place(node.lineno, ast.unparse(age))


@check(
    Rule(
        code="fresh-ones-thrown-away",
        title="`{name}` holds for what is too old: that is what stays",
        weights={"correctness": 0.4},
        level="beginner",
        why="What lies longer back than the span is over. What is younger still counts.",
        do="Work the condition out for one that is a second old, and for one that is much too old.",
        example="class Visits:\n    def __init__(self, period):\n        self.period = period\n"
        "        self.times = []\n\n"
        "    def count(self, now):\n        self.times = [one for one in self.times if now - one > self.period]\n"
        "        return len(self.times)\n",
        better="class Visits:\n    def __init__(self, period):\n        self.period = period\n"
        "        self.times = []\n\n"
        "    def count(self, now):\n        self.times = [one for one in self.times if now - one <= self.period]\n"
        "        return len(self.times)\n",
    )
)
def fresh_ones_thrown_away(program: Program) -> Iterator[Place]:
    """See the rule: a list keeps of itself what is older than a span; an entry goes that is younger than it."""
    for kept in program.all(ast.ListComp, ast.DictComp):
        match kept, program.parents[kept]:
            case (
                ast.ListComp(generators=[ast.comprehension(iter=walked, ifs=[test])])
                | ast.DictComp(generators=[ast.comprehension(iter=walked, ifs=[test])]),
                ast.Assign(targets=[target]),
            ):
                pass
            case _:
                continue
        if ast.unparse(target) in ast.unparse(walked) and _is_older(program, test):
            yield Place(test.lineno, ast.unparse(test))
    for node in program.all(ast.If):
        goes = any(_goes(one) for one in node.body)
        if goes and isinstance(node.test, ast.Compare) and _is_older(program, node.test) is False:
            yield Place(node.lineno, ast.unparse(node.test))


def _goes(step: ast.stmt) -> bool:
    """Whether an entry is taken out."""
    match step:
        case ast.Delete(targets=[ast.Subscript()]):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="pop"), args=[_, *_])):
            return True
    return False


def _is_older(program: Program, test: ast.expr) -> bool | None:
    """Whether a test holds for what is older than a span (True) or younger (False); None if it asks something else."""
    match test:
        case ast.Compare(left=age, ops=[ast.Gt() | ast.GtE()], comparators=[span]):
            older = True
        case ast.Compare(left=age, ops=[ast.Lt() | ast.LtE()], comparators=[span]):
            older = False
        case _:
            return None
    known = program.written(age) if isinstance(age, ast.Name) else age
    match known:
        case ast.BinOp(left=now, op=ast.Sub()) if _NOW.fullmatch(ast.unparse(now).lower()):
            return older if _SPAN.search(ast.unparse(span).lower()) else None
    return None


_RESULTS: Final = re.compile(
    r"(?:^|[._])(?:memo|cache|cached|known|results?|stored|seen_results)(?:_|$)", re.IGNORECASE
)


@check(
    Rule(
        code="result-never-kept",
        title="`{name}` is asked for a result that nothing ever puts there",
        weights={"correctness": 0.3, "efficiency": 0.2},
        level="learning",
        why="Each call works the same out anew: the place for known results stays empty.",
        do="Put the result there before it is returned.",
        example="cache = {}\n\n\ndef square(number):\n    if number in cache:\n        return cache[number]\n"
        "    result = number * number\n    return result\n",
        better="cache = {}\n\n\ndef square(number):\n    if number in cache:\n        return cache[number]\n"
        "    result = number * number\n    cache[number] = result\n    return result\n",
    )
)
def result_never_kept(program: Program) -> Iterator[Place]:
    """See the rule: `if key in cache: return cache[key]`, of a dictionary that begins empty and never grows."""
    seen: set[str] = set()
    for node in program.all(ast.If):
        match node:
            case ast.If(
                test=ast.Compare(ops=[ast.In()], comparators=[(ast.Name() | ast.Attribute()) as cache]),
                body=[*_, ast.Return(value=ast.Subscript(value=read))],
            ) if ast.unparse(read) == ast.unparse(cache):
                name = base_name(cache)
            case _:
                continue
        function = program.function_of(node)
        if function is None or not _RESULTS.search(name.removeprefix("self.")) or program.self_calls.get(function):
            continue
        owner = next((up for _, up in program.up(function) if isinstance(up, ast.ClassDef)), None)
        whole = owner if name.startswith("self.") else program.tree
        own = name in program.parameters(function) or whole is None or name in seen
        seen.add(name)
        if not own and whole is not None and _stays_empty(program, whole, name):
            yield Place(node.lineno, name)


def _stays_empty(program: Program, whole: ast.AST, name: str) -> bool:
    """Whether a dictionary is begun empty once, and only asked and read after that."""
    begun = 0
    for one in ast.walk(whole):
        if not isinstance(one, ast.Name | ast.Attribute) or ast.unparse(one) != name:
            continue
        match program.parents[one]:
            case ast.Assign(value=ast.Dict(keys=[])) | ast.AnnAssign(value=ast.Dict(keys=[])):
                begun += 1
            case ast.Compare() | ast.Subscript(ctx=ast.Load()) | ast.Call(func=ast.Name(id="len" | "print")):
                pass
            case _:
                return False
    return begun == 1


@check(
    Rule(
        code="kept-after-the-change",
        title="`{name}` is kept when it is changed already: undoing gives back the same",
        weights={"correctness": 0.35},
        level="beginner",
        why="What is taken back later is the state after the change, and that is the state there is.",
        do="Keep the old state first, and change it then.",
        example="class Text:\n    def __init__(self):\n        self.text = ''\n        self.old = []\n\n"
        "    def add(self, more):\n        self.text += more\n        self.old.append(self.text)\n\n"
        "    def undo(self):\n        if self.old:\n            self.text = self.old.pop()\n",
        better="class Text:\n    def __init__(self):\n        self.text = ''\n        self.old = []\n\n"
        "    def add(self, more):\n        self.old.append(self.text)\n        self.text += more\n\n"
        "    def undo(self):\n        if self.old:\n            self.text = self.old.pop()\n",
    )
)
def kept_after_the_change(program: Program) -> Iterator[Place]:
    """See the rule: `x += ...`, then `old.append(x)`, where an `undo` sets `x = old.pop()` and takes one only."""
    for owner in program.all(ast.ClassDef):
        methods = [one for one in owner.body if isinstance(one, Function)]
        undoing = {pair for one in methods if "undo" in one.name.lower() for pair in _taken_back(one)}
        for method in methods if undoing else ():
            changed: set[str] = set()
            for step in method.body:
                match step:
                    case ast.AugAssign(target=target):
                        changed.add(ast.unparse(target))
                    case ast.Assign(targets=[target], value=value):
                        if base_name(target) in names_in(value) or ast.unparse(value) in program.parameters(method):
                            changed.add(ast.unparse(target))
                    case ast.Expr(value=ast.Call(func=ast.Attribute(value=old, attr="append"), args=[kept])):
                        pair = (ast.unparse(kept), ast.unparse(old))
                        if pair in undoing and pair[0] in changed and "undo" not in method.name.lower():
                            yield Place(step.lineno, pair[0])


def _taken_back(method: Function) -> Iterator[tuple[str, str]]:
    """(state, list) of `self.state = self.list.pop()`, where nothing else is taken from the list."""
    taken = [one for one in ast.walk(method) if isinstance(one, ast.Call) and ast.unparse(one.func).endswith(".pop")]
    looks = any(isinstance(one, ast.Subscript) and is_const(one.slice, -1) for one in ast.walk(method))
    for one in ast.walk(method):
        match one:
            case ast.Assign(targets=[state], value=ast.Call(func=ast.Attribute(value=old, attr="pop"), args=[])):
                if len(taken) == 1 and not looks:
                    yield ast.unparse(state), ast.unparse(old)


CHECKS: tuple[Check, ...] = (
    age_worked_out_backwards,
    fresh_ones_thrown_away,
    result_never_kept,
    kept_after_the_change,
)
