"""Reads the course's files once and checks all of it, so that nobody else has to."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.curriculum.errors import CurriculumError
from agents.curriculum.graph import find_cycle
from agents.curriculum.model import Concept, Curriculum, Module

__all__ = ["FOLDER", "curriculum", "load"]

FOLDER = Path(__file__).parent
"""Where the course's files are."""

_COURSE = "course.toml"

_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=50)]  # a component of progress events
_Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    """A part of a file: what is misspelt is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _ConceptEntry(_Strict):
    id: _Id
    title: _Text
    prerequisites: tuple[_Id, ...]


class _ModuleEntry(_Strict):
    id: _Id
    title: _Text
    concepts: Annotated[tuple[_ConceptEntry, ...], Field(min_length=1)]


class _Course(_Strict):
    modules: Annotated[tuple[_ModuleEntry, ...], Field(min_length=1)]
    topics: dict[_Text, Annotated[tuple[_Id, ...], Field(min_length=2)]]


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
        folder: holds `course.toml`.

    Raises:
        CurriculumError: names the file, the place and what must be there.
    """
    course = _read(folder / _COURSE, _Course)
    modules, concepts = _entries(course)
    _check_graph(concepts)
    for topic, members in course.topics.items():
        _check_known(members, concepts, f"topics.{topic}")
    return Curriculum(modules=modules, concepts=concepts, topics=course.topics)


def _entries(course: _Course) -> tuple[dict[str, Module], dict[str, Concept]]:
    modules: dict[str, Module] = {}
    concepts: dict[str, Concept] = {}
    for module in course.modules:
        for entry in module.concepts:
            if entry.id in concepts:
                raise CurriculumError(_COURSE, f"concept {entry.id}", "is there twice")
            concepts[entry.id] = Concept(
                id=entry.id, title=entry.title, module=module.id, prerequisites=entry.prerequisites
            )
        if module.id in modules:
            raise CurriculumError(_COURSE, f"module {module.id}", "is there twice")
        ids = tuple(entry.id for entry in module.concepts)
        modules[module.id] = Module(id=module.id, title=module.title, concepts=ids)
    both = sorted(modules.keys() & concepts.keys())
    if both:
        raise CurriculumError(_COURSE, f"concept {both[0]}", "has the id of a module: a component could be either")
    return modules, concepts


def _check_graph(concepts: dict[str, Concept]) -> None:
    for concept in concepts.values():
        _check_known(concept.prerequisites, concepts, f"concept {concept.id}: prerequisites")
    cycle = find_cycle({concept.id: concept.prerequisites for concept in concepts.values()})
    if cycle is not None:
        raise CurriculumError(_COURSE, "prerequisites", f"must not go in a circle: {' needs '.join(cycle)}")


def _check_known(named: tuple[str, ...], concepts: dict[str, Concept], place: str) -> None:
    for name in named:
        if name not in concepts:
            raise CurriculumError(_COURSE, place, f"there is no concept {name!r}")


_File = TypeVar("_File", bound=_Strict)


def _read(path: Path, shape: type[_File]) -> _File:
    file = path.name
    try:
        return shape.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise CurriculumError(file, "", f"is missing in {path.parent.name}/") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CurriculumError(file, "", f"is not TOML in UTF-8: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CurriculumError(file, place, first["msg"]) from None
