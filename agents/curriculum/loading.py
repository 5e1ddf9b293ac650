"""Reads the course's files once and checks all of it, so that nobody else has to."""

import ast
from collections.abc import Container, Iterable, Mapping
from functools import cache
from pathlib import Path

from agents.curriculum.errors import CurriculumError
from agents.curriculum.files import ConceptEntry, CourseFile, TeachingFile, read_file
from agents.curriculum.graph import find_cycle
from agents.curriculum.model import Concept, Curriculum, Module

__all__ = ["FOLDER", "curriculum", "load"]

FOLDER = Path(__file__).parent
"""Where the course's files are."""

_COURSE = "course.toml"


@cache
def curriculum() -> Curriculum:
    """The course of this repository, read at the first call.

    Raises:
        CurriculumError: see `load`.
    """
    return load(FOLDER)


def load(folder: Path) -> Curriculum:
    """Read and check a course.

    Args:
        folder: holds `course.toml` and `concepts/<module>/<id>.toml` for each concept of it.

    Raises:
        CurriculumError: names the file, the place and what must be there.
    """
    course = read_file(folder, _COURSE, CourseFile)
    modules: dict[str, Module] = {}
    concepts: dict[str, Concept] = {}
    for entry in course.modules:
        if entry.id in modules:
            raise CurriculumError(_COURSE, f"module {entry.id}", "is there twice")
        modules[entry.id] = Module(id=entry.id, title=entry.title, concepts=tuple(one.id for one in entry.concepts))
        for one in entry.concepts:
            if one.id in concepts:
                raise CurriculumError(_COURSE, f"concept {one.id}", "is there twice")
            concepts[one.id] = _concept(folder, entry.id, one)
    _check_course(modules, concepts, course.topics)
    _check_files(folder, concepts)
    return Curriculum(modules=modules, concepts=concepts, topics=course.topics)


def _concept(folder: Path, module: str, entry: ConceptEntry) -> Concept:
    file = _file_of(module, entry.id)
    taught = read_file(folder, file, TeachingFile)
    for number, example in enumerate(taught.examples, 1):
        try:
            ast.parse(example.code)
        except SyntaxError as error:
            raise CurriculumError(
                file, f"example {number}, line {error.lineno}", f"is not Python: {error.msg}"
            ) from None
    return Concept(
        id=entry.id,
        title=entry.title,
        module=module,
        prerequisites=entry.prerequisites,
        related=taught.related,
        practice=taught.practice or entry.id,
        aliases=taught.aliases,
        misspellings=taught.misspellings,
        phrases=taught.phrases,
        explanation=taught.by_depth(),
        examples=taught.examples,
        mistakes=taught.mistakes,
        misconceptions=taught.misconceptions,
    )


def _file_of(module: str, concept: str) -> str:
    return f"concepts/{module}/{concept}.toml"


def _check_course(
    modules: Mapping[str, Module], concepts: Mapping[str, Concept], topics: Mapping[str, tuple[str, ...]]
) -> None:
    both = sorted(modules.keys() & concepts.keys())
    if both:
        raise CurriculumError(_COURSE, f"concept {both[0]}", "has the id of a module: a component could be either")
    for concept in concepts.values():
        _check_known(_COURSE, f"concept {concept.id}: prerequisites", concept.prerequisites, concepts)
        file = _file_of(concept.module, concept.id)
        _check_known(file, "related", concept.related, concepts)
        _check_known(file, "practice", [concept.practice], {**concepts, **modules})
        if concept.id in concept.related:
            raise CurriculumError(file, "related", "must not name the concept itself")
    cycle = find_cycle({name: concept.prerequisites for name, concept in concepts.items()})
    if cycle is not None:
        raise CurriculumError(_COURSE, "prerequisites", f"must not go in a circle: {' needs '.join(cycle)}")
    for topic, members in topics.items():
        _check_known(_COURSE, f"topics.{topic}", members, concepts)
    _check_names(concepts)


def _check_known(file: str, place: str, named: Iterable[str], concepts: Container[str]) -> None:
    for name in named:
        if name not in concepts:
            raise CurriculumError(file, place, f"there is no concept {name!r}")


def _check_names(concepts: Mapping[str, Concept]) -> None:
    """A name belongs to one concept: what a student means by it must not depend on chance."""
    owners: dict[str, str] = {}
    for concept in concepts.values():
        names = {name.casefold() for name in (concept.id, concept.title, *concept.aliases, *concept.misspellings)}
        for name in sorted(names):
            owner = owners.setdefault(name, concept.id)
            if owner != concept.id:
                raise CurriculumError(_file_of(concept.module, concept.id), f"name {name!r}", f"belongs to {owner}")


def _check_files(folder: Path, concepts: Mapping[str, Concept]) -> None:
    known = {_file_of(concept.module, concept.id) for concept in concepts.values()}
    for path in sorted((folder / "concepts").rglob("*.toml")):
        file = path.relative_to(folder).as_posix()
        if file not in known:
            raise CurriculumError(file, "", f"{_COURSE} has no such concept in this module: add it there")
