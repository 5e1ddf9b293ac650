"""What functions of trees and linked lists are called, and what they tell of small ones. Pure.

A tree is `(value, left, right)`, a linked list `(value, rest)`, and None what is empty.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["LIST_TASKS", "TREE_TASKS", "NodeTask", "empty"]

_Shape = Any
"""A tree, a linked list, or None."""

_Tries = Sequence[tuple[tuple[_Shape, ...], tuple[Any, ...]]]


def _as_told(told: Any, _: Any) -> Any:
    return told


def _truth(told: Any, _: Any) -> bool:
    """Of what tells of success by the node that it found."""
    return bool(told)


def _values(told: Any, _: Any) -> Any:
    """A linked list as the values in it, a value as it is."""
    if told is None:
        return []
    return _listed(_shape(told)) if _is_node(told) else told


def _one_value(told: Any, _: Any) -> Any:
    return told[1] if _is_node(told) else told


def _tree_or_changed(told: Any, after: Any) -> Any:
    """A tree that is given back, or else the one that was given, changed."""
    return _shape(told if _is_node(told) else after)


def _is_node(told: Any) -> bool:
    return isinstance(told, list | tuple) and len(told) > 1 and told[0] == "node"


def _shape(told: Any) -> _Shape:
    return (told[1], *map(_shape, told[2:])) if _is_node(told) else told


def empty(shapes: tuple[_Shape, ...]) -> bool:
    """Whether the first of them is."""
    return shapes[0] is None


@dataclass(frozen=True, slots=True)
class NodeTask:
    """What is expected of a function with such a name.

    Attributes:
        does: continues "a function that ...".
        names: as `agents.trials.task.names_of` gives them.
        answers: right functions of shapes, one for each meaning.
        tries: shapes that nodes are made of, and what else is given.
        read: what was told and what the nodes are afterwards as the value to be compared.
    """

    does: str
    names: frozenset[str]
    answers: tuple[Callable[..., Any], ...]
    tries: _Tries
    read: Callable[[Any, Any], Any] = _as_told

    @property
    def parameters(self) -> int:
        """How many arguments a call gives."""
        shapes, more = self.tries[0]
        return len(shapes) + len(more)

    def shows(self, shape: _Shape) -> str:
        """A shape for people."""
        if shape is None:
            return "nothing"
        return f"the tree {_drawn(shape)}" if len(shape) > _PAIR else f"the list {_listed(shape)}"


_PAIR: Final = 2


def _drawn(tree: _Shape) -> str:
    """`5 (3, 8)`: a value, and its children behind it."""
    if tree is None:
        return "-"
    return f"{tree[0]}" if tree[1:] == (None, None) else f"{tree[0]} ({_drawn(tree[1])}, {_drawn(tree[2])})"


def _listed(linked: _Shape) -> list[Any]:
    values = []
    while linked is not None:
        values.append(linked[0])
        linked = linked[1]
    return values


def _linked(values: Sequence[Any]) -> _Shape:
    return (values[0], _linked(values[1:])) if values else None


# -- trees -----------------------------------------------------------------------------------------------------------
def _leaf(value: int) -> _Shape:
    return value, None, None


_ONE: Final = _leaf(5)
_LEFT: Final = (5, _leaf(3), None)
_RIGHT: Final = (5, None, _leaf(8))
_CHAIN: Final = (2, None, (4, None, (6, None, _leaf(9))))
_SEARCH: Final = (6, (3, _leaf(1), _leaf(4)), (8, None, _leaf(9)))
_MIXED: Final = (5, (9, None, _leaf(1)), (2, (7, _leaf(3), None), None))
_NOT_DEEP: Final = (5, (3, None, _leaf(6)), _leaf(8))
_MIRRORED: Final = (1, (2, _leaf(3), _leaf(4)), (2, _leaf(4), _leaf(3)))
_REPEATED: Final = (1, (2, None, _leaf(3)), (2, None, _leaf(3)))

_FORKED: Final = (7, (3, None, (5, _leaf(4), _leaf(6))), None)

_TREES: Final = (None, _ONE, _LEFT, _RIGHT, _CHAIN, _SEARCH, _MIXED, _NOT_DEEP, _FORKED)
_FULL: Final = _TREES[1:]
_SEARCH_TREES: Final = (_ONE, _LEFT, _RIGHT, _CHAIN, _SEARCH, _FORKED)


def _of(trees: Sequence[_Shape]) -> _Tries:
    return tuple(((tree,), ()) for tree in trees)


def _in_order(tree: _Shape) -> list[int]:
    return [] if tree is None else [*_in_order(tree[1]), tree[0], *_in_order(tree[2])]


def _pre_order(tree: _Shape) -> list[int]:
    return [] if tree is None else [tree[0], *_pre_order(tree[1]), *_pre_order(tree[2])]


def _post_order(tree: _Shape) -> list[int]:
    return [] if tree is None else [*_post_order(tree[1]), *_post_order(tree[2]), tree[0]]


def _levels(tree: _Shape) -> list[list[int]]:
    levels, row = [], [tree]
    while row := [one for one in row if one is not None]:
        levels.append([one[0] for one in row])
        row = [child for one in row for child in one[1:]]
    return levels


def _height(tree: _Shape) -> int:
    return len(_levels(tree))


def _leaves(tree: _Shape) -> list[int]:
    if tree is None:
        return []
    return [tree[0]] if tree[1:] == (None, None) else [*_leaves(tree[1]), *_leaves(tree[2])]


def _outermost(side: int) -> Callable[[_Shape], int]:
    """The value at one end, which is the greatest or least of a search tree."""

    def found(tree: _Shape) -> int:
        while tree[side] is not None:
            tree = tree[side]
        value: int = tree[0]
        return value

    return found


def _is_balanced(tree: _Shape) -> bool:
    if tree is None:
        return True
    apart = abs(_height(tree[1]) - _height(tree[2]))
    return apart <= 1 and _is_balanced(tree[1]) and _is_balanced(tree[2])


def _is_search_tree(tree: _Shape) -> bool:
    values = _in_order(tree)
    return values == sorted(set(values))


def _mirror(tree: _Shape) -> _Shape:
    return None if tree is None else (tree[0], _mirror(tree[2]), _mirror(tree[1]))


def _path_sums(tree: _Shape, before: int = 0) -> Iterator[int]:
    if tree is not None:
        if tree[1:] == (None, None):
            yield before + tree[0]
        for child in tree[1:]:
            yield from _path_sums(child, before + tree[0])


def _task(does: str, names: str, tries: _Tries, *answers: Callable[..., Any], **more: Any) -> NodeTask:
    return NodeTask(does, frozenset(names.split()), answers, tries, **more)


TREE_TASKS: Final = (
    _task(
        "tells how high a tree is",
        "height depth maxdepth treeheight getheight treedepth maximumdepth maxheight heightoftree",
        _of(_TREES),
        _height,
        lambda tree: _height(tree) - 1,
        lambda tree: max(0, _height(tree) - 1),
    ),
    _task(
        "counts the nodes of a tree",
        "size count countnodes numberofnodes treesize nodecount totalnodes numnodes nodes countallnodes nodescount",
        _of(_TREES),
        lambda tree: len(_in_order(tree)),
    ),
    _task(
        "adds up a tree",
        "sum total treesum sumtree sumvalues sumnodes sumofnodes totalvalue addup sumofvalues sumoftree treetotal",
        _of(_TREES),
        lambda tree: sum(_in_order(tree)),
    ),
    _task(
        "finds the leaves of a tree",
        "leaves countleaves leafcount numberofleaves numleaves "
        "countleaf leafnodes countleafnodes getleaves leafs leavescount",
        _of(_TREES),
        lambda tree: len(_leaves(tree)),
        _leaves,
    ),
    _task(
        "adds up the leaves of a tree",
        "sumleaves leafsum sumofleaves leavessum",
        _of(_TREES),
        lambda tree: sum(_leaves(tree)),
    ),
    _task(
        "finds the largest value of a tree",
        "max findmax maximum treemax maxvalue getmax largest findmaximum treemaximum maxintree maxnode",
        _of(_FULL),
        lambda tree: max(_in_order(tree)),
        _outermost(2),
        read=_one_value,
    ),
    _task(
        "finds the smallest value of a tree",
        "min findmin minimum treemin minvalue getmin smallest findminimum treeminimum minintree minnode",
        _of(_FULL),
        lambda tree: min(_in_order(tree)),
        _outermost(1),
        read=_one_value,
    ),
    _task(
        "lists a tree in order",
        "inorder inordertraversal traverseinorder inorderlist inorderwalk inordervalues",
        _of(_TREES),
        _in_order,
    ),
    _task(
        "lists each node before its children",
        "preorder preordertraversal traversepreorder preorderlist preorderwalk",
        _of(_TREES),
        _pre_order,
    ),
    _task(
        "lists each node behind its children",
        "postorder postordertraversal traversepostorder postorderlist postorderwalk",
        _of(_TREES),
        _post_order,
    ),
    _task(
        "lists a tree level by level",
        "levelorder levelordertraversal bylevel bylevels breadthfirst levels bfs levelwise printlevels treelevels",
        _of(_TREES),
        lambda tree: [one for level in _levels(tree) for one in level],
        _levels,
    ),
    _task(
        "tells the average of each level",
        "levelaverages averageoflevels averagesoflevels averageperlevel levelaverage",
        _of(_TREES),
        lambda tree: [sum(level) / len(level) for level in _levels(tree)],
    ),
    _task(
        "tells the width of a tree",
        "width maxwidth treewidth maximumwidth getwidth widestlevel",
        _of(_FULL),
        lambda tree: max(map(len, _levels(tree))),
    ),
    _task(
        "looks for a value in a tree",
        "contains search find exists has searchtree intree "
        "treecontains bstsearch searchbst containsvalue lookup isintree findvalue",
        tuple(((tree,), (value,)) for tree in (None, *_SEARCH_TREES) for value in (1, 4, 5, 8, 9)),
        lambda tree, value: value in _in_order(tree),
        read=_truth,
    ),
    _task(
        "tells whether a tree is a search tree",
        "isbst isvalidbst validatebst validbst issearchtree isbinarysearchtree checkbst isvalid",
        _of((None, *_SEARCH_TREES, _MIXED, _NOT_DEEP, (5, _leaf(8), None), (6, (3, None, _leaf(7)), _leaf(8)))),
        _is_search_tree,
    ),
    _task(
        "tells whether a tree is balanced",
        "isbalanced balanced checkbalanced isheightbalanced istreebalanced isbalancedtree",
        _of((*_TREES, (1, (2, (3, _leaf(4), None), None), (5, None, (6, None, _leaf(7)))))),
        _is_balanced,
    ),
    _task(
        "tells whether a tree is its own mirror image",
        "issymmetric symmetric issymmetrical issymmetrictree",
        _of((_ONE, _LEFT, _RIGHT, _SEARCH, _MIRRORED, _REPEATED)),
        lambda tree: tree == _mirror(tree),
    ),
    _task(
        "turns a tree round",
        "invert mirror inverttree mirrortree flip fliptree reversetree invertbinarytree swapsides",
        _of(_FULL),
        _mirror,
        read=_tree_or_changed,
    ),
    _task(
        "compares two trees",
        "same issame identical sametree issametree areidentical "
        "equaltrees treesequal areequal equal isidentical aresame",
        tuple(((one, other), ()) for one in (_ONE, _LEFT, _RIGHT, _SEARCH) for other in (None, _ONE, _LEFT, _SEARCH)),
        lambda one, other: one == other,
    ),
    _task(
        "tells whether a way from the root to a leaf adds up to a number",
        "haspathsum pathsum haspath haspathwithsum pathsumexists",
        tuple(((tree,), (goal,)) for tree in (_LEFT, _SEARCH, _MIXED) for goal in (5, 8, 10, 13, 14, 15, 17, 23)),
        lambda tree, goal: goal in set(_path_sums(tree)),
    ),
    _task(
        "finds the k-th smallest value",
        "kthsmallest kthsmallestelement findkthsmallest kthleast",
        tuple(((tree,), (place,)) for tree in (_LEFT, _CHAIN, _SEARCH) for place in (1, 2)),
        lambda tree, place: _in_order(tree)[place - 1],
        read=_one_value,
    ),
)
"""What is known of functions of binary trees."""


# -- linked lists ----------------------------------------------------------------------------------------------------
_LISTS: Final = tuple(map(_linked, ((), (4,), (4, 7), (4, 7, 2), (1, 7, 7, 3, 5))))
_SOME: Final = _LISTS[1:]
_SORTED: Final = tuple(map(_linked, ((3,), (1, 1), (1, 2, 2), (1, 1, 2, 3, 3, 3))))


def _without(linked: _Shape, value: int) -> list[int]:
    """Without the first of them."""
    values = _listed(linked)
    if value in values:
        values.remove(value)
    return values


LIST_TASKS: Final = (
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
