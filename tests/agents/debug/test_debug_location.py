"""Mistakes put into correct programs are found at their place and told in our words."""

from pathlib import Path

import pytest

from agents.debug.analysis import analyse
from benchmarks.debug_quality import broken, found
from benchmarks.novice_mutations import MUTATIONS, Mutant, mutants

SHARE = 0.95
"""Of programs that do not compile, to be located within a line and explained."""

PROGRAMS = {
    "shop": """\
import math

PRICES = {"apple": 0.5, "pear": 0.75, "melon": 3}


def total_price(basket, discount=0):
    \"\"\"What a basket costs.\"\"\"
    total = 0
    for name, count in basket.items():
        if name in PRICES and count > 0:
            total += PRICES[name] * count
        elif count == 0:
            # nothing to pay
            continue
        else:
            print('unknown: ' + name)
    return math.floor(total * (1 - discount))


def main():
    my_basket = {"apple": 4, "pear": 2}
    count = 0
    while count != 3:
        print("round", count)
        count += 1
    print(total_price(my_basket, discount=0.1))
    result = count


main()
""",
    "grades": """\
class Student:
    def __init__(self, name, grades):
        self.name = name
        self.grades = grades

    def average(self):
        if len(self.grades) == 0:
            return 0
        return sum(self.grades) / len(self.grades)


def best(students):
    best_so_far = None
    for student in students:
        if best_so_far is None or student.average() >= best_so_far.average():
            best_so_far = student
    return best_so_far


people = [Student("Ada", [1, 2, 1]), Student("Bob", [3, 2])]
top = best(people)
print(top.name, "has", top.average())
if top.average() <= 1.5:
    print('very good')
else:
    print('good')
""",
}

ALL = [(program, mutant) for program, code in PROGRAMS.items() for mutant in mutants(code, program)]


@pytest.mark.parametrize("code", PROGRAMS.values(), ids=PROGRAMS)
def test_the_programs_are_correct(code: str) -> None:
    assert not [one for one in analyse(code).findings if one.kind.severity != "hint"]


@pytest.mark.parametrize(("program", "mutant"), ALL, ids=[f"{program}-{mutant.mutation}" for program, mutant in ALL])
def test_a_mistake_is_found_within_a_line_and_explained(program: str, mutant: Mutant) -> None:
    first = analyse(mutant.code).findings[0]
    assert first.kind.severity == "error"
    assert abs(first.span.line - mutant.line) <= 1, mutant
    assert first.kind.code not in {"unexpected-syntax", "syntax-explained", "more-to-repair"}, mutant


def test_programs_as_students_break_them_are_located_and_explained() -> None:
    written = list(broken(Path(__file__).parent / "broken"))
    assert len(written) > 170
    located, explained = found(written)
    assert located >= SHARE
    assert explained >= SHARE


def test_most_mutations_are_tried() -> None:
    assert len({mutant.mutation for _, mutant in ALL}) > 0.8 * len(MUTATIONS)
