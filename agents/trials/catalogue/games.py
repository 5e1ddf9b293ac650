"""Of games with cards and dice, and of contests."""

from collections.abc import Iterable, Sequence
from itertools import combinations, permutations, product
from typing import Any, Final

from agents.trials.task import Answer, each, known

_HAND_NAMES: Final = (
    "hand value, blackjack value, value of hand, hand total, blackjack hand, score hand, hand score, blackjack score, "
    "blackjack total, blackjack, calculate score, value, points, hand points, total"
)
_HANDS: Final = ("AK", "98", "AA", "A9K", "KQ5", "AA9", "5AA", "KAQ", "2A37", "AAK", "96", "KQ5A", "K97A")


def _blackjack(ranks: Iterable[str]) -> int:
    total = sum(1 if one == "A" else 10 if one in "JQK" else int(one) for one in ranks)
    return total + 10 if "A" in ranks and total <= 11 else total


def _counted(ranks: Iterable[str], ace: int) -> int:
    return sum(ace if one == "A" else 10 if one in "JQK" else int(one) for one in ranks)


blackjack_value = known(
    "gives the value of a hand in blackjack", _HAND_NAMES, each(*(list(one) for one in _HANDS)), loose=True
)(_blackjack, lambda ranks: _counted(ranks, 11), lambda ranks: _counted(ranks, 1))
blackjack_value_of_pairs = known(
    "gives the value of a hand in blackjack",
    _HAND_NAMES,
    each(*([(one, suit) for one, suit in zip(hand, "SHDC", strict=False)] for hand in _HANDS)),
    loose=True,
)(
    lambda cards: _blackjack([rank for rank, _ in cards]),
    lambda cards: _counted([rank for rank, _ in cards], 11),
    lambda cards: _counted([rank for rank, _ in cards], 1),
)
blackjack_value_of_elevens = known(
    "gives the value of a hand in blackjack",
    _HAND_NAMES,
    each([11, 9], [11, 11], [10, 9], [11, 11, 10], [9, 11, 5, 11]),
    loose=True,
)(lambda cards: _blackjack(["A" if one == 11 else "K" if one == 10 else str(one) for one in cards]))


def _bowled(rolls: Sequence[int]) -> int:
    total = at = 0
    for _ in range(10):
        strike, spare = rolls[at] == 10, sum(rolls[at : at + 2]) == 10
        total += sum(rolls[at : at + (3 if strike or spare else 2)])
        at += 1 if strike else 2
    return total


bowling = known(
    "gives the score of a game of bowling",
    "bowling score, bowling, score game, score bowling, bowling total, bowling game score, score, game score, "
    "calculate score, total score",
    each(
        [0] * 20,
        [9, 0] * 10,
        [10] * 12,
        [5] * 21,
        [5, 5, 3] + [0] * 17,
        [7, 3, 4, 2] + [0] * 16,
        [10, 3, 4] + [0] * 16,
        [10, 7, 3, 9, 0, 10, 0, 8, 8, 2, 0, 6, 10, 10, 10, 8, 1],
    ),
    loose=True,
    unless=r"(?s)\A(?!.*10)",
)(_bowled)

_DICE: Final = (
    [2, 2, 3, 3, 3],
    [1, 2, 3, 4, 5],
    [6, 6, 6, 6, 6],
    [4, 4, 4, 4, 1],
    [5, 1, 1, 5, 5],
    [2, 3, 4, 5, 6],
    [3, 1, 2, 6, 4],
    [1, 1, 2, 3, 6],
)


def _alike(dice: Sequence[int]) -> list[int]:
    """How often each number is there, the most first."""
    return sorted((dice.count(one) for one in set(dice)), reverse=True)


def _straight(dice: Sequence[int], length: int) -> bool:
    return any(set(range(low, low + length)) <= set(dice) for low in range(1, 8 - length))


def _worth(asked: Any, points: int) -> tuple[Answer, ...]:
    """A question about dice as yes or no, with its fixed points, and with the sum of the dice for points."""
    return asked, lambda dice: points * asked(dice), lambda dice: sum(dice) * asked(dice)


full_house = known("tells of a full house", "full house, is full house, score full house", each(*_DICE), loose=True)(
    *_worth(lambda dice: _alike(dice)[:2] == [3, 2], 25),
    lambda dice: 25 * (_alike(dice)[-1] >= 2 or len(set(dice)) == 1),
)
large_straight = known(
    "tells of a large straight", "large straight, is large straight, score large straight", each(*_DICE), loose=True
)(*_worth(lambda dice: _straight(dice, 5), 40))
small_straight = known(
    "tells of a small straight", "small straight, is small straight, score small straight", each(*_DICE), loose=True
)(*_worth(lambda dice: _straight(dice, 4), 30), lambda dice: 30 * (set(dice) == {1, 2, 3, 4, 5}))
five_alike = known(
    "tells of five equal dice", "yahtzee, is yahtzee, score yahtzee, is kniffel, kniffel", each(*_DICE), loose=True
)(*_worth(lambda dice: len(set(dice)) == 1, 50))
four_alike = known(
    "tells of four equal dice",
    "four of a kind, is four of a kind, has four of a kind, score four of a kind",
    each(*_DICE),
    loose=True,
)(
    *_worth(lambda dice: _alike(dice)[0] >= 4, 40),
    lambda dice: _alike(dice)[0] == 4,
    lambda dice: sum(one * 4 for one in set(dice) if dice.count(one) >= 4),
)
three_alike = known(
    "tells of three equal dice",
    "three of a kind, is three of a kind, has three of a kind, score three of a kind",
    each(*_DICE),
    loose=True,
)(
    *_worth(lambda dice: _alike(dice)[0] >= 3, 30),
    lambda dice: _alike(dice)[0] == 3,
    lambda dice: _alike(dice)[:2] == [3, 1],
    lambda dice: sum(one * 3 for one in set(dice) if dice.count(one) >= 3),
)
darts = known(
    "gives the points of a dart",
    "score, dart score, darts, darts score, dart, score dart, points, score throw, dart points",
    ((0, 0), (0.5, 0.5), (3, 0), (0, 5), (1, 0), (-7, 0), (10, 0), (9, 9), (0, -1), (4, 4), (-20, 1)),
    loose=True,
    unless=r"(?s)\A(?!.*10)",
)(lambda x, y: next((points for radius, points in ((1, 10), (5, 5), (10, 1)) if x * x + y * y <= radius * radius), 0))

_WORDS: Final = ("rock", "paper", "scissors")
_TIES: Final = (0, None, "tie", "draw", "Tie", "Draw", "It's a tie", "It's a tie!", "tied", "nobody")
_SIDES: Final = (
    (1, 2),
    (1, -1),
    ("first", "second"),
    ("player1", "player2"),
    ("Player 1", "Player 2"),
    ("player 1", "player 2"),
    ("win", "lose"),
    ("Win", "Lose"),
    ("win", "loss"),
    ("player", "computer"),
    ("Player", "Computer"),
    ("user", "computer"),
    ("You win", "You lose"),
    ("You win!", "You lose!"),
    ("Player 1 wins", "Player 2 wins"),
    ("a", "b"),
    ("left", "right"),
)
rock_paper_scissors = known(
    "tells who wins at rock, paper, scissors",
    "rps, rock paper scissors, rps winner, decide winner, winner, play, judge, determine winner, outcome, result, "
    "duel, "
    "play round, round winner, who wins, compare, get winner, decide, round",
    tuple(product(_WORDS, repeat=2)),
    loose=True,
    unless=r"(?s)\A(?!.*(?:rock|scissors|\brps\b))|'[rps]'",
)(
    *(
        lambda one, other, says=(tie, *sides): says[(_WORDS.index(one) - _WORDS.index(other)) % 3]
        for tie in _TIES
        for sides in _SIDES
    )
)


def _taken(sticks: int, left: int) -> int:
    return (sticks - left) % 4 or 1


best_take = known(
    "tells how many sticks to take so that a multiple of four is left",
    "best take, best move, computer move, optimal move, nim move, computer take, optimal take, computer turn",
    each(1, 2, 3, 4, 5, 6, 7, 8, 9, 15),
    loose=True,
    unless=r"(?s)\A(?!.*4)",
)(
    lambda sticks: _taken(sticks, 0),
    lambda sticks: _taken(sticks, 1),
    lambda sticks: sticks % 4,
    lambda sticks: (sticks - 1) % 4,
)
count_hits = known(
    "counts the numbers of a ticket that are drawn",
    "matches, count matches, hits, count hits, matching numbers, check ticket, count matching, right numbers, "
    "correct numbers",
    (
        ([3, 9, 12, 20, 33, 41], [9, 12, 30, 41, 44, 49]),
        ([1, 2, 3], [4, 5, 6]),
        ([7, 8, 9], [9, 8, 7]),
        ([5, 6, 7, 8], [8, 1, 2, 3]),
    ),
    loose=True,
)(
    lambda ticket, drawn: len(set(ticket) & set(drawn)),
    lambda ticket, drawn: [one for one in ticket if one in drawn],
    lambda ticket, drawn: sum(a == b for a, b in zip(ticket, drawn, strict=True)),
)
_TEAMS: Final = each(["A", "B"], ["Lions", "Bears", "Foxes"], ["N", "E", "S", "W"], ["A", "B", "C", "D", "E"])


def _games(pairs: Any) -> Iterable[Answer]:
    """All pairs as they may be written."""
    yield lambda teams: list(pairs(teams, 2))
    for between in (" vs ", " - ", "-", " v ", " vs. ", " : "):
        yield lambda teams, between=between: list(map(between.join, pairs(teams, 2)))


pairings = known(
    "pairs every team with every other",
    "pairings, fixtures, all matches, all games, matchups, all pairings, match ups, make pairings, create matches, "
    "make matches",
    _TEAMS,
    unordered=True,
    unless=r"\brounds?\b|week|\bdays?\b|round_?robin|\bbye\b",
)(*_games(combinations), *_games(permutations), lambda teams: list(combinations(sorted(teams), 2)))


def _bounces(height: float, bounce: float, least: float, *, equal: bool) -> list[float]:
    """How high the ball comes after each bounce, as long as that is enough."""
    reached = []
    while (height := height * bounce) > least or (equal and height == least):
        reached.append(height)
    return reached


bounces = known(
    "counts how often a ball bounces",
    "bouncing ball, count bounces, bounces, number of bounces, bounce count",
    ((16, 0.5, 1), (10, 0.5, 2), (8, 0.25, 3), (3, 0.5, 1), (100, 0.5, 10)),
)(
    *(
        lambda height, bounce, least, equal=equal, form=form: form(
            height, len(reached := _bounces(height, bounce, least, equal=equal)), sum(reached)
        )
        for equal in (False, True)
        for form in (
            lambda _, count, __: count,
            lambda _, count, __: count + 1,
            lambda _, count, __: 2 * count + 1,
            lambda height, _, way: height + 2 * way,
            lambda height, count, way: (count, height + 2 * way),
        )
    )
)
