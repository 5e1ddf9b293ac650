"""Stacks, queues and heaps that hand out in another order than they promise."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from agents.review.checking import Check, check
from agents.review.program import Function, Program, base_name, call_name, is_const, method_of, names_in, words
from agents.review.rules import Place, Rule

__all__ = ["CHECKS"]

_PUTS: Final = {("append", None): "last", ("insert", 0): "first", ("appendleft", None): "first"}
_TAKES: Final = {("pop", None): "last", ("pop", -1): "last", ("pop", 0): "first", ("popleft", None): "first"}
"""(method, number that it is given first) -> the end of the list where it works."""

_PUTTING: Final = words("push add enqueue put insert append")
_TAKING: Final = words("pop dequeue get remove take delete serve")
_UNDOING: Final = words("undo back go_back step_back undo_last")

_AT_AN_END: Final = re.compile(
    r"last|undo|back|cancel|newest|latest|recent|first|oldest|front|rear|left|right|(?<!s)end"
)
"""Methods that say themselves from where they take."""

_FIRST_OUT: Final = re.compile(
    r"first[- ]in|\bfifo\b|\bqueue\b|waiting ?(line|list|room|queue)|first[- ]come|order of (arrival|coming|their)|"
    r"order (in which|that|of|they|as)\b.*\b(arrive|arrived|came|come|added|joined|submitted|requested|sent|called|"
    r"ordered|placed|received|entered|registered|booked|given|handed in|rang|phoned|reported|put in|queued)\b|"
    r"waited (the )?longest|longest waiting|oldest first|(waits?|waiting|stands?|standing) in (a |the )?line|"
    r"\blines? up\b|(wait|waits|waiting) for (his|her|their|its|your) turn|next in (the )?line|"
    r"first one (in|to come)\b|who(ever)? (came|comes|arrived|arrives|waits|was there) first|earliest first"
)
_LAST_OUT: Final = re.compile(
    r"last[- ]in|\blifo\b|\bstacks?\b|newest first|latest first|most recent(ly)?\b.*\bfirst\b"
)
_OTHER_ORDER: Final = re.compile(r"prio|urgen|deque|double|circ|heap|two|both ends|by|either end|sorted|random|shuffle")


@check(
    Rule(
        code="wrong-end",
        title="`{name}` takes from the wrong end",
        weights={"correctness": 0.3},
        level="beginner",
        why="A stack gives back what came last, so that it puts and takes at the same end. A queue gives back what "
        "came first, so that it takes at the other end.",
        do="Take from the end that fits.",
        example="class Stack:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n"
        "        self.items.append(item)\n\n    def pop(self):\n        return self.items.pop(0)\n",
        better="class Stack:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n"
        "        self.items.append(item)\n\n    def pop(self):\n        return self.items.pop()\n",
    )
)
def wrong_end(program: Program) -> Iterator[Place]:
    """See the rule: classes called a stack or a queue or described as one, what `undo` takes, lists so named."""
    of_class: dict[ast.AST, list[_Step]] = defaultdict(list)
    of_list: dict[tuple[ast.AST, str], list[_Step]] = defaultdict(list)
    of_parameter: dict[str, list[_Step]] = defaultdict(list)
    nodes: list[ast.Call | ast.Delete] = [*program.all(ast.Call), *program.all(ast.Delete)]
    for node in nodes:
        step = _step(program, node)
        if step is None:
            continue
        if step.items.startswith("self."):
            of_class[program.parents.get(step.scope, step.scope)].append(step)
        else:
            places = program.places(step.scope, step.items)
            own = step.items in program.parameters(step.scope) or _is_stored(places[:_MANY])
            of_list[step.scope if own else program.tree, step.items].append(step)
            if step.items in program.parameters(step.scope):
                of_parameter[step.items].append(step)
    turned = _turns_round(program)
    for owner, steps in of_class.items():
        if isinstance(owner, ast.ClassDef):
            yield from _of_class(program, owner, steps, turned=turned)
    for (scope, name), steps in of_list.items():
        yield from list(_of_urgent(program, steps)) or _of_list(program, scope, name, steps, turned=turned)
    for name, steps in of_parameter.items():
        if not {one.scope for one in steps if one.puts} & {one.scope for one in steps if not one.puts}:
            yield from _of_list(program, program.tree, name, steps, turned=turned)  # such as `enqueue` and `dequeue`


def _turns_round(program: Program) -> bool:
    """Whether something is brought into another order, so that the end from which is taken may be right."""
    calls = any(method_of(one) in ("reverse", "sort") or call_name(one) == "reversed" for one in program.all(ast.Call))
    return calls or any(one.step is not None for one in program.all(ast.Slice))


_MANY: Final = 50  # places of a name that are looked at


def _is_stored(places: list[ast.Name]) -> bool:
    """Whether the name is given a value here."""
    return any(isinstance(one.ctx, ast.Store) for one in places)


@dataclass(frozen=True, slots=True)
class _Step:
    """One element put into a list, or taken from it.

    Attributes:
        scope: the function or the program where it happens.
        items: the list, as it is called.
        puts: False where it takes.
        end: where in the list, `first` or `last`.
        node: what does it.
    """

    scope: ast.AST
    items: str
    puts: bool
    end: str
    node: ast.Call | ast.Delete


def _step(program: Program, node: ast.Call | ast.Delete) -> _Step | None:
    """What a call or `del` does to an end of a list."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute() as items, attr=method), args=arguments):
            given = arguments[0] if arguments and method in ("insert", "pop") else None
        case ast.Delete(targets=[ast.Subscript(value=ast.Name() | ast.Attribute() as items, slice=given)]):
            method = "pop"
        case _:
            return None
    if isinstance(program.parents[node], ast.Compare):  # the last of a stack of what is open: does it fit?
        return None
    number = next((one for one in (0, -1) if given is not None and is_const(given, one)), None)
    if given is not None and number is None:
        return None
    end = _PUTS.get((method, number)) or _TAKES.get((method, number))
    if end is None:
        return None
    return _Step(program.scope(node), base_name(items), (method, number) in _PUTS, end, node)


def _of_class(program: Program, owner: ast.ClassDef, steps: list[_Step], *, turned: bool) -> Iterator[Place]:
    """A class that is a queue or a stack as a whole, or else the list from which its `undo` takes."""
    stack = _kind(owner)
    if stack is None and not turned and _waits(program, owner, steps):
        stack = False
    named = "stack" in owner.name.lower() or "queue" in owner.name.lower()
    counted = [
        one
        for one in steps
        if (_verb(one) in (_PUTTING if one.puts else _TAKING) if named else not _AT_AN_END.search(_method(one)))
    ]
    if named and len({one.puts for one in counted}) < _BOTH:  # such as `send` and `print_next`
        counted = [one for one in steps if not _AT_AN_END.search(_method(one))]
    put = {(one.items, one.end) for one in counted if one.puts}
    taken = {(one.items, one.end) for one in counted if not one.puts}
    if stack is not None and len(put) == len(taken) == 1 and {one for one, _ in put} == {one for one, _ in taken}:
        if (put == taken) != stack:
            yield Place(next(one.scope.lineno for one in counted if not one.puts), owner.name)  # type: ignore[attr-defined]
        return
    urgent = list(_of_urgent(program, steps))
    if urgent:
        yield from urgent
        return
    if stack is None and not turned:
        yield from _of_waiting(program, owner, steps)
    for one in steps:
        ends = {other.end for other in steps if other.puts and other.items == one.items} if _undoes(one) else set()
        if ends and one.end not in ends:
            yield Place(one.node.lineno, one.items)


def _of_waiting(program: Program, owner: ast.ClassDef, steps: list[_Step]) -> Iterator[Place]:
    """A list of those who wait, beside other lists of the object."""
    said = " ".join([owner.name, program.said(owner), *(program.purpose(one.scope) for one in steps)]).lower()
    if _LAST_OUT.search(said) or _NOT_BY_ARRIVAL.search(said):
        return
    for items in {one.items: None for one in steps if _LINE.search(one.items.removeprefix("self."))}:
        put = {(one.end, one.scope) for one in steps if one.items == items and one.puts}
        taken = {(one.end, one.scope) for one in steps if one.items == items and not one.puts}
        ends = {end for end, _ in put | taken}
        if put and taken and len(ends) == 1 and not {scope for _, scope in put} & {scope for _, scope in taken}:
            line = next(one.node.lineno for one in steps if one.items == items and not one.puts)
            yield Place(line, items)


_URGENT: Final = re.compile(r"(?:^|[^a-z])(?:emergenc|urgent|vip|priorit|important|express|rush|in_front|jump)")


def _of_urgent(program: Program, steps: list[_Step]) -> Iterator[Place]:
    """A list where the urgent ones are put at one end, the rest at the other, and all are taken from the rest's end."""
    ends: dict[str, str] = {}  # list -> where the urgent ones are
    for one in steps:
        for child, parent in program.up(one.node) if one.puts else ():
            if isinstance(parent, Function):
                break
            if isinstance(parent, ast.If) and _URGENT.search(ast.unparse(parent.test).lower()):
                turned = isinstance(parent.test, ast.UnaryOp) or (
                    isinstance(parent.test, ast.Compare) and not isinstance(parent.test.ops[0], ast.Eq)
                )
                if any(child is step for step in parent.body) and not turned:
                    ends[one.items] = one.end
                break
    for items, end in ends.items():
        rest = any(one.puts and one.end != end for one in steps if one.items == items)
        taken = [one for one in steps if one.items == items and not one.puts and not _undoes(one)]
        if rest and taken and all(one.end != end and not _AT_AN_END.search(_method(one)) for one in taken):
            yield Place(taken[0].node.lineno, items)


_BOTH: Final = 2
_NOT_BY_ARRIVAL: Final = re.compile(
    r"prio|urgen|deque|double|circ|heap|both ends|either end|sort|random|shuffle|\bvip\b"
)
_LINE: Final = re.compile(r"(^|_)(queue|waiting|line_?up|waiting_?(list|line|room))$")


def _waits(program: Program, owner: ast.ClassDef, steps: list[_Step]) -> bool:
    """Whether what a class keeps is a queue, by the name of the only list or by what is said of its methods."""
    lists = {one.items for one in steps}
    said = " ".join([program.said(owner), *(program.purpose(one.scope) for one in steps)])
    if len(lists) != 1 or _LAST_OUT.search(said) or _NOT_BY_ARRIVAL.search(f"{owner.name} {said}".lower()):
        return False
    apart = not {one.scope for one in steps if one.puts} & {one.scope for one in steps if not one.puts}
    return apart and bool(_LINE.search(next(iter(lists)).removeprefix("self.")) or _FIRST_OUT.search(said))


def _verb(step: _Step) -> str:
    """The first word of the method's name."""
    return _method(step).split("_")[0]


def _method(step: _Step) -> str:
    return getattr(step.scope, "name", "").lower()


def _undoes(step: _Step) -> bool:
    return not step.puts and _method(step) in _UNDOING


def _kind(owner: ast.ClassDef) -> bool | None:
    """Whether a class is a stack, by its name or its docstring; None where it is neither a stack nor a queue."""
    name = owner.name.lower()
    if _OTHER_ORDER.search(name):
        return None
    if ("stack" in name) != ("queue" in name):
        return "stack" in name
    said = f"{name} {ast.get_docstring(owner) or ''}".lower()
    first, last = _FIRST_OUT.search(said), _LAST_OUT.search(said)
    if (first is None) == (last is None) or _OTHER_ORDER.search(said):
        return None
    return last is not None


_QUEUE: Final = re.compile(r"(^|_)(queue|q|frontier|todo|to_visit|agenda|pending|waiting)(_|$)")
_STACK: Final = re.compile(r"(^|_)(stack|undo)(_|$)")
_BY_LEVELS: Final = re.compile(
    r"\b(bfs|breadth|shortest|fewest|minimum (number|steps|moves)|smallest number|least (steps|moves|number)|"
    r"level order|level by level|nearest|closest|first[- ]in|fifo|first[- ]come|order of arrival|round[- ]?robin|"
    r"hot potato|josephus|takes? turns|a turn)\b"
)
_MEASURED: Final = re.compile(r"dist|best|cost|short|step|length|min|depth|level", re.IGNORECASE)


def _of_list(program: Program, scope: ast.AST, name: str, steps: list[_Step], *, turned: bool) -> Iterator[Place]:
    """A list of a function or of the program itself that is called a stack, or a queue where the order matters."""
    put = {one.end for one in steps if one.puts}
    taken = {one.end for one in steps if not one.puts}
    if not put and _is_written_down(program, scope, name):  # in the order in which they came
        put = {"last"}
    if not put and not any(method_of(one) in ("insert", "appendleft") for one in program.all(ast.Call)):
        put = {"last"} if _is_handed_over(program, scope, name) else put
    if len(put) != 1 or len(taken) != 1:
        return
    stack, queue = _STACK.search(name.lower()), _QUEUE.search(name.lower())
    line = next(one.node.lineno for one in steps if not one.puts)
    walks = any(name in names_in(loop) for one in steps if one.puts for loop in _conditions(program, one.node))
    deep = not walks or re.search(r"\bdfs\b|depth|last[- ]in", program.purpose(steps[0].scope))
    if stack and not queue and put != taken and deep:
        yield Place(line, name)
    by_levels = queue and not stack and put == taken and _BY_LEVELS.search(program.purpose(steps[0].scope))
    if by_levels and not _measures(program, scope):
        yield Place(line, name)
    elif (
        put == taken
        and (not walks or _is_simulated(program, scope, name))
        and not stack
        and not turned
        and not program.self_calls.get(scope)
    ):
        said = program.said(scope) if isinstance(scope, Function | ast.Module) else ""
        purposes = {program.purpose(one.scope): None for one in steps[:_MANY]}
        said = " ".join([said, program.purpose(scope), *purposes]).replace("\n", " ").replace("dequeue", "")
        waits = walks or _LINE.search(name.lower()) or _FIRST_OUT.search(said) or _serves(program, name, steps)
        if waits and not _LAST_OUT.search(said) and not _NOT_BY_ARRIVAL.search(f"{name} {said}"):
            yield Place(line, name)


_PEOPLE: Final = re.compile(
    r"\b(?:customers?|patients?|passengers?|guests?|clients?|visitors?|callers?|people|persons?|shoppers?|jobs?|cars?)\b"
)
_WAITING: Final = re.compile(r"\bwait(?:s|ed|ing)?\b|\bserv(?:e|es|ed|ing)\b|\barriv\w+|\bturn\b")


def _is_simulated(program: Program, scope: ast.AST, name: str) -> bool:
    """Whether a list that a loop empties is a line of people, by its name and by what is said of them."""
    said = program.purpose(scope) if isinstance(scope, Function) else ""
    line = _LINE.search(name.lower()) or re.search(r"(^|_)line$", name.lower())
    return bool(line and _PEOPLE.search(said) and _WAITING.search(said))


def _is_written_down(program: Program, scope: ast.AST, name: str) -> bool:
    """Whether a list that is only taken from begins with people or things that are written down."""
    stores = [one for one in program.places(scope, name)[:_MANY] if isinstance(one.ctx, ast.Store)]
    begun = program.written(stores[0]) if len(stores) == 1 else None
    return isinstance(begun, ast.List) and len(begun.elts) > 1 and bool(_LINE.search(name.lower()))


def _is_handed_over(program: Program, scope: ast.AST, name: str) -> bool:
    """Whether a list that is only taken from is one that the function is given, or a copy of it; and order is told."""
    if not isinstance(scope, Function):
        return False
    said = f"{program.purpose(scope)} {program.said(scope)}"
    if not _FIRST_OUT.search(said) or _TURNED.search(said):
        return False
    given = program.parameters(scope)
    stores = [one for one in program.places(scope, name)[:_MANY] if isinstance(one.ctx, ast.Store)]
    if name in given:
        return not stores
    match program.written(stores[0]) if len(stores) == 1 else None:
        case (
            ast.Call(func=ast.Name(id="list"), args=[ast.Name(id=source)])
            | ast.Call(func=ast.Attribute(value=ast.Name(id=source), attr="copy"))
            | ast.Subscript(value=ast.Name(id=source), slice=ast.Slice(lower=None, upper=None, step=None))
        ):
            return source in given
    return False


_TURNED: Final = re.compile(r"opposite|revers|backwards|undo|\blast\b|latest|newest")

_SERVED: Final = re.compile(
    r"^(?:customers|patients|passengers|guests|clients|visitors|callers|calls|tickets|jobs|requests|orders|people|"
    r"shoppers|print_?jobs|documents|cars)$"
)
_SERVING: Final = re.compile(
    r"\b(?:now|next|serv\w*|calling|called|boarding|print(?:ing|s)|process\w*|treat\w*|helping|deliver\w*|handl\w*)\b"
)


def _serves(program: Program, name: str, steps: list[_Step]) -> bool:
    """Whether those in a list are served: by its name, and what is taken from it is called or announced like that."""
    if not _SERVED.match(name.lower()):
        return False
    for one in steps:
        statement = program.statement(one.node) if not one.puts else None
        if isinstance(statement, ast.Assign):
            said = " ".join(map(ast.unparse, [statement.targets[0], *program.after(statement, 2)]))
            if _SERVING.search(said.lower().replace("_", " ").replace("print(", "")):
                return True
    return False


def _conditions(program: Program, node: ast.AST) -> list[ast.expr]:
    """The conditions of the `while` loops around a node."""
    return [loop.test for loop in program.loops_around(node) if isinstance(loop, ast.While)]


def _measures(program: Program, function: ast.AST) -> bool:
    """Whether the shortest is found by comparing lengths, whatever the order in which they are looked at."""
    return any(
        call_name(one) in ("min", "sorted", "heappush", "heappop")
        or method_of(one) == "sort"
        or (isinstance(one, ast.Compare) and _compares_lengths(one))
        for one in program.within(function)
    )


def _compares_lengths(node: ast.Compare) -> bool:
    ordered = any(isinstance(sign, ast.Lt | ast.Gt | ast.LtE | ast.GtE) for sign in node.ops)
    return ordered and any(_MEASURED.search(base_name(side)) for side in (node.left, *node.comparators))


_ARRIVAL: Final = re.compile(r"(count|counter|arrival|arrivals|order|ticket|seq|sequence|number|next|serial|tie)s?$")


@check(
    Rule(
        code="arrival-behind-the-rest",
        title="`{name}` stands behind what should not be compared",
        weights={"correctness": 0.35},
        level="learning",
        why="A heap compares entries from the left: of two that are equally urgent it takes the one whose second part "
        "is smaller, and the number of arrival behind it has no say.",
        do="Put the number of arrival right behind the urgency.",
        example="import heapq\n\nheap = []\narrivals = 0\nfor urgency, name in [(1, 'Zoe'), (1, 'Eva')]:\n"
        "    heapq.heappush(heap, (urgency, name, arrivals))\n    arrivals += 1\n",
        better="import heapq\n\nheap = []\narrivals = 0\nfor urgency, name in [(1, 'Zoe'), (1, 'Eva')]:\n"
        "    heapq.heappush(heap, (urgency, arrivals, name))\n    arrivals += 1\n",
    )
)
def arrival_behind_the_rest(program: Program) -> Iterator[Place]:
    """See the rule: a counter as the last of three or more parts that are put into a heap or a `PriorityQueue`."""
    counted = {
        ast.unparse(step.target)
        for step in program.all(ast.AugAssign)
        if isinstance(step.op, ast.Add) and is_const(step.value, 1)
    }
    for call in program.all(ast.Call):
        match call:
            case ast.Call(args=[*_, ast.Tuple(elts=[_, *between, last])]) if between:
                pass
            case _:
                continue
        if (method_of(call) or call_name(call)) not in ("heappush", "put"):
            continue
        counter = ast.unparse(last)
        counts = call_name(last) == "next" or (counter in counted and _ARRIVAL.search(counter))
        if (
            counts
            and isinstance(between[-1], ast.Name | ast.Attribute)
            and not _ARRIVAL.search(ast.unparse(between[-1]))
        ):
            yield Place(call.lineno, counter)


_BEFORE_LAST: Final = re.compile(r"before the (?:last|final|end)|second[- ]to[- ]last|second last|penultimate|but one")


@check(
    Rule(
        code="put-before-the-last",
        title="`{name}` puts it before the last one, not at an end",
        weights={"correctness": 0.4},
        level="beginner",
        why="`insert` puts a value before the one that has the number, and -1 is the number of the last one. So the "
        "new one comes last but one.",
        do="Use number 0 for the front, or `append` for the end.",
        example="line = ['Ann', 'Ben']\nline.insert(-1, input())\nprint(line)\n",
        better="line = ['Ann', 'Ben']\nline.append(input())\nprint(line)\n",
    )
)
def put_before_the_last(program: Program) -> Iterator[Place]:
    """See the rule: `x.insert(-1, y)` or `x.insert(len(x) - 1, y)` of a list, unless it is said to be meant."""
    for call in program.all(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(value=owner, attr="insert"), args=[place, new]):
                behind = ast.unparse(place) == f"len({ast.unparse(owner)}) - 1"
            case _:
                continue
        function = program.function_of(call)
        near = " ".join(program.comments.get(line, "") for line in range(call.lineno - 2, call.lineno + 1)).lower()
        said = f"{program.purpose(call)} {program.said(function) if function is not None else near}"
        if (
            (behind or is_const(place, -1))
            and _is_list(program, owner)
            and not (
                _BEFORE_LAST.search(said) or isinstance(new, ast.Constant)  # such as the `and` before the last name
            )
        ):
            yield Place(call.lineno, ast.unparse(call)[:40])


def _is_list(program: Program, node: ast.expr) -> bool:
    """Whether it is a list for sure."""
    value = program.value(node)
    return program.kind(node) == "list" and not (isinstance(value, ast.Call) and call_name(value) != "list")


CHECKS: tuple[Check, ...] = (
    wrong_end,
    arrival_behind_the_rest,
    put_before_the_last,
)
