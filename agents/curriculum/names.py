"""Which concepts a name means: an id, a title, an alias, a misspelling, a module or a topic."""

from collections.abc import Iterable

from agents.curriculum.model import Curriculum
from agents.curriculum.spelling import nearest_names

__all__ = ["Names"]

_CANDIDATES = 12
"""Names looked at for the nearest concepts: several may belong to one."""


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())


class Names:
    """All names of a course."""

    def __init__(self, course: Curriculum) -> None:
        self._concepts: dict[str, str] = {}
        for concept in course.concepts.values():
            for name in (concept.id, concept.title, *concept.aliases, *concept.misspellings):
                self._concepts.setdefault(_plain(name), concept.id)
        self._groups = {_plain(name): ids for name, ids in course.topics.items()}
        for module in course.modules.values():
            self._groups[_plain(module.id)] = self._groups[_plain(module.title)] = module.concepts
        self._all = sorted({*self._concepts, *self._groups})

    def concept(self, name: str) -> str | None:
        """The id of the one concept that a name means; None if it is none's."""
        plain = _plain(name)
        return self._concepts.get(plain) or self._concepts.get(plain.removesuffix("s"))

    def concepts(self, name: str) -> tuple[str, ...]:
        """The ids that a name means: those of a module or topic, else one concept's; none if it is unknown."""
        group = self._groups.get(_plain(name))
        if group is not None:
            return group
        one = self.concept(name)
        return (one,) if one is not None else ()

    def nearest(self, name: str, count: int = 3) -> list[str]:
        """Ids of the concepts whose names look most like this one, best first."""
        return list(dict.fromkeys(self._ids(nearest_names(_plain(name), self._all, _CANDIDATES))))[:count]

    def _ids(self, names: Iterable[str]) -> Iterable[str]:
        for name in names:
            one = self._concepts.get(name)
            yield from (one,) if one is not None else self._groups[name][:1]
