"""Tables that an object keeps: keys that are never begun, votes that stay one, answers about the wrong thing."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from agents.review.changes import methods, own
from agents.review.checking import Check, check
from agents.review.program import Program, call_name, is_const, method_of, same
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]


def _empty_tables(owner: ast.ClassDef) -> set[str]:
    """Attributes that are begun as an empty dictionary, and given nothing else."""
    given: dict[str, list[ast.expr]] = defaultdict(list)
    for node in ast.walk(owner):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    if isinstance(target, ast.Attribute):
                        given[own(target)].append(value)
            case ast.AnnAssign(target=ast.Attribute() as target, value=ast.expr() as value):
                given[own(target)].append(value)
    return {name for name, found in given.items() if name and all(map(_is_empty_dict, found))}


def _is_empty_dict(node: ast.expr) -> bool:
    return (isinstance(node, ast.Dict) and not node.keys) or (
        call_name(node) == "dict" and ast.unparse(node) == "dict()"
    )


@check(
    Rule(
        code="key-never-begun",
        title="`{name}` goes on with an amount that no key has yet",
        weights={"correctness": 0.4},
        level="beginner",
        why="The table begins empty, and `+=` needs an amount that is there: the first time it fails.",
        do="Begin with 0 where the key is new.",
        example="class Board:\n    def __init__(self):\n        self.points = {}\n\n"
        "    def add(self, player, points):\n"
        "        self.points[player] += points\n",
        better="class Board:\n    def __init__(self):\n        self.points = {}\n\n    def add(self, player, points):\n"
        "        self.points[player] = self.points.get(player, 0) + points\n",
    )
)
def key_never_begun(program: Program) -> Iterator[Place]:
    """See the rule: `self.t[k] += v` where no method puts a key in, or asks for one."""
    for owner in program.all(ast.ClassDef):
        tables = _empty_tables(owner)
        steps: dict[str, ast.AugAssign] = {}
        filled: set[str] = set()  # what is taken off must have come from somewhere
        for node in ast.walk(owner) if tables else ():
            match node:
                case ast.AugAssign(target=ast.Subscript(value=ast.Attribute() as table), op=sign) if (
                    own(table) in tables
                ):
                    steps.setdefault(own(table), node)
                    filled |= set() if isinstance(sign, ast.Add) else {own(table)}
        begun = _begun(owner, tables) if steps else set()
        elsewhere = {
            one.value.attr
            for one in program.all(ast.Subscript)
            if isinstance(one.ctx, ast.Store) and isinstance(one.value, ast.Attribute) and not own(one)
        }
        for name, step in steps.items():
            if name not in begun | elsewhere | filled and not owner.bases:
                yield Place(step.lineno, ast.unparse(step.target))


def _begun(owner: ast.ClassDef, tables: set[str]) -> set[str]:
    """Tables that may get new keys in a class."""
    begun: set[str] = set()
    for node in ast.walk(owner):
        match node:
            case ast.Assign(targets=targets):
                begun |= {own(one) for one in targets if isinstance(one, ast.Subscript)}
            case ast.Call(func=ast.Attribute(value=ast.Attribute() as table, attr="setdefault" | "update")):
                begun.add(own(table))
            case ast.Try():
                begun |= tables
            case ast.Call(args=arguments):
                begun |= {own(one) for one in arguments if isinstance(one, ast.Attribute)}
    return begun


@check(
    Rule(
        code="counted-twice-at-first",
        title="`{name}` counts the first amount twice",
        weights={"correctness": 0.4},
        level="beginner",
        why="For a new key `get` gives the amount itself, and the amount is added to that once more.",
        do="Begin with 0.",
        example="def add(scores, player, points):\n    scores[player] = scores.get(player, points) + points\n",
        better="def add(scores, player, points):\n    scores[player] = scores.get(player, 0) + points\n",
    )
)
def counted_twice_at_first(program: Program) -> Iterator[Place]:
    """See the rule: `t[k] = t.get(k, v) + v`."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.Call(func=ast.Attribute(attr="get"), args=[_, ast.Name() as first]),
                op=ast.Add(),
                right=ast.Name() as added,
            ) if same(first, added):
                yield Place(node.lineno, ast.unparse(node)[:50])


@check(
    Rule(
        code="votes-stay-one",
        title="`{name}` is 1 however often the key comes",
        weights={"correctness": 0.4},
        level="beginner",
        why="`= 1` replaces what has been counted before; all keys end with the same number.",
        do="Add 1 to what the key has.",
        example="votes = ['red', 'blue', 'red']\ncounts = {}\nfor vote in votes:\n    counts[vote] = 1\n"
        "print(max(counts, key=counts.get))\n",
        better="votes = ['red', 'blue', 'red']\ncounts = {}\nfor vote in votes:\n"
        "    counts[vote] = counts.get(vote, 0) + 1\nprint(max(counts, key=counts.get))\n",
    )
)
def votes_stay_one(program: Program) -> Iterator[Place]:
    """See the rule: a table only ever given 1 (after 0), of which the most or the sum is asked."""
    ones = _only_ones(program)
    asked: set[tuple[ast.AST, str]] = set()
    for call in program.all(ast.Call) if ones else ():
        if call_name(call) not in ("max", "sum", "sorted"):
            continue
        for part in [*call.args[:1], *(one.value for one in call.keywords)]:
            match part:
                case ast.Call(func=ast.Attribute(value=table, attr="values")) | ast.Attribute(value=table, attr="get"):
                    asked.add(_holder(program, table))
    for key in asked & ones.keys():
        step = ones[key]
        if not isinstance(program.parents[step], ast.If):
            yield Place(step.lineno, ast.unparse(step.targets[0]))


def _only_ones(program: Program) -> dict[tuple[ast.AST, str], ast.Assign]:
    """Tables that get 1 in one place, and at most 0 elsewhere."""
    given: dict[tuple[ast.AST, str], list[ast.Assign]] = defaultdict(list)
    other: set[tuple[ast.AST, str]] = set()
    for node in program.nodes:
        match node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name() | ast.Attribute() as table)], value=value):
                if is_const(value, 1):
                    given[_holder(program, table)].append(node)
                elif not is_const(value, 0):
                    other.add(_holder(program, table))
            case ast.AugAssign(target=ast.Subscript(value=table)):
                other.add(_holder(program, table))
            case ast.Call(func=ast.Attribute(value=table, attr="update" | "setdefault")):
                other.add(_holder(program, table))
    return {key: steps[0] for key, steps in given.items() if key not in other and len(steps) == 1}


def _holder(program: Program, table: ast.expr) -> tuple[ast.AST, str]:
    """A table with the function or class that it belongs to."""
    if isinstance(table, ast.Attribute):
        owner = next((up for _, up in program.up(table) if isinstance(up, ast.ClassDef)), program.tree)
        return owner, ast.unparse(table)
    return program.scope(table), ast.unparse(table)


@check(
    Rule(
        code="list-replaced-by-one",
        title="`{name}` holds the last one alone",
        weights={"correctness": 0.4},
        level="beginner",
        why="Each new one takes the place of the list that was there; of several that were added only the last is "
        "left.",
        do="Append to the list that the key has, where it has one.",
        example="class Marks:\n    def __init__(self):\n        self.marks = {}\n\n    def add(self, name, mark):\n"
        "        self.marks[name] = [mark]\n\n    def average(self, name):\n"
        "        return sum(self.marks[name]) / len(self.marks[name])\n",
        better="class Marks:\n    def __init__(self):\n        self.marks = {}\n\n    def add(self, name, mark):\n"
        "        self.marks.setdefault(name, []).append(mark)\n\n    def average(self, name):\n"
        "        return sum(self.marks[name]) / len(self.marks[name])\n",
    )
)
def list_replaced_by_one(program: Program) -> Iterator[Place]:
    """See the rule: `self.t[k] = [v]` in `add`, never an append, and elsewhere the sum or the length of a list."""
    for owner in program.all(ast.ClassDef):
        appended = any(method_of(one) in ("append", "extend", "insert", "setdefault") for one in ast.walk(owner))
        measured = any(call_name(one) == "sum" for one in ast.walk(owner))
        for name, method in methods(owner).items():
            for step in method.body:
                match step:
                    case ast.Assign(
                        targets=[ast.Subscript(value=ast.Attribute() as table) as target],
                        value=ast.List(elts=[ast.Name()]),
                    ) if own(table) and measured and not appended and re.match(r"(?:add|record|put|note|enter)", name):
                        yield Place(step.lineno, ast.unparse(target))


@check(
    Rule(
        code="divided-by-the-keys",
        title="`{name}` divides the sum of one list by the number of keys",
        weights={"correctness": 0.4},
        level="beginner",
        why="The sum is that of one key's values, and there may be more or fewer of them than there are keys.",
        do="Divide by the length of the same list.",
        example="def average(marks, name):\n    return sum(marks[name]) / len(marks)\n",
        better="def average(marks, name):\n    return sum(marks[name]) / len(marks[name])\n",
    )
)
def divided_by_the_keys(program: Program) -> Iterator[Place]:
    """See the rule: `sum(t[k]) / len(t)`, also by way of a name for `t[k]` or `t.get(k, ...)`."""
    for node in program.all(ast.BinOp):
        match node:
            case ast.BinOp(
                left=ast.Call(func=ast.Name(id="sum"), args=[values]),
                op=ast.Div() | ast.FloorDiv(),
                right=ast.Call(func=ast.Name(id="len"), args=[counted]),
            ):
                source = program.value(values)
            case _:
                continue
        match source:
            case ast.Subscript(value=table, slice=ast.Name() | ast.Constant(value=str())):
                pass
            case ast.Call(func=ast.Attribute(value=table, attr="get")):
                pass
            case _:
                continue
        if ast.unparse(table) == ast.unparse(counted):
            yield Place(node.lineno, ast.unparse(node)[:50])


@check(
    Rule(
        code="greatest-key-for-the-best",
        title="`{name}` gives the key that comes last in the alphabet, or a value instead of its key",
        weights={"correctness": 0.4},
        level="beginner",
        why="`max` of a dictionary compares the keys; what they stand for is not looked at.",
        do="Tell `max` what to compare by.",
        example="class Board:\n    def __init__(self):\n        self.points = {}\n\n    def leader(self):\n"
        "        return max(self.points)\n",
        better="class Board:\n    def __init__(self):\n        self.points = {}\n\n    def leader(self):\n"
        "        return max(self.points, key=self.points.get)\n",
    )
)
def greatest_key_for_the_best(program: Program) -> Iterator[Place]:
    """See the rule: `max` of a table of the object in a method for the best one; of its values for a name."""
    for owner in program.all(ast.ClassDef):
        tables = _empty_tables(owner)
        for name, method in methods(owner).items() if tables else ():
            told = (ast.get_docstring(method) or "").lower()
            asks = re.fullmatch(r"(?:get_)?(?:best|leader|winner|top|champion|favou?rite|most_\w+|best_\w+)", name)
            for node in program.within(method) if asks else ():
                match node:
                    case ast.Return(
                        value=ast.Call(func=ast.Name(id="max" | "min"), args=[ast.Attribute() as table], keywords=[])
                    ) if own(table) in tables:
                        yield Place(node.lineno, ast.unparse(node)[:40])
                    case ast.Return(
                        value=ast.Call(
                            func=ast.Name(id="max"), args=[ast.Call(func=ast.Attribute(attr="values"))], keywords=[]
                        )
                    ) if re.match(r"(?:returns? )?the name\b", told):
                        yield Place(node.lineno, ast.unparse(node)[:40])


@check(
    Rule(
        code="taken-from-what-stays-empty",
        title="`{name}` is taken from, and nothing is ever put in",
        weights={"correctness": 0.4},
        level="beginner",
        why="The list begins empty and stays so.",
        do="Put something in where it is to be remembered.",
        example="class Pen:\n    def __init__(self):\n        self.text = ''\n        self.past = []\n\n"
        "    def write(self, words):\n        self.text += words\n        print(words)\n\n    def undo(self):\n"
        "        if self.past:\n"
        "            self.text = self.past.pop()\n",
        better="class Pen:\n    def __init__(self):\n        self.text = ''\n        self.past = []\n\n"
        "    def write(self, words):\n        self.past.append(self.text)\n        self.text += words\n\n"
        "    def undo(self):\n        if self.past:\n            self.text = self.past.pop()\n",
    )
)
def taken_from_what_stays_empty(program: Program) -> Iterator[Place]:
    """See the rule: a list of the object that is only ever emptied and asked."""
    for owner in program.all(ast.ClassDef):
        pops: dict[str, int] = {}
        others: set[str] = set()
        begun: set[str] = set()
        for node in ast.walk(owner):
            match node:
                case ast.Assign(targets=[ast.Attribute() as target], value=ast.List(elts=[])):
                    begun.add(own(target))
                case ast.Assign(targets=[ast.Attribute() as target]) | ast.AugAssign(target=target):
                    others.add(own(target))
                case ast.Call(func=ast.Attribute(value=ast.Attribute() as held, attr="pop" | "popleft")):
                    pops.setdefault(own(held), node.lineno)
                case ast.Call(func=ast.Attribute(value=ast.Attribute() as held, attr=name)) if name != "clear":
                    others.add(own(held))
        handed = {own(one) for one in program.all(ast.Attribute) if _is_handed_on(program, one)} if pops else set()
        outside = {
            one.attr for one in program.all(ast.Attribute) if isinstance(one.value, ast.Name) and one.value.id != "self"
        }
        for name, line in pops.items():
            if name in begun and name not in others | handed | outside and not owner.bases:
                yield Place(line, f"self.{name}")


def _is_handed_on(program: Program, node: ast.Attribute) -> bool:
    """Whether something else may get hold of the list: an argument, an answer, another name."""
    around = program.parents[node]
    call = isinstance(around, ast.Call) and node in around.args and call_name(around) not in ("len", "print", "bool")
    return call or isinstance(around, ast.Return) or (isinstance(around, ast.Assign) and around.value is node)


@check(
    Rule(
        code="emptied-before-it-is-given",
        title="`{name}` has just been emptied: what is given back is nothing",
        weights={"correctness": 0.4},
        level="beginner",
        why="The line before has replaced what was in it.",
        do="Keep it under another name first, and empty it then.",
        example="class Till:\n    def __init__(self):\n        self.money = 0\n\n    def collect(self):\n"
        "        self.money = 0\n        taken = self.money\n        return taken\n",
        better="class Till:\n    def __init__(self):\n        self.money = 0\n\n    def collect(self):\n"
        "        taken = self.money\n        self.money = 0\n        return taken\n",
    )
)
def emptied_before_it_is_given(program: Program) -> Iterator[Place]:
    """See the rule: `self.x = 0` and directly behind it `y = self.x` or `return self.x`."""
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Attribute() as emptied], value=ast.Constant(value=0 | "" | None) | ast.List(elts=[])
            ) if own(emptied):
                pass
            case _:
                continue
        method = program.function_of(node)
        for behind in program.after(node, 1):
            match behind:
                case (
                    ast.Assign(targets=[ast.Name()], value=ast.Attribute() as given)
                    | ast.Return(value=ast.Attribute() as given)
                ) if ast.unparse(given) == ast.unparse(emptied) and method is not None and method.name != "__init__":
                    yield Place(behind.lineno, ast.unparse(emptied))


CHECKS: tuple[Check, ...] = (
    key_never_begun,
    counted_twice_at_first,
    votes_stay_one,
    list_replaced_by_one,
    divided_by_the_keys,
    greatest_key_for_the_best,
    taken_from_what_stays_empty,
    emptied_before_it_is_given,
)
