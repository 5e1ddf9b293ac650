"""Of dictionaries, pairs and records: what is looked up, grouped, counted and added by a key."""

from collections import Counter, deque
from typing import Any

from agents.trials.task import each, known

_PEOPLE = (
    [{"name": "Ann", "age": 30}],
    [{"name": "Ann", "age": 17}, {"name": "Bob", "age": 18}],
    [{"name": "Ann", "age": 30}, {"name": "Bob", "age": 9}, {"name": "Cem", "age": 41}],
)
_PAIRS = ([("Ann", 80)], [("Ann", 80), ("Bob", 90)], [("Ann", 7), ("Bob", 3), ("Cem", 5)])
_GROUPS = ([("a", 1)], [("a", 1), ("b", 2), ("a", 3)], [("x", 5), ("x", 2), ("y", 4)])
_GRAPH = {"a": ["b", "c"], "b": ["d"], "c": [], "d": ["e"], "e": []}
_CIRCLE = {"a": ["b"], "b": ["c"], "c": ["a"], "d": []}


def _reached(graph: dict[str, list[str]], start: str) -> list[str]:
    found, ahead = [start], deque([start])
    while ahead:
        for one in graph[ahead.popleft()]:
            if one not in found:
                found.append(one)
                ahead.append(one)
    return found


def _deep(graph: dict[str, list[str]], start: str, found: list[str], step: int = 1) -> list[str]:
    found.append(start)
    for one in graph[start][::step]:
        if one not in found:
            _deep(graph, one, found, step)
    return found


def _path(graph: dict[str, list[str]], start: str, end: str) -> list[str] | None:
    ahead = deque([[start]])
    while ahead:
        path = ahead.popleft()
        if path[-1] == end:
            return path
        ahead.extend([*path, one] for one in graph[path[-1]] if one not in path)
    return None


def _grouped(pairs: list[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    return {key: [value for one, value in pairs if one == key] for key, _ in pairs}


def _depth(items: Any) -> int:
    return 1 + max(map(_depth, items), default=0) if isinstance(items, list) else 0


key_of_value = known(
    "gives the keys that have a value",
    "keys with value, keys, keys by value, reverse lookup, get key, key of, key by value, get key by value, "
    "find keys by value, keys for value, key for value, find key by value, get keys by value, key from value",
    (({"a": 1, "b": 2, "c": 3}, 2), ({"a": 1}, 2), ({"x": 3, "y": 4}, 3)),
)(
    lambda given, wanted: [key for key, value in given.items() if value == wanted],
    *(
        lambda given, wanted, missing=missing: next((key for key, value in given.items() if value == wanted), missing)
        for missing in (None, "", -1, False)
    ),
)
has_key = known(
    "tells whether a dictionary has a key",
    "has key, key exists, in dict, contains key, is key, key in dict, dict has key, is in dict",
    (({"a": 1, "b": 2}, "b"), ({"a": 1}, "x"), ({}, "a"), ({"a": 0}, "a")),
)(lambda given, key: key in given)
add_dicts = known(
    "adds the values of two dictionaries",
    "add dicts, sum dicts, merge add, combine counts, add counts, add dictionaries, merge counts, merge inventories, "
    "sum dictionaries, combine inventories, merge and sum, merge sum",
    (({}, {"a": 1}), ({"a": 1}, {"b": 2}), ({"a": 1, "c": 4}, {"a": 5})),
)(lambda one, other: {key: one.get(key, 0) + other.get(key, 0) for key in one | other})
common_keys = known(
    "gives the keys that two dictionaries share",
    "common keys, shared keys, keys in common, keys in both, dict common keys, intersect keys, common dict keys",
    (({}, {"a": 1}), ({"a": 1, "b": 2}, {"b": 2, "c": 3}), ({"a": 1}, {"a": 5})),
    unordered=True,
)(
    lambda one, other: list(one.keys() & other.keys()),
    lambda one, other: one.keys() & other.keys(),
    lambda one, other: {key: (one[key], other[key]) for key in one.keys() & other.keys()},
)
squares_dict = known(
    "gives the squares of the numbers up to n by the number",
    "square dict, squares dict, number squares, dict of squares, squares map, make square dict, square dictionary, "
    "squares dictionary, dictionary of squares, square map",
    each(1, 3, 5),
)(
    lambda n: {one: one * one for one in range(1, n + 1)},
    lambda n: {one: one * one for one in range(n + 1)},
    lambda n: {one: one * one for one in range(n)},
    lambda n: {one: one * one for one in range(1, n)},
)
letter_places = known(
    "gives the places of each letter",
    "letter positions, char positions, letter indices, index letters, char indices, letter indexes, char indexes, "
    "character positions, index map, letter index, character indices",
    each("a", "aba", "hello"),
    loose=True,
)(
    lambda text: {one: [at for at, other in enumerate(text) if other == one] for one in text},
    lambda text: {one: at for at, one in enumerate(text)},
    lambda text: {one: text.index(one) for one in text},
)
word_places = known(
    "gives the places of each word",
    "word positions, word indices, index words, word index, word indexes, index of words, build index",
    each("one", "a b a", "the cat the dog"),
    loose=True,
)(
    lambda text: {one: [at for at, other in enumerate(text.split()) if other == one] for one in text.split()},
    lambda text: {one: at for at, one in enumerate(text.split())},
)
sum_by_key = known(
    "adds up what has the same key",
    "sum by category, total by category, group sum, totals, sum by key, sum by name, total per category, group totals, "
    "totals by category, sum values by key, sales by product, total sales, totals by name, aggregate, total by name, "
    "group and sum, sum groups, total by product, category totals, sum by group, expenses by category",
    each(*_GROUPS),
    loose=True,
)(
    lambda pairs: {key: sum(values) for key, values in _grouped(pairs).items()},
    lambda pairs: sum(value for _, value in pairs),
)
group_pairs = known(
    "groups values by their key",
    "group pairs, group by first, pairs to dict, group by key, group tuples, group values, group by first element, "
    "group by category, tuples to dict, to dict, list to dict, tuple to dict, group, group by name",
    each(*_GROUPS),
    loose=True,
)(_grouped, dict, lambda pairs: {key: len(values) for key, values in _grouped(pairs).items()})
group_by_parity = known(
    "parts even from odd numbers",
    "group by parity, split even odd, separate even odd, even odd, partition even odd, "
    "evens and odds, split by parity, "
    "divide even odd, even odd split, odd even, split evens odds, separate odd even, segregate even odd, even and odd, "
    "count even odd, count even and odd, split even and odd, separate evens odds, partition evens odds, count odd even",
    each([1], [1, 2, 3], [4, 6, 7, 9, 10], []),
    loose=True,
)(
    lambda items: ([one for one in items if one % 2 == 0], [one for one in items if one % 2]),
    lambda items: ([one for one in items if one % 2], [one for one in items if one % 2 == 0]),
    lambda items: {
        "even": [one for one in items if one % 2 == 0],
        "odd": [one for one in items if one % 2],
    },
    lambda items: (sum(one % 2 == 0 for one in items), sum(one % 2 for one in items)),
    lambda items: (sum(one % 2 for one in items), sum(one % 2 == 0 for one in items)),
    lambda items: {"even": sum(one % 2 == 0 for one in items), "odd": sum(one % 2 for one in items)},
    lambda items: [one for one in items if one % 2 == 0] + [one for one in items if one % 2],
    lambda items: [one for one in items if one % 2] + [one for one in items if one % 2 == 0],
)
sign_counts = known(
    "counts positive, negative and zero numbers",
    "count positive negative, count pos neg, count signs, count positive negative zero, sign counts",
    each([1], [1, -2, 3], [-4, -6, 7, 0], [0, 0, 1]),
    loose=True,
)(
    lambda items: (sum(one > 0 for one in items), sum(one < 0 for one in items)),
    lambda items: (sum(one > 0 for one in items), sum(one < 0 for one in items), items.count(0)),
    lambda items: (sum(one > 0 for one in items), items.count(0), sum(one < 0 for one in items)),
)
count_by_length = known(
    "counts words by their length",
    "count by length, length counts, length histogram, word length counts, word length frequency, count word lengths, "
    "length frequency, count lengths, word length histogram",
    each(["a"], ["aa", "b", "cc"], ["abc", "de", "fgh"]),
)(lambda words: dict(Counter(map(len, words))))
count_by_length_in_text = known(
    "counts words by their length",
    "count by length, length counts, length histogram, word length counts, word length frequency, count word lengths, "
    "length frequency, word length histogram",
    each("a", "aa b cc", "abc de fgh"),
)(lambda text: dict(Counter(map(len, text.split()))))
count_by_first = known(
    "counts words by their first letter",
    "count by first letter, first letter counts, count first letters, count by letter, first letter frequency, "
    "initial counts, count by first, count by initial",
    each(["a"], ["ab", "b", "ac"]),
)(lambda words: dict(Counter(one[0] for one in words)))
sort_by_key = known(
    "sorts a dictionary by its keys",
    "sort by key, sort dict by key, sort keys, sort dictionary by key, sorted dict, sorted keys, sort dict keys",
    each({"a": 2}, {"b": 2, "a": 1}, {"x": 5, "c": 9, "b": 7}),
)(lambda given: dict(sorted(given.items())), lambda given: sorted(given.items()), sorted)
_BEST = (
    "best student, top student, winner, highest score, oldest, highest, best, top scorer, "
    "most expensive, tallest, oldest person, highest scorer, high score, get winner, top, best score, "
    "largest city, highest paid, max by second, best player, max by value, top player, fastest"
)
best_pair = known("gives the name with the largest value", _BEST, each(*_PAIRS), unless="majority|more than half")(
    lambda pairs: max(pairs, key=lambda one: one[1])[0],
    lambda pairs: max(pairs, key=lambda one: one[1]),
    lambda pairs: max(value for _, value in pairs),
)
_LEAST = (
    "cheapest, youngest, lowest, worst, lowest score, youngest person, shortest, loser, "
    "least expensive, min by second, worst student, slowest, min by value, cheapest item, "
    "cheapest product, lightest, smallest"
)
least_pair = known("gives the name with the smallest value", _LEAST, each(*_PAIRS))(
    lambda pairs: min(pairs, key=lambda one: one[1])[0],
    lambda pairs: min(pairs, key=lambda one: one[1]),
    lambda pairs: min(value for _, value in pairs),
)
mean_of_pairs = known(
    "gives the mean of the values of pairs",
    "average score, average grade, average, average age, average price, mean score, class average, average scores",
    each([("Ann", 80)], [("Ann", 80), ("Bob", 90)], [("Ann", 7), ("Bob", 3), ("Cem", 5)]),
)(lambda pairs: sum(value for _, value in pairs) / len(pairs))
sum_of_pairs = known(
    "adds the values of pairs",
    "total score, total, sum scores, total sales, total points, sum of scores, total amount, "
    "sum values, total expenses",
    each([("Ann", 80)], [("Ann", 80), ("Bob", 90)], [("Ann", 7), ("Bob", 3), ("Cem", 5)]),
)(lambda pairs: sum(value for _, value in pairs))
names_of_pairs = known(
    "gives the names of pairs",
    "names, get names, first elements, firsts, extract names, first of pairs, list names",
    each(*_PAIRS),
)(lambda pairs: [name for name, _ in pairs])
oldest = known(
    "gives the oldest person", "oldest, oldest person, get oldest, find oldest person, oldest student", each(*_PEOPLE)
)(
    lambda people: max(people, key=lambda one: one["age"])["name"],
    lambda people: max(people, key=lambda one: one["age"]),
    lambda people: max(one["age"] for one in people),
)
youngest = known(
    "gives the youngest person", "youngest, youngest person, get youngest, youngest student", each(*_PEOPLE)
)(
    lambda people: min(people, key=lambda one: one["age"])["name"],
    lambda people: min(people, key=lambda one: one["age"]),
    lambda people: min(one["age"] for one in people),
)
mean_age = known("gives the mean age", "average age, mean age, avg age, average, average of ages", each(*_PEOPLE))(
    lambda people: sum(one["age"] for one in people) / len(people)
)
total_age = known("adds up the ages", "total age, sum ages, sum of ages, total ages", each(*_PEOPLE))(
    lambda people: sum(one["age"] for one in people)
)
adults = known(
    "keeps the persons of 18 years and above",
    "adults, filter adults, get adults, only adults, adults only, names of adults, adult names, "
    "get adult names, count adults, "
    "list adults, keep adults",
    each(*_PEOPLE),
)(
    lambda people: [one for one in people if one["age"] >= 18],
    lambda people: [one["name"] for one in people if one["age"] >= 18],
    lambda people: sum(one["age"] >= 18 for one in people),
)
names = known(
    "gives the names of persons",
    "names, get names, extract names, list names, all names, people names, collect names",
    each(*_PEOPLE),
)(lambda people: [one["name"] for one in people])
sort_by_age = known(
    "sorts persons by their age",
    "sort by age, sort people by age, sort people, by age, sort persons, sort age, "
    "sort persons by age, sort students by age",
    each(*_PEOPLE),
    in_place=True,
)(
    lambda people: sorted(people, key=lambda one: one["age"]),
    lambda people: sorted(people, key=lambda one: one["age"], reverse=True),
    lambda people: [one["name"] for one in sorted(people, key=lambda one: one["age"])],
    lambda people: sorted(people, key=lambda one: one["name"]),
)
sort_by_first = known(
    "sorts pairs by their first value",
    "sort by first, sort by name, sort by first element, sort tuples, sort tuples by first",
    each([("b", 1), ("a", 2)], [("a", 2)], [("x", 5), ("c", 9), ("y", 7)]),
    in_place=True,
)(
    sorted,
    lambda pairs: sorted(pairs, reverse=True),
    lambda pairs: sorted(pairs, key=lambda one: one[1]),
    lambda pairs: sorted(pairs, key=lambda one: one[1], reverse=True),
)
swap_pairs = known(
    "swaps the values of pairs",
    "swap pairs, flip pairs, invert pairs, swap tuples, reverse pairs",
    each(*_PAIRS),
)(lambda pairs: [(b, a) for a, b in pairs])
unzip = known("parts pairs into two lists", "unzip, unzip pairs, split pairs, my unzip", each(*_PAIRS))(
    lambda pairs: ([a for a, _ in pairs], [b for _, b in pairs])
)
depth = known(
    "tells how deep lists are nested",
    "depth, nested depth, max depth, list depth, nesting depth, nesting level, get depth, "
    "depth of list, nest depth, max nesting",
    each([1], [1, [2]], [1, [2, [3]], [4]], [[[[5]]]]),
)(_depth, lambda items: _depth(items) - 1)
bracket_depth = known(
    "tells how deep brackets are nested",
    "depth, nested depth, max depth, nesting depth, max nesting, parentheses depth, "
    "max parentheses depth, bracket depth",
    each("()", "(())()", "((()))", "()()"),
)(lambda text: max(text[:at].count("(") - text[:at].count(")") for at in range(len(text) + 1)))
_PLACES = ((_GRAPH, "a"), (_GRAPH, "b"), (_CIRCLE, "b"), (_CIRCLE, "d"))
bfs = known(
    "goes through a graph, the nearest first",
    "bfs, breadth first search, breadth first, breadth first traversal, bfs traversal, reachable, breadth first order",
    _PLACES,
)(
    _reached,
    lambda graph, start: set(_reached(graph, start)),
    lambda graph, start: set(_reached(graph, start)) - {start},
)
dfs = known(
    "goes through a graph, as deep as it can first",
    "dfs, depth first search, depth first, depth first traversal, dfs traversal, dfs order",
    _PLACES,
)(
    lambda graph, start: _deep(graph, start, []),
    lambda graph, start: _deep(graph, start, [], -1),
    lambda graph, start: set(_reached(graph, start)),
)
_WAYS = ((_GRAPH, "a", "e"), (_GRAPH, "b", "c"), (_CIRCLE, "a", "c"), (_CIRCLE, "a", "d"), (_GRAPH, "b", "d"))
has_path = known(
    "tells whether there is a way in a graph",
    "has path, path exists, is reachable, is connected, reachable, exists path, can reach, has route, route exists",
    _WAYS,
)(lambda graph, start, end: _path(graph, start, end) is not None)
shortest_path = known(
    "gives a way in a graph",
    "shortest path, bfs path, path, find path, shortest route, bfs shortest path, route, find shortest path",
    tuple(one for one in _WAYS if _path(*one)),
)(
    _path,
    lambda graph, start, end: len(_path(graph, start, end) or ()) - 1,
    lambda graph, start, end: len(_path(graph, start, end) or ()),
)
_RPN = ("2 1 + 3 *", "4", "5 1 2 + 4 * + 3 -", "2 3 -")


def _value(marks: list[str]) -> float:
    stack: list[float] = []
    for one in marks:
        if one in "+-*":
            b, a = stack.pop(), stack.pop()
            stack.append({"+": a + b, "-": a - b, "*": a * b}[one])
        else:
            stack.append(float(one))
    return stack[-1]


_POSTFIX = (
    "evaluate postfix, eval postfix, rpn, eval rpn, evaluate rpn, postfix eval, postfix, "
    "calculate rpn, rpn calculator, evaluate reverse polish, reverse polish, postfix evaluation, "
    "eval reverse polish"
)
postfix = known("computes what stands behind its values", _POSTFIX, each(*_RPN))(lambda text: _value(text.split()))
postfix_of_list = known("computes what stands behind its values", _POSTFIX, each(*(one.split() for one in _RPN)))(
    _value
)
has_unique_values = known(
    "tells whether all values of a dictionary are different",
    "has unique values, are values unique, unique dict values, all values unique",
    each({"a": 1}, {"a": 1, "b": 1}, {"a": 1, "b": 2}),
)(lambda given: len(set(given.values())) == len(given))
count_true = known(
    "counts what is true", "count true, count trues, num true, how many true", each([True], [True, False], [False], [])
)(sum)
