"""Whoever edits the course's files is told what is wrong, and where."""

import re
import shutil
from pathlib import Path

import pytest

from agents.curriculum.errors import CurriculumError
from agents.curriculum.loading import FOLDER, load

COURSE = """
topics.both = ["alpha", "beta"]

[[modules]]
id = "first"
title = "First"
concepts = [
  { id = "alpha", title = "Alpha", prerequisites = [] },
  { id = "beta", title = "Beta", prerequisites = ["alpha"] },
]
"""

TEACHING = """
aliases = ["{name} thing"]
misspellings = []
phrases = ["what {name} is"]
related = ["{other}"]
explanation.beginner = '''Long enough to explain something,
over two lines, {name}.'''
explanation.learning = "Long enough to explain something to someone, {name}."
explanation.proficient = "Long enough to explain something to someone, {name}."
mistakes = [{{ mistake = "a", instead = "b" }}]
misconceptions = [{{ belief = "a", truth = "b" }}]
[[examples]]
title = "one"
code = "print(1)"
output = "1"
[[examples]]
title = "two"
code = "print(2)"
output = "2"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "course.toml").write_text(COURSE)
    (tmp_path / "concepts/first").mkdir(parents=True)
    for name, other in (("alpha", "beta"), ("beta", "alpha")):
        (tmp_path / f"concepts/first/{name}.toml").write_text(TEACHING.format(name=name, other=other))
    return tmp_path


def test_a_course_is_read(folder: Path) -> None:
    course = load(folder)
    assert course.modules["first"].concepts == ("alpha", "beta")
    beta = course.concepts["beta"]
    assert beta.prerequisites == ("alpha",)
    assert beta.explanation["beginner"] == "Long enough to explain something, over two lines, beta."
    assert [example.output for example in beta.examples] == ["1", "2"]
    assert course.topics == {"both": ("alpha", "beta")}


BROKEN = {
    "no such prerequisite": ("course.toml", '["alpha"] }', '["gamma"] }', "there is no concept 'gamma'"),
    "a cycle": ("course.toml", "prerequisites = []", 'prerequisites = ["beta"]', "circle: .*alpha needs beta"),
    "a concept twice": ("course.toml", '"beta", title', '"alpha", title', "alpha: is there twice"),
    "an id of a module": ("course.toml", 'id = "first"', 'id = "alpha"', "concepts/alpha/alpha.toml: is missing"),
    "a bad id": ("course.toml", '"beta", title', '"Beta!", title', "modules.0.concepts.1.id: "),
    "an unknown topic": (
        "course.toml",
        '["alpha", "beta"]',
        '["alpha", "nu"]',
        "topics.both: there is no concept 'nu'",
    ),
    "no TOML": ("course.toml", "]\n", "\n", "course.toml: is not TOML"),
    "a misspelt field": ("concepts/first/beta.toml", "phrases", "phraces", "beta.toml: (phrases|phraces): "),
    "a misspelt field inside": ("concepts/first/beta.toml", "title", "titel", r"beta.toml: examples.0.\w+: "),
    "one field too many": ("concepts/first/beta.toml", 'title = "one"', 'title = "one"\nnote = "x"', "examples.0.note"),
    "an unknown relative": (
        "concepts/first/beta.toml",
        '["alpha"]',
        '["gamma"]',
        "related: there is no concept 'gamma'",
    ),
    "no place to practise": (
        "concepts/first/beta.toml",
        "misspellings",
        'practice = "gamma"\nmisspellings',
        "practice: there is no concept 'gamma'",
    ),
    "itself": ("concepts/first/beta.toml", '["alpha"]', '["beta"]', "related: must not name the concept itself"),
    "another's name": ("concepts/first/beta.toml", "beta thing", "Alpha", "name 'alpha': belongs to alpha"),
    "too short a text": (
        "concepts/first/beta.toml",
        "something,\nover two lines, beta.",
        "x",
        "explanation.beginner: .*40",
    ),
    "no Python": ("concepts/first/beta.toml", "print(2)", "print(", "example 2, line 1: is not Python"),
}


@pytest.mark.parametrize(("file", "old", "new", "message"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_is_named(folder: Path, file: str, old: str, new: str, message: str) -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    with pytest.raises(CurriculumError) as caught:
        load(folder)
    assert re.search(message, str(caught.value)), str(caught.value)
    assert caught.value.file in str(caught.value)


def test_a_missing_file_and_a_stray_one_are_named(folder: Path) -> None:
    stray = folder / "concepts/first/gamma.toml"
    shutil.copy(folder / "concepts/first/beta.toml", stray)
    with pytest.raises(CurriculumError, match=r"gamma.toml: course.toml has no such concept"):
        load(folder)
    stray.unlink()
    (folder / "concepts/first/beta.toml").unlink()
    with pytest.raises(CurriculumError, match=r"beta.toml: is missing"):
        load(folder)


def test_the_course_of_the_repository_is_copied_whole(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "copy")
    assert load(tmp_path / "copy") == load(FOLDER)
