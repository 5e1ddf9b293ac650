"""Of texts that are taken apart: into words, tokens, sentences, fields, names and values, parts of a path."""

import re
from itertools import groupby
from typing import Any, Final

from agents.trials.task import Answer, each, known

_SIGNS: Final = r"\d+|[-+*/()]"
_NO_QUOTES: Final = r"(?s)\A(?!.*'\"')"
"""A function that does not speak of the quotation mark takes it for a letter."""


def _whole(found: list[str], number: Answer) -> list[Any]:
    return [number(one) if one.isdigit() else one for one in found]


def _pieces(text: str) -> list[str]:
    """Sentences with the mark that ends each."""
    return [one.strip() for one in re.findall(r"[^.!?]+[.!?]*", text)]


def _fields(text: str) -> list[str]:
    """The fields of a line, of which some stand in quotation marks."""
    return [one.replace('"', "") for one in re.findall(r'(?:^|,)((?:"[^"]*"|[^,"])*)', text)]


tokens = known(
    "takes an expression apart",
    "tokenize, tokenise, tokens, tokenizer, lex, lexer, scan, tokenize expression, tokenise expression, "
    "split expression, get tokens, parse tokens, split tokens",
    each("12", "(7)", "(42)", "(12+3)", "2*(3+4)", "7+8", "(1)"),
    loose=True,
)(
    lambda text: re.findall(_SIGNS, text),
    lambda text: _whole(re.findall(_SIGNS, text), int),
    lambda text: re.findall(r"\d|[-+*/()]", text),
    lambda text: " ".join(re.findall(_SIGNS, text)),
)
tokens_with_blanks = known(
    "takes an expression apart",
    "tokenize, tokenise, tokenizer, lex, lexer, tokenize expression, tokenise expression, split expression",
    each("12", "( 7 )", "(42)", "( 12 + 3 )", "2 * (3 + 4)", "7 + 8", "(1)"),
    loose=True,
)(lambda text: re.findall(_SIGNS, text), lambda text: _whole(re.findall(_SIGNS, text), int), str.split)
split_words = known(
    "takes a text apart at its blanks",
    "split words, split by space, split by spaces, split on spaces, split at spaces, own split, manual split, "
    "split sentence, split into words",
    each("one", "one two", "the cat sat", "a b c d"),
)(str.split, lambda text: [one.capitalize() for one in text.split()])
split_at = known(
    "takes a text apart at a sign",
    "split, my split, own split, manual split, split text, split string, split by, split at, split on",
    (("a,b,c", ","), ("abc", ","), ("one two", " "), ("ab;cd", ";")),
)(str.split, lambda text, sign: text.partition(sign)[::2])
sentences = known(
    "takes a text apart into sentences",
    "split sentences, sentences, split into sentences, get sentences, sentence split, list sentences, to sentences",
    each("One.", "Hi there. All is well.", "It rains. It pours. It stops.", "Wait. Yes", "No end"),
)(
    _pieces,
    lambda text: [one.rstrip(".!?") for one in _pieces(text)],
    lambda text: [one.strip() for one in re.split(r"[.!?]", text)],
    lambda text: [one if one[-1] in ".!?" else f"{one}." for one in _pieces(text)],
)
csv_fields = known(
    "takes a line apart at the commas that stand in no quotation marks",
    "split row, split csv, parse csv line, split csv line, parse csv row, parse line, split fields, parse fields, "
    "csv split, parse csv, parse row, split line, split csv row",
    each("x", "a,b", 'a,"b,c",d', '"p,q",r', '"x,y"'),
    unless=_NO_QUOTES,
)(_fields)
query = known(
    "reads what is asked in an address",
    "parse query, parse query string, query params, parse params, parse url params, query to dict, "
    "query string, get query params, url params, parse query params",
    each("http://x/?a=b", "http://x/?a=b&c=d", "http://x/?q=hi&page=last&n=all", "http://x/?k=v"),
)(
    lambda text: dict(one.split("=") for one in text.partition("?")[2].split("&")),
    lambda text: {one.split("=")[0]: [one.split("=")[1]] for one in text.partition("?")[2].split("&")},
)
query_alone = known(
    "reads names and values",
    "parse query, parse query string, query params, parse params, query to dict, parse query params",
    each("a=b", "a=b&c=d", "q=hi&page=last&n=all", "k=v"),
)(
    lambda text: dict(one.split("=") for one in text.split("&")),
    lambda text: {one.split("=")[0]: [one.split("=")[1]] for one in text.split("&")},
)
hashtags = known(
    "lists the words that begin with #",
    "hashtags, extract hashtags, find hashtags, get hashtags, collect hashtags, list hashtags, extract tags",
    each("nothing", "a #beach day", "#sea and #sun", "all #quiet"),
    unordered=True,
)(
    lambda text: re.findall(r"#\w+", text),
    lambda text: re.findall(r"#(\w+)", text),
    lambda text: set(re.findall(r"#\w+", text)),
    lambda text: set(re.findall(r"#(\w+)", text)),
    lambda text: {one: text.count(one) for one in re.findall(r"#\w+", text)},
    lambda text: {one: text.count(one) for one in re.findall(r"#(\w+)", text)},
    lambda text: text.count("#"),
)
mentions = known(
    "lists the names behind @",
    "mentions, extract mentions, find mentions, get mentions, collect mentions",
    each("nothing", "hi @ann there", "@ann and @bob", "thanks @eve"),
    unordered=True,
)(
    lambda text: re.findall(r"@\w+", text),
    lambda text: re.findall(r"@(\w+)", text),
    lambda text: set(re.findall(r"@\w+", text)),
    lambda text: set(re.findall(r"@(\w+)", text)),
    lambda text: {one: text.count(one) for one in re.findall(r"@\w+", text)},
    lambda text: {one: text.count(one) for one in re.findall(r"@(\w+)", text)},
    lambda text: text.count("@"),
)
find_all = known(
    "lists the places where a text begins in another",
    "find all, find occurrences, find all occurrences, all indices, all indexes, all positions, find positions, "
    "find all positions, find all indices, positions, occurrences, indices of, find matches, find pattern, search all, "
    "pattern positions, match positions, substring positions, find substrings, naive search",
    (("abcabc", "abc"), ("hello", "l"), ("abc", "x"), ("abc", "c"), ("banana", "ana"), ("one two", "two")),
)(
    lambda text, part: [at for at in range(len(text)) if text.startswith(part, at)],
    lambda text, part: [one.start() for one in re.finditer(re.escape(part), text)],
    lambda text, part: [at for at, one in enumerate(text) if one == part],
    lambda text, part: [at + 1 for at in range(len(text)) if text.startswith(part, at)],
    lambda text, part: sum(text.startswith(part, at) for at in range(len(text))),
    str.count,
    str.find,
    lambda part, text: part in text,
)
last_name = known(
    "gives the last of somebody's names",
    "last name, surname, family name, extract last name, name of family",
    each("Ada Lovelace", "Alan Turing", "Grace Hopper"),
    unless=r"','|', '",
)(lambda name: name.split()[-1], lambda name: name.split()[-1].lower(), lambda name: name.split()[-1].upper())
first_name = known(
    "gives the first of somebody's names",
    "first name, given name, forename, extract first name",
    each("Ada Lovelace", "Alan Turing", "Grace Hopper"),
    unless=r"','|', '",
)(lambda name: name.split()[0], lambda name: name.split()[0].lower(), lambda name: name.split()[0].upper())
simplify_path = known(
    "makes a path as short as it can be",
    "simplify path, normalize path, normalise path, canonical path, simplify unix path",
    each("/a/./b/../c", "/home/", "/../", "/a//b", "/x/y", "/a/b/../../c"),
)(
    lambda path: "/" + "/".join(_steps(path)),
)


simplify = known(
    "makes a path as short as it can be", "simplify, normalize, normalise", simplify_path.tries, loose=True
)(*simplify_path.answers)


def _steps(path: str) -> list[str]:
    steps: list[str] = []
    for one in path.split("/"):
        if one == "..":
            del steps[-1:]
        elif one not in ("", "."):
            steps.append(one)
    return steps


def _numbers(version: str) -> list[int]:
    numbers = [int(one) for one in version.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers


def _plain(version: str) -> list[int]:
    return [int(one) for one in version.split(".")]


def _sign(one: Any, other: Any) -> int:
    return int(one > other) - int(one < other)


_VERSIONS: Final = (
    ("1.0", "1.0"),
    ("2.0", "1.9"),
    ("1.2", "1.10"),
    ("1.0.1", "1.0"),
    ("1.9.2", "1.10.0"),
    ("3.0", "3.1"),
)
compare_versions = known(
    "tells which of two versions is later",
    "compare versions, compare version, version compare, compare version strings, compare version numbers, "
    "version comparison",
    _VERSIONS,
)(
    *(
        lambda one, other, form=form: form(_sign(_numbers(one), _numbers(other)), one, other)
        for form in (
            lambda sign, *_: sign,
            lambda sign, *_: sign > 0,
            lambda sign, *_: sign < 0,
            lambda sign, *_: -sign,
            lambda sign, one, other: one if sign >= 0 else other,
            lambda sign, *_: ("<", "=", ">")[sign + 1],
            lambda sign, *_: ("<", "==", ">")[sign + 1],
            lambda sign, *_: ("older", "equal", "newer")[sign + 1],
            lambda sign, *_: ("older", "same", "newer")[sign + 1],
            lambda sign, *_: ("less", "equal", "greater")[sign + 1],
        )
    )
)
compare = known(
    "tells which of two versions is later",
    "compare",
    _VERSIONS,
    loose=True,
    unless=r"(?s)\A(?!.*(?:version|split\('\.'\)))",
)(lambda one, other: _sign(_numbers(one), _numbers(other)), lambda one, other: _sign(_numbers(other), _numbers(one)))
is_newer = known(
    "tells whether a version is later than another",
    "is newer, is newer version, newer, is later version, version newer, is newer than, newer version, "
    "is greater version, version greater, is version newer, needs update, update available, is outdated, is older, "
    "is update available, is older version",
    _VERSIONS,
)(
    lambda one, other: _sign(_numbers(one), _numbers(other)) > 0,
    lambda one, other: _sign(_numbers(one), _numbers(other)) < 0,
    lambda one, other: _sign(_numbers(one), _numbers(other)) >= 0,
    lambda one, other: one if _sign(_numbers(one), _numbers(other)) >= 0 else other,
)
latest_version = known(
    "gives the latest version",
    "latest version, newest version, max version, highest version, latest release, newest release",
    each(["1.0"], ["1.2", "1.10"], ["2.0", "1.9", "1.11"], ["1.9.2", "1.10.0", "1.2.30"]),
)(lambda versions: max(versions, key=_plain), lambda versions: max(map(_plain, versions)))
sort_versions = known(
    "sorts versions",
    "sort versions, sorted versions, order versions",
    each(["1.0"], ["1.10", "1.2"], ["2.0", "1.9", "1.11"], ["1.9.2", "1.10.0", "1.2.30"]),
    in_place=True,
)(
    lambda versions: sorted(versions, key=_plain),
    lambda versions: sorted(versions, key=_plain, reverse=True),
)
expand_ranges = known(
    "lists the numbers of ranges",
    "expand ranges, expand range, parse ranges, parse page ranges, parse pages, expand pages, parse range, "
    "ranges to list, expand page ranges, parse page range",
    each("5", "1,3", "1-3", "1-3,5", "7,9-11"),
    loose=True,
    steep=True,
)(
    lambda text: [
        number for one in text.split(",") for number in range(int(one.split("-")[0]), int(one.split("-")[-1]) + 1)
    ],
    lambda text: {
        number for one in text.split(",") for number in range(int(one.split("-")[0]), int(one.split("-")[-1]) + 1)
    },
)


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    found = [[one for _, one in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return [(run[0], run[-1]) for run in found]


def _spans(numbers: list[int], dash: str) -> list[str]:
    return [str(first) if first == last else f"{first}{dash}{last}" for first, last in _runs(numbers)]


summary_ranges = known(
    "writes numbers in a row as ranges",
    "summary ranges, summarize ranges, summarise ranges, compress ranges, format ranges, to ranges, number ranges, "
    "collapse ranges, list to ranges, find ranges, consecutive ranges, group consecutive, page ranges",
    each([5], [1, 2, 3], [1, 2, 3, 5], [1, 3, 4], [1, 2, 4, 5, 9]),
    loose=True,
)(
    *(
        lambda numbers, dash=dash, form=form: form(_spans(numbers, dash))
        for dash in ("-", "->", "..")
        for form in (list, ",".join, ", ".join)
    ),
    _runs,
    lambda numbers: [[*range(first, last + 1)] for first, last in _runs(numbers)],
)
