"""Of stories that collections of exercises tell: a till, a kitchen, cards, pupils, a store."""

from collections import Counter
from math import isqrt, prod

from agents.trials.task import each, known


def _digits(n: int, base: int) -> list[int]:
    found = [n % base]
    while n := n // base:
        found.insert(0, n % base)
    return found


def _expanded(text: str) -> str:
    made, count = "", ""
    for one in text:
        if one.isdigit():
            count += one
        else:
            made += one * int(count or 1)
            count = ""
    return made


def _columns(text: str) -> list[str]:
    rows = isqrt(len(text))
    width = rows + (rows * rows < len(text))
    rows += rows * width < len(text)
    return ["".join(one) for one in zip(*(text[at * width :][:width].ljust(width) for at in range(rows)), strict=True)]


leftover = known(
    "gives what whole bills leave of an amount",
    "leftover of bills, leftover bills, get leftover of bills, leftover amount",
    ((127.5, 20), (100, 20), (50, 100), (153, 10), (7, 5)),
)(lambda amount, bill: amount % bill)
number_of_bills = known(
    "gives how many whole bills an amount has",
    "number of bills, number bills, count of bills, bills count",
    ((127.5, 20), (100, 20), (50, 100), (153, 10)),
)(lambda amount, bill: amount // bill)
value_of_bills = known(
    "gives what so many bills are worth", "value of bills, value bills, bills value", ((5, 128), (20, 3), (10, 0))
)(lambda bill, count: bill * count)
left_after_exchange = known(
    "gives the money that is left", "change after exchange, get change, money left after exchange", ((463, 5), (10, 7))
)(lambda money, spent: money - spent, lambda spent, money: money - spent, lambda price, paid: paid - price)
exchangeable = known(
    "gives what can be exchanged into whole bills",
    "exchangeable value",
    ((127.25, 1.2, 10, 20), (127.25, 1.2, 10, 5), (100, 1.0, 0, 30), (200, 0.5, 100, 50)),
)(lambda money, rate, spread, bill: int(money / (rate * (1 + spread / 100)) / bill + 1e-9) * bill)
only_in_one = known(
    "gives what only one of the sets has",
    "singleton ingredients, singletons, in one set only, unique to one, only once in sets, found in one only",
    each(
        [{"a", "b"}, {"b", "c"}, {"c", "d"}],
        [{"a"}, {"a"}],
        [{"a", "b"}],
        [{"a", "b", "c"}, {"a", "d"}, {"a", "b", "e"}],
    ),
    unordered=True,
)(
    lambda sets: {one for one, count in Counter(one for some in sets for one in some).items() if count == 1},
    lambda sets: sorted(one for one, count in Counter(one for some in sets for one in some).items() if count == 1),
)
all_of_sets = known(
    "gives what any of the sets has",
    "compile ingredients, all ingredients, combine ingredients, union of all, union all",
    each([{"a", "b"}, {"b", "c"}, {"c", "d"}], [{"a"}, {"a"}], [{"a", "b"}]),
    unordered=True,
)(lambda sets: set().union(*sets), lambda sets: sorted(set().union(*sets)))
sum_of_multiples = known(
    "adds up the different multiples below a limit",
    "sum of multiples, sum multiples, sum of unique multiples, energy points, total of multiples",
    ((20, [3, 5]), (1, [3, 5]), (4, [3, 5]), (100, [3]), (20, [7, 13, 17]), (15, [4, 6]), (10, [])),
)(lambda limit, numbers: sum({one for each_one in numbers for one in range(each_one, limit, each_one)}))
sum_of_multiples_last = known(
    "adds up the different multiples below a limit",
    "sum of multiples, sum multiples, sum of unique multiples, energy points, total of multiples",
    (([3, 5], 20), ([3, 5], 1), ([3, 5], 4), ([3], 100), ([7, 13, 17], 20), ([4, 6], 15), ([], 10)),
)(lambda numbers, limit: sum({one for each_one in numbers for one in range(each_one, limit, each_one)}))
slices = known(
    "gives all parts of a text that have so many signs",
    "slices, series slices, get slices, substrings of length, all slices",
    (("12345", 2), ("777777", 3), ("35", 2), ("9142", 1), ("918493904243", 5)),
    loose=True,
)(
    lambda text, size: [text[at : at + size] for at in range(len(text) - size + 1)],
    lambda text, size: [[int(one) for one in text[at : at + size]] for at in range(len(text) - size + 1)],
)
largest_product = known(
    "gives the largest product of neighbouring digits",
    "largest product, largest series product, largest product in series, greatest product, max digit product",
    (("0123456789", 2), ("29", 2), ("576802143", 2), ("0123456789", 5), ("0000", 2), ("99099", 3), ("9121", 1)),
)(lambda text, size: max(prod(map(int, text[at : at + size])) for at in range(len(text) - size + 1)))
rebased = known(
    "writes digits in another base",
    "rebase, change base, convert base digits, all your base, convert digits",
    (
        (2, [1, 0, 1], 10),
        (10, [4, 2], 2),
        (3, [1, 1, 2, 0], 16),
        (2, [1], 10),
        (97, [3, 46, 60], 73),
        (16, [1, 15], 10),
    ),
    loose=True,
)(lambda base, digits, other: _digits(sum(one * base**at for at, one in enumerate(reversed(digits))), other))


turned_round = known(
    "gives each letter its points",
    "transform, etl, transform legacy, transform scores, invert scores, convert legacy",
    each({1: ["A"]}, {2: ["B"], 3: ["C"]}, {1: ["A", "E", "I"]}, {1: ["A", "E"], 2: ["D", "G"]}),
    loose=True,
)(
    lambda points: {one.lower(): value for value, letters in points.items() for one in letters},
    lambda points: {one: value for value, letters in points.items() for one in letters},
)
expanded = known(
    "writes out runs of letters",
    "decode, decode run length, run length decode, rle decode, expand runs, decode rle",
    each("2A3BC", "XYZ", "12W", "2AB", "", "3a10b"),
    loose=True,
)(_expanded)


square_code = known(
    "writes a text in the columns of a square",
    "cipher text, crypto square, square code, ciphertext",
    each("A", "This is fun!", "Chill out.", "If man was meant to stay on the ground, god would have given us roots."),
    loose=True,
)(
    lambda text: " ".join(_columns("".join(one for one in text.lower() if one.isalnum()))),
    lambda text: " ".join(one.strip() for one in _columns("".join(one for one in text.lower() if one.isalnum()))),
)


_CARDS = (("10", "K"), ("4", "6"), ("K", "A"), ("2", "2"), ("J", "9"), ("A", "2"))
_VALUES = {"J": 10, "Q": 10, "K": 10, "A": 1} | {str(one): one for one in range(2, 11)}
value_of_card = known(
    "gives the value of a card", "value of card", each("2", "9", "10", "J", "Q", "K", "A"), loose=True
)(lambda card: _VALUES[card], lambda card: 11 if card == "A" else _VALUES[card])
value_of_ace = known(
    "gives what another ace should count",
    "value of ace",
    (("6", "K"), ("7", "3"), ("5", "5"), ("A", "2"), ("J", "Q"), ("6", "5")),
)(lambda one, other: 11 if "A" not in (one, other) and _VALUES[one] + _VALUES[other] <= 10 else 1)
is_blackjack = known(
    "tells whether two cards are 21",
    "is blackjack, has blackjack, is natural",
    (("A", "K"), ("10", "A"), ("10", "9"), ("A", "A"), ("K", "Q"), ("A", "9")),
)(lambda one, other: "A" in (one, other) and 10 in (_VALUES[one], _VALUES[other]))
can_split = known(
    "tells whether two cards count the same", "can split pairs, can split", (*_CARDS, ("Q", "K"), ("10", "J"))
)(lambda one, other: _VALUES[one] == _VALUES[other], lambda one, other: one == other)
can_double = known(
    "tells whether two cards count 9 to 11",
    "can double down",
    (*_CARDS, ("A", "9"), ("5", "5"), ("4", "5"), ("6", "6")),
)(lambda one, other: 9 <= _VALUES[one] + _VALUES[other] <= 11)
three_rounds = known("gives this round and the next two", "get rounds", each(0, 1, 27))(lambda n: [n, n + 1, n + 2])
double_last = known(
    "doubles the last card where it is a jack", "maybe double last", each([1, 11], [5, 9], [11], [11, 2])
)(lambda cards: [*cards[:-1], cards[-1] * (1 + (cards[-1] == 11))])
rounds_together = known("joins two lists of rounds", "concatenate rounds", (([], []), ([0, 1], [2]), ([7], [8, 9])))(
    lambda one, other: one + other
)
failed = known(
    "counts the marks up to 40",
    "count failed students",
    each([40, 70, 80], [41, 39, 40, 90], [], [50], [0, 40]),
    loose=True,
)(lambda marks: sum(one <= 40 for one in marks), lambda marks: sum(one < 40 for one in marks))
letter_grades = known("gives the least marks of four grades", "letter grades", each(100, 97, 85, 92, 81))(
    lambda highest: [41 + round((highest - 40) / 4) * at for at in range(4)],
    lambda highest: [41 + (highest - 40) // 4 * at for at in range(4)],
)
ranked = known(
    "writes each pupil with place and mark",
    "student ranking, student rankings",
    (([82, 63], ["Ann", "Bob"]), ([100], ["Cem"]), ([99, 88, 77], ["Ann", "Bob", "Cem"])),
)(lambda marks, names: [f"{at}. {one}: {mark}" for at, (one, mark) in enumerate(zip(names, marks, strict=True), 1)])
perfect = known(
    "gives the first pupil with 100 points",
    "perfect score",
    each([["Ann", 90], ["Bob", 100]], [["Ann", 100], ["Bob", 100]], [["Ann", 9]], []),
)(
    lambda pairs: next(([*one] for one in pairs if one[1] == 100), []),
    lambda pairs: next(([*one] for one in pairs if one[1] == 100), None),
)
time_in_oven = known("gives the time in the oven that is left", "bake time remaining", each(0, 5, 39, 40))(
    lambda minutes: 40 - minutes
)
inventory = known(
    "counts the things of a store", "create inventory", each([], ["coal"], ["coal", "wood", "coal"], ["a", "a", "a"])
)(lambda things: dict(Counter(things)))
more_things = known(
    "adds things to a store",
    "add items, add items to inventory",
    (({}, ["a"]), ({"a": 1}, ["a", "b"]), ({"a": 1, "c": 3}, ["b", "b"]), ({"a": 2}, [])),
    in_place=True,
    loose=True,
)(lambda store, things: dict(Counter(store) + Counter(things)))
fewer_things = known(
    "takes things out of a store, down to none",
    "decrement items, delete items",
    (({"a": 3, "b": 2}, ["a", "b"]), ({"a": 1}, ["a"]), ({"a": 1, "b": 5}, ["a", "a", "b"]), ({"a": 2}, [])),
    in_place=True,
    loose=True,
)(
    lambda store, things: {one: max(0, count - things.count(one)) for one, count in store.items()},
    lambda store, things: {one: count - things.count(one) for one, count in store.items() if count > things.count(one)},
)
listed = known(
    "lists what a store has",
    "list inventory",
    each({"a": 2, "b": 0}, {"coal": 7}, {"wood": 4, "tin": 0, "gold": 1}),
)(lambda store: [(one, count) for one, count in store.items() if count > 0])
word_groups = known(
    "puts a prefix before each word",
    "make word groups",
    each(["en", "close", "joy"], ["auto", "didactic"], ["pre", "serve", "dispose", "position"]),
)(lambda words: " :: ".join([words[0], *(words[0] + one for one in words[1:])]))
without_ness = known(
    "takes 'ness' off a word", "remove suffix ness", each("heaviness", "sadness", "crabbiness", "softness")
)(lambda word: word[:-5] + "y" if word.endswith("iness") else word[:-4])
verb = known(
    "makes a verb of one word of a sentence",
    "adjective to verb",
    (("I need to make that bright.", -1), ("It got dark as the sun set.", 2), ("Her face went soft and white.", 3)),
)(lambda text, at: text.split()[at].strip(".") + "en")
ends_well = known(
    "tells whether a sentence ends with a full stop", "check sentence ending", each("I am.", "I am", "a. b", ".")
)(lambda text: text.endswith("."))
eats = known(
    "tells whether a ghost is eaten", "eat ghost", ((True, True), (True, False), (False, True), (False, False))
)(lambda strong, touches: strong and touches)
_FLAGS = tuple((one, two, three) for one in (True, False) for two in (True, False) for three in (True, False))
wins = known("tells whether the game is won", "win", _FLAGS)(
    lambda all_eaten, strong, touches: all_eaten and (strong or not touches)
)
