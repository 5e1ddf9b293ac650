"""What is explained can be practised: the links lead to exercises."""

from agents.curriculum.loading import curriculum
from agents.exercise.catalogue import families
from agents.exercise.topics import on_topic


def test_every_link_leads_to_exercises() -> None:
    for concept in curriculum().concepts.values():
        assert on_topic(concept.practice), concept.id


def test_exercises_of_its_own_come_first() -> None:
    practised = {family.concept for family in families().values()}
    for concept in curriculum().concepts.values():
        if concept.id in practised:
            assert concept.practice == concept.id, f"{concept.id}: leave `practice` away"
