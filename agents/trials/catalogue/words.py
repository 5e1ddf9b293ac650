"""Of what is done with letters and words: cleaning, cutting, comparing and collecting."""

import re
import string
from collections import Counter
from itertools import combinations, pairwise

from agents.trials.task import any_order, each, known

_WORDS = each("a", "ab", "hello", "python")
_VOWELS = "aeiou"


def _pairs_of_letters(text: str) -> bool:
    return any(a == b for a, b in pairwise(text))


def _parts(text: str) -> list[str]:
    return [text[i:j] for i in range(len(text)) for j in range(i + 1, len(text) + 1)]


def _turned_vowels(text: str) -> str:
    vowels = [one for one in text if one in _VOWELS]
    return "".join(vowels.pop() if one in _VOWELS else one for one in text)


def _expanded(text: str, form: str) -> str:
    return "".join(
        letter * int(count or "1")
        for found in re.finditer(form, text)
        for letter, count in [(found["letter"], found["count"])]
    )


def _of_letters(words: list[str]) -> list[list[str]]:
    keys = {tuple(sorted(one)) for one in words}
    return [[one for one in words if tuple(sorted(one)) == key] for key in sorted(keys)]


count_spaces = known(
    "counts the spaces",
    "count spaces, space count, num spaces, number of spaces, count whitespace",
    each("", "a", "a b", " a b "),
)(lambda text: text.count(" "))
count_lines = known(
    "counts the lines", "count lines, line count, num lines, number of lines", each("a", "a\nb", "a\nb\nc")
)(lambda text: len(text.split("\n")))
count_sentences = known(
    "counts the sentences",
    "count sentences, sentence count, num sentences, number of sentences",
    each("One.", "Hi. You?", "Wow! Yes. No?"),
)(lambda text: sum(one in ".!?" for one in text))
count_punctuation = known(
    "counts the punctuation marks",
    "count punctuation, punctuation count, num punctuation, count punctuations, count punctuation marks",
    each("", "abc", "a,b!", "Yes. No?"),
)(lambda text: sum(one in string.punctuation for one in text))
remove_punctuation = known(
    "removes the punctuation marks",
    "remove punctuation, strip punctuation, no punctuation, clean punctuation, remove punctuations, delete punctuation",
    each("abc", "hello, world!", "Yes. No?"),
)(lambda text: "".join(one for one in text if one not in string.punctuation))
remove_digits = known(
    "removes the digits", "remove digits, strip digits, delete digits, no digits", each("abc", "a1b2", "12", "x9")
)(lambda text: "".join(one for one in text if not one.isdigit()))
remove_letter = known(
    "removes a letter",
    "remove letter, remove char, remove character, delete char, delete letter, remove all char, "
    "remove all, drop letter, "
    "remove chars, delete character, strip char",
    (("banana", "a"), ("abc", "x"), ("aaa", "a"), ("hello", "l")),
)(
    lambda text, letter: text.replace(letter, ""),
    lambda text, letter: text.replace(letter, "", 1),
    lambda letter, text: text.replace(letter, ""),
    lambda letter, text: text.replace(letter, "", 1),
)
remove_last = known(
    "cuts off the last letter",
    "remove last, remove last char, drop last, without last, remove last letter, "
    "remove last character, drop last char, chop",
    _WORDS,
)(lambda text: text[:-1])
remove_first = known(
    "cuts off the first letter",
    "remove first, remove first char, drop first, without first, remove first letter, remove first character",
    _WORDS,
)(lambda text: text[1:])
last_letter = known("gives the last letter", "last char, last letter, last character", _WORDS)(lambda text: text[-1])
first_letter = known("gives the first letter", "first char, first letter, first character", _WORDS)(
    lambda text: text[0]
)
only_letters = known(
    "keeps the letters",
    "only letters, keep letters, letters only, remove non letters, extract letters, filter letters, remove non alpha, "
    "remove non alphabetic, keep alpha, only alpha, remove non alphabetic chars",
    each("a1b", "abc", "123", "a b!"),
)(lambda text: "".join(filter(str.isalpha, text)), str.isalpha)
digits_only = known(
    "keeps the digits",
    "extract digits, digits only, keep digits, filter digits, remove non digits, digits from string",
    each("a1b", "abc1", "123", "4 5!"),
)(
    lambda text: "".join(filter(str.isdigit, text)),
    lambda text: int("".join(filter(str.isdigit, text))),
    lambda text: list(map(int, filter(str.isdigit, text))),
    lambda text: list(filter(str.isdigit, text)),
    str.isdigit,
)
extract_numbers = known(
    "lists the numbers in a text",
    "extract numbers, numbers in text, numbers in string, parse numbers, extract ints, all numbers",
    each("a12b3", "abc", "7 up", "10 20"),
    loose=True,
)(
    lambda text: list(map(int, re.findall(r"\d+", text))),
    lambda text: re.findall(r"\d+", text),
    lambda text: [int(one) for one in text if one.isdigit()],
    lambda text: [one for one in text if one.isdigit()],
    lambda text: "".join(filter(str.isdigit, text)),
    lambda text: [int(one) for one in text.split() if one.isdigit()],
)
sum_numbers_in = known(
    "adds the numbers in a text",
    "sum numbers in string, sum numbers in text, add numbers in string, sum of numbers in string, sum digits in string",
    each("a12b3", "abc", "7 up", "1a2b3"),
)(
    lambda text: sum(map(int, re.findall(r"\d+", text))),
    lambda text: sum(int(one) for one in text if one.isdigit()),
)
reverse_each_word = known(
    "reverses each word",
    "reverse each word, reverse every word, reverse letters in words, reverse words in place, flip each word, "
    "reverse individual words, reverse word letters",
    each("one", "one two", "the cat sat"),
)(lambda text: " ".join(one[::-1] for one in text.split(" ")))
reverse_vowels = known(
    "reverses the order of the vowels", "reverse vowels, swap vowels", each("hello", "leetcode", "a", "xyz")
)(_turned_vowels)
replace_vowels = known(
    "replaces the vowels",
    "replace vowels, hide vowels, mask vowels, vowels to stars, star vowels, censor vowels",
    each("hello", "education", "rhythm", "a"),
    loose=True,
)(*(lambda text, mark=mark: re.sub("[aeiou]", mark, text) for mark in ("*", "#", "-", "_", "x", "X", "", ".", "?")))
shortest_word = known(
    "gives the shortest word",
    "shortest word, shortest, shortest string, shortest word in sentence, min word",
    each("one three", "the cats is", "elephant a be"),
)(lambda text: min(text.split(), key=len), lambda text: min(map(len, text.split())))
_LENGTH = (
    "average word length, mean word length, avg word length, word length average, average length, mean length, "
    "average length of words, avg length"
)
average_length_in_text = known("gives the mean length of the words", _LENGTH, each("one", "ab abcd", "a bbb cc"))(
    lambda text: len(text.replace(" ", "")) / len(text.split()), len
)
average_length = known(
    "gives the mean length of the words", _LENGTH, each(["one"], ["ab", "abcd", "xyz", "abcdefg"], ["a", "bbb"])
)(lambda words: sum(map(len, words)) / len(words))
starts_with_vowel = known(
    "tells whether a word begins with a vowel",
    "starts with vowel, begins with vowel, is vowel first, vowel first, start with vowel, starts vowel",
    each("apple", "pear", "orange", "x", "umbrella", "ice"),
)(lambda text: text[0] in _VOWELS)
starts_with = known(
    "tells whether a text begins with another",
    "starts with, begins with, is prefix, has prefix, start with, my starts with",
    (("hello", "he"), ("hello", "lo"), ("hello", "hello"), ("he", "hello"), ("abc", "ac")),
)(str.startswith, lambda part, text: text.startswith(part))
ends_with = known(
    "tells whether a text ends with another",
    "ends with, is suffix, has suffix, end with, my ends with, confirm ending, string ends with, solution ends with",
    (("hello", "he"), ("hello", "lo"), ("hello", "hello"), ("lo", "hello"), ("abc", "ac")),
)(str.endswith, lambda part, text: text.endswith(part))
is_upper = known(
    "tells whether all letters are capitals",
    "is upper, is uppercase, is all upper, all caps, is all caps, is upper case, all upper, all uppercase, is capital, "
    "is all uppercase, is shouting",
    each("ABC", "abc", "Abc", "A", "aBC"),
)(str.isupper, str.upper, lambda text: text[0].isupper())
is_lower = known(
    "tells whether all letters are small",
    "is lower, is lowercase, is all lower, is lower case, all lower, all lowercase, is all lowercase",
    each("ABC", "abc", "aBC", "a", "abC"),
)(str.islower)
is_letter = known(
    "tells whether a letter is one",
    "is letter, is alpha, is alphabet, is alphabetic, is alphabetical char, is character letter",
    each("a", "Z", "1", "!", "m"),
)(str.isalpha)
is_consonant = known("tells whether a letter is a consonant", "is consonant, consonant", each("a", "b", "e", "z", "u"))(
    lambda letter: letter not in _VOWELS
)
is_punctuation = known(
    "tells whether a letter is a punctuation mark", "is punctuation, is punct", each("a", ".", ",", "!")
)(lambda letter: letter in string.punctuation)
has_digit = known(
    "tells whether a text has a digit",
    "has digit, has digits, contains digit, contains digits, has number, contains number, has numbers, any digit, "
    "has a digit, contains numbers, includes digit, contains a digit",
    each("a1", "abc", "1", "x9y", "zz"),
)(lambda text: any(map(str.isdigit, text)))
has_vowel = known(
    "tells whether a text has a vowel",
    "has vowels, has vowel, contains vowel, contains vowels, any vowel, has a vowel, includes vowel",
    each("abc", "xbc", "e", "bed", "zzz", "tvu"),
)(lambda text: any(one in _VOWELS for one in text))
has_upper = known(
    "tells whether a text has a capital",
    "has uppercase, has upper, contains uppercase, has capital, contains upper, any uppercase, "
    "contains capital, any upper",
    each("abc", "aBc", "ABC", "abC", "z"),
)(lambda text: any(map(str.isupper, text)))
has_lower = known(
    "tells whether a text has a small letter",
    "has lowercase, has lower, contains lowercase, any lowercase, contains lower, any lower",
    each("abc", "ABc", "ABC", "aBC", "Z"),
)(lambda text: any(map(str.islower, text)))
is_blank = known("tells whether there is nothing in a text", "is blank", each("", " ", "a", " a "))(
    lambda text: not text.strip()
)
is_empty = known("tells whether a text is empty", "is empty, is empty string, is string empty", each("", "a", "ab"))(
    lambda text: not text
)
is_rotation = known(
    "tells whether a text is a rotation of another",
    "is rotation, are rotations, string rotation, is string rotation, is rotated, is rotation of, are rotation, "
    "check rotation, is rotated string",
    (("abcd", "cdab"), ("abc", "acb"), ("ab", "abc"), ("waterbottle", "erbottlewat"), ("abc", "cab")),
)(lambda one, other: len(one) == len(other) and other in one + one)
has_no_e = known("tells whether a word has no e", "has no e, no e, without e", each("apple", "cat", "e", "bed", "dog"))(
    lambda word: "e" not in word
)
avoids = known(
    "tells whether a word has none of some letters",
    "avoids, avoid, avoids letters, is lipogram, uses none",
    (("hello", "xyz"), ("hello", "el"), ("abc", "c"), ("abc", "d"), ("tick", "abt")),
)(lambda word, letters: not set(word) & set(letters))
uses_only = known(
    "tells whether a word is made of some letters",
    "uses only, uses only letters, is made of, contains only, only uses",
    (("hello", "helo"), ("hello", "hel"), ("abc", "abcd"), ("abcd", "abc")),
)(*any_order(2, lambda word, letters: set(word) <= set(letters)))
uses_all = known(
    "tells whether a word has all of some letters",
    "uses all, uses all letters, has all letters, contains all letters, contains all chars, has all, contains all",
    (("hello", "helo"), ("hello", "help"), ("abc", "abcd"), ("abcd", "abc")),
)(*any_order(2, lambda word, letters: set(letters) <= set(word)))
is_abecedarian = known(
    "tells whether the letters of a word are in order",
    "is abecedarian, abecedarian, is alphabetical, is alphabetical order, letters sorted, is in alphabetical order, "
    "is alphabetic order, in alphabetical order, alphabetical order",
    each("abc", "hello", "almost", "ba", "z", "abdc"),
)(lambda word: list(word) == sorted(word))
is_reverse = known(
    "tells whether a text is another one backwards",
    "is reverse, is reverse of, are reverses, is reversed, is reverse string, are reverse",
    (("pots", "stop"), ("abc", "abc"), ("ab", "ba"), ("abc", "cb"), ("pots", "stops")),
)(lambda one, other: one == other[::-1])
can_construct = known(
    "tells whether a text can be made of the letters of another",
    "can construct, ransom note, can make, can build, can spell, can make word, can form, is in letters, can write, "
    "can form word, can spell word",
    (("aa", "aab"), ("aa", "ab"), ("abc", "cba"), ("a", "b"), ("abc", "ab")),
)(*any_order(2, lambda note, letters: not Counter(note) - Counter(letters)))
is_isomorphic = known(
    "tells whether the letters of two texts can be exchanged",
    "is isomorphic, are isomorphic, isomorphic, isomorphic strings",
    (("egg", "add"), ("foo", "bar"), ("paper", "title"), ("ab", "aa"), ("aa", "ab")),
)(lambda one, other: [one.index(letter) for letter in one] == [other.index(letter) for letter in other])
find_anagrams = known(
    "lists the anagrams of a word",
    "find anagrams, anagrams of, anagrams, detect anagrams, find anagrams in, list anagrams, "
    "get anagrams, filter anagrams, "
    "find all anagrams",
    (("listen", ["google", "inlets", "silent"]), ("ant", ["tan", "stand", "at"]), ("ab", ["c"])),
)(lambda word, words: [one for one in words if sorted(one) == sorted(word)])
group_anagrams = known(
    "groups words that are anagrams",
    "group anagrams, anagram groups, group by anagram, anagrams, find anagrams, anagram sets, group anagram",
    each(["a"], ["ab", "ba", "c"], ["tea", "eat", "tan"]),
    unordered=True,
)(
    _of_letters,
    lambda words: {"".join(sorted(key)): [one for one in words if sorted(one) == sorted(key)] for key in words},
    lambda words: {tuple(sorted(key)): [one for one in words if sorted(one) == sorted(key)] for key in words},
    lambda words: [one for one in _of_letters(words) if len(one) > 1],
    lambda words: {"".join(sorted(one[0])): one for one in _of_letters(words) if len(one) > 1},
    lambda words: {tuple(sorted(one[0])): one for one in _of_letters(words) if len(one) > 1},
)
common_letters = known(
    "gives what letters two texts share",
    "common letters, common chars, shared letters, common characters, common char, letters in common, common letter, "
    "shared chars, intersect letters, letters in both",
    (("abc", "bcd"), ("ab", "xy"), ("stop", "post"), ("maps", "sap")),
    unordered=True,
)(
    lambda one, other: [letter for letter in one if letter in other],
    lambda one, other: set(one) & set(other),
    lambda one, other: "".join(letter for letter in one if letter in other),
    lambda one, other: "".join(sorted(set(one) & set(other))),
    lambda one, other: "".join(letter for letter in other if letter in one),
    lambda one, other: len(set(one) & set(other)),
    lambda one, other: bool(set(one) & set(other)),
)
sort_words = known(
    "sorts the words of a text",
    "sort words, alphabetize, sort sentence, alphabetical, alphabetize words, sort words in sentence, sorted words, "
    "alphabetical order, order words, alphabetize sentence",
    each("one two", "b a c", "zoo", "the cat sat on it"),
    loose=True,
)(lambda text: " ".join(sorted(text.split())), lambda text: sorted(text.split()))
sort_letters = known(
    "sorts the letters of a text",
    "sort letters, sort string, sort word, sort chars, sort characters, alphabet soup, sorted string, sorted letters, "
    "alphabetical order, alphabetize letters, alphabetize string, sort text, alphabetize",
    each("hello", "cab", "a", "zya"),
)(
    lambda text: "".join(sorted(text)),
    sorted,
    lambda text: "".join(sorted(text, reverse=True)),
    lambda text: sorted(text, reverse=True),
)
_DECODE = (
    "decompress, run length decode, rle decode, decode rle, uncompress, decode run length, decompress string, "
    "run length decoding, unrle, expand string"
)
decompress = known("writes out runs", _DECODE, each("a3b2", "a1", "x2y1z4"))(
    lambda text: _expanded(text, r"(?P<letter>[a-z])(?P<count>\d+)")
)
decompress_count_first = known("writes out runs", _DECODE, each("3a2b", "1a", "2x1y4z"))(
    lambda text: _expanded(text, r"(?P<count>\d+)(?P<letter>[a-z])")
)
has_double = known(
    "tells whether a letter comes twice in a row",
    "has double letters, has double letter, has double, has double char, double letters, has consecutive letters, "
    "has consecutive duplicates, is double letters",
    each("hello", "abc", "aa", "ball", "z"),
)(_pairs_of_letters)
remove_adjacent = known(
    "keeps one of equal neighbours",
    "remove adjacent, remove adjacent duplicates, remove consecutive duplicates, compress duplicates, "
    "collapse duplicates, "
    "remove adjacent dups, eliminate consecutive duplicates",
    each("", "a", "aab", "abba", "aaa"),
    loose=True,
)(lambda text: re.sub(r"(.)\1+", r"\1", text))
substrings = known(
    "lists the parts of a text",
    "substrings, all substrings, list substrings, generate substrings",
    each("a", "ab", "abc"),
    unordered=True,
)(_parts, lambda text: set(_parts(text)), lambda text: len(_parts(text)), lambda text: ["", *_parts(text)])
longest_palindrome = known(
    "gives the longest part that reads the same backwards",
    "longest palindrome, longest palindromic substring, longest palindromic, longest palindrome substring",
    each("cbbd", "a", "xracecar", "noonx"),
)(
    lambda text: max((one for one in _parts(text) if one == one[::-1]), key=len),
    lambda text: max(len(one) for one in _parts(text) if one == one[::-1]),
    lambda text: (pairs := sum(one // 2 * 2 for one in Counter(text).values())) + (pairs < len(text)),
)
longest_unique_part = known(
    "gives the longest part without a letter twice",
    "longest unique substring, length of longest substring, longest substring, longest substring without repeating, "
    "longest substring without repeating characters, longest unique, longest non repeating substring, "
    "length longest substring, longest substring without repeating chars",
    each("a", "abcab", "pwke", "aab", "abba"),
    loose=True,
)(
    lambda text: max(len(one) for one in _parts(text) if len(set(one)) == len(one)),
    lambda text: max((one for one in _parts(text) if len(set(one)) == len(one)), key=len),
)
is_valid_palindrome = known(
    "tells whether the letters of a text read the same backwards",
    "is valid palindrome, is palindrome phrase, is palindrome sentence, is phrase palindrome, palindrome sentence, "
    "is palindrome ignore case, is palindrome sentence ignoring spaces, is palindrome phrase clean, "
    "is clean palindrome",
    each("hello world", "Able was I ere I saw Elba", "x", "No lemon, no melon", "python"),
)(lambda text: (kept := [one for one in text.lower() if one.isalnum()]) == kept[::-1])
length = known(
    "gives the length",
    "my len, length, string length, len, str len, length of string, get length, text length, "
    "count chars, count characters, "
    "character count, char count, recursive length, strlen, size, word length",
    each("", "a", "abc", "hello"),
)(len, Counter)
list_length = known(
    "gives the length",
    "my len, length, list length, len, count elements, length of list, get length, size, count items, "
    "recursive length, "
    "count list, array length, size of list",
    each([], [1], [1, 2, 3], [4, 4]),
)(len, Counter)
concatenate = known(
    "puts two texts together",
    "concat, concatenate, join strings, combine strings, concat strings, combine, join, "
    "concatenate strings, merge strings",
    (("ab", "c"), ("x", "yz"), ("a", "a")),
    loose=True,
)(
    lambda one, other: one + other,
    lambda one, other: f"{one} {other}",
    lambda one, other: other + one,
)
insert_middle = known(
    "takes the first and the last two letters",
    "both ends, string both ends, first last two",
    each("spring", "hello", "xyz"),
    loose=True,
)(lambda text: text[:2] + text[-2:] if len(text) > 1 else "")
fix_start = known(
    "replaces later ones of the first letter",
    "fix start, change char, replace first later",
    each("babble", "aardvark", "google", "donut"),
)(lambda text: text[0] + text[1:].replace(text[0], "*"), lambda text: text[0] + text[1:].replace(text[0], "$"))
mix_up = known(
    "swaps the first two letters of two texts",
    "mix up, swap first two, mix",
    (("mix", "pod"), ("dog", "dinner"), ("gnash", "sport")),
    loose=True,
)(
    lambda one, other: f"{other[:2]}{one[2:]} {one[:2]}{other[2:]}",
    lambda one, other: (other[:2] + one[2:], one[:2] + other[2:]),
)
verbing = known("makes a verb of a word", "verbing, add ing", each("hail", "swiming", "do", "run"))(
    lambda text: text if len(text) < 3 else text + ("ly" if text.endswith("ing") else "ing")
)
not_bad = known(
    "says good instead of not bad",
    "not bad, not poor",
    each("This movie is not so bad", "This dinner is not that bad!", "This tea is not hot", "It is bad yet not"),
)(lambda text: re.sub("not.*bad", "good", text))
match_ends = known(
    "counts the words that begin and end alike",
    "match ends, count match ends, match words",
    each(["aba", "xyz", "aa", "x", "bbb"], ["aaa", "be", "abc"], ["zz"]),
)(lambda words: sum(len(one) > 1 and one[0] == one[-1] for one in words))
front_x = known(
    "sorts words, those with x first",
    "front x, sort front x",
    each(["bbb", "ccc", "axx", "xzz", "xaa"], ["mix", "xyz", "apple", "xanadu"], ["b", "a"]),
)(lambda words: sorted(words, key=lambda one: (one[0] != "x", one)))
pair_combinations = known(
    "lists the pairs of a list",
    "pairs, all pairs, list pairs, unique pairs, pair combinations, possible pairs",
    each([1, 2], [1, 2, 3], [1, 2, 3, 4]),
    unordered=True,
    loose=True,
)(
    lambda items: list(combinations(items, 2)),
    lambda items: [(a, b) for a in items for b in items],
    lambda items: [(a, b) for a in items for b in items if a != b],
    lambda items: list(pairwise(items)),
    lambda items: len(list(combinations(items, 2))),
)
most_common_word = known(
    "gives the most frequent word",
    "most common word, most frequent word, most used word, top word, commonest word, most frequent, most common, "
    "most repeated word",
    each("one", "a b a", "the cat the dog the", "x y y"),
)(
    lambda text: Counter(text.split()).most_common(1)[0][0],
    lambda text: Counter(text.split()).most_common(1)[0],
    lambda text: Counter(text.replace(" ", "")).most_common(1)[0][0],
)
unique_words = known(
    "gives the different words",
    "unique words, distinct words, count unique words, num unique words, number of unique words, "
    "unique word count, remove duplicate words, words unique, count distinct words",
    each("one", "a b a", "the cat the dog", "x y y"),
    unordered=True,
)(
    lambda text: list(dict.fromkeys(text.split())),
    lambda text: set(text.split()),
    lambda text: len(set(text.split())),
    lambda text: " ".join(dict.fromkeys(text.split())),
    lambda text: [word for word, times in Counter(text.split()).items() if times == 1],
)
vowel_counts = known(
    "counts each vowel",
    "vowel counts, count each vowel, vowel frequency, count vowels, vowel count, vowels, vowel histogram",
    each("a", "hello", "education", "banana"),
)(
    lambda text: {one: text.count(one) for one in text if one in _VOWELS},
    lambda text: {one: text.count(one) for one in _VOWELS},
    lambda text: sum(one in _VOWELS for one in text),
    lambda text: [one for one in text if one in _VOWELS],
    lambda text: len(set(text) & set(_VOWELS)),
)
upper_text = known(
    "writes a text in capitals",
    "to upper, uppercase, upper, shout, make upper, to uppercase, to upper case, upper case",
    each("a", "aB", "hello"),
    loose=True,
)(str.upper, lambda text: f"{text.upper()}!", lambda text: f"{text.upper()}!!!")
lower_text = known(
    "writes a text in small letters",
    "to lower, lowercase, lower, to lowercase, whisper, to lower case, lower case",
    each("A", "aB", "HELLO"),
    loose=True,
)(str.lower)
capitalize_first = known(
    "begins with a capital",
    "capitalize first, capitalize first letter, upper first, first upper, uppercase first, "
    "first letter uppercase, ucfirst, "
    "capitalize first char",
    each("hello", "a", "one two"),
)(
    lambda text: text[0].upper() + text[1:],
    lambda text: " ".join(one.capitalize() for one in text.split(" ")),
)
capitalize_last = known(
    "ends with a capital", "capitalize last, capitalize last letter, upper last", each("hello", "a", "one two")
)(
    lambda text: text[:-1] + text[-1].upper(),
    lambda text: " ".join(one[:-1] + one[-1].upper() for one in text.split(" ")),
)
alternating_caps = known(
    "writes every second letter in capitals",
    "alternating caps, alternate case, alternate caps, sponge case, mocking case, alternating case, "
    "mock, spongebob case, "
    "alternate upper lower, to alternating case, spongebob, zigzag case",
    each("hello", "a", "abcd"),
)(
    *(
        lambda text, first=first: "".join(one.upper() if at % 2 == first else one for at, one in enumerate(text))
        for first in (0, 1)
    ),
    str.swapcase,
)
