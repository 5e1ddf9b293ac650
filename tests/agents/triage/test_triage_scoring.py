"""The decision: who, how sure, why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.triage.loading import examples, triage
from agents.triage.resemblance import Resemblance
from agents.triage.rules import RULES
from agents.triage.signs import AGENTS


def test_a_verdict_says_why_and_who_came_next() -> None:
    verdict = triage().decide(
        "Traceback (most recent call last):\n  File 'a.py', line 1\nNameError: name 'x' is not defined"
    )
    assert verdict.agent == verdict.best == "debug"
    assert verdict.confidence > 0.9
    assert verdict.runner_up in AGENTS
    assert any("traceback" in reason for reason in verdict.reasons["debug"])


def test_code_beside_the_message_counts() -> None:
    verdict = triage().decide("what do you think?", "def f(x):\n    return x")
    assert (verdict.agent, verdict.code) == ("review", "def f(x):\n    return x")
    assert triage().decide("why?", "for i in range(3)\n    print(i)").agent == "debug", "the code is no Python"


def test_mixed_intent_goes_to_the_stronger_one_with_the_other_as_runner_up() -> None:
    verdict = triage().decide("I don't understand recursion, can you explain it and give me an exercise?")
    assert {verdict.best, verdict.runner_up} == {"concepts", "exercise"}


@pytest.mark.parametrize("message", ["hi", "ok thanks", "???", "asdf qwer"])
def test_nothing_said_is_asked_back(message: str) -> None:
    verdict = triage().decide(message)
    assert verdict.agent is None
    assert verdict.best in AGENTS


@given(st.text(max_size=300), st.text(max_size=100))
def test_any_message_gets_a_verdict(message: str, code: str) -> None:
    verdict = triage().decide(message, code)
    assert 0 < verdict.confidence <= 1
    assert verdict.agent in (None, verdict.best)
    assert verdict.best != verdict.runner_up


def test_every_rule_can_be_read() -> None:
    assert {rule.agent for rule in RULES} == set(AGENTS)
    assert all(rule.reason and rule.weight for rule in RULES)
    assert len({(rule.agent, rule.reason) for rule in RULES}) == len(RULES)


def test_an_example_speaks_for_its_agent() -> None:
    resemblance = Resemblance(examples())
    for agent, texts in examples().items():
        right = sum(max((w := resemblance.weights([one.split()])), key=lambda who: w[who]) == agent for one in texts)
        assert right > 0.8 * len(texts), agent
