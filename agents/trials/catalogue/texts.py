"""Of text: letters, words, ciphers."""

import string
from collections import Counter
from itertools import groupby, permutations

from agents.trials.task import each, known

_LETTERS = each("a", "ab", "hello", "abcba", "python", "banana")
_SENTENCES = each("one", "one two", "the cat sat", "a b c d", "we like long words")


def _shifted(text: str, by: int) -> str:
    small, large = string.ascii_lowercase, string.ascii_uppercase
    by %= 26
    table = str.maketrans(small + large, small[by:] + small[:by] + large[by:] + large[:by])
    return text.translate(table)


def _balanced(text: str) -> bool:
    before = None
    while before != text:
        before, text = text, text.replace("()", "").replace("[]", "").replace("{}", "")
    return not text


def _common(texts: list[str]) -> str:
    first, last = min(texts), max(texts)
    size = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    return first[:size]


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], before if a == b else 1 + min(before, row[j], row[j - 1])
    return row[-1]


def _common_part(one: str, other: str) -> str:
    parts = (one[i:j] for i in range(len(one)) for j in range(i + 1, len(one) + 1))
    return max((part for part in parts if part in other), key=len, default="")


def _lcs(one: str, other: str) -> str:
    rows = [[""] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            rows[i + 1][j + 1] = rows[i][j] + a if a == b else max(rows[i][j + 1], rows[i + 1][j], key=len)
    return rows[-1][-1]


reverse_text = known(
    "reverses a text",
    "reverse, reverse string, reversed string, string reverse, reverse str, reverse text, reverse word, "
    "my reverse, backwards, reverse recursive, recursive reverse, flip, reversed",
    each("", *(one[0] for one in _LETTERS)),
)(lambda text: text[::-1])
is_palindrome = known(
    "tells whether a text reads the same backwards",
    "is palindrome, palindrome, check palindrome, is pal, is palindromic, is palindrome recursive, "
    "palindrome recursive, is string palindrome, is word palindrome, is palindrome word",
    each("", "a", "ab", "aba", "noon", "level", "hello", "abca", "abcda"),
)(lambda text: text == text[::-1])
count_vowels = known(
    "counts the vowels",
    "count vowels, vowel count, num vowels, vowels, number of vowels, count vowel, how many vowels, number vowels",
    each("", "a", "hello", "rhythm", "education", "OUCH"),
)(lambda text: sum(one in "aeiouAEIOU" for one in text), lambda text: sum(one in "aeiou" for one in text))
count_consonants = known(
    "counts the consonants", "count consonants, consonants, consonant count", each("a", "hello", "rhythm", "education")
)(lambda text: sum(one not in "aeiou" for one in text))
remove_vowels = known(
    "removes the vowels",
    "remove vowels, strip vowels, disemvowel, drop vowels, no vowels, without vowels",
    each("", "a", "hello", "rhythm", "aeon", "education"),
)(lambda text: "".join(one for one in text if one not in "aeiou"))
is_vowel = known("tells whether a letter is a vowel", "is vowel, vowel", each("a", "b", "e", "z", "u"))(
    lambda letter: letter in "aeiou"
)
count_words = known(
    "counts the words",
    "count words, word count, num words, number of words, how many words, number words, words count, words",
    each("one", "one two", "the cat sat", "a b c d"),
)(
    lambda text: len(text.split()),
    lambda text: dict(Counter(text.split())),
    lambda lines: sum(len(line.split()) for line in lines),
)
count_letter = known(
    "counts a letter",
    "count char, count letter, count character, char count, count letters, count, count occurrences, "
    "occurrences, count chars, letter count",
    (("banana", "a"), ("banana", "b"), ("banana", "x"), ("", "a"), ("aaa", "a")),
)(lambda text, letter: text.count(letter), lambda letter, text: text.count(letter))
letter_counts = known(
    "counts each letter",
    "char frequency, count chars, count characters, count letters, letter frequency, char count, letter "
    "count, frequency, character frequency, letter counts, char counts, character count, frequencies, "
    "histogram, count char, count, letter frequencies, char frequencies, count each letter, count each "
    "char, count freq, charfreq",
    _LETTERS,
    unordered=True,
)(Counter, len, lambda text: sorted(Counter(text).items()))
word_counts = known(
    "counts each word",
    "word frequency, count words, word count, word counts, count each word, word freq, word frequencies, words count",
    each("one", "one two", "the cat the dog", "a b a b a"),
)(lambda text: Counter(text.split()), lambda text: len(text.split()))
most_common_letter = known(
    "gives the most frequent letter",
    "most common char, most common letter, most frequent char, most frequent letter, most frequent "
    "character, most common character, max char",
    each("a", "abb", "banana", "hello", "zzy"),
)(lambda text: Counter(text).most_common(1)[0][0], lambda text: Counter(text).most_common(1)[0])
is_anagram = known(
    "tells whether two texts are anagrams",
    "is anagram, anagram, anagrams, are anagrams, is anagrams, check anagram, are anagram",
    tries=(
        ("listen", "silent"),
        ("abc", "cab"),
        ("abc", "abd"),
        ("aab", "abb"),
        ("abc", "ab"),
        ("ab", "abc"),
        ("", ""),
    ),
)(lambda one, other: sorted(one) == sorted(other))
capitalize_words = known(
    "begins every word with a capital",
    "capitalize words, title case, capitalize, capitalize each word, to title, title, capitalise words, "
    "capitalize all, capitalise, cap words, capitalize each, capitalize sentence",
    each("hello", "one two", "the cat sat"),
)(lambda text: " ".join(one.capitalize() for one in text.split(" ")), str.capitalize)
reverse_words = known(
    "reverses the order of words",
    "reverse words, reverse sentence, reversed words, reverse word order, reverse order words, flip words",
    _SENTENCES,
)(lambda text: " ".join(text.split()[::-1]), lambda text: " ".join(one[::-1] for one in text.split()))
longest_word = known(
    "gives the longest word",
    "longest word, longest, find longest word, longest string, longest word in sentence",
    each("one", "one three", "the cats sat", "elephant a b"),
)(lambda text: max(text.split(), key=len), lambda text: max(map(len, text.split())))
longest_of_list = known(
    "gives the longest text",
    "longest word, longest, longest string, longest name, find longest, longest item, longest text, max length word",
    each(["a"], ["a", "bbb", "cc"], ["aaaa", "b"], ["x", "yy", "zzz"]),
)(lambda items: max(items, key=len), lambda items: max(map(len, items)))
shortest_of_list = known(
    "gives the shortest text",
    "shortest word, shortest, shortest string, shortest name",
    each(["a"], ["aa", "bbb", "c"], ["aaaa", "b"], ["x", "yy", "zzz"]),
)(lambda items: min(items, key=len), lambda items: min(map(len, items)))
word_lengths = known(
    "gives the length of each word", "word lengths, lengths, word length", each("one", "one three", "the cats sat")
)(lambda text: list(map(len, text.split())), lambda text: {one: len(one) for one in text.split()})
list_word_lengths = known(
    "gives the length of each text",
    "word lengths, lengths, word length, string lengths, name lengths",
    each(["a"], ["aa", "bbb", "c"]),
)(lambda items: list(map(len, items)), lambda items: {one: len(one) for one in items})
caesar = known(
    "shifts every letter",
    "caesar, caesar cipher, encrypt, cipher, caesar encrypt, encode, shift, shift letters, shift cipher",
    (("abc", 1), ("xyz", 3), ("hello", 0), ("zoo", 13), ("abc", 26)),
)(
    _shifted,
    lambda text, by: _shifted(text, -by),
    lambda text, by: _shifted(text, by).upper(),
)
caesar_back = known(
    "shifts every letter back",
    "decrypt, decode, caesar decrypt, decipher",
    (("bcd", 1), ("abc", 3), ("hello", 0)),
)(lambda text, by: _shifted(text, -by))
rot13 = known("shifts every letter by 13", "rot13, rot", each("abc", "nop", "hello"))(lambda text: _shifted(text, 13))
remove_spaces = known(
    "removes the spaces",
    "remove spaces, strip spaces, remove whitespace, delete spaces, no spaces",
    each("a", "a b", " a  b c "),
)(lambda text: text.replace(" ", ""))
swap_case = known(
    "swaps capitals and small letters", "swap case, toggle case, invert case", each("a", "aB", "Hello World")
)(str.swapcase)
count_upper = known(
    "counts the capitals",
    "count uppercase, count upper, count capitals, uppercase count, num upper",
    each("", "a", "aB", "Hello World", "ABC"),
)(lambda text: sum(map(str.isupper, text)))
count_lower = known(
    "counts the small letters", "count lowercase, count lower", each("", "a", "aB", "Hello World", "ABC")
)(lambda text: sum(map(str.islower, text)))
count_digits_in = known(
    "counts the digits of a text",
    "count digits, digit count, num digits, count digits in",
    each("", "a1", "123", "a1b2c3x"),
)(lambda text: sum(map(str.isdigit, text)))
unique_letters = known(
    "keeps each letter once",
    "remove duplicates, unique chars, unique letters, remove duplicate letters, dedupe, unique "
    "characters, remove duplicate chars, remove repeated",
    _LETTERS,
)(
    str,
    lambda text: "".join(dict.fromkeys(text)),
    set,
    lambda text: len(set(text)),
    lambda text: len(set(text)) == len(text),
    lambda text: list(dict.fromkeys(text)),
    lambda text: sorted(set(text)),
)
all_letters_unique = known(
    "tells whether all letters differ",
    "is unique, has unique chars, all unique, has unique characters, is unique chars, unique chars, is "
    "isogram, isogram, all unique chars",
    _LETTERS,
)(lambda text: len(set(text)) == len(text))
first_unique = known(
    "gives the first letter that comes once",
    "first unique, first non repeating, first unique char, first non repeated, first unique character, "
    "first non repeating char, first unique letter, first non repeated char, first non repeating "
    "character",
    each("a", "aab", "swiss", "abcab"),
)(
    lambda text: next((one for one in text if text.count(one) == 1), None),
    lambda text: next((at for at, one in enumerate(text) if text.count(one) == 1), -1),
)
encode = known("writes runs as a letter and a count", "encode", each("a", "aaa", "aaabb", "abb", "aabbaa"), loose=True)(
    lambda text: "".join(f"{one}{len(list(run))}" for one, run in groupby(text)),
    lambda text: "".join(f"{len(list(run))}{one}" for one, run in groupby(text)),
)
compress = known(
    "writes runs as a letter and a count",
    "compress, run length rle, run length encoding, compress string, rle encode, run length, encode rle, run lengths, "
    "encode runs, letter runs, rle",
    each("a", "aaa", "aaabb", "abb", "aabbaa"),
)(
    lambda text: "".join(f"{one}{len(list(run))}" for one, run in groupby(text)),
    lambda text: "".join(f"{len(list(run))}{one}" for one, run in groupby(text)),
    lambda text: "".join(one + (str(size) if (size := len(list(run))) > 1 else "") for one, run in groupby(text)),
    lambda text: [(one, len(list(run))) for one, run in groupby(text)],
)
hamming = known(
    "counts the places that differ",
    "hamming, hamming distance, count differences, differences, point mutations, count point mutations, mutations",
    (("a", "a"), ("abc", "abd"), ("karolin", "kathrin"), ("ab", "cd")),
)(lambda one, other: sum(a != b for a, b in zip(one, other, strict=True)))
edit_distance = known(
    "gives the edit distance",
    "levenshtein, edit distance, levenshtein distance, distance, word distance",
    (("", "ab"), ("abc", "abc"), ("abc", "abd"), ("kitten", "sitting"), ("ab", "b")),
)(_distance)
common_subsequence = known(
    "gives what is common to two texts, as long as it can be",
    "lcs, longest common subsequence, lcs length, longest common",
    (("abc", "abc"), ("abc", "ac"), ("abcde", "bxd"), ("abc", "xyz")),
)(
    _lcs,
    lambda one, other: len(_lcs(one, other)),
    _common_part,
    lambda one, other: len(_common_part(one, other)),
)
is_pangram = known(
    "tells whether every letter of the alphabet comes",
    "is pangram, pangram",
    each("abc", string.ascii_lowercase, "the quick brown fox jumps over the lazy dog", string.ascii_lowercase[1:]),
)(lambda text: set(string.ascii_lowercase) <= set(text))
balanced = known(
    "tells whether brackets are balanced",
    "is balanced, balanced, valid parentheses, balanced parentheses, is valid parentheses, "
    "balanced brackets, check brackets, parentheses balanced, brackets balanced, is balanced parentheses, "
    "are balanced, brackets, parentheses, is valid parenthesization, has balanced brackets, is balanced "
    "brackets",
    each("", "()", ")(", "(()", "())", "(())()", "()("),
)(_balanced)
common_prefix = known(
    "gives the longest common beginning",
    "common prefix, longest common prefix, longest prefix, prefix",
    each(["ab"], ["abc", "abd"], ["flower", "flow", "flight"], ["x", "y"], ["abc", "ab"]),
)(_common)
common_prefix_of_two = known(
    "gives the longest common beginning",
    "common prefix, longest common prefix, prefix",
    (("ab", "ab"), ("abc", "abd"), ("x", "y"), ("ab", "abc")),
)(lambda one, other: _common([one, other]), lambda one, other: len(_common([one, other])))
is_substring = known(
    "tells whether a text is in another",
    "is substring, contains, contains substring, has substring, substring",
    (("hello", "ell"), ("hello", "x"), ("abc", "abc"), ("ab", "abc")),
)(lambda text, part: part in text, lambda part, text: part in text)
permutations_of = known(
    "gives all orders of letters",
    "permutations, permute, all permutations, permutations of string",
    each("a", "ab", "abc"),
    unordered=True,
    steep=True,
)(lambda text: ["".join(one) for one in permutations(text)], lambda text: set(map("".join, permutations(text))))
permutations_of_list = known(
    "gives all orders of a list",
    "permutations, permute, all permutations",
    each([1], [1, 2], [1, 2, 3]),
    unordered=True,
    steep=True,
)(lambda items: list(map(list, permutations(items))))
initials = known(
    "gives the initials",
    "initials, acronym, abbreviate, get initials, make acronym",
    each("ada lovelace", "alan mathison turing", "grace"),
)(
    lambda text: "".join(one[0].upper() for one in text.split()),
    lambda text: "".join(one[0] for one in text.split()),
    lambda text: ".".join(one[0].upper() for one in text.split()) + ".",
    lambda text: ".".join(one[0].upper() for one in text.split()),
    lambda text: " ".join(one[0].upper() + "." for one in text.split()),
    lambda text: " ".join(one[0].upper() for one in text.split()),
    lambda text: [one[0].upper() for one in text.split()],
)
repeat = known(
    "repeats a text",
    "repeat, repeat string, string times, repeat text, multiply string",
    (("a", 1), ("ab", 3), ("x", 0)),
)(lambda text, times: text * times, lambda text, times: [text] * times)
every_other_letter = known(
    "takes every second letter",
    "every other, string bits, every second, every other char, alternate chars, every other letter",
    _LETTERS,
)(lambda text: text[::2], lambda text: text[1::2])
middle_letters = known(
    "gives the middle letter", "middle, middle char, middle letter, middle character", each("a", "abc", "hello")
)(lambda text: text[len(text) // 2])
without_ends = known(
    "cuts off the first and the last letter",
    "without end, without ends, remove ends, trim ends, remove first last, remove first and last",
    each("ab", "abc", "hello"),
)(lambda text: text[1:-1])
first_last_same = known(
    "tells whether the first and the last are equal",
    "first last same, same first last, first last, same ends, starts and ends same",
    each("a", "ab", "aba", "hello", "abca"),
)(lambda text: text[0] == text[-1])
is_digits = known(
    "tells whether a text has digits only",
    "is digits, is numeric, is number, all digits, is all digits, only digits, is digit",
    each("1", "12", "1a", "a", "a1"),
)(str.isdigit)
sum_digits_of_text = known(
    "adds the digits of a text", "sum digits, digit sum, sum string digits, add digits", each("1", "123", "999", "4070")
)(lambda text: sum(map(int, text)))
to_number = known(
    "reads a number",
    "parse, atoi, string to int, my atoi, str to int, string to number, to int",
    each("1", "42", "907"),
)(int)
replace_letter = known(
    "replaces a letter",
    "replace, replace char, replace letter, replace all, my replace",
    (("banana", "a", "o"), ("abc", "x", "y"), ("aaa", "a", "b")),
)(lambda text, old, new: text.replace(old, new), lambda old, new, text: text.replace(old, new))
group_by_length = known(
    "groups words by their length",
    "group by length, by length, group length, group words, group words by length",
    each(["a"], ["aa", "b", "cc"], ["abc", "de", "fgh"]),
)(lambda items: {size: [one for one in items if len(one) == size] for size in map(len, items)})
group_by_first = known(
    "groups words by their first letter",
    "group by first letter, group by first, group first letter, group by letter",
    each(["a"], ["ab", "b", "ac"]),
)(lambda items: {letter: [one for one in items if one[0] == letter] for letter in (one[0] for one in items)})
