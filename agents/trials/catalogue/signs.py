"""Tasks that are known by what is said of a function and by how it is written, whatever it is called."""

import re
from dataclasses import dataclass
from typing import Any, Final

from agents.trials.task import Answer, Task, known

__all__ = ["Sign", "signed", "spoken"]

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class Sign:
    """A task and how to know it.

    Attributes:
        task: it has no names.
        least: the share of right answers from which on the others count as wrong.
        says: has to be found in the name and the docstring, see `spoken`.
        unsaid: must not be found there.
        shows: has to be found in the code, written in one way and in small letters.
    """

    task: Task
    least: float
    says: re.Pattern[str]
    unsaid: re.Pattern[str]
    shows: re.Pattern[str]

    def fits(self, said: str, code: str) -> bool:
        """Whether a function may be meant to do this."""
        return bool(self.says.search(said) and self.shows.search(code)) and not self.unsaid.search(said)


_NEVER: Final = r"(?!)"


def signed(
    does: str,
    says: str,
    tries: tuple[tuple[Any, ...], ...],
    *,
    unsaid: str = _NEVER,
    shows: str = "",
    in_place: bool = False,
    least: float = 0.25,
) -> "_Made":
    """Make right functions a task with its sign; see `Sign`."""
    return _Made(known(does, "", tries, in_place=in_place), least, says, unsaid, shows)


@dataclass(frozen=True, slots=True)
class _Made:
    task: Any
    least: float
    says: str
    unsaid: str
    shows: str

    def __call__(self, *answers: Answer) -> Sign:
        # Words in any order are looked for from the beginning alone: from every place it would take the square of it.
        says = rf"\A(?:{self.says})" if self.says.startswith("(?=") else self.says
        return Sign(self.task(*answers), self.least, re.compile(says), re.compile(self.unsaid), re.compile(self.shows))


def spoken(name: str, docstring: str | None) -> str:
    """A function's name as words, and its docstring, in small letters."""
    named = " ".join(_WORD.findall(name))
    return " ".join(f"{named}: {docstring or ''}".lower().split())
