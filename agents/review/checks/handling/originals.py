"""What must stay as it was: copies that are none, parts that are handed out, orders and repetitions that sets lose."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, call_name, method_of, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_CHANGES: Final = words(
    "append extend insert remove pop clear sort reverse add discard update setdefault popitem difference_update "
    "intersection_update"
)
_KEPT: Final = re.compile(
    r"\b(?:stays?|remains?|unchanged|untouched|(?:not|never|without) (?:be )?(?:chang|modif|touch|alter)\w*|must not "
    r"change|copy|copies|new (?:list|dict|dictionary|set|board|grid))\b|n't (?:change|modify|touch|alter)"
)
_IN_PLACE: Final = re.compile(r"\bin.?place\b|\bnot (?:a |the )?cop(?:y|ied)|\b(?:no|without) cop(?:y|ies|ying)\b")


_ANOTHER: Final = re.compile(
    r"(?:.*_)?(?:remaining|remainder|rest|copy|copied|copies|clone|new|sorted|ordered|reversed|filtered|updated|cleaned|"
    r"backup|result|results|unused|unseen|unmatched|working|pool|left|leftover|others|shuffled|trimmed)(?:_.*)?"
)
"""Names of what is made out of something else."""


def _says_kept(function: ast.AST) -> bool:
    """Whether a function promises to leave what it is given as it is."""
    said = (ast.get_docstring(function) or "").lower() if isinstance(function, Function) else ""
    return bool(_KEPT.search(said)) and not _IN_PLACE.search(said)


def _changed(program: Program, name: ast.Name) -> bool:
    """Whether what a name stands for is changed there: an element, by a method, by `shuffle`, or by `+=`."""
    around = program.parents[name]
    match around:
        case ast.Subscript(ctx=ast.Store() | ast.Del()):
            return around.value is name
        case ast.Attribute(attr=method) if method in _CHANGES:
            return isinstance(program.parents[around], ast.Call)
        case ast.Call(args=[first, *_]):
            return first is name and call_name(around) == "shuffle"
        case ast.For(iter=source, target=ast.Name() as row) if source is name:
            calls = (one.value for one in around.body if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call))
            return any(method_of(one) in _CHANGES and base_name(one.func) == row.id for one in calls)
    return False


@check(
    Rule(
        code="copy-promised",
        title="`{name}` is the original itself, and it should stay as it is",
        weights={"correctness": 0.4},
        level="beginner",
        why="`=` gives a list or dictionary one more name and copies nothing: what is changed here is changed for "
        "everybody who has it.",
        do="Work on a copy, made with `.copy()` or `list(...)`.",
        example="def sorted_copy(values):\n    '''Return a sorted copy.'''\n    result = values\n    result.sort()\n"
        "    return result\n",
        better="def sorted_copy(values):\n    '''Return a sorted copy.'''\n    result = values.copy()\n"
        "    result.sort()\n    return result\n",
    )
)
def copy_promised(program: Program) -> Iterator[Place]:
    """See the rule: a parameter, by its own or another name, and a constant of the program, are changed."""
    constants = _constants(program)
    for function in program.functions:
        kept = _says_kept(function)
        given = program.parameters(function)
        names = {name: name for name in given if kept and name not in ("self", "cls")}
        lines = {}
        for node in program.within(function):
            match node:
                case ast.Assign(targets=[ast.Name(id=name) as target], value=ast.Name() | ast.Attribute() as value) if (
                    len(program.values(target)) == 1 and name not in given
                ):
                    another = kept or (
                        _ANOTHER.fullmatch(name) is not None and not _IN_PLACE.search(program.purpose(node))
                    )
                    if _is_original(program, value, set(given) if another else set(), constants, own=kept):
                        names[name] = base_name(value)
                        lines[name] = node.lineno
        for name, source in names.items():
            places = program.places(function, name)
            if name == source and any(isinstance(one.ctx, ast.Store) for one in places):
                continue
            changed = next((one for one in places if _changed(program, one)), None)
            if changed is not None and (name != source or _returned(program, function, name)):
                yield Place(lines.get(name, changed.lineno), name)


def _is_original(program: Program, value: ast.expr, given: set[str], constants: set[str], *, own: bool) -> bool:
    """Whether a value is what must stay: a parameter, a list of the object, or a constant of the program."""
    if isinstance(value, ast.Name):
        return value.id in given or (value.id in constants and not program.values(value))
    return own and base_name(value).startswith("self.") and base_name(value) == ast.unparse(value)


def _constants(program: Program) -> set[str]:
    """Names in capitals of lists and dictionaries of the program."""
    found = set()
    for node in program.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.List() | ast.Dict() | ast.Set() | ast.ListComp()):
                if name.isupper():
                    found.add(name)
    return found


def _returned(program: Program, function: Function, name: str) -> bool:
    return any(isinstance(program.parents[one], ast.Return) for one in program.places(function, name))


@check(
    Rule(
        code="own-list-handed-out",
        title="`{name}` is handed out itself, not a copy of it",
        weights={"correctness": 0.35},
        level="learning",
        why="Whoever gets it can change what the object holds.",
        do="Return a copy, made with `.copy()` or `list(...)`.",
        example="class Basket:\n    def __init__(self):\n        self.things = []\n\n    def put(self, thing):\n"
        "        self.things.append(thing)\n\n    def content(self):\n        '''Return a copy of the things.'''\n"
        "        return self.things\n",
        better="class Basket:\n    def __init__(self):\n        self.things = []\n\n    def put(self, thing):\n"
        "        self.things.append(thing)\n\n    def content(self):\n        '''Return a copy of the things.'''\n"
        "        return self.things.copy()\n",
    )
)
def own_list_handed_out(program: Program) -> Iterator[Place]:
    """See the rule: a method, or a function with its parameter, that promises a copy and does nothing but return it."""
    for function in program.functions:
        said = (ast.get_docstring(function) or "").lower()
        body = [one for one in function.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
        if not _A_COPY.search(said) or _IN_PLACE.search(said):
            continue
        match body:
            case [ast.Return(value=ast.Attribute(value=ast.Name(id="self")) | ast.Name() as value)]:
                of_self = isinstance(value, ast.Attribute)
                if of_self or (isinstance(value, ast.Name) and value.id in program.parameters(function)):
                    yield Place(body[0].lineno, ast.unparse(value))


_A_COPY: Final = re.compile(
    r"\b(?:return|get|give|gives|returns|hand|make|makes|create)s? (?:back |out )?an? (?:\w+ )?copy\b"
    r"|^an? (?:\w+ )?copy of\b"
)


@check(
    Rule(
        code="history-of-one-list",
        title="`{name}` is kept itself, and changes with every later step",
        weights={"correctness": 0.4},
        level="learning",
        why="All places of the history hold one and the same list, so nothing tells what it was before.",
        do="Keep a copy: `.copy()`, or `list(...)`.",
        example="class Game:\n    def __init__(self):\n        self.board = [' '] * 9\n        self.history = []\n\n"
        "    def play(self, place, sign):\n        self.history.append(self.board)\n        self.board[place] = sign\n",
        better="class Game:\n    def __init__(self):\n        self.board = [' '] * 9\n        self.history = []\n\n"
        "    def play(self, place, sign):\n        self.history.append(self.board.copy())\n"
        "        self.board[place] = sign\n",
    )
)
def history_of_one_list(program: Program) -> Iterator[Place]:
    """See the rule: a list or dictionary is appended to what is named a history, and changed in place."""
    changed = set()
    for node in program.all(ast.Subscript):
        if not isinstance(node.ctx, ast.Load):
            changed.add(base_name(node))
    for call in program.all(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr in _CHANGES:
            changed.add(base_name(call.func.value))
    renewed, undone = _renewed(program), _taken_back(program)
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(value=owner, attr="append"), args=[ast.Name() | ast.Attribute() as kept]):
                name = base_name(kept)
            case _:
                continue
        whole = isinstance(kept, ast.Name) or name == ast.unparse(kept)
        known = isinstance(kept, ast.Attribute) or program.kind(kept) in ("list", "dict", "set")
        past = _HISTORY.search(base_name(owner)) or (name, base_name(owner)) in undone
        if whole and known and past and name in changed - renewed:
            yield Place(call.lineno, name)


_HISTORY: Final = re.compile(
    r"(?:^|_|\.)(?:history|past|undo|moves|snapshots?|backups?|states|saved|frames|generations|steps)(?:$|_)"
)


def _taken_back(program: Program) -> set[tuple[str, str]]:
    """(attribute, list) of `self.x = self.past.pop()` in a method for that."""
    found = set()
    for node in program.all(ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Attribute() as back], value=ast.Call(func=ast.Attribute(value=past, attr="pop"))
            ):
                function = program.function_of(node)
                if function is not None and "undo" in function.name.lower():
                    found.add((base_name(back), base_name(past)))
    return found


def _renewed(program: Program) -> set[str]:
    """Names and attributes that get another list after the beginning, in a loop or by a method."""
    renewed = set()
    for node in program.all(ast.Assign):
        function = program.function_of(node)
        begins = isinstance(function, Function) and function.name == "__init__"
        for target in node.targets:
            popped = isinstance(node.value, ast.Call) and method_of(node.value) == "pop"
            if isinstance(target, ast.Name) and program.in_loop(node) and not popped:
                renewed.add(target.id)
            if isinstance(target, ast.Attribute) and not begins and not popped:
                renewed.add(base_name(target))
    return renewed


@check(
    Rule(
        code="order-lost-in-a-set",
        title="`{name}` does not keep the order",
        weights={"correctness": 0.4},
        level="beginner",
        why="A set has no order: its elements come out in any one.",
        do="Collect the elements in a list, and leave out those that are there already.",
        example="def once(names):\n    '''Each name once, in the order of appearance.'''\n"
        "    return list(set(names))\n",
        better="def once(names):\n    '''Each name once, in the order of appearance.'''\n"
        "    return list(dict.fromkeys(names))\n",
    )
)
def order_lost_in_a_set(program: Program) -> Iterator[Place]:
    """See the rule: a function that promises an order makes its result of a set."""
    for function in program.functions:
        said = (ast.get_docstring(function) or "").lower() + " " + function.name.lower().replace("_", " ")
        if not _ORDER.search(said) or _NO_ORDER.search(said):
            continue
        inside = list(program.within(function))
        if any(call_name(one) == "sorted" or method_of(one) == "sort" for one in inside):
            continue
        for node in inside:
            match node:
                case ast.Return(value=ast.Call(func=ast.Name(id="list" | "tuple"), args=[source])):
                    pass
                case ast.Return(value=ast.Call(func=ast.Attribute(attr="join"), args=[source])):
                    pass
                case ast.Return(value=ast.Call(func=ast.Name(id="set")) | ast.SetComp() as source):
                    pass
                case ast.Return(value=ast.ListComp(generators=[ast.comprehension(iter=source)])):
                    pass
                case _:
                    continue
            if program.kind(source) == "set" and not isinstance(source, ast.Attribute):
                yield Place(node.lineno, ast.unparse(source)[:40])


_ORDER: Final = re.compile(
    r"\b(?:in|keep(?:s|ing)?|preserv(?:e|es|ing)|retain(?:s|ing)?|maintain(?:s|ing)?) (?:\w+ )?(?:\w+ )?order\b|"
    r"\border (?:of|in which|is kept|stays|as)\b|\bfirst appear\w*|\bordered\b"
)
_NO_ORDER: Final = re.compile(
    r"\b(?:any|no|arbitrary|unordered|undefined|not) (?:\w+ )?(?:\w+ )?order|order does|regardless"
)


@check(
    Rule(
        code="repetitions-lost-in-a-set",
        title="`{name}` does not see how often something is there",
        weights={"correctness": 0.4},
        level="beginner",
        why="A set holds each element once: 'aab' and 'abb' give the same.",
        do="Compare both in sorted order, or count how often each element is there.",
        example="def is_anagram_of(one, other):\n    '''Are both words anagrams?'''\n"
        "    return set(one) == set(other)\n",
        better="from collections import Counter\n\n\ndef is_anagram_of(one, other):\n"
        "    '''Are both words anagrams?'''\n    return Counter(one) == Counter(other)\n",
    )
)
def repetitions_lost_in_a_set(program: Program) -> Iterator[Place]:
    """See the rule: two sets are compared where repetitions count, or a loop of throws fills one."""
    for function in program.functions:
        if not _OFTEN.search(program.purpose(function)) or _counted(program, function):
            continue
        for node in program.within(function):
            match node:
                case ast.Compare(
                    left=ast.Call(func=ast.Name(id="set")),
                    ops=[ast.Eq()],
                    comparators=[ast.Call(func=ast.Name(id="set"))],
                ):
                    yield Place(node.lineno, ast.unparse(node)[:50])
    yield from _throws(program)


_OFTEN: Final = re.compile(
    r"\b(?:anagrams?|(?:as|how|equally|same) (?:often|many times)|permutations?|same number of)\b"
)


def _counted(program: Program, function: Function) -> bool:
    """Whether the function looks at the numbers as well."""
    inside = program.within(function)
    return any(call_name(one) in ("len", "Counter", "sorted") or method_of(one) == "count" for one in inside)


def _throws(program: Program) -> Iterator[Place]:
    """`for _ in range(n): found.add(random...)`: two equal throws leave one."""
    summed = {
        one.args[0].id
        for one in program.all(ast.Call)
        if call_name(one) == "sum" and one.args and isinstance(one.args[0], ast.Name)
    }
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="add"), args=[ast.Call() as thrown]):
                pass
            case _:
                continue
        loops = program.loops_around(call)
        by_number = loops and isinstance(loops[0], ast.For) and call_name(loops[0].iter) == "range"
        if by_number and call_name(thrown) in ("randint", "randrange", "choice"):
            asked = any(isinstance(one, ast.While) for one in loops)
            if not asked and (name in summed or _THROWN.search(name)):
                yield Place(call.lineno, name)


_THROWN: Final = re.compile(
    r"(?:^|_)(?:rolls?|throws?|dice|draws?|drawn|tosses|flips|numbers|lottery|tickets?|cards|hand)(?:$|_)"
)


CHECKS: tuple[Check, ...] = (
    copy_promised,
    own_list_handed_out,
    history_of_one_list,
    order_lost_in_a_set,
    repetitions_lost_in_a_set,
)
