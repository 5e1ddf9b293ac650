"""What functions of linked lists are called, and what they tell of small ones. Pure.

A linked list is `(value, rest)`, and None what is empty.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["TASKS", "LinkedTask", "empty"]

_Shape = Any
"""A linked list, or None."""

_Tries = Sequence[tuple[tuple[_Shape, ...], tuple[Any, ...]]]


def _as_told(told: Any) -> Any:
    return told


def _truth(told: Any) -> bool:
    """Of what tells of success by the node that it found."""
    return bool(told)


def _values(told: Any) -> Any:
    """A linked list as the values in it, a value as it is."""
    if told is None:
        return []
    return _listed(_shape(told)) if _is_node(told) else told


def _one_value(told: Any) -> Any:
    return told[1] if _is_node(told) else told


def _is_node(told: Any) -> bool:
    return isinstance(told, list | tuple) and len(told) > 1 and told[0] == "node"


def _shape(told: Any) -> _Shape:
    return (told[1], *map(_shape, told[2:])) if _is_node(told) else told


def empty(shapes: tuple[_Shape, ...]) -> bool:
    """Whether the first of them is."""
    return shapes[0] is None


@dataclass(frozen=True, slots=True)
class LinkedTask:
    """What is expected of a function with such a name.

    Attributes:
        does: continues "a function that ...".
        names: as `agents.trials.task.names_of` gives them.
        answers: right functions of shapes, one for each meaning.
        tries: shapes that nodes are made of, and what else is given.
        read: makes the value that is compared out of what was told.
    """

    does: str
    names: frozenset[str]
    answers: tuple[Callable[..., Any], ...]
    tries: _Tries
    read: Callable[[Any], Any] = _as_told

    @property
    def parameters(self) -> int:
        """How many arguments a call gives."""
        shapes, more = self.tries[0]
        return len(shapes) + len(more)

    def shows(self, shape: _Shape) -> str:
        """A shape for people."""
        return f"the list {_listed(shape)}"


def _listed(linked: _Shape) -> list[Any]:
    values = []
    while linked is not None:
        values.append(linked[0])
        linked = linked[1]
    return values


def _linked(values: Sequence[Any]) -> _Shape:
    return (values[0], _linked(values[1:])) if values else None


def _of(lists: Sequence[_Shape]) -> _Tries:
    return tuple(((one,), ()) for one in lists)


def _task(does: str, names: str, tries: _Tries, *answers: Callable[..., Any], **more: Any) -> LinkedTask:
    return LinkedTask(does, frozenset(names.split()), answers, tries, **more)


_LISTS: Final = tuple(map(_linked, ((), (4,), (4, 7), (4, 7, 2), (1, 7, 7, 3, 5))))
_SOME: Final = _LISTS[1:]
_SORTED: Final = tuple(map(_linked, ((3,), (1, 1), (1, 2, 2), (1, 1, 2, 3, 3, 3))))


def _without(linked: _Shape, value: int) -> list[int]:
    """Without the first of them."""
    values = _listed(linked)
    if value in values:
        values.remove(value)
    return values


TASKS: Final = (
    _task(
        "counts the nodes of a linked list",
        "length count size countnodes listlength getlength len lengthoflist linkedlength numberofnodes listsize",
        _of(_LISTS),
        lambda linked: len(_listed(linked)),
    ),
    _task(
        "lists the values of a linked list",
        "tolist toarray values aslist items collect listvalues tovalues getvalues topythonlist linkedtolist",
        _of(_LISTS),
        _listed,
    ),
    _task(
        "adds up a linked list",
        "sum total sumlist sumvalues listsum sumoflist sumnodes sumofvalues sumlinked",
        _of(_LISTS),
        lambda linked: sum(_listed(linked)),
    ),
    _task(
        "finds the largest value of a linked list",
        "max findmax maximum largest maxvalue getmax listmax",
        _of(_SOME),
        lambda linked: max(_listed(linked)),
        read=_one_value,
    ),
    _task(
        "finds the smallest value of a linked list",
        "min findmin minimum smallest minvalue getmin listmin",
        _of(_SOME),
        lambda linked: min(_listed(linked)),
        read=_one_value,
    ),
    _task(
        "looks for a value in a linked list",
        "contains search exists has listcontains isin searchlist",
        tuple(((linked,), (value,)) for linked in _LISTS for value in (4, 2, 7, 5)),
        lambda linked, value: value in _listed(linked),
        read=_truth,
    ),
    _task(
        "counts a value in a linked list",
        "countoccurrences occurrences countvalue howmany counttarget",
        tuple(((linked,), (value,)) for linked in _LISTS for value in (4, 7)),
        lambda linked, value: _listed(linked).count(value),
    ),
    _task(
        "turns a linked list round",
        "reverse reverselist reverselinkedlist reversed reverselinked reverseiterative",
        _of(_SOME),
        lambda linked: _listed(linked)[::-1],
        read=_values,
    ),
    _task(
        "finds the middle of a linked list",
        "middle findmiddle middlenode getmiddle middlevalue findmid middleoflist midpoint",
        _of(_SOME),
        lambda linked: _listed(linked)[len(_listed(linked)) // 2],
        lambda linked: _listed(linked)[(len(_listed(linked)) - 1) // 2],
        read=_one_value,
    ),
    _task(
        "finds the last value of a linked list",
        "last tail getlast lastvalue findlast lastnode gettail",
        _of(_SOME),
        lambda linked: _listed(linked)[-1],
        read=_one_value,
    ),
    _task(
        "finds a value counted from the end",
        "nthfromend kthfromend nthtolast kthtolast nthfromlast kthfromlast nthlast fromend",
        tuple(((linked,), (place,)) for linked in _LISTS[3:] for place in (1, 2)),
        lambda linked, place: _listed(linked)[-place],
        lambda linked, place: _listed(linked)[-place - 1],
        read=_one_value,
    ),
    _task(
        "takes repeated values out of a sorted linked list",
        "removeduplicates deleteduplicates dedupe removedups dedup uniquify dropduplicates",
        _of(_SORTED),
        lambda linked: sorted(set(_listed(linked))),
        read=_values,
    ),
    _task(
        "merges two sorted linked lists",
        "merge mergelists mergesorted mergetwolists mergesortedlists mergelinkedlists merged",
        tuple(((one, other), ()) for one in _SORTED for other in (None, *_SORTED[:2], _linked((2, 9)))),
        lambda one, other: sorted(_listed(one) + _listed(other)),
        read=_values,
    ),
    _task(
        "puts a value at the end of a linked list",
        "append addlast insertatend addtoend insertend pushback addatend",
        tuple(((linked,), (8,)) for linked in _LISTS),
        lambda linked, value: [*_listed(linked), value],
        read=_values,
    ),
    _task(
        "puts a value in front of a linked list",
        "prepend addfirst insertatbeginning pushfront insertfront addfront insertatfront insertathead addtofront",
        tuple(((linked,), (8,)) for linked in _LISTS),
        lambda linked, value: [value, *_listed(linked)],
        read=_values,
    ),
    _task(
        "takes a value out of a linked list",
        "remove delete removevalue deletevalue deletenode removenode removefirst removeelement",
        tuple(((linked,), (value,)) for linked in _SOME for value in (4, 7, 2)),
        _without,
        lambda linked, value: [one for one in _listed(linked) if one != value],
        read=_values,
    ),
    _task(
        "puts a value where it belongs in a sorted linked list",
        "insertsorted sortedinsert insertinorder insertordered orderedinsert",
        tuple(((linked,), (value,)) for linked in (None, *_SORTED) for value in (0, 2, 9)),
        lambda linked, value: sorted([*_listed(linked), value]),
        read=_values,
    ),
    _task(
        "tells whether a linked list reads the same from both ends",
        "ispalindrome palindrome islistpalindrome",
        _of(tuple(map(_linked, ((1,), (1, 2), (1, 1), (1, 2, 1), (1, 2, 2, 1), (1, 2, 3), (1, 2, 1, 2))))),
        lambda linked: _listed(linked) == _listed(linked)[::-1],
    ),
    _task(
        "tells whether a linked list is sorted",
        "issorted sorted isinorder isordered",
        _of(tuple(map(_linked, ((1,), (1, 2), (2, 1), (1, 1), (1, 3, 2), (1, 2, 3), (3, 1, 2))))),
        lambda linked: _listed(linked) == sorted(_listed(linked)),
    ),
)
"""What is known of functions of linked lists."""
