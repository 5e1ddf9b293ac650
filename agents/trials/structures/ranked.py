"""Objects that keep things with a rank each, and give back the one whose turn it is: queues with priorities."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from agents.runner.program import CallResult
from agents.trials.probe import Found, shown
from agents.trials.structures.shapes import needed, plain_classes

__all__ = ["HARNESS", "RankedProbe", "ranked_probes"]

HARNESS: Final = '''

def _ranked(kind, put, take, things):
    """Put everything in, and take as many things out again."""
    thing, told = kind(), []
    for given in things:
        getattr(thing, put)(*given)
    for _ in things:
        got = getattr(thing, take)()
        told.append([got] if isinstance(got, str) else [one for one in got if isinstance(one, str)])
    return told
'''

_PUT: Final = re.compile(r"(?:push|add|enqueue|put|insert|admit|schedule|submit|arrive|register|queue)(?:_.*)?")
_TAKE: Final = re.compile(
    r"(?:pop|dequeue|take|serve|get|next|remove|poll|pull|extract|call|process|handle|treat|finish|run)(?:_.*)?"
)
_RANK: Final = re.compile(r"priority|prio|level|urgency|rank|severity|importance")
_TIES: Final = re.compile(
    r"arriv|first come|came first|same order|equal|\bties?\b|fifo|in the order|same (?:priority|level|rank|urgency)",
    re.IGNORECASE,
)
_LEAST: Final = re.compile(
    r"\b(?:lower|lowest|smaller|smallest|1 is the (?:most|highest))\b.{0,40}\b(?:first|before)", re.IGNORECASE
)
_GREATEST: Final = re.compile(r"\b(?:higher|highest|larger|largest|greatest)\b.{0,40}\b(?:first|before)", re.IGNORECASE)

_RANKS: Final = (("p", 2), ("q", 1), ("r", 2), ("a", 3), ("s", 1), ("b", 2), ("c", 1))
"""Names of those that came later are not always greater: nothing but the time of coming tells ties apart."""


@dataclass(frozen=True, slots=True)
class RankedProbe:
    """A class with the names of its methods.

    Attributes:
        name: the class.
        line: where it is defined.
        put: the method that is given a thing and a rank.
        rank: at which place the rank is given.
        take: the method that gives a thing back.
        signs: 1 where the least rank may come first, -1 for the greatest.
        ties: whether it is said what comes first of equal ranks.
    """

    name: str
    line: int
    put: str
    rank: int
    take: str
    signs: tuple[int, ...]
    ties: bool

    @property
    def calls(self) -> Sequence[str]:
        """See `Probe`."""
        things = tuple((rank, name) if self.rank == 0 else (name, rank) for name, rank in _RANKS)
        return [f"_ranked({self.name}, {self.put!r}, {self.take!r}, {some!r})" for some in (things[:1], things)]

    def judge(self, results: Sequence[CallResult]) -> Found | None:
        """See `Probe`. The first call shows whether it is such a class at all."""
        if any(one.status != "ok" or one.value is None or not one.value.has_data for one in results):
            return None
        first, got = (one.value.data for one in results if one.value is not None)
        if first != [["p"]] or any(len(one) != 1 for one in got):
            return None
        came = [one for (one,) in got]
        ranks = dict(_RANKS)
        for sign in self.signs:
            wanted = sorted(ranks, key=lambda name: sign * ranks[name])
            fits = [ranks.get(one) for one in came] == [ranks[one] for one in wanted]
            if came == wanted or (fits and not self.ties and sorted(came) == sorted(wanted)):
                return None
        given = ", ".join(f"{name!r} with {rank}" for name, rank in _RANKS)
        told = f"a new `{self.name}` that is given {given} gives them back as {shown(came)}"
        return Found("wrong", self.line, self.name, told)


def ranked_probes(tree: ast.Module) -> Iterator[RankedProbe]:
    """The classes of a program that keep things with ranks."""
    for node in plain_classes(tree):
        methods = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef) and not one.decorator_list}
        init = methods.pop("__init__", None)
        if init is None or needed(init) != ():
            continue
        puts = [(one, at) for one in methods.values() if _PUT.fullmatch(one.name) and (at := _rank_in(one)) is not None]
        takes = [one for one in methods.values() if _TAKE.fullmatch(one.name) and _gives(one)]
        if len(puts) == len(takes) == 1:
            (put, at) = puts[0]
            said = " ".join(
                [ast.get_docstring(node) or "", *(ast.get_docstring(one) or "" for one in methods.values())]
            )
            least, greatest = bool(_LEAST.search(said)), bool(_GREATEST.search(said))
            signs = (1, -1) if least == greatest else (1,) if least else (-1,)
            ties = bool(_TIES.search(said))
            yield RankedProbe(node.name, node.lineno, put.name, at, takes[0].name, signs, ties)


def _rank_in(method: ast.FunctionDef) -> int | None:
    """At which of two places a rank is given."""
    given = [one.arg for one in method.args.args[1:]]
    if method.args.vararg or method.args.kwonlyargs or len(given) != 2:  # noqa: PLR2004 - a thing and its rank
        return None
    return next((at for at, name in enumerate(given) if _RANK.fullmatch(name)), None)


def _gives(method: ast.FunctionDef) -> bool:
    """Whether a method that is given nothing gives something."""
    return (
        len(method.args.args) == 1
        and needed(method) == ()
        and any(isinstance(one, ast.Return) and one.value is not None for one in ast.walk(method))
    )
