"""What is expected of functions on binary trees, by what they are called. Pure.

A tree is told as (value, left, right), and an empty one as None.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["JOBS", "SAID", "Job", "Tree", "inorder"]

Tree = tuple[int, Any, Any] | None
Meaning = Callable[[Tree, tuple[Any, ...]], Any]


def _leaf(value: int) -> Tree:
    return (value, None, None)


_ONE: Final = _leaf(50)
_CHAIN_LEFT: Final = (50, (40, (30, None, None), None), None)
_CHAIN_RIGHT: Final = (50, None, (60, None, (70, None, None)))
_FULL: Final = (50, (30, _leaf(20), _leaf(40)), (70, _leaf(60), _leaf(80)))
_ODD: Final = (50, (30, (20, None, _leaf(25)), None), (70, None, _leaf(80)))
_LEFT_DEEP: Final = (60, (40, (20, _leaf(10), _leaf(30)), _leaf(50)), _leaf(70))
_RIGHT_DEEP: Final = (20, _leaf(10), (40, _leaf(30), (60, _leaf(50), _leaf(70))))
_ONE_SIDED: Final = (60, (40, (20, _leaf(10), _leaf(30)), None), (70, None, _leaf(80)))
_TREES: Final[tuple[Tree, ...]] = (_ONE, _CHAIN_LEFT, _CHAIN_RIGHT, _FULL, _ODD, _LEFT_DEEP, _RIGHT_DEEP, _ONE_SIDED)
_NEARLY: Final = (50, (30, _leaf(20), None), _leaf(70))
_EVEN: Final = (1, (2, _leaf(3), _leaf(4)), (2, _leaf(4), _leaf(3)))
_LEANING: Final = (1, (2, None, _leaf(3)), (2, None, _leaf(3)))
_OTHER_VALUES: Final = (1, (2, _leaf(3), None), (5, None, _leaf(3)))
_UNSORTED: Final = (50, (30, _leaf(20), _leaf(60)), _leaf(70))
_UNSORTED_TOO: Final = (50, _leaf(30), (70, _leaf(40), _leaf(80)))
_SWAPPED: Final = (50, _leaf(70), _leaf(30))


def inorder(tree: Tree) -> list[int]:
    """The values from left to right."""
    return [*inorder(tree[1]), tree[0], *inorder(tree[2])] if tree else []


def _preorder(tree: Tree) -> list[int]:
    return [tree[0], *_preorder(tree[1]), *_preorder(tree[2])] if tree else []


def _postorder(tree: Tree) -> list[int]:
    return [*_postorder(tree[1]), *_postorder(tree[2]), tree[0]] if tree else []


def _height(tree: Tree) -> int:
    return 1 + max(_height(tree[1]), _height(tree[2])) if tree else 0


def _leaves(tree: Tree) -> list[int]:
    if tree is None:
        return []
    return [*_leaves(tree[1]), *_leaves(tree[2])] or [tree[0]]


def _balanced(tree: Tree) -> bool:
    if tree is None:
        return True
    near = abs(_height(tree[1]) - _height(tree[2])) <= 1
    return near and _balanced(tree[1]) and _balanced(tree[2])


def _mirrored(tree: Tree) -> Tree:
    return (tree[0], _mirrored(tree[2]), _mirrored(tree[1])) if tree else None


def _levels(tree: Tree) -> list[list[int]]:
    found = []
    level = [tree] if tree else []
    while level:
        found.append([one[0] for one in level])
        level = [child for one in level for child in one[1:] if child]
    return found


def _across(tree: Tree) -> int:
    """Edges on the longest way between two nodes."""
    if tree is None:
        return 0
    return max(_height(tree[1]) + _height(tree[2]), _across(tree[1]), _across(tree[2]))


def _ways(tree: Tree) -> Iterator[list[int]]:
    if tree and not tree[1] and not tree[2]:
        yield [tree[0]]
    elif tree:
        yield from ([tree[0], *way] for child in tree[1:] for way in _ways(child))


def _down(tree: Tree) -> int:
    return tree[0] + max(_down(tree[1]), _down(tree[2])) if tree else 0


def _dearest(tree: Tree) -> int:
    """The greatest sum of a way between any two nodes, where no value is negative."""
    if tree is None:
        return 0
    return max(tree[0] + _down(tree[1]) + _down(tree[2]), _dearest(tree[1]), _dearest(tree[2]))


def _above(tree: Tree, one: int, other: int) -> int | None:
    """The lowest node that has both below it, or is one of them."""
    for child in tree[1:] if tree else ():
        if {one, other} <= {*inorder(child)}:
            return _above(child, one, other)
    return tree[0] if tree else None


def _is_sorted(tree: Tree) -> bool:
    values = inorder(tree)
    return values == sorted(values)


@dataclass(frozen=True, slots=True)
class Job:
    """What functions with such a name do.

    Attributes:
        does: continues "a function that ...".
        names: they are asked without words that say nothing.
        tries: trees, each with what else is given.
        meanings: what may be given back, one function for each meaning; all tries have to agree with the same one.
        shape: whether the values of the tree afterwards, from left to right, are what counts.
        found: whether anything that is no False and no None counts as True.
        node: whether a node may be given back instead of its value.
    """

    does: str
    names: re.Pattern[str]
    tries: tuple[tuple[Any, ...], ...]
    meanings: tuple[Meaning, ...]
    shape: bool = False
    found: bool = False
    node: bool = False


def _job(does: str, names: str, tries: Any, *meanings: Meaning, **more: bool) -> Job:
    return Job(does, re.compile(names), tries, meanings, **more)


_ALONE: Final = tuple((one,) for one in _TREES)
_PLACED: Final = tuple((tree, value) for tree in (_FULL, _ODD) for value in (*inorder(tree), 10, 45, 55, 90))
_NEW: Final = tuple((tree, value) for tree in (_ONE, _FULL, _ODD) for value in (10, 45, 55, 65, 90))
_GONE: Final = tuple((tree, value) for tree in (_FULL, _ODD, _LEFT_DEEP) for value in (*inorder(tree), 99))
_SUMS: Final = tuple(
    (tree, value) for tree in (_ONE, _CHAIN_LEFT, _FULL, _ODD) for value in (*map(sum, _ways(tree)), 50, 80, 7, 0)
)

SAID: Final = (
    (re.compile(r"\b(?:height|depth) of (?:a|the|this)\b|how (?:deep|many levels)|number of levels"), "height"),
    (re.compile(r"\bnumber of nodes|how many nodes|counts? (?:all |the )*nodes"), "size"),
    (re.compile(r"\bsum of (?:all|the)\b.*\b(?:values|nodes|tree)|adds? up (?:all|the)\b"), "sum"),
    (re.compile(r"\bnumber of leaves|how many leaves|counts? (?:all |the )*lea(?:ves|f nodes)"), "leaves"),
    (re.compile(r"\blowest common ancestor"), "lca"),
    (re.compile(r"\bmirror image\?|is symmetric|its own mirror"), "symmetric"),
)
"""Names that stand for what a docstring says."""

JOBS: Final[tuple[Job, ...]] = (
    _job(
        "gives the height of a tree",
        r"height|depth|maxdepth|levels|countlevels|maxheight|numlevels|deepest",
        _ALONE,
        lambda tree, _: _height(tree),
        lambda tree, _: _height(tree) - 1,
    ),
    _job(
        "counts the nodes of a tree",
        r"size|count|countnodes|numnodes|numberofnodes|nodecount|nodes|totalnodes|length",
        _ALONE,
        lambda tree, _: len(inorder(tree)),
    ),
    _job(
        "adds up the values of a tree",
        r"sum|total|sumvalues|sumnodes|sumall|totalvalue|addup|nodesum|treesum|totalsum|sumofnodes|sumofvalues",
        _ALONE,
        lambda tree, _: sum(inorder(tree)),
    ),
    _job(
        "finds the leaves of a tree",
        r"leaves|countleaves|leafcount|numleaves|numberofleaves|countleafnodes|leafnodes|countleaf|collectleaves|listleaves",
        _ALONE,
        lambda tree, _: len(_leaves(tree)),
        lambda tree, _: _leaves(tree),
        lambda tree, _: _leaves(tree)[::-1],
    ),
    _job(
        "gives the greatest value of a tree",
        r"max|maximum|largest|greatest|biggest|maxvalue|highest",
        _ALONE,
        lambda tree, _: max(inorder(tree)),
    ),
    _job(
        "gives the least value of a tree",
        r"min|minimum|smallest|least|minvalue|lowest",
        _ALONE,
        lambda tree, _: min(inorder(tree)),
    ),
    _job(
        "gives the values in order: left side, node, right side",
        r"inorder|inordertraversal|traverseinorder|inorderwalk|sortedvalues|inorderlist",
        _ALONE,
        lambda tree, _: inorder(tree),
    ),
    _job(
        "gives the values in preorder: node, left side, right side",
        r"preorder|preordertraversal|traversepreorder",
        _ALONE,
        lambda tree, _: _preorder(tree),
    ),
    _job(
        "gives the values in postorder: left side, right side, node",
        r"postorder|postordertraversal|traversepostorder",
        _ALONE,
        lambda tree, _: _postorder(tree),
    ),
    _job(
        "gives the values level by level",
        r"levelorder|levelordertraversal|bylevel|levels|levellists|breadthfirst|bfs|valuesbylevel|levelvalues",
        _ALONE,
        lambda tree, _: _levels(tree),
        lambda tree, _: [value for level in _levels(tree) for value in level],
        lambda tree, _: _height(tree),
        lambda tree, _: _height(tree) - 1,
    ),
    _job(
        "tells whether a tree is balanced",
        r"isbalanced|balanced|isheightbalanced|checkbalanced",
        (*_ALONE, (_EVEN,), (_NEARLY,), (_mirrored(_NEARLY),), ((1, (2, _CHAIN_LEFT, None), (3, None, _CHAIN_RIGHT)),)),
        lambda tree, _: _balanced(tree),
    ),
    _job(
        "tells whether a tree is its own mirror image",
        r"issymmetric|symmetric|ismirror|issymmetrical",
        ((_ONE,), (_FULL,), (_EVEN,), (_LEANING,), (_OTHER_VALUES,), (_CHAIN_LEFT,), (_CHAIN_RIGHT,)),
        lambda tree, _: tree == _mirrored(tree),
    ),
    _job(
        "turns a tree into its mirror image",
        r"mirror|invert|flip|reverse|swapsides|swapchildren",
        _ALONE,
        lambda tree, _: inorder(_mirrored(tree)),
        shape=True,
    ),
    _job(
        "gives the longest way between two nodes",
        r"diameter|longestpath|treediameter",
        (*_ALONE, ((1, (2, _CHAIN_LEFT, _CHAIN_RIGHT), None),)),
        lambda tree, _: _across(tree),
        lambda tree, _: _across(tree) + 1,
        lambda tree, _: _height(tree),
        lambda tree, _: _height(tree) - 1,
        lambda tree, _: max(_ways(tree), key=len),
    ),
    _job(
        "tells whether a tree is a search tree",
        r"isbst|isvalid|isvalidbst|validbst|validate|validatebst|is(?:binary)?searchtree|isordered|issorted",
        (*_ALONE, (_UNSORTED,), (_UNSORTED_TOO,), (_SWAPPED,)),
        lambda tree, _: _is_sorted(tree),
    ),
    _job(
        "tells whether a value is in a search tree",
        r"contains|search|has|exists|includes|find|lookup|iscontained|member|get",
        _PLACED,
        lambda tree, given: given[0] in inorder(tree),
        found=True,
    ),
    _job(
        "puts a value into a search tree",
        r"insert|add|put|insertvalue|addvalue|insertkey|insertrecursive|place",
        _NEW,
        lambda tree, given: sorted([*inorder(tree), given[0]]),
        shape=True,
    ),
    _job(
        "takes a value out of a search tree",
        r"delete|remove|deletevalue|removevalue|deletekey|discard",
        _GONE,
        lambda tree, given: [one for one in inorder(tree) if one != given[0]],
        shape=True,
    ),
    _job(
        "tells whether a way from the root to a leaf has this sum",
        r"haspathsum|pathsum|haspathwithsum|haspath|pathsumexists",
        _SUMS,
        lambda tree, given: given[0] in map(sum, _ways(tree)),
    ),
    _job(
        "gives the greatest sum of a way",
        r"maxpathsum|bestpath|maxpath|bestpathsum|heaviestpath|largestpathsum|maximumpathsum|maxpathvalue",
        _ALONE,
        lambda tree, _: _down(tree),
        lambda tree, _: _dearest(tree),
    ),
    _job(
        "finds the lowest node above two others",
        r"lca|ancestor|firstcommonancestor|lowestcommonancestor|commonancestor|lowestcommon|sharedancestor",
        tuple(
            (tree, one, other)
            for tree in (_FULL, _LEFT_DEEP, _RIGHT_DEEP)
            for one in (10, 20, 30, 50, 70)
            for other in (20, 30, 40, 60)
            if one != other and {one, other} <= {*inorder(tree)}
        ),
        lambda tree, given: _above(tree, *given),
        node=True,
    ),
    _job(
        "gives the k-th smallest value",
        r"kthsmallest|nthsmallest|ksmallest|kth|kthsmallestelement",
        tuple((tree, at) for tree in (_FULL, _LEFT_DEEP, _RIGHT_DEEP) for at in range(1, 6)),
        lambda tree, given: inorder(tree)[given[0] - 1],
        node=True,
    ),
    _job(
        "tells whether two trees are alike",
        r"same|issame|identical|isidentical|areidentical|equal|areequal|issame|equals|samet|sametree",
        tuple(
            (one, other)
            for one in (_ONE, _FULL, _EVEN, _OTHER_VALUES, _CHAIN_LEFT)
            for other in (
                _ONE,
                _FULL,
                _EVEN,
                _LEANING,
                _OTHER_VALUES,
                _mirrored(_OTHER_VALUES),
                _UNSORTED,
                _CHAIN_RIGHT,
            )
        ),
        lambda tree, given: tree == given[0],
    ),
    _job(
        "lists the values from one to another",
        r"inrange|range|between|rangequery|valuesinrange|keysinrange|rangesearch|valuesbetween|keysbetween",
        tuple((tree, low, high) for tree in (_FULL, _LEFT_DEEP) for low in (10, 20, 35, 50) for high in (50, 60, 65)),
        lambda tree, given: [one for one in inorder(tree) if given[0] <= one <= given[1]],
        lambda tree, given: [one for one in inorder(tree) if given[0] < one < given[1]],
        lambda tree, given: [one for one in inorder(tree) if given[0] <= one < given[1]],
        lambda tree, given: len([one for one in inorder(tree) if given[0] <= one <= given[1]]),
    ),
    _job(
        "adds up the values from one to another",
        r"rangesum|sumrange|suminrange|sumbetween",
        tuple((tree, low, high) for tree in (_FULL, _LEFT_DEEP) for low in (10, 20, 35, 50) for high in (50, 60, 65)),
        lambda tree, given: sum(one for one in inorder(tree) if given[0] <= one <= given[1]),
    ),
    _job(
        "lists the values of a tree",
        r"flat|flatten|tolist|aslist|walk|values|traverse|allvalues|collect|listvalues|keys|items",
        _ALONE,
        lambda tree, _: inorder(tree),
        lambda tree, _: inorder(tree)[::-1],
        lambda tree, _: _preorder(tree),
        lambda tree, _: _postorder(tree),
        lambda tree, _: [value for level in _levels(tree) for value in level],
    ),
)
"""Every job on trees of which something is known."""
