"""Whether every copy of mastery says what the oracle says. Pure: the copies are read elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ["Disagreement", "compare_bytes", "student_of", "students_of"]


@dataclass(frozen=True)
class Disagreement:
    """One value that is not what it should be: in which copy, whose, and how."""

    copy: str
    student_id: str
    key: str
    how: str

    def __str__(self) -> str:
        return f"{self.student_id}: {self.copy} {self.how} {self.key}"


def compare_bytes(copy: str, found: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> list[Disagreement]:
    """Compare by key, both ways: values that are missing, too many, or different."""
    disagreements = []
    for key in sorted(found.keys() | wanted.keys()):
        if found.get(key) == wanted.get(key):
            continue
        how = "lacks" if key not in found else "has an unwanted" if key not in wanted else "differs in"
        disagreements.append(Disagreement(copy, student_of(key), key, how))
    return disagreements


def student_of(key: str) -> str:
    """The student of `student:{id}:mastery:{latest or day}`; ids hold no colon."""
    return key.split(":")[1]


def students_of(disagreements: Iterable[Disagreement]) -> list[str]:
    """Whose values disagree, sorted, each once."""
    return sorted({one.student_id for one in disagreements})
