"""Learning which concept a question resembles: traits, strange words, weights."""

from dataclasses import replace
from pathlib import Path

import pytest

from agents.concepts import learning
from agents.concepts.lessons import Lesson, fingerprint, lessons
from agents.concepts.likeness import ELSEWHERE, Likeness
from agents.concepts.traits import traits_of
from agents.concepts.vocabulary import Vocabulary
from agents.curriculum.loading import curriculum
from agents.curriculum.messages import split_message

LESSONS = (
    Lesson("a list of names", "lists", 1.0),
    Lesson("append to a list", "lists", 1.0),
    Lesson("append names, extend", "lists", 1.0),
    Lesson("names of my children", ELSEWHERE, 1.0),
)
WORDS = Vocabulary(LESSONS)


def test_the_weights_are_those_of_the_present_course() -> None:
    assert Likeness.read().source == fingerprint(lessons(curriculum())), "run python -m agents.concepts.learning"


def test_the_weights_have_every_concept() -> None:
    assert Likeness.read().concepts == (*curriculum().concepts, ELSEWHERE)


def test_every_text_of_the_course_is_a_lesson() -> None:
    texts = {one.text: one.concept for one in lessons(curriculum())}
    assert texts["For loops"] == "for-loops"
    assert texts["how many planets are there"] == ELSEWHERE
    assert any(one.startswith("Two names, one list\n```") for one in texts)


@pytest.mark.parametrize(
    ("said", "share"),
    [("append names", 0.0), ("append tomatoes", 0.5), ("children", 1.0), ("extend", 1.0), ("is it about this", 0.0)],
)
def test_a_word_is_strange_where_the_course_has_it_once_or_never(said: str, share: float) -> None:
    [*_, last] = [(0.0, ()), *traits_of(split_message(said), WORDS).groups]
    strange = traits_of(split_message("tomatoes"), WORDS).groups[-1][1]
    assert (last[0] if last[1] == strange else 0.0) == share


def test_a_misspelt_word_counts_as_what_is_meant() -> None:
    assert traits_of(split_message("apend childern"), WORDS) == traits_of(split_message("append children"), WORDS)


def test_words_of_one_sense_resemble_each_other() -> None:
    def buckets(said: str) -> set[int]:
        return {bucket for _, them in traits_of(split_message(said), WORDS).groups for bucket in them}

    saved, kept, sold = buckets("save score"), buckets("keep points"), buckets("sell tomatoes")
    assert len(saved & kept) > 1 + len(saved & sold)


def test_code_counts_by_what_it_uses() -> None:
    loop = {bucket for _, them in traits_of(split_message("for x in y:\n    pass"), WORDS).groups for bucket in them}
    other = {bucket for _, them in traits_of(split_message("for a in b:\n    c = 1"), WORDS).groups for bucket in them}
    sums = {bucket for _, them in traits_of(split_message("a = b + c"), WORDS).groups for bucket in them}
    assert len(loop & other) > len(loop & sums)


def test_weights_are_as_they_were_when_read_again(tmp_path: Path) -> None:
    read = Likeness.read()
    (tmp_path / "weights").write_bytes(read.to_bytes())
    assert Likeness.read(tmp_path / "weights") == read


def test_what_was_told_is_learnt_and_the_same_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "lessons", lambda _: LESSONS)
    course = curriculum()
    small = replace(course, concepts={one: course.concepts[one] for one in ("lists", "tuples")})
    learnt = learning.learn(small)
    margins = learnt.margins(traits_of(split_message("append a name"), WORDS))
    assert max(margins, key=margins.__getitem__) == "lists"
    assert learning.learn(small) == learnt
