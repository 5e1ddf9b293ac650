"""Of order: sorting and searching."""

from typing import Any

from agents.trials.task import each, known

_UNSORTED = each([], [1], [2, 1], [3, 1, 2], [5, 4, 3, 2, 1], [2, 3, 2, 1], [1, 2, 3, 4], [4, -1, 0, 9, 4, 7])

_HALVES = r"// 2|>> 1|\bsorted\b"
"""A search that wants a sorted list."""


def _place(items: list[Any], one: Any, missing: Any) -> Any:
    return items.index(one) if one in items else missing


sort = known(
    "sorts a list",
    "sort, sort list, sort array, sort numbers, bubble sort, insertion sort, selection sort, merge sort, "
    "insertion, selection, bubble, msort, qsort, "
    "quick sort, heap sort, counting sort, bucket sort, shell sort, sort ascending, my sort, sorted, "
    "recursive sort, comb sort, gnome sort, cocktail sort, sort asc",
    _UNSORTED,
    in_place=True,
)(sorted)
sort_descending = known(
    "sorts a list, the largest first", "sort descending, sort desc, reverse sort, descending", _UNSORTED, in_place=True
)(lambda items: sorted(items, reverse=True))
linear_search = known(
    "finds the place of a value",
    "linear search, index of, find index, index, find, search, sequential search, position, find "
    "position, position of, first index, find element, find item, find number, first occurrence, my index",
    (([1, 2, 3], 2), ([1, 2, 3], 1), ([1, 2, 3], 3), ([4, 5, 4], 4), ([1, 2, 3], 9), ([], 1)),
    unless=_HALVES,
)(*(lambda items, one, missing=missing: _place(items, one, missing) for missing in (-1, None, False)))
binary_search = known(
    "finds the place of a value in a sorted list",
    "binary search, find in sorted, bin search, search sorted, bsearch, binary search iterative, "
    "iterative binary search",
    tries=(
        ([1, 3, 5, 7], 3),
        ([1, 3, 5, 7], 1),
        ([1, 3, 5, 7], 7),
        ([1, 3, 5, 7, 9], 5),
        ([2], 2),
        ([1, 3, 5, 7], 4),
        ([1, 3], 9),
        ([1, 3], 0),
        ([], 1),
    ),
)(
    *(lambda items, one, missing=missing: _place(items, one, missing) for missing in (-1, None, False)),
    lambda items, one: one in items,
)
last_index = known(
    "finds the last place of a value",
    "last index, last occurrence, last index of, find last",
    (([1, 2, 1], 1), ([1, 2, 3], 1), ([3, 3, 3], 3), ([1, 2], 9)),
    unless=_HALVES,
)(
    *(
        lambda items, one, missing=missing: (
            len(items) - 1 - _place(items[::-1], one, len(items) - 1 if missing == 0 else missing)
            if one in items
            else missing
        )
        for missing in (-1, None)
    )
)
all_indices = known(
    "finds every place of a value",
    "all indices, find all, find all indices, all indexes, find indices, indices, indices of, positions",
    (([1, 2, 1], 1), ([1, 2, 3], 3), ([3, 3, 3], 3), ([1, 2], 9)),
)(lambda items, wanted: [at for at, one in enumerate(items) if one == wanted])
insert_sorted = known(
    "puts a value into a sorted list",
    "insert sorted, insert in order, sorted insert, insert into sorted",
    (([], 1), ([1, 3], 2), ([1, 3], 0), ([1, 3], 9), ([2, 2], 2)),
    in_place=True,
)(lambda items, one: sorted([*items, one]))
count_greater = known(
    "counts the larger values",
    "count greater, count above, count bigger, count larger, count over, count greater than",
    (([], 1), ([1, 5, 9], 4), ([5, 5, 6], 5), ([1], 9)),
)(lambda items, than: sum(one > than for one in items))
