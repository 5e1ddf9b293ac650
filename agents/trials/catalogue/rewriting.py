"""Of texts that are written in another way: expressions, tags, lines of a width, numbers in words, keys in one row."""

import re
import textwrap
from collections.abc import Mapping
from itertools import product
from typing import Any, Final

from agents.trials.task import Answer, each, known

_ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _spoken(number: int, dash: str, middle: str) -> str:
    if number < len(_ONES):
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (dash + _ONES[number % 10] if number % 10 else "")
    rest = middle + _spoken(number % 100, dash, middle) if number % 100 else ""
    return f"{_ONES[number // 100]} hundred{rest}"


_IN_WORDS: Final = (
    "number to words, to words, number in words, in words, say, say number, spell number, number to word, spell, "
    "number to english, int to words, number name, words for number, number words"
)
_SPEAKING: Final[tuple[Answer, ...]] = tuple(
    lambda number, dash=dash, middle=middle, form=form: form(_spoken(number, dash, middle))
    for dash, middle, form in product(("-", " ", ""), (" and ", " "), (str, str.capitalize, str.title, str.upper))
)
number_to_words = known(
    "says a number in words", _IN_WORDS, each(7, 12, 19, 20, 21, 30, 42, 40, 99), loose=True, unless="hundred"
)(*_SPEAKING)
hundreds_to_words = known("says a number in words", _IN_WORDS, each(20, 42, 100, 200, 105, 342, 999, 310), loose=True)(
    *_SPEAKING
)


def _postfix(text: str) -> list[str]:
    rank = {"+": 1, "-": 1, "*": 2, "/": 2}
    out: list[str] = []
    waiting: list[str] = []
    for one in text:
        if one == "(":
            waiting.append(one)
        elif one == ")":
            while waiting[-1] != "(":
                out.append(waiting.pop())
            waiting.pop()
        elif one in rank:
            while waiting and waiting[-1] != "(" and rank[waiting[-1]] >= rank[one]:
                out.append(waiting.pop())
            waiting.append(one)
        else:
            out.append(one)
    return out + waiting[::-1]


_TO_POSTFIX: Final = (
    "infix to postfix, to postfix, to rpn, shunting yard, convert to postfix, infix to rpn, convert infix to postfix, "
    "postfix from infix, convert to rpn"
)
_LETTERS: Final = ("a+b", "a+b*c", "(a+b)*c", "a-b-c", "a*b+c", "a*(b+c)-d", "a-b+c", "a/b*c")
_DIGITS: Final = tuple("".join(chr(ord(one) - 48) if one.isalpha() else one for one in text) for text in _LETTERS)
_FORMS: Final[tuple[Answer, ...]] = (
    lambda text: _postfix("".join(text).replace(" ", "")),
    lambda text: " ".join(_postfix("".join(text).replace(" ", ""))),
    lambda text: "".join(_postfix("".join(text).replace(" ", ""))),
)
letters_to_postfix = known("writes the signs behind their values", _TO_POSTFIX, each(*_LETTERS))(*_FORMS)
digits_to_postfix = known("writes the signs behind their values", _TO_POSTFIX, each(*_DIGITS))(*_FORMS)
spaced_to_postfix = known(
    "writes the signs behind their values", _TO_POSTFIX, each(*(" ".join(one) for one in _LETTERS))
)(*_FORMS)
numbers_to_postfix = known(
    "writes the signs behind their values", _TO_POSTFIX, each(*(" ".join(one) for one in _DIGITS))
)(*_FORMS)
tokens_to_postfix = known("writes the signs behind their values", _TO_POSTFIX, each(*(list(one) for one in _LETTERS)))(
    *_FORMS
)
digit_tokens_to_postfix = known(
    "writes the signs behind their values", _TO_POSTFIX, each(*(list(one) for one in _DIGITS))
)(*_FORMS)
wrapped = known(
    "breaks a text into lines of a width",
    "wrap, word wrap, wrap text, wrap lines, wrap words, break lines, wrap paragraph, break into lines, text wrap, "
    "break text, fold lines, wordwrap",
    (("one", 10), ("a bc", 4), ("aa bb cc", 5), ("the quick brown fox", 10), ("to be or not to be", 6), ("ab cd", 4)),
)(
    textwrap.wrap,
    lambda text, width: [one.ljust(width) for one in textwrap.wrap(text, width)],
    lambda text, width: "\n".join(one.ljust(width) for one in textwrap.wrap(text, width)),
    lambda text, width: [text[at : at + width] for at in range(0, len(text), width)],
    lambda text, width: "\n".join(text[at : at + width] for at in range(0, len(text), width)),
    lambda text, width: "\n".join(textwrap.wrap(text, width)),
    lambda text, width: [one.split() for one in textwrap.wrap(text, width)],
    lambda text, width: "".join(f"{one}\n" for one in textwrap.wrap(text, width)),
)
words_wrapped = known(
    "breaks words into lines of a width",
    "wrap, word wrap, wrap words, break lines, wrap lines, arrange words, pack words, fill lines",
    (
        (["one"], 10),
        (["a", "bc"], 4),
        (["aa", "bb", "cc"], 5),
        (["the", "quick", "brown", "fox"], 10),
        (["to", "be", "or", "not"], 6),
    ),
    loose=True,
)(
    lambda words, width: textwrap.wrap(" ".join(words), width),
    lambda words, width: "\n".join(textwrap.wrap(" ".join(words), width)),
    lambda words, width: [one.split() for one in textwrap.wrap(" ".join(words), width)],
)
without_tags = known(
    "takes the tags out of a text",
    "strip tags, strip html, remove html, strip html tags, remove html tags, remove html, clean html, html to text",
    each("<p>Hi</p>", "a <b>c</b> d", "plain", "<i>x</i>", "no tags here"),
)(
    lambda text: re.sub("<[^>]*>", "", text),
    lambda text: " ".join(re.sub("<[^>]*>", " ", text).split()),
)
escaped = known(
    "writes signs of HTML so that they are shown",
    "escape html, html escape, escape, escape text, encode html",
    each("plain", "a<b", "x & y", "<b>", "c > d"),
    loose=True,
)(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
single_spaces = known(
    "leaves one blank of several",
    "squeeze spaces, compress spaces, collapse spaces, remove extra spaces, single spaces, normalize spaces, "
    "normalise spaces, normalize whitespace, normalise whitespace, remove double spaces, collapse whitespace, "
    "squeeze blanks, collapse blanks, reduce spaces, single space, squeeze whitespace, remove extra whitespace",
    each("abc", "a b", "a  b", "one   two  three"),
)(lambda text: " ".join(text.split()))
trimmed = known(
    "takes the blanks off both ends",
    "trim, own strip, my strip, strip, strip spaces, trim spaces, trim text, trim string, trim whitespace, "
    "manual strip",
    each("hi", "a b", " hi", "hi ", "  a b  ", "x"),
)(str.strip, str.rstrip, str.lstrip, lambda text: text.replace(" ", ""))
replaced = known(
    "puts one text in place of another",
    "own replace, my replace, replace text, replace substring, manual replace, replace all, find and replace, "
    "replace string, replace part, search and replace",
    (
        ("tick tock", "ck", "p"),
        ("banana", "an", "x"),
        ("abc", "x", "yy"),
        ("a-b-c", "-", "--"),
        ("aaa", "aa", "b"),
        ("one two", "two", "three"),
    ),
)(str.replace, lambda text, old, new: text.replace(old, new, 1))
censored = known(
    "hides words",
    "censor, censor words, bleep, filter words, mask words, filter profanity, censor text, hide words",
    (("all is fine", ["darn"]), ("oh darn it", ["darn"]), ("heck no darn", ["darn", "heck"]), ("quite so", ["heck"])),
    loose=True,
)(
    *(
        lambda text, words, mark=mark: " ".join(mark(one) if one in words else one for one in text.split())
        for mark in (
            lambda one: "*" * len(one),
            lambda one: one[0] + "*" * (len(one) - 1),
            lambda one: one[0] + "*" * (len(one) - 2) + one[-1],
            lambda one: "#" * len(one),
            lambda one: "x" * len(one),
            lambda one: "-" * len(one),
            lambda _: "***",
            lambda _: "****",
            lambda _: "*****",
            lambda _: "*",
            lambda _: "[censored]",
            lambda _: "[CENSORED]",
            lambda _: "CENSORED",
            lambda _: "[redacted]",
            lambda _: "[REDACTED]",
            lambda _: "[...]",
            lambda _: "...",
        )
    ),
    lambda text, words: " ".join(one for one in text.split() if one not in words),
)
codons = known(
    "takes a strand apart into threes",
    "codons, split codons, get codons, to codons, triplets, split into codons, list codons, split triplets, "
    "read codons, dna to codons, codon list",
    each("ATG", "ATGCCG", "ATGCCGTA", "AUGUUUGGC"),
)(
    lambda strand: [strand[at : at + 3] for at in range(0, len(strand) - 2, 3)],
    lambda strand: [strand[at : at + 3] for at in range(0, len(strand), 3)],
)
rhyme = known(
    "tells whether two words rhyme",
    "rhymes, rhyme, do rhyme, is rhyme, do they rhyme, words rhyme, is rhyming, rhymes with, are rhymes, "
    "do words rhyme",
    (
        ("night", "light"),
        ("cat", "dog"),
        ("station", "nation"),
        ("table", "chair"),
        ("stone", "story"),
        ("moon", "spoon"),
        ("lemon", "melon"),
    ),
)(
    lambda one, other: one[-2:] == other[-2:],
    lambda one, other: one[-3:] == other[-3:],
    lambda one, other: one[-1:] == other[-1:],
)


def _flat(data: Mapping[str, Any], sign: str, before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in data.items():
        name = f"{before}{sign}{key}" if before else key
        found.update(_flat(value, sign, name) if isinstance(value, dict) else {name: value})
    return found


flat_keys = known(
    "puts the keys of dictionaries in dictionaries into one row",
    "flatten, flatten dict, flatten json, flatten dictionary, flatten nested, flatten config, flatten keys, "
    "flatten nested dict, flatten nested dictionary, flatten settings, flatten data, flat dict",
    each({"a": 1}, {"a": {"b": 1}}, {"a": {"b": 1, "c": {"d": 2}}, "e": 3}, {"x": {"y": 1}, "z": 2}),
)(
    *(lambda data, sign=sign: _flat(data, sign) for sign in (".", "_", "/", "-", ":", "__", " ")),
    lambda data: {name.rpartition(".")[2]: value for name, value in _flat(data, ".").items()},
    lambda data: {tuple(name.split(".")): value for name, value in _flat(data, ".").items()},
)
_PAIRS: Final = (
    "count vowels and consonants, vowels and consonants, count vowels consonants, vowel consonant count, "
    "vowels consonants, vowel and consonant count"
)
vowels_and_consonants = known(
    "counts vowels and consonants", _PAIRS, each("hello", "sky", "an axe", "big apple", "a b")
)(
    *(
        lambda text, form=form: form(
            sum(one in "aeiou" for one in text), sum(one.isalpha() and one not in "aeiou" for one in text)
        )
        for form in (
            lambda vowels, consonants: (vowels, consonants),
            lambda vowels, consonants: (consonants, vowels),
            lambda vowels, consonants: {"vowels": vowels, "consonants": consonants},
            lambda vowels, consonants: {"Vowels": vowels, "Consonants": consonants},
            lambda vowels, consonants: {"vowel": vowels, "consonant": consonants},
        )
    )
)


def _strong(text: str, least: int, kinds: tuple[Answer, ...]) -> bool:
    return len(text) >= least and all(any(map(one, text)) for one in kinds)


_KINDS: Final[tuple[Answer, ...]] = (str.isupper, str.islower, str.isdigit, lambda one: not one.isalnum())
strong_password = known(
    "tells whether a password has all that it needs",
    "is strong password, is strong, strong password, is valid password, valid password, password strong, "
    "validate password, is secure password, is secure, password is strong, password valid, is password strong, "
    "is password valid, is good password",
    each(
        "Secret123!", "Secret12!", "Secret1!", "secret123!", "SECRET123!", "Secretword!", "Secret1234", "Ab1!",
        "abcdef", "", "Abcdef1!xyz", "Abcdefg1!hijk", "S1!xyz", "123456789012",
    ),
    loose=True,
    unless=r"(?:more|longer|greater) than|exceed|over \d|space|common",
)(
    *(
        lambda text, least=least, which=which: _strong(
            text, least, tuple(kind for kind, asked in zip(_KINDS, which, strict=True) if asked)
        )
        for least in (0, 5, 6, 8, 10, 12)
        for which in product((True, False), repeat=4)
        if sum(which) > 1 or which in ((False, False, True, False), (True, False, False, False))
    )
)  # fmt: skip


def _filled(text: str, values: Mapping[str, Any], form: str) -> str:
    return re.sub(form, lambda found: str(values[found[1]]), text)


filled = known(
    "puts values into a text",
    "fill, fill template, render, render template, substitute, format template, apply template, fill in, "
    "fill placeholders, replace placeholders, expand template",
    (
        ("plain", {}),
        ("hi {name}", {"name": "Ann"}),
        ("{a}!", {"a": "x"}),
        ("{a} and {b}", {"a": "x", "b": "y"}),
        ("{b}, {c}, {a}", {"a": "x", "b": "y", "c": "z"}),
        ("{a} {a}", {"a": "x"}),
    ),
    loose=True,
)(lambda text, values: _filled(text, values, r"\{(\w+)\}"))
filled_twice = known(
    "puts values into a text",
    "fill, fill template, render, render template, substitute, format template, apply template, fill in, "
    "fill placeholders, replace placeholders, expand template",
    (
        ("plain", {}),
        ("hi {{name}}", {"name": "Ann"}),
        ("{{a}}!", {"a": "x"}),
        ("{{a}} and {{b}}", {"a": "x", "b": "y"}),
        ("{{b}}, {{c}}, {{a}}", {"a": "x", "b": "y", "c": "z"}),
        ("{{a}} {{a}}", {"a": "x"}),
    ),
    loose=True,
)(lambda text, values: _filled(text, values, r"\{\{(\w+)\}\}"))
glued = known(
    "puts texts together with a sign between them",
    "glue, join, my join, own join, join with, join parts, join strings, manual join",
    ((["x"], ","), (["a", "b"], "-"), (["a", "b", "c"], "-"), (["one", "two"], " "), (["y"], "-"), (["z"], " ")),
)(lambda parts, sign: sign.join(parts))
_CALCULATE: Final = (
    "calculate, evaluate, calc, evaluate expression, simple calc, eval expression, compute expression, solve expression"
)


def _worked_out(text: str) -> float:
    """Two numbers with a sign between them: nothing else, as students write examples."""
    one, sign, other = re.fullmatch(r"(\d+) ([-+*/]) (\d+)", text).groups()  # type: ignore[union-attr]
    a, b = int(one), int(other)
    return {"+": a + b, "-": a - b, "*": a * b}[sign] if sign != "/" else a / b


calculated = known(
    "works out an expression", _CALCULATE, each("2 + 3", "10 - 4", "6 * 7", "8 / 2", "9 - 12"), loose=True
)(_worked_out)
minutes_as_clock = known(
    "writes minutes as a time of the day",
    "to clock, minutes to clock, format minutes, clock, minutes to time, clock time, as clock, minutes to clock time, "
    "format clock, to time",
    each(600, 615, 750, 1439, 465, 605, 0),
    loose=True,
)(
    *(
        lambda minutes, form=form: form.format(*divmod(minutes, 60))
        for form in ("{:02d}:{:02d}", "{}:{:02d}", "{}h {}m", "{}h{:02d}", "{}h {:02d}m", "{:02d}.{:02d}", "{}h {}min")
    )
)
seconds_of_length = known(
    "turns minutes and seconds into seconds",
    "to seconds, duration to seconds, parse duration, in seconds, time to seconds, length in seconds, parse length, "
    "parse lap, lap seconds, lap to seconds",
    each("3:15", "0:58", "12:04", "1:00"),
    loose=True,
)(
    lambda text: int(text.split(":")[0]) * 60 + int(text.split(":")[1]),
    lambda text: int(text.split(":")[0]) * 3600 + int(text.split(":")[1]) * 60,
)


def _common_substring(one: str, other: str) -> str:
    parts = (one[i:j] for i in range(len(one)) for j in range(i + 1, len(one) + 1))
    return max((part for part in parts if part in other), key=len, default="")


longest_common_substring = known(
    "gives the longest part that two texts share",
    "longest common substring, common substring, lcsubstring, longest shared substring, longest common part",
    (("abcdef", "zcdem"), ("abc", "abc"), ("xay", "bac"), ("hello", "yellow"), ("ab", "cd")),
)(_common_substring, lambda one, other: len(_common_substring(one, other)))
common_suffix = known(
    "gives the end that two texts share",
    "common suffix, longest common suffix, shared ending, common ending, shared suffix",
    (("walking", "talking"), ("abc", "xyz"), ("abc", "abc"), ("bc", "abc"), ("testing", "sing")),
)(lambda one, other: next(one[at:] for at in range(len(one) + 1) if other.endswith(one[at:])))
