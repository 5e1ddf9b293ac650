"""The score is monotone: a fixed place never lowers it, repeats are capped, length buys nothing."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.review.analysis import Broken, analyse, parse
from agents.review.catalogue import RULES
from agents.review.rules import CRITERIA, LEVELS, Criterion, Place, Rule
from agents.review.score import AHEAD, CAP, overall, penalties, scores
from agents.review.work import penalty
from schemas.mastery import Level

PLACES = st.builds(Place, line=st.integers(1, 99), amount=st.floats(0.1, 5))
FOUND = st.dictionaries(st.sampled_from(RULES), st.lists(PLACES, min_size=1, max_size=9), max_size=20)
ASKED = st.lists(st.sampled_from(CRITERIA), min_size=1, unique=True).map(tuple)
LEVEL = st.sampled_from(LEVELS)


# -- the formula -------------------------------------------------------------------------------------------------------
@given(FOUND, ASKED, LEVEL, st.data())
def test_a_place_less_never_lowers_a_score(
    found: dict[Rule, list[Place]], asked: tuple[Criterion, ...], level: Level, data: st.DataObject
) -> None:
    before = penalties(found, asked, level)
    if found:
        rule = data.draw(st.sampled_from(list(found)))
        less = {**found, rule: found[rule][1:]}
        after = penalties({one: places for one, places in less.items() if places}, asked, level)
        assert all(after[one] <= before[one] for one in asked)
        assert overall(after) >= overall(before)


@given(FOUND, ASKED, LEVEL)
def test_scores_lie_between_0_and_1(found: dict[Rule, list[Place]], asked: tuple[Criterion, ...], level: Level) -> None:
    sums = penalties(found, asked, level)
    every = scores(sums)
    assert all(0 < score <= 1 for score in every.values())
    assert min(every.values()) - 1e-6 <= overall(sums) <= max(every.values()) + 1e-6


@given(st.sampled_from(RULES), st.integers(1, 10_000), LEVEL)
def test_repeats_of_one_rule_are_capped(rule: Rule, count: int, level: Level) -> None:
    once = penalties({rule: [Place(1)]}, CRITERIA, level)
    often = penalties({rule: [Place(line) for line in range(count)]}, CRITERIA, level)
    assert all(once[one] <= often[one] + 1e-9 and often[one] <= CAP * once[one] + 1e-9 for one in CRITERIA)


def test_no_place_is_a_perfect_score() -> None:
    sums = penalties({}, CRITERIA, "mastered")
    assert scores(sums) == dict.fromkeys(CRITERIA, 1.0)
    assert overall(sums) == 1.0


def test_one_place_costs_its_weight() -> None:
    rule = next(one for one in RULES if one.code == "string-building")
    sums = penalties({rule: [Place(3)]}, ("efficiency",), "learning")
    assert sums == {"efficiency": rule.weights["efficiency"]}
    assert scores(sums) == {"efficiency": round(1 / 1.25, 6)}
    assert penalties({rule: [Place(3)]}, ("efficiency",), "beginner") == {"efficiency": AHEAD * 0.25}


# -- whole programs ----------------------------------------------------------------------------------------------------
def in_a_function(text: str, name: str) -> str:
    """A snippet as a part of a program: what it defines and names is its own."""
    body = "".join(f"    {line}\n" if line else "\n" for line in text.rstrip().split("\n"))
    return f"def part_{name}():\n    # part {name}\n{body}"


def composed(parts: list[str]) -> dict[Criterion, float]:
    names = ("alpha", "bravo", "delta", "golf", "kilo", "lima", "oscar", "papa")
    text = "\n\n".join(in_a_function(part, name) for part, name in zip(parts, names, strict=False))
    tree = parse(text)
    assert not isinstance(tree, Broken), tree
    found = analyse(text, tree)
    assert found.left_out == ()
    return penalties(found.places, CRITERIA, "mastered", penalty(found.program))


def _fits(rule: Rule) -> bool:
    """Whether the rule's example may stand within a function: no module's names, no imports, no rule of the whole."""
    both = rule.example + rule.better
    whole = rule.code in ("long-line", "tabs", "indentation-width", "odd-indentation", "no-functions", "blank-lines")
    return (
        not whole
        and re.search(r"^(?:from|import|global|[A-Z]+ =)|^\s+global|^def |^class |\"\"\"|'''", both, re.MULTILINE)
        is None
    )


SNIPPETS = [rule for rule in RULES if _fits(rule)]


def test_there_are_snippets_of_every_criterion() -> None:
    assert len(SNIPPETS) > 50
    assert {rule.criterion for rule in SNIPPETS} == set(CRITERIA)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=5, unique=True), st.data())
def test_fixing_one_snippet_of_a_program_lowers_nothing(rules: list[Rule], data: st.DataObject) -> None:
    fixed = data.draw(st.integers(0, len(rules) - 1))
    before = composed([rule.example for rule in rules])
    after = composed([rule.better if at == fixed else rule.example for at, rule in enumerate(rules)])
    assert {one: (before[one], after[one]) for one in CRITERIA if after[one] > before[one] + 1e-9} == {}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=5, unique=True), st.sampled_from(SNIPPETS))
def test_more_code_buys_no_score(rules: list[Rule], more: Rule) -> None:
    parts = [rule.example for rule in rules]
    before, after = composed(parts), composed([*parts, more.better])
    assert {one for one in CRITERIA if after[one] < before[one] - 1e-9} == set()
