"""Constraints are read from requests, checked on code, and known to be possible or not."""

import ast

import pytest

from agents.exercise.catalogue import families
from agents.exercise.constraints import RULES, Wish, alternatives_to, broken, possible, read_wish
from schemas.errors import InvalidError

CODE = {
    "no_loops": ("sum(values)", "for x in y: pass"),
    "no_comprehensions": ("for x in y: pass", "[x for x in y]"),
    "no_recursion": ("def f(): return g()", "def f(): return g()\ndef g(): return f()"),
    "no_imports": ("len([])", "def f():\n    import os"),
    "use_loops": ("while x: pass", "[x for x in y]"),
    "use_comprehension": ("{x for x in y}", "for x in y: pass"),
    "use_recursion": ("class A:\n    def f(self): return self.f()", "def f(): return g()"),
}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_checked_on_code(name: str) -> None:
    kept, not_kept = CODE[name]
    assert broken([name], ast.parse(kept)) == []
    assert broken([name], ast.parse(not_kept)) == [name]


@pytest.mark.parametrize(
    "raw",
    [
        {"no_loops": True, "max_minutes": 10},
        {"no loops": True, "time": 10},
        {"No-Loops": True, "time_limit": 10, "no_imports": False},
    ],
)
def test_constraints_are_read_however_they_are_written(raw: dict[str, object]) -> None:
    assert read_wish(raw) == Wish(("no_loops",), 10)


def test_no_constraints() -> None:
    assert read_wish(None) == read_wish({}) == Wish()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"no_lops": True}, "no_loops"),
        ({"no_loops": 1}, "true or false"),
        ({"time": 0}, "whole minutes"),
        ({"time": True}, "whole minutes"),
        ({"time": "10"}, "whole minutes"),
    ],
)
def test_bad_constraints_say_what_they_must_be(raw: dict[str, object], told: str) -> None:
    with pytest.raises(InvalidError, match=told):
        read_wish(raw)


def test_a_family_is_possible_if_one_of_its_solutions_keeps_all_rules() -> None:
    assert possible("power-sum", Wish(("no_loops", "use_recursion")))
    assert possible("power-sum", Wish(("no_recursion", "use_loops")))
    assert not possible("power-sum", Wish(("no_recursion", "use_recursion")))
    assert not possible("pet-class", Wish(("use_recursion",)))


def test_time_is_a_constraint() -> None:
    minutes = families()["power-sum"].minutes
    assert possible("power-sum", Wish(max_minutes=minutes))
    assert not possible("power-sum", Wish(max_minutes=minutes - 1))


def test_what_is_possible_instead_is_possible() -> None:
    candidates = ["power-sum", "pet-class"]
    told = alternatives_to(Wish(("no_recursion", "use_recursion")), candidates)
    assert "use_recursion" in told["possible"]
    for name in told["possible"]:
        assert any(possible(one, Wish((name,))) for one in candidates)
    assert any(possible(one, Wish(max_minutes=told["least_minutes"])) for one in candidates)
    assert not any(possible(one, Wish(max_minutes=told["least_minutes"] - 1)) for one in candidates)
