"""Of ciphers, of letters as numbers, and of games with words."""

import string
from typing import Any

from agents.trials.task import Answer, each, known

_SMALL = string.ascii_lowercase
_MORSE = dict(zip("SOAETN", ("...", "---", ".-", ".", "-", "-."), strict=True))
_SCRABBLE = {
    letter: value
    for letters, value in (
        ("aeioulnrst", 1),
        ("dg", 2),
        ("bcmp", 3),
        ("fhvwy", 4),
        ("k", 5),
        ("jx", 8),
        ("qz", 10),
    )
    for letter in letters
}


def _latin(text: str, *, clusters: bool, vowel: str, mark: str = "") -> str:
    if text[0] in "aeiou":
        return text[1:] + text[0] + mark + "ay" if vowel == "moved" else text + mark + vowel
    at = next(at for at, one in enumerate(text) if one in "aeiou") if clusters else 1
    return text[at:] + mark + text[:at] + "ay"


def _vigenere(text: str, key: str, sign: int = 1) -> str:
    return "".join(
        _SMALL[(_SMALL.index(one) + sign * _SMALL.index(key[at % len(key)])) % 26] for at, one in enumerate(text)
    )


atbash = known(
    "turns the alphabet round",
    "atbash, atbash cipher, atbash encode, encode atbash, atbash encrypt",
    each("abc", "hello", "z"),
)(lambda text: text.translate(str.maketrans(_SMALL, _SMALL[::-1])))
pig_latin = known(
    "writes a word in pig latin",
    "pig latin, to pig latin, pig latinize, piglatin, pig latin word, word to pig latin, english to pig latin, "
    "translate to pig latin, pig it, pyg latin",
    each("hello", "apple", "string", "dog", "egg", "orange", "ice"),
    loose=True,
)(
    *(
        lambda text, clusters=clusters, vowel=vowel, mark=mark: _latin(text, clusters=clusters, vowel=vowel, mark=mark)
        for clusters in (True, False)
        for vowel in ("ay", "way", "yay", "hay", "moved")
        for mark in ("", "-")
    )
)
_VIGENERE = "vigenere, vigenere cipher, vigenere encrypt, vigenere encode, encrypt vigenere, vigenere encryption"
_BY_KEY: tuple[Answer, ...] = (
    lambda text, key: _vigenere(text.lower(), key.lower()),
    lambda text, key: _vigenere(text.lower(), key.lower()).upper(),
    lambda key, text: _vigenere(text.lower(), key.lower()),
    lambda key, text: _vigenere(text.lower(), key.lower()).upper(),
)
vigenere = known("shifts letters by those of a key", _VIGENERE, (("attack", "lemon"), ("abc", "b"), ("hello", "abc")))(
    *_BY_KEY
)
capital_vigenere = known(
    "shifts letters by those of a key", _VIGENERE, (("ATTACK", "LEMON"), ("ABC", "B"), ("HELLO", "ABC"))
)(*_BY_KEY)
vigenere_with_small_key = known(
    "shifts letters by those of a key", _VIGENERE, (("ATTACK", "lemon"), ("ABC", "b"), ("HELLO", "abc"))
)(*_BY_KEY)
vigenere_with_capital_key = known(
    "shifts letters by those of a key", _VIGENERE, (("attack", "LEMON"), ("abc", "B"), ("hello", "ABC"))
)(*_BY_KEY)
_TO_MORSE = (
    "to morse, morse, text to morse, morse encode, encode morse, morse code, string to morse, "
    "morse encrypt, english to morse"
)


def _coded(text: str, gap: str) -> str:
    return gap.join(_MORSE[one] for one in text.upper())


to_morse = known("writes a text in Morse code", _TO_MORSE, each("SOS", "A", "TEST"))(
    *(lambda text, gap=gap: _coded(text, gap) for gap in (" ", "", "   ", "/")),
    lambda text: f"{_coded(text, ' ')} ",
    lambda text: _coded(text, " ").split(" "),
)
small_to_morse = known("writes a text in Morse code", _TO_MORSE, each("sos", "a", "test"))(
    *(lambda text, gap=gap: _coded(text, gap) for gap in (" ", "", "   ", "/")),
    lambda text: f"{_coded(text, ' ')} ",
    lambda text: _coded(text, " ").split(" "),
)
from_morse = known(
    "reads Morse code",
    "from morse, morse to text, morse decode, decode morse, morse to string, morse to english, decrypt morse",
    each("... --- ...", ".-", "- . ... -"),
)(
    *(
        lambda text, form=form: form(
            "".join({code: one for one, code in _MORSE.items()}[part] for part in text.split())
        )
        for form in (str, str.lower)
    )
)
scrabble = known(
    "gives the value of a word in Scrabble",
    "scrabble score, scrabble, scrabble word score, word score, score word, scrabble value, scrabble points, score",
    each("a", "cabbage", "quiz", "zoo", "kayak"),
    loose=True,
)(lambda word: sum(_SCRABBLE[one] for one in word), lambda word: sum(_SMALL.index(one) + 1 for one in word))
capital_scrabble = known(
    "gives the value of a word in Scrabble",
    "scrabble score, scrabble, scrabble word score, word score, score word, scrabble value, scrabble points, score",
    each("A", "CABBAGE", "QUIZ", "ZOO", "KAYAK"),
    loose=True,
)(
    lambda word: sum(_SCRABBLE[one.lower()] for one in word),
    lambda word: sum(_SMALL.index(one.lower()) + 1 for one in word),
)
letter_sum = known(
    "adds the places of the letters in the alphabet",
    "word value, name value, letter sum, alphabet sum, sum letters, word sum, name score, "
    "letter values, alphabet score, "
    "alphabetical value, word to number, sum of letters",
    each("abc", "a", "zz", "hello"),
    loose=True,
)(
    lambda word: sum(_SMALL.index(one) + 1 for one in word),
    lambda word: sum(map(ord, word)),
    lambda word: sum(map(_SMALL.index, word)),
)
ascii_sum = known(
    "adds the codes of the letters",
    "ascii sum, sum ascii, ascii total, ascii value sum, sum of ascii, sum ord",
    each("abc", "a", "Zz"),
)(lambda text: sum(map(ord, text)))
to_ascii = known(
    "lists the codes of the letters",
    "to ascii, ascii codes, ascii values, string to ascii, text to ascii, ascii list",
    each("abc", "a", "Zz"),
)(lambda text: list(map(ord, text)), lambda text: " ".join(str(ord(one)) for one in text))
letter_place = known(
    "gives the place of a letter in the alphabet",
    "letter position, alphabet position, char to num, letter to number, letter index, letter value, "
    "position in alphabet, "
    "alphabet index, letter number, char position, alphabetical position, letter to num, "
    "position of letter, letter rank",
    each("a", "b", "m", "z"),
)(
    lambda letter: _SMALL.index(letter) + 1,
    _SMALL.index,
    lambda letter: str(_SMALL.index(letter) + 1),
    ord,
)
place_letter = known(
    "gives the letter at a place in the alphabet",
    "number to letter, num to letter, letter at, nth letter, index to letter, num to char, "
    "number to char, int to letter",
    each(1, 2, 13, 25),
)(*(lambda n, first=first: chr(ord(first) + n) for first in ("`", "a", "@", "A")))
next_letter = known(
    "gives the next letter",
    "next letter, letter after, following letter",
    each("a", "b", "m", "y"),
)(lambda letter: chr(ord(letter) + 1))
shift_letters = known(
    "moves every letter on by one",
    "next letters, letter changes, shift by one, move letters, alphabet shift, alphabetical shift, "
    "shift letters by one, "
    "alphabet shift by one, letter shift",
    each("abc", "a", "xyz", "hello"),
    loose=True,
)(
    lambda text: "".join(_SMALL[(_SMALL.index(one) + 1) % 26] for one in text),
    lambda text: "".join(chr(ord(one) + 1) for one in text),
)
_HIDDEN = (
    "hide word, display word, show word, masked word, reveal, get display, hangman, get guessed word, "
    "reveal word, show guesses, word display, hangman display, guessed word, mask word, current word, "
    "get masked word, make display"
)


def _hidden(word: str, letters: Any, blank: str, gap: str) -> str:
    return gap.join(one if one in letters else blank for one in word)


_HANGMAN: tuple[Answer, ...] = tuple(
    lambda word, letters, blank=blank, gap=gap: _hidden(word, letters, blank, gap)
    for blank in ("_", "-", "*", "_ ", ".")
    for gap in ("", " ")
)
hidden_word = known(
    "hides the letters that are not guessed",
    _HIDDEN,
    (("apple", ["a", "e"]), ("cat", []), ("cat", ["t", "x"])),
    loose=True,
)(
    *_HANGMAN,
    lambda word, letters: [one if one in letters else "_" for one in word],
    lambda word, letters: f"{_hidden(word, letters, '_', ' ')} ",
)
hidden_word_of_text = known(
    "hides the letters that are not guessed", _HIDDEN, (("apple", "ae"), ("cat", "q"), ("cat", "tx")), loose=True
)(
    *_HANGMAN,
    lambda word, letters: [one if one in letters else "_" for one in word],
    lambda word, letters: f"{_hidden(word, letters, '_', ' ')} ",
)
is_guessed = known(
    "tells whether all letters of a word are guessed",
    "is word guessed, is guessed, word guessed, is solved, is word complete, all guessed, "
    "all letters guessed, is complete",
    (("apple", ["a", "e"]), ("cat", ["t", "a", "c", "x"]), ("cat", []), ("tea", ["a", "e", "t"])),
)(lambda word, letters: set(word) <= set(letters))
available_letters = known(
    "gives the letters that are not guessed",
    "available letters, get available letters, remaining letters, letters left, unused letters",
    each([], ["a", "b"], ["e", "z"]),
)(
    lambda letters: "".join(one for one in _SMALL if one not in letters),
    lambda letters: [one for one in _SMALL if one not in letters],
)
bulls_and_cows = known(
    "counts bulls and cows",
    "bulls and cows, bulls cows, cows and bulls, get hint, mastermind, hint, count bulls and cows, score guess, bulls, "
    "bulls and cows score, pegs, feedback, evaluate guess, rate guess, compare guess, black and white, get feedback",
    (
        ("1234", "1243"),
        ("1234", "5678"),
        ("1234", "1234"),
        ("1807", "7810"),
        ("1234", "4321"),
        ("5678", "1256"),
        ("9876", "1296"),
        ("5612", "1256"),
    ),
    loose=True,
)(
    *(
        lambda one, other, form=form: form(
            hits := sum(a == b for a, b in zip(one, other, strict=True)), len(set(one) & set(other)) - hits
        )
        for form in (lambda a, b: (a, b), lambda a, b: (b, a), "{}A{}B".format, lambda a, _: a)
    )
)
rail_fence = known(
    "writes a text along a fence",
    "rail fence, rail fence cipher, rail fence encrypt, encrypt rail fence, rail fence encode, "
    "encode rail fence, zigzag convert",
    (("abcdef", 2), ("hello", 3), ("abcdefghi", 3)),
    steep=True,
)(
    lambda text, rails: "".join(
        one
        for rail in range(rails)
        for at, one in enumerate(text)
        if (turn := at % (2 * rails - 2)) == rail or 2 * rails - 2 - turn == rail
    )
)
xor_cipher = known(
    "changes the codes of the letters by a key",
    "xor cipher, xor encrypt, xor text, xor string, xor",
    (("abc", 1), ("x", 3)),
)(lambda text, key: "".join(chr(ord(one) ^ key) for one in text))
