"""The course's files as they are written: their shapes, strictly, and reading one."""

import tomllib
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from agents.curriculum.errors import CurriculumError
from agents.curriculum.model import Depth, Example, Misconception, Mistake

__all__ = ["ConceptEntry", "CourseFile", "ModuleEntry", "TeachingFile", "read_file"]


def _paragraphs(text: str) -> str:
    """Lines joined to paragraphs: where a line ends in the file means nothing."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=50)]  # a component of progress events
Text = Annotated[str, Field(min_length=1)]
Prose = Annotated[str, Field(min_length=40), AfterValidator(_paragraphs)]  # less explains nothing


class _Strict(BaseModel):
    """A part of a file: what is misspelt is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ConceptEntry(_Strict):
    """A concept in `course.toml`."""

    id: Id
    title: Text
    prerequisites: tuple[Id, ...]


class ModuleEntry(_Strict):
    """A module in `course.toml`."""

    id: Id
    title: Text
    concepts: Annotated[tuple[ConceptEntry, ...], Field(min_length=1)]


class CourseFile(_Strict):
    """`course.toml`."""

    modules: Annotated[tuple[ModuleEntry, ...], Field(min_length=1)]
    topics: dict[Text, Annotated[tuple[Id, ...], Field(min_length=2)]]


class _Explanation(_Strict):
    beginner: Prose
    learning: Prose
    proficient: Prose


class TeachingFile(_Strict):
    """`concepts/<module>/<id>.toml`: what `model.Concept` says of these fields."""

    aliases: Annotated[tuple[Text, ...], Field(min_length=1)]
    misspellings: tuple[Text, ...]
    phrases: Annotated[tuple[Text, ...], Field(min_length=1)]
    related: Annotated[tuple[Id, ...], Field(min_length=1)]
    practice: Id | None = None
    explanation: _Explanation
    examples: Annotated[tuple[Example, ...], Field(min_length=2)]
    mistakes: Annotated[tuple[Mistake, ...], Field(min_length=1)]
    misconceptions: Annotated[tuple[Misconception, ...], Field(min_length=1)]

    def by_depth(self) -> dict[Depth, str]:
        """The explanation at each depth."""
        texts = self.explanation
        return {"beginner": texts.beginner, "learning": texts.learning, "proficient": texts.proficient}


_File = TypeVar("_File", bound=_Strict)


def read_file(folder: Path, name: str, shape: type[_File]) -> _File:
    """Read one file.

    Args:
        folder: of the course.
        name: of the file, from there.
        shape: what it must be.

    Raises:
        CurriculumError: it is missing, no TOML, or breaks the shape.
    """
    try:
        return shape.model_validate(tomllib.loads((folder / name).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise CurriculumError(name, "", "is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CurriculumError(name, "", f"is not TOML in UTF-8: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CurriculumError(name, place, first["msg"]) from None
