"""Tasks by what docstrings say, for functions whose names do not tell: `Return the longest word of the text`."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from agents.trials.catalogue import daily, lists, marks, numbers, records, searching, series, texts
from agents.trials.task import Task

__all__ = ["tasks_by_sentence"]

_LIST = (
    r"(?: (?:of|in|from) (?:the |a |all |these )*(?:given )?(?:non-empty )?"
    r"(?:list(?: of (?:numbers|integers|values))?|numbers|values|integers|elements|items))?"
)
_TEXT = r"(?: (?:of|in|from) (?:the |a |this )*(?:given )?(?:text|string|sentence|word|phrase|line))?"
_NUMBER = r"(?: (?:of|in) (?:the |a |an )*(?:given )?(?:non-negative |positive )*(?:number|integer|n|value))?"

_SAID: Final[Mapping[str, Task]] = {
    rf"(?:sum|total)(?: of)?(?: all)?(?: the)?{_LIST}": lists.total,
    rf"(?:product)(?: of)?(?: all)?(?: the)?{_LIST}": lists.product,
    rf"(?:average|mean|arithmetic mean){_LIST}": lists.mean,
    rf"median(?: value)?{_LIST}": lists.median,
    rf"(?:largest|biggest|greatest|highest|maximum)(?: number| value| element| integer)?{_LIST}": lists.largest,
    rf"(?:smallest|lowest|least|minimum)(?: number| value| element| integer)?{_LIST}": lists.smallest,
    rf"second(?:[- ])(?:largest|biggest|highest|greatest)(?: number| value| element)?{_LIST}": lists.second_largest,
    rf"(?:number of |how many )even (?:numbers|values|integers){_LIST}": lists.count_evens,
    rf"(?:number of |how many )odd (?:numbers|values|integers){_LIST}": lists.count_odds,
    rf"even (?:numbers|values|integers|ones){_LIST}": lists.evens,
    rf"odd (?:numbers|values|integers|ones){_LIST}": lists.odds,
    rf"(?:list |numbers )?(?:in reverse order|reversed){_LIST}": lists.reverse_list,
    r"(?:list|items|elements|values|names) without (?:repetitions|duplicates)": lists.unique,
    r"(?:list|items|elements|values|names) without (?:repetitions|duplicates),? (?:in|keeping) .*order.*": lists.unique,
    r"(?:list (?:has|contains)|there are|any) duplicates.*": lists.has_duplicates,
    r"(?:nested list|list of lists) (?:as|into) (?:one|a) flat(?: list)?": lists.flatten,
    r"(?:matrix )?product of (?:the |two )*(?:matrices(?: a and b)?|a and b)": lists.multiply_matrices,
    r"matrix product of a and b": lists.multiply_matrices,
    r"sum of (?:the |two )*matrices(?: a and b)?": lists.add_matrices,
    r"(?:transpose|transposed matrix)(?: of (?:the |a )?matrix)?": lists.transpose,
    r"sum of the (?:main )?diagonal(?: of (?:the |a )?(?:square )?matrix)?": lists.diagonal_sum,
    r"running (?:totals|sums)(?: of .*)?": lists.running_total,
    r"(?:two )?(?:sorted lists|lists) merged(?: into one)?(?: sorted list)?": lists.merge_sorted,
    r"(?:merge|join) (?:two )?sorted lists(?: into one(?: sorted list)?)?": lists.merge_sorted,
    rf"factorial{_NUMBER}": numbers.factorial,
    r"n(?:-th|th) fibonacci number(?: .*)?": numbers.fibonacci,
    r"greatest common divisor of (?:two (?:numbers|integers)|a and b)": numbers.gcd,
    r"(?:least|lowest|smallest) common multiple of (?:two (?:numbers|integers)|a and b)": numbers.lcm,
    r"(?:(?:the )?(?:number|year|n) is (?:a )?)?leap year": numbers.is_leap_year,
    r"(?:the )?year is a leap year": numbers.is_leap_year,
    r"(?:(?:the |a )?(?:number|integer|n) is )(?:a )?prime(?: number)?": numbers.is_prime,
    rf"(?:sum of (?:the |all )?(?:decimal )?digits|digit sum|cross sum){_NUMBER}": numbers.sum_digits,
    rf"number of (?:decimal )?digits{_NUMBER}": numbers.count_digits,
    r"prime(?:s| numbers) (?:up to|below|until)(?: and including)? (?:n|limit|the limit)": numbers.primes_to,
    rf"(?:list of (?:the |all )?)?(?:(?:prime factors){_NUMBER})": numbers.prime_factors,
    rf"(?:list of (?:the |all )?)?(?:positive )?(?:divisors|factors){_NUMBER}": numbers.divisors,
    r"value of a (?:string of )?binary (?:digits|number)": numbers.from_binary,
    r"binary string (?:in)?to (?:a )?(?:decimal )?(?:number|integer)": numbers.from_binary,
    r"number (?:>= 0 )?in the given base.*": numbers.to_base,
    r"(?:roman numeral (?:for|of) .*|number (?:as|in)(?: a)? roman numerals?)": numbers.to_roman,
    r"(?:value of a roman numeral|roman numeral (?:in)?to (?:a |an )?(?:number|integer))": numbers.from_roman,
    r"(?:text|string|word|sentence|phrase) is a palindrome": texts.is_palindrome,
    r"(?:text|string|word|phrase) reads the same (?:forwards and )?backwards(?: as forwards)?": texts.is_palindrome,
    rf"number of vowels{_TEXT}": texts.count_vowels,
    rf"vowels{_TEXT}": texts.count_vowels,
    rf"number of words{_TEXT}": texts.count_words,
    rf"longest word{_TEXT}": texts.longest_word,
    r"(?:two |both )?(?:words|texts|strings|a and b) are anagrams(?: of each other)?": texts.is_anagram,
    rf"(?:words{_TEXT}|text|sentence) in reverse order": texts.reverse_words,
    r"(?:text|string|word) (?:reversed|backwards)": texts.reverse_text,
    r"(?:text|string) without (?:its |the |any )?vowels": texts.remove_vowels,
    r"dict(?:ionary)? (?:that maps|with|of) (?:each |every )?words? (?:to|and|with) (?:its |their )?counts?": (
        texts.word_counts
    ),
    r"(?:number of positions (?:at|in) which .* differ|hamming distance.*)": texts.hamming,
    r"(?:edit|levenshtein) distance.*": texts.edit_distance,
    r"(?:brackets|parentheses) are balanced|(?:all )?brackets.* (?:are|is) (?:balanced|closed).*": texts.balanced,
    r"longest common prefix.*": texts.common_prefix,
    r"(?:index|position) of (?:target|x|the value|value|the target|item)": searching.linear_search,
    r"(?:index|position) of (?:the )?(?:target|x|value|item) in (?:the |a )?sorted (?:list|values)": (
        searching.binary_search
    ),
    r"fewest coins.*|smallest number of coins.*|minimum number of coins.*": numbers.change,
    r"(?:number of |the )?ways to climb.*stair.*": series.climb_stairs,
    r"(?:join|merge) overlapping .*intervals": daily.merged_intervals,
    r"moving averages?|mean of every (?:stretch|window).*|average of each (?:full )?window.*": marks.moving_average,
    r"(?:postfix|rpn) expression.*|expression (?:such as|like) '\d+ \d+ [-+*/].*|.*reverse polish.*": records.postfix,
}
"""What the first sentence says behind its verb -> the task."""

_BEGINS: Final = (
    r"(?:(?:this |the )?function (?:that )?)?(?:returns?|gives?|computes?|calculates?|finds?|counts?|tells?|checks?|"
    r"tests?|determines?|gets?|works? out|converts?|turns?|evaluates?|writes?|makes?|builds?)?(?: back| out)? ?"
    r"(?:true if|whether|if)? ?(?:the |an? |all )?"
)
"""What docstrings begin with, whatever the task."""

_ENDS: Final = r"(?:,? or (?:none|-1|0|an empty list)(?: .*)?|,? else false|,? (?:and )?false otherwise)?"
"""What may follow without making it another task."""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Task], ...]:
    return tuple((re.compile(_BEGINS + f"(?:{said})" + _ENDS), task) for said, task in _SAID.items())


def tasks_by_sentence(sentence: str) -> list[Task]:
    """The tasks that a sentence tells of, and of nothing else.

    Args:
        sentence: as `first_sentence` gives it.
    """
    return [task for pattern, task in _patterns() if pattern.fullmatch(sentence)] if sentence else []
