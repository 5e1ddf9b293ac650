"""Tasks by what docstrings say, for functions whose names do not tell: `Return the longest word of the text`."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from agents.trials.catalogue import (
    boards,
    ciphers,
    daily,
    digits,
    figures,
    games,
    grids,
    ledgers,
    lists,
    marks,
    money,
    numbers,
    parsing,
    pictures,
    records,
    rewriting,
    sciences,
    searching,
    selections,
    series,
    texts,
    words,
)
from agents.trials.catalogue.phrases import PHRASES
from agents.trials.task import Task

__all__ = ["tasks_by_sentence"]

_LIST = (
    r"(?: (?:of|in|from) (?:the |a |all |these )*(?:given )?(?:non-empty )?"
    r"(?:list(?: of (?:numbers|integers|values))?|numbers|values|integers|elements|items))?"
)
_TEXT = r"(?: (?:of|in|from) (?:the |a |this )*(?:given )?(?:text|string|sentence|word|phrase|line))?"
_IN_TEXT = r" (?:of|in|from) (?:the |a |this )*(?:given )?(?:text|string|sentence|word|phrase|line)"
_NUMBER = r"(?: (?:of|in) (?:the |a |an )*(?:given )?(?:non-negative |positive )*(?:number|integer|n|value))?"

_ANY = (
    r"(?: (?:of|in|from) (?:the |a |all |these |all the )*(?:given |daily |list of )?"
    r"(?!(?:squares?|evens?|odds?|positives?|negatives?|digits?|others?|rest|middle|first|last|known|valid|ends?|absolute|"
    r"ranks?|words?|letters?|rows?|columns?|each|every|both|two|lengths?|durations?|differences?|changes?|ages?)\b)"
    r"\w+)"
)
"""Whatever a story calls its numbers."""
_WITHOUT = r"(?:without|(?:after )?(?:dropping|removing)|except for|excluding|ignoring|leaving out)"
_LONGEST = r"(?:length of the )?longest (?:run|stretch|streak|series|sequence|row|period)"
_THE_BEST = (
    r"(?:names|keys|titles|players|products|items) (?:of |with )?(?:the )?n (?:best|top|most|highest|largest|greatest)"
)

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
    r"(?:newest|latest|highest|most recent) (?:version\b|(?:one )?(?:of|in|among) (?:the |all |these |some )*(?:\w+ )?"
    r"versions?\b).*": parsing.latest_version,
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
    r"(?:decimal )?(?:value|number) (?:of|for|from|in) (?:a |the )?(?:text|string|word) (?:made |consisting )?"
    r"(?:of|with) (?:0s?|0's|zeroe?s)(?: and|,) (?:1s?|1's|ones)\b.*": digits.from_binary_text,
    r"(?:decimal )?(?:value|number) (?:of|for) (?:a |the )?(?:binary|bit) (?:text|string)": digits.from_binary_text,
    r"binary string (?:in)?to (?:a )?(?:decimal )?(?:number|integer)": numbers.from_binary,
    r"number (?:>= 0 )?in the given base.*": numbers.to_base,
    r"(?:roman numeral (?:for|of) .*|number (?:as|in)(?: a)? roman numerals?)": numbers.to_roman,
    r"(?:value of a roman numeral|roman numeral (?:in)?to (?:a |an )?(?:number|integer))": numbers.from_roman,
    r"(?:text|string|word|sentence|phrase) is a palindrome": texts.is_palindrome,
    r"(?:text|string|word|phrase) reads the same (?:(?:forwards and )?backwards(?: as forwards)?|(?:in )?both "
    r"(?:ways|directions)|from both (?:ends|sides))": texts.is_palindrome,
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
    # -- texts and words
    rf"shortest word{_TEXT}": words.shortest_word,
    rf"how (?:often|many times) each (?:letter|character) (?:appears|occurs){_IN_TEXT}": texts.letter_counts,
    rf"(?:how often|how many times|number of times) each word (?:appears|occurs){_IN_TEXT}": texts.word_counts,
    rf"capitali[sz]es? (?:the )?(?:first letter of )?(?:each|every) word{_TEXT}": texts.capitalize_words,
    r"(?:text|string|sentence) with (?:every|each) word capitali[sz]ed": texts.capitalize_words,
    rf"(?:(?:removes?|deletes?|strips?) )(?:all )?(?:the )?punctuation(?: marks)?{_TEXT}": words.remove_punctuation,
    r"(?:text|string|sentence) without (?:any |its |the )?punctuation(?: marks)?": words.remove_punctuation,
    rf"(?:(?:removes?|deletes?|strips?) )(?:all )?(?:the )?vowels{_TEXT}": texts.remove_vowels,
    rf"(?:(?:removes?|deletes?|strips?) )(?:all )?(?:the )?spaces{_TEXT}": texts.remove_spaces,
    r"(?:text|string|sentence) without (?:any |its |the )?spaces": texts.remove_spaces,
    r"(?:text|string) with (?:upper(?:case)? and lower ?case|lower(?:case)? and upper ?case) (?:letters )?swapped": (
        texts.swap_case
    ),
    r"(?:text|string|sentence|phrase|it) is a pangram": texts.is_pangram,
    r"(?:text|string|sentence|phrase) (?:contains|uses|has) (?:every|all|each) (?:the )?letters? of the alphabet": (
        texts.is_pangram
    ),
    r"first (?:letter|character) (?:that|which) (?:appears|occurs) (?:only|exactly|just) once": texts.first_unique,
    rf"first non-?repeat(?:ing|ed) (?:letter|character){_TEXT}": texts.first_unique,
    rf"most (?:common|frequent) (?:letter|character){_TEXT}": texts.most_common_letter,
    r"(?:text|string|sentence|phrase) is a palindrome,? ignoring (?:case, spaces,? and punctuation|case, punctuation,? "
    r"and spaces|spaces, punctuation,? and case|punctuation, spaces,? and case)": words.is_valid_palindrome,
    rf"(?:number of |how many )consonants{_TEXT}": texts.count_consonants,
    rf"(?:number of |how many )(?:upper-?case|capital) letters{_TEXT}": texts.count_upper,
    rf"(?:number of |how many )(?:lower-?case|small) letters{_TEXT}": texts.count_lower,
    rf"(?:number of |how many )spaces{_TEXT}": words.count_spaces,
    r"(?:text|string|sentence) with (?:its |the |all )?words in reverse(?:d)? order": texts.reverse_words,
    rf"reverses? the (?:order of (?:the )?)?words{_TEXT}": texts.reverse_words,
    rf"(?:each|every) word{_TEXT} reversed|reverses? (?:each|every) word{_TEXT}": words.reverse_each_word,
    r"reverses? (?:a |the )?(?:text|string|word)": texts.reverse_text,
    r"reverse complement(?: of (?:the |a )?(?:dna )?(?:strand|sequence|string)?)?": sciences.reverse_complement,
    rf"(?:list of (?:the |all )?)?positions at which (?:the )?(?:pattern|part|word) (?:starts|begins){_TEXT}": (
        parsing.find_all
    ),
    r"every (?:index|position) at which (?:the )?(?:pattern|part|word) (?:starts|begins) in (?:the )?text": (
        parsing.find_all
    ),
    r"(?:text|line|string)s? in(?:to)? lines of at most width characters": rewriting.wrapped,
    # -- lists
    rf"product of all (?:the )?(?:numbers|values|elements){_LIST}": lists.product,
    rf"second(?:[- ])(?:smallest|lowest)(?: number| value| element)?{_LIST}": lists.second_smallest,
    r"difference between the (?:largest|highest|biggest|greatest|maximum) and (?:the )?(?:smallest|lowest|minimum)"
    rf"(?: number| value| element)?{_LIST}": lists.spread,
    rf"(?:index|position) of the (?:largest|greatest|biggest|maximum|highest)(?: number| value| element)?{_LIST}": (
        lists.index_of_max
    ),
    rf"(?:index|position) of the (?:smallest|minimum|lowest)(?: number| value| element)?{_LIST}": lists.index_of_min,
    r"(?:elements|values|items|numbers) (?:that|which) (?:occur|appear|are) in both(?: of the)?(?: two)? lists": (
        lists.intersection
    ),
    r"splits? (?:a |the )?list into (?:chunks|pieces|sublists) of (?:the given |a given )?(?:size|length|n|k)": (
        lists.chunk
    ),
    r"moves? all (?:the )?zero(?:e?s) to the end(?: of (?:the |a )?list)?": lists.move_zeros,
    r"(?:list|lists|sequence|numbers|values) (?:is|are) sorted(?: in ascending order| ascending)?": lists.is_sorted,
    r"sorts? (?:the |a )?(?:given )?(?:list|numbers|values)(?: of (?:numbers|integers))?(?: in(?:to)? ascending order)?"
    r"(?: (?:with|using|by) (?:the )?(?:bubble|selection|insertion|merge|quick|heap|shell)[- ]?sort(?: algorithm)?)?": (
        searching.sort
    ),
    r"(?:list|numbers|values) sorted(?: in ascending order)?": searching.sort,
    r"(?:two )?(?:indices|indexes|positions) of (?:the )?(?:two )?numbers that (?:add up|sum) to (?:the )?target": (
        lists.two_sum
    ),
    r"(?:largest|greatest|maximum) sum of (?:a |any )?(?:contiguous |consecutive )(?:subarray|sublist|part|elements)"
    r"(?: of the (?:list|array|numbers))?": lists.max_subarray,
    r"length of the longest (?:strictly )?increasing subsequence": lists.lis,
    r"length of the longest common subsequence": texts.common_subsequence,
    r"(?:all )?(?:elements|values|items|numbers)(?: (?:of|in) the list)? are (?:different|unique)": lists.all_unique,
    r"missing number (?:from|of|in) (?:the )?(?:numbers )?(?:1|one) (?:to|through|up to) n": lists.missing_number,
    rf"(?:running|cumulative) (?:sums?|totals?){_LIST}": lists.running_total,
    r"(?:every (?:second|other) (?:element|item|value))(?: of (?:the |a )?list)?": lists.every_second,
    r"interleaves? (?:the )?two lists": lists.interleave,
    r"flattens? (?:a |the )?(?:nested list|list of lists)": lists.flatten,
    r"permutations of (?:the |a )?list": texts.permutations_of_list,
    r"subsets of (?:the |a )?list": lists.power_set,
    rf"(?:mode|most (?:common|frequent) (?:value|element|number|item)){_LIST}": lists.mode,
    rf"numbers{_LIST} greater than (?:the )?(?:limit|threshold)": selections.filter_greater,
    r"dot product of (?:two |the )*(?:vectors|lists)": lists.dot_product,
    r"merges? two dictionaries,? adding the values of (?:common|equal|shared) keys": records.add_dicts,
    r"encrypts? (?:the |a )?(?:text|message) (?:with|using) (?:a |the )?caesar cipher": texts.caesar,
    rf"variance{_LIST}": marks.variance,
    rf"standard deviation{_LIST}": marks.deviation,
    r"(?:average|mean) of (?:the |a list of )?(?:grades|marks|scores|temperatures)": lists.mean,
    rf"(?:largest|greatest|maximum) product of two (?:numbers|values|elements){_LIST}": selections.max_product,
    r"(?:index|position) of (?:the )?(?:target|x|value|item) in (?:the |a )?sorted list (?:using|with) binary search": (
        searching.binary_search
    ),
    r"list rotated (?:by )?(?:k|n|steps) (?:places|positions|steps) to the (?:left|right)": lists.rotate,
    # -- numbers
    r"first n fibonacci numbers": numbers.fibonacci,
    r"first n prime(?:s| numbers)": numbers.primes_to,
    r"sum of the squares (?:of the numbers )?from 1 to n": numbers.sum_squares,
    r"hex(?:adecimal)? (?:string|number) (?:in)?to (?:a )?(?:decimal )?(?:number|integer)": digits.from_hex,
    r"(?:row n|n-?th row) of pascal's triangle": numbers.pascal_row,
    r"(?:euclidean )?distance (?:between|of) two points": daily.distance,
    r"(?:euclidean )?distance (?:between|of) (?:the )?two points": daily.distance_of_pairs,
    r"n! ?(?:\(n factorial\))?|factorial n!?": numbers.factorial,
    r"(?:x|a|b|base) (?:raised )?to the power (?:of )?(?:n|b|exponent|y)": numbers.power,
    r"number with (?:its |the )?digits (?:reversed|in reverse order)": numbers.reverse_number,
    rf"reverses? (?:the )?digits{_NUMBER}": numbers.reverse_number,
    rf"(?:largest|greatest|highest|biggest) digit{_NUMBER}": digits.max_digit,
    rf"(?:smallest|lowest|least) digit{_NUMBER}": digits.min_digit,
    r"(?:number|integer|n|it) is (?:a )?perfect(?: number)?": numbers.is_perfect,
    r"(?:number|integer|n|it) is an armstrong number": numbers.is_armstrong,
    r"(?:number|integer|n|it) is (?:a )?power of (?:two|2)": numbers.is_power_of_two,
    r"(?:number|integer|n|it) is (?:a )?perfect square": numbers.is_perfect_square,
    r"(?:number|integer|n|it) is even": numbers.is_even,
    r"(?:number|integer|n|it) is odd": numbers.is_odd,
    r"(?:n|number|decimal number|integer) (?:as|in|(?:in)?to) (?:a )?binary(?: string| number)?": numbers.to_binary,
    r"sum of the first n (?:natural numbers|positive integers)": numbers.sum_to,
    r"sum of (?:the |all )*(?:numbers|integers) from (?:1|one) (?:to|up to|through) n": numbers.sum_to,
    r"number of (?:steps|times) until n (?:reaches|is|becomes) 1 in the collatz sequence": numbers.collatz,
    r"(?:integer|number|decimal number) (?:in)?to (?:a |its )?roman numerals?": numbers.to_roman,
    r"(?:degrees |temperature )?(?:from )?celsius (?:in)?to (?:degrees )?fahrenheit": numbers.to_fahrenheit,
    r"(?:degrees |temperature )?(?:from )?(?:degrees )?fahrenheit (?:in)?to (?:degrees )?celsius": numbers.to_celsius,
    r"sum of (?:all )?(?:the )?multiples of 3 or 5 below n": numbers.sum_multiples,
    r"area of a circle(?: with (?:the |a )?(?:given )?radius(?: r)?)?": numbers.circle_area,
    r"circumference of a circle(?: with (?:the |a )?(?:given )?radius(?: r)?)?": numbers.circumference,
    r"hypotenuse of a right(?:-angled)? triangle": numbers.hypotenuse,
    r"number of divisors of n": numbers.count_divisors,
    r"body mass index": daily.body_mass_index,
    # -- grids and records
    r"(?:sums? of (?:each|every) row|row sums|sums of (?:the |all )?rows)(?: of (?:the |a )?matrix)?": lists.row_sums,
    r"(?:sums? of (?:each|every) column|column sums|sums of (?:the |all )?columns)(?: of (?:the |a )?matrix)?": (
        lists.column_sums
    ),
    r"(?:square )?matrix is symmetric(?:al)?": grids.is_symmetric,
    r"(?:matrix|square|grid) is (?:a )?magic(?: square)?": grids.is_magic,
    r"rotates? (?:a |the )?(?:square )?matrix (?:by )?90 degrees clockwise": lists.rotate_matrix,
    r"(?:swaps?|exchanges?) (?:the )?keys and values(?: of (?:a |the )?dict(?:ionary)?)?": lists.invert,
    r"key (?:with|of) the (?:largest|highest|greatest|biggest|maximum) value": lists.key_of_max,
    r"key (?:with|of) the (?:smallest|lowest|least|minimum) value": lists.key_of_min,
    r"groups? (?:the |a )?list of words by (?:their )?first letter": texts.group_by_first,
    r"groups? (?:the |a )?list of words by (?:their )?length": texts.group_by_length,
    r"moving averages?|mean of every (?:stretch|window).*|average of each (?:full )?window.*": marks.moving_average,
    r"(?:postfix|rpn) expression.*|expression (?:such as|like) '\d+ \d+ [-+*/].*|.*reverse polish.*": records.postfix,
    # -- of a story's numbers
    rf"(?:average|mean|arithmetic mean){_ANY}": lists.mean,
    rf"median{_ANY}": lists.median,
    rf"variance{_ANY}(?: \(.*\))?": marks.variance,
    rf"standard deviation{_ANY}": marks.deviation,
    r"difference between the (?:largest|highest|biggest|greatest|maximum|dearest|warmest|hottest|longest) and (?:the )?"
    rf"(?:smallest|lowest|minimum|cheapest|coldest|shortest)(?: \w+)?{_ANY}?": lists.spread,
    r"(?:mean|average) of (?:all )?(?:the )?\w+ so far(?:,? after each(?: of them| one| \w+)?)?|(?:for|after) each \w+ "
    r"the (?:mean|average) of all \w+ so far|running (?:averages?|means?)(?: of .*)?": ledgers.means_so_far,
    rf"(?:average|mean) (?:of (?:the |all )*\w+ )?{_WITHOUT} (?:the |its )?(?:one )?lowest(?: one| \w+)?": (
        marks.drop_lowest
    ),
    rf"(?:average|mean) (?:of (?:the |all )*\w+ )?{_WITHOUT} (?:the |its )?(?:lowest and (?:the )?highest|"
    r"highest and (?:the )?lowest|best and (?:the )?worst)(?: ones?| \w+)?": marks.trimmed_mean,
    rf"{_LONGEST} of (?:consecutive )?wins\b.*|longest winning (?:run|streak|series).*": ledgers.win_streak,
    r"(?:largest|greatest|maximum|longest) number of (?:consecutive )?days (?:in a row )?(?:without|with no) rain|"
    rf"longest (?:dry spell|drought).*|{_LONGEST} of (?:dry days|days without (?:any )?rain)": ledgers.dry_spell,
    rf"{_LONGEST} of (?:consecutive |neighbouring )*(?:rising|increasing|growing) \w+|(?:longest|largest|greatest) "
    r"number of days in a row on which the \w+ (?:rose|went up|increased)": ledgers.rising_streak,
    rf"{_LONGEST} of (?:equal|identical|the same)(?: neighbouring| consecutive)? \w+": lists.longest_run,
    rf"{_THE_BEST} .*": ledgers.top_of_dict,
    rf"{_THE_BEST}\b.*": ledgers.top_of_pairs,
    r"(?:each|every) \w+(?: \w+)?'?s? (?:share|part|percentage) of the (?:whole|total).*|"
    r"(?:percentage|share|proportion) of (?:the )?(?:whole|total|all \w+) (?:for|of|that) each .*": ledgers.shares,
    r"how many (?:minutes|hours|days) (?:the )?two .*overlap.*|(?:number of )?(?:minutes|hours|days) "
    r"(?:(?:that|for which|in which) )?(?:the )?two .* overlap": ledgers.overlap,
    r"(?:number of )?minutes (?:from|between) (?:the |a )?(?:start|begin\w*)(?: time)? (?:to|and|until) (?:the |an? )?"
    r"end\b.*": ledgers.minutes_between,
    r"(?:adds? up |total |sum of )(?:the |all )*(?:\w+ )?(?:lengths|times|durations)\b.*(?:m:ss|\d:\d\d).*": (
        ledgers.full_length
    ),
    r"'?\d\d:\d\d [ap]m'? (?:in)?to '?\d\d:\d\d'?.*|(?:12[- ]hour |clock )?time .*(?:in)?to (?:the )?24[- ]hour.*": (
        ledgers.to_24_hours
    ),
    r"(?:total|sum|sums|totals)(?: of)?(?: the)?(?: \w+)? (?:per|by|for each|for every) \w+": records.sum_by_key,
    r"(?:mean|average|averages|means)(?: of)?(?: the)?(?: \w+)? (?:per|by|for each|for every) \w+": (
        ledgers.mean_by_key
    ),
    r"change of each \w+ (?:against|from|compared (?:to|with)) the .*": ledgers.growth_in_percent,
    r"age (?:of .* )?in (?:full|whole|completed) years": ledgers.age_on,
}
"""What the first sentence says behind its verb -> the task."""

_SPEAKS_OF: Final[Mapping[str, tuple[Task, ...]]] = {
    r"\bbowling\b|\bten-?pin": (games.bowling,),
    r"\bblackjack\b": (games.blackjack_value, games.blackjack_value_of_pairs, games.blackjack_value_of_elevens),
    r"\bdarts?\b": (games.darts,),
    r"\brock\b.*\bpaper\b": (games.rock_paper_scissors,),
    r"\bbulls\b.*\bcows\b|\bblack\b.*\bwhite\b|right place.*elsewhere|mastermind": (ciphers.bulls_and_cows,),
    r"\beach pair once|(?:every|each) team .*\b(?:every|each) other": (games.pairings,),
    r"^(?=.*\b(?:win|wins|won|winner|winning)\b).*(?:\btic[- ]?tac|\bnoughts\b)|\bhas three in a (?:row|line)": (
        boards.winner,
        boards.winner_of_texts,
        boards.winner_of_fields,
        boards.wins,
        boards.wins_in_texts,
        boards.wins_on_fields,
    ),
    r"\bknight\b": (boards.knight_moves, boards.knight_moves_of_numbers, boards.knight_moves_of_a_place),
    r"\bqueens?\b": (boards.queens_attack, boards.queens_attack_by_numbers),
    r"^(?!.*\b(?:rows?|columns?|units?|box(?:es)?|blocks?|squares?|digits?|cells?|groups?|parts?)\b).*\bsudoku\b": (
        boards.sudoku,
    ),
    r"\bsudoku\b": (boards.may_stand,),
    r"\bmines?\b|\bminesweeper\b": (pictures.mines, pictures.mines_in_lists),
    r"\bgame of life\b|\bnext generation\b": (grids.next_generation, grids.next_living),
    r"\bflood[- ]?fill|\bpaint bucket\b|\brecolou?r the (?:area|region)": (
        pictures.flood_fill,
        pictures.flood_fill_across,
    ),
    r"\b(?:mean|average) of .*\bneighbou?rs\b|\bblur": (pictures.blur,),
    r"\bsaddle points\b|\bcells .*\b(?:greatest|largest|highest|tallest) (?:of|in) (?:its|their) row": (
        pictures.saddle_points,
    ),
    r"\bhigher than (?:all |its |their |four |eight |of )*neighbou?rs": (pictures.peaks,),
    r"\bf\b.*\b[lr]\b.*\b[lr]\b|\bflr\b": (pictures.robot,),
    r"\bu\b.*\bd\b.*\bl\b|\budlr\b|\bup\b.*\bdown\b.*\bleft\b.*\bright\b": (pictures.steps_by_hand,),
    r"\bn\b.*\bs\b.*\be\b|\bnsew\b|\bnesw\b|\bnorth\b.*\bsouth\b.*\beast\b": (pictures.steps_by_compass,),
    r"\bfirst (?:\w+ )?rows of pascal": (numbers.pascal_rows,),
    r"\brows and columns (?:are )?(?:exchanged|swapped|interchanged)": (lists.transpose,),
    r"\b(?:turn|rotat)\w* .*\b90 degrees clockwise|\bquarter turn clockwise": (
        grids.rotate_clockwise,
        grids.rotate_in_place,
    ),
    r"\b(?:mirror|flip|revers)\w* (?:from )?left to right": (grids.mirrored,),
    r"^(?!.*\bcorners?\b).*\bsum of .*\b(?:on|along|of) the (?:border|edge|boundary)": (grids.border_sum,),
    r"\bspiral\b": (grids.spiral,),
    r"\brows\b.*\bcolumns\b.*\bdiagonals\b.*\bsum\b": (grids.is_magic,),
    r"^(?!.*\b(?:trees?|trunk|house|arrow|hourglass)\b).*"
    r"\b(?:triangle|pyramid|diamond|staircase) (?:made )?of (?:stars|asterisks|hashes|signs|\*s?|'[*#]'s?)|"
    r"\btriangle,? centred": (figures.figure, figures.figure_of_sign),
    r"\bhollow (?:box|rectangle|frame)": (figures.box, figures.box_of_sign),
    r"\bhollow square": (figures.square,),
    r"\byears until\b.*\b(?:reach|goal|target)": (money.years_to_goal, money.years_to_goal_with_deposit),
    r"\bhow often .*\bball\b|\bball\b.*\bbounc": (games.bounces,),
}
"""Words that tell a task wherever they stand in the first sentence -> what it can be."""

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
    said_of = {**_SAID, **PHRASES}.items()
    plain = ((re.compile(rf"\A{_BEGINS}(?:{said}){_ENDS}\Z"), task) for said, task in said_of)
    spoken_of = ((re.compile(said), task) for said, tasks in _SPEAKS_OF.items() for task in tasks)
    return (*plain, *spoken_of)


def tasks_by_sentence(sentence: str) -> list[Task]:
    """The tasks that a sentence tells of.

    Args:
        sentence: as `first_sentence` gives it.
    """
    found = {id(task): task for pattern, task in _patterns() if pattern.search(sentence)} if sentence else {}
    return list(found.values())
