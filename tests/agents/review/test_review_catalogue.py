"""Every rule proves itself: its example breaks it, its better form does not and scores no worse."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping

import pytest

from agents.review import checks
from agents.review.analysis import MISTAKE, Broken, Findings, analyse, parse
from agents.review.catalogue import BY_RUFF, CHECKS, RULES
from agents.review.checking import Check
from agents.review.mistaken import MISTAKES
from agents.review.practices import PRACTICES
from agents.review.program import Program
from agents.review.rules import CRITERIA, LEVELS, Criterion, Rule
from agents.review.score import penalties

assert checks.__doc__

FALLING = 1e-9


def findings(text: str) -> Findings:
    tree = parse(text)
    assert not isinstance(tree, Broken), tree
    found = analyse(text, tree)
    assert found.left_out == ()
    return found


def sums(text: str) -> Mapping[Criterion, float]:
    return penalties(findings(text).places, CRITERIA, "mastered")


def test_codes_are_unique() -> None:
    assert [code for code, count in Counter(rule.code for rule in RULES).items() if count > 1] == []
    codes = Counter(code for rule in RULES for code in rule.ruff)
    assert [code for code, count in codes.items() if count > 1] == []
    assert len(BY_RUFF) == len(codes)


def test_every_check_that_is_written_is_in_the_catalogue() -> None:
    written = {
        id(value)
        for name, module in sys.modules.items()
        if name.startswith(f"{checks.__name__}.")
        for value in vars(module).values()
        if isinstance(value, Check)
    }
    assert written == {id(one) for one in CHECKS}


def test_ruff_knows_the_codes() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "ruff", "rule", "--all", "--output-format", "json"], capture_output=True, check=True
    )
    known = {rule["code"]: rule["status"] for rule in json.loads(told.stdout)}
    assert set(BY_RUFF) <= set(known)
    assert [code for code in BY_RUFF if "Removed" in known[code] or "Deprecated" in known[code]] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_complete(rule: Rule) -> None:
    assert rule.weights
    assert set(rule.weights) <= set(CRITERIA)
    assert all(0 < weight < 1 for weight in rule.weights.values())
    assert rule.level in LEVELS
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    assert rule.do.endswith(".")
    assert rule.example != rule.better


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_finds_its_example_alone(rule: Rule) -> None:
    assert rule in findings(rule.example).places
    assert rule not in findings(rule.better).places


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_better_form_costs_no_criterion_anything(rule: Rule) -> None:
    worse, better = sums(rule.example), sums(rule.better)
    assert {one for one in CRITERIA if better[one] > worse[one] + FALLING} == set()
    assert better[rule.criterion] < worse[rule.criterion]


@pytest.mark.parametrize("rule", MISTAKES.values(), ids=lambda rule: rule.code)
def test_a_mistake_that_the_debug_agent_explains_costs_correctness(rule: Rule) -> None:
    worse, better = sums(rule.example), sums(rule.better)
    assert worse["correctness"] >= MISTAKE
    assert worse["correctness"] > better["correctness"]
    assert rule not in findings(rule.better).places


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.code)
def test_a_practice_is_seen_where_it_is_followed(practice: object) -> None:
    for text, expected in ((practice.example, True), (practice.other, False)):  # type: ignore[attr-defined]
        tree = parse(text)
        assert not isinstance(tree, Broken)
        assert practice.find(Program(text, tree)) is expected  # type: ignore[attr-defined]
