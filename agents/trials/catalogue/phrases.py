"""Tasks of `tables` and `puzzles` by what docstrings say: a few words tell them, in whatever sentence they stand."""

from collections.abc import Mapping
from typing import Final

from agents.trials.catalogue import (
    grids,
    kinds,
    lists,
    numbers,
    puzzles,
    records,
    series,
    tables,
    texts,
    words,
)
from agents.trials.task import Task

__all__ = ["PHRASES"]

_MOST = r"(?:largest|greatest|most|maximum|maximal|best|highest|biggest|max)"
_LEAST = r"(?:least|lowest|smallest|minimum|minimal|fewest|cheapest|min)"
_COINS = r"(?:coins?|stamps?|tokens?|notes?|bills?|banknotes?|denominations?)"
_PLAIN = r"(?!.*\b(?:prints?|ignor\w+|except|circ\w+|distinct|exactly \w+ (?:coins|items)|order matters|sequences?)\b)"
_PARTS = r"(?:parts?|stretch|run|slice|subarray|sublist|segment|section|piece|block|days|elements|values|numbers)"
_APART = (
    r"(?:(?:no|never|not|without)\b.{0,25}\b(?:two|both|adjacent|neighbou?r\w*)\b|non-?adjacent|"
    r"neighbou?r\w* (?:may|must|can) not)"
)
_NUMBER = r"(?:the |a |an |given |positive |whole )*(?:number|integer|n|it|value)"

PHRASES: Final[Mapping[str, Task]] = {
    # -- tables
    rf"{_PLAIN}.*\blongest (?:strictly )?(?:increasing|rising|ascending|growing) subsequence\b.*": lists.lis,
    rf"{_PLAIN}{_MOST}(?: possible)? (?:sum|total)\b.*\b(?:contiguous|consecutive|unbroken|connected) {_PARTS}\b.*": (
        lists.max_subarray
    ),
    r"maximum subarray(?: sum)?.*|kadane'?s? .*": lists.max_subarray,
    rf"{_PLAIN}(?=.*\binsert)(?=.*\b(?:delet|remov))(?=.*\b(?:replac|substitut|chang)){_LEAST}\b.*\binto\b.*": (
        texts.edit_distance
    ),
    rf"{_PLAIN}.*\blongest common subsequence\b.*": tables.common_letters,
    rf"{_PLAIN}.*\blongest common substring\b.*": tables.common_piece,
    rf"{_PLAIN}.*\blongest palindromic substring\b.*": words.longest_palindrome,
    rf"{_PLAIN}.*\blongest palindromic subsequence\b.*": tables.palindrome_letters,
    rf"{_PLAIN}{_MOST}\b.*\b(?:sum|total|amount|money|loot|haul|value|worth|profit|gold|fruit|fees?|points|income)\b.*"
    rf"\b{_APART}.*": series.rob,
    rf"{_PLAIN}(?=.*\bright\b)(?=.*\bdown(?:wards)?\b){_LEAST}\b.*\b(?:sum|cost|total|price|effort|risk)\b.*": (
        tables.least_path
    ),
    rf"{_PLAIN}{_LEAST}(?: possible)? (?:sum|cost|total)\b.*\b(?:path|way|route)\b.*\b(?:grid|matrix|field)\b.*": (
        tables.least_path
    ),
    rf"{_LEAST} path (?:sum|cost)(?!.*\b(?:triangle|tree|graph)\b).*": tables.least_path,
    rf"{_PLAIN}(?=.*\bright\b)(?=.*\bdown(?:wards)?\b){_MOST}\b.*\b(?:sum|total|gold|coins|points)\b.*": (
        tables.greatest_path
    ),
    rf"{_PLAIN}{_LEAST}\b.*\btop to (?:the )?bottom of (?:a |the )?triangle.*": tables.least_way_down,
    rf"{_PLAIN}{_MOST}\b.*\btop to (?:the )?bottom of (?:a |the )?triangle.*": tables.greatest_way_down,
    rf"{_PLAIN}(?=.*\b(?:ways|paths|routes)\b)(?=.*\bright\b)(?=.*\bdown\b)(?=.*\b(?:obstacle|wall|block)).*": (
        tables.paths_round_walls
    ),
    rf"{_PLAIN}(?!.*\b(?:obstacle|wall|block))(?=.*\b(?:ways|paths|routes)\b)(?=.*\bright\b)(?=.*\bdown\b).*": (
        tables.counted_paths
    ),
    rf"{_PLAIN}(?=.*\b(?:weight|capacity|fits?|room|sack|knapsack|limit)\b)(?=.*\b(?:0/1|0-1|zero-one|once)\b).*": (
        tables.packed_once
    ),
    r"(?:0/1|0-1|zero-one) knapsack\b.*": series.knapsack,
    r"(?:the )?(?:0/1|0-1|zero-one) knapsack\b.*": series.knapsack_capacity_first,
    rf"{_PLAIN}{_MOST}\b.*\b(?:value|worth|profit|fee)\b.*\b(?:fits?|weight|capacity|sack|knapsack|room|limit)\b.*": (
        tables.packed
    ),
    rf"{_PLAIN}{_MOST}\b.*\b(?:price|revenue|value|profit)\b.*\brod\b.*": tables.cut_rod,
    rf".*\bmatrix chain\b.*|{_LEAST} number of (?:scalar )?(?:multiplications|products)\b.*": tables.chain_of_matrices,
    rf"{_PLAIN}(?!.*\b(?:letters|once)\b).*\bcan (?:.{{0,20}}\b)?be "
    r"(?:cut|split|segmented|broken|divided|built|formed)\b.*"
    r"\bwords\b.*": tables.made_of_words,
    r".*\bways\b.*\bdecod.*": tables.decodings,
    r".*\b(?:last|final|end)\b.*\bcan be reached\b.*\bjump.*|.*\bjump.*\breach\w* (?:the )?(?:end|last)\b.*": (
        tables.jumps_through
    ),
    r".*\b(?:split|divided|partitioned|shared|cut|separated)\b.*\b(?:two|halves)\b.*\b(?:same|equal)\b.*": (
        tables.halves_alike
    ),
    r"(?:some of the \w+|(?:a|any|some) (?:subset|group|selection|choice)\b.*) (?:add|adds|sum|sums|that sums?)\b.*": (
        tables.some_make
    ),
    rf"{_PLAIN}(?:number of |how many )(?:different )?subsets\b.*\b(?:sum|add|adds|total)\b.*": tables.subsets_with_sum,
    rf"{_PLAIN}{_LEAST} (?:number|count|amount) of {_COINS}\b.*|{_LEAST} {_COINS}\b.*": numbers.change,
    rf"{_PLAIN}(?!.*\bonce\b)(?:in )?(?:number of |how many )(?:different )?(?:ways|combinations)\b.*"
    rf"\b(?:pay|paid|change|{_COINS})\b.*": tables.ways_to_pay,
    r"(?:in )?(?:number of |how many |the )?(?:different |distinct |count )?ways\b.*"
    r"\b(?:stairs?|staircase|stairway|steps)\b(?!.*\b(?:cost|exactly|[4-9])\b)(?!.*\b1 (?:or|and) 3\b).*": (
        series.climb_stairs
    ),
    rf"{_LEAST} cost\b.*\b(?:stairs?|staircase|step|top)\b.*": series.min_cost_stairs,
    r"(?:.*\bhow many|number of)\b.*\bbinary (?:search )?trees\b.*|.*\bcatalan number\b.*": series.catalan,
    r"(?:.*\bhow many|number of) moves\b.*\b(?:dis[ck]s|hanoi)\b.*": series.hanoi,
    r".*\bpascal'?s triangle\b(?!.*\b(?:after|next|following)\b).*": numbers.pascal_row,
    r".*\brow\b.*\bpascal'?s triangle\b.*\b(?:after|next|following)\b.*|next row of pascal.*": tables.pascal_next,
    r"binomial coefficient.*|n (?:over|choose) k.*": numbers.combinations,
    # -- puzzles
    r"(?!.*\b(?:print\w*|number|k|size|length|whether)\b).*\b(?:permutations?|arrangements?|orders|orderings) of\b.*": (
        texts.permutations_of_list
    ),
    r"(?!.*\b(?:print\w*|number|k|size|length|whether)\b).*\b(?:permutations?|arrangements?) of\b.*\b"
    r"(?:letters|word|text|string)\b.*": texts.permutations_of,
    r"(?!.*\b(?:print\w*|non-?empty|size|length|sum|sums|adds?|number|k)\b).*\b(?:subsets?|power ?set) of\b.*": (
        lists.power_set
    ),
    r"(?!.*\b(?:print\w*|repeat|sums?|adds?|number of|how many)\b)"
    r".*\b(?:combinations?|choices|selections|"
    r"subsets|teams) of (?:(?:the )?(?:given )?(?:size|length)|k|n|size)\b.*": puzzles.choices,
    r"(?!.*\b(?:print\w*|number of|how many|fewest|smallest)\b).*\bcombinations?\b.*\b(?:sums?|adds?)\b.*": (
        puzzles.choices_with_sum
    ),
    r"(?!.*\bprint)(?=.*\b(?:well-?formed|balanced|valid|correct)\b).*"
    r"\bpairs of (?:\w+ )?(?:parenthes[ei]s|brackets)\b.*": (puzzles.brackets),
    r"(?!.*\bprint).*\b(?:letter combinations|texts|words)\b.*\b(?:phone|keypad)\b.*": puzzles.phone_texts,
    r"(?!.*\bprint).*\bgray codes?\b.*": puzzles.gray_codes,
    r"(?!.*\b(?:print\w*|with|without|no|whose)\b).*\b(?:binary|bit) (?:strings|texts|words) of length\b.*": (
        puzzles.bit_texts
    ),
    r"(?!.*\bprint).*\bbinary strings of length\b.*\b(?:without|no)\b.*\b(?:ones|1s|1's)\b.*": (
        puzzles.bit_texts_without_pairs
    ),
    r"moves\b.*\bhanoi\b.*": puzzles.moves_of_hanoi,
    r".*\bjosephus\b.*|.*\blast\b.*\bcircle\b.*|.*\bevery [-\w]+-th\b.*\b(?:leaves|eliminated|removed|goes|out)\b.*": (
        series.josephus
    ),
    r".*\bevery [-\w]+-th\b.*\b(?:leaves|eliminated|removed|goes|out)\b.*": puzzles.left_by_each,
    r"reduces? (?:a |the )?fraction\b.*|simplif(?:y|ies) (?:a |the )?fraction\b.*|.*\bto lowest terms\b.*": (
        puzzles.lowest_terms
    ),
    r"greatest common divisor of (?:all |the |a |list |of )*(?:numbers|list|values).*": puzzles.common_divisor_of_list,
    r"least common multiple of (?:all |the |a |list |of )*(?:numbers|list|values).*": puzzles.common_multiple_of_list,
    # -- kinds of numbers, nested lists, boards
    rf"{_NUMBER} is (?:an )?abundant(?: number)?": kinds.is_abundant,
    rf"{_NUMBER} is (?:a )?deficient(?: number)?": kinds.is_deficient,
    rf"{_NUMBER} is (?:a )?happy(?: number)?": kinds.is_happy,
    rf"{_NUMBER} is (?:a )?harshad number": kinds.is_harshad,
    rf"{_NUMBER} is (?:an )?(?:armstrong|narcissistic) number": numbers.is_armstrong,
    rf"{_NUMBER} is (?:the )?sum of (?:its|all its|the) proper divisors": numbers.is_perfect,
    r"prime factors?\b.*\b(?:exponents?|powers?|multiplicity|how often)\b.*": numbers.prime_factors,
    r"(?:sum|total) of (?:all )?(?:the )?(?:numbers|values|elements) (?:in|of) (?:a |the )?(?:arbitrarily |deeply )?"
    r"nested lists?.*": lists.nested_sum,
    r"(?:how deep(?:ly)?\b.*\bnested|(?:nesting )?depth of (?:a |the )?nested)\b.*": records.depth,
    r"number of islands\b.*": grids.islands,
    r"number of islands(?:\b.*)?": grids.islands_of_text,
}
"""As `_SAID` in `sentences`: what the first sentence says behind its verb -> the task."""
