"""Ids say what they stand for, and cannot be made, changed or used by others."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.exercise.catalogue import families
from agents.exercise.constraints import RULES
from agents.exercise.problems import EXPIRED_EXERCISE, FOREIGN_EXERCISE, REVISED_EXERCISE, UNKNOWN_EXERCISE
from agents.exercise.tickets import SEED_BITS, Ticket, Tickets, seed_from
from agents.runtime.answering import RefusedError

HOUR = 3600
TICKETS = Tickets("key", HOUR)
TICKET = Ticket("power-sum", 1, 123_456_789, 1_800_000_000, -1.25, ("no_loops", "use_recursion"))
STUDENT = "stu-1"


def refused(exercise_id: str, student: str = STUDENT, now: float = TICKET.made, tickets: Tickets = TICKETS) -> str:
    with pytest.raises(RefusedError) as caught:
        tickets.check(exercise_id, student, now)
    return caught.value.kind.code


@given(
    ticket=st.builds(
        lambda name, seed, made, rating, rules: Ticket(
            name, families()[name].version, seed, made, rating / 100, tuple(sorted(rules))
        ),
        st.sampled_from(sorted(families())),
        st.integers(0, 2**SEED_BITS - 1),
        st.integers(0, 2**33),
        st.integers(-390, 390),
        st.sets(st.sampled_from(sorted(RULES))),
    ),
    student=st.text(min_size=1, max_size=50),
)
def test_an_id_is_read_as_it_was_issued(ticket: Ticket, student: str) -> None:
    exercise_id = TICKETS.issue(ticket, student)
    read = TICKETS.check(exercise_id, student, ticket.made + HOUR - 1)
    assert replace(read, rating=0.0) == replace(ticket, rating=0.0)
    assert read.rating == pytest.approx(ticket.rating, abs=1e-6)
    assert exercise_id.isascii()
    assert "/" not in exercise_id


def test_a_changed_id_is_unknown() -> None:
    exercise_id = TICKETS.issue(TICKET, STUDENT)
    for place in range(len(exercise_id)):
        changed = exercise_id[:place] + ("0" if exercise_id[place] != "0" else "1") + exercise_id[place + 1 :]
        assert refused(changed) == UNKNOWN_EXERCISE.code


@pytest.mark.parametrize("text", ["", "x", "a.b.c.d.e.f.g", "....... ", "é" * 50, "1" * 10_000])
def test_what_was_never_issued_is_unknown(text: str) -> None:
    assert refused(text) == UNKNOWN_EXERCISE.code


def test_another_key_knows_no_ids() -> None:
    assert refused(TICKETS.issue(TICKET, STUDENT), tickets=Tickets("other", HOUR)) == UNKNOWN_EXERCISE.code


def test_an_exercise_belongs_to_its_student() -> None:
    assert refused(TICKETS.issue(TICKET, STUDENT), student="stu-2") == FOREIGN_EXERCISE.code


def test_an_exercise_expires() -> None:
    exercise_id = TICKETS.issue(TICKET, STUDENT)
    assert TICKETS.check(exercise_id, STUDENT, TICKET.made + HOUR - 0.1) == TICKET
    assert refused(exercise_id, now=TICKET.made + HOUR) == EXPIRED_EXERCISE.code


def test_a_revised_family_makes_old_ids_invalid() -> None:
    assert refused(TICKETS.issue(replace(TICKET, version=0), STUDENT)) == REVISED_EXERCISE.code
    assert refused(TICKETS.issue(replace(TICKET, family="gone"), STUDENT)) == REVISED_EXERCISE.code


def test_seeds_follow_from_the_request() -> None:
    assert seed_from("a", 1) == seed_from("a", 1) != seed_from("a", 2)
    assert all(0 <= seed_from(number) < 2**SEED_BITS for number in range(100))
