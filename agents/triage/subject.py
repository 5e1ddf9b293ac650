"""What a message is about: the concept, topic or module that it names. Pure."""

from agents.curriculum.model import Curriculum
from agents.curriculum.names import Names
from agents.curriculum.standing import standing_of
from agents.curriculum.text import STOP_WORDS, words
from schemas.mastery import MasteryScores

__all__ = ["Subjects"]

_LONGEST = 4
"""Words of the longest name that is looked for, such as `list of lists`."""


class Subjects:
    """Finds subjects by the names of a course."""

    def __init__(self, course: Curriculum) -> None:
        self._course = course
        self._names = Names(course)

    def named(self, text: str) -> str | None:
        """The subject with the longest name in a text, the first of several: a module's or topic's name, or an id."""
        asked = words(text)
        for length in range(_LONGEST, 0, -1):
            for place in range(len(asked) - length + 1):
                run = asked[place : place + length]
                found = self._names.concepts(" ".join(run))
                if found and not STOP_WORDS.issuperset(run):
                    return found[0] if len(found) == 1 else self._group(found)
        return None

    def next_for(self, mastery: MasteryScores | None) -> str:
        """What to learn when nothing was named: the first concept, in teaching order, that is not known."""
        standing = standing_of(self._course, self._names, mastery)
        unknown = (one for one in self._course.concepts if not standing.knows(one))
        return next(unknown, list(self._course.concepts)[-1])

    def practice(self, subject: str) -> str:
        """The topic of exercises for a subject."""
        concept = self._course.concepts.get(subject)
        return concept.practice if concept is not None else subject

    def component(self, subject: str | None, mastery: MasteryScores | None) -> str | None:
        """The student's component that a subject is tracked under, if there is one."""
        if subject is None or mastery is None:
            return None
        if subject in mastery.latest_scores:
            return subject
        wanted = self._names.concepts(subject)
        same = (one for one in mastery.components_tracked if self._names.concepts(one) == wanted)
        return next(same, None)

    def _group(self, ids: tuple[str, ...]) -> str:
        for module in self._course.modules.values():
            if module.concepts == ids:
                return module.id
        return next(name for name, members in self._course.topics.items() if members == ids)
